"""Predictions: what somebody holds will, will not or may happen (predictions.v1).

Takes a `Reading` and yields a `Prediction` for foreseen outcomes: "will likely persist", "is
unlikely to", "may face", "the possibility of".  What a speaker promises to do is no prediction.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from legation.coding.attribution import Attribution, attributions
from legation.coding.claims import polarity_of
from legation.coding.clauses import Clause, case_of, children
from legation.coding.codebook import load_codebook
from legation.coding.conditions import outcomes
from legation.coding.parties import reference
from legation.coding.reading import Reading, Sentence
from legation.dates import When
from legation.ontology import PredictionPolarity
from legation.records import ActorRef, Prediction

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "predictions.v1"
POSSIBLE: Final = frozenset({"may", "might", "could"})
TURNED: Final[dict[PredictionPolarity, PredictionPolarity]] = {
    "will": "will_not",
    "will_not": "will",
}
PAST: Final = re.compile(r"\b(?:could|might|may|would) (?:not |well )?have\b", re.IGNORECASE)
ASKING: Final = frozenset({"who", "what", "which", "whose", "whom"})
NOBODY: Final = frozenset({"no", "none", "nobody", "neither", "nothing"})
TO_COME: Final = frozenset({"bound", "expected", "poised", "set"})  # … to do something


@cache
def lexicon() -> dict[str, Any]:
    """data/codebook/likelihood.toml."""
    text = files("legation.data").joinpath("codebook/likelihood.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def code(reading: Reading) -> Iterable[Prediction]:
    """Every prediction of the document, in order."""
    told = [a for a in attributions(reading) if a.speaker is not None]
    for sentence in reading.sentences:
        taken: list[tuple[int, int]] = []
        supposed = outcomes(sentence)
        for head, polarity, words, span in _found(sentence):
            start, end = sentence.chars(*span)
            if any(s < end and start < e for s, e in taken):
                continue
            if any(min(end, e) - max(start, s) > 0.5 * (end - start) for s, e in supposed):
                continue  # a condition
            teller = _teller(told, start, end)
            if teller is not None and _promised(reading, sentence, head, teller, words):
                continue
            if (
                teller is None
                and not words
                and polarity != "may"
                and _planned(reading, sentence, head)
            ):
                continue
            taken.append((start, end))
            maker = teller.speaker if teller else _forecaster(reading, sentence, head)
            if _doubted(head):
                polarity = TURNED.get(polarity, polarity)
            yield _record(reading, sentence, maker, polarity, words, (start, end))


def _planned(reading: Reading, sentence: Sentence, head: "Token") -> bool:
    """Is it announced by whoever does it: "X will attend the talks", "a second round will follow"?"""
    plans, clause = lexicon()["plans"], Clause(head)
    if clause.passive and clause.lemma in plans["passive"]:
        return not clause.negated
    if clause.lemma not in plans["verbs"] or children(head, "advcl"):
        return False
    if any(s.lemma_.lower() in plans["events"] for s in clause.subjects):
        return True
    return any(reference(reading, sentence, s) is not None for s in clause.subjects)


def _forecaster(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """Who expects or doubts it, where that is the verb above: "she expects trade to double"."""
    above = head if head.lemma_.lower() in lexicon()["foreseeing"]["verbs"] else head.head
    words = {*lexicon()["foreseeing"]["verbs"], *lexicon()["foreseeing"]["doubting"]}
    clause = Clause(above)
    if clause.lemma not in words or clause.passive:
        return None
    return next((r for s in clause.subjects if (r := reference(reading, sentence, s))), None)


def _doubted(head: "Token") -> bool:
    above = Clause(head.head)
    doubting = above.lemma in lexicon()["foreseeing"]["doubting"]
    return doubting and not above.negated and head.dep_ == "ccomp"


Found = tuple["Token", PredictionPolarity, list[str], tuple[int, int]]


def _found(sentence: Sentence) -> Iterator[Found]:
    for clause in sentence.clauses:
        yield from _clause(sentence, clause)
        yield from _surprising(clause)
    for token in sentence.words:
        if token.pos_ == "NOUN" and token.lemma_.lower() in lexicon()["words"]["nouns"]:
            content = [
                c
                for c in children(token, "acl", "nmod", "ccomp")
                if c.dep_ != "nmod" or case_of(c) == "of"
            ]
            if content and content[0].right_edge.i - content[0].left_edge.i > 1:
                yield (
                    token,
                    "may",
                    [token.text],
                    (content[0].left_edge.i, content[0].right_edge.i + 1),
                )


def _clause(sentence: Sentence, clause: Clause) -> Iterator[Found]:
    expected = _expected(clause)
    if expected is not None:
        yield expected
        return
    words = _words(clause)
    modals = clause.modals
    unlikely = bool({w.lower() for w in words} & set(lexicon()["words"]["unlikely"]))
    future = "will" in modals or ("would" in modals and bool(words)) or _not_before(clause)
    possible = bool(modals & POSSIBLE) and not future
    if not (future or possible or _foreseen(clause)) or _undertaken(clause, words):
        return
    bare = all(w.lower() in POSSIBLE for w in words)
    if clause.lemma in {"argue", "be able"} or (clause.lemma == "say" and bare):
        return
    if clause.mark in {"if", "unless", "whether"} or (PAST.search(sentence.text) and not future):
        return
    if possible and (clause.infinitive or (bare and _allowed(clause))):
        return
    if (
        _goes_on(clause)
        or (not words and _describes(clause))
        or (bare and _asked(sentence, clause))
    ):
        return
    polarity: PredictionPolarity = "will"
    if clause.negated or unlikely:
        polarity = "will_not"
    elif possible:
        polarity = "may"
    yield clause.head, polarity, words, _span(clause)


def _not_before(clause: Clause) -> bool:
    """As in "cannot meet before the spring"."""
    later = [*children(clause.head, "obl"), *children(clause.head, "advcl")]
    barred = "can" in clause.modals and clause.negated
    return barred and any(
        (case_of(c) or Clause(c).mark) in {"before", "until"} and c.i > clause.head.i for c in later
    )


def _surprising(clause: Clause) -> Iterator[Found]:
    """What one "should be surprised if" it came is not expected to come."""
    if not clause.lemma.startswith("surpris") or not clause.modals & {"would", "should"}:
        return
    for inner in children(clause.head, "advcl", "ccomp", "csubj"):
        if Clause(inner).mark in {"if", "that"} and inner.i > clause.head.i:
            first = next(c.i for c in inner.children if c.dep_ == "mark") + 1
            yield inner, "will_not", [clause.head.text], (first, inner.right_edge.i + 1)


def _foreseen(clause: Clause) -> bool:
    """A predicate of likelihood: "is unlikely", "is certain to", "is bound to"."""
    if clause.lemma not in lexicon()["words"]["predicates"]:
        return False
    if clause.lemma in TO_COME and not any(
        Clause(c).infinitive for c in children(clause.head, "xcomp", "ccomp", "advcl")
    ):
        return False  # "bound by a treaty"
    return any(c.dep_ in {"cop", "aux:pass"} for c in clause.head.children)


def _allowed(clause: Clause) -> bool:
    """Is it no outlook but what somebody may or could do: a rule, an ability, a purpose, a guess?"""
    if clause.modals & POSSIBLE == {"could"} and (clause.negated or _able(clause)):
        return True
    subjects = clause.subjects
    if any({s.lower_, *(c.lower_ for c in children(s, "det"))} & NOBODY for s in subjects):
        return True  # "no vessel may pass"
    if clause.head.dep_ == "csubj" or clause.mark.startswith("so"):
        return True
    if any(s.lower_ == "one" for s in subjects):
        return True  # "one may ask"
    copula = any(c.dep_ == "cop" for c in clause.head.children)
    return copula and any(s.pos_ == "PRON" or s.lower_ in {"this", "that"} for s in subjects)


def _asked(sentence: Sentence, clause: Clause) -> bool:
    """A question, direct or not, or a rule of "the more … the more", foretells nothing."""
    text = sentence.text.rstrip("\n \"”’'*")
    doc = clause.head.doc
    rising = [
        t for t in sentence.words if t.tag_ in {"JJR", "RBR"} and doc[t.i - 1].lower_ == "the"
    ]
    if text.endswith("?") or len(rising) > 1:
        return True
    return any(c.lower_ in ASKING and c.i < clause.head.i for c in clause.head.children)


def _expected(clause: Clause) -> Found | None:
    """As in "expects trade to double", "is expected to join": the foreseen with its infinitive."""
    if clause.lemma not in lexicon()["foreseeing"]["verbs"] or clause.infinitive or clause.modals:
        return None
    if {"had", "been"} <= {a.lower_ for a in clause.auxiliaries}:
        return None  # it was expected, and came otherwise
    nearby = [c for o in children(clause.head, "obj") for c in children(o, "acl")]
    for inner in [*children(clause.head, "xcomp", "ccomp"), *nearby]:
        objects = [o for o in children(clause.head, "obj") if o.i < inner.i]
        infinitive = any(c.lower_ == "to" and c.dep_ == "mark" for c in inner.children)
        subject = clause.passive or objects or children(inner, "nsubj")
        if infinitive and subject:
            polarity: PredictionPolarity = (
                "will_not" if clause.negated or Clause(inner).negated else "will"
            )
            first = clause.head.left_edge.i if clause.passive else min([*(o.left_edge.i for o in objects), inner.left_edge.i])  # fmt: skip
            return clause.head, polarity, [clause.head.text], (first, inner.right_edge.i + 1)
    return None


def _undertaken(clause: Clause, words: list[str]) -> bool:
    """A treaty's "shall", or what we ourselves will do: bound, and not foreseen."""
    if any(a.lower_ == "shall" for a in clause.auxiliaries):
        return True
    return not words and any(s.lower_ in {"i", "we"} for s in clause.subjects)


