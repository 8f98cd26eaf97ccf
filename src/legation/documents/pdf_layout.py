"""Lines of a paged text → paragraphs in reading order.

Columns are read one after the other; running heads and page numbers become furniture; small
print at a page's foot that opens with a marker becomes notes and moves behind the body; words
broken at a line's end are joined; a paragraph goes on over a page's end.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from legation.documents.markers import head_of
from legation.documents.paragraphs import Paragraph

EDGE: Final = 0.12  # of a page's height: where running heads and feet stand
_NUMBERS: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"(?:page|seite|página|sayfa|стр\.?|с\.|p\.)?\s*[-–—|]?\s*(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|из)\s*\d{1,4})?\s*[-–—|]?",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(r"[.!?:…؟۔。][”\"'’»)\]]*(?:\[\d{1,3}\])*$")
_BULLET: Final = re.compile(r"[•▪◦‣●○–—*-]\s|\(?[a-z\d]{1,2}[.)]\s|\[\d{1,3}\]\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line: its words, its page, its box in points from the page's lower left."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    size: float
    height: float  # of the page


def lay_out_pages(pages: Sequence[list[Line]]) -> list[Paragraph]:
    """The paragraphs of all pages in reading order: body with furniture, then notes."""
    title = frozenset(title_lines(pages))
    running = _running(pages) - title
    size = _body_size(pages)
    body: list[Line] = []
    notes: list[Line] = []
    furniture: dict[int, list[str]] = {}
    for lines in pages:
        kept = []
        for line in lines:
            if line in running or _is_page_number(line):
                furniture.setdefault(line.page, []).append(line.text)
            else:
                kept.append(line)
        ordered = _in_columns(kept)
        first = _first_note(ordered, size, notes_open=bool(notes))
        body += ordered[:first]
        notes += ordered[first:]
    words = Counter(w for line in body for w in re.findall(r"\w+(?:-\w+)*", line.text.casefold()))
    paragraphs = [_paragraph(p, words, title) for p in _cut(body, title)]
    numbered = [_paragraph(p, words, frozenset(), "notes") for p in _cut_notes(notes)]
    return [*_with_furniture(paragraphs, furniture), *numbered]


def title_lines(pages: Sequence[list[Line]]) -> list[Line]:
    """The lines of the first page that are printed largest, where that is larger than the body."""
    lines = [
        line for line in (pages[0] if pages else []) if sum(c.isalpha() for c in line.text) > 2
    ]
    if not lines:
        return []
    largest, body = max(line.size for line in lines), _body_size(pages)
    chosen = [line for line in lines if line.size > largest - 0.6]
    if largest < 1.15 * body or sum(len(line.text) for line in chosen) > 300:
        return []
    return chosen


def _body_size(pages: Sequence[list[Line]]) -> float:
    counts: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            counts[round(line.size, 1)] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 0.0


def _running(pages: Sequence[list[Line]]) -> set[Line]:
    """Lines at the head or foot of pages whose words, numbers aside, stand there on others too."""
    seen: dict[str, list[Line]] = {}
    for lines in pages:
        for line in lines:
            if line.bottom > (1 - EDGE) * line.height or line.top < EDGE * line.height:
                seen.setdefault(_NUMBERS.sub("#", line.text.casefold()), []).append(line)
    return {
        line
        for group in seen.values()
        if len({g.page for g in group}) >= max(2, len(pages) // 4)
        for line in group
    }


def _is_page_number(line: Line) -> bool:
    at_edge = line.bottom > (1 - EDGE) * line.height or line.top < EDGE * line.height
    return at_edge and bool(_PAGE_NUMBER.fullmatch(line.text))


def _in_columns(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom; where none crosses the middle, the left column before the right."""
    if not lines:
        return []
    middle = (min(line.left for line in lines) + max(line.right for line in lines)) / 2
    ordered: list[Line] = []
    columns: list[Line] = []
    for line in sorted(lines, key=lambda n: (-round(n.top), n.left)):
        if line.left < middle - 6 and line.right > middle + 6:
            ordered += _columns(columns, middle)
            columns = []
            ordered.append(line)
        else:
            columns.append(line)
    return ordered + _columns(columns, middle)


