"""What long lists need of the ledger without reading it all: counts, and columns of what stands.

Every function takes a connection, a choice and a `When`.  `version` tells one state of the ledger
from another, so that what was made of one can be kept until it changes.
"""

# ruff: noqa: S608 - statements are put together from texts of this file; values are parameters

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

from legation.errors import UsageError
from legation.ledger.derive import END_OF_TIME
from legation.ledger.read import ROW, at_moment, by_rows, chosen, merges, refs_of, row_of
from legation.ledger.rows import NOW, Query, Row, When

_EVENTS_ONLY: Final = " AND s.quad IS NOT NULL"  # true of all; names the index that holds all
_COUNTED_BY: Final = frozenset({"kind", "label", "factuality", "quad", "document"})
_COLUMNS: Final = frozenset(
    {"record", "document", "known_at", "happened_start", "happened_end", "label", "confidence",
     "factuality", "quad", "precision"}
)  # fmt: skip
_SIDE: Final = """SELECT i.record, CASE f.party WHEN '' THEN f.name ELSE f.party END AS party
FROM involved i JOIN refs f ON f.seq = i.ref WHERE i.role = """


def version(connection: sqlite3.Connection) -> tuple[int, ...]:
    """What changes whenever anything is written: the last row of each base table."""
    row = connection.execute(
        """SELECT (SELECT coalesce(max(seq), 0) FROM documents),
  (SELECT coalesce(max(seq), 0) FROM records), (SELECT coalesce(max(seq), 0) FROM codings),
  (SELECT coalesce(max(seq), 0) FROM judgements), (SELECT count(*) FROM sources)"""
    ).fetchone()
    return tuple(int(number) for number in row)


def _tests(tests: str, query: Query) -> str:
    return tests + (_EVENTS_ONLY if query.kind == "event" and not by_rows(query) else "")


def count(connection: sqlite3.Connection, query: Query, when: When = NOW) -> int:
    """How many records a choice has."""
    clause, tests, values = chosen(connection, query, when)
    sql = f"{clause}SELECT count(*) FROM standing s WHERE {_tests(tests, query)}"
    return int(connection.execute(sql, values).fetchone()[0])


def count_by(
    connection: sqlite3.Connection, column: str, query: Query, when: When = NOW
) -> list[tuple[str, int]]:
    """How many records a choice has of each label, kind, factuality or quad, the most first."""
    if column not in _COUNTED_BY:
        raise UsageError(f"records are not counted by {column!r}; by {', '.join(_COUNTED_BY)}")
    clause, tests, values = chosen(connection, query, when)
    sql = (
        f"{clause}SELECT s.{column}, count(*) FROM standing s WHERE {_tests(tests, query)} "
        f"GROUP BY s.{column} ORDER BY 2 DESC, 1"
    )
    return [(str(name), int(n)) for name, n in connection.execute(sql, values)]


def columns(
    connection: sqlite3.Connection, names: Sequence[str], kind: str, when: When = NOW
) -> list[tuple[Any, ...]]:
    """These columns of all records of a kind that stand, whatever could be known when."""
    unknown = set(names) - _COLUMNS
    if unknown:
        raise UsageError(f"standing records have no column {', '.join(sorted(unknown))}")
    clause, values = at_moment(connection, when)
    told = ", ".join(f"s.{name}" for name in names)
    index = _EVENTS_ONLY if kind == "event" else ""
    sql = f"{clause}SELECT {told} FROM standing s WHERE s.kind = :kind{index}"
    return connection.execute(sql, values | {"kind": kind}).fetchall()


def involving(connection: sqlite3.Connection, actor: str, when: When = NOW) -> list[int]:
    """The rows of the records in which an actor has a part, standing or not."""
    refs = refs_of(connection, actor, merges(connection, when))
    cursor = connection.execute(
        "SELECT DISTINCT record FROM involved WHERE ref IN (SELECT value FROM json_each(?))",
        (json.dumps(refs),),
    )
    return [int(row[0]) for row in cursor]


def numbers(connection: sqlite3.Connection, ids: Iterable[str]) -> list[int]:
    """The rows of the records of these ids."""
    cursor = connection.execute(
        "SELECT seq FROM records WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return [int(row[0]) for row in cursor]


def number_of(connection: sqlite3.Connection, document: str) -> int:
    """The row of a document, 0 if there is none."""
    row = connection.execute("SELECT seq FROM documents WHERE id = ?", (document,)).fetchone()
    return 0 if row is None else int(row[0])


def at(connection: sqlite3.Connection, numbers: Iterable[int]) -> list[Row]:
    """The records of these rows, in their order."""
    cursor = connection.execute(
        f"SELECT {ROW} FROM records r LEFT JOIN documents d ON d.seq = r.document "
        "WHERE r.seq IN (SELECT value FROM json_each(?)) ORDER BY r.seq",
        (json.dumps(list(numbers)),),
    )
    return [row_of(row) for row in cursor]


def busiest_pair(connection: sqlite3.Connection, when: When = NOW) -> tuple[str, str, int] | None:
    """The two parties between whom most events are reported, as folded names, and how many."""
    clause, values = at_moment(connection, when)
    values["as_of"] = when.as_of or END_OF_TIME
    sql = f"""{clause}SELECT min(a.party, b.party), max(a.party, b.party), count(DISTINCT a.record)
FROM standing s JOIN ({_SIDE}'source_actors') a ON a.record = s.record
JOIN ({_SIDE}'target_actors') b ON b.record = s.record
WHERE s.kind = 'event' AND s.known_at <= :as_of AND a.party != b.party
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 1"""
    row = connection.execute(sql, values).fetchone()
    return None if row is None else (str(row[0]), str(row[1]), int(row[2]))
