"""Claims: who said, denied, demanded, promised or warned of what (claims.v1).

Takes a `Reading` and yields a `Claim` for every attribution, with its polarity, hedges, numbers,
addressees and whom it is about.  A denial is tied to the claim that it answers in the document.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from legation.coding.attribution import Attribution, statements
from legation.coding.clauses import Clause
from legation.coding.hedges import hedge_in, speaks_of
from legation.coding.parties import distinct
from legation.coding.quantities import quantities
from legation.coding.reading import Reading, Sentence
from legation.coding.speech import load_speech
from legation.coding.timing import when_of
from legation.ontology import Polarity
from legation.records import ActorRef, Claim, Quantity

CODER: Final = "claims.v1"
FUTURE: Final = re.compile(
    r"\b(?:will|would|’ll|'ll|shall|going to|plans? to|"
    r"(?:is|are|was|were) (?:ready|preparing|prepared|willing|set|determined) to|"
    r"intends? to|could (?:host|jointly|offer|provide|help|organi[sz]e))\b",
    re.IGNORECASE,
)
POSSIBLE: Final = re.compile(
    r"\b(?:will|would|shall|can|may|could|expected|expects?|likely|reconsider\w*|ready|willing)\b",
    re.IGNORECASE,
)
EXCHANGE: Final = re.compile(
    r"\b(?:in return for|in exchange for|provided|on condition|as long as|if|unless)\b",
    re.IGNORECASE,
)
LOOMING: Final = re.compile(r"\b(?:may|might|could|would|will|can)\b", re.IGNORECASE)
NEVER: Final = re.compile(
    r"\bwill (?:not|never) (?:be )?(?:allow|permit|tolerat)\w*", re.IGNORECASE
)
OURS: Final = re.compile(r"[“\"‘'\s]*(?:we|i|our|my)\b", re.IGNORECASE)
CLAIMED: Final = re.compile(r"\b(?:claim|allegation|statement|accusation|remark|charge|report)s?\b")
CONFIDENCE: Final = {
    "around": 0.8, "beside": 0.75, "source phrase": 0.78, "continued quotation": 0.72, "noun": 0.6, "object": 0.53,
    "quotation": 0.52, "verdict": 0.5, "rejected": 0.5, "author": 0.3,
}  # fmt: skip
STOP: Final = frozenset(["the", "a", "an", "of", "to", "in", "on", "and", "or", "that", "its", "his", "her", "their", "for", "with", "is", "are", "was", "were", "be", "by", "at", "as", "it", "from", "this"])  # fmt: skip


def code(reading: Reading) -> Iterable[Claim]:
    """Every claim of the document, in order."""
    made: list[Claim] = []
    order = sorted(statements(reading), key=lambda a: (a.start, a.how != "rejected", -a.end))
    for attribution in order:
        if not _states(attribution):
            continue
        claim = _claim(reading, attribution, made)
        if claim is not None:
            made.append(claim)
    return made


def _states(a: Attribution) -> bool:
    """Is something stated?  Not where one welcomes, offers or refuses a thing, hopes or sees."""
    acts = load_speech().acts
    return not ((a.how == "object" and a.word in acts["object"]) or a.word in acts["thought"])


def _claim(reading: Reading, a: Attribution, before: list[Claim]) -> Claim | None:
    sentence = reading.sentences[a.sentence]
    content = reading.document.span(a.start, a.end)
    if len(content.text.split()) < 2 and a.how != "object":
        return None
    polarity = polarity_of(reading, a)
    about = tuple(_about(reading, a))
    when = when_of(reading, sentence, a.cue.start if a.cue else a.start)
    return Claim(
        coder=CODER,
        citation=reading.document.cite(*_passage(sentence, a)),
        asserted_by=(a.speaker,) if a.speaker else (),
        hedge=_hedge(reading, a),
        confidence=_confidence(a),
        speaker=a.speaker,
        content=content,
        polarity=polarity,
        addressees=distinct(list(a.addressees)),
        about=about,
        quantities=tuple(_quantities(reading, a)),
        cue=a.cue,
        date=when.start,
        precision=when.precision,
        rebuts=_answered(reading, a, polarity, before),
        references=reading.markers(sentence),
    )


def _passage(sentence: Sentence, a: Attribution) -> tuple[int, int]:
    """The cue with its content; the sentence where both lie within it."""
    if sentence.start <= a.start and a.end <= sentence.end and len(sentence.text.split()) <= 45:
        return sentence.start, sentence.end
    start = min(a.start, a.cue.start) if a.cue and abs(a.cue.start - a.start) < 200 else a.start
    end = max(a.end, a.cue.end) if a.cue and abs(a.cue.end - a.end) < 200 else a.end
    return start, end


def polarity_of(reading: Reading, a: Attribution) -> Polarity:
    """The cue's polarity, turned by what the content says: a promise, a demand, a warning, an if."""
    text = reading.document.text[a.start : a.end]
    if a.polarity in {"deny", "demand", "warn"}:
        return a.polarity
    if speaks_of("conditional", text) and POSSIBLE.search(text):
        return "condition"
    if a.polarity == "promise" or a.belief or a.how == "author":
        return "condition" if EXCHANGE.search(text) and not a.belief else a.polarity
    return _of_content(reading, a, text)


