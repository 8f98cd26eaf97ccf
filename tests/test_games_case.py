"""A question asked of several states: rules that fill a template, answers, strikes and the score."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from legation.cli import group
from legation.errors import ModelFileError
from legation.games import (
    Case,
    Known,
    answer_case,
    case_model,
    compare_answers,
    measure,
    read_case,
    read_model,
    score_case,
    strike,
)
from legation.study import Study

ROOT = Path(__file__).parents[1]
REAL = ROOT / "cases" / "russia-taliban" / "games" / "recognition.toml"
SMALL = """
[case]
name = "Harbour"
question = "Who opens its harbour?"
states = ["Northland", "Isles"]
answer = "open"
versions = ["2021-12-31", "2023-12-31"]
since = "2020-01-01"
months = 24
status_quo = "NN"

[parties]
rivals = ["Southland"]

[outcome]
until = "2024-12-31"
source = "a test"
recognised = { Northland = "2024-02-01" }

[[variable]]
name = "trade"
meaning = "the state lives by trade"
[[variable.rule]]
kind = "interest"
where = { actor = ["{state}"], direction = ["seek"] }
words = ["trade", "merchant"]
sign = "+"
[[variable.rule]]
kind = "relation"
where = { a = ["{state}"], b = ["{rivals}"], valence = ["-1"] }
sign = "-"

[[decision_maker]]
name = "{state}"
options = ["open"]
[[decision_maker.statement]]
say = "open"
holds = ["trade"]
[[decision_maker.statement]]
say = "not open"
fails = ["trade"]
holds = []

