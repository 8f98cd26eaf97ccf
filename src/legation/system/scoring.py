"""Directions of change, foretold and come true: what moved between two days, and who foresaw it.

Takes states of two days and directions; returns outcomes and scores, beside guesses that know
nothing of the map.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from legation.system.state import State, Value

_MONTH: Final = 30.4375  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a variable moved between two days: +1, -1, 0; None where that cannot be said."""

    name: str
    before: str | float | None
    after: str | float | None
    moved: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many directions of how many were right, and of those that moved, how many."""

    right: int
    of: int
    right_moved: int
    moved: int

    @property
    def share(self) -> float:
        """The share that was right; 0 where nothing could be scored."""
        return self.right / self.of if self.of else 0.0


def outcomes(before: State, after: State) -> list[Outcome]:
    """How each variable moved, by the levels last told on both days.

    A value that has lapsed by then counts as it was last told: silence is no change.
    """
    found = []
    for name, old in before.values.items():
        new = after.values[name]
        one, other = _last(old), _last(new)
        if one is None:
            found.append(_unsaid(name, old, new, f"not known on {before.as_of}"))
        elif other is None:
            found.append(_unsaid(name, old, new, f"not known on {after.as_of}"))
        else:
            moved = (other > one) - (other < one)
            found.append(Outcome(name=name, before=old.value, after=new.value, moved=moved))
    return found


def _last(value: Value) -> float | None:
    if value.level is not None:
        return value.level
    return value.history[-1][1] if value.history else None


def _unsaid(name: str, old: Value, new: Value, reason: str) -> Outcome:
    return Outcome(name=name, before=old.value, after=new.value, moved=None, reason=reason)


def recent_changes(state: State, months: int) -> dict[str, int]:
    """Variables whose level changed in the last so many months before the day, and which way."""
    first = date.fromisoformat(state.as_of) - timedelta(days=months * _MONTH)
    found = {}
    for name, value in state.values.items():
        past = [level for day, level in value.history if day <= first.isoformat()]
        late = [level for day, level in value.history if day > first.isoformat()]
        if past and late and late[-1] != past[-1]:
            found[name] = 1 if late[-1] > past[-1] else -1
    return found


def score_directions(told: Mapping[str, int], came: Sequence[Outcome]) -> Score:
    """How many of the directions that can be judged were right.

    >>> came = [
    ...     Outcome(name="x", before="a", after="b", moved=1),
    ...     Outcome(name="y", before="a", after="a", moved=0),
    ... ]
    >>> score_directions({"x": 1, "y": 1}, came)
    Score(right=1, of=2, right_moved=1, moved=1)
    """
    judged = [o for o in came if o.moved is not None]
    right = [o for o in judged if told.get(o.name, 0) == o.moved]
    return Score(
        right=len(right), of=len(judged),
        right_moved=sum(o.moved != 0 for o in right), moved=sum(o.moved != 0 for o in judged),
    )  # fmt: skip
