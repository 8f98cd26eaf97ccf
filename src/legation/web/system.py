"""The system as a page: variables as of a day, cause maps by holder, loops, plays, hypotheses.

`system_page` asks `Study.system`; the address holds the day (`as_of`), the holder of the map and what
two plays press.  Nothing is kept: `legation system play --save` does that.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from legation.errors import LegationError, UsageError
from legation.study import Study
from legation.web.asked import Asked
from legation.web.causemap import draw_map
from legation.web.drawing import Drawing, circle, line, rect
from legation.web.filters import Filters
from legation.web.shelf import Shelf
from legation.web.wording import variable_name

if TYPE_CHECKING:
    from legation.causes import CauseMap, Path
    from legation.study.system import SystemView

Context = dict[str, Any]
WAYS: Final = {"up": 1, "down": -1}
RUNS: Final = 400
MOVED: Final = 0.05  # of the runs; what moves less is folded away
PASSAGES: Final = 5
LISTED: Final = 8


def system_page(study: Study, shelf: Shelf, filters: Filters, asked: Asked) -> Context:
    """Everything the system file's variables are known to be on the day, and what may follow."""
    as_of, recorded = filters.as_of or None, filters.recorded_as_of or None
    shown: Context = {"name": "", "why": "", "variables": [], "table": [], "plays": []}
    try:
        view = shelf.kept(
            ("system", as_of, recorded),
            lambda: study.system(as_of, recorded_as_of=recorded),
        )
    except LegationError as error:
        return shown | {"why": str(error)}
    names = [v.name for v in view.described.variables]
    holder = asked.holder
    if holder and holder not in view.maps:
        raise UsageError(f"no map is held by {holder!r}; known: {', '.join(view.maps)}")
    drawn = view.map([holder] if holder else None)
    variables = [variable(v) for v in view.variables()]
    return shown | {
        "name": view.described.name,
        "day": view.as_of,
        "variables": [v for v in variables if v["value"] is not None],
        "unset": [v for v in variables if v["value"] is None],
        "table": [{k: v[k] for k in ("name", "value", "since", "standing", "reason")} for v in variables],
        "holders": sorted(view.maps, key=lambda h: (-len(view.maps[h].edges), h)),
        "holder": holder,
        "drawing": draw_map(drawn, address_of(drawn)) if drawn.edges else None,
        "edges": edges(drawn),
        "loops": loops(view, holder)[:LISTED],
        "tensions": tensions(view, holder)[:LISTED],
        "names": names,
        "plays": plays(view, drawn, asked, holder),
        "matrix": matrix(view),
    }  # fmt: skip


# --- variables --------------------------------------------------------------------------------------


def variable(told: Mapping[str, Any]) -> Context:
    """One variable with its passages and its course."""
    return {
        "name": told["name"], "label": variable_name(told["name"]), "meaning": told["meaning"],
        "value": told["value"], "since": told["since"], "standing": told["standing"],
        "reason": told["reason"],
        "evidence": [address(r) for r in told["evidence"][:PASSAGES]],
        "more": max(0, len(told["evidence"]) - PASSAGES),
        "disputed": [address(r) for r in told["disputed"][:PASSAGES]],
        "history": told["history"],
        "course": course(told["history"], told["levels"]) if len(told["history"]) > 1 else None,
    }  # fmt: skip


def address(reading: Mapping[str, Any]) -> Context:
    """A passage as a link."""
    where = f"/documents/{reading['document'][:16]}?at={reading['start']}-{reading['end']}#at"
    return {"address": where, "text": reading["text"]}


def course(history: Sequence[Sequence[Any]], levels: Sequence[str]) -> Drawing:
    """The levels of a variable over its history, as steps."""
    if levels:
        values = [float(levels.index(v)) if v in levels else 0.0 for _, v in history]
    else:
        values = [float(v) for _, v in history]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = 110 / len(values)
    ys = [20 - 16 * (v - low) / span for v in values]
    shapes = []
    for place, y in enumerate(ys):
        x = 4 + place * step
        shapes.append(line((x, y), (x + step, y), "curve"))
        if place:
            shapes.append(line((x, ys[place - 1]), (x, y), "curve"))
    shapes.append(circle((4 + len(ys) * step, ys[-1]), 2.6, "curve-dot"))
    told = "; ".join(f"{day}: {value}" for day, value in history)
    return Drawing(width=120, height=26, title=told, shapes=shapes)


# --- maps -----------------------------------------------------------------------------------------


def edges(drawn: "CauseMap") -> list[Context]:
    """Every edge with who holds it, its passages and who denies it."""
    return [
        {
            "cause": variable_name(e.cause), "effect": variable_name(e.effect), "sign": e.sign, "mode": e.mode,
            "holders": sorted({a.holder for a in e.assertions}),
            "passages": [
                {"address": passage(a.citation), "text": a.citation.text} for a in e.assertions
            ],
            "denied_by": list(e.denied_by),
        }
        for e in drawn.edges
    ]  # fmt: skip