[[decision_maker]]
name = "Pirates"
chance = true
options = ["raid"]
"""


def known(ident: str, day: str, kind: str = "interest", **fields: object) -> Known:
    """A record as the rules read it; its document is the first letter of its id."""
    text = fields.pop("text", "wants trade with all")
    data = {
        "record": kind,
        "id": ident,
        "citation": {"document": ident[0], "text": text},
        "confidence": 0.9,
        **fields,
    }
    return Known(data=data, known_at=day)


def wants(ident: str, day: str, party: str = "Northland", **fields: object) -> Known:
    actor = {"id": "x", "name": "the envoy", "party": party}
    return known(ident, day, actor=actor, direction="seek", **fields)


def feud(ident: str, day: str) -> Known:
    sides = [{"id": n, "name": n, "party": None} for n in ("Northland", "Southland")]
    return known(ident, day, "relation", a=sides[0], b=sides[1], valence=-1)


@pytest.fixture
def small() -> Case:
    return read_case(SMALL, "harbour.toml")


def value(case: Case, records: list[Known], version: str = "2021-12-31") -> bool | None:
    return measure(case, "Northland", records, version)["trade"].value


def test_a_variable_holds_by_documents_and_not_by_records(small):
    assert value(small, [wants("a1", "2021-05-01")]) is True
    twice_against = [wants("a1", "2021-05-01"), feud("b1", "2021-06-01"), feud("c1", "2021-06-02")]
    assert value(small, twice_against) is False
    one_document = [wants("a1", "2021-05-01"), feud("b1", "2021-06-01"), feud("b2", "2021-06-01")]
    assert value(small, one_document) is None, "one document either way leaves it unknown"


def test_nothing_said_is_unknown(small):
    found = measure(small, "Northland", [], "2021-12-31")["trade"]
    assert found.value is None
    assert found.evidence == ()


@pytest.mark.parametrize(
    "record",
    [
        wants("a1", "2022-01-01"),  # after the version
        wants("a1", "2019-12-30"),  # before the question arose
        wants("a1", "2021-05-01", party="Isles"),
        wants("a1", "2021-05-01", text="wants peace with all"),
        known("a1", "2021-05-01", "claim", actor={"name": "Northland"}, direction="seek"),
    ],
)
def test_what_a_rule_does_not_ask_for_does_not_count(small, record):
    assert value(small, [record]) is None


def test_old_records_fall_out_of_the_window(small):
    record = wants("a1", "2021-05-01")
    assert value(small, [record], "2023-04-30") is True
    assert value(small, [record], "2023-12-31") is None


def test_a_statement_stands_only_on_what_is_known(small):
    def says(records: list[Known]) -> list[tuple[str, tuple[str, ...]]]:
        variables = measure(small, "Northland", records, "2021-12-31")
        model = case_model(small, "Northland", "2021-12-31", variables, open_ties=True)
        return [(s.say, s.evidence) for s in model.preferences_of("Northland").statements]

    assert says([wants("a1", "2021-05-01")]) == [("open", ("a1",))]
    assert says([feud("b1", "2021-05-01")]) == [("not open", ("b1",))]
    assert says([]) == []


def test_answers_and_what_takes_them_back(small):
    records = [wants("a1", "2021-05-01", basis="attributed")]
    [north, isles] = [
        answer_case(small, s, "2021-12-31", _complete(records), draws=40) for s in small.states
    ]
    assert north.says is True
    assert north.share["SEQ"] > 0.9, "the record is right in nine draws of ten"
    assert isles.says is None
    assert [(w.variable, w.records, w.says) for w in north.without] == [
        ("trade", ("a1",), None),
        ("all its own", ("a1",), None),
    ]
    assert north.flags == (("Northland wants: open", "rests only on attributed interests"),)
    score = score_case(small, [north, isles])
    assert (score.hits, score.misses, score.none) == (("Northland",), (), ("Isles",))


def test_a_wrong_answer_is_a_miss(small):
    records = _complete([wants("a1", "2021-05-01", party="Isles")])
    answers = [answer_case(small, s, "2021-12-31", records, draws=40) for s in small.states]
    assert score_case(small, answers).misses == ("Isles",)


def test_a_turn_is_told_with_its_reason(small):
    records = _complete([wants("a1", "2021-05-01"), feud("b1", "2023-05-01")])
    old, new = (answer_case(small, "Northland", v, records, draws=40) for v in small.versions)
    assert (old.says, new.says) == (True, False)
    changes = compare_answers(small, old, new).changes
    assert {c.appears for c in changes} == {True, False}
    assert all(c.because for c in changes)


def _complete(records: list[Known]) -> list[Known]:
    """Records with all fields that a record must have."""
    span = {"start": 0, "end": 20, "text": "wants trade with all"}
    whole = []
    for record in records:
        data = dict(record.data)
        data |= {"coder": "c.v1", "citation": span | data["citation"], "asserted_by": []}
        if data["record"] == "interest":
            data |= {"issue": span, "actor": _actor(data["actor"])}
            data.setdefault("basis", "stated")
        else:
            data |= {"a": _actor(data["a"]), "b": _actor(data["b"]), "kind": "feud"}
        whole.append(Known(data=data, known_at=record.known_at))
    return whole


def _actor(data: dict[str, object]) -> dict[str, object]:
    return {"id": data["id"], "name": data["name"], "text": "x", "party": data["party"]}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('holds = ["trade"]', 'holds = ["pride"]', "no variable defines"),
        ('b = ["{rivals}"]', 'b = ["{friends}"]', "nor one of"),
        ('answer = "open"', "", "lacks 'answer'"),
        ("[outcome]", "[outcomes]", "unknown table"),
        ("[case]", "[case", "no TOML"),
    ],
)
def test_a_malformed_case_is_told(old, new, told):
    with pytest.raises(ModelFileError, match=told):
        read_case(SMALL.replace(old, new, 1), "case.toml")


# --- the reference case -----------------------------------------------------------------------


def test_the_case_asks_all_states_by_the_same_rules():
    case = read_case(REAL.read_text(encoding="utf-8"), str(REAL))
    assert len(case.states) == 7
    assert set(case.outcome) == {"Russia"}
    asked = [(r.where, r.words) for v in case.variables for r in v.rules]
    wanted = [(m.name, s.say) for m in case.makers for s in m.statements]
    text = str((asked, wanted, case.parties))
    assert not [s for s in case.states if s in text], "a rule or statement names a state"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    """The documents of the case, added and coded."""
    folder = tmp_path_factory.mktemp("case") / "ws"
    with Study.create(folder) as study:
        assert not study.add([REAL.parents[1] / "documents"]).failures
        assert not study.code().failures
    return folder


@pytest.fixture(scope="module")
def printed(workspace) -> list[dict]:
    """What the verb prints as JSON, both versions."""
    given = ["-w", str(workspace), "game", "case", str(REAL), "--draws", "20", "--json"]
    models = ["--write", str(workspace / "models")]
    result = CliRunner().invoke(group, [*given, *models], catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.slow
def test_no_version_cites_what_was_not_known(workspace, printed):
    answers = [p for p in printed if "version" in p]
    assert len(answers) == 14
    with Study.open(workspace) as study:
        for answer in answers:
            cited = [i for v in answer["variables"].values() for i in v["for"] + v["against"]]
            assert cited
            assert all(study.ledger.find(i).known_at <= answer["version"] for i in cited)


@pytest.mark.slow
def test_later_documents_change_no_earlier_answer(workspace):
    case = read_case(REAL.read_text(encoding="utf-8"), str(REAL))
    with Study.open(workspace) as study:
        rows = {day: study.rows(as_of=day) for day in ("2022-12-31", "2025-12-31")}
        then, later = (
            [Known(data=r.data(), known_at=r.known_at) for r in found if r.document]
            for found in rows.values()
        )
    assert len(then) < len(later)
    for state in case.states:
        assert measure(case, state, then, "2022-12-31") == measure(case, state, later, "2022-12-31")


@pytest.mark.slow
def test_striking_the_evidence_takes_the_answer_back(workspace, printed):
    answered = [p for p in printed if p.get("says") is not None and "version" in p]
    assert answered, "the records of the case give some answer"
    for answer in answered:
        name = f"{answer['state'].lower()}-{answer['version']}.toml"
        model = read_model((workspace / "models" / name).read_text(encoding="utf-8"), name)
        own = {i for s in model.preferences_of(answer["state"]).statements for i in s.evidence}
        assert own
        assert not strike(model, own).preferences_of(answer["state"]).statements
        [whole] = [w for w in answer["without"] if w["variable"] == "all its own"]
        assert set(whole["records"]) == own
        assert whole["says"] is None


@pytest.mark.slow
def test_misses_are_told(workspace, printed):
    scores = [p["score"] for p in printed if "score" in p]
    assert [s["version"] for s in scores] == ["2022-12-31", "2025-06-30"]
    for score in scores:
        assert sorted(score["hits"] + score["misses"] + score["none"]) == sorted(
            read_case(REAL.read_text(encoding="utf-8")).states
        )
    told = (
        CliRunner()
        .invoke(
            group,
            [
                "-w",
                str(workspace),
                "game",
                "case",
                str(REAL),
                "--as-of",
                "2022-12-31",
                "--draws",
                "5",
            ],
            catch_exceptions=False,
        )
        .output
    )
    for state in (*scores[0]["hits"], *scores[0]["misses"], *scores[0]["none"]):
        assert state in told.splitlines()[-1]


@pytest.mark.slow
def test_answers_are_kept_as_estimates(workspace, printed):
    with Study.open(workspace) as study:
        kept = study.records("estimate")
    assert len(printed) == 14 + 7 + 2
    assert {(e.subject, e.as_of) for e in kept} >= {
        (f"Recognition of the Taliban: {p['state']}", p["version"])
        for p in printed
        if "version" in p
    }
