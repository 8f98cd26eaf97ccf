"""How forecasts of a given height have fared: log odds corrected by a curve of straight pieces.

`fit_curve` takes log odds with outcomes and returns the `Curve` that sets them right; `carried`
takes a curve from the horizon that was learned to a longer one.  NumPy alone.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from legation.errors import DataError
from legation.forecasting.logistic import Target, mode_of

FloatArray = npt.NDArray[np.float64]
BENDS: Final = (0.01, 0.03, 0.1, 0.25, 0.5, 0.75)  # probabilities at which the slope may change
LEVEL_SPREAD: Final = 1.0
SLOPE_SPREAD: Final = 0.3
FLATTEST: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    r"""Corrected log odds, piecewise linear in the log odds given and never falling.

    .. math:: c(z) = b + a_0 z + \sum_k a_k \max(z - z_k, 0)
    """

    level: float
    slopes: FloatArray  # of z, then what each bend adds
    bends: FloatArray  # log odds

    def __call__(self, odds: FloatArray) -> FloatArray:
        """Corrected log odds, shape as given."""
        return np.asarray(self.level + _pieces(odds, self.bends) @ self.slopes)

    def then(self, level: float, slope: float) -> "Curve":
        """The curve followed by level + slope × (corrected log odds)."""
        return Curve(level=level + slope * self.level, slopes=slope * self.slopes, bends=self.bends)


def identity() -> Curve:
    """The curve that corrects nothing.

    >>> identity()(np.array([-1.0, 2.0]))
    array([-1.,  2.])
    """
    return Curve(level=0.0, slopes=np.ones(1), bends=np.zeros(0))


def fit_curve(
    odds: FloatArray,
    outcome: FloatArray,
    *,
    weight: FloatArray,
    bends: tuple[float, ...] = BENDS,
) -> Curve:
    r"""The curve under which outcomes are likeliest, drawn to the identity where there are few.

    Parameters
    ----------
    odds
        Log odds of the forecasts, shape (rows,).
    outcome
        0 or 1, shape (rows,).
    weight
        How many cases each row stands for.
    bends
        Probabilities at which the slope may change; none: a straight line (Platt scaling).

    Raises
    ------
    DataError
        If there are no rows.

    References
    ----------
    Platt (1999), with bends; the priors are normal about slope 1 and level 0.

    Examples
    --------
    >>> odds, outcome = np.zeros(2000), np.arange(2000) % 4 == 0
    >>> curve = fit_curve(odds, outcome.astype(float), weight=np.ones(2000), bends=())
    >>> round(float(curve(np.zeros(1))[0]), 1)
    -1.1
    """
    if not len(odds):
        raise DataError("no forecasts to learn from how they fared")
    at = np.log(np.array(bends) / (1.0 - np.array(bends)))
    columns = _pieces(odds, at)
    mean = np.zeros(columns.shape[1] + 1)
    mean[0] = 1.0
    precision = np.full(len(mean), SLOPE_SPREAD**-2)
    precision[-1] = LEVEL_SPREAD**-2
    plain = np.zeros(columns.shape[1]), np.ones(columns.shape[1])
    weights = mode_of(Target(columns, outcome, weight, *plain, mean), precision, mean)[0]
    rising = np.maximum(np.cumsum(weights[:-1]), FLATTEST)
    return Curve(level=float(weights[-1]), slopes=np.diff(rising, prepend=0.0), bends=at)


def carried(
    curve: Curve,
    odds: FloatArray,
    outcomes: tuple[FloatArray, FloatArray],
    *,
    weight: FloatArray,
) -> Curve:
    r"""*curve*, which stands for a short horizon, taken to a long one.

    On earlier days, of which *odds* are the model's, the outcomes at both horizons are known.  A
    straight line is fitted to each, :math:`a_s + b_s z` and :math:`a_l + b_l z`; then

    .. math:: c_l(z) = a_l + \frac{b_l}{b_s} (c_s(z) - a_s)

    whatever else distinguishes those days from the day of the forecast.
    """
    lines = [fit_curve(odds, outcome, weight=weight, bends=()) for outcome in outcomes]
    slope = float(lines[1].slopes[0] / lines[0].slopes[0])
    return curve.then(lines[1].level - slope * lines[0].level, slope)


def _pieces(odds: FloatArray, bends: FloatArray) -> FloatArray:
    """Columns z, max(z - z_1, 0), ..."""
    return np.column_stack([odds, *(np.maximum(odds - at, 0.0) for at in bends)])
