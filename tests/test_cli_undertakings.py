"""`legation undertakings`: listing, confirming and overruling what became of promises."""

# ruff: noqa: ARG001 - a fixture is asked for by name, also where only its effect is wanted

import json
from pathlib import Path

import pytest

from fake_coding import fake_coding
from legation.cli import main
from legation.records import ActorRef, Claim, Event
from legation.review import Verdict
from legation.study import Coding, Study

TEXT = "Norway promised to reopen the harbour of Narvik. Norway has reopened the harbour of Narvik."


@pytest.fixture
def told(tmp_path, monkeypatch):
    """A workspace that holds a promise of Norway and the act that meets it; the act's id."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Coding, "of", classmethod(lambda *_: fake_coding()))
    monkeypatch.setenv("LEGATION_AUTHOR", "Ada")
    monkeypatch.delenv("LEGATION_WORKSPACE", raising=False)
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    assert main(["init"]) == 0
    assert main(["add", "a.txt", "--date", "2026-02-01"]) == 0
    norway = ActorRef(id="NOR", name="Norway", text="Norway")
    with Study.open(tmp_path) as study:
        document = study.ledger.document(study.documents()[0].id)
        cut = TEXT.index(". ") + 1
        promise = Claim(
            coder="claims.v1",
            citation=document.cite(0, cut),
            speaker=norway,
            content=document.span(TEXT.index("to reopen"), cut - 1),
            polarity="promise",
            date="2026-02-01",
            precision="day",
        )
        act = Event(
            coder="events.v1",
            citation=document.cite(cut + 1, len(TEXT)),
            type="COOPERATE",
            source_actors=(norway,),
            start="2026-05-01",
            precision="day",
        )
        for record in (promise, act):
            study.decide(Verdict(verb="add", subjects=(record.id,), adds=(record,)), "by hand")
    return act.id


@pytest.fixture
def run(capsys):
    def call(*arguments):
        capsys.readouterr()
        code = main(["undertakings", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def listed(run, *arguments):
    return [json.loads(line) for line in run("--json", *arguments)[1].splitlines()]


def test_an_outcome_is_proposed_with_what_shows_it(told, run):
    (found,) = listed(run)
    assert (found["outcome"], found["shown_by"]) == ("met", [told])
    assert "the program" in run()[1]
    assert listed(run, "--only", "broken") == []


def test_a_confirmed_outcome_is_a_record_and_can_be_taken_back(told, run, tmp_path):
    (found,) = listed(run)
    code, judgement, _ = run("--confirm", found["id"][:12], "--reason", "seen it")
    assert code == 0
    (kept,) = listed(run)
    assert (kept["outcome"], kept["coder"]) == ("met", "by-hand.v1")
    assert "a person" in run()[1]
    with Study.open(tmp_path) as study:
        (row,) = study.records("undertaking")
        assert row.id == kept["id"]
        assert study.ledger.judgements()[-1]["author"] == "Ada"
    assert run("--confirm", kept["id"])[0] == 2  # it is judged so already
    assert main(["undo", judgement.strip()]) == 0
    assert listed(run) == [found]


def test_an_outcome_can_be_overruled_and_judged_again(told, run):
    (found,) = listed(run)
    assert run("--overrule", found["id"], "broken", "--shown-by", told)[0] == 0
    (broken,) = listed(run)
    assert (broken["outcome"], broken["shown_by"]) == ("broken", [told])
    assert run("--overrule", broken["id"], "disputed")[0] == 0
    (disputed,) = listed(run)
    assert (disputed["outcome"], disputed["shown_by"]) == ("disputed", [])


@pytest.mark.parametrize(
    "arguments",
    [
        ("--confirm", "zz"),
        ("--overrule", "zz", "kept"),
        ("--confirm", "a", "--overrule", "a", "met"),
    ],
)
def test_what_cannot_be_judged_is_said(told, run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err
