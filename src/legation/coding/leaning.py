"""Levers that lie in being needed: "depends on Moscow for its pensions", "the largest creditor of".

Takes a sentence and yields a `Hold` for who is leaned on: verbs, adjectives and nouns of depending,
main suppliers and creditors, and large shares of what somebody needs.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.causal_ends import tight
from legation.coding.clauses import Clause, case_of, children
from legation.coding.granting import names, words
from legation.coding.holds import Hold, Piece, held, named_by, owners
from legation.coding.parties import within
from legation.coding.reading import Reading, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

NEAR: Final = 4  # tokens between a word of depending and its "on"


def leaning_holds(reading: Reading, sentence: Sentence) -> Iterator[Hold]:
    """Every lever of a sentence that somebody has because he is needed."""
    for token in sentence.words:
        lemma = token.lemma_.lower()
        if lemma in words("leaning", "words"):
            yield from _leaning(reading, sentence, token)
        elif lemma in words("leaning", "suppliers") and token.pos_ == "NOUN":
            yield from _supplier(reading, sentence, token)
    for clause in sentence.clauses:
        if clause.head.pos_ == "VERB" and not clause.negated:
            yield from _share(reading, sentence, clause)


def _leaning(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "relies on Russian gas", "dependence on Moscow for grain"."""
    clause = Clause(token)
    if clause.negated or any(c.lower_ in {"less", "no", "if"} for c in token.children):
        return
    doc, end = token.doc, sentence.words.end
    on = next((t for t in doc[token.i + 1 : min(token.i + NEAR, end)] if t.lower_ in {"on", "upon"}), None)  # fmt: skip
    if on is None:
        return
    leaner = clause.subjects if token.pos_ in {"VERB", "ADJ"} else []
    over = named_by(reading, sentence, leaner) or owners(reading, sentence, token)
    noun = on.head if on.dep_ == "case" and on.head.i > on.i else doc[min(on.i + 1, end - 1)]
    goods = [c for h in (token, noun) for c in children(h, "obl", "nmod") if case_of(c) == "for"]
    goods = [c for c in goods if c.i > on.i]
    mention = reading.mention_of(sentence, noun)
    if goods and mention is not None:
        yield from held(named_by(reading, sentence, [noun]), over, tight(goods[0]), clause, "leaning")  # fmt: skip
        return
    if noun.pos_ not in {"NOUN", "PROPN"}:  # the parse goes astray behind "on"
        noun = next((t for t in doc[on.i + 1 : noun.i] if t.pos_ == "NOUN"), noun)
        before = [t for t in doc[on.i + 1 : noun.i] if reading.mention_of(sentence, t)]
        if before and noun.pos_ == "NOUN":
            piece = (before[0].i, noun.i + 1)
            yield from held(named_by(reading, sentence, before), over, piece, clause, "leaning")
        return
    whose = owners(reading, sentence, noun)
    if whose and noun.pos_ in {"NOUN", "PROPN"}:
        first, last = tight(noun)
        yield from held(whose, over, (max(first, on.i + 1), last), clause, "leaning")


def _supplier(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "China is the largest creditor of Laos", "Russia, its main supplier of gas"."""
    if not {c.lower_ for c in children(token, "amod", "compound")} & words("leaning", "largest"):
        return
    if children(token, "cop") and children(token, "nsubj") and not Clause(token).negated:
        who = children(token, "nsubj")[:1]
    elif token.dep_ == "appos":
        who = [token.head]
    elif children(token, "appos"):
        who = children(token, "appos")[:1]
    else:
        return
    needy = children(token, "nmod:poss") + [
        c for c in children(token, "nmod") if case_of(c) in {"of", "to", "for"}
    ]
    over = named_by(reading, sentence, needy)
    if over:
        yield from held(
            named_by(reading, sentence, who), over, _phrase(token), Clause(token), "leaning"
        )


def _phrase(token: "Token") -> Piece:
    """The noun with what stands before and behind it, its subject and copula left out."""
    first = min([token.i, *(c.left_edge.i for c in children(token, "amod", "compound"))])
    return first, max(tight(token)[1], token.i + 1)


def _share(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Hold]:
    """As in "gets most of its gas from Russia", "remittances from Russia make up half of …"."""
    objects = children(clause.head, "obj")
    lemma = clause.lemma
    coming = [s for s in children(clause.head, "nsubj") if _large(s)]
    if lemma in {"come", "originate", "flow"} and coming:
        goods = [c for c in children(coming[0], "nmod") if case_of(c) == "of"][:1] or coming
        whose = named_by(reading, sentence, clause.obliques.get("from", []))
        over = [r for g in goods for r in within(reading, sentence, g)]
        yield from held(whose, over, tight(goods[0]), clause, "leaning")
    if not objects or clause.passive or not _large(objects[0]):
        return
    goods = [c for c in children(objects[0], "nmod") if case_of(c) == "of"][:1] or objects[:1]
    if lemma in words("leaning", "getting"):
        sources = [c for h in (clause.head, objects[0], *goods) for c in children(h, "obl", "nmod")]
        whose = named_by(reading, sentence, [c for c in sources if case_of(c) == "from"])
        over = named_by(reading, sentence, clause.subjects)
        yield from held(whose, over, tight(goods[0]), clause, "leaning")
    elif lemma in words("leaning", "making_up"):
        things = [s for s in clause.subjects if names(s, words("means", "words"))]
        over = [r for o in objects for r in within(reading, sentence, goods[0] if goods else o)]
        for thing in things[:1]:
            yield from held(owners(reading, sentence, thing), over, tight(thing), clause, "leaning")
    elif lemma in words("leaning", "giving"):
        over = [r for g in goods for r in within(reading, sentence, g)]
        if over:
            yield from held(named_by(reading, sentence, clause.subjects), over, tight(goods[0]), clause, "leaning")  # fmt: skip


def _large(token: "Token") -> bool:
    """Does a phrase measure a large share: "most of", "80 per cent of", "nearly all"?"""
    near = {token.lower_, token.lemma_.lower(), *(c.lower_ for c in token.children)}
    return bool(near & words("leaning", "shares"))
