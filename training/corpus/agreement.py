"""How far two annotators agree: the passages against those marked a second time.

`agreement(first, second)` compares passages of one name, kind by kind: F1 of spans (half of the
shorter shared), agreement of the value on matched spans with Cohen's kappa, agreement of the
sides.  Alpha is Krippendorff's, nominal, over characters: which kind, if any, each one bears.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from training.corpus.passages import Mark, Passage, Problem
from training.corpus.score import overlap

VALUES: Final = {
    "event": "type", "claim": "polarity", "membership": "status", "status": "status_kind",
    "effect": "sign", "interest": "direction", "lever": "state", "relation": "valence",
    "frame": "frame_kind", "prediction": "polarity", "then": "force", "date": "value",
    "qty": "value",
}  # fmt: skip


@dataclass(slots=True)
class Agreement:
    """Counts of one kind."""

    first: int = 0
    second: int = 0
    matched: int = 0
    sides: int = 0
    values: list[tuple[str, str]] = field(default_factory=list)
    alpha: float = 0.0

    @property
    def f1(self) -> float:
        """F1 of spans."""
        return 2 * self.matched / max(1, self.first + self.second)

    @property
    def same(self) -> float:
        """Share of matched spans with the same value."""
        return sum(a == b for a, b in self.values) / max(1, len(self.values))


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa, (p_o - p_e) / (1 - p_e), of two coders' labels; 1 where only one label is used.

    >>> round(kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")]), 2)
    0.5
    """
    size = max(1, len(pairs))
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(left[k] * right[k] for k in left) / size**2
    observed = sum(a == b for a, b in pairs) / size
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def alpha(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Krippendorff's alpha, nominal, of two coders' yes and no: 1 - D_o / D_e.

    >>> alpha([True, False, True, False], [True, False, True, False])
    1.0
    """
    size = 2 * len(first)
    yes = sum(first) + sum(second)
    expected = 2 * yes * (size - yes) / max(1, size * (size - 1))
    observed = sum(a != b for a, b in zip(first, second, strict=True)) / max(1, len(first))
    return 1.0 if not expected else 1 - observed / expected


def agreement(
    first: Sequence[Passage], second: Sequence[Passage]
) -> tuple[dict[str, Agreement], list[Problem]]:
    """Agreement by kind on the passages that both have, and what keeps some from being compared."""
    table: dict[str, Agreement] = defaultdict(Agreement)
    problems: list[Problem] = []
    covered: dict[str, tuple[list[bool], list[bool]]] = defaultdict(lambda: ([], []))
    ours = {p.name: p for p in first}
    for other in second:
        mine = ours.get(other.name)
        if mine is None or mine.text != other.text:
            why = "is no passage of the corpus" if mine is None else "differs in its words"
            problems.append(Problem(other.path, other.line, f"{other.name} {why}: strip it anew"))
            continue
        kinds = {m.kind for m in (*mine.marks, *other.marks)}
        for kind in kinds | set(table):
            _compare(table[kind], mine.marked(kind), other.marked(kind))
        for kind in {*VALUES, "mention", "event", "claim"}:
            for side, passage in zip(covered[kind], (mine, other), strict=True):
                side += _characters(passage, kind)
    for kind, agreed in table.items():
        if covered[kind][0]:
            agreed.alpha = alpha(*covered[kind])
    return dict(table), problems


def _characters(passage: Passage, kind: str) -> list[bool]:
    flags = [False] * len(passage.text)
    for mark in passage.marked(kind):
        flags[mark.start : mark.end] = [True] * (mark.end - mark.start)
    return flags


def _compare(table: Agreement, mine: Sequence[Mark], theirs: Sequence[Mark]) -> None:
    table.first += len(mine)
    table.second += len(theirs)
    left = list(theirs)
    for mark in mine:
        spans = ((mark.start, mark.end), mark.label)
        near = [m for m in left if overlap(spans[0], (m.start, m.end))]
        if not near:
            continue
        best = max(near, key=lambda m: (m.start == mark.start, m.end == mark.end, _alike(mark, m)))
        left.remove(best)
        table.matched += 1
        table.sides += _sides(mark) == _sides(best)
        name = VALUES.get(mark.kind)
        if name:
            table.values.append((str(mark.label[name]), str(best.label[name])))


def _sides(mark: Mark) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(mark.label.who), frozenset(mark.label.whom)


def _alike(a: Mark, b: Mark) -> bool:
    return dict(a.label.values) == dict(b.label.values)


def lines(table: Mapping[str, Agreement]) -> Iterator[str]:
    """The agreement as a table."""
    yield f"{'kind':12}{'first':>6}{'second':>7}{'F1':>6}{'alpha':>7}{'value':>7}{'kappa':>7}{'sides':>7}"
    for kind, a in sorted(table.items(), key=lambda item: -item[1].first):
        value = f"{a.same:7.2f}{kappa(a.values):7.2f}" if a.values else f"{'':14}"
        sides = f"{a.sides / max(1, a.matched):7.2f}"
        shown = f"{a.alpha:7.2f}" if a.alpha else f"{'':7}"
        yield f"{kind:12}{a.first:6}{a.second:7}{a.f1:6.2f}{shown}{value}{sides}"
