"""Candidates of a source on a day and the terms that speak for each of them (compiled).

`stage` lists the candidates and the terms that do not depend on the relation; `extras` adds those
that do.  Both fill a `Pool`; a candidate outside it has no pair terms at all.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from legation.forecasting.compiled import ZERO, compiled
from legation.forecasting.counters import RING, Counters, Habits, habit, recent
from legation.forecasting.index import Index
from legation.forecasting.terms import (
    COARSE,
    HOME,
    KIN,
    KIN_ACT,
    KIN_ACT_AGE,
    KIN_AGE,
    PAIR,
    PAIR_AGE,
    RULE,
    TRIPLE,
    TRIPLE_AGE,
    WALK,
)

FloatArray = npt.NDArray[np.float64]
Float32 = npt.NDArray[np.float32]
Int32 = npt.NDArray[np.int32]


class Pool(NamedTuple):
    """Scratch space: candidates, and their terms as (column, value) in one long list."""

    place: Int32  # actor → candidate number, -1 outside
    actor: Int32  # candidate number → actor
    pair: Int32  # candidate number → pair, -1 if they never met
    kin: Int32  # candidate number → cell of (country, actor), -1
    walk: FloatArray  # candidate number → weight of two-step paths
    start: Int32  # candidate number → first of its terms
    column: Int32
    value: Float32
    extra_of: Int32
    extra_column: Int32
    extra_value: Float32
    score: FloatArray
    gain: FloatArray  # candidate number → mass that its terms add


def empty_pool(index: Index) -> Pool:
    """Space for any source's candidates."""
    actors = len(index.world.country)
    sizes = np.diff(index.pairs.start)
    most_rules = 0
    if len(sizes):
        ends = index.rules.start[index.pairs.start]
        most_rules = int(np.max(np.diff(ends)))
    terms, extra = actors * 18 + most_rules, actors * 12
    return Pool(
        np.full(actors, -1, np.int32),
        np.zeros(actors, np.int32),
        np.zeros(actors, np.int32),
        np.zeros(actors, np.int32),
        np.zeros(actors),
        np.zeros(actors + 1, np.int32),
        np.zeros(terms, np.int32),
        np.zeros(terms, np.float32),
        np.zeros(extra, np.int32),
        np.zeros(extra, np.int32),
        np.zeros(extra, np.float32),
        np.zeros(actors),
        np.zeros(actors),
    )


@compiled
def find(keys: npt.NDArray[np.int64], key: int) -> int:
    """Where *key* stands among sorted *keys*, or -1."""
    place = int(np.searchsorted(keys, key))
    return place if place < len(keys) and keys[place] == key else -1


@compiled
def _admit(pool: Pool, count: int, actor: int) -> int:
    if pool.place[actor] >= 0:
        return count
    pool.place[actor] = count
    pool.actor[count] = actor
    pool.pair[count] = -1
    pool.kin[count] = -1
    pool.walk[count] = 0.0
    return count + 1


@compiled
def _put(pool: Pool, k: int, column: int, value: float) -> int:
    pool.column[k] = column
    pool.value[k] = value
    return k + 1


@compiled
def _gather(index: Index, counters: Counters, habits: Habits, pool: Pool, source: int) -> int:
    """List the candidates; return how many."""
    count = ZERO
    for p in range(index.pairs.start[source], index.pairs.start[source + 1]):
        if counters.last[index.pairs.cell + p] >= 0:
            count = _admit(pool, count, index.pairs.item[p])
            pool.pair[count - 1] = p
    home = index.world.country[source]
    if home < len(index.world.member) - 2:
        for p in range(index.kin.start[home], index.kin.start[home + 1]):
            if counters.last[index.kin.cell + p] >= 0:
                count = _admit(pool, count, index.kin.item[p])
                pool.kin[pool.place[index.kin.item[p]]] = index.kin.cell + p
        for actor in range(index.world.member[home], index.world.member[home + 1]):
            count = _admit(pool, count, actor)
    return _walk(habits, pool, source, count)


