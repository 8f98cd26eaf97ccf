"""Records read many at a time are the records that are read one by one."""

import types
from dataclasses import MISSING, fields, is_dataclass
from typing import Literal, Union, get_args, get_origin, get_type_hints

import pytest

from fake_coding import document
from legation.errors import RecordError
from legation.ledger import Ledger, Query, When, pack, wholesale
from legation.records import KINDS, Citation, Span

TEXT = "Northland’s envoy “told” the Isles\tthat 0.1 or ½ of a \\ferry would sail. " * 3
DOCUMENT = document(TEXT, "2022-02-03")
CODED = [kind for kind in KINDS if kind != "document"]


def value(hint, name, *, full):
    """Something that a field of this type may hold: as much as it can, or as little."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        chosen = next(a for a in inner if a is not types.NoneType)
        return value(chosen, name, full=full) if full else None
    if origin is Literal:
        return inner[-1]
    if origin is tuple:
        return tuple(value(inner[0], name, full=full) for _ in range(2 if full else 0))
    if hint is Citation:
        return DOCUMENT.cite(3, 30)
    if is_dataclass(hint):
        if {"start", "end", "text"} <= {f.name for f in fields(hint)}:
            more = {"concept": "trade"} if "concept" in {f.name for f in fields(hint)} else {}
            return hint(start=3, end=30, text=TEXT[3:30], **more)
        return filled(hint, full=full)
    if hint is str:
        dated = name in ("start", "end", "date", "horizon", "accessed", "as_of")
        return "2022-02" if dated else f"{name} “½\t\\” é"
    return {float: 0.1, int: 1, bool: True}.get(hint, {"a": [1, "b", None]})


def filled(cls, *, full):
    """A record of a kind with all that it can hold, or with what it must hold alone."""
    hints = get_type_hints(cls)
    wanted = [f for f in fields(cls) if full or f.default is MISSING]
    return cls(**{f.name: value(hints[f.name], f.name, full=full) for f in wanted})


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    with Ledger(tmp_path_factory.mktemp("all") / "legation.db").create() as made:
        made.add(DOCUMENT, "a.txt")
        found = [filled(KINDS[kind], full=full) for kind in CODED for full in (True, False)]
        made.append(None, "all.v1", [pack(record) for record in found])
        yield made


@pytest.mark.parametrize("kind", CODED)
def test_both_ways_give_the_same(ledger, kind):
    rows = list(ledger.select(Query(kind=kind)))
    found = ledger.records(Query(kind=kind))
    assert len(rows) == 2
    for row, record in zip(rows, found, strict=True):
        assert (type(record), record.id, record) == (KINDS[kind], row.id, row.record())
        assert record.to_json() == row.data()
        assert KINDS[kind].from_json(row.data()) == record


def test_a_record_is_built_once(ledger):
    first, again = (ledger.records(Query(kind="event")) for _ in range(2))
    assert [id(r) for r in first] == [id(r) for r in again]
    assert all(ledger.record(row) in first for row in ledger.select(Query(kind="event")))


def test_they_are_chosen_as_rows_are(ledger):
    for query in (Query(), Query(kind="claim", limit=1), Query(until="2022-03")):
        assert [r.id for r in ledger.records(query)] == [r.id for r in ledger.select(query)]
    assert ledger.records(Query(), When(as_of="2021-01-01")) == []


def test_actors_are_shared_but_not_what_they_stand_for(ledger):
    full, bare = sorted(ledger.records(Query(kind="event")), key=lambda e: -len(e.source_actors))
    assert full.source_actors[0].antecedent == Span(start=3, end=30, text=TEXT[3:30])
    assert bare.source_actors == ()


def test_what_must_be_there_is_missed():
    field = next(f for f in wholesale._plan("event").told if f.name == "type")
    with pytest.raises(RecordError, match="no type"):
        wholesale._absent(field)
