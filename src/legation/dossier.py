"""Findings → the brief: sentences on one relationship, each with the passages it rests on.

`brief` takes events, claims and actors as they were read, and the dates of documents, and returns a `Brief`; it
opens no ledger and draws no page.  Sentences are assembled from records by rule, nothing is
added to what the records say: a report stays a report, a denial a denial, and a date is as
precise as it was found.  Reports of one event by several documents give one sentence with
several notes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from legation.ontology import EventType
from legation.records import Actor, ActorRef, Citation, Claim, Event

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
DEEDS: Final[dict[EventType, str]] = {
    "AGREE": "reached an agreement with",
    "CONSULT": "held talks with",
    "SUPPORT": "voiced support for",
    "CONCEDE": "made a concession to",
    "COOPERATE": "worked together with",
    "AID": "gave aid to",
    "RETREAT": "drew back with regard to",
    "REQUEST": "made a request of",
    "ACCUSE": "accused",
    "REJECT": "turned down",
    "THREATEN": "threatened",
    "PROTEST": "protested against",
    "SANCTION": "cut ties with or put sanctions on",
    "MOBILIZE": "mobilised forces with regard to",
    "COERCE": "used coercion against",
    "ASSAULT": "attacked",
}
SAID: Final[dict[str, str]] = {
    "assert": "said", "deny": "denied", "demand": "demanded", "promise": "promised",
    "warn": "warned", "condition": "made it a condition",
}  # fmt: skip
_ARTICLE: Final = re.compile(
    r"Taliban|Kremlin|West|Netherlands|Philippines|Gulf States|UN|US|UK|EU|UAE|CSTO|SCO|"
    r"(United|European|African|Soviet|Russian|Islamic|Central African|Dominican|Czech) .+|"
    r".+ (Organi[sz]ation|Union|Council|States|Islands|Emirates|Format|Alliance|Front|Quartet)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One statement of the brief, the passages it rests on and the records it was made from."""

    text: str
    citations: tuple[Citation, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Sentences under a heading."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """How many distinct events of the pair fell in a year."""

    year: int
    cooperation: int
    conflict: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A relationship on one page."""

    pair: tuple[str, str]
    sections: tuple[Section, ...]
    years: tuple[Year, ...]
    events: int  # distinct events between the two
    reports: int  # passages that report them


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event of the pair and every report of it, the earliest document first."""

    reports: tuple[Event, ...]

    @property
    def event(self) -> Event:
        """The report that stands for all: the first that states the event as a fact."""
        return next((e for e in self.reports if e.factuality == "fact"), self.reports[0])


def the(name: str) -> str:
    """A name as it stands within a sentence.

    >>> the("Taliban"), the("Russia"), the("United States")
    ('the Taliban', 'Russia', 'the United States')
    """
    return f"the {name}" if _ARTICLE.fullmatch(name) else name


def capital(text: str) -> str:
    """A sentence with a capital at its head; nothing else of it changes."""
    return text[:1].upper() + text[1:]


def party(ref: ActorRef) -> str:
    """On whose behalf an actor acts; without a known party it is its own."""
    return ref.party or ref.name


def written(date: str | None) -> str:
    """An ISO date in words, as precise as it is.

    >>> written("2022-09-05"), written("2022-09"), written("2022"), written(None)
    ('5 September 2022', 'September 2022', '2022', 'undated')
    """
    if date is None:
        return "undated"
    year, *rest = date.split("-")
    if not rest:
        return year
    month = f"{MONTHS[int(rest[0]) - 1]} {year}"
    return f"{int(rest[1])} {month}" if len(rest) == 2 else month


def when(event: Event) -> str:
    """When an event happened, as a phrase that opens or closes a sentence."""
    start = event.start
    if start is None or event.precision == "none":
        return "at a time not given"
    if event.precision == "publication":
        return f"in a report of {written(start)}"
    if event.precision == "range" and event.end:
        return f"between {written(start)} and {written(event.end)}"
    return f"on {written(start)}" if start.count("-") == 2 else f"in {written(start)}"


def listed(names: Sequence[str]) -> str:
    """Names as a list in prose.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def named(refs: Sequence[ActorRef]) -> str:
    """Who acted, each with the party it acts for where that is another name."""
    found = {
        the(ref.name) if party(ref) == ref.name else f"{the(ref.name)} ({party(ref)})": None
        for ref in refs
    }
    return listed(list(found))


def pairs(events: Iterable[Event]) -> Counter[tuple[str, str]]:
    """How many events there are between each two parties, whoever acted."""
    counted: Counter[tuple[str, str]] = Counter()
    for event in events:
        sources = {party(ref) for ref in event.source_actors}
        targets = {party(ref) for ref in event.target_actors}
        for pair in {tuple(sorted((s, t))) for s in sources for t in targets if s != t}:
            counted[pair[0], pair[1]] += 1
    return counted


def between(events: Iterable[Event], pair: tuple[str, str]) -> list[Event]:
    """The events in which one of the pair acts and the other is acted on."""
    a, b = pair
    kept = []
    for event in events:
        sources = {party(ref) for ref in event.source_actors}
        targets = {party(ref) for ref in event.target_actors}
        if (a in sources and b in targets) or (b in sources and a in targets):
            kept.append(event)
    return kept


def happenings(events: Iterable[Event], known: Mapping[str, str | None]) -> list[Happening]:
    """Put reports of one event together and sort by date, undated last.

    Two events are one where type, parties and date agree.  *known* gives the date of each
    document by its id.
    """
    groups: defaultdict[tuple[object, ...], list[Event]] = defaultdict(list)
    for event in events:
        sides = (
            frozenset(party(ref) for ref in event.source_actors),
            frozenset(party(ref) for ref in event.target_actors),
        )
        if event.type in ("AGREE", "CONSULT", "COOPERATE"):
            sides = (sides[0] | sides[1], frozenset())
        alone = event.id if event.start is None else ""
        denied = event.factuality == "denied"
        groups[event.type, sides, event.start, event.precision, denied, alone].append(event)
    found = [
        Happening(reports=tuple(sorted(g, key=lambda e: known.get(e.citation.document) or "9999")))
        for g in groups.values()
    ]
    return sorted(found, key=lambda h: (h.event.start or "9999", h.event.type, h.event.id))


def _speaker(event: Event) -> str | None:
    return named(event.asserted_by[-1:]) if event.asserted_by else None


def told(happening: Happening) -> Sentence:
    """The sentence on one event: a claim names who makes it, a denial stays a denial."""
    event = happening.event
    who = named(event.source_actors) if event.source_actors else "somebody"
    whom = named(event.target_actors) if event.target_actors else "somebody"
    deed = f"{who} {DEEDS[event.type]} {whom}"
    voice = _speaker(event)
    text = {
        "fact": f"{when(event)}, {deed}.",
        "claim": f"{f'according to {voice}' if voice else 'it is claimed that'}, {when(event)}, {deed}.",
        "rumour": f"it is rumoured that {when(event)} {deed}.",
        "denied": f"{f'{voice} denies' if voice else 'it is denied'} that {when(event)} {deed}.",
        "planned": f"it is planned or announced: {deed}, {when(event)}.",
        "hypothetical": f"it is held possible: {deed}, {when(event)}.",
    }[event.factuality]
    return Sentence(
        text=capital(text),
        citations=tuple(r.citation for r in happening.reports),
        evidence=tuple(r.id for r in happening.reports),
    )


def quoted(claim: Claim) -> Sentence:
    """The sentence on one statement: who made it, when, and its own words."""
    words = " ".join(claim.content.text.split()).rstrip(".,; ")
    who = named([claim.speaker]) if claim.speaker else "a speaker not named"
    date = f" ({written(claim.date)})" if claim.date else ""
    text = f"{who} {SAID[claim.polarity]}{date}: “{words}”."
    return Sentence(text=capital(text), citations=(claim.citation,), evidence=(claim.id,))


def _people(actors: Iterable[Actor], name: str, limit: int = 3) -> Sentence | None:
    """Who acts for a party, by how often the documents name them, with an office if one is known."""
    totals: Counter[str] = Counter()
    best: dict[str, Actor] = {}
    for actor in actors:
        if actor.kind == "person" and actor.party == name:
            totals[actor.key] += len(actor.mentions)
            held = best.get(actor.key)
            if held is None or (len(actor.roles), len(actor.mentions)) > (
                len(held.roles),
                len(held.mentions),
            ):
                best[actor.key] = actor
    chosen = [best[key] for key, _ in totals.most_common(limit)]
    if not chosen:
        return None
    parts = [f"{a.name}, {a.roles[0].title}" if a.roles else a.name for a in chosen]
    text = f"For {the(name)} the documents name above all {'; '.join(parts)}."
    return Sentence(
        text=text,
        citations=tuple(a.citation for a in chosen),
        evidence=tuple(a.id for a in chosen),
    )


def _others(events: Iterable[Event], pair: tuple[str, str], limit: int = 5) -> Sentence | None:
    """Third parties that act on, or are acted on by, one of the pair."""
    seen: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        parties = {party(r) for r in (*event.source_actors, *event.target_actors)}
        if len(parties) > 1 and parties & set(pair):
            for other in parties - set(pair):
                seen[other].append(event)
    top = sorted(seen.items(), key=lambda kv: (-len(kv[1]), kv[0]))[:limit]
    if not top:
        return None
    names = [f"{the(name)} ({len(found)})" for name, found in top]
    return Sentence(
        text=f"Others have to do with one of the two: {listed(names)}; in brackets, in how many events.",
        citations=tuple(found[0].citation for _, found in top),
        evidence=tuple(e.id for _, found in top for e in found),
    )


def _last(dated: Sequence[Happening], limit: int = 6) -> list[Sentence]:
    return [told(h) for h in reversed(dated[-limit:])]


def _statements(claims: Iterable[Claim], pair: tuple[str, str], limit: int = 6) -> list[Sentence]:
    """The latest statements of one of the pair that address or concern the other."""
    kept = []
    for claim in claims:
        if claim.speaker is None or party(claim.speaker) not in pair:
            continue
        other = pair[1] if party(claim.speaker) == pair[0] else pair[0]
        if other in {party(r) for r in (*claim.addressees, *claim.about)}:
            kept.append(claim)
    kept.sort(key=lambda c: (c.date or "", c.confidence, c.id), reverse=True)
    return [quoted(c) for c in kept[:limit]]


def _disputed(
    found: Sequence[Happening], claims: Iterable[Claim], pair: tuple[str, str], limit: int = 6
) -> list[Sentence]:
    """What is denied: events, and statements that deny or rebut."""
    events = [told(h) for h in found if h.event.factuality == "denied"]
    denials = sorted(
        (
            c
            for c in claims
            if (c.polarity == "deny" or c.rebuts)
            and c.speaker
            and {party(r) for r in (c.speaker, *c.about, *c.addressees)} & set(pair)
        ),
        key=lambda c: (c.date or "", c.id),
        reverse=True,
    )
    return [*events, *(quoted(c) for c in denials)][:limit]


def _years(found: Iterable[Happening]) -> tuple[Year, ...]:
    counted: defaultdict[int, Counter[bool]] = defaultdict(Counter)
    for happening in found:
        event = happening.event
        if event.start and event.factuality in ("fact", "claim"):
            counted[int(event.start[:4])][event.quad.endswith("cooperation")] += 1
    if not counted:
        return ()
    return tuple(
        Year(year=y, cooperation=counted[y][True], conflict=counted[y][False])
        for y in range(min(counted), max(counted) + 1)
    )


def brief(
    events: Sequence[Event],
    claims: Sequence[Claim],
    actors: Sequence[Actor],
    known: Mapping[str, str | None],
    *,
    pair: tuple[str, str] | None = None,
) -> Brief | None:
    """Tell a relationship: who, since when, what happened last, what is said and disputed.

    *known* gives the date of each document by its id.  Without a *pair* of parties it is the two between whom most events are reported; None if no
    event has two known parties.  Only what is reported as having happened, by the day of its
    document, counts as past.
    """
    if pair is None:
        counted = pairs(events)
        if not counted:
            return None
        pair = min(counted, key=lambda p: (-counted[p], p))
    own = between(events, pair)
    found = happenings(own, known)
    past = [h for h in found if _has_happened(h.event, known)]
    dated = [h for h in past if h.event.precision not in ("none", "publication")] or past
    people = [s for s in (*(_people(actors, p) for p in pair), _others(events, pair)) if s]
    sections = (
        Section(heading="Who", sentences=tuple(people)),
        Section(heading="Since when", sentences=tuple(told(h) for h in dated[:3])),
        Section(heading="What happened last", sentences=tuple(_last(dated[3:]))),
        Section(heading="What they say", sentences=tuple(_statements(claims, pair))),
        Section(heading="What is denied", sentences=tuple(_disputed(found, claims, pair))),
    )
    return Brief(
        pair=pair,
        sections=tuple(s for s in sections if s.sentences),
        years=_years(dated),
        events=len(found),
        reports=len(own),
    )


def _has_happened(event: Event, known: Mapping[str, str | None]) -> bool:
    """Whether a document of its own day or later reports an event as fact or claim."""
    if event.factuality not in ("fact", "claim") or event.start is None:
        return False
    published = known.get(event.citation.document)
    return published is None or event.start[: len(published)] <= published[: len(event.start)]
