"""Time phrases of a text, and the interval that each means beside the document's own date.

`find_dates` takes a text and returns its `TimePhrase`s (characters, half-open); `resolve` takes one
of them with the document's date and returns a `When`: ISO dates cut to what is known, the end
excluded, with the words that say so or the reason why there is none.  Nothing is ever counted from
today.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from legation.dates.calendar import Anchor, Tense, TimePhrase, When, following
from legation.dates.phrases import RULES

__all__ = ["Tense", "TimePhrase", "When", "find_dates", "publication", "resolve"]


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern.replace("(?P=sep)", "[./]"))


_FIND: Final = re.compile(
    r"(?<![\w$€£])(?:" + "|".join(f"(?P<{name}>{_unnamed(p)})" for name, p, _ in RULES) + ")"
)
_READ: Final = {
    name: (re.compile(re.sub(r"\(\?<=[^()]*\)", "", pattern)), handler)
    for name, pattern, handler in RULES
}
_LEADS: Final = re.compile(r"(?i)\b(since|until|till|by|before|after|prior to|from)\s+"
                           r"(?:about\s+|around\s+|the\s+|early\s+|mid-|late\s+)?\Z")  # fmt: skip


def find_dates(text: str, *, offset: int = 0) -> list[TimePhrase]:
    """The phrases of *text* that speak of a time, in order, without overlap.

    *offset* is added to every position.  A leading since, until, before or after belongs to the
    phrase.

    >>> [p.text for p in find_dates("They met on January 23-25, 2022, and again since May.")]
    ['January 23-25, 2022', 'since May']
    """
    found = []
    last = 0
    for m in _FIND.finditer(text):
        start = m.start()
        lead = _LEADS.search(text, max(last, start - 20), start)
        if lead:
            start = lead.start()
        last = m.end()
        found.append(
            TimePhrase(
                start=start + offset,
                end=m.end() + offset,
                text=text[start : m.end()],
                rule=str(m.lastgroup),
            )
        )
    return found


def resolve(
    phrase: TimePhrase,
    *,
    document_date: str | None,
    document_precision: str,
    context: When | None = None,
    tense: Tense | None = None,
) -> When:
    """The interval that a phrase means in a document of that date.

    *context* is what the text spoke of just before ("two days later"); *tense* says whether the
    sentence looks back or ahead, which decides for days and months named without a year.

    >>> phrase = find_dates("on Thursday")[0]
    >>> resolve(phrase, document_date="2022-09-06", document_precision="day").start
    '2022-09-01'
    >>> resolve(phrase, document_date=None, document_precision="none").basis
    'Thursday: the document has no date to count from'
    """
    anchor = _anchor(document_date, document_precision, context, tense)
    pattern, handler = _READ[phrase.rule]
    m = pattern.search(phrase.text)
    answer = handler(m, anchor) if m else "not understood"
    if isinstance(answer, str):
        return When(start=None, end=None, precision="none", basis=f"{phrase.text}: {answer}")
    start, end, precision = answer
    when = When(start=start, end=end, precision=precision, basis=phrase.text)
    return _open(when)


def _open(when: When) -> When:
    """Since and after leave the end open; before, by and until the start."""
    m = re.match(r"(?i)(since|until|till|by|before|after|prior to)\s", when.basis)
    lead = m[1].lower() if m else ""
    if lead == "since":
        return replace(when, end=None)
    if lead == "after":
        return replace(when, start=when.end, end=None, precision="range")
    if lead in ("before", "prior to"):
        return replace(when, start=None, end=when.start, precision="range")
    if lead in ("until", "till", "by"):
        return replace(when, start=None, precision="range")
    return when


def _anchor(
    document_date: str | None, precision: str, context: When | None, tense: Tense | None
) -> Anchor:
    if not document_date or precision == "none":
        return Anchor(None, "none", context, tense)
    if len(document_date) == 10:
        return Anchor(date.fromisoformat(document_date), "day", context, tense)
    last = date.fromisoformat((following(document_date) + "-01-01")[:10]) - timedelta(days=1)
    return Anchor(last, "month" if len(document_date) == 7 else "year", context, tense)


def publication(document_date: str | None, document_precision: str) -> When:
    """The document's own date as a `When`, for text that names no time.

    >>> publication("2022-09", "month").precision
    'publication'
    """
    if not document_date or document_precision == "none":
        return When(start=None, end=None, precision="none", basis="the document has no date")
    return When(
        start=document_date,
        end=following(document_date),
        precision="publication",
        basis="publication",
    )
