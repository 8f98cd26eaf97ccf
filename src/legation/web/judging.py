"""Judging records on the web: accept, edit, reject, add; the pages of the forms, and what they write.

Every function that writes takes the study and a form, writes one judgement, and returns the address
of the reader at the passage, with the judgement that can be undone there.
"""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import FormData

from legation import review as room
from legation.errors import UsageError
from legation.ledger import Query, Row
from legation.records import Coded, Document, Event, Span
from legation.study import Study
from legation.web.filters import Filters
from legation.web.forms import ADDED, actors_of, blank, fields_of, filled
from legation.web.pages import Context, reader_page, span
from legation.web.review import BY_HAND, WRITING, text
from legation.web.shelf import NotFoundError, Shelf, title

QUEUE: Final = ("event", "claim")  # kinds that are asked about one by one
AROUND: Final = 300


# --- pages ----------------------------------------------------------------------------------------


def reading(
    study: Study, shelf: Shelf, filters: Filters, prefix: str, at: str, judged: str
) -> Context:
    """A document with what was made of it, what of that is accepted, and the last judgement."""
    shown = reader_page(shelf, filters, prefix, at)
    done = shelf.kept("accepted", lambda: room.accepted(study.ledger.judgements()))
    return shown | {"accepted": done, "latest": latest(study, judged)}


def edit_page(shelf: Shelf, filters: Filters, prefix: str) -> Context:
    """The form of one record."""
    row, record = found(shelf, prefix)
    told = list(
        shelf.select(
            Coded, Query(document=row.document), filters.when, shelf.documents(filters.when)
        )
    )
    actors = actors_of([s.record for s in told])
    for field in fields_of(record.record, record):
        for key in (*field.values, field.value if field.sort == "actor" else ""):
            ref = next((r for r in refs(record) if r.id == key), None)
            if key and ref is not None:
                actors.setdefault(key, ref)
    shown: Any = shelf.shown(row.id, record, shelf.documents(filters.when))
    return {
        "shown": shown, "kind": record.record, "fields": fields_of(record.record, record),
        "actors": [(k, r.name) for k, r in actors.items()], "context": shelf.ledger.context(row),
        "prefix": row.id[:16],
    }  # fmt: skip


def add_page(shelf: Shelf, filters: Filters, prefix: str, *, at: str, kind: str) -> Context:
    """The form of a record that a passage should have: first its words and kind, then its fields."""
    document = read(shelf, prefix)
    place = span(at, len(document.text))
    if place is None:
        raise UsageError("which passage? open a document and select some words, or a paragraph")
    if kind and kind not in ADDED:
        raise UsageError(f"a {kind!r} cannot be added; known: {', '.join(ADDED)}")
    documents = shelf.documents(filters.when)
    told = list(shelf.select(Coded, Query(document=document.id), filters.when, documents))
    actors = actors_of([s.record for s in told])
    listed = documents.get(document.id)
    return {
        "prefix": prefix, "name": title(listed) if listed else document.title or prefix,
        "at": at, "words": document.text[slice(*place)], "kind": kind, "kinds": list(ADDED),
        "fields": fields_of(kind) if kind else [],
        "actors": [(k, r.name) for k, r in actors.items()],
    }  # fmt: skip


def queue_page(study: Study, shelf: Shelf, filters: Filters, *, kind: str, after: str) -> Context:
    """The next record that nobody has judged, the surest first, with what stands around it."""
    kind = kind or QUEUE[0]
    if kind not in QUEUE:
        raise UsageError(f"{kind!r} is not asked about; known: {', '.join(QUEUE)}")
    documents = shelf.documents(filters.when)
    done = room.accepted(study.ledger.judgements())

    def ordered() -> list[str]:
        told = shelf.select(Coded, Query(kind=kind), filters.when, documents)
        rows = [(s.record.confidence, s.date or "", s.id) for s in told if s.id not in done]
        return [ident for _, _, ident in sorted(rows, reverse=True)]

    waiting = shelf.kept(("queue", kind, filters.when), ordered)
    place = waiting.index(after) + 1 if after in waiting else 0
    ident = waiting[place] if place < len(waiting) else None
    shown: Any = None
    context = None
    if ident is not None:
        row, record = found(shelf, ident)
        shown, context = shelf.shown(row.id, record, documents), shelf.ledger.context(row, AROUND)
    return {
        "shown": shown, "context": context, "waiting": len(waiting) - place, "kind": kind,
        "kinds": QUEUE, "judged": len(done),
    }  # fmt: skip


def latest(study: Study, judgement: str) -> Context | None:
    """The judgement of this id as a page shows it, if it is in force."""
    rows = study.ledger.judgements() if judgement else []
    row = next((r for r in rows if r["id"].startswith(judgement)), None)
    if row is None or not row["in_force"] or row["verb"] == "undo":
        return None
    return {"id": row["id"], "verb": SAID.get(row["verb"], row["verb"]), "author": row["author"]}


SAID: Final = {"accept": "accepted", "reject": "rejected", "edit": "edited", "add": "added"}


