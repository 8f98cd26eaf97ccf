"""Readers of the corpora: CoNLL-U treebanks and IOB entity files, as passages of sentences.

Entities are brought to one scheme: PER, ORG, LOC, NORP (peoples and adherents), EVENT, MISC.
Only what the folder's README allows to be trained on is read by `training_passages`.
"""

import gzip
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from training.gum_entities import gum_entities, mark_peoples, parse_mentions
from training.sentences import Passage, Sentence, Syntax

CROSSNER = {
    "politician": "PER",
    "person": "PER",
    "organisation": "ORG",
    "politicalparty": "ORG",
    "country": "LOC",
    "location": "LOC",
    "event": "EVENT",
    "election": "EVENT",
    "misc": "MISC",
}
PEOPLE = re.compile(r"^[A-Z]\w+(?:an|ese|ish|ic|i|ch|ek|qi|tes?)s?$")


Spacing = tuple[list[list[str]], list[bool], tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Splits:
    """What the pipeline learns from and what it is watched with while it learns."""

    train: list[Passage]
    watch: list[Passage]


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        for line in handle:
            yield line.rstrip("\n")


def blocks(path: Path) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield the comment lines and the word rows of each sentence."""
    comments: list[str] = []
    rows: list[list[str]] = []
    for line in _lines(path):
        if line.startswith("#") and "\t" not in line:
            comments.append(line)
        elif line:
            rows.append(line.split("\t"))
        elif rows:
            yield comments, rows
            comments, rows = [], []
    if rows:
        yield comments, rows


def _space_after(rows: list[list[str]]) -> Spacing:
    """Return the syntactic words, whether a space follows each, and the contractions."""
    words: list[list[str]] = []
    spaces: list[bool] = []
    fused: list[tuple[int, int]] = []
    fused_until, fused_space = 0, True
    for row in rows:
        if "." in row[0]:
            continue
        if "-" in row[0]:
            first, fused_until = map(int, row[0].split("-"))
            fused.append((first - 1, fused_until - 1))
            fused_space = "SpaceAfter=No" not in row[9]
            continue
        index = int(row[0])
        words.append(row)
        if index < fused_until:
            spaces.append(False)
        else:
            own = "SpaceAfter=No" not in row[9]
            spaces.append(fused_space if index == fused_until else own)
    return words, spaces, tuple(fused)


def read_conllu(path: Path) -> list[Passage]:
    """Read a treebank; GUM's bracketed entities become name spans."""
    passages: list[Passage] = []
    current: list[Sentence] = []
    for comments, rows in blocks(path):
        starts = any(c.startswith(("# newdoc", "# newpar")) for c in comments)
        if starts and current:
            passages.append(tuple(current))
            current = []
        current.append(_conllu_sentence(comments, rows))
    if current:
        passages.append(tuple(current))
    return passages


def _conllu_sentence(comments: list[str], rows: list[list[str]]) -> Sentence:
    words, spaces, fused = _space_after(rows)
    ident = next((c.split("= ", 1)[1] for c in comments if c.startswith("# sent_id")), "")
    heads = tuple(int(row[6]) - 1 if row[6] != "0" else i for i, row in enumerate(words))
    syntax = Syntax(
        tags=tuple(row[4] for row in words),
        pos=tuple(row[3] for row in words),
        morphs=tuple("" if row[5] == "_" else row[5] for row in words),
        lemmas=tuple(row[2] for row in words),
        heads=heads,
        deps=tuple("ROOT" if row[7] == "root" else row[7] for row in words),
    )
    forms = tuple(row[1] for row in words)
    ents = None
    if ident.startswith("GUM_"):
        ents = tuple(gum_entities(forms, syntax, parse_mentions([row[9] for row in words])))
    return Sentence(
        words=forms, spaces=tuple(spaces), syntax=syntax, ents=ents, fused=fused, ident=ident
    )


def add_uner(passages: Iterable[Passage], path: Path) -> list[Passage]:
    """Add Universal NER's labels to the treebank sentences that they were made on."""
    labels = {}
    for comments, rows in blocks(path):
        ident = next(c.split("= ", 1)[1] for c in comments if c.startswith("# sent_id"))
        labels[ident] = [row[2] for row in rows]
    return [tuple(_label(s, labels.get(s.ident)) for s in passage) for passage in passages]


def _label(sentence: Sentence, labels: list[str] | None) -> Sentence:
    if labels is None or len(labels) != len(sentence.words) or sentence.syntax is None:
        return sentence
    known: list[str] = [x if x[2:] in {"PER", "ORG", "LOC"} else "O" for x in labels]
    marked = mark_peoples(known, sentence.words, sentence.syntax.tags)
    return replace(sentence, ents=tuple(marked))


def read_uner(path: Path) -> list[Sentence]:
    """Read a Universal NER file for measuring: its own words, its own labels, its own text."""
    sentences = []
    for comments, rows in blocks(path):
        words = tuple(row[1] for row in rows)
        text = next(c.split("= ", 1)[1] for c in comments if c.startswith("# text ="))
        ents = tuple(row[2] for row in rows)
        sentences.append(Sentence(words=words, spaces=_spaces_in(text, words), ents=ents))
    return sentences


def _spaces_in(text: str, words: tuple[str, ...]) -> tuple[bool, ...]:
    """Read from the text whether a space follows each word."""
    spaces = []
    at = 0
    for word in words:
        at = text.index(word, at) + len(word)
        spaces.append(text[at : at + 1] == " ")
    return tuple(spaces)


def read_iob(path: Path) -> list[Sentence]:
    """Read a two-column entity file (Wikigold's IO or CrossNER's BIO) in our scheme."""
    return [_iob_sentence(rows) for _, rows in _iob_blocks(path)]


def _iob_blocks(path: Path) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    rows: list[tuple[str, str]] = []
    number = 0
    for line in [*_lines(path), ""]:
        if line.strip():
            word, label = line.replace("\t", " ").rsplit(" ", 1)
            rows.append((word, label))
        elif rows:
            yield number, rows
            rows, number = [], number + 1


def _iob_sentence(rows: list[tuple[str, str]]) -> Sentence:
    words = tuple(word for word, _ in rows)
    ents: list[str] = []
    previous = "O"
    for _, label in rows:
        kind = CROSSNER.get(label[2:], label[2:])
        fresh = label[:2] == "B-" or previous[2:] != kind
        ents.append("O" if label == "O" else ("B-" if fresh else "I-") + kind)
        previous = ents[-1]
    for i, label in enumerate(ents):
        alone = i + 1 == len(ents) or not ents[i + 1].startswith("I-")
        if label == "B-MISC" and alone and PEOPLE.match(words[i]):
            ents[i] = "B-NORP"
    return Sentence(words=words, spaces=_guess_spaces(words), ents=tuple(ents))


def _guess_spaces(words: tuple[str, ...]) -> tuple[bool, ...]:
    """Set English spacing for words that came without it."""
    spaces = [True] * len(words)
    open_quote = False
    for i, word in enumerate(words):
        if i and (word in ",.;:!?)]}%'’" or word in {"'s", "n't", "'", "''", "'re", "'ll"}):
            spaces[i - 1] = False
        if word in {"(", "[", "$", "``", "#"}:
            spaces[i] = False
        if word == '"':
            open_quote = not open_quote
            if open_quote:
                spaces[i] = False
            elif i:
                spaces[i - 1] = False
        if word == "-" and i and i + 1 < len(words):
            spaces[i - 1] = spaces[i] = False
    return tuple(spaces)


def training_passages(folder: Path, *, seed: int = 0) -> Splits:
    """Read all that may be trained on; a small part of the dev sets is kept to watch with."""
    ewt_dev = add_uner(read_conllu(folder / "ewt_dev.conllu.gz"), folder / "uner_ewt_dev.iob2.gz")
    gum_dev = read_conllu(folder / "gum_open_dev.conllu.gz")
    random.Random(seed).shuffle(ewt_dev)
    random.Random(seed).shuffle(gum_dev)
    ewt_watch, ewt_rest = _take(ewt_dev, 400)
    gum_watch, gum_rest = _take(gum_dev, 130)
    train = [
        *read_conllu(folder / "ewt_train.conllu.gz"),
        *read_conllu(folder / "gum_open_train.conllu.gz"),
        *ewt_rest,
        *gum_rest,
    ]
    for name in ("wikigold", "crossner_politics_train", "crossner_politics_dev"):
        train += [(s,) for s in read_iob(folder / f"{name}.txt.gz")]
    return Splits(train=train, watch=[*ewt_watch, *gum_watch])


def _take(passages: list[Passage], sentences: int) -> tuple[list[Passage], list[Passage]]:
    count = 0
    for i, passage in enumerate(passages):
        if count >= sentences:
            return passages[:i], passages[i:]
        count += len(passage)
    return passages, []
