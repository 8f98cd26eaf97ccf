"""What word order tells where the parse tells nothing: the sides of an event, and whole events.

`by_order` fills an empty side with the nearest actor before or behind the trigger.  `triggers`
looks, in sentences whose parse found none, for a verb form of the codebook right behind a named
actor.  Word order alone was right in 95.8 % of 298 published sentences with the trigger given.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.arguments import Sides
from legation.coding.clauses import Clause, base
from legation.coding.codebook import Codebook, VerbPattern, load_codebook
from legation.coding.inflection import forms_of
from legation.coding.reading import Reading, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

    from legation.actors import Mention

# what these open tells when or under what circumstances something is done, not to whom
SCENES: Final = frozenset({"without", "before", "after", "during", "following", "despite", "amid", "since", "while", "because", "although", "though", "ahead", "whereas"})  # fmt: skip
REACH: Final = 8  # tokens behind the verb in which its object and preposition must stand
BETWEEN: Final = frozenset({"has", "have", "had", "also", "today", "yesterday", "then", "recently", "again", "later", "officially", "formally"})  # fmt: skip


def triggers(
    reading: Reading, sentence: Sentence, codebook: Codebook
) -> "Iterator[tuple[Token, VerbPattern]]":
    """Verb forms right behind a named actor, with the pattern that the words behind them fit."""
    forms = forms_of(codebook.lemmas)
    doc = sentence.words.doc
    for mention in reading.mentions[sentence.index]:
        if mention.nested or mention.place:
            continue
        at = next((t.i for t in sentence.words if sentence.offset + t.idx >= mention.end), None)
        while at is not None and at < sentence.words.end and doc[at].lower_ in BETWEEN:
            at += 1
        if at is None or at >= sentence.words.end:
            continue
        lemma = forms.get(doc[at].lower_)
        pattern = _pattern(codebook, lemma, doc[at]) if lemma else None
        if pattern is not None:
            yield doc[at], pattern
            return


def given(token: "Token") -> bool:
    """Does "from" follow a verb of receiving?  Then who stands behind it gives."""
    return any(t.lower_ == "from" for t in token.doc[token.i + 1 : token.i + 1 + REACH])


def _pattern(codebook: Codebook, lemma: str, token: "Token") -> VerbPattern | None:
    behind = token.doc[token.i + 1 : token.i + 1 + REACH]
    lemmas = {t.lemma_.lower() for t in behind} | {t.lower_ for t in behind}
    following = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
    if following == "by" and not any(c.dep_ == "aux" for c in token.children):
        return None  # "troops backed by tanks"
    fits = [
        p for p in codebook.verbs[lemma]
        if not p.clause and not p.alone and not p.subjects
        and (not p.particle or p.particle == following)
        and (not p.preps or p.preps & lemmas)
        and (not p.objects or p.objects & lemmas)
        and not p.barred & lemmas
    ]  # fmt: skip
    return max(fits, key=lambda p: p.weight, default=None)


def by_order(
    reading: Reading, sentence: Sentence, sides: Sides, *,
    trigger: "Token", passive: bool, around_place: bool = False,
) -> Sides:  # fmt: skip
    """Fill an empty side with the nearest actor before or behind the trigger.

    *around_place* lets a place named before the trigger be the target: "in X after the raid".
    """
    at = sentence.token_chars(trigger)[0]
    if passive and not sides.source:
        return sides  # an act whose doer is left out
    telling = tellers(sentence, trigger)
    near = reading.mentions[sentence.index]
    around = [
        m for m in near
        if (m.form != "pronoun" or m.ref.antecedent) and not m.nested
        and not any(m.start <= t < m.end for t in telling)
        and not _aside(sentence, m.head, trigger)
        and not fronts(m, near)
    ]  # fmt: skip
    before = [m for m in around if m.end <= at]
    behind = [m for m in around if m.head > at]
    taken = {r.id for r in (*sides.source, *sides.target)}
    if not sides.source:
        free = [m for m in before if m.ref.id not in taken and not m.place]
        if any(s.lower_ in {"he", "she"} for s in Clause(trigger).subjects):
            free = [m for m in free if m.kind == "person"]
        sides.source = [m.ref for m in free[-1:]]
        taken |= {r.id for r in sides.source}
    if not sides.target:
        free = [m for m in (before if passive else behind) if m.ref.id not in taken]
        free = [m for m in free if passive or not _acts_apart(sentence, trigger, m.head)]
        if not free and around_place:
            free = [m for m in before if m.place and m.ref.id not in taken]
            passive = True
        sides.target = [m.ref for m in (free[-1:] if passive else free[:1])]
    return sides


def _aside(sentence: Sentence, at: int, trigger: "Token") -> bool:
    """Does an actor only belong to what sets the scene: "after", "during", "without" something?"""
    token = next(
        (t for t in sentence.words if t.idx <= at - sentence.offset < t.idx + len(t)), None
    )
    while token is not None and token not in (trigger, token.head):
        if (
            not token.is_ancestor(trigger)
            and {c.lower_ for c in token.children if c.dep_ in {"case", "mark"} and c.i < token.i}
            & SCENES
        ):
            return True
        token = token.head
    return False


def _acts_apart(sentence: Sentence, trigger: "Token", at: int) -> bool:
    """Is the actor at a character the subject of a clause of its own, coordinated with the trigger's?"""
    word = next((t for t in sentence.words if t.idx == at - sentence.offset), None)
    if word is None or base(word.dep_) != "nsubj":
        return False
    verb = word.head
    while verb.head != verb and verb.i != trigger.i:
        if verb.dep_ in {"conj", "parataxis"}:
            return True
        verb = verb.head
    return False


def tellers(sentence: Sentence, trigger: "Token") -> list[int]:
    """Where those stand who only tell of the act: "…, a spokesman said"."""
    say = load_codebook().outlook["say"]
    return [
        sentence.token_chars(t)[0]
        for c in sentence.clauses
        if c.lemma in say and c.head.i > trigger.i and c.head.dep_ != "acl:relcl"
        for t in c.subjects
        if t.i > trigger.i
    ]


def fronts(mention: "Mention", told: "list[Mention]") -> bool:
    """Does a demonym only tell of which country the people behind it are: "Estonian Russians"?"""
    if mention.form != "demonym":
        return False
    return any(o.start == mention.end + 1 and o.form == "demonym" for o in told)
