"""One text through the language pipeline and the actors, for the tests of the statement coders."""

from functools import cache, partial

from legation.actors import Gazetteer, resolve_document
from legation.coding.reading import Reading, read
from legation.documents import Given, read_bytes
from legation.language import load_pipeline


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer.load(None)


def reading(text: str) -> Reading:
    """A document of 1 February 2026 as the coders see it."""
    document = read_bytes(text.encode(), name="pair.txt", given=Given(date="2026-02-01"))[0]
    resolver = partial(resolve_document, gazetteer=_gazetteer())
    (found,) = read([document], pipeline=load_pipeline(None), resolver=resolver)
    return found
