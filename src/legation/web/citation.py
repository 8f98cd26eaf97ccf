"""Copy with citation: a passage, a document or a page with its reference, ready to be pasted.

`cite_page` gives the words and their source in Chicago, APA, BibTeX and CSL-JSON.  The page works
without a script: each form stands in a field of its own that is selected with one key.
"""

import json
from typing import Any, Final

from legation.export import references
from legation.records import Document
from legation.web.filters import Filters
from legation.web.shelf import NotFoundError, Shelf, title

Context = dict[str, Any]
LONGEST: Final = 2_000  # characters of a passage that is copied


def cite_page(shelf: Shelf, filters: Filters, prefix: str, at: str = "") -> Context:
    """A document, or the characters `at=START-END` of it, in every form of citation."""
    document = shelf.find(prefix)
    if not isinstance(document, Document):
        raise NotFoundError(f"{prefix} is the id of a record, not of a document")
    listed = shelf.documents(filters.when).get(document.id)
    fields = dict(listed.fields) if listed else {"title": document.title}
    if listed and not fields.get("title"):
        fields["title"] = title(listed)
    words, place = passage_of(document, at)
    told = forms(document.id, fields, words, place)
    return {
        "ident": document.id,
        "name": fields["title"],
        "at": place,
        "words": words,
        "forms": told,
        "table": [{"form": name, "text": text} for name, text in told],
    }


def passage_of(document: Document, at: str) -> tuple[str, str]:
    """The words of `at=START-END` on one line, and the place if it lies in the text."""
    start, _, end = at.partition("-")
    if not (start.isdecimal() and end.isdecimal()):
        return "", ""
    first, last = int(start), int(end)
    if not first < last <= len(document.text):
        return "", ""
    words = " ".join(document.text[first:last].split())
    cut = words[: words.rfind(" ", 0, LONGEST)] + " …" if len(words) > LONGEST else words
    return cut, f"{first}-{last}"


def forms(ident: str, fields: dict[str, Any], words: str, place: str) -> list[tuple[str, str]]:
    """Every form with its name; the prose ones begin with the words, if there are any."""
    quoted = f"“{words}” " if words else ""
    key = references.keys_of([(ident, fields)])[ident]
    item = references.csl_of(ident, fields, key)
    if place:
        item["note"] = f"{item['note']}, characters {place}"
    return [
        ("Chicago, note", f"{quoted}{references.note(fields)}."),
        ("Chicago, bibliography", references.chicago(fields)),
        ("APA", f"{quoted}{references.apa(fields)}"),
        ("BibTeX", references.bibtex([(ident, fields)]).strip()),
        ("CSL-JSON", json.dumps([item], ensure_ascii=False, indent=1)),
    ]
