"""Actors: from the words of a document to who is meant, and why.

`resolve_document` takes a `Document` and its parsed blocks and returns a `Resolution`: the mentions
with their characters and the `Actor` records behind them.  `Gazetteer` is the background knowledge.
`link` decides which actors of many documents are one, `compare` how like two names are.
"""

from legation.actors.gazetteer import Entity, Gazetteer
from legation.actors.likeness import alike
from legation.actors.linking import Decision, Linking, Named, link, named_actors
from legation.actors.mentions import Mention, Resolution
from legation.actors.names import Likeness, compare
from legation.actors.resolution import CODER, resolve_document

__all__ = [
    "CODER",
    "Decision",
    "Entity",
    "Gazetteer",
    "Likeness",
    "Linking",
    "Mention",
    "Named",
    "Resolution",
    "alike",
    "compare",
    "link",
    "named_actors",
    "resolve_document",
]
