"""The arithmetic of dates: each kind of time phrase, matched, becomes an interval or a reason.

A handler takes the match of a phrase and the `Anchor` (the document's day, the context, the tense)
and returns (start, end, precision) with the end excluded, or the reason why there is none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from legation.ontology import Precision

Tense = Literal["past", "future"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """An interval [start, end) of ISO dates, its precision and what it rests on.

    `basis` holds the words found, "publication", or why there is no date.
    """

    start: str | None
    end: str | None
    precision: Precision
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePhrase:
    """Characters [start, end) that speak of a time, and the rule that found them."""

    start: int
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The document's day (the last one that its date allows), how exact it is, and the context."""

    day: date | None
    precision: str
    context: When | None
    tense: Tense | None


Interval = tuple[str | None, str | None, Precision]
Answer = Interval | str  # a string is the reason why there is no date

_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple of": 2, "a couple of": 2,
    "half a": 0.5, "twenty": 20, "thirty": 30,
}  # fmt: skip
_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_ROMAN: Final = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6,
    "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12,
}  # fmt: skip
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SEASONS: Final = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_ORDINALS: Final = {"first": 0, "second": 1, "third": 2, "fourth": 3}

Handler = Callable[[re.Match[str], "Anchor"], Answer]


# --- intervals --------------------------------------------------------------------------------


def _day(day: date, days: int = 1) -> Interval:
    precision: Precision = "day" if days == 1 else "range"
    return day.isoformat(), (day + timedelta(days=days)).isoformat(), precision


