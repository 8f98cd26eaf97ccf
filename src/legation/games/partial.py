"""Partial orders of states as Boolean matrices: closure, cycles, random complete orders.

Takes comparisons as (upper places, lower places, equal, greatly); returns a `PartialOrder`, the
chain of a cycle, or random rankings that fit.  Meant for some thousands of states at most.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.bool_]
Places = NDArray[np.intp]
Pair = tuple[Places, Places, bool, bool]
STEP_LIMIT = 200_000


def compose(left: Matrix, right: Matrix) -> Matrix:
    """Boolean product: some k with left[i, k] and right[k, j]."""
    product: Matrix = (left.astype(np.float32) @ right.astype(np.float32)) > 0
    return product


def closed(links: Matrix) -> Matrix:
    """Transitive closure by repeated squaring."""
    while True:
        more = links | compose(links, links)
        if np.array_equal(more, links):
            return links
        links = more


@dataclass(frozen=True, slots=True, eq=False)
class PartialOrder:
    """`better[i, j]`: i is preferred to j; `same`: as good as; `great`: greatly preferred."""

    better: Matrix
    same: Matrix
    great: Matrix

    @classmethod
    def closure(cls, n: int, pairs: Sequence[Pair]) -> "PartialOrder | None":
        """The order that *pairs* imply, or None if they run in a cycle."""
        same, strict, great = np.eye(n, dtype=bool), np.zeros((n, n), bool), np.zeros((n, n), bool)
        for upper, lower, equal, greatly in pairs:
            block = np.ix_(upper, lower)
            if equal:
                same[block] = True
                same[np.ix_(lower, upper)] = True
            else:
                strict[block] = True
                great[block] |= greatly
        same = closed(same)
        weak = closed(same | strict)
        better = compose(compose(weak, strict), weak)
        if better.diagonal().any() or (better & same).any():
            return None
        return cls(better, same, compose(compose(weak, great), weak))


def cycle_of(n: int, pairs: Sequence[Pair]) -> tuple[int, list[int]]:
    """The first pair that closes a cycle, and the cycle's states, best first, back to the first."""
    last = next(k for k in range(1, len(pairs) + 1) if PartialOrder.closure(n, pairs[:k]) is None)
    links = np.zeros((n, n), bool)
    for upper, lower, equal, _ in pairs[:last]:
        links[np.ix_(upper, lower)] = True
        if equal:
            links[np.ix_(lower, upper)] = True
    upper, lower = pairs[last - 1][:2]
    for start in (int(p) for p in upper):
        for first in (int(p) for p in lower):
            back = _path(links, first, start)
            if back is not None:
                return last - 1, [start, *back]
    return last - 1, [int(upper[0]), int(lower[0])]  # closed by an equality alone


def _path(links: Matrix, start: int, goal: int) -> list[int] | None:
    came: dict[int, int] = {start: start}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        if here == goal:
            chain = [here]
            while chain[-1] != start:
                chain.append(came[chain[-1]])
            return chain[::-1]
        for there in np.flatnonzero(links[here]):
            if int(there) not in came:
                came[int(there)] = here
                queue.append(int(there))
    return None


def random_orders(
    better: Matrix, same: Matrix, count: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], int]:
    """Random rankings that fit a partial order: int64[count, n], larger better; steps taken.

    A chain of adjacent transpositions (Karzanov and Khachiyan 1991; Bubley and Dyer 1999), run
    for m^3 ln m steps of m groups of equal states, at most `STEP_LIMIT`: near uniform over all
    complete orders.
    """
    heads = np.unique(same.argmax(1), return_inverse=True)
    firsts, group = heads[0], heads[1].reshape(-1)
    above = better[np.ix_(firsts, firsts)]
    m = len(firsts)
    start = np.argsort(-above.sum(1), kind="stable")
    orders = np.tile(start, (count, 1))
    steps = min(STEP_LIMIT, math.ceil(m**3 * math.log(m + 1))) if m > 1 else 0
    rows = np.arange(count)
    for _ in range(steps):
        at = rng.integers(0, m - 1, count)
        left, right = orders[rows, at], orders[rows, at + 1]
        swap = (rng.random(count) < 0.5) & ~above[left, right]
        chosen = rows[swap]
        orders[chosen, at[swap]], orders[chosen, at[swap] + 1] = right[swap], left[swap]
    ranks = np.empty((count, m), np.int64)
    np.put_along_axis(ranks, orders, np.arange(m)[::-1][None, :], axis=1)
    return ranks[:, group], steps
