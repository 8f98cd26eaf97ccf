"""A PDF → its text in reading order, with page numbers, notes and running heads told apart.

pypdfium2 gives characters with their boxes and sizes; this module makes lines of them, and
`pdf_layout` makes paragraphs of the lines.  Scans hold no text and are refused.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from legation.documents.assembly import assemble, digest, joined
from legation.documents.given import Found, Given
from legation.documents.pdf_layout import Line, lay_out_pages, title_lines
from legation.documents.people import is_name
from legation.documents.printed_dates import find_dates
from legation.errors import DocumentError
from legation.records import Document

MAX_PAGES: Final = 2_000
MAX_CHARACTERS_A_PAGE: Final = 200_000
SCALED: Final = 4.0  # points; fonts so small are scaled, each run of letters in its own way
GAP: Final = 2.0  # blanks wider than this many letters' heights part columns
_BROKEN_WORD: Final = "\x02\ufffe"
_TITLE_OF_A_FILE: Final = re.compile(
    r"\.(?:docx?|pdf|indd|qxd|tex|odt)\b|^untitled|^microsoft|^\(?anonymous|^\(?unspecified", re.I
)
_CREATED: Final = re.compile(r"D?:?(\d{4})(\d{2})(\d{2})")


@dataclass(slots=True)
class _Character:
    letter: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


def read_pdf(data: bytes, *, given: Given) -> Document:
    """The text of a PDF.

    Raises
    ------
    DocumentError
        If the file is damaged, encrypted, too long, or holds pictures of text only.
    """
    pages, fields = _pages(data)
    if not any(pages):
        raise DocumentError("holds no text, perhaps it is a scan; recognise its text first (OCR)")
    text, paragraphs = joined(lay_out_pages(pages))
    found = _found(fields, pages, text)
    return assemble(text, sha256=digest(data), given=given, found=found, paragraphs=paragraphs)


def _pages(data: bytes) -> tuple[list[list[Line]], dict[str, str]]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise DocumentError("is encrypted; save it without its password") from None
        raise DocumentError("is a damaged or truncated PDF; get the file again") from None
    try:
        if len(pdf) > MAX_PAGES:
            raise DocumentError(f"has {len(pdf):,} pages, more than {MAX_PAGES:,}; split it")
        fields = {k: v.strip() for k, v in pdf.get_metadata_dict().items()}
        return [_page(pdf, number) for number in range(len(pdf))], fields
    except pypdfium2.PdfiumError:
        raise DocumentError("has a page that cannot be read; get the file again") from None
    finally:
        pdf.close()


def _page(pdf: Any, number: int) -> list[Line]:
    page = pdf[number]
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > MAX_CHARACTERS_A_PAGE:
            raise DocumentError(
                f"holds more than {MAX_CHARACTERS_A_PAGE:,} characters on page {number + 1}; split it"
            )
        height = page.get_height()
        return [
            line
            for row in _rows(textpage)
            for cell in _cells(row)
            if (line := _line(cell, number + 1, height))
        ]
    finally:
        textpage.close()
        page.close()


def _rows(textpage: Any) -> Iterator[list[_Character]]:
    """The characters of a page in the order of its text, a list for each line of it."""
    from pypdfium2 import raw

    row: list[_Character] = []
    scale, handle = 1.0, textpage.raw
    box = [ctypes.c_double() for _ in range(4)]
    places = [ctypes.byref(b) for b in box]
    for index in range(textpage.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(handle, index))
        if letter in "\r\n":
            if row:
                yield row
            row = []
            continue
        raw.FPDFText_GetCharBox(handle, index, *places)
        left, right, bottom, top = (b.value for b in box)
        size = raw.FPDFText_GetFontSize(handle, index)
        if not row or size < SCALED:
            scale = _scale(handle, index)
        size *= scale
        broken = letter in _BROKEN_WORD  # at a line's end, which pdfium then does not tell
        row.append(_Character("-" if broken else letter, left, right, bottom, top, size))
        if broken:
            yield row
            row = []
    if row:
        yield row


def _scale(handle: Any, index: int) -> float:
    """How much larger than its font size a character is printed."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix)):
        return 1.0
    return abs(matrix.d) or abs(matrix.b) or 1.0


def _cells(row: list[_Character]) -> Iterator[list[_Character]]:
    """A row cut where the blank within it is as wide as between columns, or runs backwards."""
    cell: list[_Character] = []
    last: _Character | None = None
    for c in row:
        if c.letter.isspace():
            cell.append(c)
            continue
        if last and cell:
            gap = c.left - last.right
            if gap > GAP * max(c.size, last.size) or gap < -20 * max(c.size, last.size):
                yield cell
                cell = []
        cell.append(c)
        last = c
    if cell:
        yield cell


def _line(cell: list[_Character], page: int, height: float) -> Line | None:
    letters = [c for c in cell if not c.letter.isspace()]
    if not letters:
        return None
    size = _size(letters)
    text = _text(cell, size)
    return Line(
        text=text,
        page=page,
        left=min(c.left for c in letters),
        right=max(c.right for c in letters),
        bottom=min(c.bottom for c in letters),
        top=max(c.top for c in letters),
        size=size,
        height=height,
    )


def _size(letters: list[_Character]) -> float:
    counts = Counter(round(c.size, 1) for c in letters)
    return max(counts, key=lambda s: (counts[s], s))


def _text(cell: list[_Character], size: float) -> str:
    """The words of a line; small raised numbers become "[n]"."""
    letters = [c for c in cell if c.letter.isalpha() and c.size > 0.85 * size]
    base = min((c.bottom for c in letters), default=0.0)
    middle = sum(c.top - c.bottom for c in letters) / len(letters) if letters else 0.0
    out: list[str] = []
    raised: list[str] = []
    for c in cell:
        small = c.size < 0.85 * size and c.letter.isdecimal() and c.bottom > base + 0.25 * middle
        if letters and small:
            raised.append(c.letter)
            continue
        if raised:
            out.append(f"[{''.join(raised)}]")
            raised = []
        out.append(c.letter)
    if raised:
        out.append(f"[{''.join(raised)}]")
    text = "".join(out).replace("\u00a0", " ")
    text = re.sub(r"^\s*(\[\d{1,3}\])(?=[^\s\[.,;:)])", r"\1 ", text)
    return re.sub(r"[ \t\x00]+", " ", text).strip()


def _found(fields: dict[str, str], pages: list[list[Line]], text: str) -> Found:
    """What the properties say, where they are the document's and not the program's."""
    author = fields.get("Author", "")
    created = _CREATED.match(fields.get("CreationDate", ""))
    dates = find_dates("-".join(created.groups())) if created else []
    return Found(
        title=_title(fields.get("Title", ""), pages, text),
        authors=(author,) if is_name(author) else (),
        date=dates[0].iso if dates else None,
        precision="day" if dates else "none",
        date_basis="metadata: the file was made then" if dates else "",
        media_type="application/pdf",
    )


def _title(stated: str, pages: list[list[Line]], text: str) -> str | None:
    """The title among the properties if the text opens with it, else what is printed largest."""
    if len(stated) > 8 and not _TITLE_OF_A_FILE.search(stated):
        opening = re.sub(r"\W+", "", text[:3000].casefold())
        if re.sub(r"\W+", "", stated.casefold()) in opening:
            return stated
    return " ".join(line.text for line in title_lines(pages)) or None
