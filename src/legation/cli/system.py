"""The verb `system`: the state of a system as of a day, its maps, plays, scenarios, hypotheses.

`system show` and `system play` read the workspace's records through the file `system.toml`;
docs/system.md tells its form.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from legation.cli.output import in_workspace, opened, options, say, say_json, table
from legation.errors import UsageError

if TYPE_CHECKING:
    from legation.causes import CauseMap, Path, Play, Tension, Triangle
    from legation.study.system import SystemView
    from legation.system import Indicator

F = TypeVar("F", bound=Callable[..., Any])
_SHOWN: Final = 3  # passages of a value on the screen; --json lists all
_SIGN: Final = {1: "+", -1: "−"}
_WAY: Final = {1: "up", -1: "down", 0: "still"}

file_option = click.option(
    "--file", type=click.Path(dir_okay=False), help="The system file; else the workspace's system.toml."
)  # fmt: skip
seed_option = click.option(
    "--seed", type=int, default=1, show_default=True, help="Of the random draws."
)
_steps = click.option(
    "--steps", type=click.IntRange(1, 100), default=6, show_default=True, help="Steps of a play."
)  # fmt: skip
_runs = click.option(
    "--runs", type=click.IntRange(1, 1_000_000), default=1000, show_default=True, help="Drawn maps."
)  # fmt: skip
holders_option = click.option(
    "--holder", "holders", multiple=True, metavar="NAME", help="Only this holder's map; may be given again."
)  # fmt: skip


def by_day(function: F) -> F:
    """The options of verbs that look at one day."""
    return options(
        click.option("--as-of", metavar="DAY", help="By the records known that day; else by all."),
        file_option,
    )(function)


@click.group()
def system() -> None:
    """A system as of a day: what has which state, what moves what, what follows."""


# --- show -------------------------------------------------------------------------------------


@system.command()
@by_day
@in_workspace
def show(as_of: str | None, file: str | None, json_: bool) -> None:
    """Every variable's value with its passages; mechanisms, tensions, and who wants what."""
    with opened() as study:
        view = study.system(as_of, path=file)
    if json_:
        say_json(_show_json(view))
        return
    say(f"{view.described.name}, as of {view.as_of}")
    ruled = {v.name for v in view.described.variables if v.rules or v.track}
    for row in view.variables():
        if row["name"] in ruled:
            _say_variable(row)
    say(
        "only in cause maps: "
        + ", ".join(v.name for v in view.described.variables if v.name not in ruled)
    )
    for tension in view.tensions()[:_SHOWN]:
        _say_tension(tension, view)
    for triangle in view.triangles():
        _say_triangle(triangle, view)
    _say_actors(view)
    told = {f"{e.label}, by {len(e.asserted_by)} against {len(e.denied_by)}" for e in view.active()}
    for label in sorted(told):
        say(f"active: {label}")
    edges = sum(len(m.edges) for m in view.maps.values())
    say(
        f"{edges} mechanisms in {len(view.maps)} maps; {len(view.untied)} that tie to no two variables"
    )


def _show_json(view: "SystemView") -> dict[str, Any]:
    return {
        "system": view.described.name,
        "as_of": view.as_of,
        "variables": view.variables(),
        "mechanisms": {name: _edges_json(m, view) for name, m in view.maps.items()},
        "active": [e.label for e in view.active()],
        "untied": [
            {"id": u.id, "cause": u.cause, "effect": u.effect, "tied": list(u.tied)}
            for u in view.untied
        ],
        "loops": [{"kind": x.kind, "path": _path_json(x.path, view)} for x in view.loops()],
        "tensions": [_tension_json(t, view) for t in view.tensions()],
        "triangles": [_triangle_json(t, view) for t in view.triangles()],
        "strategies": _strategies_json(view),
        "actors": _actors(view),
    }


def _say_variable(row: Mapping[str, Any]) -> None:
    if row["value"] is None:
        say(f"{row['name']}: unknown ({row['reason']})")
        return
    unsure = "" if row["standing"] == "firm" else ", only claimed"
    say(f"{row['name']}: {row['value']}, since {row['since']}{unsure}")
    _say_passages(row["evidence"])
    if row["disputed"]:
        say("    told otherwise:")
        _say_passages(row["disputed"])


def _say_passages(passages: Sequence[Mapping[str, Any]]) -> None:
    for passage in passages[:_SHOWN]:
        say(f"    {passage_of(passage)}")
    if len(passages) > _SHOWN:
        say(f"    and {len(passages) - _SHOWN} more")


