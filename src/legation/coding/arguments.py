"""Source and target of an event: the parse proposes, word order fills what the parse leaves open.

`of_clause` reads them off a verb, `of_noun` off an event noun.  Where the parse yields nobody, the
nearest actor before the trigger is the source and the nearest behind it the target, the other way
round in a passive: word order alone was right in 95.8 % of 298 published sentences.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, base, case_of, children, conjuncts, phrase
from legation.coding.parties import actors_of, distinct, reference, within
from legation.coding.reading import Reading, Sentence
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

TOWARDS: Final = (
    "with", "against", "to", "on", "from", "for", "at", "over", "toward", "towards", "upon", "of",
    "into", "in", "between", "among", "near", "along", "about", "by", "alongside",
)  # fmt: skip
NEAR: Final = 5  # tokens from a noun to the clause that says whose it is
SPOTS: Final = (
    "from",
    "out",
    "against",
    "on",
    "in",
    "at",
    "near",
    "along",
    "to",
    "into",
    "for",
    "around",
)
AT_WHOM: Final = (
    "with",
    "against",
    "to",
    "on",
    "from",
    "out",
    "for",
    "at",
    "toward",
    "towards",
    "into",
)
AGAINST: Final = frozenset({"on", "against", "to", "with", "towards", "toward", "at", "from", "for", "over", "in", "into", "between", "among"})  # fmt: skip


@dataclass
class Sides:
    """Who acts and who is acted on; either may be empty."""

    source: list[ActorRef] = field(default_factory=list)
    target: list[ActorRef] = field(default_factory=list)

    def joined(self) -> "Sides":
        """With "A and B met" and nobody else named, the second half of the subject is the target."""
        if self.target or len(self.source) < 2:
            return self
        return Sides(self.source[:1], self.source[1:])

    def tidy(self) -> tuple[tuple[ActorRef, ...], tuple[ActorRef, ...]]:
        """Each actor once, and on one side only."""
        source = distinct(self.source)
        sources = {r.id for r in source}
        return source, tuple(r for r in distinct(self.target) if r.id not in sources)


def of_clause(
    reading: Reading, sentence: Sentence, clause: Clause, preps: frozenset[str], *,
    talks: bool = False, means: frozenset[str] = frozenset(),
) -> Sides:  # fmt: skip
    """The sides of a verb; *preps* are the prepositions whose object the codebook calls target.

    *talks* says that "on X" and "about X" name the matter, and "with" everybody who takes part;
    *means* are lemmas of objects that are not acted on but used ("sent troops to X").
    """
    sides = Sides()
    if clause.passive:
        sides.source += _all(reading, sentence, clause.agents)
        if not sides.source:
            sides.source += [
                r for r in _all(reading, sentence, clause.obliques.get("in", [])) if r.code
            ]
        acted = [s for s in clause.subjects if s.lemma_.lower() not in means]
        sides.target += _all(reading, sentence, acted, deep=True)
        if talks and not (sides.source or sides.target):
            parties = _parties(reading, sentence, clause)
            sides.source, sides.target = parties[:1], parties[1:]
        elif not sides.target:
            sides.target += _targets(reading, sentence, clause, preps, talks=talks, means=means)
    else:
        sides.source += _all(reading, sentence, clause.subjects)
        sides.target += _targets(reading, sentence, clause, preps, talks=talks, means=means)
        if not sides.source:
            sides.source += _all(reading, sentence, clause.subjects, deep=True)
    if talks and not sides.target and not clause.passive:
        named = [r for s in clause.subjects for r in _members(reading, sentence, s)]
        if len(named) > 1:
            sides.source, sides.target = named[:1], named[1:]
    return sides


def _whole(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """The actor of an argument: of a name within a name, the larger ("Kremlin spokesman X")."""
    mention = reading.mention_of(sentence, head)
    if mention is not None and mention.nested and mention.start == sentence.offset + head.idx:
        for outer in reading.mentions[sentence.index]:
            if not outer.nested and outer.start == mention.start and outer.end > mention.end:
                return outer.ref
    return reference(reading, sentence, head)


def _members(reading: Reading, sentence: Sentence, head: "Token") -> Iterator[ActorRef]:
    """Whose envoys or leaders met: "the representatives of A, B and C"."""
    for c in children(head, "nmod"):
        if case_of(c) in {"of", "from"}:
            yield from actors_of(reading, sentence, c)


def _all(
    reading: Reading, sentence: Sentence, heads: "list[Token]", *, deep: bool = False
) -> list[ActorRef]:
    found = [r for h in heads if (r := _whole(reading, sentence, h)) is not None]
    if not found and deep:
        found = [r for h in heads for r in within(reading, sentence, h)][:1]
    return found


def _targets(
    reading: Reading, sentence: Sentence, clause: Clause, preps: frozenset[str], *,
    talks: bool, means: frozenset[str],
) -> list[ActorRef]:  # fmt: skip
    if talks:
        return _parties(reading, sentence, clause, means)
    for prep in sorted(preps):
        named = _all(reading, sentence, clause.obliques.get(prep, []), deep=True)
        if named:
            return named
    objects = clause.objects
    found = _all(reading, sentence, [o for o in objects if o.lemma_.lower() not in means])
    if found:
        return found
    for prep in AT_WHOM:
        named = [r for o in objects for r in _modifiers(reading, sentence, o, prep)]
        named = named or _all(reading, sentence, _behind(clause, prep))
        if named:
            return named
    found = [
        r for o in objects if o.lemma_.lower() not in means for r in within(reading, sentence, o)
    ]
    found = found or [
        r
        for o in objects
        for c in children(o, "acl")
        if c.i - o.i <= NEAR
        for t in (*children(c, "nsubj"), *Clause(c).agents)
        if (r := reference(reading, sentence, t)) is not None
    ]
    if found:
        return found[:1]
    for prep in TOWARDS:
        named = _all(reading, sentence, _behind(clause, prep), deep=True)
        if named:
            return named
    return []


def _parties(
    reading: Reading, sentence: Sentence, clause: Clause, means: frozenset[str] = frozenset()
) -> list[ActorRef]:
    """Everybody whom a meeting is with: objects, "with", "between", "to", and where it is held."""
    found = _all(reading, sentence, [o for o in clause.objects if o.lemma_.lower() not in means])
    for noun in (clause.head, *clause.objects, *(clause.subjects if clause.passive else [])):
        for c in children(noun, "nmod", "obl"):
            if case_of(c) in {"with", "between", "of", "among"} and c.i > clause.head.i:
                for token in conjuncts(c):
                    named = reference(reading, sentence, token)
                    found += [named] if named else [
                        r for d in children(token, "nmod") for r in actors_of(reading, sentence, d)
                    ]  # fmt: skip
    if not found:
        found = [r for o in clause.objects for r in within(reading, sentence, o)]
    for prep in ("to", "in", "at", "from", "by"):
        found = found or _all(reading, sentence, _behind(clause, prep))
    return found


def _behind(clause: Clause, prep: str) -> "list[Token]":
    """Objects of a preposition that stand behind the verb: what stands before it sets the scene."""
    return [t for t in clause.obliques.get(prep, []) if t.i > clause.head.i]


def _modifiers(
    reading: Reading, sentence: Sentence, noun: "Token", prep: str
) -> Iterator[ActorRef]:
    for c in children(noun, "nmod", "obl"):
        if case_of(c) == prep:
            yield from actors_of(reading, sentence, c)


def of_noun(reading: Reading, sentence: Sentence, noun: "Token", *, acted: bool) -> Sides:
    """The sides of an event noun: possessor, adjective, and its "of", "by", "on" … phrases."""
    sides = Sides()
    for c in noun.children:
        dep = base(c.dep_)
        if c.dep_ == "nmod:poss":
            sides.source += list(actors_of(reading, sentence, c))
        elif dep in {"amod", "compound"} and c.i < noun.i:
            named = reading.mention_of(sentence, c)
            if named is not None and not named.place:
                sides.source.append(named.ref)
        elif dep in {"nmod", "obl"}:
            _noun_phrase(sides, reading, sentence, c, acted=acted)
    if len(sides.source) > 1 and not sides.target:
        sides.target, sides.source = sides.source[1:], sides.source[:1]
    return sides


def _noun_phrase(
    sides: Sides, reading: Reading, sentence: Sentence, token: "Token", *, acted: bool
) -> None:
    prep = case_of(token)
    refs = list(actors_of(reading, sentence, token)) or list(within(reading, sentence, token))[:1]
    if prep == "by" or (prep == "of" and not acted):
        sides.source += refs
    elif prep == "of":
        sides.target += refs
    elif prep in {"between", "among"}:
        sides.source += refs[:1]
        sides.target += refs[1:]
    elif prep in AGAINST:
        sides.target += refs


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
    around = [
        m for m in reading.mentions[sentence.index]
        if (m.form != "pronoun" or m.ref.antecedent) and not m.nested
    ]  # fmt: skip
    before = [m for m in around if m.end <= at]
    behind = [m for m in around if m.head > at]
    taken = {r.id for r in (*sides.source, *sides.target)}
    if not sides.source:
        free = [m for m in before if m.ref.id not in taken and not m.place]
        sides.source = [m.ref for m in free[-1:]]
        taken |= {r.id for r in sides.source}
    if not sides.target:
        free = [m for m in (before if passive else behind) if m.ref.id not in taken]
        if not free and around_place:
            free = [m for m in before if m.place and m.ref.id not in taken]
            passive = True
        sides.target = [m.ref for m in (free[-1:] if passive else free[:1])]
    return sides


def thing(
    reading: Reading, sentence: Sentence, clause: Clause, means: frozenset[str] = frozenset()
) -> list[ActorRef]:
    """What an act is directed at, in its own words, where it is no actor: "the decision", "a port"."""
    heads = clause.subjects if clause.passive else clause.objects
    used = [h for h in heads if h.lemma_.lower() in means]
    spots = [
        t for n in used for c in children(n, "nmod") if case_of(c) in AGAINST for t in conjuncts(c)
    ]
    spots += [
        t
        for prep in SPOTS
        for t in _behind(clause, prep)
        if used or t.ent_type_ in {"LOC", "GPE", "FAC"}
    ]
    for head in (*(h for h in heads if h not in used), *spots):
        if head.pos_ in {"NOUN", "PROPN"}:
            first, last = phrase(head)
            text = reading.passage(sentence, max(first, head.i - 8), min(last, head.i + 9)).text
            return [ActorRef(id=f"object:{text.lower()}", name=text, text=text)]
    return []


def heads_of(clause: Clause) -> "list[Token]":
    """The noun heads that a verb acts on: objects, and the subject of a passive."""
    tokens = [c for o in children(clause.head, "obj") for c in conjuncts(o)]
    return tokens + (clause.subjects if clause.passive else [])
