"""Undertakings: promises, demands and threats, and what the record says became of them.

Takes records of any kinds and returns `Undertaking`s, derived from claims and conditions and never
coded apart.  An outcome is a proposal for the user to confirm: it names the records that show it.
An undertaking among the records is one that a person has judged, and stands in place of what is derived.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from legation.ontology import Outcome, UndertakingKind
from legation.records import ActorRef, Claim, Coded, Condition, Event, Span, Undertaking

CODER: Final = "undertakings.v1"
KIND_OF_POLARITY: Final[dict[str, UndertakingKind]] = {
    "promise": "promise", "demand": "demand", "condition": "promise",
}  # fmt: skip
KIND_OF_FORCE: Final[dict[str, UndertakingKind]] = {
    "promise": "promise", "threat": "threat", "requirement": "demand",
}  # fmt: skip
THREATENING: Final = re.compile(r"\bthreat|\bultimatum|\bvow|\bretaliat", re.IGNORECASE)
NEGATION: Final = re.compile(r"\b(?:not|never|no|neither|nor|without|refrain\w*)\b|n[’']t\b", re.IGNORECASE)  # fmt: skip
SHIELDING: Final = re.compile(r"\b(?:protect|secur|safe|defend)\w*", re.IGNORECASE)
HARM: Final = re.compile(r"\b(?:attack|harm|strike|hit|threaten)\w*", re.IGNORECASE)
NOBODY: Final = re.compile(r"\b(?:nobody|no one|no group|none|not|never)\b", re.IGNORECASE)
EMPTY: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "and",
        "or",
        "that",
        "its",
        "his",
        "her",
        "their",
        "our",
        "for",
        "with",
        "will",
        "would",
        "shall",
        "can",
        "could",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "by",
        "at",
        "as",
        "it",
        "from",
        "this",
        "these",
        "those",
        "any",
        "all",
        "not",
        "never",
        "must",
        "should",
        "have",
        "has",
        "had",
        "into",
        "than",
        "then",
        "they",
        "them",
        "we",
        "he",
        "she",
        "who",
        "which",
        "if",
        "unless",
    ]
)
SHARED: Final = 0.4  # share of an undertaking's content stems that an act must speak of
STEM: Final = 5  # characters that stand for a word
CONFIDENCE: Final = {"untested": 0.5, "met": 0.4, "broken": 0.4, "disputed": 0.4}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What an undertaking is derived from."""

    record: Coded
    by: ActorRef
    content: Span
    kind: UndertakingKind
    towards: tuple[ActorRef, ...]
    since: str


def undertakings(records: Iterable[Coded]) -> list[Undertaking]:
    """Each promise, demand and threat of the records, with its outcome as far as they show it.

    A later act of the one who must act (of a demand: the one it is made to), whose words share at
    least `SHARED` of the undertaking's stems, names apart, meets it; one that negates them, or is
    the act that was forsworn, breaks it; so does a later assault, by whomever, on those whose safety
    was promised.  Both kinds make it disputed; none leaves it untested.  The same words of one
    actor towards the same side are one undertaking, derived from all their records.

    Parameters
    ----------
    records
        Coded records of one ledger, in any order; only claims, conditions and events are used, and
        the undertakings that a person has judged.

    Examples
    --------
    >>> undertakings([])
    []
    """
    every = list(records)
    acts = [
        r for r in every if isinstance(r, Event) and r.factuality in {"fact", "claim", "denied"}
    ]
    merged: dict[tuple[str, str, frozenset[str]], list[_Source]] = {}
    for source in _sources(every):
        key = (source.by.id, source.kind, frozenset(_stems(source.content.text)))
        merged.setdefault(key, []).append(source)
    made = [_undertaking(sources, acts) for sources in merged.values()]
    return _settled(made, [r for r in every if isinstance(r, Undertaking)])


def _settled(made: list[Undertaking], judged: list[Undertaking]) -> list[Undertaking]:
    """What is derived, with what a person has judged in its place; a judgement outlives its claim."""
    left = [u for u in made if not any(_same(u, j) for j in judged)]
    return [*left, *judged] if judged else made


def _same(a: Undertaking, b: Undertaking) -> bool:
    """Is it the same undertaking: from the same records, or in the same words of the same document?"""
    if (a.by.id, a.kind) != (b.by.id, b.kind):
        return False
    together = a.citation.document == b.citation.document
    overlap = min(a.content.end, b.content.end) - max(a.content.start, b.content.start)
    return bool(set(a.derived_from) & set(b.derived_from)) or (together and overlap > 0)


