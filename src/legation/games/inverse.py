"""Inverse analysis: what one decision maker must prefer for a state to be stable for it.

After Kinsara, Kilgour and Hipel (2015), IEEE Trans. SMC: Systems 45(9).  Takes a game, a state
and a decision maker; returns conditions, each a list of states of which at least one must not be
preferred to the state, whether they hold now, and the fewest states whose place must change.
The other decision makers' preferences are taken as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from legation.errors import DataError
from legation.games.paths import all_chains
from legation.games.stability import Game

CLAUSE_LIMIT = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What makes a state stable: every condition needs one of its alternatives.

    `conditions[c]` are alternatives; an alternative is a set of states none of which may be
    preferred to `place`.  `holds`: with the present preferences.  `repair`: the smallest set of
    states found that must fall to or below `place` (exact up to twelve open conditions).
    """

    maker: str
    place: int
    concept: str
    conditions: tuple[tuple[frozenset[int], ...], ...]
    holds: bool
    repair: frozenset[int]


def required_preferences(game: Game, place: int, focal: int, concept: str) -> Requirement:
    """The preferences over states that make *place* stable for *focal*.

    Nash: no state in reach is preferred.  GMR and SEQ: each state in reach is not preferred, or
    some state that the others can bring about from it (credibly, for SEQ) is not.  SMR: that
    state and all that *focal* can reach from it are not.

    Raises
    ------
    DataError
        For another concept.
    """
    if concept not in ("Nash", "GMR", "SMR", "SEQ"):
        raise DataError(f"no inverse analysis for {concept!r}; known: Nash, GMR, SMR, SEQ")
    others = [j for j in range(len(game.names)) if j != focal]
    conditions = []
    for target in (int(t) for t in game.movers[focal].targets(place)):
        alternatives = {frozenset({target})}
        if concept != "Nash":
            for end in all_chains(game, target, others, improving=concept == "SEQ"):
                needed = {end}
                if concept == "SMR":
                    needed |= {int(t) for t in game.movers[focal].targets(end)}
                alternatives.add(frozenset(needed - {place}))
        minimal = [a for a in alternatives if not any(b < a for b in alternatives)]
        conditions.append(tuple(sorted(minimal, key=lambda a: (len(a), sorted(a)))))
    rank = game.orders[focal].rank
    preferred = frozenset(int(p) for p in np.flatnonzero(rank > rank[place]))
    open_ones = [c for c in conditions if all(a & preferred for a in c)]
    return Requirement(
        maker=game.names[focal],
        place=place,
        concept=concept,
        conditions=tuple(conditions),
        holds=not open_ones,
        repair=_repair([[a & preferred for a in c] for c in open_ones]),
    )


def _repair(open_conditions: Sequence[Sequence[frozenset[int]]]) -> frozenset[int]:
    """A smallest union of one alternative from each; greedy beyond twelve conditions."""
    partial = {frozenset[int]()}
    for alternatives in open_conditions:
        grown = {done | a for done in partial for a in alternatives}
        partial = {g for g in grown if not any(h < g for h in grown)}
        if len(open_conditions) > 12 or len(partial) > CLAUSE_LIMIT:
            partial = set(sorted(partial, key=lambda g: (len(g), sorted(g)))[:50])
    return min(partial, key=lambda g: (len(g), sorted(g)))


def chance_of_stability(
    requirement: Requirement, n: int, rng: np.random.Generator, draws: int = 2000
) -> float:
    """Share of random rankings of all *n* states under which the requirement holds."""
    held = 0
    for _ in range(draws):
        rank = rng.permutation(n)
        below = rank <= rank[requirement.place]
        held += all(
            any(below[list(a)].all() for a in alternatives)
            for alternatives in requirement.conditions
        )
    return held / draws
