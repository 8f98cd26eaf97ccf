"""The ledger: what is added stays, three times are kept apart, and every check can fail."""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_coding import document, records_of, ref
from legation.errors import LedgerError, UsageError
from legation.ledger import Judgement, Ledger, Query, UnknownIdError, When, pack
from legation.ledger.append import family_of
from legation.records import Estimate, Role, Status, Undertaking

START = datetime(2024, 1, 1, 12, tzinfo=UTC)
TEXT = "Kabulov met Muttaqi in Doha. Muttaqi said “the talks went well” to Reuters."
OTHER = "Zhirnov received Baradar. Baradar asked Zhirnov for wheat."


class Clock:
    """A clock that goes on by a second a look."""

    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "legation.db", clock=Clock()).create() as ledger:
        yield ledger


def code(ledger, version=1, setup="", only=None):
    """Code what is not coded by the fake coders."""
    coders = [f"events.v{version}", "claims.v1", "actors.v1"]
    for row, doc in list(ledger.uncoded(coders, setup)):
        if only is not None and doc.id != only:
            continue
        found = [pack(r) for r in records_of(doc, version)]
        with ledger.batch():
            for coder in coders:
                ledger.append(row, coder, [p for p in found if p.coder == coder], setup=setup)


def ids(ledger, when=None, **choice):
    return [row.id for row in ledger.select(Query(**choice), when or When())]


