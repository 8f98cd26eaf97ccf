"""Source and target of an event, as the parse proposes them.

`of_clause` reads them off a verb, `of_noun` off an event noun; `thing` is what an act is directed
at, in its own words, where that is no actor.  What stays empty, `word_order` may fill.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, base, case_of, children, conjuncts, phrase
from legation.coding.codebook import load_codebook
from legation.coding.groups import opening
from legation.coding.parties import (
    CALENDAR,
    actors_of,
    distinct,
    owned,
    reference,
    sector_of,
    within,
)
from legation.coding.reading import Reading, Sentence
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token


BESIDE: Final = frozenset({"together", "along", "jointly"})
TOWARDS: Final = (
    "with", "against", "to", "on", "from", "for", "at", "over", "toward", "towards", "upon", "of",
    "into", "in", "between", "among", "near", "along", "about", "by", "alongside",
)  # fmt: skip
# nouns of compound prepositions: "in the wake of X" is directed at nobody
BRIDGES: Final = frozenset(
    {
        "response",
        "reply",
        "wake",
        "addition",
        "line",
        "connection",
        "accordance",
        "exchange",
        "return",
        "front",
        "light",
        "view",
        "part",
        "spite",
        "reaction",
        "retaliation",
        "memory",
        "case",
        "event",
        "course",
        "context",
        "framework",
        "basis",
        "result",
        "consequence",
        "absence",
        "presence",
        "behalf",
        "name",
        "terms",
        "sake",
        "expense",
        "aftermath",
        "run-up",
        "eve",
        "side",
        "sidelines",
        "margins",
    }
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
PLACES: Final = frozenset({"near", "in", "at", "outside", "on", "inside", "against", "around"})
TOGETHER: Final = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT"})
OWN: Final = frozenset({"its", "their", "his", "her", "our", "my", "own"})
WHENCE: Final = frozenset(
    {"from", "out", "of", "under", "behind", "as", "for", "over"}
)  # these say from where, as what: the object is acted on
UPON: Final = (
    "against",
    "on",
    "of",
    "to",
    "with",
    "from",
    "into",
    "in",
)  # of what an act is made with
WHITHER: Final = ("from", "out of", "to", "into", "along", "near", "in", "on", "at", "around")
AGAINST: Final = frozenset({"on", "against", "to", "with", "towards", "toward", "at", "from", "for", "over", "in", "into", "between", "among"})  # fmt: skip


@dataclass
class Sides:
    """Who acts and who is acted on; either may be empty."""

    source: list[ActorRef] = field(default_factory=list)
    target: list[ActorRef] = field(default_factory=list)
    inward: bool = False  # it is done to nobody: an empty target stays empty

    def joined(self) -> "Sides":
        """With "A and B met" and nobody else named, the second half of the subject is the target."""
        acting = {r.id for r in self.source}
        if len(acting) < 2 or any(r.id not in acting and not _shared(r) for r in self.target):
            return self
        return Sides(self.source[:1], self.source[1:])

    def tidy(self) -> tuple[tuple[ActorRef, ...], tuple[ActorRef, ...]]:
        """Each actor once, and on one side only; what is the source's own stays in its own words."""
        source = distinct(self.source)
        sources = {r.id for r in source}
        target = distinct(self.target)
        others = tuple(r for r in target if r.id not in sources)
        if others or not source:
            return source, others
        said = {r.text for r in source}
        return source, tuple(thing_of(r.text, code=r.code) for r in target if r.text not in said)


def _shared(ref: ActorRef) -> bool:
    """Is it something that both sides have ("delayed their meeting")?"""
    return ref.id.startswith("object:their ")


def thing_of(words: str, *, code: str | None = None) -> ActorRef:
    """What an act is directed at, in its own words, where it is no actor of its own."""
    return ActorRef(id=f"object:{words.lower()}", name=words, text=words, code=code)


