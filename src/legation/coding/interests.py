"""Interests: who wants, fears or opposes what (interests.v1).

Takes a `Reading` and yields an `Interest` for verbs, nouns and adjectives of wanting, fearing and
opposing.  Stated where the actor says so itself, attributed where another says it of the actor,
revealed where it is read off conduct.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from legation.coding.attribution import attributions
from legation.coding.clauses import Clause, base, case_of, children
from legation.coding.hedges import hedge_in
from legation.coding.parties import actors_of, within
from legation.coding.reading import Reading, Sentence
from legation.ontology import Basis, Direction
from legation.records import ActorRef, Interest

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "interests.v1"
NEEDS_CLAUSE: Final = frozenset(
    {
        "try",
        "look",
        "attempt",
        "call",
        "push",
        "press",
        "plan",
        "work",
        "need",
        "intend",
        "require",
        "claim",
        "consider",
        "regard",
        "hold",
        "keep",
        "ask",
        "insist",
        "welcome",
        "urge",
        "focus",
        "prefer",
        "long",
    }
)
ORDINALS: Final = {
    "first": 1,
    "firstly": 1,
    "second": 2,
    "secondly": 2,
    "third": 3,
    "thirdly": 3,
    "fourth": 4,
    "fourthly": 4,
    "fifth": 5,
    "finally": 9,
    "lastly": 9,
}
ORDINAL: Final = re.compile(
    r"\W*(first|firstly|second|secondly|third|thirdly|fourth|fourthly|fifth|finally|lastly)\b,?",
    re.IGNORECASE,
)


@cache
def lexicon() -> tuple[dict[str, Direction], dict[str, Direction], dict[str, Direction]]:
    """(verbs, nouns, adjectives) → direction."""
    text = files("legation.data").joinpath("codebook/wants.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    verbs, nouns, adjectives = (
        {w: d for d, words in data[key].items() for w in words}
        for key in ("verbs", "nouns", "adjectives")
    )
    return verbs, nouns, adjectives


def code(reading: Reading) -> Iterable[Interest]:
    """Every interest of the document, in order; one for one actor and passage."""
    for sentence in reading.sentences:
        seen: set[tuple[str, int]] = set()
        for actor, issue, direction, span in _found(reading, sentence):
            key = (actor.id, issue[0])
            if key in seen or issue[1] - issue[0] < 1:
                continue
            seen.add(key)
            yield _record(reading, sentence, actor, issue, direction, span)


Found = tuple[ActorRef, tuple[int, int], Direction, tuple[int, int]]


def _found(reading: Reading, sentence: Sentence) -> Iterator[Found]:
    verbs, nouns, adjectives = lexicon()
    for clause in sentence.clauses:
        lemma = clause.lemma
        if lemma in verbs and clause.head.pos_ == "VERB":
            yield from _verb(reading, sentence, clause, verbs[lemma])
        elif lemma in adjectives:
            yield from _adjective(reading, sentence, clause, adjectives[lemma])
    for token in sentence.words:
        if token.pos_ == "NOUN" and token.lemma_.lower() in nouns:
            yield from _noun(reading, sentence, token, nouns[token.lemma_.lower()])


def _named(refs: Iterable[ActorRef]) -> list[ActorRef]:
    return [
        r
        for r in refs
        if not r.id.startswith("unnamed:") or r.sector in {"GOV", "REB", "OPP", "IGO"}
    ]


def _bearers(reading: Reading, sentence: Sentence, heads: "list[Token]") -> list[ActorRef]:
    found = [r for h in heads for r in actors_of(reading, sentence, h)]
    if not found:
        found = [r for h in heads for r in within(reading, sentence, h)][:1]
    return _named(dict.fromkeys(found))


def _issue(clause: Clause) -> "Token | None":
    """What is wanted: the complement clause, else the object, else the phrase behind "for", "to"."""
    head = clause.head
    for c in children(head, "xcomp", "ccomp"):
        return c
    for c in head.children:
        if c.dep_ in {"advcl"} and c.i > head.i and any(m.lower_ == "to" for m in c.children):
            return c
    if clause.lemma in NEEDS_CLAUSE and clause.lemma not in {
        "call",
        "push",
        "press",
        "need",
        "claim",
        "consider",
        "require",
        "keep",
        "hold",
        "prefer",
        "focus",
    }:
        return None
    objects = children(head, "obj")
    if objects:
        return objects[0]
    for prep in ("for", "to", "on", "against", "about", "at", "of"):
        if clause.obliques.get(prep):
            return clause.obliques[prep][0]
    return None


def _verb(
    reading: Reading, sentence: Sentence, clause: Clause, direction: Direction
) -> Iterator[Found]:
    if clause.passive:
        if clause.lemma not in {"concern", "worry", "disturb", "alarm"}:
            return
    elif clause.lemma in {"concern", "worry", "disturb", "alarm"}:
        yield from _worried(reading, sentence, clause)
        return
    issue = _issue(clause)
    if issue is None:
        return
    if clause.negated and direction == "seek":
        direction = "prevent"
    if direction in {"increase", "maintain"} and not _governed(clause):
        return
    for actor in _bearers(reading, sentence, clause.subjects):
        yield actor, _range(issue, clause), direction, _span(clause)


def _governed(clause: Clause) -> bool:
    """Keeping or raising is an interest only where it is wanted, tried or claimed."""
    if clause.lemma in {
        "claim",
        "consider",
        "regard",
        "defend",
        "safeguard",
        "preserve",
        "reassert",
        "consolidate",
        "maintain",
        "protect",
    }:
        return True
    verbs, nouns, _ = lexicon()
    above = next(clause.governors(), None)
    return (
        clause.infinitive and above is not None and (above.lemma in verbs or above.lemma in nouns)
    )


def _worried(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Found]:
    """What worries an actor it would prevent: "the talks worried Moscow"."""
    subjects = clause.subjects
    if not subjects or subjects[0].lower_ in {"it", "this", "that"}:
        return
    for actor in _bearers(reading, sentence, clause.objects):
        about = [t for p in ("about", "over") for t in clause.obliques.get(p, [])]
        yield actor, _range(about[0] if about else subjects[0], clause), "prevent", _span(clause)


def _adjective(
    reading: Reading, sentence: Sentence, clause: Clause, direction: Direction
) -> Iterator[Found]:
    issue = next(iter(children(clause.head, "xcomp", "ccomp", "advcl", "obl")), None)
    if issue is None:
        return
    for actor in _bearers(reading, sentence, clause.subjects):
        yield actor, _range(issue, clause), direction, _span(clause)


def _noun(
    reading: Reading, sentence: Sentence, token: "Token", direction: Direction
) -> Iterator[Found]:
    """As in "its desire to", "Moscow's interest in", "the goal of Iran is", "has reason to fear"."""
    lemma = token.lemma_.lower()
    issue = next(
        (
            c
            for c in children(token, "acl", "nmod", "ccomp")
            if c.dep_ == "acl" or case_of(c) in {"in", "for", "to", "of", "over", "about", "that"}
        ),
        None,
    )
    owners = children(token, "nmod:poss")
    if not owners:
        owners = [c for c in children(token, "nmod") if case_of(c) in {"of", "by"} and c != issue]
        owners += [
            c for c in children(token, "amod", "compound") if reading.mention_of(sentence, c)
        ]
    verb = token.head
    if not owners and token.dep_ == "obj" and verb.pos_ == "VERB":
        owners = Clause(verb).subjects
    if any(c.dep_ == "cop" for c in token.children):
        owners = owners or Clause(token).subjects
    elif base(token.dep_) == "nsubj" and any(c.dep_ == "cop" for c in verb.children):
        issue = issue or verb
    if issue is None or (
        lemma in {"reason", "approach", "strategy", "purpose", "need"} and not owners
    ):
        return
    for actor in _bearers(reading, sentence, owners):
        yield (
            actor,
            _range(issue, Clause(token)),
            direction,
            (token.left_edge.i, max(token.right_edge.i + 1, issue.right_edge.i + 1)),
        )


def _range(token: "Token", clause: Clause) -> tuple[int, int]:
    first, last = token.left_edge.i, token.right_edge.i + 1
    at = clause.head.i
    if first <= at < last and token.i != at:
        first, last = (first, at) if token.i < at else (at + 1, last)
    doc = token.doc
    while first < last and (
        doc[first].is_punct or doc[first].is_space or doc[first].dep_ == "case"
    ):
        first += 1
    while last > first and (doc[last - 1].is_punct or doc[last - 1].is_space):
        last -= 1
    return first, last


def _span(clause: Clause) -> tuple[int, int]:
    first, last = clause.head.i, clause.head.i + 1
    for c in clause.head.children:
        if c.dep_ not in {"conj", "parataxis", "punct", "cc", "discourse"}:
            first, last = min(first, c.left_edge.i), max(last, c.right_edge.i + 1)
    return first, last


def _record(
    reading: Reading, sentence: Sentence, actor: ActorRef, issue: tuple[int, int],
    direction: Direction, span: tuple[int, int],
) -> Interest:  # fmt: skip
    start, end = sentence.chars(*span)
    about = reading.passage(sentence, *issue)
    target = next(
        (
            m.ref
            for m in reading.mentions[sentence.index]
            if about.start <= m.start < about.end and m.ref.id != actor.id
        ),
        None,
    )
    teller = _teller(reading, start, end)
    order = ORDINAL.match(sentence.text)
    return Interest(
        coder=CODER,
        citation=reading.document.cite(start, end),
        asserted_by=(teller,) if teller else (),
        hedge=hedge_in(reading, sentence, span),
        confidence=0.55,
        actor=actor,
        issue=about,
        direction=direction,
        target=target,
        basis=_basis(teller, actor),
        order=ORDINALS[order.group(1).lower()] if order else None,
    )


def _teller(reading: Reading, start: int, end: int) -> ActorRef | None:
    telling = [
        a for a in attributions(reading) if a.speaker and a.start <= start + 3 and end - 3 <= a.end
    ]
    return min(telling, key=lambda a: a.end - a.start).speaker if telling else None


def _basis(teller: ActorRef | None, actor: ActorRef) -> Basis:
    if teller is None:
        return "attributed"
    same = teller.id == actor.id or (
        teller.party is not None and teller.party in {actor.party, actor.name}
    )
    return "stated" if same else "attributed"
