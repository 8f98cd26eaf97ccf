"""What a model rests on: striking a record, and flags on preferences that rest on thin ground.

Takes a `Model` and ledger records; returns a `Model` without what only the struck records bore
out, or lines that name the weak spots.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from legation.games.model import DecisionMaker, Infeasibility, Model, Option, Preferences
from legation.records import Interest, Record


def strike(model: Model, records: Collection[str]) -> Model:
    """*model* as it would be without *records*.

    An element that rested on struck records only is taken back: a statement or comparison is
    dropped, a ranking becomes unknown, an irreversibility or infeasibility is lifted, an option
    can no longer be taken.  An element that never named a record stays.
    """
    gone = frozenset(records)
    options, banned = [], []
    for option in model.options:
        left = _left(option.evidence, gone)
        if left is None:
            name = f"{option.by}:{option.name}"
            banned.append(Infeasibility(say=f'"{name}"', line=option.line))
        options.append(_option(option, gone))
    return replace(
        model,
        options=tuple(options),
        infeasible=(
            *(
                replace(item, evidence=left)
                for item in model.infeasible
                if (left := _left(item.evidence, gone)) is not None
            ),
            *banned,
        ),
        decision_makers=tuple(_maker(m, gone) for m in model.decision_makers),
    )


def cite_records(model: Model, ids: Mapping[str, str]) -> Model:
    """*model* with the whole ids of the records that it names in part."""

    def whole(evidence: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ids[i] for i in evidence))

    def cited(wants: Preferences) -> Preferences:
        return replace(
            wants,
            evidence=whole(wants.evidence),
            statements=tuple(replace(s, evidence=whole(s.evidence)) for s in wants.statements),
            comparisons=tuple(replace(c, evidence=whole(c.evidence)) for c in wants.comparisons),
        )

    return replace(
        model,
        options=tuple(
            replace(o, evidence=whole(o.evidence), one_way_evidence=whole(o.one_way_evidence))
            for o in model.options
        ),
        infeasible=tuple(replace(i, evidence=whole(i.evidence)) for i in model.infeasible),
        decision_makers=tuple(
            replace(m, preferences=cited(m.preferences)) for m in model.decision_makers
        ),
    )


def _left(evidence: tuple[str, ...], gone: frozenset[str]) -> tuple[str, ...] | None:
    """The evidence that is left; None if there was some and all of it is gone."""
    left = tuple(i for i in evidence if i not in gone)
    return None if evidence and not left else left


def _option(option: Option, gone: frozenset[str]) -> Option:
    one_way = _left(option.one_way_evidence, gone)
    return replace(
        option,
        moves=option.moves if one_way is not None else "both",
        evidence=_left(option.evidence, gone) or (),
        one_way_evidence=one_way or (),
    )


def _maker(maker: DecisionMaker, gone: frozenset[str]) -> DecisionMaker:
    wants = maker.preferences
    if wants.form == "ranking":
        left = _left(wants.evidence, gone)
        if left is None:
            return replace(maker, preferences=Preferences(line=wants.line))
        return replace(maker, preferences=replace(wants, evidence=left))
    statements = tuple(
        replace(s, evidence=left)
        for s in wants.statements
        if (left := _left(s.evidence, gone)) is not None
    )
    comparisons = tuple(
        replace(c, evidence=left)
        for c in wants.comparisons
        if (left := _left(c.evidence, gone)) is not None
    )
    return replace(
        maker, preferences=replace(wants, statements=statements, comparisons=comparisons)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A weak spot of a model: the element, why it is weak, and the line of the file."""

    element: str
    why: str
    line: int | None = None


def flags(model: Model, records: Mapping[str, Record] | None = None) -> list[Flag]:
    """Preferences that rest only on attributed interests, on no record, or on unknown records.

    Parameters
    ----------
    records : mapping, optional
        The ledger's records by id; without it, only the model's own words are looked at.
    """
    found = []
    for element, evidence, basis, line in _preference_elements(model):
        if not evidence:
            found.append(Flag(element=element, why="the analyst's judgement", line=line))
            continue
        if basis == "attributed" or (basis is None and _only_attributed(evidence, records or {})):
            found.append(Flag(element=element, why="rests only on attributed interests", line=line))
        missing = [i for i in evidence if records is not None and i not in records]
        if missing:
            why = f"names records that are not there: {', '.join(missing)}"
            found.append(Flag(element=element, why=why, line=line))
    return found


def _only_attributed(evidence: tuple[str, ...], records: Mapping[str, Record]) -> bool:
    known = [records[i] for i in evidence if i in records]
    return bool(known) and all(isinstance(r, Interest) and r.basis == "attributed" for r in known)


def _preference_elements(
    model: Model,
) -> Iterator[tuple[str, tuple[str, ...], str | None, int | None]]:
    for maker in model.decision_makers:
        wants = maker.preferences
        if wants.form == "ranking":
            yield f"{maker.name}'s ranking", wants.evidence, wants.basis, wants.line
        for s in wants.statements:
            yield f"{maker.name} wants: {s.say}", s.evidence, s.basis, s.line
        for c in wants.comparisons:
            text = f"{maker.name} prefers {c.prefer} to {c.over}"
            yield text, c.evidence, c.basis, c.line
