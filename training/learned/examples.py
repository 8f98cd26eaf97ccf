"""From the corpus to training examples: words with their event types, actors with their sides.

`read_examples(passages)` codes each passage with the codebook and lines its events up with the
marks.  A gold event that a light verb carries ("held talks") belongs to the word that the codebook
reports for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from legation.actors import Gazetteer, resolve_document
from legation.coding.candidates import Candidate
from legation.coding.events import by_sentence
from legation.coding.learned.judgement import proposed
from legation.coding.learned.sides import Option, options
from legation.coding.learned.triggers import View, features, vector
from legation.coding.reading import read
from legation.coding.spotting import candidates
from legation.language import load_pipeline
from legation.ontology import SYMMETRIC_TYPES, EventType
from training.corpus.gold import Forms, Item, document, items
from training.corpus.passages import Passage

if TYPE_CHECKING:
    from spacy.tokens import Token

NONE = "-"
NOBODY = frozenset({"?", "-", "author"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word that could be a trigger: its features, its gold type ("-": none), the codebook's."""

    passage: str
    features: list[str]
    numbers: NDArray[np.float32]
    gold: str
    codebook: str
    place: tuple[int, int, int]  # sentence's first character, paragraph, token


@dataclass(frozen=True, slots=True)
class Act:
    """A gold event on its trigger: who could take part, and who does."""

    passage: str
    item: Item
    options: list[Option]
    source: list[bool]
    target: list[bool]
    coded: Candidate | None  # as the codebook reads it


@dataclass(slots=True)
class Examples:
    """All examples of some passages."""

    words: list[Word] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    marked: int = 0  # gold events, whether or not they could be placed on a word
    views: dict[str, list[View]] = field(default_factory=dict)


def read_examples(passages: Sequence[Passage]) -> Examples:
    """The words and acts of some passages."""
    found = Examples()
    for passage, seen in views(passages):
        gold = _placed(passage, seen)
        forms = Forms(passage)
        found.marked += sum(1 for _ in events(passage))
        found.views[passage.name] = seen
        for view in seen:
            for token in view.tokens():
                item = gold.get((view.sentence.block, token.i))
                found.words.append(_word(passage, view, token, item))
                if item is not None:
                    found.acts.append(_act(passage, view, token, item, forms=forms))
    return found


def views(passages: Sequence[Passage]) -> Iterator[tuple[Passage, list[View]]]:
    """Each passage with its sentences and what the codebook makes of them."""
    gazetteer = Gazetteer.load()
    pipeline: Any = load_pipeline()
    resolver = partial(resolve_document, gazetteer=gazetteer)
    readings = read(map(document, passages), pipeline=pipeline, resolver=resolver)
    for passage, reading in zip(passages, readings, strict=True):
        said = by_sentence(reading)
        yield (
            passage,
            [
                View(reading, s, candidates(reading, s, said.get(s.index, [])))
                for s in reading.sentences
            ],
        )


def _word(passage: Passage, view: View, token: "Token", item: Item | None) -> Word:
    candidate = view.by_trigger.get(token.i)
    return Word(
        passage=passage.name,
        features=features(view, token),
        numbers=vector(token),
        gold=item.values["type"] if item else NONE,
        codebook=str(candidate.type) if candidate else NONE,
        place=(view.sentence.start, view.sentence.block, token.i),
    )


def _act(passage: Passage, view: View, token: "Token", item: Item, *, forms: Forms) -> Act:
    type_ = cast("EventType", item.values["type"])
    coded = view.by_trigger.get(token.i)
    reading = coded if coded is not None else proposed(view, token, type_)
    listed = options(view, token, type_, reading.sides)
    return Act(
        passage=passage.name,
        item=item,
        options=listed,
        source=[_means(forms, item.who, o) for o in listed],
        target=[_means(forms, item.whom, o) for o in listed],
        coded=coded,
    )


def _means(forms: Forms, keys: Iterable[str], option: Option) -> bool:
    return any(forms.same(k, option.ref) for k in keys if k not in NOBODY)


def right_side(forms: Forms, item: Item, side: str, candidate: Candidate) -> bool:
    """Does the candidate name the gold event's source ("who") or target ("whom")?"""
    source, target = candidate.sides.tidy()
    keys = [k for k in getattr(item, side) if k not in NOBODY]
    own, other = (source, target) if side == "who" else (target, source)
    mutual = item.values["type"] in SYMMETRIC_TYPES
    return forms.any(keys, own) or (mutual and forms.any(keys, other))


def events(passage: Passage) -> Iterator[Item]:
    """The events of a passage, but for those that it only supposes."""
    for item in items(passage):
        if item.kind == "event" and item.values["factuality"] != "hypothetical":
            yield item


def _placed(passage: Passage, found: Sequence[View]) -> dict[tuple[int, int], Item]:
    """Each gold event on one word; by paragraph and place in it."""
    table: dict[tuple[int, int], Item] = {}
    for item in events(passage):
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
    for one in inside:
        if one.i in view.by_trigger:
            return one
    among = {t.i for t in inside}
    top = next((t for t in inside if t.head.i not in among or t.head is t), inside[0])
    above = view.by_trigger.get(top.head.i)
    carried = top.pos_ in {"NOUN", "PROPN"} and top.dep_ in {"obj", "nsubj:pass", "obl", "nsubj"}
    if above is not None and carried and above.type == item.values["type"]:
        return above.trigger
    return top
