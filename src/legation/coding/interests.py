"""Interests: who wants, fears or opposes what (interests.v1).

Takes a `Reading` and yields an `Interest` for each that `wanting` finds.  Stated where the actor
says so itself, attributed where another says it of the actor, revealed where it is read off what
the actor does.  Numbered arguments ("First, …") keep their order.
"""

import re
from collections.abc import Iterable
from typing import Final

from legation.coding.attribution import attributions
from legation.coding.hedges import hedge_in
from legation.coding.reading import Reading, Sentence
from legation.coding.wanting import wants
from legation.coding.wishes import Want
from legation.ontology import Basis
from legation.records import ActorRef, Interest

CODER: Final = "interests.v1"
ORDINALS: Final = {
    "first": 1, "firstly": 1, "second": 2, "secondly": 2, "third": 3, "thirdly": 3, "fourth": 4,
    "fourthly": 4, "fifth": 5, "fifthly": 5, "finally": 9, "lastly": 9,
}  # fmt: skip
ORDINAL: Final = re.compile(
    r"(?:^\W*|[,;:] (?:and |but )?)(first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|"
    r"fifth(?:ly)?|finally|lastly),? ",
    re.IGNORECASE,
)
# between what was right on annotated articles and on the corpus, see docs/codebook-why.md
CONFIDENCE: Final = {"verb": 0.5, "noun": 0.55, "adjective": 0.6, "emotion": 0.5, "ought": 0.5, "conduct": 0.4}  # fmt: skip


def code(reading: Reading) -> Iterable[Interest]:
    """Every interest of the document, in order; one for one actor and passage."""
    for sentence in reading.sentences:
        found = list(wants(reading, sentence))
        kept: list[Want] = []
        for want in found:
            inside = any(_within(want, other) for other in found if other is not want)
            if not inside and not any(_same(want, other) for other in kept):
                kept.append(want)
                yield _record(reading, sentence, want)


def _same(want: Want, other: Want) -> bool:
    return want.actor.id == other.actor.id and want.issue == other.issue


def _within(want: Want, other: Want) -> bool:
    """A part of what the same actor wants already, unless it is to keep something away."""
    if want.actor.id != other.actor.id or want.issue == other.issue:
        return False
    (low, high), (first, last) = want.issue, other.issue
    opposite = want.direction in {"prevent", "counter"} and other.direction == "seek"
    inside = first <= want.at < last or first <= low < high <= last
    return inside and not opposite and not low <= other.at < high


def _record(reading: Reading, sentence: Sentence, want: Want) -> Interest:
    start, end = sentence.chars(*want.span)
    about = reading.passage(sentence, *want.issue)
    inside = (m.ref for m in reading.mentions[sentence.index] if about.start <= m.start < about.end)
    teller = _teller(reading, start, end)
    return Interest(
        coder=CODER,
        citation=reading.document.cite(start, end),
        asserted_by=(teller,) if teller else (),
        hedge=hedge_in(sentence, want.span),
        confidence=CONFIDENCE[want.how],
        actor=want.actor,
        issue=about,
        direction=want.direction,
        target=next((r for r in inside if r.id != want.actor.id), None),
        basis="revealed" if want.how == "conduct" else _basis(teller, want.actor),
        order=_order(sentence, about.start - sentence.start),
    )


def _order(sentence: Sentence, at: int) -> int | None:
    """The number of the argument that a character of the sentence belongs to."""
    found = [m.group(1) for m in ORDINAL.finditer(sentence.text) if m.end() <= at + 1]
    return ORDINALS[found[-1].lower()] if found else None


def _teller(reading: Reading, start: int, end: int) -> ActorRef | None:
    telling = [
        a for a in attributions(reading) if a.speaker and a.start <= start + 3 and end - 3 <= a.end
    ]
    return min(telling, key=lambda a: a.end - a.start).speaker if telling else None


def _basis(teller: ActorRef | None, actor: ActorRef) -> Basis:
    if teller is None:
        return "attributed"
    same = teller.id == actor.id or (
        teller.party is not None and teller.party in {actor.party, actor.name}
    )
    return "stated" if same else "attributed"
