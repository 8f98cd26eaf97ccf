"""Conditions: if this, then that (conditions.v1).

Takes a `Reading` and yields a `Condition` for "if", "unless", "as long as", "provided", "in order
to", "given", inverted "should … happen", an imperative with "and … will", and a gerund subject
whose outcome is foreseen.  Whoever says so made it; its force is read off the clause that follows.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from legation.coding.attribution import attributions
from legation.coding.clauses import children
from legation.coding.hedges import hedge_in
from legation.coding.reading import Reading, Sentence
from legation.ontology import Force
from legation.records import ActorRef, Condition, Span

CODER: Final = "conditions.v1"
MARKS: Final = re.compile(
    r"\b(?:even if|only if|if|unless|as long as|so long as|provided that|provided|providing that|"
    r"on condition that|on the condition that|in case|in the event (?:that|of)|assuming that|"
    r"supposing|in order to|in order for|only when|in return for|in exchange for|on pain of|"
    r"given (?=the|that|its|their)|until|lest)\b",
    re.IGNORECASE,
)
WEAK: Final = frozenset({"until", "given"})  # need an outcome that is foreseen
NOT_IF: Final = re.compile(
    r"\b(?:ask(?:ed)?|wonder(?:ed)?|know|see|unclear|question|as|doubt(?:ful)?) (?:even )?if\b",
    re.IGNORECASE,
)
OUTLOOK: Final = re.compile(
    r"\b(?:will|would|won['’]t|can|could|may|might|must|should|is required|are required|shall|likely|need(?:s|ed)? to|be able|’ll|'ll)\b",
    re.IGNORECASE,
)
THREAT: Final = re.compile(
    r"\b(?:will|would|can|could)\b.*\b(?:attack|retaliate|punish|strike|respond|marginali[sz]e|oppos\w+|other of|regret|suffer|pay|harm|cut|withhold|sanctions?|impose|target|consequences|support (?:the )?opposition)\b",
    re.IGNORECASE,
)
REQUIRED: Final = re.compile(
    r"\b(?:must|required|need(?:s|ed)?|have to|necessary|essential|requires)\b", re.IGNORECASE
)
PLEDGED: Final = re.compile(
    r"\b(?:agree[sd]?|promise[sd]?|pledge[sd]?|offer(?:s|ed)?|undert(?:akes|ook|ake)|vow(?:s|ed)?|"
    r"commit(?:s|ted)?|ready|prepared|willing) to\b",
    re.IGNORECASE,
)
INVERTED: Final = re.compile(r"(?:^|[.;,“\"]\s*)(Should|Were|Had)\s+(?=[A-Z“\"]?\w+)")
ORDER: Final = re.compile(
    r"^[“\"]?(?P<if>[A-Z][^,.;]{4,80}?),? and (?P<then>(?:you|they|he|she|it|we|your)\b.{4,160}?(?:will|shall|’ll|'ll)\b.*)",
    re.DOTALL,
)
SUPPOSING: Final = frozenset({"if", "only if", "only when", "should", "were", "had", "provided", "provided that", "assuming that", "supposing", "in case"})  # fmt: skip
TRIM: Final = ' ,;:.—–-“”"\n'


def code(reading: Reading) -> Iterable[Condition]:
    """Every condition of the document, in order."""
    for sentence in reading.sentences:
        seen: list[tuple[int, int]] = []
        for start, end, if_, then, mark in _found(sentence):
            if any(s <= if_[0] < e for s, e in seen):
                continue
            seen.append(if_)
            yield _record(reading, sentence, (start, end), if_, then, mark)


Piece = tuple[int, int]


def outcomes(sentence: Sentence) -> list[Piece]:
    """Characters of what is said to follow "if" something else happens."""
    return [then for _, _, _, then, mark in _found(sentence) if mark in SUPPOSING]


def _found(sentence: Sentence) -> Iterator[tuple[int, int, Piece, Piece, str]]:
    text = sentence.text
    for match in MARKS.finditer(text):
        mark = match.group().lower().strip()
        if NOT_IF.search(text[max(0, match.start() - 12) : match.end()]) and mark == "if":
            continue
        pieces = _split(text, match.start(), match.end())
        if pieces is None:
            continue
        if_, then = pieces
        outcome = text[slice(*then)]
        if mark.split()[0] in WEAK and not OUTLOOK.search(outcome):
            continue
        if mark.startswith("in order") and not REQUIRED.search(outcome):
            continue  # a purpose
        yield _place(sentence, if_, then, mark, start=match.start())
    inverted = INVERTED.search(text)
    if inverted and "?" not in text[inverted.start() :]:
        pieces = _split(text, inverted.start(1), inverted.end())
        if pieces and OUTLOOK.search(text[slice(*pieces[1])]):
            yield _place(sentence, *pieces, inverted.group(1).lower(), start=inverted.start(1))
    order = ORDER.match(text)
    if order and _ordering(sentence, order.end("if")):
        yield _place(sentence, order.span("if"), order.span("then"), "and")
    yield from _gerunds(sentence)


def _ordering(sentence: Sentence, end: int) -> bool:
    """Does the sentence open with a command: a plain verb form, and no finite one behind it?"""
    first = sentence.words[0]
    opening = [t for t in sentence.words if t.idx - sentence.words.start_char < end]
    finite = any(t.pos_ == "AUX" or t.tag_ in {"VBZ", "VBD", "MD"} for t in opening)
    return first.pos_ == "VERB" or (
        not finite and first.pos_ in {"NOUN", "ADJ", "ADP"} and first.tag_ not in {"NNS", "IN"}
    )


def _place(
    sentence: Sentence, if_: Piece, then: Piece, mark: str, *, start: int | None = None
) -> tuple[int, int, Piece, Piece, str]:
    at = sentence.start
    low, high = min(if_[0], then[0]), max(if_[1], then[1])
    low = low if start is None else min(low, start)
    return at + low, at + high, (at + if_[0], at + if_[1]), (at + then[0], at + then[1]), mark


def _split(text: str, start: int, end: int) -> tuple[Piece, Piece] | None:
    """(condition, consequence) around a subordinator: the clause behind it, and the rest."""
    opening = max(text.rfind(sign, 0, start) for sign in ("; ", "“", ": "))
    closing = min(
        (i for i in (text.find("; ", end), text.find("”", end)) if i >= 0), default=len(text)
    )
    led = text[opening + 1 : start].strip(TRIM)
    if len(led.split()) < 3:  # "if A, B"
        comma = text.find(", ", end)
        while 0 < comma < closing and len(text[comma:closing].split()) > 2:
            rest = text[comma:closing]
            if OUTLOOK.search(rest) or len(rest.split()) > 3:
                break
            comma = text.find(", ", comma + 1)
        if not 0 < comma < closing:
            return None
        if_, then = (end, comma), (comma + 1, closing)
    else:  # "B if A", or "that, if A, B"
        comma = text.find(", ", end)
        behind = text[comma + 1 : closing] if 0 < comma < closing else ""
        if text[:start].rstrip().endswith((",", "that", "and", "but")) and OUTLOOK.search(behind):
            if_, then = (end, comma), (comma + 1, closing)
        else:
            stop = comma if 0 < comma < closing and comma - end > 25 else closing
            if_, then = (end, stop), (opening + 1, start)
    a, b = _tight(text, *if_), _tight(text, *then)
    return (a, b) if a and b else None


def _tight(text: str, start: int, end: int) -> Piece | None:
    while start < end and text[start] in TRIM:
        start += 1
    while end > start and text[end - 1] in TRIM:
        end -= 1
    return (start, end) if end - start > 2 else None


def _gerunds(sentence: Sentence) -> Iterator[tuple[int, int, Piece, Piece, str]]:
    """A gerund with its outcome: "pushing for talks too early would be fruitless"."""
    for clause in sentence.clauses:
        for subject in children(clause.head, "csubj"):
            if subject.tag_ != "VBG" or not clause.modals & {
                "would",
                "could",
                "will",
                "may",
                "might",
            }:
                continue
            if_ = sentence.chars(subject.left_edge.i, subject.right_edge.i + 1)
            start = max(subject.right_edge.i + 1, clause.head.left_edge.i)
            then = sentence.chars(start, max(clause.head.right_edge.i + 1, start + 1))
            tight = _tight(sentence.text, then[0] - sentence.start, then[1] - sentence.start)
            then = (sentence.start + tight[0], sentence.start + tight[1]) if tight else then
            low = min(if_[0], then[0])
            yield low, max(if_[1], then[1]), if_, then, "gerund"


def _record(
    reading: Reading, sentence: Sentence, whole: Piece, if_: Piece, then: Piece, mark: str
) -> Condition:
    teller = _teller(reading, whole[0], whole[1])
    outcome = reading.document.text[slice(*then)]
    if teller is None:
        teller, then = _told(reading, if_, then)
    actors = {
        m.ref.id: m.ref for m in reading.mentions[sentence.index] if whole[0] <= m.start < whole[1]
    }
    tokens = [t.i for t in sentence.words if whole[0] <= sentence.offset + t.idx < whole[1]]
    return Condition(
        coder=CODER,
        citation=reading.document.cite(*whole),
        asserted_by=(teller,) if teller else (),
        hedge=hedge_in(sentence, (tokens[0], tokens[-1] + 1)) if tokens else None,
        confidence=0.75 if mark in {"if", "unless", "as long as"} else 0.5,
        if_=_span(reading, if_),
        then=_span(reading, then),
        actors=tuple(actors.values()),
        made_by=teller,
        force=_force(mark, outcome, teller),
    )


def _span(reading: Reading, piece: Piece) -> Span:
    return reading.document.span(*piece)


def _teller(reading: Reading, start: int, end: int) -> ActorRef | None:
    """The innermost speaker within whose statement the condition lies."""
    telling = [
        a for a in attributions(reading) if a.start <= start + 3 and end - 3 <= a.end and a.speaker
    ]
    return min(telling, key=lambda a: a.end - a.start).speaker if telling else None


def _told(reading: Reading, if_: Piece, then: Piece) -> tuple[ActorRef | None, Piece]:
    """For "X said that it would, if …": who says so, and the consequence without the saying."""
    for a in attributions(reading):
        if a.speaker and then[0] < a.start < then[1] and a.start < if_[0] and if_[1] <= a.end + 3:
            return a.speaker, (a.start, then[1])
    return None, then


def _force(mark: str, outcome: str, teller: ActorRef | None) -> Force:
    if mark in {"in order to", "in order for", "only if", "only when", "until"} or REQUIRED.search(
        outcome
    ):
        return "requirement"
    if mark == "gerund":
        return "forecast"
    if THREAT.search(outcome):
        return "threat"
    if PLEDGED.search(outcome):
        return "promise"
    if (
        teller is not None
        and not teller.id.startswith("unnamed:")  # "an analyst said"
        and OUTLOOK.search(outcome)
        and mark
        in {
            "if",
            "as long as",
            "so long as",
            "provided",
            "in return for",
            "in exchange for",
            "provided that",
            "on condition that",
            "even if",
        }
    ):
        return "promise"
    return "forecast"
