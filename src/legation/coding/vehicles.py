"""What carries a signal: the event or claim of the same document that holds its words.

Takes a `Reading` whose cache holds, under "records", what the coders before have made, and the
words of an act; returns the id of a record or None.
"""

from typing import TYPE_CHECKING, Final

from legation.coding.reading import Reading, Sentence
from legation.records import Claim, Event, Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

BACK: Final = 3  # sentences back in which the act may have been told
STEM: Final = 5  # letters that a verb and its noun share
POINTING: Final = frozenset({"this", "that", "it", "which"})


def vehicle(
    reading: Reading, sentence: Sentence, thing: "Sequence[Token]", meaning: tuple[int, int]
) -> str | None:
    """The id of the event whose trigger stands in the act's words or names the same act just before.

    Where there is none, that of the claim whose content is the meaning.
    """
    records = reading.cache.get("records")
    made: list[Record] = records if isinstance(records, list) else []
    events = [r for r in made if isinstance(r, Event) and r.trigger is not None]
    for token in thing:
        at = sentence.token_chars(token)
        own = [e for e in events if e.trigger and _within(e, *_phrase(sentence, token))]
        if own:
            return min(own, key=lambda e: abs((e.trigger or e.citation).start - at[0])).id
        told = [e for e in events if _same(reading, sentence, e, token)]
        if told:
            return max(told, key=lambda e: (e.trigger or e.citation).start).id
    claims = [r for r in made if isinstance(r, Claim)]
    carrying = [c for c in claims if c.content.start <= meaning[0] and meaning[1] <= c.content.end]
    return min(carrying, key=lambda c: c.content.end - c.content.start).id if carrying else None


def _phrase(sentence: Sentence, token: "Token") -> tuple[int, int]:
    """The characters of the words around a noun; of a verb, itself."""
    if token.pos_ == "VERB":
        return sentence.token_chars(token)
    inside = [t for t in token.subtree if t.i <= token.i or t.dep_ in {"nmod", "case", "det"}]
    return sentence.chars(min(t.i for t in inside), max(t.i for t in inside) + 1)


def _within(event: Event, start: int, end: int) -> bool:
    return event.trigger is not None and start <= event.trigger.start and event.trigger.end <= end


def _same(reading: Reading, sentence: Sentence, event: Event, token: "Token") -> bool:
    """Does an event just before share its stem with the noun, or is it what "this" points to?"""
    if event.trigger is None:
        return False
    at = sentence.token_chars(token)[0]
    low = reading.sentences[max(0, sentence.index - BACK)].start
    if not low <= event.trigger.start < at:
        return False
    if token.lower_ in POINTING:
        return at - event.trigger.start < 250
    stem = token.lemma_.lower()[:STEM]
    return len(stem) == STEM and event.trigger.text.lower().startswith(stem)
