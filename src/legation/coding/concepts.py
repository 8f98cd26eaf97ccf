"""Concepts that mechanisms share: words of an end → an id that is the same for what means the same.

Concepts are read from data/codebook/concepts.toml, where a user may correct them; an end that fits
none gets an id from its own content words.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

SKIPPED: Final = frozenset(
    [
        "be",
        "have",
        "do",
        "make",
        "more",
        "most",
        "other",
        "such",
        "many",
        "much",
        "new",
        "own",
        "same",
        "which",
        "this",
        "that",
        "it",
        "they",
        "country",
        "group",
        "case",
        "thing",
        "way",
        "number",
        "level",
        "fact",
        "issue",
        "question",
        "situation",
        "kind",
        "sort",
    ]
)


@cache
def _table() -> list[tuple[str, list[frozenset[str]]]]:
    text = files("legation.data").joinpath("codebook/concepts.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return [(name, [frozenset(entry.split()) for entry in t["words"]]) for name, t in data.items()]


def concept_of(lemmas: Iterable[str]) -> str:
    """The id of the concept that these content lemmas speak of.

    >>> concept_of(["western", "engagement", "with", "taliban"])
    'western_engagement'
    >>> concept_of(["tariff", "dispute"])
    'dispute_tariff'
    """
    words = [w for w in lemmas if w not in SKIPPED and w.isalpha()]
    have = set(words)
    best, size = "", 0
    for name, alternatives in _table():
        for needed in alternatives:
            if needed <= have and len(needed) > size:
                best, size = name, len(needed)
    return best or "_".join(sorted(dict.fromkeys(words[:4]))) or "unnamed"
