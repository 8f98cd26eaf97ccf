"""Rare one-off acts, such as recognition or delisting: a hazard over all who could commit them.

Takes for each possible granter the time during which it could have acted and whether it did (or
statuses, see `exposures_of`); returns a `HazardFit`, or an `Estimate` of it.  The prior is Jeffreys',
the posterior a Gamma, and leave-one-granter-out says how little is known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from legation.errors import DataError, UsageError
from legation.records import Estimate, Status
from legation.scoring import FloatArray, brier_score, log_score

PRIOR_ACTS: Final = 0.5  # Jeffreys' prior for a rate
METHOD: Final = "forecast.hazard.v1"
YEAR: Final = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A granter: the years during which it could have acted, and whether it did at their end."""

    granter: str
    years: float
    acted: bool
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardFit:
    """Posterior of the yearly rate: Gamma(`acts` + 1/2, `years`)."""

    acts: int
    years: float
    granters: int

    def predict(self, years: float, *, level: float = 0.9) -> dict[str, Any]:
        r"""Probability that one granter acts within *years*, with its interval.

        .. math:: P = 1 - \left(\frac{T}{T + t}\right)^{k + 1/2}

        where *k* acts fell in *T* granter-years; the interval is that of the rate.

        >>> round(HazardFit(acts=1, years=10.0, granters=5).predict(1.0)["probability"], 4)
        0.1332
        """
        from scipy.special import gammaincinv

        if years <= 0:
            raise DataError(f"a horizon of {years} years; it must be positive")
        shape, tail = self.acts + PRIOR_ACTS, (1.0 - level) / 2.0
        rates = gammaincinv(shape, np.array([tail, 1.0 - tail])) / self.years
        low, high = 1.0 - np.exp(-rates * years)
        return {
            "probability": float(1.0 - (self.years / (self.years + years)) ** shape),
            "interval": [float(low), float(high)],
            "acts": self.acts,
            "granters": self.granters,
            "granter_years": self.years,
        }


def fit_hazard(exposures: Sequence[Exposure]) -> HazardFit:
    """The rate at which granters act, all taken together.

    Raises
    ------
    DataError
        If nobody was ever in a position to act.
    """
    years = sum(e.years for e in exposures)
    if years <= 0 or any(e.years < 0 for e in exposures):
        raise DataError("no granter had any time to act: a hazard needs exposure")
    return HazardFit(acts=sum(e.acted for e in exposures), years=years, granters=len(exposures))


def leave_one_out(exposures: Sequence[Exposure]) -> dict[str, Any]:
    """Each granter forecast from the others over its own time, against even odds and the mean.

    Skill near or below zero says that the cases do not tell granters apart.
    """
    if len(exposures) < 2:
        raise DataError("leave-one-granter-out needs at least two granters")
    chance, share = [], []
    for left, granter in enumerate(exposures):
        others = [e for i, e in enumerate(exposures) if i != left]
        chance.append(fit_hazard(others).predict(max(granter.years, 1e-9))["probability"])
        share.append((sum(e.acted for e in others) + 0.5) / (len(others) + 1.0))
    outcome: FloatArray = np.array([float(e.acted) for e in exposures])
    told: npt.NDArray[np.float64] = np.array(chance)
    even = np.full(len(outcome), 0.5)
    return {
        "granters": len(exposures),
        "acts": int(outcome.sum()),
        "brier": brier_score(told, outcome),
        "log": log_score(told, outcome),
        "brier_of_even_odds": brier_score(even, outcome),
        "brier_of_the_share": brier_score(np.array(share), outcome),
        "forecasts": dict(zip([e.granter for e in exposures], chance, strict=True)),
    }


def exposures_of(
    statuses: Iterable[Status],
    granters: Iterable[str],
    *,
    holder: str,
    act: tuple[str, str],
    since: str,
    until: str,
) -> tuple[Exposure, ...]:
    """How long each of *granters* could have done the *act*, (kind, value), towards *holder*.

    Each could from the day *since* to its first such status that is dated, else to *until*; a status
    without a date tells of no act.  Actors are named by their party.

    Raises
    ------
    UsageError
        If *until* is not after *since*.
    """
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    if last <= first:
        raise UsageError(f"{until} is not after {since}: nobody had time to act")
    done: dict[str, list[tuple[date, str]]] = {}
    for status in statuses:
        day = _first_day(status.start)
        ends = status.granted_by and status.granted_by.party
        if (status.kind, status.value) != act or (status.holder.party or "") != holder:
            continue
        if ends and day and first <= day <= last:
            done.setdefault(ends, []).append((day, status.id))
    out = []
    for granter in sorted(set(granters)):
        acts = sorted(done.get(granter, []))
        end = acts[0][0] if acts else last
        evidence = tuple(ident for _, ident in acts)
        years = (end - first).days / YEAR
        out.append(Exposure(granter=granter, years=years, acted=bool(acts), evidence=evidence))
    return tuple(out)


def _first_day(start: str | None) -> date | None:
    """The first day of a date cut to what is known."""
    return None if start is None else date.fromisoformat(f"{start}-01-01"[:10])


def hazard_estimate(
    exposures: Sequence[Exposure], *, holder: str, act: tuple[str, str], years: float, as_of: str
) -> Estimate:
    """How likely it is that one granter that has not acted does so within *years*, and the cases."""
    fit = fit_hazard([e for e in exposures if e.years > 0])
    told = fit.predict(years)
    waiting = [e.granter for e in exposures if not e.acted]
    left = leave_one_out(exposures) if len(exposures) > 1 else None
    return Estimate(
        room="forecasting",
        subject=f"{holder} {' '.join(act)}",
        method=METHOD,
        value={"probability": round(told["probability"], 6), "granters": waiting},
        uncertainty={"interval": [round(x, 6) for x in told["interval"]], "level": 0.9},
        parameters={
            "holder": holder,
            "act": list(act),
            "years": years,
            "acts": {e.granter: round(e.years, 2) for e in exposures if e.acted},
            "granter_years": round(fit.years, 2),
            "leave_one_out": left,
        },
        evidence=tuple(i for e in exposures for i in e.evidence),
        as_of=as_of,
    )
