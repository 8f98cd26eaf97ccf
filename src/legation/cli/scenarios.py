"""More of the verb `system`: scenarios side by side, hypotheses, forecasts of variables, hindcasts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from legation.cli.forecast import horizon_days
from legation.cli.output import in_workspace, opened, say, say_all, say_json, table
from legation.cli.system import (
    by_day,
    file_option,
    holders_option,
    indicator_json,
    passage_of,
    seed_option,
    system,
)
from legation.errors import UsageError

if TYPE_CHECKING:
    from legation.study import Study
    from legation.study.hindcast import Hindcast
    from legation.system import Scenario

_WAY = {1: "up", -1: "down", 0: "still", None: "?"}


# --- scenarios --------------------------------------------------------------------------------


@system.group()
def scenario() -> None:
    """Plays that were kept with `system play --save`: list them, show one, compare two."""


def _named(study: "Study", name: str) -> "Scenario":
    """The latest scenario of a name, or that of NAME@DAY."""
    from legation.study.system import scenarios

    wanted, _, day = name.partition("@")
    kept = scenarios(study)
    found = [s for s in kept if s.name == wanted and day in ("", s.as_of)]
    if not found:
        told = ", ".join(f"{s.name}@{s.as_of}" for s in kept) or "none"
        raise UsageError(f"no scenario {name!r}; kept are: {told}")
    return found[-1]


@scenario.command("list")
@in_workspace
def list_(json_: bool) -> None:
    """Every scenario that is kept, with its day and what it presses."""
    from legation.study.system import scenarios

    with opened() as study:
        kept = scenarios(study)
    if json_:
        say_all(_scenario_json(s) for s in kept)
        return
    table(
        ("scenario", "as of", "pressed", "runs", "seed", "holders"),
        [(s.name, s.as_of, _sets(s), s.runs, s.seed, ", ".join(s.holders)) for s in kept],
    )


@scenario.command("show")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@file_option
@in_workspace
def show_scenarios(names: tuple[str, ...], file: str | None, json_: bool) -> None:
    """Scenarios side by side, and what to watch for in each: NAME, or NAME@DAY for one day's."""
    from legation.system import indicators

    with opened() as study:
        found = [_named(study, name) for name in names]
        views = [study.system(s.as_of, path=file) for s in found]
    watch = [
        indicators(v.described, v.state, s.directions) for s, v in zip(found, views, strict=True)
    ]
    if json_:
        say_all(
            _scenario_json(s) | {"indicators": [indicator_json(i) for i in told]}
            for s, told in zip(found, watch, strict=True)
        )
        return
    heads = [f"{s.name}@{s.as_of}" for s in found]
    table(("variable", *heads), _side_by_side(found))
    for head, told in zip(heads, watch, strict=True):
        for i in told:
            if i.next is not None and i.shows:
                say(
                    f"{head}: watch {i.variable}: {i.now or 'unknown'} → {i.next}; {' | '.join(i.shows)}"
                )


def _side_by_side(found: "Sequence[Scenario]") -> list[tuple[str, ...]]:
    """Variables that some scenario moves, with the shares up and down in each."""
    names = sorted({n for s in found for n, d in s.directions.items() if d[2] < 1})
    still = (0.0, 0.0, 1.0)
    told = [[s.directions.get(n, still) for s in found] for n in names]
    return [
        (n, *(f"{up:.2f} up, {down:.2f} down" for up, down, _ in row))
        for n, row in zip(names, told, strict=True)
    ]


@scenario.command("diff")
@click.argument("one")
@click.argument("other")
@in_workspace
def diff(one: str, other: str, json_: bool) -> None:
    """Where two scenarios part: the balance (up minus down) of each variable that differs."""
    from legation.system import diff_scenarios

    with opened() as study:
        a, b = _named(study, one), _named(study, other)
    found = diff_scenarios(a, b)
    if json_:
        rows = [dict(zip(("variable", "a", "b", "difference"), d, strict=True)) for d in found]
        say_json({"a": _scenario_json(a), "b": _scenario_json(b), "differences": rows})
        return
    say(f"{a.name}@{a.as_of} ({_sets(a)}) and {b.name}@{b.as_of} ({_sets(b)})")
    table(
        ("variable", a.name, b.name, "difference"),
        [(n, *(f"{x:+.2f}" for x in numbers)) for n, *numbers in found],
    )