def dump(path):
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def tamper(ledger, *statements):
    """Change the file behind the ledger's back."""
    with closing(sqlite3.connect(ledger.path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = {
            name: connection.execute(
                "SELECT sql FROM sqlite_master WHERE name = ?", (name,)
            ).fetchone()[0]
            for (name,) in tables.fetchall()
        }
        for name in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for sql in triggers.values():
            connection.execute(sql)
        connection.commit()


# --- adding and coding ------------------------------------------------------------------------


def test_a_document_comes_back_as_it_went_in(ledger):
    doc = document(TEXT, "2022-02", title="Talks", authors=("A. Writer",))
    assert ledger.add(doc, "a.txt")
    assert ledger.document(doc.id) == doc
    assert ledger.find(doc.id[:8]) == doc
    assert [d.sources for d in ledger.documents()] == [("a.txt",)]
    assert ledger.source(doc.id) == "a.txt"


def test_the_same_document_again_changes_nothing(ledger):
    doc = document(TEXT, "2022-02-03")
    ledger.add(doc, "a.txt")
    code(ledger)
    before = dump(ledger.path)
    assert not ledger.add(doc, "a.txt")
    assert dump(ledger.path) == before


def test_another_name_for_a_document_is_kept_beside_the_first(ledger):
    doc = document(TEXT)
    ledger.add(doc, "z.txt")
    assert not ledger.add(doc, "a.txt")
    assert [d.sources for d in ledger.documents()] == [("z.txt", "a.txt")]


def test_records_come_back_as_they_went_in(ledger):
    doc = document(TEXT, "2022-02-03")
    ledger.add(doc, "a.txt")
    code(ledger)
    assert {r.record() for r in ledger.select(Query())} == set(records_of(doc))
    assert all(r.known_at == "2022-02-03" and r.document == doc.id for r in ledger.select(Query()))


def test_coding_again_with_the_same_coders_changes_nothing(ledger):
    doc = document(TEXT, "2022-02-03")
    ledger.add(doc, "a.txt")
    code(ledger)
    before = dump(ledger.path)
    assert list(ledger.uncoded(["events.v1"])) == []
    assert not ledger.append(1, "events.v1", [pack(r) for r in records_of(doc)][:1])
    assert dump(ledger.path) == before


def test_a_new_version_supersedes_and_the_old_stays_readable(ledger):
    doc = document(TEXT, "2022-02-03")
    ledger.add(doc, "a.txt")
    code(ledger)
    old = ids(ledger, kind="event")
    moment = next(iter(ledger.select(Query(kind="event")))).recorded_at
    code(ledger, version=2)
    new = ids(ledger, kind="event")
    assert new
    assert not set(new) & set(old)
    assert ids(ledger, When(recorded_as_of=moment), kind="event") == old
    assert ledger.find(old[0]).coder == "events.v1"


def test_another_setup_is_another_coding(ledger):
    doc = document(TEXT, "2022-02-03")
    ledger.add(doc, "a.txt")
    code(ledger, setup="model a")
    assert ledger.count_uncoded(["events.v1"], "model b") == 1
    before = ids(ledger)
    code(ledger, setup="model b")
    assert ids(ledger) == before
    assert ledger.count_uncoded(["events.v1"], "model a") == 1


def test_a_record_that_cites_an_unknown_document_is_refused(ledger):
    doc = document(TEXT)
    with pytest.raises(LedgerError, match="add it first"):
        ledger.append(None, "events.v1", [pack(records_of(doc)[0])])
    assert ids(ledger) == []


def add_then_fail(ledger):
    ledger.add(document(TEXT), "a.txt")
    ledger.append(None, "events.v1", [pack(records_of(document(OTHER))[0])])


def test_what_fails_inside_a_batch_leaves_nothing(ledger):
    with pytest.raises(LedgerError, match="add it first"), ledger.batch():
        add_then_fail(ledger)
    assert list(ledger.documents()) == []
    ledger.add(document(TEXT), "a.txt")
    assert len(list(ledger.documents())) == 1


@pytest.mark.parametrize(("coder", "family"), [("events.v12", "events"), ("mine", "mine")])
def test_versions_share_a_family(coder, family):
    assert family_of(coder) == family


# --- three times ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "hidden", "seen"),
    [
        ("2022-02-03", "2022-02-02", "2022-02-03"),
        ("2022-02", "2022-02-27", "2022-02-28"),
        ("2024-02", "2024-02-28", "2024-02-29"),
        ("2022", "2022-12-30", "2022-12-31"),
        (None, "2023-12-31", "2024-01-01"),  # undated: known when recorded
        ("2022-02-30", "2023-12-31", "2024-01-01"),  # no such day
    ],
)
def test_a_document_is_known_when_its_date_is_over(ledger, date, hidden, seen):
    ledger.add(document(TEXT, date), "a.txt")
    code(ledger)
    for day, there in ((hidden, False), (seen, True)):
        when = When(as_of=day)
        assert bool(list(ledger.documents(when))) is there
        assert bool(ids(ledger, when)) is there
        assert bool(ledger.actors(when)) is there
        assert bool(ledger.search("talks", when)) is there
        assert bool(ledger.counts(when)["document"]) is there


def test_a_record_is_known_once_all_that_it_names_is_known(ledger):
    early, late = document(TEXT, "2022-02-03"), document(OTHER, "2022-05-01")
    ledger.add(early, "a")
    ledger.add(late, "b")
    code(ledger)
    shown = ids(ledger, kind="event", document=late.id)
    undertaking = Undertaking(
        coder="undertakings.v1",
        citation=early.cite(0, 27),
        by=ref("Kabulov"),
        content=early.span(0, 27),
        kind="promise",
        outcome="met",
        shown_by=tuple(shown),
    )
    ledger.append("undertakings", "undertakings.v1", [pack(undertaking)])
    assert ids(ledger, When(as_of="2022-04-30"), kind="undertaking") == []
    assert ids(ledger, When(as_of="2022-05-01"), kind="undertaking") == [undertaking.id]
    assert list(ledger.verify()) == []


def test_an_estimate_is_known_with_its_evidence_and_day(ledger):
    doc = document(TEXT, "2022-02-03")
    ledger.add(doc, "a")
    code(ledger)
    estimate = Estimate(
        room="relations",
        subject="RUS-AFG",
        method="mean",
        value=0.5,
        uncertainty=[0.4, 0.6],
        parameters={},
        evidence=tuple(ids(ledger, kind="event")),
        as_of="2022-03-01",
    )
    ledger.append(None, "relations.v1", [pack(estimate)])
    assert ids(ledger, When(as_of="2022-02-28"), kind="estimate") == []
    assert [r.record() for r in ledger.select(Query(kind="estimate"), When(as_of="2022-03-01"))]
    assert list(ledger.verify()) == []


def test_a_named_scope_is_superseded_as_a_whole(ledger):
    def estimate(value):
        return Estimate(
            room="r", subject="s", method="m", value=value, uncertainty=1, parameters={}
        )

    ledger.append("question", "r.v1", [pack(estimate(1)), pack(estimate(2))], setup="monday")
    ledger.append("question", "r.v1", [pack(estimate(2)), pack(estimate(3))], setup="tuesday")
    assert sorted(r.data()["value"] for r in ledger.select(Query())) == [2, 3]


@pytest.mark.parametrize(
    "bad", [{"as_of": "2022-02"}, {"as_of": "today"}, {"recorded_as_of": "noon"}]
)
def test_a_day_that_is_none_is_refused(bad):
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        When(**bad)


def test_a_moment_is_spelled_as_the_ledger_does():
    assert When(recorded_as_of="2024-01-01T10:00:00+02:00").recorded_as_of == (
        "2024-01-01T08:00:00.000000Z"
    )
    assert When(recorded_as_of="2024-01-01T10:00").recorded_as_of == "2024-01-01T10:00:00.000000Z"


def test_a_clock_set_back_does_not_turn_time_round(tmp_path):
    clock = Clock()
    with Ledger(tmp_path / "l.db", clock=clock).create() as ledger:
        ledger.add(document(TEXT), "a")
        clock.now = START - timedelta(days=300)
        ledger.add(document(OTHER), "b")
        first, second = sorted(d.recorded_at for d in ledger.documents())
        assert first == second == "2024-01-01T12:00:01.000000Z"


# --- choosing ---------------------------------------------------------------------------------


@pytest.fixture
def filled(ledger):
    for number, (text, date) in enumerate([(TEXT, "2022-02-03"), (OTHER, "2022-05")]):
        ledger.add(document(text, date), f"{number}.txt")
    code(ledger)
    return ledger


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({"kind": "event"}, 4),
        ({"kind": "event", "source": "Baradar"}, 1),
        ({"kind": "event", "target": "baradar"}, 1),
        ({"kind": "event", "actor": "person:baradar"}, 2),
        ({"kind": "event", "label": "CONSULT", "actor": "Muttaqi"}, 2),
        ({"kind": "event", "label": "AID"}, 0),
        ({"kind": "event", "since": "2022-03"}, 2),
        ({"kind": "event", "until": "2022-02-03"}, 0),
        ({"kind": "event", "since": "2022-02-03", "until": "2022-02-04"}, 2),
        ({"kind": "event", "confidence": 0.6}, 0),
        ({"kind": "event", "limit": 3}, 3),
        ({"kind": "actor", "actor": "person:baradar"}, 1),
        ({"actor": "nobody at all"}, 0),
        ({"kind": "claim", "label": "assert"}, 1),
    ],
)
def test_records_are_chosen(filled, choice, found):
    assert len(ids(filled, **choice)) == found
    later = When(recorded_as_of="2030-01-01")
    assert ids(filled, **choice) == ids(filled, later, **choice)


