"""Reports → a directed dyad over time: counts, rates and intensity for each period, with intervals.

`dyad_series` takes reports and two sides and returns a `Dyad`: arrays for the rest of this room,
`estimate()` for everybody else.  A date that may mean many days is spread evenly over them.  Rates
are relative to all reports of the period, so that more reporting alone moves nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from legation.errors import DataError
from legation.ontology import EVENT_TYPES, QUAD_CLASS, SYMMETRIC_TYPES
from legation.records import Estimate
from legation.relations.reports import Report, Reports, extent, load_scale, names_of

Period = Literal["month", "quarter", "year"]
FloatArray = npt.NDArray[np.float64]
MONTHS: Final[dict[str, int]] = {"month": 1, "quarter": 3, "year": 12}
QUADS: Final = tuple(dict.fromkeys(QUAD_CLASS.values()))
METHOD: Final = "reports by independent origin, dates spread over their interval"
_PLACE: Final = {t: i for i, t in enumerate(EVENT_TYPES)}
_QUAD: Final = np.array([QUADS.index(QUAD_CLASS[t]) for t in EVENT_TYPES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Consecutive periods; `first` counts months from year 0, `edges` are day numbers (n + 1)."""

    period: Period
    first: int
    edges: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The first day of each period."""
        return tuple(date.fromordinal(d).isoformat() for d in self.edges[:-1])

    def __len__(self) -> int:
        return len(self.edges) - 1

    def shares(self, start: int, end: int) -> list[tuple[int, float]]:
        """The part of [start, end) that falls in each period."""
        low, high = self._at(start), self._at(end - 1)
        if low == high:
            return [(low, 1.0)] if 0 <= low < len(self) else []
        days, edges = end - start, self.edges
        within = range(max(low, 0), min(high, len(self) - 1) + 1)
        return [(t, (min(end, edges[t + 1]) - max(start, edges[t])) / days) for t in within]

    def _at(self, day: int) -> int:
        found = date.fromordinal(day)
        return (found.year * 12 + found.month - 1 - self.first) // MONTHS[self.period]


def calendar(
    reports: Iterable[Report], period: Period, *, since: str | None = None, until: str | None = None
) -> Calendar:
    """The periods from the first to the last day of reports, or between the days given.

    Raises
    ------
    DataError
        If there is nothing to span, or *until* does not lie after *since*.
    """
    if period not in MONTHS:
        raise DataError(f"no period {period!r}; known: {', '.join(MONTHS)}")
    days = [(r.start, r.end) for r in reports]
    first, last = extent(since, None), extent(until, None)
    if not days and not (first and last):
        raise DataError("no dated report to count; is anything coded of these two?")
    low = first[0] if first else min(d[0] for d in days)
    high = last[0] if last else max(d[1] for d in days)
    if high <= low:
        raise DataError(f"the span from {since} to {until} is empty")
    size = MONTHS[period]
    begin, stop = _months(low) // size * size, _months(high - 1) // size * size + size
    edges = tuple(_day(m) for m in range(begin, stop + 1, size))
    return Calendar(period=period, first=begin, edges=edges)


def _months(day: int) -> int:
    found = date.fromordinal(day)
    return found.year * 12 + found.month - 1


def _day(months: int) -> int:
    return date(months // 12, months % 12 + 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """A directed dyad over time.

    `counts` reports by period and event type, ``(T, 16)``; `volume` all reports of the ledger,
    ``(T,)``; `intensity` the mean of the scale, NaN where nothing was reported; `drawn` counts by
    quad class in each resample, ``(B, T, 4)``; `ids` the events behind each period.
    """

    a: str
    b: str
    calendar: Calendar
    reports: tuple[Report, ...]
    counts: FloatArray
    volume: FloatArray
    intensity: FloatArray
    drawn: FloatArray
    drawn_intensity: FloatArray
    ids: tuple[tuple[str, ...], ...]
    volume_told: Estimate
    parameters: Mapping[str, Any]
    seed: int
    as_of: str | None

    @property
    def quads(self) -> FloatArray:
        """Counts by quad class, ``(T, 4)``."""
        out = np.zeros((len(self.calendar), len(QUADS)))
        for k in range(len(EVENT_TYPES)):
            out[:, _QUAD[k]] += self.counts[:, k]
        return out

    @property
    def rates(self) -> FloatArray:
        """Cooperation and conflict as shares of all reports, ``(T, 2)``; NaN without any."""
        return rates(self.quads, self.volume)

    def volume_estimate(self) -> Estimate:
        """All reports of the ledger in each period: what rates are relative to."""
        return self.volume_told

    def estimate(self) -> Estimate:
        """The series with what each of its numbers rests on.

        Counts rest on the `ids` of their period, rates on those and on the estimate that
        `parameters["volume"]` names.  `value[i]["low"]` and `["high"]` bound the middle 90 % of
        resamples of origins, each report kept as often as its coder is right.
        """
        low, high = np.quantile(self.drawn, [0.05, 0.95], axis=0)
        bounds = [_interval(column) for column in self.drawn_intensity.T]
        value = []
        for t, name in enumerate(self.calendar.names):
            types = {k: _round(n) for k, n in zip(EVENT_TYPES, self.counts[t], strict=True) if n}
            value.append({
                "period": name, "types": types,
                "quads": _named(self.quads[t]), "low": _named(low[t]), "high": _named(high[t]),
                "volume": _round(self.volume[t]),
                "rates": dict(zip(("cooperation", "conflict"), map(_round, self.rates[t]), strict=True)),
                "intensity": _round(self.intensity[t]), "intensity_90": bounds[t],
                "ids": list(self.ids[t]),
            })  # fmt: skip
        return Estimate(
            room="relations", subject=f"{self.a} → {self.b}", method=METHOD, value=value,
            uncertainty="low, high: 90 % of resamples of origins, thinned by coder precision",
            parameters={**self.parameters, "volume": self.volume_estimate().id},
            evidence=_together(self.ids), seed=self.seed, as_of=self.as_of,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How a dyad is counted: the periods, the scale, how often to resample, what was known when."""

    period: Period = "month"
    since: str | None = None
    until: str | None = None
    scale: Mapping[str, float] | None = None
    resamples: int = 200
    seed: int = 0
    as_of: str | None = None


