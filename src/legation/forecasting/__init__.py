"""Forecasts from histories of events: who next, does it happen by then, and why.

`fit_forecast(events)` → `ForecastFit`, whose `predict` gives estimates with their reasons;
`fit_ranking(table)` → `RankingFit` for the ranking question; `backtest_tables` and `roll` score
both; `resolve` and `score_sheet` keep the register; `fit_hazard` is for rare one-off acts.
"""

from legation.forecasting.backtest import RankingScores, backtest_tables, score_ranks
from legation.forecasting.forecast import (
    ForecastFit,
    actor_key,
    events_of,
    find_actor,
    fit_forecast,
)
from legation.forecasting.happening import Rolled, fit_happening, roll
from legation.forecasting.hazard import (
    Exposure,
    HazardFit,
    exposures_of,
    fit_hazard,
    hazard_estimate,
    leave_one_out,
)
from legation.forecasting.ranking import RankingFit, backtest_ranking, fit_ranking
from legation.forecasting.register import (
    ScoreSheet,
    is_forecast,
    overrule,
    resolve,
    score_sheet,
    standing,
)
from legation.forecasting.rules import RuleBook, RuleEvidence
from legation.forecasting.table import EventTable, event_table, read_rows

__all__ = [
    "EventTable", "Exposure", "ForecastFit", "HazardFit", "RankingFit", "RankingScores", "Rolled",
    "RuleBook", "RuleEvidence", "ScoreSheet", "actor_key", "backtest_ranking", "backtest_tables",
    "event_table", "events_of", "exposures_of", "find_actor", "fit_forecast", "fit_happening", "fit_hazard", "fit_ranking",
    "hazard_estimate", "is_forecast", "leave_one_out", "overrule", "read_rows", "resolve", "roll", "score_ranks",
    "score_sheet", "standing",
]  # fmt: skip
