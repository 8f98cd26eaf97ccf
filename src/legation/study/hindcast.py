"""A system's forecasts of an earlier day, scored against what happened.

From what was known on a day, the changes of the months before it are set free on the maps of that
day; the directions that come out are scored against the levels of a later day, beside guesses that
know no map and beside the same map with its signs permuted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from legation import causes, system
from legation.study.system import SystemView, view

if TYPE_CHECKING:
    from pathlib import Path

    from legation.study import Study

MONTHS: Final = 24  # before the day, in which a change counts as recent
STEPS: Final = 6
STRENGTH: Final = 0.65  # of every edge: the middle of what plays draw from
MAPS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindcast:
    """One day's directions and what came: by map, by signs alone, and by guesses.

    `percentile`: the share of permuted maps that score less, and half of those that score the
    same, in percent; 50 is what chance would give.  `permuted`: their scores, lowest first.
    """

    as_of: str
    until: str
    pressed: Mapping[str, int]
    directions: Mapping[str, int]
    by_signs: Mapping[str, int | None]
    outcomes: tuple[system.Outcome, ...]
    score: system.Score
    signs: system.Score
    persistence: system.Score
    momentum: system.Score
    permuted: tuple[float, ...]
    percentile: float
    edges: int


def hindcast(
    study: "Study",
    as_of: str,
    until: str,
    *,
    path: "Path | str | None" = None,
    seed: int = 1,
    maps: int = MAPS,
) -> Hindcast:
    """The directions foretold on the day *as_of* for the time up to *until*, scored.

    What happened is read with all that the ledger knows of *until*; the forecast uses nothing that
    came out after *as_of*.
    """
    then = view(study, as_of, path=path)
    pressed = system.recent_changes(then.state, MONTHS)
    came = system.outcomes(then.state, _afterwards(study, then, until, path))
    arcs = causes.arcs_of(then.map().only(_RUN), then.strategies())
    told = spread(arcs, pressed, np.array([[float(a.sign)] for a in arcs]))[0]
    signs = causes.spread_signs([(a.cause, a.effect, a.sign) for a in arcs], pressed, steps=STEPS)
    score = system.score_directions(told, came)
    shares = _permuted(arcs, pressed, came, np.random.default_rng(seed), maps)
    return Hindcast(
        as_of=as_of, until=until, pressed=pressed, directions=told, by_signs=signs,
        outcomes=tuple(came), score=score,
        signs=system.score_directions({n: s or 0 for n, s in signs.items()}, came),
        persistence=system.score_directions({}, came),
        momentum=system.score_directions(pressed, came),
        permuted=tuple(sorted(shares)), percentile=percentile(score.share, shares),
        edges=len(arcs),
    )  # fmt: skip


_RUN: Final = tuple(m for m in causes.MODES if m != "justifies")


def _afterwards(
    study: "Study", then: SystemView, until: str, path: "Path | str | None"
) -> system.State:
    """The state on *until*, as all documents of the ledger together tell it."""
    now = view(study, path=path)
    return system.state_of(
        then.described,
        [system.Known(data=k.data, known_at=min(k.known_at, until)) for k in now.known],
        until,
        steps=now.steps,
    )


def spread(
    arcs: Sequence[causes.Arc], pressed: Mapping[str, int], signs: "causes.Array"
) -> list[dict[str, int]]:
    """Directions after the recent changes have run over the map, one dictionary a column of signs.

    The changes are set once and not held: x' = tanh(x + Σ w x), so that the map may turn them.
    """
    names = sorted({n for a in arcs for n in (a.cause, a.effect)} | set(pressed))
    engine = causes.Engine(arcs, names)
    start = engine.held(pressed, signs.shape[1])
    x = engine.run(signs * STRENGTH, start, STEPS, hold=False)
    moved = np.where(x > causes.MOVED, 1, np.where(x < -causes.MOVED, -1, 0))
    return [{name: int(moved[i, k]) for i, name in enumerate(names)} for k in range(signs.shape[1])]


def _permuted(
    arcs: Sequence[causes.Arc],
    pressed: Mapping[str, int],
    came: Sequence[system.Outcome],
    rng: np.random.Generator,
    maps: int,
) -> list[float]:
    """The scores of maps whose signs are dealt out anew among the same edges."""
    signs = np.array([float(a.sign) for a in arcs])
    dealt = np.stack([rng.permutation(signs) for _ in range(maps)], axis=1)
    return [system.score_directions(told, came).share for told in spread(arcs, pressed, dealt)]


def percentile(score: float, others: Sequence[float]) -> float:
    """Where a score stands among others, in percent; ties count half.

    >>> percentile(0.5, [0.2, 0.5, 0.8, 0.4])
    62.5
    """
    below = sum(o < score - 1e-12 for o in others)
    same = sum(abs(o - score) <= 1e-12 for o in others)
    return 100 * (below + same / 2) / len(others) if others else 50.0
