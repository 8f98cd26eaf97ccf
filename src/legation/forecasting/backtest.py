"""How well a ranking did: mean reciprocal rank and hits, by stratum, with a day-block interval.

Takes the `Ranks` of a backtest; returns a `RankingScores`, whose `to_json` has the keys `mrr`,
`hits1`, `hits3`, `hits10`, `strata`, `seconds` and `peak_mb`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from legation.errors import DataError
from legation.forecasting.ranking import Ranks, backtest_ranking
from legation.forecasting.table import Row, event_table

FloatArray = npt.NDArray[np.float64]
STRATA: Final = ("triple seen", "pair seen", "never seen")
RESAMPLES: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingScores:
    """Scores of a ranking; each in (0, 1], higher is better."""

    questions: int
    mrr: float
    hits1: float
    hits3: float
    hits10: float
    interval: tuple[float, float]
    strata: dict[str, dict[str, float]]
    by_week: tuple[tuple[int, float], ...]

    def to_json(self) -> dict[str, Any]:
        """As printed by `legation forecast backtest --json`, without time and memory."""
        return {
            "mrr": self.mrr,
            "hits1": self.hits1,
            "hits3": self.hits3,
            "hits10": self.hits10,
            "mrr_interval": list(self.interval),
            "questions": self.questions,
            "strata": self.strata,
            "mrr_by_week": [{"day": day, "mrr": mrr} for day, mrr in self.by_week],
        }


def hits(rank: FloatArray, top: int) -> float:
    r"""Share of ranks at or above *top*, average ranks of ties rounded to the nearest.

    .. math:: \mathrm{Hits@}k = \frac{1}{n} \sum_i [r_i < k + 1/2]

    >>> hits(np.array([1.0, 1.5, 3.0]), 1)
    0.3333333333333333
    """
    return float(np.mean(rank < top + 0.5))


def reciprocal(rank: FloatArray) -> float:
    r"""Mean reciprocal rank, :math:`\frac{1}{n} \sum_i 1 / r_i`, in (0, 1].

    >>> reciprocal(np.array([1.0, 2.0]))
    0.75
    """
    return float(np.mean(1.0 / rank))


def score_ranks(ranks: Ranks, *, seed: int = 0) -> RankingScores:
    """All scores of a backtest; the 95 % interval resamples whole days *seed*-edly.

    Raises
    ------
    DataError
        If nothing was ranked.
    """
    if not len(ranks.rank):
        raise DataError("nothing was ranked: no events on the scored days")
    strata = {}
    for number, name in enumerate(STRATA):
        chosen = ranks.rank[ranks.stratum == number]
        strata[name] = {
            "share": len(chosen) / len(ranks.rank),
            "questions": len(chosen),
            "mrr": reciprocal(chosen) if len(chosen) else 0.0,
            "hits10": hits(chosen, 10) if len(chosen) else 0.0,
        }
    week = (ranks.day - ranks.day.min()) // 7
    return RankingScores(
        questions=len(ranks.rank),
        mrr=reciprocal(ranks.rank),
        hits1=hits(ranks.rank, 1),
        hits3=hits(ranks.rank, 3),
        hits10=hits(ranks.rank, 10),
        interval=day_block_interval(ranks, seed=seed),
        strata=strata,
        by_week=tuple(
            (int(ranks.day[week == w].min()), reciprocal(ranks.rank[week == w]))
            for w in np.unique(week)
        ),
    )


def day_block_interval(ranks: Ranks, *, seed: int = 0) -> tuple[float, float]:
    """95 % interval of the mean reciprocal rank when whole days are drawn again."""
    days, place = np.unique(ranks.day, return_inverse=True)
    total = np.bincount(place, weights=1.0 / ranks.rank)
    count = np.bincount(place).astype(np.float64)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(days), size=(RESAMPLES, len(days)))
    means = total[drawn].sum(axis=1) / count[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def backtest_tables(
    train: Sequence[Row], valid: Sequence[Row], test: Sequence[Row], *, seed: int = 0
) -> RankingScores:
    """Fit to *train* and *valid*, then rank the answers of *test*.

    Raises
    ------
    DataError
        If the test days do not follow the days before them.
    """
    if not train or not test:
        raise DataError("a backtest needs events to learn from and events to score")
    first = min(row[3] for row in test)
    last = max(row[3] for row in (*train, *valid))
    if first <= last:
        raise DataError(f"test days begin on {first}, but learning goes on to {last}")
    table = event_table([*train, *valid, *test])
    _, ranks = backtest_ranking(table, from_day=table.day_of(first))
    return score_ranks(ranks, seed=seed)
