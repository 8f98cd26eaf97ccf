"""A standing as found in a sentence, and who holds and grants it: shared by verbs and nouns.

Takes a sentence with a clause and gives the one it is done to, the one who does it, and whether
it holds, is denied, or is only considered.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from legation.coding.clauses import Clause, case_of, children, phrase
from legation.coding.parties import reference, within
from legation.coding.reading import Reading, Sentence
from legation.ontology import StatusKind
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One standing as found, before it is dated."""

    kind: StatusKind
    state: str  # "yes", "no", "considered", "ended", "accredited", "seek"
    holder: ActorRef
    by: ActorRef | None
    trigger: "Token"
    span: tuple[int, int]


@cache
def lexicon() -> dict[str, Any]:
    """data/codebook/standing.toml."""
    text = files("legation.data").joinpath("codebook/standing.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def first_of(
    reading: Reading, sentence: Sentence, heads: "Iterable[Token]", *, deep: bool = True
) -> ActorRef | None:
    """The first actor at these heads; with *deep*, else the first named within their phrases."""
    heads = list(heads)
    for head in heads:
        found = reference(reading, sentence, head)
        if found is not None:
            return found
    if deep:
        for head in heads:
            for ref in within(reading, sentence, head):
                return ref
    return None


def undergone(clause: Clause) -> bool:
    """Is the subject the one it is done to ("is banned", "remains banned")?"""
    remaining = any(
        c.lemma_.lower() in {"remain", "stay", "be", "get"} for c in clause.head.children
    )
    xcomp = clause.head.dep_ == "xcomp" and clause.head.head.lemma_.lower() in {"remain", "stay"}
    return clause.passive or (
        clause.head.tag_ == "VBN" and not clause.objects and (remaining or xcomp)
    )


def patient(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    """Whom it is done to; a pronoun beside a first verb stands for that verb's object."""
    heads = clause.subjects if undergone(clause) else clause.objects
    above = clause.head.head
    second = clause.head.dep_ == "conj" and not clause.passive and above.pos_ == "VERB"
    if second and heads and heads[0].pos_ == "PRON":
        heads = Clause(above).objects or heads
    return first_of(reading, sentence, heads)


def agent(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    """Who grants or imposes it."""
    if not undergone(clause):
        return first_of(reading, sentence, clause.subjects)
    found = first_of(reading, sentence, clause.agents)
    return found or first_of(reading, sentence, clause.obliques.get("in", []), deep=False)


def span_of(clause: Clause) -> tuple[int, int]:
    """Tokens of the clause without what is coordinated with it."""
    first, last = clause.head.i, clause.head.i + 1
    for c in clause.head.children:
        if c.dep_ not in {"conj", "parataxis", "punct", "cc"} and not (
            c.dep_ in {"advcl", "ccomp"} and c.right_edge.i - c.left_edge.i > 12
        ):
            first, last = min(first, c.left_edge.i), max(last, c.right_edge.i + 1)
    return first, last


def considered(clause: Clause) -> bool:
    """Is the standing only weighed, asked for or promised?"""
    words = set(lexicon()["considered"]["words"])
    if clause.modals & words:
        return True
    for steps, governor in enumerate(clause.governors()):
        if governor.lemma in words:
            return True
        if steps > 2:
            break
    head = clause.head.head
    return head.lemma_.lower() in words


def state_of(clause: Clause) -> str:
    """ "considered", "no" or "yes"."""
    if considered(clause):
        return "considered"
    return "no" if clause.negated else "yes"


def described(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef:
    """A mission or other thing in its own words, where no actor is named."""
    text = reading.passage(sentence, *phrase(head)).text
    return ActorRef(id=f"unnamed:{text.lower()}", name=text, text=text, sector="GOV")


def owner(reading: Reading, sentence: Sentence, noun: "Token") -> ActorRef:
    """Whose assets a noun names."""
    owners = [
        c
        for c in children(noun, "nmod:poss", "amod", "compound", "nmod")
        if case_of(c) in {"", "of", "'s", "’s"}
    ]
    return first_of(reading, sentence, owners) or described(reading, sentence, noun)
