"""Two dyads side by side: reciprocity, who moves first, triangles; and the balance of a network.

`lead_lag` takes two `Dyad`s over the same periods; `reciprocity` and `triangle` say what two
dyads it is asked of.  `balance` takes reports and returns how balanced the signed network of
named parties is in each period.  All return estimates.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from legation.errors import DataError
from legation.records import Estimate
from legation.relations.reports import Report, Reports, load_scale, names_of
from legation.relations.series import Dyad, FloatArray, Period, calendar

LAGS: Final = 6


def net(dyad: Dyad) -> FloatArray:
    """Cooperation less conflict as a share of all reports, ``(T,)``; 0 where none was made."""
    shares = np.nan_to_num(dyad.rates)
    return np.asarray(shares[:, 0] - shares[:, 1])


def cross_correlation(x: FloatArray, y: FloatArray, lags: int) -> dict[int, float | None]:
    r"""Correlation of :math:`x_t` with :math:`y_{t+l}` for each lag; above 0, *x* moves first.

    None where one of them does not vary over what overlaps.  Box, Jenkins and Reinsel (2008),
    Time Series Analysis, section 12.1, with means and spreads of the overlap.

    >>> x = np.array([0.0, 1.0, 0.0, 0.0, 2.0, 0.0])
    >>> round(cross_correlation(x, np.roll(x, 1), 1)[1], 6)
    1.0
    """
    if x.shape != y.shape:
        raise DataError(f"series of {len(x)} and {len(y)} periods; count both over one span")
    out: dict[int, float | None] = {}
    for lag in range(-lags, lags + 1):
        one, other = (x[: len(x) - lag], y[lag:]) if lag >= 0 else (x[-lag:], y[:lag])
        varied = len(one) > 2 and one.std() > 0 and other.std() > 0
        out[lag] = float(np.corrcoef(one, other)[0, 1]) if varied else None
    return out


def lead_lag(one: Dyad, other: Dyad, *, lags: int = LAGS, what: str = "lead and lag") -> Estimate:
    """Whether two dyads move together, and which moves first.

    `lead` is the lag of the strongest correlation if that leaves the 95 % band of unrelated white
    noise, widened for the number of lags tried (Bonferroni); else None.  Shares of one whole crowd
    each other out: where two dyads are most of what is reported, a negative lag 0 says little.
    """
    lags = min(lags, max(len(one.calendar) // 4, 0))
    found = cross_correlation(net(one), net(other), lags)
    band = chance_band(len(one.calendar), lags)
    known = {lag: c for lag, c in found.items() if c is not None}
    best = max(known, key=lambda lag: abs(known[lag]), default=None)
    lead = best if best is not None and abs(known[best]) > band else None
    value = {
        "correlation": {str(lag): None if c is None else round(c, 6) for lag, c in found.items()},
        "lead": lead,
        "first": None
        if not lead
        else f"{one.a} → {one.b}"
        if lead > 0
        else f"{other.a} → {other.b}",
    }
    return Estimate(
        room="relations", subject=f"{one.a} → {one.b} and {other.a} → {other.b}: {what}",
        method="cross-correlation of cooperation less conflict, shares of all reports",
        value=value, uncertainty={"band_95": round(band, 6)}, seed=one.seed, as_of=one.as_of,
        parameters={"lags": lags, "period": one.calendar.period,
                    "volume": one.volume_estimate().id},
        evidence=_ids(one.reports, other.reports),
    )  # fmt: skip


def chance_band(periods: int, lags: int) -> float:
    """What the strongest correlation of unrelated white noise stays under 95 times in 100.

    >>> round(chance_band(100, 0), 3)
    0.196
    """
    return NormalDist().inv_cdf(1 - 0.025 / (2 * lags + 1)) / float(np.sqrt(max(periods, 1)))


def reciprocity(there: Dyad, back: Dyad) -> Estimate:
    r"""How even what two do to each other is: 1 as much one way as the other, 0 only one way.

    .. math:: r = 2 \min(n_{ab}, n_{ba}) / (n_{ab} + n_{ba})

    for cooperation and for conflict, over the whole span; `uncertainty` is the middle 90 % over
    resamples.  Count both without acts of two, or they make it even by themselves.
    """
    value, unsure = {}, {}
    for name, quads in (("cooperation", slice(0, 2)), ("conflict", slice(2, 4))):
        forth, to = (float(d.quads[:, quads].sum()) for d in (there, back))
        value[name] = _even(forth, to)
        drawn = [
            _even(float(x), float(y))
            for x, y in zip(
                there.drawn[:, :, quads].sum(axis=(1, 2)),
                back.drawn[:, :, quads].sum(axis=(1, 2)),
                strict=True,
            )
        ]
        known = [d for d in drawn if d is not None]
        unsure[name] = (
            [round(float(q), 6) for q in np.quantile(known, [0.05, 0.95])] if known else []
        )
    return Estimate(
        room="relations", subject=f"{there.a} ↔ {there.b}: reciprocity",
        method="evenness of counts in both directions", value=value, uncertainty=unsure,
        parameters={"symmetric": there.parameters["symmetric"]}, seed=there.seed,
        as_of=there.as_of, evidence=_ids(there.reports, back.reports),
    )  # fmt: skip


def _even(x: float, y: float) -> float | None:
    return round(2 * min(x, y) / (x + y), 6) if x + y > 0 else None


def triangle(ab: Dyad, ac: Dyad, *, lags: int = LAGS) -> Estimate:
    """Does A–B move with or against A–C, and which moves first: `lead_lag` of the two."""
    return lead_lag(ab, ac, lags=lags, what="triangle")


def balance(
    reports: Reports,
    parties: Sequence[str],
    *,
    period: Period = "year",
    scale: Mapping[str, float] | None = None,
    as_of: str | None = None,
) -> Estimate:
    r"""How balanced the signed network of *parties* is in each period.

    A tie is the sign of the summed intensity between two in the period.  The degree is the share
    of triangles whose signs multiply to plus,

    .. math:: d = \tfrac12 (1 + \operatorname{tr} A^3 / \operatorname{tr} |A|^3),

    None without a triangle.  Cartwright and Harary (1956), Psychological Review 63(5), 277-293;
    the trace form as in Estrada (2019), Discrete Applied Mathematics 268, 70-90.
    """
    scale = scale or load_scale()
    pairs = _by_pair(reports, [names_of(p) for p in parties])
    periods = calendar((r for own in pairs.values() for r in own), period)
    sums = np.zeros((len(periods), len(parties), len(parties)))
    ids: dict[int, set[str]] = defaultdict(set)
    for (i, j), own in pairs.items():
        for r in own:
            for t, share in periods.shares(r.start, r.end):
                sums[t, i, j] += share * scale[r.type]
                sums[t, j, i] += share * scale[r.type]
                ids[t].update(r.ids)
    signs = np.sign(np.round(sums, 9))
    value = [
        {
            "period": name,
            **degree(signs[t]),
            "ties": _ties(signs[t], parties),
            "ids": sorted(ids[t]),
        }
        for t, name in enumerate(periods.names)
    ]
    return Estimate(
        room="relations", subject=f"balance among {', '.join(parties)}",
        method="share of balanced triangles in the signed network of summed intensity",
        value=value, uncertainty="none stated: `triangles` says on how few it may rest",
        parameters={"period": period, "scale": dict(scale)}, as_of=as_of,
        evidence=_ids(*pairs.values()),
    )  # fmt: skip


def degree(signs: FloatArray) -> dict[str, Any]:
    """Triangles of a symmetric matrix of signs, and the share of them that is balanced.

    >>> degree(np.array([[0.0, 1, -1], [1, 0, -1], [-1, -1, 0]]))
    {'triangles': 1, 'balanced': 1.0}
    """
    signed = round(float(np.trace(signs @ signs @ signs)) / 6)
    plain = np.abs(signs)
    triangles = round(float(np.trace(plain @ plain @ plain)) / 6)
    share = None if not triangles else round((triangles + signed) / (2 * triangles), 6)
    return {"triangles": triangles, "balanced": share}


def _by_pair(
    reports: Reports, parties: Sequence[frozenset[str]]
) -> dict[tuple[int, int], list[Report]]:
    """The reports that name one of each two parties on one side, and the other on the other."""
    found: dict[tuple[int, int], list[Report]] = {
        pair: [] for pair in combinations(range(len(parties)), 2)
    }
    known: dict[frozenset[str], tuple[int, ...]] = {}
    for report in reports.reports:
        for side in (report.sources, report.targets):
            if side not in known:
                known[side] = tuple(i for i, p in enumerate(parties) if not p.isdisjoint(side))
        sources, targets = known[report.sources], known[report.targets]
        if sources and targets:
            for pair in {(min(i, j), max(i, j)) for i in sources for j in targets if i != j}:
                found[pair].append(report)
    return found


def _ties(signs: FloatArray, parties: Sequence[str]) -> dict[str, str]:
    pairs = combinations(range(len(parties)), 2)
    return {
        f"{parties[i]}–{parties[j]}": "+" if signs[i, j] > 0 else "-"
        for i, j in pairs
        if signs[i, j]
    }


def _ids(*groups: Iterable[Report]) -> tuple[str, ...]:
    return tuple(sorted({i for group in groups for r in group for i in r.ids}))
