"""Train, dev and test, decided by the passage's name alone; and what nobody has learnt from yet.

The passages of the newest files are in none of the three.  Neither weights nor rules have seen
them, so they measure what the coders make of text by somebody else.  When rules are written from
them, newer files take their place.
"""

import hashlib
from collections.abc import Iterable
from typing import Final, Literal

from training.corpus.passages import Passage

Split = Literal["train", "dev", "test", "unseen"]
SPLITS: Final[tuple[Split, ...]] = ("train", "dev", "test", "unseen")
#: How the names of the files begin that nobody has learnt from.
UNSEEN: Final = "e"


def split_of(passage: Passage) -> Split:
    """The split of a passage."""
    return "unseen" if passage.path.name.startswith(UNSEEN) else drawn(passage.name)


def drawn(name: str) -> Split:
    """The split of a name: 70, 15 and 15 in a hundred by its SHA-256.

    >>> drawn("kettle-strait-1")
    'train'
    """
    place = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 100
    return "train" if place < 70 else "dev" if place < 85 else "test"


def chosen(passages: Iterable[Passage], *splits: Split) -> list[Passage]:
    """The passages of some splits."""
    return [p for p in passages if split_of(p) in splits]
