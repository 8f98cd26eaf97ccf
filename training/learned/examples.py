"""From the corpus to training examples: every word that could be a trigger, with its event type.

`read_examples(passages)` codes each passage with the codebook and lines its events up with the
marks.  A gold event that a light verb carries ("held talks") belongs to the word that the codebook
would report for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from legation.actors import Gazetteer, resolve_document
from legation.coding import events as coder
from legation.coding.learned.triggers import View, features, vector
from legation.coding.reading import read
from legation.language import load_pipeline
from training.corpus.gold import Forms, Item, document, items
from training.corpus.passages import Passage

if TYPE_CHECKING:
    from spacy.tokens import Token

NONE = "-"


@dataclass(slots=True)
class Example:
    """One word: its features, its gold type ("-": none), and what the codebook says."""

    passage: Passage
    view: View
    token: "Token"
    words: list[str]
    book: list[str]
    numbers: NDArray[np.float32]
    gold: str
    item: Item | None
    codebook: str


def views(passages: Sequence[Passage]) -> Iterator[tuple[Passage, list[View]]]:
    """Each passage with its sentences and what the codebook makes of them."""
    gazetteer = Gazetteer.load()
    pipeline: Any = load_pipeline()
    resolver = partial(resolve_document, gazetteer=gazetteer)
    readings = read(map(document, passages), pipeline=pipeline, resolver=resolver)
    for passage, reading in zip(passages, readings, strict=True):
        said = coder.by_sentence(reading)
        found = [
            View(reading, s, coder.candidates(reading, s, said.get(s.index, [])))
            for s in reading.sentences
        ]
        yield passage, found


def examples(passage: Passage, found: Sequence[View]) -> Iterator[Example]:
    """The words of a passage."""
    gold = _placed(passage, found)
    for view in found:
        for token in view.tokens():
            item = gold.get((view.sentence.block, token.i))
            candidate = view.by_trigger.get(token.i)
            whole = features(view, token)
            yield Example(
                passage=passage,
                view=view,
                token=token,
                words=[f for f in whole if not f.startswith("cb")],
                book=[f for f in whole if f.startswith("cb")],
                numbers=vector(token),
                gold=item.values["type"] if item else NONE,
                item=item,
                codebook=str(candidate.view.type) if candidate else NONE,
            )


def _placed(passage: Passage, found: Sequence[View]) -> dict[tuple[int, int], Item]:
    """Each gold event on one word; by paragraph and place in it."""
    table: dict[tuple[int, int], Item] = {}
    for item in items(passage):
        if item.kind != "event":
            continue
        for view in found:
            if view.sentence.start <= item.span[0] < view.sentence.end:
                token = trigger(view, item)
                if token is not None:
                    table.setdefault((view.sentence.block, token.i), item)
                break
    return table


def trigger(view: View, item: Item) -> "Token | None":
    """The word of a gold event: its topmost, or the light verb that the codebook reports for it."""
    start, end = (c - view.sentence.offset for c in item.span)
    inside = [t for t in view.sentence.words if start < t.idx + len(t) and t.idx < end]
    if not inside:
        return None
    among = {t.i for t in inside}
    top = next((t for t in inside if t.head.i not in among or t.head is t), inside[0])
    for one in inside:
        if one.i in view.by_trigger:
            return one
    above = view.by_trigger.get(top.head.i)
    carried = top.pos_ in {"NOUN", "PROPN"} and top.dep_ in {"obj", "nsubj:pass", "obl", "nsubj"}
    if above is not None and carried and above.view.type == item.values["type"]:
        return above.trigger
    return top


def read_examples(passages: Sequence[Passage]) -> list[Example]:
    """All words of some passages."""
    return [e for p, found in views(passages) for e in examples(p, found)]


def forms(passages: Sequence[Passage]) -> dict[str, Forms]:
    """The cast of each passage by its name."""
    return {p.name: Forms(p) for p in passages}
