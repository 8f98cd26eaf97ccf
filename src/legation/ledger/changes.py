"""What is another than it was: records and documents that came, changed or went since a moment.

`changes` compares two states of the ledger as it recorded them, and looks only at rows that
something written in between can have touched.
"""

# ruff: noqa: S608 - statements are put together from texts of this file; values are parameters

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from legation.ledger.derive import END_OF_TIME, STANDS, judged
from legation.ledger.rows import NOW, When

_TOUCHED: Final = """
SELECT seq FROM records WHERE recorded_at > :since AND recorded_at <= :moment
UNION SELECT f.record FROM codings k JOIN findings f ON f.coding = k.seq
  WHERE k.recorded_at > :since AND k.recorded_at <= :moment
UNION SELECT f.record FROM codings k
  JOIN codings o ON o.scope = k.scope AND o.family = k.family AND o.seq < k.seq
  JOIN findings f ON f.coding = o.seq
  WHERE k.recorded_at > :since AND k.recorded_at <= :moment
UNION SELECT seq FROM records WHERE id IN (SELECT value FROM json_each(:named))
UNION SELECT r.seq FROM records r JOIN documents d ON d.seq = r.document
  WHERE d.id IN (SELECT value FROM json_each(:named))
"""


class Touched(NamedTuple):
    """A record that came or went; `Ledger.at` gives the whole of it by its row."""

    row: int
    id: str
    kind: str
    document: int | None
    known_at: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What came, changed and went after `since`.

    `changed` holds pairs: the record that stood before, and the one in its place.
    """

    since: str
    new: tuple[Touched, ...]
    changed: tuple[tuple[Touched, Touched], ...]
    retracted: tuple[Touched, ...]
    documents: tuple[str, ...]  # ids of new documents
    documents_retracted: tuple[str, ...]

    @property
    def marks(self) -> dict[str, str]:
        """Of each record that stands and did not before: "new" or "changed"."""
        found = {one.id: "new" for one in self.new}
        return found | {after.id: "changed" for _, after in self.changed}

    def counts(self, kind: str | None = None) -> dict[str, int]:
        """How many records of a kind are new, changed and retracted."""
        fits = [
            ("new", [one.kind for one in self.new]),
            ("changed", [after.kind for _, after in self.changed]),
            ("retracted", [one.kind for one in self.retracted]),
        ]
        return {what: sum(kind in (None, k) for k in kinds) for what, kinds in fits}


def changes(connection: sqlite3.Connection, since: str, when: When = NOW) -> Changes:
    """What is another at *when* than it was at the moment *since*."""
    moment = when.recorded_as_of or END_OF_TIME
    named = sorted(_named(connection, since, moment))
    values = {"since": since, "moment": moment, "named": json.dumps(named)}
    touched = [row[0] for row in connection.execute(_TOUCHED, values)]
    before = _standing(connection, touched, since, when.as_of)
    after = _standing(connection, touched, moment, when.as_of)
    gone = _touched(connection, before - after)
    come = _touched(connection, after - before)
    replaced = dict(_replaced(connection, gone, come, since, moment))
    put = set(replaced.values())
    by_id = {row.id: row for row in come}
    return Changes(
        since=since,
        new=tuple(row for row in come if row.id not in put),
        changed=tuple((row, by_id[replaced[row.id]]) for row in gone if row.id in replaced),
        retracted=tuple(row for row in gone if row.id not in replaced),
        documents=tuple(_new_documents(connection, since, when)),
        documents_retracted=tuple(_retracted(connection, since, moment)),
    )


def _touched(connection: sqlite3.Connection, rows: Iterable[int]) -> list[Touched]:
    cursor = connection.execute(
        "SELECT seq, id, kind, document, known_at, coalesce(cite_start, 0), coalesce(cite_end, 0) "
        "FROM records WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq",
        (json.dumps(list(rows)),),
    )
    return [Touched(*row) for row in cursor]


def _judgements(
    connection: sqlite3.Connection, since: str, moment: str
) -> list[tuple[str, list[str], list[str], list[str]]]:
    """Verb, subjects, hides and adds of what was judged in between."""
    cursor = connection.execute(
        "SELECT verb, subjects, hides, adds FROM judgements "
        "WHERE recorded_at > ? AND recorded_at <= ? ORDER BY seq",
        (since, moment),
    )
    return [(verb, *(json.loads(part) for part in parts)) for verb, *parts in cursor]


def _named(connection: sqlite3.Connection, since: str, moment: str) -> set[str]:
    """Every id that a judgement in between can have hidden, added, or given back."""
    found: set[str] = set()
    undone: list[str] = []
    for verb, subjects, hides, adds in _judgements(connection, since, moment):
        found.update(hides, adds)
        undone += subjects if verb == "undo" else []
    while undone:
        row = connection.execute(
            "SELECT verb, subjects, hides, adds FROM judgements WHERE id = ?", (undone.pop(),)
        ).fetchone()
        if row is not None:
            verb, subjects, hides, adds = row[0], *(json.loads(part) for part in row[1:])
            found.update(hides, adds)
            undone += subjects if verb == "undo" else []
    return found


def _standing(
    connection: sqlite3.Connection, rows: Iterable[int], moment: str, as_of: str | None
) -> set[int]:
    """Which of these records stood at a moment, and could be known."""
    hides, adds = judged(connection, moment)
    cursor = connection.execute(
        f"""WITH hidden(id) AS (SELECT value FROM json_each(:hides)),
