"""Words of a statement → what it speaks of: stems, years, names, numbers with their units.

`load_lexicon` reads the word lists (data, replaceable); `Lexicon.read` takes a text and returns
`Said`.  What it gives for a text depends on that text alone.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from legation.errors import DataError

_WORD: Final = re.compile(r"[^\W\d_][\w’'-]*")
_YEAR: Final = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_ENDINGS: Final = ("ings", "ing", "ies", "ied", "ed", "es", "s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a text speaks of; `negated` if it holds an odd number of negations."""

    stems: frozenset[str]
    years: frozenset[str]
    names: frozenset[str]
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a word in a prediction foresees."""

    stems: frozenset[str]
    status: str | None
    values: frozenset[str]
    events: frozenset[str]
    ends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The word lists of this room."""

    idle: frozenset[str]
    negations: frozenset[str]
    alike: Mapping[str, str]
    deeds: frozenset[str]
    spoken: frozenset[str]
    dismissed: frozenset[str]
    foreseen: tuple[Foreseen, ...]
    turning: frozenset[str]
    likelihood: Mapping[str, tuple[float, float]]

    def stem(self, word: str) -> str:
        """A word without its ending, under the first word of its kin.

        >>> load_lexicon().stem("militants")
        'fighter'
        """
        bare = stem(word)
        return self.alike.get(bare, bare)

    def read(self, text: str) -> Said:
        """What a text speaks of.

        >>> sorted(load_lexicon().read("About 6,500 militants are in the north.").stems)
        ['fighter', 'north']
        """
        words = _WORD.findall(text)
        low = [w.casefold() for w in words]
        stems = {self.stem(w) for w in low if len(w) > 2 and w not in self.idle}
        names = {self.stem(w.casefold()) for w in words[1:] if w[0].isupper()}
        return Said(
            stems=frozenset(stems), years=frozenset(_YEAR.findall(text)), names=frozenset(names),
            negated=sum(w in self.negations or w.endswith("n't") for w in low) % 2 == 1,
        )  # fmt: skip


def stem(word: str) -> str:
    """A word without its plainest English endings.

    >>> [stem(w) for w in ("fighters", "countries", "denied", "recognising")]
    ['fighter', 'country', 'deny', 'recognis']
    """
    word = word.casefold().removesuffix("'s").removesuffix("’s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2 and not word.endswith("ss"):
            bare = word.removesuffix(ending)
            return bare + "y" if ending in ("ies", "ied") else bare
    return word.removesuffix("e") if len(word) > 4 else word


@lru_cache(maxsize=8)
def load_lexicon(path: Path | None = None) -> Lexicon:
    """The word lists of a TOML file, as shipped unless another is named.

    Raises
    ------
    DataError
        If a part is missing there.
    """
    at = path or resources.files("legation.data") / "codebook" / "matters.toml"
    data: dict[str, Any] = tomllib.loads(at.read_text(encoding="utf-8"))
    try:
        own = data["matter"]
        return Lexicon(
            idle=frozenset(own["idle"]),
            negations=frozenset(own["negations"]),
            alike={stem(w): stem(kin[0]) for kin in own["alike"] for w in kin},
            deeds=frozenset(stem(w) for w in own["deeds"]),
            spoken=frozenset(stem(w) for w in own["spoken"]),
            dismissed=frozenset(stem(w) for w in own["dismissed"]),
            turning=frozenset(stem(w) for w in data["turning"]["words"]),
            foreseen=tuple(_foreseen(entry) for entry in data["foreseen"]),
            likelihood={k: (v[0] / 100, v[1] / 100) for k, v in data["likelihood"].items()},
        )
    except KeyError as error:
        raise DataError(f"{at}: {error} is missing") from None


def _foreseen(entry: Mapping[str, Any]) -> Foreseen:
    return Foreseen(
        stems=frozenset(stem(w) for w in entry["words"]),
        status=entry.get("status"),
        values=frozenset(entry.get("values", ())),
        events=frozenset(entry.get("events", ())),
        ends=bool(entry.get("ends", False)),
    )
