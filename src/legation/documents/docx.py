"""A DOCX → its text: paragraphs and tables in order, footnotes and endnotes as "[n]".

The archive is guarded before anything is inflated: declared and real sizes, number of parts,
entities in its XML.  python-docx reads the body; the notes' parts, which it does not know, are read
with lxml.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

from legation.documents.assembly import assemble, digest, joined
from legation.documents.given import Found, Given
from legation.documents.paragraphs import Paragraph
from legation.documents.people import is_name
from legation.errors import DocumentError
from legation.records import Document

MAX_INFLATED: Final = 200_000_000  # bytes of all parts together
MAX_XML: Final = 60_000_000  # bytes of the parts that are parsed
MAX_PARTS: Final = 5_000
MAX_RATIO: Final = 200  # inflated to packed; XML of texts stays below 40
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS: Final = frozenset({f"{_W}t", f"{_W}noBreakHyphen"})
_BREAKS: Final = frozenset({f"{_W}br", f"{_W}cr", f"{_W}tab"})
_MARKS: Final = {f"{_W}footnoteReference": "footnote", f"{_W}endnoteReference": "endnote"}
_GENERATORS: Final = re.compile(r"python-docx|user|admin|author|microsoft|windows", re.IGNORECASE)


def read_docx(data: bytes, *, given: Given) -> Document:
    """The text of a DOCX.

    Raises
    ------
    DocumentError
        If it is no DOCX, damaged, encrypted, or would inflate to more than any text needs.
    """
    parts = _guarded(data)
    opened = _opened(data)
    numbers: dict[tuple[str, str], int] = {}
    blocks = list(_blocks(opened, numbers))
    blocks += _notes(parts, numbers)
    text, paragraphs = joined(blocks)
    return assemble(
        text, sha256=digest(data), given=given, found=_found(opened), paragraphs=paragraphs
    )


def _guarded(data: bytes) -> dict[str, bytes]:
    """The XML of the notes, after the archive's sizes, declared and real, have been checked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_declared(infos, len(data))
            for info in infos:
                if info.filename.endswith((".xml", ".rels")):
                    _check_part(archive, info)
            names = {i.filename for i in infos}
            wanted = [f"word/{kind}s.xml" for kind in ("footnote", "endnote")]
            return {name: archive.read(name) for name in wanted if name in names}
    except zipfile.BadZipFile:
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise DocumentError(
                "is encrypted, or an old Word file; save it as plain DOCX"
            ) from None
        raise DocumentError("is a damaged or truncated DOCX; get the file again") from None
    except (ValueError, EOFError, OSError, zlib.error):
        raise DocumentError("is a damaged or truncated DOCX; get the file again") from None
    except (NotImplementedError, RuntimeError):
        raise DocumentError("is packed in a way that is not read; save it as plain DOCX") from None


def _check_declared(infos: list[zipfile.ZipInfo], packed: int) -> None:
    declared = sum(i.file_size for i in infos)
    if (
        len(infos) > MAX_PARTS
        or declared > MAX_INFLATED
        or declared > MAX_RATIO * max(packed, 50_000)
    ):
        raise DocumentError(
            f"would inflate from {packed / 1e6:,.1f} to {declared / 1e6:,.0f} MB, as a zip bomb does; "
            "it was not opened"
        )


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Inflate a part piece by piece: it may be longer than it says, or define entities."""
    length = 0
    with archive.open(info) as part:
        while piece := part.read(1 << 20):
            length += len(piece)
            if length > min(MAX_XML, info.file_size):
                raise DocumentError(
                    "inflates beyond what it declares, as a zip bomb does; not opened"
                )
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise DocumentError("defines entities, as no Word file does; it was not opened")


def _opened(data: bytes) -> Any:
    import docx

    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:  # noqa: BLE001 - python-docx raises whatever its parts raise
        raise DocumentError(
            f"is no DOCX that can be read ({type(error).__name__}); save it again"
        ) from None


def _blocks(opened: Any, numbers: dict[tuple[str, str], int]) -> Iterator[Paragraph]:
    """Paragraphs and table rows in the order of the body."""
    styles = {s.style_id: s.name for s in opened.styles if s.style_id}
    for element in opened.element.body.iterchildren():
        if element.tag == f"{_W}p":
            name = _region(element, styles)
            yield from (Paragraph(0, 0, t, name) for t in _lines(_words(element, numbers)))
        elif element.tag == f"{_W}tbl":
            yield from _rows(element, numbers)
        elif element.tag == f"{_W}sdt":
            for inner in element.iter(f"{_W}p"):
                yield from (Paragraph(0, 0, t) for t in _lines(_words(inner, numbers)))


def _region(element: Any, styles: dict[str, str]) -> str | None:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    name = styles.get(style.get(f"{_W}val"), "") if style is not None else ""
    return (
        "title" if (name or "").casefold() in ("title", "titel", "titre", "konu başlığı") else None
    )


def _rows(table: Any, numbers: dict[tuple[str, str], int]) -> Iterator[Paragraph]:
    for row in table.iter(f"{_W}tr"):
        cells = [
            " ".join(_words(p, numbers).strip() for p in cell.iter(f"{_W}p"))
            for cell in row.iterchildren(f"{_W}tc")
        ]
        yield Paragraph(0, 0, " | ".join(c for c in cells if c), "body")


def _words(element: Any, numbers: dict[tuple[str, str], int]) -> str:
    """A paragraph's words; references to notes become "[n]", numbered as they come."""
    out: list[str] = []
    for node in element.iter():
        if node.tag in _TEXTS:
            out.append(node.text or "" if node.tag.endswith("}t") else "-")
        elif node.tag in _BREAKS:
            out.append("\n" if not node.tag.endswith("}tab") else " ")
        elif kind := _MARKS.get(node.tag):
            key = (kind, str(node.get(f"{_W}id")))
            out.append(f"[{numbers.setdefault(key, len(numbers) + 1)}]")
    return "".join(out)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _notes(parts: dict[str, bytes], numbers: dict[tuple[str, str], int]) -> list[Paragraph]:
    """The words of the notes that the body refers to, in the order of their numbers."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    found: dict[int, str] = {}
    for part in parts.values():
        try:
            root = etree.fromstring(part, parser)
        except etree.XMLSyntaxError:
            raise DocumentError("has notes that cannot be read; save it again") from None
        for kind in ("footnote", "endnote"):
            for note in root.iter(f"{_W}{kind}"):
                number = numbers.get((kind, str(note.get(f"{_W}id"))))
                if number is not None:
                    words = " ".join(_words(p, {}).strip() for p in note.iter(f"{_W}p"))
                    found[number] = f"[{number}] {' '.join(words.split())}"
    return [Paragraph(0, 0, found[n], "notes") for n in sorted(found)]


def _found(opened: Any) -> Found:
    said = opened.core_properties
    author = (said.author or "").strip()
    made = said.created.date().isoformat() if said.created else None
    named = is_name(author) and not _GENERATORS.search(author)
    return Found(
        title=(said.title or "").strip() or None,
        authors=(author,) if named else (),
        date=made if named else None,
        precision="day" if named and made else "none",
        date_basis="metadata: the file was made then" if named and made else "",
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
