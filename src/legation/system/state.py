"""What a variable stands at on a day: readings of records, folded into a value with its evidence.

Takes a `System`, `Known` records and steps of tracks; returns a `Value` a variable.  A value that
is not known says why.  Only records known by the day are read, and only what they tell of days up
to it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final, Literal

from legation.errors import DataError
from legation.system.model import Known, Rule, System, Variable

Standing = Literal["firm", "claimed", "denied"]
_UNSURE: Final = frozenset({"claim", "rumour"})
_NOWHERE: Final = -1.0
_UNREAL: Final = frozenset({"planned", "hypothetical", "denied"})
_MONTH: Final = 30.4375  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one record says of a variable: its level or number from a day on, and how firmly.

    `told`: the day as the record gives it, cut to what is known; `day` its first day.
    """

    day: str
    told: str
    level: float
    standing: Standing
    floor: bool
    id: str
    document: str
    text: str
    start: int
    end: int
    known_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A variable as of a day.

    `value`: the name of its level, or the number; None: unknown, and `reason` says why.  `level`:
    its place in `levels`, or the number.  `since`: the first day that it is told to have stood so.
    `evidence`: the readings that say so; `disputed`: later or unsure ones that say otherwise;
    `history`: every firm change so far, oldest first.
    """

    name: str
    value: str | float | None
    level: float | None
    since: str | None
    standing: Standing | None
    reason: str
    evidence: tuple[Reading, ...] = ()
    disputed: tuple[Reading, ...] = ()
    history: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All variables of a system as of a day."""

    as_of: str
    values: Mapping[str, Value]


