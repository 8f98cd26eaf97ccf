"""What coding finds in the cases, and that judgements put right what it does not."""

from pathlib import Path

import pytest

import case_coding as cases
from case_coding import judge, score
from legation import review
from legation.study import Study

NAMES = ("russia-taliban", "saudi-iran")
by_case = pytest.mark.parametrize("name", NAMES)
KINDS = {row["kind"] for row in cases.rows("russia-taliban")}


def test_coding_alone_finds_85_percent_of_the_reference_case() -> None:
    rows = cases.rows("russia-taliban")
    missed = cases.missed("russia-taliban", cases.records(cases.coded("russia-taliban")))
    share = 1 - len(missed) / len(rows)
    print(f"met by coding: {len(rows) - len(missed)} of {len(rows)} ({share:.1%}); not: {missed}")
    assert share >= 0.85


def test_coding_alone_finds_most_of_the_second_case() -> None:
    rows = cases.rows("saudi-iran")
    missed = cases.missed("saudi-iran", cases.records(cases.coded("saudi-iran")))
    print(f"met by coding: {len(rows) - len(missed)} of {len(rows)}; not: {missed}")
    assert len(missed) <= 6


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_kind_is_left_to_the_judgements(kind: str) -> None:
    own = [row["id"] for row in cases.rows("russia-taliban") if row["kind"] == kind]
    missed = set(cases.missed("russia-taliban", cases.records(cases.coded("russia-taliban"))))
    assert len(missed & set(own)) <= len(own) / 2


@by_case
def test_after_the_judgements_every_row_is_met(name: str) -> None:
    folder, _ = cases.judged(name)
    assert cases.missed(name, cases.records(folder)) == []


@by_case
def test_every_judgement_is_in_the_ledger_with_its_reason_and_can_be_undone(name: str) -> None:
    folder = cases.copied(cases.judged(name)[0], f"{name}-undone")
    given = {j["reason"] for j in judge.judgements(cases.CASES / name)}
    with Study.open(folder) as study:
        assert list(study.verify(rebuild=True)) == []
        made = study.ledger.judgements()
        assert {j["verb"] for j in made} <= {"edit", "add", "reject"}
        assert {j["reason"] for j in made} <= given
        for one in reversed(made):
            study.decide(review.undo(one["id"], study.judged()), "as it was")
        now = {line["id"] for line in cases.lines(study)}
    before = cases.records(cases.coded(name)).values()
    assert now == {r["id"] for own in before for r in own}


@by_case
def test_judging_twice_changes_nothing(name: str) -> None:
    folder = cases.copied(cases.judged(name)[0], f"{name}-twice")
    with Study.open(folder) as study:
        before = {line["id"] for line in cases.lines(study)}
        assert not any(what for _, what in judge.judge(cases.CASES / name, study))
        assert {line["id"] for line in cases.lines(study)} == before


@by_case
def test_no_judgement_has_lost_what_it_speaks_of(name: str) -> None:
    _, done = cases.judged(name)
    assert [ident for ident, what in done.items() if what == judge.STALE] == []


EDIT = """
[[judgement]]
id = "x"
verb = "edit"
kind = "status"
quote = ["{quote}"]
file = "2023-09-06-gulf-morning-post-ambassadors-take-up-posts.md"
reason = "none"
set = {{ {set} }}
"""


@pytest.mark.parametrize(
    ("quote", "changed", "message"),
    [
        ("reopened its embassy", 'holder = "Nobody Known"', "nobody in the case"),
        ("", "end = '2024'", "are meant"),
    ],
)
def test_a_judgement_that_cannot_be_right_is_refused(
    tmp_path: Path, quote: str, changed: str, message: str
) -> None:
    (tmp_path / "JUDGEMENTS.toml").write_text(EDIT.format(quote=quote, set=changed), "utf-8")
    folder = cases.copied(cases.coded("saudi-iran"), f"refused-{tmp_path.name}")
    with Study.open(folder) as study, pytest.raises(judge.JudgingError, match=message):
        judge.judge(tmp_path, study)


def test_a_judgement_that_fits_nothing_is_told(tmp_path: Path) -> None:
    lost = EDIT.format(quote="no such words", set='value = "open"')
    (tmp_path / "JUDGEMENTS.toml").write_text(lost, "utf-8")
    with Study.open(cases.copied(cases.coded("saudi-iran"), "told")) as study:
        assert judge.judge(tmp_path, study) == [("x", judge.STALE)]


def test_a_row_that_no_record_meets_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert score.report_rows(cases.CASES / "saudi-iran", {}) == len(cases.rows("saudi-iran"))
    assert "0 of  30" in capsys.readouterr().out
