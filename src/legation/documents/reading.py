"""Files and bytes → documents, whatever their format; what cannot be read is a `Failure`.

The format is told by the name's ending, and where that says nothing by the first bytes.  Nothing
here touches the network.
"""

from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Final

from legation.documents.assembly import assemble, digest
from legation.documents.decoding import decode
from legation.documents.given import MAX_BYTES, Failure, Given, Read
from legation.documents.html import read_html
from legation.documents.jsonl import iter_jsonl
from legation.errors import DocumentError
from legation.records import Document

STATED_NOTHING: Final = Given()
_MEDIA_TYPES: Final = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "text/markdown": "markdown",
    "text/plain": "text",
    "message/rfc822": "mail",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_ENDINGS: Final = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx",
    ".eml": "mail", ".md": "markdown", ".markdown": "markdown", ".txt": "text", ".text": "text",
}  # fmt: skip
_UNREADABLE: Final = {
    ".doc": "an old Word file", ".odt": "an OpenDocument text", ".rtf": "an RTF file",
    ".epub": "an e-book", ".xlsx": "a spreadsheet", ".pptx": "a set of slides", ".msg": "an Outlook message",
    ".zip": "an archive", ".gz": "an archive",
}  # fmt: skip
_JSONL: Final = frozenset({".jsonl", ".ndjson"})


def read_file(path: Path, *, given: Given = STATED_NOTHING) -> list[Document]:
    """The documents of one file.

    Raises
    ------
    DocumentError
        At the first that cannot be read; `iter_file` goes on.
    """
    documents = []
    for item in iter_file(path, given=given):
        if isinstance(item, Failure):
            raise DocumentError(str(item))
        documents.append(item.document)
    return documents


def iter_file(path: Path, *, given: Given = STATED_NOTHING) -> Iterator[Read | Failure]:
    """The documents of one file, one at a time; never raises for a broken file."""
    where = str(path)
    try:
        if path.suffix.lower() in _JSONL:
            yield from iter_jsonl(path, given=given)
        else:
            yield from iter_bytes(_contents(path), name=where, given=given)
    except FileNotFoundError:
        yield Failure(where=where, message="there is no such file; check its name")
    except IsADirectoryError:
        yield Failure(where=where, message="is a folder; name the files in it")
    except PermissionError:
        yield Failure(where=where, message="may not be read; change its permissions")
    except OSError as error:
        yield Failure(where=where, message=f"cannot be read ({error.strerror or error})")
    except DocumentError as error:
        yield Failure(where=where, message=str(error))


def read_bytes(
    data: bytes, *, name: str, media_type: str | None = None, given: Given = STATED_NOTHING
) -> list[Document]:
    """The documents that *data* holds; *name* (with its ending) and *media_type* tell the format.

    Raises
    ------
    DocumentError
        At the first that cannot be read.

    >>> read_bytes(b"The envoy left Kabul.", name="note.txt")[0].text
    'The envoy left Kabul.'
    """
    documents = []
    for item in iter_bytes(data, name=name, media_type=media_type, given=given):
        if isinstance(item, Failure):
            raise DocumentError(str(item))
        documents.append(item.document)
    return documents


def iter_bytes(
    data: bytes, *, name: str, media_type: str | None = None, given: Given = STATED_NOTHING
) -> Iterator[Read | Failure]:
    """As `read_bytes`, one document at a time, with the name that each goes by."""
    try:
        yield Read(source=name, document=_document(data, kind_of(name, media_type, data), given))
    except DocumentError as error:
        yield Failure(where=name, message=str(error))


def kind_of(name: str, media_type: str | None, data: bytes) -> str:
    """The format of *data*: by its media type, else by its name's ending, else by its first bytes.

    >>> (
    ...     kind_of("a.htm", None, b""),
    ...     kind_of("b", "application/pdf; x=y", b""),
    ...     kind_of("c", None, b"%PDF-1.7"),
    ... )
    ('html', 'pdf', 'pdf')
    """
    stated = (media_type or "").split(";")[0].strip().lower()
    if stated in _MEDIA_TYPES:
        return _MEDIA_TYPES[stated]
    ending = PurePath(name).suffix.lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    if ending in _UNREADABLE:
        raise DocumentError(
            f"is {_UNREADABLE[ending]}, which is not read; save it as DOCX, PDF or text"
        )
    head = data[:1024].lstrip().lower()
    if head.startswith(b"%pdf-"):
        return "pdf"
    return "html" if head.startswith((b"<!doctype html", b"<html")) else "text"


def _document(data: bytes, kind: str, given: Given) -> Document:
    if not data:
        raise DocumentError("is empty")
    return _READERS[kind](data, given)


def _contents(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise DocumentError(
            f"is {size / 1e6:,.0f} MB, more than the {MAX_BYTES // 1_000_000} MB of one file; split it"
        )
    return path.read_bytes()


def _text(data: bytes, given: Given) -> Document:
    return assemble(decode(data), sha256=digest(data), given=given)


def _html(data: bytes, given: Given) -> Document:
    return read_html(data, given=given)


_READERS: Final[dict[str, Callable[[bytes, Given], Document]]] = {"text": _text, "html": _html}
