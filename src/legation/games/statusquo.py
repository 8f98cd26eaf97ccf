"""Status-quo analysis: which equilibria can be reached from where things stand, and how.

After Li, Kilgour and Hipel (2005), "Status quo analysis in the graph model for conflict
resolution", J. Operational Research Society 56.  Takes a game and a start; returns for every
equilibrium the shortest legal sequence of improvements, or of any moves, that leads there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from legation.games.paths import Chain, all_chains
from legation.games.stability import Game


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How an equilibrium is reached from the status quo; None: it is not; empty: it is there.

    `by_improvements`: everybody moves to its own good at each step; `by_moves`: any legal moves.
    Chains hold (place of the mover, place of the state).
    """

    equilibrium: int
    by_improvements: Chain | None
    by_moves: Chain | None


def status_quo_routes(game: Game, start: int, equilibria: Sequence[int]) -> list[Route]:
    """A `Route` from the state at place *start* to each of *equilibria*."""
    everybody = range(len(game.names))
    better = all_chains(game, start, everybody, improving=True)
    free = all_chains(game, start, everybody, improving=False)
    return [
        Route(
            equilibrium=e,
            by_improvements=() if e == start else better.get(e),
            by_moves=() if e == start else free.get(e),
        )
        for e in equilibria
    ]