def test_a_bound_that_is_no_date_is_refused():
    with pytest.raises(UsageError, match="since"):
        Query(since="spring")


def test_a_status_without_end_goes_on(ledger):
    doc = document(TEXT, "2022-02-03")
    ledger.add(doc, "a")
    status = Status(
        coder="statuses.v1",
        citation=doc.cite(0, 27),
        holder=ref("Muttaqi", party="Taliban", code="AFG"),
        granted_by=ref("Kabulov", party="Russia", code="RUS"),
        kind="legal_ban",
        value="banned",
        start="2003",
    )
    ledger.append(1, "statuses.v1", [pack(status)])
    assert ids(ledger, since="2021-08", until="2021-09") == [status.id]
    assert ids(ledger, actor="Táliban", kind="status") == [status.id]
    assert ids(ledger, source="AFG", target="RUS") == [status.id]


def test_an_id_that_is_unknown_or_ambiguous_is_refused(filled):
    with pytest.raises(UnknownIdError, match="begins with"):
        filled.find("zzzz")
    with pytest.raises(UnknownIdError, match="more than one"):
        filled.find("")


def test_the_passage_around_a_record(filled):
    row = next(r for r in filled.select(Query(kind="claim")))
    text, cited = filled.context(row, around=5)
    assert text[cited.start : cited.end] == cited.text == "“the talks went well”"
    assert text == "said “the talks went well” to R"


