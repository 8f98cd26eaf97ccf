"""Standings that a noun or adjective names: "recognition of X", "its ban on X", "loyal to X".

`from_noun` takes a token of a sentence and yields the `Standing`s that it expresses.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from legation.coding.clauses import Clause, case_of, children, conjuncts, phrase
from legation.coding.reading import Reading, Sentence
from legation.coding.standings import (
    Standing,
    considered,
    definite,
    first_of,
    lexicon,
    with_weight,
)
from legation.ontology import StatusKind

if TYPE_CHECKING:
    from spacy.tokens import Token

GROUPS = frozenset({"armed_group", "movement", "party"})


def from_noun(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """Every standing that a noun or adjective expresses."""
    lemma = token.lemma_.lower()
    words = lexicon()
    if lemma in words["designation"]["nouns"] and lemma != "blacklist":
        yield from _owned_noun(reading, sentence, token, "designation")
    elif lemma in words["allegiance"]["adjectives"] and token.pos_ == "ADJ":
        yield from _loyal(reading, sentence, token)
    kinds: tuple[StatusKind, ...] = ("legal_ban", "designation")
    for kind in kinds:
        if token.lower_ in words[kind]["marks"] and token.dep_ == "amod":
            yield from _marked(reading, sentence, token, kind)


def _marked(
    reading: Reading, sentence: Sentence, token: "Token", kind: StatusKind
) -> Iterator[Standing]:
    """As in "the banned Democratic Party", "the blacklisted group"."""
    head, groups = token.head, lexicon()["legal_ban"]["groups"]
    mention = reading.mention_of(sentence, head)
    named = mention is not None and mention.kind in GROUPS
    if named or (head.tag_ == "NN" and head.lemma_.lower() in groups):
        holder = definite(reading, sentence, head) or (mention.ref if mention and named else None)
        if holder is not None:
            yield Standing(
                kind=kind,
                state="yes",
                holder=holder,
                by=None,
                trigger=token,
                span=phrase(head),
                described=True,
            )


def _owned_noun(
    reading: Reading, sentence: Sentence, token: "Token", kind: StatusKind
) -> Iterator[Standing]:
    owners = children(token, "nmod:poss", "compound") or [
        c for c in children(token, "nmod") if case_of(c) == "of"
    ]
    holder = first_of(reading, sentence, owners)
    if holder is not None:
        state = "considered" if considered(Clause(token)) else "yes"  # a change of it is weighed
        by = first_of(
            reading, sentence, [c for c in children(token, "nmod") if case_of(c) in {"by", "in"}]
        )
        yield Standing(
            kind=kind,
            state=state,
            holder=holder,
            by=by,
            trigger=token,
            span=with_weight(Clause(token), phrase(token, tight=False)),
        )


def _loyal(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    to = [
        t
        for c in children(token, "obl", "nmod")
        if case_of(c) in {"to", "with"}
        for t in conjuncts(c)
    ]
    by = first_of(reading, sentence, to)
    if by is None:
        return
    owners = [token.head] if token.dep_ in {"amod", "acl"} else Clause(token).subjects
    if token.dep_ == "xcomp":
        owners = Clause(token).subjects
    holder = first_of(reading, sentence, owners)
    if holder is not None and holder.id != by.id:
        yield Standing(
            kind="allegiance",
            state="yes",
            holder=holder,
            by=by,
            trigger=token,
            span=(token.left_edge.i, token.right_edge.i + 1),
        )
