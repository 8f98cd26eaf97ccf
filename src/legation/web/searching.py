"""Search as a page: what matches, and the searches that were saved, each with what is new in it.

`search_page` takes a study, its shelf and filters; `save` and `drop` take a form and return the
address to go on to.
"""

from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import FormData

from legation.errors import UsageError
from legation.study import Study, notes, searches
from legation.web.filters import PAGE_SIZE, Filters
from legation.web.review import WRITING, text
from legation.web.shelf import Shelf, hit_address

Context = dict[str, Any]
PLACE: Final = "/search"


def search_page(study: Study, shelf: Shelf, filters: Filters) -> Context:
    """Passages that match, in new documents only where a day or mark is given; saved searches."""
    marked = last_mark(study)
    shown: Context = {
        "hits": None, "total": 0, "most": searches.COUNTED, "limit": PAGE_SIZE, "table": [],
        "marked": marked, "saved": saved(study, shelf, filters, marked), "called": "",
    }  # fmt: skip
    if not filters.q:
        return shown
    since = notes.since(study, filters.new_since) if filters.new_since else None
    hits = searches.passages(study, filters.q, when=filters.when, since=since)
    table = [
        {"title": hit.title, "source": hit.source, "document": hit.document,
         "known_at": hit.known_at, "start": hit.passage.start, "end": hit.passage.end,
         "passage": hit_address(hit), "text": hit.passage.text, "score": hit.score}
        for hit in hits[:PAGE_SIZE]
    ]  # fmt: skip
    called = next((s["name"] for s in shown["saved"] if s["words"] == filters.q), "")
    found = {"hits": hits[:PAGE_SIZE], "total": len(hits), "table": table, "called": called}
    return shown | found


def last_mark(study: Study) -> str | None:
    """The moment of the user's last mark; None if there is none, or nobody knows who the user is."""
    try:
        return notes.last(study)
    except UsageError:
        return None


def saved(study: Study, shelf: Shelf, filters: Filters, marked: str | None) -> list[Context]:
    """The saved searches: how many passages each has, and how many are new since the last mark."""

    def counted() -> list[Context]:
        out = []
        for one in searches.saved(study):
            found = searches.passages(study, one.words, when=filters.when)
            new = 0
            if marked:
                fresh = searches.passages(study, one.words, when=filters.when, since=marked)
                new = len(fresh)
            row = {
                "name": one.name,
                "words": one.words,
                "author": one.author,
                "passages": len(found),
            }
            out.append(row | {"new": new, "most": searches.COUNTED})
        return out

    return shelf.kept(("saved searches", filters.when, marked), counted)


def save(study: Study, form: FormData) -> str:
    """Save a search under a name; its page comes next."""
    words = text(form, "q")
    with WRITING:
        searches.save(study, text(form, "name"), words)
    return f"{PLACE}?{urlencode({'q': words})}"


def drop(study: Study, form: FormData) -> str:
    """Delete a saved search."""
    with WRITING:
        searches.drop(study, text(form, "name"))
    return PLACE
