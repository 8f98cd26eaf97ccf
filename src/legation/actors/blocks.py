"""One parsed paragraph as plain lists, with the few questions that resolution asks of a parse.

Takes a spaCy Doc with Universal Dependencies and its character offset in the document; positions
in the answers are token indices of the block unless they are called characters.
"""

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from legation.actors.names import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc

_INSIDE: Final = frozenset(
    {
        "det", "amod", "compound", "nmod:poss", "nummod", "nmod:desc", "case", "flat", "advmod",
        "nmod:unmarked", "det:predet", "punct", "nmod", "conj", "cc",
    }
)  # fmt: skip


class Block:
    """Token lists of one paragraph: text, folded text, lower case, tag, label, head, entity."""

    __slots__ = (
        "dep", "end", "ent", "head", "latin", "lemma", "lower", "n", "number", "offset", "pos",
        "sentence", "start", "text", "texts",
    )  # fmt: skip

    def __init__(self, offset: int, doc: "Doc", number: int) -> None:
        self.offset, self.number = offset, number
        self.text: str = doc.text
        tokens = list(doc)
        self.n = len(tokens)
        self.texts = [fold(t.text) for t in tokens]
        self.lower = [_lower(t) for t in self.texts]
        self.lemma = [t.lemma_.lower() or low for t, low in zip(tokens, self.lower, strict=True)]
        self.pos = [t.pos_ for t in tokens]
        self.dep = [t.dep_ for t in tokens]
        self.head = [t.head.i for t in tokens]
        self.ent = [t.ent_type_ for t in tokens]
        self.start = [t.idx for t in tokens]
        self.end = [t.idx + len(t.text) for t in tokens]
        self.sentence = _sentences(tokens)
        self.latin = _is_latin(self.text)

    def token_at(self, char: int) -> int:
        """The token that holds a character of the block."""
        return max(0, bisect_right(self.start, char) - 1)

    def tokens_of(self, start: int, end: int) -> tuple[int, int]:
        """The tokens [first, last) that cover characters [start, end) of the block."""
        return self.token_at(start), self.token_at(end - 1) + 1

    def chars(self, first: int, last: int) -> tuple[int, int]:
        """The characters of the document that tokens [first, last) cover."""
        return self.start[first] + self.offset, self.end[last - 1] + self.offset

    def capital(self, i: int) -> bool:
        """Whether a token starts with a capital letter."""
        return self.texts[i][:1].isupper()

    def opens_sentence(self, i: int) -> bool:
        """Whether a token is the first word of its sentence."""
        j = i - 1
        while j >= 0 and self.sentence[j] == self.sentence[i]:
            if self.texts[j][:1].isalnum():
                return False
            j -= 1
        return True

    def noun_phrase(self, head: int) -> int:
        """The first token of the noun phrase that ends in *head*."""
        first = head
        while first > 0:
            i = first - 1
            if self.dep[i] == "case" and self.texts[i] not in ("'s", "'"):
                break
            if self.sentence[i] != self.sentence[head] or self.dep[i] not in _INSIDE:
                break
            if self.pos[i] == "PUNCT" and self.texts[i] != "-":
                break
            up = self.head[i]
            if not (i < up <= head or (self.dep[i] in ("case", "flat") and first > up >= i - 6)):
                break
            if self.lower[i] in ("in", "of", "for", "to", "by", "with", "on", "and", ",", "at"):
                break
            first = i
        return first

    def case_of(self, i: int) -> str:
        """The preposition that governs a token, or ""."""
        for j in range(i - 1, max(-1, i - 6), -1):
            if self.head[j] == i and self.dep[j] == "case" and self.lower[j] != "'s":
                return self.lower[j]
        return ""


def _lower(text: str) -> str:
    """Small letters, without the full stop of an abbreviation: "col" of "Col."."""
    low = text.lower()
    return low[:-1] if len(low) > 2 and low[-1] == "." and low[:-1].isalpha() else low


def _is_latin(text: str) -> bool:
    """Whether most letters of a text are Latin ones; the parse of others says nothing."""
    if text.isascii():
        return True
    letters = [c for c in text if c.isalpha()]
    return sum(c < "\u0250" for c in letters) >= 0.5 * len(letters)


def _sentences(tokens: list) -> list[int]:  # type: ignore[type-arg]
    numbers, number = [], -1
    for token in tokens:
        if token.is_sent_start or number < 0:
            number += 1
        numbers.append(number)
    return numbers
