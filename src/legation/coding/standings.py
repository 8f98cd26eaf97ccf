"""A standing as found in a sentence, and who holds and grants it: shared by verbs and nouns.

Takes a sentence with a clause and gives the one it is done to, the one who does it, and whether
it holds, is denied, or is only considered.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from legation.coding.clauses import Clause, case_of, children, phrase
from legation.coding.parties import reference, sector_of, within
from legation.coding.reading import Reading, Sentence
from legation.ontology import StatusKind
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token


LONG: Final = 12  # words of a subordinate clause that is left out of a citation
NEAR: Final = 4  # clauses above a standing that may weigh it
BACK: Final = 2  # sentences back in which the other party may have been named
PARTIES: Final = frozenset({"state", "region", "movement", "armed_group"})
FARTHEST: Final = 40  # words of a citation that reaches to what weighs it


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One standing as found, before it is dated."""

    kind: StatusKind
    state: str  # a key of the values of its kind in standing.toml
    holder: ActorRef
    by: ActorRef | None
    trigger: "Token"
    span: tuple[int, int]
    value: str | None = None  # where the words of the sentence say more than the state
    described: bool = False  # the holder goes by the text's own words, and that is enough


@cache
def lexicon() -> dict[str, Any]:
    """data/codebook/standing.toml with its lists as sets."""
    text = files("legation.data").joinpath("codebook/standing.toml").read_text(encoding="utf-8")
    return {
        kind: {key: frozenset(v) if isinstance(v, list) else v for key, v in table.items()}
        for kind, table in tomllib.loads(text).items()
    }


def first_of(
    reading: Reading, sentence: Sentence, heads: "Iterable[Token]", *, deep: bool = True
) -> ActorRef | None:
    """The first actor at these heads; with *deep*, else the first named within their phrases."""
    heads = list(heads)
    for head in heads:
        found = reference(reading, sentence, head)
        if found is not None:
            return found
    if deep:
        for head in heads:
            for ref in within(reading, sentence, head):
                return ref
    return None