# --- what the forms write ---------------------------------------------------------------------------


def accept(study: Study, form: FormData) -> str:
    """That a record is right."""
    row, _ = stored(study, text(form, "record"))
    return written(study, room.accept(row.id), row, form)


def reject(study: Study, form: FormData) -> str:
    """That a record is wrong."""
    row, _ = stored(study, text(form, "record"))
    return written(study, room.reject(row.id), row, form)


def change(study: Study, form: FormData) -> str:
    """That a record should read otherwise."""
    row, record = stored(study, text(form, "record"))
    told = [r for r in study.records(document=row.document) if isinstance(r, Coded)]
    made = filled(record, form, actors_of(told))
    return written(study, room.edit(record, made), row, form)


def add(study: Study, form: FormData) -> str:
    """That a passage says what nobody read in it."""
    document = study.ledger.find(text(form, "document"))
    if not isinstance(document, Document):
        raise UsageError("no such document")
    place = span(text(form, "at"), len(document.text))
    if place is None:
        raise UsageError("the passage does not lie in the document")
    whole = document.text[slice(*place)]
    words = str(form.get("words", "")).strip().replace("\r\n", "\n") or whole.strip()
    start = document.text.find(words, *place)
    if start < 0:
        raise UsageError("these words do not stand in the passage; copy them as they are written")
    chosen = Span(start=start, end=start + len(words), text=words)
    told = [r for r in study.records(document=document.id) if isinstance(r, Coded)]
    record = blank(text(form, "kind"), document, chosen, form, actors_of(told))
    verdict = room.add(record)
    with WRITING:
        judgement = study.decide(verdict, text(form, "reason") or BY_HAND)
    return reader_address(document.id, (chosen.start, chosen.end), judgement)


def hold_apart(study: Study, form: FormData) -> str:
    """That two reports, put together as one event, tell of two."""
    row, record = stored(study, text(form, "record"))
    other, second = stored(study, text(form, "other"))
    if not (isinstance(record, Event) and isinstance(second, Event)):
        raise UsageError("only reports of events can be held apart")
    with WRITING:
        study.decide(room.keep_apart(row.id, other.id), text(form, "reason") or BY_HAND)
    return f"/records/{row.id[:16]}"


def written(study: Study, verdict: room.Verdict, row: Row, form: FormData) -> str:
    """Write a verdict about a record and say where to go on."""
    with WRITING:
        judgement = study.decide(verdict, text(form, "reason") or BY_HAND)
    if text(form, "back") == "queue":
        return "/review/records?" + urlencode({"kind": row.kind, "judged": judgement[:16]})
    record = row.record()
    assert isinstance(record, Coded)
    cited = record.citation
    return reader_address(cited.document, (cited.start, cited.end), judgement)


def take_back(study: Study, form: FormData) -> str:
    """Undo a judgement from the page that shows it."""
    with WRITING:
        verdict = room.undo(text(form, "judgement"), study.judged())
        study.decide(verdict, text(form, "reason") or "taken back in the reader")
    back = text(form, "back")
    own = back.startswith("/") and not back.startswith(("//", "/\\"))
    return back if own else "/review#history"


def reader_address(document: str, place: tuple[int, int], judgement: str) -> str:
    """The reader at a passage, with the judgement that was just made."""
    query = urlencode({"at": f"{place[0]}-{place[1]}", "judged": judgement[:16]})
    return f"/documents/{document[:16]}?{query}#at"


# --- looking up -----------------------------------------------------------------------------------


def found(shelf: Shelf, prefix: str) -> tuple[Row, Coded]:
    """The record whose id begins so."""
    row = shelf.find(prefix)
    record = shelf.record(row) if isinstance(row, Row) else None
    if not isinstance(row, Row) or not isinstance(record, Coded):
        raise NotFoundError(f"{prefix} is not the id of something read in a document")
    return row, record


def stored(study: Study, ident: str) -> tuple[Row, Coded]:
    """The record of this id, for writing about it."""
    row = study.ledger.find(ident)
    record = row.record() if isinstance(row, Row) else None
    if not isinstance(row, Row) or not isinstance(record, Coded):
        raise UsageError(f"{ident[:16]} is not the id of something read in a document")
    return row, record


def read(shelf: Shelf, prefix: str) -> Document:
    """The document whose id begins so."""
    document = shelf.find(prefix)
    if not isinstance(document, Document):
        raise NotFoundError(f"{prefix} is the id of a record, not of a document")
    return document


def refs(record: Coded) -> list[Any]:
    """The actors that a record names."""
    found_refs: list[Any] = []
    for field in fields_of(record.record, record):
        held = getattr(record, field.name)
        if field.sort == "actors":
            found_refs += held
        elif field.sort == "actor" and held is not None:
            found_refs.append(held)
    return found_refs


WRITERS: Final[dict[str, Callable[[Study, FormData], str]]] = {
    "/records/accept": accept,
    "/records/reject": reject,
    "/records/edit": change,
    "/records/add": add,
    "/records/apart": hold_apart,
    "/records/undo": take_back,
}
