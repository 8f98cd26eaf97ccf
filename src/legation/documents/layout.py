"""The paragraphs of one text with their regions, as they are filled in; and tests of one line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from legation.documents.paragraphs import Paragraph
from legation.documents.people import is_outlet
from legation.documents.printed_dates import find_dates

LONGEST_TITLE: Final = 300  # characters
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
_FULL_STOP: Final = re.compile(r"[.。۔][”\"'’»)\]]*(?:\[\d{1,3}\]|[¹²³⁰⁴-⁹])*$")


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
    rest = _STAMP.sub(" ", _WEEKDAY.sub("", _STAMP_CUE.sub("", rest))).strip(" ()[]")
    place = dates[0].precision == "day" and len(rest.split()) <= 2 and is_outlet(rest)
    return len(rest) <= 4 or place or (bool(_STAMP_CUE.match(paragraph)) and len(rest) <= 40)
