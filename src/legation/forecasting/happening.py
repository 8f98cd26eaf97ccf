"""Does it happen by then: calibrated probabilities for pair × type × horizon, rolled over time.

`fit_happening` learns from earlier days whose outcome is known by the day it stands on;
`roll` repeats that day by day and sets the forecasts beside what happened and beside three
simpler forecasts.  Nothing later than a forecast's day is read for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from legation.errors import DataError
from legation.forecasting.logistic import PRIOR, LogisticFit, Values, fit_logistic
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
    learned: tuple[int, ...]  # the days learned from
    memory: int | None  # how many days back features look; None: all
    model: LogisticFit
    plain: LogisticFit  # on decayed counts of the type alone


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


class Sample(NamedTuple):
    """Pairs of an earlier day to learn from, whose outcome is known."""

    names: tuple[str, ...]
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
        return Sample(made.names, made.values, made.counts, outcome[rows], stands[rows])

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
        day, relation, horizon = fit.as_of, fit.relation, fit.horizon
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
    days, memory, step = _looking(as_of, horizon)
    parts = [looks.sample(day, relation, horizon, memory=memory, seed=seed) for day in days]
    parts = [part for part in parts if len(part.outcome)]
    if not parts:
        raise DataError("no pair was alive on the days whose outcome is known by then")
    names = parts[0].names
    values, counts, outcome, weight = (
        np.concatenate([part[k] for part in parts]) for k in range(1, 5)
    )
    del parts
    weight *= min(1.0, step / horizon)  # windows that overlap tell the same outcome again
    few = float(weight @ outcome) < FEW
    model = fit_logistic(
        values, outcome, names=names, weight=weight,
        start=None if start is None or few else start.model.weights,
        lean=names.index(base_names(looks.alive)[0]),
        spreads=SPREADS if few else (PRIOR,),
    )  # fmt: skip
    plain = fit_logistic(counts, outcome, names=names[: counts.shape[1]], weight=weight)
    return HappeningFit(
        relation=relation,
        horizon=horizon,
        as_of=as_of,
        learned=tuple(days),
        memory=memory,
        model=model,
        plain=plain,
    )


def _looking(as_of: int, horizon: int) -> tuple[list[int], int | None, int]:
    """The days to learn from, how many days back every look goes, and the days between looks.

    Looks stand a quarter of the horizon apart where the history is long enough, else `STEP` days.
    If the earliest look has a short history, all looks and the forecast itself are held to that
    length: else the forecast would be made from larger counts than those that were learned from.
    """
    latest, step = as_of - horizon, max(STEP, horizon // 4)
    if latest - step * LOOKS < FULL:
        step = STEP
    days = [latest - step * k for k in range(LOOKS)]
    full = [d for d in days if d >= FULL]
    chosen = full if len(full) >= FEWEST else [d for d in days if d >= min(30, latest // 2)]
    chosen = [d for d in chosen if d >= 0]
    if not chosen:
        raise DataError(f"{as_of} days of events are too few to learn what {horizon} days bring")
    return chosen, None if min(chosen) >= FULL else max(min(chosen), 1), step


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
        earlier, memory, _ = _looking(day, horizon)
        looks.forget_before(min(earlier))
        looks.prepare(earlier, relations, horizon, memory=memory, seed=seed)
        for relation in relations:
            fit = fit_happening(
                looks, relation, horizon, as_of=day, start=fits.get(relation), seed=seed
            )
            fits[relation] = fit
            rows[relation].append(_forecast_day(looks, fit, day))
    looks.forget_before(int(table.day[-1]))
    return [_rolled(table, relation, horizon, rows.pop(relation)) for relation in relations]


def _forecast_day(looks: Looks, fit: HappeningFit, day: int) -> dict[str, npt.NDArray[np.generic]]:
    pairs, described = looks.describe(day, fit.relation, fit.horizon, memory=fit.memory)
    whole = looks.at(day)[0]  # simpler forecasts and onsets know the whole history
    pair_rate, everyone = base_rates(whole, pairs, fit.relation, fit.horizon)
    last = days_since(whole, pairs, fit.relation)
    low, high = np.minimum(pairs.source, pairs.target), np.maximum(pairs.source, pairs.target)
    parts = {
        "outcome": happened(looks.table, pairs, fit.relation, fit.horizon),
        "forecast": fit.model.predict(described.values),
        "pair_rate": pair_rate,
        "all_rate": np.full(len(pairs.key), everyone),
        "plain": fit.plain.predict(described.counts),
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
    joined = {}
    for name in tuple(parts[0]):
        column = np.concatenate([part.pop(name) for part in parts])
        joined[name] = column.astype(np.float64) if column.dtype == np.float32 else column
    return Rolled(relation=table.relations[relation], horizon=horizon, **joined)
