"""What a study asks of forecasting: one day's forecasts, a path over many days, hazards of acts.

Every forecast is made from the records that could be known on its day.  `PathPoint` is one day of a
path: the forecast with its reasons, or why there is none, and what became of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from legation.errors import DataError, UsageError
from legation.ledger import Row, known_day
from legation.records import Estimate, Event

if TYPE_CHECKING:
    from legation.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPoint:
    """One day of a path: a forecast or why there is none, and how it fared.

    `outcome` is "happened" (then `happened_on` and `evidence` tell when and by which records), "did
    not happen", "open" while the horizon has not passed, or None where there is no forecast.
    """

    as_of: str
    estimate: Estimate | None
    reason: str | None
    outcome: str | None
    happened_on: str | None
    evidence: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        told = {name: getattr(self, name) for name in self.__slots__}
        estimate = None if self.estimate is None else self.estimate.to_json()
        return told | {"estimate": estimate, "evidence": list(self.evidence)}


def forecasts(
    study: "Study", dyad: tuple[str, str], *, horizon: int, types: Sequence[str], as_of: str | None
) -> tuple[Estimate, ...]:
    """How likely each type is between two actors within *horizon* days, likeliest first."""
    from legation.forecasting import find_actor, fit_forecast

    events = study.events(as_of=as_of)
    fit = fit_forecast(events, as_of=as_of)
    between = (find_actor(events, dyad[0]), find_actor(events, dyad[1]))
    return fit.predict(*between, horizon=horizon, relations=tuple(types) or None)


def path(
    study: "Study",
    asked: tuple[str, str, str],
    *,
    horizon: int,
    days: Iterable[str] | None,
    points: int,
    recorded_as_of: str | None,
) -> list[PathPoint]:
    """The probability of (source, target, type) *asked* within *horizon* days, day by day."""
    from legation.forecasting import events_of, find_actor

    rows = list(study.rows("event", recorded_as_of=recorded_as_of))
    told = [(row, cast(Event, row.record())) for row in rows]
    events = [event for _, event in told]
    if not events:
        raise UsageError("no events are coded here; `legation code` codes the documents")
    dyad = (find_actor(events, asked[0]), find_actor(events, asked[1]))
    known_to = max(row.known_at for row in rows)
    chosen = _days(days, points, told, dyad, known_to)
    later = events_of(events)
    out = []
    for day in chosen:
        known = [event for row, event in told if row.known_at <= day]
        out.append(_point(known, (*dyad, asked[2]), horizon, day, (later, known_to)))
    return out


def _days(
    days: Iterable[str] | None,
    points: int,
    told: Sequence[tuple[Row, Event]],
    dyad: tuple[str, str],
    known_to: str,
) -> list[str]:
    """The days asked for, or *points* of them from when the dyad was first told of, evenly spread.

    Raises
    ------
    UsageError
        If a day is no date, or the two never met.
    """
    if days is not None:
        chosen = sorted(set(days))
        bad = [day for day in chosen if known_day(day) != day]
        if bad:
            raise UsageError(f"{bad[0]!r} is no day; write it as YYYY-MM-DD")
        return chosen
    from legation.forecasting import actor_key

    met = [
        row.known_at
        for row, event in told
        if set(dyad) <= {actor_key(a) for a in (*event.source_actors, *event.target_actors)}
    ]
    if not met:
        raise UsageError(f"no event names both {dyad[0]} and {dyad[1]}")
    first, last = date.fromisoformat(min(met)), date.fromisoformat(known_to)
    steps = max(points - 1, 1)
    spread = {
        first + timedelta(days=round((last - first).days * k / steps)) for k in range(steps + 1)
    }
    return [day.isoformat() for day in sorted(spread)]


def _point(
    known: Sequence[Event],
    asked: tuple[str, str, str],
    horizon: int,
    day: str,
    later: tuple[Any, str],
) -> PathPoint:
    from legation.forecasting import fit_forecast, resolve

    try:
        fit = fit_forecast(known, as_of=day)
        (estimate,) = fit.predict(*asked[:2], horizon=horizon, relations=[asked[2]])
    except (DataError, UsageError) as error:
        return PathPoint(
            as_of=day, estimate=None, reason=str(error), outcome=None, happened_on=None, evidence=()
        )
    came = resolve(estimate, later[0], known_to=later[1])
    return PathPoint(
        as_of=day,
        estimate=estimate,
        reason=None,
        outcome=came.value["outcome"],
        happened_on=came.value.get("date"),
        evidence=came.evidence[1:],
    )