def dyad_series(
    reports: Reports,
    a: str,
    b: str,
    *,
    how: Counting | None = None,
    symmetric: bool = True,
) -> Dyad:
    r"""What *a* did towards *b* in each period.

    .. math:: n_{tk} = \sum_i \frac{|I_i \cap t|}{|I_i|} [k_i = k], \qquad
              s_t = \sum_k n_{tk} g_k / \sum_k n_{tk}

    over reports *i* with date intervals :math:`I_i` and the intensity scale *g*.  Acts of two
    (talks, agreements, cooperation) count in both directions unless *symmetric* is False, which
    leaves them out: they cannot show who moved first.

    Raises
    ------
    DataError
        If neither dyad nor span gives periods.

    References
    ----------
    Goldstein (1992), Journal of Conflict Resolution 36(2), 369-385, for such a scale; Efron and
    Tibshirani (1993), An Introduction to the Bootstrap, chapter 8, for resampling whole origins.
    """
    how = how or Counting()
    one, other = names_of(a), names_of(b)
    own = tuple(r for r in reports.reports if _between(r, one, other, symmetric))
    periods = calendar(own, how.period, since=how.since, until=how.until)
    scale = dict(how.scale or load_scale())
    rows, columns, weights, ids = _placed(own, periods)
    counts = np.zeros((len(periods), len(EVENT_TYPES)))
    kinds = np.array([_PLACE[r.type] for r in own], dtype=np.intp)
    np.add.at(counts, (columns, kinds[rows]), weights)
    grades = np.array([scale[t] for t in EVENT_TYPES])
    drawn, sums = _resampled(own, (rows, columns, weights), len(periods), how, grades)
    volume, volume_told = _volume(reports, periods, how.as_of)
    with np.errstate(invalid="ignore", divide="ignore"):
        intensity = counts @ grades / counts.sum(axis=1)
        drawn_intensity = sums / drawn.sum(axis=2)
    return Dyad(
        a=a, b=b, calendar=periods, reports=own, counts=counts,
        volume=volume,
        intensity=intensity, drawn=drawn, drawn_intensity=drawn_intensity, ids=ids,
        volume_told=volume_told, seed=how.seed, as_of=how.as_of,
        parameters={"period": how.period, "resamples": how.resamples, "scale": scale,
                    "symmetric": symmetric},
    )  # fmt: skip


