"""Who is meant where a sentence leaves it open: the events before it tell.

"Pakistan was not invited": by the host of the talks just spoken of.  "The spokesman condemned the
attack": its perpetrators.  `fill` completes a candidate's sides from the events already coded in
the paragraph or, for a condemned attack, in the document.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from legation.coding.arguments import Sides
from legation.coding.groups import members
from legation.coding.quantities import SCALES, WORDS
from legation.coding.reading import Reading, Sentence
from legation.coding.word_order import fronts, tellers
from legation.ontology import EventType
from legation.records import ActorRef, Event

FAR: Final = 12  # sentences back in which a counterpart is looked for
PASSAGE: Final = 3  # sentences of a text that has a home
OFFICIAL: Final = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})
PARTIES: Final = frozenset({"state", "armed_group", "movement", "government_office", "igo"})
DEEDS: Final = frozenset(
    {"AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "COOPERATE", "MOBILIZE", "RETREAT", "SANCTION"}
)  # done to people, they are done to whose people they are
COUNTERPART: Final = frozenset({"REJECT", "REQUEST", "ACCUSE", "THREATEN"})


def fill(
    reading: Reading, sentence: Sentence, type_: EventType, sides: Sides, *, before: Sequence[Event]
) -> Sides:
    """The sides with descriptions spelt out and an empty one filled from events *before*."""
    if _one_phrase(sides.source) and _open(sides.target):  # "both sides recalled their envoys"
        sides.source, sides.target = sides.source[:1], sides.source[1:]
    near = reading.blocks[sentence.block][0]  # where the paragraph starts
    sides.source = _spelt_out(reading, sentence, sides.source, before)
    sides.target = _spelt_out(reading, sentence, sides.target, before)
    here = [e for e in before if e.citation.start >= near]
    if type_ == "REJECT" and not sides.source and sides.target:
        sides.source = _hosts(here, sides.target)
    target = sides.target
    if sides.inward:
        return sides
    if sides.source and _open(target):
        if type_ == "ACCUSE":
            sides.target = _attackers(before) or sides.target
        if _open(sides.target) and type_ in COUNTERPART:
            sides.target = _others(here, sides.source)
            sides.target = sides.target or target
    bare = _partyless(sides.target, sides.source) if type_ in DEEDS else _open(sides.target)
    if sides.source and bare:
        sides.target = _counterpart(reading, sentence, sides.source) + sides.target
    if len(reading.sentences) >= PASSAGE:
        sides.source = [_at_home(reading, sentence, r, sides.target) for r in sides.source]
    return sides


def _counterpart(reading: Reading, sentence: Sentence, source: list[ActorRef]) -> list[ActorRef]:
    """With whom the source deals in a text: the other party that the text speaks of most."""
    mine = _names(source)
    telling = tellers(sentence, sentence.words[0])
    told = [m for m in reading.resolution.mentions if m.start < sentence.end]
    often = Counter(m.ref.party or m.ref.name for m in reading.resolution.mentions)
    parties = [
        m for m in told
        if m.kind in PARTIES and not m.nested and not _names([m.ref]) & mine
        and m.start >= reading.sentences[max(0, sentence.index - FAR)].start
        and not any(m.start <= t < m.end for t in telling) and not fronts(m, told)
    ]  # fmt: skip
    if not parties:
        return []
    best = max(parties, key=lambda m: (often[m.ref.party or m.ref.name], m.start))
    return [replace(best.ref, antecedent=reading.document.span(best.start, best.end))]


def _at_home(
    reading: Reading, sentence: Sentence, ref: ActorRef, target: list[ActorRef]
) -> ActorRef:
    """Unnamed officials with the country that the text leaves open: the state it speaks of most.

    Not the one that they turn to: "the police dismissed Peru's charge" makes them no Peruvians.
    """
    if ref.code or ref.party or not ref.id.startswith("unnamed:") or ref.sector not in OFFICIAL:
        return ref
    home = next((m for m in _counterpart(reading, sentence, target) if m.sector == "GOV"), None)
    return replace(ref, code=home.code) if home is not None and home.code else ref


def _names(refs: list[ActorRef]) -> set[str]:
    """What actors and those for whom they act are called: an official is of his state, too."""
    states = {r.code for r in refs if r.code and r.sector in OFFICIAL}
    return states | {n for r in refs for n in (r.id, r.name, r.party) if n}


def _spelt_out(
    reading: Reading, sentence: Sentence, refs: list[ActorRef], before: Sequence[Event]
) -> list[ActorRef]:
    return [m for r in refs for m in (members(reading, sentence, r, before) or [r])]


def _open(target: list[ActorRef]) -> bool:
    return not target or all(r.id.startswith("object:") for r in target)


def _partyless(target: list[ActorRef], source: list[ActorRef]) -> bool:
    """Does a target name nobody but things, and counted people of no other party ("three soldiers")?"""
    if all(r.id.startswith("unnamed:") for r in source):
        return _open(target)
    own = {None, *(r.code for r in source)}
    return all(
        r.id.startswith("object:")
        or (r.id.startswith("unnamed:") and r.code in own and _counted(r.text))
        for r in target
    )


def _counted(words: str) -> bool:
    """Does a phrase say how many?"""
    return any(w in WORDS or w in SCALES or w[:1].isdigit() for w in words.lower().split())


def _one_phrase(refs: list[ActorRef]) -> bool:
    """Are several actors meant by the same words ("both sides", "each")?"""
    return (
        len({r.id for r in refs}) > 1
        and all(r.antecedent for r in refs)
        and len({r.text for r in refs}) == 1
    )


def _hosts(here: Sequence[Event], guests: list[ActorRef]) -> list[ActorRef]:
    """Who held the last meeting that is spoken of."""
    ids = {r.id for r in guests}
    for event in reversed(here):
        if event.type == "CONSULT":
            return [r for r in event.source_actors[:1] if r.id not in ids]
    return []


def _attackers(before: Sequence[Event]) -> list[ActorRef]:
    last = next((e for e in reversed(before) if e.type == "ASSAULT"), None)
    return [r for r in last.source_actors[:1] if not r.id.startswith("unnamed:")] if last else []


def _others(here: Sequence[Event], source: list[ActorRef]) -> list[ActorRef]:
    """The other side of the last event that the source's party is in."""
    mine = _names(source)
    for event in reversed(here):
        sides = (*event.source_actors, *event.target_actors)
        if not any({r.id, r.name, r.party} & mine for r in sides):
            continue
        for ref in sides:
            named = not ref.id.startswith(("unnamed:", "object:"))
            if named and not {ref.id, ref.name, ref.party} & mine:
                return [ref]
    return []
