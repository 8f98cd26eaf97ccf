"""What follows from the shape of a cause map: paths, net signs, loops, tensions, triangles.

Takes a `CauseMap`; returns frozen findings, each with the edges that make it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import Literal

from legation.causes.maps import CauseMap, Edge

LIMIT = 6  # edges of the longest path or loop that is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Edges one after the other, and the product of their signs."""

    edges: tuple[Edge, ...]

    @property
    def sign(self) -> int:
        """+1: the end moves with the beginning; -1: against it."""
        return prod(e.sign for e in self.edges)

    @property
    def concepts(self) -> tuple[str, ...]:
        """The variables along it."""
        return (self.edges[0].cause, *(e.effect for e in self.edges))

    @property
    def label(self) -> str:
        """As people read it."""
        steps = (f" →{'+' if e.sign > 0 else '−'} {e.effect}" for e in self.edges)
        return self.edges[0].cause + "".join(steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A closed path: `reinforcing` where the signs multiply to +1, else `balancing`."""

    path: Path

    @property
    def kind(self) -> Literal["reinforcing", "balancing"]:
        """Whether a change comes back to itself enlarged or opposed."""
        return "reinforcing" if self.path.sign > 0 else "balancing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tension:
    """One variable that both serves and harms the same actor.

    `told`: the ids of interests by which the actor itself wants it to fall, or to rise.
    """

    variable: str
    actor: str
    told: tuple[str, ...]
    serves: tuple[Path, ...]
    harms: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Triangle:
    """Closeness to each of two raises what the other is asked for, or gives."""

    between: str
    sides: tuple[str, str]
    closeness: tuple[str, str]
    paths: tuple[Path, Path]


def _outward(edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.cause, []).append(edge)
    return found


def paths(
    cause_map: CauseMap, start: str, end: str | None = None, *, limit: int = LIMIT
) -> list[Path]:
    """Simple paths from *start*, to *end* or to anywhere, of at most *limit* edges, short first."""
    found = sorted(
        (
            Path(edges=p)
            for p in _walk(_outward(cause_map.edges), start, limit)
            if p[-1].effect != start
        ),
        key=lambda p: (len(p.edges), p.label),
    )
    return [p for p in found if end is None or p.edges[-1].effect == end]


def _walk(out: Mapping[str, Sequence[Edge]], start: str, limit: int) -> Iterator[tuple[Edge, ...]]:
    """Every way out of *start* that meets no variable twice, and every way back to it."""
    stack: list[tuple[Edge, ...]] = [(e,) for e in reversed(out.get(start, ()))]
    while stack:
        way = stack.pop()
        yield way
        last = way[-1].effect
        if last == start or len(way) == limit:
            continue
        seen = {e.effect for e in way}
        stack += [(*way, e) for e in reversed(out.get(last, ())) if e.effect not in seen]


def net_sign(found: Sequence[Path]) -> int | None:
    """+1 or -1 where all paths agree, None where they do not, 0 where there is none."""
    signs = {p.sign for p in found}
    return 0 if not signs else signs.pop() if len(signs) == 1 else None


def loops(cause_map: CauseMap, *, limit: int = LIMIT) -> list[Loop]:
    """Every simple loop of at most *limit* edges, once, short first.

    Each is found from its first variable by name.
    """
    out = _outward(cause_map.edges)
    found = []
    for start in cause_map.concepts:
        later = {
            c: [e for e in edges if e.effect >= start] for c, edges in out.items() if c >= start
        }
        ways = _walk(later, start, limit)
        found += [Loop(path=Path(edges=way)) for way in ways if way[-1].effect == start]
    return sorted(found, key=lambda x: (len(x.path.edges), x.path.label))


def tensions(
    cause_map: CauseMap,
    serves: Mapping[str, Mapping[str, int]],
    *,
    told: Mapping[tuple[str, str], Sequence[str]] | None = None,
    limit: int = 2,
) -> list[Tension]:
    """Variables that serve and harm the same actor by different paths, the plainest first.

    *serves*: for each actor, the variables whose rise serves (+1) or harms (-1) it; a variable
    serves an actor by a path whose sign times that is +1.  *told*: for actor and variable, the
    interests by which the actor fears or wants it; such tensions come first, then those of short
    paths, then those of many documents.  *limit*: edges of the longest path.
    """
    found = []
    for actor, wants in sorted(serves.items()):
        for variable in cause_map.concepts:
            kept: dict[int, list[Path]] = {1: [], -1: []}
            for path in paths(cause_map, variable, limit=limit):
                if path.edges[-1].effect in wants:
                    kept[path.sign * wants[path.edges[-1].effect]].append(path)
            if kept[1] and kept[-1]:
                ids = tuple((told or {}).get((actor, variable), ()))
                found.append(
                    Tension(
                        variable=variable, actor=actor, told=ids,
                        serves=tuple(kept[1]), harms=tuple(kept[-1]),
                    )
                )  # fmt: skip
    return sorted(found, key=_plainness)


def _plainness(tension: Tension) -> tuple[bool, int, int, str, str]:
    sides = (tension.serves, tension.harms)
    length = sum(len(side[0].edges) for side in sides)
    documents = {d for side in sides for p in side for e in p.edges for d in e.asserted_by}
    return (not tension.told, length, -len(documents), tension.actor, tension.variable)


def triangles(
    cause_map: CauseMap,
    closeness: Mapping[str, tuple[str, str]],
    offers: Mapping[str, tuple[str, str]],
    *,
    limit: int = 2,
) -> list[Triangle]:
    """One between two: being close to each raises what the other offers it or is asked by it.

    *closeness*: variables with the two whose closeness they are; *offers*: variables with who gives
    and to whom.
    """
    found = []
    for x, y in combinations(sorted(closeness), 2):
        for middle in sorted(set(closeness[x]) & set(closeness[y])):
            one, other = (next(p for p in closeness[v] if p != middle) for v in (x, y))
            there = _offered(cause_map, x, (other, middle), offers, limit)
            back = _offered(cause_map, y, (one, middle), offers, limit)
            if one != other and there and back:
                found.append(
                    Triangle(
                        between=middle, sides=(one, other), closeness=(x, y), paths=(there, back)
                    )
                )
    return found


def _offered(
    cause_map: CauseMap,
    start: str,
    sides: tuple[str, str],
    offers: Mapping[str, tuple[str, str]],
    limit: int,
) -> Path | None:
    """The shortest path by which *start* raises what one of *sides* offers the other."""
    for path in paths(cause_map, start, limit=limit):
        if path.sign > 0 and offers.get(path.edges[-1].effect) == sides:
            return path
    return None
