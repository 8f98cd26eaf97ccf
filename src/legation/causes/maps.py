"""Mechanism records → signed cause maps, one a holder, and maps merged by name.

An edge is a pair of variables with a sign and a mode; it keeps every passage that asserts it, and
which documents assert the opposite.  Nothing is averaged away: opposite edges stand side by side.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from legation.causes.words import Lexicon, Tie, correlatives
from legation.errors import UsageError
from legation.records import Citation, Claim, Mechanism

AUTHORS: Final = "the authors"
MODES: Final = ("causes", "enables", "motivates", "justifies")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One record that says so: whose belief it tells, where, and how surely."""

    id: str
    holder: str
    citation: Citation
    confidence: float
    hedged: bool
    cause: str
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A cause that raises (+1) or lowers (-1) an effect, in one mode, with what says so.

    `denied_by`: the documents that assert the opposite sign or deny it.
    """

    cause: str
    effect: str
    sign: int
    mode: str
    assertions: tuple[Assertion, ...]
    denied_by: tuple[str, ...] = ()

    @property
    def asserted_by(self) -> tuple[str, ...]:
        """The documents that assert it, in order of id."""
        return tuple(sorted({a.citation.document for a in self.assertions}))

    @property
    def holders(self) -> tuple[str, ...]:
        """Whose belief it is."""
        return tuple(sorted({a.holder for a in self.assertions}))

    @property
    def label(self) -> str:
        """As people read it: cause → effect, with sign and mode."""
        return f"{self.cause} →{'+' if self.sign > 0 else '−'} {self.effect} ({self.mode})"

    def probability(self) -> float:
        r"""How likely the edge is to hold, :math:`(a + 1) / (a + d + 2)`.

        *a* sums over the documents that assert it the surest confidence (half where hedged), *d*
        counts those that deny it: Laplace's rule of succession.
        """
        best: dict[str, float] = {}
        for a in self.assertions:
            sure = a.confidence * (0.5 if a.hedged else 1.0)
            best[a.citation.document] = max(best.get(a.citation.document, 0.0), sure)
        told = sum(best.values())
        return (told + 1) / (told + len(self.denied_by) + 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseMap:
    """Edges, and whose they are."""

    holders: tuple[str, ...]
    edges: tuple[Edge, ...]

    @property
    def concepts(self) -> tuple[str, ...]:
        """The variables at the ends of edges, in order of name."""
        return tuple(sorted({name for e in self.edges for name in (e.cause, e.effect)}))

    def only(self, modes: Iterable[str]) -> "CauseMap":
        """The map with edges of these modes alone."""
        wanted = set(modes)
        return CauseMap(
            holders=self.holders, edges=tuple(e for e in self.edges if e.mode in wanted)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Untied:
    """A mechanism of which an end speaks of no variable of the system."""

    id: str
    cause: str
    effect: str
    tied: tuple[str | None, str | None]


def holder_of(mechanism: Mechanism) -> str:
    """Whose belief a mechanism is: a party where the holder has one, else the holder by name."""
    held = mechanism.held_by
    return AUTHORS if held is None else held.party or held.name


def cause_maps(
    mechanisms: Iterable[Mechanism],
    lexicon: Lexicon,
    *,
    denials: Iterable[Claim] = (),
) -> tuple[dict[str, CauseMap], tuple[Untied, ...]]:
    """One map a holder, and the mechanisms that could not be tied to variables.

    A mechanism of which both ends speak of the same variable makes no edge.  An end that speaks of
    a variable's fall turns the sign.  A denying claim that speaks of both ends counts against.
    """
    told: dict[str, dict[tuple[str, str, int, str], list[Assertion]]] = {}
    left = []
    for m in mechanisms:
        pairs = _pairs(m, lexicon)
        if not pairs:
            left.append(_untied(m, lexicon))
        for cause, effect, sign in pairs:
            key = (cause, effect, sign, m.mode)
            told.setdefault(holder_of(m), {}).setdefault(key, []).append(_assertion(m))
    against = _denied(denials, lexicon)
    return {name: _map(name, told[name], against) for name in sorted(told)}, tuple(left)


def _pairs(m: Mechanism, lexicon: Lexicon) -> list[tuple[str, str, int]]:
    """The signed pairs of variables that a mechanism joins, with those that its effect carries along."""
    ends = [(m.cause.text, m.effect.text, 1 if m.sign == "+" else -1), *correlatives(m.effect.text)]
    found = [
        (c.variable, e.variable, c.sign * e.sign * sign)
        for cause, effect, sign in ends
        for c in lexicon.ties(cause)
        for e in lexicon.ties(effect)
        if c.variable != e.variable
    ]
    return list(dict.fromkeys(found))


def _untied(m: Mechanism, lexicon: Lexicon) -> Untied:
    cause, effect = lexicon.tie(m.cause.text), lexicon.tie(m.effect.text)
    return Untied(
        id=m.id, cause=m.cause.text, effect=m.effect.text,
        tied=(cause.variable if cause else None, effect.variable if effect else None),
    )  # fmt: skip


def _assertion(m: Mechanism) -> Assertion:
    return Assertion(
        id=m.id, holder=holder_of(m), citation=m.citation, confidence=m.confidence,
        hedged=m.hedge is not None, cause=m.cause.text, effect=m.effect.text,
    )  # fmt: skip


def _denied(claims: Iterable[Claim], lexicon: Lexicon) -> dict[frozenset[str], set[str]]:
    """Pairs of variables → documents in which somebody denies what joins them."""
    found: dict[frozenset[str], set[str]] = {}
    for claim in claims:
        named = {t.variable for t in _all_ties(claim.content.text, lexicon)}
        if claim.polarity == "deny" and len(named) == 2:
            found.setdefault(frozenset(named), set()).add(claim.citation.document)
    return found


def _all_ties(text: str, lexicon: Lexicon) -> list[Tie]:
    """The variables that the clauses of a text speak of."""
    parts = [
        lexicon.tie(p) for p in text.replace(" because ", ";").replace(" and ", ";").split(";")
    ]
    return [p for p in parts if p is not None]


def _map(
    name: str,
    told: Mapping[tuple[str, str, int, str], Sequence[Assertion]],
    against: Mapping[frozenset[str], set[str]],
) -> CauseMap:
    edges = []
    for (cause, effect, sign, mode), assertions in sorted(told.items()):
        opposite = {
            a.citation.document
            for (c, e, s, _), others in told.items()
            if (c, e, s) == (cause, effect, -sign)
            for a in others
        }
        denied = opposite | against.get(frozenset((cause, effect)), set())
        edges.append(
            Edge(
                cause=cause, effect=effect, sign=sign, mode=mode,
                assertions=tuple(sorted(assertions, key=lambda a: a.id)),
                denied_by=tuple(sorted(denied)),
            )
        )  # fmt: skip
    return CauseMap(holders=(name,), edges=tuple(edges))


def merge(maps: Mapping[str, CauseMap], holders: Iterable[str] | None = None) -> CauseMap:
    """The maps of some holders as one, which says whose they are; None: of all.

    Raises
    ------
    UsageError
        If a holder has no map.
    """
    names = tuple(sorted(maps) if holders is None else dict.fromkeys(holders))
    for name in names:
        if name not in maps:
            raise UsageError(
                f"{name!r} has no map; these have: {', '.join(sorted(maps)) or 'none'}"
            )
    told: dict[tuple[str, str, int, str], list[Assertion]] = {}
    denied: dict[tuple[str, str, int, str], set[str]] = {}
    for name in names:
        for edge in maps[name].edges:
            key = (edge.cause, edge.effect, edge.sign, edge.mode)
            told.setdefault(key, []).extend(edge.assertions)
            denied.setdefault(key, set()).update(edge.denied_by)
    against: dict[tuple[str, str, int], set[str]] = {}
    for (cause, effect, sign, _), assertions in told.items():
        documents = {a.citation.document for a in assertions}
        against.setdefault((cause, effect, -sign), set()).update(documents)
    edges = tuple(
        Edge(
            cause=k[0], effect=k[1], sign=k[2], mode=k[3],
            assertions=tuple(sorted(found, key=lambda a: a.id)),
            denied_by=tuple(sorted(denied[k] | against.get(k[:3], set()))),
        )
        for k, found in sorted(told.items())
    )  # fmt: skip
    return CauseMap(holders=names, edges=edges)
