"""How a verb moves something that can be granted: withheld, offered, given up, held.

Takes a clause and returns the tokens of the means, the state and the sort of evidence, or None.
The words are in data/codebook/levers.toml.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from legation.coding.causal_ends import is_abstract, marker, tight
from legation.coding.clauses import Clause, case_of, children
from legation.ontology import LeverState

if TYPE_CHECKING:
    from spacy.tokens import Token

POSSIBLE: Final = frozenset({"can", "could", "may", "might", "would", "will"})
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
    named = [o for o in objects if names(o, words("means", "words"))]
    if clause.lemma == "veto":
        return spanning(clause.head, [clause.head, *objects][-1]), "used", "veto"
    if clause.lemma in words("verbs", "using") and objects:
        purposed = purpose(clause) is not None and is_abstract(objects[0])
        return (tight(objects[0]), "used", "verb") if purposed else None
    if clause.lemma == "offer" and not named and not clause.negated:
        plain = (o for o in objects if o.pos_ == "NOUN")
        named = [o for o in plain if not names(o, words("means", "courtesies"))]
    if not named or (clause.lemma == "impose" and purpose(clause) is None):
        return None
    if clause.lemma == "reconsider":
        return tight(named[0]), "offered", "list"
    state = _state(clause)
    return (tight(named[0]), due(clause, state), "verb") if state is not None else None


def _state(clause: Clause) -> LeverState | None:
    """What the verb, with its particle, does to the means."""
    particles = {c.lower_ for c in clause.head.children}
    if clause.lemma in {"hold", "turn"} and particles & {"back", "off"}:
        return "used"
    if clause.lemma == "give" and "up" in particles:
        return "withdrawn"
    states: tuple[LeverState, ...] = ("used", "offered", "withdrawn", "held")
    return next((s for s in states if clause.lemma in words("verbs", s)), None)


def due(clause: Clause, state: LeverState) -> LeverState:
    """What is not yet done is held or offered; what is not given up is held."""
    above = next(clause.governors(), None)
    governor = above.lemma if above is not None else ""
    nouns = {t.lemma_.lower() for t in clause.head.ancestors if t.pos_ == "NOUN"}
    ahead = governor in words("verbs", "ahead") or bool(nouns & {"possibility", "prospect"})
    if governor in {"refuse", "decline"} or (clause.negated and state == "withdrawn"):
        return "held"
    if clause.modals & POSSIBLE or ahead:
        return "held" if state == "used" else "offered"
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
    inner = [token, *children(token, "conj")]
    inner += [c for c in children(token, "nmod", "acl") if case_of(c) in {"of", ""}]
    return any({t.lemma_.lower(), t.lower_.removesuffix("s")} & words for t in inner)


def purpose(clause: Clause) -> str | None:
    """What it is for, where an infinitive behind it says so."""
    for c in children(clause.head, "advcl", "xcomp"):
        if c.i > clause.head.i and marker(c) in {"to", "in order to", "so that", "so as to"}:
            first, last = tight(c)
            return str(c.doc[max(first, c.left_edge.i) : last].text)
    return None
