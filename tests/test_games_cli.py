"""The verbs `game` and `bargain`, run as a user runs them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from legation.cli.strategy import bargain, game
from legation.errors import ModelFileError, UsageError

CASES = Path(__file__).parent / "data" / "games"
COMMANDS = {"game": game, "bargain": bargain}
ISSUE = Path(__file__).parent / "data" / "bargaining" / "emission-standards.toml"


def run(verb: str, *arguments: str) -> Result:
    """One run of a verb."""
    return CliRunner().invoke(COMMANDS[verb], arguments)


def test_solve_prints_a_json_line_a_file() -> None:
    """Keys and state numbers are those of the case form."""
    names = ("cuban", "elmira-graph")
    result = run("game", "solve", *(str(CASES / f"{n}.toml") for n in names), "--json")
    assert result.exit_code == 0
    cuban, elmira = (json.loads(line) for line in result.stdout.splitlines())
    assert cuban["equilibria"]["SEQ"] == [4, 5, 6]
    assert cuban["stable_for"]["Nash"]["US"] == [1, 2, 4, 5, 11]
    assert cuban["routes"][0]["equilibrium"] == 4
    assert elmira["equilibria"]["Nash"] == ["s5", "s8", "s9"]


def test_solve_reads_a_case_in_json(tmp_path: Path) -> None:
    """A JSON case and a list of cases are told apart by their text."""
    case = {
        "id": "pd",
        "decision_makers": [{"name": "R", "options": ["r"]}, {"name": "C", "options": ["c"]}],
        "options": [{"name": "r", "bit": 1}, {"name": "c", "bit": 2}],
        "preferences_best_first": {"R": [2, 3, 0, 1], "C": [1, 3, 0, 2]},
    }
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    one.write_text(json.dumps(case))
    two.write_text(json.dumps([case, case]))
    lines = run("game", "solve", str(one), str(two), "--json").stdout.splitlines()
    assert len(lines) == 3
    assert json.loads(lines[0])["equilibria"] == {
        "Nash": [0], "GMR": [0, 3], "SMR": [0, 3], "SEQ": [0, 3], "SIM": [0, 3]
    }  # fmt: skip


def test_solve_shows_a_table_routes_and_coalitions() -> None:
    """Without --json the answer is for people."""
    result = run("game", "solve", str(CASES / "elmira.toml"), "--coalitions")
    assert result.exit_code == 0
    assert "YNYNY" in result.stdout
    assert "from 2 to 21: cannot be reached by improvements" in result.stdout
    assert "no coalition leaves (Nash): " in result.stdout


def test_solve_gives_the_extensions_where_preferences_are_unknown(tmp_path: Path) -> None:
    """A model with an unknown ranking is solved in a to d."""
    text = (CASES / "chicken.toml").read_text()
    path = tmp_path / "open.toml"
    path.write_text(text.replace('name = "Col"\n', 'name = "Col"\nunknown = [["YN", "YY"]]\n', 1))
    found = json.loads(run("game", "solve", str(path), "--json").stdout)
    assert set(found["unknown_preference"]) == set("abcd")
    assert "extensions a to d" in run("game", "solve", str(path)).stdout


def test_explain_gives_sentences() -> None:
    """Equilibria by default, any state on demand."""
    path = str(CASES / "cuban.toml")
    text = run("game", "explain", path).stdout
    assert "stable for US: its improvement to not blockade (state 4)" in text
    found = json.loads(run("game", "explain", path, "--state", "NNNN", "--json").stdout)
    assert found["state"] == 0
    assert not found["equilibrium"]
    result = run("game", "explain", path, "--state", "12")
    assert isinstance(result.exception, UsageError)


def test_compare_names_causes(tmp_path: Path) -> None:
    """Two versions of one file."""
    old = CASES / "prisoners-dilemma.toml"
    new = tmp_path / "new.toml"
    new.write_text(old.read_text().replace("not 'Row cooperates'", "'Row cooperates'"))
    text = run("game", "compare", str(old), str(new), "--concept", "Nash").stdout
    assert "difference: Row no longer wants: not 'Row cooperates'" in text
    assert "vanishes: nothing done (because: Row now wants" in text
    found = json.loads(run("game", "compare", str(old), str(new), "--json").stdout)
    assert found["concept"] == "SEQ"


def test_uncertainty_is_seeded(tmp_path: Path) -> None:
    """The same seed gives the same answer, another seed another."""
    path = tmp_path / "open.toml"
    path.write_text(
        (CASES / "chicken.toml").read_text().replace('name = "Row"\n', 'name = "Row"\nunknown = '
        '[["YN", "NN"]]\n', 1)
    )  # fmt: skip
    first, again, other = (
        run("game", "uncertainty", str(path), "--draws", "60", "--seed", s, "--json").stdout
        for s in ("1", "1", "2")
    )
    assert first == again != other
    assert "if Row prefers" in run("game", "uncertainty", str(path), "--draws", "60").stdout


def test_errors_carry_the_line(tmp_path: Path) -> None:
    """A bad file, no file, and several cases where one is wanted."""
    bad = tmp_path / "bad.toml"
    bad.write_text((CASES / "chicken.toml").read_text().replace('"NN"]', '"NX"]'))
    result = run("game", "solve", str(bad))
    assert isinstance(result.exception, ModelFileError)
    assert result.exception.line == 12
    assert isinstance(run("game", "solve", str(tmp_path / "no.toml")).exception, UsageError)


def test_bargain_prints_headline_and_challenge(tmp_path: Path) -> None:
    """Headline first; the challenge model is named and said to be no forecast."""
    result = run("bargain", str(ISSUE))
    assert result.exit_code == 0
    assert "weighted mean 7.390 years" in result.stdout
    assert "not a forecast" in result.stdout
    page = tmp_path / "plot.html"
    found = json.loads(run("bargain", str(ISSUE), "--json", "--plot", str(page)).stdout)
    assert found["round_0"] == {"weighted_median": 7.0, "weighted_mean": pytest.approx(7.38995568)}
    assert found["challenge"]["variant"] == "net-support"
    assert "plotly" in page.read_text(encoding="utf-8")
