"""The TOML text of a system → `System`; whatever is wrong is one error with its line.

Everything is checked: tables and keys that are not known, levels that a variable does not have,
parties, variables and hypotheses that nothing defines, kinds of records that do not exist.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, Final

from legation.errors import ModelFileError
from legation.records import KINDS
from legation.system.lines import Path, toml_lines
from legation.system.model import Hypothesis, Matrix, Option, Rule, System, Variable

_AT: Final = re.compile(r"\(at line (\d+)")
_DAY: Final = re.compile(r"\d{4}(-\d{2}){0,2}\Z")
_TABLES: Final = {"system", "parties", "variable", "option", "matrix"}
_VARIABLE: Final = {
    "name", "meaning", "levels", "lasts", "track", "rule", "words", "between", "offer", "act",
    "event",
    "serves",
}  # fmt: skip
_RULE: Final = {
    "kind", "level", "unit", "where", "unless", "between", "words", "without", "floor",
    "denies",
    "before",
    "since",
}  # fmt: skip
RATINGS: Final = {"CC": 2.0, "C": 1.0, "N": 0.0, "I": -1.0, "II": -2.0}
UP_DOWN: Final = {"up": 1, "down": -1}


def read_system(text: str, path: str = "") -> System:
    """The system of a TOML text.

    Raises
    ------
    ModelFileError
        With the line: not TOML, a key missing, unknown or of another shape, a name that nothing
        defines.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        line = int(at[1]) if at else max(1, text.count("\n"))
        told = str(error).partition(" (at")[0]
        raise ModelFileError(f"no TOML: {told}; mend the line", path=path, line=line) from None
    return _Reader(data, toml_lines(text), path).system()


