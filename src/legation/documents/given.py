"""What goes into and comes out of reading: the user's statements, what was read, what failed.

`Given` is what the user states about a document and outranks whatever is found in it; `Found` is
what a format's own fields say (HTTP and e-mail headers, HTML metadata, PDF properties).
"""

from dataclasses import dataclass
from typing import Final

from legation.ontology import Precision
from legation.records import Document

LANGUAGES: Final = ("en", "ru", "fa", "tr", "ar", "zh", "fr", "de", "es")
MAX_BYTES: Final = 200_000_000  # of one file that is read at once
MAX_CHARACTERS: Final = 5_000_000  # of one document's text


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the user states of a document; `languages` are the ones to choose from."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    publisher: str | None = None
    language: str | None = None
    translation_of: str | None = None
    url: str | None = None
    languages: tuple[str, ...] = LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the fields of a format say of a document, outside its text."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    date: str | None = None
    precision: Precision = "none"
    date_basis: str = ""
    language: str | None = None
    other_languages: tuple[str, ...] = ()
    media_type: str = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document and the name that its records go by: the file as given, or a JSONL line's id."""

    source: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What could not be read, in one line: where, and what is wrong and what to do."""

    where: str
    message: str

    def __str__(self) -> str:
        """As printed."""
        return f"{self.where}: {self.message}"
