"""A case: one template of preferences, and rules that fill it from records, for many states alike.

Takes the TOML text of a case and `Known` records; returns the case, the variables measured for one
state by one day (each holds, does not, or is unknown, with the records that say so), and the
conflict model that they give.  What a rule asks for is data of the case, not code.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from legation.errors import ModelFileError
from legation.games.model import DecisionMaker, Model, Option, Preferences, Statement
from legation.games.tomllines import Path, toml_lines

_TABLES: Final = {"case", "parties", "outcome", "variable", "decision_maker"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A record as JSON values (with `id`, its kind as `record`, `citation`), and when it was out."""

    data: Mapping[str, Any]
    known_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which records speak for a variable (sign 1) or against it (-1).

    `where`: field to values, of which it must hold one; `words`: beginnings of words, of which the
    cited passage must hold one.
    """

    kind: str
    where: Mapping[str, tuple[str, ...]]
    words: tuple[str, ...] = ()
    sign: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVariable:
    """One motive: what it means, and the rules that measure it."""

    name: str
    meaning: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStatement:
    """What is wanted where the variables of `holds` hold and those of `fails` do not."""

    say: str
    holds: tuple[str, ...]
    fails: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMaker:
    """One who moves, with options and statements, the most important first."""

    name: str
    options: tuple[str, ...]
    statements: tuple[CaseStatement, ...] = ()
    chance: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question asked of several states, and what became of it.

    `answer` is the option asked about; `outcome` the day on which a state took it, by `until`.
    """

    name: str
    question: str
    answer: str
    states: tuple[str, ...]
    versions: tuple[str, ...]
    since: str
    months: int
    status_quo: str
    variables: tuple[CaseVariable, ...]
    makers: tuple[CaseMaker, ...]
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outcome: Mapping[str, str] = field(default_factory=dict)
    until: str = ""
    source: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A variable of one state: True, False or None (unknown), and the records either way."""

    value: bool | None
    speaks_for: tuple[str, ...] = ()
    speaks_against: tuple[str, ...] = ()
    documents: tuple[int, int] = (0, 0)  # how many documents speak for it and against it

    @property
    def evidence(self) -> tuple[str, ...]:
        """The records that carry the value."""
        return self.speaks_against if self.value is False else self.speaks_for


def read_case(text: str, path: str = "") -> Case:
    """The case of a TOML text.

    Raises
    ------
    ModelFileError
        With the line: not TOML, a key that is missing or unknown, or a variable or party that
        nothing defines.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ModelFileError(f"no TOML: {error}", path=path) from None
    lines = toml_lines(text)
    try:
        case = _built(data, path)
    except (KeyError, TypeError, AttributeError) as error:
        raise ModelFileError(f"a case lacks {error}; see docs/games.md", path=path) from None
    strange = set(data) - _TABLES
    if strange:
        raise ModelFileError(f"unknown table {min(strange)!r}", path=path)
    _check(case, lines)
    return case


def _built(data: Mapping[str, Any], path: str) -> Case:
    head, outcome = data["case"], data.get("outcome", {})
    names = ("name", "question", "answer", "since", "months", "status_quo")
    return Case(
        **{name: head[name] for name in names},
        states=tuple(head["states"]),
        versions=tuple(head["versions"]),
        variables=tuple(
            CaseVariable(
                name=v["name"], meaning=v["meaning"], rules=tuple(_rule(r) for r in v["rule"])
            )
            for v in data["variable"]
        ),
        makers=tuple(_maker(m) for m in data["decision_maker"]),
        parties={name: tuple(told) for name, told in data.get("parties", {}).items()},
        outcome=outcome.get("recognised", {}),
        until=outcome.get("until", ""),
        source=outcome.get("source", ""),
        path=path,
    )


def _rule(told: Mapping[str, Any]) -> Rule:
    return Rule(
        kind=told["kind"],
        where={name: tuple(values) for name, values in told["where"].items()},
        words=tuple(told.get("words", ())),
        sign=-1 if told["sign"] == "-" else 1,
    )


def _maker(told: Mapping[str, Any]) -> CaseMaker:
    return CaseMaker(
        name=told["name"],
        options=tuple(told["options"]),
        chance=told.get("chance", False),
        statements=tuple(
            CaseStatement(
                say=s["say"],
                holds=tuple(s["holds"]),
                fails=tuple(s.get("fails", ())),
                why=s.get("why", ""),
            )
            for s in told.get("statement", ())
        ),
    )


