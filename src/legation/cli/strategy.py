"""The verbs of strategy: `game solve`, `game explain`, `game compare`, `game uncertainty`, `bargain`.

They read model files (TOML) and published cases (JSON), and need no workspace; `game case`, which
does, is in `casegame.py`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from legation.cli.casegame import case
from legation.cli.output import as_json, options, say, say_json, table
from legation.errors import ModelFileError, UsageError

if TYPE_CHECKING:
    from legation.games import Explanation, Game, Model, Solution

_CONCEPTS: Final = ("Nash", "GMR", "SMR", "SEQ", "SIM")
_file = click.Path(dir_okay=False)
_concept = click.option(
    "--concept", type=click.Choice(_CONCEPTS, case_sensitive=False), default="SEQ",
    show_default=True, help="What counts as stable.",
)  # fmt: skip
_seed = click.option("--seed", type=int, default=1, show_default=True, help="Of the random draws.")


@click.group()
def game() -> None:
    """Conflicts by the graph model: who can hold which state, and why."""


game.add_command(case)


def read_file(name: str) -> str:
    """A file's text; an error that says what to do if there is none."""
    try:
        return Path(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(f"{name}: there is no such file; give a model file or a case") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ModelFileError(f"cannot be read: {error}", path=name) from None


def read_models(name: str) -> "list[Model]":
    """The models of one file: a TOML model, or a JSON case or list of cases."""
    from legation.games import read_cases, read_model

    text = read_file(name)
    if name.endswith(".json") or text.lstrip()[:1] in ("{",):
        return read_cases(text, name)
    return [read_model(text, name)]


def read_one(name: str) -> "Model":
    """The only model of a file."""
    models = read_models(name)
    if len(models) != 1:
        raise UsageError(f"{name}: holds {len(models)} cases; give a file with one")
    return models[0]


@game.command()
@click.argument("files", nargs=-1, required=True, type=_file, metavar="FILE...")
@options(
    click.option("--coalitions", is_flag=True, help="Also what coalitions would leave."),
    as_json,
)
def solve(files: tuple[str, ...], coalitions: bool, json_: bool) -> None:
    """Stable states and equilibria of model files or cases; with --json a line a case."""
    for name in files:
        for model in read_models(name):
            found = _solved(model, coalitions)
            if json_:
                say_json(found)
            else:
                _show_solution(model, found)


def _solved(model: "Model", coalitions: bool) -> dict[str, Any]:
    from legation.games import (
        build_game,
        flags,
        routes_json,
        solution_json,
        solve_game,
        solve_unknown,
        status_quo,
        status_quo_routes,
        unknown_json,
    )

    built = build_game(model)
    if not built.complete:
        found = unknown_json(model, solve_unknown(model, built))
    else:
        solution = solve_game(built)
        found = solution_json(model, solution)
        start = status_quo(model, built.space)
        if start is not None:
            concept = "SEQ"
            ends = solution.equilibria(concept)
            found["status_quo"] = built.space.label(start)
            found["routes"] = routes_json(built, status_quo_routes(built, start, ends))
        if coalitions:
            found["coalitions"] = _coalitions(built, solution)
    found["flags"] = [[f.element, f.why] for f in flags(model)] if model.evidence else []
    return found


def _coalitions(built: "Game", solution: "Solution") -> dict[str, Any]:
    from legation.games import coalition_improvements, solve_coalitions

    together = solve_coalitions(built)
    label = built.space.label
    places = sorted({p for c in solution.stable for p in solution.equilibria(c)})
    return {
        "equilibria": {c: [label(p) for p in together.equilibria(c)] for c in together.stable},
        "improvements": {
            str(label(p)): [[list(who), label(end)] for who, end in ways]
            for p, ways in coalition_improvements(built, places).items()
            if ways
        },
    }


def _show_solution(model: "Model", found: dict[str, Any]) -> None:
    from legation.games import build_game, describe_state

    built = build_game(model)
    say(f"{model.name}" + (f", as of {model.version}" if model.version else ""))
    if "unknown_preference" in found:
        say("Some preferences are unknown; equilibria in the extensions a to d:")
        for extension, concepts in found["unknown_preference"].items():
            for concept, labels in concepts.items():
                say(f"  {extension} {concept}: {', '.join(map(str, labels)) or 'none'}")
        return
    concepts = list(found["equilibria"])
    labels = {built.space.label(p): p for p in range(len(built.space))}
    shown = sorted({x for c in concepts for x in found["equilibria"][c]}, key=lambda x: labels[x])
    rows = [
        (
            label,
            built.space.pattern(labels[label]),
            *("E" if label in found["equilibria"][c] else "" for c in concepts),
            describe_state(model, built, labels[label]),
        )
        for label in shown[:200]
    ]
    table(("state", "pattern", *concepts, "options taken"), rows)
    if len(shown) > 200:
        say(f"… and {len(shown) - 200:,} more; --json lists all")
    for route in found.get("routes", ()):
        how = route["by_improvements"]
        text = "cannot be reached by improvements" if how is None else _steps(how)
        say(f"from {found['status_quo']} to {route['equilibrium']}: {text}")
    for element, why in found["flags"]:
        say(f"{why}: {element}")
    for text, labels_ in found.get("coalitions", {}).get("equilibria", {}).items():
        say(f"no coalition leaves ({text}): {', '.join(map(str, labels_)) or 'none'}")


def _steps(chain: list[list[Any]]) -> str:
    return ", ".join(f"{who} to {state}" for who, state in chain) or "it is the status quo"


@game.command()
@click.argument("file", type=_file)
@options(
    click.option("--state", "states", multiple=True, help="State number, pattern or name."),
    _concept,
    as_json,
)
def explain(file: str, states: tuple[str, ...], concept: str, json_: bool) -> None:
    """Why states are stable or not for each; the equilibria if no --state is given."""
    from legation.games import build_game, describe_state, explain_state, solve_game

    model = read_one(file)
    built = build_game(model)
    chosen = [int(p) for s in states for p in built.space.matching(s)]
    if states and not chosen:
        raise UsageError(f"{', '.join(states)}: no feasible state; see `legation game solve`")
    places = chosen if states else solve_game(built, [concept]).equilibria(concept)
    for place in places:
        found = explain_state(model, built, place, concept)
        if json_:
            say_json(
                {
                    "state": built.space.label(place),
                    "concept": concept,
                    "equilibrium": all(e.stable for e in found),
                    "explanations": [_explanation(e) for e in found],
                }
            )
            continue
        say(f"state {describe_state(model, built, place)} under {concept}:")
        for explanation in found:
            say(f"  {explanation.sentence}")


def _explanation(explanation: "Explanation") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(explanation)


@game.command()
@click.argument("old", type=_file)
@click.argument("new", type=_file)
@options(_concept, as_json)
def compare(old: str, new: str, concept: str, json_: bool) -> None:
    """Which equilibria appear and vanish between two models, and by which statement."""
    from legation.games import compare_models, comparison_json

    found = comparison_json(compare_models(read_one(old), read_one(new), concept))
    if json_:
        say_json(found)
        return
    for difference in found["differences"]:
        say(f"difference: {difference['text']}")
    for state in found["kept"]:
        say(f"stays: {state}")
    for change in found["changes"]:
        verb = "appears" if change["appears"] else "vanishes"
        why = "; ".join(change["because"]) or "several differences together"
        say(f"{verb}: {change['state']} (because: {why})")


@game.command()
@click.argument("file", type=_file)
@options(
    click.option(
        "--draws", type=click.IntRange(1), default=500, show_default=True, help="Random rankings."
    ),
    _seed,
    as_json,
)
def uncertainty(file: str, draws: int, seed: int, json_: bool) -> None:
    """How often each state is an equilibrium over all rankings that fit what is known."""
    from legation.games import assess_uncertainty, uncertainty_json

    model = read_one(file)
    found = uncertainty_json(model, assess_uncertainty(model, seed=seed, draws=draws))
    if json_:
        say_json(found)
        return
    rows = [
        (concept, state, f"{share:.3f}", f"{low:.3f}", f"{high:.3f}")
        for concept, states in found["frequency"].items()
        for state, (share, low, high) in states.items()
    ]
    table(("concept", "state", "share", "low", "high"), rows)
    for concept, swings in found["swings"].items():
        for s in swings:
            say(
                f"{concept} {s['state']}: {s['difference']:+.2f} if {s['maker']} prefers "
                f"{s['one']} to {s['other']}"
            )
    for struck in found["struck"]:
        lost = {c: list(v) for c, v in struck["lost"].items() if v}
        gained = {c: list(v) for c, v in struck["gained"].items() if v}
        say(f"without {struck['record']}: {struck['error'] or f'lost {lost}, gained {gained}'}")


@click.command()
@click.argument("file", type=_file)
@options(
    click.option("--variant", default="net-support", show_default=True, help="Of the challenge."),
    click.option("--rounds", type=click.IntRange(1), default=8, show_default=True, help="At most."),
    click.option(
        "--plot", type=click.Path(dir_okay=False), help="Write the plots to an HTML file."
    ),
    _seed,
    as_json,
)
def bargain(file: str, variant: str, rounds: int, plot: str | None, seed: int, json_: bool) -> None:
    """Where several parties settle one issue: weighted mean and median; the challenge beside."""
    from legation.bargaining import (
        challenge_json,
        headline,
        headline_json,
        read_issue,
        run_challenge,
    )

    issue = read_issue(read_file(file), file)
    found = headline_json(issue, headline(issue, seed=seed))
    run = run_challenge(issue, variant, rounds)
    found["challenge"] = challenge_json(run)
    found["round_0"] = found["challenge"]["round_0"]
    found["risk_exponents_round_1"] = next(iter(found["challenge"]["risk_exponents"]), None)
    if plot is not None:
        from legation.bargaining import plot_power, plot_rounds

        parts = [plot_power(issue), plot_rounds(issue, run)]
        html = "".join(
            part.to_html(full_html=False, include_plotlyjs=not place)
            for place, part in enumerate(parts)
        )
        Path(plot).write_text(
            f'<!doctype html><meta charset="utf-8"><title>bargaining</title>{html}',
            encoding="utf-8",
        )
    if json_:
        say_json(found)
        return
    low, high = found["mean_interval"]
    say(
        f"{issue.name}: weighted mean {found['weighted_mean']:.3f} {issue.unit} [{low:.3f}, {high:.3f}]"
    )
    low, high = found["median_interval"]
    say(f"weighted median {found['weighted_median']:.3f} [{low:.3f}, {high:.3f}]")
    say(f"beside it, the challenge model as {variant}, not a forecast; {run.stopped}:")
    table(
        ("round", "median", "mean", "offers taken"),
        [(n, f"{r.median:.2f}", f"{r.mean:.2f}", len(r.offers)) for n, r in enumerate(run.rounds)],
    )
