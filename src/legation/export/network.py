"""Events → GEXF with dates: who did what to whom, an edge for each event and pair of its actors.

Nodes and edges bear the days on which they were, so Gephi and others can play them back; every
edge keeps the document, characters and words that it rests on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final
from xml.etree import ElementTree as Tree

from legation.export.paper import one_line

_GEXF: Final = "http://www.gexf.net/1.2draft"
_NODE: Final = (("party", "string"), ("code", "string"), ("events", "integer"))
_EDGE: Final = (
    ("record", "string"), ("type", "string"), ("quad", "string"), ("factuality", "string"),
    ("confidence", "double"), ("precision", "string"), ("document", "string"),
    ("citation_start", "integer"), ("citation_end", "integer"), ("citation_text", "string"),
)  # fmt: skip

Event = Mapping[str, Any]  # as JSON values, `Row.data`


def gexf(events: Iterable[Event]) -> str:
    """The network of these events; one without a source or a target actor has no edge."""
    nodes: dict[str, Mapping[str, Any]] = {}
    seen: defaultdict[str, list[tuple[str, str] | None]] = defaultdict(list)
    root = Tree.Element("gexf", xmlns=_GEXF, version="1.2")
    graph = Tree.SubElement(
        root, "graph", mode="dynamic", defaultedgetype="directed", timeformat="date"
    )
    _declare(graph, "node", _NODE)
    _declare(graph, "edge", _EDGE)
    inner, edges = Tree.SubElement(graph, "nodes"), Tree.SubElement(graph, "edges")
    number = 0
    for event in events:
        span = days(event)
        for source in event["source_actors"]:
            for target in event["target_actors"]:
                for ref in (source, target):
                    nodes.setdefault(ref["id"], ref)
                    seen[ref["id"]].append(span)
                _edge(edges, number, (source["id"], target["id"]), event, span)
                number += 1
    for ident, ref in sorted(nodes.items()):
        _node(inner, ident, ref, seen[ident])
    Tree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Tree.tostring(root, "unicode") + "\n"


def days(event: Event) -> tuple[str, str] | None:
    """First and last day of an event; None if it is undated.

    >>> days({"start": "2022-02", "end": None}), days({"start": None})
    (('2022-02-01', '2022-02-28'), None)
    """
    start, end = _first(event.get("start")), _first(event.get("end"))
    if start is None or event.get("precision") == "none":
        return None
    if end is None or end <= start:
        end = _after(str(event["start"]))
    return start.isoformat(), (end - timedelta(days=1)).isoformat()


def _first(value: object) -> date | None:
    try:
        parts = [int(part) for part in str(value).split("-")]
        return date(*[*parts, 1, 1][:3])
    except (ValueError, TypeError):
        return None


def _after(value: str) -> date:
    """The day after a date that may be a day, a month or a year."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return date(parts[0] + 1, 1, 1)
    if len(parts) == 2:
        return date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
    return date(*parts) + timedelta(days=1)


def _declare(graph: Tree.Element, of: str, columns: Iterable[tuple[str, str]]) -> None:
    told = Tree.SubElement(graph, "attributes", {"class": of, "mode": "static"})
    for name, kind in columns:
        Tree.SubElement(told, "attribute", id=name, title=name, type=kind)


def _timed(span: tuple[str, str] | None) -> dict[str, str]:
    return {} if span is None else {"start": span[0], "end": span[1]}


def _values(element: Tree.Element, values: Mapping[str, Any]) -> None:
    told = Tree.SubElement(element, "attvalues")
    for name, value in values.items():
        if value is not None:
            Tree.SubElement(told, "attvalue", {"for": name, "value": one_line(str(value))})


def _node(
    inner: Tree.Element, ident: str, ref: Mapping[str, Any], spans: list[tuple[str, str] | None]
) -> None:
    dated = [span for span in spans if span]
    whole = (min(s for s, _ in dated), max(e for _, e in dated)) if dated else None
    label = one_line(ref["name"])
    node = Tree.SubElement(inner, "node", {"id": ident, "label": label} | _timed(whole))
    _values(node, {"party": ref.get("party"), "code": ref.get("code"), "events": len(spans)})


def _edge(
    edges: Tree.Element,
    number: int,
    ends: tuple[str, str],
    event: Event,
    span: tuple[str, str] | None,
) -> None:
    cited = event["citation"]
    told = {"id": str(number), "source": ends[0], "target": ends[1], "label": event["type"]}
    edge = Tree.SubElement(edges, "edge", told | _timed(span))
    _values(
        edge,
        {name: event.get(name) for name, _ in _EDGE}
        | {
            "record": event["id"],
            "document": cited["document"],
            "citation_start": cited["start"],
            "citation_end": cited["end"],
            "citation_text": cited["text"],
        },
    )