def _able(clause: Clause) -> bool:
    """Is "could" the past of "can": in a relative clause, or in a tale told in the past?"""
    if clause.head.dep_ == "acl:relcl":
        return True
    telling = load_codebook().outlook["say"]
    others = [t for t in clause.head.sent if t.tag_ == "VBD" and t.dep_ not in {"aux", "cop"}]
    return any(t.lemma_.lower() not in telling for t in others)


def _goes_on(clause: Clause) -> bool:
    """Is it coordinated with a prediction of the same subject ("may rise and may spread")?"""
    head = clause.head
    if head.dep_ != "conj" or children(head, "nsubj"):
        return False
    return bool(Clause(head.head).modals & (POSSIBLE | {"will", "would"}))


def _describes(clause: Clause) -> bool:
    """A relative clause without a word of likelihood, or a cause that is only guessed at."""
    if clause.head.dep_ == "acl:relcl":
        return True
    return clause.lemma in {"because", "due"}


def _words(clause: Clause) -> list[str]:
    likely = set(lexicon()["words"]["likely"])
    found = [c.text for c in clause.head.children if c.lower_ in likely]
    if clause.head.lower_ in likely and _foreseen(clause):
        found.append(clause.head.text)
    return found + [a.text for a in clause.auxiliaries if a.lower_ in POSSIBLE]


