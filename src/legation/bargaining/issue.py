"""One issue and its actors, read from TOML or JSON.

TOML: [issue] with name, unit, version and optionally low and high; [[actor]] with name, position,
salience, capability, a standard deviation for each (position_sd, ...) and evidence.  JSON: the
same keys, or `issue`, `unit` and `actors` with `actor` for the name.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from legation.errors import ModelFileError

_NUMBERS: Final = ("position", "salience", "capability")
_ACTOR: Final = {
    "name", "actor", "evidence", *_NUMBERS, *(f"{n}_sd" for n in _NUMBERS),
}  # fmt: skip
_ISSUE: Final = {"name", "unit", "version", "low", "high"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder:
    """One actor: position on the issue's scale, salience in [0, 1], capability above 0.

    The `_sd` fields are standard deviations of what is known about each; `evidence` the records.
    """

    name: str
    position: float
    salience: float
    capability: float
    position_sd: float = 0.0
    salience_sd: float = 0.0
    capability_sd: float = 0.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A question with a scale of answers, and those who decide it together.

    `low` and `high` bound the scale; None: the outermost positions do.
    """

    name: str
    actors: tuple[Stakeholder, ...]
    unit: str = ""
    version: str | None = None
    low: float | None = None
    high: float | None = None

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of all records that the actors name."""
        return tuple(dict.fromkeys(i for a in self.actors for i in a.evidence))

    def citing(self, ids: Mapping[str, str]) -> "Issue":
        """The same issue, with the whole ids of the records that its actors name in part."""
        actors = (replace(a, evidence=tuple(ids[i] for i in a.evidence)) for a in self.actors)
        return replace(self, actors=tuple(actors))

    @property
    def span(self) -> tuple[float, float]:
        """The ends of the scale."""
        positions = [a.position for a in self.actors]
        low = min(positions) if self.low is None else self.low
        return low, max(positions) if self.high is None else self.high


def read_issue(text: str, path: str = "") -> Issue:
    """The issue of a TOML or JSON file (by the ending of *path*; JSON if it begins with a brace).

    Raises
    ------
    ModelFileError
        With the line: not TOML or JSON, unknown or missing keys, values out of range, or nobody
        who cares.
    """
    try:
        is_json = path.endswith(".json") or text.lstrip().startswith("{")
        data = json.loads(text) if is_json else tomllib.loads(text)
    except json.JSONDecodeError as error:
        raise ModelFileError(f"no JSON: {error.msg}", path=path, line=error.lineno) from None
    except tomllib.TOMLDecodeError as error:
        line = str(error).rpartition("at line ")[2].split(",")[0]
        raise ModelFileError(
            f"no TOML: {error}", path=path, line=int(line) if line.isdigit() else None
        ) from None
    return _Reader(data, text, path).issue()


class _Reader:
    def __init__(self, data: Mapping[str, Any], text: str, path: str) -> None:
        self.data, self.text, self.path = data, text, path

    def wrong(self, message: str, *needles: str) -> ModelFileError:
        """The error with the line on which the last of *needles* stands, each after the one before.

        An actor's name is looked for first, then the key that is wrong.
        """
        at = -1
        for needle in needles:
            found = self.text.find(needle, at + 1)
            at = found if found >= 0 else at
        at = max(at, 0)
        return ModelFileError(message, path=self.path, line=self.text.count("\n", 0, at) + 1)

    def issue(self) -> Issue:
        head = self.data.get("issue", {})
        if isinstance(head, str):
            head = {"name": head, "unit": self.data.get("unit", "")}
        for key in head:
            if key not in _ISSUE:
                raise self.wrong(f"unknown key {key!r} in the issue", "issue", key)
        rows = self.data.get("actors", self.data.get("actor"))
        if not isinstance(rows, list) or len(rows) < 2:
            raise self.wrong("an issue needs two actors or more; list them", "actor")
        actors = tuple(self.actor(row, place) for place, row in enumerate(rows, 1))
        names = [a.name for a in actors]
        twice = next((n for n in names if names.count(n) > 1), None)
        if twice is not None:
            raise self.wrong(f"actor {twice!r} stands twice; keep one", twice, twice)
        if not any(a.salience * a.capability > 0 for a in actors):
            raise self.wrong("nobody has both salience and capability above 0", "salience")
        issue = Issue(
            name=str(head.get("name", self.path or "issue")),
            unit=str(head.get("unit", "")),
            version=head.get("version"),
            low=head.get("low"),
            high=head.get("high"),
            actors=actors,
        )
        low, high = issue.span
        outside = next((a for a in actors if not low <= a.position <= high), None)
        if outside is not None:
            raise self.wrong(
                f"{outside.name} stands at {outside.position:g}, outside the scale from {low:g} "
                f"to {high:g}",
                outside.name,
                "position",
            )
        return issue

    def actor(self, row: Any, place: int) -> Stakeholder:
        if not isinstance(row, dict):
            raise self.wrong(f"actor {place} is no table of values", "actor")
        name = str(row.get("name", row.get("actor", "")))
        if not name:
            raise self.wrong(f"actor {place} has no name", "actor")
        for key in row:
            if key not in _ACTOR:
                raise self.wrong(f"unknown key {key!r} of {name}", name, key)
        values = {}
        for key in (*_NUMBERS, *(f"{n}_sd" for n in _NUMBERS)):
            value = row.get(key, 0.0 if key.endswith("_sd") else None)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise self.wrong(f"{name} needs a number as {key}", name, key)
            values[key] = float(value)
        self.check_ranges(name, values)
        evidence: Sequence[str] = row.get("evidence", ())
        return Stakeholder(name=name, evidence=tuple(evidence), **values)

    def check_ranges(self, name: str, values: Mapping[str, float]) -> None:
        """Refuse what cannot be: salience outside [0, 1], anything but position below 0."""
        if not 0 <= values["salience"] <= 1:
            raise self.wrong(f"{name}'s salience lies outside 0 to 1", name, "salience")
        for key, value in values.items():
            if key != "position" and value < 0:
                raise self.wrong(f"{name}'s {key} is below 0", name, key)
