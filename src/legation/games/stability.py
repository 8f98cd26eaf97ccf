"""Stability of every state for every decision maker: the matrix-free engine.

`build_game` compiles a `Model` to arrays, `solve_game` returns a `Solution`.  Every sanction test
asks for the worst state that the opponents can force, so one value iteration over legal
sequences (any number of moves, nobody twice in a row) serves all concepts:
Kilgour, Hipel and Fang (1987), Automatica 23; Fang, Hipel and Kilgour (1993), *Interactive
Decision Making*; strong and weak stability: Hamouda, Kilgour and Hipel (2006), IEEE SMC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from legation.errors import DataError
from legation.games.model import DecisionMaker, Model
from legation.games.moves import ArcMoves, Mover, OptionMoves, best
from legation.games.preferences import Order, order_states
from legation.games.simultaneous import simultaneous
from legation.games.states import StateSpace, feasible_states

Stable = NDArray[np.bool_]
Values = NDArray[np.int64]
CONCEPTS: Final = ("Nash", "GMR", "SMR", "SEQ", "SIM")
SIM_LIMIT = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Game:
    """A compiled model: n states, m decision makers.

    `orders[i]` and `movers[i]` belong to `names[i]`; `chance[i]`: moves without preferences, its
    every move counts as credible, and no state need be stable for it.
    """

    names: tuple[str, ...]
    space: StateSpace
    orders: tuple[Order, ...]
    movers: tuple[Mover, ...]
    chance: tuple[bool, ...]
    own: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every preference is known."""
        return all(order.complete for order in self.orders)

    @property
    def players(self) -> list[int]:
        """Places of those who have preferences."""
        return [i for i, chance in enumerate(self.chance) if not chance]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Which states are stable: `stable[concept][i]` bool[n] for `game.names[i]`.

    `strong` holds, under strength of preference, the states that are strongly stable; a stable
    state that is not strongly stable is weakly stable.  It is empty where nobody's preferences
    have strength.
    """

    game: Game
    stable: Mapping[str, tuple[Stable, ...]]
    strong: Mapping[str, tuple[Stable, ...]]

    def equilibria(self, concept: str) -> list[int]:
        """Places of the states that are stable for every decision maker."""
        rows = [self.stable[concept][i] for i in self.game.players]
        if not rows:
            raise DataError("no decision maker has preferences; a game of chance has no equilibria")
        return [int(p) for p in np.flatnonzero(np.logical_and.reduce(rows))]

    def strong_equilibria(self, concept: str) -> list[int]:
        """Places of the states that are strongly stable for every decision maker."""
        rows = [self.strong[concept][i] for i in self.game.players]
        return [int(p) for p in np.flatnonzero(np.logical_and.reduce(rows))]


def build_game(model: Model) -> Game:
    """Compile *model*.

    Raises
    ------
    ModelFileError
        With the line of the file, for whatever `feasible_states` and `order_states` refuse.
    """
    space = feasible_states(model)
    orders = tuple(order_states(model, space, maker) for maker in model.decision_makers)
    return assemble(model, space, orders)


def assemble(model: Model, space: StateSpace, orders: Sequence[Order]) -> Game:
    """A game from states and orders that are already known (random rankings, for example)."""
    makers = model.decision_makers
    movers = tuple(
        _mover(model, space, maker, order) for maker, order in zip(makers, orders, strict=True)
    )
    return Game(
        names=tuple(m.name for m in makers),
        space=space,
        orders=tuple(orders),
        movers=movers,
        chance=tuple(m.chance for m in makers),
        own=tuple(_bits_of(model, m.name, ("both", "forward", "back")) for m in makers),
    )


def _bits_of(model: Model, name: str, moves: tuple[str, ...]) -> int:
    pairs = zip(model.options, model.bits, strict=True)
    return sum(bit for option, bit in pairs if option.by == name and option.moves in moves)


def _mover(model: Model, space: StateSpace, maker: DecisionMaker, order: Order) -> Mover:
    top = len(space)
    if model.graph is not None:
        index = {name: place for place, name in enumerate(space.names)}
        listed = model.graph.moves.get(maker.name, {})
        arcs = {index[s]: [index[t] for t in ends] for s, ends in listed.items()}
        return ArcMoves(arcs, order.rank, top)
    return OptionMoves(
        space.codes,
        _bits_of(model, maker.name, ("both", "forward", "back")),
        order.rank,
        top,
        kept=_bits_of(model, maker.name, ("forward",)),
        lost=_bits_of(model, maker.name, ("back",)),
    )


def solve_game(game: Game, concepts: Sequence[str] | None = None) -> Solution:
    """Stability of every state for every decision maker under each concept.

    Nash: no improvement.  GMR: each improvement can be answered by the opponents with a state
    no better than the first.  SMR: so that no move of one's own mends it.  SEQ: answered by
    improvements of the opponents (credible).  SIM: spoiled by improvements that the opponents
    make at the same time; needs options, and at most `SIM_LIMIT` states (quadratic in them).

    Parameters
    ----------
    game : Game
        n states, m decision makers; all preferences known.
    concepts : sequence of str, optional
        Some of `CONCEPTS`; all that the game allows if not given.

    Raises
    ------
    DataError
        If preferences are unknown (see `unknown.py`), or a concept is unknown or not possible.
    """
    if not game.complete:
        raise DataError("some preferences are unknown; use the stability under unknown preference")
    allowed = [c for c in CONCEPTS if c != "SIM" or _sim_possible(game)]
    wanted = list(allowed if concepts is None else concepts)
    for concept in wanted:
        if concept not in allowed:
            raise DataError(
                f"{concept!r} cannot be computed; possible here: {', '.join(allowed)}"
                + (f" (SIM needs options and at most {SIM_LIMIT:,} states)")
            )
    with_strength = any((order.great >= 0).any() for order in game.orders)
    stable: dict[str, tuple[Stable, ...]] = {}
    strong: dict[str, tuple[Stable, ...]] = {}
    for concept in wanted:
        rows = [_stable(game, i, concept, with_strength) for i in range(len(game.names))]
        if concept == "SIM":
            rows = _simultaneous(game, with_strength)
        stable[concept] = tuple(row[0] for row in rows)
        if with_strength:
            strong[concept] = tuple(row[1] for row in rows)
    return Solution(game, stable, strong)


def _sim_possible(game: Game) -> bool:
    return not game.space.names and len(game.space) <= SIM_LIMIT


def _simultaneous(game: Game, with_strength: bool) -> list[tuple[Stable, Stable]]:
    plain = simultaneous(game, [order.rank for order in game.orders])
    strong = simultaneous(game, [o.great for o in game.orders]) if with_strength else plain
    return list(zip(plain, strong, strict=True))


def _stable(game: Game, i: int, concept: str, with_strength: bool) -> tuple[Stable, Stable]:
    """Where *i* is stable, and where strongly so, under a concept other than SIM."""
    order, mover = game.orders[i], game.movers[i]
    if game.chance[i] or concept == "SIM":
        everywhere = np.ones(len(game.space), bool)
        return everywhere, everywhere
    if concept == "Nash":
        nowhere_better = best(mover, order.rank, improving=True) < 0
        return nowhere_better, nowhere_better
    reached = best(mover, sanctions(game, i, concept), improving=True)
    return reached <= order.rank, (reached <= order.great) if with_strength else reached < 0


def sanctions(game: Game, focal: int, concept: str) -> Values:
    """The worst rank to which the others can bring *focal* from each state, at most n - 1.

    SMR counts what *focal* can still do about it; SEQ lets the others improve only.
    """
    value = game.orders[focal].rank
    if concept == "SMR":
        value = np.maximum(value, best(game.movers[focal], value, improving=False))
    forced = worst_forced(game, focal, value, improving=concept == "SEQ")
    return np.minimum(forced, len(game.space) - 1)


def _can_move(game: Game, i: int) -> bool:
    return bool(game.own[i]) or bool(game.space.names)


def worst_forced(game: Game, focal: int, value: Values, *, improving: bool) -> Values:
    """Least *value* at the end of any legal sequence of moves of the others than *focal*.

    f_j(s) = min over moves t of j from s of min(value(t), min over k != j of f_k(t)), iterated
    from above to its fixed point; the result is min over j of f_j, n where nobody can move.
    With *improving*, each move must be an improvement for its mover (chance moves freely).

    Parameters
    ----------
    value : int64[n] in [0, n)
    """
    others = [j for j in range(len(game.names)) if j != focal and _can_move(game, j)]
    top = len(game.space)
    if not others:
        return np.full(top, top, np.int64)
    forced = {j: np.full(top, top, np.int64) for j in others}
    stale = dict.fromkeys(others, True)
    while any(stale.values()):
        j = next(j for j in others if stale[j])
        stale[j] = False
        reached = value
        for k in others:
            if k != j:
                reached = np.minimum(reached, forced[k])
        new = game.movers[j].worst(reached, improving=improving and not game.chance[j])
        if not np.array_equal(new, forced[j]):
            forced[j] = new
            stale.update((k, True) for k in others if k != j)
    result: Values = np.minimum.reduce(list(forced.values()))
    return result
