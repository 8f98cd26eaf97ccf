"""The head of an article: its title, who wrote it, where and when it appeared.

The head is what stands before the first full sentence of prose; a standfirst between title and
byline belongs to the body.
"""

import re
from typing import Final

from legation.documents.layout import LONGEST_TITLE, Layout, is_prose, is_stamp
from legation.documents.people import (
    author_of_line,
    is_issuer,
    is_name,
    is_outlet,
    is_section,
    is_staff,
    is_trail,
    publisher_of_line,
    without_honorifics,
)

_URL: Final = re.compile(r"(?:https?://|www\.)\S+\s*$")
_PARTS: Final = re.compile(r"\s+[·•|–—]\s+")


def mark_head(layout: Layout) -> None:
    """Give the head's paragraphs their regions, and the layout its title, authors, publisher."""
    plain, outlets = _sorted_head(layout)
    chosen = _choose_title(layout, plain or list(outlets))
    if chosen is not None:
        layout.names[chosen] = "title"
        layout.title = layout.title or layout.text(chosen)
        outlets.pop(chosen, None)
    for index, publisher in outlets.items():
        layout.names[index] = "byline"
        if not is_issuer(layout.text(index)):
            layout.publisher = layout.publisher or publisher
    _mark_rest_of_head(layout, [i for i in plain if i != chosen], chosen)
    layout.publisher = layout.publisher or next(iter(outlets.values()), None)
    _mark_repeated_titles(layout)


def _sorted_head(layout: Layout) -> tuple[list[int], dict[int, str]]:
    """Mark the head's plain cases; the lines that are left, and those that name an outlet."""
    plain: list[int] = []
    outlets: dict[int, str] = {}
    for index in _head(layout):
        text = layout.text(index)
        if is_stamp(text) or _URL.match(text) or is_staff(text):
            layout.names[index] = "byline"
        elif author := author_of_line(text):
            layout.names[index] = "byline"
            layout.authors.extend(a for a in author if a not in layout.authors)
        elif is_section(text) or is_trail(text):
            layout.names[index] = "furniture"
        elif parts := _byline_parts(text):
            layout.names[index] = "byline"
            for part in parts:
                _credit(layout, part)
        elif publisher := publisher_of_line(text):
            outlets[index] = publisher
        else:
            plain.append(index)
    return plain, outlets


def _byline_parts(text: str) -> list[str]:
    """The parts of a line such as "Ann Lee · Some Review · 3 May 2021", if all are of a byline."""
    parts = [p.strip() for p in _PARTS.split(text) if p.strip()]
    fit = [p for p in parts if is_stamp(p) or is_name(p) or is_section(p) or publisher_of_line(p)]
    return parts if 2 <= len(parts) == len(fit) else []


def _credit(layout: Layout, part: str) -> None:
    publisher = part if part.startswith("The ") and is_name(part) else publisher_of_line(part)
    if publisher:
        layout.publisher = layout.publisher or publisher
    elif is_name(part) and not is_section(part) and not layout.authors:
        layout.authors.append(without_honorifics(part))


def _head(layout: Layout) -> list[int]:
    """The open lines before the first prose, or round a standfirst that a byline follows."""
    head: list[int] = []
    waiting: list[int] = []
    prose = 0
    for index in (i for i in range(len(layout.paragraphs)) if layout.free(i)):
        text = layout.text(index)
        if is_prose(text):
            prose += 1
            if prose > 1 or len(text) > LONGEST_TITLE:
                break
        elif prose and (is_stamp(text) or author_of_line(text)):
            head += [*waiting, index]
            waiting = []
        else:
            (waiting if prose else head).append(index)
    if prose:
        return head
    return head[:1] if len(head) > 1 and layout.title else []


def _choose_title(layout: Layout, plain: list[int]) -> int | None:
    if "title" in layout.names:
        return None
    if layout.title:
        wanted = _folded(layout.title)
        return next((i for i in plain if _same_title(_folded(layout.text(i)), wanted)), None)
    plain = [i for i in plain if not layout.text(i).endswith((",", ":", "،"))]
    said = [
        i for i in plain if _length(layout.text(i)) >= 2 and not _is_named_thing(layout.text(i))
    ]
    return next(iter(said or plain), None)


def _is_named_thing(text: str) -> bool:
    return is_name(text) or (len(text.split()) <= 3 and is_outlet(text))


def _length(text: str) -> int:
    """Words; in scripts without blanks two characters count as one."""
    wide = sum(1 for c in text if "\u3040" <= c <= "\u9fff")
    return wide // 2 if wide > 3 else len(re.findall(r"[^\W\d_]{2,}", text))


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _same_title(a: str, b: str) -> bool:
    return bool(a) and (
        a == b or (min(len(a), len(b)) > 15 and (a.startswith(b) or b.startswith(a)))
    )


def _mark_rest_of_head(layout: Layout, plain: list[int], title: int | None) -> None:
    """Names and outlets are bylines; lines before the title are the page's; a standfirst is body."""
    for index in plain:
        text = layout.text(index)
        if layout.title and _same_title(_folded(text), _folded(layout.title)):
            continue
        if is_name(text):
            layout.names[index] = "byline"
            if text.startswith("The ") or (title is not None and index < title):
                layout.publisher = layout.publisher or text
            elif not layout.authors:
                layout.authors.append(without_honorifics(text))
        elif title is not None and index > title and _is_before_byline(layout, index):
            layout.names[index] = "byline"
            layout.publisher = layout.publisher or text
        elif title is not None and index < title:
            layout.names[index] = "furniture"


def _is_before_byline(layout: Layout, index: int) -> bool:
    """Whether a line is an outlet's name by its shape and by the byline or stamp under it."""
    below = layout.names[index + 1] if index + 1 < len(layout.names) else None
    return (
        below == "byline" and len(layout.text(index).split()) <= 5 and is_outlet(layout.text(index))
    )


def _mark_repeated_titles(layout: Layout) -> None:
    """A title that stands twice is coded once."""
    if not layout.title or "title" not in layout.names:
        return
    wanted, first = _folded(layout.title), layout.names.index("title")
    for index in range(len(layout.paragraphs)):
        if index != first and layout.free(index) and _folded(layout.text(index)) == wanted:
            layout.names[index] = "furniture"
