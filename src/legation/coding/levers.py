"""Levers: means that one actor holds over another (levers.v1).

Takes a `Reading` and yields a `Lever` where somebody withholds, offers or gives up what can be
granted, names a lever, can back the other's opponents, masses troops, or lets in and shuts out.
The state is read off the verb and what governs it.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from legation.coding.attribution import attributions
from legation.coding.causal_ends import is_abstract, marker, tight
from legation.coding.clauses import Clause, base, case_of, children
from legation.coding.hedges import hedge_in
from legation.coding.parties import actors_of
from legation.coding.reading import Reading, Sentence
from legation.ontology import LeverState
from legation.records import ActorRef, Lever

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "levers.v1"
POSSIBLE: Final = frozenset({"can", "could", "may", "might", "would", "will"})
TOWARDS: Final = ("from", "over", "against", "before", "to", "on", "on to", "for", "at", "in")
KEEPING: Final = frozenset({"have", "hold", "keep", "retain", "gain", "use", "wield", "possess"})
LONGEST: Final = 45  # tokens of a citation
# set by hand: too few annotated levers to tell the sorts apart, see docs/codebook-why.md
CONFIDENCE: Final = {"named": 0.8, "verb": 0.6, "backing": 0.6, "troops": 0.5, "door": 0.6, "list": 0.7, "frozen": 0.7, "threat": 0.6}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hold:
    """Holder, means (tokens), over whom, and how it stands."""

    holder: ActorRef
    over: ActorRef | None
    means: tuple[int, int]
    state: LeverState
    clause: Clause
    how: str


@cache
def _words(section: str, key: str) -> frozenset[str]:
    text = files("legation.data").joinpath("codebook/levers.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[section][key])


def code(reading: Reading) -> Iterable[Lever]:
    """Every lever of the document, in order; one for one holder and means."""
    for sentence in reading.sentences:
        seen: list[tuple[str, tuple[int, int]]] = []
        for hold in _found(reading, sentence):
            low, high = hold.means
            if any(h == hold.holder.id and low < e and s < high for h, (s, e) in seen):
                continue
            seen.append((hold.holder.id, hold.means))
            yield _record(reading, sentence, hold)


def _found(reading: Reading, sentence: Sentence) -> Iterator[Hold]:
    for token in sentence.words:
        if token.lemma_.lower() in _words("means", "levers") and token.pos_ == "NOUN":
            yield from _named(reading, sentence, token)
        elif token.lower_.startswith(("dangl", "withh")) and token.pos_ != "VERB":
            yield from _dangled(reading, sentence, token)
        elif token.lower_ in {"frozen", "blocked", "seized"} and token.head.pos_ in {"NOUN", "PROPN"}:  # fmt: skip
            yield from _frozen(reading, sentence, token)
    for clause in sentence.clauses:
        if clause.head.pos_ == "VERB" and clause.mark not in {"if", "unless", "whether"}:
            yield from _verb(reading, sentence, clause)


# --- verbs ------------------------------------------------------------------------------------


def _verb(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Hold]:
    lemma = clause.lemma
    found: tuple[tuple[int, int], LeverState, str] | None = None
    objects = [o for o in clause.objects if o.pos_ in {"NOUN", "PROPN", "PRON", "VERB"}]
    if lemma == "threaten":
        inner = next(iter(children(clause.head, "xcomp")), None)
        found = (
            (tight(inner), "held" if clause.modals else "used", "threat")
            if inner is not None
            else None
        )
    elif lemma in _words("verbs", "shutting"):
        found = _door(clause, objects)
    elif lemma in _words("verbs", "backing") and clause.modals & POSSIBLE:
        opposed = [o for o in objects if _names(o, _words("means", "opponents"))]
        found = (_from(clause.head, opposed[0]), "held", "backing") if opposed else None
    elif lemma in _words("verbs", "weakening") and clause.modals & POSSIBLE and objects:
        found = (_from(clause.head, objects[0]), "held", "threat")
    elif lemma in _words("verbs", "massing") and objects and not clause.modals:
        forces = [o for o in objects if _names(o, _words("means", "forces"))]
        found = (tight(forces[0]), "used", "troops") if forces and not clause.negated else None
    elif lemma in {"remove", "delete", "strike", "take"} and _listed(clause):
        found = (_from(clause.head, _listed(clause)[0]), _due(clause, "withdrawn"), "list")
    if found is None:
        found = _granted(clause, objects)
    if found is not None:
        means, state, how = found
        yield from _holds(reading, sentence, clause, means, state=state, how=how)


def _granted(
    clause: Clause, objects: "list[Token]"
) -> "tuple[tuple[int, int], LeverState, str] | None":
    """Something that can be granted, and is withheld, offered or given up."""
    if clause.passive:
        objects = children(clause.head, "nsubj")
    named = [o for o in objects if _names(o, _words("means", "words"))]
    up = clause.lemma == "give" and any(c.lower_ == "up" for c in clause.head.children)
    if clause.lemma in _words("verbs", "using") and objects:
        purposed = _purpose(clause) is not None and is_abstract(objects[0])
        return (tight(objects[0]), "used", "verb") if purposed else None
    if not named:
        return None
    states: tuple[LeverState, ...] = ("used", "offered", "withdrawn", "held")
    for state in states:
        if clause.lemma in _words("verbs", state) or (state == "withdrawn" and up):
            return tight(named[0]), _due(clause, state), "verb"
    if clause.lemma == "reconsider":
        return tight(named[0]), "offered", "list"
    return None


def _due(clause: Clause, state: LeverState) -> LeverState:
    """What is not yet done is held or offered; what is not given up is held."""
    above = next(clause.governors(), None)
    governor = above.lemma if above is not None else ""
    nouns = {t.lemma_.lower() for t in clause.head.ancestors if t.pos_ == "NOUN"}
    ahead = governor in _words("verbs", "ahead") or bool(nouns & {"possibility", "prospect"})
    if governor in {"refuse", "decline"} or (clause.negated and state == "withdrawn"):
        return "held"
    if clause.modals & POSSIBLE or ahead:
        return "held" if state == "used" else "offered"
    return state


def _door(
    clause: Clause, objects: "list[Token]"
) -> "tuple[tuple[int, int], LeverState, str] | None":
    """Letting in and shutting out: "did not invite", "excludes", "invites or excludes"."""
    both = {c.lemma_.lower() for c in children(clause.head, "conj")} & _words("verbs", "shutting")
    shut = clause.lemma != "invite" or clause.negated or bool(both)
    if not shut or (clause.lemma != "invite" and clause.negated):
        return None
    last = max([clause.head.i + 1, *(o.i + 1 for o in objects)])
    for c in children(clause.head, "conj"):
        last = max(last, c.i + 1) if c.lemma_.lower() in _words("verbs", "shutting") else last
    return (clause.head.i, min(last, clause.head.i + 12)), "used", "door"


def _listed(clause: Clause) -> "list[Token]":
    places = [t for p in ("from", "off", "off of") for t in clause.obliques.get(p, [])]
    return [t for t in places if t.lemma_.lower() in _words("verbs", "lists")]


def _from(first: "Token", last: "Token") -> tuple[int, int]:
    return min(first.i, last.i), max(tight(last)[1], first.i + 1)


def _names(token: "Token", words: frozenset[str]) -> bool:
    """Is the noun, or what it measures ("the prospect of recognition"), one of these words?"""
    inner = [token, *children(token, "conj")]
    inner += [c for c in children(token, "nmod", "acl") if case_of(c) in {"of", ""}]
    return any({t.lemma_.lower(), t.lower_.removesuffix("s")} & words for t in inner)


def _purpose(clause: Clause) -> str | None:
    """What it is for, where an infinitive behind it says so."""
    for c in children(clause.head, "advcl", "xcomp"):
        if c.i > clause.head.i and marker(c) in {"to", "in order to", "so that", "so as to"}:
            first, last = tight(c)
            return str(c.doc[max(first, c.left_edge.i) : last].text)
    return None


# --- nouns ------------------------------------------------------------------------------------


def _named(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """A lever that is called one."""
    head = token.head
    clause = Clause(head)
    if token.lemma_ in {"chip", "hold", "stick", "trump"} and not children(token, "compound"):
        return
    if base(token.dep_) in {"obl", "xcomp", "obj"} and case_of(token) == "as":
        means = children(head, "obj") or children(head, "nsubj")
        if means:
            state: LeverState = "held" if clause.modals else "used"
            yield from _holds(reading, sentence, clause, tight(means[0]), state=state, how="named")
        return
    if children(token, "cop") and children(token, "nsubj"):
        owner = children(token, "nmod:poss")
        for ref in (r for o in owner for r in actors_of(reading, sentence, o)):
            means_ = tight(children(token, "nsubj")[0])
            over = _over(reading, sentence, Clause(token), ref, means_)
            yield Hold(ref, over, means_, "held", Clause(token), "named")
        return
    if token.dep_ == "obj" and head.pos_ in {"VERB", "AUX"} and not clause.negated:
        lost = head.lemma_ in _words("verbs", "withdrawn") or head.lemma_ in {"lose", "give"}
        receivers = children(head, "iobj")
        if head.lemma_ in KEEPING or lost:
            now: LeverState = "withdrawn" if lost and not receivers else "held"
            yield from _holds(
                reading, sentence, clause, tight(token), state=now, how="named", whose=receivers
            )


def _dangled(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """As in "Oslo dangles visas", "Oslo withheld aid", where the parse takes the verb for a noun."""
    doc = token.doc
    holders = [r for t in doc[max(sentence.words.start, token.i - 2) : token.i] for r in actors_of(reading, sentence, t)]  # fmt: skip
    end = sentence.words.end
    means = next((t for t in doc[token.i + 1 : end] if t.pos_ in {"NOUN", "VERB"}), None)
    if holders and means is not None and means.i - token.i <= 4:
        clause = Clause(token)
        piece = (token.i + 1, means.i + 1)
        others = [m.ref for m in reading.mentions[sentence.index]]
        before = [m.ref for m in reading.mentions[sentence.index - 1]] if sentence.index else []
        over = _other([*others, *before], holders[-1])
        state: LeverState = "offered" if token.lower_.startswith("dangl") else "used"
        yield Hold(holders[-1], over, piece, state, clause, "verb")


def _frozen(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Hold]:
    """Assets that are frozen: by whom or where, and whose."""
    noun = token.head
    if noun.lemma_.lower() not in _words("means", "words"):
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


# --- who --------------------------------------------------------------------------------------


def _holds(
    reading: Reading, sentence: Sentence, clause: Clause, means: tuple[int, int], *,
    state: LeverState, how: str, whose: "list[Token] | None" = None,
) -> Iterator[Hold]:  # fmt: skip
    """One lever for the first holder that is an actor of its own."""
    heads = whose or (clause.agents if clause.passive else clause.subjects)
    refs = [r for h in heads for r in actors_of(reading, sentence, h)]
    refs = [r for r in refs if not r.id.startswith("unnamed:")]
    if not refs and how == "door" and clause.passive:
        refs = _host(reading, sentence)
    for holder in refs[:1]:
        over = _over(reading, sentence, clause, holder, means)
        yield Hold(holder, over, means, state, clause, how)


def _over(
    reading: Reading, sentence: Sentence, clause: Clause, holder: ActorRef, means: tuple[int, int]
) -> ActorRef | None:
    """Who feels it: the phrase behind "from", "over" …, else another party that is named near it."""
    doc = sentence.words.doc
    if clause.lemma in _words("verbs", "backing"):  # whom it is turned against, not whom it helps
        inside = {reading.mention_of(sentence, t) for t in doc[means[0] : means[1]]}
        near = [m for m in reading.mentions[sentence.index] if m not in inside]
        before = reading.mentions[sentence.index - 1] if sentence.index else []
        return _other([m.ref for m in (*near, *before)], holder)
    heads = [t for p in TOWARDS for t in clause.obliques.get(p, [])]
    heads += clause.objects + (children(clause.head, "nsubj") if clause.passive else [])
    heads += [t for t in doc[means[0] : means[1]] if base(t.dep_) == "nmod"]
    direct = [r for h in heads for r in actors_of(reading, sentence, h)]
    said = [m.ref for m in reading.mentions[sentence.index]]
    before = reading.mentions[sentence.index - 1] if sentence.index else []
    return _other([*direct, *said, *(m.ref for m in before)], holder)


def _other(refs: list[ActorRef], holder: ActorRef) -> ActorRef | None:
    """The first that is a party of its own."""
    mine = {holder.id, holder.name, holder.party} - {None}
    for ref in refs:
        other = not {ref.id, ref.name, ref.party} & mine
        if other and not ref.id.startswith(("unnamed:", "person:", "place:")):
            return ref
    return None


def _host(reading: Reading, sentence: Sentence) -> list[ActorRef]:
    """Who held the meeting that the sentences before speak of."""
    for before in reversed(reading.sentences[max(0, sentence.index - 3) : sentence.index]):
        for clause in before.clauses:
            if clause.lemma in {"host", "convene", "organise", "organize"} and not clause.passive:
                refs = (r for h in clause.subjects for r in actors_of(reading, before, h))
                return [r for r in refs if not r.id.startswith("unnamed:")][:1]
    return []


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
        hedge=hedge_in(reading, sentence, (first, last)),
        confidence=CONFIDENCE[hold.how],
        holder=hold.holder,
        means=reading.passage(sentence, low, high),
        over=hold.over,
        state=hold.state,
        purpose=_purpose(hold.clause),
    )


def _teller(reading: Reading, start: int, end: int) -> ActorRef | None:
    telling = [
        a for a in attributions(reading) if a.speaker and a.start <= start + 3 and end - 3 <= a.end
    ]
    return min(telling, key=lambda a: a.end - a.start).speaker if telling else None
