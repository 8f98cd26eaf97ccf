"""The headline: weighted mean and median of positions, with intervals.

Takes an `Issue`; returns a `Headline` and `Estimate` records.  The two compromise rules have
done as well as or better than more elaborate models in published backtests (Thomson, Stokman,
Achen and König 2006, *The European Union Decides*; Achen 2006, in the same), so they stand first.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from legation.bargaining.challenge import ChallengeRun
from legation.bargaining.issue import Issue
from legation.records import Estimate

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """Weighted mean and median on the issue's scale, each with a 90 % interval."""

    mean: float
    median: float
    mean_interval: tuple[float, float]
    median_interval: tuple[float, float]
    draws: int
    seed: int


def weighted_mean(positions: Array, weights: Array) -> float:
    """Mean of positions, each counted by capability x salience: sum(w x) / sum(w).

    Examples
    --------
    >>> weighted_mean(np.array([0.0, 10.0]), np.array([1.0, 3.0]))
    7.5
    """
    return float(weights @ positions / weights.sum())


def weighted_median(positions: Array, weights: Array) -> float:
    """The position p with least sum(w |x - p|): the one that beats all others in paired votes.

    Where weight is even on both sides of a gap, the middle of the gap.

    Examples
    --------
    >>> weighted_median(np.array([4.0, 7.0, 10.0]), np.array([1.0, 1.0, 1.5]))
    7.0
    """
    order = np.argsort(positions, kind="stable")
    x, w = positions[order], weights[order]
    total, half = np.cumsum(w), w.sum() / 2
    at = int(np.searchsorted(total, half * (1 - 1e-12)))
    if abs(total[at] - half) <= 1e-12 * half and at + 1 < len(x):
        above = at + 1 + int(np.argmax(w[at + 1 :] > 0))
        return float((x[at] + x[above]) / 2)
    return float(x[at])


def headline(issue: Issue, *, seed: int, draws: int = 2000) -> Headline:
    """Weighted mean and median, with 90 % intervals over what is uncertain about the actors.

    In each draw position, salience and capability are normal with the actors' standard
    deviations, cut to their ranges.  Without any, the intervals are points.
    """
    x, s, c = (
        np.array([getattr(a, key) for a in issue.actors])
        for key in ("position", "salience", "capability")
    )
    rng = np.random.default_rng(seed)
    low, high = issue.span
    means, medians = np.empty(draws), np.empty(draws)
    for draw in range(draws):
        px, ps, pc = (
            v + rng.normal(size=len(v)) * np.array([getattr(a, f"{key}_sd") for a in issue.actors])
            for key, v in (("position", x), ("salience", s), ("capability", c))
        )
        weights = np.clip(ps, 0, 1) * np.clip(pc, 0, None)
        if not weights.sum() > 0:
            weights = s * c
        positions = np.clip(px, low, high)
        means[draw], medians[draw] = (
            weighted_mean(positions, weights),
            weighted_median(positions, weights),
        )
    return Headline(
        mean=weighted_mean(x, s * c),
        median=weighted_median(x, s * c),
        mean_interval=_interval(means),
        median_interval=_interval(medians),
        draws=draws,
        seed=seed,
    )


def _interval(values: Array) -> tuple[float, float]:
    low, high = np.quantile(values, [0.05, 0.95])
    return float(low), float(high)


def headline_json(issue: Issue, found: Headline) -> dict[str, Any]:
    """The headline as JSON values."""
    return {
        "issue": issue.name,
        "unit": issue.unit,
        "weighted_mean": found.mean,
        "weighted_median": found.median,
        "mean_interval": list(found.mean_interval),
        "median_interval": list(found.median_interval),
        "interval": 0.9,
        "draws": found.draws,
        "seed": found.seed,
    }


def challenge_json(run: ChallengeRun) -> dict[str, Any]:
    """A run of the challenge model as JSON values; `round_0` and the risk exponents first."""
    rounds = [
        {
            "median": r.median,
            "mean": r.mean,
            "positions": dict(zip(run.names, r.positions, strict=True)),
            "offers": [
                {"to": o.to, "by": o.by, "kind": o.kind, "position": o.position} for o in r.offers
            ],
        }
        for r in run.rounds
    ]
    return {
        "variant": run.variant.name,
        "stopped": run.stopped,
        "round_0": {
            "weighted_median": run.rounds[0].median,
            "weighted_mean": run.rounds[0].mean,
        },
        "risk_exponents": [dict(zip(run.names, r.risk, strict=True)) for r in run.rounds if r.risk],
        "rounds": rounds,
    }


def bargaining_estimate(issue: Issue, found: Headline, run: ChallengeRun | None = None) -> Estimate:
    """Headline and, beside it, a run of the challenge model, as a record."""
    beside = challenge_json(run) if run is not None else None
    return Estimate(
        room="bargaining",
        subject=issue.name,
        method="weighted mean and median",
        value={"mean": found.mean, "median": found.median, "beside": beside},
        uncertainty={
            "mean": list(found.mean_interval),
            "median": list(found.median_interval),
            "interval": 0.9,
        },
        parameters={
            "draws": found.draws,
            "unit": issue.unit,
            "variant": run.variant.name if run is not None else None,
            "judgements": [a.name for a in issue.actors if not a.evidence],
        },
        evidence=issue.evidence,
        seed=found.seed,
        as_of=issue.version,
    )
