"""Who takes part in a verb's event: from its own clause, from what governs it, then from word order.

`participants` takes a clause with the codebook's pattern and its outlook and returns its `Sides`;
`received` turns them round for "received aid from X".
"""

from itertools import chain
from typing import TYPE_CHECKING, Final

from legation.coding.arguments import (
    OWN,
    Sides,
    doings,
    moved,
    of_clause,
    of_noun,
    thing,
)
from legation.coding.clauses import Clause, case_of, children, phrase
from legation.coding.codebook import VerbPattern, load_codebook
from legation.coding.outlook import Outlook, stance_of
from legation.coding.parties import actors_of, sector_of, within
from legation.coding.reading import Reading, Sentence
from legation.coding.word_order import by_order
from legation.ontology import EventType
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

MUTUAL: Final = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE", "CONCEDE", "ASSAULT"})
# their objects are acted on
TAKEN: Final = frozenset({"CONCEDE", "COERCE", "SANCTION", "REJECT", "ACCUSE"})
SUFFERED: Final = TAKEN | {"ASSAULT"}
FOUGHT: Final = frozenset({"clash", "fight", "battle", "skirmish"})
SWAPS: Final = frozenset({"trade", "exchange", "swap"})


def participants(
    reading: Reading, sentence: Sentence, clause: Clause, pattern: VerbPattern, view: Outlook
) -> Sides:
    """The sides of a verb's event: from its own clause, from what governs it, then from order."""
    means = _means(clause, pattern)
    sides = of_clause(
        reading, sentence, clause, pattern.preps,
        talks=pattern.type == "CONSULT", acted=pattern.type in SUFFERED, means=means,
    )  # fmt: skip
    if pattern.type in {"MOBILIZE", "RETREAT"}:
        sides = moved(reading, sentence, clause, sides)
    if pattern.type == "REQUEST":
        asked = _asked(reading, sentence, clause)
        sides.target = asked or _own_people(reading, sentence, clause, sides) or sides.target
    if view.governor is not None:
        sides = _governed(reading, sentence, view.governor, sides, asked=view.asked)
        if view.asked and view.governor.head.pos_ in {"NOUN", "VERB", "ADJ"}:
            return sides
    if pattern.objects and clause.lemma in load_codebook().words["receives"]:
        sides = received(reading, sentence, clause, sides)
    if pattern.type == "AGREE" and not sides.target and children(clause.head, "xcomp"):
        below = _acted_on_below(reading, sentence, clause)
        sides.target = [r for r in below if not r.id.startswith(("object:", "unnamed:"))]
    sides = _with_each_other(reading, sentence, clause, pattern, sides)
    if _denies(clause) and sides.source:
        return sides  # what is denied tells nothing of who is answered
    sides.target = sides.target or _named_inside(reading, sentence, clause, pattern)
    sides = _from_phrases(reading, sentence, clause, sides, type_=pattern.type)
    sides = _by_rest(reading, sentence, clause, sides, type_=pattern.type, means=means)
    if sides.target and all(r.id.startswith("object:their ") for r in sides.target):
        sides = _among(sides, clause)  # "delayed their meeting"
    return sides


def _from_phrases(
    reading: Reading, sentence: Sentence, clause: Clause, sides: Sides, *, type_: EventType
) -> Sides:
    """With whom a denial answers as target; from whom one is freed, to whom summoned, as source."""
    if type_ == "REJECT":
        return Sides(sides.source, _answered(reading, sentence, clause) or sides.target)
    if type_ == "CONCEDE" and clause.passive and not sides.source:
        held = clause.obliques.get("from", [])
        found = [r for t in held for r in actors_of(reading, sentence, t) if r.code]
        return Sides(found, sides.target)
    if clause.lemma == "summon" and clause.passive and not sides.source:
        heads = clause.obliques.get("to", [])
        found = [r for t in heads for r in within(reading, sentence, t) if r.code]
        return Sides(found[:1], sides.target)
    return sides


def _governed(
    reading: Reading, sentence: Sentence, governor: Clause, sides: Sides, *, asked: bool
) -> Sides:
    """The sides of an act under what governs it; of one that is *asked* for, who asks whom."""
    if governor.head.pos_ == "NOUN" and asked:
        return Sides(of_noun(reading, sentence, governor.head, acted=False).source, sides.source)
    if governor.head.pos_ not in {"VERB", "ADJ"}:
        return sides
    above = of_clause(reading, sentence, governor, frozenset())
    if asked:
        return Sides(above.source, above.target or sides.source)
    return Sides(above.source or sides.source, sides.target or above.target)


