"""Scores against scikit-learn and against worked examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation import scoring
from legation.errors import DataError


@pytest.fixture(scope="module")
def forecasts():
    rng = np.random.default_rng(7)
    probability = rng.beta(0.6, 2.0, size=4000)
    return probability, (rng.random(4000) < probability).astype(float)


def test_scores_agree_with_scikit_learn(forecasts):
    metrics = pytest.importorskip("sklearn.metrics")
    probability, outcome = forecasts
    assert scoring.brier_score(probability, outcome) == pytest.approx(
        metrics.brier_score_loss(outcome, probability), abs=1e-12
    )
    assert scoring.log_score(probability, outcome) == pytest.approx(
        metrics.log_loss(outcome, probability), abs=1e-9
    )


def test_reliability_agrees_with_scikit_learn(forecasts):
    calibration = pytest.importorskip("sklearn.calibration")
    probability, outcome = forecasts
    observed, told = calibration.calibration_curve(
        outcome, probability, n_bins=10, strategy="quantile"
    )
    bins = scoring.reliability(probability, outcome)
    assert [b.forecast for b in bins] == pytest.approx(list(told), abs=1e-9)
    assert [b.observed for b in bins] == pytest.approx(list(observed), abs=1e-9)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40))
def test_kappa_agrees_with_scikit_learn(pairs):
    from sklearn.metrics import cohen_kappa_score

    one, other = zip(*pairs, strict=True)
    if len({*one, *other}) == 1:
        assert scoring.cohen_kappa(one, other) == 1.0
        return
    assert scoring.cohen_kappa(one, other) == pytest.approx(
        cohen_kappa_score(one, other), abs=1e-12
    )


def test_alpha_of_a_worked_example():
    # four coders and twelve units with missing labels: the reliability data of Krippendorff (2011)
    coders = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    units = list(zip(*coders, strict=True))
    assert scoring.krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_chance_is_about_zero():
    rng = np.random.default_rng(3)
    units = [[int(x) for x in rng.integers(0, 3, 2)] for _ in range(5000)]
    assert abs(scoring.krippendorff_alpha(units)) < 0.04


def test_a_calibrated_forecast_has_small_error_and_a_shifted_one_has_not(forecasts):
    probability, outcome = forecasts
    assert scoring.calibration_error(probability, outcome) < 0.02
    assert scoring.calibration_error(np.minimum(probability + 0.2, 1.0), outcome) > 0.1


def test_skill_interval_widens_when_rows_hang_together(forecasts):
    probability, outcome = forecasts
    reference = np.full(len(outcome), outcome.mean())
    many = np.repeat(np.arange(50), 80)
    # rows of one cluster are made to succeed and fail together
    order = np.argsort(outcome, kind="stable")
    free = scoring.brier_skill(probability[order], reference, outcome[order])
    tied = scoring.brier_skill(probability[order], reference, outcome[order], cluster=many)
    assert free.skill == tied.skill > 0.1
    assert free.low < free.skill < free.high
    assert tied.high - tied.low > 1.5 * (free.high - free.low)


def test_skill_of_the_reference_over_itself_is_zero(forecasts):
    probability, outcome = forecasts
    same = scoring.brier_skill(probability, probability, outcome)
    assert same.skill == 0.0 == same.low == same.high


@pytest.mark.parametrize(
    ("probability", "outcome"),
    [([0.5], [0.0, 1.0]), ([1.5], [1.0]), ([float("nan")], [1.0]), ([0.5], [0.5]), ([], [])],
)
def test_values_outside_their_range_are_refused(probability, outcome):
    with pytest.raises(DataError):
        scoring.brier_score(np.array(probability), np.array(outcome))


def test_agreement_of_nothing_is_refused():
    with pytest.raises(DataError):
        scoring.cohen_kappa([], [])
    with pytest.raises(DataError):
        scoring.krippendorff_alpha([["a", None]])
    with pytest.raises(DataError):
        scoring.wilson_interval(3, 2)
