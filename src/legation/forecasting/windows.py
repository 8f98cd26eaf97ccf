"""What is known of each pair on a day, and whether a type of event followed within a horizon.

Takes an `EventTable`; `pairs_on` lists the pairs alive on a day, `describe` gives their named
features for one type and horizon, `happened` the outcomes.  Only events up to the day are read,
except by `happened`.  NumPy alone: no compiled code.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from legation.forecasting.table import EventTable, homes

FloatArray = npt.NDArray[np.float64]
Float32 = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

ALIVE: Final = 60  # days within which a pair must have had an event
TYPE_AGES: Final = (2, 7, 14, 30, 60)
LIVES: Final = (3.0, 14.0, 60.0)
RULES: Final = 15  # commonest relations whose recent occurrence may foretell others
SHORT: Final = 14  # windows of a base rate that is a feature: early looks have no longer ones
BENDS: Final = (0.02, 0.1, 0.3, 0.6)
PSEUDO: Final = 0.5  # events of the all-pairs rate added to a pair's own record, as pseudo-windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Directed pairs (source, target) known by a day; `key` is source × actors + target."""

    day: int
    source: IntArray
    target: IntArray
    key: IntArray

    def take(self, rows: IntArray) -> "Pairs":
        """The pairs at *rows*."""
        return Pairs(
            day=self.day, source=self.source[rows], target=self.target[rows], key=self.key[rows]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """Features of pairs: `values` (pairs, names); `base` the pair's own base rate in (0, 1)."""

    names: tuple[str, ...]
    values: Float32
    base: FloatArray
    counts: FloatArray  # decayed counts alone, what the comparison regression is given
    last: IntArray  # days since the pair's last event of the type; -1: never


class History:
    """The events of a table before a day, doubled for looking up either direction."""

    def __init__(
        self,
        table: EventTable,
        day: int,
        *,
        memory: int | None = None,
        commonest: IntArray | None = None,
    ) -> None:
        """Keep the events of the *memory* days (default: all) up to and including *day*.

        *commonest* are the relations that rules begin with; default: those of these events.
        """
        self.first = 0 if memory is None else max(day - memory, 0)
        start, end = np.searchsorted(table.day, [self.first, day + 1])
        self.table, self.day, self.size = table, day, len(table.actors)
        self.source, self.target = table.source[start:end], table.target[start:end]
        self.relation, self.days = table.relation[start:end], table.day[start:end]
        self.there = self.source * self.size + self.target
        self.back = self.target * self.size + self.source
        self.shared: dict[str, Float32] = {}  # columns that no type and no horizon changes
        self._stands: tuple[IntArray, IntArray, IntArray] | None = None
        self.home = homes(table.actors)
        self.commonest = commonest_of(self.relation) if commonest is None else commonest

    def only(self, pair: tuple[int, int]) -> "History":
        """The same history, but of events alone that touch either actor or both their countries."""
        table = self.table
        near = np.isin(self.home, self.home[list(pair)])
        s, o = table.source, table.target
        itself = np.zeros_like(near)
        itself[list(pair)] = True
        rows = np.flatnonzero((near[s] & near[o]) | itself[s] | itself[o])
        memory = self.day - self.first
        return History(table.take(rows), self.day, memory=memory, commonest=self.commonest)

    def stand(self, pairs: Pairs) -> tuple[IntArray, IntArray]:
        """Where the pair of each event stands among *pairs*, and where the reverse of it does."""
        if self._stands is None or self._stands[0] is not pairs.key:
            there, back = (places(pairs.key, key) for key in (self.there, self.back))
            self._stands = (pairs.key, there, back)
        return self._stands[1:]

    def decayed(
        self, rows: BoolArray | IntArray, place: IntArray, count: int, life: float
    ) -> FloatArray:
        """log(1 + 10 × decayed count) of events at *rows*, summed by *place* (below *count*)."""
        total = np.bincount(place[rows], weights=self.faded(rows, life), minlength=count)
        return np.asarray(np.log1p(10.0 * total))

    def faded(self, rows: BoolArray | IntArray, life: float) -> FloatArray:
        r"""What events at *rows* still count for, *life* being the half-life in days.

        .. math:: 2^{-a / l} / (1 - 2^{-n / l})

        for an age of *a* days: after *n* days of history a steady stream amounts to what it would
        after an endless one, so that counts of early and late days mean the same.
        """
        whole = 1.0 - np.exp2(-(self.day - self.first + 1) / life)
        return np.asarray(np.exp2((self.days[rows] - self.day) / life) / whole)


def commonest_of(relation: IntArray) -> IntArray:
    """The relations that most events have, the commonest first."""
    return np.argsort(-np.bincount(relation), kind="stable")[:RULES]


def pairs_on(table: EventTable, day: int, *, alive: int = ALIVE) -> Pairs:
    """Both directions of every pair with an event in the *alive* days up to *day*."""
    first = int(np.searchsorted(table.day, day - alive, side="right"))
    end = int(np.searchsorted(table.day, day, side="right"))
    size, s, o = len(table.actors), table.source[first:end], table.target[first:end]
    key = np.unique(np.concatenate([s * size + o, o * size + s]))
    return Pairs(day=day, source=key // size, target=key % size, key=key)


def happened(table: EventTable, pairs: Pairs, relation: int, horizon: int) -> FloatArray:
    """1 where the pair has an event of *relation* on days (day, day + horizon], else 0."""
    first = int(np.searchsorted(table.day, pairs.day, side="right"))
    end = int(np.searchsorted(table.day, pairs.day + horizon, side="right"))
    chosen = table.relation[first:end] == relation
    key = table.source[first:end][chosen] * len(table.actors) + table.target[first:end][chosen]
    out = np.zeros(len(pairs.key) + 1)
    out[places(pairs.key, key)] = 1.0
    return out[:-1]


def window_shares(
    key: IntArray, day: IntArray, *, first: int, last: int, horizon: int
) -> tuple[IntArray, FloatArray]:
    r"""For each key, on how many start days *d* of [first, last] an event fell in (d, d + horizon].

    .. math:: \sum_i \min(d_{i+1} - d_i,\; h)

    over consecutive event days, cut to start days whose whole window lies before *last*.

    >>> window_shares(np.array([7, 7]), np.array([3, 4]), first=0, last=9, horizon=2)
    (array([7]), array([3.]))
    """
    if not len(key):
        return key, np.zeros(0)
    span = int(day.max()) + 1
    both = np.unique(key * span + day)
    key, day = both // span, both % span
    keys, start = np.unique(key, return_index=True)
    previous = np.roll(day, 1)
    previous[start] = first - horizon  # nothing earlier can have covered a start day
    low = np.maximum(np.maximum(day - horizon, previous), first)
    high = np.minimum(day - 1, last - horizon)
    covered = np.maximum(high - low + 1, 0)
    total = np.bincount(np.searchsorted(keys, key), weights=covered)
    return keys, total.astype(np.float64)


def base_rates(
    history: History,
    pairs: Pairs,
    relation: int,
    horizon: int,
    *,
    first: int | None = None,
    everyone: float | None = None,
    window: int | None = None,
) -> tuple[FloatArray, float]:
    r"""Each pair's own share of past windows with such an event, and that of all pairs together.

    Windows begin on day *first* (default: the history's) or later; *everyone* is the share of all pairs where *pairs* are
    but some of them.  A pair's share is drawn towards that of all pairs by half a window's worth
    of independent evidence, so that no pair has exactly 0 or 1.  Windows are as long as the
    horizon, or *window* days, but at most half the history; a shorter one of *w* days stands for

    .. math:: 1 - (1 - p_w)^{h / w}
    """
    first = history.first if first is None else first
    width = max(min(window or horizon, (history.day - first) // 2), 1)
    windows = max(history.day - width + 1 - first, 1)
    chosen = history.relation == relation
    keys, covered = window_shares(
        history.there[chosen], history.days[chosen], first=first, last=history.day, horizon=width
    )
    place, times = places(pairs.key, keys), horizon / width
    alive = place < len(pairs.key)
    if everyone is None:
        level = float((covered[alive].sum() + 0.5) / (windows * max(len(pairs.key), 1) + 1.0))
    else:
        level = 1.0 - (1.0 - everyone) ** (1.0 / times)
    own = np.zeros(len(pairs.key))
    own[place[alive]] = covered[alive]
    prior = PSEUDO * width
    share = (own + prior * level) / (windows + prior)
    return np.clip(1.0 - (1.0 - share) ** times, 1e-9, 1.0 - 1e-9), 1.0 - (1.0 - level) ** times


def base_names(lately: int) -> tuple[str, str]:
    """Names of the two base rates of a pair that are features."""
    return "the pair's own base rate", f"its base rate of the last {lately} days"


def everyones(
    history: History, pairs: Pairs, relation: int, horizon: int, *, lately: int = ALIVE
) -> tuple[float, float]:
    """Base rate of all *pairs* together: altogether, and of the last *lately* days."""
    whole, late = (
        base_rates(history, pairs, relation, horizon, first=first, window=min(horizon, SHORT))[1]
        for first in (history.first, max(history.day - lately, history.first))
    )
    return whole, late


def describe(
    history: History,
    pairs: Pairs,
    relation: int,
    horizon: int,
    *,
    everyone: tuple[float, float] | None = None,
    lately: int = ALIVE,
    rows: IntArray | None = None,
) -> Described:
    """Named features of *pairs* (default: all, else those at *rows*) on the last day of *history*.

    *everyone* are the base rates of all pairs (see `everyones`); default: of *pairs*.
    """
    levels = everyone or everyones(history, pairs, relation, horizon, lately=lately)
    base, _ = base_rates(history, pairs, relation, horizon, everyone=levels[0])
    last = days_since(history, pairs, relation)
    if not history.shared:
        made = _any_columns(history, pairs) | _rule_columns(history, pairs)
        history.shared |= {name: x.astype(np.float32) for name, x in made.items()}
    columns = _rate_columns(history, pairs, (relation, horizon), levels, lately)
    counts, back = _count_columns(history, pairs, relation)
    chosen = history.relation == relation
    columns |= back | counts | _ages(last, "exactly this last happened")
    columns |= _surroundings(history, pairs, chosen, "this")
    columns |= _kin_columns(history, pairs, chosen, "this")
    own = _rule_name(history.table, relation)
    named: dict[str, FloatArray | Float32] = {**columns}
    named |= {name: x for name, x in history.shared.items() if not name.endswith(own)}
    kept = slice(None) if rows is None else rows
    values = np.empty((len(base[kept]), len(named)), dtype=np.float32)
    for number, column in enumerate(named.values()):
        values[:, number] = column[kept]
    return Described(
        names=tuple(named),
        values=values,
        base=base[kept],
        counts=np.stack([x[kept] for x in counts.values()], axis=1),
        last=last[kept],
    )


def _rate_columns(
    history: History,
    pairs: Pairs,
    asked: tuple[int, int],
    levels: tuple[float, float],
    lately: int,
) -> dict[str, FloatArray]:
    """The base rates of each pair for (relation, horizon), altogether and of late."""
    columns: dict[str, FloatArray] = {}
    since = (history.first, max(history.day - lately, history.first))
    for name, first, level in zip(base_names(lately), since, levels, strict=True):
        rate, _ = base_rates(
            history, pairs, *asked, first=first, everyone=level, window=min(asked[1], SHORT)
        )
        columns |= _base_columns(rate, name)
    return columns


def _count_columns(
    history: History, pairs: Pairs, relation: int
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Decayed counts of the relation, by the pair itself and the other way round."""
    (there, back), count = history.stand(pairs), len(pairs.key)
    chosen, this, reverse = history.relation == relation, {}, {}
    for life in LIVES:
        days = f"half-life {life:g} days"
        rows = chosen & (there < count)
        this[f"exactly this, {days}"] = history.decayed(rows, there, count, life)
        rows = chosen & (back < count)
        reverse[f"the reverse, {days}"] = history.decayed(rows, back, count, life)
    return this, reverse


def _base_columns(base: FloatArray, name: str) -> dict[str, FloatArray]:
    """A base rate as log odds, and what exceeds each of `BENDS`: a curve of straight pieces."""
    odds = np.log(base / (1.0 - base))
    bends = {f"{name}, beyond {at:.0%}": np.log(at / (1.0 - at)) for at in BENDS}
    return {name: odds} | {bend: np.maximum(odds - at, 0.0) for bend, at in bends.items()}


def _any_columns(history: History, pairs: Pairs) -> dict[str, FloatArray]:
    """Events of any type: of the pair, of its source, of its target."""
    (there, back), count, out = history.stand(pairs), len(pairs.key), {}
    for life in LIVES:
        days = f"half-life {life:g} days"
        out[f"anything from source to target, {days}"] = history.decayed(
            there < count, there, count, life
        )
        out[f"anything from target to source, {days}"] = history.decayed(
            back < count, back, count, life
        )
    out |= _ages(_last(history, there < count, there, count), "anything last happened")
    everything = np.ones(len(there), dtype=np.bool_)
    out |= _kin_columns(history, pairs, everything, "anything")
    return out | _surroundings(history, pairs, everything, "anything")


def places(keys: IntArray, wanted: IntArray) -> IntArray:
    """Where each *wanted* key stands in sorted *keys*; len(keys) where it does not."""
    if not len(keys):
        return np.zeros(len(wanted), np.int64)
    place = np.searchsorted(keys, wanted)
    found = keys[np.minimum(place, len(keys) - 1)] == wanted
    return np.where(found, place, len(keys))


def days_since(history: History, pairs: Pairs, relation: int) -> IntArray:
    """Days since each pair's last event of *relation*; -1 where the history has none."""
    there, _ = history.stand(pairs)
    rows = (history.relation == relation) & (there < len(pairs.key))
    return _last(history, rows, there, len(pairs.key))


def _last(history: History, rows: BoolArray, place: IntArray, count: int) -> IntArray:
    """Days since the last of the events at *rows* for each place, -1: none."""
    youngest = np.full(count + 1, np.iinfo(np.int64).max)
    np.minimum.at(youngest, place[rows], history.day - history.days[rows])
    return np.where(youngest == np.iinfo(np.int64).max, -1, youngest)[:count]


def _ages(age: IntArray, what: str) -> dict[str, FloatArray]:
    """One column for each grade of age; the oldest and "never" are the level of the others."""
    grade = np.searchsorted(TYPE_AGES, age)
    out = {}
    for number, edge in enumerate(TYPE_AGES):
        out[f"{what} within {edge} days"] = ((grade <= number) & (age >= 0)).astype(np.float64)
    return out


def _surroundings(
    history: History, pairs: Pairs, rows: BoolArray, what: str
) -> dict[str, FloatArray]:
    """How busy source and target are with the events at *rows*, each way."""
    out = {}
    for life in LIVES[1:]:
        days = f"half-life {life:g} days"
        by = history.decayed(rows, history.source, history.size, life)
        to = history.decayed(rows, history.target, history.size, life)
        out[f"source does {what}, {days}"] = by[pairs.source]
        out[f"target meets {what}, {days}"] = to[pairs.target]
        out[f"target does {what}, {days}"] = by[pairs.target]
        out[f"source meets {what}, {days}"] = to[pairs.source]
    return out


def _kin_columns(
    history: History, pairs: Pairs, rows: BoolArray, what: str
) -> dict[str, FloatArray]:
    """Events at *rows* between the countries of the two, each way, and of one with the other's."""
    home, size, out = history.home, history.size, {}
    s, o = history.source[rows], history.target[rows]
    for name, past, now in (
        ("country to country", home[s] * size + home[o], (home[pairs.source], home[pairs.target])),
        (
            "back between countries",
            home[o] * size + home[s],
            (home[pairs.source], home[pairs.target]),
        ),
        ("source to country", s * size + home[o], (pairs.source, home[pairs.target])),
        ("country to target", home[s] * size + o, (home[pairs.source], pairs.target)),
    ):
        keys, at = np.unique(now[0] * size + now[1], return_inverse=True)
        place = places(keys, past)
        for life in LIVES[1:]:
            weight = history.faded(rows, life)
            total = np.bincount(place, weights=weight, minlength=len(keys))
            out[f"kin: {name}, {what}, half-life {life:g} days"] = np.log1p(10.0 * total[at])
    return out


def _rule_name(table: EventTable, relation: int) -> str:
    return f"target: {table.relations[relation].replace('_', ' ')}"


def _rule_columns(history: History, pairs: Pairs) -> dict[str, FloatArray]:
    """Recent occurrence of the commonest relations, in both directions."""
    stand, out = history.stand(pairs), {}
    inside = [np.flatnonzero(place < len(pairs.key)) for place in stand]
    for other in history.commonest:
        name = _rule_name(history.table, int(other))
        for place, between, arrow in zip(stand, inside, ("→", "←"), strict=True):
            rows = between[history.relation[between] == other]
            out[f"rule: source {arrow} {name}"] = history.decayed(rows, place, len(pairs.key), 14.0)
    return out
