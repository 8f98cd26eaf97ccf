"""Forecasts on histories whose right answer is known, and what a forecast may not see."""

from datetime import date, timedelta

import numpy as np
import pytest

from legation.errors import DataError, UsageError
from legation.forecasting import (
    EventTable,
    RuleBook,
    event_table,
    events_of,
    fit_forecast,
    fit_happening,
    roll,
)
from legation.forecasting.happening import Looks
from legation.forecasting.windows import window_shares
from legation.records import ActorRef, Citation, Event
from legation.scoring import brier_skill

START = date(2020, 1, 1)


def iso(day: int) -> str:
    return (START + timedelta(days=int(day))).isoformat()


def coin_history(*, days: int = 300, actors: int = 16, seed: int = 1) -> tuple[EventTable, dict]:
    """Pairs that act each day with a probability of their own, and talk daily with 1 in 10."""
    rng = np.random.default_rng(seed)
    rows, rate = [], {}
    for i in range(actors):
        for j in range(actors):
            if i == j:
                continue
            rate[i, j] = float(rng.choice([0.0, 0.02, 0.1]))
            acts = np.flatnonzero(rng.random(days) < rate[i, j])
            talks = np.flatnonzero(rng.random(days) < 0.1)
            rows += [(f"a{i:02}", "act", f"a{j:02}", iso(d)) for d in acts]
            rows += [(f"a{i:02}", "talk", f"a{j:02}", iso(d)) for d in talks]
    return event_table(rows), rate


