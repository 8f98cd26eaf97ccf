"""Word clusters as features of the language model.

`ClusterHashEmbed` is spaCy's `MultiHashEmbed` with one source more: the Brown cluster (Brown et
al. 1992) of each word, seen at several depths of the tree of clusters, as in Koo, Carreras and
Collins 2008.  The table of words and clusters is kept in the model, hashed and sorted.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

import numpy as np
from spacy.ml.featureextractor import FeatureExtractor
from spacy.strings import get_string_id
from spacy.tokens import Doc
from thinc.api import (
    HashEmbed,
    Maxout,
    Model,
    chain,
    concatenate,
    list2ragged,
    ragged2list,
    with_array,
)
from thinc.types import Floats2d, Ints2d

LOOKUP: Final = "word_clusters"
NO_CLUSTER: Final = 0


def ClusterHashEmbed(  # noqa: N802 - spaCy names its architectures so
    width: int, attrs: list[str], rows: list[int], depths: list[int], cluster_rows: list[int]
) -> Model[list[Doc], list[Floats2d]]:
    """Embed words by attributes and by clusters, and mix them into vectors of `width`.

    Parameters
    ----------
    width
        Columns of the result, and of each table of embeddings.
    attrs, rows
        The attributes of tokens, and the number of rows of the table of each.
    depths, cluster_rows
        Steps down the tree of clusters (1 to 32), and the number of rows for each.

    Raises
    ------
    ValueError
        If a list and its rows differ in length.
    """
    by_words: list[Any] = [
        HashEmbed(width, count, column=column, seed=8 + column)
        for column, count in zip(range(len(attrs)), rows, strict=True)
    ]
    by_clusters: list[Any] = [
        HashEmbed(width, count, column=column, seed=50 + column)
        for column, count in zip(range(len(depths)), cluster_rows, strict=True)
    ]
    words: Model[Any, Any] = chain(
        FeatureExtractor(attrs), list2ragged(), with_array(concatenate(*by_words))
    )
    clusters: Model[Any, Any] = chain(
        FeatureExtractor(["ORTH", "LOWER"]),
        list2ragged(),
        with_array(chain(_lookup(depths), concatenate(*by_clusters))),
    )
    size = width * (len(by_words) + len(by_clusters))
    mixed: Model[Any, Any] = with_array(Maxout(width, size, nP=3, dropout=0.0, normalize=True))
    whole: Model[Any, Any] = chain(concatenate(words, clusters), mixed, ragged2list())
    return cast(Model[list[Doc], list[Floats2d]], whole)


def _lookup(depths: list[int]) -> Model[Ints2d, Ints2d]:
    attrs = {
        "words": np.zeros(0, dtype=np.uint64),
        "clusters": np.zeros(0, dtype=np.uint32),
        "masks": np.array([2**depth - 1 for depth in depths], dtype=np.uint64),
    }
    return Model(LOOKUP, _forward, attrs=attrs)


def _forward(
    model: Model[Ints2d, Ints2d],
    hashes: Ints2d,
    is_train: bool,  # noqa: ARG001 - thinc names it
) -> tuple[Ints2d, Any]:
    """Return the cluster of each word, cut to each depth; a form unknown is tried in small letters."""
    words, clusters = model.attrs["words"], model.attrs["clusters"]
    found = _clusters(words, clusters, hashes[:, 0])
    small = _clusters(words, clusters, hashes[:, 1])
    found = np.where(found == NO_CLUSTER, small, found).astype(np.uint64)
    return found[:, None] & model.attrs["masks"], lambda gradient: gradient


def _clusters(words: Any, clusters: Any, hashes: Any) -> Any:
    if not len(words):
        return np.zeros(len(hashes), dtype=np.uint32)
    at = np.minimum(np.searchsorted(words, hashes), len(words) - 1)
    return np.where(words[at] == hashes, clusters[at], NO_CLUSTER)


def set_clusters(model: Model[Any, Any], clusters: Mapping[str, int]) -> int:
    """Put a table of words and clusters into a model that has the lookup; return its length.

    A cluster is the path from the root of the tree, the first branch in the lowest bit; words
    of cluster 0 are left out.

    Raises
    ------
    ValueError
        If the model looks up no clusters.
    """
    nodes = [node for node in model.walk() if node.name == LOOKUP]
    if not nodes:
        raise ValueError("this model looks up no word clusters")
    known = {get_string_id(w): c for w, c in clusters.items() if c != NO_CLUSTER}
    words = np.array(sorted(known), dtype=np.uint64)
    for node in nodes:
        node.attrs["words"] = words
        node.attrs["clusters"] = np.array([known[int(w)] for w in words], dtype=np.uint32)
    return len(words)
