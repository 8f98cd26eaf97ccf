"""Fuzzy cognitive maps: concepts' activations spread over weighted edges until they rest.

Takes weights as an array, `weights[i, j]` from concept i to concept j in [-1, 1], and activations;
returns how they move and how it ends: a fixed point, a cycle, or neither.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from legation.errors import DataError, UsageError

Array = npt.NDArray[np.float64]
Ending = Literal["fixed point", "cycle", "unsettled"]
ACTIVATIONS: Final[Mapping[str, Callable[[Array], Array]]] = {
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "bivalent": lambda x: (x > 0).astype(np.float64),
    "trivalent": np.sign,
    "linear": lambda x: np.clip(x, -1, 1),
}
RULES: Final = ("kosko", "modified", "rescaled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How activations moved: `states` steps × concepts, the first as given; and how it ended.

    `period`: 1 at a fixed point, the length of a cycle, 0 where nothing settled.
    """

    states: Array
    ending: Ending
    period: int


def next_state(
    weights: Array,
    state: Array,
    *,
    activation: str = "tanh",
    rule: str = "modified",
    slope: float = 1.0,
) -> Array:
    r"""Activations one step on, :math:`x' = f(\lambda(\sum_i w_{ij} x_i + m_j))`.

    The memory *m* is 0 for "kosko" (Kosko 1986), *x* for "modified" (Stylios and Groumpos 2004);
    "rescaled" puts :math:`2x - 1` for *x* in both terms, for activations in [0, 1] (Papageorgiou
    2011).  *activation*: tanh and linear to [-1, 1], sigmoid to (0, 1), bivalent {0, 1},
    trivalent {-1, 0, 1}.  *state* may be one state or one a row.

    Raises
    ------
    UsageError
        If the activation or the rule has no such name.

    >>> next_state(np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([1.0, 0.0]), rule="kosko").round(4)
    array([0.    , 0.7616])
    """
    if activation not in ACTIVATIONS:
        raise UsageError(f"no activation {activation!r}; one of: {', '.join(ACTIVATIONS)}")
    if rule not in RULES:
        raise UsageError(f"no rule {rule!r}; one of: {', '.join(RULES)}")
    x = 2 * state - 1 if rule == "rescaled" else state
    total = x @ weights
    return ACTIVATIONS[activation](slope * (total if rule == "kosko" else total + x))


def run_map(
    weights: Array,
    state: Array,
    *,
    activation: str = "tanh",
    rule: str = "modified",
    slope: float = 1.0,
    steps: int = 100,
    held: Mapping[int, float] | None = None,
) -> Run:
    """Step until the activations rest within 1e-5, come back to an earlier state, or *steps* are over.

    *held*: concepts that are kept at a value (a scenario, Özesmi and Özesmi 2004).

    Raises
    ------
    DataError
        If the weights are not square, lie outside [-1, 1], or do not fit the state.
    """
    n = len(state)
    if weights.shape != (n, n) or np.abs(weights).max(initial=0.0) > 1:
        raise DataError(f"weights {weights.shape} in [-1, 1] are needed for {n} concepts")
    states = [_held(np.asarray(state, dtype=np.float64), held)]
    for _ in range(steps):
        new = next_state(weights, states[-1], activation=activation, rule=rule, slope=slope)
        states.append(_held(new, held))
        for back, old in enumerate(reversed(states[-33:-1]), 1):
            if np.abs(states[-1] - old).max() < 1e-5:
                ending: Ending = "fixed point" if back == 1 else "cycle"
                return Run(states=np.stack(states), ending=ending, period=back)
    return Run(states=np.stack(states), ending="unsettled", period=0)


def _held(state: Array, held: Mapping[int, float] | None) -> Array:
    state = state.copy()
    for place, value in (held or {}).items():
        state[place] = value
    return state