def test_actors_of_all_documents_are_one(ledger):
    ledger.add(document("Kabulov met Muttaqi. Kabulov left.", "2022-01-01"), "a")
    ledger.add(document("Kabulov came.", "2022-03-01"), "b")
    code(ledger)
    first, second = ledger.actors()
    assert (first.key, first.mentions, first.documents) == ("person:kabulov", 3, 2)
    assert (first.first_known, first.last_known) == ("2022-01-01", "2022-03-01")
    assert second.name == "Muttaqi"


# --- judgements -------------------------------------------------------------------------------


def judgement(verb, *subjects, **more):
    return Judgement(verb=verb, subjects=subjects, author="analyst", reason="read it", **more)


def test_a_retraction_hides_and_undo_brings_back(filled):
    before = ids(filled)
    gone = before[0]
    done = filled.judge(judgement("retract", gone, hides=(gone,)))
    assert ids(filled) == [i for i in before if i != gone]
    undo = filled.judge(judgement("undo", done))
    assert ids(filled) == before
    filled.judge(judgement("undo", undo))
    assert gone not in ids(filled)
    assert [j["in_force"] for j in filled.judgements()] == [True, False, True]
    assert list(filled.verify()) == []


def test_an_edit_puts_a_record_in_the_place_of_another(filled):
    row = next(iter(filled.select(Query(kind="event"))))
    edited = replace(row.record(), type="REJECT", coder="review.v1")
    filled.judge(judgement("edit", row.id, hides=(row.id,)), [edited])
    found = ids(filled, kind="event")
    assert edited.id in found
    assert row.id not in found
    code(filled, version=2)
    assert edited.id in ids(filled, kind="event")
    assert list(filled.verify()) == []


def test_a_retracted_document_takes_its_records_with_it(filled):
    doc = next(iter(filled.documents()))
    filled.judge(judgement("retract", doc.id, hides=(doc.id,)))
    assert doc.id not in [d.id for d in filled.documents()]
    assert ids(filled, document=doc.id) == []
    assert filled.search("Muttaqi") == []
    assert filled.count_uncoded(["new.v1"]) == 1
    assert list(filled.verify()) == []


def test_merged_actors_are_read_as_one(filled):
    done = filled.judge(
        judgement("merge", "person:muttaqi", "person:baradar", payload={"into": "person:baradar"})
    )
    assert filled.merges() == {"person:muttaqi": "person:baradar"}
    merged = next(a for a in filled.actors() if a.key == "person:baradar")
    assert (merged.name, merged.mentions) == ("Baradar", 4)
    assert len(ids(filled, kind="event", actor="person:baradar")) == 4
    filled.judge(judgement("merge", "person:baradar", "person:x", payload={"into": "person:x"}))
    assert filled.merges()["person:muttaqi"] == "person:x"
    filled.judge(judgement("undo", done))
    assert filled.merges() == {"person:baradar": "person:x"}


@pytest.mark.parametrize("lack", ["verb", "author", "reason"])
def test_a_judgement_without_its_maker_or_reason_is_refused(lack):
    with pytest.raises(LedgerError, match="author and reason"):
        replace(judgement("accept", "x"), **{lack: ""})


# --- verification -----------------------------------------------------------------------------


def test_a_sound_ledger_verifies(filled):
    assert list(filled.verify()) == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE documents SET text = replace(text, 'Doha', 'Oslo')", "not the cited ones"),
        ("UPDATE documents SET text = text || ' More.'", "its id is not the hash"),
        ("UPDATE documents SET known_at = '2001-01-01' WHERE seq = 1", "does not follow"),
        ("UPDATE documents SET sha256 = 'x'", "sha256"),
        ("UPDATE documents SET json = '{' WHERE seq = 1", "cannot be read"),
        ("UPDATE records SET json = replace(json, 'CONSULT', 'AID')", "its id is not the hash"),
        ("UPDATE records SET json = '[]' WHERE seq = 1", "cannot be read"),
        ("UPDATE records SET happened_start = '1999-01-01'", "columns are not what"),
        ("UPDATE records SET known_at = '1999-01-01'", "known_at 1999-01-01 should be"),
        ("UPDATE records SET document = 77 WHERE seq = 1", "points to a row"),
        ("DELETE FROM standing", "derived table standing"),
        ("INSERT INTO hidden VALUES('x')", "derived table hidden"),
        ("DELETE FROM involved WHERE record = 1", "derived table involved"),
        ("UPDATE profiles SET mentions = 99", "derived table profiles"),
        ("UPDATE refs SET name = 'x' WHERE seq = 1", "derived table refs"),
        ("UPDATE passages SET region = 'notes' WHERE seq = 1", "derived table passages"),
        ("INSERT INTO words(rowid, text) VALUES(99, 'ghost')", "derived table words"),
        ("INSERT INTO parts(rowid, text) VALUES(99, 'ghost')", "derived table parts"),
    ],
)
def test_what_was_tampered_with_is_told(filled, statement, told):
    tamper(filled, statement)
    assert any(told in line for line in filled.verify())


