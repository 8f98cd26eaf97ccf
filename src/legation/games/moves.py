"""One decision maker's moves, asked for their worst and best ends, without any matrix.

A mover takes a value for every state and returns, for every state, the least (or greatest) value
among the states that its decision maker can move to, at will or as improvements only.
`OptionMoves` works on bit patterns: the states that one decision maker can move among are
sorted by preference, so that "the least value among the better ones" is a running minimum:
O(n) a question after one sort.  `ArcMoves` holds listed moves.
Values are whole numbers in [0, top); `top` means that there is no such state.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.int64]
Places = NDArray[np.int64]
Rows = NDArray[np.int32]
LISTED = 1 << 18


class Mover(Protocol):
    """What the solver asks of a decision maker's moves."""

    top: int

    def worst(self, values: Values, *, improving: bool) -> Values:
        """Least of *values* over the states reachable in one move; `top` where there is none."""

    def targets(self, place: int) -> Places:
        """The states reachable from one state in one move, rising."""


def best(mover: Mover, values: Values, *, improving: bool) -> Values:
    """Greatest of *values* (in [-1, top)) over the states in reach; -1 where there is none."""
    return mover.top - 1 - mover.worst(mover.top - 1 - values, improving=improving)


class OptionMoves:
    """Moves by changing one's own options, any number at once.

    `codes` int64[n] rising; `own` the bits that this one controls; `kept` those that cannot be
    dropped once taken, `lost` those that cannot be taken once dropped; `rank` int64[n] in
    [0, top).
    """

    def __init__(
        self, codes: Places, own: int, rank: Values, top: int, *, kept: int = 0, lost: int = 0
    ) -> None:
        self.codes, self.own, self.kept, self.lost, self.top = codes, own, kept, lost, top
        self.rank = rank
        self._sort()
        steps = len(codes) * (1.5 ** (kept | lost).bit_count() - 1)
        # a few irreversible options: listed once; many at scale: swept anew by compiled code
        self._pairs = list(self._find_cross()) if steps <= LISTED else None

    def _sort(self) -> None:
        """Blocks: states that are freely moved among; inside a block the best comes first."""
        key = np.unique(self.codes & ~np.int64(self.own), return_inverse=True)[1].reshape(-1)
        one_way = (self.codes & np.int64(self.kept | self.lost)) ^ np.int64(self.lost)
        self.patterns, which = np.unique(one_way, return_inverse=True)
        del one_way
        key = key * len(self.patterns) + which.reshape(-1)
        del which
        self.order = np.argsort(key * self.top + (self.top - 1 - self.rank)).astype(np.int32)
        key = key[self.order]
        first = np.r_[True, key[1:] != key[:-1]]
        self.starts = np.flatnonzero(first).astype(np.int32)
        self.ends = np.append(self.starts[1:], np.int32(len(key)))
        self.block_keys = key[self.starts]
        self.block = np.cumsum(first, dtype=np.int32) - np.int32(1)
        first[1:] |= np.diff(self.rank[self.order]) != 0
        at = np.arange(len(key), dtype=np.int32)
        self.tie = np.maximum.accumulate(np.where(first, at, np.int32(0)))

    @cached_property
    def position(self) -> Rows:
        """Where each state stands in `order`."""
        place = np.empty(len(self.codes), np.int32)
        place[self.order] = np.arange(len(self.codes), dtype=np.int32)
        return place

    def worst(self, values: Values, *, improving: bool) -> Values:
        """Least value in reach; see `Mover`."""
        sorted_values = values[self.order]
        running = self._running(sorted_values, back=False)
        found = self._own_block(sorted_values, running, improving)
        if self._pairs is None:
            del running
            self._sweep(sorted_values, found, improving)
        for rows, last, last_better in self._pairs or ():
            if improving:
                hit = last_better >= 0
                at = rows[hit]
                found[at] = np.minimum(found[at], running[last_better[hit]])
            else:
                found[rows] = np.minimum(found[rows], running[last])
        out = np.empty_like(found)
        out[self.order] = found
        return out

    def _running(self, sorted_values: Values, *, back: bool) -> Values:
        """Running minimum inside each block, from its first row on or (*back*) from its last.

        A shift by block keeps the values of one block below those of all blocks already passed.
        """
        shift: Values = self.block * np.int64(self.top + 1)
        result: Values
        if back:
            result = np.minimum.accumulate((sorted_values + shift)[::-1])[::-1]
            result -= shift
            return result
        result = sorted_values - shift
        np.minimum.accumulate(result, out=result)
        result += shift
        return result

    def _own_block(self, sorted_values: Values, running: Values, improving: bool) -> Values:
        n = len(running)
        if len(self.starts) == n:
            return np.full(n, self.top, np.int64)
        before = (self.tie if improving else np.arange(n, dtype=np.int32)) - np.int32(1)
        found = np.where(before >= self.starts[self.block], running[before], self.top)
        if not improving:
            after = np.append(self._running(sorted_values, back=True)[1:], self.top)
            after[self.ends - 1] = self.top
            np.minimum(found, after, out=found)
        return found

    def _sweep(self, sorted_values: Values, found: Values, improving: bool) -> None:
        irreversible_kernel()(
            sorted_values,
            self.rank[self.order],
            (self.starts, self.ends),
            (self.block_keys, self.patterns),
            improving,
            found,
        )

    def _find_cross(self) -> Iterator[tuple[Rows, Rows, Rows]]:
        """Rows that reach another block by irreversible steps.

        Each item: rows, the last row of the block that each reaches, and the last of the better
        ones in it (-1: none).
        """
        if len(self.patterns) == 1:
            return
        rank = self.rank[self.order]
        place = self.block * np.int64(self.top) + (self.top - 1 - rank)
        width = len(self.patterns)
        pattern_of_block = self.block_keys % width
        pattern_of_row = pattern_of_block[self.block]
        for a, low in enumerate(self.patterns):
            rows = np.flatnonzero(pattern_of_row == a)
            row_keys = self.block_keys[self.block[rows]] - a
            for b in np.flatnonzero((self.patterns & low) == low):
                if b == a:
                    continue
                target = np.searchsorted(self.block_keys, row_keys + b)
                target[target == len(self.block_keys)] = 0
                there = self.block_keys[target] == row_keys + b
                if not there.any():
                    continue
                at, to = rows[there], target[there]
                wanted = to * np.int64(self.top) + (self.top - 1 - rank[at])
                better = np.searchsorted(place, wanted, side="left") - 1
                better[better < self.starts[to]] = -1
                last = self.ends[to] - 1
                yield at.astype(np.int32), last.astype(np.int32), better.astype(np.int32)

    def targets(self, place: int) -> Places:
        """The states reachable from one state in one move; see `Mover`."""
        code, width = self.codes[place], len(self.patterns)
        group = self.block_keys[self.block[self.position[place]]] // width
        low, high = np.searchsorted(self.block_keys, [group * width, (group + 1) * width])
        mates: Places = np.sort(self.order[self.starts[low] : self.ends[high - 1]]).astype(np.int64)
        codes = self.codes[mates]
        fits = (codes & self.kept & code) == (code & self.kept)
        fits &= (codes & self.lost & ~code) == 0
        return np.asarray(mates[fits & (mates != place)], dtype=np.int64)


