"""Fit the linear models: penalised maximum likelihood by L-BFGS, then isotonic calibration.

`fit_triggers` gives the trigger-and-type `Weights`, `fit_sides` those of source and target.  What
all classes share is penalised less than what is one class's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.isotonic import IsotonicRegression

from legation.coding.learned.hints import HINTS, hints
from legation.coding.learned.weights import ROWS, Weights, rows_of
from legation.ontology import EVENT_TYPES

Array = NDArray[np.float64]
NONE = "-"


@dataclass(frozen=True, slots=True)
class Penalty:
    """Half the inverse prior variance of each group of weights."""

    shared: float = 3.0
    own: float = 8.0
    dense: float = 3.0
    hints: float = 0.3
    bias: float = 0.1


@dataclass(frozen=True, slots=True)
class Table:
    """Examples as arrays: hashed features (sparse), hints, dense numbers, one-hot classes."""

    words: Any
    hints: NDArray[np.float32]
    numbers: Array
    gold: Array


def sparse(features: Sequence[Sequence[str]], rows: int = ROWS) -> Any:
    """Hashed features as a sparse matrix, (examples, rows)."""
    columns: list[int] = []
    starts = [0]
    for listed in features:
        columns += rows_of(listed, rows)
        starts.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(features), rows))
    matrix.sum_duplicates()
    return matrix


def one_hot(labels: Sequence[str], classes: Sequence[str]) -> Array:
    """(examples, classes), a row of zeros for "none"."""
    place = {c: i for i, c in enumerate(classes)}
    table = np.zeros((len(labels), len(classes)))
    for row, label in enumerate(labels):
        if label != NONE:
            table[row, place[label]] = 1
    return table


class _Objective:
    """The penalised negative log likelihood and its gradient."""

    def __init__(self, table: Table, active: NDArray[np.int64], penalty: Penalty) -> None:
        self.x = table.words[:, active].tocsr()
        self.xt = self.x.T.tocsr()
        self.table, self.penalty = table, penalty
        self.sizes = (
            len(active),
            table.gold.shape[1],
            table.numbers.shape[1],
            table.hints.shape[2],
        )

    @property
    def size(self) -> int:
        """How many weights there are."""
        k, n, d, h = self.sizes
        return int(k + k * n + d + h + n)

    def parts(self, theta: Array) -> tuple[Array, Array, Array, Array, Array]:
        """Shared, own, dense, hint weights and biases."""
        k, n, d, h = self.sizes
        u, w, dense, v, b = np.split(theta, np.cumsum([k, k * n, d, h]))
        return u, w.reshape(k, n), dense, v, b

    def __call__(self, theta: Array) -> tuple[float, Array]:
        """The loss and its gradient."""
        u, w, dense, v, b = self.parts(theta)
        t, p = self.table, self.penalty
        scores = self.x @ w + (self.x @ u + t.numbers @ dense)[:, None] + t.hints @ v + b
        top = np.maximum(scores.max(axis=1), 0)
        raised = np.exp(scores - top[:, None])
        total = raised.sum(axis=1) + np.exp(-top)
        loss = float((np.log(total) + top).sum() - (scores * t.gold).sum())
        loss += 0.5 * float(p.shared * u @ u + p.own * (w * w).sum() + p.dense * dense @ dense)
        loss += 0.5 * float(p.hints * v @ v + p.bias * b @ b)
        rest = raised / total[:, None] - t.gold
        row = rest.sum(axis=1)
        gradient = (
            self.xt @ row + p.shared * u,
            (self.xt @ rest + p.own * w).ravel(),
            t.numbers.T @ row + p.dense * dense,
            np.einsum("nc,nch->h", rest, t.hints) + p.hints * v,
            rest.sum(axis=0) + p.bias * b,
        )
        return loss, np.concatenate(gradient)


def fit(
    table: Table, classes: Sequence[str], *, scale: float = 1.0, penalty: Penalty | None = None,
    least: int = 2, steps: int = 150,
) -> Weights:  # fmt: skip
    """Weights of one model; features met fewer than *least* times are left out.

    *scale* divides the dense numbers, which should be of the size of a feature.
    """
    counts = np.asarray((table.words > 0).sum(axis=0)).ravel()
    active = np.flatnonzero(counts >= least)
    scaled = Table(table.words, table.hints, table.numbers / scale, table.gold)
    objective = _Objective(scaled, active, penalty or Penalty())
    found = minimize(
        objective, np.zeros(objective.size), jac=True, method="L-BFGS-B",
        options={"maxiter": steps, "maxcor": 8},
    )  # fmt: skip
    u, w, dense, v, b = objective.parts(found.x)
    hashed = np.zeros((table.words.shape[1], 1 + len(classes)), dtype=np.float32)
    hashed[active, 0], hashed[active, 1:] = u, w
    single = [np.asarray(a, dtype=np.float32) for a in (dense / scale, v, b)]
    line = np.array([[0.0, 1.0], [0.0, 1.0]], dtype=np.float32)
    return Weights(tuple(classes), hashed, single[0], single[1], single[2], line, {})


def curve(probabilities: Sequence[float], right: Sequence[bool]) -> NDArray[np.float32]:
    """The knots of an isotonic calibration, (2, knots)."""
    model = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    model.fit(np.asarray(probabilities), np.asarray(right, dtype=float))
    return np.array([model.X_thresholds_, model.y_thresholds_], dtype=np.float32)


def reliability(
    probabilities: Sequence[float], right: Sequence[bool], *, bins: int = 10
) -> list[tuple[int, float, float]]:
    """Rows of a reliability table: how many, their mean probability, how many were right."""
    p, r = np.asarray(probabilities), np.asarray(right, dtype=float)
    at = np.minimum((p * bins).astype(int), bins - 1)
    return [
        (int((at == n).sum()), float(p[at == n].mean()), float(r[at == n].mean()))
        for n in range(bins)
        if (at == n).any()
    ]


def trigger_table(
    features: Sequence[Sequence[str]], numbers: Array, gold: Sequence[str], *, hinted: bool = True
) -> Table:
    """Examples of the trigger model; without *hinted* the codebook says nothing."""
    found = np.zeros((len(features), len(EVENT_TYPES), len(HINTS)), dtype=np.float32)
    for n, listed in enumerate(features if hinted else ()):
        found[n] = hints(listed)
    return Table(sparse(features), found, numbers, one_hot(gold, EVENT_TYPES))


def side_table(features: Sequence[Sequence[str]], gold: Sequence[bool]) -> Table:
    """Examples of one of the models of sides."""
    size = len(features)
    return Table(
        sparse(features),
        np.zeros((size, 1, 0), dtype=np.float32),
        np.zeros((size, 0)),
        np.asarray(gold, dtype=float)[:, None],
    )
