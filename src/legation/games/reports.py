"""Results as `Estimate` records and as the JSON that the command line prints.

Takes a model and a solution; returns records that carry parameters, seed, evidence and, where
there is none, why there is no uncertainty.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from legation.games.comparison import ModelComparison
from legation.games.evidence import flags
from legation.games.hypergame import World
from legation.games.model import Model
from legation.games.stability import Game, Solution
from legation.games.statusquo import Route
from legation.games.uncertainty import Uncertainty
from legation.games.unknown import UnknownSolution
from legation.records import Estimate, Record


def solution_json(model: Model, solution: Solution) -> dict[str, Any]:
    """Equilibria and stabilities under the keys and state numbers of the case form."""
    game = solution.game
    labels = [game.space.label(p) for p in range(len(game.space))]
    found: dict[str, Any] = {
        "id": model.name,
        "equilibria": {c: [labels[p] for p in solution.equilibria(c)] for c in solution.stable},
        "stable_for": {
            c: {
                name: [labels[p] for p in row.nonzero()[0]]
                for name, row, chance in zip(game.names, rows, game.chance, strict=True)
                if not chance
            }
            for c, rows in solution.stable.items()
        },
    }
    if solution.strong:
        found["strong_equilibria"] = {
            c: [labels[p] for p in solution.strong_equilibria(c)] for c in solution.strong
        }
    return found


def unknown_json(model: Model, solution: UnknownSolution) -> dict[str, Any]:
    """Equilibria in each extension of stability under unknown preference."""
    game = solution.game
    return {
        "id": model.name,
        "unknown_preference": {
            e: {
                c: [game.space.label(p) for p in solution.equilibria(e, c)]
                for c in solution.stable[e]
            }
            for e in solution.stable
        },
    }


def routes_json(game: Game, routes: Sequence[Route]) -> list[dict[str, Any]]:
    """Status-quo routes with names and labels."""
    return [
        {
            "equilibrium": game.space.label(route.equilibrium),
            "by_improvements": _chain(game, route.by_improvements),
            "by_moves": _chain(game, route.by_moves),
        }
        for route in routes
    ]


def _chain(game: Game, chain: tuple[tuple[int, int], ...] | None) -> list[list[Any]] | None:
    if chain is None:
        return None
    return [[game.names[i], game.space.label(p)] for i, p in chain]


def solution_estimate(
    model: Model, solution: Solution, records: Mapping[str, Record] | None = None
) -> Estimate:
    """The solved model as a record; *records* let thin evidence be flagged."""
    return Estimate(
        room="games",
        subject=model.name,
        method="graph model stability",
        value=solution_json(model, solution),
        uncertainty="none stated: the answer follows from the model; see game uncertainty",
        parameters=_parameters(model, records) | {"concepts": list(solution.stable)},
        evidence=model.evidence,
        as_of=model.version,
    )


def uncertainty_json(model: Model, result: Uncertainty) -> dict[str, Any]:
    """Frequencies of the states that are ever an equilibrium, swings, and what records carry."""
    label = result.game.space.label
    return {
        "id": model.name,
        "draws": result.draws,
        "seed": result.seed,
        "frequency": {
            c: {
                str(label(int(p))): [
                    round(float(share[p]), 4),
                    round(float(result.low[c][p]), 4),
                    round(float(result.high[c][p]), 4),
                ]
                for p in share.nonzero()[0]
            }
            for c, share in result.frequency.items()
        },
        "swings": {
            c: [
                {
                    "state": label(s.state),
                    "maker": s.maker,
                    "one": label(s.one),
                    "other": label(s.other),
                    "difference": round(s.difference, 4),
                }
                for s in swings
            ]
            for c, swings in result.swings.items()
        },
        "struck": [
            {"record": s.record, "lost": s.lost, "gained": s.gained, "error": s.error}
            for s in result.struck
            if s.matters
        ],
    }


def uncertainty_estimate(
    model: Model, result: Uncertainty, records: Mapping[str, Record] | None = None
) -> Estimate:
    """The Monte Carlo as a record."""
    found = uncertainty_json(model, result)
    return Estimate(
        room="games",
        subject=model.name,
        method="graph model stability over random rankings",
        value={k: found[k] for k in ("swings", "struck")},
        uncertainty=found["frequency"],
        parameters=_parameters(model, records) | {"draws": result.draws, "steps": result.steps},
        evidence=model.evidence,
        seed=result.seed,
        as_of=model.version,
    )


def _parameters(model: Model, records: Mapping[str, Record] | None) -> dict[str, Any]:
    return {
        "version": model.version,
        "judgements": list(model.judgements),
        "flags": [[f.element, f.why] for f in flags(model, records)],
    }


def comparison_json(result: ModelComparison) -> dict[str, Any]:
    """Differences, and the equilibria that stay, appear and vanish with their causes."""
    return {
        "concept": result.concept,
        "differences": [{"text": d.text, "evidence": list(d.evidence)} for d in result.differences],
        "kept": [world_text(w) for w in result.kept],
        "changes": [
            {
                "state": world_text(c.state),
                "appears": c.appears,
                "because": [d.text for d in c.because],
            }
            for c in result.changes
        ],
    }


def comparison_estimate(old: Model, new: Model, result: ModelComparison) -> Estimate:
    """The comparison of two versions as a record."""
    return Estimate(
        room="games",
        subject=new.name,
        method="comparison of conflict models",
        value=comparison_json(result),
        uncertainty="none stated: both answers follow from their models; see game uncertainty",
        parameters={"old": old.version, "new": new.version, "concept": result.concept},
        evidence=tuple(dict.fromkeys((*old.evidence, *new.evidence))),
        as_of=new.version,
    )


def world_text(state: World) -> str:
    """A state by the options taken in it: "Russia: recognise; West: sanction"."""
    makers: dict[str, list[str]] = {}
    for by, name in sorted(state):
        makers.setdefault(by, []).append(name)
    parts = [f"{by}: {', '.join(names)}" if by else names[0] for by, names in makers.items()]
    return "; ".join(parts) or "nothing done"
