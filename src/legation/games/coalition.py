"""Stability for coalitions: what several can do together, and what deters them.

After Kilgour, Hipel, Fang and Peng (2001), Group Decision and Negotiation 10, for coalition
improvements, and Inohara and Hipel (2008), J. Systems Science and Systems Engineering 17, for the
coalition versions of Nash, GMR, SMR and SEQ.  Takes a complete game; returns Boolean arrays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from legation.errors import DataError
from legation.games.matrices import Matrix, answered, better_for, legal_reach, move_matrices
from legation.games.partial import compose
from legation.games.stability import Game

Stable = NDArray[np.bool_]
Coalition = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CoalitionSolution:
    """`stable[concept][coalition]` bool[n]; `equilibria[concept]`: stable for all coalitions."""

    stable: Mapping[str, Mapping[Coalition, Stable]]

    def equilibria(self, concept: str) -> list[int]:
        """Places of the states that no coalition leaves."""
        rows = list(self.stable[concept].values())
        return [int(p) for p in np.flatnonzero(np.logical_and.reduce(rows))]


def solve_coalitions(
    game: Game, coalitions: Sequence[Coalition] | None = None
) -> CoalitionSolution:
    """Coalition Nash, GMR, SMR and SEQ for each coalition (all that can form if not given).

    H improves from s to t if some legal sequence of its members leads there and t is better for
    every member.  An answer deters H if some member ends no better than at s; for SMR, no legal
    sequence of H mends that for all its members; for SEQ, the answer is a legal sequence of
    improvements of coalitions of the others.

    Raises
    ------
    DataError
        For unknown preferences, unknown names, or too many states.
    """
    if not game.complete:
        raise DataError("some preferences are unknown; coalitions need complete ones")
    moves = move_matrices(game)
    groups = all_coalitions(game) if coalitions is None else coalitions
    found: dict[str, dict[Coalition, Stable]] = {c: {} for c in ("Nash", "GMR", "SMR", "SEQ")}
    for group in groups:
        unknown = set(group) - {game.names[i] for i in game.players}
        if unknown or not group:
            raise DataError(f"no coalition of {', '.join(sorted(unknown)) or 'nobody'} here")
        members = [game.names.index(name) for name in group]
        for concept, stable in _solve(game, moves, members).items():
            found[concept][tuple(group)] = stable
    return CoalitionSolution(found)


def all_coalitions(game: Game) -> list[Coalition]:
    """Every non-empty set of decision makers with preferences, the smallest first."""
    names = [game.names[i] for i in game.players]
    return [c for size in range(1, len(names) + 1) for c in combinations(names, size)]


def coalition_improvements(
    game: Game, places: Sequence[int]
) -> dict[int, list[tuple[Coalition, int]]]:
    """For each of *places*, the coalitions of two or more that can improve on it, and where to."""
    moves = move_matrices(game)
    found: dict[int, list[tuple[Coalition, int]]] = {p: [] for p in places}
    for group in all_coalitions(game):
        if len(group) > 1:
            gains = _improvements(game, moves, [game.names.index(name) for name in group])
            for place in places:
                found[place] += [(group, int(t)) for t in np.flatnonzero(gains[place])]
    return found


def _reach(game: Game, moves: Sequence[Matrix], members: Sequence[int]) -> Matrix:
    return legal_reach({j: moves[j] for j in members}, len(game.space))


def _improvements(game: Game, moves: Sequence[Matrix], members: Sequence[int]) -> Matrix:
    better = better_for([game.orders[j].rank for j in members])
    return _reach(game, moves, members) & better


def _solve(game: Game, moves: Sequence[Matrix], members: list[int]) -> dict[str, Stable]:
    n = len(game.space)
    others = [j for j in range(len(game.names)) if j not in members]
    better = better_for([game.orders[j].rank for j in members])
    own_reach = _reach(game, moves, members)
    gains = own_reach & better
    worse = ~better
    reach = _reach(game, moves, others)
    unmended = worse & ~compose(better, own_reach.T)
    credible: dict[object, Matrix] = {}
    rivals = [j for j in others if not game.chance[j]]
    for size in range(1, len(rivals) + 1):
        for group in combinations(rivals, size):
            credible[group] = _improvements(game, moves, list(group))
    credible |= {(j,): moves[j] for j in others if game.chance[j]}
    return {
        "Nash": np.logical_not(gains.any(1)),
        "GMR": answered(gains, reach, worse),
        "SMR": answered(gains, reach, unmended),
        "SEQ": answered(gains, legal_reach(credible, n), worse),
    }
