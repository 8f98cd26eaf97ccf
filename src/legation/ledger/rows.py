"""What goes into the ledger and comes out of it, and the columns that are read from it.

`Row` is a record as stored, `Query` a choice of rows, `When` the two days that every read takes.
`columns` gives what the tables keep beside a record's JSON; `known_day` the day on which a date
was over, `interval` the whole days that a date or two stand for.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

from legation.canonical import canonical, plain, rebuilt
from legation.errors import UsageError
from legation.records import KINDS, Document, Record

_ID: Final = re.compile(r"[0-9a-f]{64}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_LASTING: Final = frozenset({"status", "membership", "relation"})  # no end means not ended
_LABELS: Final = {
    "actor": "key",
    "event": "type",
    "claim": "polarity",
    "membership": "status",
    "status": "kind",
    "mechanism": "sign",
    "condition": "force",
    "prediction": "polarity",
    "interest": "direction",
    "lever": "state",
    "relation": "kind",
    "frame": "kind",
    "undertaking": "outcome",
    "reference": "marker",
    "estimate": "room",
}


class Packed(NamedTuple):
    """A record made ready to be stored or sent: `json` is canonical, `id` its hash."""

    id: str
    kind: str
    coder: str
    json: str


def pack(record: Record) -> Packed:
    """Make a record ready to be stored."""
    text = canonical(record)
    return Packed(
        hash_of(record.record, text), record.record, str(getattr(record, "coder", "")), text
    )


def hash_of(kind: str, text: str) -> str:
    """The id of a record of this kind with this canonical JSON."""
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()


def pack_document(document: Document) -> tuple[str, str]:
    """The id of a document, and its canonical JSON without the text."""
    fields = {k: v for k, v in plain(document).items() if k != "text"}
    return document.id, canonical(fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The two days of a read.

    `as_of`: what a reader of the press could know at the end of that day; None: everything.
    `recorded_as_of`: what the ledger held then, a day (its end) or a moment; None: now.
    """

    as_of: str | None = None
    recorded_as_of: str | None = None

    def __post_init__(self) -> None:
        """Refuse days that are no days, and spell moments as the ledger does."""
        if self.as_of is not None:
            object.__setattr__(self, "as_of", check_day(self.as_of, "as_of"))
        if self.recorded_as_of is not None:
            object.__setattr__(self, "recorded_as_of", moment(self.recorded_as_of))


NOW: Final = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A choice of records; what is None does not choose.

    `actor`, `source` and `target` name an actor by key, name, party or country code: anywhere in
    the record, as the one who acts or speaks, as the one who is acted on or addressed.  `since` and
    `until` bound when it happened, half-open.  `label` is the event type, claim polarity, status
    kind, actor key and so on; `factuality` is an event's.  `ids` are full ids.
    """

    kind: str | None = None
    document: str | None = None
    label: str | None = None
    actor: str | None = None
    source: str | None = None
    target: str | None = None
    since: str | None = None
    until: str | None = None
    confidence: float | None = None
    limit: int | None = None
    factuality: str | None = None
    ids: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse bounds that are no dates."""
        for name in ("since", "until"):
            value = getattr(self, name)
            if value is not None and interval(value) is None:
                raise UsageError(f"{name} {value!r} is no date (YYYY, YYYY-MM or YYYY-MM-DD)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record as stored."""

    id: str
    kind: str
    json: str
    document: str | None
    coder: str
    known_at: str
    recorded_at: str

    def data(self) -> dict[str, Any]:
        """The record's fields as JSON values, with its kind and id."""
        fields: dict[str, Any] = json.loads(self.json)
        return {"record": self.kind, "id": self.id} | fields

    def record(self) -> Record:
        """The record itself, which need not work out its id again."""
        record: Record = rebuilt(KINDS[self.kind], json.loads(self.json))
        record.remember(self.id)
        return record


class Columns(NamedTuple):
    """What the records table keeps beside the JSON; all of it is read from the JSON."""

    label: str | None
    confidence: float | None
    cite_start: int | None
    cite_end: int | None
    happened_start: str | None
    happened_end: str | None
    precision: str | None


def columns(kind: str, fields: Mapping[str, Any]) -> Columns:
    """The columns of a record of this kind with these fields."""
    citation = fields.get("citation") or {}
    happened = happened_days(kind, fields)
    label = fields.get(_LABELS.get(kind, ""))
    return Columns(
        label=None if label is None else str(label),
        confidence=fields.get("confidence"),
        cite_start=citation.get("start"),
        cite_end=citation.get("end"),
        happened_start=happened[0],
        happened_end=happened[1],
        precision=fields.get("precision"),
    )


def happened_days(kind: str, fields: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The whole days [start, end) that a record says its matter took; end None: not ended."""
    start, end = fields.get("start") or fields.get("date"), fields.get("end")
    begun, over = interval(start), interval(end)
    if begun is None:
        return None, over[0] if over else None
    if over is not None and over[0] > begun[0]:
        return begun[0], over[0]
    return begun[0], None if kind in _LASTING else begun[1]


def interval(value: object) -> tuple[str, str] | None:
    """The days [first, end) of an ISO date cut to day, month or year; None if it is no date.

    >>> interval("2022-02")
    ('2022-02-01', '2022-03-01')
    >>> interval("2022-02-30") is None
    True
    """
    if not isinstance(value, str):
        return None
    try:
        parts = [int(p) for p in value.split("-")]
        first = date(*[*parts, 1, 1][:3])
        if len(parts) == 1:
            end = date(first.year + 1, 1, 1)
        elif len(parts) == 2:
            end = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        else:
            end = first + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return first.isoformat(), end.isoformat()


def known_day(value: str | None) -> str | None:
    """The last day of a date: what is dated "2022-02" is surely out only on its last day.

    >>> known_day("2022-02")
    '2022-02-28'
    """
    days = interval(value)
    if days is None:
        return None
    return (date.fromisoformat(days[1]) - timedelta(days=1)).isoformat()


def check_day(value: str, what: str) -> str:
    """Return a day as it is; refuse a month, a year or nonsense.

    Raises
    ------
    UsageError
        If it is no whole day.
    """
    if not _DAY.match(value) or interval(value) is None:
        raise UsageError(f"{what} {value!r} is no day; write it as YYYY-MM-DD")
    return value


def stamp(when: datetime) -> str:
    """A moment as the ledger spells it: UTC, microseconds, so that text order is time order."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(value: str) -> str:
    """The moment that a user means: a day stands for its end, a time without zone is UTC.

    >>> moment("2024-05-01")
    '2024-05-01T23:59:59.999999Z'

    Raises
    ------
    UsageError
        If it is neither a day nor a time.
    """
    if _DAY.match(value) and interval(value):
        return f"{value}T23:59:59.999999Z"
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        raise UsageError(
            f"recorded_as_of {value!r} is neither a day (YYYY-MM-DD) nor a time"
        ) from None
    return stamp(when if when.tzinfo else when.replace(tzinfo=UTC))


def named_ids(text: str) -> set[str]:
    """Every id that a record's JSON names: of documents, of other records."""
    return set(_ID.findall(text))


def references(fields: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every actor reference of a record with the field that it stands in."""
    for role, value in fields.items():
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, dict) and "id" in part and "name" in part and "aliases" in part:
                yield role, part
