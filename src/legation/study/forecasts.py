"""What a study asks of forecasting: one day's forecasts, a path over many days, hazards of acts.

Every forecast is made from the records that could be known on its day.  `PathPoint` is one day of a
path: the forecast with its reasons, or why there is none, and what became of it.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, get_args

from legation.errors import DataError, UsageError
from legation.ledger import known_day
from legation.ontology import StatusKind
from legation.records import ActorRef, Estimate, Event, Status

if TYPE_CHECKING:
    from legation.study import Study

MOST_LEARNED: Final = 6  # fits that are kept
T = TypeVar("T")
_NOTHING: Final = "no events are coded here; `legation code` codes the documents"


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
    study: "Study",
    dyad: tuple[str, str],
    *,
    horizon: int,
    types: Sequence[str],
    as_of: str | None,
    recorded_as_of: str | None,
) -> tuple[Estimate, ...]:
    """How likely each type is between two actors within *horizon* days, likeliest first."""
    from legation.forecasting import find_actor, fit_forecast

    events = study.events(as_of=as_of, recorded_as_of=recorded_as_of)
    if not events:
        limits = f"by {as_of}" if as_of else f"as recorded by {recorded_as_of}"
        raise UsageError(f"no event is known {limits}" if as_of or recorded_as_of else _NOTHING)
    between = (find_actor(events, dyad[0]), find_actor(events, dyad[1]))
    try:
        fit = learned(
            study, (as_of, recorded_as_of), events, lambda: fit_forecast(events, as_of=as_of)
        )
        return fit.predict(*between, horizon=horizon, relations=tuple(types) or None)
    except DataError as error:
        raise UsageError(str(error)) from None


def learned(study: "Study", key: Hashable, events: list[Event], make: Callable[[], T]) -> T:
    """What *make* learns from events; while they are the same, it is not learned again."""
    known = study.learned.get(key)
    if known is None or known[0] != events:
        if len(study.learned) >= MOST_LEARNED:
            study.learned.clear()
        known = study.learned[key] = (events, make())
    found: T = known[1]
    return found


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

    dated = study.dated("event", recorded_as_of=recorded_as_of)
    told = [(day, cast(Event, record)) for day, record in dated]
    events = [event for _, event in told]
    if not events:
        raise UsageError(_NOTHING)
    if asked[2] not in {event.type for event in events}:
        raise UsageError(f"no event here is of the type {asked[2]!r}")
    dyad = (find_actor(events, asked[0]), find_actor(events, asked[1]))
    known_to = max(day for day, _ in told)
    chosen = _days(days, points, told, dyad, known_to)

    def points_of() -> list[PathPoint]:
        later = (events_of(events), known_to)
        known = ([event for known_at, event in told if known_at <= day] for day in chosen)
        return [
            _point(own, (*dyad, asked[2]), horizon, day, later)
            for own, day in zip(known, chosen, strict=True)
        ]

    key = (*dyad, asked[2], horizon, tuple(chosen), recorded_as_of)
    return list(learned(study, key, events, points_of))


def _days(
    days: Iterable[str] | None,
    points: int,
    told: Sequence[tuple[str, Event]],
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
        known_at
        for known_at, event in told
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


def hazard(
    study: "Study",
    holder: str,
    act: tuple[str, str],
    *,
    since: str,
    years: float,
    as_of: str | None,
) -> Estimate:
    """How likely it is that a state which has not done *act* to *holder* does so within *years*.

    Those who could are the states that have had to do with the holder in events or statuses.
    """
    from legation.forecasting import exposures_of, find_actor, hazard_estimate

    if act[0] not in get_args(StatusKind):
        raise UsageError(
            f"no status is called {act[0]!r}; known: {', '.join(get_args(StatusKind))}"
        )
    if known_day(since) != since:
        raise UsageError(f"since {since!r} is no day; write it as YYYY-MM-DD")
    events = study.events(as_of=as_of)
    statuses = cast("list[Status]", study.records("status", as_of=as_of))
    name = find_actor(events, holder)
    sides: list[tuple[ActorRef, ...]] = [(*e.source_actors, *e.target_actors) for e in events]
    sides += [(s.holder, s.granted_by) for s in statuses if s.granted_by]
    if not any(a.party == name for side in sides for a in side):
        raise UsageError(f"no actor {holder!r} in the events and statuses up to then")
    own = {a.code for side in sides for a in side if a.party == name}
    met = [side for side in sides if any(a.party == name for a in side)]
    states = {
        a.party for side in met for a in side if a.party and _is_state(a) and a.code not in own
    }
    until = as_of or max((day for day, _ in study.dated("event")), default=since)
    exposures = exposures_of(statuses, states, holder=name, act=act, since=since, until=until)
    values = sorted({s.value for s in statuses if s.kind == act[0]})
    told = hazard_estimate(exposures, holder=name, act=act, years=years, as_of=until)
    return replace(told, parameters={**told.parameters, "values_told_of": values})


def _is_state(actor: ActorRef) -> bool:
    """Whether an actor is a state: it goes by its country's code."""
    return actor.code is not None and actor.id == actor.code and actor.code != "IGO"


class Forecasting:
    """The methods of a study that forecast."""

    @property
    def _study(self) -> "Study":
        return cast("Study", self)

    def forecast(
        self,
        a: str,
        b: str,
        *,
        horizon: int,
        types: Sequence[str] = (),
        as_of: str | None = None,
        recorded_as_of: str | None = None,
    ) -> tuple[Estimate, ...]:
        """How likely each event type is by *a* towards *b* within *horizon* days, and why."""
        return forecasts(
            self._study,
            (a, b),
            horizon=horizon,
            types=types,
            as_of=as_of,
            recorded_as_of=recorded_as_of,
        )

    def forecast_path(
        self,
        a: str,
        b: str,
        event_type: str,
        *,
        horizon: int = 30,
        days: Iterable[str] | None = None,
        points: int = 24,
        recorded_as_of: str | None = None,
    ) -> list[PathPoint]:
        """The probability that *a* does *event_type* towards *b* within *horizon*, over time.

        One forecast for each of *days* (default: *points* of them since the two were first told of
        together), each from what could be known that day, with its reasons and how it fared.
        """
        return path(
            self._study,
            (a, b, event_type),
            horizon=horizon,
            days=days,
            points=points,
            recorded_as_of=recorded_as_of,
        )

    def forecast_act(
        self,
        holder: str,
        kind: str,
        value: str,
        *,
        since: str,
        years: float = 1.0,
        as_of: str | None = None,
    ) -> Estimate:
        """How likely a state that has not yet done a rare act to *holder* does it within *years*.

        The act is a status, say "recognition" with the value "recognised", possible from *since* on.
        """
        return hazard(self._study, holder, (kind, value), since=since, years=years, as_of=as_of)
