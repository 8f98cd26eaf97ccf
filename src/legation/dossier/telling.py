"""The library → the brief: sentences on one relationship, each with the passages it rests on.

A sentence is in our words only where the record it rests on was accepted by a user or is at least
`SURE` to be right.  Everything else is quoted: a whole sentence of a document, in its own words,
dated and named, so that what the brief says is that the document says so.  What can neither be
told nor quoted is left out and counted.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest
from itertools import islice
from typing import Any, Final

from legation.dossier.happenings import (
    Happening,
    Parties,
    between,
    happenings,
    has_happened,
    pairs,
)
from legation.dossier.headings import (
    ASIDE,
    DISPUTED,
    ELSEWHERE,
    FORESEEN,
    NEWS,
    PEOPLE,
    PEOPLE_NOTE,
    PHASES,
    SAYINGS,
    TURNS,
    said_by_somebody,
    said_to_come,
    said_to_deny,
)  # fmt: skip
from legation.dossier.page import Brief, Left, Section, Sentence
from legation.dossier.quotes import Desk, Quote, Source
from legation.dossier.wording import capital, deed, named, party, the, when, written
from legation.records import Actor, ActorRef, Citation, Claim, Coded, Event, Prediction, Status

SURE: Final = 0.9
MOST: Final[dict[str, int]] = {
    TURNS: 16, PHASES: 18, DISPUTED: 5, SAYINGS: 6, ASIDE: 16, ELSEWHERE: 12, NEWS: 8, FORESEEN: 5,
}  # fmt: skip
_HONORIFIC: Final = re.compile(r" (?:Mullah|Mawlawi|Prince|Haji|Sheikh|Mr|Dr)\.?$")
_SOMEBODY: Final = re.compile(r"(?:his|her|its|their|a|an) ", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d]{3,}|\d+")
ALIKE: Final = 0.72  # of the words of the shorter of two sentences
SHOWN: Final = 6  # of denials, statements, expectations
TRIED: Final = 1500  # records that are weighed for a section, or looked at one by one
CROWDED: Final = 0.25  # how much less a sentence counts for each one chosen of the same year


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What a brief is told from.

    `accepted` are ids of records that a user accepted, edited or added, `settled` of predictions
    whose outcome is known; `apart` are pairs of reports that a user holds apart; `tracks` gives the
    steps of the relations room; `news` are the ids of documents that are new, and `new` says since
    when; None if nobody asked.  `kept` is what was worked out of the same events and documents.
    """

    events: Sequence[Event] = ()
    claims: Sequence[Claim] = ()
    actors: Sequence[Actor] = ()
    statuses: Sequence[Status] = ()
    predictions: Sequence[Prediction] = ()
    desk: Desk
    accepted: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()
    tracks: Callable[[str, str], Sequence[Mapping[str, Any]]] | None = None
    news: frozenset[str] | None = None
    new: str = ""
    pair: tuple[str, str] | None = None
    kept: dict[Hashable, Any] = field(default_factory=dict)

    def busiest(self) -> tuple[str, str] | None:
        """The pair with most events, if any has two known parties."""
        if "pairs" not in self.kept:
            self.kept["pairs"] = pairs(self.events)
        counted: Counter[tuple[str, str]] = self.kept["pairs"]
        return min(counted, key=lambda p: (-counted[p], p), default=None)

    def parted(
        self, pair: tuple[str, str], known: Mapping[str, str | None]
    ) -> tuple[list[Happening], list[Happening]]:
        """Reports put together, those of a pair and the others; *known* are the documents' dates."""
        asked = (pair, self.apart)
        if self.kept.get("parted", (None,))[0] != asked:  # one pair: they take much memory
            mine = between(self.events, pair)
            ids = {e.id for e in mine}
            others = [e for e in self.events if e.id not in ids]
            own = happenings(mine, known, apart=self.apart)
            self.kept["parted"] = (asked, (own, happenings(others, known, apart=self.apart)))
        found: tuple[list[Happening], list[Happening]] = self.kept["parted"][1]
        return found

    def sure(self, record: Coded) -> bool:
        """Whether a record may be told in our words."""
        return record.id in self.accepted or record.confidence >= SURE


