"""A game around one state as a drawing: who can improve on it, to where, and what is stable there.

`draw_game` takes a model, its compiled game, a state and the equilibria, and returns two columns of
states that improvements lead to; every node and line is a link to the page around that state.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legation.web import drawing
from legation.web.drawing import Drawing, Point, Shape

if TYPE_CHECKING:
    from legation.games import Game, Model

COLUMNS: Final = (70.0, 300.0, 540.0)
ROW: Final = 50.0
MOST: Final = 9  # states in a column
WIDTH: Final = 620.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One improvement: who makes it, from where to where."""

    maker: str
    start: int
    end: int


def improvements(game: "Game", place: int) -> list[Step]:
    """What each decision maker would do in a state to be better off; chance can do anything."""
    found = []
    for i, name in enumerate(game.names):
        targets = game.movers[i].targets(place)
        rank = game.orders[i].rank
        ends = [int(t) for t in targets if game.chance[i] or rank[t] > rank[place]]
        ends.sort(key=lambda t: -int(rank[t]))
        found += [Step(maker=name, start=place, end=t) for t in ends]
    return found


def draw_game(
    model: "Model", game: "Game", place: int, stable: Sequence[int], address: Callable[[int], str]
) -> Drawing:
    """The state in the first column, what it improves to in the second, and on in the third."""
    first = chosen(improvements(game, place), stable)
    near = list(dict.fromkeys(s.end for s in first))
    second = [s for p in near for s in improvements(game, p)[:4] if s.end not in (place, *near)]
    second = chosen(second, stable)
    far = list(dict.fromkeys(s.end for s in second))
    back = [s for p in near for s in improvements(game, p) if s.end in (place, *near)][:12]
    rows = max(len(near), len(far), 3)
    height = 40 + ROW * rows
    places: dict[int, Point] = {place: (COLUMNS[0], height / 2)}
    for column, members in ((COLUMNS[1], near), (COLUMNS[2], far)):
        gap = (height - 30) / (len(members) + 1)
        places |= {p: (column, 15 + gap * (n + 1)) for n, p in enumerate(members)}
    shapes: list[Shape] = []
    for step in merged([*first, *second, *back]):
        shapes += drawn(model, game, step, places, address)
    for p, at in places.items():
        shapes += node(model, game, p, at, stable, address, focus=p == place)
    return Drawing(
        width=WIDTH, height=height, title="Improvements from the chosen state", shapes=shapes
    )


def chosen(steps: Sequence[Step], stable: Sequence[int]) -> list[Step]:
    """Steps to as many states as there is room for, equilibria first, then each maker's best."""
    order: dict[int, int] = {}
    turn: defaultdict[str, int] = defaultdict(int)
    ranked = []
    for step in steps:
        turn[step.maker] += 1
        ranked.append((step.end not in stable, turn[step.maker], step))
    ranked.sort(key=lambda r: r[:2])
    for _, _, step in ranked:
        if step.end in order or len(order) < MOST:
            order.setdefault(step.end, len(order))
    return [s for s in steps if s.end in order]


def merged(steps: Sequence[Step]) -> list[tuple[str, int, int]]:
    """One line for each start and end, with all who make the step."""
    who: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for step in steps:
        if step.maker not in who[step.start, step.end]:
            who[step.start, step.end].append(step.maker)
    return [(", ".join(names), start, end) for (start, end), names in who.items()]


def drawn(
    model: "Model", game: "Game", step: tuple[str, int, int], places: dict[int, Point],
    address: Callable[[int], str],
) -> list[Shape]:  # fmt: skip
    """One improvement as an arrow with the name of who makes it."""
    from legation.games.explanation import describe_change

    who, start, end = step
    if start not in places or end not in places:
        return []
    one, other = places[start], places[end]
    tip = drawing.shorter(one, other, 13)
    note = f"{who}: {describe_change(model, game, start, end)}"
    bend = 18.0 if other[0] <= one[0] else 0.0
    share = 0.58 if other[0] > one[0] else 0.5
    at = (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share - 3)
    shapes = [
        drawing.bow(one, tip, bend, "tie w1", href=address(end), title=note),
        drawing.arrow(tip, one, "head"),
    ]
    if other[0] > one[0]:
        shapes.append(drawing.words(at, who, "small label", anchor="middle"))
    return shapes


def node(
    model: "Model", game: "Game", place: int, at: Point, stable: Sequence[int],
    address: Callable[[int], str], *, focus: bool,
) -> list[Shape]:  # fmt: skip
    """One state: what is done in it, filled where it is an equilibrium."""
    from legation.games import describe_state

    cls = "node stable" if place in stable else "node"
    if focus:
        cls += " chosen"
    told = describe_state(model, game, place)
    note = f"{told}{', an equilibrium' if place in stable else ''}"
    short = told if game.space.names else told.partition("(")[2].rstrip(")")  # without its number
    short = short if len(short) < 25 else short[:23] + "…"
    return [
        drawing.circle(at, 11, cls, href=address(place), title=note),
        drawing.words((at[0], at[1] + 26), short, "small label", anchor="middle"),
    ]