def _denies(clause: Clause) -> bool:
    """Does it deny what a clause says ("denied that …", "denied having …")?"""
    return clause.lemma in load_codebook().words["denies"] and bool(clause.complements)


def _mutual(clause: Clause, pattern: VerbPattern) -> bool:
    """Do several who do it together do it to each other?"""
    hits = pattern.type == "ASSAULT" and bool(clause.objects or clause.passive)
    outward = hits or clause.lemma in load_codebook().words["outward"]
    if pattern.type in MUTUAL and not outward:
        return True
    return bool({"agreement", "meeting"} & pattern.objects) or _together(clause)


def _with_each_other(
    reading: Reading, sentence: Sentence, clause: Clause, pattern: VerbPattern, sides: Sides
) -> Sides:
    """The sides of what several do together: "A and B signed an accord in X"."""
    if not _mutual(clause, pattern):
        return sides
    if pattern.type in {"SUPPORT", "AGREE", "CONSULT"} and len(sides.source) > 1:
        sides.target = [r for r in sides.target if not _spot(reading, sentence, r)]
    return sides.joined() if pattern.type == "CONSULT" else _among(sides, clause)


def _spot(reading: Reading, sentence: Sentence, ref: ActorRef) -> bool:
    """Does the sentence name it only as the place of something?"""
    named = [m.place for m in reading.mentions[sentence.index] if m.ref.id == ref.id]
    return bool(named) and all(named)


def _together(clause: Clause) -> bool:
    """Can several do it only with each other ("failed to agree", "traded insults", "accused each other")?"""
    if any(_each_other(t) for t in (*clause.objects, *chain(*clause.obliques.values()))):
        return True
    if clause.lemma != "fail":
        return clause.lemma in SWAPS
    below = (load_codebook().verb(Clause(c)) for c in clause.complements)
    return any(p is not None and p.type in {"AGREE", "SUPPORT", "CONSULT"} for p in below)


def _each_other(token: "Token") -> bool:
    """Is it "each other", "one another" or "the other"?"""
    around = token.doc[max(0, token.i - 1) : token.i + 2].text.lower()
    return any(words in around for words in ("each other", "one another", "the other"))


def _among(sides: Sides, clause: Clause) -> Sides:
    """What several do together they do with each other, where the target is no actor of its own."""
    several = len({r.id for r in sides.source}) > 1
    swapped = clause.lemma in SWAPS and all(r.code is None for r in sides.target)
    swapped = swapped or (clause.lemma in FOUGHT and not _against(clause))
    if several and (swapped or all(r.id.startswith("object:") or _nobody(r) for r in sides.target)):
        return Sides(sides.source, []).joined()
    return sides.joined()


def _against(clause: Clause) -> bool:
    """Does a verb of fighting name the enemy, and not only the place ("clashed near X")?"""
    return bool(clause.objects) or bool({"with", "against", "for", "over"} & set(clause.obliques))


def _nobody(ref: ActorRef) -> bool:
    """Is it an unnamed place or the actors themselves ("the two countries", "each side")?"""
    if not ref.id.startswith("unnamed:"):
        return False
    return ref.sector is None or bool({"two", "each", "both", "other"} & set(ref.text.split()))


def received(reading: Reading, sentence: Sentence, clause: Clause, sides: Sides) -> Sides:
    """Of "received aid from X" and "faces criticism by X": X acts, and the subject is acted on."""
    givers = [t for p in ("from", "by") for t in clause.obliques.get(p, [])]
    phrases = [c for o in clause.objects for c in children(o, "nmod")]
    phrases += [d for c in phrases if case_of(c) == "of" for d in children(c, "nmod")]
    givers += [c for c in phrases if case_of(c) in {"from", "by"}]
    found = [r for t in givers for r in actors_of(reading, sentence, t)]
    return Sides(found, sides.source) if found else sides


def _means(clause: Clause, pattern: VerbPattern) -> frozenset[str]:
    """Lemmas of the objects that the act uses, rather than acts on."""
    words = load_codebook().words
    if clause.lemma in words["sends"]:
        kin = load_codebook().verbs.get(clause.lemma, ())
        return pattern.objects.union(*(p.objects for p in kin if p.type == pattern.type))
    return words["matters"] if pattern.type in TAKEN else pattern.objects - words["people"]


