"""Games as a page: what each state of a case should do, on what evidence, and why.

`games_page` finds the case files in the workspace's folder `games`, shows the answers that
`legation game case` kept in the ledger, and solves the model of one state for two versions side by
side.  Nothing is written: what has not been kept is said to be so.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from legation.errors import LegationError, UsageError
from legation.ledger import Query
from legation.records import Estimate
from legation.study import Study
from legation.study.strategy import known_records, read_text
from legation.web.asked import Asked
from legation.web.filters import Filters
from legation.web.gamegraph import draw_game
from legation.web.shelf import Shelf

if TYPE_CHECKING:
    from legation.games import Case, Game, Known, Measured, Model

Context = dict[str, Any]
FOLDER: Final = "games"
CONCEPT: Final = "SEQ"
LISTED: Final = 6  # equilibria of a state
SMALL: Final = 4096  # states of a game that is solved while somebody waits


def games_page(study: Study, shelf: Shelf, filters: Filters, asked: Asked) -> Context:
    """The cases of the workspace, and one state of one case in two versions."""
    files = sorted(p.name for p in (study.folder / FOLDER).glob("*.toml"))
    shown: Context = {"files": files, "case": None, "folder": FOLDER, "why": "", "table": []}
    if not files:
        return shown
    name = asked.case or files[0]
    if name not in files:
        raise UsageError(
            f"there is no {FOLDER}/{name} in this workspace; known: {', '.join(files)}"
        )
    path = study.folder / FOLDER / name
    shown["file"] = name
    try:
        return shown | solved_model(path, asked, filters)
    except LegationError:
        pass
    try:
        return shown | solved_case(study, shelf, filters, asked, path)
    except LegationError as error:
        return shown | {"why": str(error)}


# --- a case: one question, several states -----------------------------------------------------------


def solved_case(study: Study, shelf: Shelf, filters: Filters, asked: Asked, path: Path) -> Context:
    """The answers that were kept, and the chosen state in the first and last version."""
    from legation.games import compare_models, comparison_json, read_case

    case = read_case(read_text(path), str(path))
    versions = [v for v in case.versions if not filters.as_of or v <= filters.as_of]
    versions = versions or [case.versions[0]]
    state = asked.state or case.states[0]
    if state not in case.states:
        raise UsageError(f"the case does not ask {state!r}; it asks {', '.join(case.states)}")
    kept = kept_answers(shelf, filters, case)
    known = {v: reading(study, shelf, v) for v in {versions[0], versions[-1]}}
    sides = [
        one_version(case, state, v, known[v], asked, filters)
        for v in dict.fromkeys((versions[0], versions[-1]))
    ]
    compared = None
    if len(sides) > 1:
        compared = comparison_json(compare_models(sides[0]["model"], sides[1]["model"], CONCEPT))
    for side in sides:
        side.pop("model")
    rows = [
        {"state": s, "version": v, "kept": kept.get((s, v)), "did": case.outcome.get(s)}
        for s in case.states for v in case.versions
    ]  # fmt: skip
    return {
        "case": {
            "name": case.name, "question": case.question, "states": list(case.states),
            "versions": list(case.versions), "until": case.until, "source": case.source,
            "outcome": dict(case.outcome),
        },
        "state": state, "sides": sides, "compared": compared, "table": rows,
        "by_state": [(s, [r for r in rows if r["state"] == s]) for s in case.states],
        "any_kept": bool(kept),
    }  # fmt: skip


def reading(study: Study, shelf: Shelf, version: str) -> "list[Known]":
    """The records known on a day, as the rules of a case read them."""
    return shelf.kept(("known", version), lambda: known_records(study.rows(as_of=version)))


def kept_answers(shelf: Shelf, filters: Filters, case: "Case") -> dict[tuple[str, str], Context]:
    """The estimates of the case that the ledger holds, by state and version."""
    found = {}
    for row in shelf.ledger.select(Query(kind="estimate"), filters.when):
        estimate = cast(Estimate, shelf.record(row))
        name, _, state = estimate.subject.partition(": ")
        if estimate.room == "games" and name == case.name and state in case.states:
            share = estimate.uncertainty["share"]
            told = {"says": estimate.value["says"], "share": share, "id": estimate.id,
                    "without": estimate.value["without"], "flags": estimate.parameters["flags"]}  # fmt: skip
            found[state, str(estimate.as_of)] = told
    return found


def one_version(
    case: "Case", state: str, version: str, known: "Sequence[Known]", asked: Asked, filters: Filters
) -> Context:
    """What one state wants by the records of a version, and the game that follows."""
    from legation.games import case_model, measure

    variables = measure(case, state, known, version)
    model = case_model(case, state, version, variables, open_ties=False)
    places = {k.data["id"]: k.data["citation"] for k in known}
    return {
        "version": version,
        "variables": [variable(case, name, m, places) for name, m in variables.items()],
        "makers": makers(model),
        "model": model,
        **around(model, asked, filters, version),
    }


def variable(
    case: "Case", name: str, measured: "Measured", places: Mapping[str, Mapping[str, Any]]
) -> Context:
    """A variable with the passages that speak for it and against it."""
    meaning = next((v.meaning for v in case.variables if v.name == name), "")
    return {
        "name": name.replace("_", " "), "meaning": meaning, "value": measured.value,
        "documents": list(measured.documents),
        "for": [at(places[i]) for i in measured.speaks_for if i in places],
        "against": [at(places[i]) for i in measured.speaks_against if i in places],
    }  # fmt: skip


def at(citation: Mapping[str, Any]) -> Context:
    """A passage as a link."""
    where = (
        f"/documents/{str(citation['document'])[:16]}?at={citation['start']}-{citation['end']}#at"
    )
    return {"address": where, "text": citation["text"]}


# --- one model ------------------------------------------------------------------------------------


def solved_model(path: Path, asked: Asked, filters: Filters) -> Context:
    """A model file that stands by itself: its equilibria, and the game around one state."""
    from legation.games import read_model

    model = read_model(read_text(path), str(path))
    side: Context = {"version": model.version or "", "variables": [], "makers": makers(model)}
    side |= around(model, asked, filters, "")
    return {
        "case": {"name": model.name, "question": "", "states": [], "versions": [], "until": "",
                 "source": model.citation, "outcome": {}},
        "state": "", "sides": [side], "compared": None, "by_state": [], "any_kept": True,
        "table": [{"state": e["text"], "concept": CONCEPT} for e in side["equilibria"]],
    }  # fmt: skip


def makers(model: "Model") -> list[Context]:
    """Who moves, with options, and what each wants, the most important first."""
    return [
        {
            "name": m.name, "chance": m.chance,
            "options": [o.name for o in model.options if o.by == m.name],
            "wants": [s.say for s in m.preferences.statements],
        }
        for m in model.decision_makers
    ]  # fmt: skip


def around(model: "Model", asked: Asked, filters: Filters, version: str) -> Context:
    """The equilibria of a model, the game around one state, and why that is stable or not."""
    from legation.games import build_game, solve_game, status_quo

    game = build_game(model)
    if not game.complete or len(game.space) > SMALL:
        why = "some preferences are unknown" if not game.complete else "the game is too large"
        return {
            "equilibria": [],
            "stable_for": {},
            "drawing": None,
            "told": why,
            "why": [],
            "focus": "",
        }
    solution = solve_game(game, ("Nash", "GMR", "SMR", "SEQ"))
    stable = solution.equilibria(CONCEPT)
    start = status_quo(model, game.space)
    focus = chosen_place(game, asked.at, start if start is not None else (stable or [0])[0])

    def address(place: int) -> str:
        return asked.address("/games", filters, at=str(game.space.label(place))) + f"#v{version}"

    texts = [{"text": text_of(model, game, p), "address": address(p)} for p in stable]
    return {
        "equilibria": texts[:LISTED],
        "more": max(0, len(texts) - LISTED),
        "counts": {c: len(solution.equilibria(c)) for c in solution.stable},
        "drawing": draw_game(model, game, focus, stable, address),
        "focus": text_of(model, game, focus),
        "focus_stable": focus in stable,
        "why": explained(model, game, focus),
        "told": "",
    }


def chosen_place(game: "Game", label: str, start: int) -> int:
    """The place of the state that an address names, else where to begin."""
    if not label:
        return start
    for place in range(len(game.space)):
        if str(game.space.label(place)) == label:
            return place
    return start


def text_of(model: "Model", game: "Game", place: int) -> str:
    """A state by who does what in it."""
    from legation.games import describe_state

    if game.space.names:
        return game.space.names[place]
    code = int(game.space.codes[place])
    taken: dict[str, list[str]] = {}
    for option, bit in zip(model.options, model.bits, strict=True):
        if code & bit:
            taken.setdefault(option.by, []).append(option.name)
    if not taken:
        return "nobody does anything" if code == 0 else describe_state(model, game, place)
    return "; ".join(f"{by}: {', '.join(names)}" for by, names in taken.items())


def explained(model: "Model", game: "Game", place: int) -> list[Context]:
    """Why a state is stable for each decision maker or not, in sentences."""
    from legation.games import explain_state

    found = explain_state(model, game, place, CONCEPT)
    return [{"maker": e.maker, "stable": e.stable, "sentence": e.sentence} for e in found]
