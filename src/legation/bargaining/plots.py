"""Plots of an issue: who stands where with what power, and where they go by round.

Takes an `Issue` or a `ChallengeRun`; returns plotly figures, or the numbers behind them.
"""

from typing import TYPE_CHECKING

import numpy as np

from legation.bargaining.challenge import ChallengeRun
from legation.bargaining.issue import Issue

if TYPE_CHECKING:
    import plotly.graph_objects as go


def power_curve(issue: Issue) -> list[tuple[float, float, float]]:
    """(position, power there, share of all power at or below it), positions rising.

    Power is capability x salience; the share passes one half at the weighted median.
    """
    x = np.array([a.position for a in issue.actors])
    weight = np.array([a.capability * a.salience for a in issue.actors])
    positions, which = np.unique(x, return_inverse=True)
    power = np.bincount(which.reshape(-1), weights=weight)
    share = np.cumsum(power) / power.sum()
    return [(float(p), float(w), float(s)) for p, w, s in zip(positions, power, share, strict=True)]


def plot_power(issue: Issue) -> "go.Figure":
    """Bars of power by position, and its running share."""
    import plotly.graph_objects as go

    curve = power_curve(issue)
    x = [p for p, _, _ in curve]
    names = [", ".join(a.name for a in issue.actors if a.position == p) for p in x]
    figure = go.Figure()
    figure.add_bar(x=x, y=[w for _, w, _ in curve], text=names, name="power")
    figure.add_scatter(
        x=x, y=[s for _, _, s in curve], name="share at or below", line_shape="hv", yaxis="y2"
    )
    figure.update_layout(
        title=issue.name,
        xaxis_title=issue.unit or "position",
        yaxis_title="capability x salience",
        yaxis2={"overlaying": "y", "side": "right", "range": [0, 1]},
    )
    return figure


def plot_rounds(issue: Issue, run: ChallengeRun) -> "go.Figure":
    """Every actor's position by round, with the weighted median and mean."""
    import plotly.graph_objects as go

    rounds = list(range(len(run.rounds)))
    figure = go.Figure()
    for place, name in enumerate(run.names):
        figure.add_scatter(x=rounds, y=[r.positions[place] for r in run.rounds], name=name)
    for name, values in (
        ("median", [r.median for r in run.rounds]),
        ("mean", [r.mean for r in run.rounds]),
    ):
        figure.add_scatter(x=rounds, y=values, name=name, line={"width": 4, "dash": "dash"})
    figure.update_layout(
        title=f"{issue.name}: {run.variant.name}",
        xaxis_title="round",
        yaxis_title=issue.unit or "position",
    )
    return figure
