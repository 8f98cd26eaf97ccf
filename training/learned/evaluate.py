"""Measure the learned models on the corpus's test split: triggers, types, sides, calibration.

`report(corpus)` gives every figure; `lines(figures)` prints them.  Triggers: a word is right if the
corpus has an event on it; typed: of the same type too.  Sides: the actor chosen for a gold trigger.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from legation.coding.learned.judgement import Models
from legation.coding.learned.sides import towards
from legation.coding.learned.weights import Weights
from legation.ontology import EVENT_TYPES
from training.corpus.gold import Forms
from training.corpus.passages import Passage
from training.learned.examples import NOBODY, NONE, Act, Examples, Word, right_side
from training.learned.fit import reliability
from training.learned.training import (
    Floats,
    decision,
    fit_triggers,
    outcomes,
    probabilities,
)

SIZES: Final = (500, 1000, 1500, 2000, 3000)
NEAR: Final = ("l=", "w-2=", "w-1=", "w1=", "w2=")
CUTS: Final = np.arange(0.1, 0.7, 0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One split: its passages and examples."""

    passages: Sequence[Passage]
    examples: Examples

    @property
    def sentences(self) -> int:
        """How many sentences it has."""
        return sum(len(p.sentences) for p in self.passages)


def agreement(taken: Sequence[str], words: Sequence[Word], marked: int) -> dict[str, float]:
    """Precision, recall and F1 of triggers and of triggers with their type; type accuracy."""
    made = sum(t != NONE for t in taken)
    met = sum(t != NONE != w.gold for t, w in zip(taken, words, strict=True))
    right = sum(t == w.gold != NONE for t, w in zip(taken, words, strict=True))
    return {
        "trigger_p": round(met / max(1, made), 3),
        "trigger_r": round(met / max(1, marked), 3),
        "trigger_f": round(2 * met / max(1, made + marked), 3),
        "type_accuracy": round(right / max(1, met), 3),
        "typed_p": round(right / max(1, made), 3),
        "typed_r": round(right / max(1, marked), 3),
        "typed_f": round(2 * right / max(1, made + marked), 3),
    }


def alone(
    learn: Sequence[Word], dev: Split, test: Split, *, codebook: bool = False, vectors: bool = True
) -> dict[str, float]:
    """A model by itself, with the cut that is best on dev."""
    weights = fit_triggers(learn, codebook=codebook, vectors=vectors)
    told = {"codebook": codebook, "vectors": vectors}
    return _cut(
        probabilities(weights, dev.examples.words, **told), dev,
        probabilities(weights, test.examples.words, **told), test,
    )  # fmt: skip


def _cut(on_dev: Floats, dev: Split, on_test: Floats, test: Split) -> dict[str, float]:
    def taken(rows: Floats, cut: float) -> list[str]:
        return [str(EVENT_TYPES[int(r.argmax())]) if r.sum() > cut else NONE for r in rows]

    words, marked = dev.examples.words, dev.examples.marked
    best = max(CUTS, key=lambda c: agreement(taken(on_dev, c), words, marked)["typed_f"])
    return agreement(taken(on_test, best), test.examples.words, test.examples.marked)


def bag(words: Sequence[Word]) -> list[Word]:
    """The words with nothing but themselves and their neighbours to tell them by."""
    return [
        Word(w.passage, [f for f in w.features if f.startswith(NEAR)], w.numbers, *_rest(w))
        for w in words
    ]


def _rest(word: Word) -> tuple[str, str, tuple[int, int, int]]:
    return word.gold, word.codebook, word.place


def _bagged(split: Split) -> Split:
    found = split.examples
    return Split(passages=split.passages, examples=Examples(bag(found.words), [], found.marked))


def triggers(models: Models, learn: Split, dev: Split, test: Split) -> dict[str, dict[str, float]]:
    """Every way of finding triggers, on the test split."""
    words, marked = test.examples.words, test.examples.marked
    common = Counter(w.gold for w in learn.examples.words if w.gold != NONE).most_common(1)[0][0]
    rows = probabilities(models.triggers, words)
    limits = {name: models.limit(name) for name in ("veto", "add")}
    both = [decision(w, r, **limits) for w, r in zip(words, rows, strict=True)]
    verbs = [common if any(f.endswith("/VERB") and f[:3] == "lp=" for f in w.features) else NONE
             for w in words]  # fmt: skip
    return {
        "every verb, most frequent type": agreement(verbs, words, marked),
        "bag of words": alone(
            bag(learn.examples.words), _bagged(dev), _bagged(test), vectors=False
        ),
        "codebook": agreement([w.codebook for w in words], words, marked),
        "learned alone": alone(learn.examples.words, dev, test),
        "learned, told the codebook's reading": alone(
            learn.examples.words, dev, test, codebook=True
        ),
        "both, as coded": agreement(both, words, marked),
    }