def of_clause(
    reading: Reading, sentence: Sentence, clause: Clause, preps: frozenset[str], *,
    talks: bool = False, acted: bool = False, means: frozenset[str] = frozenset(),
) -> Sides:  # fmt: skip
    """The sides of a verb; *preps* are the prepositions whose object the codebook calls target.

    *talks* says that "on X" and "about X" name the matter, and "with" everybody who takes part;
    *acted* that the object itself suffers the act ("seized three towns in a fight with X");
    *means* are lemmas of objects that are not acted on but used ("sent troops to X").
    """
    sides = Sides()
    if clause.passive:
        sides.source += _all(reading, sentence, clause.agents, deep=True)
        if not sides.source and not talks:
            there = _all(reading, sentence, clause.obliques.get("in", []))
            sides.source += [r for r in there if r.code]
        patients = [s for s in clause.subjects if s.lemma_.lower() not in means]
        sides.target += _all(reading, sentence, patients, deep=True)
        sides.target += _listed(reading, sentence, clause)
        sides.target = sides.target or _owners(reading, sentence, patients, sides.source)
        if talks and not (sides.source or sides.target):
            parties = _parties(reading, sentence, clause)
            sides.source, sides.target = parties[:1], parties[1:]
        elif not sides.target:
            sides.target += _targets(reading, sentence, clause, preps, talks=talks, means=means)
    else:
        sides.source += _all(reading, sentence, [s for s in clause.subjects if not _is_spot(s)])
        sides.source += _listed(reading, sentence, clause)
        suffers = acted and any(
            o.pos_ == "NOUN" and o.lemma_.lower() not in means for o in clause.objects
        )
        at_whom = [t for p in preps - WHENCE for t in clause.obliques.get(p, [])]
        if suffers and not _all(reading, sentence, at_whom):
            sides.target += _suffering(reading, sentence, clause, means)
        else:
            sides.target += _targets(reading, sentence, clause, preps, talks=talks, means=means)
        sides.source = sides.source or _makers(reading, sentence, clause)
    between = _all(reading, sentence, clause.obliques.get("between", []))
    if len(between) > 1 and not talks and not children(clause.head, "nsubj"):
        sides.source, sides.target = between[:1], between[1:]
    if talks and not sides.target and not clause.passive:
        named = [r for s in clause.subjects for r in _members(reading, sentence, s)]
        if len(named) > 1:
            sides.source, sides.target = named[:1], named[1:]
    return sides


def doings(clause: Clause) -> "tuple[list[Token], list[Token]]":
    """The subjects of a verb that are events themselves ("the raid killed …"), and the others."""
    subjects = [s.head if _is_spot(s) else s for s in clause.subjects]
    acts = [s for s in subjects if load_codebook().noun(s) is not None]
    return acts, [s for s in subjects if s not in acts]


def _is_spot(subject: "Token") -> bool:
    """Does a subject only say where an event took place ("a raid near the port, which killed …")?"""
    inside = base(subject.dep_) == "nmod" and case_of(subject) in PLACES
    return inside and load_codebook().noun(subject.head) is not None


def _listed(reading: Reading, sentence: Sentence, clause: Clause) -> list[ActorRef]:
    """Who stands with the subject: in a list that the parse has cut ("A, B and the weary C"), or beside it.

    Beside it: "A, together with B, …", "A along with B …".
    """
    subjects = clause.subjects
    ends = [m for s in subjects[-1:] if (m := reading.mention_of(sentence, s)) is not None]
    found = opening(reading, sentence, ends[0]) if ends and not ends[0].nested else []
    for i in range(subjects[0].i + 1, clause.head.i - 1) if subjects else ():
        if clause.head.doc[i].lower_ in BESIDE and clause.head.doc[i + 1].lower_ == "with":
            found += _named_behind(reading, sentence, i + 2, clause.head.i)
    return found


def _named_behind(reading: Reading, sentence: Sentence, first: int, last: int) -> list[ActorRef]:
    """The first actor named on tokens [first, last), with those coordinated with it."""
    for token in sentence.words.doc[first:last]:
        if reading.mention_of(sentence, token) is not None:
            return list(actors_of(reading, sentence, token))
    return []


def _makers(reading: Reading, sentence: Sentence, clause: Clause) -> list[ActorRef]:
    """Who acts by a thing: "a bomb planted by X killed …"; else the actor that the subject names.

    An event that does harm is whose who did it, and not whose who were near.
    """
    made = [a for s in clause.subjects for c in children(s, "acl") for a in Clause(c).agents]
    acts, others = doings(clause)
    entries = [(s, load_codebook().noun(s)) for s in acts]
    did = [
        r
        for s, entry in entries
        if entry is not None
        for r in of_noun(reading, sentence, s, acted=entry.acted).source
    ]
    return _all(reading, sentence, made) or did or _all(reading, sentence, others, deep=True)


def moved(reading: Reading, sentence: Sentence, clause: Clause, sides: Sides) -> Sides:
    """Of forces that were sent or withdrawn: they act, and where they go or leave is the target."""
    forces = [s for s in clause.subjects if sector_of(s) == "MIL"]
    if sides.source or not (clause.passive and forces):
        return sides
    spots = [t for p in WHITHER for t in _behind(clause, p)]
    return Sides(sides.target, _all(reading, sentence, spots, deep=True)[:1])


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
    found: list[ActorRef] = []
    for head in heads:
        one = _whole(reading, sentence, head)
        found += owned(reading, sentence, head) or ([one] if one is not None else [])
    if not found and deep:
        found = _inside(reading, sentence, heads)
    return found


