"""Qualitative change over a signed map, by loop analysis and by sign algebra.

Takes a community matrix, `matrix[i, j]` the effect of variable j on variable i as -1, 0 or 1, or
signed edges; returns the direction in which each variable moves when others are pressed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from legation.errors import DataError

Array = npt.NDArray[np.float64]
MOST = 16  # variables of the largest matrix whose permanents are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Loop analysis of a community matrix A.

    `adjoint[i, j]`: net number of feedback cycles by which pressing j moves i, adj(-A); `absolute`:
    their number without signs; `weighted`: |adjoint| / absolute, 0 where there are none: above
    0.5, the sign is usually right; `feedback`: det(-A), above 0 where the whole opposes a change.
    """

    adjoint: Array
    absolute: Array
    weighted: Array
    feedback: float


def loop_response(matrix: Array) -> Response:
    """The response of every variable to a lasting press on every other.

    adj(-A) is computed from minors, the absolute number from permanents of |A|'s minors (Ryser's
    formula); whole numbers for matrices of -1, 0 and 1.

    Raises
    ------
    DataError
        If the matrix is not square, or has more than 16 variables.

    References
    ----------
    Levins (1974), Ann. N.Y. Acad. Sci. 231, 123-138; Puccia and Levins (1985), Qualitative Modeling
    of Complex Systems; Dambacher, Li and Rossignol (2002), Ecology 83(5), 1372-1385, eqs 3 to 6.

    >>> prey_and_predator = np.array([[-1.0, -1.0], [1.0, 0.0]])
    >>> loop_response(prey_and_predator).adjoint
    array([[ 0., -1.],
           [ 1.,  1.]])
    """
    n = len(matrix)
    if matrix.shape != (n, n) or n == 0:
        raise DataError(f"a community matrix is square; this is {matrix.shape}")
    if n > MOST:
        raise DataError(f"{n} variables: loop analysis counts cycles of at most {MOST}; take fewer")
    negative = -matrix.astype(np.float64)
    adjoint, absolute = np.zeros((n, n)), np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            rest = np.delete(np.delete(negative, j, axis=0), i, axis=1)
            adjoint[i, j] = (-1) ** (i + j) * np.linalg.det(rest) if n > 1 else 1.0
            absolute[i, j] = permanent(np.abs(rest))
    whole = bool(np.all(matrix == np.round(matrix)))
    adjoint = adjoint.round() + 0.0 if whole else adjoint
    share = np.divide(np.abs(adjoint), absolute, out=np.zeros((n, n)), where=absolute > 0)
    return Response(
        adjoint=adjoint, absolute=absolute, weighted=share, feedback=float(np.linalg.det(negative))
    )


def lasting_press(edges: Iterable[tuple[str, str, int]], name: str) -> dict[str, tuple[int, float]]:
    """Where a lasting press on a variable moves all that it reaches: sign, and weight of that sign.

    The community matrix has the edges (opposite ones cancel) and each variable's damping of itself,
    -1; see `loop_response`, whose weight above 0.5 makes a sign likely whatever the strengths.

    Raises
    ------
    DataError
        If more than 16 variables are reached.

    >>> lasting_press([("hare", "lynx", 1), ("lynx", "hare", -1)], "lynx")
    {'hare': (-1, 1.0), 'lynx': (1, 1.0)}
    """
    told = list(edges)
    reached = {name}
    while more := {e for c, e, _ in told if c in reached} - reached:
        reached |= more
    names = sorted(reached)
    place = {n: i for i, n in enumerate(names)}
    matrix = np.zeros((len(names), len(names)))
    for cause, effect, sign in set(told):
        if cause in place and effect in place:
            matrix[place[effect], place[cause]] += sign
    found = loop_response(np.sign(matrix) - np.eye(len(names)))
    column = place[name]
    return {
        n: (int(np.sign(found.adjoint[i, column])), float(found.weighted[i, column]))
        for n, i in place.items()
    }


def permanent(matrix: Array) -> float:
    """The sum over permutations of products, without signs (Ryser 1963); 1 for an empty matrix.

    >>> permanent(np.array([[1.0, 2.0], [3.0, 4.0]]))
    10.0
    """
    n = len(matrix)
    if n == 0:
        return 1.0
    subsets = (np.arange(1, 1 << n)[:, None] >> np.arange(n)) & 1
    sums = subsets @ matrix.T
    signs = np.where((n - subsets.sum(axis=1)) % 2, -1.0, 1.0)
    return float((signs * sums.prod(axis=1)).sum())


def spread_signs(
    edges: Iterable[tuple[str, str, int]], pressed: Mapping[str, int], *, steps: int
) -> dict[str, int | None]:
    """The direction of each variable within *steps*, in sign algebra.

    A pressed variable keeps its sign.  An influence is the product of signs along a walk; two that
    meet with the same sign keep it, with opposite signs are ambiguous (None), and what is
    ambiguous makes ambiguous what it moves.  Variables that nothing reaches are 0.

    References
    ----------
    Kuipers (1986), Artificial Intelligence 29(3), 289-338; Wellman (1990), Artificial Intelligence
    44(3), 257-303, for the sum and product of signs.

    >>> spread_signs([("a", "b", 1), ("b", "c", -1), ("a", "c", 1)], {"a": 1}, steps=2)
    {'a': 1, 'b': 1, 'c': None}
    """
    told = list(edges)
    sets: dict[str, set[int]] = {n: set() for c, e, _ in told for n in (c, e)}
    for name, sign in pressed.items():
        sets[name] = {sign}
    for _ in range(steps):
        new = {name: set(found) for name, found in sets.items()}
        for cause, effect, sign in told:
            if effect not in pressed:
                new[effect] |= {sign * s for s in sets[cause]}
        if new == sets:
            break
        sets = new
    return {
        name: 0 if not found else next(iter(found)) if len(found) == 1 else None
        for name, found in sets.items()
    }
