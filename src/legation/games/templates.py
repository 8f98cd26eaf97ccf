"""Preference templates: one list of statements, filled for many decision makers from variables.

A variable is a number with the records behind it ("threat": 0.8).  A template statement says
what is wanted and how the variables weigh in it; filled for an actor, it is a weighted statement
that carries the records of the variables that moved it.  The same template serves every actor
alike, so nobody's preferences are typed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter

from legation.errors import DataError
from legation.games.model import Preferences, Statement
from legation.ontology import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One measured quantity of one actor: its value, the records behind it, how it is known."""

    value: float
    evidence: tuple[str, ...] = ()
    basis: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateStatement:
    """What is wanted, in words with {names}, and its weight.

    weight = constant + sum of coefficient x variable over `weights`; used only where every
    variable of `needs` is at least its threshold.
    """

    say: str
    weights: Mapping[str, float] = field(default_factory=dict)
    constant: float = 0.0
    needs: Mapping[str, float] = field(default_factory=dict)


def fill_template(
    template: Sequence[TemplateStatement],
    variables: Mapping[str, Variable],
    names: Mapping[str, str],
) -> Preferences:
    """Preferences in the weights form for one actor.

    A variable that is absent counts nothing, so that striking its records takes its part back.  A
    statement whose weight comes to 0 is left out.  Its basis is "attributed" if every variable
    that moved it is known by attribution only.

    Parameters
    ----------
    names : mapping
        What the words in braces stand for ("actor": "Russia").

    Raises
    ------
    DataError
        If a statement has braces that *names* does not fill.

    Examples
    --------
    >>> template = [TemplateStatement(say="{actor}_recognises", weights={"threat": 2.0})]
    >>> wants = fill_template(
    ...     template, {"threat": Variable(value=0.5, evidence=("r1",))}, {"actor": "Russia"}
    ... )
    >>> [(s.say, s.weight, s.evidence) for s in wants.statements]
    [('Russia_recognises', 1.0, ('r1',))]
    """
    statements = []
    for item in template:
        if not all(n in variables and variables[n].value >= t for n, t in item.needs.items()):
            continue
        moved = [n for n, c in item.weights.items() if n in variables and c * variables[n].value]
        weight = item.constant + sum(item.weights[n] * variables[n].value for n in moved)
        if round(weight, 9) == 0:
            continue
        used = [variables[n] for n in (*moved, *item.needs)]
        bases = {v.basis for v in used}
        statements.append(
            Statement(
                say=_filled(item.say, names),
                weight=weight,
                evidence=tuple(dict.fromkeys(i for v in used for i in v.evidence)),
                basis="attributed" if bases == {"attributed"} else None,
            )
        )
    return Preferences(form="weights" if statements else "none", statements=tuple(statements))


def _filled(text: str, names: Mapping[str, str]) -> str:
    wanted = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    missing = wanted - set(names)
    if missing:
        raise DataError(f"template {text!r}: nothing fills {', '.join(sorted(missing))}")
    return text.format_map(dict(names))
