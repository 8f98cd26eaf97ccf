"""Files and bytes → documents, whatever their format; what cannot be read is a `Failure`.

The format is told by the name's ending, and where that says nothing by the first bytes.  Nothing
here touches the network.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from legation.documents.assembly import assemble, digest
from legation.documents.decoding import decode
from legation.documents.given import MAX_BYTES, Failure, Given, Read
from legation.documents.jsonl import iter_jsonl
from legation.errors import DocumentError
from legation.records import Document

STATED_NOTHING: Final = Given()
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
        if not data:
            raise DocumentError("is empty")
        yield Read(source=name, document=_text(data, given))
    except DocumentError as error:
        yield Failure(where=name, message=str(error))


def _contents(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise DocumentError(
            f"is {size / 1e6:,.0f} MB, more than the {MAX_BYTES // 1_000_000} MB of one file; split it"
        )
    return path.read_bytes()


def _text(data: bytes, given: Given) -> Document:
    return assemble(decode(data), sha256=digest(data), given=given)
