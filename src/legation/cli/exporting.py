"""The verb that writes files for other programs and for writing: `export`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

from legation.cli.output import in_workspace, opened, say, say_json, times
from legation.errors import UsageError
from legation.records import KINDS

if TYPE_CHECKING:
    from legation.study import Choice, Study

# format → the endings of files that mean it
ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "jsonl": (".jsonl", ".ndjson"),
    "csv": (".csv",),
    "parquet": (".parquet",),
    "sqlite": (".db", ".sqlite", ".sqlite3"),
    "gexf": (".gexf",),
    "csl": (".json",),
    "bibtex": (".bib",),
    "ris": (".ris",),
    "docx": (".docx",),
    "markdown": (".md",),
    "html": (".html", ".htm"),
}
BY_KIND: Final = frozenset({"jsonl", "csv", "parquet"})
PAPERS: Final = frozenset({"docx", "markdown", "html"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to write where."""

    path: str | None
    kinds: tuple[str, ...]
    pair: tuple[str, str] | None
    since: str | None
    when: "Choice"

    def needs_path(self, form: str) -> Path:
        """The path, for a format that standard output cannot take.

        Raises
        ------
        UsageError
            If there is none.
        """
        if self.path is None:
            raise UsageError(f"{form} needs a PATH: `legation export x{ENDINGS[form][0]}`")
        return Path(self.path)


@click.command()
@click.argument("path", required=False, metavar="[PATH]")
@click.option(
    "--format", "format_", type=click.Choice(list(ENDINGS)),
    help="Else told by PATH's ending; JSON Lines without PATH.",
)  # fmt: skip
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be given again.")
@click.option("--pair", nargs=2, metavar="A B", help="The brief on these two, by name.")
@click.option("--since", metavar="DAY", help="In the brief: what is new since that day.")
@in_workspace
@times
def export(
    *,
    path: str | None,
    format_: str | None,
    kinds: tuple[str, ...],
    pair: tuple[str, str] | None,
    since: str | None,
    json_: bool,
    as_of: str | None,
    recorded_as_of: str | None,
) -> None:
    """Write records, documents or the brief to PATH, or to standard output.

    Records: jsonl (all kinds), csv and parquet (a kind a file; with several, PATH is a folder and
    the files are named after the kinds), sqlite (a table a kind, for Datasette), gexf (who did what
    to whom, with dates).  Documents: csl, bibtex, ris.  The brief, with footnotes: docx, markdown,
    html.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(f"no record kind {kind!r}; known: {', '.join(KINDS)}")
    form = format_ or _told_by(path)
    if kinds and form not in BY_KIND:
        raise UsageError(f"--kind goes with {', '.join(sorted(BY_KIND))}, not with {form}")
    if (pair or since) and form not in PAPERS:
        raise UsageError(f"--pair and --since go with {', '.join(sorted(PAPERS))}, not with {form}")
    wanted = Wanted(
        path=path, kinds=kinds, pair=pair or None, since=since,
        when={"as_of": as_of, "recorded_as_of": recorded_as_of},
    )  # fmt: skip
    with opened() as study:
        made = _WRITERS[form](study, form, wanted)
    if path is not None:
        if json_:
            say_json(made)
        else:
            what = "footnotes" if form in PAPERS else "records"
            say(f"wrote {sum(made.values())} {what} to {path}")


def _told_by(path: str | None) -> str:
    """The format that a file's ending means."""
    ending = Path(path).suffix.lower() if path else ".jsonl"
    form = next((f for f, endings in ENDINGS.items() if ending in endings), None)
    if form is None:
        raise UsageError(f"{path}: the ending tells no format; give --format {', '.join(ENDINGS)}")
    return form


def _jsonl(study: "Study", _: str, wanted: Wanted) -> dict[str, int]:
    from legation.export import write_jsonl

    with _stream(wanted.path) as stream:
        return {
            kind: write_jsonl(study.lines(kind, **wanted.when), stream)
            for kind in wanted.kinds or tuple(KINDS)
        }


def _csv(study: "Study", _: str, wanted: Wanted) -> dict[str, int]:
    from legation.export import write_csv

    kinds, path = wanted.kinds or tuple(KINDS), wanted.path
    if len(kinds) == 1:
        with _stream(path) as stream:
            return {kinds[0]: write_csv(study.lines(kinds[0], **wanted.when), kinds[0], stream)}
    if path is None:
        raise UsageError("CSV holds one kind a file; give --kind, or a PATH for a folder of files")
    made = {}
    for kind in kinds:
        with _stream(str(Path(path, f"{kind}.csv"))) as stream:
            made[kind] = write_csv(study.lines(kind, **wanted.when), kind, stream)
    return made


def _parquet(study: "Study", form: str, wanted: Wanted) -> dict[str, int]:
    from legation.export.columns import write_parquet

    kinds, path = wanted.kinds or tuple(KINDS), wanted.needs_path(form)
    places = {kind: path if len(kinds) == 1 else path / f"{kind}.parquet" for kind in kinds}
    with _writing(path):
        return {
            kind: write_parquet(study.lines(kind, **wanted.when), kind, place)
            for kind, place in places.items()
        }


def _sqlite(study: "Study", form: str, wanted: Wanted) -> dict[str, int]:
    path = wanted.needs_path(form)
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    return study.export(path, **_days(wanted))


def _gexf(study: "Study", _: str, wanted: Wanted) -> dict[str, int]:
    from legation.export.network import gexf

    events = list(study.lines("event", **wanted.when))
    with _stream(wanted.path) as stream:
        stream.write(gexf(events))
    return {"event": len(events)}


def _references(study: "Study", form: str, wanted: Wanted) -> dict[str, int]:
    from legation.export.references import WRITERS

    listed = study.documents(**_days(wanted))
    with _stream(wanted.path) as stream:
        stream.write(WRITERS[form]([(d.id, d.fields) for d in listed]))
    return {"document": len(listed)}


def _paper(study: "Study", form: str, wanted: Wanted) -> dict[str, int]:
    from legation.export.markdown import markdown
    from legation.export.page import page
    from legation.export.word import word

    told = study.paper(pair=wanted.pair, since=wanted.since, **_days(wanted))
    if form == "docx":
        path = wanted.needs_path(form)
        with _writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(word(told))
    else:
        with _stream(wanted.path) as stream:
            stream.write({"markdown": markdown, "html": page}[form](told))
    return {"footnote": len(told.footnotes())}


_WRITERS: Final[dict[str, Callable[["Study", str, Wanted], dict[str, int]]]] = {
    "jsonl": _jsonl, "csv": _csv, "parquet": _parquet, "sqlite": _sqlite, "gexf": _gexf,
    "csl": _references, "bibtex": _references, "ris": _references,
    "docx": _paper, "markdown": _paper, "html": _paper,
}  # fmt: skip


def _days(wanted: Wanted) -> dict[str, Any]:
    return {name: wanted.when.get(name) for name in ("as_of", "recorded_as_of")}


@contextmanager
def _stream(path: str | None) -> Iterator[TextIO]:
    """The file, in its folder made if need be, or standard output."""
    if path is None:
        yield sys.stdout
        return
    with _writing(Path(path)):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with Path(path).open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Put plainly why a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from None