def test_a_missing_guard_is_told(filled):
    with closing(sqlite3.connect(filled.path)) as connection:
        connection.execute("DROP TRIGGER records_no_update")
    assert any("no_update is gone" in line for line in filled.verify())


def test_a_changed_judgement_is_told(filled):
    filled.judge(judgement("accept", ids(filled)[0]))
    tamper(filled, "UPDATE judgements SET author = 'somebody else'")
    assert any("judgement" in line for line in filled.verify())


def test_a_citation_is_checked_wherever_it_stands(ledger):
    doc = document(TEXT, "2022-02-03")
    ledger.add(doc, "a")
    actor = records_of(doc)[2]
    role = Role(title="envoy", of=None, citation=replace(doc.span(0, 7), text="Someone"))
    wrong = replace(actor, roles=(role,))
    ledger.append(1, "actors.v1", [pack(wrong)])
    assert any("not the cited ones" in line for line in ledger.verify())


def test_derived_tables_are_built_anew(filled):
    tamper(filled, "DELETE FROM standing", "DELETE FROM passages", "DELETE FROM involved")
    assert ids(filled) == []
    filled.rebuild()
    assert list(filled.verify()) == []
    assert filled.search("wheat")


# --- what a disk and other programs do --------------------------------------------------------


def test_a_ledger_that_is_not_there_is_told(tmp_path):
    with pytest.raises(LedgerError, match="legation init"):
        list(Ledger(tmp_path / "no.db").documents())
    with pytest.raises(LedgerError, match="legation init"):
        Ledger(tmp_path / "no.db").add(document(TEXT), "a")


def test_a_damaged_file_is_told(tmp_path):
    (tmp_path / "l.db").write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(LedgerError, match="is damaged"):
        list(Ledger(tmp_path / "l.db").documents())


def read_all(ledger):
    return list(ledger.documents()), list(ledger.verify())


