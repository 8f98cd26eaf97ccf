"""Model files: TOML to `Model` and back, every error with its line.

`read_model` takes a file's text, `write_model` gives the text that reads back as an equal model.
The format is described in docs/games.md.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from legation.errors import ModelFileError
from legation.games.model import (
    LIMIT,
    Comparison,
    DecisionMaker,
    Graph,
    Infeasibility,
    Model,
    Option,
    Preferences,
    Statement,
)
from legation.games.tomllines import Path, line_of, toml_lines

Table = Mapping[str, Any]
_EVIDENCE: Final = {"evidence": list}
_MODEL: Final = {
    "name": str,
    "version": str,
    "status_quo": str,
    "citation": str,
    "limit": int,
    "states": list,
}
_MAKER: Final = {
    "name": str,
    "chance": bool,
    "option": list,
    "statement": list,
    "weight": list,
    "comparison": list,
    "ranking": dict,
    "moves": dict,
    "ties": str,
    "great_gap": (int, float),
    "unknown": list,
}
_OPTION: Final = {"name": str, "moves": str, "one_way_evidence": list, **_EVIDENCE}
_INFEASIBLE: Final = {
    "pattern": str,
    "say": str,
    "exclusive": list,
    "required": list,
    **_EVIDENCE,
}
_STATEMENT: Final = {
    "say": str,
    "tier": int,
    "strength": str,
    "basis": str,
    **_EVIDENCE,
}
_WEIGHT: Final = {"say": str, "weight": (int, float), "basis": str, **_EVIDENCE}
_COMPARISON: Final = {
    "prefer": str,
    "over": str,
    "equal": bool,
    "strength": str,
    "basis": str,
    **_EVIDENCE,
}
_RANKING: Final = {"states": list, "rest": str, "basis": str, **_EVIDENCE}
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "moves": ("both", "forward", "back"),
    "strength": ("mildly", "greatly"),
    "basis": ("stated", "attributed", "revealed"),
    "ties": ("indifferent", "unknown"),
    "rest": ("refuse", "unknown", "worst"),
}


def read_model(text: str, path: str = "") -> Model:
    """The model that a TOML *text* defines.

    Raises
    ------
    ModelFileError
        With the line: no TOML, a key that is unknown, missing or of another type.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = str(error).rpartition("at line ")[2].split(",")[0]
        raise ModelFileError(
            f"no TOML: {error}; mend the line",
            path=path,
            line=int(line) if line.isdigit() else len(text.splitlines()),
        ) from None
    return _Reader(data, toml_lines(text), path).model()