def _sources(records: Sequence[Coded]) -> Iterator[_Source]:
    for record in records:
        if isinstance(record, Claim) and record.speaker is not None:
            kind = _kind_of_claim(record)
            if kind is not None:
                yield _Source(
                    record=record,
                    by=record.speaker,
                    content=record.content,
                    kind=kind,
                    towards=record.addressees or record.about[:2],
                    since=record.date or "",
                )
        elif isinstance(record, Condition) and record.force in KIND_OF_FORCE:
            by = record.made_by or next(iter(record.actors), None)
            if by is not None:
                yield _Source(
                    record=record,
                    by=by,
                    content=record.then,
                    kind=KIND_OF_FORCE[record.force],
                    towards=tuple(a for a in record.actors if a.id != by.id),
                    since="",
                )


def _kind_of_claim(claim: Claim) -> UndertakingKind | None:
    if claim.polarity == "warn":
        cue = claim.cue.text if claim.cue else ""
        return "threat" if THREATENING.search(cue) else None
    return KIND_OF_POLARITY.get(claim.polarity)


def _undertaking(sources: list[_Source], acts: list[Event]) -> Undertaking:
    first = min(sources, key=lambda s: (s.since or "9", s.record.citation.start))
    outcome, shown = _outcome(first, acts)
    return Undertaking(
        coder=CODER,
        citation=first.record.citation,
        asserted_by=first.record.asserted_by,
        hedge=first.record.hedge,
        confidence=CONFIDENCE[outcome],
        by=first.by,
        content=first.content,
        kind=first.kind,
        towards=first.towards,
        outcome=outcome,
        derived_from=tuple(dict.fromkeys(s.record.id for s in sources)),
        shown_by=tuple(dict.fromkeys(shown)),
    )


def _outcome(source: _Source, acts: list[Event]) -> tuple[Outcome, list[str]]:
    met: list[str] = []
    broken: list[str] = []
    for act in acts:
        kept = _keeps(source, act)
        if kept is not None:
            (met if kept else broken).append(act.id)
    if met and broken:
        return "disputed", met + broken
    if met or broken:
        return ("met", met) if met else ("broken", broken)
    return "untested", []


def _keeps(source: _Source, act: Event) -> bool | None:
    """Does an act keep the undertaking (True), break it (False), or say nothing of it (None)?"""
    later = bool(act.start) and act.precision != "none" and (act.start or "") > source.since
    if not later or act.citation == source.record.citation:
        return None
    if act.type == "ASSAULT" and _shields(source):
        return False if _strikes(source, act) else None
    bound = source.towards if source.kind == "demand" else (source.by,)
    sides = {p for a in bound for p in (a.id, a.party) if p}
    doers = {p for a in act.source_actors for p in (a.id, a.party) if p}
    if not sides & doers or act.type in {"AGREE", "REQUEST", "THREATEN"}:
        return None  # somebody else's act, or words about it and not the thing itself
    names = _names([source.by, *source.towards, *act.source_actors, *act.target_actors])
    wanted = _stems(source.content.text) - names
    said = _stems(act.citation.text) - names
    if not wanted or len(wanted & said) < max(2, SHARED * len(wanted)):
        return None
    forsworn = bool(NEGATION.search(source.content.text))
    undone = act.factuality == "denied" or act.type == "REJECT"
    return forsworn == undone


def _shields(source: _Source) -> bool:
    """Does it promise that somebody will be safe?"""
    words = source.content.text
    harmless = bool(NOBODY.search(words) and HARM.search(words))
    return source.kind == "promise" and (harmless or SHIELDING.search(words) is not None)


def _strikes(source: _Source, act: Event) -> bool:
    """Is an assault on one to whom safety was promised, or on what belongs to that state?"""
    others = [a for a in source.towards if not _akin(a, source.by)]
    safe = {a.id for a in others}
    states = {a.name for a in others if a.party == a.name}
    struck = {a.id for a in act.target_actors} | {a.party for a in act.target_actors if a.party}
    return act.factuality != "denied" and bool(struck & (safe | states))


def _akin(a: ActorRef, b: ActorRef) -> bool:
    """Are two of one side, or one the land of the other ("from Afghan soil")?"""
    return a.id == b.id or bool(a.party and a.party == b.party) or bool(a.code and a.code == b.code)


def _names(refs: Iterable[ActorRef]) -> set[str]:
    """Stems of names: that two texts name the same side says nothing of what was done."""
    return {s for r in refs for n in (r.name, r.text, r.party or "", *r.aliases) for s in _stems(n)}


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.lower())
    return {w[:STEM] for w in words if len(w) > 2 and w not in EMPTY}