def _span(clause: Clause) -> tuple[int, int]:
    first, last = clause.head.i, clause.head.i + 1
    for c in clause.head.children:
        if c.dep_ not in {"conj", "parataxis", "punct", "cc", "discourse", "mark"} and not (
            c.dep_ == "advcl" and c.i < clause.head.i
        ):
            first, last = min(first, c.left_edge.i), max(last, c.right_edge.i + 1)
    while first < clause.head.i and clause.head.doc[first].pos_ in {"PUNCT", "CCONJ"}:
        first += 1
    return first, last


def _teller(told: list[Attribution], start: int, end: int) -> Attribution | None:
    around = [a for a in told if a.start <= start + 3 and end - 3 <= a.end]
    return min(around, key=lambda a: a.end - a.start) if around else None


def _promised(
    reading: Reading, sentence: Sentence, head: "Token", told: Attribution, words: list[str]
) -> bool:
    """Does the speaker say what the speaker's own side will do?  That is a promise."""
    if any(w.lower() not in POSSIBLE for w in words):
        return False
    if polarity_of(reading, told) == "promise":
        return True
    speaker = told.speaker
    for subject in Clause(head).subjects if speaker is not None else []:
        if subject.lower_ in {"we", "i"}:
            return True
        mention = reading.mention_of(sentence, subject)
        if mention is not None and speaker is not None:
            same_party = mention.ref.party and mention.ref.party == speaker.party
            if mention.ref.id == speaker.id or same_party:
                return True
    return False


def _record(
    reading: Reading, sentence: Sentence, teller: ActorRef | None,
    polarity: PredictionPolarity, words: list[str], span: tuple[int, int],
) -> Prediction:  # fmt: skip
    horizon = _horizon(reading, sentence, span)
    return Prediction(
        coder=CODER,
        citation=reading.document.cite(*span),
        asserted_by=(teller,) if teller else (),
        hedge="; ".join(words) or None,
        confidence=0.6 if words else 0.5,
        made_by=teller,
        content=reading.document.span(*span),
        polarity=polarity,
        horizon=horizon,
        probability_words="; ".join(words) or None,
    )


def _horizon(reading: Reading, sentence: Sentence, span: tuple[int, int]) -> str | None:
    inside = [p for p in reading.times[sentence.index] if span[0] <= p.start < span[1]]
    when: When | None = reading.when(inside[-1]) if inside else None
    return (when.end or when.start) if when is not None else None
