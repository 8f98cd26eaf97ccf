"""The verbs that make and fill a workspace: `init`, `add`, `status`."""

from typing import Any, Final

import click

from legation.cli.output import (
    as_json,
    complain_all,
    in_workspace,
    opened,
    progress,
    say,
    say_json,
    table,
    times,
)
from legation.errors import UsageError

_SCHEMES: Final = ("http://", "https://")


@click.command()
@click.argument("folder", default=".")
@as_json
def init(folder: str, json_: bool) -> None:
    """Make a workspace in FOLDER (here, if none is named).

    A workspace is a folder with a ledger, `legation.db`, and its settings, `legation.toml`.  One
    that is there is left as it is.
    """
    from legation.study import Study

    with Study.create(folder) as study:
        if json_:
            say_json({"workspace": str(study.folder.absolute())})
        else:
            say(f"workspace {study.folder.absolute()}")


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--title", help="Its title.")
@click.option("--author", "authors", multiple=True, help="An author; may be given again.")
@click.option("--date", help="Its date: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--publisher", help="Who published it.")
@click.option("--language", help="Its language, as two letters.")
@click.option("--url", help="Where it was published.")
@click.option("--translation-of", metavar="NAME", help="The document that it translates.")
@click.option("--feed", is_flag=True, help="Links are RSS or Atom feeds: add their articles.")
@in_workspace
def add(
    sources: tuple[str, ...],
    json_: bool,
    authors: tuple[str, ...],
    feed: bool,
    **stated: Any,
) -> int:
    """Add documents: files, folders with files, links.

    What is stated by options stands above what is found in the document.  What is known already
    changes nothing.  Only a link (http…) goes to the network.
    """
    from legation.documents import Given

    links = [s for s in sources if s.lower().startswith(_SCHEMES)]
    files = [s for s in sources if s not in links]
    if feed and files:
        raise UsageError(f"--feed takes links (http…), not {files[0]}")
    with opened() as study, progress("adding") as show:
        given = Given(authors=authors, **stated)
        reports = [study.add(files, given=given, progress=show)]
        if links:
            reports.append(study.add_links(links, given=given, feeds=feed, progress=show))
    done, known = sum(r.done for r in reports), sum(r.known for r in reports)
    failures = [failure for r in reports for failure in r.failures]
    if json_:
        say_json({"added": done, "known": known, "failed": len(failures)})
    else:
        say(f"added {done} documents" + (f", {known} were known" if known else ""))
    return complain_all(failures)


@click.command()
@in_workspace
@times
def status(json_: bool, as_of: str | None, recorded_as_of: str | None) -> None:
    """How much there is, and what is left to code."""
    with opened() as study:
        found = study.status(as_of=as_of, recorded_as_of=recorded_as_of)
    if json_:
        say_json(found)
        return
    say(f"workspace {found['workspace']} ({found['bytes'] / 1e6:.1f} MB)")
    table(("records", "number"), [*found["counts"].items()])
    left = found["uncoded"]
    say(f"{left} documents left to code: `legation code`" if left else "all documents are coded")