def _inside(reading: Reading, sentence: Sentence, heads: "list[Token]") -> list[ActorRef]:
    """The first actor that a phrase names, in the phrase's own words: "a Kenyan police boat"."""
    for head in heads:
        named = list(within(reading, sentence, head))
        code = next((r.code for r in named if r.code), None)
        for ref in named:
            return [replace(ref, text=_words(reading, sentence, head), code=ref.code or code)]
    return []


def _owners(
    reading: Reading, sentence: Sentence, heads: "list[Token]", acting: list[ActorRef]
) -> list[ActorRef]:
    """Whose the things are that an act is done to ("its deposits were frozen"), if not the doer's."""
    doers = {r.id for r in acting}
    found = [
        r for h in heads for c in children(h, "nmod:poss") for r in actors_of(reading, sentence, c)
    ]
    return [r for r in found if r.id not in doers and not r.id.startswith("unnamed:")]


def _words(reading: Reading, sentence: Sentence, head: "Token") -> str:
    """The words of a head's phrase, the ends of a long one cut off."""
    first, last = phrase(head)
    return reading.passage(sentence, max(first, head.i - 8), min(last, head.i + 9)).text


def _targets(
    reading: Reading, sentence: Sentence, clause: Clause, preps: frozenset[str], *,
    talks: bool, means: frozenset[str],
) -> list[ActorRef]:  # fmt: skip
    if talks:
        return _parties(reading, sentence, clause, means)
    tries = _tries(reading, sentence, clause, preps, means)
    return next((found for found in tries if found), [])


def _tries(
    reading: Reading, sentence: Sentence, clause: Clause, preps: frozenset[str],
    means: frozenset[str],
) -> Iterator[list[ActorRef]]:  # fmt: skip
    """Whom a verb acts on, the surest place first."""
    used = [o for o in clause.objects if o.lemma_.lower() in means or _own(o)]
    objects = [o for o in clause.objects if o not in used]
    if preps & WHENCE:
        yield _all(reading, sentence, objects)
    for prep in sorted(preps):
        yield _all(reading, sentence, clause.obliques.get(prep, []), deep=True)
    for prep in UPON:
        yield [r for o in used for r in _modifiers(reading, sentence, o, prep)]
    yield _all(reading, sentence, objects)
    for prep in AT_WHOM:
        yield [r for o in clause.objects for r in _modifiers(reading, sentence, o, prep)]
        yield _all(reading, sentence, _behind(clause, prep))
    yield _inside(reading, sentence, objects)
    yield _inside(reading, sentence, used)
    yield [
        r
        for o in clause.objects
        for c in children(o, "acl")
        if c.i - o.i <= NEAR
        for t in (*children(c, "nsubj"), *Clause(c).agents, *_aboard(c))
        if (r := reference(reading, sentence, t)) is not None
    ][:1]
    for prep in TOWARDS:
        yield _all(reading, sentence, _behind(clause, prep), deep=True)


def _aboard(participle: "Token") -> "list[Token]":
    """Whom a thing that is hit holds or belongs to: "a truck carrying X", "a boat belonging to X"."""
    if participle.lemma_.lower() not in load_codebook().words["holds"]:
        return []
    return children(participle, "obj") or Clause(participle).obliques.get("to", [])


def _own(noun: "Token") -> bool:
    """Is it the subject's own ("closed its embassy", "opened their borders")?

    "His" and "her" are the subject's own only where that is a person.
    """
    owners = [c.lower_ for c in noun.children if c.dep_ == "nmod:poss"]
    if {"his", "her"} & set(owners):
        return any(s.ent_type_ == "PER" or s.pos_ == "PRON" for s in Clause(noun.head).subjects)
    return bool(OWN & set(owners))


def _suffering(
    reading: Reading, sentence: Sentence, clause: Clause, means: frozenset[str]
) -> list[ActorRef]:
    """Who or what the objects of a verb are, by name, by whose they are, or in their own words."""
    objects = [o for o in clause.objects if o.lemma_.lower() not in means]
    found = _all(reading, sentence, [o for o in objects if not _own(o)])
    found = found or [r for o in objects for r in _modifiers(reading, sentence, o, "by")]
    for prep in AT_WHOM:
        found = found or [r for o in objects for r in _modifiers(reading, sentence, o, prep)]
        found = found or _all(reading, sentence, _behind(clause, prep))
    found = found or _inside(reading, sentence, objects)
    for prep in ("in", "at", "near", "on"):
        spots = _all(reading, sentence, _behind(clause, prep), deep=True)
        found = found or [replace(r, text=_words(reading, sentence, objects[0])) for r in spots[:1]]
    return found or thing(reading, sentence, clause, means)


