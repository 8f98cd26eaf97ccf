"""Bargaining: the headline, the challenge model against published figures, and bad files."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from legation.bargaining import (
    VARIANTS,
    Issue,
    Stakeholder,
    bargaining_estimate,
    headline,
    plot_power,
    plot_rounds,
    power_curve,
    read_issue,
    risk_exponents,
    run_challenge,
    weighted_median,
)
from legation.errors import DataError, ModelFileError

FILE = Path(__file__).parent / "data" / "bargaining" / "emission-standards.toml"
RISK = {
    "Netherlands": 1.1271980463, "Belgium": 0.780917839132, "Luxembourg": 0.5,
    "Germany": 1.1271980463, "France": 1.07789229892, "Italy": 1.07789229892, "UK": 2.0,
    "Ireland": 0.524782172174, "Denmark": 1.47169654498, "Greece": 1.14047944802,
}  # fmt: skip


@pytest.fixture(scope="module")
def issue() -> Issue:
    """The emission standards of 1988, the literature's example."""
    return read_issue(FILE.read_text(encoding="utf-8"), FILE.name)


def test_round_0_and_risk_exponents_to_ten_digits(issue: Issue) -> None:
    """Weighted median, weighted mean, and the risk exponents of the first round."""
    found = headline(issue, seed=1, draws=10)
    assert found.median == 7.0
    assert found.mean == pytest.approx(7.389955686853767, abs=1e-10)
    assert risk_exponents(issue) == pytest.approx(RISK, abs=1e-10)
    start = run_challenge(issue, rounds=1).rounds[0]
    assert (start.median, start.mean) == (7.0, pytest.approx(7.389955686853767, abs=1e-10))


def test_the_shared_file_reads_alike(issue: Issue, shared: Callable[[str], Path]) -> None:
    """The JSON form holds the same actors."""
    path = shared("data/strategy/bargaining_emission_standards.json")
    text = path.read_text(encoding="utf-8")
    assert read_issue(text, path.name).actors == issue.actors
    assert risk_exponents(read_issue(text, path.name)) == pytest.approx(
        json.loads(text)["risk_exponents_round_1"], abs=1e-10
    )


def test_a_named_variant_yields_the_published_table(issue: Issue) -> None:
    """Scholz et al. (2011), table 2, cut to tenths; the second round's 9.9 is 9.6 in every rerun."""
    run = run_challenge(issue, "scholz-table-2", rounds=8)
    medians = [int(r.median * 10) / 10 for r in run.rounds[1:]]
    assert medians == [8.4, 9.6, 9.9, 9.9, 9.9, 7.4, 8.8, 9.6]
    means = [r.mean for r in run.rounds[1:]]
    assert means == pytest.approx([7.4, 7.5, 7.6, 7.3, 7.3, 7.4, 7.5, 7.6], abs=0.1)


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_every_variant_stays_on_the_scale(issue: Issue, variant: str) -> None:
    """Positions stay between the first ends, exponents in [0.5, 2], offers name who and why."""
    run = run_challenge(issue, variant, rounds=6)
    assert run.stopped in ("nobody moves", "rounds are up", "all agree")
    for before, after in zip(run.rounds, run.rounds[1:], strict=False):
        assert all(4 - 1e-9 <= p <= 10 + 1e-9 for p in after.positions)
        assert all(0.5 - 1e-9 <= r <= 2 + 1e-9 for r in after.risk)
        moved = {n for n, p, q in zip(run.names, before.positions, after.positions, strict=True)
                 if p != q}  # fmt: skip
        assert moved <= {o.to for o in after.offers}


def test_median_is_the_position_that_beats_all_others() -> None:
    """Least weighted distance, on random actors; an even split takes the middle."""
    rng = np.random.default_rng(4)
    for _ in range(200):
        x, w = rng.integers(0, 20, 7).astype(float), rng.random(7)
        cost = [float(w @ np.abs(x - p)) for p in x]
        assert float(w @ np.abs(x - weighted_median(x, w))) == pytest.approx(min(cost))
    assert weighted_median(np.array([0.0, 2.0, 4.0]), np.array([1.0, 0.0, 1.0])) == 2.0
    assert weighted_median(np.array([1.0, 3.0]), np.array([1.0, 1.0])) == 2.0