class _Reader:
    """A file on its way to a system; knows where each thing stands."""

    def __init__(self, data: Mapping[str, Any], lines: Mapping[Path, int], path: str) -> None:
        self.data, self.lines, self.path = data, lines, path

    def wrong(self, at: Path, message: str) -> ModelFileError:
        """The error, at the nearest place that has a line."""
        while at and at not in self.lines and (*at, 0) not in self.lines:
            at = at[:-1]
        line = self.lines.get(at) or self.lines.get((*at, 0), 1)
        return ModelFileError(message, path=self.path, line=line)

    def keys(self, at: Path, table: Any, known: set[str], needed: tuple[str, ...]) -> None:
        """Refuse what is no table, what it may not hold, and what it lacks."""
        if not isinstance(table, dict):
            raise self.wrong(at, f"{_named(at)} is no table; write [{_named(at)}] and its keys")
        for key in table:
            if key not in known:
                told = f"{_named(at)} has no key {key!r}; known: {', '.join(sorted(known))}"
                raise self.wrong((*at, key), told)
        for key in needed:
            if key not in table:
                raise self.wrong(at, f"{_named(at)} lacks {key!r}; add it")

    def strings(self, at: Path, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of strings, or none."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self.wrong((*at, key), f'{key} is no list of words; write {key} = ["…"]')
        return tuple(value)

    def text(self, at: Path, table: Mapping[str, Any], key: str) -> str:
        """A string that is there and not empty."""
        value = table[key]
        if not isinstance(value, str) or not value:
            raise self.wrong((*at, key), f'{key} is no text; write {key} = "…"')
        return value

    def tables(self, at: Path, value: Any) -> list[Any]:
        """The tables of `[[at]]`."""
        if not isinstance(value, list):
            raise self.wrong(at, f"{_named(at)} is no list of tables; write [[{_named(at)}]]")
        return value

    # --- parts --------------------------------------------------------------------------------

    def system(self) -> System:
        """The whole file."""
        self.keys((), self.data, _TABLES, ("system", "variable"))
        head = self.data["system"]
        self.keys(("system",), head, {"name", "a", "b", "actors"}, ("name", "a", "b"))
        sides = self.data.get("parties", {})
        self.keys(("parties",), sides, set(sides), ())
        self.parties = {name: self.strings(("parties",), sides, name) for name in sides}
        variables = self.each("variable", self.variable)
        names = [v.name for v in variables]
        for i, name in enumerate(names):
            if name in names[:i]:
                raise self.wrong(("variable", i, "name"), f"variable {name!r} stands twice")
        self.names = set(names)
        matrix = self.data.get("matrix")
        return System(
            name=self.text(("system",), head, "name"),
            a=self.text(("system",), head, "a"),
            b=self.text(("system",), head, "b"),
            variables=tuple(variables),
            actors=self.strings(("system",), head, "actors"),
            parties=self.parties,
            options=tuple(self.each("option", self.option)),
            matrix=None if matrix is None else self.matrix(matrix),
            path=self.path,
        )

    def each(self, name: str, build: Callable[[Path, Any], Any]) -> list[Any]:
        """What every `[[name]]` is."""
        found = self.tables((name,), self.data.get(name, []))
        return [build((name, i), table) for i, table in enumerate(found)]

    def variable(self, at: Path, table: Any) -> Variable:
        """One `[[variable]]`."""
        self.keys(at, table, _VARIABLE, ("name", "meaning"))
        levels = self.strings(at, table, "levels")
        lasts = table.get("lasts")
        if lasts is not None and (not isinstance(lasts, int) or lasts < 1):
            raise self.wrong((*at, "lasts"), "lasts is no number of months; write lasts = 12")
        rules = self.tables((*at, "rule"), table.get("rule", []))
        lists = {
            k: self.strings(at, table, k)
            for k in ("words", "between", "offer", "act", "event", "serves")
        }
        for key, size in (("between", 2), ("offer", 2), ("act", 3), ("event", 3)):
            if len(lists[key]) not in (0, size):
                raise self.wrong((*at, key), f"{key} names {len(lists[key])}; give {size}")
        return Variable(
            name=self.text(at, table, "name"),
            meaning=self.text(at, table, "meaning"),
            levels=levels,
            lasts=lasts,
            track=None if "track" not in table else self.text(at, table, "track"),
            rules=tuple(self.rule((*at, "rule", j), r, levels) for j, r in enumerate(rules)),
            **lists,
        )

    def rule(self, at: Path, table: Any, levels: tuple[str, ...]) -> Rule:
        """One `[[variable.rule]]`: it sets a level of the variable, or a number."""
        denies = isinstance(table, dict) and table.get("denies") is True
        self.keys(
            at, table, _RULE, ("kind",) if denies else ("kind", "level" if levels else "unit")
        )
        level = None
        if levels and not denies:
            name = self.text(at, table, "level")
            if name not in levels:
                told = f"the variable has no level {name!r}; it has: {', '.join(levels)}"
                raise self.wrong((*at, "level"), told)
            level = levels.index(name)
        return self.condition(at, table, level)

    def condition(self, at: Path, table: Mapping[str, Any], level: int | None) -> Rule:
        """What records a rule asks for."""
        kind = self.text(at, table, "kind")
        if kind not in KINDS:
            raise self.wrong((*at, "kind"), f"no record kind {kind!r}; known: {', '.join(KINDS)}")
        lists = {k: self.strings(at, table, k) for k in ("unit", "between", "words", "without")}
        where, unless = (self.fields(at, table, key) for key in ("where", "unless"))
        self.braces((*at, "between"), lists["between"])
        days = {key: self.day(at, table, key) for key in ("before", "since")}
        flags = {key: table.get(key, False) is True for key in ("floor", "denies")}
        return Rule(
            kind=kind, level=level, where=where, unless=unless, floor=flags["floor"],
            denies=flags["denies"], unit=lists["unit"], between=lists["between"],
            words=lists["words"], without=lists["without"], before=days["before"], since=days["since"],
        )  # fmt: skip

    def day(self, at: Path, table: Mapping[str, Any], key: str) -> str:
        """A day, or nothing."""
        value = table.get(key, "")
        if value != "" and not (isinstance(value, str) and _DAY.match(value)):
            raise self.wrong((*at, key), f'{key} is no day; write {key} = "2022-02-24"')
        return str(value)

    def fields(self, at: Path, table: Mapping[str, Any], key: str) -> dict[str, tuple[str, ...]]:
        """Fields with the values that they may, or may not, hold."""
        told = table.get(key, {})
        if not isinstance(told, dict):
            raise self.wrong((*at, key), f'{key} is no table; write {key} = {{ field = ["…"] }}')
        found = {}
        for name in told:
            found[name] = self.strings((*at, key), told, name)
            self.braces((*at, key), found[name])
        return found

    def braces(self, at: Path, values: tuple[str, ...]) -> None:
        """Refuse a `{party}` that nothing defines."""
        for value in values:
            if value[:1] == "{" and value[1:-1] not in self.parties:
                raise self.wrong(at, f"{value} is none of [parties]: {', '.join(self.parties)}")

    def option(self, at: Path, table: Any) -> Option:
        """One `[[option]]` of a game."""
        self.keys(at, table, {"name", "by", "sets", "game"}, ("name", "by", "sets"))
        sets = table["sets"]
        if not isinstance(sets, dict) or not sets:
            raise self.wrong((*at, "sets"), 'sets is no table; write sets = { trade = "up" }')
        for name, way in sets.items():
            if name not in self.names:
                raise self.wrong((*at, "sets"), f"there is no variable {name!r} to set")
            if way not in UP_DOWN:
                raise self.wrong((*at, "sets"), f"{name} is set {way!r}; say up or down")
        return Option(
            name=self.text(at, table, "name"),
            by=self.text(at, table, "by"),
            sets={name: UP_DOWN[way] for name, way in sets.items()},
            game=str(table.get("game", "")),
        )

    def matrix(self, table: Any) -> Matrix:
        """The `[matrix]` of competing hypotheses."""
        known = {"question", "hypothesis", "evidence"}
        self.keys(("matrix",), table, known, ("question", "hypothesis", "evidence"))
        hypotheses = []
        at: Path
        for i, entry in enumerate(self.tables(("matrix", "hypothesis"), table["hypothesis"])):
            at = ("matrix", "hypothesis", i)
            self.keys(at, entry, {"name", "says"}, ("name", "says"))
            hypotheses.append(Hypothesis(name=entry["name"], says=entry["says"]))
        names = [h.name for h in hypotheses]
        evidence = []
        for i, entry in enumerate(self.tables(("matrix", "evidence"), table["evidence"])):
            at = ("matrix", "evidence", i)
            self.keys(at, entry, (_RULE - {"level"}) | {"says", "rate"}, ("says", "kind", "rate"))
            rate = self.ratings(at, entry["rate"], names)
            evidence.append((self.text(at, entry, "says"), self.condition(at, entry, None), rate))
        return Matrix(
            question=self.text(("matrix",), table, "question"),
            hypotheses=tuple(hypotheses),
            evidence=tuple(evidence),
        )

    def ratings(self, at: Path, rate: Any, names: list[str]) -> dict[str, str]:
        """How well a piece of evidence goes with each hypothesis; N where nothing is said."""
        if not isinstance(rate, dict):
            raise self.wrong((*at, "rate"), 'rate is no table; write rate = { name = "I" }')
        for name, word in rate.items():
            if name not in names:
                raise self.wrong((*at, "rate"), f"there is no hypothesis {name!r}")
            if word not in RATINGS:
                told = f"{name} is rated {word!r}; say one of {', '.join(RATINGS)}"
                raise self.wrong((*at, "rate"), told)
        return {name: rate.get(name, "N") for name in names}


def _named(at: Path) -> str:
    return ".".join(str(part) for part in at if isinstance(part, str)) or "the file"
