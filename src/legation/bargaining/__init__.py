"""Bargaining over one issue that several parties decide together.

Actors with position, salience and capability in; the capability- and salience-weighted mean and
median with intervals out, and beside them the challenge model as named variants.
See docs/bargaining.md.
"""

from legation.bargaining.challenge import (
    DEFAULT,
    VARIANTS,
    ChallengeRun,
    Offer,
    Round,
    Variant,
    risk_exponents,
    run_challenge,
)
from legation.bargaining.issue import Issue, Stakeholder, read_issue
from legation.bargaining.outcome import (
    Headline,
    bargaining_estimate,
    challenge_json,
    headline,
    headline_json,
    weighted_mean,
    weighted_median,
)
from legation.bargaining.plots import plot_power, plot_rounds, power_curve

__all__ = [
    "DEFAULT",
    "VARIANTS",
    "ChallengeRun",
    "Headline",
    "Issue",
    "Offer",
    "Round",
    "Stakeholder",
    "Variant",
    "bargaining_estimate",
    "challenge_json",
    "headline",
    "headline_json",
    "plot_power",
    "plot_rounds",
    "power_curve",
    "read_issue",
    "risk_exponents",
    "run_challenge",
    "weighted_mean",
    "weighted_median",
]
