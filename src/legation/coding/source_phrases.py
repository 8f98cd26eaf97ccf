"""Phrases that name a source for the rest of a sentence: "according to X", "in X's view".

Takes a sentence and returns `Sourced`: who the source is, the phrase, and the characters that it
covers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from legation.coding.clauses import children, conjuncts
from legation.coding.contents import trim_chars
from legation.coding.reading import Reading, Sentence
from legation.coding.speakers import last_speaker, owner_of, speakers_of
from legation.coding.speech import load_speech
from legation.records import ActorRef, Span

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Sourced:
    """Characters [start, end) of the document, whose they are, and the phrase that says so."""

    speaker: ActorRef | None
    cue: Span
    start: int
    end: int


def source_phrases(reading: Reading, sentence: Sentence) -> Iterator[Sourced]:
    """As in "According to X, …", "from X's perspective, …"."""
    low = sentence.text.lower()
    for words in load_speech().sources:
        at = low.find(words)
        token = _token_at(sentence, sentence.start + at + len(words) + 1) if at >= 0 else None
        if token is None:
            continue
        head = _phrase_head(token)
        last = head.right_edge.i + 1
        end = sentence.chars(head.left_edge.i, last)[1] - sentence.start
        found = _from_source(
            reading, sentence, (at, at + len(words), end), _source(reading, sentence, head)
        )
        if found is not None:
            yield found
            return
    yield from _views(reading, sentence)


def _source(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """The source that a phrase names; for one that names nobody, the speaker who goes on."""
    owner = None
    if head.lemma_.lower() in load_speech().nouns:
        owner = owner_of(reading, sentence, head)
    found = owner or speakers_of(reading, sentence, conjuncts(head))
    text = sentence.words.doc[head.left_edge.i : head.i + 1].text.lower()
    if found is not None or text not in load_speech().vague:
        return found
    return last_speaker(reading, sentence)


def _from_source(
    reading: Reading, sentence: Sentence, at: tuple[int, int, int], speaker: ActorRef | None
) -> Sourced | None:
    """The attribution of a phrase at characters (start, end of cue, end of phrase) of a sentence."""
    start, cue_end, end = at
    low = sentence.text
    comma = low.find(",", cue_end)
    if start < 3 and 0 < comma - cue_end < 160:
        end = min(end, comma)
    content = (end, len(low)) if start < 0.4 * len(low) else (0, start)
    if start >= 0.4 * len(low) and len(low) - end > 0.35 * len(low):
        content = (0, len(low))
    bounds = trim_chars(
        reading.document.text, sentence.start + content[0], sentence.start + content[1]
    )
    if bounds is None:
        return None
    return Sourced(
        speaker, reading.document.span(sentence.start + start, sentence.start + cue_end), *bounds
    )


def _views(reading: Reading, sentence: Sentence) -> Iterator[Sourced]:
    for token in sentence.words:
        if token.lemma_.lower() not in load_speech().views or token.pos_ != "NOUN":
            continue
        owners = children(token, "nmod:poss")
        preposition = next((c for c in token.children if c.dep_ == "case"), None)
        if not owners or preposition is None or preposition.lower_ not in {"in", "from", "by"}:
            continue
        speaker = speakers_of(reading, sentence, owners)
        start = sentence.token_chars(preposition)[0] - sentence.start
        end = sentence.token_chars(token)[1] - sentence.start
        found = _from_source(reading, sentence, (start, end, end), speaker)
        if found is not None and speaker is not None:
            yield found
            return


def _token_at(sentence: Sentence, char: int) -> "Token | None":
    for token in sentence.words:
        if token.idx + len(token) + sentence.offset > char:
            return token
    return None


def _phrase_head(token: "Token") -> "Token":
    """The highest noun above a token within its nominal phrase."""
    inside = {
        "det",
        "amod",
        "compound",
        "nmod:poss",
        "flat",
        "nummod",
        "case",
        "nmod",
        "advmod",
        "nmod:desc",
    }
    while token.dep_ in inside and token.head.i > token.i and token.head.pos_ in {"NOUN", "PROPN"}:
        token = token.head
    return token
