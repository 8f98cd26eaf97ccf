"""What came, changed and went since a moment: exactly the difference of the two states."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from fake_coding import document, records_of
from legation import review
from legation.cli import main
from legation.errors import UsageError
from legation.ledger import Judgement, Ledger, Query, When, pack
from legation.study import Study

FIRST = document("Kabulov met Muttaqi. Vale saw Baradar.", "2022-02-03", title="First")
SECOND = document("Zhirnov met Baradar.", "2024-05-01", title="Second")


class Clock:
    """A day passes between any two transactions."""

    def __init__(self):
        self.now = datetime(2025, 1, 1, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(days=1)
        return self.now

    @property
    def moment(self):
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(tmp_path, clock):
    with Ledger(tmp_path / "legation.db", clock=clock).create() as ledger:
        ledger.add(FIRST, "first.txt")
        code(ledger, 1, FIRST)
        yield ledger


def code(ledger, row, doc, version=1):
    events = [r for r in records_of(doc, version) if r.record == "event"]
    ledger.append(row, f"events.v{version}", [pack(e) for e in events])


def standing(ledger, moment=None):
    return {row.id for row in ledger.select(Query(), When(recorded_as_of=moment))}


def agree(ledger, since):
    """`changes` against two whole reads."""
    found = ledger.changes(since)
    before, after = standing(ledger, since), standing(ledger)
    come = {r.id for r in found.new} | {b.id for _, b in found.changed}
    gone = {r.id for r in found.retracted} | {a.id for a, _ in found.changed}
    assert come == after - before
    assert gone == before - after
    return found


def judge(ledger, **given):
    told = {"subjects": ("x",), "author": "a", "reason": "r", "verb": "retract"}
    return ledger.judge(Judgement(**(told | given)))


def test_nothing_changes_by_itself(ledger, clock):
    found = agree(ledger, clock.moment)
    assert found.counts() == {"new": 0, "changed": 0, "retracted": 0}
    assert found.documents == ()


def test_a_new_document_and_its_records_are_new(ledger, clock):
    since = clock.moment
    ledger.add(SECOND, "second.txt")
    code(ledger, 2, SECOND)
    found = agree(ledger, since)
    assert found.counts() == {"new": 1, "changed": 0, "retracted": 0}
    assert found.documents == (SECOND.id,)
    assert set(found.marks.values()) == {"new"}
    assert ledger.changes(since, When(as_of="2023-01-01")).documents == ()


def test_another_version_of_a_coder_changes_records_in_their_place(ledger, clock):
    since = clock.moment
    code(ledger, 1, FIRST, version=2)
    found = agree(ledger, since)
    assert found.counts("event") == {"new": 0, "changed": 2, "retracted": 0}
    for before, after in found.changed:
        cited = [r.data()["citation"] for r in ledger.at([before.row, after.row])]
        assert cited[0] == cited[1]


def test_what_is_retracted_undone_and_retracted_again(ledger, clock):
    start = clock.moment
    [row, _] = ledger.select(Query(kind="event"))
    first = judge(ledger, hides=(row.id,))
    assert [r.id for r in agree(ledger, start).retracted] == [row.id]
    middle = clock.moment
    undo = judge(ledger, verb="undo", subjects=(first,))
    assert [r.id for r in agree(ledger, middle).new] == [row.id]
    assert agree(ledger, start).retracted == ()
    later = clock.moment
    judge(ledger, verb="undo", subjects=(undo,))
    assert [r.id for r in agree(ledger, later).retracted] == [row.id]


def test_a_retracted_document_takes_its_records_along(ledger, clock):
    since = clock.moment
    judge(ledger, hides=(FIRST.id,))
    found = agree(ledger, since)
    assert found.counts() == {"new": 0, "changed": 0, "retracted": 2}
    assert found.documents_retracted == (FIRST.id,)


def test_what_came_and_went_in_between_is_no_change(ledger, clock):
    since = clock.moment
    ledger.add(SECOND, "second.txt")
    code(ledger, 2, SECOND)
    judge(ledger, hides=(SECOND.id,))
    found = agree(ledger, since)
    assert found.counts() == {"new": 0, "changed": 0, "retracted": 0}
    assert (found.documents, found.documents_retracted) == ((), ())


def test_a_later_look_back_sees_what_was_then(ledger, clock):
    since = clock.moment
    ledger.add(SECOND, "second.txt")
    code(ledger, 2, SECOND)
    then = clock.moment
    judge(ledger, hides=(SECOND.id,))
    found = ledger.changes(since, When(recorded_as_of=then))
    assert found.counts() == {"new": 1, "changed": 0, "retracted": 0}


def test_an_edit_stands_in_the_place_of_what_it_edits(ledger, clock):
    from dataclasses import replace

    since = clock.moment
    [row, _] = ledger.select(Query(kind="event"))
    old = row.record()
    verdict = review.edit(old, replace(old, type="AGREE"))
    told = Judgement(**verdict.row(), author="a", reason="r")
    ledger.judge(told, verdict.adds)
    found = agree(ledger, since)
    [(before, after)] = found.changed
    assert before.id == old.id
    assert ledger.at([after.row])[0].data()["type"] == "AGREE"


# --- marks ----------------------------------------------------------------------------------------


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.setenv("LEGATION_AUTHOR", "Ada")
    study = Study.create(tmp_path / "w")
    study.ledger.add(FIRST, "first.txt")
    code(study.ledger, 1, FIRST)
    yield study
    study.close()


def test_without_a_mark_one_is_told_what_to_do(study):
    with pytest.raises(UsageError, match="legation mark"):
        study.changes()
    with pytest.raises(UsageError, match="neither a day"):
        study.changes("soon")


def test_what_comes_after_the_last_mark_is_new(study):
    assert study.changes("2001").counts()["new"] == 2
    study.mark(reason="for the note")
    assert study.changes().counts() == {"new": 0, "changed": 0, "retracted": 0}
    study.ledger.add(SECOND, "second.txt")
    code(study.ledger, 2, SECOND)
    assert study.changes().counts()["new"] == 1
    again = study.mark()
    assert study.changes().counts()["new"] == 0
    study.decide(review.undo(again, study.judged()), "too early")
    assert study.changes().counts()["new"] == 1


def test_marks_are_each_user_s_own(study, monkeypatch):
    study.mark()
    monkeypatch.setattr(Study, "author", lambda _: "Boris")
    with pytest.raises(UsageError):
        study.changes()


def test_a_day_may_be_marked_later(study):
    study.mark(day="2001-01-01")
    assert study.changes().counts()["new"] == 2


def test_the_verbs_mark_and_tell(study, capsys):
    folder = str(study.folder)
    assert main(["-w", folder, "changes"]) == 2
    assert main(["-w", folder, "mark", "for", "the", "note"]) == 0
    study.ledger.add(SECOND, "second.txt")
    code(study.ledger, 2, SECOND)
    capsys.readouterr()
    assert main(["-w", folder, "changes", "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["change"], row["record"]) for row in told] == [
        ("new", "document"),
        ("new", "event"),
    ]
    assert told[1]["news"] is False  # it was out long before it was recorded here
    assert main(["-w", folder, "changes", "--kind", "event"]) == 0
    assert "Zhirnov met Baradar" in capsys.readouterr().out
