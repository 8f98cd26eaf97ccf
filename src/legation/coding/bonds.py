"""Nouns that say what one actor is to another: "its ally", "X's oldest friend", "an enemy of X".

Takes a sentence and a noun of data/codebook/ties.toml ("people") and yields `Bond`s: who is called
so, to whom.  Where the text names only one of the two, the other is the actor spoken of last.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, case_of, children, conjuncts
from legation.coding.parties import actors_of, reference
from legation.coding.reading import Reading, Sentence
from legation.coding.tie_words import lexicon
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

OF: Final = frozenset({"of", "to", "for"})
BEING: Final = frozenset({"be", "become", "remain", "stay", "call", "consider", "regard", "treat", "see", "act", "serve"})  # fmt: skip
PARTIES: Final = frozenset({"state", "armed_group", "party", "movement", "region"})
BACK: Final = 6  # sentences back in which the other may have been named
REACH: Final = 14  # tokens from the noun within which the names belong to the passage
COUNTED: Final = frozenset({"two", "both"})
SEEN: Final = frozenset({"see", "regard", "act", "serve", "view", "count"})
DEFINITE: Final = re.compile(r"(?:the|both) ", re.IGNORECASE)
NAMED, MEANT = 0.55, 0.2  # confidence where both are named, and where one is who was spoken of last


@dataclass(frozen=True, slots=True)
class Bond:
    """*bearer* is called so in its relation to *other*; tokens [first, last) say it."""

    bearer: ActorRef
    other: ActorRef
    first: int
    last: int
    confidence: float


def bonds(reading: Reading, sentence: Sentence, noun: "Token") -> Iterator[Bond]:
    """The pairs that a noun of relation joins; none where it is only wished or denied."""
    bearers = _bearers(reading, sentence, noun)
    others = _others(reading, sentence, noun)
    first, last = _words(noun)
    if not others and len(bearers) > 1 and noun.tag_ == "NNS" and not _one_sided(noun):
        named = {bearers[0].id, bearers[1].id}
        low, high = _reaching(reading, sentence, noun, named, (first, last))
        yield Bond(bearers[0], bearers[1], low, high, NAMED)
        return
    confidence = NAMED
    if not bearers and not others:
        if not any(c.lower_ in COUNTED for c in children(noun, "nummod", "det", "det:predet")):
            return
        pair = spoken_of(reading, sentence, [])
        bearers, others = pair[:1], pair[1:2]
        confidence = MEANT
    elif _personal(noun):
        return
    elif not others:
        others = spoken_of(reading, sentence, bearers)[:1]
        confidence = MEANT
    elif not bearers and noun.tag_ != "NNS":
        bearers = spoken_of(reading, sentence, others)[:1]
        confidence = MEANT
    for bearer in bearers[:2]:
        for other in [o for o in others[:1] if o.id != bearer.id]:
            low, high = _reaching(reading, sentence, noun, {bearer.id, other.id}, (first, last))
            yield Bond(bearer, other, low, high, confidence)


def _one_sided(noun: "Token") -> bool:
    """Can two of these be so to a third only ("are seen as friends", "act as guarantors")?"""
    seen = noun.head.lemma_.lower() in SEEN and noun.dep_ in {"obl", "xcomp"}
    return seen or noun.lemma_.lower() not in lexicon().mutual


def _personal(noun: "Token") -> bool:
    """Is it a person's friend or brother: "his brother"?"""
    return any(c.lower_ in {"his", "her", "my"} for c in children(noun, "nmod:poss"))


def _words(noun: "Token") -> tuple[int, int]:
    """The noun with its possessor, its adjectives and its phrases ("partners against a foe")."""
    near = children(noun, "nmod:poss", "amod", "compound", "det", "nummod")
    near += [c for c in children(noun, "nmod") if case_of(c) in OF | {"against", "with", "in"}]
    tokens = [noun.i, *(i for c in near for i in (c.left_edge.i, c.right_edge.i))]
    return min(tokens), max(tokens) + 1


def _reaching(
    reading: Reading, sentence: Sentence, noun: "Token", named: set[str], words: tuple[int, int]
) -> tuple[int, int]:
    """The words stretched to the nearest names of the two in the sentence, where they are near."""
    first, last = words
    for key in named:
        at = [
            t.i for t in sentence.words
            if (m := reading.mention_of(sentence, t)) is not None and m.ref.id == key
        ]  # fmt: skip
        near = min(at, key=lambda i: abs(i - noun.i), default=None)
        if near is not None and abs(near - noun.i) <= REACH:
            first, last = min(first, near), max(last, near + 1)
    return first, last


# --- who ------------------------------------------------------------------------------------------


