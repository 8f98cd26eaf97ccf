"""Paragraphs → regions: title, byline, body, notes, biography, furniture.

An article copied from the web, a wire and a page of a journal all have a head (`head`), a middle
and a tail (`tail`).  What a format already knows of a paragraph (`Paragraph.name`) is kept; the
rest is told by its words and its place.
"""

import re
from collections.abc import Sequence
from typing import Final

from legation.documents.furniture import is_furniture
from legation.documents.head import mark_head
from legation.documents.layout import Layout
from legation.documents.markers import find_notes
from legation.documents.paragraphs import Paragraph
from legation.documents.printed_dates import has_month
from legation.documents.tail import mark_tail
from legation.records import Region

_MARKED: Final = re.compile(r"\[\d{1,3}\]\s*\w|[¹²³⁴-⁹]")
_DATELINE: Final = re.compile(
    r"""(?:[A-ZÀ-ÞА-Я][\w.'’-]*(?:[ -][A-ZÀ-ÞА-Я][\w.'’-]*){0,3}   # KABUL or NEW DELHI
        (?:,\s?(?:[A-ZÀ-Þ][\w.'’-]*\s?){1,3})?                       # , Afghanistan
        (?:,?\s?(?:\w{3,9}\.?\s\d{1,2}|\d{1,2}\s\w{3,9}\.?)(?:,?\s\d{4})?)?   # , Sept 5
        \s?(?:\([A-Z][^()]{1,40}\)|/[A-Z][^/]{1,30}/\.?)?            # (Agency)
        \s?(?:—|–|--|-)\s)""",
    re.VERBOSE,
)


def lay_out(
    paragraphs: Sequence[Paragraph], *, title: str | None, authors: Sequence[str]
) -> Layout:
    """Every paragraph's region, and the title, authors and publisher printed among them.

    *title* and *authors* are what is already known of the document.
    """
    layout = Layout(paragraphs, [p.name for p in paragraphs], title=title, authors=list(authors))
    _mark_furniture(layout)
    _mark_notes(layout)
    mark_head(layout)
    mark_tail(layout)
    layout.names = [name or "body" for name in layout.names]
    return layout


def regions(layout: Layout) -> tuple[Region, ...]:
    """The layout as regions in order, without overlap; a wire's dateline is a byline of its own."""
    found: list[Region] = []
    opening = [i for i, name in enumerate(layout.names) if name == "body"][:3]
    for index, p in enumerate(layout.paragraphs):
        name, start = layout.names[index] or "body", p.start
        if index in opening and (cut := dateline_end(p.text)):
            end = p.start + len(p.text[:cut].rstrip())
            found.append(Region(start=p.start, end=end, name="byline", page=p.page))
            start = p.start + cut
        found.append(Region(start=start, end=p.end, name=name, page=p.page))
    return tuple(found)


def dateline_end(paragraph: str) -> int:
    """Where a wire's dateline ends in its first sentence; 0 where there is none.

    >>> "KABUL, Sept 5 (Agency) — Six people died."[dateline_end("KABUL, Sept 5 (Agency) — Six") :]
    'Six people died.'
    """
    match = _DATELINE.match(paragraph[:140])
    if not match or match.end() >= len(paragraph):
        return 0
    head = match.group()
    place = re.split(r"[,(/—–-]", head, maxsplit=1)[0].strip()
    rest = head[len(place) :]
    told = "(" in rest or "/" in rest or bool(re.search(r"\d", rest) and has_month(rest))
    bare = place.isupper() and len(place) > 3 and not paragraph[match.end()].islower()
    return match.end() if told or bare else 0


def _mark_furniture(layout: Layout) -> None:
    for index, p in enumerate(layout.paragraphs):
        if layout.free(index) and is_furniture(p.text) and not _MARKED.match(p.text):
            layout.names[index] = "furniture"


def _mark_notes(layout: Layout) -> None:
    open_ = [i for i in range(len(layout.paragraphs)) if layout.free(i)]
    for place in find_notes([layout.text(i) for i in open_]):
        layout.names[open_[place]] = "notes"