def _columns(lines: Sequence[Line], middle: float) -> list[Line]:
    left = [line for line in lines if line.left < middle - 6]
    right = [line for line in lines if line.left >= middle - 6]
    return left + right


def _first_note(lines: Sequence[Line], size: float, *, notes_open: bool) -> int:
    """Where the small print at a page's foot begins: with a marker, or as a note's next page."""
    first = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].size > 0.93 * size:
            break
        if head_of(lines[index].text):
            first = index
        elif notes_open and index > 0 and lines[index - 1].size > 0.93 * size:
            first = min(first, index)
    return first


def _cut(lines: Sequence[Line], title: frozenset[Line]) -> list[list[Line]]:
    """Lines grouped into paragraphs."""
    if not lines:
        return []
    leading = _leading(lines)
    width = _right_edges(lines)
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        if before in title and line in title:
            groups[-1].append(line)
        elif _opens(before, line, leading=leading, right=width[before.page]):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance between the tops of following lines."""
    steps = [
        a.top - b.top for a, b in pairwise(lines) if a.page == b.page and 0 < a.top - b.top < 60
    ]
    return median(steps) if steps else 14.0


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    edges: dict[int, float] = {}
    for line in lines:
        edges[line.page] = max(edges.get(line.page, 0.0), line.right)
    return edges


def _opens(before: Line, line: Line, *, leading: float, right: float) -> bool:
    """Whether *line* begins a paragraph."""
    if abs(before.size - line.size) > 0.6 or _BULLET.match(line.text):
        return True
    ended = bool(_ENDS.search(before.text))
    step = before.top - line.top
    if before.page != line.page or step < 0:
        return ended or not (line.text[:1].islower() or before.right > 0.9 * right)
    if step > 1.35 * leading:
        return True
    if line.left - before.left > 0.9 * line.size and step < 1.35 * leading:
        return ended
    short = before.right < right - 6 * line.size
    return short and (ended or not line.text[:1].islower())


def _cut_notes(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    expected = None
    for line in lines:
        head = head_of(line.text)
        number = head.number if head else None
        fits = head is not None and (number is None or expected is None or number == expected)
        if fits or not groups:
            groups.append([line])
            expected = number + 1 if number is not None else None
        else:
            groups[-1].append(line)
    return groups


def _paragraph(
    lines: Sequence[Line],
    words: Counter[str],
    title: frozenset[Line],
    name: str | None = None,
) -> Paragraph:
    text = lines[0].text
    for line in lines[1:]:
        text = _join(text, line.text, words)
    if lines[0] in title:
        name = "title"
    return Paragraph(0, 0, text, name, lines[0].page)


def _join(text: str, following: str, words: Counter[str]) -> str:
    """Two lines as one; a word broken between them is made whole unless it has a hyphen elsewhere."""
    if text.endswith("\u00ad"):
        return text[:-1] + following
    if re.search(r"(?:https?://|www\.)\S*[/=_.&?-]$", text) and not following.startswith(
        ("(", "[")
    ):
        return text + following
    broken = re.search(r"([^\W\d_]+)-$", text)
    opening = re.match(r"[^\W\d_]+", following)
    if not broken or not opening or not following[0].islower():
        return text + ("" if text.endswith("-") else " ") + following
    whole = (broken[1] + opening[0]).casefold()
    hyphened = f"{broken[1]}-{opening[0]}".casefold()
    return (text if words[hyphened] > words[whole] else text[:-1]) + following


def _with_furniture(
    paragraphs: Sequence[Paragraph], furniture: dict[int, list[str]]
) -> list[Paragraph]:
    """Each page's running lines before the first paragraph that begins on it."""
    waiting = sorted(furniture.items())
    placed: list[Paragraph] = []
    for p in paragraphs:
        while waiting and p.page is not None and waiting[0][0] <= p.page:
            page, texts = waiting.pop(0)
            placed += [Paragraph(0, 0, text, "furniture", page) for text in texts]
        placed.append(p)
    return placed + [Paragraph(0, 0, t, "furniture", page) for page, ts in waiting for t in ts]
