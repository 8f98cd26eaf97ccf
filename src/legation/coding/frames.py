"""Frames: doctrines, documents, analogies, precedents and accusations (frames.v1).

Takes a `Reading` and yields a `Frame` for each passage that a pattern of data/codebook/frames.toml
fits.  Used by the innermost speaker, else by the actor whose verb or possessive governs it, else by
the author (None).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, get_args

from legation.coding.attribution import attributions
from legation.coding.callings import callings, lexicon
from legation.coding.clauses import Clause, children
from legation.coding.hedges import hedge_in
from legation.coding.parties import actors_of
from legation.coding.reading import Reading, Sentence
from legation.ontology import FrameKind
from legation.records import ActorRef, Frame

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "frames.v1"
NEAR: Final = 45  # characters before a frame in which it is denied
DENIED: Final = re.compile(
    r"^no\b|\b(?:no|not|never|without|neither|nor)\b[^,;]*$|n[’']t\b[^,;]*$", re.IGNORECASE
)
LONGEST: Final = 50  # tokens of a sentence that is cited whole
# about the share that was right among those found in the corpus, see docs/codebook-why.md
CONFIDENCE: Final[dict[str, float]] = {
    "doctrine": 0.7, "document": 0.7, "analogy": 0.7, "precedent": 0.5, "accusation": 0.5,
}  # fmt: skip


# characters [start, end) of the sentence, kind, and the verb that calls it so
Hit = tuple[int, int, FrameKind, "Token | None"]


@cache
def _patterns() -> list[tuple[FrameKind, re.Pattern[str]]]:
    data = lexicon()
    return [
        (kind, re.compile("|".join(data[kind]["patterns"]), re.IGNORECASE))
        for kind in get_args(FrameKind)
    ]


def code(reading: Reading) -> Iterable[Frame]:
    """Every frame of the document, in order; one for one passage."""
    for sentence in reading.sentences:
        for hit in _found(sentence):
            yield _record(reading, sentence, hit)


def _hits(sentence: Sentence) -> Iterator[Hit]:
    """Characters of the sentence and kind: by pattern, and by what a verb calls a thing."""
    for kind, pattern in _patterns():
        for m in pattern.finditer(sentence.text):
            if not DENIED.search(sentence.text[max(0, m.start() - NEAR) : m.start()]):
                yield m.start(), m.end(), kind, None
    for calling in callings(sentence):
        start, end = sentence.chars(calling.first, calling.last)
        yield start - sentence.start, end - sentence.start, calling.kind, calling.verb


def _found(sentence: Sentence) -> Iterator[Hit]:
    """Kind and characters of the sentence; the longer of two that overlap."""
    taken: list[tuple[int, int]] = []
    for start, end, kind, verb in sorted(_hits(sentence), key=lambda h: h[0] - h[1]):
        if not any(start < e and s < end for s, e in taken):
            taken.append((start, end))
            yield start, end, kind, verb


def _record(reading: Reading, sentence: Sentence, hit: Hit) -> Frame:
    start, end, kind, verb = hit
    first = sentence.words.start_char
    tokens = [t for t in sentence.words if start <= t.idx - first < end]
    low, high = sentence.start + start, sentence.start + end
    teller = _teller(reading, low, high)
    piece = (tokens[0].i, tokens[-1].i + 1) if tokens else (0, 0)
    return Frame(
        coder=CODER,
        citation=reading.document.cite(*_around(sentence, low, high)),
        asserted_by=(teller,) if teller else (),
        hedge=hedge_in(sentence, piece),
        confidence=CONFIDENCE[kind],
        used_by=_namer(reading, sentence, verb) or _user(reading, sentence, tokens) or teller,
        kind=kind,
        text=reading.document.text[low:high].strip('“”"‘’ '),
    )


def _around(sentence: Sentence, low: int, high: int) -> tuple[int, int]:
    """The sentence, unless it is too long to be cited."""
    short = len(sentence.words) <= LONGEST
    return (sentence.start, sentence.end) if short else (low, high)


def _namer(reading: Reading, sentence: Sentence, verb: "Token | None") -> ActorRef | None:
    """Who calls a thing by its name."""
    if verb is None:
        return None
    clause = Clause(verb)
    heads = clause.agents if clause.passive else clause.subjects
    return next((r for h in heads for r in actors_of(reading, sentence, h)), None)


def _user(reading: Reading, sentence: Sentence, tokens: "list[Token]") -> ActorRef | None:
    """Whose frame it is: its possessor, or the subject of the verb that governs it."""
    for token in tokens:
        for owner in children(token, "nmod:poss", "amod"):
            mention = reading.mention_of(sentence, owner)
            if mention is not None:
                return mention.ref
    inside = {t.i for t in tokens}
    outer = [t for t in tokens if t.head.i not in inside or t.head == t]
    verbs = frozenset(lexicon()["uses"]["verbs"])
    chain = [a for t in outer[:1] for a in (t, *t.ancestors)]
    verb = next((a for a in chain if a.pos_ == "VERB" and a.lemma_.lower() in verbs), None)
    if verb is None:
        return None
    return _namer(reading, sentence, verb)


def _teller(reading: Reading, start: int, end: int) -> ActorRef | None:
    telling = [
        a for a in attributions(reading) if a.speaker and a.start <= start + 3 and end - 3 <= a.end
    ]
    return min(telling, key=lambda a: a.end - a.start).speaker if telling else None
