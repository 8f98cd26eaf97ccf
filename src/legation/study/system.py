"""How a study looks at a system: its state as of a day, the maps by holder, plays, hypotheses.

`SystemView` is what `Study.system(as_of)` returns: one reading of the ledger, joined to the rooms
`system`, `causes` and `relations`.  Its methods return findings; `variables` gives plain values.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from legation import causes, system
from legation.errors import UsageError, WorkspaceError
from legation.records import (
    Citation,
    Claim,
    Coded,
    Condition,
    Estimate,
    Interest,
    Lever,
    Mechanism,
    Undertaking,
)
from legation.study.strategy import keep, read_text

if TYPE_CHECKING:
    from legation.ledger import Row
    from legation.study import Study

FILE: Final = "system.toml"
SYSTEM: Final = "system.v1"


def find_file(study: "Study", path: Path | str | None = None) -> Path:
    """The system file: as named, in the workspace, or beside the folder that documents came from.

    Raises
    ------
    UsageError
        If there is none.
    """
    if path is not None:
        return Path(path)
    places = [study.folder / FILE]
    for listed in study.documents():
        for source in listed.sources:
            places += [folder / FILE for folder in list(Path(source).parents)[:2]]
    for place in dict.fromkeys(places):
        if place.is_file():
            return place
    raise UsageError(
        f"no {FILE} in {study.folder}; put one there (docs/system.md tells its form) or name it by --file"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemView:
    """A system as of a day: state, maps, wants, levers, and what they were read from."""

    described: system.System
    state: system.State
    maps: Mapping[str, causes.CauseMap]
    untied: tuple[causes.Untied, ...]
    wants: tuple[causes.Want, ...]
    conditions: tuple[Condition, ...]
    levers: tuple[Lever, ...]
    statements: tuple[Coded, ...]
    known: Sequence[system.Known]
    steps: Mapping[str, Sequence[Mapping[str, Any]]]
    sources: Mapping[str, str]
    lexicon: causes.Lexicon

    @property
    def as_of(self) -> str:
        """The day whose knowledge this is."""
        return self.state.as_of

    @property
    def undertakings(self) -> tuple[Undertaking, ...]:
        """Promises, demands and threats of which nothing shows yet what became of them."""
        from legation.coding.undertakings import undertakings

        return tuple(u for u in undertakings(self.statements) if u.outcome == "untested")

    # --- state --------------------------------------------------------------------------------

    def variables(self) -> list[dict[str, Any]]:
        """Every variable as plain values: `name`, `value`, `since`, `evidence`, and the rest."""
        return [self._variable(v) for v in self.described.variables]

    def _variable(self, variable: system.Variable) -> dict[str, Any]:
        value = self.state.values[variable.name]
        return {
            "name": value.name,
            "meaning": variable.meaning,
            "value": value.value,
            "since": value.since,
            "standing": value.standing,
            "reason": value.reason,
            "levels": list(variable.levels),
            "evidence": [self._reading(r) for r in value.evidence],
            "disputed": [self._reading(r) for r in value.disputed],
            "history": [[day, self._level(variable, level)] for day, level in value.history],
        }

    def _reading(self, reading: system.Reading) -> dict[str, Any]:
        return {
            "id": reading.id,
            "document": reading.document,
            "source": self.sources.get(reading.document, ""),
            "day": reading.told,
            "known_at": reading.known_at,
            "standing": reading.standing,
            "start": reading.start,
            "end": reading.end,
            "text": reading.text,
        }

    @staticmethod
    def _level(variable: system.Variable, level: float) -> str | float:
        return variable.levels[int(level)] if variable.levels else level

    def cited(self, evidence: Mapping[str, Citation]) -> list[dict[str, Any]]:
        """Passages of records as plain values."""
        return [
            {
                "id": ident, "document": c.document, "source": self.sources.get(c.document, ""),
                "start": c.start, "end": c.end, "text": c.text,
            }
            for ident, c in evidence.items()
        ]  # fmt: skip

    # --- maps ---------------------------------------------------------------------------------

    def map(self, holders: Iterable[str] | None = None, *, justify: bool = True) -> causes.CauseMap:
        """The map of some holders, merged, or of all; without justifications if told so."""
        merged = causes.merge(self.maps, holders)
        return merged if justify else merged.only(m for m in causes.MODES if m != "justifies")

    def active(self) -> list[causes.Edge]:
        """The edges whose cause has a known state on the day: what may be at work."""
        standing = {n for n, v in self.state.values.items() if v.value is not None}
        return [e for e in self.map().edges if e.cause in standing]

    def paths(
        self, start: str, end: str, holders: Iterable[str] | None = None
    ) -> list[causes.Path]:
        """The ways by which one variable moves another, short first.

        Raises
        ------
        UsageError
            If a variable is none of the system.
        """
        for name in (start, end):
            self.known_variable(name)
        return causes.paths(self.map(holders), start, end)

    def lasting_press(
        self, name: str, holders: Iterable[str] | None = None
    ) -> dict[str, tuple[int, float]]:
        """Where loop analysis says that a lasting press on a variable moves what it reaches.

        Justifications are left out.

        Raises
        ------
        UsageError
            If it is no variable of the system.
        DataError
            If it reaches more than 16 variables; then ask for fewer holders.
        """
        self.known_variable(name)
        edges = self.map(holders, justify=False).edges
        return causes.lasting_press([(e.cause, e.effect, e.sign) for e in edges], name)

    def loops(
        self, holders: Iterable[str] | None = None, *, react: bool = False
    ) -> list[causes.Loop]:
        """The reinforcing and balancing loops of a map; *react*: with what actors do about it."""
        told = None if holders is None else list(holders)
        found = self.map(told)
        return causes.loops(causes.with_rules(found, self.strategies(told)) if react else found)

    def tensions(self, holders: Iterable[str] | None = None) -> list[causes.Tension]:
        """Variables that both serve and harm one actor, first those that it says it fears or wants."""
        told: dict[tuple[str, str], list[str]] = {}
        for want in self.wants:
            told.setdefault((want.actor, want.variable), []).extend(want.evidence)
        return causes.tensions(self.map(holders), self.served(), told=told)

    def served(self) -> dict[str, dict[str, int]]:
        """Actors → the variables whose rise the file says to serve them."""
        found: dict[str, dict[str, int]] = {}
        for variable in self.described.variables:
            for actor in variable.serves:
                found.setdefault(actor, {})[variable.name] = 1
        return found

    def triangles(self, holders: Iterable[str] | None = None) -> list[causes.Triangle]:
        """Who stands between two, so that closeness to each raises what the other gives."""
        named = {v.name: v for v in self.described.variables}
        return causes.triangles(
            self.map(holders),
            {n: (v.between[0], v.between[1]) for n, v in named.items() if v.between},
            {n: (v.offer[0], v.offer[1]) for n, v in named.items() if v.offer},
        )

    def acts(self) -> dict[str, causes.Act]:
        """The variables that are something an actor does."""
        return {
            v.name: causes.Act(by=v.act[0], type=v.act[1], towards=v.act[2])
            for v in self.described.variables
            if v.act
        }

    def strategies(self, holders: Iterable[str] | None = None) -> list[causes.Strategy]:
        """The rules by which actors react, as the records tell them."""
        return causes.strategies(
            self.map(holders), self.acts(), told=self.conditions, wanted=self.wants,
            lexicon=self.lexicon,
        )  # fmt: skip

    # --- play ---------------------------------------------------------------------------------

    def play(
        self,
        pressed: Mapping[str, int],
        *,
        holders: Iterable[str] | None = None,
        steps: int = 6,
        runs: int = 1000,
        seed: int = 1,
        justify: bool = False,
    ) -> causes.Play:
        """Press variables up (+1) or down (-1); justifications run as causes only if asked.

        Raises
        ------
        UsageError
            If a variable is none of the system.
        """
        for name in pressed:
            self.known_variable(name)
        told = list(holders) if holders is not None else None
        modes = dict(causes.Doubt().modes)
        if justify:
            modes["justifies"] = modes["enables"]
        return causes.play(
            self.map(told), pressed, rules=self.strategies(told), steps=steps, runs=runs,
            seed=seed, doubt=causes.Doubt(modes=modes),
        )  # fmt: skip

    def known_variable(self, name: str) -> None:
        """Refuse a name that is no variable of the system."""
        names = [v.name for v in self.described.variables]
        if name not in names:
            raise UsageError(f"no variable {name!r}; the system has: {', '.join(names)}")

    def option(self, name: str) -> system.Option:
        """The option of a game of this name, with the variables that it sets.

        Raises
        ------
        UsageError
            If the system file has none.
        """
        for option in self.described.options:
            if option.name == name:
                return option
        known = ", ".join(o.name for o in self.described.options) or "none"
        raise UsageError(f"no option {name!r} in the system file; it has: {known}")

    def options(self, *, runs: int = 1000, seed: int = 1) -> list[dict[str, Any]]:
        """Each option of a game, what it sets, and whose wants it meets or crosses, and how often."""
        found = []
        for option in self.described.options:
            wants = self.preferences(self.play(option.sets, runs=runs, seed=seed))
            moved = [w for w in wants if w["met"] != w["crossed"]]
            found.append(
                {
                    "option": option.name, "by": option.by, "game": option.game,
                    "sets": dict(option.sets), "preferences": moved,
                }
            )  # fmt: skip
        return found

    def indicators(self, played: causes.Play) -> list[system.Indicator]:
        """What would show that a play is coming true."""
        return system.indicators(self.described, self.state, shares(played))

    def preferences(self, played: causes.Play) -> list[dict[str, Any]]:
        """What actors want of the variables, and how often the play moves them their way."""
        moved = {d.name: d for d in played.directions}
        found = []
        for want in self.wants:
            direction = moved.get(want.variable)
            if direction is not None and want.variable not in played.pressed:
                share = direction.up if want.sign > 0 else direction.down
                against = direction.down if want.sign > 0 else direction.up
                found.append(
                    {
                        "actor": want.actor, "variable": want.variable, "wants": want.sign,
                        "met": share, "crossed": against, "evidence": list(want.evidence),
                    }
                )  # fmt: skip
        return sorted(found, key=lambda p: (-abs(p["met"] - p["crossed"]), p["actor"]))

    # --- hypotheses ---------------------------------------------------------------------------

    def hypotheses(self) -> tuple[system.Matrix, causes.Ranking]:
        """The matrix of competing hypotheses, ranked on the records known by the day.

        Raises
        ------
        UsageError
            If the system file has no [matrix].
        """
        matrix = self.described.matrix
        if matrix is None:
            raise UsageError(
                f"{self.described.path}: there is no [matrix]; docs/system.md tells its form"
            )
        rows = [
            causes.Row(says=says, ratings=rate, found=tuple(self._found(rule)))
            for says, rule, rate in matrix.evidence
        ]
        return matrix, causes.rank(rows, [h.name for h in matrix.hypotheses])

    def _found(self, rule: system.Rule) -> list[causes.Found]:
        return [
            causes.Found(
                id=k.data["id"],
                citation=Citation(**k.data["citation"]),
                confidence=float(k.data["confidence"]),
                known_at=k.known_at,
            )
            for k in self.known
            if system.matches(self.described, rule, k.data)
        ]


def shares(played: causes.Play) -> dict[str, tuple[float, float, float]]:
    """Up, down and still of every variable of a play."""
    return {d.name: (d.up, d.down, d.still) for d in played.directions}


def view(
    study: "Study",
    as_of: str | None = None,
    *,
    path: Path | str | None = None,
    recorded_as_of: str | None = None,
) -> SystemView:
    """The system as of a day; None: the last day on which a document of the ledger came out.

    Raises
    ------
    WorkspaceError
        If the ledger holds no records.
    """
    at = find_file(study, path)
    described = system.read_system(read_text(at), str(at))
    rows = [r for r in study.rows(as_of=as_of, recorded_as_of=recorded_as_of) if r.document]
    if as_of is None:
        if not rows:
            raise WorkspaceError("nothing is coded yet; run `legation add` and `legation code`")
        as_of = max(row.known_at for row in rows)
    known = [system.Known(data=row.data(), known_at=row.known_at) for row in rows]
    steps = _steps(study, described, as_of, recorded_as_of)
    lexicon = causes.Lexicon({v.name: v.words for v in described.variables})
    told = {kind: _of(rows, kind) for kind in _KINDS}
    maps, untied = causes.cause_maps(
        cast("list[Mechanism]", told["mechanism"]), lexicon,
        denials=cast("list[Claim]", told["claim"]),
    )  # fmt: skip
    return SystemView(
        described=described,
        state=system.state_of(described, known, as_of, steps=steps),
        maps=maps,
        untied=untied,
        wants=tuple(causes.wants(cast("list[Interest]", told["interest"]), lexicon)),
        conditions=tuple(cast("list[Condition]", told["condition"])),
        levers=tuple(cast("list[Lever]", told["lever"])),
        statements=(*told["claim"], *told["condition"], *told["event"], *told["undertaking"]),
        known=known,
        steps=steps,
        sources={
            d.id: d.sources[0] for d in study.documents(as_of=as_of, recorded_as_of=recorded_as_of)
        },
        lexicon=lexicon,
    )


_KINDS: Final = ("mechanism", "claim", "condition", "interest", "lever", "event", "undertaking")


def _of(rows: "Iterable[Row]", kind: str) -> list[Coded]:
    return [cast(Coded, row.record()) for row in rows if row.kind == kind]


def _steps(
    study: "Study", described: system.System, as_of: str, recorded_as_of: str | None
) -> dict[str, list[dict[str, Any]]]:
    """The steps of the tracks that variables are, from the relations room."""
    wanted = {v.track for v in described.variables if v.track is not None}
    if not wanted:
        return {}
    found = study.tracks(described.a, described.b, as_of=as_of, recorded_as_of=recorded_as_of)
    return {e.subject.rpartition(": ")[2]: e.value for e in found[:-1]}


def variable_forecast(
    study: "Study", view: SystemView, name: str, *, horizon: int
) -> tuple[Estimate, ...]:
    """How likely the event that moves a variable is within *horizon* days, by the forecasting room.

    Raises
    ------
    UsageError
        If the file names no event for the variable, or there is no such variable.
    """
    from legation.study.forecasts import forecasts

    view.known_variable(name)
    variable = view.described.variable(name)
    event = variable.event or variable.act
    if not event:
        raise UsageError(f"{name} has neither `event` nor `act` in {view.described.path}")
    dyad = (event[0], event[2])
    return forecasts(
        study, dyad, horizon=horizon, types=(event[1],), as_of=view.as_of, recorded_as_of=None
    )


# --- scenarios --------------------------------------------------------------------------------


def save(study: "Study", view: SystemView, played: causes.Play, name: str) -> None:
    """Keep a play in the ledger as a scenario; the same name and day supersede what was kept."""
    scenario = system.Scenario(
        name=name, as_of=view.as_of, pressed=played.pressed, holders=played.holders,
        directions=shares(played), steps=played.steps, runs=played.runs, seed=played.seed,
    )  # fmt: skip
    evidence = sorted({i for s in played.strikes for i in s.evidence})
    estimate = system.scenario_estimate(scenario, evidence)
    keep(study.ledger, SYSTEM, [estimate], setup=(estimate.id,))


def scenarios(study: "Study") -> list[system.Scenario]:
    """The scenarios kept, by name and day."""
    kept = cast("list[Estimate]", study.records("estimate", label="system"))
    found = [system.read_scenario(e) for e in kept]
    return sorted(found, key=lambda s: (s.name, s.as_of))
