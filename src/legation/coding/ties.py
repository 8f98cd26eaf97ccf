"""Relations as the text names them: partner, rival, enemy, loyal to … with valence (ties.v1).

Takes a `Reading` and yields a `Relation` for two actors that a relational noun, adjective or verb
joins: "relations between A and B are bad", "A's rival B", "A is hostile to B", "A worries B".
"""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, base, case_of, children, conjuncts
from legation.coding.hedges import hedge_in
from legation.coding.parties import actors_of, reference
from legation.coding.reading import Reading, Sentence
from legation.records import ActorRef, Relation

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "ties.v1"
VALENCE: Final = {"positive": 1, "negative": -1, "neutral": 0}
WITH: Final = frozenset(
    {
        "with",
        "to",
        "of",
        "between",
        "against",
        "for",
        "towards",
        "toward",
        "over",
        "in",
        "among",
        "from",
    }
)
TURN: Final = frozenset(
    {
        "bad",
        "poor",
        "tense",
        "strained",
        "sour",
        "cold",
        "hostile",
        "frosty",
        "worse",
        "difficult",
        "troubled",
    }
)


@cache
def lexicon() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """(nouns, adjectives, verbs) → valence."""
    text = files("legation.data").joinpath("codebook/ties.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    tables: list[dict[str, int]] = [{}, {}, {}]
    for name, valence in VALENCE.items():
        for table, key in zip(tables, ("nouns", "adjectives", "verbs"), strict=True):
            table.update(dict.fromkeys(data[name][key], valence))
    return tables[0], tables[1], tables[2]


def code(reading: Reading) -> Iterable[Relation]:
    """Every named relation of the document, in order; a pair once a sentence and valence."""
    for sentence in reading.sentences:
        seen: set[tuple[frozenset[str], int]] = set()
        for a, b, token, valence, span in _found(reading, sentence):
            key = (frozenset({a.id, b.id}), valence)
            if a.id == b.id or key in seen:
                continue
            seen.add(key)
            yield Relation(
                coder=CODER,
                citation=reading.document.cite(*sentence.chars(*span)),
                hedge=hedge_in(reading, sentence, span),
                confidence=0.5,
                a=a,
                b=b,
                kind=_kind(token),
                valence=valence,
            )


Found = tuple[ActorRef, ActorRef, "Token", int, tuple[int, int]]


def _kind(token: "Token") -> str:
    words = [c for c in children(token, "amod") if c.i < token.i]
    return " ".join(t.text.lower() for t in (*words, token))


def _found(reading: Reading, sentence: Sentence) -> Iterator[Found]:
    nouns, adjectives, verbs = lexicon()
    for token in sentence.words:
        lemma = token.lemma_.lower()
        if token.pos_ == "NOUN" and (lemma in nouns or token.lower_ in nouns):
            valence = _turned(token, nouns.get(lemma, nouns.get(token.lower_, 0)))
            yield from _noun(reading, sentence, token, valence)
        elif token.pos_ in {"ADJ", "VERB"} and lemma in adjectives:
            yield from _adjective(reading, sentence, token, adjectives[lemma])
        if token.pos_ in {"ADJ", "NOUN", "PROPN"} and token.lower_.startswith("anti-"):
            yield from _anti(reading, sentence, token)
    for clause in sentence.clauses:
        if clause.lemma in verbs:
            yield from _verb(reading, sentence, clause, verbs[clause.lemma])


def _turned(token: "Token", valence: int) -> int:
    """ "Bad relations" are negative, "good relations" positive, whatever the noun."""
    _, adjectives, _ = lexicon()
    marks = [
        adjectives[c.lemma_.lower()]
        for c in children(token, "amod")
        if c.lemma_.lower() in adjectives
    ]
    if any(c.lower_ in TURN for c in children(token, "amod")):
        return -1
    return marks[0] if marks else valence


def _around(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[ActorRef]:
    """Who a relational noun joins: possessor, compound, its prepositional phrases."""
    for c in token.children:
        if c.dep_ == "nmod:poss" or base(c.dep_) in {"compound", "amod"}:
            for t in conjuncts(c):
                mention = reading.mention_of(sentence, t)
                if mention is not None:
                    yield mention.ref
                else:
                    yield from _joined(reading, sentence, t)
    for c in children(token, "nmod", "obl"):
        if case_of(c) in WITH:
            yield from actors_of(reading, sentence, c)


def _joined(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[ActorRef]:
    """ "Moscow-Tehran relations": both halves of a hyphenated pair."""
    start = sentence.offset + token.idx
    for m in reading.mentions[sentence.index]:
        if start <= m.start < start + len(token):
            yield m.ref


def _noun(reading: Reading, sentence: Sentence, token: "Token", valence: int) -> Iterator[Found]:
    around = list(_around(reading, sentence, token))
    span = (token.left_edge.i, token.right_edge.i + 1)
    if len(around) < 2:
        around = [*_bearers(reading, sentence, token), *around]
        head = token.head if token.head != token else token
        span = (min(head.left_edge.i, span[0]), max(head.right_edge.i + 1, span[1]))
        if span[1] - span[0] > 40:
            span = (token.left_edge.i, token.right_edge.i + 1)
    if len(around) >= 2:
        yield around[0], around[1], token, valence, span


def _bearers(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[ActorRef]:
    """Who is called so: the subject of a copula or of the verb, or the noun it stands beside."""
    clause = Clause(token if any(c.dep_ == "cop" for c in token.children) else token.head)
    for s in clause.subjects[:2]:
        found = reference(reading, sentence, s)
        if found is not None:
            yield found
    if token.dep_ == "appos":
        found = reference(reading, sentence, token.head)
        if found is not None:
            yield found


def _adjective(
    reading: Reading, sentence: Sentence, token: "Token", valence: int
) -> Iterator[Found]:
    to = [
        r
        for c in children(token, "obl", "nmod")
        if case_of(c) in {"to", "with", "towards", "toward", "from", "against"}
        for r in actors_of(reading, sentence, c)
    ]
    if not to:
        return
    heads = Clause(token).subjects or ([token.head] if token.dep_ in {"amod", "acl"} else [])
    for head in heads[:1]:
        bearer = reference(reading, sentence, head)
        if bearer is not None:
            yield bearer, to[0], token, valence, (token.left_edge.i, token.right_edge.i + 1)


def _anti(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Found]:
    """ "Anti-Russian groups such as X": hostile to Russia."""
    start = sentence.offset + token.idx
    against = [
        m.ref for m in reading.mentions[sentence.index] if start <= m.start < start + len(token)
    ]
    bearer = reference(reading, sentence, token.head) if token.dep_ == "amod" else None
    if against and bearer is not None:
        yield bearer, against[0], token, -1, (token.i, token.head.i + 1)


def _verb(reading: Reading, sentence: Sentence, clause: Clause, valence: int) -> Iterator[Found]:
    if clause.negated or clause.modals & {"may", "might", "could", "would"}:
        return
    source = [r for s in clause.subjects[:1] for r in actors_of(reading, sentence, s)]
    heads = [
        *clause.objects,
        *(t for p in ("with", "against", "between") for t in clause.obliques.get(p, [])),
    ]
    target = [r for h in heads[:2] for r in actors_of(reading, sentence, h)]
    if clause.passive:
        source, target = [r for t in clause.agents for r in actors_of(reading, sentence, t)], source
    if (
        source
        and target
        and not source[0].id.startswith("unnamed:")
        and not target[0].id.startswith("unnamed:")
    ):
        first, last = clause.head.left_edge.i, clause.head.right_edge.i + 1
        yield source[0], target[0], clause.head, valence, (first, min(last, first + 30))
