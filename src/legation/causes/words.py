"""Words of a cause or effect → the variable that it speaks of, and whether of its rise or fall.

`Lexicon` is built from the words that a system file lists for each variable; words are compared
without their English endings, so that any form of a listed word fits.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_][\w’'-]*")
_ENDINGS: Final = ("ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s")
_NEGATIONS: Final = frozenset({"no", "not", "never", "without", "lack", "nobody", "neither"})
_TOKEN: Final = re.compile(r"[^\W\d_][\w’'-]*|,")
_REACH: Final = 4  # words before the deciding ones in which a negation counts
_COMPARATIVE: Final = r"(more|less|fewer|\w+er)"
_CORRELATIVE: Final = re.compile(
    rf"(?:[;,]|\band)\s+the {_COMPARATIVE} ([^;,.]+), the {_COMPARATIVE} ([^;.]+)"
)
_CUT: Final = re.compile(r";|:(?=\s)")
_LIST: Final = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_LISTED: Final = 8  # words at most in an end that is a bare list


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A variable that a text speaks of; `sign` -1: of its fall; `words`: those that decided it."""

    variable: str
    sign: int
    words: tuple[str, ...]


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """A word without its plainest English endings, and with -ise for -ize.

    >>> [lemma(w) for w in ("isolated", "isolating", "isolates", "isolate", "embassies")]
    ['isolat', 'isolat', 'isolat', 'isolat', 'embassy']
    """
    word = word.casefold().removesuffix("'s").removesuffix("’s")
    bare = word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2 and not word.endswith("ss"):
            bare = word.removesuffix(ending) + ("y" if ending in ("ies", "ied") else "")
            break
    if len(bare) > 4:
        bare = bare.removesuffix("e")
    return re.sub(r"iz$", "is", bare)


class Lexicon:
    """What each variable is called.

    *words* maps a variable to entries such as "western engagement" (all words must occur, in any
    order) or "-western withdrawal" (its fall).
    """

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        told = [(name, entry) for name, entries in words.items() for entry in entries]
        self._entries = [
            (frozenset(lemma(w) for w in _WORD.findall(entry)), name, -1 if entry[:1] == "-" else 1)
            for name, entry in told
            if _WORD.search(entry)
        ]

    def tie(self, text: str) -> Tie | None:
        """The variable that a text speaks of: the entry with most words wins, then the first.

        A negation in the text turns the sign.

        >>> Lexicon({"threat": ["instability"], "trade": ["trade"]}).tie("No more instability")
        Tie(variable='threat', sign=-1, words=('instability',))
        """
        found = _WORD.findall(_CUT.split(text)[0])
        have = {lemma(w) for w in found}
        best = max(
            (e for e in self._entries if e[0] <= have), key=lambda e: len(e[0]), default=None
        )
        if best is None:
            return None
        negated = _negated(_CUT.split(text)[0], best[0])
        deciding = dict.fromkeys(w.casefold() for w in found if lemma(w) in best[0])
        return Tie(variable=best[1], sign=-best[2] if negated else best[2], words=tuple(deciding))

    def ties(self, text: str) -> tuple[Tie, ...]:
        """Each variable of a bare list ("trade and missions"), or the one of any other text."""
        parts = [p for p in _LIST.split(text) if p.strip()]
        if len(parts) > 1 and len(_WORD.findall(text)) <= _LISTED:
            found = [self.tie(p) for p in parts]
            told = {t.variable: t for t in found if t is not None}
            if all(found) and len(told) > 1:
                return tuple(told.values())
        one = self.tie(text)
        return () if one is None else (one,)


_NEGATED: Final = frozenset(lemma(w) for w in _NEGATIONS)


def _negated(text: str, deciding: frozenset[str]) -> bool:
    """Whether a negation stands close before the first deciding word, no comma between."""
    before: list[str] = []
    for token in _TOKEN.findall(text):
        if lemma(token) in deciding:
            return any(w in _NEGATED for w in before[-_REACH:])
        before = [] if token == "," else [*before, lemma(token)]
    return False


def correlatives(text: str) -> list[tuple[str, str, int]]:
    """Further pairs that an end carries along: "…; and the closer A, the more B" gives (A, B, +1).

    >>> correlatives("more aid; and the closer they come to Rome, the less Oslo will offer")
    [('closer they come to Rome', 'less Oslo will offer', -1)]
    """
    found = []
    for one, cause, other, effect in _CORRELATIVE.findall(text):
        signs = [-1 if word in ("less", "fewer") else 1 for word in (one, other)]
        found.append((f"{one} {cause.strip()}", f"{other} {effect.strip()}", signs[0] * signs[1]))
    return found