def _sets(scenario: "Scenario") -> str:
    return ", ".join(f"{n} {_WAY[s]}" for n, s in scenario.pressed.items())


def _scenario_json(s: "Scenario") -> dict[str, Any]:
    return {
        "name": s.name, "as_of": s.as_of, "pressed": {n: _WAY[v] for n, v in s.pressed.items()},
        "holders": list(s.holders), "steps": s.steps, "runs": s.runs, "seed": s.seed,
        "variables": {n: dict(zip(("up", "down", "still"), d, strict=True)) for n, d in s.directions.items()},
    }  # fmt: skip


@system.command()
@click.argument("variable")
@by_day
@holders_option
@in_workspace
def press(
    variable: str, as_of: str | None, file: str | None, holders: tuple[str, ...], json_: bool
) -> None:
    """Where a lasting press upward moves what it reaches, by loop analysis."""
    with opened() as study:
        found = study.system(as_of, path=file).lasting_press(variable, list(holders) or None)
    if json_:
        say_json({n: {"moves": _WAY[s], "weight": w} for n, (s, w) in found.items()})
        return
    table(
        ("variable", "moves", "weight"), [(n, _WAY[s], f"{w:.2f}") for n, (s, w) in found.items()]
    )


@system.command()
@by_day
@click.option(
    "--runs", type=click.IntRange(1), default=1000, show_default=True, help="Drawn maps of each."
)
@seed_option
@in_workspace
def options(as_of: str | None, file: str | None, json_: bool, **asked: Any) -> None:
    """The options of games: what each sets, and whose wants that meets or crosses."""
    with opened() as study:
        view = study.system(as_of, path=file)
    found = view.options(runs=asked["runs"], seed=asked["seed"])
    if json_:
        say_all(found)
        return
    rows: list[tuple[object, ...]] = []
    for o in found:
        head = (o["option"], o["by"], ", ".join(f"{n} {_WAY[s]}" for n, s in o["sets"].items()))
        rows += [
            (*head, p["actor"], f"{p['variable']} {_WAY[p['wants']]}", f"{p['met']:.2f}", f"{p['crossed']:.2f}")
            for p in o["preferences"]
        ] or [(*head, "nobody", "nothing that is told to be wanted moves", "", "")]  # fmt: skip
    table(("option", "by", "sets", "actor", "wants", "met", "crossed"), rows)


# --- hypotheses -------------------------------------------------------------------------------


@system.command()
@by_day
@in_workspace
def hypotheses(as_of: str | None, file: str | None, json_: bool) -> None:
    """Competing explanations, the least contradicted first, with the evidence that tells them apart."""
    with opened() as study:
        view = study.system(as_of, path=file)
        matrix, ranking = view.hypotheses()
    says = {h.name: h.says for h in matrix.hypotheses}
    rows: list[dict[str, Any]] = [
        {
            "says": r.says, "ratings": dict(r.ratings), "weight": round(r.weight, 4),
            "diagnosticity": round(r.diagnosticity, 4),
            "evidence": view.cited({f.id: f.citation for f in r.found}),
        }
        for r in ranking.rows
    ]  # fmt: skip
    if json_:
        ranked = [{"name": n, "says": says[n], "inconsistency": s} for n, s in ranking.scores]
        say_json(
            {
                "question": matrix.question, "as_of": view.as_of, "hypotheses": ranked, "evidence": rows,
                "turned_by": list(ranking.turned_by), "not_found": list(ranking.missing),
            }
        )  # fmt: skip
        return
    say(f"{matrix.question} (as of {view.as_of})")
    table(
        ("inconsistency", "hypothesis", "says"),
        [(f"{score:.2f}", name, says[name]) for name, score in ranking.scores],
    )
    names = list(says)
    table(
        ("tells apart", "weight", *names, "evidence"),
        [
            (
                f"{r['diagnosticity']:.2f}",
                f"{r['weight']:.2f}",
                *(r["ratings"][n] for n in names),
                r["says"],
            )
            for r in rows
        ],
    )
    for row in rows:
        for passage in row["evidence"][:2]:
            say(f"{row['says']}: {passage_of(passage)}")
    for says_ in ranking.turned_by:
        say(f"without this, another would come first: {says_}")
    for says_ in ranking.missing:
        say(f"no record by this day: {says_}")


