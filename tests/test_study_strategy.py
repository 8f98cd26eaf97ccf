"""Games and bargaining on a workspace's own records: looked up, dated, kept as estimates."""

from pathlib import Path

import pytest

from fake_coding import document
from legation.errors import ModelFileError, UsageError
from legation.ledger import pack
from legation.records import ActorRef, Estimate, Interest
from legation.study import Study

TEXT = "The envoy said that Moscow wants the talks to go on in Kazan."


@pytest.fixture
def study(tmp_path):
    with Study.create(tmp_path / "ws") as study:
        yield study


@pytest.fixture
def record(study):
    """An interest read in a text of 3 May 2023."""
    text = document(TEXT, "2023-05-03")
    study.ledger.add(text, "a.txt")
    [(row, _)] = study.ledger.uncoded(["interests.v0"])
    found = Interest(
        coder="interests.v0",
        citation=text.cite(0, len(TEXT)),
        actor=ActorRef(id="RUS", name="Russia", text="Moscow"),
        issue=text.span(20, 26),
        direction="maintain",
    )
    study.ledger.append(row, "interests.v0", [pack(found)])
    return found


def game_file(folder: Path, evidence: str, version: str = "2023-12-31", ties: str = "") -> Path:
    path = folder / "talks.toml"
    path.write_text(
        f"""
[model]
name = "Talks"
version = "{version}"
[[decision_maker]]
name = "Host"
[[decision_maker.option]]
name = "invite"
[[decision_maker.statement]]
say = "invite"
evidence = ["{evidence}"]
[[decision_maker]]
name = "Guest"
[[decision_maker.option]]
name = "attend"
{ties}
""",
        encoding="utf-8",
    )
    return path


def estimates(study: Study) -> list[Estimate]:
    return [e for e in study.records("estimate") if isinstance(e, Estimate)]


KNOWN = '[[decision_maker.statement]]\nsay = "attend iff invite"\n'


def test_a_game_names_whole_ids_and_is_kept_once(study, record, tmp_path):
    path = game_file(tmp_path, record.id[:12], ties=KNOWN)
    solved, drawn = study.game(path, draws=20)
    assert solved.value["equilibria"]["SEQ"] == [3]
    assert solved.evidence == drawn.evidence == (record.id,)
    assert drawn.seed == 1
    assert drawn.value["struck"], "without the only record the host wants nothing"
    study.game(path, draws=20)
    assert {e.id for e in estimates(study)} == {solved.id, drawn.id}
    assert list(study.verify()) == []


def test_thin_evidence_is_flagged_from_the_ledger(study, record, tmp_path):
    found = study.game(game_file(tmp_path, record.id, ties=KNOWN), draws=0)
    assert ["Host wants: invite", "rests only on attributed interests"] in found[0].parameters[
        "flags"
    ]


def test_a_changed_model_supersedes(study, record, tmp_path):
    study.game(game_file(tmp_path, record.id, ties=KNOWN), draws=0)
    other = KNOWN.replace("attend iff invite", "not attend")
    study.game(game_file(tmp_path, record.id, ties=other), draws=0)
    [kept] = estimates(study)
    assert kept.value["equilibria"]["SEQ"] == [1]


def test_an_estimate_is_known_when_its_version_is(study, record, tmp_path):
    study.game(game_file(tmp_path, record.id, ties=KNOWN), draws=0)
    assert not study.records("estimate", as_of="2023-12-30")
    assert study.records("estimate", as_of="2023-12-31")


def test_evidence_after_the_version_is_refused(study, record, tmp_path):
    path = game_file(tmp_path, record.id, version="2022-12-31", ties=KNOWN)
    with pytest.raises(ModelFileError, match="not known before 2023-05-03"):
        study.game(path)
    assert not estimates(study)


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize(("evidence", "told"), [("f" * 64, "nothing in the ledger"), ("", "more")])
def test_evidence_that_is_no_record_is_refused(study, tmp_path, evidence, told):
    with pytest.raises(ModelFileError, match=told):
        study.game(game_file(tmp_path, evidence, ties=KNOWN))


def test_a_document_is_no_evidence(study, record, tmp_path):
    path = game_file(tmp_path, record.citation.document, ties=KNOWN)
    with pytest.raises(ModelFileError, match="is a document"):
        study.game(path)


def test_unknown_preferences_need_draws(study, record, tmp_path):
    path = game_file(tmp_path, record.id)
    with pytest.raises(UsageError, match="unknown"):
        study.game(path, draws=0)
    [drawn] = study.game(path, draws=50)
    assert 0 < drawn.uncertainty["SEQ"]["3"][0] < 1


def test_a_missing_file_is_told(study, tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        study.game(tmp_path / "none.toml")


def test_bargaining_is_kept(study, record, tmp_path):
    path = tmp_path / "issue.toml"
    actor = '[[actor]]\nname = "{}"\nposition = {}\nsalience = 0.5\ncapability = {}\n'
    path.write_text(
        '[issue]\nname = "Text"\nversion = "2023-12-31"\n'
        + actor.format("A", 0, 1)
        + f'evidence = ["{record.id[:10]}"]\n'
        + actor.format("B", 10, 3),
        encoding="utf-8",
    )
    found = study.bargain(path)
    assert found.value["mean"] == 7.5
    assert found.evidence == (record.id,)
    assert found.parameters["judgements"] == ["B"]
    assert [e.id for e in estimates(study)] == [found.id]
