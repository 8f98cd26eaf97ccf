"""The verb that writes files for other programs: `export`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from legation.cli.output import in_workspace, opened, say, say_json, times
from legation.errors import UsageError
from legation.records import KINDS

if TYPE_CHECKING:
    from legation.study import Choice, Study


@click.command()
@click.argument("path", required=False, metavar="[PATH]")
@click.option(
    "--format", "format_", type=click.Choice(["jsonl", "csv", "sqlite"]),
    help="Else told by PATH's ending; JSON Lines without PATH.",
)  # fmt: skip
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be given again.")
@in_workspace
@times
def export(
    path: str | None,
    format_: str | None,
    kinds: tuple[str, ...],
    json_: bool,
    as_of: str | None,
    recorded_as_of: str | None,
) -> None:
    """Write records to PATH, or to standard output.

    JSON Lines hold all kinds.  CSV holds one kind a file: with several, PATH is a folder and the
    files are named after the kinds.  SQLite holds all, a table a kind, for Datasette and others.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(f"no record kind {kind!r}; known: {', '.join(KINDS)}")
    form = format_ or _told_by(path)
    chosen = kinds or tuple(KINDS)
    when: Choice = {"as_of": as_of, "recorded_as_of": recorded_as_of}
    with opened() as study:
        if form == "sqlite":
            if path is None or kinds:
                raise UsageError("a SQLite file holds all kinds and needs a PATH: `export x.db`")
            made = study.export(Path(path), as_of=as_of, recorded_as_of=recorded_as_of)
        elif form == "csv":
            made = _csv(study, path, chosen, when)
        else:
            made = _jsonl(study, path, chosen, when)
    if path is not None:
        if json_:
            say_json(made)
        else:
            say(f"wrote {sum(made.values())} records to {path}")


def _told_by(path: str | None) -> str:
    """The format that a file's ending means."""
    ending = Path(path).suffix.lower() if path else ".jsonl"
    known = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".db": "sqlite"}
    form = (known | {".sqlite": "sqlite", ".sqlite3": "sqlite"}).get(ending)
    if form is None:
        raise UsageError(f"{path}: the ending tells no format; give --format jsonl, csv or sqlite")
    return form


def _jsonl(
    study: "Study", path: str | None, kinds: tuple[str, ...], when: "Choice"
) -> dict[str, int]:
    from legation.export import write_jsonl

    with _stream(path) as stream:
        return {kind: write_jsonl(study.lines(kind, **when), stream) for kind in kinds}


def _csv(
    study: "Study", path: str | None, kinds: tuple[str, ...], when: "Choice"
) -> dict[str, int]:
    from legation.export import write_csv

    if len(kinds) == 1:
        with _stream(path) as stream:
            return {kinds[0]: write_csv(study.lines(kinds[0], **when), kinds[0], stream)}
    if path is None:
        raise UsageError("CSV holds one kind a file; give --kind, or a PATH for a folder of files")
    made = {}
    for kind in kinds:
        with _stream(str(Path(path, f"{kind}.csv"))) as stream:
            made[kind] = write_csv(study.lines(kind, **when), kind, stream)
    return made


@contextmanager
def _stream(path: str | None) -> Iterator[TextIO]:
    """The file, in its folder made if need be, or standard output."""
    if path is None:
        yield sys.stdout
        return
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with Path(path).open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
