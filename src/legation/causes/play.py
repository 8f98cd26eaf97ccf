"""A map played forward: what moves when variables are pressed, over maps drawn from what is uncertain.

Takes a `CauseMap`, strategies, and the variables that are pressed; returns for each variable how
often it rises and falls by two methods, the paths that carry it, and the edges that matter most.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from legation.causes.graph import Path, paths
from legation.causes.maps import AUTHORS, Assertion, CauseMap, Edge
from legation.causes.strategies import Strategy
from legation.errors import UsageError

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
MOVED: Final = 0.05  # an activation beyond this is a change
OFTEN: Final = 0.25  # share of runs from which on a direction is told
CHUNK: Final = 512  # runs at a time
WORK: Final = 200_000_000  # steps of single edges that all strikes may take together
CARRIED: Final = 3  # paths shown of a variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """How sure a run is of what kind of edge.

    `modes`: the probability that an edge of this mode acts as a cause, drawn once a run (0 leaves
    it out: justifications do not run unless asked).  `trust`: that a holder other than the authors
    is right, drawn once a run and holder.  `weights`: between which strengths an edge is drawn.
    """

    modes: Mapping[str, float] = field(
        default_factory=lambda: {"causes": 1.0, "motivates": 0.9, "enables": 0.6, "justifies": 0.0}
    )
    trust: float = 0.5
    weights: tuple[float, float] = (0.3, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """An edge or a strategy as it runs; `side`: the direction of its cause that fires it, 0: both."""

    cause: str
    effect: str
    sign: int
    probability: float
    holders: tuple[str, ...]
    mode: str
    side: int = 0
    edge: Edge | None = None
    strategy: Strategy | None = None

    @property
    def label(self) -> str:
        """As people read it."""
        if self.strategy is not None:
            return self.strategy.label
        return self.edge.label if self.edge is not None else f"{self.cause} → {self.effect}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """How often a variable rises, falls or stays, of all runs.

    `up`, `down`, `still`: by fuzzy cognitive map; `signs_up`, `signs_down`, `signs_still`,
    `ambiguous`: by sign algebra; `disagree`: the share of runs in which both give a direction and
    not the same.  `carried`: paths with the share of runs in which all their edges were there.
    """

    name: str
    up: float
    down: float
    still: float
    signs_up: float
    signs_down: float
    signs_still: float
    ambiguous: float
    disagree: float
    carried: tuple[tuple[Path, float], ...] = ()

    @property
    def way(self) -> int:
        """+1 or -1: where it goes more often than the other way, and in one run of four; else 0."""
        moved = max(self.up, self.down)
        return 0 if moved < OFTEN or self.up == self.down else 1 if self.up > self.down else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """What an edge or strategy is worth: the mean change of all activations without it.

    `most`: the variable that changes most, with its mean activation with and without.
    """

    label: str
    effect: float
    most: str
    with_it: float
    without: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A play: what was pressed, how it was drawn, and what came of it.

    `fired`: strategies with the share of runs in which they did.
    """

    holders: tuple[str, ...]
    pressed: Mapping[str, int]
    steps: int
    runs: int
    seed: int
    doubt: Doubt
    directions: tuple[Direction, ...]
    strikes: tuple[Strike, ...]
    fired: tuple[tuple[Strategy, float], ...]


def arcs_of(cause_map: CauseMap, rules: Iterable[Strategy] = ()) -> list[Arc]:
    """What runs: every edge, and every strategy that is no edge already."""
    found = [
        Arc(
            cause=e.cause, effect=e.effect, sign=e.sign, probability=e.probability(),
            holders=e.holders, mode=e.mode, edge=e,
        )
        for e in cause_map.edges
    ]  # fmt: skip
    for rule in rules:
        if rule.basis != "told mechanism":
            told = len({c.document for c in rule.evidence.values()})
            found.append(
                Arc(
                    cause=rule.variable, effect=rule.does, sign=rule.sign * rule.direction,
                    probability=(told + 1) / (told + 2), holders=(AUTHORS,), mode="strategy",
                    side=rule.direction, strategy=rule,
                )
            )  # fmt: skip
    return found