def _of_content(reading: Reading, a: Attribution, text: str) -> Polarity:
    """What the words of an assertion come to."""
    predicate = _predicate(reading, a)
    if speaks_of("denying", text):
        return "deny"
    if speaks_of("demanding", text) or (predicate and _insists(a, predicate)):
        return "demand"
    if predicate and _gainsays(reading, a, predicate):
        return "deny"
    if _pledges(reading, a, text):
        return "promise"
    if speaks_of("warning", text) or (
        LOOMING.search(text) and speaks_of("warning", text, "looming")
    ):
        return "warn"
    return "assert"


def _predicate(reading: Reading, a: Attribution) -> Clause | None:
    """The main predicate of a content."""
    for sentence in reading.sentences:
        if sentence.start <= a.start < sentence.end:
            for clause in sentence.clauses:
                head, above = clause.head, clause.head.head
                outside = head == above or not a.start <= sentence.offset + above.idx < a.end
                inside = a.start <= sentence.offset + head.idx < a.end
                if inside and outside and (clause.subjects or clause.auxiliaries):
                    return clause
            return None
    return None


def _gainsays(reading: Reading, a: Attribution, predicate: Clause) -> bool:
    """Is it said not to be so, in answer, or of the speaker's own side ("it has no such plan")?"""
    if not predicate.negated or predicate.modals & {"will", "would", "should", "must"}:
        return False
    if a.how in {"object", "verdict"}:
        return False
    if a.word in load_speech().answers or any(c.dep_ == "expl" for c in predicate.head.children):
        return True
    own = {"it", "they", "he", "she", "i", "we"}
    if any(s.lower_ in own for s in predicate.subjects):
        return True
    subject = min((s.left_edge.idx for s in predicate.subjects), default=predicate.head.idx)
    near = a.start + max(0, predicate.head.idx - subject)
    return a.speaker is not None and _of_own_side(reading, a, near)


def _insists(a: Attribution, predicate: Clause) -> bool:
    """As in "insisted that every cargo be inspected": what ought to be."""
    head = predicate.head
    verbs = [t for t in (head, *predicate.auxiliaries) if t.pos_ in {"VERB", "AUX"}]
    first = min(verbs, key=lambda t: t.i, default=None)
    return a.word == "insist" and not predicate.modals and first is not None and first.tag_ == "VB"


def _pledges(reading: Reading, a: Attribution, text: str) -> bool:
    """Does the speaker say what the speaker's own side will do, or stands by?"""
    if a.speaker is None:
        return False
    if NEVER.search(text):
        return True
    match = FUTURE.search(text)
    stands = speaks_of("pledging", text)
    if not match and not stands:
        return False
    if a.how in {"object", "verdict"}:
        return stands
    return _of_own_side(reading, a, a.start + (match.start() if match else len(text)))


