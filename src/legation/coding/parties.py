"""Words of a parse → actor references.

`reference` gives the actor of a head noun: the resolved mention, else the named actor that its
phrase belongs to, else, for a noun that can act, the unnamed actor in its own words.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import WEEKDAYS, base, case_of, children, conjuncts, phrase
from legation.coding.codebook import load_codebook
from legation.coding.reading import Reading, Sentence
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from legation.actors import Mention

OWNERS: Final = ("nmod:poss", "compound", "amod", "flat", "nmod", "appos", "nmod:desc")
UNRESOLVED: Final = frozenset({"it", "this", "that", "which", "what", "its", "these", "those"})
SELF: Final = frozenset({"it", "he", "she", "they", "we", "i", "its", "his", "her", "their"})
CALENDAR: Final = WEEKDAYS | frozenset(
    [
        "today",
        "yesterday",
        "tomorrow",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "ramadan",
        "christmas",
        "year",
        "month",
        "week",
        "day",
    ]
)
LONGEST: Final = 12  # words of an unnamed actor's phrase


@cache
def agent_nouns() -> dict[str, str]:
    """Lemma of a noun that can act → PLOVER sector."""
    text = files("legation.data").joinpath("codebook/agents.toml").read_text(encoding="utf-8")
    return {w: sector for sector, t in tomllib.loads(text).items() for w in t["words"]}


def sector_of(token: "Token") -> str | None:
    """The sector of a noun that can act, else None."""
    nouns = agent_nouns()
    lemma = token.lemma_.lower()
    low = token.lower_
    singular = f"{low[:-3]}man" if low.endswith("men") else lemma.rstrip("s")
    return nouns.get(lemma) or nouns.get(low) or nouns.get(singular)


def reference(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """The actor that a head token stands for, or None where it is no actor."""
    mention = reading.mention_of(sentence, head)
    if mention is not None:
        return _with_code(reading, sentence, head, mention.ref)
    if head.lower_.strip(".") in CALENDAR or (
        base(head.dep_) == "obl" and head.dep_ != "obl" and "tmod" in head.dep_
    ):
        return None
    if head.pos_ == "PRON":
        teller = _teller(reading, sentence, head)
        if teller is not None or head.lower_ in UNRESOLVED:
            return teller
    sector = sector_of(head)
    owned = _owner(reading, sentence, head) or (
        _possessor(reading, sentence, head) if sector else None
    )
    if owned is not None and (sector or head.pos_ == "PROPN"):
        first, last = phrase(head)
        return replace(owned.ref, text=reading.passage(sentence, first, last).text)
    named = head.pos_ == "PROPN" and head.ent_type_ != "LOC" and head.text[:1].isupper()
    if (sector and head.pos_ in {"NOUN", "PROPN", "ADJ"}) or named:
        return _unnamed(reading, sentence, head, sector)
    return None


def _teller(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """Who says it of himself: "the rebels said they would stop" → the rebels, for "they"."""
    if head.lower_ not in SELF:
        return None
    verb = head.head.head if head.dep_ == "nmod:poss" else head.head
    while verb.dep_ in {"ccomp", "conj", "xcomp"} and verb.head != verb:
        told, verb = verb.dep_ == "ccomp", verb.head
        if told and verb.lemma_.lower() in load_codebook().outlook["say"]:
            for subject in children(verb, "nsubj"):
                found = None if subject.pos_ == "PRON" else reference(reading, sentence, subject)
                if found is not None:
                    named = reading.passage(sentence, *phrase(subject))
                    return replace(found, text=head.text, antecedent=named)
            return None
    return None


def _with_code(reading: Reading, sentence: Sentence, head: "Token", ref: ActorRef) -> ActorRef:
    """The reference with the country of its phrase, where it has none of its own."""
    if ref.code is not None:
        return ref
    owned = _owner(reading, sentence, head)
    if owned is None or owned.ref.code is None:
        return ref
    sector = "MED" if owned.kind == "media" else ref.sector  # "the BBC's Anna Reed"
    party = ref.party or owned.ref.party
    return replace(ref, code=owned.ref.code, party=party, sector=sector)


def _owner(reading: Reading, sentence: Sentence, head: "Token") -> "Mention | None":
    """The named actor that a phrase belongs to: "Taliban delegation", "envoys of Iran"."""
    whole = reading.mention_of(sentence, head)
    for c in head.children:
        if c.dep_ in OWNERS or base(c.dep_) in OWNERS:
            mention = reading.mention_of(sentence, c)
            if mention is not None and mention is not whole and mention.form != "pronoun":
                return mention
    return None


def _possessor(reading: Reading, sentence: Sentence, head: "Token") -> "Mention | None":
    """The party that a possessive pronoun before people stands for: "its commander", "their troops"."""
    for c in children(head, "nmod:poss"):
        mention = reading.mention_of(sentence, c)
        if mention is not None and mention.form == "pronoun" and mention.ref.party:
            return mention
    return None


def owned(reading: Reading, sentence: Sentence, head: "Token") -> list[ActorRef]:
    """All for whom a plural stands, where it is several: "both sides", "the ambassadors of A, B and C"."""
    told = reading.standing_for(sentence, head)
    if len(told) > 1:
        return [m.ref for m in told]
    if sector_of(head) is None:
        return []
    first, last = phrase(head)
    sides = _adjectives(reading, sentence, head)
    if sides:
        text = reading.passage(sentence, first, last).text
        return [replace(r, text=text) for r in sides]
    whole = reading.mention_of(sentence, head)
    if whole is not None and (whole.form != "description" or head.tag_ != "NNS"):
        return []
    for c in children(head, "nmod"):
        named = [m.ref for t in conjuncts(c) if (m := reading.mention_of(sentence, t)) is not None]
        if case_of(c) in {"of", "from", "in"} and len({r.id for r in named}) > 1:
            text = reading.passage(sentence, first, last).text
            return [replace(r, text=text) for r in named]
    return []


def _adjectives(reading: Reading, sentence: Sentence, head: "Token") -> list[ActorRef]:
    """Whose people a plural is, where adjectives name several: "British and French envoys"."""
    for c in head.children:
        if base(c.dep_) not in {"amod", "compound", "nmod"} or c.i > head.i or case_of(c):
            continue
        words = [t for t in conjuncts(c) if t.i < head.i]
        named = [m.ref for t in words if (m := reading.inner_mention(sentence, t)) is not None]
        if len({r.id for r in named}) > 1:
            return named
    return []


def _unnamed(reading: Reading, sentence: Sentence, head: "Token", sector: str | None) -> ActorRef:
    first, last = phrase(head)
    first = max(first, head.i - LONGEST)
    last = min(last, head.i + LONGEST)
    text = reading.passage(sentence, first, last).text
    key = " ".join(t.lemma_.lower() for t in head.doc[first:last] if t.pos_ not in {"DET", "PUNCT"})
    code = next((r.code for r in within(reading, sentence, head, own=True) if r.code), None)
    code = code or _whence(reading, sentence, head.doc, last) or _whose(reading, sentence, head)
    return ActorRef(
        id=f"unnamed:{key or text.lower()}", name=text, text=text, sector=sector, code=code
    )


def _whence(reading: Reading, sentence: Sentence, doc: "Doc", at: int) -> str | None:
    """The country of a name right behind a phrase: "activists *in Norland*", whatever the parse."""
    if at + 1 >= sentence.words.end or doc[at].lower_ not in {"in", "of", "from"}:
        return None
    name = at + 2 if doc[at + 1].lower_ == "the" and at + 2 < sentence.words.end else at + 1
    mention = reading.mention_of(sentence, doc[name])
    return mention.ref.code if mention is not None else None


def _whose(reading: Reading, sentence: Sentence, head: "Token") -> str | None:
    """The country of whom a pronoun before a noun stands for: "its minister"."""
    owners = [reading.mention_of(sentence, c) for c in head.children if c.dep_ == "nmod:poss"]
    return next((m.ref.code for m in owners if m is not None and m.ref.code), None)


def party_of(reading: Reading, ref: ActorRef) -> ActorRef:
    """The state or movement that an official or office stands for, as the document names it."""
    named = (m.ref for m in reading.resolution.mentions if m.ref.name == ref.party)
    return next(named, ref)


def actors_of(reading: Reading, sentence: Sentence, head: "Token") -> Iterator[ActorRef]:
    """The actors of a head and of what is coordinated with it."""
    for token in conjuncts(head):
        told = reading.standing_for(sentence, token)
        found = reference(reading, sentence, token)
        if len(told) > 1:
            yield from (m.ref for m in told)
        elif found is not None:
            yield found


def within(
    reading: Reading, sentence: Sentence, head: "Token", *, own: bool = False
) -> Iterator[ActorRef]:
    """The named actors anywhere in a head's phrase, in order: "the plans of the Greek government".

    *own* leaves out what it only deals with: "a court for crimes *against Greeks*".
    """
    first, last = phrase(head, tight=True)
    seen: set[int] = set()
    for token in head.doc[first:last]:
        mention = reading.mention_of(sentence, token)
        if own and _dealt_with(token, head):
            continue
        if mention is not None and mention.start not in seen and mention.form != "pronoun":
            seen.add(mention.start)
            yield mention.ref


def _dealt_with(token: "Token", head: "Token") -> bool:
    """Does it hang on the head by "for", "against", "during" …?"""
    while token not in (head, token.head):
        if case_of(token) in {"for", "against", "during", "over", "after", "before", "about"}:
            return True
        token = token.head
    return False


def distinct(refs: Iterator[ActorRef] | list[ActorRef]) -> tuple[ActorRef, ...]:
    """Each actor once, in order."""
    return tuple({r.id: r for r in reversed(list(refs))}.values())[::-1]
