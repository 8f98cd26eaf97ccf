"""The register of forecasts, and the hazard of rare one-off acts."""

from datetime import date, timedelta

import pytest

from legation.errors import DataError, UsageError
from legation.forecasting import (
    Exposure,
    event_table,
    fit_forecast,
    fit_hazard,
    leave_one_out,
    overrule,
    resolve,
    score_sheet,
)


def iso(day: int) -> str:
    return (date(2020, 1, 1) + timedelta(days=day)).isoformat()


@pytest.fixture(scope="module")
def table():
    rows = [("A", "meet", "B", iso(d)) for d in range(0, 200, 10)]
    rows += [("A", "praise", "C", iso(d)) for d in range(5, 150, 15)]
    return event_table(rows, evidence=[f"{i:064}" for i in range(len(rows))])


@pytest.fixture(scope="module")
def forecast(table):
    return fit_forecast(table, as_of=iso(150)).predict("A", "B", horizon=15, relations=["meet"])[0]


def test_a_forecast_is_resolved_when_events_come_in(table, forecast):
    assert resolve(forecast, table.before(151), known_to=iso(155)).value == {"outcome": "open"}
    came = resolve(forecast, table, known_to=iso(170))
    assert came.value == {"outcome": "happened", "date": iso(160)}
    assert came.evidence[0] == forecast.id
    assert came.evidence[1:] == tuple(
        table.evidence[i] for i in range(len(table)) if table.day[i] == 160
    )


def test_only_what_was_known_resolves(table, forecast):
    assert resolve(forecast, table, known_to=iso(159)).value["outcome"] == "open"
    assert resolve(forecast, table, known_to=iso(160)).value["outcome"] == "happened"


def test_a_horizon_that_passes_without_it_is_a_failure(table):
    made = fit_forecast(table, as_of=iso(151)).predict("A", "C", horizon=20, relations=["praise"])
    told = resolve(made[0], table, known_to=iso(171))
    assert told.value == {"outcome": "did not happen"}


def test_a_person_stands_above_the_events(table, forecast):
    automatic = resolve(forecast, table, known_to=iso(170))
    word = overrule(
        forecast, "did not happen", author="reader", reason="another meeting", as_of=iso(165)
    )
    for rows in ([automatic, word], [word, automatic]):
        sheet = score_sheet([forecast], rows)
        assert sheet.happened == 0
        assert sheet.open == 0
        assert sheet.brier == pytest.approx(forecast.value["probability"] ** 2)
    with pytest.raises(UsageError):
        overrule(forecast, "happened", author="", reason="x", as_of=iso(165))
    with pytest.raises(UsageError):
        resolve(automatic, table, known_to=iso(170))


def test_nothing_is_scored_before_its_time(table, forecast):
    sheet = score_sheet([forecast], [resolve(forecast, table.before(151), known_to=iso(152))])
    assert (sheet.open, sheet.brier) == (1, None)


def test_the_hazard_is_that_of_its_formula():
    granters = [Exposure(granter=f"g{i}", years=4.0, acted=i == 0) for i in range(20)]
    fit = fit_hazard(granters)
    told = fit.predict(1.0)
    assert told["probability"] == pytest.approx(1 - (80 / 81) ** 1.5)
    low, high = told["interval"]
    assert low < told["probability"] < high < 0.1
    assert fit_hazard(granters[:4]).predict(1.0)["interval"][1] > 2 * high


def test_leaving_one_granter_out_says_how_little_is_known():
    granters = [Exposure(granter=f"g{i}", years=4.0, acted=i == 0) for i in range(20)]
    left = leave_one_out(granters)
    assert left["forecasts"]["g0"] < left["forecasts"]["g1"]  # the only act is not in its own past
    assert left["brier"] < left["brier_of_even_odds"]
    assert (left["acts"], left["granters"]) == (1, 20)
    with pytest.raises(DataError):
        leave_one_out(granters[:1])
    with pytest.raises(DataError):
        fit_hazard([Exposure(granter="g", years=0.0, acted=False)])
