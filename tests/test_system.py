"""System files, values folded from records, scenarios and scores."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.errors import DataError, ModelFileError
from legation.system import (
    Known,
    Outcome,
    Scenario,
    diff_scenarios,
    indicators,
    outcomes,
    read_scenario,
    read_system,
    recent_changes,
    scenario_estimate,
    score_directions,
    state_of,
)

ROOT = Path(__file__).parents[1]
REAL = ROOT / "cases" / "russia-taliban" / "system.toml"
SMALL = """\
[system]
name = "Harbour"
a = "Northland"
b = "Isles"

[parties]
north = ["Northland"]
isles = ["Isles", "The Isles"]

[[variable]]
name = "ferry"
meaning = "how often the ferry sails"
levels = ["never", "weekly", "daily"]
words = ["ferry"]

[[variable.rule]]
kind = "event"
level = "weekly"
floor = true
where = { type = ["AGREE"], source_actors = ["{north}"] }
words = ["ferry"]

[[variable.rule]]
kind = "event"
level = "daily"
between = ["{north}", "{isles}"]
words = ["every day"]

[[variable.rule]]
kind = "event"
level = "never"
where = { type = ["SANCTION"] }
words = ["ferry"]

[[variable.rule]]
kind = "claim"
denies = true
where = { polarity = ["deny"] }
words = ["ferry"]

[[variable]]
name = "ships"
meaning = "how many ships are said to lie in the harbour"
lasts = 12
[[variable.rule]]
kind = "claim"
unit = ["ship"]

[[variable]]
name = "mood"
meaning = "only in maps"
words = ["mood"]

[[option]]
name = "sail"
by = "Northland"
sets = { ferry = "up" }

