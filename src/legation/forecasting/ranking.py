"""Who next, given that it happens: fit the ranking model and ask it.

Takes an `EventTable`; returns a `RankingFit` whose score for a candidate is an exact sum of named
terms.  Weights come from two chronological passes, each event being predicted before it is seen.
There is no chance in it: the same table gives the same weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import numpy.typing as npt

from legation.errors import DataError, UsageError
from legation.forecasting import terms
from legation.forecasting.table import EventTable

if TYPE_CHECKING:
    from legation.forecasting.index import Index, Numbering
    from legation.forecasting.softmax import Weights
    from legation.forecasting.sweep import Bench, Past

FloatArray = npt.NDArray[np.float64]

WARM_UP: Final = 5  # days of which nothing is learned
RATES: Final = (0.06, 0.036)  # AdaGrad's rate in each pass
FORGET: Final = 0.5  # share of the squared steps kept from pass to pass
FIRST_SQUARE: Final = 1e-2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """Rank of the true answer to each question (both directions), its stratum and its day.

    Stratum 0: the triple was seen before, 1: only the pair, 2: never met.
    """

    rank: FloatArray
    stratum: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A candidate with its score, its probability given that it happens, and its terms."""

    actor: str
    score: float
    probability: float
    terms: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingFit:
    """Fitted weights, and what had happened by the day `as_of`."""

    table: EventTable
    as_of: int
    loss: tuple[float, ...]
    index: "Index"
    numbering: "Numbering"
    weights: "Weights"
    past: "Past"
    bench: "Bench"

    def predict(
        self, source: str, relation: str, *, inverse: bool = False, top: int = 10
    ) -> tuple[Candidate, ...]:
        """The *top* likeliest partners of *source* in *relation* on the day after the history.

        With `inverse`, *source* is the one acted upon.  Every score is the sum of its terms.

        Raises
        ------
        UsageError
            If the actor or relation does not occur in the events.
        """
        number = self._relation(relation, inverse)
        scores, shares = self._ask(self._actor(source), number)
        chance = np.exp(scores - scores.max())
        chance /= chance.sum()
        best = np.argsort(-scores, kind="stable")[:top]
        return tuple(
            Candidate(
                actor=self.numbering.names[int(i)],
                score=float(scores[i]),
                probability=float(chance[i]),
                terms=shares(int(i)),
            )
            for i in best
        )

    def _actor(self, name: str) -> int:
        try:
            return int(self.numbering.new[self.table.actors.index(name)])
        except ValueError:
            raise UsageError(f"no actor {name!r} in the events") from None

    def _relation(self, name: str, inverse: bool) -> int:
        if name not in self.table.relations:
            raise UsageError(f"no relation {name!r} in the events")
        return self.table.relations.index(name) + (len(self.table.relations) if inverse else 0)

    def _ask(self, asked: int, about: int) -> "tuple[FloatArray, _Shares]":
        from legation.forecasting.sweep import pose

        # numbers of the width that the passes use, or everything would be compiled a second time
        query = (_narrow(asked), _narrow(about), _narrow(self.as_of))
        size = pose(self.index, self.past, self.bench, self.weights, query)
        weight = self.weights.shared + self.weights.own[about]
        shares = _Shares(self, about, weight, size)
        return self.bench.field.mass.astype(np.float64), shares


def _narrow(number: int) -> int:
    return cast(int, np.int32(number))


class _Shares:
    """The terms of single candidates, read from the scratch space just after a question."""

    def __init__(
        self, fit: RankingFit, relation: int, weight: FloatArray, size: tuple[int, int]
    ) -> None:
        count, extra = size
        self.fit, self.relation, self.weight = fit, relation, weight
        self.pool, self.field = fit.bench.pool, fit.bench.field
        self.place = {int(a): i for i, a in enumerate(self.pool.actor[:count])}
        self.extra_of = self.pool.extra_of[:extra].copy()

    def __call__(self, actor: int) -> dict[str, float]:
        """Named shares of the score, largest first; those of one name are added."""
        shares: dict[str, float] = {}
        for column, value in self._columns(actor):
            name = terms.term_name(column, self.fit.table.relations)
            shares[name] = shares.get(name, 0.0) + value
        level = float(self.field.base[0, actor]) - sum(self._popularity(actor).values())
        shares["level of the question"] = level
        return dict(sorted(shares.items(), key=lambda pair: -abs(pair[1])))

    def _columns(self, actor: int) -> list[tuple[int, float]]:
        world, pool = self.fit.index.world, self.pool
        out = list(self._popularity(actor).items())
        country = self.field.country_terms[world.country[actor]]
        if world.country[actor] < len(world.member) - 2:
            out += [
                (terms.COUNTRY + j, float(self.weight[terms.COUNTRY + j] * x))
                for j, x in enumerate(country)
                if x
            ]
        out.append((terms.SECTOR, float(self.field.sector[world.sector[actor]])))
        place = self.place.get(actor)
        if place is not None:
            own = range(int(pool.start[place]), int(pool.start[place + 1]))
            pairs = [(int(pool.column[k]), float(pool.value[k])) for k in own]
            more = np.flatnonzero(self.extra_of == place)
            pairs += [(int(pool.extra_column[k]), float(pool.extra_value[k])) for k in more]
            out += [(column, float(self.weight[column]) * value) for column, value in pairs]
        return out

    def _popularity(self, actor: int) -> dict[int, float]:
        from legation.forecasting.softmax import object_terms

        entity = self.field.entity[:, actor]
        out = {
            terms.ENTITY + j: float(self.weight[terms.ENTITY + j] * x) for j, x in enumerate(entity)
        }
        objects, values = self.fit.index.objects, np.zeros(terms.OBJECT_WIDTH)
        first, end = objects.start[self.relation], objects.start[self.relation + 1]
        place = first + int(np.searchsorted(objects.item[first:end], actor))
        if place < end and objects.item[place] == actor:
            object_terms(
                self.fit.past.counters, objects.cell + int(place), _narrow(self.fit.as_of), values
            )
            for j, x in enumerate(values):
                out[terms.OBJECT + j] = float(self.weight[terms.OBJECT + j] * x)
        return {column: value for column, value in out.items() if value}


