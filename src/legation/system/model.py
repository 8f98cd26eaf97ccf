"""What a system file says: variables, the rules that set them, options, hypotheses.

Plain frozen data; `read_system` of `legation.system.systemfile` builds it and refuses what does not
hold together.  `Known` is a record as the rules read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A record as JSON values (with `id`, its kind as `record`, `citation`), and when it was out."""

    data: Mapping[str, Any]
    known_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which records say that a variable stands at `level`, or hold a number of `unit`.

    `where`: field to values, of which it must hold one; `unless`: field to values, of which it must
    hold none; `between`: two sides, either way round; `words`: beginnings of words, of which the
    cited passage must hold one; `without`: of which it must hold none; `before`, `since`: days that
    what it tells of must lie before, or not before.  `floor`: the record says
    "at least this", so that it never lowers the variable.  `denies`: the record denies that it
    stands there; it is shown with the value and does not move it.
    """

    kind: str
    level: int | None = None
    unit: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    between: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    before: str = ""
    since: str = ""
    floor: bool = False
    denies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One thing that has a state.

    `levels`: names from low to high; none for a number.  `lasts`: months after which what was last
    told no longer counts; None: it stays until told otherwise.  `track`: the track of
    `legation.relations` that it is.  `words`: what causes and effects call it (`-` before words
    for its fall).  `between`: the two whose closeness it is; `offer`: who gives it, to whom;
    `act`: who does it, what type of event, towards whom; `serves`: whom its rise serves; `event`: who does what to
    whom when it rises, for forecasts.
    """

    name: str
    meaning: str
    levels: tuple[str, ...] = ()
    lasts: int | None = None
    track: str | None = None
    rules: tuple[Rule, ...] = ()
    words: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option of a game, and which variables it sets which way."""

    name: str
    by: str
    sets: Mapping[str, int]
    game: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One answer to the question of a matrix."""

    name: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A question with its competing answers, and what would speak for or against each.

    `evidence`: pairs of a rule and the rating of what it finds, hypothesis to CC, C, N, I or II.
    """

    question: str
    hypotheses: tuple[Hypothesis, ...] = ()
    evidence: tuple[tuple[str, Rule, Mapping[str, str]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A system file."""

    name: str
    a: str
    b: str
    variables: tuple[Variable, ...]
    actors: tuple[str, ...] = ()
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    matrix: Matrix | None = None
    path: str = ""

    def variable(self, name: str) -> Variable:
        """The variable of this name; KeyError if there is none."""
        return next(v for v in self.variables if v.name == name)

    def spelled(self, values: tuple[str, ...]) -> frozenset[str]:
        """Names in lower case, with the members of a `{party}` in its place."""
        found: list[str] = []
        for value in values:
            found += self.parties[value[1:-1]] if value[:1] == "{" else [value]
        return frozenset(v.casefold() for v in found)