def passage_of(passage: Mapping[str, Any]) -> str:
    """A passage in one line: the record, the document, the words."""
    source = str(passage["source"]).rpartition("/")[2]
    text = " ".join(str(passage["text"]).split())
    return f"{passage['id'][:12]} {source}: {text}"


def _say_tension(tension: "Tension", view: "SystemView") -> None:
    say(f"tension: {tension.variable} both serves and harms {tension.actor}")
    for word, side in (("serves", tension.serves), ("harms", tension.harms)):
        for label in dict.fromkeys(p.label for p in side):
            say(f"  {word}: {label}")
        _say_passages(_cited(side[0], view))


def _say_triangle(triangle: "Triangle", view: "SystemView") -> None:
    one, other = triangle.sides
    say(f"balancing triangle: {triangle.between} between {one} and {other}")
    for path in triangle.paths:
        say(f"  {path.label}")
        _say_passages(_cited(path, view))


def _cited(path: "Path", view: "SystemView") -> list[dict[str, Any]]:
    return view.cited({a.id: a.citation for e in path.edges for a in e.assertions})


def _say_actors(view: "SystemView") -> None:
    for actor, told in _actors(view).items():
        if not any(told.values()):
            continue
        wants = (
            ", ".join(f"{w['variable']} {_WAY[w['sign']]}" for w in told["wants"]) or "nothing told"
        )
        say(f"{actor} wants: {wants}")
        for lever in told["levers"][-_SHOWN:]:
            say(f"    lever {lever['state']} over {lever['over']}: {lever['text']}")
        for open_ in told["undertakings"][-_SHOWN:]:
            say(f"    open {open_['kind']}: {' '.join(open_['text'].split())}")


def _actors(view: "SystemView") -> dict[str, Any]:
    """Interests, levers and open undertakings of the actors that the file names, or of all."""
    from legation.causes import party

    undertakings = view.undertakings
    names = view.described.actors or sorted({w.actor for w in view.wants})
    return {
        name: {
            "wants": [
                {"variable": w.variable, "sign": w.sign, "evidence": view.cited(w.evidence)}
                for w in view.wants
                if w.actor == name
            ],
            "levers": [
                {
                    "id": x.id,
                    "over": x.over.name if x.over else None,
                    "state": x.state,
                    "text": x.means.text,
                }
                for x in view.levers
                if party(x.holder) == name
            ],
            "undertakings": [
                {"id": u.id, "kind": u.kind, "text": u.content.text}
                for u in undertakings
                if party(u.by) == name
            ],
        }
        for name in names
    }


def _tension_json(tension: "Tension", view: "SystemView") -> dict[str, Any]:
    return {
        "variable": tension.variable,
        "actor": tension.actor,
        "told": list(tension.told),
        "serves": [_path_json(p, view) for p in tension.serves],
        "harms": [_path_json(p, view) for p in tension.harms],
    }


def _triangle_json(triangle: "Triangle", view: "SystemView") -> dict[str, Any]:
    return {
        "between": triangle.between,
        "sides": list(triangle.sides),
        "closeness": list(triangle.closeness),
        "paths": [_path_json(p, view) for p in triangle.paths],
    }


def _path_json(path: "Path", view: "SystemView") -> dict[str, Any]:
    return {"path": path.label, "sign": path.sign, "evidence": _cited(path, view)}


# --- maps -------------------------------------------------------------------------------------


@system.command()
@by_day
@holders_option
@in_workspace
def maps(as_of: str | None, file: str | None, holders: tuple[str, ...], json_: bool) -> None:
    """Who holds that what moves what: edges with signs, modes, documents for and against."""
    with opened() as study:
        view = study.system(as_of, path=file)
    chosen = {name: view.map([name]) for name in holders or view.maps}
    if json_:
        say_json({name: _edges_json(m, view) for name, m in chosen.items()})
        return
    rows = [
        (name, e.cause, _SIGN[e.sign], e.effect, e.mode, len(e.asserted_by), len(e.denied_by),
         " ".join(e.assertions[0].citation.text.split()))
        for name, m in chosen.items()
        for e in m.edges
    ]  # fmt: skip
    table(("holder", "cause", "sign", "effect", "mode", "assert", "deny", "passage"), rows)


