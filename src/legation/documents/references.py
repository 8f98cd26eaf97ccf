"""A document's notes and bibliography → `Reference` records, tied to the sentences they support.

`references` is the coder "references.v1": it reads the document's notes regions, gives each note
its marker, resolves "ibid." and "op. cit." to the note that they stand for, and finds the
sentences of title and body that carry the marker.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from legation.documents.markers import IN_TEXT, canonical, head_of, is_heading
from legation.documents.notes import Note, parse, url_of
from legation.documents.sentences import Sentence, sentences
from legation.records import Citation, Document, Reference, Span

CODER: Final = "references.v1"
_INNER: Final = re.compile(r"(?<=[.)\s])\s*(?=\[\d{1,3}\]\s)")
_MONTH_FIRST: Final = re.compile(r"(?<!\d)\d{1,2}/(?:1[3-9]|2\d|3[01])/(?:19|20)\d\d")
_GLUED: Final = re.compile(r"(?<=[.,;:!?”\"’»)\w])(?<![\d.,]\d)(?<!\d)\d{1,3}(?=[\s.,;:]|$)")
_SURNAME: Final = re.compile(r"([^\W\d_][\w'’-]+)(?=,|\s[A-Z]|\s\()")
_YEAR: Final = re.compile(r"(?:19|20)\d\d[a-z]?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One citation in a note: its characters, its marker and what it says."""

    start: int
    end: int
    marker: str
    note: Note


def references(document: Document) -> tuple[Reference, ...]:
    """Every note or bibliography entry of a document, in order.

    `confidence` is 0.95 for an entry with an address or a resolved "ibid.", 0.8 for one with a
    title only, 0.5 for the rest; these are settled values, not measured ones.

    Returns
    -------
    tuple of Reference
        `marker` is "[n]" whatever its form in print; an entry without one is "[#k]", k its place.
    """
    entries = _entries(document)
    if not entries:
        return ()
    carried = _carriers(document, entries)
    targets = _targets(entries)
    name = document.id  # a hash of the whole text: once is enough
    return tuple(
        _record(
            Citation(
                document=name,
                start=entry.start,
                end=entry.end,
                text=document.text[entry.start : entry.end],
            ),
            entry,
            target,
            carried.get(entry.marker, ()),
        )
        for entry, target in zip(entries, targets, strict=True)
    )


def _record(
    citation: Citation, entry: Entry, target: str | None, supports: Sequence[Span]
) -> Reference:
    note = entry.note
    sure = 0.95 if note.url or target else 0.8 if note.title else 0.5
    return Reference(
        coder=CODER,
        citation=citation,
        confidence=sure,
        marker=entry.marker,
        title=note.title,
        publisher=note.publisher,
        url=note.url,
        accessed=note.accessed,
        refers_to=target,
        supports=tuple(supports),
    )


def _entries(document: Document) -> list[Entry]:
    entries: list[Entry] = []
    text = document.text
    month_first = any(
        _MONTH_FIRST.search(text, r.start, r.end) for r in document.regions if r.name == "notes"
    )
    for start, end in _spans(document):
        words = text[start:end]
        head = head_of(words, within_notes=True)
        marker = head.marker if head else f"[#{len(entries) + 1}]"
        for a, b in _citations(words, head.end if head else 0):
            note = parse(words[a:b], month_first=month_first)
            first = start if a == (head.end if head else 0) else start + a
            entries.append(Entry(first, start + b, marker, note))
    return entries


def _spans(document: Document) -> Iterator[tuple[int, int]]:
    """The characters of each note; a region may hold several, a note several regions."""
    open_: tuple[int, int] | None = None
    for region in (r for r in document.regions if r.name == "notes"):
        words = document.text[region.start : region.end]
        if is_heading(words):
            continue
        cuts = [0, *(m.end() for m in _INNER.finditer(words) if m.start() > 0), len(words)]
        for a, b in pairwise(cuts):
            piece = words[a:b].rstrip()
            place = (region.start + a, region.start + a + len(piece))
            if not piece:
                continue
            if (
                open_
                and not head_of(piece, within_notes=True)
                and _goes_on(document.text[slice(*open_)], piece)
            ):
                open_ = (open_[0], place[1])
                continue
            if open_:
                yield open_
            open_ = place
    if open_:
        yield open_


def _goes_on(note: str, piece: str) -> bool:
    """Whether a paragraph is the note's second line: its address, the rest of one, a date."""
    if re.search(r"https?://\S*[-/_=?&.]$", note):
        return True
    return url_of(piece)[1] == 0 or piece.startswith("(") or piece[:1].islower()


