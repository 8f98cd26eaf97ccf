"""The verbs on what is new: `mark` says that all is read so far, `changes` what came since."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from legation.cli.output import in_workspace, opened, say, say_all, say_json, table, times

if TYPE_CHECKING:
    from legation.ledger import Changes, Touched
    from legation.study import Study


@click.command()
@click.argument("reason", nargs=-1, metavar="[NOTE...]")
@click.option("--day", metavar="DAY", help="As it stood at the end of DAY; else as it is now.")
@in_workspace
def mark(reason: tuple[str, ...], day: str | None, json_: bool) -> None:
    """Mark what is there as read; `changes` then tells what came, changed or went since.

    The mark is kept with your name, the moment and your NOTE; `legation undo` takes it back.
    """
    with opened() as study:
        ident = study.mark(day=day, reason=" ".join(reason))
    if json_:
        say_json({"mark": ident})
    else:
        say(ident)


@click.command()
@click.option("--since", default="note", metavar="DAY", help="Since the end of DAY, or a moment.")
@click.option("--kind", help="Only records of this kind.")
@in_workspace
@times
def changes(
    since: str, kind: str | None, json_: bool, as_of: str | None, recorded_as_of: str | None
) -> None:
    """What is new, changed or retracted since your last mark, or since a day."""
    with opened() as study:
        found = study.changes(since, as_of=as_of, recorded_as_of=recorded_as_of)
        rows = [row for row in lines(study, found) if kind in (None, row["record"])]
    if json_:
        say_all(rows)
        return
    shown = ("change", "record", "id", "known_at", "document", "passage")
    table(shown, [[_short(row, name) for name in shown] for row in rows])


def lines(study: "Study", found: "Changes") -> Iterator[dict[str, Any]]:
    """A line each change; `news` tells whether the press could know it only after the mark."""
    names = {d.id: d.sources[0] for d in study.documents()}
    for ident in found.documents:
        yield {"change": "new", "record": "document", "id": ident, "document": names.get(ident)}
    told: list[tuple[str, Touched, Touched | None]] = [("new", one, None) for one in found.new]
    told += [("changed", after, before) for before, after in found.changed]
    told += [("retracted", one, None) for one in found.retracted]
    for what, one, before in told:
        [row] = study.ledger.at([one.row])
        yield {
            "change": what,
            "record": row.kind,
            "id": row.id,
            "before": before.id if before else None,
            "known_at": row.known_at,
            "news": row.known_at > found.since[:10],
            "document": names.get(row.document or "", row.document),
            "passage": (row.data().get("citation") or {}).get("text"),
        }
    for ident in found.documents_retracted:
        yield {"change": "retracted", "record": "document", "id": ident}


def _short(row: Mapping[str, Any], name: str) -> object:
    value = row.get(name)
    return str(value)[:12] if name == "id" else value
