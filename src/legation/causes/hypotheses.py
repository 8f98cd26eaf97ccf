"""Competing hypotheses: a matrix of evidence and explanations, ranked by least inconsistency.

Takes rows of evidence, each with its rating against every hypothesis and the records that it rests
on; returns scores, ranks, and how much each row tells the hypotheses apart (Heuer 1999).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from legation.records import Citation

VALUES: Final = {"CC": 2.0, "C": 1.0, "N": 0.0, "I": -1.0, "II": -2.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record that a row rests on."""

    id: str
    citation: Citation
    confidence: float
    known_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One piece of evidence: what it says, its rating against each hypothesis, its records."""

    says: str
    ratings: Mapping[str, str]
    found: tuple[Found, ...]

    @property
    def weight(self) -> float:
        """How credible: the probability that one of its documents is right, 1 - Π(1 - c)."""
        best: dict[str, float] = {}
        for f in self.found:
            document = f.citation.document
            best[document] = max(best.get(document, 0.0), f.confidence)
        return 1 - prod(1 - c for c in best.values())

    @property
    def diagnosticity(self) -> float:
        """Variance of the ratings' values over hypotheses, times the weight; 0: tells nothing apart."""
        values = [VALUES[r] for r in self.ratings.values()]
        mean = sum(values) / len(values)
        return self.weight * sum((v - mean) ** 2 for v in values) / len(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Hypotheses by inconsistency, least first; rows by diagnosticity, most first.

    `turned_by`: rows without which another hypothesis would come first; `missing`: what was asked
    for and no record shows.
    """

    scores: tuple[tuple[str, float], ...]
    rows: tuple[Row, ...]
    turned_by: tuple[str, ...]
    missing: tuple[str, ...]


def inconsistency(rows: Sequence[Row], hypothesis: str) -> float:
    """How much speaks against a hypothesis: weights of I, twice those of II.

    What is consistent does not count: evidence that fits every explanation proves none.
    """
    return sum(r.weight * max(0.0, -VALUES[r.ratings[hypothesis]]) for r in rows)


def rank(rows: Sequence[Row], hypotheses: Sequence[str]) -> Ranking:
    """Rank hypotheses by least inconsistency; ties stand in the order given.

    References
    ----------
    Heuer (1999), Psychology of Intelligence Analysis, ch. 8.
    """
    used = [r for r in rows if r.found]
    scores = _scores(used, hypotheses)
    turned = tuple(
        r.says
        for r in used
        if used and _scores([x for x in used if x is not r], hypotheses)[0][0] != scores[0][0]
    )
    return Ranking(
        scores=scores,
        rows=tuple(sorted(used, key=lambda r: (-r.diagnosticity, r.says))),
        turned_by=turned,
        missing=tuple(r.says for r in rows if not r.found),
    )


def _scores(rows: Sequence[Row], hypotheses: Sequence[str]) -> tuple[tuple[str, float], ...]:
    told = [(h, round(inconsistency(rows, h), 9)) for h in hypotheses]
    return tuple(sorted(told, key=lambda s: s[1]))
