"""The brief as a page: each sentence with its footnotes, and what was left out.

`brief_page` takes a study, its shelf and filters and returns the values for the template.  `a` and
`b` in the address choose the pair, `new_since` the day after which a document is news.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby, islice
from typing import Any

from legation.dossier import Brief, Sentence
from legation.ledger import Listed
from legation.records import Citation
from legation.study import Study
from legation.web.asked import Asked
from legation.web.filters import Filters
from legation.web.shelf import Shelf, title

Context = dict[str, Any]
NOTES = 4  # of a sentence, at most


def brief_page(study: Study, shelf: Shelf, filters: Filters, asked: Asked) -> Context:
    """The relationship: every sentence with a note to each passage that it rests on."""
    documents = shelf.documents(filters.when)
    told = study.brief(
        pair=asked.pair,
        since=filters.new_since or None,
        as_of=filters.as_of or None,
        recorded_as_of=filters.recorded_as_of or None,
    )
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
                "years": [(y, list(own)) for y, own in groupby(rows, key=lambda r: r["year"])],
            }
        )  # fmt: skip
    return found


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
