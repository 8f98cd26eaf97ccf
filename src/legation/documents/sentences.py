"""Sentences of a paragraph by their punctuation, for tying notes to what they support.

No language model is needed here: a note's marker stands at a sentence's end, and the sentence
before it is what the note supports.  Markers behind a full stop belong to that sentence.
"""

import re
from dataclasses import dataclass
from typing import Final

_END: Final = re.compile(
    r"[.!?…؟۔。！？]+[”\"'’»)\]]*(?:\s?\[(?:\d{1,3}|\*)\]|\(\d{1,3}\)|[¹²³⁰⁴-⁹]+|(?<=[.!?”\"’])\d{1,3}(?=\s))*"
    r"(?:(?=\s+[“\"'‘«(\[]*[^\Wa-zа-я_])|(?<=[。！？])|\s*$)"
    r"|:(?:\[\d{1,3}\])+\s*$"
)
_SHORT: Final = re.compile(
    r"(?:\b(?:[A-ZА-Я]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Amb|St|Jr|Sr|No|Nos|vs|"
    r"U\.S|U\.N|U\.K|E\.U|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co|Corp|Fig|cf|e\.g|i\.e|"
    r"etc|al|vol|pp|г|гг|им|т|д|ул|др))\.$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters [start, end) of a text; the end includes markers behind the full stop."""

    start: int
    end: int


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    """The sentences of text[start:end], one after the other, without the blanks between them.

    >>> words = "Gen. Ali left.[1] He came back in May."
    >>> [words[s.start : s.end] for s in sentences(words)]
    ['Gen. Ali left.[1]', 'He came back in May.']
    """
    end = len(text) if end is None else end
    found: list[Sentence] = []
    begun = start
    for match in _END.finditer(text, start, end):
        head = text[max(begun, match.start() - 8) : match.start() + 1]
        if _SHORT.search(head) and match.end() < end:
            continue
        _append(found, text, begun, match.end())
        begun = match.end()
    _append(found, text, begun, end)
    return found


def _append(found: list[Sentence], text: str, start: int, end: int) -> None:
    words = text[start:end]
    if words.strip():
        left = len(words) - len(words.lstrip())
        found.append(Sentence(start + left, start + len(words.rstrip())))
