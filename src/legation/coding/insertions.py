"""Sayings that stand beside their content: "…, the minister said on Monday, …", "…, says X".

Takes a sentence and returns `Insertion`s read off the order of its words, so that it does not
depend on where the parse hangs the saying: its verb, the head of whoever speaks, and the tokens of
what is said.  Also the verbs of saying that a parse takes for nouns ("The ministers hold that …").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legation.coding.reading import Sentence
from legation.coding.speech import load_speech

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

BREAKS: Final = frozenset({",", ".", ";", ":", "–", "—", "?", "!"})
QUOTING: Final = frozenset({'"', "“", "”", "''", "``", "’", "‘", "»", "«"})
PARTS: Final = frozenset({";", ":"})
NO_NAME: Final = frozenset({"who", "which", "that", "what", "whom", "whose", "and", "but", "or", "if", "when", "while"})  # fmt: skip
WHEN: Final = frozenset({"on", "in", "at", "to", "last", "yesterday", "today", "this", "later", "during", "here", "there", "again", "from", "before", "after", "late", "early", "through"})  # fmt: skip
SUBORDINATE: Final = frozenset({"when", "as", "after", "before", "while", "although", "though", "because", "since", "once", "until"})  # fmt: skip
INVERTED: Final = frozenset({"say", "add", "write", "warn", "reply", "explain", "argue", "insist", "note", "joke", "recall", "conclude", "declare"})  # fmt: skip
GOES_ON: Final = frozenset({"and", "but", "which", "who", "whose", "while", "although", "though", "because", "after", "when", "as", "adding", "since", "so", "or", "a", "an"})  # fmt: skip
FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "VBN"})
VERBS: Final = frozenset({"VBD", "VBZ", "VBP", "MD", "VB"})
LEAST: Final = 4  # words of a content


@dataclass(frozen=True, slots=True)
class Insertion:
    """A verb of saying, the head of its subject, and the tokens [first, last) of what is said."""

    verb: "Token"
    subject: "Token"
    first: int
    last: int


def insertions(sentence: Sentence) -> Iterator[Insertion]:
    """Every saying of a sentence that stands beside its content."""
    saying = load_speech().saying
    for token in sentence.words:
        low = token.lower_
        if token.lemma_.lower() in saying and token.tag_ in FINITE:
            found = _beside(sentence, token)
        elif low in load_speech().homographs and token.tag_ in {"NN", "NNS", "NNP", "NNPS"}:
            found = _mistaken(sentence, token)
        else:
            continue
        if found is not None:
            yield found


def _beside(sentence: Sentence, verb: "Token") -> Insertion | None:
    doc, words = verb.doc, sentence.words
    left, right = _edge(sentence, verb, -1), _edge(sentence, verb, 1)
    subject = _subject(doc, left + 1, verb, right)
    if subject is None or left < words.start or doc[left].text in PARTS:
        return None
    start = left
    while start > words.start and doc[start - 1].text not in PARTS:
        start -= 1
    stop = right
    while stop < words.end and doc[stop].text not in PARTS:
        stop += 1
    before, behind = (start, left), (right, stop)
    told = _said(doc, *before)
    if right + 1 < words.end and doc[right + 1].lower_ == "that":
        return None  # "…, as the envoy said on Monday, that …"
    if told and _goes_on(
        doc, right, stop, after=verb.i < subject.i, quoted=doc[left].text in QUOTING
    ):
        behind = (right, right)
    last = behind[1] if _words(doc, *behind) > 1 else before[1]
    if not told and (last == before[1] or not _said(doc, *behind) or _words(doc, *before) > 8):
        return None
    if not told and doc[start].pos_ in {"ADP", "ADV", "SCONJ"}:
        return None  # "In Paris, he said, …" is read as it stands
    if last == before[1] and doc[start].lower_ in SUBORDINATE:
        return None
    return Insertion(verb, subject, start, last) if _words(doc, start, last) >= LEAST else None


def _edge(sentence: Sentence, token: "Token", step: int) -> int:
    """The nearest break before or behind a token; one place outside where there is none."""
    i = token.i + step
    while sentence.words.start <= i < sentence.words.end:
        text = token.doc[i].text
        if text in BREAKS or text in QUOTING:
            return i
        i += step
    return i


def _subject(doc: "Doc", first: int, verb: "Token", last: int) -> "Token | None":
    """The head of the only noun phrase beside the verb: "the envoy said", "said the envoy"."""
    before = [t for t in doc[first : verb.i] if t.lemma_ != "have" and t.pos_ != "ADV"]
    behind = list(doc[verb.i + 1 : last])
    if not before:
        plain = behind and (
            behind[0].pos_ in {"PROPN", "DET", "NOUN", "ADJ"}
            or behind[0].lower_ in {"he", "she", "they"}
        )
        inverted = verb.lemma_ in INVERTED and verb.tag_ != "VBN"
        return _named(behind) if plain and inverted else None
    tail = not behind or behind[0].lower_ in WHEN or verb.lemma_ == "tell"
    if not tail or any(t.tag_ in VERBS for t in behind):
        return None
    return _named(before[1:] if before[0].lower_ == "as" else before)


def _named(tokens: "list[Token]") -> "Token | None":
    """The head of a noun phrase that holds no verb and is no list: its first run of nouns."""
    bad = any(t.tag_ in VERBS or t.pos_ in {"AUX", "SCONJ"} or t.lower_ in NO_NAME for t in tokens)
    if bad or not tokens:
        return None
    if tokens[0].pos_ in {"ADP", "SCONJ", "CCONJ", "VERB"}:
        return None
    if tokens[0].pos_ == "PRON" and len(tokens) == 1:
        return tokens[0] if tokens[0].lower_ != "it" else None
    head = None
    for token in tokens:
        if token.pos_ in {"NOUN", "PROPN"}:
            head = token
        elif head is not None and token.text not in {"'s", "’s", "'", "’", "-"}:
            break
    return head


def _said(doc: "Doc", first: int, last: int) -> bool:
    """Is it a clause with a finite verb, long enough to be a statement?"""
    return _words(doc, first, last) >= LEAST and any(t.tag_ in VERBS for t in doc[first:last])


def _words(doc: "Doc", first: int, last: int) -> int:
    return sum(t.is_alpha for t in doc[first:last])


def _goes_on(doc: "Doc", first: int, last: int, *, after: bool, quoted: bool) -> bool:
    """Is what follows a saying the narrator's: another clause, or who the speaker is?"""
    rest = [t for t in doc[first:last] if not t.is_punct]
    if quoted and not any(t.text in QUOTING for t in doc[first:last]):
        return True
    return bool(rest) and (rest[0].lower_ in GOES_ON or rest[0].tag_ == "VBG" or after)


def _mistaken(sentence: Sentence, noun: "Token") -> Insertion | None:
    """As in "The ministers hold | that …": a verb of saying that was taken for a noun."""
    doc, words = noun.doc, sentence.words
    if noun.i + 3 >= words.end or doc[noun.i + 1].lower_ != "that":
        return None
    if doc[noun.i + 2].pos_ in {"VERB", "AUX", "PUNCT"}:
        return None
    left = noun.i - 1
    while left >= words.start and doc[left].text not in BREAKS and doc[left].pos_ != "CCONJ":
        left -= 1
    subject = _named(list(doc[left + 1 : noun.i]))
    if subject is None or doc[noun.i - 1].text in {"'s", "’s", "'", "’"}:
        return None
    plural = subject.tag_ in {"NNS", "NNPS"} or "Plur" in subject.morph.get("Number", [])
    if plural == noun.lower_.endswith("s") and subject.pos_ != "PROPN":
        return None
    last = noun.i + 2
    while last < words.end and doc[last].text != ";":
        last += 1
    return Insertion(noun, subject, noun.i + 2, last)