def brief(library: Library) -> Brief | None:
    """Tell a relationship; None if no event has two known parties and no pair was given."""
    pair = library.pair
    if pair is None:
        pair = library.busiest()
        if pair is None:
            return None
    teller = _Teller(library=library, pair=pair)
    sections = [
        teller.people(), teller.news(), teller.turns(), teller.phases(), teller.disputed(),
        teller.sayings(), teller.foreseen(), teller.aside(), teller.elsewhere(),
    ]  # fmt: skip
    return Brief(
        pair=pair,
        sections=tuple(s for s in sections if s is not None and s.sentences),
        left=tuple(teller.left()),
        events=len(teller.own),
        reports=sum(len(h.reports) for h in teller.own),
    )


@dataclass(slots=True, kw_only=True)
class _Teller:
    """Sections one after another; a sentence that was used is not used again."""

    library: Library
    pair: tuple[str, str]
    own: list[Happening] = field(init=False)
    rest: list[Happening] = field(init=False)
    used: list[frozenset[str]] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    known: dict[str, str | None] = field(init=False)
    parties: Parties = field(default_factory=Parties)

    def __post_init__(self) -> None:
        """Put the reports together, those of the pair and the others apart."""
        self.known = {i: s.date for i, s in self.library.desk.sources.items()}
        self.own, self.rest = self.library.parted(self.pair, self.known)

    # --- sections -----------------------------------------------------------------------------

    def people(self) -> Section:
        """Who acts for the two, each with an office that a passage gives."""
        sides = [people(self.library, side) for side in self.pair]
        found = [replace(s, rank=2 * n) for own in sides for n, s in enumerate(own)]
        return Section(heading=PEOPLE, sentences=tuple(found), note=PEOPLE_NOTE)

    def turns(self) -> Section | None:
        """The first sure day of each level of each track."""
        if self.library.tracks is None:
            return None
        by_id: dict[str, Coded] = {r.id: r for r in (*self.library.events, *self.library.statuses)}
        found = []
        for step in self.library.tracks(*self.pair):
            if step["standing"] != "confirmed" or step["basis"] != "stated":
                continue
            records = [by_id[i] for i in step["ids"] if i in by_id]
            told = next((s for r in records if (s := self.say([r]))), None)
            if told:
                lead = " · ".join(filter(None, (capital(step["track"]), told.lead)))
                found.append(replace(told, lead=lead))
                self.shown.update(step["ids"])
            if len(found) == MOST[TURNS]:
                break
        found.sort(key=lambda s: s.day)
        ranked = (replace(s, rank=len(found) - n - 1) for n, s in enumerate(found))
        return Section(
            heading=TURNS, sentences=tuple(ranked),
            note="The first dated passage for each step of a track.",
        )  # fmt: skip

    def phases(self) -> Section:
        """What is reported between the two, over the years."""
        past = [h for h in self.own if has_happened(h.event, self.known) and self.both_named(h)]
        return Section(heading=PHASES, sentences=self.chosen(past, MOST[PHASES], ours=True))

    def aside(self) -> Section:
        """What one of the two has to do with others."""
        unnamed = [h for h in self.own if not self.both_named(h)]
        rest = [h for h in self.rest if self.concerns(h.event)]
        near = [h for h in (*rest, *unnamed) if self.past(h)]
        return Section(heading=ASIDE, sentences=self.chosen(near, MOST[ASIDE]))

    def elsewhere(self) -> Section:
        """What the documents tell of others."""
        far = [h for h in self.rest if not self.concerns(h.event) and self.past(h)]
        return Section(heading=ELSEWHERE, sentences=self.chosen(far, MOST[ELSEWHERE]))

    def disputed(self) -> Section:
        """Denials, the latest first; the sentence itself must say that something is denied."""
        denials: list[Coded] = [c for c in self.library.claims if c.polarity == "deny" or c.rebuts]
        denials += [e for e in self.library.events if e.factuality == "denied"]
        found = self.latest((d for d in denials if self.touches(d)), said_to_deny)
        return Section(heading=DISPUTED, sentences=tuple(found[: MOST[DISPUTED]]))

    def sayings(self) -> Section:
        """What either side says, the latest first; the sentence itself must name who speaks."""
        own = [
            c for c in self.library.claims
            if c.speaker is not None and c.speaker.antecedent is None
            and party(c.speaker) in self.pair and c.polarity != "deny"
        ]  # fmt: skip
        found = self.latest(own, said_by_somebody, self.names_speaker)
        return Section(heading=SAYINGS, sentences=tuple(found[: MOST[SAYINGS]]))

    def foreseen(self) -> Section:
        """What somebody expects, plans or promises, the latest first."""
        ahead: list[Coded] = [
            p for p in self.library.predictions if p.id not in self.library.settled
        ]
        ahead += [e for e in self.library.events if e.factuality in ("planned", "hypothetical")]
        done = {self.place(p) for p in self.library.predictions if p.id in self.library.settled}
        last = max((day for day in self.known.values() if day), default="")
        found = self.latest(
            (r for r in ahead if still_ahead(r, last)), said_to_come,
            lambda r: self.names_one(r) and self.place(r) not in done,
        )  # fmt: skip
        return Section(
            heading=FORESEEN, sentences=tuple(found[: MOST[FORESEEN]]),
            note="Expectations of those who are quoted, not ours.",
        )  # fmt: skip

    def news(self) -> Section | None:
        """What the new documents report; it is not told again below."""
        fresh = self.library.news
        if fresh is None:
            return None
        new = [h for h in (*self.own, *self.rest) if h.reports[0].citation.document in fresh]
        told = self.chosen(new, MOST[NEWS], ours=True)
        return Section(heading=NEWS, sentences=told, note=self.library.new)

    # --- sentences ----------------------------------------------------------------------------

    def say(self, reports: Sequence[Coded], *, ours: bool = True) -> Sentence | None:
        """One sentence for reports of one thing: quoted where one can be, told where one is sure.

        The date of a sure record stands even where its sentence does not state it.  Unless *ours*,
        nothing is told in our words.
        """
        sure = [r for r in reports if self.library.sure(r)]
        spoken = False
        for record in sorted(sure or reports, key=_undated):
            quote = self.library.desk.quote(record)
            spoken = spoken or quote is not None
            if quote is not None and self.free(quote):
                said = self.quoted(quote, reports)
                return _dated_by(record, said) if sure else said
        events = [r for r in sure if isinstance(r, Event)]
        if not (events and ours) or spoken:
            return None
        sentence = told(Happening(reports=tuple(events)), self.known)
        self.shown.update(sentence.evidence)
        return sentence

    def free(self, quote: Quote) -> bool:
        """Whether no sentence with nearly these words has been used; they are taken now."""
        words = frozenset(_WORD.findall(quote.citation.text.casefold()))
        if any(alike(words, other) for other in self.used):
            self.shown.add(quote.record)
            return False
        self.used.append(words)
        return True

    def quoted(self, quote: Quote, reports: Sequence[Coded]) -> Sentence:
        """A quotation with its date and the passages of other documents that report the same."""
        desk, cited = self.library.desk, quote.citation
        more = [
            s for r in reports if (s := desk.sentence(r.citation)) and s.document != cited.document
        ]
        others = {s.document: s for s in more}
        self.shown.update(r.id for r in reports)
        return Sentence(
            text=" ".join(cited.text.split()),
            citations=(cited, *others.values()),
            evidence=(quote.record, *(r.id for r in reports if r.id != quote.record)),
            lead=quote.lead, how="quoted", day=quote.day,
        )  # fmt: skip

    def chosen(
        self, found: Sequence[Happening], limit: int, *, ours: bool = False
    ) -> tuple[Sentence, ...]:
        """The weightiest happenings that can be told or quoted, spread over the years, by date.

        What a sentence above rests on is not told again.
        """
        ranked = ((self.weight(h), n, h) for n, h in enumerate(found))
        waiting = [(w, h) for w, _, h in nlargest(TRIED, ranked, key=lambda r: (r[0], -r[1]))]
        years: Counter[str] = Counter()
        kept: list[Sentence] = []
        while waiting and len(kept) < limit:
            place = max(
                range(len(waiting)),
                key=lambda i: waiting[i][0] / (1 + CROWDED * years[_year(waiting[i][1])]),
            )
            _, happening = waiting.pop(place)
            if not self.shown.isdisjoint(r.id for r in happening.reports):
                continue
            sentence = self.say(happening.reports, ours=ours)
            if sentence is not None:
                years[_year(happening)] += 1
                kept.append(replace(sentence, rank=len(kept)))
        return tuple(sorted(kept, key=lambda s: (s.day, s.text)))

    def latest(
        self,
        records: Iterable[Coded],
        fits: Callable[[str], bool],
        such: Callable[[Coded], bool] | None = None,
    ) -> list[Sentence]:
        """Quotations that fit, the latest document first; told once for each speaker's words.

        *such* chooses among the records; it is asked of as few as need be, the latest first.
        """
        known = self.known
        ordered = sorted(
            records, key=lambda r: (known.get(r.citation.document) or "", r.id), reverse=True
        )
        found: list[Sentence] = []
        for record in islice(filter(such, ordered) if such else ordered, TRIED):
            quote = self.library.desk.quote(record)
            if quote is None or not quote.alone or not fits(quote.citation.text):
                continue
            if self.free(quote):
                day = self.known.get(record.citation.document)
                said = self.quoted(quote, [record])
                found.append(replace(said, lead=f"reported {written(day)}", rank=len(found)))
            if len(found) == SHOWN:
                break
        return found

    def weight(self, happening: Happening) -> float:
        """How much speaks for telling it: documents, certainty, a date and parties of its own."""
        event = happening.event
        documents, sure = happening.weight
        firm = {"fact": 1.0, "claim": 0.7, "denied": 0.5}.get(event.factuality, 0.3)
        dated = 1.0 if event.precision not in ("publication", "none") else 0.4
        both = 1.0 if event.source_actors and event.target_actors else 0.5
        accepted = any(r.id in self.library.accepted for r in happening.reports)
        return firm * dated * both * sure * (1 + 0.4 * (documents - 1)) + 10 * accepted

    def both_named(self, happening: Happening) -> bool:
        """Whether the words of one report name both of the pair, or somebody accepted it."""
        return any(
            e.id in self.library.accepted or set(self.pair) <= {party(r) for r in _named_in(e)}
            for e in happening.reports
        )

    def past(self, happening: Happening) -> bool:
        """Whether it is told as something that has happened, or its words say how it is meant."""
        event = happening.event
        if event.factuality not in ("fact", "claim") or event.start is None:
            return True
        return has_happened(event, self.known)

    def place(self, record: Coded) -> tuple[str, int] | None:
        """Where the sentence around a record begins."""
        sentence = self.library.desk.sentence(record.citation)
        return (sentence.document, sentence.start) if sentence else None

    def names_speaker(self, claim: Coded) -> bool:
        """Whether the sentence around a claim names who speaks."""
        sentence = self.library.desk.sentence(claim.citation)
        speaker = claim.speaker if isinstance(claim, Claim) else None
        return sentence is not None and speaker is not None and speaker.text in sentence.text

    def names_one(self, record: Coded) -> bool:
        """Whether the sentence around a record names one of the two."""
        sentence = self.library.desk.sentence(record.citation)
        return sentence is not None and any(side in sentence.text for side in self.pair)

    def concerns(self, event: Event) -> bool:
        """Whether one of the two acts in an event or is acted on."""
        sides = self.parties.of(event.source_actors), self.parties.of(event.target_actors)
        return any(one in side for one in self.pair for side in sides)

    def touches(self, record: Coded) -> bool:
        """Whether a claim or an event has to do with one of the two."""
        if isinstance(record, Event):
            return self.concerns(record)
        if not isinstance(record, Claim) or record.speaker is None:
            return False
        names = {party(r) for r in (record.speaker, *record.about, *record.addressees)}
        return bool(names & set(self.pair))

    # --- what is left out ---------------------------------------------------------------------

    def left(self) -> list[Left]:
        """What was read but not told, by the reason."""
        unsure, crowded = 0, 0
        rest = [e for e in self.library.events if e.id not in self.shown]
        for event in rest[:TRIED]:
            if self.library.desk.sentence(event.citation) is None:
                unsure += 1
            else:
                crowded += 1
        more = len(rest) - unsure - crowded
        claims = sum(1 for c in self.library.claims if c.id not in self.shown)
        found = (
            (crowded, "reports of events", "they weigh less than those above: one document, no date "
             "of their own, or the same year has enough", "/events"),
            (unsure, "reports of events", "nobody has accepted them, and their sentence cannot be "
             "read without the one before it", "/events"),
            (more, "more reports of events", "for one of these reasons", "/events"),
            (claims, "statements", "the brief quotes denials, expectations and the latest "
             "words of either side only", "/claims"),
        )  # fmt: skip
        return [Left(number=n, what=w, why=y, page=p) for n, w, y, p in found if n]


