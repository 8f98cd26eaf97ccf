"""Scores of all candidates for a question, their probabilities, and steps down the loss (compiled).

The score of candidate o is base(o) + its country's table + its sector's table + its pair terms; the
probability is the softmax over all actors.  Only pair terms are held for single candidates; all others
are summed by group (those of one country and sector), so a question costs two passes over the groups
and a few over the pool.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from legation.forecasting.candidates import Pool, find
from legation.forecasting.compiled import ZERO, compiled, entrance
from legation.forecasting.counters import Counters, Habits, habit, recent
from legation.forecasting.index import Index, Rows, World
from legation.forecasting.terms import (
    COUNTRY,
    COUNTRY_WIDTH,
    ENTITY,
    ENTITY_WIDTH,
    OBJECT,
    OBJECT_WIDTH,
    RULE,
    SECTOR,
)

FloatArray = npt.NDArray[np.float64]
Float32 = npt.NDArray[np.float32]
Int32 = npt.NDArray[np.int32]

SMALL = 2e-3  # a smaller error moves no weight of a single candidate
SHARED_PACE = 0.1
SLOW_PACE = 0.5
DECAY = 1e-5


class Weights(NamedTuple):
    """A weight shared by all relations and one for each, and the squared steps behind them."""

    own: FloatArray  # (relations, columns)
    shared: FloatArray  # (columns,)
    own_square: FloatArray
    shared_square: FloatArray


class Field(NamedTuple):
    """Scratch space over all actors, countries and sectors."""

    entity: Float32  # (ENTITY_WIDTH, actors)
    base: Float32  # (relations of the day, actors)
    raised: Float32  # exp of it
    error: Float32  # summed errors, to be turned into a step at the end of the day
    group_raised: FloatArray  # (relations of the day, groups), summed
    group_error: FloatArray  # what each group's members have in common
    country_terms: FloatArray  # (countries + 1, COUNTRY_WIDTH)
    country: Float32
    country_raised: Float32
    country_error: FloatArray
    sector_terms: Float32
    sector: Float32
    sector_raised: Float32
    mass: Float32  # (actors,)
    weight: FloatArray  # own + shared weights of the relation at hand
    slope: FloatArray  # of the same columns, zero between steps
    touched: Int32  # columns with a slope
    turn: Int32  # their place there, -1 outside


def empty_field(index: Index, sectors: int, columns: int, busiest: int) -> Field:
    """Space for days with at most *busiest* different relations."""
    actors, countries = len(index.world.country), len(index.world.member) - 1
    groups = len(index.world.group_sector)
    return Field(
        np.zeros((ENTITY_WIDTH, actors), np.float32),
        np.zeros((busiest, actors), np.float32),
        np.zeros((busiest, actors), np.float32),
        np.zeros((busiest, actors), np.float32),
        np.zeros((busiest, groups)),
        np.zeros((busiest, groups)),
        np.zeros((countries, COUNTRY_WIDTH)),
        np.zeros(countries, np.float32),
        np.ones(countries, np.float32),
        np.zeros(countries),
        np.zeros(sectors, np.float32),
        np.zeros(sectors, np.float32),
        np.ones(sectors, np.float32),
        np.zeros(actors, np.float32),
        np.zeros(columns),
        np.zeros(columns),
        np.zeros(columns, np.int32),
        np.full(columns, -1, np.int32),
    )


@compiled
def entity_terms(counters: Counters, field: Field, day: int) -> None:
    """How active each actor is; an actor's counter cell has the actor's number."""
    for e in range(field.entity.shape[1]):
        last = counters.last[e]
        field.entity[0, e] = 1.0 if last < 0 else 0.0
        field.entity[1, e] = np.log(counters.often[e]) if last >= 0 else 0.0
        for kind in range(3):
            field.entity[2 + kind, e] = recent(counters, e, kind, day) if last >= 0 else 0.0
        field.entity[5, e] = 1.0 if last >= 0 and day - last <= 1 else 0.0


@entrance
def object_terms(counters: Counters, cell: int, day: int, out: FloatArray) -> bool:
    """How often and how lately a relation has met an actor; False if never."""
    last = counters.last[cell]
    if last < 0:
        return False
    out[0] = 1.0
    out[1] = np.log(counters.often[cell])
    for kind in range(3):
        out[2 + kind] = recent(counters, cell, kind, day)
    out[5] = 1.0 if day - last <= 1 else 0.0
    out[6] = 1.0 if day - last <= 7 else 0.0
    return True


@compiled
def lay_base(
    index: Index, counters: Counters, field: Field, weight: FloatArray, query: tuple[int, int, int]
) -> None:
    """Popularity of every actor under (row, relation, day), and its exponential."""
    row, relation, day = query
    objects, group, sums = index.objects, index.world.group, field.group_raised[row]
    base, terms = field.base[row], np.zeros(OBJECT_WIDTH)
    base[:] = 0.0
    field.error[row, :] = 0.0
    field.group_error[row, :] = 0.0
    sums[:] = 0.0
    for j in range(ENTITY_WIDTH):
        factor, values = np.float32(weight[ENTITY + j]), field.entity[j]
        for e in range(len(base)):
            base[e] += factor * values[e]
    for p in range(objects.start[relation], objects.start[relation + 1]):
        if object_terms(counters, objects.cell + p, day, terms):
            base[objects.item[p]] += np.dot(weight[OBJECT : OBJECT + OBJECT_WIDTH], terms)
    highest = np.max(base)
    for e in range(len(base)):
        base[e] -= highest
        field.raised[row, e] = np.exp(base[e])
        sums[group[e]] += field.raised[row, e]


@compiled
def stage_countries(index: Index, counters: Counters, field: Field, source: int, day: int) -> None:
    """What the source and its country have had to do with each country."""
    field.country_terms[:, :] = 0.0
    home = index.world.country[source]
    _rows_terms(index.abroad, counters, field, (source, 1, day))
    if home < len(index.world.member) - 2:
        field.country_terms[home, 0] = 1.0
        _rows_terms(index.foreign, counters, field, (home, 5, day))


@compiled
def _rows_terms(rows: Rows, counters: Counters, field: Field, place: tuple[int, int, int]) -> None:
    head, column, day = place
    for p in range(rows.start[head], rows.start[head + 1]):
        cell = rows.cell + p
        if counters.last[cell] >= 0:
            terms = field.country_terms[rows.item[p]]
            terms[column] = 1.0
            terms[column + 1] = np.log(counters.often[cell])
            terms[column + 2] = recent(counters, cell, 1, day)
            terms[column + 3] = recent(counters, cell, 2, day)


@compiled
def lay_countries(
    index: Index, counters: Counters, field: Field, query: tuple[int, int, int]
) -> None:
    """The table of countries for (source, relation, day)."""
    source, relation, day = query
    home, unknown = index.world.country[source], len(index.world.member) - 2
    field.country_terms[:, 9:] = 0.0
    acts = index.foreign_acts
    head = find(acts.key, home * index.relations + relation) if home < unknown else -1
    if head >= 0:
        for p in range(acts.start[head], acts.start[head + 1]):
            cell = acts.cell + p
            if counters.last[cell] >= 0:
                field.country_terms[acts.item[p], 9] = 1.0
                field.country_terms[acts.item[p], 10] = np.log(counters.often[cell])
                field.country_terms[acts.item[p], 11] = recent(counters, cell, 2, day)
    for c in range(unknown):
        total, terms = 0.0, field.country_terms[c]
        for j in range(COUNTRY_WIDTH):
            total += field.weight[COUNTRY + j] * terms[j]
        field.country[c] = total
        field.country_raised[c] = np.exp(total) if total != 0.0 else 1.0


@compiled
def lay_sectors(world: World, habits: Habits, field: Field, source: int, relation: int) -> None:
    """The table of sectors for (source, relation)."""
    for k in range(len(field.sector)):
        field.sector_terms[k] = habit(habits, 0, relation, world.sector[source], k)
        field.sector[k] = field.weight[SECTOR] * field.sector_terms[k]
        field.sector_raised[k] = np.exp(field.sector[k])


@compiled
def total_scores(world: World, field: Field, pool: Pool, row: int, count: int) -> None:
    """Scores of all actors, into `field.mass`."""
    for c in range(len(world.member) - 1):
        here = field.country[c]
        for e in range(world.member[c], world.member[c + 1]):
            field.mass[e] = field.base[row, e] + here + field.sector[world.sector[e]]
    for i in range(count):
        field.mass[pool.actor[i]] += pool.score[i]


@compiled
def rank(field: Field, others: Int32, target: int) -> float:
    """Average rank of *target* by `field.mass`, the other true answers left out."""
    mine = field.mass[target]
    for other in others:
        if other != target:
            field.mass[other] = -np.inf
    above, level = 0, 0
    for e in range(len(field.mass)):
        if field.mass[e] > mine:
            above += 1
        elif field.mass[e] == mine:
            level += 1
    return above + 1 + (level - 1) * 0.5


@compiled
def _masses(world: World, field: Field, row: int) -> tuple[float, float]:
    """Unnormalised probabilities of all without pair terms; their sum, and that weighed by sector."""
    raised, sectors, whole, weighed = field.group_raised[row], field.sector_raised, 0.0, 0.0
    for c in range(len(world.groups) - 1):
        here = 0.0
        for g in range(world.groups[c], world.groups[c + 1]):
            k = world.group_sector[g]
            p = raised[g] * sectors[k]
            here += p
            weighed += p * field.country_raised[c] * field.sector_terms[k]
        here *= field.country_raised[c]
        field.country_error[c] = here
        whole += here
    return whole, weighed


@compiled
def _spread(world: World, field: Field, row: int, scale: float) -> None:
    """Add every group's probability for each unit of base to its error."""
    error, sectors = field.group_error[row], field.sector_raised
    for c in range(len(world.groups) - 1):
        here = field.country_raised[c] * scale
        for g in range(world.groups[c], world.groups[c + 1]):
            error[g] += sectors[world.group_sector[g]] * here


