"""The words of relations: data/codebook/ties.toml as word → valence."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

VALENCE: Final = {"positive": 1, "negative": -1, "neutral": 0}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words → valence."""

    people: Mapping[str, int]
    nouns: Mapping[str, int]
    adjectives: Mapping[str, int]
    verbs: Mapping[str, int]
    troubling: frozenset[str]
    acts: frozenset[str]
    states: frozenset[str]
    stances: frozenset[str]
    becoming: frozenset[str]
    mutual: frozenset[str]
    warming: frozenset[str]
    cooling: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """data/codebook/ties.toml."""
    text = files("legation.data").joinpath("codebook/ties.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    tables: dict[str, dict[str, int]] = {"people": {}, "nouns": {}, "adjectives": {}, "verbs": {}}
    for name, valence in VALENCE.items():
        for key, table in tables.items():
            table.update(dict.fromkeys(data[name][key], valence))
    return Lexicon(
        people=tables["people"],
        nouns=tables["nouns"],
        adjectives=tables["adjectives"],
        verbs=tables["verbs"],
        troubling=frozenset(data["negative"]["troubling"]),
        **{key: frozenset(words) for key, words in data["limits"].items()},
    )
