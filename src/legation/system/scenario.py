"""Scenarios: a play that is kept, dated and compared, with what to watch for.

Takes a state and the directions of a play; returns estimates for the ledger, what differs between
two scenarios, and indicators: the records that would show that a scenario is coming true.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from legation.errors import UsageError
from legation.records import Estimate
from legation.system.model import Rule, System, Variable
from legation.system.state import State

SUBJECT: Final = "scenario "
LIKELY: Final = 0.25  # share of runs from which on a direction is worth watching for


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What would show that a variable moves as a scenario says: the level next in that direction.

    `shows`: the kinds of records, with their fields and words, that would set it there.
    """

    variable: str
    way: int
    share: float
    now: str | float | None
    next: str | None
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A scenario as kept: its name, the day whose knowledge it uses, and how it was played."""

    name: str
    as_of: str
    pressed: Mapping[str, int]
    holders: tuple[str, ...]
    directions: Mapping[str, tuple[float, float, float]]  # up, down, still
    steps: int
    runs: int
    seed: int


def indicators(
    system: System, state: State, directions: Mapping[str, tuple[float, float, float]]
) -> list[Indicator]:
    """What to watch for, the likeliest first: variables that at least one run in four moves."""
    found = []
    for variable in system.variables:
        up, down, _ = directions.get(variable.name, (0.0, 0.0, 1.0))
        way, share = (1, up) if up >= down else (-1, down)
        if share < LIKELY:
            continue
        value = state.values[variable.name]
        level = _next_level(variable, value.level, way)
        found.append(
            Indicator(
                variable=variable.name, way=way, share=share, now=value.value,
                next=None if level is None else variable.levels[level],
                shows=() if level is None else tuple(
                    _told(r) for r in variable.rules if r.level == level
                ),
            )
        )  # fmt: skip
    return sorted(found, key=lambda i: (-i.share, i.variable))


def _next_level(variable: Variable, level: float | None, way: int) -> int | None:
    """The level next to where a variable stands; from the unknown, the highest or the lowest."""
    if not variable.levels:
        return None
    top = len(variable.levels) - 1
    if level is None:
        return top if way > 0 else 0
    moved = int(level) + way
    return moved if 0 <= moved <= top else None


def _told(rule: Rule) -> str:
    """What a rule asks for, in words."""
    parts = [f"{name} {' or '.join(values)}" for name, values in rule.where.items()]
    if rule.between:
        parts.append(f"between {' and '.join(rule.between)}")
    if rule.words:
        parts.append("speaking of " + ", ".join(rule.words))
    return rule.kind + (": " + "; ".join(parts) if parts else "")


def scenario_estimate(scenario: Scenario, evidence: Sequence[str]) -> Estimate:
    """A scenario as a record for the ledger."""
    return Estimate(
        room="system", subject=SUBJECT + scenario.name,
        method="fuzzy cognitive map of changes, tanh, modified Kosko rule",
        value={n: list(d) for n, d in sorted(scenario.directions.items())},
        uncertainty="shares of runs over drawn edges, holders and modes: up, down, still",
        parameters={
            "pressed": dict(scenario.pressed), "holders": list(scenario.holders),
            "steps": scenario.steps, "runs": scenario.runs,
        },
        evidence=tuple(evidence), seed=scenario.seed, as_of=scenario.as_of,
    )  # fmt: skip


def read_scenario(estimate: Estimate) -> Scenario:
    """A scenario from its record.

    Raises
    ------
    UsageError
        If the record is no scenario.
    """
    if estimate.room != "system" or not estimate.subject.startswith(SUBJECT):
        raise UsageError(f"estimate {estimate.id[:12]} is no scenario")
    told: Mapping[str, Any] = estimate.parameters
    return Scenario(
        name=estimate.subject.removeprefix(SUBJECT), as_of=str(estimate.as_of),
        pressed={str(k): int(v) for k, v in told["pressed"].items()},
        holders=tuple(told["holders"]), steps=int(told["steps"]), runs=int(told["runs"]),
        seed=int(estimate.seed or 0),
        directions={n: (d[0], d[1], d[2]) for n, d in estimate.value.items()},
    )  # fmt: skip


def diff_scenarios(a: Scenario, b: Scenario) -> list[tuple[str, float, float, float]]:
    """Variables whose balance (up minus down) differs: name, in *a*, in *b*, how far; far first.

    >>> one = Scenario(
    ...     name="x",
    ...     as_of="2022-01-01",
    ...     pressed={},
    ...     holders=(),
    ...     steps=1,
    ...     runs=1,
    ...     seed=1,
    ...     directions={"trade": (0.8, 0.1, 0.1)},
    ... )
    >>> diff_scenarios(one, one)
    []
    """
    names = sorted(set(a.directions) | set(b.directions))
    found = []
    for name in names:
        one, other = (s.directions.get(name, (0.0, 0.0, 1.0)) for s in (a, b))
        here, there = one[0] - one[1], other[0] - other[1]
        if abs(here - there) > 1e-9:
            found.append((name, round(here, 6), round(there, 6), round(there - here, 6)))
    return sorted(found, key=lambda d: (-abs(d[3]), d[0]))
