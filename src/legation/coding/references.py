"""The document's notes as records: the coder in front of the documents room's reader of notes."""

from collections.abc import Iterable

from legation.coding.reading import Reading
from legation.documents import references
from legation.records import Reference


def code(reading: Reading) -> Iterable[Reference]:
    """Every note or bibliography entry (references.v1)."""
    return references(reading.document)