def _between(r: Report, a: frozenset[str], b: frozenset[str], symmetric: bool) -> bool:
    if r.type in SYMMETRIC_TYPES:
        both = r.sources | r.targets
        return symmetric and bool(both & a) and bool(both & b)
    return bool(r.sources & a) and bool(r.targets & b)


def _placed(
    reports: Sequence[Report], periods: Calendar
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], FloatArray, tuple[tuple[str, ...], ...]]:
    """Rows (reports), columns (periods) and weights, and the events behind each period."""
    rows, columns, weights = [], [], []
    ids: list[list[str]] = [[] for _ in range(len(periods))]
    known: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for row, r in enumerate(reports):
        span = (r.start, r.end)
        if span not in known:
            known[span] = periods.shares(*span)
        for t, share in known[span]:
            rows.append(row)
            columns.append(t)
            weights.append(share)
            ids[t].extend(r.ids)
    return (
        np.array(rows, dtype=np.intp),
        np.array(columns, dtype=np.intp),
        np.array(weights, dtype=np.float64),
        tuple(tuple(sorted(i)) for i in ids),
    )


def _volume(reports: Reports, periods: Calendar, as_of: str | None) -> tuple[FloatArray, Estimate]:
    """All reports in each period, as numbers and as an estimate; worked out once a calendar."""
    key = (periods, as_of)
    if key not in reports.placed:
        _, columns, weights, ids = _placed(reports.reports, periods)
        volume = np.bincount(columns, weights, minlength=len(periods)).astype(np.float64)
        value = [
            {"period": name, "reports": _round(n), "ids": list(own)}
            for name, n, own in zip(periods.names, volume, ids, strict=True)
        ]
        told = Estimate(
            room="relations", subject="all reports", method=METHOD, value=value,
            uncertainty="none: a count of what was coded", as_of=as_of,
            parameters={"period": periods.period}, evidence=_together(ids),
        )  # fmt: skip
        reports.placed[key] = (volume, told)
    found: tuple[FloatArray, Estimate] = reports.placed[key]
    return found


def _resampled(
    reports: Sequence[Report],
    placed: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], FloatArray],
    periods: int,
    how: Counting,
    grades: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Counts ``(B, T, 4)`` and summed intensity ``(B, T)`` when origins are drawn again."""
    from scipy.sparse import csr_array

    rows, columns, weights = placed
    rng = np.random.default_rng(how.seed)
    named = {o: i for i, o in enumerate(dict.fromkeys(r.origin for r in reports))}
    origin = np.array([named[r.origin] for r in reports], dtype=np.intp)
    sure = np.array([r.probability for r in reports])
    shape = (how.resamples, len(named))
    times = np.zeros(shape)
    for b in range(how.resamples if named else 0):
        drawn = rng.integers(0, len(named), len(named))
        times[b] = np.bincount(drawn, minlength=len(named))
    kept = times[:, origin] * (rng.random((how.resamples, len(reports))) < sure)
    spread = csr_array((weights, (rows, columns)), shape=(len(reports), periods))
    kinds = np.array([_PLACE[r.type] for r in reports], dtype=np.intp)
    counts = np.zeros((how.resamples, periods, len(QUADS)))
    for quad in range(len(QUADS)):
        chosen = np.flatnonzero(_QUAD[kinds] == quad)
        if len(chosen):
            counts[:, :, quad] = kept[:, chosen] @ spread[chosen]
    return counts, np.asarray((kept * grades[kinds]) @ spread)


def rates(quads: FloatArray, volume: FloatArray) -> FloatArray:
    """Cooperation and conflict as shares of all reports, last axis 2; NaN without any."""
    sums = np.stack([quads[..., :2].sum(axis=-1), quads[..., 2:].sum(axis=-1)], axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums / np.where(volume > 0, volume, np.nan)[..., None]


def _named(row: FloatArray) -> dict[str, float | None]:
    return dict(zip(QUADS, map(_round, row), strict=True))


def _round(number: float) -> float | None:
    """Six digits after the point; None for what is not defined."""
    return None if np.isnan(number) else round(float(number), 6)


def _interval(drawn: FloatArray) -> list[float | None]:
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return [None, None]
    return [_round(x) for x in np.quantile(known, [0.05, 0.95])]


def _together(ids: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({i for group in ids for i in group}))
