"""A relation over time as a page: the curve with its band, pins, turns, sources and coverage.

`relation_page` asks `legation.relations` for what *a* did towards *b*; the address holds the pair,
a third party, the span, the period and the weights of event types.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from legation.dossier import written
from legation.errors import DataError
from legation.ontology import EVENT_TYPES
from legation.records import Estimate, Event
from legation.study import Study
from legation.study.analysis import relation
from legation.web import drawing
from legation.web.asked import Asked, Period
from legation.web.drawing import Drawing, Point, Shape
from legation.web.filters import Filters
from legation.web.holdings import companions, events_by_id, holdings, ranked_pairs
from legation.web.shelf import Shelf, passage, title

Context = dict[str, Any]
WIDTH: Final = 960
LEFT, RIGHT = 64, 18
CURVE: Final = (30, 210)  # top and bottom of each part
PINS: Final = (232, 330)
MIX: Final = (362, 452)
COVER: Final = (480, 530)
STACK: Final = 6  # pins above each other before they become one with a number
OUTLETS: Final = 5  # publishers that have a colour of their own
EARLY: Final = 0.06  # of reports may lie before the span that is shown unasked


def relation_page(study: Study, shelf: Shelf, filters: Filters, asked: Asked) -> Context:
    """What one did towards the other, and how sure that is."""
    from legation.relations import Counting, load_scale

    ranked = ranked_pairs(study, shelf, filters)
    pair = asked.pair or (ranked[0] if ranked else None)
    scale = load_scale()
    shown: Context = {
        "pair": pair, "weights": {t: asked.weights.get(t, scale[t]) for t in EVENT_TYPES},
        "changed": bool(asked.weights), "pairs": ranked[:12], "drawing": None, "why": "",
        "thirds": thirds(ranked, pair) if pair else [],
    }  # fmt: skip
    if pair is None:
        return shown
    held = holdings(study, shelf, filters)
    period = cast(Period, asked.period or "quarter")
    since = asked.since or first_year(held.events, pair)
    how = Counting(
        period=period, since=since, until=asked.until or None,
        scale={**scale, **asked.weights} if asked.weights else None, as_of=filters.as_of or None,
    )  # fmt: skip
    try:
        found = relation(held, *pair, how=how, third=asked.third or None)
    except DataError as error:
        return shown | {"why": str(error)}
    events = events_by_id(study, shelf, filters)
    outlets = {i: listed.fields.get("publisher") or title(listed)
               for i, listed in shelf.documents(filters.when).items()}  # fmt: skip
    told = Told(found=found, events=events, outlets=outlets, pair=pair, filters=filters)
    return shown | told.values() | {"period": period, "since": since}


def thirds(ranked: list[tuple[str, str]], pair: tuple[str, str]) -> list[str]:
    """Others that either of a pair has most to do with."""
    near = [*companions(ranked, pair[0]), *companions(ranked, pair[1])]
    return [n for n in dict.fromkeys(near) if n not in pair][:8]


def first_year(events: Sequence[Event], pair: tuple[str, str]) -> str | None:
    """The year in which the span begins that leaves out a few early reports at most."""
    from legation.dossier import between

    starts = sorted(e.start[:4] for e in between(events, pair) if e.start)
    return starts[int(EARLY * len(starts))] if starts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the rooms found of a pair, and what it takes to draw it."""

    found: Mapping[str, Estimate]
    events: Mapping[str, Event]
    outlets: Mapping[str, str]
    pair: tuple[str, str]
    filters: Filters

    def values(self) -> Context:
        """The values for the template."""
        series = self.found["series"].value
        rows = [table_row(r) for r in series]
        triangle = self.found.get("triangle")
        volume = self.found["volume"].value
        return {
            "drawing": self.draw(series, volume),
            "table": rows,
            "estimates": {k: e.id for k, e in self.found.items()},
            "turns": self.found["change points"].value,
            "phases": [p | {"ids": p["ids"][:3], "records": len(p["ids"])}
                       for p in self.found["phases"].value],
            "reciprocity": self.found["reciprocity"].value,
            "even_band": self.found["reciprocity"].uncertainty,
            "lead": self.found["lead and lag"].value,
            "triangle": triangle.value if triangle else None,
            "lags": lags(triangle) if triangle else None,
            "reports": sum(r["reports"] for r in rows),
        }  # fmt: skip

    def draw(
        self, series: Sequence[Mapping[str, Any]], volume: Sequence[Mapping[str, Any]]
    ) -> Drawing:
        """The four parts above each other over one axis of time."""
        days = [date.fromisoformat(r["period"]).toordinal() for r in series]
        step = (days[1] - days[0]) if len(days) > 1 else 365
        axis = Axis(days[0], days[-1] + step, len(days))
        shapes = [*axis.grid(), *axis.curve(series), *self.turns(axis), *self.pins(axis, series)]
        shapes += [*self.mix(axis, series), *axis.coverage(volume)]
        a, b = self.pair
        return Drawing(width=WIDTH, height=562, title=f"{a} towards {b} over time", shapes=shapes)

    def turns(self, axis: "Axis") -> list[Shape]:
        """A line at every turn, with its support."""
        found = []
        for turn in self.found["change points"].value:
            x = axis.x(date.fromisoformat(turn["day"]).toordinal())
            found.append(drawing.line((x, CURVE[0] - 8), (x, PINS[1]), "turn"))
            label = f"{turn['support']:.2f}"
            found.append(
                drawing.words((x, CURVE[0] - 12), label, "small", anchor="middle", title="support")
            )
        return found

    def pins(self, axis: "Axis", series: Sequence[Mapping[str, Any]]) -> list[Shape]:
        """The events behind each period, cooperation above the line and conflict below it."""
        middle = (PINS[0] + PINS[1]) / 2
        found = [drawing.line((LEFT, middle), (WIDTH - RIGHT, middle), "axis"),
                 drawing.words((0, middle - 14), "Events:", "small"),
                 drawing.words((0, middle + 2), "cooperation,", "small"),
                 drawing.words((0, middle + 18), "conflict", "small")]  # fmt: skip
        for place, row in enumerate(series):
            sides: dict[bool, list[Event]] = {True: [], False: []}
            for ident in row["ids"]:
                event = self.events.get(ident)
                if event is not None:
                    sides[event.quad.endswith("cooperation")].append(event)
            for above, own in sides.items():
                found += self.stack(axis.middle(place), middle, own, up=above, row=row)
        return found

    def stack(
        self, x: float, y: float, own: Sequence[Event], *, up: bool, row: Mapping[str, Any]
    ) -> list[Shape]:
        """Pins above each other; the last stands for all that find no room."""
        side, sign = ("cooperation", -1) if up else ("conflict", 1)
        found = []
        for level, event in enumerate(own[:STACK]):
            place = (x, y + sign * (7 + level * 7.2))
            unsure = "" if event.factuality == "fact" else " unsure"
            found.append(drawing.circle(place, 3, f"mark-shape {side}{unsure}",
                                        href=passage(event.citation), title=said(event)))  # fmt: skip
        if len(own) > STACK:
            href = self.filters.plain("/events", actor=self.pair[0], since=row["period"][:7])
            place = (x, y + sign * (7 + STACK * 7.2) + (3 if not up else 1))
            found.append(drawing.words(place, f"+{len(own) - STACK}", "many", anchor="middle",
                                       href=href, title=f"{len(own)} events from here on"))  # fmt: skip
        return found

    def mix(self, axis: "Axis", series: Sequence[Mapping[str, Any]]) -> list[Shape]:
        """How many records of each outlet are behind each period."""
        told = [Counter(self.outlets.get(self.events[i].citation.document, "not known")
                        for i in row["ids"] if i in self.events) for row in series]  # fmt: skip
        total: Counter[str] = sum(told, Counter())
        names = [name for name, _ in total.most_common(OUTLETS)]
        most = max((sum(c.values()) for c in told), default=0) or 1
        top, bottom = MIX
        found = [drawing.words((0, top + 12), "Outlets", "small"),
                 drawing.line((LEFT, bottom), (WIDTH - RIGHT, bottom), "axis"),
                 drawing.words((LEFT - 6, top + 8), str(most), "small", anchor="end")]  # fmt: skip
        for place, counted in enumerate(told):
            rest = sum(n for name, n in counted.items() if name not in names)
            parts = [*((n, counted[n]) for n in names), ("others", rest)]
            y = float(bottom)
            for level, (name, n) in enumerate(parts):
                height = (bottom - top) * n / most
                y -= height
                if n:
                    note = f"{series[place]['period'][:7]}: {n} of {name}"
                    found.append(drawing.rect((axis.x(axis.edge(place)) + 0.5, y),
                                              (axis.bar - 1, height), f"outlet-{level}", title=note))  # fmt: skip
        x = float(LEFT)
        for level, name in enumerate([*names, "others"]):
            label = name if len(name) < 26 else name[:24] + "…"
            found.append(drawing.rect((x, bottom + 6), (9, 9), f"outlet-{level}"))
            found.append(drawing.words((x + 13, bottom + 15), label, "small"))
            x += 24 + 6.4 * len(label)
        return found


