"""JSONL → documents, one a line, in bounded memory.

A line holds `text` and may hold `id`, `title`, `authors`, `date`, `publisher`, `language`, `url`
and `translation_of`; other keys are ignored.  A line's id is the name that its records go by.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from legation.documents.assembly import assemble, digest
from legation.documents.given import Failure, Given, Read
from legation.errors import DocumentError
from legation.records import Document

MAX_LINE: Final = 24_000_000  # bytes
_EMPTY: Final = frozenset({"", "null", "none", "nan", "n/a", "na", "unknown", "-"})


def iter_jsonl(path: Path, *, given: Given) -> Iterator[Read | Failure]:
    """The documents of a JSONL file in order; a line that cannot be read is a failure of its own.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    with path.open("rb") as stream:
        for number, line in _lines(stream):
            where = f"{path}:{number}"
            try:
                row = _row(line)
                yield Read(source=_source(row, where), document=_document(row, given))
            except DocumentError as error:
                yield Failure(where=where, message=str(error))


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Each line that is not blank, with its number from 1; None for one that is too long."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            yield number, None
        elif line.strip():
            yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def _row(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise DocumentError(f"the line is longer than {MAX_LINE // 10**6} MB; split the document")
    try:
        row = json.loads(line)
    except UnicodeDecodeError:
        raise DocumentError("the line is not UTF-8; save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        reason = str(error).split(":")[0].lower() or "nested too deep"
        raise DocumentError(f"the line is no JSON ({reason}); write one object a line") from None
    if not isinstance(row, dict):
        raise DocumentError('the line is no JSON object; write {"id": …, "text": …}')
    return row


def _source(row: dict[str, Any], where: str) -> str:
    return str(row["id"]) if row.get("id") not in (None, "") else where


def _document(row: dict[str, Any], given: Given) -> Document:
    text = row.get("text")
    if not isinstance(text, str):
        raise DocumentError('the line has no "text" that is a string')
    stated = replace(
        given,
        title=_word(row, "title") or given.title,
        authors=_words(row.get("authors") or row.get("author")) or given.authors,
        date=_word(row, "date") or given.date,
        publisher=_word(row, "publisher") or given.publisher,
        language=_word(row, "language") or given.language,
        translation_of=_word(row, "translation_of") or given.translation_of,
        url=_word(row, "url") or given.url,
    )
    data = text.encode("utf-8", "surrogatepass")
    return assemble(text, sha256=digest(data), given=stated)


def _word(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    word = str(value).strip()
    return None if word.lower() in _EMPTY else word


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, list):
        return tuple(v.strip() for v in value if isinstance(v, str) and v.strip())
    return ()
