"""Many records at once: rows of the ledger → the records themselves, several times as fast as one by one.

SQLite takes a record's JSON apart; actors, which many records share, are built once for each way
of naming them.  What comes out equals what `Row.record` gives.
"""

# ruff: noqa: S608 - statements are put together from texts of this file; values are parameters

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Final, NamedTuple, get_type_hints

from legation.canonical import part_of, rebuilt
from legation.errors import RecordError
from legation.ledger.read import Order, chosen
from legation.ledger.rows import Query, When
from legation.records import KINDS, ActorRef, Record

_TOGETHER: Final = 1_000  # rows that are read at a time
_MOST_NAMINGS: Final = 500_000
_OWN: Final = '"antecedent":{'  # in a naming that no other record has

Build = Callable[[Any], Any]
Namings = dict[str, Any]  # JSON of an actor, or of several → what a field holds


class _Field(NamedTuple):
    """What puts a value into a field, what builds it first, and what stands where there is none."""

    put: Callable[[Any, Any], None]
    build: Build | None
    absent: Any
    name: str


class _Plan(NamedTuple):
    """How a kind is read: the columns of the statement, and the fields that they fill."""

    columns: str
    told: tuple[_Field, ...]  # in one JSON list
    naming: tuple[_Field, ...]  # actors, each a column


def numbers(
    connection: sqlite3.Connection, query: Query, when: When, order: Order
) -> list[tuple[int, str, str]]:
    """The rows of a choice, each with its kind and the day on which it could be known, in order."""
    clause, tests, values = chosen(connection, query, when)
    limit = query.limit if order.limit is None else order.limit
    part = "" if limit is None else f" LIMIT {int(limit)} OFFSET {int(order.offset)}"
    told = f"SELECT s.record, s.kind, s.known_at FROM standing s WHERE {tests}"
    return connection.execute(f"{clause}{told} ORDER BY {order.by}{part}", values).fetchall()


def built(
    connection: sqlite3.Connection, kind: str, wanted: Iterable[int], namings: Namings
) -> Iterator[tuple[int, Record]]:
    """The records of a kind in these rows, each with its row; *namings* are kept between calls."""
    cls = KINDS[kind]
    plan = _plan(kind)
    if len(namings) > _MOST_NAMINGS:
        namings.clear()
    cursor = connection.execute(
        f"SELECT r.seq, r.id, {plan.columns} FROM json_each(?) w JOIN records r ON r.seq = w.value",
        (json.dumps(list(wanted)),),
    )
    while rows := cursor.fetchmany(_TOGETHER):
        parts = json.loads(f"[{','.join(row[2] for row in rows)}]")
        for row, told in zip(rows, parts, strict=True):
            made = object.__new__(cls)
            for field, value in zip(plan.told, told, strict=True):
                if value is None:
                    value = _absent(field)
                elif field.build is not None:
                    value = field.build(value)
                field.put(made, value)
            for field, text in zip(plan.naming, row[3:], strict=True):
                field.put(made, _named(field, text, namings))
            made.remember(row[1])
            yield row[0], made


def _absent(field: _Field) -> Any:
    if field.absent is MISSING:
        raise RecordError(f"a record has no {field.name}; `legation verify` tells which")
    return field.absent


def _named(field: _Field, text: str | None, namings: Namings) -> Any:
    """The actor or actors that a column tells of."""
    if text is None:
        return _absent(field)
    found = namings.get(text)
    if found is None:
        told = json.loads(text)
        several = isinstance(told, list)
        found = tuple(rebuilt(ActorRef, t) for t in told) if several else rebuilt(ActorRef, told)
        if _OWN not in text:
            namings[text] = found
    return found


@cache
def _plan(kind: str) -> _Plan:
    cls = KINDS[kind]
    hints = get_type_hints(cls)
    told: list[_Field] = []
    naming: list[_Field] = []
    columns: list[str] = []
    paths: list[str] = []
    for f in fields(cls):
        hint, key = hints[f.name], f.name.rstrip("_")
        optional = type(None) in getattr(hint, "__args__", ())
        absent = None if f.default is MISSING and optional else f.default
        put = getattr(cls, f.name).__set__
        if ActorRef in (hint, *getattr(hint, "__args__", ())):
            naming.append(_Field(put, None, absent, key))
            columns.append(f"json_extract(r.json, '$.{key}')")
        else:
            told.append(_Field(put, part_of(hint), absent, key))
            paths.append(f"'$.{key}'")
    first = f"json_extract(r.json, {', '.join(paths)})"
    return _Plan(", ".join([first, *columns]), tuple(told), tuple(naming))