def _edges_json(cause_map: "CauseMap", view: "SystemView") -> list[dict[str, Any]]:
    return [
        {
            "cause": e.cause, "effect": e.effect, "sign": _SIGN[e.sign], "mode": e.mode,
            "holders": list(e.holders), "asserted_by": list(e.asserted_by),
            "denied_by": list(e.denied_by), "probability": round(e.probability(), 4),
            "evidence": view.cited({a.id: a.citation for a in e.assertions}),
        }
        for e in cause_map.edges
    ]  # fmt: skip


@system.command()
@by_day
@holders_option
@in_workspace
def loops(as_of: str | None, file: str | None, holders: tuple[str, ...], json_: bool) -> None:
    """Loops (with what actors do about it), tensions, triangles, and strategies of a map."""
    with opened() as study:
        view = study.system(as_of, path=file)
    chosen = list(holders) or None
    if json_:
        say_json(
            {
                "holders": list(view.map(chosen).holders),
                "loops": [
                    {"kind": x.kind, "path": _path_json(x.path, view)}
                    for x in view.loops(chosen, react=True)
                ],
                "tensions": [_tension_json(t, view) for t in view.tensions(chosen)],
                "triangles": [_triangle_json(t, view) for t in view.triangles(chosen)],
                "strategies": _strategies_json(view, chosen),
            }
        )
        return
    say("the map of " + ", ".join(view.map(chosen).holders))
    for kind, label in dict.fromkeys(
        (x.kind, x.path.label) for x in view.loops(chosen, react=True)
    ):
        say(f"{kind}: {label}")
    for tension in view.tensions(chosen):
        _say_tension(tension, view)
    for triangle in view.triangles(chosen):
        _say_triangle(triangle, view)
    for strategy in view.strategies(chosen):
        say(f"{strategy.label} ({strategy.basis})")
        _say_passages(view.cited(strategy.evidence))


@system.command()
@click.argument("start")
@click.argument("end")
@by_day
@holders_option
@in_workspace
def paths(start: str, end: str, as_of: str | None, file: str | None, **asked: Any) -> None:
    """The ways by which one variable moves another, their net sign, and who says so."""
    from legation.causes import net_sign

    with opened() as study:
        view = study.system(as_of, path=file)
    found = view.paths(start, end, list(asked["holders"]) or None)
    net = net_sign(found)
    if asked["json_"]:
        say_json({"paths": [_path_json(p, view) for p in found], "net": _SIGN.get(net or 0, net)})
        return
    for path in found:
        say(path.label)
        _say_passages(_cited(path, view))
    say("net: " + {0: "no path", None: "the paths disagree"}.get(net, _SIGN.get(net or 0, "")))


