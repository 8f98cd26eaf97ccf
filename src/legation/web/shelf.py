"""What the pages read: a study's ledger as records, each built once.

A record never changes under its id, so what was built is kept; only the choice is read anew.
`Shown` is a record with its id and the document that it was read in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from legation.errors import LedgerError, LegationError
from legation.ledger import Hit, Ledger, Listed, Query, Row, When
from legation.records import Citation, Coded, Document, Record

R = TypeVar("R", bound=Coded)
KEPT: Final = 50_000
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


class Shelf:
    """Documents and records of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._built: dict[str, Record] = {}

    def record(self, row: Row) -> Record:
        """The record of a row."""
        found = self._built.get(row.id)
        if found is None:
            found = row.record()
            if len(self._built) >= KEPT:
                self._built.clear()
            self._built[row.id] = found
        return found

    def documents(self, when: When) -> dict[str, Listed]:
        """The documents by id, the earliest first."""
        return {listed.id: listed for listed in self.ledger.documents(when)}

    def select(
        self, kind: type[R], query: Query, when: When, documents: dict[str, Listed]
    ) -> Iterator[Shown[R]]:
        """The records of a choice, by the day that they happened."""
        for row in self.ledger.select(query, when):
            record = self.record(row)
            if isinstance(record, kind):
                yield self.shown(row.id, record, documents)

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
