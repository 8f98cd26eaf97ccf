"""What the event coder weighs: one reading of one trigger, with its sides and its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from legation.coding.arguments import Sides
from legation.coding.clauses import Clause
from legation.coding.outlook import Outlook
from legation.ontology import EventType

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of one trigger."""

    trigger: "Token"
    view: Outlook
    sides: Sides
    clause: Clause
    span: tuple[int, int]  # tokens
    decided_by: str = "codebook"  # or "model"
    probability: float | None = None  # calibrated; None where no learned model fits the parse

    @property
    def type(self) -> EventType | None:
        """The event type, or None."""
        return self.view.type


def candidate_of(clause: Clause, view: Outlook, sides: Sides) -> Candidate:
    """A candidate with the words of its clause, without what hangs on it loosely."""
    head = clause.head
    first, last = head.i, head.i + 1
    for c in head.children:
        if c.dep_ in {"conj", "parataxis", "punct", "cc", "discourse"}:
            continue
        if c.dep_ in {"advcl", "acl:relcl"} and c.right_edge.i - c.left_edge.i > 8:
            continue
        first, last = min(first, c.left_edge.i), max(last, c.right_edge.i + 1)
    return Candidate(head, view, sides, clause, (first, last))


def distinct(found: list[Candidate]) -> list[Candidate]:
    """One candidate for one type and the same sides within a sentence; verbs come first."""
    kept: dict[tuple[object, ...], Candidate] = {}
    triggers: set[int] = set()
    for c in found:
        source, target = c.sides.tidy()
        key = (c.type, frozenset(r.id for r in (*source, *target)))
        if key not in kept and c.trigger.i not in triggers:
            kept[key] = c
            triggers.add(c.trigger.i)
    return [c for c in kept.values() if not _told_twice(c, kept.values())]


def _told_twice(one: Candidate, found: Iterable[Candidate]) -> bool:
    """Is it a meeting with one side left open that the sentence tells in full: "met X at a lunch hosted by Y"?"""
    source, target = one.sides.tidy()
    if one.type != "CONSULT" or (source and target):
        return False
    own = {r.code or r.id for r in (*source, *target)}
    full = [c.sides.tidy() for c in found if c is not one and c.type == "CONSULT"]
    return any(all(both) and own <= {r.code or r.id for s in both for r in s} for both in full)
