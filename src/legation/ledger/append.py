"""What is written into the ledger: documents, codings with their records, judgements.

Every function takes the connection and moment of a write transaction (`Store.writing`).  What is
there already changes nothing.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from legation.canonical import canonical
from legation.errors import LedgerError
from legation.ledger.derive import derive_document, derive_judgements, derive_record, refresh
from legation.ledger.rows import Packed, columns, known_day, named_ids, pack_document
from legation.records import Document


class Moment(NamedTuple):
    """A write transaction: its connection, and the moment that its rows bear."""

    connection: sqlite3.Connection
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person decided about rows of the ledger.

    `verb` names the decision (accept, retract, edit, reject, merge, split, undo …), `subjects` the
    ids or actor keys that it is about.  `hides` are ids of records or documents that stop
    standing, `adds` ids of records that stand through it.  An `undo` takes back its subjects.
    """

    verb: str
    subjects: tuple[str, ...]
    author: str
    reason: str
    payload: dict[str, Any] = field(default_factory=dict)
    hides: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a decision without verb, subject, author or reason."""
        if not (self.verb and self.subjects and self.author and self.reason):
            raise LedgerError("a judgement needs its verb, subjects, author and reason")


def add_document(moment: Moment, document: Document, source: str) -> bool:
    """Add a document under a source name; return whether it is new."""
    connection, now = moment
    ident, fields = pack_document(document)
    found = connection.execute("SELECT seq FROM documents WHERE id = ?", (ident,)).fetchone()
    if found is None:
        known = known_day(document.date) or now[:10]
        seq = _inserted(
            connection.execute(
                "INSERT INTO documents(id, sha256, text, json, known_at, recorded_at) "
                "VALUES(?,?,?,?,?,?)",
                (ident, document.sha256, document.text, fields, known, now),
            )
        )
        derive_document(connection, seq, document.text, json.loads(fields)["regions"])
    else:
        seq = found[0]
    connection.execute("INSERT INTO sources VALUES(?,?,?)", (seq, source, now))
    return found is None


def _inserted(cursor: sqlite3.Cursor) -> int:
    if cursor.lastrowid is None:  # pragma: no cover - an INSERT always has one
        raise LedgerError("a row was not written")
    return cursor.lastrowid


def append_coding(
    moment: Moment, scope: int | str | None, coder: str, setup: str, records: Iterable[Packed]
) -> bool:
    """Append what a coder of this setup made of a scope; it supersedes what its family made before.

    Returns whether anything was written: the same coder and setup again write nothing.
    """
    connection, now = moment
    family = family_of(coder)
    before = connection.execute(
        "SELECT seq, coder, setup FROM codings WHERE scope = ? AND family = ? "
        "ORDER BY seq DESC LIMIT 1",
        (scope, family),
    ).fetchone()
    if before and before[1:] == (coder, setup):
        return False
    coding = _inserted(
        connection.execute(
            "INSERT INTO codings(scope, family, coder, setup, recorded_at) VALUES(?,?,?,?,?)",
            (scope, family, coder, setup, now),
        )
    )
    touched = [append_record(moment, packed) for packed in records]
    connection.executemany(
        "INSERT OR IGNORE INTO findings VALUES(?,?)", [(coding, seq) for seq in touched]
    )
    if before:
        old = connection.execute("SELECT record FROM findings WHERE coding = ?", before[:1])
        touched += [row[0] for row in old]
    refresh(connection, touched)
    return True


def family_of(coder: str) -> str:
    """The part of a coder's name that its versions share.

    >>> family_of("events.v2")
    'events'
    """
    return coder.rpartition(".v")[0] or coder


def append_record(moment: Moment, packed: Packed) -> int:
    """Append a record if it is not there; return its row.  It stands only through a coding."""
    connection, now = moment
    found = connection.execute("SELECT seq FROM records WHERE id = ?", (packed.id,)).fetchone()
    if found:
        return int(found[0])
    fields = json.loads(packed.json)
    document, known = _origin(moment, packed, fields)
    seq = _inserted(
        connection.execute(
            "INSERT INTO records(id, kind, document, coder, json, known_at, recorded_at, label, "
            "confidence, cite_start, cite_end, happened_start, happened_end, precision) "
            "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                packed.id,
                packed.kind,
                document,
                packed.coder,
                packed.json,
                known,
                now,
                *columns(packed.kind, fields),
            ),
        )
    )
    derive_record(connection, seq, packed.kind, fields)
    return seq


def _origin(moment: Moment, packed: Packed, fields: dict[str, Any]) -> tuple[int | None, str]:
    """The document that a record cites, and the day on which it could be known."""
    citation = fields.get("citation")
    cited = str(citation["document"]) if citation else ""
    known = known_at(moment.connection, packed.json, fields, before=moment.now)
    if not cited:
        return None, known or moment.now[:10]
    row = moment.connection.execute("SELECT seq FROM documents WHERE id = ?", (cited,)).fetchone()
    if row is None:
        raise LedgerError(
            f"a {packed.kind} cites document {cited[:12]}, which is not in the ledger; add it first"
        )
    return int(row[0]), known


def known_at(
    connection: sqlite3.Connection,
    text: str,
    fields: dict[str, Any],
    *,
    before: str,
    seq: int | None = None,
) -> str:
    """The day on which all that a record names could be known; "" if it names nothing.

    Only rows count that were there: recorded by *before*, and records before row *seq*.
    """
    days = [str(fields.get("as_of") or "")]
    for ident in named_ids(text):
        days += [
            row[0]
            for row in connection.execute(
                "SELECT known_at FROM documents WHERE id = :id AND recorded_at <= :before "
                "UNION ALL SELECT known_at FROM records WHERE id = :id AND recorded_at <= :before "
                "AND (:seq IS NULL OR seq < :seq)",
                {"id": ident, "before": before, "seq": seq},
            )
        ]
    return max(days)


def judge(moment: Moment, judgement: Judgement, records: Sequence[Packed] = ()) -> str:
    """Append a judgement and the records that it brings; return its id."""
    connection, now = moment
    for packed in records:
        append_record(moment, packed)
    adds = (*judgement.adds, *(p.id for p in records))
    values = (
        judgement.verb,
        canonical(judgement.subjects),
        canonical(judgement.payload),
        canonical(judgement.hides),
        canonical(adds),
        judgement.author,
        judgement.reason,
        now,
    )
    ident = judgement_id(values)
    connection.execute(
        "INSERT INTO judgements(id, verb, subjects, payload, hides, adds, author, reason, "
        "recorded_at) VALUES(?,?,?,?,?,?,?,?,?)",
        (ident, *values),
    )
    changed = derive_judgements(connection)
    refresh(connection, _records_of(connection, changed))
    return ident


def judgement_id(values: Sequence[str]) -> str:
    """The hash of a judgement's columns from verb to recorded_at."""
    return hashlib.sha256(f"judgement:{canonical(list(values))}".encode()).hexdigest()


def _records_of(connection: sqlite3.Connection, ids: Iterable[str]) -> list[int]:
    """The rows of these records, and of the records of these documents."""
    return [
        row[0]
        for ident in ids
        for row in connection.execute(
            "SELECT seq FROM records WHERE id = :id UNION ALL SELECT r.seq FROM records r "
            "JOIN documents d ON d.seq = r.document WHERE d.id = :id",
            {"id": ident},
        )
    ]
