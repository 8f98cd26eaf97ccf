"""Mechanisms: what brings about what, in whose belief (mechanisms.v1).

Takes a `Reading` and yields a `Mechanism` for causal verbs, connectives ("because of", "therefore"),
pretexts ("gives X an excuse for"), and comparatives.  The sign is the verb's, turned where an end
speaks of a loss; the holder is the innermost speaker, else the author.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from legation.coding.attribution import attributions
from legation.coding.clauses import Clause, case_of, children
from legation.coding.concepts import concept_of
from legation.coding.hedges import hedge_in
from legation.coding.reading import Reading, Sentence
from legation.ontology import MechanismMode, Sign
from legation.records import ActorRef, Concept, Mechanism

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "mechanisms.v1"
Piece = tuple[int, int]  # tokens
POINTING: Final = frozenset({"this", "that", "it", "which", "these", "those", "they"})
MORE: Final = re.compile(
    r"\bthe (more|less|fewer|greater|stronger|weaker|\w+er)\b(.{3,120}?), the (more|less|fewer|greater|stronger|weaker|\w+er)\b(.{3,160})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A cause and an effect as token ranges of a sentence."""

    cause: Piece
    effect: Piece
    sign: Sign
    mode: MechanismMode
    how: str
    cause_in: Sentence | None = None  # where the cause stands in an earlier sentence