def test_intervals_widen_with_what_is_uncertain(issue: Issue) -> None:
    """Without standard deviations the intervals are points; with them they cover the value."""
    sure = headline(issue, seed=1, draws=50)
    assert sure.mean_interval == (pytest.approx(sure.mean), pytest.approx(sure.mean))
    vague = replace(
        issue, actors=tuple(replace(a, position_sd=1.0, salience_sd=0.1) for a in issue.actors)
    )
    found = headline(vague, seed=1, draws=500)
    low, high = found.mean_interval
    assert low < found.mean < high
    assert found == headline(vague, seed=1, draws=500)
    assert found != headline(vague, seed=2, draws=500)


def test_estimate_names_evidence_seed_and_variant(issue: Issue) -> None:
    """The record says how it came about; the challenge stands beside, not instead."""
    cited = replace(issue, actors=(replace(issue.actors[0], evidence=("r1",)), *issue.actors[1:]))
    found = headline(cited, seed=7, draws=20)
    estimate = bargaining_estimate(cited, found, run_challenge(cited))
    assert estimate.evidence == ("r1",)
    assert estimate.seed == 7
    assert estimate.value["mean"] == found.mean
    assert estimate.value["beside"]["variant"] == "net-support"
    assert "Netherlands" not in estimate.parameters["judgements"]


def test_power_curve_passes_one_half_at_the_median(issue: Issue) -> None:
    """Power at each position, and the share at or below it."""
    curve = power_curve(issue)
    assert [p for p, _, _ in curve] == [4.0, 7.0, 10.0]
    assert sum(w for _, w, _ in curve) == pytest.approx(0.677)
    assert curve[0][2] < 0.5 <= curve[1][2]
    run = run_challenge(issue, rounds=2)
    assert len(plot_power(issue).data) == 2
    assert len(plot_rounds(issue, run).data) == len(issue.actors) + 2


def test_agreement_stops_the_rounds() -> None:
    """Where all stand at one place nobody challenges anybody."""
    actors = tuple(Stakeholder(name=n, position=3, salience=0.5, capability=1) for n in ("A", "B"))
    run = run_challenge(Issue(name="agreed", actors=actors))
    assert (run.stopped, len(run.rounds)) == ("all agree", 1)
    with pytest.raises(DataError, match="one position"):
        risk_exponents(Issue(name="agreed", actors=actors))
    with pytest.raises(DataError, match="known: net-support"):
        run_challenge(Issue(name="agreed", actors=actors), "nonsense")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("salience = 0.4", "salience = 1.4", 17, "outside 0 to 1"),
        ("salience = 0.4\n", "", 14, "needs a number as salience"),
        ("position = 7", 'position = "seven"', 16, "needs a number as position"),
        ("capability = 0.03", "capability = -1", 24, "below 0"),
        ("capability = 0.03", "power = 0.03", 24, "unknown key 'power'"),
        ('name = "Belgium"', 'name = "Greece"', 63, "stands twice"),
        ('unit = "years"', 'unit = "years"\nlow = 5', 11, "outside the scale"),
        ("position = 4", "position = ", 10, "no TOML"),
    ],
)
def test_bad_files_name_their_line(old: str, new: str, line: int, words: str) -> None:
    """One clear error with the line."""
    text = FILE.read_text(encoding="utf-8").replace(old, new, 1)
    with pytest.raises(ModelFileError, match=words) as caught:
        read_issue(text, "bad.toml")
    if "needs a number as salience" not in words:
        assert caught.value.line == line
    assert str(caught.value).startswith("bad.toml:")


def test_the_issue_file_of_the_docs_is_one(root: Path) -> None:
    """What docs/bargaining.md shows can be read as it stands, and all variants are named."""
    page = (root / "docs" / "bargaining.md").read_text(encoding="utf-8")
    issue = read_issue(page.split("```toml\n")[1].split("```")[0], "docs/bargaining.md")
    assert headline(issue, seed=1, draws=10).median == 12
    assert all(f"`{name}`" in page for name in VARIANTS)
