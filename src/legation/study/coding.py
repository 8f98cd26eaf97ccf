"""How a study has its documents coded: by which coders, in what setup, on which workers.

`Coding.of` takes settings and returns the whole of it as a value; `code_files` codes files without
a workspace.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from legation.errors import SettingsError
from legation.ledger import Packed, pack
from legation.records import Document
from legation.settings import Settings
from legation.study.intake import read_files

if TYPE_CHECKING:
    from legation.actors import Gazetteer
    from legation.documents import Failure

T = TypeVar("T")
Item = tuple[T, Document]


@dataclass(frozen=True, slots=True)
class CodingJob:
    """What a worker loads and does: documents in, packed records out."""

    model: str
    actors: str
    coders: tuple[str, ...]

    def __call__(self) -> Callable[[Sequence[Item[Any]]], list[list[Packed]]]:
        """Load the pipeline and the gazetteer; return the function over a list of documents."""
        from legation.actors import Gazetteer
        from legation.language import load_pipeline

        pipeline = load_pipeline(self.model or None)
        gazetteer = Gazetteer.load(Path(self.actors) if self.actors else None)
        return lambda items: self._code(items, pipeline, gazetteer)

    def _code(
        self, items: Sequence[Item[Any]], pipeline: Any, gazetteer: "Gazetteer"
    ) -> list[list[Packed]]:
        from legation.coding import code_documents

        coded = code_documents(
            (document for _, document in items),
            pipeline=pipeline,
            gazetteer=gazetteer,
            coders=self.coders,
        )
        return [[pack(record) for record in records] for _, records in coded]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How documents are coded: by which coders, in what setup, by which job.

    `setup` names all that decides the outcome besides the document and the coders' versions.
    """

    coders: tuple[str, ...]
    setup: str
    job: Any

    @classmethod
    def of(cls, settings: Settings, folder: Path | None = None) -> Self:
        """The shipped coders under these settings; file names are relative to *folder*."""
        from legation.coding import CODERS

        actors = str(Path(folder or ".", settings.actors)) if settings.actors else ""
        setup = f"model {_model_mark(settings.model)}"
        if actors:
            setup += f", actors {_file_mark(Path(actors))}"
        coders = tuple(CODERS)
        return cls(coders=coders, setup=setup, job=CodingJob(settings.model, actors, coders))


def _model_mark(model: str) -> str:
    """What tells a language model from any other, without loading it."""
    from legation.language import SHIPPED

    described = Path(model or SHIPPED, "meta.json")
    if described.exists():
        return _file_mark(described)
    try:
        return f"{model} {metadata.version(model)}"
    except metadata.PackageNotFoundError:
        return model


def _file_mark(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None


def length(item: Item[Any]) -> int:
    """How long the text of an item is."""
    return len(item[1].text)


def code_files(
    sources: Iterable[Path | str],
    *,
    coding: Coding,
    settings: Settings,
    failed: "Callable[[Failure], None]",
) -> Iterator[tuple[str, Document, list[Packed]]]:
    """Each document of files with its source name and records, in order, in bounded memory.

    What cannot be read or coded is handed to *failed*; the rest goes on.
    """
    from legation.documents import Failure, Given
    from legation.fleet import Failed, spread

    def readable() -> Iterator[Item[str]]:
        for item in read_files(sources, given=Given(languages=settings.languages)):
            if isinstance(item, Failure):
                failed(item)
            else:
                yield item.source, item.document

    coded = spread(
        readable(), coding.job, size=length, workers=settings.workers, cluster=settings.cluster
    )
    for (source, document), found in coded:
        if isinstance(found, Failed):
            failed(Failure(where=source, message=f"not coded: {found.message}"))
        else:
            yield source, document, found