@compiled
def _walk(habits: Habits, pool: Pool, source: int, count: int) -> int:
    """Add the partners of the source's last partners."""
    steps = min(habits.turn[source], RING)
    for i in range(steps):
        middle = habits.ring[source, i]
        further = min(habits.turn[middle], RING)
        for j in range(further):
            actor = habits.ring[middle, j]
            if actor != source:
                count = _admit(pool, count, actor)
                pool.walk[pool.place[actor]] += 1.0 / (steps * further)
    return count


@compiled
def _pair_terms(index: Index, counters: Counters, pool: Pool, i: int, k: int, day: int) -> int:
    """Terms of a pair that has met: how lately, how often, and what it has done."""
    pair = pool.pair[i]
    cell = index.pairs.cell + pair
    k = _put(pool, k, PAIR_AGE + counters.clock.fine[day - counters.last[cell]], 1.0)
    k = _put(pool, k, PAIR, 1.0)
    k = _put(pool, k, PAIR + 1, np.log(counters.often[cell]))
    k = _put(pool, k, PAIR + 2, recent(counters, cell, 1, day))
    k = _put(pool, k, PAIR + 3, recent(counters, cell, 2, day))
    k = _put(pool, k, PAIR + 7, recent(counters, cell, 0, day))
    for u in range(index.rules.start[pair], index.rules.start[pair + 1]):
        last = counters.last[index.rules.cell + u]
        if last >= 0:
            age = counters.clock.coarse[day - last]
            k = _put(pool, k, RULE + COARSE * index.rules.item[u] + age, 1.0)
    return k


@compiled
def _source_terms(
    counters: Counters, pool: Pool, k: int, cell: int, source_cell: int, partners: float
) -> int:
    """Terms of a met pair that depend on how busy its source is."""
    k = _put(pool, k, PAIR + 4, partners)
    k = _put(pool, k, PAIR + 5, np.log(counters.often[source_cell]))
    if counters.last[cell] == counters.last[source_cell]:
        k = _put(pool, k, PAIR + 6, 1.0)
    return k


@compiled
def _kin_terms(counters: Counters, pool: Pool, i: int, k: int, day: int) -> int:
    """Terms of a candidate that the source's country has dealt with."""
    cell = pool.kin[i]
    k = _put(pool, k, KIN_AGE + counters.clock.fine[day - counters.last[cell]], 1.0)
    k = _put(pool, k, KIN, np.log(counters.often[cell]))
    k = _put(pool, k, KIN + 1, recent(counters, cell, 1, day))
    if pool.pair[i] < 0:
        k = _put(pool, k, KIN + 2, 1.0)
    return k


@compiled
def stage(
    index: Index, counters: Counters, habits: Habits, pool: Pool, source: int, day: int
) -> int:
    """List the candidates of *source* and their relation-free terms; return how many."""
    count = _gather(index, counters, habits, pool, source)
    met = 0
    while met < count and pool.pair[met] >= 0:
        met += 1
    partners, busy = np.log(met + 1.0), index.source_cell + source
    home, abroad = index.world.country[source], len(index.world.member) - 2
    k = ZERO
    for i in range(count):
        pool.start[i] = k
        if pool.pair[i] >= 0:
            k = _pair_terms(index, counters, pool, i, k, day)
            k = _source_terms(counters, pool, k, index.pairs.cell + pool.pair[i], busy, partners)
        if pool.kin[i] >= 0:
            k = _kin_terms(counters, pool, i, k, day)
        if home < abroad and index.world.country[pool.actor[i]] == home:
            k = _put(pool, k, HOME if pool.pair[i] >= 0 else HOME + 1, 1.0)
        if pool.walk[i] > 0.0:
            walk = WALK if pool.pair[i] < 0 else WALK + 2
            k = _put(pool, k, walk, 1.0)
            k = _put(pool, k, walk + 1, np.log(pool.walk[i]) + 7.0)
    pool.start[count] = k
    return count


@compiled
def unstage(pool: Pool, count: int) -> None:
    """Forget the candidates."""
    for i in range(count):
        pool.place[pool.actor[i]] = -1


