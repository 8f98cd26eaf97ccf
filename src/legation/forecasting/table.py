"""Events as (source, relation, target, date): read from a table, numbered, and put in order.

Takes a TSV file (plain or gzipped) or a Parquet file with the header `source relation target date`,
or rows; returns an `EventTable`.  Names may carry their country and sector the way event data do:
"Foreign Affairs (Russia)" is the sector "Foreign Affairs" of Russia, "Russia" the country itself.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt

from legation.errors import DataError

IntArray = npt.NDArray[np.int64]
HEADER = ("source", "relation", "target", "date")
_OF_COUNTRY = re.compile(r"^(?P<sector>.*?)[ _]*\((?P<country>[^()]*)\)\s*$")

Row = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTable:
    """Numbered events in order of their day.

    `source`, `relation`, `target` index `actors` and `relations`; `day` counts from `origin`;
    `evidence` holds the id of the record behind each event, or is empty.  Every array has the
    same length; rows are unique and sorted by day, source, relation and target.
    """

    actors: tuple[str, ...]
    relations: tuple[str, ...]
    origin: date
    source: IntArray
    relation: IntArray
    target: IntArray
    day: IntArray
    evidence: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many events."""
        return len(self.day)

    def date_of(self, day: int) -> str:
        """The ISO date of a day number."""
        return (self.origin + timedelta(days=int(day))).isoformat()

    def day_of(self, iso: str) -> int:
        """The day number of an ISO date."""
        return (date.fromisoformat(iso) - self.origin).days

    def before(self, day: int) -> "EventTable":
        """The events earlier than *day*, under the same numbering."""
        cut = int(np.searchsorted(self.day, day))
        return self.take(np.arange(cut))

    def take(self, rows: IntArray) -> "EventTable":
        """The events at *rows* (ascending), under the same numbering."""
        return EventTable(
            actors=self.actors,
            relations=self.relations,
            origin=self.origin,
            source=self.source[rows],
            relation=self.relation[rows],
            target=self.target[rows],
            day=self.day[rows],
            evidence=tuple(self.evidence[int(i)] for i in rows) if self.evidence else (),
        )


def event_table(rows: Iterable[Row], *, evidence: Sequence[str] = ()) -> EventTable:
    """Number *rows* of (source, relation, target, ISO date) and drop repetitions.

    Raises
    ------
    DataError
        If there are no rows, a date is not a day, or `evidence` has another length.

    Examples
    --------
    >>> table = event_table([("A", "meet", "B", "2020-01-03"), ("B", "praise", "A", "2020-01-01")])
    >>> table.actors, table.day.tolist(), table.date_of(2)
    (('A', 'B'), [0, 2], '2020-01-03')
    """
    listed = list(rows)
    if not listed:
        raise DataError("no events: nothing can be forecast from an empty history")
    if evidence and len(evidence) != len(listed):
        raise DataError(f"{len(evidence)} evidence ids for {len(listed)} events")
    actors = sorted({name for row in listed for name in (row[0], row[2])})
    relations = sorted({row[1] for row in listed})
    number = {name: i for i, name in enumerate(actors)}
    kind = {name: i for i, name in enumerate(relations)}
    ordinal = {text: _ordinal(text) for text in {row[3] for row in listed}}
    origin = min(ordinal.values())
    codes = ((ordinal[d] - origin, number[s], kind[r], number[o]) for s, r, o, d in listed)
    flat = (code for row in codes for code in row)
    coded = np.fromiter(flat, dtype=np.int64, count=4 * len(listed)).reshape(-1, 4)
    unique, first = np.unique(coded, axis=0, return_index=True)
    return EventTable(
        actors=tuple(actors),
        relations=tuple(relations),
        origin=date.fromordinal(origin),
        day=np.ascontiguousarray(unique[:, 0]),
        source=np.ascontiguousarray(unique[:, 1]),
        relation=np.ascontiguousarray(unique[:, 2]),
        target=np.ascontiguousarray(unique[:, 3]),
        evidence=tuple(evidence[int(i)] for i in first) if evidence else (),
    )


def _ordinal(text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise DataError(f"event date {text!r} is no ISO day (YYYY-MM-DD)") from None


def read_rows(path: Path) -> list[Row]:
    """Rows of a TSV (plain or gzipped) or Parquet table of events.

    Raises
    ------
    DataError
        If the file cannot be read, or its header or a line does not fit.
    """
    try:
        if path.suffix == ".parquet":
            return _parquet_rows(path)
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with (
            gzip.open(path, "rb") if packed else path.open("rb") as plain,
            io.TextIOWrapper(cast(BinaryIO, plain), "utf-8", newline="") as lines,
        ):
            return _tsv_rows(path, lines)
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise DataError(f"{path}: cannot be read as a table of events: {error}") from None


def _tsv_rows(path: Path, lines: Iterable[str]) -> list[Row]:
    """Rows of tab-separated lines; what is written many times is held once."""
    reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(reader, [])
    if tuple(header[:4]) != HEADER:
        raise DataError(f"{path}: the first line must be {' '.join(HEADER)}, tab-separated")
    rows: list[Row] = []
    held: dict[str, str] = {}
    for number, line in enumerate(reader, start=2):
        if len(line) < len(HEADER):
            raise DataError(f"{path}:{number}: {len(line)} columns instead of {len(HEADER)}")
        s, r, o, day = (held.setdefault(word, word) for word in line[:4])
        rows.append((s, r, o, day))
    return rows


def _parquet_rows(path: Path) -> list[Row]:
    import pyarrow.parquet as pq

    frame = pq.read_table(path)
    missing = [name for name in HEADER if name not in frame.column_names]
    if missing:
        raise DataError(f"{path}: no column {', '.join(missing)}")
    columns = [frame.column(name).to_pylist() for name in HEADER]
    return [(str(s), str(r), str(o), str(d)[:10]) for s, r, o, d in zip(*columns, strict=True)]


@lru_cache(maxsize=8)
def homes(actors: tuple[str, ...]) -> IntArray:
    """The number of each actor's country by its name; who carries none is a country of its own.

    >>> homes(("Russia", "Foreign Affairs (Russia)", "Sergey Lavrov")).tolist()
    [0, 0, 2]
    """
    number = {name.replace("_", " "): i for i, name in enumerate(actors)}
    out = []
    for place, name in enumerate(actors):
        country = split_name(name)[1]
        out.append(
            place if country is None else number.setdefault(country.replace("_", " "), place)
        )
    return np.array(out, dtype=np.int64)


def split_name(name: str) -> tuple[str, str | None]:
    """Sector and country that an actor's name carries; no country when it carries none.

    >>> split_name("Foreign_Affairs_(Russia)")
    ('Foreign_Affairs', 'Russia')
    >>> split_name("Sergey Lavrov")
    ('Sergey Lavrov', None)
    """
    found = _OF_COUNTRY.match(name)
    if found is None:
        return name, None
    return found["sector"], found["country"]