class _Reader:
    """A parsed file on its way to a model."""

    def __init__(self, data: Table, lines: dict[Path, int], path: str) -> None:
        self.data, self.lines, self.path = data, lines, path

    def wrong(self, message: str, at: Path) -> ModelFileError:
        return ModelFileError(message, path=self.path, line=line_of(self.lines, at) or 1)

    def check(self, table: Any, known: Mapping[str, Any], at: Path, *needed: str) -> Table:
        """A table with known keys only, of the right types and words."""
        if not isinstance(table, dict):
            raise self.wrong(f"{at[-1]!r} must be a table", at)
        for key, value in table.items():
            if key not in known:
                raise self.wrong(f"unknown key {key!r}; known here: {', '.join(known)}", (*at, key))
            if not isinstance(value, known[key]) or (isinstance(value, bool) and known[key] is int):
                raise self.wrong(f"{key!r} has a value of the wrong type", (*at, key))
            if key in _WORDS and isinstance(value, str) and value not in _WORDS[key]:
                raise self.wrong(
                    f"{key} {value!r} is not one of {', '.join(_WORDS[key])}", (*at, key)
                )
        for key in needed:
            if key not in table:
                raise self.wrong(f"{key!r} is missing; add it", at)
        return table

    def rows(self, table: Table, key: str, at: Path) -> Iterator[tuple[Any, Path]]:
        """The entries of an array of tables, each with its path."""
        entries = table.get(key, [])
        for place, entry in enumerate(entries):
            yield entry, (*at, key, place)

    def line(self, at: Path) -> int | None:
        return line_of(self.lines, at)

    def words(self, table: Table, key: str, at: Path) -> tuple[str, ...]:
        """A list of strings."""
        values = table.get(key, [])
        if not all(isinstance(v, str) for v in values):
            raise self.wrong(f"{key!r} must list strings", (*at, key))
        return tuple(values)

    def model(self) -> Model:
        known = {"model": dict, "decision_maker": list, "infeasible": list}
        self.check(self.data, known, (), "model", "decision_maker")
        head = self.check(self.data["model"], _MODEL, ("model",), "name")
        makers, options, graph = [], [], {}
        for table, at in self.rows(self.data, "decision_maker", ()):
            maker = self.check(table, _MAKER, at, "name")
            options += [self.option(maker, o, p) for o, p in self.rows(maker, "option", at)]
            if "moves" in maker:
                graph[maker["name"]] = self.moves(head, maker["moves"], (*at, "moves"))
            makers.append(
                DecisionMaker(
                    name=maker["name"],
                    chance=maker.get("chance", False),
                    preferences=self.preferences(maker, at),
                    line=self.line(at),
                )
            )
        states = tuple(self.words(head, "states", ("model",)))
        return Model(
            name=head["name"],
            decision_makers=tuple(makers),
            options=tuple(options),
            infeasible=tuple(
                self.infeasibility(t, at) for t, at in self.rows(self.data, "infeasible", ())
            ),
            graph=Graph(states=states, moves=graph) if states else None,
            status_quo=head.get("status_quo"),
            version=head.get("version"),
            citation=head.get("citation", ""),
            limit=head.get("limit", LIMIT),
            path=self.path,
            options_line=options[0].line if options else self.line(("decision_maker", 0)),
            status_quo_line=self.line(("model", "status_quo")),
        )

    def option(self, maker: Table, entry: Any, at: Path) -> Option:
        table = self.check(entry, _OPTION, at, "name")
        return Option(
            name=table["name"],
            by=maker["name"],
            moves=table.get("moves", "both"),
            evidence=self.words(table, "evidence", at),
            one_way_evidence=self.words(table, "one_way_evidence", at),
            line=self.line(at),
        )

    def moves(self, head: Table, table: Table, at: Path) -> dict[str, tuple[str, ...]]:
        known = head.get("states", [])
        found = {}
        for start, ends in table.items():
            targets = [ends] if isinstance(ends, str) else list(ends)
            for state in (start, *targets):
                if state not in known:
                    raise self.wrong(f"there is no state {state!r}; add it to states", (*at, start))
            found[start] = tuple(targets)
        return found

    def infeasibility(self, entry: Any, at: Path) -> Infeasibility:
        table = self.check(entry, _INFEASIBLE, at)
        wordings = [k for k in ("pattern", "say", "exclusive", "required") if k in table]
        if len(wordings) != 1:
            raise self.wrong("give one of pattern, say, exclusive or required", at)
        return Infeasibility(
            pattern=table.get("pattern"),
            say=table.get("say"),
            exclusive=self.words(table, "exclusive", at),
            required=self.words(table, "required", at),
            evidence=self.words(table, "evidence", at),
            line=self.line((*at, wordings[0])),
        )

    def preferences(self, maker: Table, at: Path) -> Preferences:
        forms = [k for k in ("ranking", "statement", "weight", "comparison") if k in maker]
        if len(forms) > 1:
            raise self.wrong(
                f"{maker['name']} has preferences in {len(forms)} forms: {', '.join(forms)}; "
                "keep one",
                (*at, forms[1], 0),
            )
        form = forms[0] if forms else "none"
        fields: dict[str, Any] = {
            "ties": maker.get("ties", "indifferent"),
            "great_gap": maker.get("great_gap"),
            "unknown": tuple(self.pair(p, at) for p in maker.get("unknown", [])),
            "line": self.line((*at, form, 0)) if forms else self.line(at),
        }
        if form == "ranking":
            fields |= self.ranking(maker["ranking"], (*at, "ranking"))
        elif form == "comparison":
            rows = self.rows(maker, form, at)
            fields["comparisons"] = tuple(self.comparison(t, p) for t, p in rows)
        elif forms:
            rows = self.rows(maker, form, at)
            fields["statements"] = tuple(self.statement(t, p, form) for t, p in rows)
        plural = {"statement": "statements", "weight": "weights", "comparison": "comparisons"}
        return Preferences(form=plural.get(form, form), **fields)  # type: ignore[arg-type]

    def pair(self, entry: Any, at: Path) -> tuple[str, str]:
        if not isinstance(entry, list) or len(entry) != 2:
            raise self.wrong("unknown lists pairs of states", (*at, "unknown"))
        return str(entry[0]), str(entry[1])

    def ranking(self, entry: Any, at: Path) -> dict[str, Any]:
        table = self.check(entry, _RANKING, at, "states")
        groups: list[tuple[str, ...]] = []
        great = []
        for item in table["states"]:
            if item == ">>":
                great.append(len(groups) - 1)
            elif isinstance(item, list):
                groups.append(tuple(str(s) for s in item))
            else:
                groups.append((str(item),))
        return {
            "ranking": tuple(groups),
            "great_after": tuple(great),
            "rest": table.get("rest", "refuse"),
            "evidence": self.words(table, "evidence", at),
            "basis": table.get("basis"),
            "line": self.line((*at, "states")),
        }

    def statement(self, entry: Any, at: Path, form: str) -> Statement:
        known, needed = (_WEIGHT, "weight") if form == "weight" else (_STATEMENT, "say")
        table = self.check(entry, known, at, "say", needed)
        return Statement(
            say=table["say"],
            weight=float(table["weight"]) if form == "weight" else None,
            tier=table.get("tier"),
            greatly=table.get("strength") == "greatly",
            evidence=self.words(table, "evidence", at),
            basis=table.get("basis"),
            line=self.line((*at, "say")),
        )

    def comparison(self, entry: Any, at: Path) -> Comparison:
        table = self.check(entry, _COMPARISON, at, "prefer", "over")
        return Comparison(
            prefer=table["prefer"],
            over=table["over"],
            equal=table.get("equal", False),
            greatly=table.get("strength") == "greatly",
            evidence=self.words(table, "evidence", at),
            basis=table.get("basis"),
            line=self.line((*at, "prefer")),
        )


