"""The addresses of the dossier, each tied to what its page shows.

`create_app` takes a study and returns the ASGI app; `guard.py` decides who may reach it.
"""

import gc
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData

from legation.dossier import capital, party, the, when, written
from legation.errors import LegationError, UsageError
from legation.ledger import NOW, Query
from legation.ontology import EVENT_TYPES
from legation.settings import FILE_NAME
from legation.study import Study, notes
from legation.web import api, claims, data, forecasts, judging, news, pages, review, searching
from legation.web.actor import actor_page
from legation.web.asked import Asked
from legation.web.citation import cite_page
from legation.web.copies import copies_page
from legation.web.filters import CHOICES, Filters
from legation.web.lanes import events_page
from legation.web.record import record_page
from legation.web.rooms import ROOMS
from legation.web.shelf import NotFoundError, Shelf, hit_address, hit_pieces, passage
from legation.web.wording import (
    ago,
    describe,
    in_prose,
    kind,
    label,
    language,
    polarity,
    said_in,
    variable_name,
    whole_words,
)

HERE: Final = Path(__file__).parent
NAVIGATION: Final = (
    ("/", "Brief"),
    ("/events", "Events"),
    ("/actors", "Actors"),
    ("/review", "Review"),
    ("/claims", "Claims"),
    ("/network", "Network"),
    ("/relation", "Relation"),
    ("/forecasts", "Forecasts"),
    ("/games", "Games"),
    ("/system", "System"),
    ("/documents", "Documents"),
    ("/search", "Search"),
)
OK: Final = 200
NOT_FOUND: Final = 404
WARMED: Final = ("/", "/network", "/relation")
AGAIN: Final = "3"  # seconds after which a browser asks anew for an unfinished page
MOST_FIELDS: Final = 20_000  # of a form: an actor may have as many mentions to tick


def templates() -> Environment:
    """The templates, which escape everything that they are given."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "navigation": NAVIGATION,
        "choices": CHOICES,
        "no_filters": Filters(),
        "event_types": EVENT_TYPES,
        "passage": passage,
        "hit_address": hit_address,
        "hit_pieces": hit_pieces,
        "claim_views": claims.VIEWS,
    }
    spoken: tuple[Callable[..., object], ...] = (written, the, party, when, capital, describe)
    spoken += (label, polarity, said_in, ago, in_prose, kind, language, variable_name, whole_words)
    words = {f.__name__: f for f in (*spoken, claims.amount)}
    environment.filters |= words
    return environment


def state_of(study: Study) -> object:
    """What is another whenever a page may show something else: the ledger, a file, the day."""
    paths = [study.folder / FILE_NAME, study.folder / "system.toml"]
    paths += (study.folder / "games").glob("*")
    told = [(path.name, path.stat()) for path in paths if path.is_file()]
    files = [(name, at.st_mtime_ns, at.st_size) for name, at in told]
    return study.ledger.version(), files, datetime.now(UTC).date()


class UnfinishedError(Exception):
    """A page that lacks what is still worked out: it is shown, but not kept."""

    def __init__(self, page: Response) -> None:
        self.page = page


class Site:
    """One study's pages."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.shelf = Shelf(
            study.ledger, since=partial(notes.since, study), version=partial(state_of, study)
        )
        self.templates = templates()

    def warm(self) -> None:
        """Draw the first pages of a large ledger before somebody asks for them.

        What was read stays, so the collector of cycles need not go over it again and again.
        """
        with suppress(LegationError):
            if self.shelf.count(Query(kind="event"), NOW) <= forecasts.MANY:
                return
            for address, template, show in ROOMS:
                if address in WARMED:
                    asked = {"type": "http", "method": "GET", "path": address}
                    room(self, template, show)(
                        Request(asked | {"query_string": b"", "headers": []})
                    )
            self.shelf.calendar(NOW)
            gc.freeze()

    def draw(
        self, request: Request, template: str, show: Callable[..., pages.Context], **given: str
    ) -> Response:
        """One page, kept until the ledger changes: filters read, looked up, template filled in."""

        def drawn() -> Response:
            filters = Filters.read(request.query_params)
            values = show(self.shelf, filters, **given)
            while values.get("waiting") and data.asked(request.query_params):
                values = show(self.shelf, filters, **given)  # data are given whole, or not at all
            page = self.fill(request, template, filters, **values)
            if values.get("waiting"):
                raise UnfinishedError(page)
            return page

        try:
            return self.keep(request, drawn)
        except UnfinishedError as told:
            told.page.headers["Refresh"] = AGAIN
            return told.page

    def keep(self, request: Request, drawn: Callable[[], Response]) -> Response:
        """A page that follows from the ledger alone, drawn once for each state of it."""
        kept = self.shelf.kept(("page", request.url.path, request.url.query), drawn)
        return Response(kept.body, headers=dict(kept.headers))

    def fill(
        self, request: Request, template: str, filters: Filters, /, status: int = 200, **values: Any
    ) -> Response:
        """Fill in a template, or give its values in the format that the address asks for."""
        path, query = request.url.path, request.query_params
        form = data.asked(query) if status == OK else None
        if form is not None:
            return data.answer(form, path, values, self.shelf.documents(filters.when))
        changes = self.shelf.changes(filters.new_since, filters.when) if status == OK else None
        text = self.templates.get_template(template).render(
            path=path,
            filters=filters,
            changed_since=changes,
            workspace=self.study.folder.name,
            formats=data.links(path, query.multi_items()) if status == OK else [],
            **values,
        )
        return HTMLResponse(text, status_code=status)

    def problem(self, request: Request, error: Exception) -> Response:
        """A page that says in one line what is wrong."""
        if isinstance(error, NotFoundError):
            status = NOT_FOUND
        else:
            status = 400 if isinstance(error, UsageError) else 500
        return self.fill(request, "problem.html", Filters(), status=status, why=str(error))


