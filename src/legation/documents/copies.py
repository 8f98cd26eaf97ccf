"""Syndicated and lightly edited copies: which documents say the same in the same words.

`near_copies` takes ids and texts and returns groups; nothing is dropped.  MinHash signatures in
bands find the pairs worth comparing (Broder 1997; Leskovec, Rajaraman and Ullman 2020, section
3.4); each pair is then compared shingle by shingle.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

WORDS_A_SHINGLE: Final = 4
PERMUTATIONS, BANDS, SEED = 128, 64, 20210815
SHARED: Final = 0.6  # of the shorter text's shingles
LEAST: Final = 12  # shingles; shorter texts are copies only where they are the same
_WORD: Final = re.compile(r"\w+")

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
    ids, shingles = [], []
    for name, text in documents:
        ids.append(name)
        shingles.append(_shingles(text))
    parent = list(range(len(ids)))
    ties: list[tuple[int, int, float]] = []
    for a, b in _candidates(shingles):
        share = _shared(shingles[a], shingles[b])
        if share >= SHARED:
            ties.append((a, b, share))
            parent[_root(parent, b)] = _root(parent, a)
    return _groups(ids, parent, ties)


def _shingles(text: str) -> Shingles:
    words = _WORD.findall(text.casefold())
    n = min(WORDS_A_SHINGLE, max(len(words), 1))
    hashes = {
        zlib.crc32(" ".join(words[i : i + n]).encode("utf-8", "surrogatepass"))
        for i in range(len(words) - n + 1)
    }
    return np.array(sorted(hashes), dtype=np.uint32)


def _candidates(shingles: list[Shingles]) -> Iterable[tuple[int, int]]:
    """Pairs (earlier, later) whose signatures agree in some band."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.3, num_perm=PERMUTATIONS, num_bands=BANDS)
    for later, found in enumerate(shingles):
        if not len(found):
            continue
        signature = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        signature.update([str(h) for h in found])
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
