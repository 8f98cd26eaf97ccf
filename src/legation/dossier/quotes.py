"""Passages → sentences of a document that can be quoted by themselves.

A `Desk` knows the documents and where a sentence begins and ends; `Desk.quote` gives the sentence
around a record's passage if it can be understood alone, with the date that it states itself, or
that of its document.  What is quoted is the document's own text, character for character.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from legation.dossier.wording import MONTHS, written
from legation.records import Citation, Coded

_DATES: Final = re.compile(
    rf"\b(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)})\b(?: \d{{1,2}}(?!\d))?|\b(?:19|20)\d\d\b"
)
_YEAR: Final = re.compile(rf"((?:{'|'.join(MONTHS)})(?: \d{{1,2}})?),? (?:19|20)\d\d\b")
SHORTEST: Final = 35  # characters of a sentence that says something
LONGEST: Final = 560
_JOINS: Final = re.compile(  # words that only tie a sentence to the one before it
    r"(?:[•·▪*] |(?:(?:First|Second|Third)(?:ly|(?=,))|Lastly|Therefore|However|Similarly|Moreover"
    r"|Furthermore|Thus|Hence|Consequently|Meanwhile|Also"
    r"|Indeed|Nevertheless|Nonetheless|Again|Finally|Then|So|But|And|Yet|Still|Besides|Accordingly"
    r"|On the (?:other|one) hand|At the same time|As a matter of fact|As it is known|In fact"
    r"|In th(?:is|at) (?:framework|context|regard|respect|sense)|In addition|Prior to th(?:at|is)"
    r"|For (?:example|instance)|As a result|After all|In turn|For (?:his|her|its|their) part),? )+"
)
_PLACE: Final = re.compile(r"[A-Z][A-Z/ ]{2,40}, \w+ \d{1,2} \([^)]{2,40}\) [—–-] ")  # a dateline
_THEM: Final = (
    r"(?:[Hh]e|[Ss]he|[Ii]t(?! (?:is|was|has been|had been) \w*(?:ed|said|known|told)\b)|[Tt]hey"
    r"|[Ww]e|I|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]his|[Tt]hese|[Tt]hat|[Tt]hose|[Ss]uch|[Bb]oth"
    r"|[Hh]ere|[Ww]hich|[Ww]ho|[Tt]here)\b"
)
_LEANS: Final = re.compile(  # begins with a word for something that was said before
    rf"[\W_]*(?:{_THEM}|[Nn]either (?:country|side|of them)\b|[Tt]he (?:two|three|latter|former|same"
    r"|step|move|measure|document|pair|first (?!time)|second|third|other)\b"
    rf"|(?:In|On|At|Since|By|After|Before|From|During|For)(?: [^\s,]+){{1,4}},? {_THEM})"
)
_DANGLES: Final = re.compile(
    r"\bafter (?:these|those|that|this)\b|\bthese (?:words|countries|talks)\b|\bthe latter\b"
    r"|\bsuch \w+s\b(?! as)"
)
_HEADED: Final = re.compile(r"[^\n]{1,60}[^\s.!?,;:)”\"–—-]\n")  # a short line before the text
_ASIDE: Final = re.compile(r"\b(?:since|after|before|until|when)\b[^,.;]*$")  # of another event
_MARKER: Final = re.compile(r"\s*(?:\[(?:\d{1,3}|\*)\])+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is known of a document."""

    title: str
    date: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence of a document, and when it says that something happened."""

    citation: Citation
    day: str  # to sort by
    lead: str  # the date in words, "reported …" where the sentence states none
    record: str  # id of what was read in it
    alone: bool = True  # whether it is one sentence, without the one before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The documents by id, and the whole sentence around a passage, with so many before it."""

    sources: Mapping[str, Source]
    whole: Callable[[Citation, int], Citation | None]
    kept: dict[tuple[str, int, int], Citation | None] = field(default_factory=dict)

    def sentence(self, cited: Citation) -> Citation | None:
        """The sentence around a passage, if it can be read by itself."""
        key = (cited.document, cited.start, cited.end)
        if key not in self.kept:
            whole = (self.whole(cited, more) for more in (0, 1))  # with the one before, if need be
            found = (trimmed(s) for s in whole if s is not None)
            self.kept[key] = next((s for s in found if readable(s.text)), None)
        return self.kept[key]

    def quote(self, record: Coded) -> Quote | None:
        """The sentence that a record was read in, as a quotation."""
        sentence = self.sentence(record.citation)
        if sentence is None:
            return None
        source = self.sources.get(sentence.document)
        known = source.date if source else None
        first = self.whole(record.citation, 0)
        alone = first is not None and first.start <= sentence.start
        stated = stated_day(record, sentence.text) if alone else None
        return Quote(
            citation=sentence,
            day=stated or known or "9999",
            lead=written(stated) if stated else f"reported {written(known)}",
            record=record.id,
            alone=alone,
        )


def trimmed(sentence: Citation) -> Citation:
    """A sentence without its dateline, the words that tie it to others, and the mark of its note.

    >>> trimmed(Citation(document="d", start=0, end=26, text="However, talks went on.[2]")).text
    'talks went on.'
    """
    joins = _PLACE.match(sentence.text) or _JOINS.match(sentence.text)
    marker = _MARKER.search(sentence.text)
    head = joins.end() if joins else 0
    tail = marker.start() if marker else len(sentence.text)
    start, end = sentence.start + head, sentence.start + tail
    return Citation(document=sentence.document, start=start, end=end, text=sentence.text[head:tail])


def readable(text: str) -> bool:
    """Whether a sentence can be understood without the one before it.

    >>> readable("On 3 May the minister of Northland met the envoy of the Isles.")
    True
    >>> readable("He also raised the possibility of a review of the old treaty.")
    False
    """
    words = " ".join(text.split())
    if not SHORTEST <= len(words) <= LONGEST or words.endswith("?"):
        return False
    if _HEADED.match(text) or _LEANS.match(words) or _DANGLES.search(words[:160]):
        return False
    return words[-1] in ".!”\"’'»)"


def stated_day(record: Coded, sentence: str) -> str | None:
    """The date of a record if the sentence itself states it, cut to what is known.

    A date that was carried over from another sentence, or is the document's, is none; nor is a
    year, which may belong to anything in it, one of several dates, or the date of what it was
    before, after or since.
    """
    start, precision = getattr(record, "start", None), getattr(record, "precision", "none")
    basis = getattr(record, "date_basis", "")
    if start is None or len(start) < 7 or precision in ("none", "publication"):
        return None
    if len({d.partition(" ")[0] for d in _DATES.findall(_YEAR.sub(r"\1", sentence))}) > 1:
        return None
    if basis:
        place = _plain(sentence).find(_plain(basis))
        return start if place >= 0 and not _ASIDE.search(_plain(sentence)[:place]) else None
    return start if _told_in(start, sentence) else None


def _told_in(day: str, sentence: str) -> bool:
    """Whether a sentence names the month of a date, and its day where there is one."""
    month = MONTHS[int(day[5:7]) - 1]
    if len(day) < len("2022-09-05"):
        return month in sentence
    return bool(re.search(rf"\b(?:0?{int(day[8:])} {month}|{month} 0?{int(day[8:])})\b", sentence))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
