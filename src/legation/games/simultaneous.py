"""Simultaneous stability: all opponents improve from the same state at the same time.

Takes a compiled game and a decision maker; returns where each of its improvements is spoiled.
For each state the work is (own improvements) x product over opponents of (1 + improvements),
at most n a pair of the first two, so it grows with the square of the number of states whatever
the number of decision makers; `SIM_LIMIT` in `stability.py` is where it stops.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from legation.games.stability import Game

Places = NDArray[np.int64]
CHUNK = 1 << 22


def joint_changes(game: "Game", focal: int, own: Sequence[NDArray[np.int64]]) -> Places:
    """Bit changes that the others than *focal* can make at once, each by one of *own* or none.

    Two opponents with improvements that change bits 2 and 4 give 2, 4 and 6.
    """
    changes = np.zeros(1, np.int64)
    for j in range(len(game.names)):
        if j != focal:
            changes = np.bitwise_xor.outer(changes, np.append(0, own[j])).reshape(-1)
    return np.asarray(changes[changes != 0], dtype=np.int64)


def improvements(game: "Game", maker: int, place: int) -> Places:
    """Bit changes by which *maker* improves from a state (any move, for chance)."""
    targets = game.movers[maker].targets(place)
    if not game.chance[maker]:
        rank = game.orders[maker].rank
        targets = targets[rank[targets] > rank[place]]
    return np.asarray(game.space.codes[targets] ^ game.space.codes[place], dtype=np.int64)


def simultaneous(game: "Game", bars: Sequence[Places]) -> tuple[NDArray[np.bool_], ...]:
    """Where every improvement of each decision maker is spoiled by some joint answer.

    An improvement s -> t of i is spoiled if some feasible t ^ change has rank at most
    bars[i][s]; an infeasible joint outcome spoils nothing.  After Fraser and Hipel (1984),
    *Conflict Analysis*.
    """
    makers = range(len(game.names))
    stable = tuple(np.ones(len(game.space), bool) for _ in makers)
    for place in range(len(game.space)):
        own = [improvements(game, i, place) for i in makers]
        for i in game.players:
            if len(own[i]):
                changes = joint_changes(game, i, own)
                stable[i][place] = _all_spoiled(game, i, place, own[i], changes, bars[i][place])
    return stable


def _all_spoiled(
    game: "Game", focal: int, place: int, own: Places, changes: Places, bar: int
) -> bool:
    codes, rank = game.space.codes, game.orders[focal].rank
    step = max(1, CHUNK // max(1, len(changes)))
    for first in range(0, len(own), step):
        ends = codes[place] ^ own[first : first + step, None] ^ changes[None, :]
        at = np.minimum(np.searchsorted(codes, ends), len(codes) - 1)
        if not ((codes[at] == ends) & (rank[at] <= bar)).any(1).all():
            return False
    return True
