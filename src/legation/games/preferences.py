"""From what a decision maker is said to want to an order of the feasible states.

Takes a `Model`, its `StateSpace` and a decision maker; returns an `Order`: a whole-number rank
for each state, the rank up to which states are greatly worse, and whether any pair of states has
an unknown order (then the rank is one order among those that fit).  Option prioritising after
Fang, Hipel, Kilgour and Peng (2003), IEEE Trans. SMC-C 33(1); strength of preference after
Hamouda, Kilgour and Hipel (2004), Group Decision and Negotiation 13.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legation.errors import ModelFileError
from legation.games.model import Comparison, DecisionMaker, Model, Preferences, Statement
from legation.games.partial import PartialOrder, cycle_of
from legation.games.statements import parse_statement
from legation.games.states import StateSpace

Ranks = NDArray[np.int64]
Truth = NDArray[np.bool_]
COMPARISON_LIMIT = 2048  # states up to which a partial order is kept as a matrix


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """One decision maker's order of n states.

    `rank` int64[n], larger is better, from 0 without gaps.  `great` int64[n]: states of rank at
    most `great[s]` are greatly worse than s (-1: none).  `complete`: no pair is unknown.
    """

    rank: Ranks
    great: Ranks
    complete: bool = True


def order_states(model: Model, space: StateSpace, maker: DecisionMaker) -> Order:
    """The order of all states of *space* for *maker*.

    Raises
    ------
    ModelFileError
        With the line: an unknown option or state, a statement that no feasible state fulfils, a
        cycle, a state ranked twice or not at all.
    """
    wants = maker.preferences
    n = len(space)
    if maker.chance:
        return Order(np.zeros(n, np.int64), no_strength(n))
    if wants.form == "ranking":
        order = _by_ranking(model, space, wants)
    elif wants.form == "statements":
        order = _by_statements(model, space, wants)
    elif wants.form == "weights":
        order = _by_weights(model, space, wants)
    elif wants.form == "comparisons":
        order = _by_comparisons(model, space, wants)
    else:
        order = Order(np.zeros(n, np.int64), no_strength(n), n <= 1)
    tied = wants.ties == "unknown" and len(np.unique(order.rank)) < n
    if tied or wants.unknown:
        order = Order(order.rank, order.great, False)
    return order


def no_strength(n: int) -> Ranks:
    """No state of *n* greatly worse than any (read-only, without memory)."""
    return np.broadcast_to(np.int64(-1), (n,))


def dense(keys: NDArray[np.generic]) -> Ranks:
    """Ranks from 0 without gaps of any sortable keys."""
    ranks: Ranks = np.unique(keys, return_inverse=True)[1].astype(np.int64).reshape(-1)
    return ranks


def placed(model: Model, space: StateSpace, text: str, line: int | None) -> NDArray[np.intp]:
    """Places of the states that *text* means, with the line in the error; at least one."""
    try:
        found = space.matching(text)
    except ModelFileError as error:
        raise model.wrong(str(error), line) from None
    if not len(found):
        raise model.wrong(f"state {text!r} is not feasible; take it out of the preferences", line)
    return found


def ranked_groups(model: Model, space: StateSpace, wants: Preferences) -> list[NDArray[np.intp]]:
    """A ranking's groups as places of states, best first; no state twice."""
    groups, seen = [], np.zeros(len(space), bool)
    for group in wants.ranking:
        parts = [placed(model, space, text, wants.line) for text in group]
        places = np.concatenate(parts)
        again = places[seen[places]]
        if len(again) or len(np.unique(places)) < len(places):
            twice = space.label(int(again[0] if len(again) else places[0]))
            raise model.wrong(f"the ranking holds state {twice} twice: a cycle", wants.line)
        seen[places] = True
        groups.append(places)
    return groups


def _by_ranking(model: Model, space: StateSpace, wants: Preferences) -> Order:
    groups = ranked_groups(model, space, wants)
    n, top = len(space), len(groups)
    ranked = sum(len(g) for g in groups)
    if ranked < n and wants.rest == "refuse":
        missing = sorted(set(range(n)) - {int(p) for g in groups for p in g})
        raise model.wrong(
            f"the ranking leaves out {n - ranked} feasible states, first {space.label(missing[0])}; "
            'add them, or say rest = "unknown" or "worst"',
            wants.line,
        )
    extra = 1 if ranked < n else 0
    rank = np.zeros(n, np.int64)
    great = no_strength(n).copy()
    for place, group in enumerate(groups):
        rank[group] = top - 1 - place + extra
        drop = next((d for d in sorted(wants.great_after) if d >= place), None)
        if drop is not None:
            great[group] = top - 2 - drop + extra
    return Order(rank, great, not (extra and wants.rest == "unknown"))


def truth_of(model: Model, space: StateSpace, statement: Statement) -> Truth:
    """Where *statement* holds; refuses one that no feasible state fulfils."""
    if space.names:
        raise model.wrong("statements need options; this model lists states", statement.line)
    try:
        truth = parse_statement(statement.say, model.option_bits()).holds(space.codes)
    except ModelFileError as error:
        raise model.wrong(str(error), statement.line) from None
    if not truth.any():
        raise model.wrong(
            f"statement {statement.say!r} is impossible: no feasible state fulfils it; drop or "
            "change it",
            statement.line,
        )
    return truth


