"""Moves and legal sequences as Boolean matrices, for analyses whose preferences are no ranking.

Row s, column t: t can be reached from s.  Meant for at most `MATRIX_LIMIT` states.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from legation.errors import DataError
from legation.games.partial import compose
from legation.games.stability import Game

Matrix = NDArray[np.bool_]
MATRIX_LIMIT = 2048


def move_matrices(game: Game) -> list[Matrix]:
    """One matrix of unilateral moves for each decision maker.

    Raises
    ------
    DataError
        If the game has more than `MATRIX_LIMIT` states.
    """
    n = len(game.space)
    if n > MATRIX_LIMIT:
        raise DataError(f"this analysis works up to {MATRIX_LIMIT:,} states, not {n:,}")
    found = []
    for mover in game.movers:
        matrix = np.zeros((n, n), bool)
        for place in range(n):
            matrix[place, mover.targets(place)] = True
        found.append(matrix)
    return found


def legal_reach(steps: Mapping[object, Matrix], n: int) -> Matrix:
    """Ends of all legal sequences: any number of *steps*, none by the same key twice in a row."""
    last = {key: matrix.copy() for key, matrix in steps.items()}
    while True:
        grown = {}
        for key, matrix in steps.items():
            others = np.zeros((n, n), bool)
            for other, ends in last.items():
                if other != key:
                    others |= ends
            grown[key] = last[key] | compose(others, matrix)
        if all(np.array_equal(grown[key], last[key]) for key in steps):
            break
        last = grown
    total = np.zeros((n, n), bool)
    for ends in last.values():
        total |= ends
    return total


def better_for(ranks: Sequence[NDArray[np.int64]]) -> Matrix:
    """[s, t]: t is better than s by every one of *ranks*."""
    return np.asarray(np.logical_and.reduce([r[None, :] > r[:, None] for r in ranks]), dtype=bool)


def answered(improvements: Matrix, reach: Matrix, sanctions: Matrix) -> NDArray[np.bool_]:
    """States s whose every improvement t leads, by *reach*, to some r with sanctions[s, r]."""
    deterred = compose(sanctions, reach.T)
    return np.asarray(~(improvements & ~deterred).any(1), dtype=bool)
