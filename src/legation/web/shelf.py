"""What the pages read: a study's ledger as records, each built once.

`Shelf.kept` keeps any answer until the ledger changes.  `Shown` is a record with its id and
the document that it was read in.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import Any, Final, Generic, TypeVar

from legation.errors import LedgerError, LegationError
from legation.ledger import (
    ActorEntry,
    Changes,
    Hit,
    Ledger,
    Listed,
    Order,
    Query,
    Row,
    When,
    moment,
)
from legation.records import Citation, Coded, Document, Record
from legation.web.calendar import Calendar

R = TypeVar("R", bound=Coded)
T = TypeVar("T")
ANSWERS: Final = 256  # other things, for one state of the ledger
LARGE: Final = 6  # lists of all documents or all actors
PATIENCE: Final = 0.8  # seconds that a page waits for what takes long
AROUND: Final = 120  # characters of a snippet before and after


class NotFoundError(LegationError):
    """There is no such page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Generic[R]):
    """A record as a page shows it."""

    id: str
    record: R
    origin: str  # the document's title, or the name it came under
    date: str | None  # of the document
    publisher: str | None
    news: str = ""  # "new" or "changed" since the day that was asked for

    @property
    def passage(self) -> str:
        """The address of the passage in the reader."""
        return passage(self.record.citation)


def passage(cited: Citation) -> str:
    """The address of a passage in the reader, which marks it."""
    return f"/documents/{cited.document[:16]}?at={cited.start}-{cited.end}#at"


def title(listed: Listed) -> str:
    """What a document is called: its title, or the name it came under."""
    return str(listed.fields.get("title") or listed.sources[0].rpartition("/")[2])


def hit_address(hit: Hit) -> str:
    """The address of the first match in the reader."""
    found = hit.matches[0] if hit.matches else hit.passage
    return f"/documents/{hit.document[:16]}?at={found.start}-{found.end}#at"


def hit_pieces(hit: Hit) -> Iterator[tuple[str, bool]]:
    """The passage around its first matches, cut into pieces that match and that do not."""
    text, shift = hit.passage.text, hit.passage.start
    spans = [(m.start - shift, m.end - shift) for m in hit.matches] or [(0, 0)]
    begin = max(0, spans[0][0] - AROUND)
    end = min(len(text), max(spans[0][1] + AROUND, begin + 3 * AROUND))
    if begin:
        begin = text.find(" ", begin, spans[0][0]) + 1 or begin
        yield "… ", False
    at = begin
    for start, stop in spans:
        if at <= start < stop <= end:
            yield text[at:start], False
            yield text[start:stop], True
            at = stop
    yield text[at:end] + (" …" if end < len(text) else ""), False


class Answers:
    """What was worked out for one state of the ledger; all is forgotten when that changes."""

    def __init__(self, version: Callable[[], object], most: int = ANSWERS) -> None:
        self._version, self._most = version, most
        self._state: object = None
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def kept(self, key: Hashable, build: Callable[[], T]) -> T:
        """What *build* gives; it is called once for a key and a state, whoever else waits for it."""
        state = self._version()
        with self._lock:
            if state != self._state:
                self._state = state
                self._found.clear()
                self._locks.clear()
            if key in self._found:
                self._found.move_to_end(key)
                found: T = self._found[key]
                return found
            own = self._locks.setdefault(key, threading.Lock())
        with own:
            with self._lock:
                if state == self._state and key in self._found:
                    built: T = self._found[key]
                    return built
            try:
                made = build()
            except BaseException:
                with self._lock:
                    self._locks.pop(key, None)
                raise
            with self._lock:
                self._locks.pop(key, None)
                if state == self._state:
                    self._found[key] = made
                    if len(self._found) > self._most:
                        self._found.popitem(last=False)
            return made


class Errands:
    """Answers that take long, worked out one after the other in a thread of their own."""

    def __init__(self, version: Callable[[], object]) -> None:
        self._version = version
        self._begun = Answers(version).kept
        self._waiting: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._worker: threading.Thread | None = None

    def soon(self, key: Hashable, build: Callable[[], T]) -> T | None:
        """What *build* gives; None while it is worked out, which this waits for a moment only."""
        future: Future[T] = self._begun(key, lambda: self._begin(build))
        try:
            return future.result(PATIENCE)
        except (TimeoutError, CancelledError):
            return None

    def _begin(self, build: Callable[[], T]) -> "Future[T]":
        future: Future[T] = Future()
        state = self._version()

        def work() -> None:
            if state != self._version():  # nobody asks for it any more
                future.cancel()
                return
            try:
                future.set_result(build())
            except BaseException as error:  # noqa: BLE001 - whoever asks is told
                future.set_exception(error)

        self._waiting.put(work)
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, daemon=True)
            self._worker.start()
        return future

    def _work(self) -> None:
        while True:
            self._waiting.get()()


