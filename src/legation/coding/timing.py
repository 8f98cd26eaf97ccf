"""When an event happened: the sentence's own date, then the one before it, then the document's."""

import re
from typing import Final

from legation.coding.reading import Reading, Sentence
from legation.dates import TimePhrase, When

ANAPHORIC: Final = re.compile(
    r"\W*(?:he|she|they|both|it|the (?:two|meeting|talks|visit|ministers|sides|parties)|this|these|"
    r"during the|in (?:the|a) (?:meeting|statement)|at the (?:meeting|talks))\b",
    re.IGNORECASE,
)


def when_of(
    reading: Reading, sentence: Sentence, char: int, *, within: tuple[int, int] | None = None
) -> When:
    """The interval of what happens at *char*, with where it was found in its `basis`.

    *within* are the characters of the clause: a date in it goes before one outside.
    """
    before = _dated(reading, sentence.index - 1, sentence.block)
    phrases = reading.times[sentence.index]
    own = [p for p in phrases if within and within[0] <= p.start and p.end <= within[1]]
    phrase = _nearest(own or phrases, char)
    if phrase is not None:
        found = reading.when(phrase, context=before)
        if found.start or found.precision == "none":
            return found
    if before is not None and before.start and ANAPHORIC.match(sentence.text):
        return When(
            start=before.start,
            end=before.end,
            precision=before.precision,
            basis=f"sentence before: {before.basis}",
        )
    document = reading.document
    if document.date:
        return When(start=document.date, end=None, precision="publication", basis="publication")
    return When(
        start=None,
        end=None,
        precision="none",
        basis="no date in the text, and the document has none",
    )


def _nearest(phrases: list[TimePhrase], char: int) -> TimePhrase | None:
    return min(phrases, key=lambda p: min(abs(p.start - char), abs(p.end - char)), default=None)


def _dated(reading: Reading, index: int, block: int) -> When | None:
    """The last resolved date of the sentence before, within the paragraph."""
    if index < 0 or reading.sentences[index].block != block:
        return None
    for phrase in reversed(reading.times[index]):
        found = reading.when(phrase)
        if found.start:
            return found
    return None
