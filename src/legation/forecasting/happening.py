"""Does it happen by then: calibrated probabilities for pair × type × horizon, rolled over time.

`fit_happening` learns from earlier days whose outcome is known by the day it stands on;
`roll` repeats that day by day and sets the forecasts beside what happened and beside three
simpler forecasts.  Nothing later than a forecast's day is read for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from legation.errors import DataError
from legation.forecasting.curve import Curve, carried, fit_curve, identity
from legation.forecasting.logistic import PRIOR, LogisticFit, Values, fit_logistic, sigmoid
from legation.forecasting.table import EventTable
from legation.forecasting.windows import (
    ALIVE,
    Described,
    History,
    Pairs,
    base_names,
    base_rates,
    commonest_of,
    days_since,
    describe,
    everyones,
    happened,
    pairs_on,
)

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

STEP: Final = 10  # days between the days that are learned from
LOOKS: Final = 12  # how many such days
FULL: Final = 60  # days of history that a look should have
FEWEST: Final = 3  # such looks, or shorter ones are taken as well
EARLIEST: Final = 10  # day from which on looks tell what becomes of a forecast by a longer horizon
SHORTEST: Final = 0.25  # share of a horizon that must be learned at least
FEW: Final = 100.0  # occurrences below which the evidence says how far weights may go
SPREADS: Final = (0.01, 0.03)
MANY: Final = 5000  # pairs of a look above which not all that nothing came of are learned from,
KEEP: Final = 10  # but one in so many where it had never happened before,
KEEP_KNOWN: Final = 2  # and one in so many where it had
ONSET: Final = 90  # days without the type that make its next occurrence an onset


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningFit:
    """A fitted probability for one type and horizon, and the regression it is compared with."""

    relation: int
    horizon: int
    as_of: int
    taught: int  # the horizon learned from: shorter where the history is short
    learned: tuple[int, ...]  # the days learned from
    memory: int | None  # how many days back features look; None: all
    model: LogisticFit
    curve: Curve  # how forecasts of each height have fared, and from `taught` to `horizon`
    plain: LogisticFit  # on decayed counts of the type alone
    plain_curve: Curve

    def predict(self, values: Values) -> FloatArray:
        """Probabilities in (0, 1), shape (rows,), of pairs described for the horizon `taught`."""
        return sigmoid(self.curve(self.model.odds(values)))

    def predict_plain(self, counts: FloatArray) -> FloatArray:
        """What the regression on decayed counts alone says."""
        return sigmoid(self.plain_curve(self.plain.odds(counts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """Forecasts and outcomes of one type and horizon over rolling days, row by row."""

    relation: str
    horizon: int
    day: IntArray
    dyad: IntArray  # the same number for either direction
    outcome: FloatArray
    forecast: FloatArray
    pair_rate: FloatArray
    all_rate: FloatArray
    plain: FloatArray
    onset: npt.NDArray[np.bool_]


class Plan(NamedTuple):
    """What a fit learns from: days, how far back each looks, days between them, the horizon."""

    days: tuple[int, ...]
    memory: int | None  # None: all the history
    step: int
    horizon: int
    early: tuple[int, ...]  # days that tell of the horizon learned and of the longer one asked


class Sample(NamedTuple):
    """Pairs of an earlier day to learn from, whose outcome is known."""

    names: tuple[str, ...]
    pairs: Pairs
    values: Values
    counts: FloatArray
    outcome: FloatArray
    weight: FloatArray  # how many pairs each stands for


class Looks:
    """Histories and pairs by day, made once and used for every type and horizon."""

    def __init__(self, table: EventTable, *, alive: int = ALIVE, known: int | None = None) -> None:
        """Look at *table*; a pair counts while it has had an event in the last *alive* days.

        The relations that rules begin with are the same for every look: the commonest of the events
        up to the day *known* (default: of all), or columns of two looks would not be the same.
        """
        self.table, self.alive = table, alive
        end = len(table) if known is None else int(np.searchsorted(table.day, known, side="right"))
        self._commonest = commonest_of(table.relation[:end])
        self._made: dict[tuple[int, int | None], tuple[History, Pairs]] = {}
        self._everyone: dict[tuple[int, int, int, int | None], tuple[float, float]] = {}
        self._samples: dict[tuple[int, int | None, int, int], Sample] = {}

    def at(self, day: int, memory: int | None = None) -> tuple[History, Pairs]:
        """The history and the pairs as of the end of *day*."""
        if (day, memory) not in self._made:
            self._made[day, memory] = (
                History(self.table, day, memory=memory, commonest=self._commonest),
                pairs_on(self.table, day, alive=self.alive),
            )
        return self._made[day, memory]

    def describe(
        self, day: int, relation: int, horizon: int, *, memory: int | None = None
    ) -> tuple[Pairs, Described]:
        """The pairs of a day with their features; only the last *memory* days are looked at."""
        history, pairs = self.at(day, memory)
        return pairs, describe(history, pairs, relation, horizon, lately=self.alive)

    def sample(
        self, day: int, relation: int, horizon: int, *, memory: int | None = None, seed: int = 0
    ) -> Sample:
        """Pairs of a day to learn from: all to which it happened, and of many others a share."""
        if (day, memory, relation, horizon) in self._samples:
            return self._samples[day, memory, relation, horizon]
        history, pairs = self.at(day, memory)
        outcome = happened(self.table, pairs, relation, horizon)
        stands = np.where(days_since(history, pairs, relation) < 0, float(KEEP), float(KEEP_KNOWN))
        stands[outcome > 0] = 1.0
        if len(outcome) < MANY:
            stands[:] = 1.0
        chance = np.random.default_rng([seed, day]).random(len(outcome))
        rows = np.flatnonzero(chance * stands < 1.0)
        made = describe(history, pairs, relation, horizon, lately=self.alive, rows=rows)
        return Sample(
            made.names, pairs.take(rows), made.values, made.counts, outcome[rows], stands[rows]
        )

    def prepare(
        self,
        days: Sequence[int],
        relations: Sequence[int],
        horizon: int,
        *,
        memory: int | None = None,
        seed: int = 0,
    ) -> None:
        """Keep the samples of *days*, and let go of the history of each once it is sampled."""
        for day in days:
            for relation in relations:
                made = self.sample(day, relation, horizon, memory=memory, seed=seed)
                self._samples[day, memory, relation, horizon] = made
            self._made.pop((day, memory), None)

    def describe_pair(self, fit: "HappeningFit", pair: tuple[int, int]) -> Described:
        """One pair's features on the day of a fit, alive or not."""
        day, relation, horizon = fit.as_of, fit.relation, fit.taught
        history, pairs = self.at(day, fit.memory)
        asked = (day, relation, horizon, fit.memory)
        if asked not in self._everyone:
            self._everyone[asked] = everyones(history, pairs, relation, horizon, lately=self.alive)
        key = np.array([pair[0] * len(self.table.actors) + pair[1]])
        single = Pairs(day=day, source=key // history.size, target=key % history.size, key=key)
        part = history.only(pair)
        return describe(
            part, single, relation, horizon, everyone=self._everyone[asked], lately=self.alive
        )

    def forget_before(self, day: int) -> None:
        """Drop earlier days."""
        self._made = {at: made for at, made in self._made.items() if at[0] >= day}
        self._samples = {at: made for at, made in self._samples.items() if at[0] >= day}


def fit_happening(
    looks: Looks,
    relation: int,
    horizon: int,
    *,
    as_of: int,
    start: HappeningFit | None = None,
    seed: int = 0,
) -> HappeningFit:
    """Fit the probability of *relation* within *horizon* days to what was known on *as_of*.

    Raises
    ------
    DataError
        If no earlier day has its outcome known by then.
    """
    plan = looking(as_of, horizon)
    parts = _samples(looks, plan.days, relation, plan, seed)
    if not parts:
        raise DataError("no pair was alive on the days whose outcome is known by then")
    names = parts[0].names
    values, counts, outcome, weight = _joined(parts)
    del parts
    weight *= min(1.0, plan.step / plan.horizon)  # windows that overlap tell the same again
    few = float(weight @ outcome) < FEW
    model = fit_logistic(
        values, outcome, names=names, weight=weight,
        start=None if start is None or few else start.model.weights,
        lean=names.index(base_names(looks.alive)[0]),
        spreads=SPREADS if few else (PRIOR,),
    )  # fmt: skip
    curve = identity() if few else fit_curve(model.odds(values), outcome, weight=weight)
    plain = fit_logistic(counts, outcome, names=names[: counts.shape[1]], weight=weight)
    del values, counts
    curves = (curve, identity())
    if plan.horizon < horizon:
        early = _samples(looks, plan.early, relation, plan, seed)
        curves = _carried(looks, early, (relation, horizon), (model, plain), curves)
    return HappeningFit(
        relation=relation,
        horizon=horizon,
        as_of=as_of,
        taught=plan.horizon,
        learned=tuple(plan.days),
        memory=plan.memory,
        model=model,
        curve=curves[0],
        plain=plain,
        plain_curve=curves[1],
    )


def _samples(
    looks: Looks, days: Sequence[int], relation: int, plan: Plan, seed: int
) -> list[Sample]:
    """What there is to learn from on *days*."""
    made = [
        looks.sample(day, relation, plan.horizon, memory=plan.memory, seed=seed) for day in days
    ]
    return [sample for sample in made if len(sample.outcome)]


def _joined(parts: Sequence[Sample]) -> tuple[Values, FloatArray, FloatArray, FloatArray]:
    """Values, counts, outcomes and weights of all parts."""
    return (
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.outcome for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )


def _carried(
    looks: Looks,
    early: Sequence[Sample],
    asked: tuple[int, int],
    models: tuple[LogisticFit, LogisticFit],
    curves: tuple[Curve, Curve],
) -> tuple[Curve, Curve]:
    """The curves of the model and of the plain one, from the horizon learned to the one *asked*."""
    if not early:
        raise DataError("no pair was alive on the days whose outcome is known by then")
    values, counts, outcome, weight = _joined(early)
    longer = np.concatenate([happened(looks.table, part.pairs, *asked) for part in early])
    ours, plain = (
        carried(curve, model.odds(given), (outcome, longer), weight=weight)
        for curve, model, given in zip(curves, models, (values, counts), strict=True)
    )
    return ours, plain


def looking(as_of: int, horizon: int) -> Plan:
    """What to learn from: looks a quarter of the horizon apart, else `STEP` days.

    Where no `FEWEST` looks with a history of `FULL` days lie so far back that their outcome is
    known, a shorter horizon is learned that has them, and earlier days, which tell of both, say what
    becomes of it by the longer one.  Where the history is too short for that as well, all looks and
    the forecast itself are held to the history of the earliest look: else the forecast would be made
    from larger counts than those that were learned from.

    >>> looking(200, 14).days[:3], looking(110, 90).horizon, looking(110, 90).early
    ((186, 176, 166), 30, (20, 10))
    """
    latest, step = as_of - horizon, max(STEP, horizon // 4)
    if latest - step * LOOKS < FULL:
        step = STEP
    days = [latest - step * k for k in range(LOOKS)]
    full = tuple(d for d in days if d >= FULL)
    if len(full) >= FEWEST:
        return Plan(full, None, step, horizon, ())
    shorter = as_of - FULL - STEP * (FEWEST - 1)
    early = tuple(d for d in (latest - STEP * k for k in range(LOOKS)) if d >= EARLIEST)
    if early and SHORTEST * horizon <= shorter:
        return looking(as_of, shorter)._replace(early=early)
    chosen = tuple(d for d in days if d >= max(min(30, latest // 2), 0))
    if not chosen:
        raise DataError(f"{as_of} days of events are too few to learn what {horizon} days bring")
    return Plan(chosen, max(min(chosen), 1), step, horizon, ())


def roll(
    table: EventTable,
    relations: Sequence[int],
    horizon: int,
    *,
    days: Sequence[int],
    seed: int = 0,
) -> list[Rolled]:
    """Forecast *relations* on each of *days*, each time from what was known then.

    Raises
    ------
    DataError
        If a day's outcome lies beyond the table.
    """
    if max(days) + horizon > int(table.day[-1]):
        raise DataError(f"the events end before the outcome of day {max(days)} is known")
    looks = Looks(table, known=min(days))
    fits: dict[int, HappeningFit] = {}
    rows: dict[int, list[dict[str, npt.NDArray[np.generic]]]] = {r: [] for r in relations}
    for day in sorted(days):
        plan = looking(day, horizon)
        needed = (*plan.days, *plan.early)
        looks.forget_before(min(needed))
        looks.prepare(needed, relations, plan.horizon, memory=plan.memory, seed=seed)
        for relation in relations:
            fit = fit_happening(
                looks, relation, horizon, as_of=day, start=fits.get(relation), seed=seed
            )
            fits[relation] = fit
            rows[relation].append(_forecast_day(looks, fit, day))
    looks.forget_before(int(table.day[-1]))
    return [_rolled(table, relation, horizon, rows.pop(relation)) for relation in relations]


def _forecast_day(looks: Looks, fit: HappeningFit, day: int) -> dict[str, npt.NDArray[np.generic]]:
    pairs, described = looks.describe(day, fit.relation, fit.taught, memory=fit.memory)
    whole = looks.at(day)[0]  # simpler forecasts and onsets know the whole history
    pair_rate, everyone = base_rates(whole, pairs, fit.relation, fit.horizon)
    last = days_since(whole, pairs, fit.relation)
    low, high = np.minimum(pairs.source, pairs.target), np.maximum(pairs.source, pairs.target)
    parts = {
        "outcome": happened(looks.table, pairs, fit.relation, fit.horizon),
        "forecast": fit.predict(described.values),
        "pair_rate": pair_rate,
        "all_rate": np.full(len(pairs.key), everyone),
        "plain": fit.predict_plain(described.counts),
    }
    return {name: x.astype(np.float32) for name, x in parts.items()} | {
        "day": np.full(len(pairs.key), day, dtype=np.int32),
        "dyad": low * len(looks.table.actors) + high,
        "onset": (last < 0) | (last >= ONSET),
    }


def _rolled(
    table: EventTable, relation: int, horizon: int, parts: list[dict[str, npt.NDArray[np.generic]]]
) -> Rolled:
    """The days of one type joined; what was kept short is widened again."""
    joined: dict[str, Any] = {}
    for name in tuple(parts[0]):
        column = np.concatenate([part.pop(name) for part in parts])
        joined[name] = column.astype(np.float64) if column.dtype == np.float32 else column
    return Rolled(relation=table.relations[relation], horizon=horizon, **joined)
