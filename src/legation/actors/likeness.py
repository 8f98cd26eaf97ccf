"""Whether two names of actors of any kind can be one: what is known, then spelling, then letters.

`alike` asks the gazetteer first (two known actors are one or two, whatever their spelling), then
compares persons by `names.compare` and bodies by their words and initials.
"""

import re
from typing import Final

from legation.actors.gazetteer import Gazetteer
from legation.actors.names import Likeness, compare, fold, person_words, word_likeness
from legation.actors.scripts import romanised

_EMPTY: Final = frozenset(
    [
        "the",
        "of",
        "for",
        "and",
        "in",
        "on",
        "a",
        "an",
        "to",
        "de",
        "la",
        "le",
        "du",
        "des",
        "affairs",
        "group",
        "movement",
        "organization",
        "organisation",
        "republic",
    ]
)
_BRACKET: Final = re.compile(r"\s*\([^)]*\)")


def alike(a: str, b: str, *, person: bool, gazetteer: Gazetteer | None = None) -> Likeness:
    """How sure two names are one actor's, in [0, 1], and the rule that says so.

    >>> alike("CSTO", "Collective Security Treaty Organization", person=False).rule
    'initials'
    >>> alike("Uzbekistan", "Islamic Movement of Uzbekistan", person=False).score
    0.0
    """
    if gazetteer is not None:
        known = _known(a, b, gazetteer, person)
        if known is not None:
            return known
    return compare(a, b) if person else compare_bodies(a, b)


def _known(a: str, b: str, gazetteer: Gazetteer, person: bool) -> Likeness | None:
    """The answer of the gazetteer, where it knows both names."""
    x, y = (_keys(name, gazetteer, person) for name in (a, b))
    if not x or not y:
        return None
    if x & y:
        return Likeness(1.0, "one known actor")
    return Likeness(0.0, "two known actors")


def _keys(name: str, gazetteer: Gazetteer, person: bool) -> set[str]:
    if person:
        entity = gazetteer.person(name, person_words(name))
        return {entity.key} if entity else set()
    hit = gazetteer.lookup(name)
    return {key for key, _ in hit.senses} if hit else set()


def body_words(name: str) -> list[str]:
    """The words of a body's name that tell it from others, in small Latin letters."""
    text = fold(romanised(_BRACKET.sub("", name)) or "").lower().replace("'s", "")
    words = [w for w in re.split(r"[^\w]+", text) if w]
    return [w for w in words if w not in _EMPTY] or words


def compare_bodies(a: str, b: str) -> Likeness:
    """Two names of states, organisations or groups: the same words, or one's initials.

    >>> compare_bodies("Ministry of Defence", "Defense Ministry").score
    0.93
    """
    x, y = body_words(a), body_words(b)
    if not x or not y:
        return Likeness(0.0, "no letters that can be read")
    if x == y:
        return Likeness(1.0, "same words")
    if len(x) == len(y) and all(any(word_likeness(w, v) >= 0.9 for v in y) for w in x):
        return Likeness(0.93, "words alike")
    if "".join(x) == "".join(y):
        return Likeness(0.93, "same letters")
    for short, long, full in ((x, y, b), (y, x, a)):
        if len(short) == 1 and len(long) > 1 and short[0] in _initials(full):
            return Likeness(0.88, "initials")
    return Likeness(0.0, "words differ")


def _initials(name: str) -> set[str]:
    """The acronyms that a name can have: with and without its small words."""
    words = [w for w in re.split(r"[^\w]+", fold(_BRACKET.sub("", name))) if w]
    return {
        "".join(w[0] for w in words).lower(),
        "".join(w[0] for w in words if w[0].isupper()).lower(),
    }
