"""The ends of a mechanism: which words name a cause or an effect.

Takes tokens of a parse and returns token ranges: tight noun phrases without the clauses that hang
on them; for "this", "it", "which" the words that they stand for, in the sentence before if need be.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from legation.coding.clauses import Clause, base, case_of, children
from legation.coding.parties import sector_of
from legation.coding.reading import Reading, Sentence
from legation.ontology import Sign

if TYPE_CHECKING:
    from spacy.tokens import Token

Piece = tuple[int, int]  # tokens of a paragraph, half-open
POINTING: Final = frozenset({"this", "that", "it", "which", "these", "those", "they"})
LONGEST: Final = 24  # tokens of one end
STEM: Final = 5


@dataclass(frozen=True, slots=True)
class End:
    """A range of tokens and the sentence that it stands in."""

    sentence: Sentence
    piece: Piece


@cache
def lexicon() -> dict[str, Any]:
    """data/codebook/causes.toml; under "table" verbs as lemma → [(prepositions, sign)]."""
    text = files("legation.data").joinpath("codebook/causes.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    verbs = data["verbs"]
    groups: tuple[tuple[Sign, tuple[str, ...]], ...] = (
        ("+", ("plus", "whole", "enables", "justifies", "weak")),
        ("-", ("minus", "soothing")),
    )
    table: dict[str, list[tuple[frozenset[str], Sign]]] = {}
    negative = {e.partition(" +")[0] for e in verbs["minus"]} | {"close", "cut", "stop"}
    for sign, keys in groups:
        for entry in (e for key in keys for e in verbs[key]):
            lemma, _, preps = entry.partition(" +")
            found: Sign = "-" if lemma in negative else sign
            pair = (frozenset(preps.split("|")) - {""}, found)
            if pair not in table.setdefault(lemma, []):
                table[lemma].append(pair)
    data["table"] = {k: sorted(v, key=lambda pair: not pair[0]) for k, v in table.items()}
    data["turning"] = frozenset(data["reduces"]["words"])
    return data


def words(section: str, key: str) -> frozenset[str]:
    """One list of the lexicon as a set."""
    return frozenset(lexicon()[section][key])


def marker(token: "Token") -> str:
    """The subordinating words of a clause, fixed ones included: "so that", "in order to"."""
    found = [
        t
        for c in token.children
        if c.dep_ == "mark"
        for t in (c, *(f for f in c.children if f.dep_ == "fixed"))
    ]
    return " ".join(t.lower_ for t in sorted(found, key=lambda t: t.i))


def apart(token: "Token") -> bool:
    """Is a clause set off by a comma before it?"""
    first = token.left_edge.i
    return token.doc[first].text == "," or (first > 0 and token.doc[first - 1].text == ",")


def trimmed(doc: Any, first: int, last: int) -> Piece:
    """Without punctuation, prepositions and conjunctions at either side."""
    while first < last and (
        doc[first].is_punct
        or doc[first].is_space
        or doc[first].dep_ in {"case", "cc", "fixed"}
        or (doc[first].lower_ == "that" and doc[first].dep_ == "mark")
    ):
        first += 1
    while last > first and (
        doc[last - 1].is_punct or doc[last - 1].is_space or doc[last - 1].dep_ == "cc"
    ):
        last -= 1
    return first, last


def tight(token: "Token", *, without: "Token | None" = None) -> Piece:
    """The phrase of a head: no clause behind a comma, no apposition, no governor, never too long."""
    first, last = token.left_edge.i, token.right_edge.i + 1
    doc = token.doc
    if without is not None and first <= without.i < last and without.i != token.i:
        first, last = (first, without.i) if token.i < without.i else (without.i + 1, last)
    for i in range(token.i + 1, last):
        if doc[i].text in {"(", "–", "—", ";", ":"} or (
            doc[i].text == "," and _hangs(doc[i + 1 : last])
        ):
            last = i
            break
    return trimmed(doc, first, min(last, first + LONGEST))


def _hangs(rest: Any) -> bool:
    """Is what follows a comma no more than an addition?"""
    if not len(rest):
        return True
    head = rest[0].lower_
    if head in {"which", "who", "such", "including", "especially", "particularly", "where", "like"}:
        return True
    if head in {"as", "so", "while", "whereas", "because", "although", "but", "yet", "however"}:
        return True
    return rest[0].tag_ in {"VBG", "VBN"} or any(
        t.pos_ in {"VERB", "AUX"} and t.morph.get("VerbForm") == ["Fin"] for t in rest[:6]
    )


def is_agent(reading: Reading, sentence: Sentence, token: "Token") -> bool:
    """Someone who can act, and so is no state of affairs."""
    if token.pos_ == "PRON" and token.lower_ not in POINTING:
        return True
    if token.pos_ in {"VERB", "ADJ"}:
        return False
    mention = reading.mention_of(sentence, token)
    if mention is not None and token.lower_ not in POINTING:
        return token.pos_ == "PROPN" or not is_abstract(token)
    if token.pos_ == "PROPN":
        return not children(token, "nmod:poss") and not is_abstract(token)
    if token.lemma_.lower() in words("abstract", "words"):
        return False
    return sector_of(token) is not None


def is_abstract(token: "Token") -> bool:
    """A noun that names a state of affairs, or a verb."""
    if token.pos_ in {"VERB", "AUX"}:
        return True
    lemma = token.lemma_.lower()
    if token.tag_ == "VBG" or {lemma, token.lower_} & words("abstract", "words"):
        return True
    return (
        token.pos_ in {"NOUN", "PROPN"}
        and lemma not in words("abstract", "concrete")
        and lemma.endswith(tuple(lexicon()["abstract"]["suffixes"]))
        and sector_of(token) is None
    )


def core(sentence: Sentence, head: "Token | None" = None) -> Piece:
    """What a sentence says: subject, verb and object of its main clause."""
    root = head if head is not None else sentence.words.root
    parts = [root]
    for c in root.children:
        deep = base(c.dep_) in {"ccomp", "xcomp"} and c.i > root.i
        if deep and root.lemma_.lower() in words("verbs", "speech"):
            return core(sentence, c)
        if base(c.dep_) in {"nsubj", "obj", "xcomp", "ccomp", "csubj", "obl", "cop"} and (
            c.dep_ != "obl" or c.i > root.i
        ):
            parts.append(c)
    low = min(tight(p)[0] if p is not root else p.i for p in parts)
    high = max(tight(p)[1] if p is not root else p.i + 1 for p in parts)
    return trimmed(root.doc, low, min(high, low + LONGEST))


def resolve(reading: Reading, sentence: Sentence, token: "Token", clause: Clause) -> End | None:
    """Where the words of an end stand: its own phrase, or what a pointing word stands for.

    None where a pronoun stands for somebody, or for nothing that can be found.
    """
    low = token.lower_
    pointed = any(c.lower_ in {"this", "that", "these", "such"} for c in children(token, "det"))
    if low == "which":
        return _whole_clause(reading, sentence, clause)
    if low in {"this", "that", "these", "those"}:
        return _within(sentence, token, clause) or _before(reading, sentence, None)
    if low in {"it", "they"}:
        return _it(reading, sentence, token)
    if base(clause.head.dep_) == "acl" and clause.head.head.i == token.i:
        piece = trimmed(token.doc, token.left_edge.i, clause.head.left_edge.i)
        return End(sentence, piece) if piece[0] <= token.i < piece[1] else None
    if pointed and token.pos_ == "NOUN" and token.right_edge.i <= token.i + 2:
        return _before(reading, sentence, token) or End(sentence, tight(token, without=clause.head))
    return End(sentence, tight(token, without=clause.head))


def _whole_clause(reading: Reading, sentence: Sentence, clause: Clause) -> End | None:
    """ "…, which worries X": the clause that the relative clause hangs on, if it tells anything."""
    head = clause.head
    while head.dep_ in {"conj", "xcomp"} and head.head != head:
        head = head.head
    piece = main_before(sentence, head.head, head.left_edge.i)
    told = any(t.pos_ in {"VERB", "AUX"} for t in head.doc[slice(*piece)])
    if not told and is_agent(reading, sentence, head.head):
        return None
    return End(sentence, piece) if piece[1] > piece[0] else None


def main_before(sentence: Sentence, token: "Token", end: int) -> Piece:
    """The clause with a subject that a token stands in, up to *end*; the nearer part if it is long."""
    governor = token
    while governor.head != governor and not (
        governor.pos_ in {"VERB", "AUX"} and children(governor, "nsubj", "csubj")
    ):
        governor = governor.head
    heads = [h for h in children(governor, "nsubj", "csubj") if h.left_edge.i < end]
    start = heads[0].left_edge.i if heads else max(governor.left_edge.i, sentence.words.start)
    if end - start > LONGEST:
        start = governor.i if end - LONGEST <= governor.i < end else end - LONGEST
    return trimmed(governor.doc, start, end)


def _within(sentence: Sentence, token: "Token", clause: Clause) -> End | None:
    """For a "this" behind the first clause of its sentence: the clause that its own hangs on."""
    governor = clause.head.head
    if token.i - sentence.words.start < 5 or governor.i >= token.i:
        return None
    if base(clause.head.dep_) not in {"advcl", "conj", "parataxis"} or governor.pos_ != "VERB":
        return None
    first, last = core(sentence, governor)
    piece = trimmed(token.doc, first, min(last, token.i, clause.head.left_edge.i))
    return End(sentence, piece) if piece[1] - piece[0] > 1 else None


def _before(reading: Reading, sentence: Sentence, noun: "Token | None") -> End | None:
    """What the sentence before says, or the phrase in it that a pointing noun takes up."""
    earlier = [
        s
        for s in reading.sentences[max(0, sentence.index - 2) : sentence.index]
        if len(s.words) > 4
    ]
    if not earlier:
        return None
    if noun is not None and noun.lemma_.lower() not in words("abstract", "pointing"):
        stem = noun.lemma_.lower()[:STEM]
        for before in reversed(earlier):
            for token in before.words:
                if token.lower_.startswith(stem) and token.pos_ in {"NOUN", "VERB"}:
                    return End(before, tight(token))
        return None
    return End(earlier[-1], core(earlier[-1]))


def _it(reading: Reading, sentence: Sentence, token: "Token") -> End | None:
    """The last subject before a pronoun that is a state of affairs."""
    plural = token.lower_ == "they"
    for place, noun in _subjects_before(reading, sentence, token):
        if noun.pos_ == "PRON" or (noun.tag_ in {"NNS", "NNPS"}) != plural:
            continue
        if is_agent(reading, place, noun) or not is_abstract(noun):
            return None
        return End(place, tight(noun))
    return None


def _subjects_before(
    reading: Reading, sentence: Sentence, token: "Token"
) -> "Iterator[tuple[Sentence, Token]]":
    """Subjects of this sentence's clauses, then of the main clauses before it, nearest first."""
    here = [t for t in sentence.words if t.i < token.i and base(t.dep_) == "nsubj"]
    yield from ((sentence, t) for t in reversed(here))
    for place in reversed(reading.sentences[max(0, sentence.index - 3) : sentence.index]):
        if place.block != sentence.block:
            return
        yield from ((place, t) for t in children(place.words.root, "nsubj"))


