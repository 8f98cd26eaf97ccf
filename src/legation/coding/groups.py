"""Whom a plural description stands for: "the two ministers", "these countries", "both sides".

`members` takes the unnamed actor of such a phrase and returns the actors of the last list before
it ("Iran, China and Pakistan"), or else those of the last meeting that was told of.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legation.coding.reading import Reading, Sentence
from legation.records import ActorRef, Event, Span

if TYPE_CHECKING:
    from legation.actors import Mention

LISTED: Final = frozenset(
    {"countries", "states", "nations", "republics", "capitals", "powers", "groups", "neighbours",
     "neighbors", "movements", "organisations", "organizations"}
)  # fmt: skip
MET: Final = frozenset(
    {"sides", "parties", "leaders", "ministers", "presidents", "delegations", "participants",
     "delegates", "officials", "envoys", "negotiators", "men", "governments", "allies", "rivals",
     "foes", "partners", "diplomats", "counterparts", "premiers", "pair", "signatories"}
)  # fmt: skip
NUMBERS: Final = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
BACK: Final = 3  # sentences in which a list may stand before the phrase
_DEFINITE: Final = re.compile(r"(?:the|these|those|both|all)\b", re.IGNORECASE)
_JOIN: Final = re.compile(
    r"(?:\s*,)?(?:\s+and)?(?:\s+the)?\s*\Z|\s*,?\s+as well as\s+(?:the\s+)?\Z"
)
_COMMA: Final = re.compile(r"\s*,\s*(?:the\s+)?(?:[a-z-]+\s+){0,3}")
_AND: Final = re.compile(r"\s*,?\s+and\s+(?:the\s+)?(?:[a-z-]+\s+){0,3}")
_OPENING: Final = re.compile(r"(?:(?:But|And|Both|Now)\s+)?(?:[Tt]he\s+)?(?:[a-z-]+\s+){0,3}")


def members(
    reading: Reading, sentence: Sentence, ref: ActorRef, before: Sequence[Event]
) -> list[ActorRef]:
    """The actors that an unnamed plural stands for; none where it cannot be told."""
    words = ref.text.lower().split()
    if not ref.id.startswith("unnamed:") or not _DEFINITE.match(ref.text) or len(words) > 5:
        return []
    if not {words[-1]} & (LISTED | MET):
        return []
    count = next((NUMBERS[w] for w in words if w in NUMBERS), None)
    for run in reversed(_lists(reading, sentence, ref)):
        if count in {None, len(run)}:
            span = reading.document.span(run[0].start, run[-1].end)
            return [_standing(m.ref, ref, span) for m in run]
    if words[-1] not in MET:
        return []
    for event in reversed(before):
        sides = [r for r in (*event.source_actors, *event.target_actors) if _named(r)]
        if event.type == "CONSULT" and len(sides) > 1 and count in {None, len(sides)}:
            span = reading.document.span(event.citation.start, event.citation.end)
            return [_standing(r, ref, span) for r in sides]
    return []


def opening(reading: Reading, sentence: Sentence, last: "Mention") -> list[ActorRef]:
    """The actors of the list that opens a sentence and ends in a mention: "A, B and the weary C".

    The parse often cuts such a list where an article or adjectives stand before its last member.
    """
    run = [last]
    for m in reversed(reading.mentions[sentence.index]):
        if m.end > run[0].start or m.nested or m.form not in {"name", "demonym"}:
            continue
        between = reading.document.text[m.end : run[0].start]
        if not (_AND if len(run) == 1 else _COMMA).fullmatch(between):
            break
        run.insert(0, m)
    before = reading.document.text[sentence.start : run[0].start]
    return [m.ref for m in run] if _OPENING.fullmatch(before) else []


def _standing(actor: ActorRef, phrase: ActorRef, antecedent: Span) -> ActorRef:
    return replace(actor, text=phrase.text, antecedent=antecedent)


def _named(ref: ActorRef) -> bool:
    return not ref.id.startswith(("unnamed:", "object:"))


def _lists(reading: Reading, sentence: Sentence, ref: ActorRef) -> list[list["Mention"]]:
    """Runs of two and more names joined by commas and "and", before the phrase, in order."""
    first = max(0, sentence.index - BACK)
    stop = sentence.start + max(0, sentence.text.find(ref.text))
    runs: list[list[Mention]] = []
    for index in range(first, sentence.index + 1):
        run: list[Mention] = []
        for m in reading.mentions[index]:
            if m.nested or m.form not in {"name", "demonym"} or m.end > stop:
                continue
            if run and not _JOIN.match(reading.document.text[run[-1].end : m.start]):
                runs.append(run)
                run = []
            run.append(m)
        runs.append(run)
    return [r for r in runs if len({m.ref.id for m in r}) > 1]
