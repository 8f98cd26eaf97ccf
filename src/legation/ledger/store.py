"""The connections to a workspace's database: one writer, a reader for each thread.

`Store` takes the database's path and hands out connections; `Store.writing` is a transaction that
begins IMMEDIATE, waits for other writers, and is rolled back by any error.  What SQLite says about
a full disk, a lock or a damaged file leaves here as one `LedgerError`.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from legation.errors import LedgerError
from legation.ledger.rows import stamp
from legation.schema import STEPS, check_ours, migrate

_MAPPED: Final = 1 << 31  # bytes
_WHY: Final = {
    "SQLITE_FULL": "the disk is full; free space and give the same command again",
    "SQLITE_READONLY": "cannot be written; check who owns the workspace",
    "SQLITE_CANTOPEN": "cannot be opened; check that the workspace is there and yours",
    "SQLITE_NOTADB": "is damaged: it is no SQLite file; restore a copy",
    "SQLITE_CORRUPT": "is damaged; restore a copy, or save what can be read with `sqlite3 .recover`",
    "SQLITE_IOERR": "cannot be read or written: the disk reports an error",
    "SQLITE_PERM": "may not be opened; check who owns the workspace",
}


@contextmanager
def plainly(path: Path, busy_seconds: float = 0) -> Iterator[None]:
    """Turn what SQLite raises into one line that says what is wrong and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        kind = "_".join(name.split("_")[:2])
        if kind in ("SQLITE_BUSY", "SQLITE_LOCKED"):
            why = f"is being written by another program (waited {busy_seconds:g} s); try again"
        else:
            why = _WHY.get(kind, f"refused: {error}")
        raise LedgerError(f"{path}: {why}") from error
    except OSError as error:
        raise LedgerError(f"{path}: {error.strerror or error}") from error


class Store:
    """The database file of one workspace."""

    def __init__(
        self,
        path: Path,
        *,
        busy_seconds: float = 10.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.path, self.busy_seconds, self._clock = path, busy_seconds, clock
        self._threads = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._writer: sqlite3.Connection | None = None
        self._lock = threading.RLock()
        self._depth, self._now = 0, ""

    def create(self) -> int:
        """Make the file if there is none, take the steps that are missing, return how many."""
        with plainly(self.path, self.busy_seconds):
            connection = self._connect(f"{self.path.absolute().as_uri()}?mode=rwc")
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return migrate(connection, str(self.path))
            finally:
                connection.close()

    def behind(self) -> bool:
        """Whether steps are missing."""
        with self.reading() as connection:
            return check_ours(connection, str(self.path)) < len(STEPS)

    def _connect(self, uri: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri,
            uri=True,
            timeout=self.busy_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def reader(self) -> sqlite3.Connection:
        """The read-only connection of the calling thread."""
        found: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if found is None:
            found = self._open_reader()
            self._threads.connection = found
            with self._lock:
                self._opened.append(found)
        return found

    def _open_reader(self) -> sqlite3.Connection:
        if not self.path.exists():
            raise LedgerError(f"{self.path}: no ledger here; `legation init` makes one")
        uri = self.path.absolute().as_uri()
        frozen = not os.access(self.path.parent, os.W_OK)  # WAL needs its side files
        connection = self._connect(f"{uri}?{'immutable=1' if frozen else 'mode=ro'}")
        connection.execute(f"PRAGMA mmap_size = {_MAPPED}")  # read pages where they lie
        check_ours(connection, str(self.path))
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The calling thread's reader, with SQLite's complaints put plainly."""
        with plainly(self.path, self.busy_seconds):
            yield self.reader()

    @contextmanager
    def writing(self) -> Iterator[tuple[sqlite3.Connection, str]]:
        """A write transaction and the moment that all its rows bear; inner ones join the outer.

        Raises
        ------
        LedgerError
            If another program writes for longer than `busy_seconds`, or the disk is full.
        """
        with self._lock, plainly(self.path, self.busy_seconds):
            if self._depth:
                yield self._open_writer(), self._now
                return
            connection = self._open_writer()
            connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                self._now = self._next_moment(connection)
                yield connection, self._now
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def _open_writer(self) -> sqlite3.Connection:
        if self._writer is None:
            if not self.path.exists():
                raise LedgerError(f"{self.path}: no ledger here; `legation init` makes one")
            writer = self._connect(f"{self.path.absolute().as_uri()}?mode=rw")
            check_ours(writer, str(self.path))
            writer.execute("PRAGMA synchronous = NORMAL")
            writer.execute("PRAGMA cache_size = -65536")
            self._writer = writer
        return self._writer

    def _next_moment(self, connection: sqlite3.Connection) -> str:
        """Now, or the last recorded moment where the clock has been set back."""
        last = connection.execute(
            """SELECT max(
              coalesce((SELECT recorded_at FROM documents ORDER BY seq DESC LIMIT 1), ''),
              coalesce((SELECT recorded_at FROM records ORDER BY seq DESC LIMIT 1), ''),
              coalesce((SELECT recorded_at FROM codings ORDER BY seq DESC LIMIT 1), ''),
              coalesce((SELECT recorded_at FROM judgements ORDER BY seq DESC LIMIT 1), ''))"""
        ).fetchone()[0]
        return max(stamp(self._clock()), str(last))

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for connection in [*self._opened, self._writer]:
                if connection is not None:
                    connection.close()
            self._opened, self._writer = [], None
            self._threads = threading.local()
