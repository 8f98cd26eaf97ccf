"""The system of the reference case: coded anew, looked at, played, replayed, and found wrong or right."""

import json
import shutil
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.cli import group
from legation.errors import UsageError
from legation.study import Study
from legation.study.hindcast import hindcast
from legation.study.system import scenarios
from legation.system import Known, State, read_system, state_of

ROOT = Path(__file__).parents[1]
CASE = ROOT / "cases" / "russia-taliban"
DAYS = ("2018-11-10", "2022-02-03", "2023-04-25", "2025-07-04")
MAIN = (
    "contact", "legal_standing", "diplomatic_presence", "designation", "invitation", "threat",
    "western_engagement", "russian_presence", "reserves", "trade", "cohesion", "isolation",
)  # fmt: skip


def coded(case: Path, folder: Path) -> Study:
    """A case, coded, with its system file in the workspace."""
    made = Study.create(folder)
    shutil.copy(case / "system.toml", folder)
    made.add([case / "documents"])
    made.code()
    return made


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The reference case."""
    with coded(CASE, tmp_path_factory.mktemp("case")) as made:
        yield made


@pytest.fixture(scope="module")
def look(study):
    """The system as of a day, read once."""
    return lru_cache(maxsize=None)(study.system)


def run(study: Study, *arguments: str) -> str:
    done = CliRunner().invoke(
        group, ["-w", str(study.folder), *arguments], obj={}, catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.output


def at(view) -> dict[str, object]:
    return {v["name"]: v["value"] for v in view.variables()}


# --- what stands when -----------------------------------------------------------------------------


def test_four_days(look):
    """What the documents of each day tell; what they do not, is unknown."""
    values = {day: at(look(day)) for day in DAYS}
    early, oslo, samarkand, recognised = (values[d] for d in DAYS)
    assert early["designation"] == "banned as terrorists"
    assert early["invitation"] == "invited"
    assert early["diplomatic_presence"] is None
    assert early["reserves"] is None
    assert oslo["designation"] == "removal spoken of"
    assert oslo["diplomatic_presence"] == "Russian embassy kept open"
    assert oslo["western_engagement"] == "talks"
    assert oslo["militants"] == 6000
    assert oslo["reserves"] == "frozen"
    assert oslo["isolation"] is None
    assert samarkand["invitation"] == "left out"
    assert samarkand["threat"] == "attacks on Russians"
    assert samarkand["militants"] == 6500
    assert samarkand["isolation"] == "isolated"
    assert samarkand["trade"] == "agreed"
    assert recognised["designation"] == "ban suspended"
    assert recognised["legal_standing"] == "recognised"
    assert recognised["diplomatic_presence"] == "ambassador of the Taliban accepted"


def test_every_value_has_passages_that_stand_in_their_documents(study, look):
    for day in DAYS:
        view = look(day)
        for row in view.variables():
            assert (row["value"] is None) == (not row["evidence"])
            assert row["value"] is not None or row["reason"]
            for passage in row["evidence"]:
                document = study.ledger.document(passage["document"])
                assert document.text[passage["start"] : passage["end"]] == passage["text"]


def test_the_tension_and_the_triangle_are_named(study, look):
    """Instability threatens Russia and serves its presence; the Taliban stand between two."""
    view = look("2023-04-25")
    first = view.tensions()[0]
    assert (first.actor, first.variable) == ("Russia", "threat")
    assert first.told  # Russia itself fears it
    assert any(p.label == "threat →+ russian_presence" for p in first.serves)
    assert any(p.label == "threat →− russian_security" for p in first.harms)
    (triangle,) = view.triangles()
    assert (triangle.between, set(triangle.sides)) == ("Taliban", {"Russia", "West"})
    shown = run(study, "system", "show", "--as-of", "2023-04-25")
    assert "tension: threat both serves and harms Russia" in shown
    assert "balancing triangle: Taliban between Russia and West" in shown
    assert look("2018-11-10").triangles() == []  # nobody had said so yet


def test_the_json_of_show_is_one_object_with_its_variables(study):
    shown = json.loads(run(study, "system", "show", "--as-of", "2022-02-03", "--json"))
    assert shown["as_of"] == "2022-02-03"
    named = {v["name"]: v for v in shown["variables"]}
    assert set(MAIN) <= set(named)
    assert {"name", "value", "since", "evidence"} <= set(named["threat"])
    assert named["reserves"]["since"].startswith("2021-08")
    assert shown["actors"]["Russia"]["wants"]


def test_another_pair_needs_only_another_file(tmp_path):
    with coded(ROOT / "cases" / "saudi-iran", tmp_path) as other:
        early, late = at(other.system("2016-02-01")), at(other.system("2023-12-31"))
        moved_by_peace = moved(other.system("2023-12-31"), yemen_war=-1)
    assert (early["relations"], early["talks"]) == ("severed", None)
    assert late["relations"] == "ambassadors in post"
    assert moved_by_peace["tension"].way == -1


# --- Oslo, replayed ---------------------------------------------------------------------------------


def moved(view, **pressed):
    return {
        d.name: d
        for d in view.play(pressed or {"western_engagement": 1}, runs=1000, seed=1).directions
    }


def test_oslo_raises_warnings_and_hosting(look):
    """As of the end of 2022, Western engagement brings Russian warnings and Russian talks."""
    found = moved(look("2022-12-31"))
    for name in ("russian_warnings", "russian_hosting"):
        assert found[name].way == 1, name
        assert found[name].down == 0
        path, share = found[name].carried[0]
        assert path.concepts[0] == "western_engagement"
        assert share > 0.3
        assert all(e.assertions for e in path.edges)  # each step has its passages
    assert found["russian_role"].way == -1


def joined(told):
    """The day from which an edge stands: a strategy rests on a want and on a mechanism."""
    kinds = {k.data["record"] for k in told}
    return max(min(k.known_at for k in told if k.data["record"] == kind) for kind in kinds)


def test_before_anybody_said_so_nothing_of_the_kind_is_claimed(look):
    """The day before the first document that joins the two, the play does not move the one."""
    for effect in ("russian_warnings", "russian_hosting"):
        whole = look("2022-12-31")
        known = {k.data["id"]: k for k in whole.known}
        path, _ = moved(whole)[effect].carried[0]
        first = max(joined([known[a.id] for a in e.assertions]) for e in path.edges)
        eve = max(k.known_at for k in known.values() if k.known_at < first)
        there = moved(look(eve))
        assert effect not in there or there[effect].still == 1
        assert moved(look(first))[effect].up > 0


def test_a_play_from_the_command_line_says_why(study):
    play = ["system", "play", "--as-of", "2022-12-31", "--set", "western_engagement=up", "--runs"]
    out = run(study, *play, "200")
    assert "russian_warnings up by western_engagement →+ russian_warnings" in out
    assert "fired in" in out
    assert run(study, *play, "200") == out
    told = json.loads(run(study, *play, "50", "--json"))
    assert {"variables", "edges", "fired", "indicators", "preferences"} <= set(told)


# --- as of ------------------------------------------------------------------------------------------


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(day=st.dates(min_value=date(2003, 1, 1), max_value=date(2026, 1, 1)))
def test_as_of_never_leaks(study, day):
    """Whatever a view shows was known by its day."""
    view = study.system(day.isoformat())
    known = {k.data["id"]: k.known_at for k in view.known}
    assert all(k <= view.as_of for k in known.values())
    shown = [r for v in view.state.values.values() for r in (*v.evidence, *v.disputed)]
    assert all(r.known_at <= view.as_of and r.day <= view.as_of for r in shown)
    told = [a.id for m in view.maps.values() for e in m.edges for a in e.assertions]
    told += [i for w in view.wants for i in w.evidence] + [u.id for u in view.untied]
    told += [i for s in (view.strategies() if view.maps else []) for i in s.evidence]
    assert all(known[i] <= view.as_of for i in told)


SMALL = read_system((CASE / "system.toml").read_text(encoding="utf-8"))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_comes_out_later_changes_nothing_before(data):
    """The state on a day is the same whatever is added that was not known by then."""
    day = st.dates(min_value=date(2015, 1, 1)).map(lambda d: d.isoformat())
    kinds = st.sampled_from(
        ["ban lifted", "designated terrorist", "removal from the terrorist list considered"]
    )
    made = [
        _status(i, data.draw(kinds), data.draw(day), data.draw(day))
        for i in range(data.draw(st.integers(0, 12)))
    ]
    asked = data.draw(day)

    def seen(records: list[Known]) -> State:
        return state_of(SMALL, records, asked)

    assert seen(made) == seen([k for k in made if k.known_at <= asked])


def _status(number: int, value: str, known: str, start: str) -> Known:
    russia, taliban = ({"id": n, "name": n, "party": n} for n in ("Russia", "Taliban"))
    kind = "legal_ban" if value == "ban lifted" else "designation"
    return Known(
        data={
            "record": "status", "id": str(number), "kind": kind, "value": value, "granted_by": russia,
            "holder": taliban, "start": start, "hedge": None,
            "citation": {"document": str(number), "start": 0, "end": 3, "text": "ban"},
        },
        known_at=known,
    )  # fmt: skip


# --- scenarios, hypotheses, options, hindcasts ----------------------------------------------------------


def test_scenarios_are_kept_once_and_compared(study):
    asked = ("system", "play", "--as-of", "2022-12-31", "--runs", "100", "--set")
    for name, way in (("warm", "up"), ("cold", "down"), ("warm", "up")):
        run(study, *asked, f"western_engagement={way}", "--save", name)
    assert [s.name for s in scenarios(study)] == ["cold", "warm"]
    out = run(study, "system", "scenario", "diff", "warm", "cold")
    assert "western_engagement\t+1.00\t-1.00\t-2.00" in out
    assert "warm" in run(study, "system", "scenario", "list")
    assert "western_engagement" in run(study, "system", "scenario", "show", "warm@2022-12-31")
    assert not list(study.verify())


def test_hypotheses_are_ranked_with_their_records(study, look):
    matrix, ranking = look("2023-04-25").hypotheses()
    assert {n for n, _ in ranking.scores} == {h.name for h in matrix.hypotheses}
    assert [s for _, s in ranking.scores] == sorted(s for _, s in ranking.scores)
    assert all(r.found for r in ranking.rows)
    assert ranking.scores[-1][0] == "ideology"  # kept on the list of terrorists while spoken to
    known = [f.known_at for r in ranking.rows for f in r.found]
    assert max(known) <= "2023-04-25"
    assert "tells apart" in run(study, "system", "hypotheses", "--as-of", "2023-04-25")


def test_an_option_sets_its_variables_and_says_so(study, look):
    out = run(
        study, "system", "play", "--option", "engage", "--as-of", "2022-12-31", "--runs", "100"
    )
    assert "western_engagement up" in out.splitlines()[0]
    view = look("2022-12-31")
    wants = view.preferences(view.play({"western_engagement": 1}))
    assert any(
        w["actor"] == "Russia" and w["variable"] == "western_influence" and w["met"] > 0.2
        for w in wants
    )


def test_options_are_set_side_by_side(study):
    out = run(study, "system", "options", "--as-of", "2022-12-31", "--runs", "100")
    assert out.startswith("option\tby\tsets\tactor\twants\tmet\tcrossed")
    assert "engage\tThe West\twestern_engagement up\tRussia\twestern_influence down" in out


def test_a_variable_can_be_forecast_by_the_forecasting_room(study):
    out = run(study, "system", "forecast", "contact", "--as-of", "2024-06-30", "--horizon", "1y")
    assert out.startswith("contact: Russia")


@pytest.mark.parametrize("day", ["2022-02-28", "2023-04-30", "2024-06-30"])
def test_a_hindcast_is_scored_beside_guesses_and_permuted_maps(study, day):
    found = hindcast(study, day, "2025-12-31", maps=200)
    assert found.score.of == found.persistence.of == found.momentum.of > 10
    assert len(found.permuted) == 200
    assert 0 <= found.percentile <= 100
    if day == "2024-06-30":
        assert hindcast(study, day, "2025-12-31", maps=200) == found
    named = {o.name: o.moved for o in found.outcomes}
    assert named["designation"] == 1
    assert named["legal_standing"] == 1


def test_what_cannot_be_asked_is_told_in_one_line(study):
    for arguments, told in (
        (("play", "--set", "weather=up"), "no variable 'weather'"),
        (("play", "--set", "threat=sideways"), "VARIABLE=up"),
        (("play",), "nothing is pressed"),
        (("play", "--option", "dance"), "no option 'dance'"),
        (("scenario", "show", "none"), "no scenario 'none'"),
        (("forecast", "drugs"), "neither `event` nor `act`"),
        (("show", "--file", "nowhere.toml"), "nowhere.toml: there is no such file"),
    ):
        done = CliRunner().invoke(group, ["-w", str(study.folder), "system", *arguments], obj={})
        assert told in str(done.exception), arguments


def test_without_a_system_file_the_workspace_says_what_to_do(tmp_path):
    with Study.create(tmp_path) as empty, pytest.raises(UsageError, match=r"no system\.toml in"):
        empty.system("2022-02-03")


def test_a_holder_without_a_map_is_refused(look):
    with pytest.raises(UsageError, match="'Mars' has no map"):
        look("2023-04-25").map(["Mars"])


def test_maps_and_loops_are_printed_with_passages(study):
    out = run(study, "system", "maps", "--as-of", "2023-04-25", "--holder", "the authors")
    assert out.startswith("holder\tcause\tsign\teffect\tmode\tassert\tdeny\tpassage")
    assert "threat\t+\trussian_presence" in out
    out = run(study, "system", "loops", "--as-of", "2023-04-25")
    assert "balancing: contact →+ russian_role →− contact" in out
    assert json.loads(run(study, "system", "loops", "--json"))["tensions"]
    out = run(study, "system", "paths", "threat", "contact", "--as-of", "2023-04-25")
    assert out.startswith("threat →+ contact")
    assert "net: +" in out
    out = run(study, "system", "press", "western_engagement", "--as-of", "2022-12-31")
    assert "russian_warnings\tup\t1.00" in out
