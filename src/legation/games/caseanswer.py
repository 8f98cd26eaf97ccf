"""What a case answers for each state, how robust that is, and how it fared.

Takes a `Case` and records; returns an `Answer` a state and version: the share of equilibria in
which the state does what is asked, over rankings that fit and records that may be wrong, and
what the answer is without each variable's evidence.  Answers are scored against the outcome.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from legation.games.casetemplate import Case, Known, Measured, case_model, measure
from legation.games.comparison import ModelComparison, compare_models
from legation.games.evidence import flags, strike
from legation.games.hypergame import world
from legation.games.model import Model
from legation.games.reports import world_text
from legation.games.stability import build_game, solve_game
from legation.games.uncertainty import Uncertainty, assess_uncertainty
from legation.records import Estimate, record_from_json

CONCEPTS: Final = ("Nash", "GMR", "SMR", "SEQ")
HEADLINE: Final = "SEQ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """The answer when all evidence of a variable, or of all that the state wants, is struck."""

    variable: str
    records: tuple[str, ...]
    share: float
    says: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a state should do by the records of one version.

    `share[concept]`: how much of the equilibria over all draws has the state do it; `says`:
    whether that is more than half under sequential stability; None if nothing is known of what
    the state wants.  `equilibria`: with states that no statement tells apart taken as equal.
    """

    state: str
    version: str
    model: Model
    variables: Mapping[str, Measured]
    says: bool | None
    share: Mapping[str, float]
    equilibria: Mapping[str, tuple[str, ...]]
    flags: tuple[tuple[str, str], ...]
    draws: int
    seed: int
    without: tuple[Without, ...] = ()


def answer_case(
    case: Case, state: str, version: str, known: Sequence[Known], *, seed: int = 1, draws: int = 200
) -> Answer:
    """Fill the template for *state* from what was known by *version*, and solve it.

    Raises
    ------
    ModelFileError
        If the case is no model that can be solved.
    """
    variables = measure(case, state, known, version)
    model = case_model(case, state, version, variables, open_ties=True)
    used = set(model.evidence)
    sure = {k.data["id"]: float(k.data["confidence"]) for k in known if k.data["id"] in used}
    share = shares(case, model, CONCEPTS, confidence=sure, seed=seed, draws=draws)
    found = Answer(
        state=state,
        version=version,
        model=model,
        variables=variables,
        says=_says(model, state, share),
        share=share,
        equilibria=_equilibria(case_model(case, state, version, variables, open_ties=False)),
        flags=_flags(model, known),
        draws=draws,
        seed=seed,
    )
    return replace(found, without=_without(case, found, sure))


def shares(
    case: Case,
    model: Model,
    concepts: Sequence[str],
    *,
    confidence: Mapping[str, float],
    seed: int,
    draws: int,
) -> dict[str, float]:
    """For each concept, the part of all equilibria drawn in which the option asked about is taken."""
    result = assess_uncertainty(
        model, seed=seed, draws=draws, concepts=concepts, confidence=confidence, strikes=False
    )
    return {concept: _share(case, model, result, concept) for concept in concepts}


def _share(case: Case, model: Model, result: Uncertainty, concept: str) -> float:
    bit = model.option_bits()[case.answer]
    often = result.frequency[concept]
    taken = (result.game.space.codes & bit) != 0
    return float(often[taken].sum() / often.sum()) if often.sum() else 0.5


def _says(model: Model, state: str, share: Mapping[str, float]) -> bool | None:
    return share[HEADLINE] > 0.5 if model.preferences_of(state).statements else None


def _equilibria(model: Model) -> dict[str, tuple[str, ...]]:
    game = build_game(model)
    solution = solve_game(game, CONCEPTS)
    return {
        c: tuple(world_text(world(model, game.space, p)) for p in solution.equilibria(c))
        for c in CONCEPTS
    }


def _flags(model: Model, known: Sequence[Known]) -> tuple[tuple[str, str], ...]:
    wanted = set(model.evidence)
    records = {k.data["id"]: record_from_json(k.data) for k in known if k.data["id"] in wanted}
    return tuple((f.element, f.why) for f in flags(model, records))


