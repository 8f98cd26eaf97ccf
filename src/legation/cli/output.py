"""What verbs share: options, results on standard output, progress and complaints on standard error.

Results are tables for people and, under `--json`, JSON for programs.  A table is fitted to the
terminal where there is one; elsewhere it is tab-separated and nothing is cut.  Control characters
of documents never reach the terminal.
"""

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from legation.documents import Failure
    from legation.study import Study

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NARROW: Final = 100  # columns; below that, a table would be cut to pieces
F = TypeVar("F", bound=Callable[..., Any])


def complain(text: str) -> None:
    """One line on standard error."""
    click.echo(f"legation: {clean(' '.join(text.split()))}", err=True)


def complain_all(failures: Iterable["Failure"]) -> int:
    """A line for each failure; return the exit code that they mean."""
    code = 0
    for failure in failures:
        complain(str(failure))
        code = 3
    return code


def clean(text: str) -> str:
    """Text without the control characters that a terminal obeys."""
    return _CONTROL.sub("�", text)


def say(text: str) -> None:
    """A line of result."""
    click.echo(clean(text))


def say_json(value: Any) -> None:
    """A JSON value on a line of its own."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def say_all(values: Iterable[Mapping[str, Any]]) -> None:
    """A JSON object a line."""
    for value in values:
        say_json(value)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table: fitted to the terminal, or tab-separated where there is none."""
    cells = [[clean(_one_line(cell)) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in [list(columns), *cells]:
            sys.stdout.write("\t".join(row) + "\n")
        return
    width = shutil.get_terminal_size().columns
    if width < _NARROW:
        _stacked(cells, width)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        last = place == len(columns) - 1
        drawn.add_column(
            column, no_wrap=not last, overflow="ellipsis", min_width=width // 3 if last else None
        )
    for row in cells:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(no_color=bool(os.environ.get("NO_COLOR")) or None).print(drawn)


def _stacked(cells: Iterable[Sequence[str]], width: int) -> None:
    """Rows for a narrow terminal: the short cells, and under them the long last one."""
    for row in cells:
        click.echo(textwrap.fill("  ".join(cell for cell in row[:-1] if cell), width))
        click.echo(textwrap.fill(row[-1], width, initial_indent="  ", subsequent_indent="  "))


def _one_line(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _unseen(done: int, total: int) -> None:
    """Progress that nobody watches."""


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error where that is a terminal; call it with done and total."""
    if not sys.stderr.isatty():
        yield _unseen
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")) or None),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


def options(*choices: Callable[[F], F]) -> Callable[[F], F]:
    """Several options at once, in the order in which help shows them."""

    def decorate(function: F) -> F:
        for choice in reversed(choices):
            function = choice(function)
        return function

    return decorate


def in_workspace(function: F) -> F:
    """The options of every verb that works on a workspace."""
    return options(
        click.option(
            "-w", "--workspace", metavar="FOLDER", expose_value=False, callback=_chosen,
            help="The workspace; else the nearest one from here upward.",
        ),
        as_json,
    )(function)  # fmt: skip


def _chosen(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.obj["workspace"] = value


as_json = click.option("--json", "json_", is_flag=True, help="JSON, an object a line.")
times = options(
    click.option(
        "--as-of", metavar="DAY", help="Only what a reader of the press could know that day."
    ),
    click.option(
        "--recorded-as-of", metavar="DAY", help="As the ledger stood at the end of that day."
    ),
)


@contextmanager
def opened() -> Iterator["Study"]:
    """The study of the workspace that was chosen."""
    from legation.study import Study

    with Study.open(click.get_current_context().obj["workspace"] or ".") as study:
        yield study
