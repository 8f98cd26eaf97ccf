"""The checks of `legation verify`: the ledger is what its rows say it is.

`verify` takes a connection and the file's path, and yields one line for each failure: a citation
whose characters do not stand in its document, an id that is not the hash of its row, a column that
does not follow from the row's JSON, a derived table that a rebuild would make otherwise.
"""

# ruff: noqa: S608 - statements are put together from texts of this file; values are parameters

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from legation.errors import LegationError
from legation.ledger.append import judgement_id, known_at
from legation.ledger.derive import build
from legation.ledger.read import document_of
from legation.ledger.rows import columns, hash_of, known_day
from legation.records import record_from_json
from legation.schema import BASE_TABLES, DERIVED_TABLES, SEARCH_TABLES

_ORDER: Final = {"standing": "record", "hidden": "id", "added": "id", "refs": "seq",
                 "involved": "record, role, ref", "profiles": "record", "passages": "seq"}  # fmt: skip


def verify(connection: sqlite3.Connection, path: Path) -> Iterator[str]:
    """Every way in which the ledger is not what it should be."""
    for line in connection.execute("PRAGMA integrity_check(20)"):
        if line[0] != "ok":
            yield f"database file: {line[0]}"
    yield from _triggers(connection)
    yield from _foreign(connection)
    yield from _documents(connection)
    yield from _records(connection)
    yield from _judgements(connection)
    yield from _derived(path)


def _triggers(connection: sqlite3.Connection) -> Iterator[str]:
    """The triggers that keep base tables growing are there."""
    there = {
        r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
    }
    for table in BASE_TABLES:
        for what in ("no_update", "no_delete", "no_replace"):
            if f"{table}_{what}" not in there:
                yield f"table {table}: its guard {what} is gone; rows may have been changed"


def _foreign(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"table {table}: row {row} points to a row of {parent} that is not there"


def _documents(connection: sqlite3.Connection) -> Iterator[str]:
    cursor = connection.execute(
        "SELECT id, sha256, text, json, known_at, recorded_at FROM documents"
    )
    for ident, sha256, text, fields, known, recorded in cursor:
        where = f"document {ident[:12]}"
        try:
            document = document_of(text, fields)
        except (LegationError, ValueError, KeyError, TypeError) as error:
            yield f"{where}: cannot be read: {error}"
            continue
        if document.id != ident:
            yield f"{where}: its id is not the hash of its row"
        if document.sha256 != sha256:
            yield f"{where}: its column sha256 is not what its JSON says"
        if known != (known_day(document.date) or recorded[:10]):
            yield f"{where}: known_at {known} does not follow from its date {document.date}"


def _records(connection: sqlite3.Connection) -> Iterator[str]:
    cursor = connection.execute(
        "SELECT r.seq, r.id, r.kind, r.coder, r.json, r.known_at, r.recorded_at, d.id, r.label, "
        "r.confidence, r.cite_start, r.cite_end, r.happened_start, r.happened_end, r.precision "
        "FROM records r LEFT JOIN documents d ON d.seq = r.document ORDER BY r.document, r.seq"
    )

    @lru_cache(maxsize=64)
    def text_of(ident: str) -> str | None:
        row = connection.execute("SELECT text FROM documents WHERE id = ?", (ident,)).fetchone()
        return None if row is None else str(row[0])

    for seq, ident, kind, coder, text, known, recorded, document, *rest in cursor:
        where = f"{kind} {ident[:12]}"
        if hash_of(kind, text) != ident:
            yield f"{where}: its id is not the hash of its row"
        try:
            fields = json.loads(text)
            record_from_json({"record": kind} | fields)
        except (LegationError, ValueError, KeyError, TypeError) as error:
            yield f"{where}: cannot be read: {error}"
            continue
        yield from (f"{where}: {fault}" for fault in _wrong_citations(fields, document, text_of))
        named = (fields.get("citation") or {}).get("document")
        told = (named, fields.get("coder", ""), *columns(kind, fields))
        if told != (document, coder, *rest):
            yield f"{where}: its columns are not what its JSON says"
        day = known_at(connection, text, fields, before=recorded, seq=seq) or recorded[:10]
        if day != known:
            yield f"{where}: known_at {known} should be {day}"


def _wrong_citations(
    fields: dict[str, Any], document: str | None, text_of: Callable[[str], str | None]
) -> Iterator[str]:
    """Why citations and spans of a record do not hold."""
    for citation in citations(fields):
        if fault := cited_wrongly(citation, text_of(citation["document"])):
            yield fault
    if document is None:
        return
    for span in spans(fields):
        if fault := cited_wrongly(span, text_of(document)):
            yield fault


def citations(value: Any) -> Iterator[dict[str, Any]]:
    """Every citation anywhere in a record's JSON."""
    if isinstance(value, dict):
        if {"document", "start", "end", "text"} <= value.keys():
            yield value
        for part in value.values():
            yield from citations(part)
    elif isinstance(value, list):
        for part in value:
            yield from citations(part)


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every span anywhere in a record's JSON that names no document: it is of the record's own."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys() and isinstance(value["start"], int):
            if "document" not in value:
                yield value
            return
        for part in value.values():
            yield from spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans(part)


def cited_wrongly(citation: dict[str, Any], text: str | None) -> str | None:
    """Why a citation does not hold; None if it does."""
    start, end = citation["start"], citation["end"]
    if text is None:
        return f"cites document {citation['document'][:12]}, which is not there"
    if text[start:end] != citation["text"]:
        return f"characters {start} to {end} of its document are not the cited ones"
    return None


def _judgements(connection: sqlite3.Connection) -> Iterator[str]:
    cursor = connection.execute(
        "SELECT id, verb, subjects, payload, hides, adds, author, reason, recorded_at "
        "FROM judgements"
    )
    for ident, *values in cursor:
        if judgement_id(values) != ident:
            yield f"judgement {ident[:12]}: its id is not the hash of its row"


def _derived(path: Path) -> Iterator[str]:
    """Build the derived tables anew in a file of their own, and compare."""
    with tempfile.TemporaryDirectory(prefix="legation-") as folder:
        fresh = sqlite3.connect(Path(folder, "fresh.db"), isolation_level=None, uri=True)
        try:
            fresh.execute("PRAGMA synchronous = OFF")
            fresh.execute("ATTACH ? AS ledger", (f"{path.absolute().as_uri()}?mode=ro",))
            fresh.execute("BEGIN")
            build(fresh)
            fresh.execute("COMMIT")
            for table in DERIVED_TABLES:
                select = f"SELECT * FROM {{}}.{table} ORDER BY {_ORDER[table]}"
                yield from _compare(fresh, table, select)
            for table in SEARCH_TABLES:
                for schema, of in (("main", "main"), ("ledger", "ledger")):
                    fresh.execute(
                        f"CREATE VIRTUAL TABLE temp.{schema}_{table} "
                        f"USING fts5vocab('{of}', '{table}', 'instance')"
                    )
                select = f"SELECT term, doc, offset FROM temp.{{}}_{table}"
                yield from _compare(fresh, table, select)
        finally:
            fresh.close()


def _compare(fresh: sqlite3.Connection, table: str, select: str) -> Iterator[str]:
    """One line if the stored table differs from the one built anew."""
    anew = fresh.execute(select.format("main"))
    kept = fresh.execute(select.format("ledger"))
    for number, (a, b) in enumerate(zip_longest(anew, kept), 1):
        if a != b:
            yield (
                f"derived table {table}: row {number} is not what a rebuild gives; "
                "`legation verify --rebuild` builds it anew"
            )
            return