added(id) AS (SELECT value FROM json_each(:adds))
SELECT r.seq FROM records r WHERE r.seq IN (SELECT value FROM json_each(:rows))
AND r.recorded_at <= :moment AND r.known_at <= :as_of AND {STANDS}""",
        {
            "rows": json.dumps(list(rows)),
            "moment": moment,
            "as_of": as_of or END_OF_TIME,
            "hides": json.dumps(hides),
            "adds": json.dumps(adds),
        },
    )
    return {int(row[0]) for row in cursor}


def _replaced(
    connection: sqlite3.Connection,
    gone: list[Touched],
    come: list[Touched],
    since: str,
    moment: str,
) -> Iterator[tuple[str, str]]:
    """Which record stands in place of which: by an edit, else by the passage that both cite."""
    left = {row.id: row for row in come}
    lost = {row.id: row for row in gone}
    for _, _, hides, adds in _judgements(connection, since, moment):
        for hidden, added in zip(hides, adds, strict=False):
            if hidden in lost and added in left:
                del lost[hidden], left[added]
                yield hidden, added
    places: dict[tuple[str, int | None], list[Touched]] = {}
    for one in left.values():
        places.setdefault((one.kind, one.document), []).append(one)
    taken: set[str] = set()
    for old in lost.values():
        shared = [(_overlap(old, one), one.id) for one in places.get((old.kind, old.document), [])]
        best = max((s for s in shared if s[0] > 0 and s[1] not in taken), default=None)
        if best is not None:
            taken.add(best[1])
            yield old.id, best[1]


def _overlap(one: Touched, other: Touched) -> int:
    """How many characters two passages share."""
    return min(one.end, other.end) - max(one.start, other.start)


def _new_documents(connection: sqlite3.Connection, since: str, when: When) -> list[str]:
    moment = when.recorded_as_of or END_OF_TIME
    hides, _ = judged(connection, moment)
    cursor = connection.execute(
        "SELECT id FROM documents WHERE recorded_at > ? AND recorded_at <= ? AND known_at <= ? "
        "ORDER BY known_at, seq",
        (since, moment, when.as_of or END_OF_TIME),
    )
    return [row[0] for row in cursor if row[0] not in set(hides)]


def _retracted(connection: sqlite3.Connection, since: str, moment: str) -> list[str]:
    """Documents that were there and are hidden now."""
    hidden = set(judged(connection, moment)[0]) - set(judged(connection, since)[0])
    cursor = connection.execute(
        "SELECT id FROM documents WHERE recorded_at <= ? "
        "AND id IN (SELECT value FROM json_each(?)) ORDER BY known_at, seq",
        (since, json.dumps(sorted(hidden))),
    )
    return [row[0] for row in cursor]
