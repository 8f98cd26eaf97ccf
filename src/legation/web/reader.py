"""A document and what was made of it → blocks to draw: paragraphs cut where findings begin and end.

Every block is a paragraph of the document's text with the findings that begin in it.  The pieces
of all blocks, put one after another with what stands between, are the text itself: nothing of it
is left out or changed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from legation.records import Actor, Coded, Document, Event

_GAP: Final = re.compile(r"\s*\n\s*")
_LONG: Final = 100  # characters: a line this long is a paragraph of its own
_ENDS: Final = (".", "!", "?", "…", "”", '"', ":", ")", "]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Characters [start, end) under one set of marks."""

    start: int
    end: int
    text: str
    marks: tuple[str, ...] = ()  # record kinds, "trigger", "cited"
    findings: tuple[str, ...] = ()  # ids of the records whose passage this is part of
    actor: str | None = None  # key of the actor that is mentioned here
    asked: bool = False  # the passage that a link asked for begins here


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, its region and page, and the findings that begin in it."""

    start: int
    end: int
    region: str
    page: int | None
    pieces: tuple[Piece, ...]
    findings: tuple[str, ...]  # ids
    cited: bool = False  # the passage that a link asked for begins here


def lay_out(
    document: Document,
    ident: str,
    records: Mapping[str, Coded],
    *,
    cited: tuple[int, int] | None = None,
) -> tuple[Block, ...]:
    """Cut the text of the document *ident* into blocks.

    *records* are by id; those of other documents are left out.  *cited* are the characters that a
    link asked for.
    """
    own = {i: r for i, r in records.items() if r.citation.document == ident}
    actors = [r for r in own.values() if isinstance(r, Actor)]
    findings = sorted(
        ((i, r) for i, r in own.items() if not isinstance(r, Actor)),
        key=lambda found: (found[1].citation.start, found[0]),
    )
    mentions = tuple(mention(actors))
    if cited:
        asked = document.text[slice(*cited)]
        cited = (cited[1] - len(asked.lstrip()), cited[1])
    blocks = []
    for start, end in paragraphs(document):
        region, page = place(document, start, end)
        begun = tuple(i for i, r in findings if start <= r.citation.start < end)
        across = [f for f in findings if f[1].citation.start < end and f[1].citation.end > start]
        inside = [m for m in mentions if start <= m[0] and m[1] <= end]
        blocks.append(
            Block(
                start=start,
                end=end,
                region=region,
                page=page,
                pieces=tuple(pieces(document.text, (start, end), across, inside, cited)),
                findings=begun,
                cited=cited is not None and start <= cited[0] < end,
            )
        )
    return tuple(blocks)


def paragraphs(document: Document) -> Iterator[tuple[int, int]]:
    """Spans of the paragraphs: parted by a blank line, or by a line end after a whole one.

    Lines that are wrapped in the middle of a sentence stay together; regions never do.
    """
    text = document.text
    borders = {r.start for r in document.regions} | {r.end for r in document.regions}
    start = len(text) - len(text.lstrip())
    for gap in _GAP.finditer(text, start):
        line = text[start : gap.start()]
        last = line.rpartition("\n")[2].rstrip()
        parted = gap[0].count("\n") > 1 or len(last) > _LONG or last.endswith(_ENDS)
        if line.strip() and (parted or any(gap.start() <= b <= gap.end() for b in borders)):
            yield start, gap.start()
            start = gap.end()
    if text[start:].strip():
        yield start, start + len(text[start:].rstrip())


def place(document: Document, start: int, end: int) -> tuple[str, int | None]:
    """The region with most of the characters [start, end), and its page."""
    best, name, page = 0, "body", None
    for region in document.regions:
        shared = min(end, region.end) - max(start, region.start)
        if region.name != "quotation" and shared > best:
            best, name, page = shared, region.name, region.page
    return name, page


def mention(actors: Iterable[Actor]) -> Iterator[tuple[int, int, str]]:
    """Start, end and actor of every mention, the longer first where two overlap."""
    found = {(m.start, m.end): a.key for a in actors for m in a.mentions}
    taken = 0
    for (start, end), key in sorted(found.items(), key=lambda kv: (kv[0][0], -kv[0][1])):
        if start >= taken:
            taken = end
            yield start, end, key


def pieces(
    text: str,
    block: tuple[int, int],
    findings: Sequence[tuple[str, Coded]],
    mentions: Sequence[tuple[int, int, str]],
    cited: tuple[int, int] | None,
) -> Iterator[Piece]:
    """Cut a block wherever a finding, a trigger, a mention or the cited passage begins or ends."""
    spans = [(r.citation.start, r.citation.end) for _, r in findings]
    triggers = [
        (r.trigger.start, r.trigger.end) for _, r in findings if isinstance(r, Event) and r.trigger
    ]
    asked = [cited] if cited else []
    everything = [*spans, *triggers, *asked, *((s, e) for s, e, _ in mentions)]
    cuts = {block[0], block[1]} | {p for span in everything for p in span}
    for start, end in pairwise(sorted(c for c in cuts if block[0] <= c <= block[1])):
        over = [f for f, s in zip(findings, spans, strict=True) if within(start, end, [s])]
        marks = list(dict.fromkeys(r.record for _, r in over))
        if within(start, end, triggers):
            marks.append("trigger")
        if within(start, end, asked):
            marks.append("cited")
        yield Piece(
            start=start,
            end=end,
            text=text[start:end],
            marks=tuple(marks),
            findings=tuple(i for i, _ in over),
            actor=next((k for s, e, k in mentions if s <= start and end <= e), None),
            asked=cited is not None and start == cited[0],
        )


def within(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether [start, end) lies in one of the spans."""
    return any(s <= start and end <= e for s, e in spans)
