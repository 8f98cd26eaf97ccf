"""The parts of a conflict model, each with the ledger records that bear it out.

Frozen dataclasses, as written in a model file: decision makers, options, infeasibilities,
preferences (a ranking, option statements, weights or comparisons), a status quo, a version.
Nothing is computed here; `states.py` and `preferences.py` do.  `line` is the line of the file
that a part was read from; two models that differ in lines only are equal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from legation.errors import ModelFileError
from legation.ontology import Basis

Moves = Literal["both", "forward", "back"]
Form = Literal["ranking", "statements", "weights", "comparisons", "none"]
LIMIT = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What one decision maker can do or leave.

    `moves`: "both" ways; "forward", once taken it cannot be dropped; "back", once dropped it
    cannot be taken again.  `one_way_evidence` bears out the irreversibility.
    """

    name: str
    by: str
    moves: Moves = "both"
    evidence: tuple[str, ...] = ()
    one_way_evidence: tuple[str, ...] = ()
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Infeasibility:
    """States that cannot be, in one of four wordings.

    `pattern` ("--YY": every state that fits), `say` (a statement: every state where it holds),
    `exclusive` (options of which at most one is taken), `required` (of which at least one is).
    """

    pattern: str | None = None
    say: str | None = None
    exclusive: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    line: int | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """How the infeasibility reads."""
        if self.pattern is not None:
            return f"no {self.pattern}"
        if self.say is not None:
            return f"never ({self.say})"
        if self.exclusive:
            return f"at most one of {', '.join(self.exclusive)}"
        return f"at least one of {', '.join(self.required)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One preference statement.

    `weight` in the weights form; in the statements form the order is the priority, and
    statements of one `tier` have an order that is not known.  `greatly`: what differs in it
    differs greatly.  `basis` says how an interest behind it is known.
    """

    say: str
    weight: float | None = None
    tier: int | None = None
    greatly: bool = False
    evidence: tuple[str, ...] = ()
    basis: Basis | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Every state that fits `prefer` is preferred to (or as good as) every one that fits `over`."""

    prefer: str
    over: str
    equal: bool = False
    greatly: bool = False
    evidence: tuple[str, ...] = ()
    basis: Basis | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What one decision maker wants, in one form.

    `ranking` is best first, ties as inner tuples; `great_after` the places after which the drop
    is great.  `great_gap`: a difference of weights from which the preference is great.  `ties`
    says whether states that the form leaves equal are indifferent or of unknown order; `rest`
    what holds of states that a ranking leaves out; `unknown` lists pairs of unknown order.
    """

    form: Form = "none"
    ranking: tuple[tuple[str, ...], ...] = ()
    great_after: tuple[int, ...] = ()
    statements: tuple[Statement, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    great_gap: float | None = None
    ties: Literal["indifferent", "unknown"] = "indifferent"
    rest: Literal["refuse", "unknown", "worst"] = "refuse"
    unknown: tuple[tuple[str, str], ...] = ()
    evidence: tuple[str, ...] = ()
    basis: Basis | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMaker:
    """One who moves.  `chance`: moves without preferences, and may do so at any time."""

    name: str
    preferences: Preferences = field(default_factory=Preferences)
    chance: bool = False
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """States and moves listed one by one, for a model without options."""

    states: tuple[str, ...]
    moves: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One conflict as its analyst sees it, at one date.

    `bits` are the state numbers' bits, one an option in order; `feasible` lists the state numbers
    where the file lists them instead of infeasibilities; `version` is the day whose knowledge the
    model uses.
    """

    name: str
    decision_makers: tuple[DecisionMaker, ...]
    options: tuple[Option, ...] = ()
    infeasible: tuple[Infeasibility, ...] = ()
    bits: tuple[int, ...] = ()
    feasible: tuple[int, ...] | None = None
    graph: Graph | None = None
    status_quo: str | None = None
    version: str | None = None
    citation: str = ""
    limit: int = LIMIT
    path: str = field(default="", compare=False)
    options_line: int | None = field(default=None, compare=False)
    status_quo_line: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Number the options from bit 1 where no bits are given; check the names."""
        if not self.bits:
            object.__setattr__(self, "bits", tuple(1 << i for i in range(len(self.options))))
        if len(self.options) > 62:
            raise self.wrong("more than 62 options; leave out the least important", None)
        names = [d.name for d in self.decision_makers]
        if len(set(names)) != len(names) or not names:
            raise self.wrong("decision makers need names, each its own", None)
        seen: set[tuple[str, str]] = set()
        for option in self.options:
            if option.by not in names:
                raise self.wrong(f"option {option.name!r} belongs to nobody", option.line)
            if (option.by, option.name) in seen:
                raise self.wrong(f"{option.by} has two options {option.name!r}", option.line)
            seen.add((option.by, option.name))

    def wrong(self, message: str, line: int | None) -> ModelFileError:
        """The error with this model's file and a line of it."""
        return ModelFileError(message, path=self.path, line=line)

    def option_bits(self) -> dict[str, int]:
        """Every name by which a statement may call an option, with its bit."""
        names: dict[str, int] = {}
        twice: set[str] = set()
        for place, (option, bit) in enumerate(zip(self.options, self.bits, strict=True), 1):
            if option.name in names:
                twice.add(option.name)
            names[option.name] = bit
            names[f"{option.by}:{option.name}"] = bit
            names[str(place)] = bit
        for name in twice:
            del names[name]
        return names

    def preferences_of(self, name: str) -> Preferences:
        """The preferences of the decision maker called *name*."""
        return next(d.preferences for d in self.decision_makers if d.name == name)

    def elements(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every element that may rest on evidence: how it reads, and its evidence."""
        for option in self.options:
            yield f"{option.by} can {option.name}", option.evidence
            if option.moves != "both":
                word = "taken" if option.moves == "forward" else "dropped"
                yield f"{option.name}, once {word}, stays so", option.one_way_evidence
        for item in self.infeasible:
            yield item.text, item.evidence
        for maker in self.decision_makers:
            wants = maker.preferences
            if wants.form == "ranking":
                yield f"{maker.name}'s ranking", wants.evidence
            for statement in wants.statements:
                yield f"{maker.name} wants: {statement.say}", statement.evidence
            for pair in wants.comparisons:
                yield f"{maker.name} prefers {pair.prefer} to {pair.over}", pair.evidence

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of all records that the model names, in order, once each."""
        return tuple(dict.fromkeys(i for _, ids in self.elements() for i in ids))

    @property
    def judgements(self) -> tuple[str, ...]:
        """The elements that rest on no record: the analyst's judgement."""
        return tuple(text for text, ids in self.elements() if not ids)
