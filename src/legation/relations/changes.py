"""A dyad over time → where it turns, what stands around each turn, and the phases between.

`change_points` takes a `Dyad` and returns an estimate: at most five days, each with the share of
resamples that find it again and the events around it.  `phases` names what dominates in between.
`hits` compares found days with days that were registered before.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

import numpy as np

from legation.errors import DataError
from legation.ontology import EVENT_TYPES, QUAD_CLASS
from legation.records import Estimate
from legation.relations.series import Dyad, FloatArray, rates

MOST: Final = 5
SHORTEST: Final = 3  # periods in a phase
AROUND: Final = 45  # days
PENALTY: Final = 2.0  # at 2, 1 to 4 in 100 series without a change show one; see docs/relations.md
METHOD: Final = "PELT, quadratic cost, on arcsine roots of the shares of all reports"


def change_points(dyad: Dyad, *, penalty: float = PENALTY) -> Estimate:
    r"""The days on which the level of cooperation or conflict with all reports as base changes.

    Shares :math:`p` are made even in variance by :math:`\arcsin\sqrt p` and scaled by the spread
    of their first differences; PELT then minimises squared distance plus
    :math:`\beta = \mathrm{penalty} \cdot 2 \ln T` for each change.  Where it finds more than five,
    the best five are taken.  Periods in which nothing at all was reported are passed over.

    References
    ----------
    Killick, Fearnhead and Eckley (2012), JASA 107(500), 1590-1598; Truong, Oudre and Vayatis
    (2020), Signal Processing 167, 107299 (`ruptures`).
    """
    seen = np.flatnonzero(dyad.volume > 0)
    signal = _signal(dyad.rates[seen])
    found = _breaks(signal, penalty)
    support = _support(dyad, seen, found, penalty)
    days = [int(dyad.calendar.edges[seen[at]]) for at in found]
    value = [_turn(dyad, day, share) for day, share in zip(days, support, strict=True)]
    return Estimate(
        room="relations", subject=f"{dyad.a} → {dyad.b}: change points", method=METHOD,
        value=value, as_of=dyad.as_of, seed=dyad.seed,
        uncertainty="support: share of resamples of origins with a change within one period",
        parameters={"penalty": penalty, "most": MOST, "shortest": SHORTEST,
                    "period": dyad.calendar.period, "around_days": AROUND,
                    "series": dyad.estimate().id, "volume": dyad.volume_estimate().id},
        evidence=tuple(sorted({i for r in dyad.reports for i in r.ids})),
    )  # fmt: skip


def _signal(shares: FloatArray) -> FloatArray:
    """Columns of even variance; one that never moves is left at nought."""
    even = np.arcsin(np.sqrt(np.clip(shares, 0.0, 1.0)))
    if len(even) < 2:
        return even
    spread = np.sqrt(np.mean(np.diff(even, axis=0) ** 2, axis=0) / 2)
    return np.where(spread > 0, (even - even.mean(axis=0)) / np.where(spread > 0, spread, 1.0), 0.0)


def _breaks(signal: FloatArray, penalty: float) -> list[int]:
    """Indices at which a new level begins."""
    from ruptures import KernelCPD

    if len(signal) < 2 * SHORTEST:
        return []
    search = KernelCPD(kernel="linear", min_size=SHORTEST, jump=1).fit(signal)
    beta = penalty * signal.shape[1] * float(np.log(len(signal)))
    found: list[int] = search.predict(pen=beta)[:-1]
    if len(found) > MOST:
        found = search.predict(n_bkps=MOST)[:-1]
    return [int(at) for at in found]


def _support(dyad: Dyad, seen: Any, found: Sequence[int], penalty: float) -> list[float]:
    """How often each change is found again within one period when origins are drawn again."""
    if not found:
        return []
    again = np.zeros(len(found))
    for drawn in dyad.drawn:
        breaks = np.array(_breaks(_signal(rates(drawn, dyad.volume)[seen]), penalty))
        if len(breaks):
            again += [bool(np.min(np.abs(breaks - at)) <= 1) for at in found]
    return [float(x) for x in again / len(dyad.drawn)]


def _turn(dyad: Dyad, day: int, support: float) -> dict[str, Any]:
    near = [r for r in dyad.reports if r.start < day + AROUND and r.end > day - AROUND]
    near = [r for r in near if r.end - r.start <= 2 * AROUND]
    return {
        "day": date.fromordinal(day).isoformat(),
        "support": round(support, 4),
        "types": dict(Counter(r.type for r in near).most_common()),
        "ids": sorted({i for r in near for i in r.ids}),
    }


def phases(dyad: Dyad, turns: Estimate) -> Estimate:
    """The stretches between change points, each named by the class and type that dominate it.

    A stretch without a report is "silence"; `share` is the dominant class's part of its reports.
    """
    days = [date.fromisoformat(t["day"]).toordinal() for t in turns.value]
    edges = [dyad.calendar.edges[0], *days, dyad.calendar.edges[-1]]
    value = [_phase(dyad, first, last) for first, last in pairwise(edges)]
    return Estimate(
        room="relations", subject=f"{dyad.a} → {dyad.b}: phases",
        method="dominant quad class and event type between change points", value=value,
        uncertainty="share: how much of the phase its name covers", seed=dyad.seed,
        parameters={"change_points": turns.id}, as_of=dyad.as_of, evidence=turns.evidence,
    )  # fmt: skip


def _phase(dyad: Dyad, first: int, last: int) -> dict[str, Any]:
    inside = [first <= edge < last for edge in dyad.calendar.edges[:-1]]
    counts = dyad.counts[inside].sum(axis=0)
    ids = sorted({i for group, own in zip(dyad.ids, inside, strict=True) if own for i in group})
    span = {"start": date.fromordinal(first).isoformat(), "end": date.fromordinal(last).isoformat()}
    if not counts.sum():
        return {**span, "name": "silence", "share": 1.0, "reports": 0.0, "ids": ids}
    classes: Counter[str] = Counter()
    for kind, n in zip(EVENT_TYPES, counts, strict=True):
        classes[QUAD_CLASS[kind]] += n
    [(quad, most)] = classes.most_common(1)
    own = {k: n for k, n in zip(EVENT_TYPES, counts, strict=True) if QUAD_CLASS[k] == quad}
    name = f"{quad}, mostly {max(own, key=lambda k: own[k])}"
    total = float(counts.sum())
    return {
        **span, "name": name, "share": round(float(most) / total, 4), "reports": round(total, 4), "ids": ids
    }  # fmt: skip


def hits(
    found: Sequence[str],
    registered: Sequence[str],
    *,
    span: tuple[str, str],
    days: int = AROUND,
    draws: int = 10_000,
    seed: int = 0,
) -> dict[str, float]:
    """How many registered days lie within *days* of a found one, and how often chance does as well.

    `chance` is the share of *draws* of as many days at random in *span* that hit as many or more.

    >>> hits(["2021-09-01"], ["2021-08-15"], span=("2015-01-01", "2026-01-01"))["hits"]
    1.0

    Raises
    ------
    DataError
        If no day is registered or the span is empty.
    """
    low, high = (date.fromisoformat(d).toordinal() for d in span)
    if not registered or high <= low:
        raise DataError(f"{len(registered)} registered days between {span[0]} and {span[1]}")
    turns = np.array([date.fromisoformat(d).toordinal() for d in registered])
    ours = np.array([date.fromisoformat(d).toordinal() for d in found], dtype=np.int64)
    if not len(ours):
        return {"hits": 0.0, "of": float(len(turns)), "chance": 1.0}
    random = np.random.default_rng(seed).integers(low, high, (draws, len(ours)))
    hit = (np.abs(ours[None, :, None] - turns) <= days).any(axis=1).sum(axis=1)[0]
    theirs = (np.abs(random[:, :, None] - turns) <= days).any(axis=1).sum(axis=1)
    return {"hits": float(hit), "of": float(len(turns)), "chance": float((theirs >= hit).mean())}