def _named_inside(
    reading: Reading, sentence: Sentence, clause: Clause, pattern: VerbPattern
) -> list[ActorRef]:
    """The target that an object noun or a governed act names."""
    if pattern.objects:
        for noun in clause.patients:
            extra = of_noun(reading, sentence, noun, acted=True)
            owners = [r for r in extra.source if r.text.lower() not in OWN]
            if extra.target or owners:
                return extra.target or owners
    return _acted_on_below(reading, sentence, clause)


def _by_rest(
    reading: Reading, sentence: Sentence, clause: Clause, sides: Sides, *,
    type_: EventType, means: frozenset[str],
) -> Sides:  # fmt: skip
    """Empty sides from word order, or the target in its own words."""
    if type_ != "REQUEST" and _inward(clause):
        return Sides(sides.source, inward=True)
    if not sides.target and type_ == "AGREE":
        sides = by_order(reading, sentence, sides, trigger=clause.head, passive=clause.passive)
        own = {r.code for r in sides.source}
        sides.target = [r for r in sides.target if r.code is None or r.code not in own]
    if not sides.target and type_ != "CONSULT":
        sides.target = thing(reading, sentence, clause, means)
    if not sides.source and not clause.passive and doings(clause)[0]:
        return sides  # whose raid it was is not said
    if not sides.source or not sides.target:
        sides = by_order(reading, sentence, sides, trigger=clause.head, passive=clause.passive)
    return sides


def _inward(clause: Clause) -> bool:
    """Is it, or does it lead to, leaving an office ("resigned", "agreed to step down")?"""
    acts = [clause, *(Clause(c) for c in children(clause.head, "xcomp"))]
    words = load_codebook().words["inward"]
    acts = [c for c in acts if {c.lemma, f"{c.lemma} {c.particle}"} & words]
    return bool(acts) and not any("from" in c.obliques for c in acts)


def _own_people(
    reading: Reading, sentence: Sentence, clause: Clause, sides: Sides
) -> list[ActorRef]:
    """Those of the asker's own who are asked: "urged *its citizens* to leave X"."""
    code = sides.source[0].code if sides.source else None
    for noun in clause.objects:
        own = any(c.dep_ == "nmod:poss" and c.lower_ in OWN for c in noun.children)
        sector = sector_of(noun)
        if own and sector and children(clause.head, "xcomp"):
            name = reading.passage(sentence, *phrase(noun)).text
            return [ActorRef(id=f"unnamed:{name}", name=name, text=name, code=code, sector=sector)]
    return []


def _asked(reading: Reading, sentence: Sentence, clause: Clause) -> list[ActorRef]:
    """Who should act where an act is asked for: "the withdrawal *of X's troops*", "… *by X*"."""
    codebook = load_codebook()
    for noun in (*clause.objects, *clause.obliques.get("for", []), *clause.obliques.get("on", [])):
        entry = codebook.noun(noun)
        if entry is None or noun.pos_ != "NOUN":
            continue
        of = [c for c in children(noun, "nmod") if case_of(c) == "of"]
        spots = [noun, *of]
        by = [c for t in spots for c in children(t, "nmod", "obl") if case_of(c) == "by"]
        for token in by or ([] if entry.acted else of):
            found = [r for r in actors_of(reading, sentence, token) if r.code]
            if found:
                return found
    return []


def _answered(reading: Reading, sentence: Sentence, clause: Clause) -> list[ActorRef]:
    """Whom a denial answers: "in response to X", "replying to X"."""
    for token in clause.obliques.get("in", []):
        if token.lemma_.lower() in {"response", "reply", "answer", "reaction"}:
            to = [c for c in children(token, "nmod") if case_of(c) == "to"]
            return [r for t in to for r in actors_of(reading, sentence, t)]
    return []


def _acted_on_below(reading: Reading, sentence: Sentence, clause: Clause) -> list[ActorRef]:
    """The target of the act that a verb governs: "offered to hand over to X", "agreed to meet Y"."""
    if stance_of(load_codebook(), clause) == "ask":
        asked = [s for c in children(clause.head, "ccomp") for s in children(c, "nsubj")]
        found = [r for s in asked for r in actors_of(reading, sentence, s)]
        if found:
            return found
    for inner in clause.complements:
        below = Clause(inner)
        pattern = load_codebook().verb(below)
        preps, means = (
            (pattern.preps, _means(below, pattern)) if pattern else (frozenset(), frozenset())
        )
        talks = pattern is not None and pattern.type == "CONSULT"
        found = of_clause(reading, sentence, below, preps, talks=talks, means=means).target
        if not found and pattern is not None and pattern.type in SUFFERED:
            found = thing(reading, sentence, below, means)
        if found:
            return found
    return []
