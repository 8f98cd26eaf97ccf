"""The event codebook: patterns of words, read from data, and how they match a parsed predicate.

`load_codebook` reads `data/codebook/events.toml`.  A verb pattern is a lemma with optional
particle, prepositions, object lemmas and clause; the most constrained pattern that fits wins.
The grammar of patterns is told at the head of the data file and in docs/codebook.md.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from legation.coding.clauses import Clause, base, case_of, children
from legation.coding.inflection import forms_of
from legation.errors import OntologyError
from legation.ontology import EVENT_TYPES, EventType

if TYPE_CHECKING:
    from spacy.tokens import Token

ANY: Final = "any"  # in a pattern: some common noun
SOMEBODY: Final = "somebody"  # in a pattern: a named person
NAMING: Final = "naming"  # in a pattern: the object is called something ("called him a liar")
_PATTERN: Final = re.compile(
    r"(?P<lemma>[^\s+{(^]+)(?:\s+(?P<particle>[^\s+{(^!][^+{(^!]*?))?"
    r"(?:\s*\+(?P<preps>[^\s{(^]+))?(?:\s*\{(?P<objects>[^}]+)\})?(?:\s*\((?P<subjects>[^)]+)\))?(?:\s*(?P<clause>\^))?(?:\s*(?P<alone>!))?\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbPattern:
    """One way in which a verb expresses an event type."""

    lemma: str
    type: EventType
    particle: str = ""
    preps: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    clause: bool = False
    alone: bool = False

    @property
    def weight(self) -> int:
        """How constrained it is: more constrained patterns win."""
        named = 4 * bool(self.objects - {ANY}) + (self.objects == {ANY})
        parts = 3 * bool(self.particle) + 2 * bool(self.preps) + 3 * bool(self.subjects)
        return named + parts + self.clause


@dataclass(frozen=True, slots=True, kw_only=True)
class NounPattern:
    """An event noun; `acted` says that its "of" phrase names the one acted on."""

    lemma: str
    type: EventType
    acted: bool = False
    modifier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """All patterns by lemma, and the verb classes that change what they govern."""

    verbs: Mapping[str, tuple[VerbPattern, ...]]
    nouns: Mapping[str, tuple[NounPattern, ...]]
    light: frozenset[str]
    reversal: frozenset[str]
    reversed_type: Mapping[bool, EventType]  # is the noun a conflict noun? → type
    outlook: Mapping[str, frozenset[str]]
    refused: frozenset[str]  # not doing it is itself REJECT
    words: Mapping[str, frozenset[str]]  # other classes that the coder asks for by name
    definitions: Mapping[str, str]

    @property
    def lemmas(self) -> frozenset[str]:
        """Every verb lemma."""
        return frozenset(self.verbs)

    def verb(self, clause: Clause) -> VerbPattern | None:
        """The most constrained pattern that fits the clause, or None."""
        patterns = self.verbs.get(_hyphened(clause.head)) or self.verbs.get(clause.lemma)
        if patterns is None:  # a form that the lemmatiser does not know
            patterns = self.verbs.get(forms_of(self.lemmas).get(clause.head.lower_, ""), ())
        fits = [p for p in patterns if _fits(p, clause)]
        return max(fits, key=lambda p: p.weight, default=None)

    def noun(self, token: "Token") -> NounPattern | None:
        """The pattern of an event noun, or None."""
        fits = [p for p in self.nouns.get(token.lemma_.lower(), ()) if _modified(p, token)]
        return max(fits, key=lambda p: len(p.modifier), default=None)


def _hyphened(verb: "Token") -> str:
    """The lemma with what a hyphen ties to it: "test-fired" → "test-fire"; "" for other verbs."""
    if verb.i < verb.sent.start + 2 or verb.nbor(-1).text not in {"-", "‑"}:
        return ""
    return f"{verb.nbor(-2).lower_}-{verb.lemma_.lower()}"


def _modified(pattern: NounPattern, token: "Token") -> bool:
    if not pattern.modifier:
        return True
    around = {c.lower_ for c in token.children if base(c.dep_) in {"amod", "compound", "nmod"}}
    before = token.doc[token.i - 1].lower_ if token.i else ""
    return pattern.modifier in around or pattern.modifier == before


def object_lemmas(clause: Clause) -> set[str]:
    """Lemmas of what is acted on, and of the nouns that complete it ("a round of talks")."""
    tokens = clause.patients
    found = set()
    for token in tokens:
        found.add(token.lemma_.lower())
        for c in token.children:
            if c.dep_ in {"amod", "compound"}:
                dash = c.i + 2 == token.i and c.nbor().text == "-"  # "cease-fire"
                found.add(f"{c.lower_}{'-' if dash else ' '}{token.lemma_.lower()}")
            if c.dep_ == "nmod" and case_of(c) == "of":
                found.add(c.lemma_.lower())
    named = [c for c in children(clause.head, "xcomp") if c.pos_ in {"ADJ", "NOUN", "PROPN"}]
    found |= {c.lemma_.lower() for c in named}
    if tokens and named:
        found.add(NAMING)
    if any(t.ent_type_ == "PER" for t in tokens):
        found.add(SOMEBODY)
    if any(t.pos_ in {"NOUN", "PROPN"} for t in tokens):
        found.add(ANY)
    return found


def _fits(pattern: VerbPattern, clause: Clause) -> bool:
    if pattern.barred & (object_lemmas(clause) | _behind(pattern, clause)):
        return False
    if pattern.alone and (clause.passive or _governing(clause)):
        return False
    if pattern.subjects and not pattern.subjects & _doers(clause):
        return False
    if pattern.particle and not _has_particle(pattern.particle, clause):
        return False
    if pattern.preps and not pattern.preps & _prepositions(clause):
        return False
    if pattern.objects and not pattern.objects & (object_lemmas(clause) | _behind(pattern, clause)):
        return False
    return not pattern.clause or _asks(clause)


def _doers(clause: Clause) -> set[str]:
    """Lemmas of who acts."""
    acting = clause.agents if clause.passive else clause.subjects
    named = {SOMEBODY} if any(t.ent_type_ == "PER" for t in acting) else set()
    return named | {t.lemma_.lower() for t in acting}


def _governing(clause: Clause) -> bool:
    """Has the verb an object or a clause, or does "that" follow it?"""
    head = clause.head
    that = head.i + 1 < len(head.doc) and head.doc[head.i + 1].lower_ == "that"
    return that or bool(clause.complements or children(head, "obj"))


def _behind(pattern: VerbPattern, clause: Clause) -> set[str]:
    """Lemmas of the phrases behind the pattern's prepositions ("recognised as a terrorist group")."""
    found: set[str] = set()
    for prep in pattern.preps:
        inside = [n for o in clause.objects for n in children(o, "nmod") if case_of(n) == prep]
        for token in (*clause.obliques.get(prep, []), *inside):
            found |= {t.lemma_.lower() for t in token.subtree}
            found |= {ANY} if token.pos_ == "NOUN" else set()
        doing = [c for c in children(clause.head, "advcl") if prep in Clause(c).mark.split()]
        found |= {c.lemma_.lower() for c in doing}
    return found