def state_of(
    system: System,
    records: Iterable[Known],
    as_of: str,
    *,
    steps: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> State:
    """The state of a system on the day *as_of*, from what was known by its end.

    *steps*: for the variables that are a track of the relations room, its steps (day, level,
    standing, `ids`, `readings` of whose records give the passages).

    Raises
    ------
    DataError
        If *as_of* is no day.
    """
    try:
        last = date.fromisoformat(as_of)
    except ValueError:
        raise DataError(f"as_of {as_of!r} is no day; write YYYY-MM-DD") from None
    known = sorted((k for k in records if k.known_at <= as_of), key=lambda k: str(k.data["id"]))
    by_kind: dict[str, list[Known]] = {}
    for one in known:
        by_kind.setdefault(str(one.data["record"]), []).append(one)
    values = {}
    for variable in system.variables:
        found = list(_readings(system, variable, by_kind, as_of))
        if variable.track is not None:
            found += _track_readings(variable, (steps or {}).get(variable.track, ()), known, as_of)
        values[variable.name] = fold(variable, found, last)
    return State(as_of=as_of, values=values)


def _readings(
    system: System, variable: Variable, known: Mapping[str, Sequence[Known]], as_of: str
) -> Iterator[Reading]:
    for rule in variable.rules:
        for one in known.get(rule.kind, ()):
            if not matches(system, rule, one.data):
                continue
            told = told_on(one, ahead="planned" in rule.where.get("factuality", ()))
            day = first_day(told)
            level = _level(rule, one.data)
            if day is None or day > as_of or level is None:
                continue
            cited = one.data["citation"]
            yield Reading(
                day=day, told=told, level=level, floor=rule.floor, id=one.data["id"],
                standing=_standing(rule, one.data),
                document=cited["document"], text=cited["text"], start=cited["start"],
                end=cited["end"], known_at=one.known_at,
            )  # fmt: skip


def _track_readings(
    variable: Variable, steps: Sequence[Mapping[str, Any]], known: Sequence[Known], as_of: str
) -> Iterator[Reading]:
    """The steps of a track as readings; levels are those of the same name."""
    by_id = {k.data["id"]: k for k in known}
    for step in steps:
        level = variable.levels.index(step["name"]) if step["name"] in variable.levels else None
        if level is None or step["day"] > as_of or step["standing"] == "denied":
            continue
        for one in (by_id[i] for i in step["ids"] if i in by_id):
            cited = one.data["citation"]
            yield Reading(
                day=step["day"], told=step["day"], level=float(level), floor=False,
                standing="firm" if step["standing"] == "confirmed" else "claimed",
                id=one.data["id"], document=cited["document"], text=cited["text"],
                start=cited["start"], end=cited["end"], known_at=one.known_at,
            )  # fmt: skip


def told_on(known: Known, *, ahead: bool = False) -> str:
    """The date that a record gives, or the day on which it was known.

    *ahead*: what a record tells of days to come counts from the day on which it was known.
    """
    told = str(known.data.get("start") or known.data.get("date") or known.known_at)
    return known.known_at if ahead and told > known.known_at else told


def first_day(told: str) -> str | None:
    """The first day that a date cut to what is known may mean.

    >>> first_day("2022-09"), first_day("2003")
    ('2022-09-01', '2003-01-01')
    """
    try:
        return date.fromisoformat((told + "-01-01")[:10]).isoformat()
    except ValueError:
        return None


def _standing(rule: Rule, data: Mapping[str, Any]) -> Standing:
    if rule.denies:
        return "denied"
    unsure = bool(data.get("hedge")) or data.get("factuality") in _UNSURE
    return "claimed" if unsure else "firm"


def _level(rule: Rule, data: Mapping[str, Any]) -> float | None:
    """The level that a record puts a variable at; a denial puts it nowhere."""
    if rule.denies:
        return _NOWHERE
    return _number(rule, data) if rule.level is None else float(rule.level)


def _number(rule: Rule, data: Mapping[str, Any]) -> float | None:
    """The number that a record gives of one of the rule's units."""
    for quantity in data.get("quantities", ()):
        if any(unit in quantity["unit"].casefold() for unit in rule.unit):
            return float(quantity["value"])
    return None


# --- rules ------------------------------------------------------------------------------------


def matches(system: System, rule: Rule, data: Mapping[str, Any]) -> bool:
    """Whether a record is what a rule asks for.

    What was planned, imagined or denied counts only where the rule names its factuality.
    """
    if data["record"] != rule.kind:
        return False
    if data.get("factuality") in _UNREAL and "factuality" not in rule.where:
        return False
    if (rule.before or rule.since) and not _in_time(rule, data):
        return False
    text = data["citation"]["text"]
    return (
        all(holds(data.get(n), system.spelled(v)) for n, v in rule.where.items())
        and not any(holds(data.get(n), system.spelled(v)) for n, v in rule.unless.items())
        and (not rule.between or _between(system, rule.between, data))
        and (not rule.words or _pattern(rule.words).search(text) is not None)
        and not (rule.without and _pattern(rule.without).search(text) is not None)
    )


def _in_time(rule: Rule, data: Mapping[str, Any]) -> bool:
    """Whether a record tells of a day, and that lies where the rule wants it."""
    told = str(data.get("start") or data.get("date") or "")
    return bool(told) and (not rule.before or told < rule.before) and told >= rule.since


@lru_cache(maxsize=4096)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)


def holds(value: Any, wanted: frozenset[str]) -> bool:
    """Whether a field holds one of the values; an actor counts by name, party or key.

    >>> holds([{"name": "Zamir Kabulov", "party": "Russia"}], frozenset({"russia"}))
    True
    """
    if isinstance(value, list):
        return any(holds(item, wanted) for item in value)
    if isinstance(value, Mapping):
        return any(str(value.get(k)).casefold() in wanted for k in ("id", "name", "party"))
    return value is not None and str(value).casefold() in wanted


_SIDES: Final = {
    "event": ("source_actors", "target_actors"),
    "status": ("granted_by", "holder"),
    "membership": ("member", "organisation"),
    "claim": ("speaker", "about"),
    "lever": ("holder", "over"),
    "relation": ("a", "b"),
}