[matrix]
question = "Why does the ferry sail?"
[[matrix.hypothesis]]
name = "trade"
says = "for trade"
[[matrix.hypothesis]]
name = "peace"
says = "for peace"
[[matrix.evidence]]
says = "it was agreed"
kind = "event"
where = { type = ["AGREE"] }
rate = { trade = "I" }
"""


def event(
    ident,
    type_,
    text,
    *,
    known="2021-05-03",
    start=None,
    source="Northland",
    target="Isles",
    **more,
):
    data = {
        "record": "event", "id": ident, "type": type_, "start": start, "factuality": "fact", "hedge": None,
        "source_actors": [{"id": source, "name": source, "party": source}],
        "target_actors": [{"id": target, "name": target, "party": target}],
        "citation": {"document": more.pop("document", f"doc {ident}"), "start": 0, "end": len(text), "text": text},
    } | more  # fmt: skip
    return Known(data=data, known_at=known)


def claim(ident, text, *, known="2021-05-03", quantities=(), polarity="assert", when=None):
    data = {
        "record": "claim", "id": ident, "polarity": polarity, "date": when, "hedge": None,
        "quantities": [{"value": v, "unit": u, "bound": "exact"} for v, u in quantities],
        "citation": {"document": f"doc {ident}", "start": 0, "end": len(text), "text": text},
    }  # fmt: skip
    return Known(data=data, known_at=known)


def values(records, day):
    return state_of(read_system(SMALL), records, day).values


# --- files ------------------------------------------------------------------------------------


def test_the_file_of_the_case_holds_together():
    system = read_system(REAL.read_text(encoding="utf-8"), str(REAL))
    names = [v.name for v in system.variables]
    wanted = {
        "contact", "legal_standing", "diplomatic_presence", "designation", "invitation", "threat",
        "western_engagement", "russian_presence", "reserves", "trade", "cohesion", "isolation",
    }  # fmt: skip
    assert wanted <= set(names)
    assert system.matrix is not None
    empty = state_of(system, [], "2025-12-31").values
    assert {v.value for v in empty.values()} == {None}  # no value is typed in


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('name = "ferry"', 'name = "ferry', 11, "no TOML"),
        ('level = "daily"', 'level = "hourly"', 25, "no level 'hourly'"),
        ('kind = "claim"\nunit', 'kind = "clam"\nunit', 46, "no record kind 'clam'"),
        ('"{north}", "{isles}"', '"{north}", "{south}"', 26, "{south} is none of"),
        ("lasts = 12", "lasts = -1", 44, "no number of months"),
        ('meaning = "only in maps"\n', "", 49, "lacks 'meaning'"),
        ('words = ["mood"]', 'wrods = ["mood"]', 52, "no key 'wrods'"),
        ('words = ["mood"]', 'words = "mood"', 52, "no list of words"),
        ('name = "mood"', 'name = "ferry"', 50, "stands twice"),
        ('sets = { ferry = "up" }', 'sets = { fery = "up" }', 57, "no variable 'fery'"),
        ('sets = { ferry = "up" }', 'sets = { ferry = "on" }', 57, "say up or down"),
        ('rate = { trade = "I" }', 'rate = { war = "I" }', 71, "no hypothesis 'war'"),
        ('rate = { trade = "I" }', 'rate = { trade = "X" }', 71, "rated 'X'"),
        ('a = "Northland"\n', "", 1, "lacks 'a'"),
        ('unit = ["ship"]\n', "", 45, "lacks 'unit'"),
        ("denies = true", 'denies = true\nbefore = "soon"', 38, "before is no day"),
        ("[[option]]", "[[options]]", 54, "no key 'options'"),
        ("where = { type", "where = { type = 3 } #", 20, "no list of words"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_error_with_its_line(old, new, line, message):
    assert old in SMALL
    with pytest.raises(
        ModelFileError, match=message.replace("{", r"\{").replace("}", r"\}")
    ) as caught:
        read_system(SMALL.replace(old, new, 1), "harbour.toml")
    assert caught.value.line == line
    assert str(caught.value).startswith(f"harbour.toml:{line}: ")
    assert "\n" not in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_spoilt_file_is_read_or_refused_in_one_line(data):
    """Whatever is done to a line of the real file, there is a system or one error with a line."""
    lines = REAL.read_text(encoding="utf-8").splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    spoil = data.draw(st.sampled_from(["drop", "double", "cut", "number", "junk"]))
    line = lines[at]
    made = {
        "drop": [], "double": [line, line], "cut": [line[: len(line) // 2]],
        "number": [line.partition("=")[0] + "= 7"], "junk": [data.draw(st.text(max_size=20))],
    }[spoil]  # fmt: skip
    told = refusal("\n".join([*lines[:at], *made, *lines[at + 1 :]]))
    assert told is None or 1 <= (told.line or 0) <= len(lines) + 1
    assert "\n" not in str(told)


def refusal(text: str) -> ModelFileError | None:
    """The error that a text of a system gives, if it gives one."""
    try:
        read_system(text, "x.toml")
    except ModelFileError as error:
        return error
    return None


# --- values -----------------------------------------------------------------------------------


def test_a_value_has_its_day_and_its_passages():
    records = [
        event("1", "AGREE", "agreed on a ferry", start="2021-05-03"),
        event("2", "CONSULT", "it sails every day", start="2022-01", known="2022-02-01", source="Isles", target="Northland"),
    ]  # fmt: skip
    early, late = values(records, "2021-12-31")["ferry"], values(records, "2022-03-01")["ferry"]
    assert (early.value, early.since, early.standing) == ("weekly", "2021-05-03", "firm")
    assert [r.text for r in early.evidence] == ["agreed on a ferry"]
    assert (late.value, late.since) == ("daily", "2022-01")
    assert late.history == (("2021-05-03", 1.0), ("2022-01-01", 2.0))


def test_what_is_not_known_is_a_value_with_its_reason():
    found = values([], "2021-12-31")
    assert found["ferry"].value is None
    assert found["ferry"].reason == "no record tells of it by this day"
    assert "no rule" in found["mood"].reason


def test_nothing_is_read_that_was_not_known_or_lies_ahead():
    late = [
        event("1", "AGREE", "agreed on a ferry", start="2021-05-03", known="2023-01-01"),
        event("2", "AGREE", "agreed on a ferry", start="2023-01-01", known="2021-01-01"),
    ]
    assert values(late, "2021-12-31")["ferry"].value is None


def test_a_floor_never_lowers_and_other_rules_do():
    records = [
        event("1", "CONSULT", "it sails every day", start="2021-01-01"),
        event("2", "AGREE", "agreed on a ferry", start="2021-06-01"),
    ]
    assert values(records, "2022-01-01")["ferry"].value == "daily"
    ended = [*records, event("3", "SANCTION", "stopped the ferry", start="2021-09-01")]
    found = values(ended, "2022-01-01")["ferry"]
    assert (found.value, found.since) == ("never", "2021-09-01")


def test_a_rule_can_ask_for_a_time():
    text = SMALL.replace(
        'words = ["every day"]', 'words = ["every day"]\nbefore = "2021-05"\nsince = "2020"'
    )
    for day, value in (
        ("2021-04-30", "daily"),
        ("2021-05-01", None),
        ("2019-01-01", None),
        (None, None),
    ):
        record = event("1", "CONSULT", "it sails every day", start=day)
        found = state_of(read_system(text), [record], "2022-01-01").values["ferry"]
        assert found.value == value, day


def test_what_is_planned_or_denied_sets_nothing():
    records = [
        event("1", "AGREE", "agreed on a ferry", start="2021-05-03", factuality="planned"),
        event("2", "AGREE", "agreed on a ferry", start="2021-05-03", factuality="denied"),
    ]
    assert values(records, "2022-01-01")["ferry"].value is None


def test_what_is_only_claimed_stands_marked_and_yields_to_what_is_firm():
    rumour = event("1", "CONSULT", "it sails every day", start="2021-05-03", factuality="rumour")
    found = values([rumour], "2022-01-01")["ferry"]
    assert (found.value, found.standing) == ("daily", "claimed")
    firm = event("2", "SANCTION", "stopped the ferry", start="2021-04-01")
    found = values([rumour, firm], "2022-01-01")["ferry"]
    assert (found.value, found.standing) == ("never", "firm")
    assert [r.id for r in found.disputed] == ["1"]


def test_a_denial_is_shown_and_moves_nothing():
    records = [
        event("1", "AGREE", "agreed on a ferry", start="2021-05-03"),
        claim("2", "there is no ferry", polarity="deny", when="2021-05-04"),
    ]
    found = values(records, "2022-01-01")["ferry"]
    assert found.value == "weekly"
    assert [(r.id, r.standing) for r in found.disputed] == [("2", "denied")]


def test_a_number_lapses_when_nothing_repeats_it():
    records = [claim("1", "40 ships", quantities=[(40, "ships")], when="2021-05-03")]
    assert values(records, "2021-12-31")["ships"].value == 40
    lapsed = values(records, "2023-01-01")["ships"]
    assert lapsed.value is None
    assert "last told of 2021-05-03 (40.0)" in lapsed.reason
    again = [
        *records,
        claim("2", "40 ships", quantities=[(40, "ships")], when="2022-12-01", known="2022-12-01"),
    ]
    assert values(again, "2023-01-01")["ships"].since == "2022-12-01"  # a new run


def test_since_is_the_day_that_most_documents_give():
    records = [
        event("1", "CONSULT", "it sails every day", start="2021-04-01"),
        event("2", "CONSULT", "it sails every day", start="2021-05"),
        event("3", "CONSULT", "it sails every day", start="2021-05", document="other"),
        event("4", "CONSULT", "it sails every day", start="2021-05-09"),
    ]
    assert (
        values(records, "2022-01-01")["ferry"].since == "2021-05-09"
    )  # as exactly as one tells it


def test_a_day_that_is_none_is_refused():
    with pytest.raises(DataError, match="no day"):
        values([], "May 2021")


# --- change, scenarios --------------------------------------------------------------------------------


def test_outcomes_and_scores():
    records = [
        event("1", "AGREE", "agreed on a ferry", start="2021-05-03"),
        event("2", "CONSULT", "it sails every day", start="2022-02-01", known="2022-02-02"),
    ]
    system = read_system(SMALL)
    before, after = (state_of(system, records, d) for d in ("2022-01-01", "2023-01-01"))
    came = {o.name: o for o in outcomes(before, after)}
    assert came["ferry"].moved == 1
    assert (came["mood"].moved, came["mood"].reason) == (None, "not known on 2022-01-01")
    assert recent_changes(after, 12) == {"ferry": 1}
    assert recent_changes(after, 6) == {}
    score = score_directions({"ferry": 1, "mood": 1}, list(came.values()))
    assert (score.right, score.of, score.right_moved, score.moved) == (1, 1, 1, 1)
    nothing = [Outcome(name="x", before=None, after=None, moved=None)]
    assert score_directions({}, nothing).share == 0


def scenario(name: str, up: float) -> Scenario:
    return Scenario(
        name=name, as_of="2022-01-01", pressed={"ferry": 1}, holders=("the authors",), steps=6, runs=10,
        seed=1, directions={"ferry": (1.0, 0.0, 0.0), "ships": (up, 0.1, 0.9 - up)},
    )  # fmt: skip


def test_a_scenario_is_kept_and_compared():
    one, other = scenario("calm", 0.8), scenario("storm", 0.1)
    assert read_scenario(scenario_estimate(one, ["r1"])) == one
    assert diff_scenarios(one, other) == [("ships", 0.7, 0.0, -0.7)]


def test_indicators_say_what_would_be_seen():
    system = read_system(SMALL)
    state = state_of(
        system, [event("1", "AGREE", "agreed on a ferry", start="2021-05-03")], "2022-01-01"
    )
    found = indicators(system, state, {"ferry": (0.9, 0.0, 0.1), "ships": (0.2, 0.1, 0.7)})
    assert [(i.variable, i.now, i.next) for i in found] == [("ferry", "weekly", "daily")]
    assert "every day" in found[0].shows[0]