@cache
def irreversible_kernel() -> Callable[..., None]:
    """Compiled: lower `found` by what each block reaches in blocks with more steps taken.

    Blocks of one group follow each other by rising pattern, so those with more steps come later;
    both are sorted best first, so one merge per pair of blocks finds the least value among the
    better (or all) states.  Numba is loaded here, when it pays.
    """
    import numba

    def sweep(  # type: ignore[no-untyped-def]
        values, rank, rows, keys, improving, found
    ):
        starts, ends = rows
        key, patterns = keys
        width = len(patterns)
        for b in range(len(starts)):
            group, taken = key[b] // width, patterns[key[b] % width]
            c = b + 1
            while c < len(starts) and key[c] // width == group:
                if patterns[key[c] % width] & taken == taken:
                    at = starts[c]
                    low = found[starts[b]]
                    fresh = True
                    for t in range(starts[b], ends[b]):
                        while at < ends[c] and (not improving or rank[at] > rank[t]):
                            if fresh or values[at] < low:
                                low, fresh = values[at], False
                            at += 1
                        if not fresh and low < found[t]:
                            found[t] = low
                c += 1

    compiled: Callable[..., None] = numba.njit(sweep)
    return compiled


class ArcMoves:
    """Moves that a file lists one by one: `arcs[s]` are the places that s leads to."""

    def __init__(self, arcs: Mapping[int, Sequence[int]], rank: Values, top: int) -> None:
        self.top, self.n = top, len(rank)
        pairs = sorted({(s, t) for s, ends in arcs.items() for t in ends if s != t})
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        self.source, self.target = table[:, 0], table[:, 1]
        self.better = rank[self.target] > rank[self.source]

    def worst(self, values: Values, *, improving: bool) -> Values:
        """Least value in reach; see `Mover`."""
        found = np.full(self.n, self.top, np.int64)
        use = self.better if improving else slice(None)
        np.minimum.at(found, self.source[use], values[self.target[use]])
        return found

    def targets(self, place: int) -> Places:
        """The states reachable from one state in one move; see `Mover`."""
        return np.asarray(self.target[self.source == place], dtype=np.int64)