def test_pages_that_were_overwritten_are_told(filled):
    for number in range(40):
        filled.add(document(f"{TEXT} Part {number}." * 50), f"many{number}")
    filled.close()
    size = filled.path.stat().st_size
    with filled.path.open("r+b") as file:
        file.seek(4096 * 8)
        file.write(b"\xff" * (size // 2))
    with pytest.raises(LedgerError, match="is damaged"):
        read_all(filled)


def test_a_full_disk_is_told_and_what_was_there_stays(filled):
    with filled._store.writing() as (connection, _):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerError, match="disk is full"):
        filled.add(document("Long text about nothing. " * 20_000), "big")
    assert len(list(filled.documents())) == 2
    assert list(filled.verify()) == []


def test_another_writer_is_waited_for_and_told(tmp_path):
    with Ledger(tmp_path / "l.db", busy_seconds=0.2).create() as ledger:
        with closing(sqlite3.connect(ledger.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LedgerError, match="another program"):
                ledger.add(document(TEXT), "a")
            assert list(ledger.documents()) == []
            other.execute("ROLLBACK")
        assert ledger.add(document(TEXT), "a")


def test_readers_cannot_write(filled):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        filled._store.reader().execute("INSERT INTO hidden VALUES('x')")


# --- as long as anything may happen -----------------------------------------------------------

WORDS = st.sampled_from(["Kabulov", "Muttaqi", "Baradar", "met", "left", "said", "“no”", "wheat"])
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=4).map(
    lambda sentences: " ".join(" ".join(s) + "." for s in sentences)
)
DATES = st.sampled_from([None, "2021", "2021-06", "2021-06-15", "2022-01-31", "2022-02", "2030"])
DAYS = ["2021-06-14", "2021-06-15", "2021-06-30", "2021-12-31", "2022-02-28", "2024-01-01"]
DOCUMENTS = st.lists(st.builds(document, TEXTS, DATES), min_size=1, max_size=5)
OFTEN = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def everything(ledger, when):
    """All that the ledger can be asked, as of a moment."""
    return {
        "documents": [(d.id, d.known_at, d.sources) for d in ledger.documents(when)],
        "records": ids(ledger, when),
        "of Muttaqi": ids(ledger, when, actor="Muttaqi"),
        "actors": ledger.actors(when),
        "counts": ledger.counts(when),
        "merges": ledger.merges(when),
        "search": [
            (hit.document, hit.passage, hit.matches, hit.score)
            for text in ("muttaqi", "wheat met", "aba", "“no”")
            for hit in ledger.search(text, when)
        ],
    }


@OFTEN
@given(DOCUMENTS, st.sampled_from(DAYS))
def test_what_could_not_be_known_never_shows(documents, day):
    """As of a day, a ledger that holds the future says what one without it says."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Ledger(Path(folder, "whole.db"), clock=Clock()).create()
        past = Ledger(Path(folder, "past.db"), clock=Clock()).create()
        for doc in documents:
            whole.add(doc, doc.id)
        known = {d.id for d in whole.documents(When(as_of=day))}
        for doc in documents:
            if doc.id in known:
                past.add(doc, doc.id)
        code(whole)
        code(past)
        with whole, past:
            assert everything(whole, When(as_of=day)) == everything(past, When())


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), TEXTS, DATES),
        st.tuples(st.just("code"), st.integers(1, 3)),
        st.tuples(st.just("retract"), st.integers(0, 50)),
        st.tuples(st.just("forget"), st.integers(0, 50)),
        st.tuples(st.just("edit"), st.integers(0, 50)),
        st.tuples(st.just("merge"), st.permutations(["kabulov", "muttaqi", "baradar"])),
        st.tuples(st.just("undo"), st.integers(0, 50)),
    ),
    min_size=1,
    max_size=12,
)


def take(ledger, step):
    """Do one thing to the ledger, if it can be done."""
    verb, *what = step
    if verb == "add":
        ledger.add(document(*what), "name")
    elif verb == "code":
        code(ledger, version=what[0])
    elif verb == "merge":
        one, other = (f"person:{name}" for name in what[0][:2])
        ledger.judge(judgement("merge", one, other, payload={"into": other}))
    elif verb == "undo":
        if made := ledger.judgements():
            ledger.judge(judgement("undo", made[what[0] % len(made)]["id"]))
    elif verb == "forget":
        if there := [d.id for d in ledger.documents()]:
            gone = there[what[0] % len(there)]
            ledger.judge(judgement("retract", gone, hides=(gone,)))
    elif there := list(ledger.select(Query(kind="event"))):
        row = there[what[0] % len(there)]
        put = [replace(row.record(), type="REJECT", coder="review.v1")] if verb == "edit" else []
        ledger.judge(judgement(verb, row.id, hides=(row.id,)), put)


@OFTEN
@given(STEPS)
def test_every_earlier_state_can_be_read_and_rebuilt(steps):
    """Whatever is done, what was read then is read now as of then; derived tables follow."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        with Ledger(Path(folder, "l.db"), clock=clock).create() as ledger:
            then = []
            for step in steps:
                take(ledger, step)
                then.append((clock.now.isoformat(), everything(ledger, When())))
            for moment, read in then:
                assert everything(ledger, When(recorded_as_of=moment)) == read
            assert list(ledger.verify()) == []


@OFTEN
@given(DOCUMENTS)
def test_adding_and_coding_again_changes_nothing(documents):
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger(Path(folder, "l.db"), clock=Clock()).create() as ledger,
    ):
        for doc in documents:
            ledger.add(doc, "a")
        code(ledger)
        before = dump(ledger.path)
        for doc in documents:
            assert not ledger.add(doc, "a")
        code(ledger)
        assert dump(ledger.path) == before