@compiled
def errors(
    world: World, field: Field, pool: Pool, row: int, answer: tuple[int, int]
) -> tuple[float, float]:
    """Turn scores into errors p - 1[target], everywhere; the target's p and the sector's error.

    `answer` is (target, number of candidates).  Afterwards `pool.score` holds the errors of the
    candidates and `field.country_error` those of the countries.
    """
    target, count = answer
    whole, weighed = _masses(world, field, row)
    raised, error = field.raised[row], field.error[row]
    chance = raised[target] * field.sector_raised[world.sector[target]]
    chance *= field.country_raised[world.country[target]]
    for i in range(count):
        e = pool.actor[i]
        c, k = world.country[e], world.sector[e]
        plain = raised[e] * field.sector_raised[k] * field.country_raised[c]
        mass = np.exp(min(max(pool.score[i], -30.0), 40.0)) * plain
        pool.score[i] = mass
        pool.gain[i] = mass - plain
        whole += mass - plain
        weighed += (mass - plain) * field.sector_terms[k]
        field.country_error[c] += mass - plain
    scale = 1.0 / whole
    _spread(world, field, row, scale)
    for i in range(count):
        pool.score[i] *= scale
        error[pool.actor[i]] += pool.gain[i] * scale
    error[target] -= 1.0
    if pool.place[target] >= 0:
        chance = pool.score[pool.place[target]] * whole
        pool.score[pool.place[target]] -= 1.0
    for c in range(len(field.country_error)):
        field.country_error[c] *= scale
    field.country_error[world.country[target]] -= 1.0
    return chance * scale, weighed * scale - field.sector_terms[world.sector[target]]


