"""What long lists need of the ledger without reading it all: pages, counts, density over time.

Every function takes a connection, a choice and a `When`.  `version` tells one state of the ledger
from another, so that what was made of one can be kept until it changes.
"""

# ruff: noqa: S608 - statements are put together from texts of this file; values are parameters

import json
import sqlite3
from collections.abc import Iterable
from typing import Final, NamedTuple

from legation.errors import UsageError
from legation.ledger.derive import END_OF_TIME
from legation.ledger.read import ROW, at_moment, chosen, row_of
from legation.ledger.rows import NOW, Query, Row, When

_EVENTS_ONLY: Final = " AND s.quad IS NOT NULL"  # true of all; names the index that holds all
_COUNTED_BY: Final = frozenset({"kind", "label", "factuality", "quad", "document"})
_SIDE: Final = """SELECT i.record, CASE f.party WHEN '' THEN f.name ELSE f.party END AS party
FROM involved i JOIN refs f ON f.seq = i.ref WHERE i.role = """


class Extent(NamedTuple):
    """Of the events of a quad class: how many, from which day to which, and how many undated."""

    quad: str
    number: int
    first: str | None
    end: str | None
    undated: int


class Crowd(NamedTuple):
    """Events of a quad class in one place of time: `place` is a bin, or days as "start/end"."""

    quad: str
    place: int | str
    number: int
    records: tuple[int, ...]  # their rows, or one of them


def version(connection: sqlite3.Connection) -> tuple[int, ...]:
    """What changes whenever anything is written: the last row of each base table."""
    row = connection.execute(
        """SELECT (SELECT coalesce(max(seq), 0) FROM documents),
  (SELECT coalesce(max(seq), 0) FROM records), (SELECT coalesce(max(seq), 0) FROM codings),
  (SELECT coalesce(max(seq), 0) FROM judgements), (SELECT count(*) FROM sources)"""
    ).fetchone()
    return tuple(int(number) for number in row)


def _tests(tests: str, query: Query) -> str:
    return tests + (_EVENTS_ONLY if query.kind == "event" else "")


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


def extents(connection: sqlite3.Connection, query: Query, when: When = NOW) -> list[Extent]:
    """The extent of a choice of events, a line each quad class."""
    clause, tests, values = chosen(connection, query, when)
    dated = "s.happened_start IS NOT NULL AND s.precision != 'none'"
    sql = (
        f"{clause}SELECT s.quad, count(*), min(CASE WHEN {dated} THEN s.happened_start END), "
        f"max(CASE WHEN {dated} THEN s.happened_end END), sum(NOT ({dated})) "
        f"FROM standing s WHERE {_tests(tests, query)} GROUP BY s.quad"
    )
    return [Extent(*row) for row in connection.execute(sql, values)]


def density(
    connection: sqlite3.Connection,
    query: Query,
    when: When,
    *,
    first: str,
    bin_days: float,
    longest: float,
    few: int,
) -> list[Crowd]:
    """How many events of a choice fall where: bins of *bin_days* from *first*.

    Those that take *longest* days or more are counted by their own start and end instead.  Where
    there are at most *few* their rows are told, else one of them.
    """
    clause, tests, values = chosen(connection, query, when)
    values |= {"first": first, "bin": bin_days, "longest": longest, "few": few}
    sql = f"""{f"{clause}, " if clause else "WITH "}apart AS (
  SELECT s.quad, s.record, s.happened_start AS a, s.happened_end AS b,
    julianday(s.happened_start) AS x, julianday(s.happened_end) AS y, s.precision AS how
  FROM standing s WHERE {_tests(tests, query)} AND s.happened_start IS NOT NULL
    AND s.precision != 'none'),
placed AS (
  SELECT quad, record, CASE WHEN how IN ('day', 'publication') OR y - x < :longest
    THEN CAST(((x + y) / 2 - julianday(:first)) / :bin AS INTEGER) ELSE a || '/' || b END AS place
  FROM apart)
SELECT quad, place, count(*), CASE WHEN count(*) <= :few THEN group_concat(record)
  ELSE min(record) END FROM placed GROUP BY quad, place"""
    return [
        Crowd(quad, place, number, tuple(int(n) for n in str(records).split(",")))
        for quad, place, number, records in connection.execute(sql, values)
    ]


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