@compiled
def _extra(pool: Pool, k: int, candidate: int, column: int, value: float) -> int:
    pool.extra_of[k] = candidate
    pool.extra_column[k] = column
    pool.extra_value[k] = value
    return k + 1


@compiled
def _act_terms(
    index: Index, counters: Counters, pool: Pool, count: int, query: tuple[int, int, int]
) -> int:
    """Terms of exactly this having happened; return how many."""
    source, relation, day = query
    acts, k = index.acts, ZERO
    head = find(acts.key, source * index.relations + relation)
    if head < 0 or counters.last[index.act_cell + head] < 0:
        return 0
    act = index.act_cell + head
    often = np.log(2.0 * counters.often[act])
    for p in range(acts.start[head], acts.start[head + 1]):
        cell = acts.cell[p]
        if counters.last[cell] < 0:
            continue
        i = pool.place[acts.item[p]]
        k = _extra(pool, k, i, TRIPLE_AGE + counters.clock.fine[day - counters.last[cell]], 1.0)
        k = _extra(pool, k, i, TRIPLE, 1.0)
        k = _extra(pool, k, i, TRIPLE + 1, np.log(counters.often[cell]))
        k = _extra(pool, k, i, TRIPLE + 2, recent(counters, cell, 1, day))
        k = _extra(pool, k, i, TRIPLE + 3, recent(counters, cell, 2, day))
        k = _extra(pool, k, i, TRIPLE + 4, often)
        if counters.last[cell] == counters.last[act]:
            k = _extra(pool, k, i, TRIPLE + 5, 1.0)
        k = _extra(pool, k, i, TRIPLE + 6, recent(counters, cell, 0, day))
    for i in range(count):
        if pool.pair[i] >= 0:
            k = _extra(pool, k, i, TRIPLE + 7, often)
    return k


@compiled
def _home_terms(
    index: Index,
    counters: Counters,
    habits: Habits,
    pool: Pool,
    k: int,
    query: tuple[int, int, int],
) -> int:
    """Terms of what the source's country does, and of sectors within it."""
    source, relation, day = query
    home, sector = index.world.country[source], index.world.sector[source]
    if home >= len(index.world.member) - 2:
        return k
    head = find(index.kin_acts.key, home * index.relations + relation)
    if head >= 0:
        for p in range(index.kin_acts.start[head], index.kin_acts.start[head + 1]):
            cell = index.kin_acts.cell + p
            if counters.last[cell] < 0:
                continue
            i = pool.place[index.kin_acts.item[p]]
            age = counters.clock.fine[day - counters.last[cell]]
            k = _extra(pool, k, i, KIN_ACT_AGE + age, 1.0)
            k = _extra(pool, k, i, KIN_ACT, recent(counters, cell, 1, day))
            k = _extra(pool, k, i, KIN_ACT + 1, recent(counters, cell, 2, day))
    for actor in range(index.world.member[home], index.world.member[home + 1]):
        i = pool.place[actor]
        value = habit(habits, 1, relation, sector, index.world.sector[actor])
        k = _extra(pool, k, i, HOME + 2 if pool.pair[i] >= 0 else HOME + 3, value)
    return k


@compiled
def extras(
    index: Index,
    counters: Counters,
    habits: Habits,
    pool: Pool,
    count: int,
    query: tuple[int, int, int],
) -> int:
    """Add the terms of (source, relation, day) *query* that depend on the relation."""
    k = _act_terms(index, counters, pool, count, query)
    return _home_terms(index, counters, habits, pool, k, query)


@compiled
def score(pool: Pool, weight: FloatArray, count: int, extra: int) -> None:
    """Sum each candidate's terms, weighted by *weight* (one for each column)."""
    for i in range(count):
        total = 0.0
        for k in range(pool.start[i], pool.start[i + 1]):
            total += weight[pool.column[k]] * pool.value[k]
        pool.score[i] = total
    for k in range(extra):
        pool.score[pool.extra_of[k]] += weight[pool.extra_column[k]] * pool.extra_value[k]
