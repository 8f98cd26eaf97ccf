"""Misperception: every decision maker plays the game that it sees.

A first-level hypergame (Bennett 1977, Omega 5; Wang, Hipel and Fraser 1988, Behavioral Science
33): a model for each decision maker and one for what is really possible.  Takes the models;
returns what each expects, where all come to rest, and who is surprised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from legation.errors import DataError
from legation.games.model import Model
from legation.games.stability import Game, build_game, solve_game
from legation.games.states import StateSpace

Deed = tuple[str, str]
World = frozenset[Deed]  # the options taken, each as (decision maker, option)


@dataclass(frozen=True, slots=True, kw_only=True)
class HypergameSolution:
    """States are sets of (decision maker, option) taken.

    `expected[i]`: the equilibria of what i sees; `equilibria`: real states that each finds stable
    for itself in what it sees; `surprised[i]`: equilibria that i did not expect, or cannot even
    describe; `missed[i]`: what i expects and will not happen.
    """

    concept: str
    expected: Mapping[str, tuple[World, ...]]
    equilibria: tuple[World, ...]
    surprised: Mapping[str, tuple[World, ...]]
    missed: Mapping[str, tuple[World, ...]]


def world(model: Model, space: StateSpace, place: int) -> World:
    """A state as the options taken in it."""
    code = int(space.codes[place])
    pairs = zip(model.options, model.bits, strict=True)
    return frozenset((o.by, o.name) for o, bit in pairs if code & bit)


def solve_hypergame(
    real: Model, seen: Mapping[str, Model], concept: str = "SEQ"
) -> HypergameSolution:
    """What each expects and what comes of it.

    Parameters
    ----------
    real : Model
        All options that there are, and what is feasible; its preferences count for those that
        see things as they are.
    seen : mapping
        The model of each decision maker that sees another game: options or others that it does
        not know are left out, preferences are those that it believes in.

    Raises
    ------
    DataError
        For a decision maker that the real model or its own does not have.
    """
    game = build_game(real)
    names = [game.names[i] for i in game.players]
    for name, model in seen.items():
        if name not in names or name not in [m.name for m in model.decision_makers]:
            raise DataError(f"{name!r} must be a decision maker in the real model and in its own")
    views = {name: _View(seen.get(name, real), name, concept) for name in names}
    worlds = [world(real, game.space, p) for p in range(len(game.space))]
    resting = tuple(w for w in worlds if all(v.finds_stable(w) for v in views.values()))
    expected = {name: tuple(v.expected) for name, v in views.items()}
    return HypergameSolution(
        concept=concept,
        expected=expected,
        equilibria=resting,
        surprised={name: tuple(w for w in resting if w not in expected[name]) for name in names},
        missed={name: tuple(w for w in expected[name] if w not in resting) for name in names},
    )


class _View:
    """One decision maker's game, asked about states of the real one."""

    def __init__(self, model: Model, name: str, concept: str) -> None:
        self.game: Game = build_game(model)
        solution = solve_game(self.game, [concept])
        self.known: set[Deed] = {(o.by, o.name) for o in model.options}
        self.worlds = [world(model, self.game.space, p) for p in range(len(self.game.space))]
        self.places = {w: p for p, w in enumerate(self.worlds)}
        self.stable: Sequence[bool] = solution.stable[concept][self.game.names.index(name)].tolist()
        self.expected = [self.worlds[p] for p in solution.equilibria(concept)]

    def finds_stable(self, state: World) -> bool:
        """Whether the state, as far as it is seen, is stable; False if it looks impossible."""
        place = self.places.get(state & frozenset(self.known))
        return place is not None and bool(self.stable[place])
