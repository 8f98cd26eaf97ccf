"""Temporal rules with their cases: r₁ between two actors, then r within a horizon.

Takes an `EventTable` and the day; a `RuleBook` gives `RuleEvidence`: cases, hits, confidence with a
Bayesian interval, base rate, lift, median lag, and for one pair the precedents, failures included.
A case counts only when its horizon had passed by the day.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from legation.errors import DataError
from legation.forecasting.table import EventTable
from legation.forecasting.windows import places, window_shares

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SHOWN: Final = 8  # precedents that are listed, the latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """One case of the pair: the day of the first event, and of the second if it came."""

    date: str
    followed: str | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEvidence:
    """What the past says about a rule; shares in [0, 1], lags in days."""

    cause: str
    inverse: bool  # the cause runs from target to source
    effect: str
    horizon: int
    cases: int
    hits: int
    confidence: float
    low: float
    high: float
    base_rate: float
    lift: float
    median_lag: float | None
    dyads: int

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


def jeffreys(hits: float, cases: float, *, level: float = 0.9) -> tuple[float, float]:
    """Equal-tailed Bayesian interval of a share under Jeffreys' Beta(1/2, 1/2) prior.

    Brown, Cai and DasGupta (2001), Statistical Science 16(2), 101-133.

    >>> tuple(round(x, 2) for x in jeffreys(0, 0))
    (0.01, 0.99)
    """
    from scipy.special import betaincinv

    if not 0 <= hits <= cases:
        raise DataError(f"{hits} hits among {cases} cases")
    tail = (1.0 - level) / 2.0
    low, high = (betaincinv(hits + 0.5, cases - hits + 0.5, p) for p in (tail, 1.0 - tail))
    return float(low), float(high)


def independent_cases(hit: FloatArray, dyad: IntArray) -> float:
    """How many independent cases clustered ones are worth, at most their number.

    Cases of one *dyad* stand next to each other.  The variance of the mean between dyads against that of independent cases (Kish 1965, ch. 5).
    """
    first = _firsts(dyad)
    mean, cases, groups = float(hit.mean()), len(hit), len(first)
    if groups < 2 or not 0 < mean < 1:
        return float(min(groups, cases)) if groups < 2 else float(cases)
    between = np.add.reduceat(hit - mean, first)
    variance = float((between**2).sum()) / cases**2 * groups / (groups - 1)
    return float(min(mean * (1.0 - mean) / max(variance, 1e-12), cases))


def _firsts(key: IntArray) -> IntArray:
    """Where each run of equal keys begins."""
    return np.flatnonzero(np.diff(key, prepend=key[:1] - 1))


class _Days:
    """Event days of one relation by pair, for asking what came next."""

    def __init__(self, table: EventTable, relation: int, as_of: int, *, inverse: bool) -> None:
        rows = np.flatnonzero((table.relation == relation) & (table.day <= as_of))
        s, o = table.source[rows], table.target[rows]
        key = (o * len(table.actors) + s) if inverse else (s * len(table.actors) + o)
        self.span = as_of + 2
        self.both, first = np.unique(key * self.span + table.day[rows], return_index=True)
        self.rows = rows[first]
        self.key, self.day = self.both // self.span, self.both % self.span

    def after(self, key: IntArray, day: IntArray) -> tuple[IntArray, IntArray]:
        """Days until the next event of each pair (-1: none known), and its row (-1)."""
        if not len(self.both):
            return np.full(len(key), -1), np.full(len(key), -1)
        place = np.searchsorted(self.both, key * self.span + day, side="right")
        inside = np.minimum(place, len(self.both) - 1)
        same = (place < len(self.both)) & (self.key[inside] == key)
        return np.where(same, self.day[inside] - day, -1), np.where(same, self.rows[inside], -1)

    def of(self, key: int) -> slice:
        """Where the events of one pair stand."""
        first, end = np.searchsorted(self.key, [key, key + 1])
        return slice(int(first), int(end))


class RuleBook:
    """Every rule of a history as of a day; what concerns all pairs is worked out once."""

    def __init__(self, table: EventTable, as_of: int) -> None:
        """Read the events of *table* up to and including day *as_of*."""
        self.table, self.as_of = table, as_of
        self._days: dict[tuple[int, bool], _Days] = {}
        self._covered: dict[tuple[int, int], tuple[IntArray, FloatArray]] = {}
        self._known: dict[tuple[int, int, int, bool], RuleEvidence | None] = {}

    def evidence(
        self, cause: int, effect: int, *, horizon: int, inverse: bool = False
    ) -> RuleEvidence | None:
        r"""Cases and hits of *cause* → *effect* within *horizon* days; None without any case.

        A case is a pair and a day with the cause; it is a hit if the effect follows in (day, day +
        horizon].  The base rate is the same pairs' share of days from which the effect follows
        within the horizon: lift tells what the cause adds, not which pairs are busy.

        .. math:: \mathrm{lift} = P(r \mid r_1) / P(r)

        Examples
        --------
        >>> from legation.forecasting.table import event_table
        >>> days = [f"2020-01-{d:02d}" for d in range(1, 31, 6)]
        >>> rows = [("A", "ask", "B", d) for d in days] + [("A", "meet", "B", "2020-01-02")]
        >>> book = RuleBook(event_table(rows), 29)
        >>> rule = book.evidence(0, 1, horizon=3)
        >>> rule.cases, rule.hits, rule.median_lag
        (5, 1, 1.0)
        """
        asked = (cause, effect, horizon, inverse)
        if asked not in self._known:
            self._known[asked] = self._work_out(*asked)
        return self._known[asked]

    def prepare(self, effect: int, horizon: int, *, since: int) -> None:
        """Work out every rule for *effect* whose cause has occurred after day *since*."""
        table = self.table
        late = (table.day > since) & (table.day <= self.as_of)
        for cause in np.unique(table.relation[late]):
            for inverse in (False, True):
                self.evidence(int(cause), effect, horizon=horizon, inverse=inverse)

    def precedents(self, rule: RuleEvidence, pair: tuple[int, int]) -> tuple[Precedent, ...]:
        """The latest cases of one pair, failures included."""
        table = self.table
        causes = self._of(table.relations.index(rule.cause), inverse=rule.inverse)
        effects = self._of(table.relations.index(rule.effect))
        where = causes.of(pair[0] * len(table.actors) + pair[1])
        ripe = causes.day[where] <= self.as_of - rule.horizon
        day, first = causes.day[where][ripe][-SHOWN:], causes.rows[where][ripe][-SHOWN:]
        lag, second = effects.after(causes.key[where][ripe][-SHOWN:], day)
        out = []
        for cause, effect, days in zip(first, second, lag, strict=True):
            came = 0 < days <= rule.horizon
            rows = (cause, effect) if came else (cause,)
            out.append(
                Precedent(
                    date=table.date_of(table.day[cause]),
                    followed=table.date_of(table.day[effect]) if came else None,
                    evidence=tuple(table.evidence[i] for i in rows) if table.evidence else (),
                )
            )
        return tuple(out)

    def last(self, relation: int, pair: tuple[int, int]) -> int | None:
        """The day of the pair's last event of *relation*, None without any."""
        days = self._of(relation)
        found = days.day[days.of(pair[0] * len(self.table.actors) + pair[1])]
        return int(found[-1]) if len(found) else None

    def _of(self, relation: int, *, inverse: bool = False) -> _Days:
        if (relation, inverse) not in self._days:
            self._days[relation, inverse] = _Days(self.table, relation, self.as_of, inverse=inverse)
        return self._days[relation, inverse]

    def _work_out(
        self, cause: int, effect: int, horizon: int, inverse: bool
    ) -> RuleEvidence | None:
        causes, effects = self._of(cause, inverse=inverse), self._of(effect)
        ripe = causes.day <= self.as_of - horizon
        key, day = causes.key[ripe], causes.day[ripe]
        if not len(key):
            return None
        lag, _ = effects.after(key, day)
        hit = (lag > 0) & (lag <= horizon)
        worth = independent_cases(hit.astype(np.float64), key)
        low, high = jeffreys(float(hit.mean()) * worth, worth)
        dyads = key[_firsts(key)]
        base = self._base_rate(effect, dyads, horizon)
        return RuleEvidence(
            cause=self.table.relations[cause],
            inverse=inverse,
            effect=self.table.relations[effect],
            horizon=horizon,
            cases=len(key),
            hits=int(hit.sum()),
            confidence=float(hit.mean()),
            low=low,
            high=high,
            base_rate=base,
            lift=float(hit.mean() / base),
            median_lag=float(np.median(lag[hit])) if hit.any() else None,
            dyads=len(dyads),
        )

    def _base_rate(self, effect: int, keys: IntArray, horizon: int) -> float:
        if (effect, horizon) not in self._covered:
            days = self._of(effect)
            self._covered[effect, horizon] = window_shares(
                days.key, days.day, first=0, last=self.as_of, horizon=horizon
            )
        known, covered = self._covered[effect, horizon]
        windows = max(self.as_of - horizon + 1, 1)
        place = places(known, keys)
        total = float(covered[place[place < len(known)]].sum())
        return (total + 0.5) / (windows * len(keys) + 1.0)
