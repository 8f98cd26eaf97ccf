"""A text's paragraphs: where each stands, with what a format says of it.

A blank line ends a paragraph; so does a single line end, unless the text is hard-wrapped (lines
broken where the next word would no longer have fitted).
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

WIDEST_WRAP: Final = 120  # characters; longer lines were not wrapped by hand or by a mailer
_LINE: Final = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BLANK: Final = re.compile(r"(?:\r\n|[\r\n\x0b\x0c\x85\u2028\u2029])\s*[\r\n\x0b\x0c\u2028\u2029]")
_ITEM: Final = re.compile(r"(?:[-*•–—]|\(?\d{1,3}[.)]|\[\d{1,3}\]|[¹²³⁴-⁹])\s?\S")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Characters [start, end) of a text, without the blanks around them.

    `name` is the region that the format says it is ("title", "notes" …), None where it does not.
    """

    start: int
    end: int
    text: str
    name: str | None = None
    page: int | None = None


def split(text: str, start: int = 0) -> list[Paragraph]:
    """The paragraphs of *text*, in order; *start* is added to their places.

    >>> [p.text for p in split("A title" + chr(10) + chr(10) + "First. Second.")]
    ['A title', 'First. Second.']
    """
    lines = [p for match in _LINE.finditer(text) if (p := _stripped(text, *match.span()))]
    width = _wrap_width(text, lines)
    merged: list[tuple[int, int]] = []
    previous: Paragraph | None = None
    for line in lines:
        if previous and width and _continues(text, previous, line, width):
            merged[-1] = (merged[-1][0], line.end)
        else:
            merged.append((line.start, line.end))
        previous = line
    return [Paragraph(a + start, b + start, text[a:b]) for a, b in merged]


def _stripped(text: str, start: int, end: int) -> Paragraph | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    piece = piece.strip()
    return Paragraph(start + left, start + left + len(piece), piece) if piece else None


def _wrap_width(text: str, lines: list[Paragraph]) -> int:
    """The width at which *text* was wrapped; 0 where it was not."""
    if len(lines) < 3:
        return 0
    width = max(len(line.text) for line in lines)
    if not 40 <= width <= WIDEST_WRAP:
        return 0
    broken = sum(
        _continues(text, a, b, width) and a.text[-1].isalnum() and b.text[0].islower()
        for a, b in pairwise(lines)
    )
    return width if broken >= 2 else 0


def _continues(text: str, line: Paragraph, following: Paragraph, width: int) -> bool:
    """Whether *following* is the same paragraph: its first word would not have fitted before it."""
    if _BLANK.search(text, line.end, following.start) or _ITEM.match(following.text):
        return False
    word = following.text.split(maxsplit=1)[0]
    return len(line.text) + 1 + len(word) > width - 4