def _strategies_json(
    view: "SystemView", holders: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    return [
        {
            "if": s.variable, "moves": _WAY[s.direction], "actor": s.act.by, "type": s.act.type,
            "towards": s.act.towards, "does": s.does, "more": s.sign > 0, "basis": s.basis,
            "evidence": view.cited(s.evidence),
        }
        for s in view.strategies(holders)
    ]  # fmt: skip


# --- play -------------------------------------------------------------------------------------


@system.command()
@by_day
@options(
    click.option("--set", "sets", multiple=True, metavar="VARIABLE=up|down", help="Press a variable; may be given again."),
    click.option("--option", "taken", multiple=True, metavar="NAME", help="Take an option of a game: it sets variables."),
)  # fmt: skip
@options(_steps, _runs, seed_option, holders_option)
@click.option("--justify", is_flag=True, help="Run justifications as if they were causes.")
@click.option("--save", metavar="NAME", help="Keep the play as a scenario.")
@in_workspace
def play(as_of: str | None, file: str | None, json_: bool, **asked: Any) -> None:
    """Press variables and see what moves, by two methods, over many drawn maps."""
    from legation.study.system import save

    sets = _sets(asked["sets"], asked["taken"])
    with opened() as study:
        view = study.system(as_of, path=file)
        pressed = _pressed(sets, asked["taken"], view)
        played = view.play(
            pressed, holders=list(asked["holders"]) or None, steps=asked["steps"],
            runs=asked["runs"], seed=asked["seed"], justify=asked["justify"],
        )  # fmt: skip
        if asked["save"] is not None:
            save(study, view, played, asked["save"])
    (say_json(_play_json(played, view)) if json_ else _say_play(played, view))


def _sets(sets: Sequence[str], taken: Sequence[str]) -> dict[str, int]:
    """What --set presses; refuses what says no direction, and a play of nothing."""
    from legation.system import UP_DOWN

    found: dict[str, int] = {}
    for text in sets:
        name, _, way = text.partition("=")
        if way not in UP_DOWN:
            raise UsageError(f"--set {text}: write VARIABLE=up or VARIABLE=down")
        found[name] = UP_DOWN[way]
    if not found and not taken:
        raise UsageError("nothing is pressed; give --set VARIABLE=up or --option NAME")
    return found


def _pressed(sets: Mapping[str, int], taken: Sequence[str], view: "SystemView") -> dict[str, int]:
    """What is pressed, by variables and by options."""
    found = dict(sets)
    for name in taken:
        for variable, way in view.option(name).sets.items():
            if found.get(variable, way) != way:
                raise UsageError(f"{variable} is set both up and down; leave one out")
            found[variable] = way
    return found


def _say_play(played: "Play", view: "SystemView") -> None:
    told = ", ".join(f"{n} {_WAY[s]}" for n, s in played.pressed.items())
    say(
        f"as of {view.as_of}, {told}; {played.runs} maps of {', '.join(played.holders)}; seed {played.seed}"
    )
    rows = []
    for d in sorted(played.directions, key=lambda d: (-(d.up + d.down), d.name)):
        if d.still < 1 and d.name not in played.pressed:
            shares = (d.up, d.down, d.still, d.signs_up, d.signs_down, d.ambiguous, d.disagree)
            by = d.carried[0][0].label if d.carried else ""
            rows.append((d.name, *(f"{x:.2f}" for x in shares), by))
    table(
        ("variable", "up", "down", "still", "signs up", "signs down", "either", "disagree", "by"),
        rows,
    )
    for strike in played.strikes[:_SHOWN]:
        change = f"{strike.most} {strike.with_it:+.2f} → {strike.without:+.2f}"
        say(f"without {strike.label}: {change}")
    _say_reasons(played, view)
    for p in [p for p in view.preferences(played) if p["met"] != p["crossed"]][:_SHOWN]:
        met = f"met in {p['met']:.2f}, crossed in {p['crossed']:.2f}"
        say(f"{p['actor']} wants {p['variable']} {_WAY[p['wants']]}: {met}")
    for i in view.indicators(played):
        if i.next is not None and i.shows:
            say(f"watch {i.variable}: {i.now or 'unknown'} → {i.next}; {' | '.join(i.shows)}")


def _say_reasons(played: "Play", view: "SystemView") -> None:
    """Strategies that fired, and for each variable that moves the path that carries it most often."""
    for strategy, share in played.fired:
        say(f"fired in {share:.2f}: {strategy.label} ({strategy.basis})")
        _say_passages(view.cited(strategy.evidence))
    for d in played.directions:
        if d.way and d.carried and d.name not in played.pressed:
            path, share = d.carried[0]
            say(f"{d.name} {_WAY[d.way]} by {path.label} (all there in {share:.2f})")
            _say_passages(_cited(path, view))


def _play_json(played: "Play", view: "SystemView") -> dict[str, Any]:
    return {
        "as_of": view.as_of, "pressed": {n: _WAY[s] for n, s in played.pressed.items()},
        "holders": list(played.holders), "steps": played.steps, "runs": played.runs, "seed": played.seed,
        "doubt": {"modes": dict(played.doubt.modes), "trust": played.doubt.trust, "weights": list(played.doubt.weights)},
        "variables": [
            {
                "name": d.name, "up": d.up, "down": d.down, "still": d.still,
                "signs": {"up": d.signs_up, "down": d.signs_down, "still": d.signs_still, "either": d.ambiguous},
                "disagree": d.disagree,
                "paths": [_path_json(p, view) | {"share": share} for p, share in d.carried],
            }
            for d in played.directions
        ],
        "edges": [
            {
                "edge": s.label, "effect": s.effect, "most": s.most, "with": s.with_it,
                "without": s.without, "evidence": list(s.evidence),
            }
            for s in played.strikes
        ],
        "fired": [
            {"strategy": s.label, "basis": s.basis, "share": share, "evidence": view.cited(s.evidence)}
            for s, share in played.fired
        ],
        "preferences": view.preferences(played),
        "indicators": [indicator_json(i) for i in view.indicators(played)],
    }  # fmt: skip


def indicator_json(indicator: "Indicator") -> dict[str, Any]:
    """What would show that a variable moves."""
    i = indicator
    return {
        "variable": i.variable, "way": _WAY[i.way], "share": i.share, "now": i.now,
        "next": i.next, "shows": list(i.shows),
    }  # fmt: skip
