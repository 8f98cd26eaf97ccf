"""Does it happen by then: calibrated probabilities for pair × type × horizon, rolled over time.

`fit_happening` learns from earlier days whose outcome is known by the day it stands on;
`roll` repeats that day by day and sets the forecasts beside what happened and beside three
simpler forecasts.  Nothing later than a forecast's day is read for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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
KEEP: Final = 5  # of the pairs that never did this, one in so many is learned from
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
    rng = np.random.default_rng(seed)
    parts: list[tuple[Values, ...]] = []
    names: tuple[str, ...] = ()
    for day in days:
        if len(looks.at(day, memory)[1].key):
            look = looks.describe(day, relation, horizon, memory=memory)
            parts.append(_sample(looks.table, look, (relation, horizon), rng))
            names = look[1].names
    if not parts:
        raise DataError("no pair was alive on the days whose outcome is known by then")
    values, counts, outcome, weight = (
        np.concatenate([part[k] for part in parts]) for k in range(4)
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


def _sample(
    table: EventTable,
    look: tuple[Pairs, Described],
    asked: tuple[int, int],
    rng: np.random.Generator,
) -> tuple[Values, ...]:
    pairs, described = look
    outcome = happened(table, pairs, *asked)
    rare = described.last < 0
    kept = ~rare | (rng.random(len(rare)) < 1.0 / KEEP)
    weight = np.where(rare, float(KEEP), 1.0)
    return described.values[kept], described.counts[kept], outcome[kept], weight[kept]


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
        looks.forget_before(day - horizon - STEP * LOOKS)
        for relation in relations:
            fit = fit_happening(
                looks, relation, horizon, as_of=day, start=fits.get(relation), seed=seed
            )
            fits[relation] = fit
            rows[relation].append(_forecast_day(looks, fit, day))
    return [_rolled(table, relation, horizon, rows[relation]) for relation in relations]


def _forecast_day(looks: Looks, fit: HappeningFit, day: int) -> dict[str, npt.NDArray[np.generic]]:
    pairs, described = looks.describe(day, fit.relation, fit.horizon, memory=fit.memory)
    whole = looks.at(day)[0]  # simpler forecasts and onsets know the whole history
    pair_rate, everyone = base_rates(whole, pairs, fit.relation, fit.horizon)
    last = days_since(whole, pairs, fit.relation)
    low, high = np.minimum(pairs.source, pairs.target), np.maximum(pairs.source, pairs.target)
    return {
        "day": np.full(len(pairs.key), day),
        "dyad": low * len(looks.table.actors) + high,
        "outcome": happened(looks.table, pairs, fit.relation, fit.horizon),
        "forecast": fit.model.predict(described.values),
        "pair_rate": pair_rate,
        "all_rate": np.full(len(pairs.key), everyone),
        "plain": fit.plain.predict(described.counts),
        "onset": (last < 0) | (last >= ONSET),
    }


def _rolled(
    table: EventTable, relation: int, horizon: int, parts: list[dict[str, npt.NDArray[np.generic]]]
) -> Rolled:
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Rolled(relation=table.relations[relation], horizon=horizon, **joined)
