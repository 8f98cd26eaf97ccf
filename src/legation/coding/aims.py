"""Wanting told by a construction: "what it wants is …", "in order to …", "would rather not …".

Takes a sentence and yields (heads of whose wish it is, tokens of the issue, direction, the word,
the sort of evidence).  The words are in data/codebook/wants.toml.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legation.coding.causal_ends import marker, tight
from legation.coding.clauses import Clause, children
from legation.coding.inflection import forms_of
from legation.coding.reading import Reading, Sentence
from legation.ontology import Direction
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

Aim = tuple["list[Token]", tuple[int, int], Direction, "Token", str]
PURPOSES: Final = frozenset({"in order to", "so as to", "so as not to", "in order not to"})
Misread = tuple[ActorRef, tuple[int, int], Direction, "Token"]
# verbs that look like nouns, in the forms that the parse may take for one
MISREAD: Final = frozenset({"fear", "hope", "worry", "want", "seek", "dread", "need", "demand", "desire"})  # fmt: skip
RATHER: Final = frozenset({"rather", "sooner"})


def aims(sentence: Sentence, verbs: Mapping[str, Direction]) -> Iterator[Aim]:
    """Every aim of a sentence that one of the constructions tells."""
    for clause in sentence.clauses:
        head = clause.head
        if clause.lemma in verbs and _what(head) is not None:
            yield from _cleft(clause, verbs[clause.lemma])
        so_as = marker(head) == "as to" and any(c.lower_ == "so" for c in head.children)
        if head.pos_ == "VERB" and (so_as or marker(head) in PURPOSES):
            yield from _purpose(clause, verbs)
        if "would" in clause.modals and any(c.lower_ in RATHER for c in head.children):
            denied = clause.negated or any(c.lower_ == "not" for c in head.children)
            issue = _from(head, head)
            yield clause.subjects, issue, "prevent" if denied else "seek", head, "verb"
        if clause.lemma == "like" and "would" in clause.modals and not clause.negated:
            wished = children(head, "xcomp", "obj", "ccomp")
            for c in wished[:1]:
                yield clause.subjects, tight(c, without=head), "seek", head, "verb"
    yield from _for_fear(sentence)


def misread(
    reading: Reading, sentence: Sentence, verbs: Mapping[str, Direction]
) -> Iterator[Misread]:
    """As in "Officials in Moscow fear a war", where the parse takes the verb for a noun.

    Yields (actor, tokens of the issue, direction, the word) in a sentence that has no other verb
    before it.
    """
    forms = forms_of(MISREAD & frozenset(verbs)) | {w: w for w in MISREAD}
    doc, start, end = sentence.words.doc, sentence.words.start, sentence.words.end
    for token in doc[start + 1 : end - 2]:
        if token.pos_ in {"VERB", "AUX"}:
            return
        lemma = forms.get(token.lower_)
        behind = doc[token.i + 1].pos_ in {"DET", "ADJ", "NOUN", "PROPN", "SCONJ", "PART"}
        before = doc[token.i - 1].pos_ in {"NOUN", "PROPN"}
        if lemma is None or token.pos_ != "NOUN" or not (before and behind):
            continue
        said = [
            m for t in doc[start : token.i] if (m := reading.mention_of(sentence, t)) is not None
        ]
        stop = next((t.i for t in doc[token.i + 1 : end] if t.is_punct), end)
        first = token.i + 1 + (doc[token.i + 1].lower_ == "that")
        if said and stop > first:
            named = reading.passage(sentence, start, token.i).text
            yield replace(said[-1].ref, text=named), (first, stop), verbs[lemma], token
        return


def _what(verb: "Token") -> "Token | None":
    """The "what" of "what it wants is …"."""
    near = verb.doc[max(verb.sent.start, verb.i - 7) : verb.i]
    return next((t for t in near if t.lower_ == "what" and t.i <= verb.i - 2), None)


def _cleft(clause: Clause, direction: Direction) -> Iterator[Aim]:
    """As in "What Seoul sought was leverage": what stands behind the copula."""
    head, doc = clause.head, clause.head.doc
    end = head.sent.end
    copula = next((t for t in doc[head.i + 1 : min(head.i + 6, end)] if t.lemma_ == "be"), None)
    if copula is None or not clause.subjects or copula.i + 1 >= end:
        return
    last = next((t.i for t in doc[copula.i + 1 : end] if t.text in {";", ":", "."}), end)
    first = copula.i + 1
    denied = doc[first].lower_ == "not"
    if not denied and last > first:
        yield clause.subjects, (first, last), direction, head, "verb"


def _purpose(clause: Clause, verbs: Mapping[str, Direction]) -> Iterator[Aim]:
    """As in "Cut the grant in order to speed up the vote": who acts so wants it."""
    governor = next(clause.governors(), None)
    if governor is None or governor.modals & {"should", "must", "could"}:
        return
    heads = governor.agents if governor.passive else governor.subjects
    inner = verbs.get(clause.lemma, "seek")
    denied = clause.negated or "not" in marker(clause.head).split()
    direction: Direction = "prevent" if denied else inner
    yield heads, _from(clause.head, clause.head), direction, clause.head, "conduct"


def _for_fear(sentence: Sentence) -> Iterator[Aim]:
    """As in "Stays away for fear that …", "in the hope that …": of whoever does so."""
    for token in sentence.words:
        fear = token.lower_ == "fear" and token.i and token.nbor(-1).lower_ == "for"
        hope = token.lower_ == "hope" and token.i > 1 and token.nbor(-2).lower_ == "in"
        governor = token.head
        if not (fear or hope):
            continue
        told = [c for c in children(token, "acl", "ccomp", "nmod") if c.i > token.i]
        for c in told[:1]:
            clause = Clause(governor)
            heads = clause.agents if clause.passive else clause.subjects
            heads = heads if governor.pos_ in {"VERB", "ADJ"} else [governor]
            yield heads, tight(c, without=token), "prevent" if fear else "seek", token, "noun"


def _from(first: "Token", head: "Token") -> tuple[int, int]:
    """From a verb to the end of its phrase, behind its marks."""
    low, high = tight(head)
    return max(low, first.i), max(high, first.i + 1)
