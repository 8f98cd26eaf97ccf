"""Proper scores, calibration, and agreement between coders.

Every function is pure: arrays or labels in, numbers out.  Lower is better, unless the name says
`skill`, `kappa` or `alpha`.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from legation.errors import DataError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
FLOOR: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One bin of a reliability diagram: mean forecast, observed share, how many, and an interval."""

    forecast: float
    observed: float
    count: int
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """Skill against a reference with its interval: 1 is perfect, 0 is no better, below 0 worse."""

    skill: float
    low: float
    high: float
    clusters: int


def _check(probability: FloatArray, outcome: FloatArray) -> None:
    if probability.shape != outcome.shape or not probability.size:
        raise DataError(f"{probability.shape} probabilities for {outcome.shape} outcomes")
    if np.any((probability < 0) | (probability > 1) | ~np.isfinite(probability)):
        raise DataError("a probability lies outside [0, 1]")
    if np.any((outcome != 0) & (outcome != 1)):
        raise DataError("an outcome is neither 0 nor 1")


def brier_score(probability: FloatArray, outcome: FloatArray) -> float:
    r"""Mean squared distance between forecast probabilities and what happened.

    .. math:: B = \frac{1}{n} \sum_i (p_i - y_i)^2

    Parameters
    ----------
    probability
        Forecast probability, shape ``(n,)``, each in [0, 1].
    outcome
        1 if it happened, else 0, shape ``(n,)``.

    Returns
    -------
    float
        In [0, 1]; 0 is perfect, a constant 0.5 earns 0.25.

    Raises
    ------
    DataError
        If the shapes differ, there is nothing, or a value lies outside its range.

    References
    ----------
    Brier (1950), Monthly Weather Review 78(1), 1-3; halved for two classes.

    Examples
    --------
    >>> brier_score(np.array([0.5, 1.0]), np.array([1.0, 1.0]))
    0.125
    """
    _check(probability, outcome)
    return float(np.mean((probability - outcome) ** 2))


def log_score(probability: FloatArray, outcome: FloatArray) -> float:
    r"""Mean negative log probability (nats) of what happened; 0 is perfect.

    .. math:: L = -\frac{1}{n} \sum_i \log\bigl(y_i p_i + (1 - y_i)(1 - p_i)\bigr)

    Probabilities of exactly 0 or 1 are moved inside by 1e-12.  Good (1952), JRSS B 14(1), 107-114.

    >>> round(log_score(np.array([0.5, 0.5]), np.array([1.0, 0.0])), 4)
    0.6931
    """
    _check(probability, outcome)
    given = np.where(outcome == 1, probability, 1.0 - probability)
    return float(-np.mean(np.log(np.maximum(given, FLOOR))))


def brier_skill(
    probability: FloatArray,
    reference: FloatArray,
    outcome: FloatArray,
    *,
    cluster: IntArray | None = None,
    resamples: int = 500,
    seed: int = 0,
) -> Skill:
    r"""Brier skill over a *reference* forecast, with a 95 % cluster-bootstrap interval.

    .. math:: S = 1 - \sum_i (p_i - y_i)^2 / \sum_i (r_i - y_i)^2

    Whole clusters (default: single rows) are drawn again, *resamples* times.

    Raises
    ------
    DataError
        If shapes or ranges do not fit, or the reference is perfect.

    References
    ----------
    Murphy (1973), Journal of Applied Meteorology 12(4), 595-600; Efron and Tibshirani (1993), ch. 8.

    Examples
    --------
    >>> outcome = np.array([1.0, 0.0, 1.0, 0.0])
    >>> brier_skill(np.abs(outcome - 0.25), np.full(4, 0.5), outcome).skill
    0.75
    """
    _check(probability, outcome)
    _check(reference, outcome)
    ours, theirs = (probability - outcome) ** 2, (reference - outcome) ** 2
    if theirs.sum() == 0:
        raise DataError("the reference forecast is perfect: skill over it is not defined")
    rows = np.arange(len(outcome)) if cluster is None else cluster
    groups, place = np.unique(rows, return_inverse=True)
    pair = np.stack([np.bincount(place, weights=ours), np.bincount(place, weights=theirs)])
    rng = np.random.default_rng(seed)
    ratios = []
    for _ in range(resamples):
        drawn = np.bincount(rng.integers(0, len(groups), len(groups)), minlength=len(groups))
        top, bottom = pair @ drawn
        if bottom > 0:
            ratios.append(1.0 - top / bottom)
    low, high = np.quantile(ratios, [0.025, 0.975])
    return Skill(
        skill=float(1.0 - ours.sum() / theirs.sum()),
        low=float(low),
        high=float(high),
        clusters=len(groups),
    )


