"""What legation's coders find of what the corpus tells: `python -m training.corpus score`.

A prediction can match an item whose characters it overlaps by at least half of the shorter (an
event: whose trigger it holds).  Each matches once, best first.  Recall goes step by step over the
items; precision over the predictions, strict where all steps hold.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from legation.ontology import SYMMETRIC_TYPES
from legation.records import Coded
from training.corpus.gold import Forms, Item, Span, document, items
from training.corpus.passages import Passage

LONGEST: Final = 360  # characters: a longer citation matches nothing less than half as long
STRICT: Final = {"event": 4}  # steps that a strict match needs; elsewhere three, or all
Test = Callable[[Item, Any, Forms], bool]


def overlap(a: Span, b: Span) -> bool:
    """Do two spans share at least half of the shorter?

    >>> overlap((0, 10), (5, 30)), overlap((0, 10), (6, 30))
    (True, False)
    """
    shorter = min(a[1] - a[0], b[1] - b[0])
    if b[1] - b[0] > LONGEST and b[1] - b[0] > 2 * (a[1] - a[0]):
        return False
    return min(a[1], b[1]) - max(a[0], b[0]) >= 0.5 * shorter


def _span(part: Any) -> Span:
    return part.start, part.end


def _told(kind: str) -> Test:
    return lambda item, r, _: overlap(item.parts.get(kind, item.span), _span(r.citation))


def _part(kind: str, name: str) -> Test:
    return lambda item, r, _: overlap(item.parts[kind], _span(getattr(r, name)))


def _value(name: str, of: str) -> Test:
    return lambda item, r, _: str(getattr(r, of)) == item.values.get(name)


def _actor(side: str, name: str) -> Test:
    def agrees(item: Item, record: Any, forms: Forms) -> bool:
        found = getattr(record, name)
        keys = getattr(item, side)
        if found is None:
            return forms.any(keys, ()) or keys == ("author",)
        return forms.any(keys, found if isinstance(found, tuple) else (found,))

    return agrees


def _side(side: str, name: str) -> Test:
    """One side of an event; of a mutual act the sides may have changed places."""
    other = {"source_actors": "target_actors", "target_actors": "source_actors"}[name]

    def agrees(item: Item, record: Any, forms: Forms) -> bool:
        keys = getattr(item, side)
        if forms.any(keys, getattr(record, name)):
            return True
        return item.values["type"] in SYMMETRIC_TYPES and forms.any(keys, getattr(record, other))

    return agrees


def _pair(item: Item, record: Any, forms: Forms) -> bool:
    return any(
        forms.any(item.who, (a,)) and forms.any(item.whom, (b,))
        for a, b in ((record.a, record.b), (record.b, record.a))
    )


def _date(item: Item, record: Any, _: Forms) -> bool:
    told = (item.values.get("t") or "").partition("/")[0]
    return not told or (record.start or "")[: len(told)] == told or record.start == told[:7]


def _either(one: Test, other: Test) -> Test:
    return lambda item, r, forms: one(item, r, forms) or other(item, r, forms)


STEPS: Final[dict[str, tuple[tuple[str, Test], ...]]] = {
    "event": (
        ("passage", _told("event")),
        ("type", _value("type", "type")),
        ("source", _side("who", "source_actors")),
        ("target", _side("whom", "target_actors")),
        ("date", _date),
    ),
    "claim": (
        ("passage", _part("claim", "content")),
        ("speaker", _actor("who", "speaker")),
        ("polarity", _value("polarity", "polarity")),
    ),
    "membership": (
        ("passage", _told("membership")),
        ("member", _actor("who", "member")),
        ("organisation", _actor("whom", "organisation")),
        ("status", _value("status", "status")),
    ),
    "status": (
        ("passage", _told("status")),
        ("holder", _actor("who", "holder")),
        ("kind", _value("status_kind", "kind")),
    ),
    "mechanism": (
        ("passage", lambda item, r, _: overlap(item.span, _span(r.citation))),
        (
            "ends",
            lambda i, r, _: (
                overlap(i.parts["cause"], _span(r.cause))
                and overlap(i.parts["effect"], _span(r.effect))
            ),
        ),
        ("sign", _value("sign", "sign")),
    ),
    "condition": (
        ("passage", lambda item, r, _: overlap(item.span, _span(r.citation))),
        (
            "ends",
            lambda i, r, _: (
                overlap(i.parts["if"], _span(r.if_)) and overlap(i.parts["then"], _span(r.then))
            ),
        ),
        ("force", _value("force", "force")),
    ),
    "prediction": (
        ("passage", _part("prediction", "content")),
        ("maker", _actor("who", "made_by")),
        ("polarity", _value("polarity", "polarity")),
    ),
    "interest": (
        ("passage", _either(_part("interest", "issue"), _told("interest"))),
        ("actor", _actor("who", "actor")),
        ("direction", _value("direction", "direction")),
    ),
    "lever": (
        ("passage", _either(_part("lever", "means"), _told("lever"))),
        ("holder", _actor("who", "holder")),
        ("state", _value("state", "state")),
    ),
    "signal": (
        ("passage", lambda item, r, _: overlap(item.span, _span(r.citation))),
        ("meaning", _part("meaning", "meaning")),
        ("sender", _actor("who", "sender")),
    ),
    "relation": (
        ("passage", _told("relation")),
        ("actors", _pair),
        ("valence", _value("valence", "valence")),
    ),
    "frame": (("passage", _told("frame")), ("kind", _value("frame_kind", "kind"))),
}  # fmt: skip


@dataclass(slots=True)
class Tally:
    """Counts of one kind."""

    gold: int = 0
    predicted: int = 0
    met: int = 0
    strict: int = 0
    steps: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Match:
    """An item, the record that found it (None: missed), and how many steps hold."""

    passage: Passage
    item: Item | None
    record: Coded | None
    reached: int


def reached(item: Item, record: Coded, forms: Forms) -> int:
    """How many steps of its kind hold, one after the other."""
    count = 0
    for _, test in STEPS[item.kind]:
        if not test(item, record, forms):
            break
        count += 1
    return count


def matches(passage: Passage, records: Sequence[Coded]) -> list[Match]:
    """Items and records paired, best first; both that are left over."""
    forms, found = Forms(passage), []
    gold = items(passage)
    records = [r for r in records if r.record in STEPS]
    pairs = []
    for i, item in enumerate(gold):
        for j, record in enumerate(records):
            if record.record == item.kind and (steps := reached(item, record, forms)):
                near = _nearness(item, record)
                pairs.append((steps, near, not item.minor, -i, -j))
    taken: set[int] = set()
    used: set[int] = set()
    for steps, _, _, i, j in sorted(pairs, reverse=True):
        if -i in taken or -j in used:
            continue
        taken.add(-i)
        used.add(-j)
        found.append(Match(passage, gold[-i], records[-j], steps))
    found += [Match(passage, g, None, 0) for i, g in enumerate(gold) if i not in taken]
    found += [Match(passage, None, r, 0) for j, r in enumerate(records) if j not in used]
    return found


def _nearness(item: Item, record: Any) -> bool:
    """Is it the same trigger?"""
    trigger = getattr(record, "trigger", None)
    return trigger is not None and overlap(item.span, _span(trigger))


def tallies(found: Iterable[Match]) -> dict[str, Tally]:
    """Counts by kind."""
    table = {kind: Tally() for kind in STEPS}
    for match in found:
        kind = match.item.kind if match.item else match.record.record if match.record else ""
        tally, steps = table[kind], STEPS[kind]
        if match.item is not None and not match.item.minor:
            tally.gold += 1
            tally.steps.update(name for name, _ in steps[: match.reached])
        if match.record is not None:
            tally.predicted += 1
            tally.met += match.item is not None
            tally.strict += match.item is not None and match.reached >= min(
                STRICT.get(kind, 3), len(steps)
            )
    return table


def lines(table: dict[str, Tally]) -> Iterable[str]:
    """The counts as a table."""
    for kind, t in table.items():
        recall = "  ".join(
            f"{'+' if n else ''}{name} {t.steps[name] / max(1, t.gold):.2f}"
            for n, (name, _) in enumerate(STEPS[kind])
        )
        yield (
            f"{kind:11} gold {t.gold:4}  predicted {t.predicted:4}  "
            f"precision {t.met / max(1, t.predicted):.2f} strict {t.strict / max(1, t.predicted):.2f}"
            f"  recall: {recall}"
        )


def coded(passages: Sequence[Passage]) -> list[tuple[Passage, list[Any]]]:
    """Each passage with the records that the coders make of it."""
    from legation.actors import Gazetteer
    from legation.coding import code_documents
    from legation.language import load_pipeline

    pipeline: Any = load_pipeline()
    made = code_documents(map(document, passages), pipeline=pipeline, gazetteer=Gazetteer.load())
    return [(p, records) for p, (_, records) in zip(passages, made, strict=True)]
