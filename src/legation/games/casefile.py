"""The JSON form of published cases: read as a `Model`, and answered under the same keys.

Two shapes.  Options: `decision_makers` (with `options`), `options` (with `permitted_direction`
both, fwd or back, and `bit`), `infeasible_patterns` or `states`, `preferences_best_first` with
state numbers and ties as inner lists.  Graph: `states`, `moves` and preferences by state name.
Missing parts are filled in where only one reading is possible.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from legation.errors import ModelFileError
from legation.games.model import (
    DecisionMaker,
    Graph,
    Infeasibility,
    Model,
    Moves,
    Option,
    Preferences,
)

_DIRECTIONS: Final[dict[str, Moves]] = {
    "both": "both",
    "fwd": "forward",
    "forward": "forward",
    "forwards": "forward",
    "back": "back",
    "backward": "back",
    "backwards": "back",
}


def read_cases(text: str, path: str = "") -> list[Model]:
    """The models of a JSON file that holds one case or a list of cases.

    Raises
    ------
    ModelFileError
        With the line, if the text is no JSON or a part is missing or of another shape.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ModelFileError(
            f"no JSON: {error.msg}; mend the file", path=path, line=error.lineno
        ) from None
    cases = data if isinstance(data, list) else [data]
    return [_Case(case, text, path).model() for case in cases]


class _Case:
    """One case on its way to a model; knows where in the text a thing stands."""

    def __init__(self, data: Any, text: str, path: str) -> None:
        self.data, self.text, self.path = data, text, path
        if not isinstance(data, dict):
            raise self.wrong("a case is an object with decision makers and preferences", None)
        self.start = max(0, text.find(json.dumps(data["id"]))) if "id" in data else 0

    def line(self, needle: Any) -> int | None:
        """The first line at or after this case's id on which *needle* stands."""
        at = self.text.find(json.dumps(needle, ensure_ascii=False), self.start)
        return self.text.count("\n", 0, at) + 1 if at >= 0 else None

    def wrong(self, message: str, needle: Any) -> ModelFileError:
        """The error with its line."""
        line = self.line(needle) if needle is not None else None
        return ModelFileError(message, path=self.path, line=line or 1)

    def get(self, key: str, kind: type | tuple[type, ...]) -> Any:
        """The value of *key*, which must be there and of *kind*."""
        if key not in self.data:
            raise self.wrong(f"the case lacks {key!r}; add it", self.data.get("id"))
        if not isinstance(self.data[key], kind):
            raise self.wrong(f"{key!r} is of another shape than the case form has", key)
        return self.data[key]

    def model(self) -> Model:
        """The whole case."""
        wants = self.get("preferences_best_first", dict)
        if "moves" in self.data:
            return self._graph(wants)
        options, bits = self._options(self._owners(wants))
        names = list(dict.fromkeys([*self._maker_names(wants), *(o.by for o in options)]))
        patterns = self.data.get("infeasible_patterns", self.data.get("infeasible"))
        return Model(
            name=str(self.data.get("id", self.data.get("title", self.path))),
            decision_makers=tuple(self._maker(name, wants) for name in names),
            options=options,
            bits=bits,
            infeasible=tuple(
                Infeasibility(pattern=str(p), line=self.line(p)) for p in patterns or ()
            ),
            feasible=None if patterns is not None else self._listed_states(),
            citation=str(self.data.get("title", "")),
            path=self.path,
            options_line=self.line("options"),
        )

    def _maker_names(self, wants: Mapping[str, Any]) -> list[str]:
        makers = self.data.get("decision_makers", list(wants))
        return [str(m["name"]) if isinstance(m, dict) else str(m) for m in makers]

    def _maker(self, name: str, wants: Mapping[str, Any]) -> DecisionMaker:
        if name not in wants:
            raise self.wrong(f"{name!r} has no preferences; add a ranking", name)
        return DecisionMaker(name=name, preferences=self._ranking(wants[name], name))

    def _ranking(self, groups: Sequence[Any], name: str) -> Preferences:
        line = self.line("preferences_best_first")
        try:
            ranking = tuple(
                tuple(str(s) for s in g) if isinstance(g, list) else (str(g),) for g in groups
            )
        except TypeError:
            raise self.wrong(f"the ranking of {name!r} is no list", name) from None
        return Preferences(form="ranking", ranking=tuple(g for g in ranking if g), line=line)

    def _owners(self, wants: Mapping[str, Any]) -> list[str]:
        """Who controls each option: by the makers' lists in order, or by the option's own key."""
        options = self.get("options", list)
        makers = self.data.get("decision_makers", [])
        listed = [
            (str(m["name"]), str(o.get("name") if isinstance(o, dict) else o))
            for m in makers
            if isinstance(m, dict)
            for o in m.get("options", ())
        ]
        names = [str(o["name"]) if isinstance(o, dict) else str(o) for o in options]
        if [name for _, name in listed] == names:
            return [by for by, _ in listed]
        owners = []
        for option, name in zip(options, names, strict=True):
            given = [option[k] for k in ("decision_maker", "by", "owner", "dm") if k in option]
            found = [by for by, other in listed if other == name]
            if not given and len(found) != 1:
                raise self.wrong(f"option {name!r} belongs to {len(found)} decision makers", name)
            owner = given[0] if given else found[0]
            owners.append(list(wants)[owner] if isinstance(owner, int) else str(owner))
        return owners

    def _options(self, owners: list[str]) -> tuple[tuple[Option, ...], tuple[int, ...]]:
        options, bits = [], []
        for place, (item, by) in enumerate(zip(self.data["options"], owners, strict=True)):
            entry = item if isinstance(item, dict) else {"name": item}
            word = str(entry.get("permitted_direction", "both")).lower()
            if word not in _DIRECTIONS:
                raise self.wrong(f"permitted_direction {word!r} is not both, fwd or back", word)
            options.append(
                Option(
                    name=str(entry["name"]),
                    by=by,
                    moves=_DIRECTIONS[word],
                    line=self.line(entry["name"]),
                )
            )
            bits.append(int(entry.get("bit", 1 << place)))
        return tuple(options), tuple(bits)

    def _listed_states(self) -> tuple[int, ...] | None:
        states = self.data.get("states")
        if not states:
            return None
        return tuple(int(s["decimal"]) if isinstance(s, dict) else int(s) for s in states)

    def _graph(self, wants: Mapping[str, Any]) -> Model:
        names = tuple(str(s) for s in self.get("states", (dict, list)))
        makers = self._maker_names(wants)
        moves: dict[str, dict[str, tuple[str, ...]]] = {}
        for maker, table in self.get("moves", dict).items():
            rows = moves.setdefault(maker, {})
            entries = table.items() if isinstance(table, dict) else ((a, [b]) for a, b in table)
            for start, ends in entries:
                targets = tuple(str(e) for e in (ends if isinstance(ends, list) else [ends]))
                for state in (str(start), *targets):
                    if state not in names:
                        raise self.wrong(f"there is no state {state!r}; a move names it", state)
                rows[str(start)] = rows.get(str(start), ()) + targets
        return Model(
            name=str(self.data.get("id", self.data.get("title", self.path))),
            decision_makers=tuple(self._maker(name, wants) for name in makers),
            graph=Graph(states=names, moves=moves),
            citation=str(self.data.get("title", "")),
            path=self.path,
        )