def turned(token: "Token", sign: Sign) -> "tuple[Token, Sign]":
    """Look through what turns an effect: "a loss of influence", "limiting access" → less of it."""
    flipped: Sign = "-" if sign == "+" else "+"
    lemma = token.lemma_.lower()
    if token.pos_ in {"NOUN", "PROPN"} and lemma in words("reduces", "measures"):
        inner = [c for c in children(token, "nmod") if case_of(c) == "of"]
        return turned(inner[0], sign) if inner else (token, sign)
    if lemma in lexicon()["turning"] and token.pos_ in {"NOUN", "PROPN"}:
        inner = [c for c in children(token, "nmod") if case_of(c) in {"of", "in"}]
        return (inner[0], flipped) if inner else (token, flipped)
    table = lexicon()["table"]
    stem = lemma.removesuffix("ing")
    gerund = stem != lemma and bool(children(token, "obj"))  # taken for a noun
    entries = table.get(lemma) or (gerund and (table.get(stem) or table.get(stem + "e"))) or None
    if (token.pos_ == "VERB" or gerund) and entries and entries[0][1] == "-":
        objects = children(token, "obj")
        return (objects[0], flipped) if objects else (token, sign)
    if token.pos_ == "VERB" and Clause(token).negated:
        return token, flipped
    return token, sign
