"""Decayed counts that are brought up to date day by day (compiled).

A cell holds the day of its last event, how many there were, and three sums that halve every 3, 14
and 60 days.  `observe` takes one day's events in; the features of a day are read before that.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from legation.forecasting.compiled import compiled
from legation.forecasting.index import Events, Index, World
from legation.forecasting.terms import COARSE_AGES, FINE_AGES, HALF_LIVES

FloatArray = npt.NDArray[np.float64]
Float32 = npt.NDArray[np.float32]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

RING = 48
KINDS = len(HALF_LIVES)


class Clock(NamedTuple):
    """What an age in days amounts to: the three decays, and two gradings by age."""

    fade: Float32
    fine: Int32
    coarse: Int32


class Counters(NamedTuple):
    """The cells, and the clock to read them by; `last` is -1 where nothing has happened."""

    last: Int32
    often: Float32
    decayed: Float32
    clock: Clock


class Habits(NamedTuple):
    """Which sectors do what to which (0: anywhere, 1: within one country), and last partners."""

    done: Float32  # (2, relations, sectors, sectors)
    total: Float32  # (2, relations, sectors)
    ring: Int32  # (actors, RING)
    turn: Int64


def empty_counters(cells: int, days: int) -> Counters:
    """Counters of a history in which nothing has happened, for ages below *days*."""
    ages = np.arange(days + 2)
    clock = Clock(
        np.exp2(-ages[None, :] / np.array(HALF_LIVES)[:, None]).astype(np.float32),
        np.searchsorted(FINE_AGES, ages).astype(np.int32),
        np.searchsorted(COARSE_AGES, ages).astype(np.int32),
    )
    return Counters(
        np.full(cells, -1, np.int32),
        np.zeros(cells, np.float32),
        np.zeros((cells, KINDS), np.float32),
        clock,
    )


def empty_habits(index: Index, sectors: int) -> Habits:
    """Habits of a history in which nothing has happened."""
    actors = len(index.world.country)
    return Habits(
        np.zeros((2, index.relations, sectors, sectors), np.float32),
        np.zeros((2, index.relations, sectors), np.float32),
        np.zeros((actors, RING), np.int32),
        np.zeros(actors, np.int64),
    )


@compiled
def recent(counters: Counters, cell: int, kind: int, day: int) -> float:
    """log(1 + 10 × the decayed count of a cell on a day)."""
    faded = counters.decayed[cell, kind] * counters.clock.fade[kind, day - counters.last[cell]]
    return float(np.log(np.float32(1.0) + np.float32(10.0) * faded))


@compiled
def observe(counters: Counters, events: Events, first: int, end: int) -> None:
    """Take events [first, end), all of one day, into the counters."""
    day = events.day[first]
    for q in range(first, end):
        for column in range(events.cells.shape[1]):
            cell = events.cells[q, column]
            if cell < 0:
                continue
            if counters.last[cell] >= 0:
                age = day - counters.last[cell]
                for kind in range(KINDS):
                    counters.decayed[cell, kind] *= counters.clock.fade[kind, age]
            for kind in range(KINDS):
                counters.decayed[cell, kind] += 1.0
            counters.last[cell] = day
            counters.often[cell] += 1.0


@compiled
def observe_habits(habits: Habits, world: World, events: Events, first: int, end: int) -> None:
    """Take events [first, end) into the habits of sectors and the last partners of actors."""
    unknown = len(world.member) - 2
    for q in range(first, end):
        s, r, o = events.source[q], events.relation[q], events.target[q]
        a, b = world.sector[s], world.sector[o]
        habits.ring[s, habits.turn[s] % RING] = o
        habits.turn[s] += 1
        habits.done[0, r, a, b] += 1.0
        habits.total[0, r, a] += 1.0
        if world.country[s] == world.country[o] and world.country[s] < unknown:
            habits.done[1, r, a, b] += 1.0
            habits.total[1, r, a] += 1.0


@compiled
def habit(habits: Habits, where: int, relation: int, a: int, b: int) -> float:
    """Log of the share of *relation* by sector *a* that goes to sector *b*, smoothed, plus 5."""
    done = habits.done[where, relation, a, b] + 0.05
    return float(np.log(done / (habits.total[where, relation, a] + 5.0)) + 5.0)
