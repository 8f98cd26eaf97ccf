"""The learned part of event coding: its weights, its features, and what it may and may not do."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from training.learned.fit import Penalty, curve, fit, reliability, side_table, trigger_table

from legation.actors import Gazetteer, resolve_document
from legation.coding import events
from legation.coding.arguments import Sides
from legation.coding.learned.hints import HINTS, hints
from legation.coding.learned.judgement import Models, judge, load_models
from legation.coding.learned.sides import options, route
from legation.coding.learned.triggers import View, features
from legation.coding.learned.weights import Weights, read_weights, rows_of, softmax
from legation.coding.reading import Reading, Sentence, read
from legation.coding.spotting import candidates
from legation.errors import LanguageError
from legation.language import load_pipeline
from legation.ontology import EVENT_TYPES
from legation.records import Document

TEXT = (
    "Chad and Libya have been at odds for a year. "
    "Libya bombed a market in Chad. The market reopened on Monday."
)
OPEN_LIMITS = {"veto": 0.0, "add": 2.0, "source": 2.0, "target": 2.0}


@pytest.fixture(scope="module")
def reading() -> Reading:
    document = Document(sha256="x", text=TEXT, date="1987-08-12", precision="day", language="en")
    resolver = partial(resolve_document, gazetteer=Gazetteer.load())
    (found,) = read([document], pipeline=load_pipeline(), resolver=resolver)
    return found


def blank(classes: tuple[str, ...], *, hinted: int, dense: int, **limits: float) -> Weights:
    line = np.array([[0.0, 1.0], [0.0, 1.0]], dtype=np.float32)
    zeros = partial(np.zeros, dtype=np.float32)
    return Weights(
        classes, zeros((64, 1 + len(classes))), zeros(dense), zeros(hinted),
        np.full(len(classes), -9, dtype=np.float32), line,
        {"limits": OPEN_LIMITS | limits, "pipeline": "x"},
    )  # fmt: skip


def models(**limits: float) -> Models:
    width = 2 * load_pipeline().nlp("A word").tensor.shape[1]
    triggers = blank(tuple(EVENT_TYPES), hinted=len(HINTS), dense=width, **limits)
    side = blank(("side",), hinted=0, dense=0)
    return Models(triggers, side, side, frozenset({"bomb"}))


def seen(reading: Reading, sentence: Sentence) -> list:
    return candidates(reading, sentence, events.by_sentence(reading).get(sentence.index, []))


def raised(weights: Weights, feature: str, by: float, column: int = 0) -> Weights:
    table = weights.hashed.copy()
    table[rows_of([feature], len(table)), column] += by
    return replace(weights, hashed=table)


# --- weights --------------------------------------------------------------------------------------


def test_weights_are_read_as_they_were_written(tmp_path):
    made = raised(models().triggers, "l=bomb", 2.0)
    made.save(tmp_path / "w.npz")
    again = read_weights(tmp_path / "w.npz")
    assert again.classes == made.classes
    assert again.notes == made.notes
    assert np.allclose(again.hashed, made.hashed)


def test_a_damaged_file_is_refused_in_one_line(tmp_path):
    (tmp_path / "w.npz").write_bytes(b"no archive")
    with pytest.raises(LanguageError, match="install the package again"):
        read_weights(tmp_path / "w.npz")


def test_softmax_leaves_the_rest_to_none():
    found = softmax(np.array([[800.0, -3.0], [-900.0, -900.0]], dtype=np.float32))
    assert found[0] == pytest.approx([1, 0])
    assert found[1].sum() == pytest.approx(0)


def test_shipped_weights_fit_the_shipped_pipeline():
    shipped = load_models(load_pipeline().name)
    assert shipped is not None, "train them again: python -m training.learned"
    assert shipped.triggers.classes == EVENT_TYPES
    assert len(shipped.triggers.dense) == 2 * load_pipeline().nlp("A word").tensor.shape[1]
    curve_ = shipped.triggers.curve
    assert (np.diff(curve_[1]) >= 0).all()


def test_another_pipeline_is_left_to_the_codebook():
    assert load_models("en_other-1.0") is None


# --- fitting --------------------------------------------------------------------------------------


def test_fitting_finds_the_type_that_a_word_tells():
    words = [["l=bomb"], ["l=aid"], ["l=tree"]] * 20
    gold = ["ASSAULT", "AID", "-"] * 20
    table = trigger_table(words, np.zeros((60, 0)), gold)
    weights = fit(table, EVENT_TYPES, penalty=Penalty(own=0.1, shared=0.1))
    empty = np.zeros((3, len(EVENT_TYPES), len(HINTS)), dtype=np.float32)
    found = weights.probabilities(words[:3], empty, np.zeros((3, 0), dtype=np.float32))
    assert [EVENT_TYPES[int(row.argmax())] for row in found[:2]] == ["ASSAULT", "AID"]
    assert (found.sum(axis=1) > 0.5).tolist() == [True, True, False]


def test_hints_carry_over_to_types_that_training_never_saw():
    words = [["cbv=AID/True", "l=give"], ["l=tree"]] * 30
    table = trigger_table(words, np.zeros((60, 0)), ["AID", "-"] * 30)
    weights = fit(table, EVENT_TYPES)
    new = ["cbv=RETREAT/True", "l=recede"]
    found = weights.probabilities([new], hints(new)[None], np.zeros((1, 0), dtype=np.float32))
    assert EVENT_TYPES[int(found[0].argmax())] == "RETREAT"


def test_fitting_the_same_examples_gives_the_same_weights():
    table = side_table([["a", "b"], ["b"], ["a"]] * 9, [True, False, True] * 9)
    one, two = (fit(table, ("side",)) for _ in range(2))
    assert np.array_equal(one.hashed, two.hashed)


def test_calibration_is_monotone_and_reliability_counts_all():
    stated = [0.1, 0.2, 0.3, 0.8, 0.9]
    knots = curve(stated, [False, True, False, True, True])
    assert (np.diff(knots[1]) >= 0).all()
    table = reliability(stated, [False, True, False, True, True], bins=2)
    assert [row[0] for row in table] == [3, 2]
    assert table[1] == (2, pytest.approx(0.85), 1.0)


# --- features -------------------------------------------------------------------------------------


def test_features_tell_word_grammar_and_codebook_apart(reading):
    sentence = reading.sentences[1]
    view = View(reading, sentence, seen(reading, sentence))
    bombed = next(t for t in sentence.words if t.text == "bombed")
    found = features(view, bombed)
    assert {"l=bomb", "cb=ASSAULT"} <= set(found)
    assert not any(f.startswith("cb") for f in features(view, bombed, codebook=False))


def test_the_way_through_the_tree_goes_up_and_down(reading):
    words = {t.text: t for t in reading.sentences[1].words}
    assert route(words["Libya"], words["bombed"]) == "nsubj^"
    assert route(words["bombed"], words["Libya"]) == "^nsubj"


def test_actors_of_the_sentences_before_may_be_sides(reading):
    sentence = reading.sentences[2]
    view = View(reading, sentence, [])
    token = next(t for t in sentence.words if t.text == "reopened")
    listed = options(view, token, "CONCEDE", Sides())
    assert {"Chad", "Libya"} <= {o.ref.name for o in listed}


# --- judging --------------------------------------------------------------------------------------


def test_without_weights_the_codebook_stands(reading, monkeypatch):
    monkeypatch.setitem(reading.cache, "pipeline", "en_other-1.0")
    sentence = reading.sentences[1]
    found = seen(reading, sentence)
    assert judge(reading, sentence, found) == found


def test_an_improbable_reading_is_dropped(reading):
    sentence = reading.sentences[1]
    found = seen(reading, sentence)
    assert [c.type for c in found] == ["ASSAULT"]
    assert judge(reading, sentence, found, models(veto=0.5)) == []
    ignorant = replace(models(veto=0.5), lemmas=frozenset())
    assert len(judge(reading, sentence, found, ignorant)) == 1  # a word that it never met
    (kept,) = judge(reading, sentence, found, models(veto=0.0))
    assert kept.type == "ASSAULT"
    assert kept.decided_by == "codebook"
    assert 0 < kept.probability < 1


def test_the_model_adds_what_the_codebook_does_not_know(reading):
    sentence = reading.sentences[2]
    sure = models(add=0.5)
    column = 1 + EVENT_TYPES.index("CONCEDE")
    sure = replace(sure, triggers=raised(sure.triggers, "l=reopen", 20.0, column))
    made = [c for c in judge(reading, sentence, [], sure) if c.trigger.text == "reopened"]
    assert [(c.type, c.decided_by) for c in made] == [("CONCEDE", "model")]


def test_an_open_side_is_filled_and_a_named_one_is_kept(reading):
    sentence = reading.sentences[1]
    (found,) = seen(reading, sentence)
    stripped = replace(found, sides=Sides(list(found.sides.source), []))
    generous = models(target=0.0)
    likely = raised(generous.target, "pa0=obl:in^", 20.0)
    (filled,) = judge(reading, sentence, [stripped], replace(generous, target=likely))
    assert [r.name for r in filled.sides.target] == ["Chad"]
    (same,) = judge(reading, sentence, [found], models(veto=0.0))
    assert same.sides.source == found.sides.source
