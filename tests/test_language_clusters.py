"""Word clusters as features: which cluster a word gets, and that a saved model keeps its table."""

import numpy as np
import pytest
import spacy
from spacy.language import Language
from thinc.api import fix_random_seed

from legation.language.clusters import LOOKUP, set_clusters

TABLE = {"consul": 0b1011, "Oslo": 0b0110, "envoy": 0b0111, "nothing": 0}


@pytest.fixture
def nlp() -> Language:
    fix_random_seed(0)
    nlp = spacy.blank("en")
    embed = {
        "@architectures": "legation.ClusterHashEmbed.v1",
        "width": 8,
        "attrs": ["NORM", "SHAPE"],
        "rows": [20, 20],
        "depths": [2, 32],
        "cluster_rows": [10, 20],
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 8,
        "depth": 1,
        "window_size": 1,
        "maxout_pieces": 2,
    }
    model = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    nlp.add_pipe("tok2vec", config={"model": model})
    nlp.initialize()
    return nlp


def clusters(nlp: Language, *words: str) -> list[list[int]]:
    """Return what the lookup gives for words: a row each, a column a depth."""
    model = next(node for node in nlp.get_pipe("tok2vec").model.walk() if node.name == LOOKUP)
    doc = nlp.make_doc(" ".join(words))
    hashes = np.array([[token.orth, token.lower] for token in doc], dtype=np.uint64)
    return [[int(cell) for cell in row] for row in model.predict(hashes)]


def test_a_word_has_its_cluster_at_each_depth(nlp):
    assert set_clusters(nlp.get_pipe("tok2vec").model, TABLE) == 3
    assert clusters(nlp, "consul", "Oslo") == [[0b11, 0b1011], [0b10, 0b0110]]


def test_a_form_unknown_is_tried_in_small_letters_and_an_unknown_word_has_none(nlp):
    set_clusters(nlp.get_pipe("tok2vec").model, TABLE)
    assert clusters(nlp, "ENVOY", "oslo", "nothing") == [[0b11, 0b0111], [0, 0], [0, 0]]


def test_before_a_table_is_set_no_word_has_a_cluster(nlp):
    assert clusters(nlp, "consul") == [[0, 0]]


def test_a_saved_model_keeps_its_table_and_its_vectors(nlp, tmp_path):
    set_clusters(nlp.get_pipe("tok2vec").model, TABLE)
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert clusters(again, "consul") == clusters(nlp, "consul")
    text = "The consul left Oslo ."
    assert np.array_equal(again(text).tensor, nlp(text).tensor)


def test_the_vector_of_a_word_follows_its_cluster(nlp):
    tok2vec = nlp.get_pipe("tok2vec").model
    vectors = []
    for cluster in (5, 9, 5):
        set_clusters(tok2vec, {"aaa": cluster})
        vectors.append(tok2vec.predict([nlp.make_doc("aaa")])[0][0])
    first, other, again = vectors
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_a_model_without_clusters_is_refused():
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    with pytest.raises(ValueError, match="looks up no word clusters"):
        set_clusters(nlp.get_pipe("tok2vec").model, TABLE)
