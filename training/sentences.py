"""Sentences as the training data holds them, and passages: connected sentences of one paragraph.

A `Sentence` has one value a word in every list; a layer that its corpus does not annotate is
None (heads, tags) or has None in it (entities).  `passages_to_doc` makes a spaCy Doc of them.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.vocab import Vocab


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """Part of speech, morphology, lemma, head (index in the sentence) and relation of each word."""

    tags: tuple[str, ...]
    pos: tuple[str, ...]
    morphs: tuple[str, ...]
    lemmas: tuple[str, ...]
    heads: tuple[int, ...]
    deps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Words, whether a space follows each, and what is annotated of them."""

    words: tuple[str, ...]
    spaces: tuple[bool, ...]
    syntax: Syntax | None = None
    ents: tuple[str | None, ...] | None = None
    fused: tuple[tuple[int, int], ...] = ()  # first and last word of each contraction
    ident: str = ""

    @property
    def text(self) -> str:
        """The sentence's own characters, with the space that may follow it."""
        return "".join(w + " " * s for w, s in zip(self.words, self.spaces, strict=True))


Passage = tuple[Sentence, ...]


def to_doc(vocab: Vocab, sentences: Sequence[Sentence]) -> Doc:
    """Return one Doc of `sentences`, all of them annotated in the same layers."""
    words = [w for s in sentences for w in s.words]
    spaces = [b for s in sentences for b in s.spaces]
    layers: dict[str, list[object]] = {}
    if all(s.syntax is not None for s in sentences):
        layers = _syntax_layers(sentences)
    if all(s.ents is not None for s in sentences):
        layers["ents"] = [e for s in sentences for e in s.ents or ()]
    return Doc(vocab, words=words, spaces=spaces, **layers)  # type: ignore[arg-type]


def _syntax_layers(sentences: Sequence[Sentence]) -> dict[str, list[object]]:
    layers: dict[str, list[object]] = {
        name: [] for name in ("tags", "pos", "morphs", "lemmas", "heads", "deps", "sent_starts")
    }
    offset = 0
    for sentence in sentences:
        syntax = sentence.syntax
        assert syntax is not None
        for name in ("tags", "pos", "morphs", "lemmas", "deps"):
            layers[name] += getattr(syntax, name)
        layers["heads"] += [offset + head for head in syntax.heads]
        layers["sent_starts"] += [i == 0 for i in range(len(sentence.words))]
        offset += len(sentence.words)
    return layers


def regroup(
    passages: Iterable[Passage], rng: random.Random, *, longest: int = 8
) -> Iterator[tuple[Sentence, ...]]:
    """Cut each passage anew into runs of 1 to `longest` sentences, kept in order."""
    for passage in passages:
        start = 0
        while start < len(passage):
            size = rng.randint(1, longest)
            yield passage[start : start + size]
            start += size