def _without(case: Case, found: Answer, sure: Mapping[str, float]) -> tuple[Without, ...]:
    """The answer without the evidence of each variable, and of all that the state itself wants."""
    if found.says is None:
        return ()  # there is nothing to take back
    model, used = found.model, set(found.model.evidence)
    resting = {
        name: measured.evidence
        for name, measured in found.variables.items()
        if used & set(measured.evidence)
    }
    own = model.preferences_of(found.state).statements
    resting["all its own"] = tuple(dict.fromkeys(i for s in own for i in s.evidence))
    answers = []
    for name, records in resting.items():
        left = strike(model, records)
        left_sure = {i: p for i, p in sure.items() if i not in records}
        share = shares(
            case, left, [HEADLINE], confidence=left_sure, seed=found.seed, draws=found.draws
        )
        says = _says(left, found.state, share)
        answers.append(Without(variable=name, records=records, share=share[HEADLINE], says=says))
    return tuple(answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How the answers of one version fared against what happened.

    `none`: states on which the records of that version give no answer.  `brier`: mean squared
    distance of the share from what happened, over all states; always saying one half gives 0.25.
    """

    version: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    none: tuple[str, ...]
    brier: float


def score_case(case: Case, answers: Sequence[Answer]) -> Score:
    """Score the answers of one version."""
    did = {a.state: a.state in case.outcome for a in answers}
    return Score(
        version=answers[0].version,
        hits=tuple(a.state for a in answers if a.says is not None and a.says == did[a.state]),
        misses=tuple(a.state for a in answers if a.says is not None and a.says != did[a.state]),
        none=tuple(a.state for a in answers if a.says is None),
        brier=sum((a.share[HEADLINE] - did[a.state]) ** 2 for a in answers) / len(answers),
    )


def compare_answers(case: Case, old: Answer, new: Answer) -> ModelComparison:
    """Which equilibria appear and vanish between two versions, and by which statement.

    States that no statement tells apart are taken as equal in both.
    """
    models = [
        case_model(case, a.state, a.version, a.variables, open_ties=False) for a in (old, new)
    ]
    return compare_models(models[0], models[1], HEADLINE)


def answer_json(found: Answer) -> dict[str, Any]:
    """An answer as JSON values."""
    return {
        "state": found.state,
        "version": found.version,
        "says": found.says,
        "share": {c: round(v, 4) for c, v in found.share.items()},
        "variables": {
            name: {
                "value": m.value,
                "for": list(m.speaks_for),
                "against": list(m.speaks_against),
            }
            for name, m in found.variables.items()
        },
        "statements": {
            maker.name: [s.say for s in maker.preferences.statements]
            for maker in found.model.decision_makers
            if not maker.chance
        },
        "equilibria": {c: list(texts) for c, texts in found.equilibria.items()},
        "flags": [list(f) for f in found.flags],
        "without": [
            {
                "variable": w.variable,
                "records": list(w.records),
                "share": round(w.share, 4),
                "says": w.says,
            }
            for w in found.without
        ],
        "draws": found.draws,
        "seed": found.seed,
    }


def score_json(case: Case, found: Score) -> dict[str, Any]:
    """A score as JSON values."""
    return {
        "version": found.version,
        "outcome": dict(case.outcome),
        "until": case.until,
        "hits": list(found.hits),
        "misses": list(found.misses),
        "none": list(found.none),
        "brier": round(found.brier, 4),
    }


def answer_estimate(case: Case, found: Answer) -> Estimate:
    """An answer as a record."""
    told = answer_json(found)
    return Estimate(
        room="games",
        subject=found.model.name,
        method="preference template filled from records, graph model stability",
        value={k: told[k] for k in ("says", "equilibria", "statements", "without")},
        uncertainty={"share": told["share"]},
        parameters={
            "question": case.question,
            "variables": told["variables"],
            "flags": told["flags"],
            "draws": found.draws,
        },
        evidence=found.model.evidence,
        seed=found.seed,
        as_of=found.version,
    )
