"""Strategy by the Graph Model for Conflict Resolution, on cited evidence.

Model files and cases in, stable states and their reasons out: see docs/games.md.
"""

from legation.games.caseanswer import (
    Answer,
    Score,
    Without,
    answer_case,
    answer_estimate,
    answer_json,
    compare_answers,
    score_case,
    score_json,
)
from legation.games.casefile import read_cases
from legation.games.casetemplate import Case, Known, Measured, case_model, measure, read_case
from legation.games.coalition import CoalitionSolution, coalition_improvements, solve_coalitions
from legation.games.comparison import ModelComparison, compare_models
from legation.games.evidence import Flag, cite_records, flags, strike
from legation.games.explanation import Explanation, describe_state, explain_state, explain_states
from legation.games.hypergame import HypergameSolution, solve_hypergame
from legation.games.inverse import Requirement, chance_of_stability, required_preferences
from legation.games.model import (
    Comparison,
    DecisionMaker,
    Graph,
    Infeasibility,
    Model,
    Option,
    Preferences,
    Statement,
)
from legation.games.modelfile import read_model, write_model
from legation.games.reports import (
    comparison_estimate,
    comparison_json,
    routes_json,
    solution_estimate,
    solution_json,
    uncertainty_estimate,
    uncertainty_json,
    unknown_json,
)
from legation.games.stability import CONCEPTS, Game, Solution, build_game, solve_game
from legation.games.states import feasible_states, status_quo
from legation.games.statusquo import Route, status_quo_routes
from legation.games.templates import TemplateStatement, Variable, fill_template
from legation.games.uncertainty import Struck, Uncertainty, assess_uncertainty, strike_each
from legation.games.unknown import UnknownSolution, solve_unknown

__all__ = [
    "CONCEPTS",
    "Answer",
    "Case",
    "CoalitionSolution",
    "Comparison",
    "DecisionMaker",
    "Explanation",
    "Flag",
    "Game",
    "Graph",
    "HypergameSolution",
    "Infeasibility",
    "Known",
    "Measured",
    "Model",
    "ModelComparison",
    "Option",
    "Preferences",
    "Requirement",
    "Route",
    "Score",
    "Solution",
    "Statement",
    "Struck",
    "TemplateStatement",
    "Uncertainty",
    "UnknownSolution",
    "Variable",
    "Without",
    "answer_case",
    "answer_estimate",
    "answer_json",
    "assess_uncertainty",
    "build_game",
    "case_model",
    "chance_of_stability",
    "cite_records",
    "coalition_improvements",
    "compare_answers",
    "compare_models",
    "comparison_estimate",
    "comparison_json",
    "describe_state",
    "explain_state",
    "explain_states",
    "feasible_states",
    "fill_template",
    "flags",
    "measure",
    "read_case",
    "read_cases",
    "read_model",
    "required_preferences",
    "routes_json",
    "score_case",
    "score_json",
    "solution_estimate",
    "solution_json",
    "solve_coalitions",
    "solve_game",
    "solve_hypergame",
    "solve_unknown",
    "status_quo",
    "status_quo_routes",
    "strike",
    "strike_each",
    "uncertainty_estimate",
    "uncertainty_json",
    "unknown_json",
    "write_model",
]
