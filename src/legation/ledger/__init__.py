"""The ledger: one SQLite file that keeps documents, what was read in them, and every judgement.

`Ledger` takes the file's path.  It only grows: what is added twice changes nothing, what is
superseded or retracted stays readable.  Three times are kept apart: when a thing happened, when it
could be known (`When.as_of`), when it was recorded here (`When.recorded_as_of`).
"""

import gc
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from legation.ledger import append, changes, extract, lists, read, search, verify, wholesale
from legation.ledger.append import Judgement
from legation.ledger.changes import Changes, Touched
from legation.ledger.derive import rebuild
from legation.ledger.read import (
    LATEST_HAPPENED,
    LATEST_TOLD,
    ActorEntry,
    Listed,
    Order,
    UnknownIdError,
)
from legation.ledger.rows import NOW, Packed, Query, Row, When, interval, known_day, moment, pack
from legation.ledger.search import Hit
from legation.ledger.store import Store
from legation.records import Document, Record, Span

__all__ = [
    "LATEST_HAPPENED", "LATEST_TOLD", "NOW", "ActorEntry", "Changes", "Hit", "Judgement",
    "Ledger", "Listed", "Order", "Packed", "Query", "Row", "Touched", "UnknownIdError", "When", "interval",
    "known_day", "moment", "pack",
]  # fmt: skip

