"""Reports → happenings: events of one kind between the same parties on dates that agree.

`happenings` takes events as they were read and the dates of documents; `pairs` and `between` say
between whom.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from legation.dossier.wording import party
from legation.ontology import SYMMETRIC_TYPES
from legation.records import Event

NEAR: Final = 2  # days between reports of one event
_DAY, _MONTH = len("2022-09-05"), len("2022-09")


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
    """Events of one kind between the same parties, parted by date, the most precise first.

    Days come in order, so that only the last part can be near enough; a month is put to the first
    day that lies in it.
    """
    parts: list[list[Event]] = []
    same: dict[str, list[Event]] = {}
    month: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda e: (-len(e.start or ""), e.start or "", e.id)):
        start = event.start or ""
        part = same.get(start, month.get(start))
        if part is None and parts and _days_apart(start, parts[-1][0].start or "") <= NEAR:
            part = parts[-1]
        if part is None:
            part = []
            parts.append(part)
        part.append(event)
        same.setdefault(start, part)
        if len(start) == _DAY:
            month.setdefault(start[:_MONTH], part)
    return parts


def _days_apart(one: str, other: str) -> float:
    """Days between two dates; infinitely many unless both are days."""
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return float("inf")


def has_happened(event: Event, known: Mapping[str, str | None]) -> bool:
    """Whether a document of its own day or later reports an event as fact or claim."""
    if event.factuality not in ("fact", "claim") or event.start is None:
        return False
    published = known.get(event.citation.document)
    return published is None or event.start[: len(published)] <= published[: len(event.start)]
