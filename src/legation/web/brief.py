"""The brief as a page: each sentence with its footnotes, and what was left out.

`brief_page` takes a study, its shelf and filters and returns the values for the template.  `a` and
`b` in the address choose the pair, `new_since` the day after which a document is news; `whole`
tells all that can be told, where else the weightiest sentences stand alone.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby, islice
from typing import Any
from urllib.parse import urlencode

from legation.dossier import Brief, Sentence, the
from legation.dossier.headings import (
    ASIDE,
    DISPUTED,
    ELSEWHERE,
    FORESEEN,
    NEWS,
    PEOPLE,
    PHASES,
    SAYINGS,
    TURNS,
)
from legation.ledger import Listed
from legation.records import Citation
from legation.study import Study
from legation.web.asked import Asked
from legation.web.filters import Filters
from legation.web.shelf import Shelf, title

Context = dict[str, Any]
NOTES = 4  # of a sentence, at most
SHORT = 8  # sentences that need no headings by year


def brief_page(study: Study, shelf: Shelf, filters: Filters, asked: Asked) -> Context:
    """The relationship: every sentence with a note to each passage that it rests on."""
    documents = shelf.documents(filters.when)
    all_of_it = study.brief(
        pair=asked.pair,
        since=filters.new_since or None,
        as_of=filters.as_of or None,
        recorded_as_of=filters.recorded_as_of or None,
    )
    told = all_of_it and (all_of_it if asked.whole else all_of_it.on_one_page())
    dates = sorted(d for listed in documents.values() if (d := listed.fields.get("date")))
    noted = sections(told, documents) if told else []
    return {
        "brief": told,
        "sections": noted,
        "table": [row for section in noted for row in section["rows"]],
        "quoted": sum(r["how"] == "quoted" for section in noted for r in section["rows"]),
        "told": sum(r["how"] == "told" for section in noted for r in section["rows"]),
        "documents": documents,
        "count": len(documents),
        "dates": [dates[0], dates[-1]] if dates else [],
        "onward": onward(told, filters) if told else {},
        "shorter": told != all_of_it,
    }


def sections(told: Brief, documents: Mapping[str, Listed]) -> list[Context]:
    """The sections with their footnotes, numbered through."""
    number, found = 0, []
    for section in told.sections:
        rows: list[Context] = []
        notes: list[Context] = []
        for sentence in section.sentences:
            marks = []
            for ident, citation in reports(sentence):
                number += 1
                marks.append(number)
                told_so = sentence.how == "told"
                notes.append(note(number, ident, citation, documents) | {"told": told_so})
            rows.append(
                {
                    "section": section.heading, "text": sentence.text, "lead": sentence.lead,
                    "how": sentence.how, "accepted": sentence.accepted, "year": sentence.day[:4], "marks": marks,
                    "origin": notes[-len(marks)]["origin"],
                }
            )  # fmt: skip
        found.append(
            {
                "heading": section.heading, "note": section.note, "rows": rows, "notes": notes,
                "left": section.left, "sides": sides(rows) if section.heading == PEOPLE else [],
                "years": years(rows) if section.heading == PHASES and len(rows) > SHORT else [],
            }
        )  # fmt: skip
    return found


def years(rows: list[Context]) -> list[tuple[str, list[Context]]]:
    """The sentences of each year."""
    return [(year, list(own)) for year, own in groupby(rows, key=lambda r: str(r["year"]))]


def sides(rows: list[Context]) -> list[tuple[str, list[Context]]]:
    """The key actors of each side, each with the name before the words for the office."""
    for row in rows:
        name, _, office = row["text"].partition(", “")
        row |= {"name": name, "office": office.rpartition("”")[0]}
    return [(lead, list(own)) for lead, own in groupby(rows, key=lambda r: str(r["lead"]))]


def onward(told: Brief, filters: Filters) -> dict[str, tuple[str, str]]:
    """Where more of each section stands: what the link says, and its address."""
    a, b = told.pair
    pair = urlencode({"a": a, "b": b})
    return {
        PEOPLE: ("all actors", filters.plain("/actors")),
        TURNS: ("the state of each track", filters.plain("/system")),
        PHASES: (f"all {told.events} events between the two", f"/relation?{pair}"),
        DISPUTED: ("all answers, face to face", filters.plain("/claims/answers", actor=b)),
        SAYINGS: (f"all statements of {the(b)}", filters.plain("/claims", actor=b)),
        FORESEEN: ("all that is foretold", filters.plain("/forecasts")),
        ASIDE: (f"all events with {the(b)}", filters.plain("/events", actor=b)),
        ELSEWHERE: ("all events", filters.plain("/events")),
        NEWS: ("all that is new", filters.plain("/changes")),
    }


def note(number: int, ident: str, citation: Citation, documents: Mapping[str, Listed]) -> Context:
    """One footnote: the passage, and the document that it stands in."""
    listed = documents.get(citation.document)
    return {
        "number": number,
        "citation": citation,
        "record": ident,
        "origin": title(listed) if listed else citation.document[:12],
        "publisher": listed.fields.get("publisher") if listed else None,
        "date": listed.fields.get("date") if listed else None,
    }


def reports(sentence: Sentence) -> Iterable[tuple[str, Citation]]:
    """A few passages of a sentence, one a document first."""
    first: dict[str, tuple[str, Citation]] = {}
    for ident, citation in zip(sentence.evidence, sentence.citations, strict=False):
        first.setdefault(citation.document, (ident, citation))
    return islice(first.values(), NOTES)
