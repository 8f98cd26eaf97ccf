"""The verbs that read the ledger: `actors`, `events`, `claims`, `show`, `search`."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from legation.cli.output import (
    in_workspace,
    opened,
    options,
    say,
    say_all,
    say_json,
    table,
    times,
)

if TYPE_CHECKING:
    from legation.study import Shown

_limit = click.option("--limit", type=click.IntRange(1), help="At most so many.")
_choices = options(
    click.option("--actor", metavar="WHO", help="Where WHO takes part: name, party, code or key."),
    click.option("--source", metavar="WHO", help="Where WHO acts or speaks."),
    click.option("--target", metavar="WHO", help="Where WHO is acted on, addressed, spoken of."),
    click.option("--since", metavar="DATE", help="Not over before DATE."),
    click.option("--until", metavar="DATE", help="Begun before DATE."),
    click.option("--document", metavar="ID", help="Of this document."),
    click.option("--confidence", type=click.FloatRange(0, 1), help="At least so sure."),
    _limit,
    times,
)


@click.command()
@in_workspace
@_limit
@times
def actors(json_: bool, limit: int | None, as_of: str | None, recorded_as_of: str | None) -> None:
    """Who is spoken of, most mentioned first."""
    with opened() as study:
        found = study.actors(as_of=as_of, recorded_as_of=recorded_as_of)[:limit]
    if json_:
        say_all({"record": "actor_entry", **asdict(entry)} for entry in found)
        return
    table(
        ("mentions", "documents", "kind", "party", "key", "name"),
        [(e.mentions, e.documents, e.kind, e.party, e.key, e.name) for e in found],
    )


@click.command()
@click.option("--type", "label", metavar="TYPE", help="PLOVER event type, such as CONSULT.")
@in_workspace
@_choices
def events(json_: bool, label: str | None, **choice: Any) -> None:
    """Who did what to whom, by day."""
    label = label.upper() if label else None
    _listed("event", json_, {"label": label, **choice}, _EVENT, _event)


@click.command()
@click.option("--polarity", "label", help="assert, deny, demand, promise, warn or condition.")
@in_workspace
@_choices
def claims(json_: bool, label: str | None, **choice: Any) -> None:
    """Who said, denied, demanded or promised what."""
    _listed("claim", json_, {"label": label, **choice}, _CLAIM, _claim)


_EVENT = ("id", "day", "type", "who", "whom", "how sure", "passage")
_CLAIM = ("id", "day", "speaker", "polarity", "what")


def _listed(
    kind: str,
    json_: bool,
    choice: dict[str, Any],
    columns: tuple[str, ...],
    row: Any,
) -> None:
    with opened() as study:
        if choice.get("document"):
            choice["document"] = study.document_id(choice["document"])
        if json_:
            say_all(study.lines(kind, **choice))
        else:
            table(columns, (row(r.data()) for r in study.rows(kind, **choice)))


def _event(data: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        data["id"][:12],
        data["start"],
        data["type"],
        _names(data["source_actors"]),
        _names(data["target_actors"]),
        data["factuality"],
        data["citation"]["text"],
    )


def _claim(data: Mapping[str, Any]) -> tuple[object, ...]:
    speaker = data["speaker"]["name"] if data["speaker"] else "(the author)"
    return data["id"][:12], data["date"], speaker, data["polarity"], data["content"]["text"]


def _names(refs: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(str(ref["name"]) for ref in refs)


@click.command()
@click.argument("ident", metavar="ID")
@in_workspace
def show(ident: str, json_: bool) -> None:
    """One record or document, by the beginning of its ID, or the actor of that key."""
    from legation.ledger import ActorEntry
    from legation.records import Document

    with opened() as study:
        found = study.show(ident)
        if isinstance(found, ActorEntry):
            data: dict[str, Any] = {"record": "actor_entry", "id": found.key, **asdict(found)}
        elif isinstance(found, Document):
            data = found.to_json(source=study.ledger.source(found.id))
        else:
            data = found.row.data()
    if json_:
        say_json(data)
        return
    _show_fields(data)
    if isinstance(found, Document):
        say("")
        say(found.text)
    elif not isinstance(found, ActorEntry):
        _show_passage(found)


def _show_fields(data: dict[str, Any]) -> None:
    """What is known, a line a field; the passage and the text are shown apart."""
    kind = data["record"]
    say(f"{kind} {data['id']}")
    apart = {"record", "id", "citation", "regions", *(("text",) if kind == "document" else ())}
    for name, value in data.items():
        if name not in apart and value not in (None, [], (), "", {}):
            say(f"  {name}: {_told(value)}")


def _show_passage(shown: "Shown") -> None:
    """The passage that a record was read in, with what is around it."""
    if shown.document is None or shown.text is None or shown.cited is None:
        return
    document = shown.document
    before, after = shown.text[: shown.cited.start], shown.text[shown.cited.end :]
    say(f"  in {document.title or 'an untitled document'}")
    say(f"     {document.date or 'undated'}, document {document.id[:12]}:")
    say(f"  … {before}⟦{shown.cited.text}⟧{after} …")


def _told(value: Any) -> str:
    """A field for people: actors by name, spans by their words."""
    if isinstance(value, list | tuple):
        return "; ".join(_told(v) for v in value)
    if isinstance(value, dict):
        named = value.get("name") or value.get("text")
        return str(named) if named else ", ".join(f"{k} {_told(v)}" for k, v in value.items())
    return str(value)


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option("--parts/--words", default=None, help="Look inside words, or at whole words only.")
@click.option("--limit", type=click.IntRange(1), default=20, help="At most so many.")
@in_workspace
@times
def search(
    words: tuple[str, ...],
    parts: bool | None,
    limit: int,
    json_: bool,
    as_of: str | None,
    recorded_as_of: str | None,
) -> None:
    """Passages that hold all WORDs: word, "a phrase", begin*, -unwanted, in any script."""
    with opened() as study:
        found = study.search(
            " ".join(words), limit=limit, parts=parts, as_of=as_of, recorded_as_of=recorded_as_of
        )
    if json_:
        say_all(asdict(hit) for hit in found)
        return
    table(
        ("document", "day", "where", "passage"),
        [(h.document[:12], h.known_at, h.title or h.source, h.snippet) for h in found],
    )
    if found and found[0].matched == "parts":
        say("(no passage has these as whole words; found inside words)")
