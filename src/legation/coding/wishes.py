"""A wish, its words, and whose it is.

`Want` is what `wanting` yields; `lexicon` and `limit` read data/codebook/wants.toml; `bearers`
gives the actors that some heads name, or to whose policy they belong.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from legation.coding.clauses import base, children
from legation.coding.parties import actors_of, within
from legation.coding.reading import Reading, Sentence
from legation.ontology import Direction
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Want:
    """An actor's wish, by tokens: what it is about, where it is told, at which word."""

    actor: ActorRef
    issue: tuple[int, int]
    direction: Direction
    span: tuple[int, int]
    at: int
    how: str


@cache
def lexicon() -> dict[str, dict[str, Direction]]:
    """data/codebook/wants.toml: "verbs", "nouns" and "adjectives" as word → direction."""
    data = _data()
    return {
        key: {w: d for d, words in data[key].items() for w in words}
        for key in ("verbs", "nouns", "adjectives")
    }


@cache
def _data() -> dict[str, Any]:
    text = files("legation.data").joinpath("codebook/wants.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    data["limits"] = {k: frozenset(v) for k, v in data["limits"].items()}
    return data


def limit(name: str) -> frozenset[str]:
    """One word list of the table "limits"."""
    found: frozenset[str] = _data()["limits"][name]
    return found


def bearers(reading: Reading, sentence: Sentence, heads: "list[Token]") -> list[ActorRef]:
    """The actors that these heads name, or to whose policy they belong; for "it", the last actor."""
    found = [r for h in heads for r in actors_of(reading, sentence, h)]
    if not found:
        policies = [h for h in heads if h.lemma_.lower() in limit("policies")]
        found = [r for h in policies for r in within(reading, sentence, h)][:1]
    if not found and heads and heads[0].lower_ in {"it", "they"}:
        found = _last_actor(reading, sentence, heads[0])
    return _named(dict.fromkeys(found))


def _last_actor(reading: Reading, sentence: Sentence, pronoun: "Token") -> list[ActorRef]:
    """The last state, movement or organisation that was a subject before the pronoun."""
    for token in reversed([t for t in sentence.words if t.i < pronoun.i]):
        if base(token.dep_) != "nsubj" or token.pos_ == "PRON":
            continue
        mention = reading.mention_of(sentence, token)
        if mention is not None and not mention.ref.id.startswith(("unnamed:", "person:")):
            return [mention.ref]
    before = reading.sentences[sentence.index - 1] if sentence.index else sentence
    if before.block != sentence.block or before is sentence:
        return []
    heads = children(before.words.root, "nsubj")
    refs = [r for h in heads for r in actors_of(reading, before, h)]
    return [r for r in refs if not r.id.startswith(("unnamed:", "person:"))][:1]


def _named(refs: Iterable[ActorRef]) -> list[ActorRef]:
    sectors = {"GOV", "REB", "OPP", "IGO"}
    return [r for r in refs if not r.id.startswith("unnamed:") or r.sector in sectors]
