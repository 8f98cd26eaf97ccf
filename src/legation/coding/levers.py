"""Levers: means that one actor holds over another (levers.v1).

Takes a `Reading` and yields a `Lever` where somebody withholds, offers or gives up what can be
granted, names a lever, can back the other's opponents, masses troops, or lets in and shuts out.
The state is read off the verb and what governs it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legation.coding.attribution import attributions
from legation.coding.causal_ends import tight
from legation.coding.clauses import Clause, case_of, children
from legation.coding.granting import (
    POSSIBLE,
    door,
    due,
    granted,
    listed,
    names,
    purpose,
    spanning,
    words,
)
from legation.coding.hedges import hedge_in
from legation.coding.holds import Hold, held, moved, other
from legation.coding.leaning import leaning_holds
from legation.coding.leverage import leverage_holds
from legation.coding.parties import actors_of
from legation.coding.reading import Reading, Sentence
from legation.ontology import LeverState
from legation.records import ActorRef, Lever

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "levers.v1"
ASIDE: Final = frozenset({"amod", "compound", "nmod", "nsubj", "obj", "flat", "appos"})
BORDERS: Final = frozenset({"border", "borders", "frontier", "line", "gates"})
LONGEST: Final = 45  # tokens of a citation
# set by hand, low: of 62 found by verbs in the corpus 13 were right, see docs/codebook-why.md
CONFIDENCE: Final = {"named": 0.5, "verb": 0.35, "backing": 0.5, "troops": 0.4, "door": 0.4, "list": 0.5, "frozen": 0.5, "threat": 0.35, "veto": 0.35, "leaning": 0.4, "hands": 0.5}  # fmt: skip


def code(reading: Reading) -> Iterable[Lever]:
    """Every lever of the document, in order; one for one holder and means."""
    for sentence in reading.sentences:
        seen: list[tuple[str, tuple[int, int]]] = []
        for hold in _found(reading, sentence):
            low, high = hold.means
            if any(h == hold.holder.id and low < e and s < high for h, (s, e) in seen):
                continue
            seen.append((hold.holder.id, hold.means))
            if hold.over is None:
                hold = replace(hold, over=other(_beside(reading, sentence, hold), hold.holder))
            yield _record(reading, sentence, hold)


def _beside(reading: Reading, sentence: Sentence, hold: Hold) -> list[ActorRef]:
    """Who else is named in the sentence: behind the means first, within its words last."""
    start, end = sentence.chars(*hold.means)
    every = reading.mentions[sentence.index]
    behind = [m.ref for m in every if m.start >= end]
    before = [m.ref for m in every if m.end <= start]
    return [*behind, *before, *(m.ref for m in every)]


def _found(reading: Reading, sentence: Sentence) -> Iterator[Hold]:
    yield from leverage_holds(reading, sentence)
    for token in sentence.words:
        if token.lower_ == "veto" and token.pos_ == "NOUN":
            yield from _veto(reading, sentence, token)
        elif token.lower_ in {"hands", "pocket", "gift"} and case_of(token) == "in":
            yield from _in_hands(reading, sentence, token)
        elif token.lower_.startswith(("dangl", "withh", "weaponi")) and (
            token.pos_ != "VERB" or token.dep_ in ASIDE
        ):
            yield from _dangled(reading, sentence, token)
        elif token.lower_ in {"frozen", "blocked", "seized"} and token.head.pos_ in {"NOUN", "PROPN"}:  # fmt: skip
            yield from _frozen(reading, sentence, token)
    for clause in sentence.clauses:
        if clause.head.pos_ == "VERB" and not _open(clause):
            yield from _verb(reading, sentence, clause)
    yield from leaning_holds(reading, sentence)


def _open(clause: Clause) -> bool:
    """Is it only asked or supposed?  "Considers whether to cut aid" is the lever itself."""
    above = next(clause.governors(), None)
    weighed = above is not None and above.lemma in words("verbs", "ahead")
    return clause.mark in {"if", "unless"} or ("whether" in clause.mark and not weighed)


# --- verbs ------------------------------------------------------------------------------------


def _verb(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Hold]:
    lemma = clause.lemma
    found: tuple[tuple[int, int], LeverState, str] | None = None
    objects = [o for o in clause.objects if o.pos_ in {"NOUN", "PROPN", "PRON", "VERB", "SYM"}]
    if lemma == "threaten":
        inner = next(iter(children(clause.head, "xcomp")), None)
        if inner is not None and inner.lemma_.lower() not in words("verbs", "threatened"):
            return
        found = (
            (tight(inner), "held" if clause.modals else "used", "threat")
            if inner is not None
            else None
        )
    elif lemma in words("verbs", "shutting"):
        found = door(clause, objects) if _format(reading, sentence, clause) else None
    elif lemma in words("verbs", "backing") and clause.modals & POSSIBLE:
        opposed = [o for o in objects if names(o, words("means", "opponents"))]
        found = (spanning(clause.head, opposed[0]), "held", "backing") if opposed else None
    elif lemma in words("verbs", "weakening") and clause.modals & POSSIBLE and objects:
        found = (spanning(clause.head, objects[0]), "held", "threat")
    elif lemma in words("verbs", "massing") and objects and not clause.modals:
        forces = [o for o in objects if names(o, words("means", "forces"))]
        kept = lemma in words("verbs", "keeping")
        state: LeverState = "held" if kept else "used"
        near = not kept or any(t.lower_ in BORDERS for t in clause.head.subtree)
        found = (
            (tight(forces[0]), state, "troops") if forces and near and not clause.negated else None
        )
    elif lemma in {"remove", "delete", "strike", "take"} and listed(clause):
        due_ = due(clause, "withdrawn")  # what is done is a standing that has ended
        found = (spanning(clause.head, listed(clause)[0]), due_, "list") if due_ != "withdrawn" else None  # fmt: skip
    if found is None:
        found = granted(clause, objects)
    if found is not None:
        means, state, how = found
        yield from moved(reading, sentence, clause, means, state=state, how=how)


def _format(reading: Reading, sentence: Sentence, clause: Clause) -> bool:
    """Is it a format or meeting that somebody is let into or shut out of, and no country?"""
    if clause.lemma not in {"expel", "bar"}:
        return True
    places = [t for p in ("from", "out of") for t in clause.obliques.get(p, [])]
    known = (reading.mention_of(sentence, t) for t in places)
    return any(m is not None and m.kind == "igo" for m in known)


# --- nouns ------------------------------------------------------------------------------------


def _dangled(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "Oslo dangles visas", "Oslo withheld aid", where the parse takes the verb for a noun."""
    doc = token.doc
    holders = [r for t in doc[max(sentence.words.start, token.i - 2) : token.i] for r in actors_of(reading, sentence, t)]  # fmt: skip
    end = sentence.words.end
    means = next((t for t in doc[token.i + 1 : end] if t.pos_ in {"NOUN", "VERB"}), None)
    if holders and means is not None and means.i - token.i <= 4:
        others = [m.ref for m in reading.mentions[sentence.index]]
        others += [m.ref for m in reading.mentions[sentence.index - 1]] if sentence.index else []
        state: LeverState = "offered" if token.lower_.startswith("dangl") else "used"
        piece = (token.i + 1, means.i + 1)
        yield from held(holders[-1:], others, piece, Clause(token), "verb", state=state)


