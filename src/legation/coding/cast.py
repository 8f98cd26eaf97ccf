"""The actors of a document as records: what the actors room resolved for all coders together."""

from collections.abc import Iterable

from legation.coding.reading import Reading
from legation.records import Actor


def code(reading: Reading) -> Iterable[Actor]:
    """Every actor of the document with its mentions (actors.v1)."""
    return reading.resolution.actors