def _between(system: System, sides: tuple[str, ...], data: Mapping[str, Any]) -> bool:
    fields = _SIDES.get(str(data["record"]))
    if fields is None:
        return False
    one, other = (system.spelled((side,)) for side in sides)
    here, there = (data.get(f) for f in fields)
    return (holds(here, one) and holds(there, other)) or (holds(here, other) and holds(there, one))


# --- folding ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Stand:
    """Where a variable stands while its readings go by."""

    level: float
    since: str
    kept: list[Reading]


def fold(variable: Variable, readings: Iterable[Reading], last: date) -> Value:
    """One value from readings, oldest first.

    Firm readings set the level; a floor never lowers it.  Where none is firm, the latest that is
    claimed stands, marked so.  A value that `lasts` months lapses when nothing has repeated it.
    `since` is the day that most documents give for the change, of those told within three months.
    """
    ordered = sorted(set(readings), key=lambda r: (r.day, r.known_at, r.level, r.id))
    firm = [r for r in ordered if r.standing == "firm"]
    used = firm or [r for r in ordered if r.standing == "claimed"]
    if not used:
        none = "no record tells of it by this day"
        return _unknown(variable, none if variable.rules or variable.track else _NO_RULE)
    now, history = _run(used, variable.lasts)
    heard = max(r.day for r in now.kept)
    if variable.lasts is not None and _months(heard, last) > variable.lasts:
        name = _name(variable, now.level)
        told = f"last told of {heard} ({name}), more than {variable.lasts} months before"
        return _unknown(variable, told, history=tuple(history))
    return Value(
        name=variable.name, value=_name(variable, now.level), level=now.level,
        since=_since(now.kept), standing="firm" if firm else "claimed", reason="",
        evidence=tuple(now.kept), disputed=tuple(_disputed(ordered, now)), history=tuple(history),
    )  # fmt: skip


_NO_RULE: Final = "no rule of the file sets it; it stands in cause maps only"
_NEAR: Final = 3.0  # months within which documents speak of the same change


def _run(used: Sequence[Reading], lasts: int | None) -> tuple[_Stand, list[tuple[str, float]]]:
    """Where a variable stands after all readings, and every change on the way."""
    now = _Stand(used[0].level, used[0].day, [])
    history = [(now.since, now.level)]
    for reading in used:
        lapsed = (
            lasts is not None
            and bool(now.kept)
            and _months(now.kept[-1].day, date.fromisoformat(reading.day)) > lasts
        )
        moved = reading.level != now.level and not (reading.floor and reading.level < now.level)
        if lapsed or moved:
            if reading.level != now.level:
                history.append((reading.day, reading.level))
            now = _Stand(reading.level, reading.day, [])
        if reading.level == now.level:
            now.kept.append(reading)
    return now, history


def _since(kept: Sequence[Reading]) -> str:
    """The day that most documents give for the change, as exactly as one of them gives it."""
    first = kept[0].day
    near = [r for r in kept if _months(first, date.fromisoformat(r.day)) <= _NEAR]
    votes: dict[str, set[str]] = {}
    for reading in near:
        votes.setdefault(reading.told, set()).add(reading.document)
    best = min(votes, key=lambda told: (-len(votes[told]), told))
    return max((told for told in votes if told.startswith(best)), key=len)


def _disputed(ordered: Sequence[Reading], now: _Stand) -> list[Reading]:
    """Denials of what stands, and later or unsure readings of another level that did not move it."""
    ids = {r.id for r in now.kept}
    return [
        r
        for r in ordered
        if r.day >= now.since
        and r.id not in ids
        and (r.standing == "denied" or (r.level != now.level and not r.floor))
    ]


def _unknown(
    variable: Variable, reason: str, *, history: tuple[tuple[str, float], ...] = ()
) -> Value:
    return Value(
        name=variable.name, value=None, level=None, since=None, standing=None,
        reason=reason, history=history,
    )  # fmt: skip


def _name(variable: Variable, level: float) -> str | float:
    return variable.levels[int(level)] if variable.levels else level


def _months(day: str, last: date) -> float:
    return (last - date.fromisoformat(day)) / timedelta(days=1) / _MONTH
