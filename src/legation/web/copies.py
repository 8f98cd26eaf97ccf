"""Near copies as a page: which documents are copies of one text, and two of them compared.

`copies_page` groups the documents by the documents room; with two ids it sets their sentences side
by side and marks what one has and the other has not.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from legation.documents.sentences import sentences
from legation.records import Document
from legation.study import Study
from legation.web.filters import Filters
from legation.web.shelf import NotFoundError, Shelf, title

Context = dict[str, Any]


def copies_page(study: Study, shelf: Shelf, filters: Filters, *, a: str, b: str) -> Context:
    """All groups of near copies, and the two that were asked about."""
    documents = shelf.documents(filters.when)

    def grouped() -> list[list[Context]]:
        found = []
        for group in study.copies():
            own = [documents[i] for i in group.ids if i in documents]
            rows = [
                {"id": d.id[:16], "name": title(d), "date": d.fields.get("date"),
                 "publisher": d.fields.get("publisher")}
                for d in sorted(own, key=lambda d: d.known_at)
            ]  # fmt: skip
            if len(rows) > 1:
                found.append(rows)
        return found

    shown: Context = {"groups": shelf.kept(("copies", filters.when), grouped), "pair": None}
    if a and b:
        shown["pair"] = compared(read(shelf, a), read(shelf, b))
        shown["names"] = [
            next((title(d) for i, d in documents.items() if i.startswith(p)), p) for p in (a, b)
        ]
        shown["ids"] = [a, b]
    return shown


def read(shelf: Shelf, prefix: str) -> Document:
    """The document whose id begins so."""
    found = shelf.find(prefix)
    if not isinstance(found, Document):
        raise NotFoundError(f"{prefix} is the id of a record, not of a document")
    return found


def compared(one: Document, other: Document) -> list[Context]:
    """Rows of two texts side by side: sentences that both have, and pieces that differ."""
    left, right = said(one), said(other)
    rows: list[Context] = []
    for verb, i, j, k, n in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if verb == "equal":
            rows += [{"same": True, "left": [(t, "")], "right": [(t, "")]} for t in left[i:j]]
            continue
        for place in range(max(j - i, n - k)):
            a = left[i + place] if i + place < j else ""
            b = right[k + place] if k + place < n else ""
            rows.append({"same": False, **dict(zip(("left", "right"), pieces(a, b), strict=True))})
    return rows


def said(document: Document) -> list[str]:
    """The sentences of a document's title and body, each on one line."""
    parts = [(r.start, r.end) for r in document.regions if r.name in ("title", "body")]
    return [
        " ".join(document.text[s.start : s.end].split())
        for start, end in parts or [(0, len(document.text))]
        for s in sentences(document.text, start, end)
    ]


def pieces(a: str, b: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Two sentences cut into words that both have ("") and that only one has (del, ins).

    >>> pieces("They met.", "They spoke.")
    ([('They', ''), ('met.', 'del')], [('They', ''), ('spoke.', 'ins')])
    """
    one, other = a.split(), b.split()
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for verb, i, j, k, n in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left += [(t, "" if verb == "equal" else "del") for t in joined(one[i:j])]
        right += [(t, "" if verb == "equal" else "ins") for t in joined(other[k:n])]
    return left, right


def joined(words: list[str]) -> Iterator[str]:
    """The words as one piece, if there are any."""
    if words:
        yield " ".join(words)
