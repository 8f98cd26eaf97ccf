"""How far a model's answer hangs on what is not known about preferences.

Monte Carlo over all rankings that fit what is known, and, where a record's confidence is given,
over which records are right.  Takes a `Model` and a seed; returns an `Uncertainty`: how often
each state is an equilibrium, which pair of states swings it, and what each record carries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legation.errors import ModelFileError
from legation.games.evidence import strike
from legation.games.model import DecisionMaker, Model
from legation.games.partial import random_orders
from legation.games.preferences import (
    Order,
    dense,
    lexicographic,
    no_strength,
    order_states,
    tiers,
    truth_of,
)
from legation.games.stability import Game, assemble, build_game, solve_game
from legation.games.unknown import relation, solve_unknown

Ranks = NDArray[np.int64]
SWING_LIMIT = 256  # states up to which every pair is tried as the one that swings


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """The pair of states whose order, for one decision maker, moves an equilibrium most.

    `difference`: how much more often `state` is an equilibrium when `one` is preferred to
    `other` than when it is not.
    """

    state: int
    maker: str
    one: int
    other: int
    difference: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """What falls without one record: equilibria (labels) that vanish and appear, or an error."""

    record: str
    lost: Mapping[str, tuple[int | str, ...]]
    gained: Mapping[str, tuple[int | str, ...]]
    error: str | None = None

    @property
    def matters(self) -> bool:
        """Whether anything changes without it."""
        return self.error is not None or any(self.lost.values()) or any(self.gained.values())


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """How often each state is an equilibrium, and what that hangs on.

    `frequency[concept][s]` is the share of `draws`, with 95 % Wilson bounds in `low` and `high`;
    `steps` those of the chain that drew orders, where one was needed.
    """

    game: Game
    draws: int
    seed: int
    steps: int
    frequency: Mapping[str, NDArray[np.float64]]
    low: Mapping[str, NDArray[np.float64]]
    high: Mapping[str, NDArray[np.float64]]
    swings: Mapping[str, tuple[Swing, ...]]
    struck: tuple[Struck, ...]


def assess_uncertainty(
    model: Model,
    *,
    seed: int,
    draws: int = 500,
    concepts: Sequence[str] = ("Nash", "GMR", "SMR", "SEQ"),
    confidence: Mapping[str, float] | None = None,
    strikes: bool = True,
) -> Uncertainty:
    """Solve *model* for *draws* random rankings that fit, and without each record in turn.

    Parameters
    ----------
    confidence : mapping, optional
        Probability that a record is right, by id; in each draw a record is struck with the rest
        of the probability.  Records that it does not name always count.
    strikes : bool
        Whether to look for the pairs that swing an equilibrium, and to strike each record.

    Raises
    ------
    ModelFileError
        If the model cannot be solved.
    """
    rng = np.random.default_rng(seed)
    game = build_game(model)
    sampler = _Sampler(model, game, rng, draws)
    hits = {c: np.zeros((draws, len(game.space)), bool) for c in concepts}
    ranks: list[list[Ranks]] = []
    for draw in range(draws):
        orders = sampler.draw(draw, confidence or {})
        solution = solve_game(assemble(model, game.space, orders), concepts)
        for concept in concepts:
            hits[concept][draw, solution.equilibria(concept)] = True
        ranks.append([order.rank for order in orders])
    frequency = {c: h.mean(0) for c, h in hits.items()}
    bounds = {c: wilson(f, draws) for c, f in frequency.items()}
    return Uncertainty(
        game=game,
        draws=draws,
        seed=seed,
        steps=sampler.steps,
        frequency=frequency,
        low={c: b[0] for c, b in bounds.items()},
        high={c: b[1] for c, b in bounds.items()},
        swings={c: _swings(game, hits[c], ranks) if strikes else () for c in concepts},
        struck=tuple(strike_each(model, concepts)) if strikes else (),
    )


def wilson(
    share: NDArray[np.float64], n: int, z: float = 1.959964
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """95 % bounds of shares of *n* draws (Wilson 1927, JASA 22).

    Examples
    --------
    >>> low, high = wilson(np.array([0.5]), 100)
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.404, 0.596)
    """
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


class _Sampler:
    """Random complete orders of each decision maker, drawn ahead where that is cheaper."""

    def __init__(self, model: Model, game: Game, rng: np.random.Generator, draws: int) -> None:
        self.model, self.game, self.rng, self.steps = model, game, rng, 0
        self.drawn: dict[str, Ranks] = {}
        for maker, order in zip(model.decision_makers, game.orders, strict=True):
            wants = maker.preferences
            if order.complete or maker.chance:
                continue
            if wants.unknown or wants.form in ("comparisons", "ranking"):
                known = relation(model, game.space, maker, game)
                same = ~(known.better | known.better.T | known.unknown)
                self.drawn[maker.name], steps = random_orders(known.better.T, same, draws, rng)
                self.steps = max(self.steps, steps)

    def draw(self, draw: int, confidence: Mapping[str, float]) -> list[Order]:
        """One complete order for each decision maker."""
        gone = [i for i, p in confidence.items() if self.rng.random() >= p]
        makers = strike(self.model, gone).decision_makers if gone else self.model.decision_makers
        found = []
        for maker, order in zip(makers, self.game.orders, strict=True):
            if maker.name in self.drawn:
                found.append(Order(self.drawn[maker.name][draw], no_strength(len(order.rank))))
            elif order.complete and not gone:
                found.append(order)
            else:
                found.append(self._fill(maker))
        return found

    def _fill(self, maker: DecisionMaker) -> Order:
        space, wants = self.game.space, maker.preferences
        if maker.chance:
            return order_states(self.model, space, maker)
        rank = np.zeros(len(space), np.int64)
        if wants.form == "statements":
            truths = [truth_of(self.model, space, s) for s in wants.statements]
            order = [
                tier[k] for tier in tiers(wants.statements) for k in self.rng.permutation(len(tier))
            ]
            rank = lexicographic([truths[j] for j in order], len(space))
        elif wants.form != "none":
            rank = order_states(self.model, space, maker).rank
        if wants.form == "none" or wants.ties == "unknown":
            rank = dense(rank + self.rng.random(len(space)) * 0.5)
        return Order(rank, no_strength(len(space)))


def _swings(
    game: Game, hits: NDArray[np.bool_], ranks: Sequence[Sequence[Ranks]]
) -> tuple[Swing, ...]:
    """For each state that is sometimes an equilibrium, the pair of states that moves it most."""
    n = len(game.space)
    share = hits.mean(0)
    open_states = np.flatnonzero((share > 0) & (share < 1))
    if n > SWING_LIMIT or not len(open_states):
        return ()
    best: dict[int, Swing] = {}
    one, other = np.triu_indices(n, 1)
    outcome = hits[:, open_states].astype(np.float64)
    for i in game.players:
        rank = np.stack([row[i] for row in ranks])
        first = (rank[:, one] > rank[:, other]).astype(np.float64)
        count = first.sum(0)
        varied = (count > 0) & (count < len(rank))
        if not varied.any():
            continue
        part, often = first[:, varied], count[varied]
        when = (part.T @ outcome) / often[:, None]
        otherwise = ((1 - part).T @ outcome) / (len(rank) - often)[:, None]
        difference = when - otherwise
        pairs = np.flatnonzero(varied)
        for column, state in enumerate(open_states):
            k = int(np.abs(difference[:, column]).argmax())
            gap = float(difference[k, column])
            if abs(gap) > abs(best[int(state)].difference if int(state) in best else 0.0):
                best[int(state)] = Swing(
                    state=int(state),
                    maker=game.names[i],
                    one=int(one[pairs[k]]),
                    other=int(other[pairs[k]]),
                    difference=gap,
                )
    return tuple(best[s] for s in sorted(best))


def strike_each(model: Model, concepts: Sequence[str]) -> list[Struck]:
    """Equilibria lost and gained without each record that *model* names, one at a time."""
    whole = _labels(model, concepts)
    found = []
    for record in model.evidence:
        try:
            without = _labels(strike(model, [record]), concepts)
        except ModelFileError as error:
            found.append(Struck(record=record, lost={}, gained={}, error=str(error)))
            continue
        found.append(
            Struck(
                record=record,
                lost={c: _sorted(whole[c] - without[c]) for c in concepts},
                gained={c: _sorted(without[c] - whole[c]) for c in concepts},
            )
        )
    return found


def _sorted(labels: set[int | str]) -> tuple[int | str, ...]:
    return tuple(sorted(labels, key=lambda x: (isinstance(x, str), x)))


def _labels(model: Model, concepts: Sequence[str]) -> dict[str, set[int | str]]:
    """Equilibria by concept; where preferences are unknown, what is sure in extension a."""
    game = build_game(model)
    if game.complete:
        solution = solve_game(game, concepts)
        return {c: {game.space.label(p) for p in solution.equilibria(c)} for c in concepts}
    partial = solve_unknown(model, game)
    return {c: {game.space.label(p) for p in partial.equilibria("a", c)} for c in concepts}
