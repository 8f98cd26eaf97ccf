"""Exports: what goes out can be read back, and every citation goes with it."""

import csv
import io
import json
import sqlite3
from contextlib import closing

import pytest

from fake_coding import document, records_of, ref
from legation.errors import UsageError
from legation.export import cell, csv_columns, write_csv, write_jsonl
from legation.ledger import Ledger, When, pack
from legation.records import KINDS, Concept, Frame, Mechanism, record_from_json

DOCUMENT = document(
    "Kabulov met Muttaqi, Baradar. He said “wheat; or =gas\t\nis due”", "2022-02-03"
)


def rows():
    return [r.to_json(source="a.txt") for r in records_of(DOCUMENT)]


def test_json_lines_are_read_back():
    stream = io.StringIO()
    assert write_jsonl(rows(), stream) == 5
    back = [record_from_json(json.loads(line)) for line in stream.getvalue().splitlines()]
    assert back == records_of(DOCUMENT)


def test_csv_keeps_the_citation():
    stream = io.StringIO()
    claims = [r for r in rows() if r["record"] == "claim"]
    assert write_csv(claims, "claim", stream) == 1
    (row,) = csv.DictReader(io.StringIO(stream.getvalue(), newline=""))
    cited = claims[0]["citation"]
    assert row["citation_text"] == cited["text"]
    assert (row["citation_start"], row["document"]) == (str(cited["start"]), DOCUMENT.id)
    assert row["content"] == "wheat; or =gas\t\nis due"
    assert row["source"] == "a.txt"
    assert row["speaker"] == ""


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_has_columns_once(kind):
    columns = csv_columns(kind)
    assert len(columns) == len(set(columns))
    assert columns[:2] == ["id", "source"]


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(UsageError, match="no record kind"):
        csv_columns("dream")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (0.5, 0.5),
        ([], ""),
        (["[1]", "[2]"], "[1]; [2]"),
        ({"start": 1, "end": 5, "text": "fear"}, "fear"),
        ({"value": 6000.0, "unit": "men"}, '{"value": 6000.0, "unit": "men"}'),
        ([{"id": "RUS", "name": "Russia", "text": "Moscow"}], "Russia"),
    ],
)
def test_cells(value, shown):
    assert cell(value) == shown


def test_a_frame_keeps_its_own_text():
    frame = Frame(
        coder="frames.v1",
        citation=DOCUMENT.cite(0, 7),
        used_by=ref("Kabulov"),
        kind="analogy",
        text="like Syria",
    )
    stream = io.StringIO()
    write_csv([frame.to_json()], "frame", stream)
    (row,) = csv.DictReader(io.StringIO(stream.getvalue()))
    assert (row["text"], row["citation_text"]) == ("like Syria", "Kabulov")


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "legation.db").create() as ledger:
        later = document("Zhirnov met Baradar.", "2022-05-01", title="Later")
        for doc in (DOCUMENT, later):
            ledger.add(doc, "a.txt")
        mechanism = Mechanism(
            coder="mechanisms.v1",
            citation=DOCUMENT.cite(0, 20),
            cause=Concept(start=0, end=7, text="Kabulov", concept="visits"),
            effect=Concept(start=12, end=19, text="Muttaqi", concept="trust"),
            sign="+",
        )
        ledger.append(1, "mechanisms.v1", [pack(mechanism)])
        for row, doc in ledger.uncoded(["events.v1"]):
            events = [r for r in records_of(doc) if r.record == "event"]
            ledger.append(row, "events.v1", [pack(e) for e in events])
        yield ledger


def test_the_sqlite_file_has_a_table_a_kind(ledger, tmp_path):
    made = ledger.extract(tmp_path / "out.db")
    assert (made["document"], made["event"], made["mechanism"]) == (2, 2, 1)
    with closing(sqlite3.connect(tmp_path / "out.db")) as connection:
        for kind, count in made.items():
            assert connection.execute(f'SELECT count(*) FROM "{kind}"').fetchone() == (count,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        row = connection.execute(
            "SELECT json_extract(cause, '$.concept'), citation_text FROM mechanism"
        ).fetchone()
        texts = connection.execute("SELECT text FROM document").fetchall()
    assert row == ("visits", "Kabulov met Muttaqi,")
    assert (DOCUMENT.text,) in texts


def test_the_sqlite_file_knows_only_its_day(ledger, tmp_path):
    made = ledger.extract(tmp_path / "out.db", When(as_of="2022-03-01"))
    assert (made["document"], made["event"]) == (1, 1)
    assert "Zhirnov" not in (tmp_path / "out.db").read_bytes().decode("latin-1")


def test_no_half_file_is_left(ledger, tmp_path, monkeypatch):
    monkeypatch.setattr("legation.ledger.extract._full_text", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ledger.extract(tmp_path / "out.db")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("out")] == []
