"""What the trigger model sees of a word: `features(view, token)` gives strings, `vector` numbers.

A `View` is one sentence with what the codebook made of it.  Features are the word, its grammar,
its neighbours, the actors around it, and the codebook's reading (names that begin with "cb").
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from legation.coding.candidates import Candidate
from legation.coding.clauses import base, case_of
from legation.coding.codebook import load_codebook
from legation.coding.reading import Reading, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

    from legation.actors import Mention

OPEN: Final = frozenset({"VERB", "NOUN", "ADJ", "ADV"})
CHILDREN: Final = ("nsubj", "obj", "iobj", "obl", "nmod", "xcomp", "ccomp", "compound", "advmod",
                   "aux", "mark", "conj", "appos", "det", "amod", "advcl", "acl")  # fmt: skip
NEUTRAL: Final = frozenset({"have", "be", "do"})


@dataclass(frozen=True)
class View:
    """A sentence with the codebook's candidates."""

    reading: Reading
    sentence: Sentence
    candidates: Sequence[Candidate]

    @cached_property
    def by_trigger(self) -> Mapping[int, Candidate]:
        """The candidates by the place of their trigger."""
        return {c.trigger.i: c for c in reversed(self.candidates) if c.view.type}

    @cached_property
    def mentions(self) -> Mapping[int, "Mention"]:
        """The mentions of actors by the place of their head word."""
        chars = {self.sentence.offset + t.idx: t.i for t in self.sentence.words}
        return {
            chars[m.head]: m for m in self.reading.mentions[self.sentence.index] if m.head in chars
        }

    @cached_property
    def actors(self) -> int:
        """How many actors the sentence mentions, at most three."""
        return min(3, len({m.ref.id for m in self.mentions.values()}))

    def tokens(self) -> "Iterator[Token]":
        """The words that could be triggers."""
        for token in self.sentence.words:
            word = token.pos_ in OPEN and token.lemma_ not in NEUTRAL
            if word or token.i in self.by_trigger:
                yield token


def _kind(view: View, token: "Token") -> str:
    mention = view.mentions.get(token.i)
    return f"{mention.kind}" if mention else token.ent_type_ or token.pos_


def features(view: View, token: "Token", *, codebook: bool = True) -> list[str]:
    """The features of one word; without *codebook* only what the words and the parse tell."""
    lemma, doc = token.lemma_.lower(), token.doc
    found = [
        f"l={lemma}", f"lp={lemma}/{token.pos_}", f"t={token.tag_}", f"d={token.dep_}",
        f"s3={lemma[-3:]}", f"s4={lemma[-4:]}", f"p3={lemma[:3]}", f"p5={lemma[:5]}",
        f"dt={token.dep_}/{token.tag_}", f"n={view.actors}", f"np={view.actors}/{token.pos_}",
        f"e={token.ent_type_}", f"m={token.i in view.mentions}",
    ]  # fmt: skip
    head = token.head
    if head is not token:
        found += [f"h={head.lemma_.lower()}", f"hp={head.pos_}", f"hd={token.dep_}/{head.lemma_}"]
    first, last = view.sentence.words.start, view.sentence.words.end
    for step in (-2, -1, 1, 2):
        at = token.i + step
        word = doc[at].lemma_.lower() if first <= at < last else "-"
        found.append(f"w{step}={word}")
    found += _below(view, token, lemma)
    found += _around(view, token)
    return found + (list(_codebook(view, token)) if codebook else [])


def _below(view: View, token: "Token", lemma: str) -> Iterator[str]:
    for child in token.children:
        dep = base(child.dep_)
        if dep not in CHILDREN:
            continue
        case = case_of(child) if dep in {"obl", "nmod"} else ""
        word, kind = child.lemma_.lower(), _kind(view, child)
        yield f"c={child.dep_}:{case}"
        yield f"ck={dep}:{case}:{kind}"
        yield f"lc={lemma}:{dep}:{case}"
        if dep in {"obj", "compound", "xcomp", "aux", "mark", "advmod", "det", "nsubj"} or case:
            yield f"cl={dep}:{case}:{word}"
            if dep in {"obj", "compound"}:
                yield f"lcl={lemma}:{word}"


def _around(view: View, token: "Token") -> Iterator[str]:
    """Which sort of actor stands before and behind, and what governs the clause."""
    before = [m for i, m in view.mentions.items() if i < token.i]
    behind = [m for i, m in view.mentions.items() if i > token.i]
    yield f"ab={before[-1].kind if before else None}/{behind[0].kind if behind else None}"
    yield f"abn={len(before) > 0}{len(behind) > 0}{token.pos_}"
    above = token
    path: list[str] = []
    while above.head is not above and len(path) < 3:
        path.append(base(above.dep_))
        above = above.head
        if above.pos_ in {"VERB", "AUX"}:
            break
    yield f"path={'<'.join(path)}"
    yield f"gov={'<'.join(path)}:{above.lemma_.lower()}"


def _codebook(view: View, token: "Token") -> Iterator[str]:
    book, lemma = load_codebook(), token.lemma_.lower()
    for pattern in book.verbs.get(lemma, ()):
        yield f"cbv={pattern.type}/{token.pos_ == 'VERB'}"
    for noun in book.nouns.get(lemma, ()):
        yield f"cbn={noun.type}/{token.pos_ == 'NOUN'}"
    for name, words in book.outlook.items():
        if lemma in words:
            yield f"cbo={name}"
        if token.head.lemma_.lower() in words:
            yield f"cboh={name}/{base(token.dep_)}"
    candidate = view.by_trigger.get(token.i)
    others = {c.view.type for i, c in view.by_trigger.items() if i != token.i}
    yield f"cbk={len(others)}"
    if candidate is None:
        yield f"cb=none/{token.pos_}"
        return
    type_, (source, target) = candidate.view.type, candidate.sides.tidy()
    yield f"cb={type_}"
    yield f"cbl={type_}/{lemma}"
    yield f"cbf={candidate.view.factuality}"
    yield f"cbg={candidate.view.governor is not None}/{type_}"
    for name, side in (("s", source), ("t", target)):
        sort = side[0].id.partition(":")[0] if side and ":" in side[0].id else str(bool(side))
        yield f"cb{name}={sort}"
        yield f"cb{name}t={sort}/{type_}"


def vector(token: "Token") -> NDArray[np.float32]:
    """The pipeline's own vectors of a word in context and of the word it hangs on."""
    tensor: Any = token.doc.tensor
    if not len(tensor):
        return np.zeros(0, dtype=np.float32)
    return np.concatenate([tensor[token.i], tensor[token.head.i]])
