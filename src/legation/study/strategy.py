"""How a study solves a game or a bargaining problem on its own ledger's records.

The records that a model file names are looked up, whatever was not known by the model's version
is refused, and the results are appended as estimates.  The same file again appends nothing.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from legation.errors import ModelFileError, UsageError
from legation.ledger import Ledger, Row, UnknownIdError, known_day, pack
from legation.records import Estimate, Record

if TYPE_CHECKING:
    from legation.games import Known, Model

GAMES: Final = "games.v1"
BARGAINING: Final = "bargaining.v1"


def read_text(path: Path | str) -> str:
    """A model file's text.

    Raises
    ------
    UsageError
        If there is no such file.
    ModelFileError
        If it cannot be read.
    """
    try:
        return Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file; give a model file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ModelFileError(f"cannot be read: {error}", path=str(path)) from None


def look_up(
    ledger: Ledger, names: Iterable[str], *, version: str | None = None, path: Path | str = ""
) -> dict[str, Row]:
    """The records that a file names, by the beginnings of ids that it uses.

    Raises
    ------
    ModelFileError
        If the ledger has no such record, or one that could not be known at the end of *version*.
    """
    found = {}
    last = known_day(version)
    for name in names:
        try:
            row = ledger.find(name)
        except UnknownIdError as error:
            raise ModelFileError(f"evidence {name!r}: {error}", path=str(path)) from None
        if not isinstance(row, Row):
            raise ModelFileError(
                f"evidence {name!r} is a document; name a record read in it", path=str(path)
            )
        if last is not None and row.known_at > last:
            raise ModelFileError(
                f"evidence {name!r} was not known before {row.known_at}, but the version is "
                f"{version}; leave it out or move the version",
                path=str(path),
            )
        found[name] = row
    return found


def solved(model: "Model", records: dict[str, Record], *, seed: int, draws: int) -> list[Estimate]:
    """The solved model, if all its preferences are known, and the Monte Carlo of *draws*.

    Raises
    ------
    UsageError
        If neither can be had: preferences are unknown and there are no draws.
    """
    from legation.games import (
        assess_uncertainty,
        build_game,
        solution_estimate,
        solve_game,
        uncertainty_estimate,
    )

    built = build_game(model)
    found = []
    if built.complete:
        found.append(solution_estimate(model, solve_game(built), records))
    elif not draws:
        raise UsageError(f"{model.name}: some preferences are unknown; ask for draws")
    if draws:
        result = assess_uncertainty(model, seed=seed, draws=draws)
        found.append(uncertainty_estimate(model, result, records))
    return found


def known_records(rows: Iterable[Row]) -> "list[Known]":
    """Coded records as the rules of a case read them."""
    from legation.games import Known

    return [Known(data=row.data(), known_at=row.known_at) for row in rows if row.document]


def keep(ledger: Ledger, coder: str, found: Sequence[Estimate], *, setup: Sequence[object]) -> None:
    """Append estimates of one subject; they supersede what the same question gave before.

    *setup* is all that decides the outcome; where it is what it was, nothing is appended.
    """
    scope = f"{coder.partition('.')[0]} {found[0].subject} as of {found[0].as_of}"
    mark = sha256("\0".join(map(str, setup)).encode()).hexdigest()[:16]
    ledger.append(scope, coder, [pack(estimate) for estimate in found], setup=mark)
