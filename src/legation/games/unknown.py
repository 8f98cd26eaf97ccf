"""Stability where some preferences are unknown, in four extensions.

After Li, Hipel, Kilgour and Fang (2004), IEEE Trans. SMC-A 34(4).  The focal decision maker may
or may not leave for a state of unknown order, and may or may not be deterred by one:
a leaves and is not deterred, b does not leave and is not deterred, c leaves and is deterred,
d does not leave and is deterred.  Credible answers (SEQ) are improvements or moves of unknown
order.  Takes a model and its game; returns Boolean arrays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from legation.games.matrices import Matrix, answered, legal_reach, move_matrices
from legation.games.model import DecisionMaker, Model
from legation.games.partial import compose
from legation.games.preferences import (
    dense,
    partial_order,
    placed,
    ranked_groups,
    tiers,
    truth_of,
)
from legation.games.stability import Game
from legation.games.states import StateSpace

Stable = NDArray[np.bool_]
EXTENSIONS: Final = ("a", "b", "c", "d")
BASIC: Final = ("Nash", "GMR", "SMR", "SEQ")


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """`better[s, t]`: t is known to be better than s; `unknown[s, t]`: the order is unknown."""

    better: Matrix
    unknown: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class UnknownSolution:
    """`stable[extension][concept][i]` bool[n]."""

    game: Game
    stable: Mapping[str, Mapping[str, tuple[Stable, ...]]]

    def equilibria(self, extension: str, concept: str) -> list[int]:
        """Places of the states that are stable for every decision maker with preferences."""
        rows = [self.stable[extension][concept][i] for i in self.game.players]
        return [int(p) for p in np.flatnonzero(np.logical_and.reduce(rows))]


def relation(model: Model, space: StateSpace, maker: DecisionMaker, game: Game) -> Relation:
    """What is known of *maker*'s order of each pair of states."""
    wants, n = maker.preferences, len(space)
    rank = game.orders[game.names.index(maker.name)].rank
    better = rank[None, :] > rank[:, None]
    unknown = np.zeros((n, n), bool)
    if maker.chance:
        return Relation(better, unknown)
    if wants.form == "none":
        unknown = ~np.eye(n, dtype=bool)
    elif wants.form == "comparisons":
        known = partial_order(model, space, wants)
        better = known.better.T
        unknown = ~(known.better | known.better.T | known.same)
    elif wants.form == "statements":
        better, unknown = _by_tiers(model, space, maker)
    elif wants.form == "ranking" and wants.rest == "unknown":
        ranked = np.zeros(n, bool)
        for group in ranked_groups(model, space, wants):
            ranked[group] = True
        unknown = ~(ranked[:, None] & ranked[None, :])
        np.fill_diagonal(unknown, False)
    if wants.ties == "unknown":
        unknown |= ~(better | better.T) & ~np.eye(n, dtype=bool)
    for one, other in wants.unknown:
        block = np.ix_(
            placed(model, space, one, wants.line), placed(model, space, other, wants.line)
        )
        unknown[block] = True
        unknown.T[block] = True
        np.fill_diagonal(unknown, False)
    return Relation(better & ~unknown, unknown)


def _by_tiers(model: Model, space: StateSpace, maker: DecisionMaker) -> tuple[Matrix, Matrix]:
    """Compare by the first tier that differs: unknown if each state has what the other lacks."""
    n = len(space)
    truths = [truth_of(model, space, s) for s in maker.preferences.statements]
    better, unknown = np.zeros((n, n), bool), np.zeros((n, n), bool)
    above = np.zeros(n, np.int64)
    for tier in tiers(maker.preferences.statements):
        level = above[:, None] == above[None, :]
        gains, losses = np.zeros((n, n), bool), np.zeros((n, n), bool)
        for truth in (truths[j] for j in tier):
            gains |= truth[None, :] & ~truth[:, None]
            losses |= truth[:, None] & ~truth[None, :]
        better |= level & gains & ~losses
        unknown |= level & gains & losses
        for truth in (truths[j] for j in tier):
            above = dense(above * 2 + truth)
    return better, unknown


def solve_unknown(model: Model, game: Game) -> UnknownSolution:
    """Nash, GMR, SMR and SEQ in the extensions a to d; all four agree where all is known.

    Raises
    ------
    DataError
        If the game has too many states for matrices.
    """
    moves = move_matrices(game)
    known = [relation(model, game.space, m, game) for m in model.decision_makers]
    n = len(game.space)
    makers = range(len(moves))
    credible = [
        moves[j] if game.chance[j] else moves[j] & (known[j].better | known[j].unknown)
        for j in makers
    ]
    found: dict[str, dict[str, list[Stable]]] = {e: {c: [] for c in BASIC} for e in EXTENSIONS}
    for i in makers:
        reach = legal_reach({j: moves[j] for j in makers if j != i}, n)
        forced = legal_reach({j: credible[j] for j in makers if j != i}, n)
        for extension in EXTENSIONS:
            row = _extended(moves[i], known[i], (reach, forced), extension)
            for concept, stable in row.items():
                everywhere = np.ones(n, bool)
                found[extension][concept].append(everywhere if game.chance[i] else stable)
    return UnknownSolution(
        game, {e: {c: tuple(rows) for c, rows in part.items()} for e, part in found.items()}
    )


def _extended(
    own: Matrix, known: Relation, reach: tuple[Matrix, Matrix], extension: str
) -> dict[str, Stable]:
    gains = own & (known.better | known.unknown if extension in "ac" else known.better)
    sanctions = ~known.better if extension in "cd" else ~(known.better | known.unknown)
    unmended = sanctions & ~compose(~sanctions, own.T)
    return {
        "Nash": np.logical_not(gains.any(1)),
        "GMR": answered(gains, reach[0], sanctions),
        "SMR": answered(gains, reach[0], unmended),
        "SEQ": answered(gains, reach[1], sanctions),
    }
