"""Absolute dates as people print them, in the scripts of the configured languages.

`find_dates` takes a text and returns each date with its characters, its ISO form and how exact it
is.  It knows calendar dates only: what "last week" means is for those who know the document's date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from legation.ontology import Precision

MONTHS: Final = (
    "january jan janvier januar jänner enero ocak января январь янв يناير كانون\u00a0الثاني ژانویه جنوری",
    "february feb février fevrier februar febrero şubat февраля февраль фев فبراير شباط فوریه فبروری",
    "march mar mars märz marz maerz marzo mart марта март мар مارس آذار مارچ",
    "april apr avril abril nisan апреля апрель апр أبريل ابريل نيسان آوریل اپریل",
    "may mai mayo mayıs мая май مايو أيار مه می",
    "june jun juin juni junio haziran июня июнь июн يونيو حزيران ژوئن جون",
    "july jul juillet juli julio temmuz июля июль июл يوليو تموز ژوئیه جولای",
    "august aug août aout agosto ağustos августа август авг أغسطس آب اوت اگست آگست",
    "september sept sep septembre septiembre eylül сентября сентябрь сен сент سبتمبر أيلول سپتامبر سپتمبر",
    "october oct octobre oktober okt octubre ekim октября октябрь окт أكتوبر تشرين\u00a0الأول اکتبر اکتوبر",
    "november nov novembre noviembre kasım ноября ноябрь ноя نوفمبر تشرين\u00a0الثاني نوامبر نومبر",
    "december dec décembre decembre dezember dez diciembre aralık декабря декабрь дек ديسمبر "
    "كانون\u00a0الأول دسامبر دسمبر",
)
JALALI: Final = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
DARI: Final = (
    "حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله", "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت",
)  # fmt: skip

_MONTH_OF: Final = {
    word.replace("\u00a0", " "): number
    for number, words in enumerate(MONTHS, 1)
    for word in words.split(" ")
}
_JALALI_OF: Final = {
    word: number for names in (JALALI, DARI) for number, word in enumerate(names, 1)
}
REACH: Final = 40  # characters from a year to the rest of its date, at most
_FOUR_DIGITS: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def _alternatives(words: dict[str, int]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_MONTH = rf"(?P<month>{_alternatives(_MONTH_OF)})"
_SEP = r"[\s.,/\-]{1,3}(?:de\s|del\s|of\s)?"
_YEAR = r"(?P<year>[12]\d{3})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º)?"
_EDGE, _END = r"(?<![\d\w])", r"(?![\d\w])"
_NUMERIC: Final = (
    re.compile(
        _EDGE + r"(?P<year>\d{4})[-/.](?P<n1>\d{1,2})[-/.](?P<day>\d{1,2})(?:T[\d:.]+Z?)?" + _END
    ),
    re.compile(
        _EDGE + r"(?P<n0>\d{1,2})(?P<sep>[./\-])(?P<n1>\d{1,2})(?P=sep)(?P<year>\d{4})" + _END
    ),
    re.compile(_EDGE + r"(?P<year>\d{4})-(?P<n1>\d{2})(?![-\d])" + _END),
    re.compile(r"(?P<year>\d{4})\s?年\s?(?P<n1>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日)?"),
)
_NAMED: Final = tuple(
    re.compile(_EDGE + form + _END, re.IGNORECASE)
    for form in (
        _DAY + _SEP + _MONTH + _SEP + _YEAR,
        _MONTH + r"\.?\s" + _DAY + r",?\s" + _YEAR,
        _YEAR + r"\s" + _MONTH + r"\s" + _DAY,
        _MONTH + r"[.,]?\s(?:de\s|del\s)?" + _YEAR,
        rf"(?P<day>\d{{1,2}})\s(?P<jalali>{_alternatives(_JALALI_OF)})\s(?P<year>1[34]\d\d)",
    )
)
_MONTH_WORDS: Final = frozenset(w.split()[0] for w in (*_MONTH_OF, *_JALALI_OF))
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date as printed at characters [start, end)."""

    start: int
    end: int
    iso: str
    precision: Precision


def has_month(text: str) -> bool:
    """Whether a month is named in *text*.

    >>> has_month("KABUL, Sept 5"), has_month("Resolution 12")
    (True, False)
    """
    return not _MONTH_WORDS.isdisjoint(_WORD.findall(text.lower().replace("i̇", "i")))


def from_jalali(year: int, month: int, day: int) -> date:
    """A day of the Solar Hijri calendar as a Gregorian date (2820-year arithmetic rule).

    >>> from_jalali(1400, 11, 14).isoformat()
    '2022-02-03'
    """
    cycle = year - 474
    in_cycle = 474 + cycle % 2820
    days = day + (month - 1) * 31 - max(month - 7, 0)
    days += (in_cycle * 682 - 110) // 2816 + (in_cycle - 1) * 365 + cycle // 2820 * 1029983
    return date.fromordinal(days + 226895)


def find_dates(text: str, *, month_first: bool = False) -> list[Dated]:
    """Every calendar date in *text*, in order; of overlapping readings the longest.

    Numbers parted by dots or strokes are read day first, unless that cannot be, or *month_first*
    says that this text writes 2/3/2022 for the third of February.

    >>> [d.iso for d in find_dates("of 3 February 2022, Feb. 4, 2022, 5 Şubat 2022 and 03.2.2022")]
    ['2022-02-03', '2022-02-04', '2022-02-05', '2022-02-03']
    """
    text = text.translate(_DIGITS)
    hits = [h for start, end in _windows(text) for h in _hits(text, start, end, month_first)]
    hits.sort(key=lambda d: (d.start, -d.end))
    kept: list[Dated] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _windows(text: str) -> list[tuple[int, int]]:
    """The stretches around four-digit numbers: no year, no date."""
    windows: list[tuple[int, int]] = []
    for match in _FOUR_DIGITS.finditer(text):
        start, end = max(0, match.start() - REACH), match.end() + REACH
        if windows and start <= windows[-1][1]:
            start = windows.pop()[0]
        windows.append((start, end))
    return windows


def _hits(text: str, start: int, end: int, month_first: bool) -> Iterator[Dated]:
    named = has_month(text[start:end])
    for form in (*_NUMERIC, *_NAMED) if named else _NUMERIC:
        for match in form.finditer(text, start, end):
            iso = _iso(match.groupdict(), month_first)
            if iso:
                precision: Precision = "day" if len(iso) == 10 else "month"
                yield Dated(start=match.start(), end=match.end(), iso=iso, precision=precision)


def _iso(parts: dict[str, str | None], month_first: bool) -> str | None:
    year = int(parts["year"] or 0)
    try:
        if parts.get("jalali"):
            month = _JALALI_OF[parts["jalali"] or ""]
            return from_jalali(year, month, int(parts["day"] or 0)).isoformat()
        if not 1500 <= year <= 2200:
            return None
        month, day = _month_and_day(parts, month_first)
        return date(year, month, day).isoformat() if day else date(year, month, 1).isoformat()[:7]
    except ValueError:
        return None


def _month_and_day(parts: dict[str, str | None], month_first: bool) -> tuple[int, int]:
    if parts.get("month"):
        name = (parts["month"] or "").lower().replace("i̇", "i")
        return _MONTH_OF.get(name, 0), int(parts.get("day") or 0)
    if parts.get("n0"):
        day, month = int(parts["n0"] or 0), int(parts["n1"] or 0)
        swap = month > 12 or (month_first and day <= 12 and parts["sep"] == "/")
        return (day, month) if swap else (month, day)
    return int(parts["n1"] or 0), int(parts.get("day") or 0)
