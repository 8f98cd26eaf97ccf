"""The timeline as a page: events and standings on lanes over one span, with ways to zoom.

`events_page` adds to `pages.events_page` a drawing of the statuses in the same span and the addresses
that zoom in and out.  What is not known of a date is drawn pale: the year or month in which a status
may have begun; a status whose end nobody tells runs out to the right.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final, cast

from legation.dossier import written
from legation.ledger import Query
from legation.records import Status
from legation.web import drawing, pages, timeline
from legation.web.drawing import Drawing, Shape
from legation.web.filters import Filters
from legation.web.shelf import Shelf, Shown, passage

Context = dict[str, Any]
ROW: Final = 22.0
MOST: Final = 26  # bars in all
CLOSE: Final = timedelta(days=60)  # no zoom goes below this span
NEGATIVE: Final = ("legal_ban", "sanction", "designation", "assets_frozen")


def events_page(shelf: Shelf, filters: Filters) -> Context:
    """Events and statuses over time, and the events as a list."""
    shown = pages.events_page(shelf, filters)
    lanes = shown["drawing"]
    if lanes is None:
        return shown | {"zooms": [], "statuses": None}
    documents = shelf.documents(filters.when)
    query = Query(kind="status", actor=filters.actor or None, document=filters.document or None)
    told = shelf.kept(
        ("statuses", query, filters.when),
        lambda: shelf.marked(
            cast(list[Status], shelf.ledger.records(query, filters.when)), documents, None
        ),
    )
    wanted = [] if filters.type or filters.factuality else told
    axis = timeline.Axis(lanes.first, lanes.last)
    return shown | {
        "zooms": zooms(lanes.first, lanes.last, filters),
        "statuses": draw(wanted, axis),
    }


def zooms(first: date, last: date, filters: Filters) -> list[tuple[str, str]]:
    """What a user can do about the span, with the address that does it."""
    span = last - first
    quarter, half = span / 4, span / 2

    def to(name: str, since: date, until: date) -> tuple[str, str]:
        changed = {"since": since.isoformat(), "until": until.isoformat(), "page": 1}
        return name, filters.address("/events", **changed)  # type: ignore[arg-type]

    found = []
    if span > CLOSE:
        found.append(to("Zoom in", first + quarter, last - quarter))
    if filters.since or filters.until:
        found.append(to("Zoom out", first - half, last + half))
        found.append(to("Earlier", first - half, last - half))
        found.append(to("Later", first + half, last + half))
        found.append(("All of it", filters.address("/events", since="", until="", page=1)))
    else:
        for years in (10, 5, 1):
            since = last - timedelta(days=365 * years)
            if since > first:
                name = f"Last {years} years" if years > 1 else "Last year"
                found.append(to(name, since, last))
    return found


def draw(told: Iterable[Shown[Status]], axis: timeline.Axis) -> Drawing | None:
    """Statuses as bars, a row each, grouped by kind; None if none of them has a date."""
    found = chosen([s for s in told if s.record.start], axis)
    if not found:
        return None
    shapes: list[Shape] = []
    kind = ""
    y = 6.0
    for shown in found:
        if shown.record.kind != kind:
            kind = shown.record.kind
            y += 10
            shapes.append(drawing.words((0, y + 8), kind.replace("_", " ").capitalize(), "strong"))
        shapes += bar(shown, axis, y)
        y += ROW
    for x, _ in timeline.ticks(axis):
        shapes.insert(0, drawing.line((x, 4), (x, y), "grid"))
    title = "Statuses over the same span"
    return Drawing(width=timeline.WIDTH, height=y + 8, title=title, shapes=shapes)


def chosen(told: Sequence[Shown[Status]], axis: timeline.Axis) -> list[Shown[Status]]:
    """One record for each standing and begin, those within the span, by kind and begin."""
    first: dict[tuple[str, ...], Shown[Status]] = {}
    for shown in told:
        r = shown.record
        start = timeline.days(str(r.start))[0]
        ended = timeline.days(r.end)[0] if r.end else axis.last
        if start >= axis.last or ended <= axis.first:
            continue
        giver = r.granted_by.name if r.granted_by else ""
        first.setdefault((r.kind, r.holder.name, r.value, giver, str(r.start)), shown)
    found = sorted(first.values(), key=lambda s: (s.record.kind, str(s.record.start)))
    return found[:MOST]


def bar(shown: Shown[Status], axis: timeline.Axis, y: float) -> list[Shape]:
    """One status: its begin pale as long as it is not known, then solid, open at the end."""
    r = shown.record
    start, sure = timeline.days(str(r.start))
    end = timeline.days(r.end)[0] if r.end else axis.last
    left, known = max(start, axis.first), min(max(sure, axis.first), axis.last)
    end = min(max(end, left + timedelta(days=1)), axis.last)
    side = "conflict" if r.kind in NEGATIVE or r.value.startswith("not ") else "cooperation"
    giver = f", by {r.granted_by.name}" if r.granted_by else ""
    note = f"{written(r.start)}{' to ' + written(r.end) if r.end else ' on'}: {r.holder.name}, {r.value}{giver}"
    x0, x1, x2 = axis.x(left), axis.x(min(known, end)), axis.x(end)
    href = passage(r.citation)
    solid = "mark-shape " + (side if r.end else f"{side} open-end")
    shapes = [drawing.rect((x0, y), (max(x2 - x0, 3), 5), solid, href=href, title=note)]
    if x1 - x0 > 3:
        shapes.append(drawing.rect((x0, y), (x1 - x0, 5), f"wide {side}"))
    label = f"{r.holder.name}: {r.value}{giver}"
    label = label if len(label) < 60 else label[:58] + "…"
    room = timeline.WIDTH - x0 > 6.2 * len(label)
    at, anchor = (x0 + 2, "start") if room else (timeline.WIDTH - 4, "end")
    shapes.append(drawing.words((at, y + 16), label, "small", anchor=anchor))
    return shapes
