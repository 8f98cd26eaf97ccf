"""Text folded for search, and cut into passages.

`fold` takes text in any script and returns it without diacritics, case and spelling variants of
letters; `fold_mapped` also tells from which character each folded one came.  `cut` takes a text
and its regions and returns the passages that search finds, as spans.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

LONGEST_PASSAGE: Final = 1200

# Letters that Unicode keeps apart and readers do not: Turkish dotless i, Arabic and Persian forms
# of one letter, the stroke letters; the Arabic lengthening stroke and invisible joiners are nothing.
_SAME: Final = str.maketrans(
    {
        "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th",
        "ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ۀ": "ه", "ـ": "",
        "\u200c": " ", "\u200d": "", "\u00ad": "", "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'",
    }
)  # fmt: skip
_BREAK: Final = re.compile(r"\n[ \t\r\f\v]*\n\s*")
_SENTENCE_END: Final = re.compile(r"[.!?…۔؟][»”\"')\]]*\s+")


class Passage(NamedTuple):
    """Characters [start, end) of a document, and the region that they stand in."""

    start: int
    end: int
    region: str


def fold(text: str) -> str:
    """Text without diacritics, case and letter variants.

    >>> fold("Zamir Kâbulov — Кабу́лов")
    'zamir kabulov — кабулов'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if unicodedata.category(c) != "Mn").translate(_SAME)


def fold_mapped(text: str) -> tuple[str, list[int]]:
    """Folded text, and for each of its characters the place of the one that it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        piece = fold(char)
        folded.append(piece)
        places.extend([place] * len(piece))
    return "".join(folded), places


def cut(text: str, regions: Sequence[dict[str, Any]] = ()) -> Iterator[Passage]:
    """Cut a text into paragraphs of at most `LONGEST_PASSAGE` characters, none blank."""
    for start, end in _paragraphs(text):
        region = _region_at((start + end) // 2, regions)
        for piece in _pieces(text, start, end):
            yield Passage(*piece, region)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    ends = [0] + [m.end() for m in _BREAK.finditer(text)] + [len(text)]
    for start, end in pairwise(ends):
        if trimmed := _trim(text, start, end):
            yield trimmed


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut [start, end) where it is too long: at a line's end, a sentence's, a blank, anywhere."""
    while end - start > LONGEST_PASSAGE:
        limit = start + LONGEST_PASSAGE
        at = text.rfind("\n", start + 1, limit) + 1
        if at <= start:
            at = max((m.end() for m in _SENTENCE_END.finditer(text, start, limit)), default=0)
        if at <= start:
            at = text.rfind(" ", start + 1, limit) + 1
        if at <= start:
            at = limit
        if trimmed := _trim(text, start, at):
            yield trimmed
        start = at
    if trimmed := _trim(text, start, end):
        yield trimmed


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without blanks at its ends; None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _region_at(place: int, regions: Sequence[dict[str, Any]]) -> str:
    """The smallest region around a place; "body" where none is known."""
    around = [r for r in regions if r["start"] <= place < r["end"]]
    if not around:
        return "body"
    return str(min(around, key=lambda r: r["end"] - r["start"])["name"])
