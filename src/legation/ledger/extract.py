"""A copy of what the ledger holds as of two days, as a SQLite file that other programs open.

`extract` takes a connection, the path of a new file and a `When`.  Each kind of record becomes a
table whose columns are the record's fields (lists and parts as JSON), documents have their text,
and a full-text index lets Datasette search them.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from legation.errors import UsageError
from legation.ledger.read import document, listed, select
from legation.ledger.rows import NOW, Query, When
from legation.records import KINDS, Document

_CITATION: Final = ("citation_start", "citation_end", "citation_text")


def extract(connection: sqlite3.Connection, path: Path, when: When = NOW) -> dict[str, int]:
    """Write the file; return how many rows each of its tables has.

    Raises
    ------
    UsageError
        If the file is there already.
    """
    if path.exists():
        raise UsageError(f"{path} is there already; name another file or remove it")
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    target = sqlite3.connect(part)
    try:
        with target:
            made = {"document": _documents(connection, target, when)}
            for kind in KINDS:
                if kind != "document":
                    made[kind] = _kind(connection, target, kind, when)
            _involved(target)
            _full_text(target)
    except BaseException:
        target.close()
        part.unlink(missing_ok=True)
        raise
    target.close()
    part.replace(path)
    return made


def _documents(source: sqlite3.Connection, target: sqlite3.Connection, when: When) -> int:
    names = [f.name for f in fields(Document) if f.name != "text"]
    columns = ("id", "source", "known_at", "recorded_at", *names, "text")
    _create(target, "document", columns, "id TEXT PRIMARY KEY")
    count = 0
    for count, row in enumerate(listed(source, when), 1):  # noqa: B007 - the last number counts
        whole = document(source, row.id)
        text = whole.text if whole else ""
        values = [_cell(row.fields.get(name)) for name in names]
        _insert(
            target,
            "document",
            (row.id, row.sources[0], row.known_at, row.recorded_at, *values, text),
        )
    return count


def _kind(source: sqlite3.Connection, target: sqlite3.Connection, kind: str, when: When) -> int:
    names = [f.name.rstrip("_") for f in fields(KINDS[kind]) if f.name != "citation"]
    columns = ("id", "document", *_CITATION, "known_at", "recorded_at", *names)
    link = "id TEXT PRIMARY KEY, document TEXT REFERENCES document(id)"
    _create(target, kind, columns, link)
    count = 0
    for count, row in enumerate(select(source, Query(kind=kind), when), 1):  # noqa: B007
        data = json.loads(row.json)
        cited = data.get("citation") or {}
        values = [_cell(data.get(name)) for name in names]
        place = (cited.get("start"), cited.get("end"), cited.get("text"))
        _insert(
            target, kind, (row.id, row.document, *place, row.known_at, row.recorded_at, *values)
        )
    target.execute(f'CREATE INDEX "{kind}_document" ON "{kind}"(document)')
    return count


def _create(target: sqlite3.Connection, table: str, columns: Iterable[str], declared: str) -> None:
    told = {part.split()[0] for part in declared.split(", ")}
    rest = ", ".join(f'"{c}"' for c in columns if c not in told)
    target.execute(f'CREATE TABLE "{table}"({declared}, {rest})')


def _insert(target: sqlite3.Connection, table: str, values: tuple[Any, ...]) -> None:
    marks = ",".join("?" * len(values))
    target.execute(f'INSERT INTO "{table}" VALUES({marks})', values)


def _cell(value: Any) -> Any:
    """A field as SQLite holds it: lists and objects as JSON."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _involved(target: sqlite3.Connection) -> None:
    """Who acts on whom, a line each: the table that networks are drawn from."""
    target.execute(
        """CREATE VIEW event_pairs AS
SELECT e.id AS event, e.type, e.start, e."end", e.factuality, e.quad, e.document,
  json_extract(s.value, '$.name') AS source_actor, json_extract(t.value, '$.name') AS target_actor,
  e.citation_text
FROM event e LEFT JOIN json_each(e.source_actors) s LEFT JOIN json_each(e.target_actors) t"""
    )


def _full_text(target: sqlite3.Connection) -> None:
    target.execute(
        "CREATE VIRTUAL TABLE document_fts USING fts5(title, text, content='document', "
        'tokenize="unicode61 remove_diacritics 2")'
    )
    target.execute("INSERT INTO document_fts(document_fts) VALUES('rebuild')")
