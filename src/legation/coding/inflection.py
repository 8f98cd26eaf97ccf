"""Finite forms of English verbs, for words that the tagger or lemmatiser does not know."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

VOWELS: Final = "aeiou"
DOUBLING: Final = (
    "expel",
    "cancel",
    "quarrel",
    "rebel",
    "compel",
    "drop",
    "stop",
    "snub",
    "rap",
    "stab",
    "gun",
    "ban",
    "bar",
    "slam",
    "plan",
    "commit",
    "permit",
    "admit",
    "cut",
    "shun",
    "nab",
    "quit",
    "repel",
    "grab",
    "ram",
)


@cache
def _irregular() -> dict[str, list[str]]:
    text = files("legation.data").joinpath("codebook/irregular.toml").read_text(encoding="utf-8")
    forms: dict[str, list[str]] = tomllib.loads(text)["forms"]
    return forms


@cache
def irregular_bases() -> dict[str, str]:
    """Irregular past form → lemma.

    >>> irregular_bases()["withdrew"]
    'withdraw'
    """
    return {form: lemma for lemma, forms in _irregular().items() for form in forms}


def finite_forms(lemma: str) -> set[str]:
    """Third person and past of a verb.

    >>> sorted(finite_forms("deny")), sorted(finite_forms("veto")), sorted(finite_forms("ban"))
    (['denied', 'denies'], ['vetoed', 'vetoes'], ['banned', 'bans'])
    """
    past = _irregular().get(lemma)
    if lemma.endswith("y") and lemma[-2:-1] not in VOWELS:
        third, regular = lemma[:-1] + "ies", lemma[:-1] + "ied"
    elif lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        third, regular = lemma + "es", lemma + "ed"
    elif lemma.endswith("e"):
        third, regular = lemma + "s", lemma + "d"
    else:
        doubled = lemma[-1:] if lemma.endswith(DOUBLING) else ""
        third, regular = lemma + "s", lemma + doubled + "ed"
    return {third, *(past or [regular])}


@cache
def forms_of(lemmas: frozenset[str]) -> dict[str, str]:
    """Form → lemma."""
    return {form: lemma for lemma in lemmas for form in finite_forms(lemma)}