def sides(models: Models, test: Split) -> dict[str, dict[str, float]]:
    """How often source and target are right: by the codebook where it reads one, and by the model."""
    forms = {p.name: Forms(p) for p in test.passages}
    figures: dict[str, dict[str, float]] = {}
    for name, side in (("source", "who"), ("target", "whom")):
        acts = [a for a in test.examples.acts if set(getattr(a.item, side)) - NOBODY]
        coded = [a for a in acts if a.coded is not None]
        figures[name] = {
            "events": len(acts),
            "model": _share([_chosen(models, a, name) for a in acts]),
            "events_coded": len(coded),
            "model_on_coded": _share([_chosen(models, a, name) for a in coded]),
            "codebook_on_coded": _share([_read(forms, a, side) for a in coded]),
        }
    return figures


def _share(right: Sequence[bool]) -> float:
    return round(sum(right) / max(1, len(right)), 3)


def _read(forms: Mapping[str, Forms], act: Act, side: str) -> bool:
    """Does the codebook read that side rightly?"""
    return act.coded is not None and right_side(forms[act.passage], act.item, side, act.coded)


def _scores(weights: Weights, features: list[list[str]]) -> Floats:
    empty = np.zeros((len(features), 1, 0), dtype=np.float32)
    return weights.probabilities(features, empty, empty[:, 0])[:, 0]


def _chosen(models: Models, act: Act, side: str) -> bool:
    """Is the most probable actor right?"""
    if not act.options:
        return False
    first = _scores(models.source, [o.features for o in act.options])
    if side == "source":
        return act.source[int(first.argmax())]
    source = act.options[int(first.argmax())].ref
    second = _scores(models.target, [towards(o, [source]) for o in act.options])
    return act.target[int(second.argmax())]


def calibration(models: Models, test: Split) -> list[tuple[int, float, float]]:
    """Stated confidence against how often trigger and type were right."""
    found = list(outcomes(models, test.examples, test.passages))
    return reliability([o.probability for o in found], [o.typed for o in found], bins=5)


def learning_curve(learn: Split, dev: Split, test: Split) -> list[dict[str, float]]:
    """The model that is told the codebook's reading, by the number of sentences it learned from."""
    rows = []
    for size in [s for s in SIZES if s < learn.sentences] + [learn.sentences]:
        names, sentences = set(), 0
        for passage in learn.passages:
            if sentences >= size:
                break
            names.add(passage.name)
            sentences += len(passage.sentences)
        words = [w for w in learn.examples.words if w.passage in names]
        told = alone(words, dev, test, codebook=True)
        kept = ("trigger_f", "type_accuracy", "typed_f")
        rows.append({"sentences": sentences} | {k: told[k] for k in kept})
    return rows


def report(models: Models, learn: Split, dev: Split, test: Split) -> dict[str, Any]:
    """All figures."""
    return {
        "sentences": {"train": learn.sentences, "dev": dev.sentences, "test": test.sentences},
        "events": {"train": learn.examples.marked, "test": test.examples.marked},
        "limits": models.triggers.notes["limits"],
        "triggers": triggers(models, learn, dev, test),
        "sides": sides(models, test),
        "reliability": calibration(models, test),
        "learning_curve": learning_curve(learn, dev, test),
    }


def lines(figures: dict[str, Any]) -> Iterator[str]:
    """The figures as tables."""
    for name in ("sentences", "events", "limits"):
        yield f"{name}: {figures[name]}"
    for name in ("triggers", "sides"):
        for row, values in figures[name].items():
            yield f"{row:38}" + "  ".join(f"{k} {v}" for k, v in values.items())
    yield "confidence: events, stated, right"
    for count, stated, right in figures["reliability"]:
        yield f"{count:6}  {stated:.2f}  {right:.2f}"
    for row in figures["learning_curve"]:
        yield "  ".join(f"{k} {v}" for k, v in row.items())