def reliability(probability: FloatArray, outcome: FloatArray, *, bins: int = 10) -> tuple[Bin, ...]:
    """Bins of equal count in order of the forecast, each with a 95 % Wilson interval.

    Wilson (1927), JASA 22(158), 209-212.

    >>> [b.observed for b in reliability(np.array([0.1, 0.9]), np.array([0.0, 1.0]), bins=2)]
    [0.0, 1.0]
    """
    _check(probability, outcome)
    order = np.argsort(probability, kind="stable")
    out = []
    for part in np.array_split(order, min(bins, len(order))):
        count, share = len(part), float(outcome[part].mean())
        low, high = wilson_interval(share * count, count)
        forecast = float(probability[part].mean())
        out.append(Bin(forecast=forecast, observed=share, count=count, low=low, high=high))
    return tuple(out)


def calibration_error(probability: FloatArray, outcome: FloatArray, *, bins: int = 10) -> float:
    r"""Expected calibration error over bins of equal count, in [0, 1].

    .. math:: \mathrm{ECE} = \sum_b \frac{n_b}{n} |\bar p_b - \bar y_b|

    Naeini, Cooper and Hauskrecht (2015), AAAI.

    >>> calibration_error(np.array([0.25, 0.25, 0.25, 0.25]), np.array([1.0, 0, 0, 0]), bins=1)
    0.0
    """
    made = reliability(probability, outcome, bins=bins)
    gap = sum(b.count * abs(b.forecast - b.observed) for b in made)
    return gap / len(outcome)


def wilson_interval(hits: float, cases: float, *, z: float = 1.959964) -> tuple[float, float]:
    r"""Interval of a share of *hits* among *cases*, in [0, 1].

    .. math:: \frac{\hat p + z^2/2n \pm z\sqrt{\hat p(1-\hat p)/n + z^2/4n^2}}{1 + z^2/n}

    >>> tuple(round(x, 3) for x in wilson_interval(5, 10))
    (0.237, 0.763)
    """
    if cases <= 0 or not 0 <= hits <= cases:
        raise DataError(f"{hits} hits among {cases} cases")
    share = hits / cases
    middle = share + z * z / (2 * cases)
    spread = z * float(np.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases)))
    below = 1 + z * z / cases
    return max((middle - spread) / below, 0.0), min((middle + spread) / below, 1.0)


def cohen_kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    r"""Agreement of two coders beyond chance; 1 is perfect, 0 chance.

    .. math:: \kappa = (p_o - p_e) / (1 - p_e)

    Cohen (1960), Educational and Psychological Measurement 20(1), 37-46.  When both coders use one
    and the same label throughout, chance is certain and 1.0 is returned.

    >>> cohen_kappa(["a", "a", "b", "b"], ["a", "a", "b", "a"])
    0.5
    """
    if len(one) != len(other) or not one:
        raise DataError(f"{len(one)} labels beside {len(other)}")
    labels = {label: i for i, label in enumerate(dict.fromkeys([*one, *other]))}
    table = np.zeros((len(labels), len(labels)))
    for a, b in zip(one, other, strict=True):
        table[labels[a], labels[b]] += 1
    table /= len(one)
    expected = float(table.sum(axis=0) @ table.sum(axis=1))
    return 1.0 if expected == 1.0 else float((np.trace(table) - expected) / (1.0 - expected))


def krippendorff_alpha(units: Sequence[Sequence[Hashable | None]]) -> float:
    r"""Agreement of any number of coders on nominal labels; None is a missing label.

    .. math:: \alpha = 1 - D_o / D_e

    *units* has one sequence of labels (one per coder) for each thing coded; things with fewer than
    two labels do not count.  Krippendorff (2004), Content Analysis, section 11.3.

    Raises
    ------
    DataError
        If no unit has two labels.

    Examples
    --------
    >>> round(krippendorff_alpha([["a", "a"], ["b", "b"], ["a", "b"], ["b", None]]), 3)
    0.444
    """
    labelled = [[x for x in unit if x is not None] for unit in units]
    pairable = [unit for unit in labelled if len(unit) > 1]
    if not pairable:
        raise DataError("no unit has two labels: agreement is not defined")
    names = {x: i for i, x in enumerate(dict.fromkeys(x for unit in pairable for x in unit))}
    met = np.zeros((len(names), len(names)))
    for unit in pairable:
        count = np.bincount([names[x] for x in unit], minlength=len(names)).astype(np.float64)
        met += (np.outer(count, count) - np.diag(count)) / (len(unit) - 1)
    margin, total = met.sum(axis=0), met.sum()
    expected = (total**2 - (margin**2).sum()) / (total - 1)
    if expected == 0:
        return 1.0
    return float(1.0 - (total - np.trace(met)) / expected)
