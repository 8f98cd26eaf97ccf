"""Forecasts as a page: what is expected of a pair and why, how it changed, and how forecasts fared.

`forecasts_page` asks the forecasting room for the pair and horizon of the address, reads the
registered forecasts from the ledger and sets beside the documents' own predictions what became of
them.  Nothing is registered here: `legation forecast register` does that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from legation.dossier import the
from legation.errors import DataError, LegationError, UsageError
from legation.ledger import Query
from legation.records import Estimate, Event, Prediction
from legation.study import Study
from legation.web import drawing
from legation.web.asked import Asked
from legation.web.drawing import Drawing, Shape
from legation.web.filters import Filters
from legation.web.holdings import events_by_id, holdings, ranked_pairs
from legation.web.shelf import Shelf, passage, title

if TYPE_CHECKING:
    from legation.study.forecasts import PathPoint

Context = dict[str, Any]
HORIZONS: Final = {"30 days": 30, "90 days": 90, "6 months": 182, "1 year": 365}
USUAL: Final = "1 year"
POINTS: Final = 24
LEAST: Final = 0.005  # below that an expectation is folded away
LISTED: Final = 60
MANY: Final = 20_000  # events from which on a page does not wait until all is worked out
T = TypeVar("T")


def forecasts_page(study: Study, shelf: Shelf, filters: Filters, asked: Asked) -> Context:
    """Expectations with their grounds, their course, the register, and others' predictions."""
    ranked = ranked_pairs(study, shelf, filters)
    pair = asked.pair or (ranked[0] if ranked else None)
    horizon = asked.horizon or USUAL
    if horizon not in HORIZONS:
        raise UsageError(f"horizon {horizon!r} is unknown; known: {', '.join(HORIZONS)}")
    shown: Context = {
        "pair": pair, "horizon": horizon, "horizons": list(HORIZONS), "expected": [], "why": "",
        "chosen": None, "course": None, "points": [], "table": [], "pairs": ranked[:8],
        "waiting": False,
        "register": register(shelf, filters), "predictions": predictions(study, shelf, filters),
    }  # fmt: skip
    if pair is None:
        return shown
    events = events_by_id(study, shelf, filters)

    def asked_for(what: tuple[object, ...], build: Callable[[], T]) -> T | None:
        key = (*what, pair, horizon, filters.when)
        return shelf.soon(key, build) if len(events) > MANY else shelf.kept(key, build)

    try:
        found = asked_for(
            ("forecast",),
            lambda: study.forecast(*pair, horizon=HORIZONS[horizon], as_of=filters.as_of or None),
        )
    except LegationError as error:
        return shown | {"why": str(error)}
    if found is None:
        return shown | {"waiting": True}
    rows = [expected(e, events) for e in found]
    kind = filters.type or rows[0]["type"]
    chosen = next((r for r in rows if r["type"] == kind), rows[0])
    points = asked_for(
        ("course", chosen["type"]),
        lambda: course(study, pair, chosen["type"], HORIZONS[horizon], filters),
    )
    return shown | {
        "expected": [r | {"bar": bar(r)} for r in rows if r["probability"] >= LEAST],
        "unlikely": [r for r in rows if r["probability"] < LEAST],
        "chosen": chosen,
        "course": draw_path(points) if points else None,
        "points": points or [],
        "waiting": points is None,
        "table": [{k: v for k, v in r.items() if not isinstance(v, list)} for r in rows],
        "made": {"as_of": found[0].as_of, "until": found[0].parameters["until"],
                 "learned": found[0].parameters["learned"]},
    }  # fmt: skip


def expected(estimate: Estimate, events: Mapping[str, Event]) -> Context:
    """One forecast with what it rests on."""
    asked = estimate.parameters
    low, high = estimate.uncertainty["interval"]
    return {
        "type": asked["type"], "probability": estimate.value["probability"], "low": low,
        "high": high, "base_rate": asked["base_rates"]["this_pair"],
        "everybody": asked["base_rates"]["all_pairs"], "age": asked["evidence_age_days"],
        "terms": [{"theme": t["theme"], "share": t["share"]} for t in asked["terms"]],
        "rules": [rule(r, events) for r in asked["rules"]],
        "against": list(asked["against"]),
    }  # fmt: skip


def rule(told: Mapping[str, Any], events: Mapping[str, Event]) -> Context:
    """What often follows what, and the precedents of this pair."""
    return {
        "cause": told["cause"] + (" in return" if told["inverse"] else ""),
        "hits": told["hits"], "cases": told["cases"], "confidence": told["confidence"],
        "low": told["low"], "high": told["high"], "base_rate": told["base_rate"],
        "here": [
            {"date": p["date"], "followed": p["followed"],
             "passages": [passage(events[i].citation) for i in p["evidence"] if i in events][:2]}
            for p in told["here"]
        ],
    }  # fmt: skip


def bar(row: Mapping[str, Any]) -> Drawing:
    """A probability with its interval and the pair's own base rate, on a line from 0 to 1."""
    width = 200.0
    x = {name: float(row[name]) * width for name in ("probability", "low", "high", "base_rate")}
    shapes = [
        drawing.line((0, 8), (width, 8), "axis"),
        drawing.line((x["low"], 8), (x["high"], 8), "range"),
        drawing.line((x["base_rate"], 2), (x["base_rate"], 14), "even-line"),
        drawing.circle((x["probability"], 8), 4.2, "curve-dot"),
    ]
    told = f"{row['probability']:.2f}, between {row['low']:.2f} and {row['high']:.2f}"
    return Drawing(width=width + 10, height=16, left=-5, title=told, shapes=shapes)