def _parties(
    reading: Reading, sentence: Sentence, clause: Clause, means: frozenset[str] = frozenset()
) -> list[ActorRef]:
    """Everybody whom a meeting is with: objects, "with", "between", "to", and where it is held."""
    objects = [o for o in clause.objects if o.lemma_.lower() not in means]
    bound = _behind(clause, "for") if clause.lemma in {"leave", "depart"} else []  # "left X for Y"
    found = _all(reading, sentence, bound) or _all(reading, sentence, objects)
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
    return [
        t
        for t in clause.obliques.get(prep, [])
        if t.i > clause.head.i and not (t.lemma_.lower() in BRIDGES and children(t, "nmod"))
    ]


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
            side = sides.target if acted and _suffers(noun, c) else sides.source
            side += list(actors_of(reading, sentence, c))
        elif dep in {"amod", "compound"} and c.i < noun.i:
            sides.source += _doer(reading, sentence, c)
        elif dep in {"nmod", "obl"}:
            _noun_phrase(sides, reading, sentence, c, acted=acted)
    if len(sides.source) > 1 and not sides.target and _is_mutual(noun):
        sides.target, sides.source = sides.source[1:], sides.source[:1]
    return sides


def _is_mutual(noun: "Token") -> bool:
    """Is it something that its doers do with or to each other ("the talks of A and B")?"""
    codebook = load_codebook()
    entry = codebook.noun(noun)
    return (entry is not None and entry.type in TOGETHER) or noun.lemma_.lower() in codebook.words[
        "mutual"
    ]


def _suffers(noun: "Token", owner: "Token") -> bool:
    """Is a possessor the one acted on ("his arrest", "Smith's murder")?  A person whom no "of" follows."""
    if any(case_of(c) == "of" for c in children(noun, "nmod")):
        return False
    return owner.ent_type_ == "PER" or owner.lower_ in {"his", "her", "their"}


def _doer(reading: Reading, sentence: Sentence, word: "Token") -> list[ActorRef]:
    """Who acts, of what stands before an event noun: "Saudi-led", "regime", "Kenyan"."""
    named = reading.mention_of(sentence, word)
    if named is not None:
        whole = _whole(reading, sentence, word) if named.nested else named.ref
        return [] if named.place or whole is None else [whole]
    if word.lemma_.lower() == "lead":
        led = [reading.mention_of(sentence, c) for c in word.children]
        return [m.ref for m in led if m is not None]
    found = reference(reading, sentence, word) if word.pos_ == "NOUN" else None
    return [found] if found is not None and found.code else []


def _noun_phrase(
    sides: Sides, reading: Reading, sentence: Sentence, token: "Token", *, acted: bool
) -> None:
    prep = case_of(token)
    refs = list(actors_of(reading, sentence, token))
    refs = refs or _inside(reading, sentence, [token])
    if prep == "by" or (prep == "of" and not acted):
        sides.source += refs
    elif prep == "of":
        sides.target += refs
    elif prep in {"between", "among"}:
        sides.source += refs[:1]
        sides.target += refs[1:]
    elif prep in AGAINST:
        sides.target += refs


def thing(
    reading: Reading, sentence: Sentence, clause: Clause, means: frozenset[str] = frozenset()
) -> list[ActorRef]:
    """What an act is directed at, in its own words, where it is no actor: "the decision", "a port"."""
    heads = clause.subjects if clause.passive else clause.objects
    used = [h for h in heads if h.lemma_.lower() in means]
    spots = [
        t
        for n in used
        for c in children(n, "nmod")
        if case_of(c) in {*AGAINST, "of"} and c.lemma_.lower() not in BRIDGES
        for t in conjuncts(c)
    ]
    spots += [
        t
        for prep in SPOTS
        for t in _behind(clause, prep)
        if (used and (prep != "in" or load_codebook().noun(t) is None))
        or t.ent_type_ in {"LOC", "GPE", "FAC"}
    ]
    for head in (*(h for h in heads if h not in used), *spots):
        if head.pos_ in {"NOUN", "PROPN"} and head.lower_.strip(".") not in CALENDAR:
            code = next((r.code for r in within(reading, sentence, head) if r.code), None)
            return [thing_of(_words(reading, sentence, head), code=code)]
    return []


def next_thing(reading: Reading, sentence: Sentence, trigger: "Token") -> list[ActorRef]:
    """The noun phrase right behind a trigger, in its own words; none where no noun follows."""
    doc, end = trigger.doc, min(sentence.words.end, trigger.i + NEAR)
    nouns = [i for i in range(trigger.i + 1, end) if doc[i].pos_ in {"NOUN", "PROPN"}]
    runs = [i for i in nouns if i + 1 not in nouns]
    if not runs or doc[runs[0]].lower_ in CALENDAR:
        return []
    return [thing_of(reading.passage(sentence, trigger.i + 1, runs[0] + 1).text)]