def _bearers(reading: Reading, sentence: Sentence, noun: "Token") -> list[ActorRef]:
    """Who is called so: by name beside it, by "is", "became", "treated as"."""
    mention = reading.mention_of(sentence, noun)
    if mention is not None and not mention.place:
        return [mention.ref]
    heads = [c for c in children(noun, "appos", "flat") if c.pos_ == "PROPN"]
    heads = heads or _called_before(noun)
    heads += [c for c in children(noun, "compound") if c.pos_ == "PROPN" and c.i > noun.i]
    if not heads and any(c.dep_ == "cop" for c in noun.children):
        heads = Clause(noun).subjects
    above = noun.head
    if not heads and above.lemma_.lower() in BEING and noun.dep_ in {"xcomp", "obl", "obj"}:
        clause = Clause(above)
        objects = [o for o in children(above, "obj") if o.i != noun.i]
        heads = objects if objects and not clause.passive else clause.subjects
    if not heads and noun.dep_ in {"appos", "nsubj"} and above.pos_ == "PROPN":
        heads = _predicated(above) or [above]
    beside = noun.dep_ == "conj" and above.pos_ == "PROPN" and above.i < noun.i
    apposed = any(c.text == "," for c in noun.doc[above.i + 1 : above.i + 2])
    several = [t for t in conjuncts(above) if t.pos_ == "PROPN"] if beside else []
    if not heads and apposed and len(several) == 1:
        heads = [above]  # "A, host and banker of B, …"
    if not heads and beside and (not children(noun, "cc") or _predicated(above)):
        heads = _predicated(above) or [above]  # "A and B, rivals that …"
    if not heads and noun.dep_ == "conj" and above.pos_ == "NOUN" and above.i < noun.i:
        return _bearers(reading, sentence, above)  # "remain partners … and rivals …"
    if not heads and noun.tag_ == "NNS" and noun.dep_ == "conj":
        called = next((t for t in noun.ancestors if t.lemma_.lower() in BEING), None)
        heads = Clause(called).subjects if called is not None else []
    friends = [c for c in children(noun, "nmod") if case_of(c) == "in"]
    if not heads and children(noun, "nmod:poss") and noun.tag_ == "NNS":
        heads = [
            c for c in friends if _capital(reading, sentence, c)
        ]  # "its friends in the capital"
    found = [r for h in heads for r in actors_of(reading, sentence, h)]
    return _distinct(found)


def _capital(reading: Reading, sentence: Sentence, token: "Token") -> bool:
    """Does a city stand for its state?"""
    mention = reading.mention_of(sentence, token)
    return mention is not None and mention.kind == "state" and mention.text != mention.ref.name


def _called_before(noun: "Token") -> "list[Token]":
    """Of "A and B, both members of X and rivals of old": A and B, for "rivals" beside X."""
    above = noun.head.head if noun.head.dep_ == "nmod" else noun.head
    if noun.dep_ != "conj" or above.tag_ != "NNS" or above.dep_ not in {"conj", "appos"}:
        return []
    return [t for t in conjuncts(above.head) if t.pos_ == "PROPN" and t.i < above.i]


def _predicated(name: "Token") -> "list[Token]":
    """Of "A is a member of X, a partner of Y": A, for what stands beside X."""
    noun = name.head
    if name.dep_ != "nmod" or not any(c.dep_ == "cop" for c in noun.children):
        return []
    return Clause(noun).subjects


def _others(reading: Reading, sentence: Sentence, noun: "Token") -> list[ActorRef]:
    """Whose ally or enemy it is: possessor, "of X", "American"."""
    heads = children(noun, "nmod:poss")
    if any(h.lower_ == "whose" for h in heads):
        before = [t for t in sentence.words if t.i < heads[0].i and reading.mention_of(sentence, t)]
        return _distinct([r for t in before[-1:] for r in actors_of(reading, sentence, t)])
    heads += [c for c in children(noun, "nmod", "obl") if case_of(c) in OF]
    heads += [
        c for c in children(noun, "amod", "compound") if c.text[:1].isupper() and c.i < noun.i
    ]
    found = [r for h in heads for t in conjuncts(h) if (r := reference(reading, sentence, t))]
    return _distinct(found) or [r for r in found if DEFINITE.match(r.text)]


def _distinct(refs: list[ActorRef]) -> list[ActorRef]:
    named = [r for r in refs if not r.id.startswith(("unnamed:", "object:", "place:"))]
    return list({r.id: r for r in named}.values())


def spoken_of(reading: Reading, sentence: Sentence, known: list[ActorRef]) -> list[ActorRef]:
    """Parties beside those *known*: all of this sentence if it names any, else those named most before."""
    mine = {n for r in known for n in (r.id, r.name, r.party) if n}
    low = max(0, sentence.index - BACK)
    here = [m.ref for m in reading.mentions[sentence.index] if m.kind in PARTIES]
    before = [m.ref for s in reading.mentions[low : sentence.index] for m in s if m.kind in PARTIES]
    for refs in (here, before):
        others = [r for r in refs if not {r.id, r.name, r.party} & mine]
        if others:
            count = Counter(r.id for r in others)
            return sorted(_distinct(others), key=lambda r: -count[r.id])
    return []