def play(
    cause_map: CauseMap,
    pressed: Mapping[str, int],
    *,
    rules: Sequence[Strategy] = (),
    steps: int = 6,
    runs: int = 1000,
    seed: int = 1,
    doubt: Doubt | None = None,
) -> Play:
    r"""Press variables up (+1) or down (-1) and keep them so, over *runs* drawn maps.

    Each run draws which holders are right, which modes act, which edges hold
    (`Edge.probability`) and how strong they are; then :math:`x' = \tanh(x + \sum w x)` for
    *steps* steps (a fuzzy cognitive map of changes, modified Kosko rule, tanh), and signs alone
    by sign algebra.  A strategy runs in the one direction that it names.  The same seed gives the
    same play.

    Raises
    ------
    UsageError
        If a pressed variable is on no edge, or *steps* or *runs* is below 1.

    References
    ----------
    Kosko (1986), Int. J. Man-Machine Studies 24, 65-75; Stylios and Groumpos (2004), IEEE Trans.
    SMC A 34(1), 155-162; Özesmi and Özesmi (2004), Ecological Modelling 176, 43-64.
    """
    doubt = doubt or Doubt()
    arcs = arcs_of(cause_map, rules)
    names = sorted({n for a in arcs for n in (a.cause, a.effect)} | set(pressed))
    if steps < 1 or runs < 1 or not pressed:
        raise UsageError("a play needs a pressed variable, and at least 1 step and 1 run")
    engine = Engine(arcs, names)
    rng = np.random.default_rng(seed)
    tally = _Tally(engine)
    for start in range(0, runs, CHUNK):
        count = min(CHUNK, runs - start)
        weights = draw(arcs, doubt, rng, count)
        held = engine.held(pressed, count)
        tally.add(weights, engine.run(weights, held, steps), engine.signs(weights, held, steps))
    draws = int(np.clip(WORK // (max(1, len(arcs)) ** 2 * steps), 16, max(runs, 16)))
    sample = draw(arcs, doubt, np.random.default_rng(seed), min(draws, runs))
    return Play(
        holders=cause_map.holders, pressed=dict(pressed), steps=steps, runs=runs, seed=seed,
        doubt=doubt, directions=_directions(cause_map, tally, pressed, steps),
        strikes=_strikes(engine, sample, pressed, steps),
        fired=tuple(
            (a.strategy, float(tally.fired[i] / runs))
            for i, a in enumerate(arcs)
            if a.strategy is not None
        ),
    )  # fmt: skip


def draw(arcs: Sequence[Arc], doubt: Doubt, rng: np.random.Generator, runs: int) -> Array:
    """Signed weights, arcs × runs; 0 where an arc does not hold in a run."""
    shape = (len(arcs), runs)
    there = rng.random(shape) < np.array([a.probability for a in arcs])[:, None]
    holders = sorted({h for a in arcs for h in a.holders})
    believed = rng.random((len(holders), runs)) < doubt.trust
    believed |= np.array([h == AUTHORS for h in holders], dtype=bool)[:, None]
    told = np.array([[h in a.holders for h in holders] for a in arcs], dtype=float)
    there &= (told.reshape(len(arcs), len(holders)) @ believed) > 0
    modes = sorted({a.mode for a in arcs})
    chances = np.array([doubt.modes.get(m, 1.0) for m in modes])
    acts = rng.random((len(modes), runs)) < chances[:, None]
    there &= acts[[modes.index(a.mode) for a in arcs]]
    strength = rng.uniform(*doubt.weights, size=shape)
    signs = np.array([float(a.sign) for a in arcs])[:, None]
    return np.where(there, strength * signs, 0.0)


class Engine:
    """Arcs sorted by effect, so that all that reaches a variable is summed at once."""

    def __init__(self, arcs: Sequence[Arc], names: Sequence[str]) -> None:
        self.arcs, self.names = arcs, tuple(names)
        place = {name: i for i, name in enumerate(names)}
        self.cause = np.array([place[a.cause] for a in arcs], dtype=int)
        effect = np.array([place[a.effect] for a in arcs], dtype=int)
        self.order = np.argsort(effect, kind="stable")
        self.targets, self.starts = np.unique(effect[self.order], return_index=True)
        self.side = np.array([a.side for a in arcs], dtype=float)[:, None]
        self.one_sided = bool(self.side.any())

    def held(self, pressed: Mapping[str, int], runs: int) -> Array:
        """Names × runs: the sign of what is pressed, 0 elsewhere."""
        column = np.array([float(pressed.get(name, 0)) for name in self.names])
        return np.repeat(column[:, None], runs, axis=1)

    def run(self, weights: Array, start: Array, steps: int, *, hold: bool = True) -> Array:
        """Activations after *steps*, names × runs; what *start* presses is held unless told not to."""
        fixed = (start != 0) & hold
        x = start
        for _ in range(steps):
            total = x.copy()
            if len(self.arcs):
                total[self.targets] += np.add.reduceat(
                    self.flows(weights, x)[self.order], self.starts
                )
            x = np.where(fixed, start, np.tanh(total))
        return x

    def flows(self, weights: Array, x: Array) -> Array:
        """What each arc carries; a one-sided one only what its cause's named direction gives."""
        moved = x[self.cause]
        if self.one_sided:
            moved = np.where((self.side != 0) & (moved * self.side < 0), 0.0, moved)
        return np.asarray(weights * moved, dtype=np.float64)

    def signs(self, weights: Array, start: Array, steps: int) -> tuple[Bools, Bools]:
        """Whether each variable may rise, and may fall, names × runs, by signs alone."""
        up, down = start > 0, start < 0
        fixed = start != 0
        plus, minus = weights > 0, weights < 0
        rises_ok, falls_ok = self.side >= 0, self.side <= 0
        for _ in range(steps if len(self.arcs) else 0):
            rises, falls = up[self.cause] & rises_ok, down[self.cause] & falls_ok
            more = ((plus & rises) | (minus & falls))[self.order]
            less = ((plus & falls) | (minus & rises))[self.order]
            new_up, new_down = up.copy(), down.copy()
            new_up[self.targets] |= np.logical_or.reduceat(more, self.starts)
            new_down[self.targets] |= np.logical_or.reduceat(less, self.starts)
            up, down = np.where(fixed, up, new_up), np.where(fixed, down, new_down)
        return up, down


class _Tally:
    """What runs came to, counted as they go by."""

    def __init__(self, engine: Engine) -> None:
        n = len(engine.names)
        self.engine, self.runs = engine, 0
        self.up, self.down = np.zeros(n), np.zeros(n)
        self.signs = np.zeros((4, n))  # up, down, still, ambiguous
        self.disagree = np.zeros(n)
        self.there: list[Bools] = []
        self.fired = np.zeros(len(engine.arcs))

    def add(self, weights: Array, x: Array, signs: tuple[Bools, Bools]) -> None:
        """Count one chunk of runs."""
        up, down = signs
        rose, fell = x > MOVED, x < -MOVED
        self.runs += x.shape[1]
        self.up += rose.sum(axis=1)
        self.down += fell.sum(axis=1)
        for row, which in enumerate((up & ~down, down & ~up, ~up & ~down, up & down)):
            self.signs[row] += which.sum(axis=1)
        self.disagree += ((rose & down & ~up) | (fell & up & ~down)).sum(axis=1)
        self.there.append(weights != 0)
        side = self.engine.side
        moved = x[self.engine.cause] * side > MOVED
        self.fired += ((side != 0) & moved & (weights != 0)).sum(axis=1)


def _directions(
    cause_map: CauseMap, tally: _Tally, pressed: Mapping[str, int], steps: int
) -> tuple[Direction, ...]:
    engine, runs = tally.engine, tally.runs
    there = np.concatenate(tally.there, axis=1)
    carried = _carried(_as_edges(engine.arcs, cause_map), engine.arcs, there, pressed, steps)
    found = []
    for i, name in enumerate(engine.names):
        up, down = float(tally.up[i] / runs), float(tally.down[i] / runs)
        signs = [float(v) for v in tally.signs[:, i] / runs]
        found.append(
            Direction(
                name=name, up=up, down=down, still=round(1 - up - down, 12), signs_up=signs[0],
                signs_down=signs[1], signs_still=signs[2], ambiguous=signs[3],
                disagree=float(tally.disagree[i] / runs), carried=carried.get(name, ()),
            )
        )  # fmt: skip
    return tuple(found)


def with_rules(cause_map: CauseMap, rules: Iterable[Strategy]) -> CauseMap:
    """A map with its actors' strategies as edges: what they do about what moves."""
    return _as_edges(arcs_of(cause_map, rules), cause_map)


def _as_edges(arcs: Sequence[Arc], cause_map: CauseMap) -> CauseMap:
    """All arcs as edges of a map, in the arcs' order; each strategy is a mode of its own."""
    edges = tuple(a.edge or _rule_edge(a, i) for i, a in enumerate(arcs))
    return CauseMap(holders=cause_map.holders, edges=edges)


def _rule_edge(arc: Arc, place: int) -> Edge:
    """A strategy as an edge, with the records that tell it."""
    told = arc.strategy.evidence if arc.strategy else {}
    assertions = tuple(
        Assertion(
            id=ident, holder=AUTHORS, citation=citation, confidence=arc.probability, hedged=False,
            cause=arc.cause, effect=arc.effect,
        )
        for ident, citation in told.items()
    )  # fmt: skip
    return Edge(
        cause=arc.cause, effect=arc.effect, sign=arc.sign, mode=f"strategy {place}",
        assertions=assertions,
    )  # fmt: skip


def _carried(
    whole: CauseMap, arcs: Sequence[Arc], there: Bools, pressed: Mapping[str, int], steps: int
) -> dict[str, tuple[tuple[Path, float], ...]]:
    """For each variable the paths from what is pressed that were there most often."""
    place = {id(e): i for i, e in enumerate(whole.edges)}
    often = there.mean(axis=1)
    live = CauseMap(
        holders=whole.holders, edges=tuple(e for e in whole.edges if often[place[id(e)]] > 0)
    )
    found: dict[str, list[tuple[Path, float]]] = {}
    for name, sign in sorted(pressed.items()):
        for path in paths(live, name, limit=min(steps, 4)):
            if _blocked(path, sign, arcs, place, pressed):
                continue
            rows = [place[id(e)] for e in path.edges]
            share = float(there[rows].all(axis=0).mean())
            found.setdefault(path.edges[-1].effect, []).append((path, share))
    return {
        name: tuple(sorted(ways, key=lambda w: (-w[1], len(w[0].edges), w[0].label))[:CARRIED])
        for name, ways in found.items()
    }


def _blocked(
    path: Path,
    sign: int,
    arcs: Sequence[Arc],
    place: Mapping[int, int],
    pressed: Mapping[str, int],
) -> bool:
    """Whether a strategy on the path does not fire that way, or what is pressed stands in it."""
    for edge in path.edges:
        side = arcs[place[id(edge)]].side
        if (side and side != sign) or edge.effect in pressed:
            return True
        sign *= edge.sign
    return False


def _strikes(
    engine: Engine, weights: Array, pressed: Mapping[str, int], steps: int
) -> tuple[Strike, ...]:
    """What each arc that can be reached is worth, on the same draws with it and without."""
    held = engine.held(pressed, weights.shape[1])
    whole = engine.run(weights, held, steps).mean(axis=1)
    found = []
    for i in _reached(engine, weights, held, steps):
        struck = weights.copy()
        struck[i] = 0.0
        without = engine.run(struck, held, steps).mean(axis=1)
        most = int(np.argmax(np.abs(whole - without)))
        arc = engine.arcs[i]
        effect = float(np.abs(whole - without).mean())
        if effect > 0:
            told = arc.strategy.evidence if arc.strategy else _ids(arc.edge)
            found.append(
                Strike(
                    label=arc.label, effect=effect, most=engine.names[most],
                    with_it=float(whole[most]), without=float(without[most]),
                    evidence=tuple(told),
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda s: (-s.effect, s.label)))


def _ids(edge: Edge | None) -> tuple[str, ...]:
    return () if edge is None else tuple(a.id for a in edge.assertions)


def _reached(engine: Engine, weights: Array, held: Array, steps: int) -> list[int]:
    """Places of the arcs whose cause moves in some run, and which are there in some run."""
    up, down = engine.signs(weights, held, steps)
    moved: Bools = np.any(up | down, axis=1)
    there: Bools = np.any(weights != 0, axis=1)
    return [int(i) for i in np.flatnonzero(moved[engine.cause] & there)]
