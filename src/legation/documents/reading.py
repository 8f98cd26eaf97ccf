"""Files and bytes → documents, whatever their format; what cannot be read is a `Failure`.

The format is told by the name's ending, and where that says nothing by the first bytes.  Nothing
here touches the network.
"""

from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Final

from legation.documents.assembly import assemble, digest
from legation.documents.decoding import decode
from legation.documents.docx import read_docx
from legation.documents.feed import documents_of
from legation.documents.given import MAX_BYTES, Failure, Given, Read
from legation.documents.html import read_html
from legation.documents.jsonl import iter_jsonl
from legation.documents.library import ENDINGS, iter_library
from legation.documents.mail import read_mail
from legation.documents.markdown import read_markdown
from legation.documents.pdf import read_pdf
from legation.errors import DocumentError
from legation.records import Document

STATED_NOTHING: Final = Given()
_MEDIA_TYPES: Final = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "text/markdown": "markdown",
    "text/plain": "text",
    "message/rfc822": "mail",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_ENDINGS: Final = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx",
    ".eml": "mail", ".md": "markdown", ".markdown": "markdown", ".txt": "text", ".text": "text",
    ".rss": "feed", ".atom": "feed",
}  # fmt: skip
_UNREADABLE: Final = {
    ".doc": "an old Word file", ".odt": "an OpenDocument text", ".rtf": "an RTF file",
    ".epub": "an e-book", ".xlsx": "a spreadsheet", ".pptx": "a set of slides", ".msg": "an Outlook message",
    ".zip": "an archive", ".gz": "an archive",
}  # fmt: skip
_BYTES: Final = "application/octet-stream"
MAX_DEPTH: Final = 3  # mails within mails
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
        elif path.suffix.lower() in ENDINGS:
            yield from iter_library(path, given=given, read=iter_bytes)
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
    yield from _parts(data, name=name, media_type=media_type, given=given)


def _parts(
    data: bytes, *, name: str, media_type: str | None, given: Given, depth: int = 0
) -> Iterator[Read | Failure]:
    try:
        kind = kind_of(name, media_type, data)
        if not data:
            raise DocumentError("is empty")  # noqa: TRY301 - said where all refusals are caught
        if kind == "mail":
            yield from _mail(data, name=name, given=given, depth=depth)
        elif kind == "feed":
            for entry, document in documents_of(data, given):
                yield Read(source=f"{name}#{entry}", document=document)
        else:
            yield Read(source=name, document=_READERS[kind](data, given=given))
    except DocumentError as error:
        yield Failure(where=name, message=str(error))
    except (MemoryError, RecursionError):
        yield Failure(where=name, message="is too large or too deep to be read; save its text")
    except Exception as error:  # noqa: BLE001 - a parser of others may raise anything
        yield Failure(where=name, message=f"is damaged ({type(error).__name__}: {_line(error)})")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _mail(data: bytes, *, name: str, given: Given, depth: int) -> Iterator[Read | Failure]:
    """A mail, then its attachments under the mail's name and their own."""
    document, attachments = read_mail(data, given=given)
    if document is not None:
        yield Read(source=name, document=document)
    for attached in attachments:
        label = f"{name}#{attached.name}"
        if depth >= MAX_DEPTH:
            yield Failure(where=label, message="is a mail in a mail in a mail; save it apart")
            continue
        media_type = None if attached.media_type == _BYTES else attached.media_type
        yield from _parts(
            attached.data, name=label, media_type=media_type, given=Given(languages=given.languages),
            depth=depth + 1,
        )  # fmt: skip


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
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "feed" if b"<rss" in head or b"<feed" in head else "text"


def _contents(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise DocumentError(
            f"is {size / 1e6:,.0f} MB, more than the {MAX_BYTES // 1_000_000} MB of one file; split it"
        )
    return path.read_bytes()


def _text(data: bytes, *, given: Given) -> Document:
    return assemble(decode(data), sha256=digest(data), given=given)


_READERS: Final[dict[str, Callable[..., Document]]] = {
    "text": _text,
    "html": read_html,
    "pdf": read_pdf,
    "docx": read_docx,
    "markdown": read_markdown,
}
