"""The page "since my last note": what came, changed and went since a day, and marking a day.

A day or a moment in `new_since` chooses; without one it is the user's last mark.  What is told is
what this ledger recorded since; whether that was news to the press as well is said beside it.
"""

from typing import Any, Final

from starlette.datastructures import FormData

from legation.ledger import Touched, When
from legation.records import Coded
from legation.study import Study, notes, searches
from legation.web.data import flat
from legation.web.filters import Filters
from legation.web.review import text
from legation.web.shelf import Shelf, Shown

Context = dict[str, Any]
MOST: Final = 100  # of a kind of change, on the page


def changes_page(study: Study, shelf: Shelf, filters: Filters) -> Context:
    """What is another than it was, and when it was marked as read."""
    marked = notes.last(study)
    asked = filters.new_since or (notes.LAST if marked else "")
    found = shelf.changes(asked, filters.when)
    if found is None:
        return {"marked": None, "since": None, "told": None, "table": []}
    documents = shelf.documents(filters.when)
    changed = found.changed[:MOST]
    come, gone = found.new[:MOST], found.retracted[:MOST]
    ids = [*come, *gone, *(one for pair in changed for one in pair)]
    rows = shelf.rows(one.row for one in ids).values()
    shown = {s.id: s for s in shelf.of(Coded, rows, documents, found)}
    told = {
        "new": [told_as(one, shown, found.since) for one in come if one.id in shown],
        "changed": [
            told_as(after, shown, found.since) | {"before": shown[before.id]}
            for before, after in changed
        ],
        "retracted": [told_as(one, shown, found.since) for one in gone if one.id in shown],
    }
    return {
        "marked": marked,
        "since": found.since,
        "told": told,
        "counts": found.counts(),
        "new_documents": [documents[i] for i in found.documents if i in documents][:MOST],
        "documents_new": len(found.documents),
        "documents_retracted": len(found.documents_retracted),
        "judged": judged(study, found.since, filters.when),
        "table": [
            {"change": what, "news": row["news"]} | flat(row["shown"])
            for what, rows in told.items()
            for row in rows
        ],
    }


def told_as(one: Touched, shown: dict[str, Shown[Coded]], since: str) -> Context:
    """A record with whether the press could know it only after the mark."""
    return {"shown": shown[one.id], "news": one.known_at > since[:10], "before": None}


def judged(study: Study, since: str, when: When) -> list[tuple[str, int]]:
    """How many judgements of each verb were made since, marks left out."""
    counts: dict[str, int] = {}
    for row in study.ledger.judgements(when):
        if row["recorded_at"] > since and row["verb"] not in (notes.VERB, searches.VERB, "suggest"):
            counts[row["verb"]] = counts.get(row["verb"], 0) + 1
    return sorted(counts.items())


def mark(study: Study, form: FormData) -> str:
    """Mark what is there, or was at the end of a day, as read; the page without news comes next."""
    study.mark(day=text(form, "day") or None, reason=text(form, "reason"))
    return "/changes"