@compiled
def step(
    weights: Weights, relation: int, column: int, slope: float, pace: tuple[float, float]
) -> None:
    """One AdaGrad step (Duchi et al. 2011) of a relation's own and the shared weight."""
    if slope == 0.0:
        return
    weights.shared_square[column] += slope * slope
    weights.shared[column] -= pace[1] * slope / np.sqrt(weights.shared_square[column])
    weights.own_square[relation, column] += slope * slope
    own = slope / np.sqrt(weights.own_square[relation, column])
    weights.own[relation, column] -= pace[0] * (own + DECAY * weights.own[relation, column])


@compiled
def _lean(field: Field, n: int, column: int, slope: float) -> int:
    """Add to the slope of a column; return how many columns have one."""
    if field.turn[column] < 0:
        field.turn[column] = n
        field.touched[n] = column
        n += 1
    field.slope[column] += slope
    return n


@compiled
def learn(
    weights: Weights, field: Field, pool: Pool, size: tuple[int, int, int], rate: float
) -> None:
    """Step the weights of pair and country terms; `size` is (relation, candidates, extras).

    Slopes are summed over the candidates first, so that a question is one step of each weight.
    """
    relation, count, extra = size
    normal, slow = (rate, rate * SHARED_PACE), (rate * SLOW_PACE, rate * SLOW_PACE)
    n = ZERO
    for i in range(count):
        error = pool.score[i]
        if abs(error) >= SMALL:
            for k in range(pool.start[i], pool.start[i + 1]):
                n = _lean(field, n, pool.column[k], error * pool.value[k])
    for k in range(extra):
        error = pool.score[pool.extra_of[k]]
        if abs(error) >= SMALL:
            n = _lean(field, n, pool.extra_column[k], error * pool.extra_value[k])
    for j in range(n):
        column = field.touched[j]
        step(weights, relation, column, field.slope[column], slow if column >= RULE else normal)
        field.slope[column] = 0.0
        field.turn[column] = -1
    calm = (rate * SLOW_PACE, rate * SLOW_PACE * SHARED_PACE)
    for j in range(COUNTRY_WIDTH):
        slope = 0.0
        for c in range(len(field.country) - 1):
            slope += field.country_error[c] * field.country_terms[c, j]
        step(weights, relation, COUNTRY + j, slope, calm)


@compiled
def learn_base(
    index: Index,
    counters: Counters,
    field: Field,
    weights: Weights,
    query: tuple[int, int, int],
    rate: float,
) -> None:
    """Step the weights of popularity by the errors that a day left under a relation."""
    row, relation, day = query
    error, terms, objects = field.error[row], np.zeros(OBJECT_WIDTH), index.objects
    for e in range(len(error)):
        error[e] += field.raised[row, e] * field.group_error[row, index.world.group[e]]
    slope = np.zeros(OBJECT + OBJECT_WIDTH)
    for j in range(ENTITY_WIDTH):
        slope[ENTITY + j] = np.dot(field.entity[j], error)
    for p in range(objects.start[relation], objects.start[relation + 1]):
        if object_terms(counters, objects.cell + p, day, terms):
            wrong = error[objects.item[p]]
            for j in range(OBJECT_WIDTH):
                slope[OBJECT + j] += wrong * terms[j]
    for column in range(len(slope)):
        step(weights, relation, column, slope[column], (rate, rate * SHARED_PACE))
