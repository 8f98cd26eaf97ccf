"""Train the models of event coding on the corpus: `train(examples, dev)` gives `Models`.

The weights are fitted on the train split and calibrated on the dev split.  The thresholds were
chosen on the dev split and on annotated articles together, where they had to do no harm.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from legation.coding.candidates import Candidate
from legation.coding.learned.hints import hints
from legation.coding.learned.judgement import Models, judge
from legation.coding.learned.sides import towards
from legation.coding.learned.weights import Weights
from legation.language import load_pipeline
from legation.ontology import EVENT_TYPES
from legation.records import ActorRef
from training.corpus.gold import Item
from training.corpus.passages import Passage
from training.learned.examples import NONE, Act, Examples, Word, events, trigger
from training.learned.fit import Penalty, curve, fit, side_table, trigger_table

Floats = NDArray[np.float32]
PLACE: Final[dict[str, int]] = {name: i for i, name in enumerate(EVENT_TYPES)}
OWN: Final = 1e6  # sides have one class, which needs no weights of its own
# an event less probable is dropped, one more probable added; an open side is filled from there on
LIMITS: Final = {"veto": 0.2, "add": 0.7, "source": 0.4, "target": 0.7}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A coded event: its probability, who decided, and whether trigger and type are right."""

    probability: float
    decided_by: str
    typed: bool


def fit_triggers(words: Sequence[Word], *, codebook: bool = True, vectors: bool = True) -> Weights:
    """The trigger-and-type model; without *codebook* or *vectors* it is told less."""
    listed = [told(w.features, codebook=codebook) for w in words]
    numbers = np.array([w.numbers for w in words], dtype=float)
    if not vectors:
        numbers = np.zeros((len(words), 0))
    scale = float(numbers.std(axis=0).mean()) / 0.3 if numbers.size else 1.0
    table = trigger_table(listed, numbers, [w.gold for w in words], hinted=codebook)
    return fit(table, EVENT_TYPES, scale=scale)


def told(features: Sequence[str], *, codebook: bool) -> list[str]:
    """The features, or those that are not the codebook's."""
    return [f for f in features if codebook or not f.startswith("cb")]


def known_lemmas(words: Sequence[Word], *, least: int = 3) -> list[str]:
    """Lemmas that were met often enough for the model to judge them."""
    counts = Counter(f[2:] for w in words for f in w.features if f.startswith("l="))
    return sorted(lemma for lemma, n in counts.items() if n >= least)


def fit_sides(acts: Sequence[Act]) -> tuple[Weights, Weights]:
    """The models of source and of target; the target's knows the source."""
    penalty = Penalty(shared=5.0, own=OWN)
    first = [o.features for a in acts for o in a.options]
    second = [towards(o, _sources(a)) for a in acts for o in a.options]
    source = fit(side_table(first, _flat(a.source for a in acts)), ("source",), penalty=penalty)
    target = fit(side_table(second, _flat(a.target for a in acts)), ("target",), penalty=penalty)
    return source, target


def _sources(act: Act) -> list[ActorRef]:
    return [o.ref for o, right in zip(act.options, act.source, strict=True) if right]


def _flat(lists: Iterable[Sequence[bool]]) -> list[bool]:
    return [value for listed in lists for value in listed]


def train(learned: Examples, dev: Examples, passages: Sequence[Passage]) -> Models:
    """Fit on *learned*, calibrate on *dev*, whose passages are given."""
    triggers = fit_triggers(learned.words)
    source, target = fit_sides(learned.acts)
    lemmas = known_lemmas(learned.words)
    notes = {"limits": LIMITS, "pipeline": load_pipeline().name, "lemmas": lemmas}
    models = Models(replace(triggers, notes=notes), source, target, frozenset(lemmas))
    rated = list(outcomes(models, dev, passages))
    knots = curve([o.probability for o in rated], [o.typed for o in rated])
    return replace(models, triggers=replace(models.triggers, curve=knots))


def judged(
    models: Models, seen: Examples, passage: Passage
) -> Iterator[tuple[Candidate, Item | None]]:
    """Each event that the models let through, with the gold event on its word."""
    gold = list(events(passage))
    for view in seen.views[passage.name]:
        here = [i for i in gold if view.sentence.start <= i.span[0] < view.sentence.end]
        at = {t.i: i for i in reversed(here) if (t := trigger(view, i)) is not None}
        for made in judge(view.reading, view.sentence, view.candidates, models):
            if made.type is not None:
                yield made, at.get(made.trigger.i)


def outcomes(models: Models, seen: Examples, passages: Sequence[Passage]) -> Iterator[Outcome]:
    """What became of each event that the models let through."""
    for passage in passages:
        for made, item in judged(models, seen, passage):
            typed = item is not None and item.values["type"] == made.type
            yield Outcome(made.probability or 0.0, made.decided_by, typed)


def decision(word: Word, row: Floats, *, veto: float, add: float) -> str:
    """The type that is coded at a word: the codebook's unless improbable, else the model's."""
    if word.codebook != NONE:
        return word.codebook if row.sum() >= veto else NONE
    return str(EVENT_TYPES[int(row.argmax())]) if row.max() >= add else NONE


def probabilities(
    weights: Weights, words: Sequence[Word], *, codebook: bool = True, vectors: bool = True
) -> Floats:
    """The probability of each type at each word, (words, types)."""
    listed = [told(w.features, codebook=codebook) for w in words]
    found = np.zeros((len(words), len(EVENT_TYPES), len(weights.shared)), dtype=np.float32)
    for n, features in enumerate(listed if codebook else ()):
        found[n] = hints(features)
    numbers = np.array([w.numbers for w in words], dtype=np.float32)
    return weights.probabilities(listed, found, numbers if vectors else numbers[:, :0])
