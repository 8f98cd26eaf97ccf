"""Ridge logistic regression whose every prediction is a sum of named terms, with its uncertainty.

Takes a design matrix, outcomes and row weights; returns a `LogisticFit`.  Columns are standardised;
the ridge is a normal prior with standard deviation `PRIOR` on each standardised weight, so with few
rows the prediction stays near the intercept and its interval wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from legation.errors import DataError

FloatArray = npt.NDArray[np.float64]
Values = npt.NDArray[np.float32] | FloatArray
PRIOR: Final = 0.3
WIDE_PRIOR: Final = 5.0  # of the intercept
MOST_STEPS: Final = 25
CLOSE_ENOUGH: Final = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticFit:
    """Weights on standardised columns, the intercept last, with their covariance (Laplace)."""

    names: tuple[str, ...]
    centre: FloatArray
    scale: FloatArray
    reach: tuple[FloatArray, FloatArray]  # least and greatest value met: nothing is extrapolated
    weights: FloatArray
    covariance: FloatArray
    rows: int
    positives: float

    def design(self, values: Values) -> FloatArray:
        """Standardised columns and a last one of ones, so that log odds are design @ weights."""
        return np.column_stack([self._standard(values), np.ones(len(values))])

    def terms(self, values: Values) -> FloatArray:
        """Each column's share of the log odds, shape (rows, columns); the level is apart."""
        return self._standard(values) * self.weights[:-1]

    @property
    def level(self) -> float:
        """Log odds of an average row."""
        return float(self.weights[-1])

    def predict(self, values: Values) -> FloatArray:
        """Probabilities in (0, 1), shape (rows,)."""
        return sigmoid(self._standard(values) @ self.weights[:-1] + self.weights[-1])

    def _standard(self, values: Values) -> FloatArray:
        inside = np.clip(np.asarray(values, dtype=np.float64), *self.reach)
        return np.asarray((inside - self.centre) / self.scale)


def sigmoid(x: FloatArray) -> FloatArray:
    """1 / (1 + exp(-x)), without overflow.

    >>> sigmoid(np.array([0.0, -1000.0]))
    array([0.5, 0. ])
    """
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def fit_logistic(
    values: Values,
    outcome: FloatArray,
    *,
    names: Sequence[str],
    weight: FloatArray | None = None,
    start: FloatArray | None = None,
) -> LogisticFit:
    r"""Posterior mode of a logistic regression under independent normal priors.

    .. math:: \max_w \sum_i c_i \log p(y_i \mid x_i, w) - \sum_k w_k^2 / 2\sigma_k^2

    Parameters
    ----------
    values
        Design matrix, shape (rows, columns), without intercept.
    outcome
        0 or 1, shape (rows,).
    names
        One name for each column.
    weight
        How many rows each row stands for; default 1.
    start
        Weights to begin from, for instance those of an earlier fit.

    Raises
    ------
    DataError
        If the shapes do not fit or there are no rows.

    References
    ----------
    Newton's method with the Laplace approximation: Bishop (2006), section 4.5.

    Examples
    --------
    >>> fit = fit_logistic(np.zeros((4, 1)), np.array([1.0, 0, 0, 0]), names=["nothing"])
    >>> round(float(fit.predict(np.zeros((1, 1)))[0]), 2)
    0.26
    """
    if values.ndim != 2 or values.shape != (len(outcome), len(names)) or not len(outcome):
        raise DataError(f"{values.shape} values for {len(outcome)} outcomes, {len(names)} names")
    counted = np.ones(len(outcome)) if weight is None else weight
    centre = np.asarray(np.average(values, axis=0, weights=counted), dtype=np.float64)
    scale = np.sqrt(np.average((values - centre) ** 2, axis=0, weights=counted))
    scale[scale < 1e-9] = 1.0
    design = np.column_stack([(values - centre) / scale, np.ones(len(values))])
    precision = np.full(design.shape[1], PRIOR**-2)
    precision[-1] = WIDE_PRIOR**-2
    weights = np.zeros(design.shape[1]) if start is None else start.copy()
    hessian = np.diag(precision)
    for _ in range(MOST_STEPS):
        chance = sigmoid(design @ weights)
        slope = design.T @ (counted * (outcome - chance)) - precision * weights
        curve = counted * chance * (1.0 - chance)
        hessian = (design * curve[:, None]).T @ design + np.diag(precision)
        move = np.linalg.solve(hessian, slope)
        weights += move * min(1.0, 5.0 / float(np.abs(move).max() + 1e-12))
        if np.abs(move).max() < CLOSE_ENOUGH:
            break
    return LogisticFit(
        names=tuple(names),
        centre=centre,
        scale=scale,
        reach=(values.min(axis=0), values.max(axis=0)),
        weights=weights,
        covariance=np.linalg.inv(hessian),
        rows=len(outcome),
        positives=float((counted * outcome).sum()),
    )
