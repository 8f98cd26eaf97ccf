"""Document → records.

A coder is a callable from a `Reading` (a document and its one shared parse) to records.  It has a
versioned name ("events.v1") that stands on every record it makes: changed output means a new
version.  `CODERS` lists them all; `code_documents` runs them over a stream of documents.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

from legation.coding.reading import Parser, Reading, read
from legation.records import Document, Record

if TYPE_CHECKING:
    from legation.actors import Gazetteer

Coder = Callable[[Reading], Iterable[Record]]

# coder version → where it lives; modules are imported when first used
CODERS: Final[Mapping[str, str]] = {
    "references.v1": "legation.coding.references:code",
    "actors.v1": "legation.coding.cast:code",
    "events.v1": "legation.coding.events:code",
    "claims.v1": "legation.coding.claims:code",
    "memberships.v1": "legation.coding.memberships:code",
    "statuses.v1": "legation.coding.statuses:code",
    "predictions.v1": "legation.coding.predictions:code",
    "ties.v1": "legation.coding.ties:code",
    "signals.v1": "legation.coding.signals:code",
    "mechanisms.v1": "legation.coding.mechanisms:code",
    "conditions.v1": "legation.coding.conditions:code",
    "interests.v1": "legation.coding.interests:code",
    "levers.v1": "legation.coding.levers:code",
    "frames.v1": "legation.coding.frames:code",
}


def load_coder(name: str) -> Coder:
    """The coder of that versioned name.

    Raises
    ------
    KeyError
        If there is none.
    """
    module, _, function = CODERS[name].partition(":")
    coder: Coder = getattr(import_module(module), function)
    return coder


def code_documents(
    documents: Iterable[Document],
    *,
    pipeline: Parser,
    gazetteer: "Gazetteer",
    coders: Iterable[str] | None = None,
) -> Iterator[tuple[Document, list[Record]]]:
    """Every record that the coders find, document by document, in the order given.

    Parameters
    ----------
    documents
        A stream; it is read in small batches, so memory stays bounded.
    pipeline
        From `legation.language.load_pipeline`.
    gazetteer
        From `legation.actors.Gazetteer.load`.
    coders
        Names out of `CODERS`; all of them where None.
    """
    from legation.actors import resolve_document

    chosen = [load_coder(name) for name in (CODERS if coders is None else coders)]

    resolver = partial(resolve_document, gazetteer=gazetteer)
    for reading in read(documents, pipeline=pipeline, resolver=resolver):
        made: list[Record] = []
        reading.cache["records"] = made  # a coder can refer to what those before it have made
        for coder in chosen:
            made.extend(coder(reading))
        yield reading.document, made
