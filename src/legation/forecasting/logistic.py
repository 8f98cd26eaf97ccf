"""Ridge logistic regression whose every prediction is a sum of named terms, with its uncertainty.

Takes a design matrix, outcomes and row weights; returns a `LogisticFit`.  Columns are standardised;
the ridge is a normal prior on each standardised weight, so with few rows the prediction stays near
what it leans to and its interval wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from legation.errors import DataError

FloatArray = npt.NDArray[np.float64]
Values = npt.NDArray[np.float32] | FloatArray
PRIOR: Final = 0.3
WIDE_PRIOR: Final = 5.0  # of the intercept
LEANING: Final = 0.6
LEAN_PRIOR: Final = 0.8  # of the intercept, where a column says the level
BLOCK: Final = 16384  # rows at a time
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
        return sigmoid(self.odds(values))

    def odds(self, values: Values) -> FloatArray:
        """Log odds, shape (rows,)."""
        odds = np.empty(len(values))
        for rows in _blocks(len(values)):
            odds[rows] = self._standard(values[rows]) @ self.weights[:-1] + self.weights[-1]
        return odds

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
    lean: int | None = None,
    spreads: Sequence[float] = (PRIOR,),
) -> LogisticFit:
    r"""Posterior mode of a logistic regression under independent normal priors.

    .. math:: \max_w \sum_i c_i \log p(y_i \mid x_i, w) - \sum_k (w_k - m_k)^2 / 2\sigma^2

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
    lean
        A column of log odds: before there is evidence, a row's log odds lie between those of all
        rows and its own, `LEANING` of the way.
    spreads
        Prior standard deviations to choose from by the evidence (Laplace's approximation of it).

    Raises
    ------
    DataError
        If the shapes do not fit or there are no rows.

    References
    ----------
    Newton's method with the Laplace approximation: Bishop (2006), sections 4.4 and 4.5.

    Examples
    --------
    >>> fit = fit_logistic(np.zeros((4, 1)), np.array([1.0, 0, 0, 0]), names=["nothing"])
    >>> round(float(fit.predict(np.zeros((1, 1)))[0]), 2)
    0.26
    """
    if values.ndim != 2 or values.shape != (len(outcome), len(names)) or not len(outcome):
        raise DataError(f"{values.shape} values for {len(outcome)} outcomes, {len(names)} names")
    counted = np.ones(len(outcome)) if weight is None else weight
    centre, scale = _moments(values, counted)
    mean = np.zeros(len(names) + 1)
    if lean is not None:
        mean[lean] = LEANING * scale[lean]
        mean[-1] = LEANING * centre[lean] + (1.0 - LEANING) * _odds_of_all(outcome, counted)
    task = Target(values, outcome, counted, centre, scale, mean)
    precision = [np.full(len(mean), spread**-2) for spread in spreads]
    for each in precision:
        each[-1] = (WIDE_PRIOR if lean is None else LEAN_PRIOR) ** -2
    if lean is None:
        begin = np.append(np.zeros(len(names)), _odds_of_all(outcome, counted))
    else:
        begin = mean
    begin = begin if start is None else start
    found = [mode_of(task, each, begin) for each in precision]
    weights, hessian, _ = max(found, key=lambda mode: mode[2])
    return LogisticFit(
        names=tuple(names),
        centre=centre,
        scale=scale,
        reach=(values.min(axis=0), values.max(axis=0)),
        weights=weights,
        covariance=np.asarray(np.linalg.inv(hessian), dtype=np.float64),
        rows=len(outcome),
        positives=float((counted * outcome).sum()),
    )


def _odds_of_all(outcome: FloatArray, counted: FloatArray) -> float:
    """Log odds of all rows together."""
    share = (float(counted @ outcome) + 0.5) / (float(counted.sum()) + 1.0)
    return float(np.log(share / (1.0 - share)))


class Target(NamedTuple):
    """Rows to fit to, and what the weights are drawn to."""

    values: Values
    outcome: FloatArray
    counted: FloatArray
    centre: FloatArray
    scale: FloatArray
    mean: FloatArray


def _blocks(rows: int) -> list[slice]:
    """Rows in blocks, so that no copy of the whole design is ever made."""
    return [slice(k, k + BLOCK) for k in range(0, rows, BLOCK)]


def _moments(values: Values, counted: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Weighted mean and standard deviation of each column; 1 for a constant one."""
    total, columns = float(counted.sum()), values.shape[1]
    first, second = np.zeros(columns), np.zeros(columns)
    for rows in _blocks(len(values)):
        first += counted[rows] @ values[rows].astype(np.float64)
    centre = first / total
    for rows in _blocks(len(values)):
        second += counted[rows] @ (values[rows] - centre) ** 2
    scale = np.sqrt(second / total)
    scale[scale < 1e-9] = 1.0
    return centre, scale


def _curve(task: Target, weights: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Slope, negative Hessian and value of the log likelihood at *weights*."""
    size = len(weights)
    slope, hessian, value = np.zeros(size), np.zeros((size, size)), 0.0
    centre, scale = (x.astype(np.float32) for x in (task.centre, task.scale))
    for rows in _blocks(len(task.outcome)):
        outcome, counted = task.outcome[rows], task.counted[rows]
        design = np.ones((len(outcome), size), dtype=np.float32)
        np.divide(task.values[rows] - centre, scale, out=design[:, :-1], casting="same_kind")
        odds = (design @ weights.astype(np.float32)).astype(np.float64)
        chance = sigmoid(odds)
        slope += (counted * (outcome - chance)).astype(np.float32) @ design
        hessian += (
            design * (counted * chance * (1.0 - chance)).astype(np.float32)[:, None]
        ).T @ design
        value += float(counted @ (outcome * odds - np.logaddexp(0.0, odds)))
    return slope, hessian, value


def mode_of(
    task: Target, precision: FloatArray, start: FloatArray
) -> tuple[FloatArray, FloatArray, float]:
    """Weights at the mode, the negative Hessian there, and the log evidence."""
    weights, best = start, -np.inf
    move = np.zeros(len(start))
    for _ in range(MOST_STEPS):
        slope, hessian, value = _curve(task, weights)
        value -= 0.5 * float(precision @ (weights - task.mean) ** 2)
        if value < best - CLOSE_ENOUGH:  # too far: half the way back
            move /= 2.0
            weights = weights - move
            continue
        best = value
        drawn = slope - precision * (weights - task.mean)
        move = np.asarray(np.linalg.solve(hessian + np.diag(precision), drawn), dtype=np.float64)
        if np.abs(move).max() < CLOSE_ENOUGH:
            break
        weights = weights + move
    _, hessian, value = _curve(task, weights)
    hessian += np.diag(precision)
    value -= 0.5 * float(precision @ (weights - task.mean) ** 2 - np.log(precision).sum())
    return weights, hessian, value - 0.5 * float(np.linalg.slogdet(hessian)[1])
