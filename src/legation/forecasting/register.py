"""A register of forecasts: resolved when events come in, overruled by people, and scored.

Forecasts and resolutions are `Estimate` rows; every function here is pure, rows in and rows out.
A forecast is open until its horizon has passed and the events known reach beyond it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import numpy as np

from legation.errors import UsageError
from legation.forecasting.forecast import METHOD
from legation.forecasting.table import EventTable
from legation.records import Estimate
from legation.scoring import brier_score, log_score

Outcome = Literal["happened", "did not happen", "open"]
RESOLUTION: Final = "forecast.resolution.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """How resolved forecasts fared; scores are None while nothing is resolved."""

    forecasts: int
    open: int
    happened: int
    brier: float | None
    log: float | None
    expected: float | None  # how many should have happened, by the forecasts
    base_brier: float | None  # of the pair's own base rates

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


def is_forecast(row: Estimate) -> bool:
    """Whether a row is a forecast of this room."""
    return row.room == "forecasting" and row.method == METHOD


def resolve(forecast: Estimate, table: EventTable, *, known_to: str) -> Estimate:
    """Whether a forecast has come true by the events known up to the day *known_to*.

    "open" until the horizon has passed, unless it has happened; the first such event is named.

    Raises
    ------
    UsageError
        If the row is no forecast.
    """
    if not is_forecast(forecast):
        raise UsageError(f"{forecast.id[:12]} is no forecast")
    asked = forecast.parameters
    first = date.fromisoformat(str(forecast.as_of))
    last = min(date.fromisoformat(asked["until"]), date.fromisoformat(known_to))
    found = _first_event(table, asked, first, last)
    outcome: Outcome = "happened" if found else "did not happen"
    if not found and known_to < asked["until"]:
        outcome = "open"
    value: dict[str, Any] = {"outcome": outcome}
    evidence: tuple[str, ...] = (forecast.id,)
    if found:
        value["date"] = found[0]
        evidence += found[1:]
    return _resolution(forecast, value, evidence, as_of=known_to, by="events")


def overrule(
    forecast: Estimate, outcome: Outcome, *, author: str, reason: str, as_of: str
) -> Estimate:
    """A person's word on how a forecast fared; it stands above what events say.

    Raises
    ------
    UsageError
        If the row is no forecast, or author or reason is missing.
    """
    if not is_forecast(forecast) or not author or not reason:
        raise UsageError("to decide on a forecast, name the forecast, the author and the reason")
    value = {"outcome": outcome, "reason": reason}
    return _resolution(forecast, value, (forecast.id,), as_of=as_of, by=author)


def standing(resolutions: Iterable[Estimate]) -> dict[str, Estimate]:
    """The resolution that stands for each forecast: a person's over the events', later over earlier."""
    out: dict[str, Estimate] = {}
    for row in resolutions:
        if row.method != RESOLUTION:
            continue
        key = str(row.parameters["forecast"])
        if key not in out or _weight(row) >= _weight(out[key]):
            out[key] = row
    return out


def score_sheet(forecasts: Sequence[Estimate], resolutions: Iterable[Estimate]) -> ScoreSheet:
    """Scores of the forecasts that are resolved, by the resolutions that stand."""
    stands = standing(resolutions)
    settled = [
        (f, stands[f.id].value["outcome"] == "happened")
        for f in forecasts
        if f.id in stands and stands[f.id].value["outcome"] != "open"
    ]
    nothing = ScoreSheet(
        forecasts=len(forecasts), open=len(forecasts) - len(settled),
        happened=0, brier=None, log=None, expected=None, base_brier=None,
    )  # fmt: skip
    if not settled:
        return nothing
    chance = np.array([float(f.value["probability"]) for f, _ in settled])
    base = np.array([float(f.parameters["base_rates"]["this_pair"]) for f, _ in settled])
    outcome = np.array([float(came) for _, came in settled])
    return ScoreSheet(
        forecasts=nothing.forecasts,
        open=nothing.open,
        happened=int(outcome.sum()),
        brier=brier_score(chance, outcome),
        log=log_score(chance, outcome),
        expected=float(chance.sum()),
        base_brier=brier_score(base, outcome),
    )


def _first_event(table: EventTable, asked: Any, first: date, last: date) -> tuple[str, ...] | None:
    """Date and evidence of the first such event on days (first, last], None if there is none."""
    names = (table.actors, table.relations, table.actors)
    wanted = (asked["source"], asked["type"], asked["target"])
    if any(name not in known for name, known in zip(wanted, names, strict=True)):
        return None
    s, r, o = (known.index(name) for name, known in zip(wanted, names, strict=True))
    low, high = (table.day_of(d.isoformat()) for d in (first, last))
    rows = np.flatnonzero(
        (table.source == s) & (table.relation == r) & (table.target == o)
        & (table.day > low) & (table.day <= high)
    )  # fmt: skip
    if not len(rows):
        return None
    row = int(rows[0])
    return (table.date_of(int(table.day[row])), *table.evidence[row : row + 1])


def _resolution(
    forecast: Estimate, value: dict[str, Any], evidence: tuple[str, ...], *, as_of: str, by: str
) -> Estimate:
    return Estimate(
        room="forecasting",
        subject=forecast.subject,
        method=RESOLUTION,
        value=value,
        uncertainty="as good as the coding of events" if by == "events" else "a person's judgement",
        parameters={"forecast": forecast.id, "by": by},
        evidence=evidence,
        as_of=as_of,
    )


def _weight(row: Estimate) -> tuple[bool, str]:
    return row.parameters["by"] != "events", str(row.as_of)
