"""What each page shows: filters in, the values for its template out.

A function here reads the shelf, calls a room where one is needed, and returns plain values;
`app.py` ties them to addresses.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from legation.dossier import Brief, Sentence, brief
from legation.ledger import Listed, Query, Row
from legation.records import Actor, Citation, Claim, Coded, Document, Event, Role
from legation.web.filters import PAGE_SIZE, Filters
from legation.web.reader import lay_out
from legation.web.shelf import NotFoundError, Shelf, Shown, passage, title
from legation.web.timeline import draw

Context = dict[str, Any]
Documents = dict[str, Listed]
T = TypeVar("T")
LEADING = ("event", "claim")  # kinds that have a page of their own
SHORT = 8  # records of a kind on an actor's page


def paged(found: Sequence[T], page: int) -> Context:
    """One page of a list, and how many there are."""
    last = max(1, -(-len(found) // PAGE_SIZE))
    page = min(page, last)
    first = (page - 1) * PAGE_SIZE
    return {
        "found": found[first : first + PAGE_SIZE],
        "total": len(found),
        "page": page,
        "last": last,
    }


def brief_page(shelf: Shelf, filters: Filters) -> Context:
    """The relationship: who, since when, what happened last, with a note to every sentence."""
    documents = shelf.documents(filters.when)
    events = list(shelf.select(Event, Query(kind="event"), filters.when, documents))
    claims = list(shelf.select(Claim, Query(kind="claim"), filters.when, documents))
    actors = shelf.select(Actor, Query(kind="actor"), filters.when, documents)
    told = brief(
        [s.record for s in events],
        [s.record for s in claims],
        [s.record for s in actors],
        {ident: listed.fields.get("date") for ident, listed in documents.items()},
    )
    dates = sorted(d for listed in documents.values() if (d := listed.fields.get("date")))
    return {
        "brief": told,
        "noted": noted(told, documents) if told else [],
        "documents": documents,
        "events": len(events),
        "claims": len(claims),
        "dates": dates,
        "peak": max((max(y.cooperation, y.conflict) for y in told.years), default=1) if told else 1,
    }


def noted(told: Brief, documents: Documents) -> list[Context]:
    """The sections with their footnotes, numbered through."""
    number, sections = 0, []
    for section in told.sections:
        sentences, notes = [], []
        for sentence in section.sentences:
            marks = []
            for ident, citation in reports(sentence):
                number += 1
                marks.append(number)
                listed = documents.get(citation.document)
                notes.append(
                    {
                        "number": number,
                        "citation": citation,
                        "record": ident,
                        "origin": title(listed) if listed else citation.document[:12],
                        "fields": listed.fields if listed else {},
                    }
                )
            sentences.append({"text": sentence.text, "marks": marks})
        sections.append({"heading": section.heading, "sentences": sentences, "notes": notes})
    return sections


def reports(sentence: Sentence) -> Iterable[tuple[str, Citation]]:
    """At most four passages of a sentence, one a document first."""
    first: dict[str, tuple[str, Citation]] = {}
    for ident, citation in zip(sentence.evidence, sentence.citations, strict=False):
        first.setdefault(citation.document, (ident, citation))
    return islice(first.values(), 4)


def events_page(shelf: Shelf, filters: Filters) -> Context:
    """Events over time and as a list, the latest first."""
    documents = shelf.documents(filters.when)
    found = [
        s
        for s in shelf.select(Event, filters.query("event"), filters.when, documents)
        if not filters.factuality or s.record.factuality == filters.factuality
    ]
    drawing = draw([(s.id, s.record) for s in found])
    return {"drawing": drawing, "origin": of_document(filters, documents)} | paged(
        latest(found), filters.page
    )


def latest(found: Sequence[Shown[Event]]) -> list[Shown[Event]]:
    """Events the latest first, undated ones last; they come the earliest first."""
    dated = [s for s in found if s.record.start]
    return [*reversed(dated), *(s for s in found if not s.record.start)]


def claims_page(shelf: Shelf, filters: Filters) -> Context:
    """Who said what, the latest first."""
    documents = shelf.documents(filters.when)
    found = list(shelf.select(Claim, filters.query("claim"), filters.when, documents))
    found.sort(key=lambda s: (s.record.date or s.date or "", s.id), reverse=True)
    return {"origin": of_document(filters, documents)} | paged(found, filters.page)


def of_document(filters: Filters, documents: Documents) -> str | None:
    """The title of the document that the page is narrowed to."""
    listed = documents.get(filters.document)
    return title(listed) if listed else None


def actors_page(shelf: Shelf, filters: Filters) -> Context:
    """Everybody whom the documents name, the most mentioned first."""
    wanted = filters.q.casefold()
    found = [
        entry
        for entry in shelf.ledger.actors(filters.when)
        if not wanted or any(wanted in alias.casefold() for alias in (entry.name, *entry.aliases))
    ]
    return paged(found, filters.page)


def actor_page(shelf: Shelf, filters: Filters, key: str) -> Context:
    """One actor: names, offices, what it did and said, and what was done to it."""
    entry = next((e for e in shelf.ledger.actors(filters.when) if e.key == key), None)
    if entry is None:
        raise NotFoundError(f"no actor {key!r} is known; the page of actors lists those that are")
    documents = shelf.documents(filters.when)
    own = Query(kind="event", actor=key)
    events = list(shelf.select(Event, own, filters.when, documents))
    spoken = Query(kind="claim", source=key)
    claims = list(shelf.select(Claim, spoken, filters.when, documents))
    records = [
        s
        for s in shelf.select(Actor, Query(kind="actor"), filters.when, documents)
        if s.id in entry.records
    ]
    return {
        "entry": entry,
        "offices": offices(records),
        "records": records,
        "events": latest(events)[:SHORT],
        "event_count": len(events),
        "types": Counter(s.record.type for s in events).most_common(),
        "claims": [*reversed(claims)][:SHORT],
        "claim_count": len(claims),
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
    rows = [(listed, title(listed)) for listed in documents.values()]
    return paged(rows, filters.page)


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


def search_page(shelf: Shelf, filters: Filters) -> Context:
    """Passages that match."""
    if not filters.q:
        return {"hits": None, "limit": PAGE_SIZE}
    hits = shelf.ledger.search(filters.q, filters.when, limit=PAGE_SIZE)
    return {"hits": hits, "limit": PAGE_SIZE}