# --- writing ----------------------------------------------------------------------------------


def write_model(model: Model) -> str:
    """*model* as TOML that `read_model` reads back as an equal model.

    Raises
    ------
    ModelFileError
        If the model numbers its states in a way that the file cannot say (JSON cases with bits
        of their own, or listed states).
    """
    plain = tuple(1 << i for i in range(len(model.options)))
    if model.bits != plain or model.feasible is not None:
        raise model.wrong("states with numbers of their own cannot be written as TOML", None)
    lines = ["[model]", *_entries(model, ("name", "version", "status_quo", "citation"))]
    if model.limit != LIMIT:
        lines.append(f"limit = {model.limit}")
    if model.graph is not None:
        lines.append(_entry("states", list(model.graph.states)))
    for maker in model.decision_makers:
        lines += ["", "[[decision_maker]]", _entry("name", maker.name)]
        lines += ["chance = true"] if maker.chance else []
        lines += _preference_heads(maker.preferences)
        lines += _option_lines(model, maker.name)
        lines += _preference_lines(maker.preferences)
        if model.graph is not None and maker.name in model.graph.moves:
            lines += ["", "[decision_maker.moves]"]
            rows = model.graph.moves[maker.name].items()
            lines += [f"{_quoted(state)} = {_value(list(ends))}" for state, ends in rows]
    for item in model.infeasible:
        lines += ["", "[[infeasible]]"]
        lines += _entries(item, ("pattern", "say", "exclusive", "required", "evidence"))
    return "\n".join(lines) + "\n"


def _option_lines(model: Model, by: str) -> list[str]:
    lines = []
    for option in model.options:
        if option.by == by:
            lines += ["", "[[decision_maker.option]]", _entry("name", option.name)]
            lines += [_entry("moves", option.moves)] if option.moves != "both" else []
            lines += _entries(option, ("evidence", "one_way_evidence"))
    return lines


def _preference_heads(wants: Preferences) -> list[str]:
    lines = _entries(wants, ("great_gap",))
    if wants.ties != "indifferent":
        lines.append(_entry("ties", wants.ties))
    if wants.unknown:
        lines.append(_entry("unknown", [list(p) for p in wants.unknown]))
    return lines


def _preference_lines(wants: Preferences) -> list[str]:
    lines = []
    if wants.form == "ranking":
        states: list[Any] = []
        for place, group in enumerate(wants.ranking):
            states.append(group[0] if len(group) == 1 else list(group))
            states += [">>"] if place in wants.great_after else []
        lines += ["", "[decision_maker.ranking]", _entry("states", states)]
        lines += [_entry("rest", wants.rest)] if wants.rest != "refuse" else []
        lines += _entries(wants, ("basis", "evidence"))
    for statement in wants.statements:
        kind = "weight" if wants.form == "weights" else "statement"
        lines += ["", f"[[decision_maker.{kind}]]"]
        lines += _entries(statement, ("say", "weight", "tier"))
        lines += [_entry("strength", "greatly")] if statement.greatly else []
        lines += _entries(statement, ("basis", "evidence"))
    for pair in wants.comparisons:
        lines += ["", "[[decision_maker.comparison]]", *_entries(pair, ("prefer", "over"))]
        lines += ["equal = true"] if pair.equal else []
        lines += [_entry("strength", "greatly")] if pair.greatly else []
        lines += _entries(pair, ("basis", "evidence"))
    return lines


def _entries(part: object, keys: Sequence[str]) -> list[str]:
    values = [(key, getattr(part, key)) for key in keys]
    return [_entry(key, value) for key, value in values if value not in (None, (), "")]


def _entry(key: str, value: Any) -> str:
    return f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(v) for v in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