class Axis:
    """Periods → places across the drawing."""

    def __init__(self, first: int, last: int, periods: int) -> None:
        self.first, self.last, self.periods = first, max(last, first + 1), periods
        self.bar = (WIDTH - LEFT - RIGHT) / periods

    def x(self, day: float) -> float:
        """Where a day lies."""
        return LEFT + (day - self.first) / (self.last - self.first) * (WIDTH - LEFT - RIGHT)

    def edge(self, place: int) -> float:
        """The day at which a period begins, periods taken as equally long."""
        return self.first + place * (self.last - self.first) / self.periods

    def middle(self, place: int) -> float:
        """Where the middle of a period lies."""
        return self.x(self.edge(place)) + self.bar / 2

    def grid(self) -> list[Shape]:
        """Lines at years with their labels."""
        found = []
        for day, label in drawing.years(self.first, self.last):
            x = self.x(day)
            found.append(drawing.line((x, CURVE[0]), (x, COVER[1]), "grid"))
            found.append(drawing.words((x, COVER[1] + 18), label, anchor="middle"))
        return found

    def curve(self, series: Sequence[Mapping[str, Any]]) -> list[Shape]:
        """Mean intensity with its band; it breaks where nothing was reported."""
        values = [v for r in series for v in (r["intensity"], *r["intensity_90"]) if v is not None]
        high = max([1.0, *values])
        low = min([-1.0, *values])
        top, bottom = CURVE

        def y(value: float) -> float:
            return float(bottom - (value - low) / (high - low) * (bottom - top))

        found = [drawing.line((LEFT, y(0)), (WIDTH - RIGHT, y(0)), "axis"),
                 drawing.words((0, top + 4), "Intensity", "small")]  # fmt: skip
        found += [
            drawing.words((LEFT - 6, y(value) + 4), f"{value:.0f}", "small", anchor="end")
            for value in (high, 0.0, low)
        ]
        for run in runs(series):
            places = [(self.middle(i), series[i]) for i in run]
            band = [(x, r["intensity_90"]) for x, r in places if r["intensity_90"][0] is not None]
            points: list[Point] = [(x, y(r["intensity"])) for x, r in places]
            if len(band) > 1:
                edge = [(x, y(b[1])) for x, b in band] + [(x, y(b[0])) for x, b in reversed(band)]
                found.append(drawing.curve(edge, "band", closed=True))
            elif band:
                x, (least, greatest) = band[0]
                found.append(drawing.line((x, y(least)), (x, y(greatest)), "band-line"))
            if len(points) > 1:
                found.append(drawing.curve(points, "curve"))
            for (x, height), (_, row) in zip(points, places, strict=True):
                note = f"{row['period'][:7]}: {row['intensity']:.1f}"
                found.append(drawing.circle((x, height), 2.4, "curve-dot", title=note))
        return found

    def coverage(self, volume: Sequence[Mapping[str, Any]]) -> list[Shape]:
        """All reports of the workspace: where there are few, the curve says little."""
        most = max((r["reports"] for r in volume), default=0) or 1
        top, bottom = COVER
        found = [drawing.words((0, top + 10), "All", "small"),
                 drawing.words((0, top + 25), "reports", "small"),
                 drawing.line((LEFT, bottom), (WIDTH - RIGHT, bottom), "axis"),
                 drawing.words((LEFT - 6, top + 8), f"{most:.0f}", "small", anchor="end")]  # fmt: skip
        for place, row in enumerate(volume):
            height = (bottom - top) * row["reports"] / most
            note = f"{row['period'][:7]}: {row['reports']:.0f} reports of anybody"
            corner = (self.x(self.edge(place)) + 0.5, bottom - height)
            found.append(drawing.rect(corner, (self.bar - 1, height), "coverage", title=note))
        return found