def lexicographic(truths: list[Truth], n: int) -> Ranks:
    """Rank of states by which statements hold, the first counting more than all after it.

    rank orders sum_j 2^(k-j) [statement j holds] (Fang et al. 2003, eq. 1), computed by parts so
    that any number of statements fits.
    """
    key = np.zeros(n, np.int64)
    for place, truth in enumerate(truths):
        key = key * 2 + truth
        if place % 30 == 29:
            key = dense(key)
    return dense(key)


def _by_statements(model: Model, space: StateSpace, wants: Preferences) -> Order:
    truths = [truth_of(model, space, s) for s in wants.statements]
    n = len(space)
    rank = lexicographic(truths, n)
    marks = [s.greatly for s in wants.statements]
    greats = sum(marks)
    if any(marks[greats:]):
        late = next(s for s, m in zip(wants.statements[greats:], marks[greats:], strict=True) if m)
        raise model.wrong(
            f"statement {late.say!r} is marked greatly below one that is not; what counts "
            "greatly comes first",
            late.line,
        )
    great = no_strength(n)
    if greats:
        upper = lexicographic(truths[:greats], n)
        lowest = np.full(int(upper.max()) + 1, n, np.int64)
        np.minimum.at(lowest, upper, rank)
        great = lowest[upper] - 1
    return Order(rank, great, not _tier_doubt(wants, truths))


def tiers(statements: tuple[Statement, ...]) -> list[list[int]]:
    """Places of statements grouped by tier; one without a tier stands alone.

    Examples
    --------
    >>> tiers((Statement(say="a"), Statement(say="b", tier=2), Statement(say="c", tier=2)))
    [[0], [1, 2]]
    """
    found: list[list[int]] = []
    for place, statement in enumerate(statements):
        same = place and statement.tier is not None
        if same and statements[place - 1].tier == statement.tier:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _tier_doubt(wants: Preferences, truths: list[Truth]) -> bool:
    """Whether some two states differ in a tier in both directions, with all above it equal."""
    above = np.zeros(len(truths[0]) if truths else 0, np.int64)
    for tier in tiers(wants.statements):
        held = dense(np.stack([truths[j] for j in tier]).T @ (1 << np.arange(len(tier))))
        if len(tier) > 1:
            rows = np.unique(np.stack([above, *[truths[j] for j in tier]]).T, axis=0)
            for part in np.split(rows, np.flatnonzero(np.diff(rows[:, 0])) + 1):
                sets = part[:, 1:].astype(bool)
                below = (sets[:, None, :] <= sets[None, :, :]).all(-1)
                if not (below | below.T).all():
                    return True
        above = dense(above * (int(held.max()) + 1) + held)
    return False


def _by_weights(model: Model, space: StateSpace, wants: Preferences) -> Order:
    score = np.zeros(len(space))
    for statement in wants.statements:
        if statement.weight is None:
            raise model.wrong(f"{statement.say!r} has no weight; give one", statement.line)
        score += statement.weight * truth_of(model, space, statement)
    score = np.round(score, 9)
    rank = dense(score)
    great = no_strength(len(space))
    if wants.great_gap is not None:
        levels = np.unique(score)
        great = np.searchsorted(levels, score - wants.great_gap + 1e-9, side="right") - 1
    return Order(rank, great.astype(np.int64))


def _by_comparisons(model: Model, space: StateSpace, wants: Preferences) -> Order:
    partial = partial_order(model, space, wants)
    rank = dense(partial.better.sum(1))
    great = no_strength(len(space))
    if any(c.greatly for c in wants.comparisons):
        worse = np.where(partial.great, rank[None, :], -1)
        great = worse.max(1)
    open_pairs = ~(partial.better | partial.better.T | partial.same)
    return Order(rank, great, not open_pairs.any())


def partial_order(model: Model, space: StateSpace, wants: Preferences) -> PartialOrder:
    """The closure of all comparisons; a cycle is refused with the line that closes it."""
    n = len(space)
    if n > COMPARISON_LIMIT:
        raise model.wrong(
            f"comparisons work up to {COMPARISON_LIMIT:,} states, not {n:,}; use statements",
            wants.line,
        )
    pairs: list[tuple[Comparison, NDArray[np.intp], NDArray[np.intp]]] = []
    for item in wants.comparisons:
        upper = placed(model, space, item.prefer, item.line)
        lower = placed(model, space, item.over, item.line)
        pairs.append((item, upper, lower))
    found = PartialOrder.closure(n, [(u, v, c.equal, c.greatly) for c, u, v in pairs])
    if found is None:
        place, chain = cycle_of(n, [(u, v, c.equal, c.greatly) for c, u, v in pairs])
        names = " > ".join(str(space.label(p)) for p in chain)
        raise model.wrong(
            f"the comparisons run in a cycle: {names}; drop one of them", pairs[place][0].line
        )
    return found
