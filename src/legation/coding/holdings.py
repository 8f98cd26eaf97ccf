"""Control of places: who holds, rules, occupies, annexed, retook or lost which.

`holdings` takes a clause and yields the `Standing` of "holds two valleys", "X is ruled by Y", "is in
control of", "fell to"; `held` takes a noun or adjective: "rebel-held towns", "the capture of X by Y",
"under the control of Y".
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, case_of, children, counted, phrase
from legation.coding.reading import Reading, Sentence
from legation.coding.standings import (
    Standing,
    definite,
    first_of,
    lexicon,
    owner_of_force,
    span_of,
    state_of,
)
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

TIMED: Final = frozenset({"after", "since", "before", "until", "if", "unless", "long", "once"})
GRIPS: Final = frozenset({"control", "power", "sway", "authority", "sovereignty"})
TAKING: Final = frozenset({"takeover", "capture", "seizure", "conquest", "occupation", "annexation", "recapture"})  # fmt: skip
HELD: Final = re.compile(r"([A-Z][\w]+|rebel|government|junta|separatist|opposition)-(\w+)\Z")


def holdings(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """Who holds which place; a clause that only tells the time ("after they took power") does not."""
    if set(clause.mark.split()) & TIMED or _with_particle(clause):
        return
    holder, state = _held_by(reading, sentence, clause)
    if holder is not None and state != "considered":  # who only means to take it has it not
        yield Standing(
            kind="control",
            state=state,
            holder=holder,
            by=None,
            trigger=clause.head,
            span=span_of(clause),
        )


def _with_particle(clause: Clause) -> bool:
    """As in "has been ruled out", "took in refugees": another verb."""
    behind = clause.head.doc[clause.head.i + 1 : clause.head.i + 2]
    own = {t.lower_ for t in behind if t.dep_ not in {"case", "mark"}} | {clause.particle}
    return bool(own & {"out", "in", "back", "off", "on"}) and clause.lemma in {
        "rule",
        "take",
        "hold",
    }


def _held_by(reading: Reading, sentence: Sentence, clause: Clause) -> tuple[ActorRef | None, str]:
    table = lexicon()["control"]
    if any(c.dep_ == "cop" for c in clause.head.children) and clause.lemma in table["grip"]:
        return _gripped(reading, sentence, clause, clause.head)
    grip = next((o for o in clause.objects if o.lemma_.lower() in GRIPS), None)
    if clause.lemma in table["lost"] and grip is not None and grip.lemma_ == "control":
        return _first(reading, sentence, clause.subjects), "no" if state_of(
            clause
        ) == "yes" else "yes"
    if clause.lemma in table["lost"] and not clause.passive:
        gone = any(_ground(reading, sentence, o, named=True) for o in clause.objects)
        state = "no" if state_of(clause) == "yes" else "yes"
        return _first(reading, sentence, clause.subjects) if gone else None, state
    seat = clause.obliques.get("from", []) if clause.lemma in table["seated"] else []
    if clause.passive:
        held = clause.lemma in table["ruled"] and any(
            _ground(reading, sentence, s) for s in clause.subjects
        )
        owners = clause.agents or seat  # "is administered from X"
        return _first(reading, sentence, owners) if held else None, state_of(clause)
    if seat and not clause.objects:  # "governs from the port"
        return _first(reading, sentence, clause.subjects), state_of(clause)
    if clause.lemma == "fall" and any(_named(reading, sentence, s) for s in clause.subjects):
        return _first(reading, sentence, clause.obliques.get("to", [])), state_of(clause)
    kept = clause.lemma in table["kept"] and not (clause.obliques or clause.complements)
    kept = kept and not any(_camp(reading, sentence, o) for o in clause.objects)
    if clause.lemma not in table["verbs"] | table["ruled"] and not kept:
        return None, "yes"
    beside = _place_beside(clause)
    places = [beside] if beside is not None else clause.objects
    place = any(_ground(reading, sentence, o, named=clause.lemma == "take") for o in places)
    if not (place or (grip is not None and clause.lemma in {"take", "seize", "hold", "have"})):
        return None, "yes"
    return _first(reading, sentence, clause.subjects), state_of(clause)


def _camp(reading: Reading, sentence: Sentence, token: "Token") -> bool:
    """Is it a base or a government, which one keeps otherwise than a place?"""
    mention = reading.mention_of(sentence, token)
    state = mention is not None and mention.kind == "state"
    return state or token.lemma_.lower() in lexicon()["presence"]["bases"]


def _place_beside(clause: Clause) -> "Token | None":
    """The word right before ", which X holds", wherever the parse has hung the clause."""
    which = next((t for t in clause.head.children if t.lower_ in {"which", "that"}), None)
    subjects = children(clause.head, "nsubj")
    if which is None:
        which = next((c for t in subjects for c in t.children if c.lower_ == "which"), None)
    if clause.head.dep_ != "acl:relcl" or which is None or which in subjects or which.i < 2:
        return None
    before = which.nbor(-2) if which.nbor(-1).text == "," else which.nbor(-1)
    return before if before.pos_ == "PROPN" else None


def _gripped(
    reading: Reading, sentence: Sentence, clause: Clause, noun: "Token"
) -> tuple[ActorRef | None, str]:
    """As in "is in control of X", "X is under the control of Y", "X is in the hands of Y"."""
    case = case_of(noun)
    of = [c for c in children(noun, "nmod") if case_of(c) == "of"]
    placed = any(_ground(reading, sentence, t) for t in of)
    state = "no" if clause.negated else state_of(clause)
    if case == "in" and noun.lemma_.lower() == "control":
        return (_first(reading, sentence, clause.subjects) if placed else None), state
    if case in {"under", "in"} and any(_ground(reading, sentence, s) for s in clause.subjects):
        owners = [*children(noun, "nmod:poss", "amod", "compound"), *of]
        return _first(reading, sentence, owners), state
    return None, state


def _first(reading: Reading, sentence: Sentence, heads: "list[Token]") -> ActorRef | None:
    found = first_of(reading, sentence, heads, deep=False)
    if found is not None and not found.id.startswith("unnamed:"):
        return found
    own = owner_of_force(reading, sentence, heads)
    return own or next((r for h in heads if (r := definite(reading, sentence, h))), None)


def _ground(reading: Reading, sentence: Sentence, token: "Token", *, named: bool = False) -> bool:
    """Is it a place that can be held: one with a name, or a town, a port, a part of a region?"""
    if _named(reading, sentence, token):
        return True
    table = lexicon()["control"]
    lemma = token.lemma_.lower()
    measure = token.tag_ in {"JJS", "JJR", "CD"} or counted(token) != token
    if lemma in table["parts"] or measure:
        of = [c for c in children(token, "nmod") if case_of(c) in {"of", "in"}]
        return any(_ground(reading, sentence, c, named=named) for c in of) or "territory" in {
            c.lemma_.lower() for c in of
        }
    known = token.pos_ != "PRON" and lemma in table["grounds"]
    of = [c for c in children(token, "nmod", "compound") if case_of(c) in {"of", ""}]
    return known and (not named or any(_named(reading, sentence, c) for c in of))


def _named(reading: Reading, sentence: Sentence, token: "Token") -> bool:
    mention = reading.mention_of(sentence, token)
    if mention is None:
        return token.pos_ == "PROPN" and token.ent_type_ in {"GPE", "LOC"}
    return mention.kind in {"state", "region"} and mention.form != "pronoun"


def held(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """As in "the rebel-held north", "the capture of X by Y", "territory under the control of Y"."""
    lemma = token.lemma_.lower()
    timed = case_of(token) in {"after", "since", "before", "until", "despite", "against"}
    found: ActorRef | None = None
    if lemma in TAKING and not timed:
        owners = children(token, "nmod:poss", "compound") or [
            c for c in children(token, "nmod") if case_of(c) == "by"
        ]
        found = first_of(reading, sentence, owners)
    elif lemma in lexicon()["control"]["grip"] and case_of(token) in {"under", "in"}:
        above = token.head
        placed = above.pos_ in {"NOUN", "PROPN"} and _ground(reading, sentence, above)
        if placed and token.dep_ in {"nmod", "acl"}:
            of = [c for c in children(token, "nmod") if case_of(c) == "of"]
            found = _first(reading, sentence, [*children(token, "nmod:poss", "amod"), *of])
    elif lemma == "power" and case_of(token) == "in" and not timed:
        found = _in_power(reading, sentence, token)
    elif match := HELD.match(token.text):
        found = _compound(reading, sentence, token, match)
    if found is not None:
        first, last = phrase(token, tight=False)
        yield Standing(
            kind="control",
            state="yes",
            holder=found,
            by=None,
            trigger=token,
            span=(min(first, token.head.i) if token.dep_ == "nmod" else first, last),
        )


def _in_power(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """As in "the movement, in power since May", "is still in power"."""
    if children(token, "det", "amod", "nmod:poss"):
        return None
    if any(c.dep_ == "cop" for c in token.children):
        clause = Clause(token)
        return (
            None if clause.negated or clause.modals else _first(reading, sentence, clause.subjects)
        )
    return _first(reading, sentence, [token.head]) if token.dep_ == "nmod" else None


def _compound(
    reading: Reading, sentence: Sentence, token: "Token", match: re.Match[str]
) -> ActorRef | None:
    """The first half of "Russian-occupied"."""
    if match[2] not in lexicon()["control"]["held"]:
        return None
    char = sentence.offset + token.idx
    mention = reading.mention_at(char)
    if mention is not None:
        return mention.ref
    return next((m.ref for m in reading.resolution.mentions if m.text == match[1]), None)
