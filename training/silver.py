"""Names labelled by a first model, where the treebank's own analysis bears it out.

Most of the treebank has no entity labels, but it says which words are proper nouns.  Where the
first model's name is just such a run of proper nouns, both are believed; where they differ, the
words stay unlabelled; all other words are no names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from spacy.language import Language

from training.gum_entities import mark_peoples
from training.names import Names, Span, spans
from training.sentences import Passage, Sentence, to_doc

LINKS: Final = frozenset({"of", "the", "and", "&", "-", "for", "'s", "’s"})
NO_NAME: Final = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|(?:jan|feb|mar|apr|aug|sept|oct|nov|dec)\.?|am|pm|[ap]\.m\.",
    re.IGNORECASE,
)
LEARNT: Final = frozenset({"PER", "ORG", "LOC", "NORP"})
AGREEMENT: Final = 0.7


def silver(passages: Iterable[Passage], nlp: Language, names: Names) -> list[Passage]:
    """Return the passages with labels on those sentences that had none but have a parse."""
    listed = list(passages)
    guesses = {i: _guesses(p, nlp, names) for i, p in enumerate(listed) if _is_bare(p)}
    votes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for i, sentences in guesses.items():
        for sentence, runs in zip(listed[i], sentences, strict=True):
            for start, end, kind in runs:
                votes[sentence.words[start:end]][kind] += 1
    return [
        tuple(_label(s, runs, votes, names) for s, runs in zip(p, guesses[i], strict=True))
        if i in guesses
        else p
        for i, p in enumerate(listed)
    ]


def _is_bare(passage: Passage) -> bool:
    return all(s.ents is None and s.syntax is not None for s in passage)


def _guesses(passage: Passage, nlp: Language, names: Names) -> list[list[Span]]:
    """Return, a sentence each, the runs of proper nouns with their type ("" where in doubt)."""
    doc = to_doc(nlp.vocab, passage).copy()
    for name in ("tok2vec", "ner"):
        doc = nlp.get_pipe(name)(doc)
    labels = [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc]
    at, sentences = 0, []
    for sentence in passage:
        found = list(spans(labels[at : at + len(sentence.words)]))
        sentences.append([_guess(sentence, run, found, names) for run in _runs(sentence)])
        at += len(sentence.words)
    return sentences


def _label(
    sentence: Sentence,
    runs: list[Span],
    votes: dict[tuple[str, ...], Counter[str]],
    names: Names,
) -> Sentence:
    labels: list[str | None] = ["O"] * len(sentence.words)
    for start, end, kind in runs:
        if kind == "O":
            continue
        words = sentence.words[start:end]
        cast = votes[words]
        sure = cast.total() > 1 or words in names.seen or words[0] in names.first_names
        agreed = sure and kind in LEARNT and cast[kind] >= AGREEMENT * cast.total()
        labels[start:end] = (
            [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1) if agreed else [None] * (end - start)
        )
    assert sentence.syntax is not None
    marked = mark_peoples([x or "-" for x in labels], sentence.words, sentence.syntax.tags)
    return replace(sentence, ents=tuple(None if x == "-" else x for x in marked))


def _runs(sentence: Sentence) -> list[tuple[int, int]]:
    """Return the runs of proper nouns, less the titles in front of a name."""
    syntax = sentence.syntax
    assert syntax is not None
    inside = [
        tag.startswith("NNP") and dep != "nmod:desc"
        for tag, dep in zip(syntax.tags, syntax.deps, strict=True)
    ]
    runs: list[tuple[int, int]] = []
    for i, proper in enumerate(inside):
        if not proper:
            continue
        if runs and (runs[-1][1] == i or _hyphen_at(sentence, runs[-1][1], i)):
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs


def _hyphen_at(sentence: Sentence, end: int, i: int) -> bool:
    return end + 1 == i and sentence.words[end] == "-" and not sentence.spaces[end]


def _guess(sentence: Sentence, run: tuple[int, int], found: list[Span], names: Names) -> Span:
    """Return a run with its type: "O" for a date, "" in doubt; links may have widened it."""
    start, end = run
    words = sentence.words[start:end]
    if all(NO_NAME.fullmatch(word) for word in words):
        return start, end, "O"
    known = names.known.get(words)
    for a, b, kind in found:
        if (a, b) == run:
            return start, end, _settled(words, kind, known, names)
        if a <= start and b >= end and _is_linked(sentence, a, b):
            return a, b, kind
    return start, end, known or ""


def _settled(words: tuple[str, ...], kind: str, known: str | None, names: Names) -> str:
    """Return what a name is: lists of names stand above the model's guess."""
    if known and (len(words) > 1 or kind != "PER"):
        return known
    return "PER" if not known and words[0] in names.first_names else kind


def _is_linked(sentence: Sentence, a: int, b: int) -> bool:
    """Whether the words of a span are proper nouns and the small words that join them."""
    assert sentence.syntax is not None
    tags = sentence.syntax.tags[a:b]
    return all(
        tag.startswith("NNP") or word.lower() in LINKS
        for word, tag in zip(sentence.words[a:b], tags, strict=True)
    )
