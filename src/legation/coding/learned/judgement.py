"""The learned opinion on a sentence: `judge` weighs the codebook's candidates and adds its own.

Without weights, or with another pipeline than the one that they were trained on, candidates pass
as they are.  The thresholds stand in the weights' notes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from legation.coding.arguments import Sides, of_clause, of_noun
from legation.coding.candidates import Candidate, candidate_of
from legation.coding.clauses import Clause, phrase
from legation.coding.codebook import load_codebook
from legation.coding.learned.hints import hints
from legation.coding.learned.sides import options, towards
from legation.coding.learned.triggers import View, features, vector
from legation.coding.learned.weights import Weights, load_weights
from legation.coding.outlook import Outlook, outlook
from legation.coding.reading import Reading, Sentence
from legation.coding.spotting import unasserted
from legation.coding.word_order import by_order
from legation.ontology import EventType
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Models:
    """The three models: triggers with their types, sources, targets."""

    triggers: Weights
    source: Weights
    target: Weights
    lemmas: frozenset[str] = frozenset()  # met in training; of others the model may not judge

    def limit(self, name: str) -> float:
        """A threshold of the trigger model's notes."""
        return float(self.triggers.notes["limits"][name])


@cache
def load_models(pipeline: object) -> Models | None:
    """The shipped models, or None where they are missing or were trained on another pipeline."""
    triggers, source, target = (load_weights(n) for n in ("triggers", "source", "target"))
    if triggers is None or source is None or target is None:
        return None
    if triggers.notes["pipeline"] != pipeline:
        return None
    return Models(triggers, source, target, frozenset(triggers.notes["lemmas"]))


def judge(
    reading: Reading, sentence: Sentence, found: Sequence[Candidate], models: Models | None = None
) -> list[Candidate]:
    """The candidates of a sentence that are probable enough, and those that only the model sees.

    The model learned from passages: in a text that is none it only says how probable the
    codebook's readings are.
    """
    models = models or load_models(reading.cache.get("pipeline"))
    if models is None:
        return list(found)
    view = View(reading, sentence, found)
    tokens = list(view.tokens())
    if not tokens:
        return list(found)
    table = type_probabilities(view, tokens, models.triggers)
    rows = {t.i: row for t, row in zip(tokens, table, strict=True)}
    kept = [c for c in found if c.type is None or c.trigger.i not in rows]
    passage = reading.continuous
    for candidate in found:
        row = rows.get(candidate.trigger.i)
        if candidate.type is None or row is None:
            continue
        probability = float(row[models.triggers.classes.index(candidate.type)])
        known = candidate.trigger.lemma_.lower() in models.lemmas
        if not passage:
            worth = round(models.triggers.calibrated(probability), 3)
            kept.append(replace(candidate, probability=worth))
        elif not known or float(row.sum()) >= models.limit("veto"):
            kept.append(_settled(view, candidate, probability, models))
    for candidate, probability in _proposals(view, rows, models) if passage else ():
        kept.append(_settled(view, candidate, probability, models))
    return sorted(kept, key=lambda c: c.trigger.i)


def type_probabilities(view: View, tokens: "Sequence[Token]", weights: Weights) -> Array:
    """The probability of each type at each word, (words, types)."""
    listed = [features(view, t) for t in tokens]
    numbers = np.array([vector(t) for t in tokens], dtype=np.float32)
    if numbers.shape[1] != len(weights.dense):  # a parse without vectors
        numbers = np.zeros((len(tokens), len(weights.dense)), dtype=np.float32)
    return weights.probabilities(listed, np.array([hints(f) for f in listed]), numbers)


def _proposals(
    view: View, rows: dict[int, Array], models: Models
) -> "Iterator[tuple[Candidate, float]]":
    """Events at words of which the codebook makes nothing."""
    limit = models.limit("add")
    taken = set(view.by_trigger)
    for token in view.tokens():
        best = int(rows[token.i].argmax())
        probability = float(rows[token.i][best])
        if token.i in taken or probability < limit:
            continue
        type_ = cast("EventType", models.triggers.classes[best])
        if not (token.pos_ == "VERB" and unasserted(Clause(token), load_codebook())):
            yield proposed(view, token, type_), probability


def proposed(view: View, token: "Token", type_: EventType) -> Candidate:
    """A candidate of the model: the clause gives what modality and grammar make of it."""
    clause = Clause(token)
    if token.pos_ in {"VERB", "ADJ"}:
        seen = outlook(load_codebook(), clause, type_)
        sides = of_clause(view.reading, view.sentence, clause, frozenset())
        made = candidate_of(clause, Outlook(type_, seen.factuality), sides)
    else:
        sides = of_noun(view.reading, view.sentence, token, acted=False)
        made = Candidate(token, Outlook(type_), sides, clause, phrase(token, tight=False))
    if not made.sides.source or not made.sides.target:
        passive = token.pos_ == "VERB" and clause.passive
        sides = by_order(view.reading, view.sentence, made.sides, trigger=token, passive=passive)
        made = replace(made, sides=sides)
    return replace(made, decided_by="model")


# --- sides ----------------------------------------------------------------------------------------


def _settled(view: View, candidate: Candidate, probability: float, models: Models) -> Candidate:
    """The candidate with its sides chosen and its probability as calibrated."""
    worth = models.triggers.calibrated(probability)
    return replace(candidate, sides=chosen(view, candidate, models), probability=round(worth, 3))


def chosen(view: View, candidate: Candidate, models: Models) -> Sides:
    """The sides, an open one filled where the model is sure enough."""
    listed = options(view, candidate.trigger, str(candidate.type), candidate.sides)
    source, target = (list(side) for side in candidate.sides.tidy())
    if not listed:
        return candidate.sides
    sides = Sides(list(candidate.sides.source), list(candidate.sides.target))
    first = _scores([o.features for o in listed], models.source)
    if is_open(source) and float(first.max()) >= models.limit("source"):
        sides.source = source = [listed[int(first.argmax())].ref]
    second = _scores([towards(o, source) for o in listed], models.target)
    acting = {r.id for r in source}
    second = np.where([o.ref.id in acting for o in listed], 0, second)
    if is_open(target) and float(second.max()) >= models.limit("target"):
        sides.target = [listed[int(second.argmax())].ref]
    return sides


def is_open(side: list[ActorRef]) -> bool:
    """Does a side name nobody: is it empty, a thing, or an actor that no name is known for?"""
    return all(r.id.startswith(("object:", "unnamed:")) for r in side)


def _scores(listed: list[list[str]], weights: Weights) -> Array:
    empty = np.zeros((len(listed), 1, 0), dtype=np.float32)
    numbers = np.zeros((len(listed), 0), dtype=np.float32)
    return weights.probabilities(listed, empty, numbers)[:, 0]
