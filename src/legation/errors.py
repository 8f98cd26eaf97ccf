"""The exceptions that legation raises, drawn as a tree.

Every error that a user can meet descends from `LegationError` and carries one line that says
what is wrong, where, and what to do.  `exit_code` is what the command line returns for it.
"""

from typing import ClassVar


class LegationError(Exception):
    """Root of all errors raised here."""

    exit_code: ClassVar[int] = 1


class UsageError(LegationError):
    """What was asked for makes no sense: a bad argument, an unknown name, a malformed setting."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting is unknown, or has a value that it cannot have."""


class ModelFileError(UsageError):
    """A file that defines a game, a bargaining problem or a system is malformed."""

    def __init__(self, message: str, *, path: str = "", line: int | None = None) -> None:
        self.path, self.line = path, line
        where = f"{path}:{line}: " if path and line else f"{path}: " if path else ""
        super().__init__(where + message)


class RecordError(LegationError, ValueError):
    """A record breaks its own rules."""


class OntologyError(LegationError, LookupError):
    """A code is not in the ontology."""


class DocumentError(LegationError):
    """A document cannot be read.  The rest of the work goes on."""

    exit_code = 3


class LanguageError(LegationError):
    """The language pipeline cannot be loaded, or lacks a component that is needed."""


class WorkspaceError(LegationError):
    """The workspace cannot be used: missing, locked, full or damaged."""

    exit_code = 5


class LedgerError(WorkspaceError):
    """The ledger refuses a write or cannot answer a read."""


class VerificationError(LegationError):
    """A check that was asked for has failed."""

    exit_code = 4


class DataError(LegationError, ValueError):
    """Arrays or tables handed to an analysis do not fit it."""
