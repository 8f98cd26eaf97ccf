"""The command line: one thin verb a `Study` method.

`main` runs the verb that its arguments name and returns the exit code: 0 done, 1 our own fault, 2
asked wrongly, 3 some inputs failed, 4 a check failed, 5 the workspace cannot be used, 130
interrupted and resumable.  A verb's module is imported when the verb is called.  To add a verb,
write it in a module of its family and list it in `VERBS`.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import click

import legation
from legation.cli.output import complain
from legation.errors import LegationError

# verb → where it lives, and its line in `legation --help`
VERBS: Final[dict[str, tuple[str, str]]] = {
    "init": ("legation.cli.workspace:init", "Make a workspace."),
    "add": ("legation.cli.workspace:add", "Add documents: files, folders, links."),
    "code": ("legation.cli.coding:code", "Read records out of the documents, or out of files."),
    "status": ("legation.cli.workspace:status", "How much there is, and what is left to code."),
    "actors": ("legation.cli.reading:actors", "Who is spoken of, most mentioned first."),
    "events": ("legation.cli.reading:events", "Who did what to whom, by day."),
    "claims": ("legation.cli.reading:claims", "Who said, denied, demanded or promised what."),
    "show": ("legation.cli.reading:show", "One record or document, with its evidence."),
    "search": ("legation.cli.reading:search", "Passages that hold words, phrases, parts of words."),
    "review": ("legation.cli.review:review", "Judge which actors are one, two at a time."),
    "undo": ("legation.cli.review:undo", "Take a judgement back."),
    "mark": ("legation.cli.news:mark", "Mark what is there as read."),
    "changes": ("legation.cli.news:changes", "What is new, changed or retracted since then."),
    "verify": ("legation.cli.checking:verify", "Check every citation, id and derived table."),
    "relation": ("legation.cli.analysis:relation", "How two stood over time: turns, phases."),
    "tracks": ("legation.cli.analysis:tracks", "Which step two took when, and how it is known."),
    "corroborate": ("legation.cli.analysis:corroborate", "Who says the same, who denies it."),
    "undertakings": (
        "legation.cli.undertakings:undertakings",
        "What was promised, demanded, threatened, and what became of it.",
    ),
    "game": ("legation.cli.strategy:game", "Who can hold which state of a conflict, and why."),
    "bargain": ("legation.cli.strategy:bargain", "What several parties would settle on."),
    "system": (
        "legation.cli.scenarios:system",
        "What state a system is in, what moves what, what follows.",
    ),
    "forecast": (
        "legation.cli.forecast:forecast",
        "What may come, with its reasons, and how it fared.",
    ),
    "export": ("legation.cli.exporting:export", "Write files for writing and for other programs."),
    "serve": ("legation.cli.serving:serve", "Show the dossier in a browser, on this machine only."),
    "doctor": ("legation.cli.checking:doctor", "Check the installation and the workspace."),
}
INTERRUPTED: Final = 130


class _ReaderGoneError(Exception):
    """Whoever read our results has seen enough (`legation events | head`)."""


class _Verbs(click.Group):
    """A group whose verbs are imported when they are called."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click would make it exit code 1
            raise _ReaderGoneError from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return super().get_command(ctx, cmd_name)
        module, _, name = VERBS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl([(name, told) for name, (_, told) in VERBS.items()])


@click.group(cls=_Verbs, name="legation", context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-w", "--workspace", metavar="FOLDER", envvar="LEGATION_WORKSPACE",
    help="The workspace; else the nearest one from here upward.",
)  # fmt: skip
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
@click.version_option(legation.__version__, "--version", prog_name="legation")
@click.pass_context
def group(ctx: click.Context, workspace: str | None, debug: bool) -> None:
    """Read reporting on a diplomatic relationship into a cited record."""
    ctx.obj = {"workspace": workspace, "debug": debug}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = group.main(given, prog_name="legation", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - this is where every error ends
        if isinstance(error, BrokenPipeError | _ReaderGoneError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nothing more can be written there
            return 0
        return _exit_code(error, debug="--debug" in given)
    return code if isinstance(code, int) else 0


def _exit_code(error: BaseException, *, debug: bool) -> int:
    """Tell an error in one line; return its exit code."""
    if debug:
        sys.excepthook(type(error), error, error.__traceback__)
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | click.Abort):
        complain("interrupted")
        return INTERRUPTED
    if isinstance(error, LegationError):
        complain(str(error))
        return error.exit_code
    if isinstance(error, SystemExit):
        return _system_exit(error.code)
    told: Any = " ".join(str(error).split()) or "no reason given"
    complain(f"{type(error).__name__}: {told} (a fault of legation; --debug shows where)")
    return 1


def _system_exit(code: object) -> int:
    return code if isinstance(code, int) else 0 if code is None else 1
