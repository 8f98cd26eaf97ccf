"""Shapes of a drawing: what the pages of the rooms lay out and `svg.html` writes down.

Every function takes places in the drawing's own units and returns a `Shape`; one with an address
becomes a link whose title is its name.  Nothing here knows what is drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

MONTH_NAMES: Final = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One element: its tag, class and attributes; text for `text`, an address for a link."""

    tag: str
    cls: str = ""
    at: dict[str, str]
    text: str = ""
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A box of shapes, in the order in which they are painted, with what it is called."""

    width: float
    height: float
    title: str
    shapes: Sequence[Shape] = field(default_factory=tuple)
    left: float = 0.0
    top: float = 0.0


def number(value: float) -> str:
    """A place with one digit after the point.

    >>> number(3.14159), number(2)
    ('3.1', '2')
    """
    return f"{value:.1f}".removesuffix(".0")


def _at(**given: float | str) -> dict[str, str]:
    return {
        name.replace("_", "-"): value if isinstance(value, str) else number(value)
        for name, value in given.items()
    }


def line(one: Point, other: Point, cls: str, **link: str) -> Shape:
    """A straight line."""
    at = _at(x1=one[0], y1=one[1], x2=other[0], y2=other[1])
    return Shape(tag="line", cls=cls, at=at, **link)


def rect(corner: Point, size: Point, cls: str, **link: str) -> Shape:
    """A box from its upper left corner."""
    at = _at(x=corner[0], y=corner[1], width=max(size[0], 0), height=max(size[1], 0))
    return Shape(tag="rect", cls=cls, at=at, **link)


def circle(middle: Point, radius: float, cls: str, **link: str) -> Shape:
    """A dot."""
    return Shape(tag="circle", cls=cls, at=_at(cx=middle[0], cy=middle[1], r=radius), **link)


def words(place: Point, text: str, cls: str = "", *, anchor: str = "start", **link: str) -> Shape:
    """A line of text; *anchor* says what of it stands at the place."""
    at = _at(x=place[0], y=place[1], text_anchor=anchor)
    return Shape(tag="text", cls=cls, at=at, text=text, **link)


def curve(points: Iterable[Point], cls: str, *, closed: bool = False) -> Shape:
    """A line through points, or the area inside it."""
    path = " L".join(f"{number(x)},{number(y)}" for x, y in points)
    return Shape(tag="path", cls=cls, at={"d": f"M{path}{'Z' if closed else ''}"})


def bow(one: Point, other: Point, bend: float, cls: str, **link: str) -> Shape:
    """A curved line between two points; *bend* moves its middle to the side."""
    (x1, y1), (x2, y2) = one, other
    length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1e-6)
    mx, my = (x1 + x2) / 2 - bend * (y2 - y1) / length, (y1 + y2) / 2 + bend * (x2 - x1) / length
    places = tuple(number(v) for v in (x1, y1, mx, my, x2, y2))
    return Shape(tag="path", cls=cls, at={"d": "M{},{} Q{},{} {},{}".format(*places)}, **link)


def arrow(tip: Point, came: Point, cls: str, size: float = 7) -> Shape:
    """The head of an arrow that comes from a point."""
    (x, y), (fx, fy) = tip, came
    length = max(((x - fx) ** 2 + (y - fy) ** 2) ** 0.5, 1e-6)
    ux, uy = (x - fx) / length, (y - fy) / length
    back = (x - ux * size, y - uy * size)
    side = (-uy * size * 0.45, ux * size * 0.45)
    ends = [(back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])]
    return curve([tip, *ends], cls, closed=True)


def shorter(one: Point, other: Point, by: float) -> Point:
    """The point that lies *by* before the other end of a line."""
    (x1, y1), (x2, y2) = one, other
    length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1e-6)
    share = max(length - by, 0) / length
    return (x1 + (x2 - x1) * share, y1 + (y2 - y1) * share)


def years(first: int, last: int, most: int = 12) -> list[tuple[int, str]]:
    """Day numbers and labels of ticks: years, or quarters where the whole spans at most three."""
    low, high = date.fromordinal(first), date.fromordinal(last)
    span = high.year - low.year + 1
    if span > 3:
        step = -(-span // most)
        return [
            (date(y, 1, 1).toordinal(), str(y))
            for y in range(low.year, high.year + 1)
            if y % step == 0 and date(y, 1, 1).toordinal() >= first
        ]
    found = [
        (date(y, m, 1).toordinal(), f"{MONTH_NAMES[m - 1]} {y}")
        for y in range(low.year, high.year + 1)
        for m in (1, 4, 7, 10)
    ]
    return [(day, label) for day, label in found if first <= day <= last]