def course(
    study: Study, pair: tuple[str, str], kind: str, horizon: int, filters: Filters
) -> "list[PathPoint]":
    """The probability of one type over time, each from what was known that day."""
    try:
        found = study.forecast_path(
            *pair, kind, horizon=horizon, points=POINTS,
            recorded_as_of=filters.recorded_as_of or None,
        )  # fmt: skip
    except (DataError, UsageError):
        return []
    return [p for p in found if not filters.as_of or p.as_of <= filters.as_of]


def draw_path(points: "Sequence[PathPoint]") -> Drawing:
    """The course with its 90 % band; a ring says that it happened within the horizon."""
    width, height, left, top, bottom = 960.0, 230.0, 44.0, 14.0, 190.0
    days = [date.fromisoformat(p.as_of).toordinal() for p in points]
    first, last = days[0], max(days[-1], days[0] + 1)

    def x(day: float) -> float:
        return left + (day - first) / (last - first) * (width - left - 20)

    def y(value: float) -> float:
        return bottom - value * (bottom - top)

    shapes: list[Shape] = []
    for value in (0.0, 0.5, 1.0):
        shapes.append(drawing.line((left, y(value)), (width - 20, y(value)), "grid"))
        shapes.append(
            drawing.words((left - 8, y(value) + 4), f"{value:.1f}", "small", anchor="end")
        )
    for day, label in drawing.years(first, last):
        shapes.append(drawing.words((x(day), height - 14), label, anchor="middle"))
    known = [(d, p, p.estimate) for d, p in zip(days, points, strict=True) if p.estimate]
    if len(known) > 1:
        edges = [(x(d), e.uncertainty["interval"]) for d, _, e in known]
        band = [(at, y(i[1])) for at, i in edges] + [(at, y(i[0])) for at, i in reversed(edges)]
        shapes.append(drawing.curve(band, "band", closed=True))
        shapes.append(
            drawing.curve([(x(d), y(e.value["probability"])) for d, _, e in known], "curve")
        )
    for d, p, e in known:
        chance = e.value["probability"]
        cls = "node stable" if p.outcome == "happened" else "curve-dot"
        note = f"{p.as_of}: {chance:.2f}, {p.outcome}"
        shapes.append(drawing.circle((x(d), y(chance)), 4, cls, title=note))
    title_ = "Probability over time"
    return Drawing(width=width, height=height, title=title_, shapes=shapes)


def register(shelf: Shelf, filters: Filters) -> Context:
    """The forecasts that were kept, what became of them, and their scores."""
    from legation.forecasting import is_forecast, score_sheet
    from legation.forecasting.register import standing

    rows = shelf.ledger.select(Query(kind="estimate"), filters.when)
    kept = [cast(Estimate, shelf.record(row)) for row in rows]
    forecasts = [e for e in kept if is_forecast(e)]
    stands = standing(kept)
    listed = sorted(forecasts, key=lambda f: (str(f.parameters["until"]), -f.value["probability"]))
    return {
        "sheet": asdict(score_sheet(forecasts, kept)) if forecasts else None,
        "rows": [
            {
                "subject": f.subject, "as_of": f.as_of, "until": f.parameters["until"],
                "probability": f.value["probability"],
                "outcome": stands[f.id].value["outcome"] if f.id in stands else "open",
                "date": stands[f.id].value.get("date") if f.id in stands else None,
            }
            for f in listed[::-1][:LISTED]
        ],
        "more": max(0, len(listed) - LISTED),
    }  # fmt: skip


def predictions(study: Study, shelf: Shelf, filters: Filters) -> list[Context]:
    """What authors and speakers foresaw, those first of which something became."""
    from legation.corroboration import Later, outcomes

    held = holdings(study, shelf, filters)
    documents = shelf.documents(filters.when)
    by_id: dict[str, Prediction] = {p.id: p for p in held.predictions}

    def found() -> list[Context]:
        later = Later(events=held.events, statuses=held.statuses)
        told = []
        for estimate in outcomes(held.predictions, later, held.sources, as_of=held.as_of):
            own = next((by_id[i] for i in estimate.evidence if i in by_id), None)
            if own is None:
                continue
            listed = documents.get(own.citation.document)
            value = estimate.value
            told.append({
                "text": value["text"], "made_by": value["made_by"], "made_on": value["made_on"],
                "outcome": value["outcome"], "passage": passage(own.citation),
                "origin": title(listed) if listed else "",
                "shown_by": [f"/records/{i[:16]}" for i in value["shown_by"]][:3],
            })  # fmt: skip
        return sorted(told, key=lambda t: (t["outcome"] == "open", str(t["made_on"] or "")))

    return shelf.kept(("predictions", filters.when), found)


def heading(pair: tuple[str, str]) -> str:
    """What the page is about.

    >>> heading(("Russia", "Taliban"))
    'What Russia may do towards the Taliban'
    """
    return f"What {the(pair[0])} may do towards {the(pair[1])}"