def _add_months(year: int, month: int, months: int) -> tuple[int, int]:
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def _month_text(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


def _month(year: int, month: int, months: int = 1) -> Interval:
    precision: Precision = "month" if months == 1 else "range"
    return _month_text(year, month), _month_text(*_add_months(year, month, months)), precision


def _year(year: int, years: int = 1) -> Interval:
    return f"{year:04d}", f"{year + years:04d}", "year" if years == 1 else "range"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shift(day: date, amount: float, unit: str) -> Interval:
    """The day, month or year that lies *amount* units from *day*, as exact as the unit is."""
    if unit.startswith(("day", "week", "fort")):
        per = 1 if unit.startswith("day") else 7 if unit.startswith("week") else 14
        moved = day + timedelta(days=round(amount * per))
        return _day(moved) if per == 1 else _around(moved)
    if unit.startswith("month"):
        return _month(*_add_months(day.year, day.month, round(amount)))
    if unit.startswith("year"):
        if amount != int(amount):
            return _month(*_add_months(day.year, day.month, round(amount * 12)))
        return _year(day.year + int(amount))
    return _year(day.year + round(amount * 10) - 1, 3)


def _around(day: date) -> Interval:
    """The week about a day that is only known by whole weeks."""
    return _day(day - timedelta(days=day.weekday()), 7)


# --- reading parts of a phrase ------------------------------------------------------------------


def _number(text: str) -> float:
    text = text.lower()
    return float(text) if text.isdigit() else float(_NUMBERS[text])


def _month_number(text: str) -> int:
    return _MONTHS[text[:3].lower()]


def _day_number(text: str) -> int:
    return int(re.match(r"\d+", text)[0])  # type: ignore[index]


def _nearest_year(anchor: Anchor, month: int, day: int = 1) -> int | None:
    """The year that a month (and day) named without one belongs to.

    News mostly looks back: the cost of a candidate is its distance in days, doubled when it lies
    ahead; a known tense decides.
    """
    if anchor.day is None:
        return _told_year(anchor, month)
    best: tuple[float, int] | None = None
    for year in (anchor.day.year - 1, anchor.day.year, anchor.day.year + 1):
        candidate = _date(year, month, min(day, 28))
        if candidate is None:
            continue
        away = (anchor.day - candidate).days
        cost = float(away) if away >= 0 else -2.0 * away
        if (anchor.tense == "past" and away < 0) or (anchor.tense == "future" and away > 31):
            cost += 10_000
        if best is None or cost < best[0]:
            best = (cost, year)
    return best[1] if best else None


def _told_year(anchor: Anchor, month: int) -> int | None:
    """The year of a month in a text without a date: that spoken of before, which goes on in order."""
    start = anchor.context.start if anchor.context else None
    if not start:
        return None
    return int(start[:4]) + (len(start) > 4 and int(start[5:7]) > month)


def _year_of(m: re.Match[str], anchor: Anchor, month: int, day: int = 1) -> int | None:
    given = m.groupdict().get("year")
    return int(given) if given else _nearest_year(anchor, month, day)


def _context_day(anchor: Anchor) -> date | None:
    start = anchor.context.start if anchor.context else None
    if not start:
        return None
    parts = [int(p) for p in start.split("-")]
    return _date(*parts) if len(parts) == 3 else None


def _context_for(anchor: Anchor, unit: str) -> date | None:
    """What is spoken of before, where it is known as exactly as the unit asks."""
    start = anchor.context.start if anchor.context else None
    known = len(start.split("-")) if start else 0
    needed = 1 if unit.startswith(("year", "decade")) else 2 if unit.startswith("month") else 3
    if not start or known < needed:
        return None
    year, month, day = [int(p) for p in f"{start}-01-01".split("-")[:3]]
    return _date(year, month, day)


_NO_DOCUMENT = "the document has no date to count from"
_NO_DAY = "the document's date is not known to the day"
_NO_CONTEXT = "no earlier day to count from"
_NO_YEAR = "no year, and the document has no date"
_NO_SUCH = "no such day in the calendar"


# --- handlers: one a rule -----------------------------------------------------------------------


def iso_date(m: re.Match[str], _: Anchor) -> Answer:
    """2022-09-05, 2022-09."""
    if not m["d"]:
        return _month(int(m["y"]), int(m["m"]))
    day = _date(int(m["y"]), int(m["m"]), int(m["d"]))
    return _day(day) if day else _NO_SUCH


def numeric_date(m: re.Match[str], _: Anchor) -> Answer:
    """03.02.2022, 3/2/22, 3.II.2022."""
    year = int(m["y"])
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    first, second = int(m["d"]), _ROMAN.get(m["m"]) or int(m["m"])
    day = _date(year, second, first) or _date(year, first, second)  # day first, as most write
    return _day(day) if day else _NO_SUCH


def day_of_month(m: re.Match[str], anchor: Anchor) -> Answer:
    """January 13, 2022; 3 Jul."""
    month, number = _month_number(m["month"]), _day_number(m["day"])
    year = _year_of(m, anchor, month, number)
    if year is None:
        return _NO_YEAR
    day = _date(year, month, number)
    return _day(day) if day else _NO_SUCH


def day_range(m: re.Match[str], anchor: Anchor) -> Answer:
    """January 23-25; 30 April to 2 May 2022."""
    first_month = _month_number(m["month"])
    last_month = _month_number(m["month2"]) if m.groupdict().get("month2") else first_month
    year = _year_of(m, anchor, last_month, _day_number(m["last"]))
    if year is None:
        return _NO_YEAR
    first = _date(year - (first_month > last_month), first_month, _day_number(m["day"]))
    last = _date(year, last_month, _day_number(m["last"]))
    if first is None or last is None or last < first:
        return _NO_SUCH
    return _day(first, (last - first).days + 1)


def month_only(m: re.Match[str], anchor: Anchor) -> Answer:
    """September 2022, in March, last May."""
    month = _month_number(m["month"])
    year = _relative_year(m, anchor, month)
    if isinstance(year, str):
        return year
    return _month(year, month)


def _relative_year(m: re.Match[str], anchor: Anchor, month: int) -> int | str:
    """The year of a month that may be written with a year, or with last, this or next."""
    groups = m.groupdict()
    word = (groups.get("which") or groups.get("which2") or "").lower()
    if groups.get("year"):
        return int(m["year"])
    if anchor.day is None:
        return _told_year(anchor, month) or _NO_YEAR
    if groups.get("which2"):
        return anchor.day.year + {"last": -1, "this": 0, "next": 1, "the same": 0}[word]
    if word == "this":
        return anchor.day.year
    if word == "last":
        return anchor.day.year - (month >= anchor.day.month)
    if word in ("next", "the following", "the coming"):
        return anchor.day.year + (month <= anchor.day.month)
    return _nearest_year(anchor, month) or _NO_YEAR


def month_range(m: re.Match[str], anchor: Anchor) -> Answer:
    """From March to May 2022."""
    first, last = _month_number(m["month"]), _month_number(m["month2"])
    year = _year_of(m, anchor, last)
    if year is None:
        return _NO_YEAR
    begin = int(m["year1"]) if m.groupdict().get("year1") else year - (first > last)
    return _month(begin, first, (year - begin) * 12 + last - first + 1)


def year_only(m: re.Match[str], _: Anchor) -> Answer:
    """In 2015, late 2021, the first half of 2022."""
    year = int(m["year"])
    part = re.sub(r"\W+", " ", (m.groupdict().get("part") or "").lower())
    if not part.strip():
        return _year(year)
    if "first half" in part:
        return _month(year, 1, 6)
    if "second half" in part:
        return _month(year, 7, 6)
    if "mid" in part:
        return _month(year, 5, 4)
    return _month(year, 9, 4) if "late" in part or "end" in part else _month(year, 1, 4)


def year_range(m: re.Match[str], anchor: Anchor) -> Answer:
    """Between 2019 and 2021; 2019, 2020 and this year."""
    first, last = int(m["year"]), m["last"]
    if not last[0].isdigit():
        if anchor.day is None:
            return _NO_DOCUMENT
        end = anchor.day.year
    else:
        end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return _year(first, end - first + 1) if end >= first else _NO_SUCH


def quarter(m: re.Match[str], _: Anchor) -> Answer:
    """Q3 2022, the third quarter of 2022."""
    which = m["q"].split()
    index = _ORDINALS[which[1]] if len(which) > 1 else int(which[0][1]) - 1
    return _month(int(m["year"]), 1 + 3 * index, 3)


def season(m: re.Match[str], anchor: Anchor) -> Answer:
    """Spring 2022, last summer, the following spring."""
    first = _SEASONS[m["season"].lower()]
    groups = m.groupdict()
    if groups.get("year"):
        year = int(m["year"])
        return _month(year - 1 if first == 12 else year, first, 3)
    word = (groups.get("which") or groups.get("which2") or "").lower()
    base = _context_day(anchor) if word == "the following" else None
    base = base or anchor.day
    if base is None:
        return _NO_DOCUMENT
    if groups.get("which2"):
        year = base.year + {"last": -1, "this": 0, "next": 1, "the same": 0}[word]
        return _month(year - 1 if first == 12 else year, first, 3)
    starts = [(base.year + shift, first) for shift in (-2, -1, 0, 1)]
    now = (base.year, base.month)
    if word == "last":
        begin = max(s for s in starts if _add_months(*s, 3) <= now)
    elif word in ("next", "the following", "the coming"):
        begin = min(s for s in starts if s > now)
    else:  # this spring, in the spring: the one that runs, else the nearest of this year
        running = [s for s in starts if s <= now < _add_months(*s, 3)]
        begin = running[0] if running else (base.year, first)
    return _month(*begin, 3)


def decade(m: re.Match[str], _: Anchor) -> Answer:
    """The 1990s, the early 2000s."""
    first = int(m["decade"])
    part = (m["part"] or "").lower()
    if "early" in part:
        return _year(first, 4)
    if "mid" in part:
        return _year(first + 3, 4)
    return _year(first + 6, 4) if "late" in part else _year(first, 10)


def century(m: re.Match[str], _: Anchor) -> Answer:
    """The 19th century."""
    return _year((int(m["n"]) - 1) * 100, 100)


def near_day(m: re.Match[str], anchor: Anchor) -> Answer:
    """Yesterday, today, tomorrow."""
    if anchor.day is None:
        return _NO_DOCUMENT
    if anchor.precision != "day":
        return _NO_DAY
    text = m[0].lower()
    shift = -1 if text.startswith(("yester", "last")) else 1 if text.startswith("tomorrow") else 0
    if "before yesterday" in text or "after tomorrow" in text:
        shift = -2 if "before" in text else 2
    return _day(anchor.day + timedelta(days=shift))


def weekday(m: re.Match[str], anchor: Anchor) -> Answer:
    """Thursday, last Monday."""
    if anchor.day is None:
        return _NO_DOCUMENT
    if anchor.precision != "day":
        return _NO_DAY
    wanted = _WEEKDAYS.index(m["weekday"][:3].lower())
    back = (anchor.day.weekday() - wanted) % 7
    word = (m["which"] or "").lower()
    if word == "next" or (not word and anchor.tense == "future"):
        return _day(anchor.day + timedelta(days=7 - back))
    if word == "last" and back == 0:
        back = 7
    if word == "this" and anchor.tense == "future":
        return _day(anchor.day + timedelta(days=(7 - back) % 7))
    return _day(anchor.day - timedelta(days=back))


def calendar_unit(m: re.Match[str], anchor: Anchor) -> Answer:
    """Last week, this month, next year; the end of the year."""
    if anchor.day is None:
        return _NO_DOCUMENT
    word, unit = m["which"].lower(), m["unit"].lower()
    if word.startswith("th") and anchor.tense is None and word != "this":
        word = "this"
    step = -1 if word in ("last", "the previous") else 1 if word in ("next", "the coming") else 0
    if unit == "week":
        if anchor.precision != "day":
            return _NO_DAY
        return _around(anchor.day + timedelta(days=7 * step))
    if unit == "weekend":
        if anchor.precision != "day":
            return _NO_DAY
        monday = anchor.day - timedelta(days=anchor.day.weekday())
        step = -1 if step == 0 and anchor.day.weekday() < 5 and anchor.tense != "future" else step
        return _day(monday + timedelta(days=5 + 7 * step), 2)
    if unit == "month":
        if anchor.precision == "year":
            return _NO_DAY
        return _month(*_add_months(anchor.day.year, anchor.day.month, step))
    if unit == "decade":
        return _year((anchor.day.year // 10 + step) * 10, 10)
    return _year(anchor.day.year + step)


def stretch(m: re.Match[str], anchor: Anchor) -> Answer:
    """The past two years, the coming three months, within 14 months: up to or from the document."""
    if anchor.day is None:
        return _NO_DOCUMENT
    ahead = m[0].lower().startswith(("within", "the next", "the coming", "over the next", "in the"))
    ahead = ahead and not re.search(r"\b(?:past|last|previous)\b", m[0].lower())
    number = m["n"] or m["n2"] or m["n3"]
    amount = _number(number) if number else 1.0
    other = _shift(anchor.day, amount if ahead else -amount, m["unit"].lower())[0]
    here = anchor.day.isoformat()[: len(other or "")]
    if anchor.precision != "day" and len(here) == 10:
        return _NO_DAY
    start, end = (here, other) if ahead else (other, here)
    return start, following(end or here), "range"


def following(stamp: str) -> str:
    """The first date after a day, month or year, as exact."""
    parts = [int(p) for p in stamp.split("-")]
    if len(parts) == 1:
        return f"{parts[0] + 1:04d}"
    if len(parts) == 2:
        return _month_text(*_add_months(parts[0], parts[1], 1))
    return (date(*parts) + timedelta(days=1)).isoformat()


def ago(m: re.Match[str], anchor: Anchor) -> Answer:
    """Two days ago."""
    if anchor.day is None:
        return _NO_DOCUMENT
    unit = m["unit"].lower()
    if unit.startswith(("day", "week", "fort")) and anchor.precision != "day":
        return _NO_DAY
    return _shift(anchor.day, -_number(m["n"]), unit)


def ahead(m: re.Match[str], anchor: Anchor) -> Answer:
    """In two months' time."""
    if anchor.day is None:
        return _NO_DOCUMENT
    return _shift(anchor.day, _number(m["n"]), m["unit"].lower())


def later(m: re.Match[str], anchor: Anchor) -> Answer:
    """Two days later, a week earlier: counted from the day before it in the text."""
    sign = -1 if m["way"].lower() in ("earlier", "before", "previously") else 1
    base = _context_for(anchor, m["unit"].lower())
    if base is None and sign < 0 and not anchor.context and anchor.precision == "day":
        base = anchor.day
    if base is None:
        return _within_month(anchor, m) or _NO_CONTEXT
    return _shift(base, sign * _number(m["n"]), m["unit"].lower())


def _within_month(anchor: Anchor, m: re.Match[str]) -> Interval | None:
    """A day that is a few days from some day of a month: the month."""
    start = anchor.context.start if anchor.context else None
    if not start or len(start) != 7 or not m["unit"].lower().startswith("day"):
        return None
    return _month(int(start[:4]), int(start[5:]))


def beside(m: re.Match[str], anchor: Anchor) -> Answer:
    """The following day, the previous month, that year, the same day: from the context."""
    start = anchor.context.start if anchor.context else None
    if not start:
        return _NO_CONTEXT
    word, unit = m["which"].lower(), m["unit"].lower()
    step = 0
    if word in ("the following", "the next"):
        step = 1
    elif word in ("the previous", "the preceding"):
        step = -1
    size = {"day": 10, "week": 10, "month": 7, "year": 4}[unit]
    if len(start) < size:
        same = step == 0 and len(start) == 7  # "the same day" of a month that is known
        return _month(int(start[:4]), int(start[5:])) if same else _NO_CONTEXT
    year, month, day = [int(p) for p in f"{start}-01-01".split("-")[:3]]
    if unit == "year":
        return _year(year + step)
    if unit == "month":
        return _month(*_add_months(year, month, step))
    if unit == "week":
        return _around(date(year, month, day) + timedelta(days=7 * step))
    return _day(date(year, month, day) + timedelta(days=step))


def vague(_m: re.Match[str], _: Anchor) -> Answer:
    """Recently: words that give no time."""
    return "names no day, month or year"


def anchored(_m: re.Match[str], _: Anchor) -> Answer:
    """Since the takeover: an event stands for the time."""
    return "counted from an event whose date it does not give"
