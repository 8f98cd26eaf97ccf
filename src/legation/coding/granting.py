"""How a verb moves something that can be granted: withheld, offered, given up, held.

Takes a clause and returns the tokens of the means, the state and the sort of evidence, or None.
The words are in data/codebook/levers.toml.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from legation.coding.causal_ends import marker, tight
from legation.coding.clauses import Clause, case_of, children
from legation.coding.parties import sector_of
from legation.ontology import LeverState

if TYPE_CHECKING:
    from spacy.tokens import Token

POSSIBLE: Final = frozenset({"can", "could", "may", "might", "would", "will"})
MONEY: Final = frozenset("$€£¥")
Moved = tuple[tuple[int, int], LeverState, str]


@cache
def words(section: str, key: str) -> frozenset[str]:
    """One list of data/codebook/levers.toml."""
    text = files("legation.data").joinpath("codebook/levers.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[section][key])


def granted(clause: Clause, objects: "list[Token]") -> "Moved | None":
    """Something that can be granted, and is withheld, offered or given up."""
    if clause.passive:
        objects = children(clause.head, "nsubj")
    if clause.lemma == "veto":
        return spanning(clause.head, [clause.head, *objects][-1]), "used", "veto"
    thing = _thing(clause, objects)
    if thing is None or (clause.lemma == "impose" and purpose(clause) is None):
        return None
    if clause.lemma == "reconsider":
        return tight(thing), "offered", "list"
    state = _state(clause)
    if state is None:
        ahead = _ahead(clause, thing)
        return (tight(thing), ahead, "verb") if ahead is not None else None
    undone = state in {"used", "offered"} or clause.lemma in words("verbs", "stopped")
    if clause.negated and undone:
        return None
    retreat = state == "withdrawn" and names(thing, words("means", "forces"))
    return None if retreat else (tight(thing), due(clause, state), "verb")


def _thing(clause: Clause, objects: "list[Token]") -> "Token | None":
    """What is moved, where it can be granted; whatever is offered, courtesies apart."""
    if clause.lemma in words("verbs", "offered") and not objects:  # "offered up to $2 million"
        objects = [t for t in clause.obliques.get("to", []) if t.text in MONEY]
    named = [o for o in objects if grantable(o)]
    if clause.lemma == "control":
        named = [o for o in objects if names(o, words("means", "gates") | words("means", "words"))]
    if clause.lemma == "offer" and not named and not clause.negated:
        plain = (o for o in objects if o.pos_ == "NOUN" and sector_of(o) is None)
        named = [o for o in plain if not names(o, words("means", "courtesies"))]
    return named[0] if named else None


def _ahead(clause: Clause, thing: "Token") -> LeverState | None:
    """How a gift stands that is only promised or weighed."""
    if clause.lemma in words("verbs", "giving") and _proposed(clause):
        return "offered"
    if clause.lemma in words("verbs", "weighing") and not clause.negated:
        return "held" if names(thing, words("means", "measures")) else "offered"
    return None


def grantable(token: "Token") -> bool:
    """Can the thing be granted or withheld?  Somebody cannot, unless the list names him."""
    own = {token.lemma_.lower(), token.lower_.removesuffix("s")} & words("means", "words")
    return bool(own) or (names(token, words("means", "words")) and sector_of(token) is None)


def _proposed(clause: Clause) -> bool:
    """Is a gift promised or weighed: "promised to sell", "is ready to fund", "would lend if"?"""
    above = next(clause.governors(), None)
    governor = above.lemma if above is not None else ""
    if clause.head.dep_ not in {"conj", "ccomp"} and governor in words("verbs", "proposing"):
        return not (above is not None and above.negated)
    priced = any(marker(c) in {"if", "once", "unless", "provided"} for c in children(clause.head, "advcl"))  # fmt: skip
    return priced and bool(clause.modals & POSSIBLE) and not clause.negated


def _state(clause: Clause) -> LeverState | None:
    """What the verb, with its particle, does to the means."""
    particles = {c.lower_ for c in clause.head.children}
    if clause.lemma in {"hold", "turn", "shut"} and particles & {"back", "off", "up"}:
        return "used"
    if clause.lemma == "give" and "up" in particles:
        return "withdrawn"
    if clause.lemma == "hold" and "out" in particles:
        return "offered"
    if clause.lemma in words("verbs", "stopped") or (clause.lemma == "cut" and "off" in particles):
        until = "until" in clause.obliques or any(
            marker(c) in {"until", "unless"} for c in children(clause.head, "advcl")
        )
        return "used" if until or purpose(clause) is not None else "withdrawn"
    states: tuple[LeverState, ...] = ("used", "offered", "withdrawn", "held")
    return next((s for s in states if clause.lemma in words("verbs", s)), None)


def due(clause: Clause, state: LeverState) -> LeverState:
    """What is not yet done is held or offered; what is not given up is held."""
    above = next(clause.governors(), None)
    side_by_side = clause.head.dep_ in {"conj", "parataxis"}
    governor = above.lemma if above is not None and not side_by_side else ""
    nouns = {t.lemma_.lower() for t in clause.head.ancestors if t.pos_ == "NOUN"}
    ahead = governor in words("verbs", "ahead") or bool(nouns & {"possibility", "prospect"})
    kept = clause.negated and state == "withdrawn" and clause.lemma not in words("verbs", "stopped")
    if governor in {"refuse", "decline"} or kept:
        return "held"
    if clause.modals & POSSIBLE or ahead:
        stopping = state == "used" or clause.lemma in words("verbs", "stopped")
        return "held" if stopping else "offered"
    return state


def door(clause: Clause, objects: "list[Token]") -> "Moved | None":
    """Letting in and shutting out: "did not invite", "excludes", "invites or excludes"."""
    both = {c.lemma_.lower() for c in children(clause.head, "conj")} & words("verbs", "shutting")
    shut = clause.lemma != "invite" or clause.negated or bool(both)
    if not shut or (clause.lemma != "invite" and clause.negated):
        return None
    last = max([clause.head.i + 1, *(o.i + 1 for o in objects)])
    for c in children(clause.head, "conj"):
        last = max(last, c.i + 1) if c.lemma_.lower() in words("verbs", "shutting") else last
    return (clause.head.i, min(last, clause.head.i + 12)), "used", "door"


def listed(clause: Clause) -> "list[Token]":
    """The list that something is taken off."""
    places = [t for p in ("from", "off", "off of") for t in clause.obliques.get(p, [])]
    return [t for t in places if t.lemma_.lower() in words("verbs", "lists")]


def spanning(first: "Token", last: "Token") -> tuple[int, int]:
    """From one token to the end of the phrase of another."""
    return min(first.i, last.i), max(tight(last)[1], first.i + 1)


def names(token: "Token", words: frozenset[str]) -> bool:
    """Is the noun, or what it measures ("the prospect of recognition"), one of these words?"""
    inner = [token, *children(token, "conj"), *children(token, "compound")]
    inner += [c for c in children(token, "nmod", "acl") if case_of(c) in {"of", ""}]
    return any({t.lemma_.lower(), t.lower_.removesuffix("s")} & words for t in inner)


def purpose(clause: Clause) -> str | None:
    """What it is for, where an infinitive behind it says so."""
    for c in children(clause.head, "advcl", "xcomp"):
        if c.i > clause.head.i and marker(c) in {"to", "in order to", "so that", "so as to"}:
            first, last = tight(c)
            return str(c.doc[max(first, c.left_edge.i) : last].text)
    return None