def passage(cited: Any) -> str:
    """The address of a citation in the reader."""
    return f"/documents/{cited.document[:16]}?at={cited.start}-{cited.end}#at"


def address_of(drawn: "CauseMap") -> dict[tuple[str, str], str]:
    """Where an edge of the drawing leads: its first passage."""
    found: dict[tuple[str, str], str] = {}
    for e in drawn.edges:
        found.setdefault((e.cause, e.effect), passage(e.assertions[0].citation))
    return found


def loops(view: "SystemView", holder: str) -> list[Context]:
    """The loops, each way round once, whoever holds it."""
    found: dict[object, Context] = {}
    for one in view.loops([holder] if holder else None):
        told = loop(one.kind, one.path)
        found.setdefault((told["start"], *((s["sign"], s["to"]) for s in told["steps"])), told)
    return list(found.values())


def loop(kind: str, path: "Path") -> Context:
    """A loop or path in words, each step with its passage."""
    return {
        "kind": kind,
        "start": variable_name(path.edges[0].cause),
        "steps": [
            {
                "sign": e.sign,
                "to": variable_name(e.effect),
                "address": passage(e.assertions[0].citation),
            }
            for e in path.edges
        ],
    }


def tensions(view: "SystemView", holder: str) -> list[Context]:
    """What both serves and harms one actor."""
    return [
        {
            "actor": t.actor, "variable": variable_name(t.variable), "told": bool(t.told),
            "serves": [loop("serves", p) for p in t.serves],
            "harms": [loop("harms", p) for p in t.harms],
        }
        for t in view.tensions([holder] if holder else None)
    ]  # fmt: skip


# --- plays ----------------------------------------------------------------------------------------


def plays(view: "SystemView", drawn: "CauseMap", asked: Asked, holder: str) -> list[Context]:
    """Two plays side by side: what the address presses, or the busiest cause up and down."""
    if not drawn.edges:
        return []
    causes = [e.cause for e in drawn.edges]
    busiest = max(dict.fromkeys(causes), key=causes.count)
    first = (asked.press or busiest, asked.way or "up")
    second = (asked.press2 or first[0], asked.way2 or ("up" if asked.press2 else "down"))
    return [play(view, name, way, holder) for name, way in (first, second)]


def play(view: "SystemView", name: str, way: str, holder: str) -> Context:
    """One play: how often each variable rises, falls or stays."""
    if way not in WAYS:
        raise UsageError(f"{way!r} is no way to press; known: {', '.join(WAYS)}")
    played = view.play({name: WAYS[way]}, holders=[holder] if holder else None, runs=RUNS)
    rows: list[Context] = [
        {"name": variable_name(d.name), "up": d.up, "down": d.down, "still": d.still,
         "bar": bar(d.up, d.down), "ambiguous": d.ambiguous}
        for d in played.directions if d.name not in played.pressed
    ]  # fmt: skip
    rows.sort(key=lambda r: -max(r["up"], r["down"]))
    return {
        "press": name, "label": variable_name(name), "way": way,
        "rows": [r for r in rows if max(r["up"], r["down"]) >= MOVED],
        "still": sum(max(r["up"], r["down"]) < MOVED for r in rows),
        "carried": [
            {"label": variable_name(s.label), "most": variable_name(s.most), "effect": s.effect,
             "records": [f"/records/{i[:16]}" for i in s.evidence][:3]}
            for s in played.strikes[:4]
        ],
        "runs": played.runs, "steps": played.steps,
    }  # fmt: skip


def bar(up: float, down: float) -> Drawing:
    """Shares of runs in which a variable falls (left) and rises (right)."""
    shapes = [
        rect((60 - 58 * down, 3), (58 * down, 9), "conflict"),
        rect((60, 3), (58 * up, 9), "cooperation"),
        line((60, 0), (60, 15), "axis"),
    ]
    told = f"rises in {up:.0%} of runs, falls in {down:.0%}"
    return Drawing(width=120, height=15, title=told, shapes=shapes)


# --- hypotheses -----------------------------------------------------------------------------------


def matrix(view: "SystemView") -> Context | None:
    """The competing hypotheses, what speaks against each, and what turns the order."""
    try:
        asked, ranking = view.hypotheses()
    except LegationError:
        return None
    says = {h.name: h.says for h in asked.hypotheses}
    return {
        "question": asked.question,
        "hypotheses": [
            {"name": n, "says": says[n], "against": score} for n, score in ranking.scores
        ],
        "rows": [
            {
                "says": r.says, "ratings": [r.ratings[n] for n, _ in ranking.scores],
                "weight": r.weight,
                "passages": [passage(f.citation) for f in r.found][:PASSAGES],
            }
            for r in ranking.rows
        ],
        "turned_by": list(ranking.turned_by),
        "missing": list(ranking.missing),
    }  # fmt: skip
