"""The JSON endpoints under /api, described by /api/openapi.json, which this server itself serves.

`api` takes a study and its shelf and returns an ASGI app to be mounted.  `guard.py` stands before
it: every request needs the token, a change also the origin of our own pages.  What goes wrong is
`{"error": one line}` with 400, 404, 422 or 500.
"""

import threading
from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field

import legation
from legation import records, review
from legation.errors import LegationError, UsageError
from legation.export import references
from legation.ledger import ActorEntry, Order, Row, Touched, When
from legation.ledger import Query as Choice
from legation.records import Document
from legation.study import Study, searches
from legation.web.data import plain
from legation.web.shelf import NotFoundError, Shelf

ABOUT: Final = """
What the pages show, as JSON.  Dates are ISO 8601, cut to what is known; spans are characters of a
document's `text`, half-open.  `as_of` gives what a reader of the press could know at the end of
that day, `recorded_as_of` what this ledger held.  Records are as in the ledger: see the schemas.

Every request needs the token that `legation serve` printed, as the cookie that its link sets or as
`Authorization: Bearer TOKEN`.  Requests that change something need in addition an `Origin` header
that is this server's own address.
"""
MOST: Final = 1_000  # items of one answer
_WRITING: Final = threading.Lock()

AsOf = Annotated[str | None, Query(description="Day of knowledge, YYYY-MM-DD.")]
Recorded = Annotated[str | None, Query(description="Day or moment of the ledger.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="At most so many.")]
Offset = Annotated[int, Query(ge=0, description="After the first so many.")]
Record = (
    records.Event | records.Claim | records.Actor | records.Status | records.Membership
    | records.Relation | records.Mechanism | records.Condition | records.Prediction
    | records.Interest | records.Signal | records.Lever | records.Frame | records.Reference
    | records.Undertaking | records.Estimate
)  # fmt: skip
Style = Literal["chicago", "apa", "csl", "bibtex", "ris"]


class Failure(BaseModel):
    """What went wrong, in one line."""

    error: str


class Records(BaseModel):
    """Some of the records that fit, each also with its `record` kind, `id` and `document`."""

    total: int
    offset: int
    items: list[Record]


class Documents(BaseModel):
    """Some of the documents, without their texts."""

    total: int
    offset: int
    items: list[dict[str, Any]]


class Actors(BaseModel):
    """Some of the actors, the most mentioned first."""

    total: int
    offset: int
    items: list[ActorEntry]


class Judged(BaseModel):
    """The judgement that was written; `POST /judgements/{id}/undo` takes it back."""

    id: str


class Search(BaseModel):
    """A search to save under a name, in place of one that has it."""

    name: str
    words: str


class Verdict(BaseModel):
    """What to judge: a record by its id, or two actors by their keys (`into` is kept)."""

    verb: Literal["accept", "reject", "merge", "apart"]
    subjects: Annotated[list[str], Field(min_length=1, max_length=2)]
    reason: Annotated[str, Field(min_length=1, max_length=500)] = "judged through the API"


class Mark(BaseModel):
    """What to mark as read: all of it, or as it stood at the end of a day."""

    day: str | None = None
    reason: Annotated[str, Field(max_length=500)] = ""


def api(study: Study, shelf: Shelf) -> FastAPI:
    """All endpoints of one study."""
    app = FastAPI(
        title="legation", version=legation.__version__, description=ABOUT, docs_url=None,
        redoc_url=None, openapi_url="/openapi.json",
        responses={n: {"model": Failure} for n in (400, 403, 404, 422, 500)},
    )  # fmt: skip
    app.include_router(reading(study, shelf))
    app.include_router(writing(study))

    @app.exception_handler(LegationError)
    def failed(_: Request, error: Exception) -> JSONResponse:
        missing = isinstance(error, NotFoundError)
        asked_wrongly = isinstance(error, LegationError) and error.exit_code == UsageError.exit_code
        status = 404 if missing else 400 if asked_wrongly else 500
        return JSONResponse({"error": str(error)}, status_code=status)

    @app.exception_handler(RequestValidationError)
    def unfit(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return JSONResponse({"error": why_unfit(error)}, status_code=422)

    @app.exception_handler(404)
    def unknown(request: Request, _: Exception) -> JSONResponse:
        told = f"there is no endpoint {request.url.path}; /api/openapi.json lists them"
        return JSONResponse({"error": told}, status_code=404)

    return app


def why_unfit(error: RequestValidationError) -> str:
    """Which parts of a request do not fit, and why, in one line."""
    told = []
    for fault in error.errors():
        place = ".".join(str(part) for part in fault["loc"][1:]) or "the body"
        told.append(f"{place}: {fault['msg'][:1].lower()}{fault['msg'][1:]}")
    return "; ".join(told) + "; /api/openapi.json tells what fits"


def reading(study: Study, shelf: Shelf) -> APIRouter:
    """The endpoints that change nothing."""
    router = APIRouter(tags=["read"])

    @router.get("/status", summary="How much there is")
    def status(as_of: AsOf = None, recorded_as_of: Recorded = None) -> dict[str, Any]:
        return study.status(as_of=as_of, recorded_as_of=recorded_as_of)

    @router.get("/records", summary="Records that fit", responses={200: {"model": Records}})
    def chosen(
        *,
        kind: Annotated[str | None, Query(description="event, claim, status …")] = None,
        document: str | None = None,
        label: Annotated[str | None, Query(description="Event type, claim polarity …")] = None,
        actor: Annotated[str | None, Query(description="Key, name, party or code.")] = None,
        source: str | None = None,
        target: str | None = None,
        since: str | None = None,
        until: str | None = None,
        confidence: Annotated[float | None, Query(ge=0, le=1)] = None,
        factuality: str | None = None,
        as_of: AsOf = None,
        recorded_as_of: Recorded = None,
        offset: Offset = 0,
        limit: Limit = 100,
    ) -> JSONResponse:
        query = Choice(
            kind=kind, document=document, label=label, actor=actor, source=source, target=target,
            since=since, until=until, confidence=confidence, factuality=factuality,
        )  # fmt: skip
        when = When(as_of=as_of, recorded_as_of=recorded_as_of)
        rows = shelf.ledger.select(query, when, Order(limit=limit, offset=offset))
        items = [told(row) for row in rows]
        return JSONResponse({"total": shelf.count(query, when), "offset": offset, "items": items})

    @router.get("/records/{ident}", summary="One record", responses={200: {"model": Record}})
    def record(ident: str) -> JSONResponse:
        row = shelf.find(ident)
        if isinstance(row, Document):
            raise NotFoundError(f"{ident} is a document: /api/documents/{ident}")
        return JSONResponse(told(row))

    add_documents(router, shelf)
    add_actors(router, shelf)
    add_findings(router, study, shelf)
    add_news(router, study, shelf)
    return router


def add_documents(router: APIRouter, shelf: Shelf) -> None:
    """The endpoints on documents."""

    @router.get("/documents", summary="Documents", responses={200: {"model": Documents}})
    def documents(
        as_of: AsOf = None, recorded_as_of: Recorded = None, offset: Offset = 0, limit: Limit = 100
    ) -> JSONResponse:
        listed = list(shelf.documents(When(as_of=as_of, recorded_as_of=recorded_as_of)).values())
        items = [one.data() for one in listed[offset : offset + limit]]
        return JSONResponse({"total": len(listed), "offset": offset, "items": items})

    @router.get("/documents/{ident}", summary="One document with its text",
                responses={200: {"model": Document}})  # fmt: skip
    def document(ident: str) -> JSONResponse:
        return JSONResponse(whole(shelf, ident).to_json())

    @router.get("/documents/{ident}/reference", summary="One document as a reference")
    def reference(ident: str, style: Style = "chicago") -> PlainTextResponse:
        found = whole(shelf, ident)
        return PlainTextResponse(referred(found, style))


def add_actors(router: APIRouter, shelf: Shelf) -> None:
    """The endpoints on actors."""

    @router.get("/actors", summary="Actors", responses={200: {"model": Actors}})
    def actors(
        q: Annotated[str, Query(description="Part of a name.")] = "",
        as_of: AsOf = None,
        recorded_as_of: Recorded = None,
        offset: Offset = 0,
        limit: Limit = 100,
    ) -> JSONResponse:
        known = shelf.actors(When(as_of=as_of, recorded_as_of=recorded_as_of))
        folded = q.casefold()
        fit = [e for e in known if any(folded in a.casefold() for a in (e.name, *e.aliases))]
        items = [plain(e) for e in fit[offset : offset + limit]]
        return JSONResponse({"total": len(fit), "offset": offset, "items": items})

    @router.get("/actors/{key:path}", summary="One actor", responses={200: {"model": ActorEntry}})
    def actor(key: str, as_of: AsOf = None, recorded_as_of: Recorded = None) -> JSONResponse:
        when = When(as_of=as_of, recorded_as_of=recorded_as_of)
        return JSONResponse(plain(shelf.actor(key, when)))


def add_findings(router: APIRouter, study: Study, shelf: Shelf) -> None:
    """The endpoints on what is made of the records."""

    @router.get("/search", summary="Passages that match")
    def search(
        q: Annotated[str, Query(description='word, "a phrase", begin*, -unwanted')],
        as_of: AsOf = None,
        recorded_as_of: Recorded = None,
        limit: Limit = 20,
    ) -> JSONResponse:
        when = When(as_of=as_of, recorded_as_of=recorded_as_of)
        return JSONResponse(plain(shelf.ledger.search(q, when, limit=limit)))

    @router.get("/brief", summary="The relationship on one page")
    def brief(
        a: str = "",
        b: str = "",
        since: Annotated[str | None, Query(description="A day, or “note”.")] = None,
        as_of: AsOf = None,
        recorded_as_of: Recorded = None,
    ) -> JSONResponse:
        if bool(a) != bool(b):
            raise UsageError("a pair needs both names, a and b")
        asked = (a, b, since, as_of, recorded_as_of)
        found = shelf.kept(
            ("api brief", asked),
            lambda: study.brief(
                pair=(a, b) if a else None, since=since, as_of=as_of, recorded_as_of=recorded_as_of
            ),
        )
        return JSONResponse(plain(found))


def add_news(router: APIRouter, study: Study, shelf: Shelf) -> None:
    """The endpoints on what a user looks for again."""

    @router.get("/searches", summary="The saved searches")
    def saved() -> JSONResponse:
        return JSONResponse(plain(searches.saved(study)))

    @router.get("/changes", summary="What is new, changed or retracted")
    def changes(
        since: Annotated[str, Query(description="A day, a moment, or “note”.")] = "note",
        as_of: AsOf = None,
        recorded_as_of: Recorded = None,
        limit: Limit = MOST,
    ) -> JSONResponse:
        found = shelf.changes(since, When(as_of=as_of, recorded_as_of=recorded_as_of))
        if found is None:
            raise UsageError("since when? give a day, a moment or “note”")
        return JSONResponse(
            {
                "since": found.since,
                "counts": found.counts(),
                "new": taken(shelf, found.new[:limit]),
                "changed": [
                    {"before": before, "after": after}
                    for before, after in zip(
                        taken(shelf, [a for a, _ in found.changed[:limit]]),
                        taken(shelf, [b for _, b in found.changed[:limit]]),
                        strict=True,
                    )
                ],
                "retracted": taken(shelf, found.retracted[:limit]),
                "documents": found.documents,
                "documents_retracted": found.documents_retracted,
            }
        )


def writing(study: Study) -> APIRouter:
    """The endpoints that write judgements; each can be undone."""
    router = APIRouter(tags=["change"])

    @router.post("/judgements", summary="Judge a record or two actors", status_code=201)
    def judge(asked: Annotated[Verdict, Body()]) -> Judged:
        with _WRITING:
            return Judged(id=study.decide(verdict(study, asked), asked.reason))

    @router.post("/judgements/{ident}/undo", summary="Take a judgement back", status_code=201)
    def undo(ident: str) -> Judged:
        with _WRITING:
            found = review.undo(ident, study.judged())
            return Judged(id=study.decide(found, "taken back through the API"))

    @router.post("/searches", summary="Save a search", status_code=201)
    def save(asked: Annotated[Search, Body()]) -> Judged:
        with _WRITING:
            return Judged(id=searches.save(study, asked.name, asked.words))

    @router.post("/marks", summary="Mark what is there as read", status_code=201)
    def mark(asked: Annotated[Mark, Body()]) -> Judged:
        return Judged(id=study.mark(day=asked.day, reason=asked.reason))

    return router


def verdict(study: Study, asked: Verdict) -> review.Verdict:
    """What the review room makes of a verdict."""
    if asked.verb in ("accept", "reject"):
        if len(asked.subjects) != 1:
            raise UsageError(f"{asked.verb} takes one record")
        found = study.ledger.find(asked.subjects[0])
        if isinstance(found, Document):
            raise UsageError(f"{asked.subjects[0]} is a document, not a record")
        return review.accept(found.id) if asked.verb == "accept" else review.reject(found.id)
    if len(asked.subjects) != 2:
        raise UsageError(f"{asked.verb} takes two actors")
    known = {entry.key for entry in study.actors()}
    for key in asked.subjects:
        if key not in known:
            raise UsageError(f"no actor {key!r} is known")
    one, other = asked.subjects
    return review.merge([one], other) if asked.verb == "merge" else review.keep_apart(one, other)


def told(row: Row) -> dict[str, Any]:
    """A record as the API gives it."""
    data = row.data()
    extra = {"document": row.document, "known_at": row.known_at, "recorded_at": row.recorded_at}
    return data | extra


def taken(shelf: Shelf, chosen: Iterable[Touched]) -> list[dict[str, Any]]:
    """The whole of records that came or went."""
    wanted = [one.row for one in chosen]
    rows = shelf.rows(wanted)
    return [told(rows[number]) for number in wanted]


def whole(shelf: Shelf, ident: str) -> Document:
    """The document whose id begins so."""
    found = shelf.find(ident)
    if not isinstance(found, Document):
        raise NotFoundError(f"{ident} is the id of a record, not of a document")
    return found


def referred(document: Document, style: Style) -> str:
    """A document as a reference in a style."""
    fields = {k: v for k, v in document.to_json().items() if k not in ("text", "regions")}
    if style == "chicago":
        return references.chicago(fields)
    if style == "apa":
        return references.apa(fields)
    return references.WRITERS[style]([(document.id, fields)])


def endpoints(described: dict[str, Any]) -> list[dict[str, Any]]:
    """What an OpenAPI document describes, a line each endpoint."""
    return [
        {
            "method": method.upper(),
            "path": f"/api{path}",
            "summary": told["summary"],
            "takes": [given["name"] for given in told.get("parameters", ())],
        }
        for path, methods in described["paths"].items()
        for method, told in methods.items()
    ]
