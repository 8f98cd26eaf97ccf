"""A brief as a paper: headings, sentences and numbered footnotes, before it takes any format.

The study fills a `Paper`; `markdown.py`, `page.py` and `word.py` write it down.  Every footnote
names the document, the characters and the words, so that what was written can be read back and
held against the ledger.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from legation.export.references import Source, chicago, note
from legation.records import Citation

SHORT_ID: Final = 12
_PLACE: Final = re.compile(rf"\[([0-9a-f]{{{SHORT_ID}}}):(\d+)–(\d+)\]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """One passage that a sentence rests on: the words, where they stand, and in what."""

    citation: Citation
    fields: Mapping[str, Any]  # of the document
    source: str  # the name that it came under
    record: str = ""
    repeats: bool = False  # whether the sentence itself holds the words

    @property
    def reference(self) -> str:
        """The document as a footnote names it."""
        known = self.fields.get("title") or self.fields.get("publisher")
        return note(self.fields) if known else note({**self.fields, "title": self.source})

    @property
    def place(self) -> str:
        """Where the words stand, short enough for a footnote."""
        cited = self.citation
        return f"[{cited.document[:SHORT_ID]}:{cited.start}–{cited.end}]"

    @property
    def words(self) -> str:
        """The passage on one line."""
        return one_line(self.citation.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence, what stands before it, and its footnotes."""

    text: str
    lead: str = ""
    notes: tuple[Footnote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Sentences under a heading."""

    heading: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A brief to be written down.  `about` says from what it was made and as of when."""

    title: str
    about: tuple[str, ...]
    parts: tuple[Part, ...]
    language: str = "en"

    def footnotes(self) -> list[Footnote]:
        """All footnotes in their order; the first has number 1."""
        return [own for part in self.parts for line in part.lines for own in line.notes]

    def numbered(self) -> Iterator[tuple[Part, list[tuple[Line, list[int]]]]]:
        """Every part with its lines, each with the numbers of its footnotes."""
        number = 0
        for part in self.parts:
            lines = []
            for line in part.lines:
                marks = [number + step for step in range(1, len(line.notes) + 1)]
                number += len(marks)
                lines.append((line, marks))
            yield part, lines

    def sources(self) -> list[str]:
        """The documents that are cited, as a bibliography lists them."""
        found: dict[str, Source] = {}
        for own in self.footnotes():
            told = own.fields if own.fields.get("title") else {**own.fields, "title": own.source}
            found.setdefault(own.citation.document, (own.citation.document, told))
        return sorted({chicago(fields) for _, fields in found.values()}, key=str.casefold)


def one_line(text: str) -> str:
    r"""Text on one line, without what no format may hold.

    >>> one_line("a \n b\x00")
    'a b'
    """
    return " ".join(_CONTROL.sub("", text).split())


def places_in(text: str) -> list[tuple[str, int, int]]:
    """What footnotes cite, read back from any text that holds them: document, start, end.

    >>> places_in("“met” [0123456789ab:5–8].")
    [('0123456789ab', 5, 8)]
    """
    return [(m[1], int(m[2]), int(m[3])) for m in _PLACE.finditer(text)]
