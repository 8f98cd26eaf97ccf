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
from datetime import date
from typing import Final

from legation.ontology import SYMMETRIC_TYPES, EventType
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
FIRST: Final = 3  # sentences on how it began
LAST: Final = 6  # sentences on what happened last, what is said, what is denied
NEAR: Final = 2  # days between reports of one event
WORDS: Final = 4  # a statement shorter than this is not quoted
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
    """One event and every report of it, the earliest document first."""

    reports: tuple[Event, ...]

    @property
    def event(self) -> Event:
        """The report that stands for all: the most precise, a fact before a claim."""
        return min(
            self.reports,
            key=lambda e: (
                e.factuality != "fact",
                -len(e.start or ""),
                e.precision == "publication",
            ),
        )

    @property
    def weight(self) -> tuple[int, float]:
        """How much speaks for it: the documents that report it, the surest reading."""
        return (
            len({e.citation.document for e in self.reports}),
            max(e.confidence for e in self.reports),
        )


def the(name: str) -> str:
    """A name as it stands within a sentence.

    >>> the("Taliban"), the("Russia"), the("United States")
    ('the Taliban', 'Russia', 'the United States')
    """
    if name.startswith("The "):
        return f"the {name[4:]}"
    return f"the {name}" if _ARTICLE.fullmatch(name) else name


def capital(text: str) -> str:
    """A sentence with a capital at its head; nothing else of it changes."""
    return text[:1].upper() + text[1:]


def party(ref: ActorRef) -> str:
    """On whose behalf an actor acts; without a known party it is its own."""
    return ref.party or ref.name


def written(day: str | None) -> str:
    """An ISO date in words, as precise as it is.

    >>> written("2022-09-05"), written("2022-09"), written("2022"), written(None)
    ('5 September 2022', 'September 2022', '2022', 'undated')
    """
    if day is None:
        return "undated"
    year, *rest = day.split("-")
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

    Reports are of one event where type, parties and denial agree and their dates do: days at most
    two apart, or one date part of the other ("July" and "3 July").  *known* gives the date of each
    document by its id.
    """
    groups: defaultdict[tuple[object, ...], list[Event]] = defaultdict(list)
    for event in events:
        sides = tuple(
            frozenset(party(ref) for ref in refs)
            for refs in (event.source_actors, event.target_actors)
        )
        if event.type in SYMMETRIC_TYPES:
            sides = (sides[0] | sides[1], frozenset())
        alone = event.id if event.start is None else ""
        groups[event.type, sides, event.factuality == "denied", alone].append(event)
    found = [
        Happening(reports=tuple(sorted(g, key=lambda e: known.get(e.citation.document) or "9999")))
        for group in groups.values()
        for g in _by_date(group)
    ]
    return sorted(found, key=lambda h: (h.event.start or "9999", h.event.type, h.event.id))


def _by_date(events: Iterable[Event]) -> list[list[Event]]:
    """Events of one kind between the same parties, parted by date, the most precise first."""
    parts: list[list[Event]] = []
    for event in sorted(events, key=lambda e: (-len(e.start or ""), e.start or "", e.id)):
        start = event.start or ""
        for part in parts:
            other = part[0].start or ""
            if start == other or part_of(other, start) or _days_apart(start, other) <= NEAR:
                part.append(event)
                break
        else:
            parts.append([event])
    return parts


def part_of(day: str, month: str) -> bool:
    """Whether a day lies in a month; a year holds too much to say that two reports are one."""
    return month.count("-") == 1 and day.startswith(month)


def _days_apart(one: str, other: str) -> float:
    """Days between two dates; infinitely many unless both are days."""
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return float("inf")


def _speaker(event: Event) -> str | None:
    return named(event.asserted_by[-1:]) if event.asserted_by else None


def told(happening: Happening) -> Sentence:
    """The sentence on one event: a claim names who makes it, a denial stays a denial."""
    event = happening.event
    who = named(event.source_actors) if event.source_actors else "somebody"
    whom = named(event.target_actors) if event.target_actors else "somebody"
    word = f" (“{' '.join(event.trigger.text.split())}”)" if event.trigger else ""
    deed = f"{who} {DEEDS[event.type]} {whom}{word}"
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
    day = f" ({written(claim.date)})" if claim.date else ""
    text = f"{who} {SAID[claim.polarity]}{day}: “{words}”."
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
        citations=tuple(_office(a) for a in chosen),
        evidence=tuple(a.id for a in chosen),
    )


def _office(actor: Actor) -> Citation:
    """The passage that gives an actor's office, else the one that names the actor."""
    said = actor.roles[0].citation if actor.roles else None
    if said is None:
        return actor.citation
    document = actor.citation.document
    return Citation(document=document, start=said.start, end=said.end, text=said.text)


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


def _weighty(found: Sequence[Happening], limit: int) -> list[Happening]:
    """The happenings for which most speaks, still in their order."""
    kept = {id(h) for h in sorted(found, key=lambda h: h.weight, reverse=True)[:limit]}
    return [h for h in found if id(h) in kept]


def _statements(claims: Iterable[Claim], pair: tuple[str, str]) -> list[Sentence]:
    """Late statements of one of the pair that address or concern the other, the latest first."""
    kept = []
    for claim in claims:
        if claim.speaker is None or party(claim.speaker) not in pair:
            continue
        other = pair[1] if party(claim.speaker) == pair[0] else pair[0]
        if _whole(claim) and other in {party(r) for r in (*claim.addressees, *claim.about)}:
            kept.append(claim)
    return _said(kept)


def _whole(claim: Claim) -> bool:
    """Whether a statement has words enough to be quoted by itself."""
    return len(claim.content.text.split()) >= WORDS


def _denials(claims: Iterable[Claim], pair: tuple[str, str]) -> list[Sentence]:
    """Late statements by or about one of the pair that deny or rebut."""
    return _said(
        claim
        for claim in claims
        if (claim.polarity == "deny" or claim.rebuts)
        and claim.speaker
        and _whole(claim)
        and {party(r) for r in (claim.speaker, *claim.about, *claim.addressees)} & set(pair)
    )


def _said(claims: Iterable[Claim]) -> list[Sentence]:
    """Sentences on statements, the latest first; the same words by one speaker are told once."""
    same: defaultdict[tuple[str, str, str], list[Sentence]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.date or "", c.id), reverse=True):
        speaker = claim.speaker.id if claim.speaker else ""
        words = " ".join(claim.content.text.split()).casefold()
        same[speaker, claim.polarity, words].append(quoted(claim))
    return [
        Sentence(
            text=group[0].text,
            citations=tuple(c for s in group for c in s.citations),
            evidence=tuple(i for s in group for i in s.evidence),
        )
        for group in same.values()
    ]


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
    first = _weighty(dated[: 3 * FIRST], FIRST)
    last = _weighty([h for h in dated if h not in first][-2 * LAST :], LAST)
    denied = [told(h) for h in found if h.event.factuality == "denied"]
    sections = (
        Section(heading="Who", sentences=tuple(people)),
        Section(heading="Since when", sentences=tuple(told(h) for h in first)),
        Section(heading="What happened last", sentences=tuple(told(h) for h in reversed(last))),
        Section(heading="What they say", sentences=tuple(_statements(claims, pair)[:LAST])),
        Section(
            heading="What is denied",
            sentences=tuple([*denied[-FIRST:], *_denials(claims, pair)][:LAST]),
        ),
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
