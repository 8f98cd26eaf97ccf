"""What each page shows: filters in, the values for its template out.

A function here reads the shelf, calls a room where one is needed, and returns plain values;
`app.py` ties them to addresses.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar, cast

from legation.ledger import LATEST_HAPPENED, LATEST_TOLD, Listed, Order, Query, Row
from legation.records import Actor, Citation, Claim, Coded, Document, Event, Role
from legation.web.filters import PAGE_SIZE, Filters
from legation.web.reader import lay_out
from legation.web.shelf import NotFoundError, Shelf, Shown, passage, title
from legation.web.timeline import Group, lay_lanes

Context = dict[str, Any]
Documents = dict[str, Listed]
T = TypeVar("T")
R = TypeVar("R", bound=Coded)
LEADING = ("event", "claim")  # kinds that have a page of their own
SHORT = 8  # records of a kind on an actor's page


def paged(found: Sequence[T], page: int) -> Context:
    """One page of a list, and how many there are."""
    first, numbers = cut_out(len(found), page)
    return {"found": found[first : first + PAGE_SIZE]} | numbers


def events_page(shelf: Shelf, filters: Filters) -> Context:
    """Events over time and as a list, the latest first."""
    when, changes = filters.when, shelf.changes(filters.new_since, filters.when)
    query = shelf.fresh(filters.query("event"), filters.new_since, when)
    documents, calendar = shelf.documents(when), shelf.calendar(when)
    places = calendar.choose(query, when, shelf.ledger)
    first, numbers = cut_out(len(places), filters.page)
    chosen = [int(row) for row in calendar.record[places[first : first + PAGE_SIZE]]]
    axis = calendar.axis(places)
    crowds = calendar.crowds(places, axis) if axis else []
    wanted = list({*chosen, *(row for crowd in crowds for row in crowd[3])})
    events = dict(
        zip(wanted, cast(list[Event], shelf.ledger.numbered("event", wanted)), strict=True)
    )
    groups = [
        Group(quad, at, n, [(events[r].id, events[r]) for r in own]) for quad, at, n, own in crowds
    ]
    return {
        "drawing": lay_lanes(axis, groups, undated=calendar.undated(places)) if axis else None,
        "origin": of_document(filters, documents),
        "found": shelf.marked((events[n] for n in chosen), documents, changes),
    } | numbers


def cut_out(total: int, page: int) -> tuple[int, Context]:
    """The first place of a page of a list, and what the page says of the list's length."""
    last = max(1, -(-total // PAGE_SIZE))
    page = min(page, last)
    return (page - 1) * PAGE_SIZE, {"total": total, "page": page, "last": last}


def listed(shelf: Shelf, kind: type[R], filters: Filters, by: str) -> Context:
    """One page of the records of a kind that the filters choose, and how many there are."""
    when, changes = filters.when, shelf.changes(filters.new_since, filters.when)
    query = shelf.fresh(filters.query(kind.record), filters.new_since, when)
    first, numbers = cut_out(shelf.count(query, when), filters.page)
    rows = shelf.ledger.select(query, when, Order(by=by, limit=PAGE_SIZE, offset=first))
    found = list(shelf.of(kind, rows, shelf.documents(when), changes))
    return {"found": found} | numbers


def claims_page(shelf: Shelf, filters: Filters) -> Context:
    """Who said what, the latest first."""
    documents = shelf.documents(filters.when)
    origin = of_document(filters, documents)
    return {"origin": origin} | listed(shelf, Claim, filters, LATEST_TOLD)


def of_document(filters: Filters, documents: Documents) -> str | None:
    """The title of the document that the page is narrowed to."""
    listed = documents.get(filters.document)
    return title(listed) if listed else None


def actors_page(shelf: Shelf, filters: Filters) -> Context:
    """Everybody whom the documents name, the most mentioned first."""
    wanted = filters.q.casefold()
    changes = shelf.changes(filters.new_since, filters.when)
    found = [
        entry
        for entry in shelf.actors(filters.when)
        if (not wanted or any(wanted in a.casefold() for a in (entry.name, *entry.aliases)))
        and (changes is None or not changes.marks.keys().isdisjoint(entry.records))
    ]
    return paged(found, filters.page)


def actor_page(shelf: Shelf, filters: Filters, key: str) -> Context:
    """One actor: names, offices, what it did and said, and what was done to it."""
    entry = shelf.actor(key, filters.when)
    documents, when = shelf.documents(filters.when), filters.when
    own, spoken = Query(kind="event", actor=key), Query(kind="claim", source=key)
    latest = Order(by=LATEST_HAPPENED, limit=SHORT)
    records = list(shelf.select(Actor, Query(kind="actor", ids=entry.records), when, documents))
    return {
        "entry": entry,
        "offices": offices(records),
        "records": records,
        "events": list(shelf.select(Event, own, when, documents, latest)),
        "event_count": shelf.count(own, when),
        "types": shelf.ledger.count_by("label", own, when),
        "claims": list(shelf.select(Claim, spoken, when, documents, latest)),
        "claim_count": shelf.count(spoken, when),
    }


def offices(records: Sequence[Shown[Actor]]) -> list[tuple[Role, list[str], list[Context]]]:
    """Each office once: how it is put, and the passages that give it."""
    found: defaultdict[tuple[str | None, ...], list[tuple[Role, Shown[Actor]]]] = defaultdict(list)
    for shown in records:
        for role in shown.record.roles:
            title = role.title.casefold().removeprefix("the ")
            found[title, role.of, role.start, role.end].append((role, shown))
    return [
        (
            group[0][0],
            list(dict.fromkeys(r.citation.text for r, _ in group if r.citation)),
            [{"address": said(r, s), "origin": s.origin} for r, s in group],
        )
        for group in found.values()
    ]


def said(role: Role, shown: Shown[Actor]) -> str:
    """The address of the passage that gives an office, else of the actor's."""
    own = shown.record.citation
    if role.citation is None:
        return passage(own)
    span = role.citation
    return passage(Citation(document=own.document, start=span.start, end=span.end, text=span.text))


def documents_page(shelf: Shelf, filters: Filters) -> Context:
    """All documents, by date."""
    documents = shelf.documents(filters.when)
    changes = shelf.changes(filters.new_since, filters.when)
    chosen = [
        (listed, title(listed))
        for listed in documents.values()
        if changes is None or listed.id in changes.documents
    ]
    rows = paged(chosen, filters.page)
    table = [{"title": name} | listed.data() for listed, name in rows["found"]]
    return {"table": table} | rows


def reader_page(shelf: Shelf, filters: Filters, prefix: str, at: str) -> Context:
    """A document with what was made of it."""
    document = shelf.find(prefix)
    if not isinstance(document, Document):
        raise NotFoundError(f"{prefix} is the id of a record, not of a document")
    documents = shelf.documents(filters.when)
    ident = next((i for i in documents if i.startswith(prefix)), document.id)
    own = Query(document=ident)
    records = {s.id: s.record for s in shelf.select(Coded, own, filters.when, documents)}
    blocks = lay_out(document, ident, records, cited=span(at, len(document.text)))
    listed = documents.get(ident)
    counts = Counter(r.record for r in records.values())
    return {
        "ident": ident,
        "document": document,
        "name": title(listed) if listed else document.title or ident[:12],
        "source": listed.sources[0] if listed else None,
        "blocks": [b for b in blocks if b.region != "furniture"],
        "furniture": [b for b in blocks if b.region == "furniture"],
        "counts": dict(sorted(counts.items(), key=lambda kv: (kv[0] not in LEADING, kv[0]))),
        "shown": {i: shelf.shown(i, r, documents) for i, r in records.items()},
    }


def span(at: str, length: int) -> tuple[int, int] | None:
    """The characters that `at=START-END` asks for, if they lie in the text."""
    start, _, end = at.partition("-")
    if not (start.isdecimal() and end.isdecimal()):
        return None
    return (int(start), int(end)) if 0 <= int(start) < int(end) <= length else None


def record_page(shelf: Shelf, filters: Filters, prefix: str) -> Context:
    """One record: every field, and the passage in what stands around it."""
    row = shelf.find(prefix)
    record = shelf.record(row) if isinstance(row, Row) else None
    if not isinstance(row, Row) or not isinstance(record, Coded):
        raise NotFoundError(f"{prefix} is not the id of something read in a document")
    documents = shelf.documents(filters.when)
    shown: Shown[Coded] = shelf.shown(row.id, record, documents)
    return {"shown": shown, "data": row.data(), "context": shelf.ledger.context(row)}
