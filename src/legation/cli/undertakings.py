"""The verb that shows what was promised, demanded or threatened, and judges what became of it."""

from typing import TYPE_CHECKING, Any, Final, get_args

import click

from legation.cli.output import in_workspace, opened, say, say_all, say_json, table, times
from legation.errors import UsageError
from legation.ontology import Outcome
from legation.review import BY_HAND

if TYPE_CHECKING:
    from legation.records import Undertaking

_OUTCOMES: Final = get_args(Outcome)
_WORDS: Final = 90  # characters of an undertaking that a line shows


@click.command()
@click.option("--only", type=click.Choice(_OUTCOMES), help="Only those with this outcome.")
@click.option("--limit", type=int, default=40, show_default=True, help="So many undertakings.")
@click.option("--confirm", metavar="ID", help="Say that what became of it is as proposed.")
@click.option(
    "--overrule", nargs=2, type=(str, click.Choice(_OUTCOMES)), metavar="ID OUTCOME",
    help="Say that something else became of it.",
)  # fmt: skip
@click.option(
    "--shown-by", multiple=True, metavar="RECORD",
    help="The id of a record that shows it; repeat it for more.",
)  # fmt: skip
@click.option("--reason", default="judged by hand", metavar="TEXT", help="Why; kept with it.")
@times
@in_workspace
def undertakings(
    *,
    only: str | None,
    limit: int,
    confirm: str | None,
    overrule: tuple[str, Outcome] | None,
    shown_by: tuple[str, ...],
    reason: str,
    as_of: str | None,
    recorded_as_of: str | None,
    json_: bool,
) -> None:
    """What was promised, demanded or threatened, and what became of it; confirm or overrule that."""
    if confirm and overrule:
        raise UsageError("an undertaking is confirmed or overruled, not both")
    with opened() as study:
        if confirm or overrule:
            ident, outcome = overrule or (confirm or "", None)
            judgement = study.settle(ident, outcome, shown_by=shown_by, reason=reason)
            _tell(judgement, ident, json_=json_)
            return
        made = study.undertakings(as_of=as_of, recorded_as_of=recorded_as_of)
    found = [u for u in made if only in {None, u.outcome}][:limit]
    if json_:
        say_all(u.to_json() for u in found)
        return
    table(
        ("id", "became", "said by", "what", "whose", "shown by", "words"), [_line(u) for u in found]
    )


def _tell(judgement: str, ident: str, *, json_: bool) -> None:
    if json_:
        say_json({"settled": ident, "by": judgement})
    else:
        say(judgement)


def _line(told: "Undertaking") -> tuple[Any, ...]:
    by = "a person" if told.coder == BY_HAND else "the program"
    shown = " ".join(i[:12] for i in told.shown_by[:3])
    return (
        told.id[:12],
        told.outcome,
        by,
        told.kind,
        told.by.name,
        shown,
        told.content.text[:_WORDS],
    )
