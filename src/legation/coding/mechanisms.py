"""Mechanisms: what brings about what, in whose belief (mechanisms.v1).

Takes a `Reading` and yields a `Mechanism` for each link that `causal_verbs`, `causal_phrases`
and `causal_turns` find.  The holder is the innermost speaker within whose statement the link lies, else the author
(None).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

from legation.coding.attribution import attributions
from legation.coding.causal_ends import End, Piece
from legation.coding.causal_phrases import phrase_links
from legation.coding.causal_turns import turn_links
from legation.coding.causal_verbs import Link, verb_links
from legation.coding.causal_wordings import wording_links
from legation.coding.concepts import concept_of
from legation.coding.hedges import hedge_in
from legation.coding.reading import Reading, Sentence
from legation.records import ActorRef, Concept, Mechanism

CODER: Final = "mechanisms.v1"
CONTENT: Final = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
# about the share of right ends among what each sort of evidence gave, see docs/codebook-why.md
CONFIDENCE: Final = {
    "verb": 0.5,
    "connective": 0.6,
    "means": 0.55,
    "purpose": 0.5,
    "noun": 0.55,
    "verdict": 0.5,
    "therefore": 0.35,
    "comparative": 0.7,
    "turn": 0.5,
    "wording": 0.5,
}


def code(reading: Reading) -> Iterable[Mechanism]:
    """Every mechanism of the document, in order; one for one cause and effect."""
    for sentence in reading.sentences:
        seen: list[Link] = []
        for link in map(_uncleft, _found(reading, sentence)):
            if any(_near(link.cause, s.cause) and _near(link.effect, s.effect) for s in seen):
                continue
            if link.how == "therefore" and seen:
                continue
            seen.append(link)
            yield _record(reading, sentence, link)


def _found(reading: Reading, sentence: Sentence) -> Iterator[Link]:
    return chain(
        (link for c in sentence.clauses for link in verb_links(reading, sentence, c)),
        phrase_links(reading, sentence),
        turn_links(reading, sentence),
        wording_links(reading, sentence),
    )


def _uncleft(link: Link) -> Link:
    """ "It was the embargo that …": the embargo."""
    first, last = link.cause.piece
    doc = link.cause.sentence.words.doc
    if last - first > 2 and doc[first].lower_ == "it" and doc[first + 1].lemma_ == "be":
        return replace(link, cause=End(link.cause.sentence, (first + 2, last)))
    return link


def _near(a: End, b: End) -> bool:
    (low, high), (first, last) = a.piece, b.piece
    shared = min(high, last) - max(low, first)
    return a.sentence is b.sentence and shared > 0.5 * min(high - low, last - first)


def _record(reading: Reading, sentence: Sentence, link: Link) -> Mechanism:
    start, end = _whole(sentence, link)
    holder = _holder(reading, start, end)
    actors = {m.ref.id: m.ref for m in reading.mentions[sentence.index] if start <= m.start < end}
    return Mechanism(
        coder=CODER,
        citation=reading.document.cite(start, end),
        asserted_by=(holder,) if holder else (),
        hedge=hedge_in(sentence, _tokens(sentence, link)),
        confidence=CONFIDENCE[link.how],
        cause=_concept(reading, link.cause),
        effect=_concept(reading, link.effect),
        sign=link.sign,
        mode=link.mode,
        held_by=holder,
        actors=tuple(actors.values()),
    )


def _concept(reading: Reading, end: End) -> Concept:
    span = reading.passage(end.sentence, *end.piece)
    tokens = end.sentence.words.doc[slice(*end.piece)]
    concept = concept_of(t.lemma_.lower() for t in tokens if t.pos_ in CONTENT)
    return Concept(start=span.start, end=span.end, text=span.text, concept=concept)


def _tokens(sentence: Sentence, link: Link) -> Piece:
    """From the first to the last token of the ends that stand in this sentence."""
    ends = [e.piece for e in (link.cause, link.effect) if e.sentence is sentence]
    low, high = min(p[0] for p in ends), max(p[1] for p in ends)
    return (sentence.words.start, high) if len(ends) == 1 else (low, high)


def _whole(sentence: Sentence, link: Link) -> Piece:
    return sentence.chars(*_tokens(sentence, link))


def _holder(reading: Reading, start: int, end: int) -> ActorRef | None:
    telling = [
        a for a in attributions(reading) if a.speaker and a.start <= start + 3 and end - 3 <= a.end
    ]
    return min(telling, key=lambda a: a.end - a.start).speaker if telling else None
