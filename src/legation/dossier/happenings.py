"""Reports → happenings: events of one kind between the same parties on dates that agree.

`happenings` takes events as they were read, the dates of documents, and the pairs that a user
holds apart; `pairs` and `between` say between whom.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from legation.dossier.wording import party
from legation.ontology import SYMMETRIC_TYPES
from legation.records import ActorRef, Event

NEAR: Final = 2  # days after an event on which a report without a date of its own may come
_DAY, _MONTH = len("2022-09-05"), len("2022-09")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event and every report of it, the earliest document first.

    `event` is the report that stands for all: the most precise, a fact before a claim.
    """

    reports: tuple[Event, ...]
    event: Event = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Choose the report that stands for all."""
        chosen = self.reports[0] if len(self.reports) == 1 else min(self.reports, key=_vagueness)
        object.__setattr__(self, "event", chosen)

    @property
    def weight(self) -> tuple[int, float]:
        """How much speaks for it: the documents that report it, the surest reading."""
        if len(self.reports) == 1:
            return 1, self.event.confidence
        return (
            len({e.citation.document for e in self.reports}),
            max(e.confidence for e in self.reports),
        )


def _vagueness(event: Event) -> tuple[bool, int, bool]:
    return event.factuality != "fact", -len(event.start or ""), event.precision == "publication"


class Parties:
    """On whose behalf those act that a record names; a tuple of actors is looked at once.

    >>> refs = (ActorRef(id="a", name="Ada", text="Ada", party="Isles"),)
    >>> Parties().of(refs)
    frozenset({'Isles'})
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[ActorRef, ...], frozenset[str]]] = {}

    def of(self, refs: tuple[ActorRef, ...]) -> frozenset[str]:
        """The parties of these actors."""
        known = self._known.get(id(refs))  # kept beside it, so that no other can have its place
        if known is None:
            known = self._known[id(refs)] = (refs, frozenset(party(ref) for ref in refs))
        return known[1]


def pairs(events: Iterable[Event]) -> Counter[tuple[str, str]]:
    """How many events there are between each two parties, whoever acted."""
    parties = Parties()
    sides = Counter((parties.of(e.source_actors), parties.of(e.target_actors)) for e in events)
    counted: Counter[tuple[str, str]] = Counter()
    for (sources, targets), number in sides.items():
        for pair in {tuple(sorted((s, t))) for s in sources for t in targets if s != t}:
            counted[pair[0], pair[1]] += number
    return counted


def between(events: Iterable[Event], pair: tuple[str, str]) -> list[Event]:
    """The events in which one of the pair acts and the other is acted on."""
    a, b = pair
    parties = Parties()
    kept = []
    for event in events:
        sources, targets = parties.of(event.source_actors), parties.of(event.target_actors)
        if (a in sources and b in targets) or (b in sources and a in targets):
            kept.append(event)
    return kept


def happenings(
    events: Iterable[Event],
    known: Mapping[str, str | None],
    *,
    apart: Set[frozenset[str]] = frozenset(),
) -> list[Happening]:
    """Put reports of one event together and sort by date, undated last.

    Reports are of one event where type, parties and denial agree, no two places differ, and the
    dates do: the same date, one part of the other ("July" and "3 July"), or a report that is dated
    by its publication alone at most two days after the day.  *known* gives the date of each
    document by its id, *apart* the pairs of ids that are never put together.
    """
    parties = Parties()
    groups: defaultdict[tuple[object, ...], list[Event]] = defaultdict(list)
    for event in events:
        sources, targets = parties.of(event.source_actors), parties.of(event.target_actors)
        if event.type in SYMMETRIC_TYPES:
            sources, targets = sources | targets, frozenset()
        alone = event.id if event.start is None else ""
        groups[event.type, sources, targets, event.factuality == "denied", alone].append(event)
    found = [
        Happening(reports=tuple(_earliest_first(part, known)))
        for group in groups.values()
        for part in _by_date(group, apart)
    ]
    return sorted(found, key=lambda h: (h.event.start or "9999", h.event.type, h.event.id))


def _earliest_first(reports: list[Event], known: Mapping[str, str | None]) -> list[Event]:
    if len(reports) == 1:
        return reports
    return sorted(reports, key=lambda e: known.get(e.citation.document) or "9999")


def _by_date(events: list[Event], apart: Set[frozenset[str]]) -> list[list[Event]]:
    """Events of one kind between the same parties, parted by date: stated days come first.

    So a report without a day of its own finds the days that others state.
    """
    if len(events) == 1:
        return [events]
    parts: list[list[Event]] = []
    dated: defaultdict[str, list[list[Event]]] = defaultdict(list)
    for event in sorted(events, key=_rank):
        start = event.start or ""
        near = (part for day in _days(event) for part in dated[day])
        part = next((p for p in near if _admits(p, event, apart)), None)
        if part is None:
            part = []
            parts.append(part)
            for day in {start, start[:_MONTH]} if len(start) == _DAY else {start}:
                dated[day].append(part)
        part.append(event)
    return parts


def _rank(event: Event) -> tuple[int, bool, str, str]:
    start = event.start or ""
    return -len(start), event.precision == "publication", start, event.id


def _days(event: Event) -> list[str]:
    """The dates on which others may have told of the same event, the likeliest first."""
    start = event.start or ""
    if event.precision != "publication" or len(start) != _DAY:
        return [start]
    day = date.fromisoformat(start)
    return [(day - timedelta(days=n)).isoformat() for n in range(NEAR + 1)]


def _admits(part: Iterable[Event], event: Event, apart: Set[frozenset[str]]) -> bool:
    """Whether no report of a part contradicts an event in its place, or is held apart from it."""
    place = event.place
    if place is not None and any(other.place not in (None, place) for other in part):
        return False
    return not apart or all(frozenset((other.id, event.id)) not in apart for other in part)


def has_happened(event: Event, known: Mapping[str, str | None]) -> bool:
    """Whether a document of its own day or later reports an event as fact or claim."""
    if event.factuality not in ("fact", "claim") or event.start is None:
        return False
    published = known.get(event.citation.document)
    return published is None or event.start[: len(published)] <= published[: len(event.start)]
