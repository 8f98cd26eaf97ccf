"""Actors: from the words of a document to who is meant, and why.

`resolve_document` takes a `Document` and its parsed blocks and returns a `Resolution`: the mentions
with their characters and the `Actor` records behind them.  `Gazetteer` is the background knowledge.
"""

from legation.actors.gazetteer import Entity, Gazetteer
from legation.actors.mentions import Mention, Resolution, Suggestion
from legation.actors.resolution import resolve_document

__all__ = ["Entity", "Gazetteer", "Mention", "Resolution", "Suggestion", "resolve_document"]
