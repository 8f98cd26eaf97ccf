"""Events → a drawing: lanes of the four quad classes over time, as coordinates for an SVG.

A day is a dot above its lane's line; a month, a year or a range a bar below it, as long as what is
not known.  Where more days fall on one place than can be told apart they become one column with
their number.  Units are those of the drawing's own box, `WIDTH` wide.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, NamedTuple, Self

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
BAR: Final = 5.2  # the height of a bar
STACK: Final = 5  # marks above each other before they become one column
ROWS: Final = 3  # of bars below each other
BINS: Final = 92
LANES: Final = (
    ("material cooperation", "Material cooperation"),
    ("verbal cooperation", "Verbal cooperation"),
    ("verbal conflict", "Verbal conflict"),
    ("material conflict", "Material conflict"),
)


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


class Group(NamedTuple):
    """Events of one lane in one place: a bin of the axis, or days as "start/end".

    `events` are all of them, or one that stands for `number`.
    """

    quad: str
    place: int | str
    number: int
    events: Sequence[tuple[str, Event]]


def draw(events: Sequence[tuple[str, Event]]) -> Drawing | None:
    """Lay events out over time; None if none of them has a date."""
    dated = [(i, e, span) for i, e in events if (span := interval(e))]
    if not dated:
        return None
    first = min(start for _, _, (start, _) in dated)
    axis = Axis.over(first, max(end for _, _, (_, end) in dated))
    groups: defaultdict[tuple[str, int | str], list[tuple[str, Event]]] = defaultdict(list)
    for ident, event, span in dated:
        groups[event.quad, place_of(event, span, axis)].append((ident, event))
    found = [Group(quad, place, len(own), own) for (quad, place), own in groups.items()]
    return lay_lanes(axis, found, undated=len(events) - len(dated))


def place_of(event: Event, span: tuple[date, date], axis: "Axis") -> int | str:
    """The bin of an event that is a dot, the days of one that is a bar."""
    start, end = span
    if event.precision in ("day", "publication") or (end - start).days < axis.shortest_bar:
        return int(((start - axis.first) + (end - start) / 2) / timedelta(days=axis.bin_days))
    return f"{start}/{end}"


def lay_lanes(axis: "Axis", groups: Iterable[Group], *, undated: int) -> Drawing:
    """Draw groups of events in their lanes."""
    marks: list[Mark] = []
    lanes = []
    lane_of: defaultdict[str, list[Group]] = defaultdict(list)
    for group in groups:
        lane_of[group.quad].append(group)
    for row, (quad, label) in enumerate(LANES):
        own = lane_of[quad]
        base = TOP + (row + 1) * LANE - BELOW
        marks += bars([g for g in own if isinstance(g.place, str)], axis, base)
        marks += dots({g.place: g for g in own if isinstance(g.place, int)}, axis, base)
        lanes.append((label, float(base), sum(g.number for g in own)))
    return Drawing(
        first=axis.first,
        last=axis.last,
        height=TOP + LANE * len(LANES) + 26,
        marks=tuple(marks),
        lanes=tuple(lanes),
        ticks=tuple(ticks(axis)),
        undated=undated,
    )


class Axis:
    """Days → places across the drawing."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.scale = (WIDTH - LEFT - RIGHT) / (last - first).days
        self.bin = (WIDTH - LEFT - RIGHT) / BINS
        self.bin_days = self.bin / self.scale
        self.shortest_bar = 2 * RADIUS / self.scale  # days; what takes less is a dot

    @classmethod
    def over(cls, first: date, end: date) -> Self:
        """The axis for events from *first* to the day before *end*, with a margin."""
        margin = max((end - first) // 40, timedelta(days=2))
        return cls(first - margin, end + margin)

    def x(self, day: date) -> float:
        """Where a day begins."""
        return LEFT + (day - self.first).days * self.scale

    def middle(self, event: Event) -> float:
        """The middle of an event's days."""
        start, end = interval(event) or (self.first, self.first)
        return (self.x(start) + self.x(end)) / 2

    def day(self, place: int) -> date:
        """The day at which a bin begins."""
        return self.first + timedelta(days=round(place * self.bin / self.scale))


def bars(groups: Iterable[Group], axis: Axis, base: float) -> Iterator[Mark]:
    """Bars in as many rows as there is room for, none over another while that lasts.

    Where more events have the same days than a place can stack they share a bar.
    """
    free = [float("-inf")] * ROWS
    for days_of, group in sorted(((str(g.place), g) for g in groups), key=lambda pair: pair[0]):
        start, end = (date.fromisoformat(day) for day in days_of.split("/"))
        x, width = axis.x(start), (end - start).days * axis.scale
        alone = len(group.events) == group.number <= STACK
        for ident, event in sorted(group.events) if alone else group.events[:1]:
            row = next(
                (r for r in range(ROWS) if free[r] <= x), min(range(ROWS), key=free.__getitem__)
            )
            free[row] = max(free[row], x + width)
            mark = Mark(x=x, y=base + 5 + row * 7, width=width, id=ident, event=event)
            yield mark if alone else replace(
                mark, y=mark.y + BAR / 2, height=BAR, count=group.number,
                since=start.isoformat(), until=end.isoformat(),
            )  # fmt: skip


def dots(groups: Mapping[int, Group], axis: Axis, base: float) -> Iterator[Mark]:
    """Dots that share a place above each other; a place too full becomes a column."""
    most = max((group.number for group in groups.values()), default=0)
    for place, group in sorted(groups.items()):
        if group.number > min(STACK, len(group.events)):
            mark = column(place, axis, base, group, most)
            near = [groups[p].number for p in (place - 1, place + 1) if p in groups]
            yield replace(mark, numbered=group.number > max(near, default=0))
            continue
        placed = sorted((axis.middle(event), ident, event) for ident, event in group.events)
        for level, (x, ident, event) in enumerate(placed):
            yield Mark(x=x, y=base - RADIUS - 1 - level * STEP, id=ident, event=event)


def column(place: int, axis: Axis, base: float, group: Group, most: int) -> Mark:
    """One mark for the many events of a place, as high as their share of the fullest place."""
    since, until = axis.day(place), axis.day(place + 1)
    low, high = STACK * STEP, LANE - BELOW - 16
    return Mark(
        x=LEFT + place * axis.bin + 0.5,
        y=base,
        width=axis.bin - 1,
        height=low + (high - low) * group.number / most,
        id=group.events[0][0],
        event=group.events[0][1],
        count=group.number,
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