@cache
def lexicon() -> dict[str, Any]:
    """data/codebook/causes.toml; verbs as lemma → [(prepositions, sign)]."""
    text = files("legation.data").joinpath("codebook/causes.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    verbs: dict[str, list[tuple[frozenset[str], Sign]]] = {}
    signs: tuple[tuple[Sign, str], ...] = (("+", "plus"), ("-", "minus"))
    for sign, key in signs:
        for entry in data["verbs"][key]:
            lemma, _, preps = entry.partition(" +")
            verbs.setdefault(lemma, []).append((frozenset(preps.split("|")) - {""}, sign))
    for entry in data["verbs"]["justifies"]:
        verbs.setdefault(entry, []).append((frozenset(), "+"))
    data["table"] = verbs
    data["turning"] = frozenset(data["reduces"]["words"])
    return data


def code(reading: Reading) -> Iterable[Mechanism]:
    """Every mechanism of the document, in order; one for one cause and effect."""
    for sentence in reading.sentences:
        seen: list[tuple[Piece, Piece]] = []
        for link in _found(reading, sentence):
            if any(_near(link.cause, c) and _near(link.effect, e) for c, e in seen):
                continue
            seen.append((link.cause, link.effect))
            yield _record(reading, sentence, link)


def _near(a: Piece, b: Piece) -> bool:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > 0.5 * min(a[1] - a[0], b[1] - b[0])


def _found(reading: Reading, sentence: Sentence) -> Iterator[Link]:
    for clause in sentence.clauses:
        link = _verb(sentence, clause)
        if link is not None:
            yield _resolved(reading, sentence, link)
    for token in sentence.words:
        yield from _connective(sentence, token)
    yield from _purposes(sentence)
    yield from _more(sentence)


# --- verbs ------------------------------------------------------------------------------------


def _verb(sentence: Sentence, clause: Clause) -> Link | None:
    entries = lexicon()["table"].get(clause.lemma)
    if not entries or (clause.lemma == "mean" and clause.passive):
        return None
    for preps, sign in sorted(entries, key=lambda e: not e[0]):
        ends = _ends(clause, preps)
        if ends is None:
            continue
        cause, effect, mode = ends
        if not _abstract(cause, clause):
            continue
        c, e = _range(cause, sentence, clause), _range(effect, sentence, clause)
        if c[1] - c[0] < 1 or e[1] - e[0] < 1 or _near(c, e):
            return None
        turned = clause.negated != _turns(effect, e)
        final: Sign = ("-" if sign == "+" else "+") if turned else sign
        return Link(c, e, final, mode or _mode(clause), "verb")
    return None


def _ends(
    clause: Clause, preps: frozenset[str]
) -> "tuple[Token, Token, MechanismMode | None] | None":
    """(cause, effect, mode where the effect's own noun decides it), or None."""
    if clause.passive:
        by = [t for p in ("by", "in") for t in clause.obliques.get(p, [])]
        heads = children(clause.head, "nsubj", "csubj") or clause.subjects
        return (by[0], heads[0], None) if by and heads else None
    subjects = children(clause.head, "csubj") or clause.subjects
    if not subjects:
        return None
    if preps:
        heads = [t for p in sorted(preps) for t in clause.obliques.get(p, [])]
        return (subjects[0], heads[0], None) if heads else None
    objects = clause.objects
    pretext = next((o for o in objects if o.lemma_.lower() in lexicon()["pretexts"]["words"]), None)
    if pretext is not None:
        inner = next(iter(children(pretext, "acl", "nmod")), None)
        return (subjects[0], inner, "justifies") if inner is not None else None
    complement = next(iter(children(clause.head, "xcomp", "ccomp")), None)
    if complement is not None:
        return subjects[0], complement, None
    return (subjects[0], objects[0], None) if objects else None


def _abstract(cause: "Token", clause: Clause) -> bool:
    """A person, state or group that acts is no cause; what it does or is, is one."""
    if cause.lower_ in POINTING:
        return cause.lower_ not in {"they", "it"} or clause.lemma in {
            "allow",
            "enable",
            "justify",
            "mean",
        }
    if cause.pos_ in {"PROPN", "PRON"}:
        return (
            cause.ent_type_ not in {"PER", "LOC", "NORP", "ORG", "GPE"}
            and cause.pos_ == "PROPN"
            and bool(children(cause, "nmod:poss"))
        )
    if cause.dep_ in {"csubj"} or cause.pos_ == "VERB":
        return True
    return cause.lemma_.lower() not in _agents()


@cache
def _agents() -> frozenset[str]:
    from legation.coding.parties import agent_nouns

    return frozenset(agent_nouns()) - {
        "force",
        "power",
        "state",
        "mission",
        "operation",
        "agent",
        "child",
        "cell",
        "capital",
        "network",
        "intelligence",
        "campaign",
    }


def _range(token: "Token", sentence: Sentence, clause: Clause) -> Piece:
    """The tokens of an end, without the clause that governs it."""
    first, last = token.left_edge.i, token.right_edge.i + 1
    at = clause.head.i
    if first <= at < last and token.i != at:
        first, last = (first, at) if token.i < at else (at + 1, last)
    doc = sentence.words.doc
    while first < last and (doc[first].dep_ in {"case", "mark", "punct"} or doc[first].is_space):
        first += 1
    while last > first and (doc[last - 1].is_punct or doc[last - 1].is_space):
        last -= 1
    return first, last


def _turns(head: "Token", span: Piece) -> bool:
    """Does an effect speak of less of something ("limiting access", "a loss of influence")?"""
    turning = lexicon()["turning"]
    if head.lemma_.lower() in turning or head.lower_ in turning:
        return True
    return any(
        c.lower_ in {"not", "n't", "n’t", "no", "less", "fewer"} and span[0] <= c.i < span[1]
        for c in head.children
    )


def _mode(clause: Clause) -> MechanismMode:
    verbs = lexicon()["verbs"]
    inner = next(iter(children(clause.head, "xcomp", "ccomp")), None)
    if clause.lemma in verbs["justifies"] or (
        inner is not None and inner.lemma_.lower() in verbs["justifies"]
    ):
        return "justifies"
    if clause.lemma in verbs["enables"]:
        return "enables"
    return "motivates" if clause.lemma in verbs["motivates"] else "causes"


def _resolved(reading: Reading, sentence: Sentence, link: Link) -> Link:
    """For "this", the cause is what the sentence before says; for "which", its clause."""
    doc = sentence.words.doc
    words = doc[slice(*link.cause)]
    if len(words) != 1 or words[0].lower_ not in POINTING:
        return link
    if words[0].lower_ == "which":
        first = sentence.words.start
        return Link(
            (first, max(words[0].i - 1, first + 1)), link.effect, link.sign, link.mode, link.how
        )
    if sentence.index and reading.sentences[sentence.index - 1].block == sentence.block:
        before = reading.sentences[sentence.index - 1]
        root = before.words.root
        heads = children(root, "nsubj", "csubj") or [root]
        piece = (
            _range(heads[0], before, Clause(root))
            if heads[0] != root
            else (before.words.start, before.words.end)
        )
        return Link(piece, link.effect, link.sign, link.mode, link.how, cause_in=before)
    return link


# --- connectives ------------------------------------------------------------------------------


def _connective(sentence: Sentence, token: "Token") -> Iterator[Link]:
    """Links as in "EFFECT because of CAUSE", a phrase or a clause; "by doing" as a means."""
    words = set(lexicon()["connectives"]["cause_after"])
    if token.dep_.partition(":")[0] in {"obl", "nmod"} and case_of(token) in words - {
        "since",
        "following",
        "out of",
        "given",
    }:
        yield from _hung(sentence, token)
    elif token.dep_ == "advcl":
        mark = Clause(token).mark
        if (
            mark in {"because", "since", "as"}
            and token.pos_ in {"VERB", "ADJ", "NOUN"}
            and not (mark == "as" and token.i < token.head.i + 1)
        ) or (mark == "by" and token.tag_ == "VBG"):
            yield from _hung(sentence, token)


def _hung(sentence: Sentence, token: "Token") -> Iterator[Link]:
    """The governing clause without what hangs on it is the effect."""
    head = token.head
    clause = Clause(head)
    cause = _range(token, sentence, clause)
    first, last = head.left_edge.i, head.right_edge.i + 1
    if token.left_edge.i <= first:
        first = token.right_edge.i + 1
    else:
        last = min(last, token.left_edge.i)
    doc = sentence.words.doc
    while first < last and (doc[first].is_punct or doc[first].is_space):
        first += 1
    if last - first >= 2 and cause[1] - cause[0] >= 1:
        turned = clause.negated or _turns(head, (first, last))
        yield Link(
            cause,
            (first, last),
            "-" if turned else "+",
            "motivates" if _acts(clause) else "causes",
            "connective",
        )


def _acts(clause: Clause) -> bool:
    return any(s.ent_type_ in {"PER", "LOC", "ORG", "NORP", "GPE"} for s in clause.subjects)


def _purposes(sentence: Sentence) -> Iterator[Link]:
    """Links as in "did X so that Y": doing X is held to bring about Y."""
    for clause in sentence.clauses:
        for c in children(clause.head, "advcl"):
            mark = Clause(c).mark
            if mark not in {"so that", "in order that"}:
                continue
            effect = _range(c, sentence, clause)
            first, last = clause.head.left_edge.i, c.left_edge.i
            if last - first > 2:
                yield Link(
                    (first, last), effect, "-" if Clause(c).negated else "+", "causes", "purpose"
                )


def _more(sentence: Sentence) -> Iterator[Link]:
    """Links as in "the more …, the less …"."""
    match = MORE.search(sentence.text)
    if match is None:
        return
    pieces = [_tokens(sentence, *match.span(n)) for n in (2, 4)]
    if all(p[1] > p[0] for p in pieces):
        down = [match.group(n).lower() in {"less", "fewer", "weaker"} for n in (1, 3)]
        yield Link(
            pieces[0], pieces[1], "-" if down[0] != down[1] else "+", "causes", "comparative"
        )


def _tokens(sentence: Sentence, start: int, end: int) -> Piece:
    base_ = sentence.words.start_char
    inside = [t.i for t in sentence.words if start <= t.idx - base_ < end and not t.is_punct]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


# --- records ----------------------------------------------------------------------------------


def _record(reading: Reading, sentence: Sentence, link: Link) -> Mechanism:
    cause = _concept(reading, link.cause_in or sentence, link.cause)
    effect = _concept(reading, sentence, link.effect)
    start, end = _whole(sentence, link, cause, effect)
    holder = _holder(reading, start, end)
    actors = {m.ref.id: m.ref for m in reading.mentions[sentence.index] if start <= m.start < end}
    return Mechanism(
        coder=CODER,
        citation=reading.document.cite(start, end),
        asserted_by=(holder,) if holder else (),
        hedge=hedge_in(
            reading,
            sentence,
            (min(link.cause[0], link.effect[0]), max(link.cause[1], link.effect[1])),
        )
        if link.cause_in is None
        else None,
        confidence={"verb": 0.55, "connective": 0.6, "purpose": 0.5, "comparative": 0.7}[link.how],
        cause=cause,
        effect=effect,
        sign=link.sign,
        mode=link.mode,
        held_by=holder,
        actors=tuple(actors.values()),
    )


def _concept(reading: Reading, sentence: Sentence, piece: Piece) -> Concept:
    span = reading.passage(sentence, *piece)
    words = [
        t.lemma_.lower()
        for t in sentence.words.doc[piece[0] : piece[1]]
        if t.pos_ in {"NOUN", "PROPN", "ADJ", "VERB"}
    ]
    return Concept(start=span.start, end=span.end, text=span.text, concept=concept_of(words))


def _whole(sentence: Sentence, link: Link, cause: Concept, effect: Concept) -> Piece:
    """From the first to the last character of the two ends within this sentence."""
    if link.cause_in is not None:
        return sentence.start, max(effect.end, sentence.start + 1)
    return min(cause.start, effect.start), max(cause.end, effect.end)


def _holder(reading: Reading, start: int, end: int) -> ActorRef | None:
    telling = [
        a for a in attributions(reading) if a.speaker and a.start <= start + 3 and end - 3 <= a.end
    ]
    return min(telling, key=lambda a: a.end - a.start).speaker if telling else None