def definite(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """The actor at a head, also one that goes by a description: "the rebels", "the entity"."""
    found = reference(reading, sentence, head)
    if found is not None and not found.id.startswith("unnamed:"):
        return found
    words = {c.lower_ for c in children(head, "det", "nmod:poss")}
    known = head.lemma_.lower() in lexicon()["recognition"]["powers"] or found is not None
    if (
        not known
        or head.pos_ not in {"NOUN", "PROPN"}
        or not words & {"the", "this", "that", "these", "those"}
    ):
        return None
    return found or described(reading, sentence, head)


def owner_of_force(
    reading: Reading, sentence: Sentence, heads: "Iterable[Token]"
) -> ActorRef | None:
    """Whose people or ships act: "its army", "their soldiers", "Norland's ships"."""
    for head in heads:
        if sector_of(head) is None and head.lemma_.lower() not in lexicon()["presence"]["troops"]:
            continue
        for c in children(head, "nmod:poss", "amod", "compound"):
            mention = reading.mention_of(sentence, c)
            if mention is not None and (mention.kind in PARTIES or mention.form == "pronoun"):
                return mention.ref
    return None


def other_party(
    reading: Reading, sentence: Sentence, token: "Token", by: ActorRef | None
) -> ActorRef | None:
    """Whom a standing must touch where its clause names nobody: the nearest other party told of."""
    at, here = sentence.token_chars(token)[0], reading.mentions[sentence.index]
    near = [m for m in reversed(here) if m.start < at] + [m for m in here if m.start > at]
    for index in range(sentence.index - 1, max(sentence.index - 1 - BACK, -1), -1):
        near += reversed(reading.mentions[index])
    mine = {by.id, by.name, by.party} - {None} if by is not None else set()
    for m in near:
        if m.kind in PARTIES and not {m.ref.id, m.ref.name, m.ref.party} & mine:
            return m.ref
    return None


def undergone(clause: Clause) -> bool:
    """Is the subject the one it is done to ("is banned", "remains banned")?"""
    remaining = any(
        c.lemma_.lower() in {"remain", "stay", "be", "get"} for c in clause.head.children
    )
    xcomp = clause.head.dep_ == "xcomp" and clause.head.head.lemma_.lower() in {"remain", "stay"}
    return clause.passive or (
        clause.head.tag_ == "VBN" and not clause.objects and (remaining or xcomp)
    )


def patient(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    """Whom it is done to; a pronoun beside a first verb stands for that verb's object."""
    heads = clause.subjects if undergone(clause) else clause.objects
    above = clause.head.head
    second = clause.head.dep_ == "conj" and not clause.passive and above.pos_ == "VERB"
    if second and heads and heads[0].pos_ == "PRON":
        heads = Clause(above).objects or heads
    return first_of(reading, sentence, heads)


def agent(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    """Who grants or imposes it."""
    if not undergone(clause):
        found = first_of(reading, sentence, clause.subjects)
        if found is None and clause.head.dep_ == "acl" and clause.infinitive:
            above = next(clause.governors(), None)  # "took the decision to …"
            found = first_of(reading, sentence, above.subjects) if above else None
        return found
    found = first_of(reading, sentence, clause.agents)
    return found or first_of(reading, sentence, clause.obliques.get("in", []), deep=False)


def swearers(clause: Clause) -> "list[Token]":
    """The subjects; of several names before a relative pronoun only the nearest."""
    which = next((c for c in children(clause.head, "nsubj") if c.lower_ == "which"), None)
    if which is None:
        return clause.subjects
    before = [t for t in which.doc[which.sent.start : which.i] if t.pos_ in {"NOUN", "PROPN"}]
    return before[-1:] if "relcl" in clause.head.dep_ else clause.subjects


def span_of(clause: Clause) -> tuple[int, int]:
    """Tokens of the clause without what is coordinated with it, and of what weighs or denies it."""
    first, last = clause.head.i, clause.head.i + 1
    for c in clause.head.children:
        if c.dep_ not in {"conj", "parataxis", "punct", "cc"} and not (
            c.dep_ in {"advcl", "ccomp"} and c.right_edge.i - c.left_edge.i > LONG
        ):
            first, last = min(first, c.left_edge.i), max(last, c.right_edge.i + 1)
    return with_weight(clause, (first, last))


def with_weight(clause: Clause, span: tuple[int, int]) -> tuple[int, int]:
    """The span, reaching to the word that weighs the standing and to that word's subject."""
    word = weigher(clause)
    if word is None:
        return span
    ends = [word, *children(word, "nsubj", "aux", "advmod", "compound:prt")]
    first = min(span[0], *(t.left_edge.i for t in ends))
    last = max(span[1], *(t.right_edge.i + 1 for t in ends))
    return (first, last) if last - first <= FARTHEST else span


def weigher(clause: Clause) -> "Token | None":
    """The word above a clause by which its standing is only weighed, asked for or refused."""
    words = lexicon()["considered"]["words"]
    for governor in above(clause):
        if governor.lemma in words or _ruled_out(governor) is not None:
            return governor.head
    head = clause.head.head
    beside = clause.head.dep_ in {"conj", "parataxis", "acl:relcl"}
    return head if head.lemma_.lower() in words and head != clause.head and not beside else None


def above(clause: Clause) -> list[Clause]:
    """The clauses that a clause hangs on; none that it only stands beside or describes a word of."""
    found: list[Clause] = []
    token = clause.head
    while token.head != token and len(found) < NEAR:
        beside = token.dep_ in {"conj", "parataxis"}
        if (beside and children(token, "nsubj")) or token.dep_ == "acl:relcl":
            break
        if token.dep_ == "advcl" and not Clause(token).infinitive:
            break
        token = token.head
        verbal = token.pos_ in {"VERB", "AUX", "ADJ"} or any(
            c.dep_ == "cop" for c in token.children
        )
        if verbal and not beside:
            found.append(Clause(token))
    return found


def _ruled_out(clause: Clause) -> bool | None:
    """Does it rule something out, or, denied, leave it open?  None where it does neither."""
    if any(c.lower_ == "too" for c in children(clause.head, "advmod")):
        return not clause.negated  # "it is too early to …"
    named = clause.lemma if not clause.particle else f"{clause.lemma} {clause.particle}"
    return not clause.negated if named in lexicon()["refused"]["verbs"] else None


def considered(clause: Clause) -> bool:
    """Is the standing only weighed, asked for or promised?"""
    return _weight(clause) == "considered"


def _weight(clause: Clause) -> str:
    """ "considered", "refused" where that is denied or ruled out, or ""."""
    over = above(clause)
    ruled = [out for g in over if (out := _ruled_out(g)) is not None]
    if ruled:
        return "refused" if ruled[-1] else "considered"
    if clause.head.dep_ == "xcomp" and over and over[0].negated:
        return "refused"  # "would not rush to"
    word = weigher(clause)
    if word is not None:
        return "refused" if Clause(word).negated else "considered"
    marks = clause.modals | set(clause.mark.split())
    return "considered" if marks & lexicon()["considered"]["words"] else ""


def end_of(clause: Clause) -> str:
    """What a verb that ends a standing makes of it."""
    weight = _weight(clause)
    if weight == "refused" or (clause.negated and not weight):
        return "yes"
    return weight or "ended"


def state_of(clause: Clause) -> str:
    """ "considered", "no" or "yes"."""
    weight = _weight(clause)
    if weight == "considered" and not clause.negated:
        return "considered"
    return "no" if weight or is_denied(clause) else "yes"


def imposed(clause: Clause) -> str:
    """What a verb that imposes a standing makes of it; one only weighed does not hold yet."""
    state = state_of(clause)
    if state == "considered":
        return "yes" if clause.lemma in {"keep", "remain", "stay"} else "weighed"
    return state


def is_denied(clause: Clause) -> bool:
    """Does it not hold: "is not banned", or no more: "is no longer banned"?"""
    longer = (c for c in children(clause.head, "advmod") if c.lower_ in {"longer", "anymore"})
    return clause.negated or any(longer) or _yet_to(clause)


def _yet_to(clause: Clause) -> bool:
    """As in "has yet to recognise X"."""
    having = clause.head.dep_ == "xcomp" and clause.head.head.lemma_ in {"have", "be"}
    near = (clause.head, clause.head.head)
    return having and any(c.lower_ == "yet" for t in near for c in children(t, "advmod"))


def described(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef:
    """A mission or other thing in its own words, where no actor is named."""
    text = reading.passage(sentence, *phrase(head)).text
    return ActorRef(id=f"unnamed:{text.lower()}", name=text, text=text, sector="GOV")


def owner(reading: Reading, sentence: Sentence, noun: "Token") -> ActorRef:
    """Whose assets a noun names."""
    owners = [
        c
        for c in children(noun, "nmod:poss", "amod", "compound", "nmod")
        if case_of(c) in {"", "of", "'s", "’s"}
    ]
    return first_of(reading, sentence, owners) or described(reading, sentence, noun)