def runs(series: Sequence[Mapping[str, Any]]) -> list[list[int]]:
    """Places that follow each other and have a value.

    >>> runs([{"intensity": 1}, {"intensity": None}, {"intensity": 2}])
    [[0], [2]]
    """
    found: list[list[int]] = []
    for place, row in enumerate(series):
        if row["intensity"] is None:
            continue
        if found and found[-1][-1] == place - 1:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def said(event: Event) -> str:
    """An event in a line."""
    who = ", ".join(r.name for r in event.source_actors) or "not named"
    whom = ", ".join(r.name for r in event.target_actors) or "not named"
    return f"{written(event.start)}: {event.type.lower()}, {who} → {whom} ({event.factuality})"


def table_row(row: Mapping[str, Any]) -> Context:
    """One period as the page's table and its CSV show it."""
    return {
        "period": row["period"], "reports": round(sum(row["types"].values()), 2),
        "cooperation": row["rates"]["cooperation"], "conflict": row["rates"]["conflict"],
        "intensity": row["intensity"], "low": row["intensity_90"][0],
        "high": row["intensity_90"][1], "all_reports": row["volume"],
    }  # fmt: skip


def lags(triangle: Estimate) -> Drawing:
    """The correlation of two relations at each lag, with the band that chance stays under."""
    band = float(triangle.uncertainty["band_95"])
    found = {int(k): v for k, v in triangle.value["correlation"].items()}
    width, middle, high = 420.0, 70.0, 56.0
    step = (width - 40) / max(len(found), 1)
    shapes = [drawing.rect((36, middle - band * high), (width - 40, 2 * band * high), "band"),
              drawing.line((36, middle), (width - 4, middle), "axis"),
              drawing.words((30, middle + 4), "0", "small", anchor="end"),
              drawing.words((30, middle - high + 8), "1", "small", anchor="end"),
              drawing.words((30, middle + high), "−1", "small", anchor="end")]  # fmt: skip
    for place, (lag, value) in enumerate(sorted(found.items())):
        x = 36 + place * step
        if value is not None:
            side = "cooperation" if value >= 0 else "conflict"
            corner = (x + step * 0.2, middle - max(value, 0) * high)
            note = f"lag {lag}: {value:.2f}"
            shapes.append(drawing.rect(corner, (step * 0.6, abs(value) * high), side, title=note))
        shapes.append(
            drawing.words(
                (x + step / 2, 144), f"{lag:+d}" if lag else "0", "small", anchor="middle"
            )
        )
    return Drawing(width=width, height=150, title="Correlation by lag, in periods", shapes=shapes)