def _check(case: Case, lines: Mapping[Path, int]) -> None:
    """Every variable that a statement needs, and every party that a rule names, is defined."""
    known = {v.name for v in case.variables}
    for i, maker in enumerate(case.makers):
        for j, statement in enumerate(maker.statements):
            for name in (*statement.holds, *statement.fails):
                if name not in known:
                    line = lines.get(("decision_maker", i, "statement", j))
                    told = f"statement {statement.say!r} needs {name!r}, which no variable defines"
                    raise ModelFileError(told, path=case.path, line=line)
    for i, variable in enumerate(case.variables):
        for j, rule in enumerate(variable.rules):
            for word in [w for values in rule.where.values() for w in values if w[:1] == "{"]:
                if word != "{state}" and word[1:-1] not in case.parties:
                    line = lines.get(("variable", i, "rule", j))
                    told = f"{word} is neither {{state}} nor one of [parties]"
                    raise ModelFileError(told, path=case.path, line=line)


def measure(case: Case, state: str, records: Iterable[Known], version: str) -> dict[str, Measured]:
    """The variables of a state from what was known by the end of the day *version*.

    A variable holds if more documents hold a record for it than one against it, does not if
    fewer do, and is unknown else.
    """
    first = max(case.since, months_before(version, case.months))
    window = [k for k in records if first <= k.known_at <= version]
    return {v.name: _measured(case, v, state, window) for v in case.variables}


def months_before(day: str, months: int) -> str:
    """The day so many months earlier, cut to the length of that month's shortest.

    Examples
    --------
    >>> months_before("2022-12-31", 24), months_before("2025-03-30", 1)
    ('2020-12-28', '2025-02-28')
    """
    year, month, of_month = map(int, day.split("-"))
    count = year * 12 + month - 1 - months
    return date(count // 12, count % 12 + 1, min(of_month, 28)).isoformat()


def _measured(case: Case, variable: CaseVariable, state: str, window: Sequence[Known]) -> Measured:
    found: dict[int, dict[str, str]] = {1: {}, -1: {}}
    for rule in variable.rules:
        wanted = {name: _spelled(case, values, state) for name, values in rule.where.items()}
        words = re.compile(rf"\b(?:{'|'.join(map(re.escape, rule.words))})", re.IGNORECASE)
        for known in window:
            data = known.data
            if (
                data["record"] == rule.kind
                and all(_holds(data.get(name), values) for name, values in wanted.items())
                and (not rule.words or words.search(data["citation"]["text"]))
            ):
                found[rule.sign][data["id"]] = data["citation"]["document"]
    documents = (len(set(found[1].values())), len(set(found[-1].values())))
    return Measured(
        value=None if documents[0] == documents[1] else documents[0] > documents[1],
        documents=documents,
        speaks_for=tuple(sorted(found[1])),
        speaks_against=tuple(sorted(found[-1])),
    )


def _spelled(case: Case, values: Iterable[str], state: str) -> frozenset[str]:
    """The values that a rule asks for, with what stands in braces put in."""
    found: list[str] = []
    for value in values:
        named = value[1:-1] if value[:1] == "{" else None
        found += (
            (value,) if named is None else (state,) if named == "state" else case.parties[named]
        )
    return frozenset(v.casefold() for v in found)


def _holds(value: Any, wanted: frozenset[str]) -> bool:
    """Whether a field holds one of the values; an actor counts by name, party or key."""
    if isinstance(value, list):
        return any(_holds(item, wanted) for item in value)
    if isinstance(value, Mapping):
        return any(
            str(value.get(k)).casefold() in wanted for k in ("id", "name", "party", "concept")
        )
    return value is not None and str(value).casefold() in wanted


def case_model(
    case: Case, state: str, version: str, variables: Mapping[str, Measured], *, open_ties: bool
) -> Model:
    """The conflict model of a state, each statement with the records of its variables.

    A statement stands where its variables are known to be as it needs.  *open_ties*: the order of
    states that no statement tells apart is unknown; else they are equal.
    """
    makers = []
    for maker in case.makers:
        statements = tuple(
            Statement(say=s.say, evidence=_evidence(s, variables))
            for s in maker.statements
            if all(variables[n].value is True for n in s.holds)
            and all(variables[n].value is False for n in s.fails)
        )
        wants = Preferences(
            form="statements",
            statements=statements,
            ties="unknown" if open_ties else "indifferent",
        )
        name = maker.name.replace("{state}", state)
        makers.append(
            DecisionMaker(
                name=name, chance=maker.chance, preferences=Preferences() if maker.chance else wants
            )
        )
    return Model(
        name=f"{case.name}: {state}",
        version=version,
        status_quo=case.status_quo,
        decision_makers=tuple(makers),
        options=tuple(
            Option(name=option, by=made.name)
            for maker, made in zip(case.makers, makers, strict=True)
            for option in maker.options
        ),
        path=case.path,
    )


def _evidence(statement: CaseStatement, variables: Mapping[str, Measured]) -> tuple[str, ...]:
    names = (*statement.holds, *statement.fails)
    return tuple(dict.fromkeys(i for n in names for i in variables[n].evidence))
