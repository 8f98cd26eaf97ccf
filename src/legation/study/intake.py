"""What comes into a study: documents of files, folders and links; writing in small transactions.

`read_files` and `fetch_links` take names and yield what was read or why not.  `Writer` takes items
and writes them to the ledger a few at a time.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Generic, Self, TypeVar

from legation.errors import DocumentError, WorkspaceError
from legation.ledger import Ledger
from legation.settings import Settings

if TYPE_CHECKING:
    from legation.documents import Failure, Given, Read

READABLE: Final = frozenset(
    {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".eml",
     ".jsonl", ".ndjson", ".rss", ".atom"}
)  # fmt: skip

T = TypeVar("T")
Progress = Callable[[int, int], None]  # done, total (0: not known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What adding or coding came to."""

    done: int
    known: int = 0
    failures: tuple["Failure", ...] = ()


def read_files(
    sources: Iterable[Path | str], *, given: "Given | None" = None
) -> "Iterator[Read | Failure]":
    """The documents of files, and of the readable files in folders, under the names given."""
    from legation.documents import Failure, Given, Read, iter_file

    for name in sources:
        folder = Path(name).is_dir()
        for path in _inside(Path(name)) if folder else [Path(name)]:
            for item in iter_file(path, given=given or Given()):
                if isinstance(item, Failure) or folder or item.source != str(path):
                    yield item
                else:
                    yield Read(source=str(name), document=item.document)


def fetch_links(
    links: Iterable[str], *, given: "Given", feeds: bool = False
) -> "Iterator[Read | Failure]":
    """The documents at addresses, or the articles of the feeds there.  This goes to the network."""
    from legation.documents import Failure, Read, fetch, read_feed

    for link in links:
        try:
            if feeds:
                yield from read_feed(link, given=given)
            else:
                yield from (Read(source=link, document=d) for d in fetch(link, given=given))
        except DocumentError as error:
            yield Failure(where=link, message=str(error).removeprefix(f"{link}: "))


def _inside(folder: Path) -> list[Path]:
    """The readable files in a folder and below it, hidden ones left out."""
    found = (p for p in folder.rglob("*") if p.suffix.lower() in READABLE and p.is_file())
    return sorted(
        p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts)
    )


class Writer(Generic[T]):
    """Writes items in transactions of a few, at the latest when it is left, interrupted or not."""

    def __init__(self, ledger: Ledger, settings: Settings, write: Callable[[T], None]) -> None:
        self._ledger, self._settings, self._write = ledger, settings, write
        self._waiting: list[T] = []
        self._since = time.monotonic()

    def put(self, item: T) -> None:
        """Write soon."""
        self._waiting.append(item)
        late = time.monotonic() - self._since >= self._settings.commit_seconds
        if late or len(self._waiting) >= self._settings.commit_documents:
            self.flush()

    def flush(self) -> None:
        """Write now."""
        with self._ledger.batch():
            for item in self._waiting:
                self._write(item)
        self._waiting, self._since = [], time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not isinstance(error, WorkspaceError):
            self.flush()
