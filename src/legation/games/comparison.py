"""Two models side by side: which equilibria appear and vanish, and by which statement.

Takes two models, usually two dated versions of one; returns the differences between them and,
for each equilibrium that comes or goes, the smallest set of differences found that does it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from legation.errors import ModelFileError
from legation.games.hypergame import World, world
from legation.games.model import DecisionMaker, Infeasibility, Model, Option, Preferences, Statement
from legation.games.stability import build_game, solve_game

SUBSET_LIMIT = 3
Part = Option | Infeasibility | Statement | Preferences | DecisionMaker | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing in which the later model differs from the earlier."""

    kind: Literal["option", "infeasible", "maker", "statement", "preferences"]
    text: str
    maker: str = ""
    evidence: tuple[str, ...] = ()
    old: Part = None
    new: Part = None
    after: tuple[str, ...] = ()  # for a new statement: those above it, the nearest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An equilibrium that appears or vanishes, and the differences that do it.

    `because` is empty where no set of up to `SUBSET_LIMIT` differences does it alone.
    """

    state: World
    appears: bool
    because: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelComparison:
    """Two models under one concept."""

    concept: str
    differences: tuple[Difference, ...]
    kept: tuple[World, ...]
    changes: tuple[Change, ...]


def compare_models(old: Model, new: Model, concept: str = "SEQ") -> ModelComparison:
    """Differences of *new* from *old*, and what they do to the equilibria.

    For each change the differences are put into the old model one by one, then in twos and
    threes; the first set that makes the equilibrium appear or vanish is its cause.

    Raises
    ------
    ModelFileError
        If one of the models cannot be solved.
    """
    differences = tuple(find_differences(old, new))
    before, after = _equilibria(old, concept), _equilibria(new, concept)
    changed = sorted(before ^ after, key=sorted)
    because: dict[World, tuple[Difference, ...]] = {}
    for size in range(1, SUBSET_LIMIT + 1):
        open_ones = [s for s in changed if s not in because]
        if not open_ones:
            break
        for subset in combinations(differences, size):
            try:
                there = _equilibria(apply_differences(old, subset), concept)
            except ModelFileError:
                continue  # half of a change may be no model; the whole is tried later
            for state in open_ones:
                if (state in there) == (state in after):
                    because.setdefault(state, subset)
    return ModelComparison(
        concept=concept,
        differences=differences,
        kept=tuple(sorted(before & after, key=sorted)),
        changes=tuple(
            Change(state=s, appears=s in after, because=because.get(s, ())) for s in changed
        ),
    )


def _equilibria(model: Model, concept: str) -> set[World]:
    game = build_game(model)
    solution = solve_game(game, [concept])
    if model.graph is not None:
        return {frozenset({("", game.space.names[p])}) for p in solution.equilibria(concept)}
    return {world(model, game.space, p) for p in solution.equilibria(concept)}


def find_differences(old: Model, new: Model) -> list[Difference]:
    """Everything in which *new* differs from *old*, lines of files aside."""
    found = []
    before = {(o.by, o.name): o for o in old.options}
    after = {(o.by, o.name): o for o in new.options}
    for key in dict.fromkeys([*before, *after]):
        a, b = before.get(key), after.get(key)
        if a is None or b is None or a.moves != b.moves:
            verb = "new" if a is None else "gone" if b is None else "moves otherwise"
            found.append(
                _difference("option", f"option {key[1]} of {key[0]}: {verb}", key[0], a, b)
            )
    old_texts, new_texts = [i.text for i in old.infeasible], [i.text for i in new.infeasible]
    found += [
        _difference("infeasible", f"no longer: {i.text}", "", i, None)
        for i in old.infeasible
        if i.text not in new_texts
    ]
    found += [
        _difference("infeasible", f"now: {i.text}", "", None, i)
        for i in new.infeasible
        if i.text not in old_texts
    ]
    known = [m.name for m in old.decision_makers]
    found += [
        _difference("maker", f"new decision maker {m.name}", m.name, None, m)
        for m in new.decision_makers
        if m.name not in known
    ]
    for maker in old.decision_makers:
        found += _preference_differences(maker, new)
    return found


def _difference(
    kind: Literal["option", "infeasible", "maker", "statement", "preferences"],
    text: str,
    maker: str,
    old: Part,
    new: Part,
) -> Difference:
    ids = [i for part in (old, new) for i in getattr(part, "evidence", ())]
    evidence = tuple(dict.fromkeys(ids))
    return Difference(kind=kind, text=text, maker=maker, evidence=evidence, old=old, new=new)


def _preference_differences(maker: DecisionMaker, new: Model) -> list[Difference]:
    name, old = maker.name, maker.preferences
    if name not in [m.name for m in new.decision_makers]:
        return [_difference("maker", f"decision maker {name} is gone", name, maker, None)]
    wants = new.preferences_of(name)
    if _bare(old) == _bare(wants):
        return []
    if old.form != wants.form or old.form not in ("statements", "weights"):
        return [_difference("preferences", f"{name}'s preferences", name, old, wants)]
    before = {s.say: s for s in old.statements}
    after = {s.say: s for s in wants.statements}
    found = []
    for say in dict.fromkeys([*before, *after]):
        a, b = before.get(say), after.get(say)
        if a is None or b is None:
            verb = "now wants" if a is None else "no longer wants"
            above = list(after)[: list(after).index(say)] if b is not None else []
            item = _difference("statement", f"{name} {verb}: {say}", name, a, b)
            found.append(replace(item, after=tuple(reversed(above))))
        elif a.weight != b.weight:
            text = f"{name}'s weight of {say}: {a.weight:g} to {b.weight:g}"
            found.append(_difference("statement", text, name, a, b))
    left = apply_differences_to(old, found)
    if _bare(left) != _bare(wants):
        text = f"{name} orders its statements otherwise"
        return [*found, _difference("preferences", text, name, old, wants)]
    return found


def _bare(wants: Preferences) -> Preferences:
    """Preferences without evidence, for comparing what is wanted."""
    return replace(
        wants,
        evidence=(),
        basis=None,
        statements=tuple(replace(s, evidence=(), basis=None) for s in wants.statements),
        comparisons=tuple(replace(c, evidence=(), basis=None) for c in wants.comparisons),
    )


def apply_differences_to(wants: Preferences, found: Sequence[Difference]) -> Preferences:
    """*wants* with the differences of its owner put in."""
    for difference in found:
        if difference.kind == "preferences" and isinstance(difference.new, Preferences):
            return difference.new
    statements = list(wants.statements)
    for difference in found:
        old, new = difference.old, difference.new
        says = [s.say for s in statements]
        if isinstance(old, Statement) and old.say in says:
            at = says.index(old.say)
            statements[at : at + 1] = [new] if isinstance(new, Statement) else []
        elif isinstance(new, Statement):
            above = next((says.index(s) for s in difference.after if s in says), -1)
            statements.insert(above + 1, new)
    return replace(wants, statements=tuple(statements))


def apply_differences(model: Model, differences: Sequence[Difference]) -> Model:
    """*model* with some *differences* put in."""
    options, infeasible = list(model.options), list(model.infeasible)
    makers = {m.name: m for m in model.decision_makers}
    for d in differences:
        if isinstance(d.old, Option) or isinstance(d.new, Option):
            place = options.index(d.old) if isinstance(d.old, Option) else len(options)
            options[place : place + 1] = [d.new] if isinstance(d.new, Option) else []
        elif d.kind == "infeasible":
            infeasible = [i for i in infeasible if i != d.old]
            infeasible += [d.new] if isinstance(d.new, Infeasibility) else []
        elif isinstance(d.new, DecisionMaker):
            makers[d.maker] = d.new
        elif d.kind == "maker":
            del makers[d.maker]
            options = [o for o in options if o.by != d.maker]
    for name, maker in makers.items():
        own = [d for d in differences if d.maker == name and d.kind in ("statement", "preferences")]
        if own:
            wants = apply_differences_to(maker.preferences, own)
            makers[name] = replace(maker, preferences=wants)
    return replace(
        model,
        options=tuple(options),
        bits=tuple(1 << i for i in range(len(options))) if options != list(model.options)
        else model.bits,
        infeasible=tuple(infeasible),
        decision_makers=tuple(makers.values()),
    )  # fmt: skip
