"""The verbs that read the ledger: `actors`, `events`, `claims`, `show`, `search`."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

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
    """One record or document, by the beginning of its ID, with its evidence."""
    from legation.records import Document

    with opened() as study:
        found = study.show(ident)
        if json_:
            say_json(found.to_json() if isinstance(found, Document) else found.row.data())
            return
        if isinstance(found, Document):
            _show_document(found, study.ledger.source(found.id))
            return
        data = found.row.data()
        say(f"{data.pop('record')} {data.pop('id')}")
        data.pop("citation", None)
        for name, value in data.items():
            if value not in (None, [], "", {}):
                say(f"  {name}: {_told(value)}")
        if found.document and found.text is not None and found.cited:
            before, after = found.text[: found.cited.start], found.text[found.cited.end :]
            say(f"  in {found.document.title or study.ledger.source(found.document.id)}")
            say(f"     {found.document.date or 'undated'}, document {found.document.id[:12]}:")
            say(f"  … {before}⟦{found.cited.text}⟧{after} …")


def _show_document(document: Any, source: str) -> None:
    say(f"document {document.id}")
    fields = document.to_json(source=source)
    for name, value in fields.items():
        if name not in ("record", "id", "text", "regions") and value not in (None, [], ""):
            say(f"  {name}: {_told(value)}")
    say("")
    say(document.text)


def _told(value: Any) -> str:
    """A field for people: actors by name, spans by their words."""
    if isinstance(value, list):
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
