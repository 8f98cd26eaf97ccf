"""Relations as the text names them: partner, rival, enemy, loyal to … with valence (ties.v1).

Takes a `Reading` and yields a `Relation` for two actors that a relational noun, adjective or verb
joins: "relations between A and B are bad", "A's rival B", "A is hostile to B", "A worries B".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from legation.coding.bonds import DEFINITE, MEANT, bonds, spoken_of
from legation.coding.clauses import Clause, base, case_of, children, conjuncts
from legation.coding.hedges import hedge_in
from legation.coding.parties import actors_of, reference, within
from legation.coding.reading import Reading, Sentence
from legation.coding.speakers import joint
from legation.coding.tie_words import lexicon
from legation.records import ActorRef, Relation

if TYPE_CHECKING:
    from spacy.tokens import Token

    from legation.actors import Mention

CODER: Final = "ties.v1"
WITH: Final = frozenset(
    {"with", "to", "of", "between", "against", "for", "towards", "toward", "among", "from"}
)
TOWARDS: Final = frozenset({"to", "with", "towards", "toward", "from", "against", "about", "of"})
TURN: Final = frozenset(
    {"bad", "poor", "tense", "strained", "sour", "cold", "hostile", "frosty", "worse", "difficult", "troubled"}
)  # fmt: skip
SUPPOSED: Final = frozenset({"may", "might", "could", "would", "can", "should", "must"})
LIKE: Final = re.compile(r"\s*(?:,\s*)?(?:such as|like|including|notably)\s+(?:the\s+)?")
SIDES: Final = re.compile(r"\bon (?:the )?one (?:side|hand),? and (?:the )?", re.IGNORECASE)
BESIDE: Final = re.compile(r"\s+and\s+(?:its\s+)?(affiliated|allied|associated)\s+(?:the\s+)?")
LED: Final = re.compile(r"\b([A-Z]\w+)-led\b")
SURE: Final = 0.5
OTHERS: Final = 2  # of several partners, how many are paired with the first


@dataclass(frozen=True, slots=True)
class Tie:
    """Two actors, the words that join them, and the tokens [first, last) that say so."""

    a: ActorRef
    b: ActorRef
    kind: str
    valence: int
    first: int
    last: int
    confidence: float = 0.6


def code(reading: Reading) -> Iterable[Relation]:
    """Every named relation of the document, in order; a pair once a sentence and valence."""
    for sentence in reading.sentences:
        seen: set[tuple[frozenset[str], int]] = set()
        for tie in _found(reading, sentence):
            key = (frozenset({tie.a.id, tie.b.id}), tie.valence)
            if tie.a.id == tie.b.id or key in seen or _nobody(tie.a) or _nobody(tie.b):
                continue
            seen.add(key)
            yield Relation(
                coder=CODER,
                citation=reading.document.cite(*sentence.chars(tie.first, tie.last)),
                hedge=hedge_in(sentence, (tie.first, tie.last)),
                confidence=tie.confidence,
                a=tie.a,
                b=tie.b,
                kind=tie.kind,
                valence=tie.valence,
            )


def _nobody(ref: ActorRef) -> bool:
    """Is it nobody in particular; "the western camp" is somebody."""
    return ref.id.startswith("unnamed:") and not DEFINITE.match(ref.text)


def _found(reading: Reading, sentence: Sentence) -> Iterator[Tie]:
    words = lexicon()
    opposed = list(_sides(reading, sentence))
    yield from opposed
    for token in sentence.words:
        if any(tie.first <= token.i < tie.last for tie in opposed):
            continue
        lemma = token.lemma_.lower()
        noun = lemma if lemma in {*words.nouns, *words.people, *words.states} else token.lower_
        if token.pos_ == "NOUN" and noun in words.people:
            yield from _person(reading, sentence, token, words.people[noun])
        elif token.pos_ == "NOUN" and noun in words.states:
            yield from _state(reading, sentence, token)
        elif token.pos_ == "NOUN" and noun in words.nouns:
            yield from _noun(reading, sentence, token, _turned(token, words.nouns[noun]))
        said = lemma if lemma in words.adjectives else token.lower_  # "bound", whatever its tag
        if token.pos_ in {"ADJ", "VERB"} and said in words.adjectives:
            yield from _adjective(reading, sentence, token, words.adjectives[said])
        if token.pos_ in {"ADJ", "NOUN", "PROPN"} and token.lower_.startswith("anti-"):
            yield from _anti(reading, sentence, token)
    for clause in sentence.clauses:
        if clause.lemma in words.troubling:
            yield from _troubles(reading, sentence, clause)
        yield from _verb(reading, sentence, clause)
    yield from _beside(reading, sentence)
    yield from _led(reading, sentence)


# --- nouns ------------------------------------------------------------------------------------


def _kind(token: "Token") -> str:
    words = [c for c in children(token, "amod") if c.i < token.i]
    return " ".join(t.text.lower() for t in (*words, token))


def _turned(token: "Token", valence: int) -> int:
    """As in "Bad relations" and "relations are bad" are negative, whatever the noun."""
    adjectives = lexicon().adjectives
    marks = children(token, "amod")
    if base(token.dep_) == "nsubj" and any(
        c.dep_ in {"cop", "aux:pass"} for c in token.head.children
    ):
        marks = [*marks, token.head]
    if base(token.dep_) == "nsubj" and not Clause(token.head).negated:
        words, verb = lexicon(), token.head.lemma_.lower()
        if verb in words.cooling | words.warming:
            return -1 if verb in words.cooling else 1
    if any(c.lower_ in TURN for c in marks):
        return -1
    known = [adjectives[c.lemma_.lower()] for c in marks if c.lemma_.lower() in adjectives]
    if known:
        return known[0]
    above = token.head.lemma_.lower() if token.dep_ == "nmod" else ""
    return lexicon().nouns.get(above, valence) if valence == 0 else valence


def _around(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[ActorRef]:
    """Who a relational noun joins: possessor, compound, its prepositional phrases."""
    for c in token.children:
        if c.dep_ == "nmod:poss" or base(c.dep_) in {"compound", "amod"}:
            for t in conjuncts(c):
                mention = reading.mention_of(sentence, t)
                if mention is not None and not mention.place:
                    yield mention.ref
                else:
                    yield from _joined(reading, sentence, t)
    for c in children(token, "nmod", "obl"):
        if case_of(c) in WITH:
            yield from actors_of(reading, sentence, c)


def _joined(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[ActorRef]:
    """As in "Moscow-Tehran relations": both halves of a hyphenated pair."""
    start = sentence.offset + token.idx
    for m in reading.mentions[sentence.index]:
        if start <= m.start < start + len(token):
            yield m.ref


def _noun(reading: Reading, sentence: Sentence, token: "Token", valence: int) -> Iterator[Tie]:
    own = reading.mention_of(sentence, token)
    if _meant(token) or _done(token) or (own is not None and not own.nested):
        return
    around = list({r.id: r for r in _around(reading, sentence, token)}.values())
    first, last = token.left_edge.i, token.right_edge.i + 1
    if len(around) < 2:
        around = [*_bearers(reading, sentence, token), *around]
        around = list({r.id: r for r in around}.values())
        head = _verb_above(token) or token
        wide = (min(head.left_edge.i, first), max(head.right_edge.i + 1, last))
        first, last = (
            wide if wide[1] - wide[0] <= 40 else (min(first, head.i), max(last, head.i + 1))
        )
    sure = 0.6
    verb = token.head.lemma_.lower() if base(token.dep_) == "nsubj" else ""
    if len(around) == 1 and verb in lexicon().cooling | lexicon().warming:
        around, sure = [*spoken_of(reading, sentence, around)[:1], *around], MEANT
    for other in around[1 : 1 + OTHERS]:
        yield Tie(around[0], other, _kind(token), valence, first, last, sure)


def _person(reading: Reading, sentence: Sentence, token: "Token", valence: int) -> Iterator[Tie]:
    """As in "Its ally", "an enemy of X"; "no friend" is turned round."""
    adjectives = lexicon().adjectives
    marks = {adjectives.get(c.lemma_.lower(), 0) for c in children(token, "amod")}
    valence = -1 if valence > 0 and -1 in marks else valence  # "an unreliable partner"
    denied = any(c.lower_ in {"no", "hardly", "not", "former", "ex"} for c in token.children)
    made = token.lemma_.lower() == "threat" and bool(children(token, "nmod:poss"))
    if (_meant(token) and not denied) or made:  # "its threat" is an act
        return
    for bond in bonds(reading, sentence, token):
        if bond.confidence < SURE and valence == 0:  # "its neighbour" tells who, not how they stand
            continue
        turned = -valence if denied else valence
        yield Tie(
            bond.bearer, bond.other, _kind(token), turned, bond.first, bond.last, bond.confidence
        )


def _state(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Tie]:
    """As in "A is a brotherly country"."""
    words = lexicon()
    stance = [
        c.lemma_.lower() for c in children(token, "amod") if c.lemma_.lower() in words.stances
    ]
    if stance and any(c.dep_ == "cop" for c in token.children) and not Clause(token).negated:
        yield from _person(reading, sentence, token, words.adjectives[stance[0]])


def _done(token: "Token") -> bool:
    """Are relations what is severed or restored, and not spoken of as good or bad?"""
    verb = token.head if token.dep_ in {"obj", "nsubj:pass"} else None
    return verb is not None and verb.lemma_.lower() in lexicon().acts


def _meant(token: "Token") -> bool:
    """Is the relation only wished, offered or supposed?"""
    verb = _verb_above(token)
    if verb is None or not (token.dep_ in {"obj", "xcomp"} or verb == token):
        return False
    clause = Clause(verb)
    if verb != token and clause.lemma not in lexicon().becoming:
        return False
    return bool(clause.modals & SUPPOSED) or clause.negated or "if" in clause.mark.split()


def _verb_above(token: "Token") -> "Token | None":
    for _ in range(4):
        if any(c.dep_ == "cop" for c in token.children) or token.head == token:
            return token
        token = token.head
        if token.pos_ == "VERB":
            return token
    return None


def _bearers(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[ActorRef]:
    """Who is called so: the subject of a copula or of the verb, or the noun it stands beside."""
    verb = _verb_above(token)
    if verb is not None:
        for s in Clause(verb).subjects[:2]:
            found = reference(reading, sentence, s)
            if found is not None:
                yield found
    if token.dep_ == "appos":
        found = reference(reading, sentence, token.head)
        if found is not None:
            yield found


# --- adjectives and verbs -----------------------------------------------------------------------


def _adjective(reading: Reading, sentence: Sentence, token: "Token", valence: int) -> Iterator[Tie]:
    named = [c for c in children(token, "xcomp") if c.pos_ == "PROPN"]  # "bound to X" is read so
    near = [c for c in children(token, "obl", "nmod") if case_of(c) in TOWARDS]
    to = [
        r for c in (*near, *named)
        for r in (*actors_of(reading, sentence, c), *within(reading, sentence, c))
    ]  # fmt: skip
    if not to or Clause(token).negated:
        return
    heads = Clause(token).subjects or ([token.head] if token.dep_ in {"amod", "acl"} else [])
    for head in heads[:1]:
        bearer = reference(reading, sentence, head)
        if bearer is not None:
            first = min(token.left_edge.i, head.i)
            yield Tie(bearer, to[0], token.text.lower(), valence, first, token.right_edge.i + 1)


def _anti(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Tie]:
    """As in "Anti-Russian groups such as X": hostile to Russia."""
    start = sentence.offset + token.idx
    mentions = reading.mentions[sentence.index]
    against = [m.ref for m in mentions if start <= m.start < start + len(token)]
    if not against:
        adjective = token.text[5:]
        against = [m.ref for m in reading.resolution.mentions if m.text == adjective][:1]
    end = sentence.token_chars(token.head)[1] if token.head.i > token.i else start + len(token)
    named = [m for m in mentions if m.start > end and _named_so(reading, end, m)]
    for m in named[: 1 if against else 0]:
        last = next((t.i for t in sentence.words if sentence.token_chars(t)[1] >= m.end), token.i)
        yield Tie(m.ref, against[0], token.text.lower(), -1, token.i, last + 1)


def _named_so(reading: Reading, end: int, mention: "Mention") -> bool:
    between = reading.document.text[end : mention.start]
    return len(between) < 60 and LIKE.search(between) is not None


def _troubles(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Tie]:
    """As in "The expansion of A worried B", "which worried B about A"."""
    if clause.modals & SUPPOSED or clause.negated or clause.infinitive:
        return
    troubled = clause.subjects if clause.passive else clause.objects
    whom = [r for t in troubled[:1] for r in actors_of(reading, sentence, t)]
    about = [t for p in ("about", "by", "over") for t in clause.obliques.get(p, [])]
    causes = [*about, *([] if clause.passive else clause.subjects)]
    by = [
        r for t in causes for r in (*actors_of(reading, sentence, t), *within(reading, sentence, t))
    ]  # fmt: skip
    if whom and by:
        yield _clause_tie(clause, whom[0], by[0], -1)


def _verb(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Tie]:
    following = (
        clause.head.doc[clause.head.i + 1].lower_
        if clause.head.i + 1 < len(clause.head.doc)
        else ""
    )
    verbs = lexicon().verbs
    name = f"{clause.lemma} {following}" if f"{clause.lemma} {following}" in verbs else clause.lemma
    if name not in verbs or clause.negated or clause.modals & SUPPOSED or clause.infinitive:
        return
    source = [r for s in clause.subjects[:1] for r in actors_of(reading, sentence, s)]
    beside = [t for p in ("with", "against", "between") for t in clause.obliques.get(p, [])]
    target = [r for h in [*clause.objects, *beside][:2] for r in actors_of(reading, sentence, h)]
    if clause.passive:
        agents = [r for t in clause.agents for r in actors_of(reading, sentence, t)]
        source, target = agents, source
    if source and target:
        yield _clause_tie(clause, source[0], target[0], verbs[name])


def _clause_tie(clause: Clause, a: ActorRef, b: ActorRef, valence: int) -> Tie:
    first, last = clause.head.left_edge.i, clause.head.right_edge.i + 1
    if last - first > 30:
        first, last = max(first, clause.head.i - 12), min(last, clause.head.i + 14)
    return Tie(a, b, clause.head.text.lower(), valence, first, last)


# --- other ways -----------------------------------------------------------------------------------


def _sides(reading: Reading, sentence: Sentence) -> Iterator[Tie]:
    """As in "Between A and B on one side and C on the other": A and B together, against C."""
    match = SIDES.search(sentence.text)
    if match is None:
        return
    start, end = sentence.start + match.start(), sentence.start + match.end()
    mentions = [m for m in reading.mentions[sentence.index] if not m.nested]
    before = [m.ref for m in mentions if m.end <= start and start - m.end < 60]
    behind = [m.ref for m in mentions if end <= m.start < end + 20]
    a = joint(tuple({r.id: r for r in before[-2:]}.values()))
    nouns = [
        t
        for t in sentence.words
        if t.lemma_.lower() in lexicon().nouns and sentence.offset + t.idx < start
    ]
    if a is None or not behind or not nouns:
        return
    token = nouns[-1]
    tokens = [t.i for t in sentence.words if sentence.offset + t.idx < end + 40]
    valence = _turned(token, lexicon().nouns[token.lemma_.lower()])
    yield Tie(a, behind[0], _kind(token), valence, token.left_edge.i, tokens[-1] + 1)


def _beside(reading: Reading, sentence: Sentence) -> Iterator[Tie]:
    """As in "A and affiliated B groups"."""
    mentions = [m for m in reading.mentions[sentence.index] if not m.nested]
    for a, b in pairwise(mentions):
        match = BESIDE.fullmatch(reading.document.text[a.end : b.start])
        if match:
            yield Tie(b.ref, a.ref, match[1], 1, *_tokens(sentence, a.start, b.end))


def _led(reading: Reading, sentence: Sentence) -> Iterator[Tie]:
    """As in "The alliance, which is A-led": A leads it."""
    for match in LED.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        leader = next((m.ref for m in reading.resolution.mentions if m.text == match[1]), None)
        bodies = [
            m for m in reading.mentions[sentence.index]
            if m.kind == "igo" and (0 <= m.start - end < 40 or 0 < start - m.end < 24)
        ]  # fmt: skip
        if leader is not None and bodies:
            yield Tie(leader, bodies[0].ref, "leads", 1, *_tokens(sentence, start, end + 20))


def _tokens(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    inside = [t.i for t in sentence.words if start <= sentence.offset + t.idx < end]
    return inside[0], inside[-1] + 1
