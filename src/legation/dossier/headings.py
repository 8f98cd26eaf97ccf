"""The headings of the brief, and the words that a sentence needs to stand under some of them."""

import re
from typing import Final

PEOPLE: Final = "Key actors"
PEOPLE_NOTE: Final = "Whom the documents name most, in their words for the office."
TURNS: Final = "Tracks and turning points"
PHASES: Final = "Phases, year by year"
DISPUTED: Final = "What is disputed"
SAYINGS: Final = "What they say"
ASIDE: Final = "Further reports on either of them"
ELSEWHERE: Final = "Elsewhere in the documents"
NEWS: Final = "What is new"
FORESEEN: Final = "What may come"

_DENIES: Final = re.compile(
    r"\b(?:den(?:y|ies|ied|ial)|reject(?:s|ed|ion)?|refut\w+|dismiss\w*|disput\w+|contradict\w*|"
    r"fake|false|baseless|untrue|unfounded|not true|no truth|rebuff\w*|contest(?:s|ed))\b",
    re.IGNORECASE,
)
_COMES: Final = re.compile(
    r"\b(?:will|would|may|might|could(?! not)|shall|likely|unlikely|expect\w*|plan(?:s|ned|ning)?|"
    r"prepar\w+|possib\w+|promis\w+|ready|going to|intend\w*|hop(?:es|ed)|forecast\w*|predict\w*)\b",
    re.IGNORECASE,
)


_TOLD: Final = 60  # characters


_SAYS: Final = re.compile(
    r"\b(?:said|says|stated|states|told|announced|warned|demanded|stressed|declared|promised|assured|"
    r"called (?:for|on)|insisted|added|urged|asked|confirmed|emphasi[sz]ed|[Aa]ccording to)\b"
)


def said_by_somebody(sentence: str) -> bool:
    """Whether a sentence itself says that somebody speaks.

    >>> said_by_somebody("Vale said that the ferry would sail.")
    True
    """
    return bool(_SAYS.search(sentence))


def said_to_deny(sentence: str) -> bool:
    """Whether a sentence itself says that something is denied.

    >>> said_to_deny("The Isles denied that any ferry had been promised.")
    True
    """
    return bool(_DENIES.search(sentence))


def said_to_come(sentence: str) -> bool:
    """Whether a sentence itself speaks of what may come, and is more than the line of a list.

    >>> said_to_come("The strait may stay closed until spring, says the board of Northland.")
    True
    """
    return len(sentence) >= _TOLD and bool(_COMES.search(sentence))
