"""Events → reports: what one independent origin says happened once, between whom and when.

`read_reports` takes events and the origin of each (copies of one dispatch share it) and returns
reports; `extent` the days that an imprecise date may mean; `load_scale` the published intensity
of each event type.  Everything else in this room counts reports.
"""

import tomllib
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

from legation.errors import DataError
from legation.ontology import EVENT_TYPES, EventType
from legation.records import ActorRef, Event

COUNTED: Final = frozenset({"fact", "claim"})  # what a coder read as done, or as said to be done


class Report(NamedTuple):
    """One origin's word that something happened; `[start, end)` are proleptic day numbers.

    `probability` is how likely the reading is right; `ids` are the events that say so, more than
    one where copies of one text do.
    """

    origin: str
    type: EventType
    start: int
    end: int
    sources: frozenset[str]
    targets: frozenset[str]
    probability: float
    ids: tuple[str, ...]


_Same = tuple[str, EventType, int, int, frozenset[str], frozenset[str]]
"""What two events have in common that are one report: the first fields of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """All reports of a ledger, and the events that could not be counted, by reason."""

    reports: tuple[Report, ...]
    left_out: Mapping[str, tuple[str, ...]]
    placed: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out of all of them for a calendar, so that no dyad does it again."""


def read_reports(
    events: Iterable[Event],
    *,
    origins: Mapping[str, str] | None = None,
    precision: Mapping[str, float] | None = None,
    counted: Collection[str] = COUNTED,
) -> Reports:
    """The distinct reports of events: one for each origin, type, pair of sides and date.

    Parameters
    ----------
    origins
        Origin by id of an event or of its document; a document that is not named is its own.
    precision
        Measured share of the coder's events of a type that are right, in (0, 1]; an event of a
        type that is not named has its own `confidence`.
    counted
        The factualities that count; denied, planned and hypothetical events did not happen.
    """
    origins, precision = origins or {}, precision or {}
    made: dict[_Same, tuple[float, list[str]]] = {}
    sides = Sides()
    left: dict[str, list[str]] = {}
    for event in events:
        span = extent(event.start, event.end)
        reason = event.factuality if event.factuality not in counted else None
        if span is None or reason is not None:
            left.setdefault(reason or "undated", []).append(event.id)
            continue
        document = event.citation.document
        origin = origins.get(event.id) or origins.get(document, document)
        sources, targets = sides.of(event.source_actors), sides.of(event.target_actors)
        key = (origin, event.type, *span, sources, targets)
        sure = precision.get(event.type, event.confidence)
        best, ids = made.get(key, (0.0, []))
        made[key] = (max(best, sure), [*ids, event.id])
    reports = tuple(
        Report(*k, sure, tuple(sorted(ids) if len(ids) > 1 else ids))
        for k, (sure, ids) in made.items()
    )
    return Reports(reports=reports, left_out={k: tuple(sorted(v)) for k, v in left.items()})


class Sides:
    """The names under which a side may be asked for; a tuple of actors is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[ActorRef, ...], frozenset[str]]] = {}

    def of(self, refs: tuple[ActorRef, ...]) -> frozenset[str]:
        """The parties of these actors, the actors themselves, their codes.

        >>> sorted(Sides().of((ActorRef(id="a", name="Ada", text="Ada", party="Isles"),)))
        ['a', 'ada', 'isles']
        """
        known = self._known.get(id(refs))  # kept beside it, so that no other can have its place
        if known is None:
            names = frozenset().union(*(forms(r.party, r.id, r.name, r.code) for r in refs))
            known = self._known[id(refs)] = (refs, names)
        return known[1]


@lru_cache(maxsize=65536)
def forms(*names: str | None) -> frozenset[str]:
    """The names that there are, without regard to case."""
    return frozenset(name.casefold() for name in names if name)


def names_of(side: str) -> frozenset[str]:
    """The names in a side as asked for: one actor, or a group joined by `+`.

    >>> sorted(names_of("Russia + China"))
    ['china', 'russia']
    """
    found = frozenset(part.strip().casefold() for part in side.split("+") if part.strip())
    if not found:
        raise DataError(f"side {side!r} names nobody")
    return found


@lru_cache(maxsize=65536)
def extent(start: str | None, end: str | None) -> tuple[int, int] | None:
    """The days [first, last) that a date may mean, as `date.toordinal` numbers; None if undated.

    >>> first, last = extent("2021-08", None)
    >>> last - first
    31
    """
    if start is None:
        return None
    first = _edge(start, after=False)
    last = _edge(start, after=True) if end is None else _edge(end, after=False)
    return (first, max(last, first + 1))


def _edge(day: str, *, after: bool) -> int:
    """The first day of a date cut to what is known, or the first one after it."""
    parts = [int(p) for p in day.split("-")]
    try:
        if len(parts) == 3:
            return date(*parts).toordinal() + after
        year, month = (*parts, 1)[:2]
        step = 12 if len(parts) == 1 else 1
        months = year * 12 + month - 1 + (step if after else 0)
        return date(months // 12, months % 12 + 1, 1).toordinal()
    except ValueError as error:
        raise DataError(f"date {day!r}: {error}") from None


def load_scale(path: Path | None = None) -> dict[str, float]:
    """Conflict-cooperation intensity of each event type, -10 to 10: the `[intensity]` of a TOML.

    >>> load_scale()["CONSULT"]
    1.0

    Raises
    ------
    DataError
        If a type has no value there.
    """
    at = path or resources.files("legation.data") / "codebook" / "scales.toml"
    found: dict[str, float] = tomllib.loads(at.read_text(encoding="utf-8")).get("intensity", {})
    missing = [t for t in EVENT_TYPES if t not in found]
    if missing:
        raise DataError(f"{at}: [intensity] has no value for {', '.join(missing)}")
    return found