def _asks(clause: Clause) -> bool:
    """Has it a clause of its own, and, for a verb of asking, somebody who is asked?

    A verb that either tells or asks does so by its clause: "insisted that he *leave*", "*must* leave".
    """
    if clause.lemma in {"insist", "suggest"}:
        return any(_wished(clause, Clause(c)) for c in clause.complements)
    if clause.lemma in {"want", "tell", "call", "ask", "order"}:
        asked = bool(children(clause.head, "obj", "iobj")) or clause.passive
        return asked and (
            any(c.dep_ == "xcomp" and c.pos_ == "VERB" for c in clause.head.children)
            or _to_clause(clause)
        )
    return bool(clause.complements) or _to_clause(clause)


def _wished(above: Clause, told: Clause) -> bool:
    """Is a clause told in the subjunctive, or with "must" or "should"?"""
    if told.modals:
        return bool(told.modals & {"should", "must"})
    first = told.auxiliaries[0] if told.auxiliaries else told.head
    return first.tag_ == "VB" or (
        first.tag_ == "VBP"
        and above.head.tag_ in {"VBD", "VBN"}
        and first.lower_ not in {"are", "have"}
    )


def _to_clause(clause: Clause) -> bool:
    near = [clause.head, *clause.patients]  # "gave them a week *to go*"
    return any(
        c.dep_ in {"advcl", "acl", "xcomp"} and any(m.lower_ == "to" for m in c.children)
        for head in near
        for c in head.children
    )


