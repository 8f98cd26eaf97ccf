"""Words that weaken a statement, kept as found: "reportedly", "may", "according to some data"."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from legation.coding.reading import Sentence


@cache
def _lexicon() -> dict[str, Any]:
    text = files("legation.data").joinpath("codebook/speech.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted(_lexicon()["hedges"]["phrases"], key=len, reverse=True)
    return re.compile("|".join(re.escape(p) for p in phrases), re.IGNORECASE)


@cache
def _words() -> frozenset[str]:
    return frozenset(_lexicon()["hedges"]["words"])


def hedge_in(sentence: Sentence, tokens: tuple[int, int]) -> str | None:
    """The hedges that stand in a range of tokens, or before it as a phrase, as found; or None."""
    found = [m.group() for m in _pattern().finditer(sentence.text)]
    doc = sentence.words.doc
    found += [
        t.text for t in doc[tokens[0] : tokens[1]] if t.lower_ in _words() and t.text != "May"
    ]
    return "; ".join(dict.fromkeys(found)) or None


@cache
def _cues(name: str, key: str) -> re.Pattern[str]:
    words = sorted(_lexicon()[name][key], key=len, reverse=True)
    gap = re.escape(" … ")
    patterns = (re.sub(gap, r"\\b.{0,50}?\\b", re.escape(w).replace(r"\ ", " ")) for w in words)
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b", re.IGNORECASE)


def speaks_of(name: str, text: str, key: str = "words") -> bool:
    """Does a text hold a word of [demanding], [warning], [conditional] …?  " … " is a gap."""
    return _cues(name, key).search(text) is not None