class Shelf:
    """Documents and records of one ledger."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        since: Callable[[str], str] = moment,
        version: Callable[[], object] | None = None,
    ) -> None:
        self.ledger, self._since = ledger, since
        self.kept = Answers(version or ledger.version).kept
        self.large = Answers(version or ledger.version, LARGE).kept  # for what takes much memory
        self.soon = Errands(version or ledger.version).soon

    def record(self, row: Row) -> Record:
        """The record of a row."""
        return self.ledger.record(row)

    def documents(self, when: When) -> dict[str, Listed]:
        """The documents by id, the earliest first; not to be changed."""
        at_all = When(recorded_as_of=when.recorded_as_of)
        found = self.large(
            ("documents", at_all), lambda: {d.id: d for d in self.ledger.documents(at_all)}
        )
        if when.as_of is None:
            return found
        return {ident: listed for ident, listed in found.items() if listed.known_at <= when.as_of}

    def actors(self, when: When) -> list[ActorEntry]:
        """All actors, the most mentioned first; not to be changed."""
        return self.large(("actors", when), lambda: self.ledger.actors(when))

    def actor(self, key: str, when: When) -> ActorEntry:
        """The actor of this key.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        found = self.ledger.actor(key, when)
        if found is None:
            raise NotFoundError(
                f"no actor {key!r} is known; the page of actors lists those that are"
            )
        return found

    def changes(self, new_since: str, when: When) -> Changes | None:
        """What came, changed and went since a day or "note"; None if no day is given."""
        if not new_since:
            return None
        since = self._since(new_since)
        return self.large(("changes", since, when), lambda: self.ledger.changes(since, when))

    def fresh(self, query: Query, new_since: str, when: When) -> Query:
        """A choice, narrowed to what is new or changed where a day is given."""
        found = self.changes(new_since, when)
        return query if found is None else replace(query, ids=tuple(found.marks))

    def calendar(self, when: When) -> Calendar:
        """All events as columns."""
        at_all = When(recorded_as_of=when.recorded_as_of)
        return self.large(("calendar", at_all), lambda: Calendar.of(self.ledger, at_all))

    def rows(self, numbers: Iterable[int]) -> dict[int, Row]:
        """Rows of the ledger by their number."""
        wanted = sorted(set(numbers))
        return dict(zip(wanted, self.ledger.at(wanted), strict=True))

    def count(self, query: Query, when: When) -> int:
        """How many records a choice has."""
        return self.kept(("count", query, when), lambda: self.ledger.count(query, when))

    def select(
        self,
        kind: type[R],
        query: Query,
        when: When,
        documents: dict[str, Listed],
        order: Order | None = None,
    ) -> Iterator[Shown[R]]:
        """The records of a choice, by the day that they happened, or as *order* says."""
        rows = self.ledger.select(query, when, *(() if order is None else (order,)))
        yield from self.of(kind, rows, documents)

    def of(
        self,
        kind: type[R],
        rows: Iterable[Row],
        documents: dict[str, Listed],
        changes: Changes | None = None,
    ) -> Iterator[Shown[R]]:
        """Rows as records of a kind, each with what *changes* say of it; others are left out."""
        marks = changes.marks if changes else {}
        for row in rows:
            record = self.record(row)
            if isinstance(record, kind):
                shown = self.shown(row.id, record, documents)
                yield replace(shown, news=marks[row.id]) if row.id in marks else shown

    def marked(
        self, records: Iterable[R], documents: dict[str, Listed], changes: Changes | None
    ) -> list[Shown[R]]:
        """Records with what is known of their documents and what *changes* say of them."""
        marks = changes.marks if changes else {}
        told = [self.shown(record.id, record, documents) for record in records]
        return [replace(s, news=marks[s.id]) if s.id in marks else s for s in told]

    def shown(self, ident: str, record: R, documents: dict[str, Listed]) -> Shown[R]:
        """A record with what is known of its document."""
        listed = documents.get(record.citation.document)
        fields = listed.fields if listed else {}
        return Shown(
            id=ident,
            record=record,
            origin=title(listed) if listed else record.citation.document[:12],
            date=fields.get("date"),
            publisher=fields.get("publisher"),
        )

    def find(self, prefix: str) -> Row | Document:
        """The record or document whose id begins so.

        Raises
        ------
        NotFoundError
            If there is none, or more than one.
        """
        try:
            return self.ledger.find(prefix)
        except LedgerError as error:
            if error.__cause__ is not None:  # the file cannot be read: not the address's fault
                raise
            raise NotFoundError(str(error)) from None
