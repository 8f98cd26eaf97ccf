"""Events → a drawing: lanes of the four quad classes over time, as coordinates for an SVG.

A day is a dot above its lane's line; a month, a year or a range a bar below it, as long as what is
not known.  Where more days fall on one place than can be told apart they become one column with
their number.  Units are those of the drawing's own box, `WIDTH` wide.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from legation.dossier import MONTHS
from legation.records import Event

WIDTH: Final = 960
LEFT: Final = 116
RIGHT: Final = 16
TOP: Final = 12
LANE: Final = 92
BELOW: Final = 24  # of a lane, for what lasts or is imprecise
STEP: Final = 8.6
RADIUS: Final = 3.8
STACK: Final = 5  # marks above each other before they become one column
ROWS: Final = 3  # of bars below each other
BINS: Final = 92
LANES: Final = (
    ("material cooperation", "Material cooperation"),
    ("verbal cooperation", "Verbal cooperation"),
    ("verbal conflict", "Verbal conflict"),
    ("material conflict", "Material conflict"),
)

Dated = tuple[str, Event, tuple[date, date]]  # id, event, first day and day after the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One event as a dot (`x`, `y` its middle) or a bar (its left end), or a column of several."""

    x: float
    y: float
    id: str
    event: Event
    width: float = 0.0  # 0: a dot
    height: float = 0.0  # of a column
    count: int = 1
    numbered: bool = False  # whether there is room for the number
    since: str = ""  # of the place, where it stands for several
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything to draw, and the days that it spans."""

    first: date
    last: date
    height: float
    marks: tuple[Mark, ...]
    lanes: tuple[tuple[str, float, int], ...]  # label, base line, number of events
    ticks: tuple[tuple[float, str], ...]
    undated: int


def days(value: str) -> tuple[date, date]:
    """The half-open interval of days that an ISO date stands for.

    >>> days("2022-12")
    (datetime.date(2022, 12, 1), datetime.date(2023, 1, 1))
    """
    year, month, day = (int(p) for p in [*value.split("-"), "0", "0"][:3])
    if not month:
        return date(year, 1, 1), date(year + 1, 1, 1)
    if not day:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, day), date(year, month, day) + timedelta(days=1)


def interval(event: Event) -> tuple[date, date] | None:
    """First day and day after the last of an event, or None if it is undated or malformed."""
    if event.start is None or event.precision == "none":
        return None
    try:
        start, end = days(event.start)
        if event.precision == "range" and event.end:
            end = days(event.end)[0]
    except ValueError:
        return None
    return start, max(end, start + timedelta(days=1))


def draw(events: Sequence[tuple[str, Event]]) -> Drawing | None:
    """Lay events out over time; None if none of them has a date."""
    dated = [(i, e, span) for i, e in events if (span := interval(e))]
    if not dated:
        return None
    first = min(start for _, _, (start, _) in dated)
    last = max(end for _, _, (_, end) in dated)
    margin = max((last - first) // 40, timedelta(days=2))
    axis = Axis(first - margin, last + margin)
    marks: list[Mark] = []
    lanes = []
    for row, (quad, label) in enumerate(LANES):
        own = [d for d in dated if d[1].quad == quad]
        base = TOP + (row + 1) * LANE - BELOW
        marks += bars([d for d in own if not is_dot(d, axis)], axis, base)
        marks += dots([d for d in own if is_dot(d, axis)], axis, base)
        lanes.append((label, float(base), len(own)))
    return Drawing(
        first=axis.first,
        last=axis.last,
        height=TOP + LANE * len(LANES) + 26,
        marks=tuple(marks),
        lanes=tuple(lanes),
        ticks=tuple(ticks(axis)),
        undated=len(events) - len(dated),
    )


class Axis:
    """Days → places across the drawing."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.scale = (WIDTH - LEFT - RIGHT) / (last - first).days
        self.bin = (WIDTH - LEFT - RIGHT) / BINS

    def x(self, day: date) -> float:
        """Where a day begins."""
        return LEFT + (day - self.first).days * self.scale

    def day(self, place: int) -> date:
        """The day at which a bin begins."""
        return self.first + timedelta(days=round(place * self.bin / self.scale))


def is_dot(dated: Dated, axis: Axis) -> bool:
    """Whether an event is known to the day, or takes no more room than a dot."""
    _, event, (start, end) = dated
    return event.precision in ("day", "publication") or (end - start).days * axis.scale < 2 * RADIUS


def bars(events: Iterable[Dated], axis: Axis, base: float) -> Iterator[Mark]:
    """Bars in as many rows as there is room for, none over another while that lasts."""
    free = [float("-inf")] * ROWS
    for ident, event, (start, end) in sorted(events, key=lambda d: (d[2], d[0])):
        x, width = axis.x(start), (end - start).days * axis.scale
        row = next((r for r in range(ROWS) if free[r] <= x), min(range(ROWS), key=free.__getitem__))
        free[row] = max(free[row], x + width)
        yield Mark(x=x, y=base + 5 + row * 7, width=width, id=ident, event=event)


def dots(events: Iterable[Dated], axis: Axis, base: float) -> Iterator[Mark]:
    """Dots that share a place above each other; a place too full becomes a column."""
    bins: defaultdict[int, list[tuple[float, str, Event]]] = defaultdict(list)
    for ident, event, (start, end) in events:
        x = (axis.x(start) + axis.x(end)) / 2
        bins[int((x - LEFT) / axis.bin)].append((x, ident, event))
    most = max((len(found) for found in bins.values()), default=0)
    for place, found in sorted(bins.items()):
        if len(found) > STACK:
            mark = column(place, axis, base, [(i, e) for _, i, e in found], most)
            beside = max(len(bins.get(p, ())) for p in (place - 1, place + 1))
            yield replace(mark, numbered=len(found) > beside)
            continue
        for level, (x, ident, event) in enumerate(sorted(found, key=lambda f: f[:2])):
            yield Mark(x=x, y=base - RADIUS - 1 - level * STEP, id=ident, event=event)


def column(
    place: int, axis: Axis, base: float, found: Sequence[tuple[str, Event]], most: int
) -> Mark:
    """One mark for the many events of a place, as high as their share of the fullest place."""
    since, until = axis.day(place), axis.day(place + 1)
    low, high = STACK * STEP, LANE - BELOW - 16
    return Mark(
        x=LEFT + place * axis.bin + 0.5,
        y=base,
        width=axis.bin - 1,
        height=low + (high - low) * len(found) / most,
        id=found[0][0],
        event=found[0][1],
        count=len(found),
        since=since.isoformat(),
        until=max(until, since + timedelta(days=1)).isoformat(),
    )


def ticks(axis: Axis) -> Iterator[tuple[float, str]]:
    """Years, or months where the whole spans at most three years; at most about a dozen."""
    first, last = axis.first, axis.last
    years = last.year - first.year + 1
    if years > 3:
        step = -(-years // 12)
        for year in range(first.year + 1, last.year + 1, step):
            yield axis.x(date(year, 1, 1)), str(year)
        return
    step = max(1, -(-((last - first).days // 30) // 9))
    month = date(first.year, first.month, 1)
    count = 0
    while month < last:
        if month >= first and count % step == 0:
            yield axis.x(month), f"{MONTHS[month.month - 1][:3]} {month.year}"
        month = days(f"{month.year}-{month.month:02}")[1]
        count += 1
