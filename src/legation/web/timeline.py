"""Events → a drawing: lanes of the four quad classes over time, as coordinates for an SVG.

A day is a dot; a month, a year or a range a bar as long as what is not known.  Where more events
fall on one place than can be told apart they become one mark with their number.  Units are those
of the drawing's own box, `WIDTH` wide.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from legation.dossier import MONTHS
from legation.records import Event

WIDTH: Final = 960
LEFT: Final = 116
RIGHT: Final = 16
TOP: Final = 12
LANE: Final = 74
STEP: Final = 9.0
RADIUS: Final = 3.8
STACK: Final = 7  # marks above each other before they are counted
BINS: Final = 92
LANES: Final = (
    ("material cooperation", "Material cooperation"),
    ("verbal cooperation", "Verbal cooperation"),
    ("verbal conflict", "Verbal conflict"),
    ("material conflict", "Material conflict"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One event, or several that stand at the same place (`count` above 1)."""

    x: float
    y: float
    width: float  # 0: a dot
    id: str
    event: Event
    count: int = 1
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
    first, last = first - margin, last + margin
    scale = (WIDTH - LEFT - RIGHT) / (last - first).days
    marks: list[Mark] = []
    lanes = []
    for row, (quad, label) in enumerate(LANES):
        own = [d for d in dated if d[1].quad == quad]
        base = TOP + (row + 1) * LANE - 10
        marks += stacked(own, first, scale, base)
        lanes.append((label, float(base), len(own)))
    return Drawing(
        first=first,
        last=last,
        height=TOP + LANE * len(LANES) + 30,
        marks=tuple(marks),
        lanes=tuple(lanes),
        ticks=tuple(ticks(first, last, scale)),
        undated=len(events) - len(dated),
    )


def stacked(
    events: Iterable[tuple[str, Event, tuple[date, date]]], first: date, scale: float, base: float
) -> list[Mark]:
    """Put marks that share a place above each other; a place too full becomes one mark."""
    bins: defaultdict[int, list[tuple[str, Event, float, float]]] = defaultdict(list)
    size = (WIDTH - LEFT - RIGHT) / BINS
    for ident, event, (start, end) in events:
        x = LEFT + (start - first).days * scale
        width = (end - start).days * scale
        if event.precision in ("day", "publication") or width < 2 * RADIUS:
            x, width = x + width / 2, 0.0
        bins[int((x - LEFT) / size)].append((ident, event, x, width))
    marks = []
    for place, found in sorted(bins.items()):
        if len(found) > STACK:
            marks.append(crowd(place, size, first, scale, base, found[0][:2], len(found)))
            continue
        for level, (ident, event, x, width) in enumerate(sorted(found, key=lambda f: -f[3])):
            y = base - RADIUS - level * STEP
            marks.append(Mark(x=x, y=y, width=width, id=ident, event=event))
    return marks


def crowd(
    place: int,
    size: float,
    first: date,
    scale: float,
    base: float,
    one: tuple[str, Event],
    count: int,
) -> Mark:
    """One mark for the many events of a place, with the days that the place stands for."""
    since, until = (first + timedelta(days=round(p * size / scale)) for p in (place, place + 1))
    return Mark(
        x=LEFT + (place + 0.5) * size,
        y=base - STACK * STEP / 2,
        width=0,
        id=one[0],
        event=one[1],
        count=count,
        since=since.isoformat(),
        until=max(until, since + timedelta(days=1)).isoformat(),
    )


def ticks(first: date, last: date, scale: float) -> Iterable[tuple[float, str]]:
    """Years, or months where the whole spans at most three years; at most about a dozen."""
    years = last.year - first.year + 1
    if years > 3:
        step = -(-years // 12)
        for year in range(first.year + 1, last.year + 1, step):
            yield LEFT + (date(year, 1, 1) - first).days * scale, str(year)
        return
    step = max(1, -(-((last - first).days // 30) // 9))
    month = date(first.year, first.month, 1)
    count = 0
    while month < last:
        if month >= first and count % step == 0:
            yield LEFT + (month - first).days * scale, f"{MONTHS[month.month - 1][:3]} {month.year}"
        month = days(f"{month.year}-{month.month:02}")[1]
        count += 1