def _of_own_side(reading: Reading, a: Attribution, until: int) -> bool:
    """Is the first that is named before *until* the speaker, "we", or one of the same party?"""
    text = reading.document.text[a.start : until]
    if OURS.match(text):
        return True
    speaker = a.speaker
    assert speaker is not None
    first = next((m for m in reading.resolution.mentions if a.start <= m.start < until), None)
    if first is None:
        return False
    sides = {speaker.id, speaker.party, speaker.name, *speaker.aliases} - {None}
    return bool({first.ref.id, first.ref.name, first.ref.party} & sides)


def _about(reading: Reading, a: Attribution) -> Iterator[ActorRef]:
    speaker = a.speaker.id if a.speaker else None
    seen = {speaker}
    for m in reading.resolution.mentions:
        if a.start <= m.start < a.end and m.ref.id not in seen:
            seen.add(m.ref.id)
            yield m.ref


def _quantities(reading: Reading, a: Attribution) -> Iterator[Quantity]:
    for sentence in reading.sentences:
        if sentence.start < a.end and sentence.end > a.start:
            inside = [
                t.i for t in sentence.words
                if a.start <= sentence.offset + t.idx < a.end
            ]  # fmt: skip
            if inside:
                yield from quantities(sentence, inside[0], inside[-1] + 1)


def _hedge(reading: Reading, a: Attribution) -> str | None:
    sentence = reading.sentences[a.sentence]
    inside = [t.i for t in sentence.words if a.start <= sentence.offset + t.idx < a.end]
    span = (inside[0], inside[-1] + 1) if inside else (sentence.words.start, sentence.words.start)
    own = hedge_in(sentence, span)
    cue = next(
        (t for t in sentence.words if a.cue and t.idx + sentence.offset == a.cue.start), None
    )
    beside = (
        [] if cue is None else [cue.nbor(-1) if cue.i > sentence.words.start else cue, cue.head]
    )
    told = [hedge_in(sentence, (t.i, t.i + 1)) for t in beside]  # "reportedly said that"
    return "; ".join(dict.fromkeys(h for h in (own, *told) if h)) or None


def _confidence(a: Attribution) -> float:
    """The share of claims found in this way that annotators marked too, where it was measured."""
    if a.how == "clause":
        if a.belief:
            return 0.45
        if a.direct:
            return 0.9
        return {"assert": 0.79, "deny": 0.5}.get(a.polarity, 0.72)
    return CONFIDENCE[a.how]


def _answered(
    reading: Reading, a: Attribution, polarity: Polarity, before: list[Claim]
) -> str | None:
    """The id of the claim that a denial answers, or None."""
    if polarity != "deny":
        return None
    words = _words(reading.document.text[a.start : a.end])
    return _named_claim(reading, a, before) or _rebutted(a, words, before)


def _rebutted(a: Attribution, claim_words: set[str], before: list[Claim]) -> str | None:
    """The claim of somebody else that a denial answers.

    The one whose words it shares most; else the last one of an actor whose "claims" it names.
    """
    best, share = None, 0.3
    others = [c for c in before if not _same_speaker(a, c)]
    for claim in others:
        other = _words(claim.content.text)
        overlap = len(claim_words & other) / max(1, min(len(claim_words), len(other)))
        if overlap > share:
            best, share = claim.id, overlap
    return best


def _named_claim(reading: Reading, a: Attribution, before: list[Claim]) -> str | None:
    """As in "X's claims were baseless": the last claim of X."""
    text = reading.document.text[a.start : a.end]
    if not CLAIMED.search(text):
        return None
    named = {m.ref.id for m in reading.resolution.mentions if a.start <= m.start < a.end}
    theirs = [c for c in before if c.speaker is not None and c.speaker.id in named]
    return theirs[-1].id if theirs else None


def _same_speaker(a: Attribution, claim: Claim) -> bool:
    return a.speaker is not None and claim.speaker is not None and a.speaker.id == claim.speaker.id


def _words(text: str) -> set[str]:
    return {w[:6] for w in re.findall(r"\w+", text.lower())} - STOP
