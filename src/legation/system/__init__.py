"""State variables of a diplomatic system, computed from records as of a day, and scored.

A system file and records in; states, scenarios and scores out.  See docs/system.md.
"""

from legation.system.model import (
    Hypothesis,
    Known,
    Matrix,
    Option,
    Rule,
    System,
    Variable,
)
from legation.system.scenario import (
    Indicator,
    Scenario,
    diff_scenarios,
    indicators,
    read_scenario,
    scenario_estimate,
)
from legation.system.scoring import Outcome, Score, outcomes, recent_changes, score_directions
from legation.system.state import Reading, State, Value, matches, state_of
from legation.system.systemfile import UP_DOWN, read_system

__all__ = [
    "UP_DOWN",
    "Hypothesis",
    "Indicator",
    "Known",
    "Matrix",
    "Option",
    "Outcome",
    "Reading",
    "Rule",
    "Scenario",
    "Score",
    "State",
    "System",
    "Value",
    "Variable",
    "diff_scenarios",
    "indicators",
    "matches",
    "outcomes",
    "read_scenario",
    "read_system",
    "recent_changes",
    "scenario_estimate",
    "score_directions",
    "state_of",
]
