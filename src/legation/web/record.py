"""One record as a page: its fields, whether it is accepted, and, for an event, every report of it."""

from collections.abc import Mapping
from typing import Any, cast

from legation.dossier import Parties, happenings
from legation.ledger import Query
from legation.records import Event
from legation.review import accepted, held_apart
from legation.study import Study
from legation.web import pages
from legation.web.filters import Filters
from legation.web.shelf import Shelf, Shown

Context = dict[str, Any]


def record_page(study: Study, shelf: Shelf, filters: Filters, prefix: str) -> Context:
    """Every field of a record, the passage in what stands around it, and who else reports it."""
    shown = pages.record_page(shelf, filters, prefix)
    record = shown["shown"].record
    done = shelf.kept("accepted", lambda: accepted(study.ledger.judgements()))
    apart = shelf.kept("apart", lambda: held_apart(study.judged()))
    reports = same_event(shelf, filters, record, apart) if isinstance(record, Event) else []
    ident = shown["shown"].id
    others = {next(iter(pair - {ident})): j for pair, j in apart.items() if ident in pair}
    return shown | {"accepted": ident in done, "reports": reports, "apart": others}


def same_event(
    shelf: Shelf, filters: Filters, event: Event, apart: Mapping[frozenset[str], str]
) -> list[Shown[Event]]:
    """The other reports of one event: of its type and year, between the same, on dates that agree."""
    actors = (*event.source_actors, *event.target_actors)
    if event.start is None or not actors:
        return []
    documents = shelf.documents(filters.when)
    year = int(event.start[:4])
    query = Query(kind="event", label=event.type, since=str(year), until=str(year + 1))
    calendar, parties = shelf.calendar(filters.when), Parties()
    rows = calendar.record[calendar.choose(query, filters.when, shelf.ledger)].tolist()
    sides = parties.of(event.source_actors) | parties.of(event.target_actors)
    told = {
        e.id: shelf.shown(e.id, e, documents)
        for e in cast(list[Event], shelf.ledger.numbered("event", rows))
        if parties.of(e.source_actors) | parties.of(e.target_actors) == sides
    }
    told.setdefault(event.id, shelf.shown(event.id, event, documents))
    dates = {ident: listed.fields.get("date") for ident, listed in documents.items()}
    for happening in happenings([s.record for s in told.values()], dates, apart=set(apart)):
        ids = [r.id for r in happening.reports]
        if event.id in ids:
            return [told[i] for i in ids if i != event.id]
    return []
