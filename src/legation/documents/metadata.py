"""When a document was published, and how that is known.

In order: what the user states, what is printed, what the format's fields or the address say, and
last what can only be inferred: not before the newest source that it cites or event that it dates.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from legation.documents.given import Found, Given
from legation.documents.layout import Layout, is_stamp
from legation.documents.printed_dates import Dated, find_dates
from legation.errors import DocumentError
from legation.ontology import Precision

_IN_URL: Final = re.compile(
    r"(?<!\d)(?P<year>19[89]\d|20\d\d)(?P<s>[/_-]?)(?P<month>0[1-9]|1[0-2])(?:(?P=s)(?P<day>0[1-9]|[12]\d|3[01]))?"
    r"(?!\d)"
)
_ISO: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_UPDATED: Final = re.compile(r"updat|modif|güncel|обновл|mis à jour|aktualis|actualiz", re.I)
_AHEAD: Final = re.compile(
    r"\b(?:by|until|till|before|through|will|deadline|next|due|planned|scheduled|expires?)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_PLAIN_YEAR: Final = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d/-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A document's date, how exact it is, and where it was found."""

    date: str | None
    precision: Precision
    basis: str


def iso_date(value: str) -> str | None:
    """A date as a user or a JSONL line writes it, as ISO 8601; None where it is empty.

    Raises
    ------
    DocumentError
        If it is no date.

    >>> iso_date("2021-08-24T20:29:00Z"), iso_date("24 August 2021"), iso_date(" ")
    ('2021-08-24', '2021-08-24', None)
    """
    value = value.strip()
    if not value:
        return None
    found = find_dates(value[:100])
    if found and found[0].start == 0:
        return found[0].iso
    if _ISO.fullmatch(value) and "1500" <= value[:4] <= "2200" and len(value) == 4:
        return value
    raise DocumentError(f"date {value[:40]!r} is none; write YYYY-MM-DD, YYYY-MM or YYYY")


def precision_of(date: str) -> Precision:
    """How exact an ISO date is."""
    return "day" if len(date) == 10 else "month" if len(date) == 7 else "year"


def publication(layout: Layout, *, given: Given, found: Found, url: str | None) -> When:
    """The date of the document that *layout* lays out."""
    if given.date and (date := iso_date(given.date)):
        return When(date=date, precision=precision_of(date), basis="given")
    printed = _printed(layout)
    repeated = printed is not None and found.date == printed.iso and found.date_basis == "metadata"
    if found.date and not _weak(found) and not repeated:
        return When(date=found.date, precision=found.precision, basis=found.date_basis)
    if printed:
        return When(date=printed.iso, precision=printed.precision, basis="printed")
    told = (_in_url(url) if url else None) or _inferred(layout)
    if found.date and found.date >= (told.date or "") and told.basis != "url":
        return When(date=found.date, precision=found.precision, basis=found.date_basis)
    return told


def _weak(found: Found) -> bool:
    """Whether a format's date is only when the file was made."""
    return found.date_basis.startswith("metadata:")


def _printed(layout: Layout) -> Dated | None:
    """The date in a line of its own or in a byline; "updated" only where nothing else is."""
    lines = [
        p.text
        for p, name in zip(layout.paragraphs, layout.names, strict=True)
        if name in ("byline", "furniture") and len(p.text) < 200
    ]
    stamps = [t for t in lines if is_stamp(t)] or lines
    stamps.sort(key=lambda t: bool(_UPDATED.match(t.lstrip())))
    return next((dates[0] for t in stamps if (dates := find_dates(t))), None)


def _in_url(url: str) -> When | None:
    match = _IN_URL.search(url.split("?")[0])
    if not match:
        return None
    parts = [p for p in (match["year"], match["month"], match["day"]) if p]
    date = "-".join(parts)
    return When(date=date, precision=precision_of(date), basis="url")


def _inferred(layout: Layout) -> When:
    """To the month, from a day in the notes or the body; a bare year is too weak a sign."""
    sources = _newest(find_dates(t, month_first=False) for t in _of(layout, ("notes",)))
    body = _of(layout, ("title", "body"))
    events = _newest(_past(t, find_dates(t)) for t in body)
    year = max((m.group() for t in body for m in _years(t)), default="")
    newest = max((d for d in (sources, events) if d), default=None)
    if newest and year <= newest[:4]:
        what = "date in its notes" if newest == sources else "event that it dates"
        basis = f"inferred: not before {newest}, the newest {what}"
        return When(date=newest[:7], precision="month", basis=basis)
    bound = f"not before {year}, the newest year that it names" if year else "none is printed"
    return When(date=None, precision="none", basis=f"unknown: {bound}")


def _of(layout: Layout, names: Sequence[str]) -> list[str]:
    pairs = zip(layout.paragraphs, layout.names, strict=True)
    return [p.text for p, name in pairs if name in names]


def _newest(dates: Iterable[list[Dated]]) -> str | None:
    return max((d.iso for found in dates for d in found if d.precision == "day"), default=None)


def _past(text: str, dates: list[Dated]) -> list[Dated]:
    """Dates that the words before them do not put into the future."""
    return [d for d in dates if not _AHEAD.search(text[max(0, d.start - 60) : d.start])]


def _years(text: str) -> list[re.Match[str]]:
    years = _PLAIN_YEAR.finditer(text)
    return [m for m in years if not _AHEAD.search(text[max(0, m.start() - 60) : m.start()])]
