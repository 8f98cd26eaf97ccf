"""The verb that reads records out of documents: `code`, on a workspace or on files."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legation.cli.output import (
    complain,
    complain_all,
    in_workspace,
    opened,
    progress,
    say,
    say_json,
)
from legation.errors import UsageError

if TYPE_CHECKING:
    from legation.ledger import Packed
    from legation.records import Document
    from legation.settings import Settings


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--format", "format_", type=click.Choice(["jsonl"]), help="How records of FILEs are printed."
)
@click.option("--actors", metavar="FILE", help="CSV of actors to know besides the shipped ones.")
@click.option("--model", metavar="FOLDER", help="A spaCy pipeline to use instead of the shipped.")
@click.option("--workers", type=click.IntRange(0), help="Processes; 0: one for each core.")
@click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler to code on.")
@in_workspace
def code(
    files: tuple[str, ...],
    format_: str | None,
    json_: bool,
    **chosen: Any,
) -> int:
    """Code what is not coded yet, or print the records of FILEs.

    Without FILE, every document of the workspace that is not coded yet is coded into its ledger.
    What is coded is kept if you interrupt; the same command goes on.

    With FILEs (or folders), their records are printed, an object a line, and no workspace is
    needed.  What cannot be read is told, the rest goes on, and the exit code is 3.
    """
    chosen = {name: value for name, value in chosen.items() if value is not None}
    if files:
        return _code_files(files, chosen)
    if format_:
        raise UsageError("--format prints the records of files; name some, or leave it out")
    return _code_workspace(chosen, json_)


def _with(settings: "Settings", chosen: dict[str, Any]) -> "Settings":
    """The settings with what the command line chose; its file names are relative to here."""
    for name in ("actors", "model"):
        if name in chosen and Path(chosen[name]).exists():
            chosen[name] = str(Path(chosen[name]).absolute())
    return replace(settings, **chosen)


def _code_files(files: tuple[str, ...], chosen: dict[str, Any]) -> int:
    from legation.settings import read_settings
    from legation.study import Coding, code_files

    settings = _with(read_settings(), chosen)
    codes: list[int] = []
    found = code_files(
        files,
        coding=Coding.of(settings),
        settings=settings,
        failed=lambda failure: codes.append(complain_all([failure])),
    )
    for source, document, records in found:
        _print(source, document, records)
    return max(codes, default=0)


def _print(source: str, document: "Document", records: list["Packed"]) -> None:
    """A document without its text, then its records."""
    fields = document.to_json(source=source)
    say_json({k: v for k, v in fields.items() if k not in ("text", "regions")})
    named = json.dumps(source, ensure_ascii=False)
    for packed in records:
        head = f'{{"record":"{packed.kind}","id":"{packed.id}","source":{named},'
        sys.stdout.write(head + packed.json[1:] + "\n")


def _code_workspace(chosen: dict[str, Any], json_: bool) -> int:
    done = 0

    def count(now: int, total: int) -> None:
        nonlocal done
        done = now
        show(now, total)

    with opened() as study:
        study.settings = _with(study.settings, chosen)
        try:
            with progress("coding") as show:
                report = study.code(progress=count)
        except KeyboardInterrupt:
            complain(f"interrupted; {done} documents are coded and kept; `legation code` goes on")
            return 130
    if json_:
        say_json({"coded": report.done, "failed": len(report.failures)})
    else:
        say(f"coded {report.done} documents" if report.done else "nothing was left to code")
    return complain_all(report.failures)