# --- forecasts and hindcasts ----------------------------------------------------------------------


@system.command()
@click.argument("variable")
@click.option("--horizon", default="1y", show_default=True, help="30d, 2w, 6m, 1y.")
@by_day
@in_workspace
def forecast(variable: str, horizon: str, as_of: str | None, file: str | None, json_: bool) -> None:
    """How likely the event that moves a variable is, by the forecasting room."""
    from legation.study.system import variable_forecast

    with opened() as study:
        view = study.system(as_of, path=file)
        found = variable_forecast(study, view, variable, horizon=horizon_days(horizon))
    if json_:
        say_all(e.to_json() for e in found)
        return
    for e in found:
        say(f"{variable}: {e.subject}, as of {view.as_of}: {e.value['probability']:.2f}")


@system.command()
@click.option(
    "--from",
    "days",
    multiple=True,
    required=True,
    metavar="DAY",
    help="Foretell from here; may be given again.",
)
@click.option("--until", required=True, metavar="DAY", help="Score by what was so on this day.")
@click.option(
    "--maps",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Maps with permuted signs.",
)
@seed_option
@file_option
@in_workspace
def hindcast(days: tuple[str, ...], until: str, json_: bool, **asked: Any) -> None:
    """What the maps of a day foretold, scored against what came, and against permuted maps."""
    from legation.study.hindcast import hindcast as run

    with opened() as study:
        found = [
            run(study, day, until, path=asked["file"], seed=asked["seed"], maps=asked["maps"])
            for day in days
        ]
    if json_:
        say_all(_hindcast_json(h) for h in found)
        return
    for h in found:
        _say_hindcast(h)


def _say_hindcast(h: "Hindcast") -> None:
    moved = ", ".join(f"{n} {_WAY[s]}" for n, s in h.pressed.items()) or "nothing"
    say(f"from {h.as_of} to {h.until}: {h.edges} edges; moved before: {moved}")
    table(
        ("variable", "was", "became", "moved", "foretold", "by signs"),
        [
            (o.name, o.before, o.after, _WAY[o.moved], _WAY[h.directions.get(o.name, 0)],
             _WAY[h.by_signs.get(o.name, 0)])
            for o in h.outcomes
            if o.moved is not None
        ],
    )  # fmt: skip
    for name, score in (
        ("map", h.score), ("signs alone", h.signs), ("nothing changes", h.persistence),
        ("goes on as before", h.momentum),
    ):  # fmt: skip
        say(
            f"{name}: {score.right} of {score.of} right; of {score.moved} that moved, {score.right_moved}"
        )
    say(
        f"percentile among {len(h.permuted)} maps with permuted signs: {h.percentile:.1f} (50 is chance)"
    )
    left = [o for o in h.outcomes if o.moved is None]
    say(
        f"{len(left)} variables cannot be judged: "
        + "; ".join(f"{o.name}, {o.reason}" for o in left)
    )


def _hindcast_json(h: "Hindcast") -> dict[str, Any]:
    def score(s: Any) -> dict[str, int]:
        return {name: getattr(s, name) for name in ("right", "of", "right_moved", "moved")}

    return {
        "as_of": h.as_of, "until": h.until, "edges": h.edges,
        "pressed": {n: _WAY[s] for n, s in h.pressed.items()},
        "variables": [
            {
                "name": o.name, "before": o.before, "after": o.after, "reason": o.reason,
                "moved": None if o.moved is None else _WAY[o.moved],
                "foretold": _WAY[h.directions.get(o.name, 0)], "by_signs": _WAY[h.by_signs.get(o.name, 0)],
            }
            for o in h.outcomes
        ],
        "map": score(h.score), "signs": score(h.signs), "persistence": score(h.persistence),
        "momentum": score(h.momentum), "permuted": {
            "maps": len(h.permuted), "mean": sum(h.permuted) / len(h.permuted),
            "least": h.permuted[0], "most": h.permuted[-1],
        },
        "percentile": h.percentile,
    }  # fmt: skip
