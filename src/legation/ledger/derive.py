"""The derived tables, kept up to date row by row, and built anew from the base tables.

Every function takes a connection; base tables are read by name, so a rebuild can be made in
another database to which the ledger is attached, and compared.
"""

# ruff: noqa: S608 - statements are put together from texts of this file; values are parameters

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Final

from legation.ledger.folding import cut, fold
from legation.ledger.rows import references
from legation.schema import DERIVED_SQL, DERIVED_TABLES, SEARCH_TABLES, statements

LATEST_CODING: Final = """
NOT EXISTS (
  SELECT 1 FROM codings n
  WHERE n.scope = k.scope AND n.family = k.family AND n.seq > k.seq AND n.recorded_at <= :moment)
"""
"""Of coding k: no later coding of its family and scope has superseded it by :moment."""

STANDS: Final = f"""
(r.id IN (SELECT id FROM added) OR EXISTS (
  SELECT 1 FROM findings f JOIN codings k ON k.seq = f.coding
  WHERE f.record = r.seq AND k.recorded_at <= :moment AND {LATEST_CODING}))
AND r.id NOT IN (SELECT id FROM hidden)
AND NOT EXISTS (
  SELECT 1 FROM documents d WHERE d.seq = r.document AND d.id IN (SELECT id FROM hidden))
"""
"""Of record r: it stands at :moment, given the tables hidden(id) and added(id) of that moment."""

STANDING_COLUMNS: Final = """
r.seq AS record, r.kind, r.document, r.known_at, r.happened_start, r.happened_end, r.label,
r.confidence, json_extract(r.json, '$.factuality') AS factuality,
json_extract(r.json, '$.quad') AS quad, r.precision
"""
"""Of record r: what the table standing keeps."""

END_OF_TIME: Final = "9999"


def derive_document(
    connection: sqlite3.Connection, seq: int, text: str, regions: Iterable[dict[str, Any]]
) -> None:
    """Cut a document into passages and index their words and parts of words."""
    for passage in cut(text, tuple(regions)):
        written = text[passage.start : passage.end]
        row = connection.execute(
            "INSERT INTO passages(document, start, end, region, text) VALUES(?,?,?,?,?)",
            (seq, passage.start, passage.end, passage.region, written),
        ).lastrowid
        folded = fold(written)
        connection.execute("INSERT INTO words(rowid, text) VALUES(?,?)", (row, folded))
        connection.execute("INSERT INTO parts(rowid, text) VALUES(?,?)", (row, folded))


def derive_record(
    connection: sqlite3.Connection, seq: int, kind: str, fields: Mapping[str, Any]
) -> None:
    """Note who stands in which part of a record, and an actor's profile."""
    if kind == "actor":
        told = [
            fields.get(n) for n in ("key", "name", "kind", "country", "party", "code", "sector")
        ]
        forms = json.dumps([fields["name"], *fields.get("aliases", ())], ensure_ascii=False)
        mentions = max(1, len(fields.get("mentions") or ()))
        connection.execute(
            "INSERT INTO profiles VALUES(?,?,?,?,?,?,?,?,?,?)", (seq, *told, mentions, forms)
        )
    for role, ref in references(fields):
        key = (
            str(ref["id"]),
            fold(str(ref["name"])),
            fold(ref.get("party") or ""),
            ref.get("code") or "",
        )
        where = "WHERE actor = ? AND name = ? AND party = ? AND code = ?"
        found = connection.execute(f"SELECT seq FROM refs {where}", key).fetchone()
        if found is None:
            insert = "INSERT INTO refs(actor, name, party, code) VALUES(?,?,?,?) RETURNING seq"
            found = connection.execute(insert, key).fetchone()
        connection.execute("INSERT OR IGNORE INTO involved VALUES(?,?,?)", (seq, role, found[0]))


def judged(
    connection: sqlite3.Connection, moment: str = END_OF_TIME
) -> tuple[list[str], list[str]]:
    """Ids that the judgements in force at a moment hide, and ids that they add."""
    hides: set[str] = set()
    adds: set[str] = set()
    for row in in_force(connection, moment):
        hides.update(json.loads(row["hides"]))
        adds.update(json.loads(row["adds"]))
    return sorted(hides), sorted(adds)


def in_force(connection: sqlite3.Connection, moment: str = END_OF_TIME) -> list[dict[str, Any]]:
    """The judgements that nothing in force has undone by a moment, in their order."""
    cursor = connection.execute(
        "SELECT * FROM judgements WHERE recorded_at <= ? ORDER BY seq DESC", (moment,)
    )
    names = [column[0] for column in cursor.description]
    undone: set[str] = set()
    kept = []
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        if row["id"] in undone:
            continue
        if row["verb"] == "undo":
            undone.update(json.loads(row["subjects"]))
        kept.append(row)
    return kept[::-1]


def derive_judgements(connection: sqlite3.Connection) -> set[str]:
    """Renew what is hidden and added; return the ids for which that changed."""
    changed: set[str] = set()
    for table, ids in zip(("hidden", "added"), judged(connection), strict=True):
        before = {row[0] for row in connection.execute(f"SELECT id FROM {table}")}
        gone, new = before - set(ids), set(ids) - before
        connection.executemany(f"DELETE FROM {table} WHERE id = ?", [(i,) for i in gone])
        connection.executemany(f"INSERT INTO {table} VALUES(?)", [(i,) for i in new])
        changed |= gone | new
    return changed


def refresh(connection: sqlite3.Connection, touched: Iterable[int]) -> None:
    """Decide anew whether these records stand."""
    for seq in touched:
        connection.execute("DELETE FROM standing WHERE record = ?", (seq,))
        connection.execute(_STANDING_ONE, {"moment": END_OF_TIME, "seq": seq})


_STANDING_ALL: Final = f"""
INSERT INTO standing
SELECT {STANDING_COLUMNS}
FROM records r WHERE {STANDS}
"""
_STANDING_ONE: Final = f"{_STANDING_ALL} AND r.seq = :seq"


def rebuild(connection: sqlite3.Connection) -> None:
    """Drop the derived tables and build them from the base tables."""
    for table in DERIVED_TABLES + SEARCH_TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    build(connection)


def build(connection: sqlite3.Connection) -> None:
    """Make the derived tables, in the order in which row by row would have made them."""
    for statement in statements(DERIVED_SQL):
        connection.execute(statement)
    documents = connection.execute("SELECT seq, text, json FROM documents ORDER BY seq")
    for seq, text, fields in documents:
        derive_document(connection, seq, text, json.loads(fields).get("regions") or ())
    records = connection.execute("SELECT seq, kind, json FROM records ORDER BY seq")
    for seq, kind, fields in records:
        derive_record(connection, seq, kind, json.loads(fields))
    derive_judgements(connection)
    connection.execute(_STANDING_ALL, {"moment": END_OF_TIME})
