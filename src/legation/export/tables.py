"""Records → text that other programs read: JSON Lines, and CSV a kind.

`write_jsonl` and `write_csv` take records as JSON values (`Row.data`) and a stream, and return how
many lines they wrote.  CSV has one row a record: actors by name, lists joined by "; ", parts of
parts as JSON; every citation keeps its document, characters and text.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final, TextIO

from legation.errors import UsageError
from legation.records import KINDS

JOINED_BY: Final = "; "
_CITATION: Final = ("document", "citation_start", "citation_end", "citation_text")


def write_jsonl(records: Iterable[Mapping[str, Any]], stream: TextIO) -> int:
    """Write one JSON object a line."""
    count = 0
    for count, record in enumerate(records, 1):  # noqa: B007 - the last number is the count
        stream.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return count


def csv_columns(kind: str) -> list[str]:
    """The columns of a kind's CSV.

    Raises
    ------
    UsageError
        If there is no such kind.
    """
    if kind not in KINDS:
        raise UsageError(f"no record kind {kind!r}; known: {', '.join(KINDS)}")
    names = [f.name.rstrip("_") for f in fields(KINDS[kind]) if f.name not in ("citation", "text")]
    if kind == "document":
        return ["id", "source", *(n for n in names if n != "regions")]
    return ["id", "source", *_CITATION, *names, *(["text"] if kind == "frame" else [])]


def write_csv(records: Iterable[Mapping[str, Any]], kind: str, stream: TextIO) -> int:
    """Write the records of one kind with a head line."""
    columns = csv_columns(kind)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for count, record in enumerate(records, 1):  # noqa: B007 - the last number is the count
        cited = record.get("citation") or {}
        flat = dict(record) | {
            "document": cited.get("document"),
            "citation_start": cited.get("start"),
            "citation_end": cited.get("end"),
            "citation_text": cited.get("text"),
        }
        writer.writerow([cell(flat.get(column)) for column in columns])
    return count


def cell(value: Any) -> Any:
    """A JSON value as one cell.

    >>> cell([{"id": "RUS", "name": "Russia"}, {"id": "igo:SCO", "name": "SCO"}])
    'Russia; SCO'
    """
    if isinstance(value, list):
        parts = [cell(part) for part in value]
        return JOINED_BY.join(str(p) for p in parts)
    if isinstance(value, Mapping):
        if "name" in value:
            return value["name"]
        if "text" in value and "start" in value:
            return value["text"]
        return json.dumps(value, ensure_ascii=False)
    return value
