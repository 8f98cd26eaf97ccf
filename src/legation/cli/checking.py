"""The verbs that check: `verify` the ledger, `doctor` the installation."""

import platform
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import click

import legation
from legation.cli.output import as_json, complain, in_workspace, opened, say, say_json, table
from legation.errors import LegationError, WorkspaceError


@click.command()
@click.option("--rebuild", is_flag=True, help="Build the derived tables anew first.")
@in_workspace
def verify(rebuild: bool, json_: bool) -> int:
    """Check every citation, id and derived table; exit with 4 if one does not hold."""
    failures = []
    with opened() as study:
        for failure in study.verify(rebuild=rebuild):
            failures.append(failure)
            if json_:
                say_json({"failure": failure})
            else:
                say(failure)
        counts = study.ledger.counts()
    if failures:
        complain(f"{len(failures)} checks failed")
        return 4
    if json_:
        say_json({"verified": counts})
    else:
        say(f"all holds: {sum(counts.values())} rows, every citation, every id")
    return 0


class Check(NamedTuple):
    """One thing that `doctor` looked at."""

    what: str
    good: bool
    found: str


@click.command()
@click.option(
    "-w", "--workspace", metavar="FOLDER", help="The workspace; else the nearest one, if any."
)
@as_json
def doctor(workspace: str | None, json_: bool) -> int:
    """Check the installation, and the workspace if there is one; exit with 4 if something lacks."""
    if workspace is not None:
        click.get_current_context().obj["workspace"] = workspace
    checks = [*_software(), *_sqlite(), _model(), *_workspace()]
    if json_:
        for check in checks:
            say_json(check._asdict())
    else:
        table(
            ("", "what", "found"), [("ok" if c.good else "NOT OK", c.what, c.found) for c in checks]
        )
    return 0 if all(c.good for c in checks) else 4


def _software() -> Iterator[Check]:
    yield Check("legation", True, legation.__version__)
    yield Check("Python", True, f"{platform.python_version()} on {platform.platform()}")
    for name in ("spacy", "numpy", "trafilatura", "pypdfium2", "fastapi"):
        try:
            yield Check(name, True, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Check(name, False, "not installed; install legation again")
    extra = "installed" if find_spec("distributed") else "not installed (extra `cluster`)"
    yield Check("Dask, for clusters", True, extra)


def _sqlite() -> Iterator[Check]:
    from legation.schema import probe

    for what, good, found in probe():
        yield Check(what, good, found)


def _model() -> Check:
    from legation.language import load_pipeline
    from legation.settings import read_settings

    try:
        name = load_pipeline(read_settings().model or None).name
    except LegationError as error:
        return Check("language model", False, str(error))
    return Check("language model", True, name)


def _workspace() -> Iterator[Check]:
    try:
        with opened() as study:
            yield Check("workspace", True, str(study.folder))
            counts = study.ledger.counts()
            told = ", ".join(f"{n} {kind}" for kind, n in counts.items())
            yield Check("ledger", True, told)
            fault = study.ledger.quick_check()
            yield Check("ledger file", not fault, fault or "whole")
            actors = study.settings.actors
            if actors:
                path = Path(study.folder, actors)
                yield Check("actor file", path.exists(), str(path))
    except WorkspaceError as error:
        chosen = click.get_current_context().obj["workspace"] is not None
        missing = "no workspace in" in str(error) and not chosen
        yield Check("workspace", missing, "none here" if missing else str(error))
