"""When an event happened: the date of its own clause, then one before it, then the document's.

A date belongs to the clause that its words hang in.  One that only tells which pact or which war is
meant ("the pact of 1948"), or that stands in a clause of its own beside the event's, is not the event's.
"""

import re
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import base, case_of
from legation.coding.codebook import load_codebook
from legation.coding.reading import Reading, Sentence
from legation.dates import Tense, TimePhrase, When

if TYPE_CHECKING:
    from spacy.tokens import Token

ANAPHORIC: Final = re.compile(
    r"\W*(?:he|she|they|both|it|the (?:two|meeting|talks|visit|ministers|sides|parties)|this|these|"
    r"during the|in (?:the|a) (?:meeting|statement)|at the (?:meeting|talks))\b",
    re.IGNORECASE,
)
BACK: Final = 4  # sentences in which a day is looked for that "a week later" counts from
DATED: Final = frozenset({"sign", "conclude", "initial", "seal", "reach", "agree"})
TIMES: Final = frozenset(
    {"night", "morning", "afternoon", "evening", "dawn", "day", "week", "weekend", "month", "half",
     "end", "beginning", "start", "middle", "summer", "autumn", "winter", "spring", "eve"}
)  # fmt: skip
WITHIN: Final = re.compile(r"within\b", re.IGNORECASE)


def when_of(
    reading: Reading, sentence: Sentence, char: int, *, within: tuple[int, int] | None = None
) -> When:
    """The interval of what happens at *char*, with where it was found in its `basis`.

    *within* are the characters of the clause: a date in it goes before one outside.
    """
    before = _dated(reading, sentence.index - 1, sentence.block)
    phrases = [p for p in reading.times[sentence.index] if _concerns(sentence, p, char)]
    own = [p for p in phrases if within and within[0] <= p.start and p.end <= within[1]]
    phrase = _nearest(own or phrases, char)
    if phrase is not None:
        found = reading.when(
            phrase, context=_context(reading, sentence, phrase), tense=_tense(sentence, phrase)
        )
        if found.start or found.precision == "none":
            return found
    goes_on = ANAPHORIC.match(sentence.text) or (within and _goes_on(sentence, char))
    if before is not None and before.start and goes_on:
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


def _context(reading: Reading, sentence: Sentence, phrase: TimePhrase) -> When | None:
    """The date spoken of last before a phrase: in its sentence, else in those before it."""
    for other in reversed(reading.times[sentence.index]):
        if other.end <= phrase.start and (found := reading.when(other)).start:
            return found
    for index in range(sentence.index - 1, max(-1, sentence.index - 1 - BACK), -1):
        found_before = _dated(reading, index, reading.sentences[index].block)
        if found_before is not None:
            return found_before
    return None


# --- whose date it is -----------------------------------------------------------------------------


def _words(sentence: Sentence, phrase: TimePhrase) -> "list[Token]":
    return [t for t in sentence.words if phrase.start <= sentence.offset + t.idx < phrase.end]


def _top(sentence: Sentence, phrase: TimePhrase) -> "Token | None":
    """The word of a time phrase on which its other words hang."""
    words = _words(sentence, phrase)
    inside = {t.i for t in words}
    return next((t for t in words if t.head.i not in inside or t.head == t), None)


def _verb(token: "Token") -> "Token":
    """The predicate of the clause that a word stands in."""
    while token.head != token and not (
        token.pos_ in {"VERB", "AUX"}
        or any(base(c.dep_) in {"cop", "nsubj"} for c in token.children)
    ):
        token = token.head
    return token


def _concerns(sentence: Sentence, phrase: TimePhrase, char: int) -> bool:
    """Can a date be that of what happens at a character?"""
    top = _top(sentence, phrase)
    trigger = next((t for t in sentence.words if sentence.offset + t.idx == char), None)
    if top is None or trigger is None:
        return True
    if WITHIN.match(phrase.text) or _names(top, trigger) or _opens_next(sentence, phrase, trigger):
        return False
    verb = _verb(top)
    if verb.lemma_.lower() in load_codebook().outlook["say"]:
        return True  # "…, the envoy said on Friday"
    return verb == trigger or trigger in verb.subtree or not _apart(verb, trigger, top.i)


def _opens_next(sentence: Sentence, phrase: TimePhrase, trigger: "Token") -> bool:
    """Does a date open what is joined to the trigger's clause: "left and *on 8 June* came back"?"""
    first = min(t.i for t in _words(sentence, phrase))
    lead = [t for t in trigger.doc[max(0, first - 2) : first] if t.pos_ != "ADP"]
    return bool(lead) and lead[-1].pos_ == "CCONJ" and trigger.i < first


def _names(top: "Token", trigger: "Token") -> bool:
    """Does a date only say which one is meant: "the pact *of 1948*"?"""
    noun = top.head
    if base(top.dep_) != "nmod" or case_of(top) != "of" or noun.pos_ != "NOUN" or noun == trigger:
        return False
    if noun.lemma_.lower() in TIMES or case_of(noun) in {"by", "under", "in", "at", "during"}:
        return False
    return trigger.lemma_.lower() not in DATED


def _apart(verb: "Token", trigger: "Token", at: int) -> bool:
    """Does a clause stand beside the trigger's: a relative clause, or one joined with a subject of its own?

    A date behind verbs that share their subject is that of all: "froze his accounts and expelled
    him in May"; one before the second is the second's.
    """
    while verb not in (verb.head, trigger) and not verb.is_ancestor(trigger):
        if verb.pos_ in {"VERB", "AUX"} and (
            verb.dep_ in {"acl:relcl", "parataxis"}
            or (
                verb.dep_ == "conj"
                and (at < verb.i or any(base(c.dep_) == "nsubj" for c in verb.children))
            )
        ):
            return True
        verb = verb.head
    return False


def _goes_on(sentence: Sentence, char: int) -> bool:
    """Does it only go on with a tale: a simple past without a day of its own?"""
    trigger = next((t for t in sentence.words if sentence.offset + t.idx == char), None)
    if trigger is None:
        return False
    verb = _verb(trigger)
    helping = {c.lower_ for c in verb.children if base(c.dep_) == "aux"}
    if helping & {"had", "has", "have", "having"}:
        return False
    return verb.tag_ == "VBD" or bool(helping & {"was", "were"})


def _tense(sentence: Sentence, phrase: TimePhrase) -> Tense | None:
    """Whether the clause of a date looks back or ahead."""
    top = _top(sentence, phrase)
    if top is None:
        return None
    verb = _verb(top)
    helping = {c.lower_ for c in verb.children if base(c.dep_) == "aux"}
    if helping & {"will", "'ll", "’ll", "shall"}:
        return "future"
    return "past" if verb.tag_ == "VBD" or helping & {"had", "was", "were", "did"} else None
