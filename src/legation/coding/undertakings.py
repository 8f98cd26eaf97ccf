"""Undertakings: promises, demands and threats, and what the record says became of them.

Takes records of any kinds and returns `Undertaking`s, derived from claims and conditions and never
coded apart.  An outcome is a proposal for the user to confirm: it names the records that show it.
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
    least `SHARED` of the undertaking's stems, meets it; one that negates them, or is the act that
    was forsworn, breaks it; both kinds make it disputed; none leaves it untested.  The same words
    of one actor towards the same side are one undertaking, derived from all their records.

    Parameters
    ----------
    records
        Coded records of one ledger, in any order; only claims, conditions and events are used.

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
    return [_undertaking(sources, acts) for sources in merged.values()]


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
    bound = source.towards if source.kind == "demand" else (source.by,)
    sides = {p for a in bound for p in (a.id, a.party) if p}
    doers = {p for a in act.source_actors for p in (a.id, a.party) if p}
    later = bool(act.start) and act.precision != "none" and (act.start or "") > source.since
    if not (sides & doers and later) or act.citation == source.record.citation:
        return None
    if act.type in {"AGREE", "REQUEST", "THREATEN"}:
        return None  # words about it, not the thing itself
    wanted, said = _stems(source.content.text), _stems(act.citation.text)
    if not wanted or len(wanted & said) < max(2, SHARED * len(wanted)):
        return None
    forsworn = bool(NEGATION.search(source.content.text))
    undone = act.factuality == "denied" or act.type == "REJECT"
    return forsworn == undone


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.lower())
    return {w[:STEM] for w in words if len(w) > 2 and w not in EMPTY}
