"""Events: who did what to whom, when and where, as the codebook reads it off the parse (events.v1).

Takes a `Reading` and yields `Event`s.  A verb or an event noun of the codebook triggers an event;
`outlook` says what modality, negation and embedding make of it; `arguments` finds the sides; dates
come from the sentence, then from the sentence before, then from the document.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from legation.coding.attribution import Attribution, attributions
from legation.coding.candidates import Candidate
from legation.coding.clauses import base, phrase
from legation.coding.codebook import load_codebook
from legation.coding.discourse import fill
from legation.coding.hedges import hedge_in
from legation.coding.learned import judge
from legation.coding.localities import located
from legation.coding.mentions import joined
from legation.coding.outlook import (
    VERBAL,
    denied_above,
)
from legation.coding.private import POLITICAL, is_private
from legation.coding.quantities import quantities
from legation.coding.reading import Reading, Sentence
from legation.coding.spotting import candidates
from legation.coding.timing import when_of
from legation.ontology import QUAD_CLASS, EventType, Factuality
from legation.records import ActorRef, Event

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "events.v1"
BINDING: Final = frozenset({"AGREE", "SUPPORT"})
NO_EVENT: Final = frozenset({"hypothetical"})
PERSONAL: Final = frozenset({"it", "he", "she", "they", "we", "them", "him", "her"})
NOBODY: Final = re.compile(r"(?:no|neither|none|nobody|any)\b", re.IGNORECASE)


@cache
def scales() -> dict[str, Any]:
    """CAMEO codes, intensities and context words."""
    folder = files("legation.data").joinpath("codebook")
    found = tomllib.loads(folder.joinpath("scales.toml").read_text(encoding="utf-8"))
    for name in ("contexts", "modes"):
        text = folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")
        found[name] = tomllib.loads(text)
    return found


def code(reading: Reading) -> Iterable[Event]:
    """Every event of the document, in order."""
    said = by_sentence(reading)
    made: list[Event] = []
    for sentence in reading.sentences:
        told = said.get(sentence.index, [])
        for candidate in judge(reading, sentence, candidates(reading, sentence, told)):
            if candidate.type is not None:
                fill(reading, sentence, candidate.type, candidate.sides, before=made)
            made += _record(reading, sentence, candidate, told)
    return joined(made, headline=_headline(reading))


def _headline(reading: Reading) -> tuple[int, int]:
    """The characters of the document's title; none where it has none."""
    titles = [r for r in reading.document.regions if r.name == "title"]
    return (titles[0].start, titles[0].end) if titles else (0, 0)


def by_sentence(reading: Reading) -> dict[int, list[Attribution]]:
    """What is said in each sentence, by its index."""
    table: dict[int, list[Attribution]] = {}
    for a in attributions(reading):
        table.setdefault(a.sentence, []).append(a)
    return table


# --- records --------------------------------------------------------------------------------------


def _record(
    reading: Reading, sentence: Sentence, candidate: Candidate, said: list[Attribution]
) -> Iterator[Event]:
    type_ = candidate.type
    source, target = (in_words(sentence, side) for side in candidate.sides.tidy())
    if type_ is None or not _worth(candidate, source, target, passage=reading.continuous):
        return
    domestic = type_ == "COERCE"
    source, target = located(reading, sentence, source, target, domestic=domestic)
    first, last = candidate.span
    start, end = sentence.chars(first, last)
    at = sentence.token_chars(candidate.trigger)
    telling = [a for a in said if a.start <= at[0] < a.end]
    if candidate.view.factuality == "planned" and any(a.belief or a.how == "noun" for a in telling):
        return
    telling = [a for a in telling if not a.belief]
    hedge = hedge_in(sentence, (first, last))
    when = when_of(reading, sentence, at[0], within=(start, end))
    chain = _chain(telling)
    yield Event(
        coder=CODER,
        citation=reading.document.cite(start, end),
        asserted_by=chain,
        hedge=hedge,
        confidence=candidate.probability or _confidence(candidate, source, target),
        type=type_,
        mode=_mode(candidate, type_),
        contexts=_contexts(sentence, first, last),
        source_actors=source,
        target_actors=target,
        start=when.start,
        end=when.end,
        precision=when.precision,
        date_basis=when.basis,
        place=_place(reading, sentence, candidate.trigger),
        factuality=_factuality(
            candidate, telling, () if _own_word(type_, telling, source) else chain, hedge
        ),
        quad=QUAD_CLASS[type_],
        intensity=scales()["intensity"][type_],
        cameo=scales()["cameo"][type_],
        trigger=reading.document.span(*at),
        decided_by=candidate.decided_by,
        quantities=tuple(quantities(sentence, first, last)),
        mentions=(reading.document.cite(start, end),),
        references=reading.markers(sentence),
    )


