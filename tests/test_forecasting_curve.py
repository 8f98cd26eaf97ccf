"""Forecasts set right by how their height has fared, and carried from short horizons to long."""

from datetime import date, timedelta

import numpy as np
import pytest

from legation.errors import DataError
from legation.forecasting import event_table, fit_happening, happening
from legation.forecasting.curve import carried, fit_curve, identity
from legation.forecasting.happening import KEEP, Looks, looking
from legation.forecasting.logistic import sigmoid
from legation.forecasting.windows import History, describe, pairs_on

RATES = (0.001, 0.004, 0.016)  # a day


def iso(day: int) -> str:
    return (date(2020, 1, 1) + timedelta(days=int(day))).isoformat()


@pytest.fixture(scope="module")
def coins():
    """Pairs that act each day with a probability of their own, and talk often enough to count."""
    rng = np.random.default_rng(3)
    rows, rate = [], {}
    for i in range(26):
        for j in range(26):
            if i != j:
                rate[i, j] = float(rng.choice(RATES))
                for kind, chance in (("act", rate[i, j]), ("talk", 0.04)):
                    days = np.flatnonzero(rng.random(112) < chance)
                    rows += [(f"a{i:02}", kind, f"a{j:02}", iso(d)) for d in days]
    return event_table(rows), rate


def drawn(odds: np.ndarray, seed: int) -> np.ndarray:
    return (np.random.default_rng(seed).random(len(odds)) < sigmoid(odds)).astype(float)


def test_what_was_said_too_boldly_is_taken_back():
    truth = np.random.default_rng(0).normal(-2.0, 1.5, 20000)
    curve = fit_curve(2.0 * truth + 1.0, drawn(truth, 1), weight=np.ones(20000))
    at = np.array([-3.0, -2.0, -1.0, 0.0, 1.0])
    assert sigmoid(curve(2.0 * at + 1.0)) == pytest.approx(sigmoid(at), abs=0.03)
    assert (np.diff(curve(np.linspace(-8.0, 8.0, 50))) > 0).all()


def test_what_was_right_stays():
    odds = np.random.default_rng(0).normal(-2.0, 1.5, 20000)
    curve = fit_curve(odds, drawn(odds, 2), weight=np.ones(20000))
    assert sigmoid(curve(odds)) == pytest.approx(sigmoid(odds), abs=0.04)
    few = fit_curve(odds[:4], np.ones(4), weight=np.ones(4))
    assert (
        few(np.array([-1.0]))[0] < 2.5
    )  # four of four: odds of one in three grow, not to certainty
    with pytest.raises(DataError):
        fit_curve(np.zeros(0), np.zeros(0), weight=np.zeros(0))


def test_a_longer_horizon_has_the_odds_of_the_longer_outcomes():
    short = np.random.default_rng(0).normal(-3.0, 1.0, 30000)
    long = 0.8 * short + 1.5
    curve = carried(
        identity(), short, (drawn(short, 1), drawn(long, 2)), weight=np.ones(len(short))
    )
    at = np.array([-5.0, -3.0, -1.0])
    assert curve(at) == pytest.approx(0.8 * at + 1.5, abs=0.2)


def test_a_short_history_reaches_a_long_horizon_over_a_shorter_one(coins):
    table, rate = coins
    plan = looking(110, 90)
    assert (plan.horizon, plan.days) == (30, (80, 70, 60))
    act = table.relations.index("act")
    looks = Looks(table)
    fit = fit_happening(looks, act, 90, as_of=110)
    assert fit.taught == 30
    pairs, described = looks.describe(110, act, fit.taught)
    told = fit.predict(described.values)
    daily = np.array([rate[s, o] for s, o in zip(pairs.source, pairs.target, strict=True)])
    assert told.mean() == pytest.approx((1.0 - (1.0 - daily) ** 90).mean(), abs=0.08)
    groups = [told[daily == p].mean() for p in RATES]  # .09, .30 and .77 in truth
    assert groups[0] < groups[1] < groups[2] - 0.1


def test_a_steady_stream_counts_the_same_on_early_and_late_days():
    rows = [("A", "act", "B", iso(d)) for d in range(200)]
    table = event_table([*rows, ("B", "talk", "A", iso(0))])
    told = []
    for day in (30, 180):
        history, pairs = History(table, day), pairs_on(table, day)
        described = describe(history, pairs, table.relations.index("act"), 7)
        told.append(described.counts[np.flatnonzero(pairs.source == 0)[0]])
    assert told[0] == pytest.approx(told[1], rel=1e-6)


def test_a_sample_stands_for_all_pairs(coins, monkeypatch):
    table, act = coins[0], coins[0].relations.index("act")
    whole = Looks(table).sample(60, act, 14)
    assert (whole.weight == 1.0).all()
    monkeypatch.setattr(happening, "MANY", 0)
    part = Looks(table).sample(60, act, 14)
    assert part.outcome.sum() == whole.outcome.sum()
    assert len(part.outcome) < len(whole.outcome)
    assert part.weight.sum() == pytest.approx(len(whole.outcome), rel=0.2)
    assert part.weight.max() == KEEP
    again = Looks(table)
    again.prepare([60], [act], 14)
    assert np.array_equal(again.sample(60, act, 14).values, part.values)
