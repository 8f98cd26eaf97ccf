"""The verbs that put records together: `relation`, `tracks`, `corroborate`."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from legation.cli.output import in_workspace, opened, options, say, say_all, table, times

if TYPE_CHECKING:
    from legation.records import Estimate, Undertaking

_sides = options(click.argument("a"), click.argument("b"))


@click.command()
@_sides
@click.option(
    "--period", type=click.Choice(["month", "quarter", "year"]), default="month",
    show_default=True, help="What is counted together.",
)  # fmt: skip
@click.option("--since", metavar="DAY", help="From this day on.")
@click.option("--until", metavar="DAY", help="Before this day.")
@click.option("--third", metavar="C", help="Does A–B move with or against A–C?")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the resampling.")
@times
@in_workspace
def relation(a: str, b: str, **asked: Any) -> int:
    """What A did towards B over time: turns, phases, who moves first."""
    from legation.relations import Counting

    how = Counting(
        period=asked["period"], since=asked["since"], until=asked["until"], seed=asked["seed"]
    )
    with opened() as study:
        found = study.relation(
            a, b, how=how, third=asked["third"], as_of=asked["as_of"],
            recorded_as_of=asked["recorded_as_of"],
        )  # fmt: skip
    if asked["json_"]:
        say_all(e.to_json() for e in found.values())
        return 0
    table(
        ("from", "until", "reports", "share", "records", "phase"),
        [
            (p["start"], p["end"], f"{p['reports']:.1f}", f"{p['share']:.2f}", len(p["ids"]), p["name"])
            for p in found["phases"].value
        ],
    )  # fmt: skip
    table(
        ("turn", "support", "around it"),
        [
            (t["day"], f"{t['support']:.2f}", ", ".join(f"{n} {k}" for k, n in t["types"].items()))
            for t in found["change points"].value
        ],
    )
    even, moved = found["reciprocity"].value, found["lead and lag"].value
    say(f"evenness: cooperation {even['cooperation']}, conflict {even['conflict']} (1: both alike)")
    say(f"moves first: {moved['first'] or 'nobody that chance would not name too'}")
    if "triangle" in found:
        moved = found["triangle"].value
        say(f"with {asked['third']}: correlation {moved['correlation'].get('0')}, "
            f"first: {moved['first'] or 'neither'}")  # fmt: skip
    return 0


@click.command()
@_sides
@times
@in_workspace
def tracks(a: str, b: str, as_of: str | None, recorded_as_of: str | None, json_: bool) -> int:
    """Contact, legal standing, diplomatic presence: which step when, and how it is known."""
    with opened() as study:
        *found, scale = study.tracks(a, b, as_of=as_of, recorded_as_of=recorded_as_of)
    if json_:
        say_all(e.to_json() for e in (*found, scale))
        return 0
    rows = [(e.subject.rpartition(": ")[2], s) for e in found for s in e.value]
    table(
        ("track", "from", "level", "known", "dated", "origins", "evidence"),
        [
            (track, _when(s), s["name"], s["standing"], s["basis"], s["origins"], _short(s["ids"]))
            for track, s in rows
        ],
    )
    if scale.value:
        say(
            f"one scale? reproducibility {scale.value['reproducibility']} over "
            f"{scale.value['cases']} years (at least {scale.value['least']})"
        )
    return 0


@click.command()
@click.option("--limit", type=int, default=20, show_default=True, help="So many matters.")
@times
@in_workspace
def corroborate(limit: int, as_of: str | None, recorded_as_of: str | None, json_: bool) -> int:
    """Who says the same, who denies it, from how many origins; what became of what was foretold."""
    with opened() as study:
        found = study.corroborate(as_of=as_of, recorded_as_of=recorded_as_of)
        made = study.undertakings(as_of=as_of, recorded_as_of=recorded_as_of)
    if json_:
        say_all(e.to_json() for group in found.values() for e in group)
        say_all(u.to_json() for u in made)
        return 0
    for matter in found["matters"][:limit]:
        _tell_matter(matter)
    _tell_attendance(found["attendance"])
    table(
        ("outcome", "made", "by", "shown by", "prediction"),
        [
            (v["outcome"], v["made_on"], v["made_by"] or v["publisher"], _short(v["shown_by"]), v["text"])
            for v in (e.value for e in found["predictions"])
        ],
    )  # fmt: skip
    table(
        ("whose record", "outcomes", "scores"),
        [
            (
                e.subject,
                ", ".join(f"{n} {k}" for k, n in e.value["counts"].items() if n),
                "; ".join(f"{k}: Brier {s['brier']} of {s['n']}" for k, s in e.value["scores"].items()),
            )
            for e in found["records"]
        ],
    )  # fmt: skip
    _tell_undertakings(made)
    return 0


def _tell_attendance(found: "list[Estimate]") -> None:
    table(
        ("who", "said to be", "at", "on", "by", "record"),
        [
            (e.value["member"], s["status"], s["meeting"], s["date"], s["publisher"], s["id"][:12])
            for e in found
            for s in e.value["says"]
        ],
    )


def _tell_undertakings(made: "list[Undertaking]") -> None:
    table(
        ("became", "what", "whose", "shown by", "words"),
        [
            (u.outcome, u.kind, u.by.name, _short(list(u.shown_by)), u.content.text)
            for u in made
            if u.outcome != "untested"
        ],
    )
    untested = sum(u.outcome == "untested" for u in made)
    say(f"{untested} more promises, demands and threats that no record tests")


def _tell_matter(matter: "Estimate") -> None:
    value = matter.value
    standing = ", ".join(f"{n} {k}" for k, n in value["standing"].items())
    say(f"{len(value['claims'])} claims, {len(value['origins'])} origins; pairs: {standing}")
    for unit, own in value["ranges"].items():
        say(f"  {unit}: {own['low']:g} to {own['high']:g}")
    table(
        ("date", "speaker", "how", "record", "claim"),
        [
            (c["date"], c["speaker"], c["polarity"], c["id"][:12], c["text"])
            for c in value["claims"]
        ],
    )


def _when(step: dict[str, Any]) -> str:
    """The day of a step, or the month or year where no more is known."""
    day, before = date.fromisoformat(step["day"]), date.fromisoformat(step["before"])
    if (before - day).days <= 1:
        return day.isoformat()
    return f"{day:%Y}" if (before - day).days > 31 else f"{day:%Y-%m}"


def _short(ids: list[str]) -> str:
    """The beginnings of a few ids."""
    return " ".join(i[:12] for i in ids[:3]) + (" …" if len(ids) > 3 else "")
