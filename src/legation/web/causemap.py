"""A cause map as a drawing: variables where related ones are near, an arrow for every edge.

`draw_map` takes a map and the address of each edge, lays it out (the same map always alike) and
returns shapes; an edge leads to the passage that says so, a variable to its row on the page.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from legation.web import drawing
from legation.web.drawing import Drawing, Point, Shape
from legation.web.wording import variable_name

if TYPE_CHECKING:
    from legation.causes import CauseMap

WIDTH: Final = 960.0
MARGIN: Final = 80.0
TOP: Final = 34.0
ROW: Final = 30.0  # of height for each variable
SEED: Final = 7
IN_ROW: Final = 6  # variables in a row of small parts
BELOW: Final = 56.0  # height of such a row
APART: Final = 26.0  # least distance of two names that stand above each other
NAME: Final = 6.4  # width of a letter
ROUNDS: Final = 60


def draw_map(found: "CauseMap", addresses: Mapping[tuple[str, str], str]) -> Drawing:
    """Variables and signed edges; several edges of two variables are one arrow a sign."""
    pairs: dict[tuple[str, str], set[int]] = {}
    told: dict[tuple[str, str], int] = {}
    for edge in found.edges:
        pairs.setdefault((edge.cause, edge.effect), set()).add(edge.sign)
        key = (edge.cause, edge.effect)
        told[key] = told.get(key, 0) + len(edge.assertions)
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    height = max(300.0, min(820.0, ROW * len(names)))
    places = layout(names, list(pairs), height)
    shapes: list[Shape] = []
    for (cause, effect), signs in pairs.items():
        shapes += arrow(cause, effect, signs, places, addresses[cause, effect], told[cause, effect],
                        both=(effect, cause) in pairs)  # fmt: skip
    for name, place in places.items():
        shapes.append(
            drawing.circle(place, 6, "node", href=f"#v-{name}", title=name.replace("_", " "))
        )
        shapes.append(
            drawing.words((place[0], place[1] - 11), variable_name(name), "label", anchor="middle")
        )
    return Drawing(width=WIDTH, height=height + 20, title="Cause map", shapes=shapes)


def layout(names: list[str], pairs: list[tuple[str, str]], height: float) -> dict[str, Point]:
    """Places: the largest connected part by path lengths, the small ones in rows below it."""
    import networkx as nx

    graph: Any = nx.Graph()
    graph.add_nodes_from(names)
    graph.add_edges_from(pairs)
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), sorted(part)))
    small = in_rows([sorted(part, key=names.index) for part in parts[1:]])
    floor = height - len(small) * BELOW
    main = graph.subgraph(parts[0])
    found = nx.kamada_kawai_layout(main, pos=nx.spring_layout(main, seed=SEED))
    xs = [float(p[0]) for p in found.values()]
    ys = [float(p[1]) for p in found.values()]
    wide, tall = (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
    places = {
        name: (
            MARGIN + (float(found[name][0]) - min(xs)) / wide * (WIDTH - 2 * MARGIN),
            TOP + (float(found[name][1]) - min(ys)) / tall * (floor - TOP - 24),
        )
        for name in names
        if name in found
    }
    places = spread(places, floor)
    step = (WIDTH - 2 * MARGIN) / (IN_ROW - 1)
    for number, row in enumerate(small):
        for column, name in enumerate(row):
            places[name] = (MARGIN + column * step, floor + (number + 0.75) * BELOW)
    return places


def in_rows(parts: list[list[str]]) -> list[list[str]]:
    """Small parts side by side in as few rows as hold them whole.

    >>> in_rows([["a", "b", "c"], ["d", "e"], ["f", "g"]])
    [['a', 'b', 'c', 'd', 'e'], ['f', 'g']]
    """
    rows: list[list[str]] = []
    for part in parts:
        if not rows or len(rows[-1]) + len(part) > IN_ROW:
            rows.append([])
        rows[-1] += part
    return rows


def spread(places: dict[str, Point], height: float) -> dict[str, Point]:
    """Move names apart that would cover each other."""
    moved = {name: list(place) for name, place in places.items()}
    names = list(moved)
    for _ in range(ROUNDS):
        clear = True
        for i, a in enumerate(names):
            for b in names[i + 1 :]:
                room = (len(a) + len(b)) / 2 * NAME + 8
                dx, dy = moved[b][0] - moved[a][0], moved[b][1] - moved[a][1]
                if abs(dx) < room and abs(dy) < APART:
                    push = (APART - abs(dy)) / 2 + 0.5
                    way = 1 if dy >= 0 else -1
                    moved[a][1] -= way * push
                    moved[b][1] += way * push
                    clear = False
        for place in moved.values():
            place[1] = min(max(place[1], TOP - 10), height)
        if clear:
            break
    return {name: (x, y) for name, (x, y) in moved.items()}


def arrow(
    cause: str, effect: str, signs: set[int], places: Mapping[str, Point], href: str, told: int,
    *, both: bool,
) -> list[Shape]:  # fmt: skip
    """One arrow with its sign; red and dashed where the effect falls."""
    one, other = places[cause], places[effect]
    tip = drawing.shorter(one, other, 9)
    cls = "even" if len(signs) > 1 else "plus" if 1 in signs else "minus"
    mark = {"plus": "+", "minus": "−", "even": "±"}[cls]
    verb = {"plus": "raises", "minus": "lowers", "even": "raises, or lowers,"}[cls]
    note = f"{cause} {verb} {effect} ({told} passage{'s' if told != 1 else ''})".replace("_", " ")
    bend = 22.0 if both else 8.0
    middle = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
    return [
        drawing.bow(one, tip, bend, f"tie {cls} w2", href=href, title=note),
        drawing.arrow(tip, one, f"head {cls}", 9),
        drawing.words((middle[0], middle[1] + 4), mark, "label strong", anchor="middle"),
    ]
