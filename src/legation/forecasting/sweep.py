"""One chronological pass over the events: ask, score, learn, and only then look (compiled).

Takes the index, empty counters and the weights; steps the weights on the days that are to be
learned from and writes the rank and stratum of each answer on the days that are to be scored.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from legation.forecasting.candidates import Pool, extras, score, stage, unstage
from legation.forecasting.compiled import ZERO, compiled, entrance, inlined
from legation.forecasting.counters import Counters, Habits, observe, observe_habits
from legation.forecasting.index import Index
from legation.forecasting.softmax import (
    Field,
    Weights,
    entity_terms,
    errors,
    lay_base,
    lay_countries,
    lay_sectors,
    learn,
    learn_base,
    rank,
    stage_countries,
    step,
    total_scores,
)
from legation.forecasting.terms import SECTOR

FloatArray = npt.NDArray[np.float64]
SEEN, PAIR_SEEN, NEVER = 0, 1, 2


class Past(NamedTuple):
    """What has been observed."""

    counters: Counters
    habits: Habits


class Bench(NamedTuple):
    """Scratch space."""

    pool: Pool
    field: Field
    row: npt.NDArray[np.int32]  # relation → its row of the day, -1


class Plan(NamedTuple):
    """Days [learn_from, learn_to) are learned from, days from `score_from` on are scored."""

    learn_from: int
    learn_to: int
    score_from: int
    rate: float


class Marks(NamedTuple):
    """For each doubled event its rank and its stratum."""

    rank: FloatArray
    stratum: npt.NDArray[np.int32]


@compiled
def day_end(day: npt.NDArray[np.int32], first: int) -> int:
    """The end of the events that share the day of *first*."""
    end = first
    while end < len(day) and day[end] == day[first]:
        end += 1
    return end


@compiled
def open_day(
    index: Index, counters: Counters, bench: Bench, weights: Weights, span: tuple[int, int]
) -> None:
    """Popularity under each relation of the day."""
    day, rows = index.events.day[span[0]], ZERO
    entity_terms(counters, bench.field, day)
    bench.row[:] = -1
    for q in range(span[0], span[1]):
        relation = index.events.relation[q]
        if bench.row[relation] < 0:
            bench.row[relation] = rows
            weight = weights.shared + weights.own[relation]
            lay_base(index, counters, bench.field, weight, (rows, relation, day))
            rows += 1


@compiled
def ask(
    index: Index, past: Past, bench: Bench, weights: Weights, query: tuple[int, int, int, int]
) -> int:
    """Score the staged candidates of (source, relation, day, count); return how many extras."""
    source, relation, day, count = query
    field = bench.field
    for f in range(len(field.weight)):
        field.weight[f] = weights.shared[f] + weights.own[relation, f]
    lay_countries(index, past.counters, field, (source, relation, day))
    lay_sectors(index.world, past.habits, field, source, relation)
    question = (source, relation, day)
    return extras(index, past.counters, past.habits, bench.pool, count, question)


@compiled
def _mark(
    index: Index, counters: Counters, bench: Bench, marks: Marks, spot: tuple[int, int, int, int]
) -> None:
    """Rank event q among all actors; `spot` is (q, first and end of its question, candidates)."""
    q, first, end, count = spot
    events, pool = index.events, bench.pool
    target = events.target[q]
    total_scores(index.world, bench.field, pool, bench.row[events.relation[q]], count)
    marks.rank[q] = rank(bench.field, events.target[first:end], target)
    triple = events.cells[q, 3]
    if pool.place[target] < 0 or pool.pair[pool.place[target]] < 0:
        marks.stratum[q] = NEVER
    else:
        marks.stratum[q] = SEEN if counters.last[triple] >= 0 else PAIR_SEEN


@inlined
def _question(
    index: Index,
    past: Past,
    bench: Bench,
    weights: Weights,
    plan: Plan,
    marks: Marks,
    spot: tuple[int, int, int],
) -> float:
    """All answers [first, end) to one question; the loss of those learned from."""
    first, end, count = spot
    events, loss = index.events, 0.0
    source, relation, day = events.source[first], events.relation[first], events.day[first]
    row, pool, field = bench.row[relation], bench.pool, bench.field
    extra = ask(index, past, bench, weights, (source, relation, day, count))
    for q in range(first, end):
        score(pool, field.weight, count, extra)
        if day >= plan.score_from:
            _mark(index, past.counters, bench, marks, (q, first, end, count))
        if plan.learn_from <= day < plan.learn_to:
            chance, wrong = errors(index.world, field, pool, row, (events.target[q], count))
            learn(weights, field, pool, (relation, count, extra), plan.rate)
            step(weights, relation, SECTOR, wrong, (0.5 * plan.rate, 0.05 * plan.rate))
            loss -= np.log(max(chance, 1e-12))
    return loss


@inlined
def _day(
    index: Index,
    past: Past,
    bench: Bench,
    weights: Weights,
    plan: Plan,
    marks: Marks,
    span: tuple[int, int],
) -> float:
    """All questions of one day; the loss of those learned from."""
    events, loss, a = index.events, 0.0, span[0]
    day = events.day[a]
    open_day(index, past.counters, bench, weights, span)
    while a < span[1]:
        source = events.source[a]
        count = stage(index, past.counters, past.habits, bench.pool, source, day)
        stage_countries(index, past.counters, bench.field, source, day)
        while a < span[1] and events.source[a] == source:
            b = a
            while b < span[1] and events.source[b] == source:
                if events.relation[b] != events.relation[a]:
                    break
                b += 1
            loss += _question(index, past, bench, weights, plan, marks, (a, b, count))
            a = b
        unstage(bench.pool, count)
    if plan.learn_from <= day < plan.learn_to:
        for relation in range(index.relations):
            if bench.row[relation] >= 0:
                spot = (bench.row[relation], relation, day)
                learn_base(index, past.counters, bench.field, weights, spot, plan.rate)
    return loss


@entrance
def sweep(
    index: Index, past: Past, bench: Bench, weights: Weights, plan: Plan, marks: Marks
) -> float:
    """Pass over all events once; return the mean loss (nats) of those learned from."""
    events, loss, learned, a = index.events, 0.0, 0, ZERO
    while a < len(events.day):
        b, day = day_end(events.day, a), events.day[a]
        if plan.learn_from <= day < plan.learn_to or day >= plan.score_from:
            loss += _day(index, past, bench, weights, plan, marks, (a, b))
            learned += b - a if plan.learn_from <= day < plan.learn_to else 0
        observe(past.counters, events, a, b)
        observe_habits(past.habits, index.world, events, a, b)
        a = b
    return loss / max(learned, 1)


@entrance
def pose(
    index: Index, past: Past, bench: Bench, weights: Weights, query: tuple[int, int, int]
) -> tuple[int, int]:
    """Score all actors for (source, relation, day), into `field.mass`; how many terms there are.

    Returns the number of candidates and of extra terms; the pool holds them until the next question.
    """
    source, relation, day = query
    field, pool, counters = bench.field, bench.pool, past.counters
    entity_terms(counters, field, day)
    weight = weights.shared + weights.own[relation]
    lay_base(index, counters, field, weight, (0, relation, day))
    count = stage(index, counters, past.habits, pool, source, day)
    stage_countries(index, counters, field, source, day)
    extra = ask(index, past, bench, weights, (source, relation, day, count))
    score(pool, field.weight, count, extra)
    total_scores(index.world, field, pool, 0, count)
    unstage(pool, count)
    return count, extra