def in_words(sentence: Sentence, refs: tuple[ActorRef, ...]) -> tuple[ActorRef, ...]:
    """Pronouns in the words of the same sentence that they stand for: "the army said it …"."""
    return tuple(
        replace(r, text=r.antecedent.text)
        if r.antecedent is not None
        and r.text.lower() in PERSONAL
        and sentence.start <= r.antecedent.start < sentence.end
        else r
        for r in refs
    )


def _worth(
    candidate: Candidate, source: tuple[ActorRef, ...], target: tuple[ActorRef, ...], *,
    passage: bool,
) -> bool:  # fmt: skip
    """Somebody must act; a bare patient will do where the act is done to it.

    In a *passage* what is told goes on from sentence to sentence, so that one side may go unnamed.
    """
    if candidate.view.factuality == "denied" and candidate.type in VERBAL and not passage:
        return False
    if candidate.view.factuality in NO_EVENT or any(NOBODY.match(r.text) for r in source):
        return False
    if candidate.type == "RETREAT" and source and all(_private(r) for r in source):
        return False
    if is_private(candidate, source, target):
        return False
    named = [r for r in (*source, *target) if not r.id.startswith(("unnamed:", "object:"))]
    if not named and candidate.clause.head.dep_.startswith("acl"):
        return False
    if passage:
        return bool(source or target)
    if not named and candidate.type != "PROTEST":
        return bool(source and target) and any(r.sector in POLITICAL for r in (*source, *target))
    if source:
        return True
    return bool(target) and candidate.clause.passive and bool(named)


def _private(ref: ActorRef) -> bool:
    """Is it an unnamed actor whose comings and goings are no one's policy: a writer, tourists?"""
    return ref.id.startswith("unnamed:") and ref.sector not in {*POLITICAL, None}


def _chain(telling: list[Attribution]) -> tuple[ActorRef, ...]:
    """Speakers from the outermost to the innermost."""
    ordered = sorted(telling, key=lambda a: a.start - a.end)
    return tuple(a.speaker for a in ordered if a.speaker is not None)


def _own_word(type_: str, telling: list[Attribution], source: tuple[ActorRef, ...]) -> bool:
    """Does whoever bound itself say so?  "We have signed" is the bond itself, and no mere claim."""
    own = {r.party or r.id for r in source}
    return type_ in BINDING and all(
        a.speaker is not None and (a.speaker.party or a.speaker.id) in own for a in telling
    )


def _factuality(
    candidate: Candidate, telling: list[Attribution], chain: tuple[ActorRef, ...], hedge: str | None
) -> Factuality:
    stated = candidate.view.factuality
    if stated != "fact":
        return stated
    if any(a.polarity == "deny" for a in telling) or denied_above(
        load_codebook(), candidate.clause
    ):
        return "denied"
    if hedge or any(a.speaker is None or a.speaker.id.startswith("unnamed:") for a in telling):
        return "rumour"
    return "claim" if chain else "fact"


def _confidence(
    candidate: Candidate, source: tuple[ActorRef, ...], target: tuple[ActorRef, ...]
) -> float:
    """A first estimate from what was found; measured calibration replaces it."""
    score = 0.35 + 0.15 * bool(source) + 0.15 * bool(target)
    return round(score + 0.1 * (candidate.trigger.pos_ == "VERB"), 2)


def _mode(candidate: Candidate, type_: EventType) -> str | None:
    """How it was done, as PLOVER names it; None where the type has no modes or the words tell none."""
    table: dict[str, list[str]] = scales()["modes"].get(type_, {})
    trigger = candidate.trigger
    own = [trigger, *(c for c in trigger.children if base(c.dep_) in {"obj", "compound", "amod"})]
    words = [{t.lemma_.lower() for t in own[:1]}, {t.lemma_.lower() for t in own}]
    words.append({t.lemma_.lower() for t in trigger.doc[slice(*candidate.span)]})
    return next((name for w in words for name, signs in table.items() if w & set(signs)), None)


def _contexts(sentence: Sentence, first: int, last: int) -> tuple[str, ...]:
    words = {t.lemma_.lower() for t in sentence.words.doc[first:last]}
    table = scales()["contexts"]
    return tuple(name for name, signs in table.items() if words & set(signs))


def _place(reading: Reading, sentence: Sentence, trigger: "Token") -> str | None:
    """The nearest place named with "in", "at" or "near" on the trigger or its objects."""
    spots = [trigger, *trigger.children, *(d for c in trigger.children for d in c.children)]
    for token in spots:
        for c in token.children:
            if (
                c.dep_ == "case"
                and c.lower_ in {"in", "at", "near"}
                and token.ent_type_ in {"LOC", "GPE", "FAC"}
            ):
                first, last = phrase(token)
                return reading.passage(sentence, first, last).text
    return None