def create_app(study: Study) -> FastAPI:
    """All pages of one study."""
    site = Site(study)
    app = FastAPI(title="legation", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.warm = site.warm
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.mount("/api", api.api(study, site.shelf))
    lists: dict[str, tuple[str, Callable[..., pages.Context]]] = {
        "/events": ("events.html", events_page),
        "/claims": ("claims.html", pages.claims_page),
        "/claims/answers": ("claims_answers.html", partial(claims.answers_page, study)),
        "/claims/figures": ("claims_figures.html", partial(claims.figures_page, study)),
        "/claims/origins": ("claims_origins.html", partial(claims.origins_page, study)),
        "/claims/promises": ("claims_promises.html", partial(claims.promises_page, study)),
        "/actors": ("actors.html", pages.actors_page),
        "/documents": ("documents.html", pages.documents_page),
        "/search": ("search.html", partial(searching.search_page, study)),
    }
    for address, (template, show) in lists.items():
        app.get(address, response_class=HTMLResponse)(page(site, template, show))

    @app.get("/actors/{key:path}", response_class=HTMLResponse)
    def actor(request: Request, key: str) -> Response:
        return site.draw(request, "actor.html", partial(actor_page, site.study), key=key)

    @app.get("/documents/{prefix}", response_class=HTMLResponse)
    def reader(request: Request, prefix: str, at: str = "", judged: str = "") -> Response:
        show = partial(judging.reading, site.study)
        return site.draw(request, "reader.html", show, prefix=prefix, at=at, judged=judged)

    @app.get("/records/{prefix}", response_class=HTMLResponse)
    def record(request: Request, prefix: str) -> Response:
        return site.draw(request, "record.html", partial(record_page, site.study), prefix=prefix)

    add_rooms(app, site)
    add_review(app, site)
    add_changes(app, site)
    add_for_writing(app, site)

    @app.exception_handler(LegationError)
    def failed(request: Request, error: Exception) -> Response:
        return site.problem(request, error)

    @app.exception_handler(NOT_FOUND)
    def missing(request: Request, _: Exception) -> Response:
        return site.problem(request, NotFoundError(f"there is no page {request.url.path}"))

    return app


def add_rooms(app: FastAPI, site: Site) -> None:
    """The pages that ask the study's rooms."""
    for address, template, show in ROOMS:
        app.get(address, response_class=HTMLResponse)(room(site, template, show))


def add_review(app: FastAPI, site: Site) -> None:
    """The pages that judge actors, and the forms that they send.

    A judgement is about the actors as they stand now, so the days of knowledge do not go along.
    """

    @app.get("/review", response_class=HTMLResponse)
    def questions(request: Request, unsure: str = "") -> Response:
        def drawn() -> Response:
            filters = Filters(page=Filters.read(request.query_params).page)
            shown = review.review_page(site.study, site.shelf, filters, unsure=bool(unsure))
            return site.fill(request, "review.html", filters, **shown)

        return site.keep(request, drawn)

    @app.get("/review/split", response_class=HTMLResponse)
    def split(request: Request, key: str = "") -> Response:
        shown = review.split_page(site.study, site.shelf, Filters(), key=key)
        return site.fill(request, "review_split.html", Filters(), **shown)

    @app.get("/review/records", response_class=HTMLResponse)
    def queue(request: Request, kind: str = "", after: str = "", judged: str = "") -> Response:
        shown = judging.queue_page(site.study, site.shelf, Filters(), kind=kind, after=after)
        last = judging.latest(site.study, judged)
        return site.fill(request, "judge_queue.html", Filters(), latest=last, **shown)

    @app.get("/review/copies", response_class=HTMLResponse)
    def copies(request: Request, a: str = "", b: str = "") -> Response:
        shown = copies_page(site.study, site.shelf, Filters(), a=a, b=b)
        return site.fill(request, "copies.html", Filters(), **shown)

    @app.get("/records/{prefix}/edit", response_class=HTMLResponse)
    def edit(request: Request, prefix: str) -> Response:
        shown = judging.edit_page(site.shelf, Filters(), prefix)
        return site.fill(request, "judge_edit.html", Filters(), **shown)

    @app.get("/documents/{prefix}/add", response_class=HTMLResponse)
    def add(request: Request, prefix: str, at: str = "", kind: str = "") -> Response:
        shown = judging.add_page(site.shelf, Filters(), prefix, at=at, kind=kind)
        return site.fill(request, "judge_add.html", Filters(), **shown)

    writers = judging.WRITERS | {
        "/review": review.judge,
        "/review/undo": review.take_back,
        "/review/look": review.look,
        "/review/split": review.split_off,
    }
    for address, write in writers.items():
        app.post(address, response_class=RedirectResponse)(change(site, write))


def add_changes(app: FastAPI, site: Site) -> None:
    """What came, changed and went since a day; the forms that mark all as read, and save searches."""

    @app.get("/changes", response_class=HTMLResponse)
    def changed(request: Request) -> Response:
        filters = Filters.read(request.query_params)
        return site.fill(
            request, "changes.html", filters, **news.changes_page(site.study, site.shelf, filters)
        )

    app.post("/changes", response_class=RedirectResponse)(change(site, news.mark))
    app.post("/search/save", response_class=RedirectResponse)(change(site, searching.save))
    app.post("/search/drop", response_class=RedirectResponse)(change(site, searching.drop))


def add_for_writing(app: FastAPI, site: Site) -> None:
    """What helps to cite a passage, and to read the ledger by program."""

    @app.get("/cite/{prefix}", response_class=HTMLResponse)
    def cite(request: Request, prefix: str, at: str = "") -> Response:
        return site.draw(request, "cite.html", cite_page, prefix=prefix, at=at)

    @app.get("/api", response_class=HTMLResponse)
    def endpoints(request: Request) -> Response:
        def drawn() -> Response:
            listed = api.endpoints(api.api(site.study, site.shelf).openapi())
            shown: pages.Context = {"about": api.ABOUT, "endpoints": listed, "table": listed}
            return site.fill(request, "api.html", Filters(), **shown)

        return site.keep(request, drawn)


async def sent(request: Request) -> FormData:
    """The fields of the form that was sent."""
    return await request.form(max_fields=MOST_FIELDS)


def change(
    site: Site, write: Callable[[Study, FormData], str]
) -> Callable[[FormData], RedirectResponse]:
    """The endpoint of a form: what it asks is written, then another page is shown."""

    def endpoint(form: Annotated[FormData, Depends(sent)]) -> RedirectResponse:
        return RedirectResponse(write(site.study, form), status_code=303)

    return endpoint


def room(
    site: Site, template: str, show: Callable[..., pages.Context]
) -> Callable[[Request], Response]:
    """The endpoint of a page that asks the study's rooms."""

    def endpoint(request: Request) -> Response:
        def shown(shelf: Shelf, filters: Filters) -> pages.Context:
            asked = Asked.read(request.query_params)
            return show(site.study, shelf, filters, asked) | {"asked": asked}

        return site.draw(request, template, shown)

    return endpoint


def page(
    site: Site, template: str, show: Callable[..., pages.Context]
) -> Callable[[Request], Response]:
    """The endpoint of a page that takes nothing but filters."""

    def endpoint(request: Request) -> Response:
        return site.draw(request, template, show)

    return endpoint