def _citations(words: str, start: int) -> list[tuple[int, int]]:
    """A note's parts at semicolons, where each part cites a source of its own."""
    cuts = [m.end() for m in re.finditer(r";\s+", words) if m.start() > start]
    parts = [(a, b) for a, b in zip([start, *cuts], [*cuts, len(words)], strict=True)]
    trimmed = [(a, a + len(words[a:b].rstrip("; \t\r\n"))) for a, b in parts]
    several = len(parts) > 1 and all(url_of(words[a:b])[0] for a, b in parts)
    return [t for t in trimmed if t[1] > t[0]] if several else [(start, len(words))]


def _targets(entries: Sequence[Entry]) -> list[str | None]:
    """For each entry the marker of the note that its "ibid." or "op. cit." stands for."""
    resolved: list[str | None] = []
    origin: dict[str, str] = {}
    for index, entry in enumerate(entries):
        target = _target(entries, index) if entry.note.back else None
        target = origin.get(target, target) if target else None
        if target == entry.marker:
            target = None
        if target:
            origin[entry.marker] = target
        resolved.append(target)
    return resolved


def _target(entries: Sequence[Entry], index: int) -> str | None:
    entry, before = entries[index], entries[:index]
    back = entry.note.back or ""
    if back.isdecimal():
        return next((e.marker for e in before if e.marker == f"[{back}]"), None)
    previous = next((e.marker for e in reversed(before) if e.marker != entry.marker), None)
    if back == "previous" and not _named(entry):
        return previous
    scored = [(_likeness(entry, e), i) for i, e in enumerate(before) if not e.note.back]
    best, place = max(scored, default=(0.0, 0))
    if best >= 0.5:
        return before[place].marker
    return None if _named(entry) and back == "earlier" else previous


def _named(entry: Entry) -> bool:
    return bool(entry.note.title or _content(entry.note.rest))


def _likeness(entry: Entry, other: Entry) -> float:
    """Share of the words around an "op. cit." that stand in another note."""
    wanted = _content(entry.note.title or entry.note.rest)
    if not wanted:
        return 0.0
    return len(wanted & _content(other.note.rest)) / len(wanted)


def _content(words: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", words.casefold())) - {
        "ibid", "idem", "cit", "op", "see", "also", "note", "supra", "the", "and", "bkz", "page",
        "pages", "loc", "там", "же", "указ", "соч", "dipnot", "https", "http", "www",
    }  # fmt: skip


def _carriers(document: Document, entries: Sequence[Entry]) -> dict[str, list[Span]]:
    """The sentences of title and body that carry each marker, in order and once each."""
    markers = {e.marker for e in entries}
    carried: dict[str, list[Span]] = {}
    found = list(_marked(document, markers, IN_TEXT))
    if not found:
        found = [*_marked_bare(document, markers), *_author_dates(document, entries)]
    for marker, sentence in found:
        spans = carried.setdefault(marker, [])
        span = document.span(sentence.start, sentence.end)
        if span not in spans:
            spans.append(span)
    return carried


def _marked(
    document: Document, markers: set[str], form: re.Pattern[str]
) -> Iterator[tuple[str, Sentence]]:
    for region in document.regions:
        if region.name not in ("title", "body"):
            continue
        hits = [
            (marker, m.start())
            for m in form.finditer(document.text, region.start, region.end)
            if (marker := canonical(m.group())) in markers
        ]
        if hits:
            found = sentences(document.text, region.start, region.end)
            for marker, at in hits:
                yield marker, _at(found, at)


def _marked_bare(document: Document, markers: set[str]) -> Iterator[tuple[str, Sentence]]:
    """Numbers that lost their superscript ("in 2021.3 The"), only where they rise note by note."""
    expected = 1
    for marker, sentence in _marked(document, markers, _GLUED):
        if marker == f"[{expected}]":
            yield marker, sentence
            expected += 1


def _author_dates(document: Document, entries: Sequence[Entry]) -> Iterator[tuple[str, Sentence]]:
    """Sentences with "(Roe, 2019)" or "Roe (2019)" for an entry that begins with Roe and has 2019."""
    for entry in entries:
        words = document.text[entry.start : entry.end]
        name, year = _SURNAME.match(words), _YEAR.search(words)
        if name is None or year is None or not entry.marker.startswith("[#"):
            continue
        form = re.compile(rf"\b{re.escape(name[1])}\b[^.()]{{0,40}}[\s,(]{{1,3}}{year.group()}\b")
        for region in (r for r in document.regions if r.name == "body"):
            for hit in form.finditer(document.text, region.start, region.end):
                yield (
                    entry.marker,
                    _at(sentences(document.text, region.start, region.end), hit.end()),
                )


def _at(found: Sequence[Sentence], place: int) -> Sentence:
    """The sentence that a marker at *place* supports: it stands in it or right behind it."""
    return next((s for s in reversed(found) if s.start < place), found[0])
