"""Syndicated and lightly edited copies: which documents say the same in the same words.

`near_copies` takes ids and texts and returns groups; nothing is dropped.  MinHash signatures in
bands find the pairs worth comparing (Broder 1997; Leskovec, Rajaraman and Ullman 2020, section
3.4); each pair is then compared shingle by shingle.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

WORDS_A_SHINGLE: Final = 4
PERMUTATIONS, BANDS, SEED = 128, 64, 20210815
SHARED: Final = 0.6  # of the shorter text's shingles
LEAST: Final = 12  # shingles; shorter texts are copies only where they are the same
_WORD: Final = re.compile(r"\w+")
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio

Shingles = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGroup:
    """Documents that are copies of one text, as handed in.

    `likeness` is the least share of the shorter text's shingles that ties two of them, in (0, 1].
    """

    ids: tuple[str, ...]
    likeness: float


def near_copies(documents: Iterable[tuple[str, str]]) -> list[CopyGroup]:
    """Groups of two or more documents whose texts are copies, in the order of their first members.

    Two texts are copies where they share at least 0.6 of the shorter one's four-word shingles,
    ``|A ∩ B| / min(|A|, |B|)``; groups are the connected parts.

    >>> text = (
    ...     "The envoy said on Tuesday that the talks in the capital would go on for a week or two."
    ... )
    >>> near_copies([("a", text), ("b", "Another matter."), ("c", text + " He left.")])[0].ids
    ('a', 'c')
    """
    index = CopyIndex()
    told = dict(enumerate(documents))
    found = index.groups([str(n) for n in told], lambda n: told[int(n)][1])
    return [
        CopyGroup(ids=tuple(told[int(n)][0] for n in g.ids), likeness=g.likeness) for g in found
    ]


class CopyIndex:
    """Groups of copies among documents that come again and again; a text is looked at once."""

    def __init__(self) -> None:
        self._known: dict[str, _Signed] = {}

    def groups(self, ids: Sequence[str], text_of: Callable[[str], str]) -> list[CopyGroup]:
        """As `near_copies`, of the documents of these ids."""
        for ident in ids:
            if ident not in self._known:
                self._known[ident] = _signed(text_of(ident))
        signed = [self._known[ident] for ident in ids]
        parent = list(range(len(ids)))
        ties: list[tuple[int, int, float]] = []
        for a, b in _candidates(signed):
            share = _shared(signed[a].shingles, signed[b].shingles)
            if share >= SHARED:
                ties.append((a, b, share))
                parent[_root(parent, b)] = _root(parent, a)
        return _groups(list(ids), parent, ties)


class _Signed(NamedTuple):
    """The shingles of a text, and the signature by which others like it are found; None if empty."""

    shingles: Shingles
    signature: Any


def _signed(text: str) -> _Signed:
    from rensa import RMinHash

    shingles = _shingles(text)
    if not len(shingles):
        return _Signed(shingles, None)
    signature = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    signature.update(list(map(str, shingles.tolist())))
    return _Signed(shingles, signature)


def _shingles(text: str) -> Shingles:
    """A hash of every four words in a row, sorted, each once."""
    words = _WORD.findall(text.casefold())
    n = min(WORDS_A_SHINGLE, max(len(words), 1))
    told = (zlib.crc32(w.encode("utf-8", "surrogatepass")) for w in words)
    each = np.fromiter(told, dtype=np.uint64, count=len(words))
    rows = max(len(words) - n + 1, 0)
    mixed = np.zeros(rows, dtype=np.uint64)
    for k in range(n):  # a polynomial of the words' hashes, of which the upper half is well mixed
        mixed = (mixed ^ each[k : k + rows]) * _MIX
    return np.unique(mixed >> np.uint64(32)).astype(np.uint32)


def _candidates(signed: Sequence[_Signed]) -> Iterator[tuple[int, int]]:
    """Pairs (earlier, later) whose signatures agree in some band."""
    from rensa import RMinHashLSH

    index = RMinHashLSH(threshold=0.3, num_perm=PERMUTATIONS, num_bands=BANDS)
    for later, (_, signature) in enumerate(signed):
        if signature is not None:
            yield from ((earlier, later) for earlier in sorted(index.query(signature)))
            index.insert(later, signature)


def _shared(a: Shingles, b: Shingles) -> float:
    least = min(len(a), len(b))
    if least < LEAST:
        return float(np.array_equal(a, b))
    return float(len(np.intersect1d(a, b, assume_unique=True)) / least)


def _root(parent: list[int], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


def _groups(
    ids: list[str], parent: list[int], ties: list[tuple[int, int, float]]
) -> list[CopyGroup]:
    members: dict[int, list[int]] = {}
    least: dict[int, float] = {}
    for at in range(len(ids)):
        members.setdefault(_root(parent, at), []).append(at)
    for a, _, share in ties:
        root = _root(parent, a)
        least[root] = min(share, least.get(root, 1.0))
    found = [
        CopyGroup(ids=tuple(ids[i] for i in group), likeness=least[root])
        for root, group in members.items()
        if len(group) > 1
    ]
    return sorted(found, key=lambda g: ids.index(g.ids[0]))
