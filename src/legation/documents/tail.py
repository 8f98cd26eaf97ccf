"""The tail of an article: biographies, signatures, credits and the links below it."""

import re
from typing import Final

from legation.documents.layout import Layout, is_prose, is_stamp
from legation.documents.people import author_of_line, is_biography, is_name, name_in_biography

_CREDIT: Final = re.compile(
    r"\(?(?:additional\s|writing and additional\s)?(?:reporting|writing|editing|compiled|translated|"
    r"edited|with reporting) by\b.{3,200}\)?\.?$",
    re.IGNORECASE,
)
_WIDGET: Final = re.compile(
    r"\W*(?:related|similar|recommended|you (?:may|might) also|more (?:from|on)|most (?:read|popular)|latest|"
    r"leave a|post a|(?:no )?comments?|tags?|posted in|filed|share|subscribe|trending|benzer|ilgili|yorum|"
    r"похожие|читайте|по теме|материалы|комментарии|مقالات|مواضيع|اقرأ|مطالب|بیشتر|نظرات|相关|评论|"
    r"à lire|sur le même|articles|ähnliche|mehr|lesen sie|kommentare|artículos|entradas|lea también)",
    re.IGNORECASE,
)


def mark_tail(layout: Layout) -> None:
    """Biographies, names, stamps and credits after the last paragraph of the body."""
    _mark_widgets(layout)
    open_ = [i for i in range(len(layout.paragraphs)) if layout.free(i)]
    notes = [i for i, name in enumerate(layout.names) if name == "notes"]
    for index in reversed(open_):
        text = layout.text(index)
        after_notes = bool(notes) and index > notes[-1]
        if is_biography(text, layout.authors, last=index == open_[-1], after_notes=after_notes):
            _mark_biography(layout, index)
        elif _is_signature(text, layout, after_notes=after_notes):
            layout.names[index] = "byline"
        elif is_prose(text) or not after_notes:
            break
        else:
            layout.names[index] = "furniture"


def _mark_widgets(layout: Layout) -> None:
    """Links below an article: lines that are no prose, behind "related" or "leave a reply"."""
    count = len(layout.paragraphs)
    prose = [i for i in range(count) if layout.free(i) and is_prose(layout.text(i))]
    last = prose[-1] if prose else count
    opening = next(
        (
            i
            for i in range(last + 1, count)
            if layout.names[i] == "furniture" and _WIDGET.match(layout.text(i))
        ),
        count,
    )
    for index in range(opening + 1, count):
        if layout.free(index):
            layout.names[index] = "furniture"


def _mark_biography(layout: Layout, index: int) -> None:
    layout.names[index] = "biography"
    if not layout.authors and (name := name_in_biography(layout.text(index))):
        layout.authors.append(name)
    before = index - 1
    while before >= 0 and layout.free(before) and is_name(layout.text(before)):
        layout.names[before] = "byline"
        if not layout.authors:
            layout.authors.extend(author_of_line("By " + layout.text(before)))
        before -= 1


def _is_signature(text: str, layout: Layout, *, after_notes: bool) -> bool:
    if _CREDIT.match(text) or is_stamp(text):
        return True
    if author := author_of_line(text):
        layout.authors.extend(a for a in author if a not in layout.authors)
        return True
    return is_name(text) and (after_notes or text in layout.authors)
