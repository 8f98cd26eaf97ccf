"""Paragraphs → regions: title, byline, body, notes, biography, furniture.

An article copied from the web, a wire and a page of a journal all have a head (what stands before
the first full sentence of prose), a middle and a tail.  What a format already knows of a
paragraph (`Paragraph.name`) is kept; the rest is told by its words and its place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from legation.documents.furniture import is_furniture
from legation.documents.markers import find_notes
from legation.documents.paragraphs import Paragraph
from legation.documents.people import (
    author_of_line,
    is_biography,
    is_issuer,
    is_name,
    is_outlet,
    is_section,
    is_staff,
    name_in_biography,
    publisher_of_line,
)
from legation.documents.printed_dates import find_dates, has_month
from legation.records import Region

LONGEST_TITLE: Final = 300  # characters
_URL: Final = re.compile(r"(?:https?://|www\.)\S+\s*$")
_STAMP: Final = re.compile(
    r"[\d:.,\s|/–—-]|\b(?:am|pm|gmt|utc|est|edt|cet|ist|msk|at|on|г|года)\b", re.I
)
_STAMP_CUE: Final = re.compile(
    r"""^\W*(?:published|posted|updated|last\supdated|last\smodified|modified|date|created|issued|
    first\spublished|released|sent|filed|written|
    yayın(?:lanma|lanış)?(?:\starihi)?|güncelleme|tarih|опубликовано|дата(?:\sпубликации)?|обновлено|
    تاريخ(?:\sالنشر)?|نشر\sفي|تاریخ(?:\sانتشار)?|منتشر\sشده|发布时间|发表时间|日期|时间|
    publié|mis\sà\sjour|veröffentlicht|stand|aktualisiert|publicado|actualizado|fecha)
    (?:\s(?:on|at|le|am|el|den))?\b\s?[:：]?""",
    re.IGNORECASE | re.VERBOSE,
)
_WEEKDAY: Final = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?|\b(?:pazartesi|salı|çarşamba|"
    r"perşembe|cuma|cumartesi|pazar|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|"
    r"freitag|samstag|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b|"
    r"الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد|شنبه|جمعه|星期.|周.",
    re.IGNORECASE,
)
_CREDIT: Final = re.compile(
    r"\(?(?:additional\s|writing and additional\s)?(?:reporting|writing|editing|compiled|translated|"
    r"edited) by\b.{3,200}\)?\.?$",
    re.IGNORECASE,
)
_FULL_STOP: Final = re.compile(r"[.。۔][”\"'’»)\]]*(?:\[\d{1,3}\]|[¹²³⁰⁴-⁹])*$")
_MARKED: Final = re.compile(r"\[\d{1,3}\]\s*\w|[¹²³⁴-⁹]")
_PARTS: Final = re.compile(r"\s+[·•|–—]\s+")
_DATELINE: Final = re.compile(
    r"""(?:[A-ZÀ-ÞА-Я][\w.'’-]*(?:[ -][A-ZÀ-ÞА-Я][\w.'’-]*){0,3}   # KABUL or NEW DELHI
        (?:,\s?(?:[A-ZÀ-Þ][\w.'’-]*\s?){1,3})?                       # , Afghanistan
        (?:,?\s?(?:\w{3,9}\.?\s\d{1,2}|\d{1,2}\s\w{3,9}\.?)(?:,?\s\d{4})?)?   # , Sept 5
        \s?(?:\([A-Z][^()]{1,40}\)|/[A-Z][^/]{1,30}/\.?)?            # (Agency)
        \s?(?:—|–|--|-)\s)""",
    re.VERBOSE,
)


@dataclass(slots=True)
class Layout:
    """The paragraphs of one text with the region of each, filled in step by step."""

    paragraphs: Sequence[Paragraph]
    names: list[str | None]
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    publisher: str | None = None

    def free(self, index: int) -> bool:
        """Whether a paragraph has no region yet."""
        return self.names[index] is None

    def text(self, index: int) -> str:
        """A paragraph's words."""
        return self.paragraphs[index].text


def lay_out(
    paragraphs: Sequence[Paragraph], *, title: str | None, authors: Sequence[str]
) -> Layout:
    """Every paragraph's region, and the title, authors and publisher printed among them.

    *title* and *authors* are what is already known of the document.
    """
    layout = Layout(paragraphs, [p.name for p in paragraphs], title=title, authors=list(authors))
    _mark_furniture(layout)
    _mark_notes(layout)
    _mark_head(layout)
    _mark_tail(layout)
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


def is_prose(paragraph: str) -> bool:
    """Whether a paragraph is a sentence or more, not a heading, a name or a button."""
    if len(paragraph) > LONGEST_TITLE:
        return True
    if len(paragraph) >= 40 and re.search(r"[。؟۔]", paragraph):
        return True
    return bool(_FULL_STOP.search(paragraph[-40:])) and (
        paragraph.count(" ") >= 4 or paragraph.endswith("。")
    )


def is_stamp(paragraph: str) -> bool:
    """Whether a paragraph is a date (with its time and its "published") and nothing else."""
    if len(paragraph) > 120:
        return False
    dates = find_dates(paragraph)
    if not dates:
        return bool(_STAMP_CUE.match(paragraph)) and bool(re.search(r"[12]\d{3}\W*$", paragraph))
    rest = paragraph
    for dated in reversed(dates):
        rest = rest[: dated.start] + rest[dated.end :]
    rest = _STAMP.sub("", _WEEKDAY.sub("", _STAMP_CUE.sub("", rest)))
    return len(rest.strip(" ()[]")) <= 4


def _mark_furniture(layout: Layout) -> None:
    for index, p in enumerate(layout.paragraphs):
        if layout.free(index) and is_furniture(p.text) and not _MARKED.match(p.text):
            layout.names[index] = "furniture"


def _mark_notes(layout: Layout) -> None:
    open_ = [i for i in range(len(layout.paragraphs)) if layout.free(i)]
    for place in find_notes([layout.text(i) for i in open_]):
        layout.names[open_[place]] = "notes"


def _mark_head(layout: Layout) -> None:
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
        elif is_section(text):
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
        layout.authors.append(part)


def _head(layout: Layout) -> list[int]:
    """The open paragraphs before the first prose; none where the text has no head."""
    head: list[int] = []
    for index in range(len(layout.paragraphs)):
        if layout.free(index):
            if is_prose(layout.text(index)):
                return head
            head.append(index)
    return head[:1] if len(head) > 1 and layout.title else []


def _choose_title(layout: Layout, plain: list[int]) -> int | None:
    if "title" in layout.names:
        return None
    if layout.title:
        wanted = _folded(layout.title)
        return next((i for i in plain if _same_title(_folded(layout.text(i)), wanted)), None)
    said = [
        i for i in plain if _length(layout.text(i)) >= 2 and not _is_named_thing(layout.text(i))
    ]
    return next(iter(said or plain), None)


def _is_named_thing(text: str) -> bool:
    return is_name(text) or (len(text.split()) <= 3 and is_outlet(text))


def _length(text: str) -> int:
    """Words; in scripts without blanks two characters count as one."""
    wide = sum(1 for c in text if "\u3040" <= c <= "\u9fff")
    return wide // 2 if wide > 3 else len(text.split())


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
        if is_name(text) and not (title is not None and index < title and layout.authors):
            layout.names[index] = "byline"
            if text.startswith("The "):
                layout.publisher = layout.publisher or text
            elif not layout.authors:
                layout.authors.append(text)
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


def _mark_tail(layout: Layout) -> None:
    """Biographies, names, stamps and credits after the last paragraph of the body."""
    after_notes = False
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
