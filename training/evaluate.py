"""Measure the pipeline: `python -m training.evaluate --data FOLDER [--json] [--model M]`.

Treebanks: raw paragraphs in, scored as in CoNLL 2018.  Entity corpora, and the test split of our
own: people, organisations and places, exact spans and types, F1.  Speed: sentences a second of processor time, one process.
"""

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from spacy.tokens import Doc, Token

from legation.language import Pipeline, load_pipeline
from training.conll18 import Analysis, Counts, Word, score
from training.corpora import read_conllu, read_iob, read_uner
from training.corpus import read_corpus
from training.corpus.entities import entities as corpus_entities
from training.corpus.splits import chosen
from training.sentences import Passage, Sentence

NAMES: Final = frozenset({"PER", "ORG", "LOC"})
Span = tuple[int, int, str]


def paragraph(passage: Passage) -> str:
    """Return the raw text of a paragraph."""
    return "".join(sentence.text for sentence in passage).rstrip(" ")


def gold_analysis(passage: Passage) -> Analysis:
    """Return the treebank's analysis of a paragraph, characters counted without white space."""
    words: list[Word] = []
    sentences = set()
    at = 0
    for sentence in passage:
        syntax, offset, first = sentence.syntax, len(words), at
        assert syntax is not None
        for i, form in enumerate(sentence.words):
            size = len(form.replace(" ", ""))
            head = None if syntax.heads[i] == i else offset + syntax.heads[i]
            words.append(
                Word(
                    form=form,
                    start=at,
                    end=at + size,
                    upos=syntax.pos[i],
                    deprel=syntax.deps[i],
                    head=head,
                )
            )
            at += size
        _fuse(words, offset, sentence)
        sentences.add((first, at))
    return Analysis(words=tuple(words), sentences=frozenset(sentences))


def _fuse(words: list[Word], offset: int, sentence: Sentence) -> None:
    """Give the words of a contraction the characters of the whole, as CoNLL-U has them."""
    for first, last in sentence.fused:
        group = words[offset + first : offset + last + 1]
        for i, word in enumerate(group):
            words[offset + first + i] = Word(
                form=word.form,
                start=group[0].start,
                end=group[-1].end,
                upos=word.upos,
                deprel=word.deprel,
                head=word.head,
                fused=True,
            )


def system_analysis(doc: Doc) -> Analysis:
    """Return our analysis of a paragraph; white space is no word."""
    tokens = [token for token in doc if not token.is_space]
    place = {token.i: n for n, token in enumerate(tokens)}
    words: list[Word] = []
    ends = []
    at = 0
    for token in tokens:
        words.append(
            Word(
                form=token.text,
                start=at,
                end=at + len(token),
                upos=token.pos_,
                deprel=token.dep_,
                head=_head(token, place),
            )
        )
        at += len(token)
        ends.append(at)
    bounds = [[place[t.i] for t in sent if not t.is_space] for sent in doc.sents]
    spans = {(words[b[0]].start, words[b[-1]].end) for b in bounds if b}
    return Analysis(words=tuple(words), sentences=frozenset(spans))


def _head(token: Token, place: dict[int, int]) -> int | None:
    return None if token.head.i == token.i else place[token.head.i]


def treebank(pipeline: Pipeline, path: Path) -> dict[str, float]:
    """Return the CoNLL 2018 scores on a treebank file."""
    passages = read_conllu(path)
    docs = pipeline.parse(map(paragraph, passages))
    return score(
        (gold_analysis(p), system_analysis(d)) for p, d in zip(passages, docs, strict=True)
    )


def gold_spans(sentence: Sentence) -> set[Span]:
    """Return the name spans of a labelled sentence, characters counted without white space."""
    spans: set[Span] = set()
    at, start, kind = 0, 0, ""
    for form, label in zip((*sentence.words, ""), (*(sentence.ents or ()), "O"), strict=True):
        if kind and not (label or "O").startswith("I-"):
            spans.add((start, at, kind))
            kind = ""
        if label and label.startswith("B-"):
            start, kind = at, label[2:]
        at += len(form)
    return {span for span in spans if span[2] in NAMES}


def system_spans(doc: Doc) -> set[Span]:
    """Return the name spans that the pipeline found, characters counted without white space."""
    text = doc.text
    return {
        (
            len(text[: ent.start_char].replace(" ", "")),
            len(text[: ent.end_char].replace(" ", "")),
            ent.label_,
        )
        for ent in doc.ents
        if ent.label_ in NAMES
    }


def entities(pipeline: Pipeline, sentences: Iterable[Sentence]) -> dict[str, float]:
    """Return precision, recall and F1 of people, organisations and places, in percent."""
    listed = list(sentences)
    counts = Counts()
    docs = pipeline.parse(sentence.text.rstrip(" ") for sentence in listed)
    for sentence, doc in zip(listed, docs, strict=True):
        gold, found = gold_spans(sentence), system_spans(doc)
        counts.add(len(gold), len(found), len(gold & found))
    return {
        "ents_f": round(counts.f1, 2),
        "ents_p": round(100 * counts.correct / max(1, counts.system), 2),
        "ents_r": round(100 * counts.correct / max(1, counts.gold), 2),
    }


def speed(pipeline: Pipeline, data: Path) -> float:
    """Return sentences a second of processor time over both treebank tests."""
    passages = [
        p for name in ("ewt_test", "gum_open_test") for p in read_conllu(data / f"{name}.conllu.gz")
    ]
    texts = [paragraph(p) for p in passages]
    for _ in pipeline.parse(texts[:50]):
        pass
    began = time.process_time()
    for _ in pipeline.parse(texts):
        pass
    return round(sum(map(len, passages)) / (time.process_time() - began), 1)


def report(pipeline: Pipeline, data: Path) -> dict[str, Any]:
    """Return all figures."""
    return {
        "model": pipeline.name,
        "ewt_test": treebank(pipeline, data / "ewt_test.conllu.gz"),
        "gum_open_test": treebank(pipeline, data / "gum_open_test.conllu.gz"),
        "uner_pud": entities(pipeline, read_uner(data / "uner_pud.iob2.gz")),
        "uner_ewt_test": entities(pipeline, read_uner(data / "uner_ewt_test.iob2.gz")),
        "crossner_politics_test": entities(
            pipeline, read_iob(data / "crossner_politics_test.txt.gz")
        ),
        "corpus_test": corpus_entities(pipeline, chosen(read_corpus(), "test")),
        "sentences_per_second": speed(pipeline, data),
    }


def lines(figures: dict[str, Any]) -> Iterator[str]:
    """Yield the figures as a small table."""
    for name, values in figures.items():
        shown = (
            values
            if not isinstance(values, dict)
            else "  ".join(f"{key} {value}" for key, value in values.items())
        )
        yield f"{name:24}{shown}"


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of treebanks")
    parser.add_argument("--model", default=None, help="spaCy pipeline; default: the shipped one")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    figures = report(load_pipeline(options.model), options.data)
    print(json.dumps(figures) if options.json else "\n".join(lines(figures)))


if __name__ == "__main__":
    main()