def _frozen(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """Assets that are frozen: by whom or where, and whose."""
    noun = token.head
    if noun.lemma_.lower() not in words("means", "words"):
        return
    near = [*children(token, "obl", "nmod"), *children(noun, "nmod", "obl")]
    holders = [
        r for c in near if case_of(c) in {"by", "in"} for r in actors_of(reading, sentence, c)
    ]
    owners = [r for c in children(noun, "nmod:poss", "amod", "compound") if c != token for r in actors_of(reading, sentence, c)]  # fmt: skip
    for holder in holders[:1]:
        over = next((o for o in owners if o.id != holder.id), None)
        means = tight(noun)
        yield Hold(holder, over, means, "used", Clause(noun), "frozen")


def _veto(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "The Russian veto", "a veto by Ankara", "Ankara used its veto"."""
    owners = children(token, "nmod:poss", "amod", "compound")
    owners += [c for c in children(token, "nmod") if case_of(c) in {"of", "by", "from"}]
    verb = token.head
    if token.dep_ == "obj" and verb.pos_ == "VERB":
        owners += Clause(verb).subjects
    holders = [r for o in owners for r in actors_of(reading, sentence, o)]
    yield from held(holders, [], tight(token), Clause(token), "veto")


def _in_hands(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "The railways are in Russian hands"."""
    owners = children(token, "nmod:poss", "amod", "compound")
    holders = [r for o in owners for r in actors_of(reading, sentence, o)]
    things = Clause(token).subjects
    if things and things[0].i < token.i:
        yield from held(holders, [], tight(things[0]), Clause(token), "hands")


# --- records ----------------------------------------------------------------------------------


def _record(reading: Reading, sentence: Sentence, hold: Hold) -> Lever:
    low, high = hold.means
    head = hold.clause.head
    first = min(
        [
            low,
            max(head.i - 3, sentence.words.start),
            *(tight(h)[0] for h in children(head, "nsubj")),
        ]
    )
    last = max(high, head.i + 1, *(tight(c)[1] for c in (head, *children(head, "advcl", "obl"))))
    first, last = max(first, low - LONGEST), min(last, max(first + LONGEST, high))
    start, end = sentence.chars(first, last)
    teller = _teller(reading, start, end)
    return Lever(
        coder=CODER,
        citation=reading.document.cite(start, end),
        asserted_by=(teller,) if teller else (),
        hedge=hedge_in(sentence, (first, last)),
        confidence=CONFIDENCE[hold.how],
        holder=hold.holder,
        means=reading.passage(sentence, low, high),
        over=hold.over,
        state=hold.state,
        purpose=purpose(hold.clause),
    )


def _teller(reading: Reading, start: int, end: int) -> ActorRef | None:
    telling = [
        a for a in attributions(reading) if a.speaker and a.start <= start + 3 and end - 3 <= a.end
    ]
    return min(telling, key=lambda a: a.end - a.start).speaker if telling else None