def rule_history(*, days: int = 300, actors: int = 14, chance: float = 0.6, seed: int = 2):
    """`ask` at random; two days later, with probability *chance*, `meet`; never otherwise."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(actors):
        for j in range(actors):
            if i == j:
                continue
            for day in np.flatnonzero(rng.random(days) < 0.03):
                rows.append((f"a{i:02}", "ask", f"a{j:02}", iso(day)))
                if rng.random() < chance and day + 2 < days:
                    rows.append((f"a{i:02}", "meet", f"a{j:02}", iso(day + 2)))
    return event_table(rows)


@pytest.mark.parametrize("horizon", [7, 14])
def test_independent_days_have_the_probability_of_their_formula(horizon):
    table, rate = coin_history()
    fit = fit_forecast(table, alive=60)
    chance, truth = [], []
    for (i, j), p in rate.items():
        if i < 6 and j < 6:
            estimate = fit.predict(f"a{i:02}", f"a{j:02}", horizon=horizon, relations=["act"])[0]
            chance.append(estimate.value["probability"])
            truth.append(1.0 - (1.0 - p) ** horizon)
    error = np.abs(np.array(chance) - np.array(truth))
    assert error.mean() < 0.08
    assert np.corrcoef(chance, truth)[0, 1] > 0.9


def test_intervals_hold_the_true_probability_about_as_often_as_they_say():
    table, rate = coin_history(seed=5)
    fit = fit_forecast(table, alive=60)
    inside = []
    for (i, j), p in rate.items():
        if p == 0.1:
            estimate = fit.predict(f"a{i:02}", f"a{j:02}", horizon=7, relations=["act"])[0]
            low, high = estimate.uncertainty["interval"]
            inside.append(low <= 1.0 - 0.9**7 <= high)
    assert np.mean(inside) > 0.75


def test_a_rule_is_found_with_its_confidence_lag_and_failures():
    table = rule_history()
    book = RuleBook(table, int(table.day[-1]))
    ask, meet = table.relations.index("ask"), table.relations.index("meet")
    rule = book.evidence(ask, meet, horizon=3)
    assert rule.low < 0.6 < rule.high or abs(rule.confidence - 0.6) < 0.05
    assert rule.median_lag == 2.0
    assert rule.lift > 4
    assert rule.base_rate == pytest.approx(3 * 0.03 * 0.6, abs=0.02)
    backwards = book.evidence(ask, meet, horizon=3, inverse=True)
    assert 0.5 < backwards.lift < 2.0  # what one does tells nothing of the other here
    here = book.precedents(rule, (0, 1))
    assert here
    assert all((p.followed is None) == (p.followed != _plus(p.date, 2)) for p in here)


def _plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def test_precedents_agree_with_a_plain_search():
    table = rule_history(actors=4)
    last = int(table.day[-1])
    book, horizon = RuleBook(table, last), 3
    ask, meet = table.relations.index("ask"), table.relations.index("meet")
    rule = book.evidence(ask, meet, horizon=horizon)
    hits = cases = 0
    events = list(zip(table.source, table.relation, table.target, table.day, strict=True))
    known = set(events)
    for s, r, o, d in events:
        if r == ask and d <= last - horizon:
            cases += 1
            hits += any((s, meet, o, d + k) in known for k in range(1, horizon + 1))
    assert (rule.cases, rule.hits) == (cases, hits)


def test_the_forecast_knows_the_rule():
    table = rule_history(actors=20)
    day = int(table.day[-1]) - 10
    fit = fit_happening(Looks(table), table.relations.index("meet"), 2, as_of=day)
    looks = Looks(table)
    pairs, described = looks.describe(day, fit.relation, 2)
    chance = fit.model.predict(described.values)
    rows = (table.day <= day) & (table.day >= day - 1) & (table.relation == 0)
    asked = np.isin(pairs.key, table.source[rows] * len(table.actors) + table.target[rows])
    assert chance[asked].mean() == pytest.approx(0.6, abs=0.15)
    assert chance[~asked].mean() < 0.05


def shuffled(table: EventTable, seed: int) -> EventTable:
    """The same events, their dates dealt out anew."""
    day = np.random.default_rng(seed).permutation(table.day)
    names = table.actors, table.relations
    return event_table(
        [
            (names[0][s], names[1][r], names[0][o], table.date_of(d))
            for s, r, o, d in zip(table.source, table.relation, table.target, day, strict=True)
        ]
    )


def test_skill_comes_from_dates_and_goes_with_them():
    real = rule_history(actors=20, days=260)
    skill = {}
    for name, table in (("real", real), ("shuffled", shuffled(real, 4))):
        meet = table.relations.index("meet")
        (rolled,) = roll(table, [meet], 2, days=[200, 210, 220, 230, 240])
        skill[name] = brier_skill(
            rolled.forecast, rolled.pair_rate, rolled.outcome, cluster=rolled.dyad
        )
    assert skill["real"].low > 0.2
    assert skill["shuffled"].skill < 0.02
    assert skill["shuffled"].low < 0.01


def test_what_comes_later_changes_nothing():
    table = rule_history(actors=8)
    cut = 200
    whole = fit_forecast(table, as_of=iso(cut)).predict("a00", "a01", horizon=7)
    alone = fit_forecast(table.before(cut + 1), as_of=iso(cut)).predict("a00", "a01", horizon=7)
    assert [e.id for e in whole] == [e.id for e in alone]


def test_terms_add_up_to_the_probability():
    table = rule_history(actors=8)
    for estimate in fit_forecast(table).predict("a00", "a01", horizon=7):
        asked = estimate.parameters
        odds = asked["level"] + sum(part["share"] for part in asked["terms"])
        assert 1 / (1 + np.exp(-odds)) == pytest.approx(estimate.value["probability"], abs=1e-5)
        low, high = estimate.uncertainty["interval"]
        assert low < estimate.value["probability"] < high


def test_few_events_mean_wide_intervals():
    sparse = event_table(
        [("RUS", "CONSULT", "TAL", iso(d)) for d in (0, 200, 420)]
        + [("RUS", "AID", "TJK", iso(d)) for d in (10, 100, 500, 700)]
        + [("USA", "CONSULT", "TAL", iso(d)) for d in (50, 60, 300, 710)]
    )
    (estimate,) = fit_forecast(sparse).predict("RUS", "TAL", horizon=30, relations=["CONSULT"])
    low, high = estimate.uncertainty["interval"]
    assert high - low > 0.1
    assert 0 < low < estimate.value["probability"] < high < 1


def test_window_shares_agree_with_counting():
    rng = np.random.default_rng(0)
    key, day = rng.integers(0, 4, 30), rng.integers(0, 50, 30)
    for first, horizon in ((0, 5), (20, 7)):
        keys, covered = window_shares(key, day, first=first, last=49, horizon=horizon)
        for k, share in zip(keys, covered, strict=True):
            days = set(day[key == k].tolist())
            counted = sum(
                any(d + x in days for x in range(1, horizon + 1))
                for d in range(first, 49 - horizon + 1)
            )
            assert share == counted


def event(day: str, *, factuality: str = "fact") -> Event:
    def actor(code: str) -> ActorRef:
        return ActorRef(id=code, name=code, text=code, code=code)

    text = f"Words of {day}."
    return Event(
        coder="events.v1",
        citation=Citation(document="d" * 64, start=0, end=len(text), text=text),
        type="CONSULT",
        source_actors=(actor("RUS"),),
        target_actors=(actor("TAL"), actor("RUS")),
        start=day,
        factuality=factuality,
    )


def test_records_become_rows():
    given = [event("2021-03"), event("2021-03-05"), event("2021"), event("2021-04-01")]
    denied = event("2021-05-01", factuality="denied")
    table = events_of([*given, denied])
    assert [table.date_of(d) for d in table.day] == ["2021-03-05", "2021-03-31", "2021-04-01"]
    assert table.evidence == (given[1].id, given[0].id, given[3].id)
    assert table.actors == ("RUS", "TAL")


def test_what_cannot_be_asked_is_refused():
    table = rule_history(actors=4)
    fit = fit_forecast(table)
    with pytest.raises(UsageError):
        fit.predict("nobody", "a01", horizon=7)
    with pytest.raises(UsageError):
        fit.predict("a00", "a01", horizon=0)
    with pytest.raises(UsageError):
        fit.predict("a00", "a01", horizon=7, relations=["greet"])
    with pytest.raises(DataError):
        fit_forecast(table, as_of="2019-01-01")
    with pytest.raises(DataError):
        fit.predict("a00", "a01", horizon=4000)
    with pytest.raises(DataError):
        events_of([event("2021")])
