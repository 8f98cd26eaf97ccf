"""Train, dev and test: decided by the passage's name alone, so that no list has to be kept."""

import hashlib
from collections.abc import Iterable
from typing import Final, Literal

from training.corpus.passages import Passage

Split = Literal["train", "dev", "test"]
SPLITS: Final[tuple[Split, ...]] = ("train", "dev", "test")


def split_of(name: str) -> Split:
    """The split of a passage: 70, 15 and 15 in a hundred by the SHA-256 of its name.

    >>> split_of("kettle-strait-1")
    'train'
    """
    place = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 100
    return "train" if place < 70 else "dev" if place < 85 else "test"


def chosen(passages: Iterable[Passage], *splits: Split) -> list[Passage]:
    """The passages of some splits."""
    return [p for p in passages if split_of(p.name) in splits]