def still_ahead(record: Coded, last: str) -> bool:
    """Whether the time that a record foresees is not over on the day of the last document."""
    if isinstance(record, Event):
        day = None if _undated(record) else record.start
    else:
        day = getattr(record, "horizon", None)
    return day is None or last[: len(day)] <= day


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sentences are nearly the same words; with other numbers they are not.

    >>> alike(frozenset({"met", "port"}), frozenset({"met", "port", "again"}))
    True
    >>> alike(frozenset({"met", "port", "12"}), frozenset({"met", "port", "14"}))
    False
    """
    numbers = [frozenset(w for w in words if w.isdigit()) for words in (one, other)]
    if not (numbers[0] <= numbers[1] or numbers[1] <= numbers[0]):
        return False
    return len(one & other) > ALIKE * max(1, min(len(one), len(other)))


def told(happening: Happening, known: Mapping[str, str | None]) -> Sentence:
    """The sentence on one event in our words: a claim names who makes it, a denial stays one."""
    event = happening.event
    voice = named(event.asserted_by[-1:]) if event.asserted_by else None
    said = deed(event)
    text = {
        "fact": f"{when(event)}, {said}.",
        "claim": f"{f'according to {voice}' if voice else 'it is claimed that'}, {when(event)}, {said}.",
        "rumour": f"it is rumoured that {when(event)} {said}.",
        "denied": f"{f'{voice} denies' if voice else 'it is denied'} that {when(event)} {said}.",
        "planned": f"it is planned or announced: {said}, {when(event)}.",
        "hypothetical": f"it is held possible: {said}, {when(event)}.",
    }[event.factuality]
    return Sentence(
        text=capital(text),
        citations=tuple(r.citation for r in happening.reports),
        evidence=tuple(r.id for r in happening.reports),
        day=event.start or known.get(event.citation.document) or "9999",
    )


def people(library: Library, side: str, limit: int = 4) -> list[Sentence]:
    """Who acts for a party, those first whom most documents name, in the words for their office."""
    named: Counter[str] = Counter()  # in how many documents; mentions tell equals apart
    offices: dict[str, tuple[Actor, Citation]] = {}
    for actor in library.actors:
        if actor.kind != "person" or actor.party != side or not library.sure(actor):
            continue
        named[actor.key] += 1000 + len(actor.mentions)
        said = _office(actor, library.desk)
        held = offices.get(actor.key)
        if said is not None and (held is None or len(said.text) > len(held[1].text)):
            offices[actor.key] = (actor, said)
    chosen = [offices[key] for key, _ in named.most_common() if key in offices][:limit]
    return [
        Sentence(
            text=f"{actor.name}, “{said.text}”.",
            lead=f"For {the(side)}",
            citations=(said,),
            evidence=(actor.id,),
        )
        for actor, said in chosen
    ]


def _office(actor: Actor, desk: Desk) -> Citation | None:
    """The words that give an actor's office at most length, without a title that ends them.

    Words behind "and" may be the end of a longer office, and words for somebody else ("their
    foreign minister") need a sentence before them: neither is taken.
    """
    for role in sorted(actor.roles, key=lambda r: -len(r.title)):
        said = role.citation
        if said is None:
            continue
        words = _HONORIFIC.sub("", said.text)
        place = replace(actor.citation, start=said.start, end=said.end, text=said.text)
        sentence = desk.whole(place, 0)
        before = sentence.text[: said.start - sentence.start] if sentence else ""
        if before.rstrip().endswith((" and", "-")) or _SOMEBODY.match(words):
            continue
        return replace(actor.citation, start=said.start, end=said.start + len(words), text=words)
    return None


def _named_in(event: Event) -> list[ActorRef]:
    """The parties that the passage names itself, not by a word that stands for them."""
    found = (*event.source_actors, *event.target_actors)
    return [r for r in found if r.antecedent is None and r.text in event.citation.text]


def _undated(record: Coded) -> bool:
    """Whether a record has no date but that of its report; such records come last."""
    return getattr(record, "precision", "none") in ("publication", "none")


def _dated(record: Coded) -> str:
    """The date of a record in words; "" where it is only that of its report."""
    start = getattr(record, "start", None)
    return "" if start is None or _undated(record) else written(start)


def _dated_by(record: Coded, said: Sentence) -> Sentence:
    """A quotation with the date of the sure record that it was read as."""
    lead = _dated(record)
    day = str(getattr(record, "start", said.day)) if lead else said.day
    return replace(said, lead=lead or said.lead, day=day, accepted=True)


def _year(happening: Happening) -> str:
    return (happening.event.start or "")[:4]


__all__ = ["SURE", "Brief", "Left", "Library", "Section", "Sentence", "Source", "brief", "told"]
