"""The headings of the brief, and the words that a sentence needs to stand under some of them."""

import re
from typing import Final

PEOPLE: Final = "Key actors"
PEOPLE_NOTE: Final = "Whom the documents name most, in their words for the office."
TURNS: Final = "Tracks and turning points"
PHASES: Final = "Between the two, year by year"
DISPUTED: Final = "What is disputed"
SAYINGS: Final = "What either side says"
ASIDE: Final = "More on either side"
ELSEWHERE: Final = "Around them"
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


_HE_SAYS: Final = re.compile(
    r"\b(?:he|she|they|it|who) (?:also )?(?:said|says|added|stated|told|warned|wrote|noted|stressed|"
    r"explained|replied|argued|insisted|claimed)\b(?! that)"
)
_WITHHELD: Final = re.compile(
    r"\b[Dd]en(?:y|ies|ied) (?:[A-Z]\w+|them|him|her|it|us) (?:a|an|any|its|their|entry|access)\b"
)
_UNTOLD: Final = re.compile(  # "the claims" that an earlier sentence tells
    r"\b(?:the|these|those|such) (?:claims?|reports?|accusations?|allegations?|charges?|remarks|rumours|"
    r"statements?)\b(?! (?:that|of|by|about|on|in|made)\b)",
    re.IGNORECASE,
)


def said_by_somebody(sentence: str) -> bool:
    """Whether a sentence itself says that somebody speaks, and does not call him "he".

    >>> said_by_somebody("Vale said that the ferry would sail.")
    True
    >>> said_by_somebody("The ferry will sail, he added.")
    False
    """
    return bool(_SAYS.search(sentence)) and not _HE_SAYS.search(sentence)


def said_to_deny(sentence: str) -> bool:
    """Whether a sentence itself says that something is denied, and what.

    >>> said_to_deny("The Isles denied that any ferry had been promised.")
    True
    >>> said_to_deny("Ada Vale rejected the claims.")
    False
    """
    named = _DENIES.search(_WITHHELD.sub("", sentence)) and not _HE_SAYS.search(sentence)
    return bool(named) and not _UNTOLD.search(sentence)


def said_to_come(sentence: str) -> bool:
    """Whether a sentence itself speaks of what may come, and is more than the line of a list.

    >>> said_to_come("The strait may stay closed until spring, says the board of Northland.")
    True
    """
    foretold = len(sentence) >= _TOLD and _COMES.search(sentence)
    return bool(foretold) and not _HE_SAYS.search(sentence)