_KEPT = 300_000  # records that are kept built
_PAGE = 16  # documents read at a time, so that any number of them fits in memory


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no collection of cycles go over what is built meanwhile, again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class Ledger:
    """The ledger in one file.  Reads are lazy; writes are transactions that wait their turn."""

    def __init__(
        self,
        path: Path,
        *,
        busy_seconds: float = 10.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.path = path
        self._store = Store(path, busy_seconds=busy_seconds, clock=clock)
        self._built: dict[str, Record] = {}
        self._numbered: dict[int, Record] = {}  # the same by row
        self._namings: wholesale.Namings = {}
        self._building = threading.Lock()

    def create(self) -> Self:
        """Make the file if there is none, and bring an older one up to date."""
        self._store.create()
        return self

    def update(self) -> None:
        """Bring the file of an older legation up to date; leave a new one, or a locked one, alone.

        Raises
        ------
        LedgerError
            If the file is damaged, another program's, or written by a newer legation.
        """
        if self._store.behind():
            self._store.create()

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- writing ------------------------------------------------------------------------------

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything that is written inside is written at once, or not at all."""
        with self._store.writing():
            yield

    def add(self, document: Document, source: str) -> bool:
        """Add a document under a source name; return whether it is new."""
        with self._store.writing() as at:
            return append.add_document(append.Moment(*at), document, source)

    def append(
        self, scope: int | str | None, coder: str, records: Iterable[Packed], *, setup: str = ""
    ) -> bool:
        """Append what a coder made of a scope, superseding what its family made of it before.

        *scope* is a row of `uncoded`, a name of your own (estimates of one question), or None for
        what nothing supersedes.  Returns whether anything was written.
        """
        with self._store.writing() as at:
            return append.append_coding(append.Moment(*at), scope, coder, setup, records)

    def judge(self, judgement: Judgement, records: Sequence[Record] = ()) -> str:
        """Append a judgement with the records that it brings; return its id."""
        with self._store.writing() as at:
            packed = [pack(record) for record in records]
            return append.judge(append.Moment(*at), judgement, packed)

    def rebuild(self) -> None:
        """Build the derived tables anew."""
        with self._store.writing() as (connection, _):
            rebuild(connection)

    # --- reading ------------------------------------------------------------------------------

    def uncoded(self, coders: Sequence[str], setup: str = "") -> Iterator[tuple[int, Document]]:
        """Every document, with its row, that one of these coders has not read in this setup."""
        after = 0
        while True:
            with self._store.reading() as connection:
                page = read.uncoded(connection, coders, setup, after, _PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1][0]

    def count_uncoded(self, coders: Sequence[str], setup: str = "") -> int:
        """How many documents `uncoded` gives."""
        with self._store.reading() as connection:
            return read.count_uncoded(connection, coders, setup)

    def documents(self, when: When = NOW) -> Iterator[Listed]:
        """The documents without their texts, by date."""
        with self._store.reading() as connection:
            yield from read.listed(connection, when)

    def document(self, ident: str) -> Document | None:
        """The document of this id."""
        with self._store.reading() as connection:
            return read.document(connection, ident)

    def text(self, ident: str) -> str:
        """The text of the document of this id; "" if there is none."""
        with self._store.reading() as connection:
            return read.text(connection, ident)

    def source(self, ident: str) -> str:
        """The first name under which a document came in."""
        with self._store.reading() as connection:
            return read.source(connection, ident)

    def select(self, query: Query, when: When = NOW, order: Order = read.FIRST) -> Iterator[Row]:
        """The records of a choice, by the day that they happened, or as *order* says."""
        with self._store.reading() as connection:
            yield from read.select(connection, query, when, order)

    def record(self, row: Row) -> Record:
        """The record of a row, built once: under one id it never changes."""
        found = self._built.get(row.id)
        if found is None:
            found = row.record()
            if len(self._built) >= _KEPT:
                self._built.clear()
            self._built[row.id] = found
        return found

    def records(self, query: Query, when: When = NOW, order: Order = read.FIRST) -> list[Record]:
        """The records of a choice, as `select` and `record` give them; each is built once.

        While many are built the collector of cycles stands still: records have none.
        """
        return [record for _, record in self.dated(query, when, order)]

    def dated(
        self, query: Query, when: When = NOW, order: Order = read.FIRST
    ) -> list[tuple[str, Record]]:
        """The records of a choice, each with the day on which it could be known."""
        with self._store.reading() as connection, self._building:
            if len(self._numbered) > _KEPT:
                self._numbered.clear()
            chosen = wholesale.numbers(connection, query, when, order)
            missing: dict[str, list[int]] = {}
            for number, kind, _ in chosen:
                if number not in self._numbered:
                    missing.setdefault(kind, []).append(number)
            if missing:
                with undisturbed():
                    self._build(connection, missing)
            return [(day, self._numbered[number]) for number, _, day in chosen]

    def numbered(self, kind: str, numbers: Sequence[int]) -> list[Record]:
        """The records of a kind in these rows (`columns`, `involving`), each built once."""
        with self._store.reading() as connection, self._building:
            if missing := [number for number in numbers if number not in self._numbered]:
                self._build(connection, {kind: missing})
            return [self._numbered[number] for number in numbers]

    def _build(self, connection: sqlite3.Connection, missing: Mapping[str, Sequence[int]]) -> None:
        for kind, numbers in missing.items():
            for number, record in wholesale.built(connection, kind, numbers, self._namings):
                if len(self._built) >= _KEPT:
                    self._built.clear()
                self._numbered[number] = self._built.setdefault(record.id, record)

    def at(self, numbers: Iterable[int]) -> list[Row]:
        """The records of these rows (`columns`, `involving`)."""
        with self._store.reading() as connection:
            return lists.at(connection, numbers)

    def changes(self, since: str, when: When = NOW) -> Changes:
        """What came, changed and went after the moment *since*."""
        with self._store.reading() as connection:
            return changes.changes(connection, since, when)

    def version(self) -> tuple[int, ...]:
        """What is another after every write; cheap to ask for."""
        with self._store.reading() as connection:
            return lists.version(connection)

    def count(self, query: Query, when: When = NOW) -> int:
        """How many records a choice has."""
        with self._store.reading() as connection:
            return lists.count(connection, query, when)

    def count_by(self, column: str, query: Query, when: When = NOW) -> list[tuple[str, int]]:
        """How many records a choice has of each label, kind, factuality or quad."""
        with self._store.reading() as connection:
            return lists.count_by(connection, column, query, when)

    def columns(self, names: Sequence[str], kind: str, when: When = NOW) -> list[tuple[Any, ...]]:
        """Columns of all records of a kind that stand; see `legation.ledger.lists.columns`."""
        with self._store.reading() as connection:
            return lists.columns(connection, names, kind, when)

    def involving(self, actor: str, when: When = NOW) -> list[int]:
        """The rows of the records in which an actor has a part, standing or not."""
        with self._store.reading() as connection:
            return lists.involving(connection, actor, when)

    def numbers(self, ids: Iterable[str]) -> list[int]:
        """The rows of the records of these ids."""
        with self._store.reading() as connection:
            return lists.numbers(connection, ids)

    def number_of(self, document: str) -> int:
        """The row of a document, 0 if there is none."""
        with self._store.reading() as connection:
            return lists.number_of(connection, document)

    def busiest_pair(self, when: When = NOW) -> tuple[str, str, int] | None:
        """The two parties between whom most events are reported, folded, and how many."""
        with self._store.reading() as connection:
            return lists.busiest_pair(connection, when)

    def find(self, prefix: str) -> Row | Document:
        """The one record or document whose id begins so."""
        with self._store.reading() as connection:
            return read.find(connection, prefix)

    def context(self, row: Row, around: int = 200) -> tuple[str, Span] | None:
        """What stands around a record's citation, and where in that the citation is."""
        with self._store.reading() as connection:
            return read.context(connection, row, around)

    def actors(self, when: When = NOW) -> list[ActorEntry]:
        """All actors, most mentioned first."""
        with self._store.reading() as connection:
            return read.actors(connection, when)

    def actor(self, key: str, when: When = NOW) -> ActorEntry | None:
        """The actor of this key; None if there is none, or if it stands under another."""
        with self._store.reading() as connection:
            found = read.actors(connection, when, key=key)
        return next((entry for entry in found if entry.key == key), None)

    def merges(self, when: When = NOW) -> dict[str, str]:
        """Actor keys that judgements merge, each with the key that it stands under."""
        with self._store.reading() as connection:
            return read.merges(connection, when)

    def judgements(self, when: When = NOW) -> list[dict[str, Any]]:
        """All judgements in their order, each with whether it is `in_force`."""
        with self._store.reading() as connection:
            return read.judgements(connection, when)

    def counts(self, when: When = NOW) -> dict[str, int]:
        """How many documents there are, and records of each kind."""
        with self._store.reading() as connection:
            return read.counts(connection, when)

    def search(
        self, text: str, when: When = NOW, *, limit: int = 20, parts: bool | None = None
    ) -> list[Hit]:
        """The passages that match best what a user typed."""
        with self._store.reading() as connection:
            return search.search(connection, text, when, limit=limit, parts=parts)

    def verify(self) -> Iterator[str]:
        """Every way in which the ledger is not what its rows say it is."""
        with self._store.reading() as connection:
            yield from verify.verify(connection, self.path)

    def quick_check(self) -> str:
        """What SQLite finds wrong with the file; "" if nothing."""
        with self._store.reading() as connection:
            told = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        return "" if told == "ok" else told

    def extract(self, path: Path, when: When = NOW) -> dict[str, int]:
        """Write a SQLite file for other programs; return the rows of each table."""
        with self._store.reading() as connection:
            return extract.extract(connection, path, when)
