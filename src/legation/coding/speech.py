"""The words of attribution, from data/codebook/speech.toml, and what makes a predicate a cue.

`load_speech` gives the lexicon; `cue_of` says of a clause whether its verb attributes something,
with what polarity, and which kinds of content it takes.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from legation.coding.clauses import Clause
from legation.ontology import Polarity

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The lexicon; see the head of the data file."""

    verbs: Mapping[str, Polarity]
    nouns: Mapping[str, Polarity]
    of_nouns: frozenset[str]
    about_nouns: frozenset[str]
    belief: frozenset[str]
    saying: frozenset[str]
    homographs: frozenset[str]
    answers: frozenset[str]
    acts: Mapping[str, frozenset[str]]
    light: frozenset[str]
    objects: frozenset[str]
    verdicts: frozenset[str]
    obliques: Mapping[str, frozenset[str]]
    documents: frozenset[str]
    unnamed: frozenset[str]
    sources: tuple[str, ...]
    views: tuple[str, ...]
    responses: tuple[str, ...]
    vague: frozenset[str]
    openings: tuple[str, ...]
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A predicate that attributes: its polarity and what may be its content besides a clause."""

    clause: Clause
    word: str  # the entry of the lexicon: "say", "call for"
    polarity: Polarity
    belief: bool = False
    object_: bool = False
    verdict: bool = False

    @property
    def token(self) -> "Token":
        """The predicate."""
        return self.clause.head


@cache
def load_speech() -> Speech:
    """The shipped words of attribution."""
    text = files("legation.data").joinpath("codebook/speech.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    nouns, phrases, frames = data["nouns"], data["phrases"], data["frames"]
    return Speech(
        verbs=_turned(data["verbs"]),
        nouns=_turned({k: v for k, v in nouns.items() if k not in {"of", "about"}}),
        of_nouns=frozenset(nouns["of"]),
        about_nouns=frozenset(nouns["about"]),
        belief=frozenset(data["belief"]["words"]),
        saying=frozenset(data["saying"]["words"]),
        homographs=frozenset(data["saying"]["homographs"]),
        answers=frozenset(data["saying"]["answers"]),
        acts={k: frozenset(v) for k, v in data["acts"].items()},
        light=frozenset(data["light"]["words"]),
        objects=frozenset(frames["object"]),
        verdicts=frozenset(frames["verdict"]),
        obliques={k: frozenset(v) for k, v in frames["oblique"].items()},
        documents=frozenset(data["documents"]["words"]),
        unnamed=frozenset(data["unnamed"]["words"]),
        sources=tuple(phrases["source"]),
        views=tuple(phrases["views"]),
        responses=tuple(phrases["response"]),
        vague=frozenset(phrases["vague"]),
        openings=tuple(data["author"]["openings"]),
        within=tuple(data["author"]["within"]),
    )


def _turned(table: Mapping[str, Any]) -> dict[str, Polarity]:
    return {word: polarity for polarity, words in table.items() for word in words}  # type: ignore[misc]


def cue_of(clause: Clause) -> Cue | None:
    """The cue that a predicate is, or None where it attributes nothing.

    The entry with a particle or preposition ("call for") goes before the bare verb ("call").
    """
    speech = load_speech()
    for word in _entries(clause):
        polarity = speech.verbs.get(word)
        if polarity is not None:
            return Cue(
                clause=clause,
                word=word,
                polarity=polarity,
                object_=word in speech.objects or polarity != "assert",
                verdict=word in speech.verdicts,
            )
    lemma = clause.lemma
    if lemma in speech.belief:
        return Cue(
            clause=clause,
            word=lemma,
            polarity="assert",
            belief=True,
            verdict=lemma in speech.verdicts,
        )
    return None


def _entries(clause: Clause) -> tuple[str, ...]:
    head, lemma = clause.head, clause.lemma
    after = head.doc[head.i + 1].lower_ if head.i + 1 < len(head.doc) else ""
    longer = [f"{lemma} {word}" for word in dict.fromkeys((clause.particle, after)) if word]
    return (*longer, lemma)