def _has_particle(particle: str, clause: Clause) -> bool:
    head = clause.head
    if any(c.lower_ == particle and c.dep_ in {"compound:prt", "advmod"} for c in head.children):
        return True
    after = head.doc[head.i + 1 : head.i + 1 + len(particle.split())]
    return bool(after.text.lower() == particle)


def _prepositions(clause: Clause) -> set[str]:
    found = set(clause.obliques)
    for o in children(clause.head, "obj"):
        found |= {case_of(n) for n in children(o, "nmod")}
    for c in children(clause.head, "advcl"):
        found |= {m.lower_ for m in children(c, "mark") if m.pos_ in {"ADP", "SCONJ"}}
    after = clause.head.i + 1
    if after < len(clause.head.doc):
        following = clause.head.doc[after]
        if following.pos_ in {"ADP", "PART"}:
            found.add(following.lower_)
    return found


def parse_pattern(text: str, type_: EventType, classes: Mapping[str, Iterable[str]]) -> VerbPattern:
    """A verb pattern from its notation.

    Raises
    ------
    OntologyError
        If the notation is malformed or names an unknown class.

    Examples
    --------
    >>> p = parse_pattern("call +on|upon", "REQUEST", {})
    >>> p.lemma, sorted(p.preps), p.weight
    ('call', ['on', 'upon'], 2)
    """
    match = _PATTERN.match(text)
    if not match:
        raise OntologyError(f"codebook: cannot read the pattern {text!r} of {type_}")
    objects: set[str] = set()
    barred: set[str] = set()
    subjects: set[str] = set()
    for name in (match["subjects"] or "").split("|"):
        subjects.update(classes[name[1:]] if name.startswith("*") else {name} - {""})
    for name in (match["objects"] or "").split("|"):
        if "*" in name:
            sign, _, key = name.partition("*")
            if key not in classes:
                raise OntologyError(f"codebook: no class {key!r} in {text!r} of {type_}")
            (barred if sign else objects).update(classes[key])
        elif name.startswith("-"):
            barred.add(name[1:])
        elif name:
            objects.add(name)
    return VerbPattern(
        lemma=match["lemma"],
        type=type_,
        particle=(match["particle"] or "").strip(),
        preps=frozenset((match["preps"] or "").split("|")) - {""},
        objects=frozenset(objects),
        barred=frozenset(barred),
        subjects=frozenset(subjects),
        clause=bool(match["clause"]),
        alone=bool(match["alone"]),
    )


def _noun(text: str, type_: EventType, *, acted: bool) -> NounPattern:
    modifier, _, lemma = text.rpartition(" ")
    return NounPattern(lemma=lemma, type=type_, acted=acted, modifier=modifier)


@cache
def load_codebook() -> Codebook:
    """The shipped codebook.

    Raises
    ------
    OntologyError
        If an entry is malformed.
    """
    text = files("legation.data").joinpath("codebook/events.toml").read_text(encoding="utf-8")
    return build_codebook(tomllib.loads(text))


def build_codebook(data: Mapping[str, Any]) -> Codebook:
    """A codebook from the parsed TOML."""
    verbs: dict[str, list[VerbPattern]] = {}
    nouns: dict[str, list[NounPattern]] = {}
    for type_ in EVENT_TYPES:
        table = data.get(type_, {})
        for text in table.get("verbs", ()):
            pattern = parse_pattern(text, type_, data["classes"])
            verbs.setdefault(pattern.lemma, []).append(pattern)
        for key, acted in (("nouns", False), ("acted", True)):
            for text in table.get(key, ()):
                entry = _noun(text, type_, acted=acted)
                nouns.setdefault(entry.lemma, []).append(entry)
    reversal = data["reversal"]
    return Codebook(
        verbs={k: tuple(v) for k, v in verbs.items()},
        nouns={k: tuple(v) for k, v in nouns.items()},
        light=frozenset(data["light"]["verbs"]),
        reversal=frozenset(reversal["verbs"]),
        reversed_type={True: reversal["conflict_noun"], False: reversal["cooperation_noun"]},
        outlook={k: frozenset(v) for k, v in data["outlook"].items()},
        refused=frozenset(data["negated"]["REJECT"]),
        words={k: frozenset(v) for k, v in data["words"].items()},
        definitions={t: data[t]["definition"] for t in EVENT_TYPES},
    )