def fit_ranking(table: EventTable, *, until: int | None = None) -> RankingFit:
    """Fit to the events before day *until* (default: all), and stand on that day.

    Raises
    ------
    DataError
        If there are no events before that day.
    """
    end = int(table.day[-1]) + 1 if until is None else until
    fit, _ = _passes(table.before(end), learn_to=end, score_from=end)
    return fit


def backtest_ranking(table: EventTable, *, from_day: int) -> tuple[RankingFit, Ranks]:
    """Fit to the events before *from_day*, then rank the answers of every later event.

    The standard setting of the literature: history up to each scored day is visible (single step),
    other true answers of the same day are left out (time-aware filter), ties take their average
    rank, and each event is asked in both directions.  Weights do not move on scored days.
    """
    if not 0 < from_day <= int(table.day[-1]):
        raise DataError(f"day {from_day} leaves nothing to learn from or nothing to score")
    return _passes(table, learn_to=from_day, score_from=from_day)


def _passes(table: EventTable, *, learn_to: int, score_from: int) -> tuple[RankingFit, Ranks]:
    from legation.forecasting.index import build_index
    from legation.forecasting.softmax import Weights
    from legation.forecasting.sweep import Marks, Plan, sweep

    if not len(table):
        raise DataError("no events before that day: nothing to learn from")
    index, numbering = build_index(table, known=learn_to)
    columns, events = terms.width(index.relations), index.events
    own = np.zeros((index.relations, columns))
    weights = Weights(own, np.zeros(columns), own + FIRST_SQUARE, np.full(columns, FIRST_SQUARE))
    marks = Marks(np.zeros(len(events.day)), np.zeros(len(events.day), np.int32))
    past = _past(index, len(numbering.sectors))
    bench, losses, never = _bench(index, len(numbering.sectors)), [], int(events.day[-1]) + 1
    for number, rate in enumerate(RATES):
        if number:
            past = _past(index, len(numbering.sectors))
            for square in (weights.own_square, weights.shared_square):
                np.maximum(square * FORGET, FIRST_SQUARE, out=square)
        scored = score_from if number + 1 == len(RATES) else never
        plan = Plan(min(WARM_UP, learn_to // 2), learn_to, scored, rate)
        losses.append(float(sweep(index, past, bench, weights, plan, marks)))
    kept = events.day >= score_from
    ranks = Ranks(rank=marks.rank[kept], stratum=marks.stratum[kept], day=events.day[kept])
    return RankingFit(
        table=table,
        as_of=never if score_from < never else learn_to,
        loss=tuple(losses),
        index=index,
        numbering=numbering,
        weights=weights,
        past=past,
        bench=bench,
    ), ranks


def _past(index: "Index", sectors: int) -> "Past":
    from legation.forecasting.counters import empty_counters, empty_habits
    from legation.forecasting.sweep import Past

    days = int(index.events.day[-1]) + 2
    return Past(empty_counters(index.cells, days), empty_habits(index, sectors))


def _bench(index: "Index", sectors: int) -> "Bench":
    from legation.forecasting.candidates import empty_pool
    from legation.forecasting.softmax import empty_field
    from legation.forecasting.sweep import Bench

    both = index.events.day.astype(np.int64) * index.relations + index.events.relation
    busiest = int(np.bincount(np.unique(both) // index.relations).max())
    field = empty_field(index, sectors, terms.width(index.relations), busiest)
    return Bench(empty_pool(index), field, np.full(index.relations, -1, np.int32))
