"""Memberships: who belongs to, attends, hosts, observes or is kept out of what (memberships.v1).

Takes a `Reading` and yields a `Membership` for each member of a body or meeting: from verbs
("hosted", "was not invited"), nouns ("an observer state"), lists in apposition or parentheses, and
"with the participation of".  A meeting without a name goes by its own words.
"""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from legation.coding.clauses import Clause, base, case_of, children, conjuncts, phrase
from legation.coding.hedges import hedge_in
from legation.coding.parties import actors_of, distinct, reference
from legation.coding.reading import Reading, Sentence
from legation.coding.timing import when_of
from legation.ontology import MembershipStatus
from legation.records import ActorRef, Membership

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "memberships.v1"
INTO: Final = ("of", "in", "to", "at", "from", "with", "into", "")
Found = tuple[list[ActorRef], ActorRef, MembershipStatus, "Token", tuple[int, int]]


@cache
def lexicon() -> dict[str, Any]:
    """data/codebook/belonging.toml with its lists as sets."""
    text = files("legation.data").joinpath("codebook/belonging.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return {k: {n: frozenset(w) for n, w in t.items()} for k, t in data.items()}


def code(reading: Reading) -> Iterable[Membership]:
    """Every membership of the document, in order; a repeated one in a sentence once."""
    for sentence in reading.sentences:
        seen: set[tuple[str, str, str]] = set()
        for members, body, status, trigger, span in _found(reading, sentence):
            for member in distinct(members):
                key = (member.id, body.id, status)
                if member.id != body.id and key not in seen:
                    seen.add(key)
                    yield _record(reading, sentence, member, body, status, trigger, span)


def _found(reading: Reading, sentence: Sentence) -> Iterator[Found]:
    for clause in sentence.clauses:
        yield from _verbs(reading, sentence, clause)
        yield from _copulas(reading, sentence, clause)
    for token in sentence.words:
        if token.pos_ in {"NOUN", "PROPN", "ADJ"}:
            yield from _nouns(reading, sentence, token)


# --- bodies and meetings ----------------------------------------------------------------------


def body_of(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """The organisation, format or meeting that a head token names, else None."""
    mention = reading.mention_of(sentence, token)
    lemma = token.lemma_.lower()
    words = lexicon()
    if mention is not None and (
        mention.kind in {"igo", "armed_group", "movement", "party"} or mention.ref.sector == "IGO"
    ):
        return mention.ref
    if lemma in words["meetings"]["words"] or (
        token.pos_ == "PROPN" and lemma.rstrip("s") in words["meetings"]["words"]
    ):
        return _meeting(reading, sentence, token)
    if lemma in words["bodies"]["words"] and token.pos_ in {"NOUN", "PROPN"}:
        return mention.ref if mention is not None else _last_body(reading, sentence)
    return None


def _meeting(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef:
    mention = reading.mention_of(sentence, token)
    if mention is not None and mention.kind not in {"state", "person"}:
        return mention.ref
    first, last = phrase(token)
    for c in children(token, "acl", "acl:relcl", "appos"):
        if c.left_edge.i > token.i:
            last = min(last, c.left_edge.i)
    last = min(last, first + 12)
    text = reading.passage(sentence, first, last).text
    key = " ".join(
        t.lemma_.lower() for t in token.doc[first:last] if t.pos_ in {"NOUN", "PROPN", "ADJ", "NUM"}
    )
    return ActorRef(id=f"meeting:{key or text.lower()}", name=text, text=text, sector="IGO")


def _last_body(reading: Reading, sentence: Sentence) -> ActorRef | None:
    """The last body or format that was named before or in this sentence."""
    named = [
        m for m in reading.resolution.mentions
        if m.start < sentence.end and m.start > sentence.start - 1500 and m.kind == "igo"
    ]  # fmt: skip
    return named[-1].ref if named else None


def _recent_meeting(reading: Reading, sentence: Sentence, before: "Token") -> ActorRef | None:
    """The meeting talked of: the last one named before a token, here or in the two sentences before."""
    words = lexicon()["meetings"]["words"]
    for index in range(sentence.index, max(sentence.index - 3, -1), -1):
        other = reading.sentences[index]
        for token in reversed(list(other.words)):
            if index == sentence.index and token.i >= before.i:
                continue
            if token.lemma_.lower() in words and token.pos_ in {"NOUN", "PROPN"}:
                return _meeting(reading, other, token)
    return _last_body(reading, sentence)


# --- verbs ------------------------------------------------------------------------------------


def _is(clause: Clause, name: str) -> bool:
    words = lexicon()["verbs"][name]
    following = (
        clause.head.doc[clause.head.i + 1].lower_
        if clause.head.i + 1 < len(clause.head.doc)
        else ""
    )
    return clause.lemma in words or f"{clause.lemma} {following}" in words


def _status(clause: Clause) -> MembershipStatus | None:
    """What a verb says of the relation between its member and a body; None where nothing."""
    negated = clause.negated
    if _is(clause, "invited"):
        return "excluded" if negated else "invited"
    if _is(clause, "excluded"):
        return None if negated else "excluded"
    if _is(clause, "host"):
        return None if negated else "host"
    if _is(clause, "leave") or _is(clause, "stay_away"):
        return None if negated else "absent"
    if _is(clause, "member") or _is(clause, "admit") or _is(clause, "return"):
        return "absent" if negated else "member"
    return None


def _verbs(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Found]:
    status = _status(clause)
    if status is None:
        return
    governor = next(clause.governors(), None)
    if (
        clause.head.dep_ in {"xcomp", "ccomp"}
        and governor is not None
        and governor.lemma in lexicon()["verbs"]["refuse"]
    ):
        status = "absent"
    elif clause.modals & {"may", "might", "should", "must"} or clause.mark == "if":
        return
    body = _body_beside(reading, sentence, clause, status)
    if body is None:
        return
    heads = clause.subjects
    if status in {"invited", "excluded"} or _is(clause, "admit"):
        heads = clause.subjects if clause.passive else clause.objects
    members = [r for h in heads if (r := reference(reading, sentence, h)) is not None]
    yield members, body, status, clause.head, _span(clause.head)


def _body_beside(
    reading: Reading, sentence: Sentence, clause: Clause, status: MembershipStatus
) -> ActorRef | None:
    spots = [] if status in {"invited", "excluded"} else list(clause.objects)
    for prep in INTO:
        spots += clause.obliques.get(prep, [])
    for token in spots:
        body = body_of(reading, sentence, token)
        if body is not None:
            return body
    if status == "host" or clause.lemma in {
        "leave",
        "return",
        "hold",
        "receive",
        "sit",
        "withdraw",
        "quit",
        "accept",
        "welcome",
        "include",
        "ask",
        "ban",
        "suspend",
    }:
        return None
    return _recent_meeting(reading, sentence, clause.head)


def _span(head: "Token") -> tuple[int, int]:
    first, last = head.i, head.i + 1
    for c in head.children:
        if c.dep_ not in {"conj", "parataxis", "advcl", "punct", "cc"}:
            first, last = min(first, c.left_edge.i), max(last, c.right_edge.i + 1)
    return first, last


# --- nouns and lists --------------------------------------------------------------------------


def _noun_status(lemma: str) -> MembershipStatus | None:
    table = lexicon()["nouns"]
    for status in ("observer", "host", "invited", "member"):
        if lemma in table[status]:
            return status  # type: ignore[return-value]
    return None


def _copulas(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Found]:
    """ "A, B and C are members (of it)", "is an observer in"."""
    status = _noun_status(clause.lemma)
    if status is None or not any(c.dep_ == "cop" for c in clause.head.children):
        return
    body = next(
        (
            b
            for c in children(clause.head, "nmod", "obl")
            for t in conjuncts(c)
            if (b := body_of(reading, sentence, t))
        ),
        None,
    )
    body = body or _governing_body(reading, sentence, clause.head)
    if body is not None:
        members = [r for s in clause.subjects if (r := reference(reading, sentence, s)) is not None]
        yield members, body, "absent" if clause.negated else status, clause.head, _span(clause.head)


def _governing_body(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """The body that a relative clause or parenthesis belongs to: the nearest before it."""
    named = [
        m for m in reading.mentions[sentence.index]
        if m.start < sentence.offset + token.idx and m.kind == "igo"
    ]  # fmt: skip
    return named[-1].ref if named else _last_body(reading, sentence)


def _nouns(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Found]:
    lemma = token.lemma_.lower()
    if lemma == "participation":
        members = [
            r
            for c in children(token, "nmod")
            if case_of(c) == "of"
            for r in actors_of(reading, sentence, c)
        ]
        body = _recent_meeting(reading, sentence, token)
        if body is not None and members:
            yield members, body, "member", token, (token.left_edge.i, token.right_edge.i + 1)
    status = _noun_status(lemma)
    if status is not None:
        yield from _listed(reading, sentence, token, status)
    if lemma in lexicon()["meetings"]["words"] or lemma in lexicon()["bodies"]["words"]:
        yield from _of_list(reading, sentence, token)
    if lemma in lexicon()["offices"]["words"]:
        yield from _office(reading, sentence, token)
    yield from _outside(reading, sentence, token)


def _listed(
    reading: Reading, sentence: Sentence, token: "Token", status: MembershipStatus
) -> Iterator[Found]:
    """ "Its members: A, B and C", "eight members – A, B", "along with A as an observer state"."""
    names = [
        r
        for c in children(token, "appos", "parataxis", "dep", "list")
        for r in actors_of(reading, sentence, c)
    ]
    if not names and (status == "observer" or case_of(token) == "as"):
        holder = token.head if token.dep_ in {"nmod", "obl", "compound"} else token
        holder = (
            holder.head if token.dep_ == "compound" and holder.dep_ in {"nmod", "obl"} else holder
        )
        names = list(actors_of(reading, sentence, holder))[:1]
        if not names and holder.pos_ == "VERB":
            names = [r for s in Clause(holder).subjects if (r := reference(reading, sentence, s))]
    body = _governing_body(reading, sentence, token)
    if names and body is not None:
        yield names, body, status, token, (token.left_edge.i, token.right_edge.i + 1)


def _of_list(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Found]:
    """ "A customs union of A, B and C", "the meeting of the ministers of A, B and C"."""
    for c in children(token, "nmod"):
        if case_of(c) not in {"of", "between", "among", "with"}:
            continue
        inner = [d for t in conjuncts(c) for d in children(t, "nmod") if case_of(d) == "of"]
        members = [
            r for t in ([c] if not inner else inner) for r in actors_of(reading, sentence, t)
        ]
        if len(members) < 2:
            continue
        named = token.head if token.dep_ == "appos" else token
        body = body_of(reading, sentence, named) or body_of(reading, sentence, token)
        if body is not None:
            yield members, body, "member", token, (token.left_edge.i, token.right_edge.i + 1)


def _office(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Found]:
    """ "The deputy chairman of the committee, X": a person who serves in a body."""
    bodies = [
        b
        for c in children(token, "nmod")
        if case_of(c) in {"of", "in"} and (b := _named_body(reading, sentence, c))
    ]
    people = (
        [token.head]
        if token.dep_ in {"appos", "compound", "nmod"}
        else children(token, "appos", "flat")
    )
    members = [
        m.ref
        for t in people
        if (m := reading.mention_of(sentence, t)) is not None and m.kind == "person"
    ]
    if bodies and members:
        yield members, bodies[0], "member", token, (token.left_edge.i, token.right_edge.i + 1)


def _named_body(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    mention = reading.mention_of(sentence, token)
    return mention.ref if mention is not None and mention.kind == "igo" else None


def _outside(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Found]:
    """ "Non-CSTO countries, like A and B"; "a Moscow-led alliance"."""
    for c in children(token, "amod", "compound", "nmod"):
        low = c.lower_
        if low.startswith("non-") and len(low) > 5:
            body = next(
                (
                    m.ref
                    for m in reading.resolution.mentions
                    if m.text.lower() == low[4:] or m.ref.name.lower() == low[4:]
                ),
                None,
            )
            names = [
                r for d in children(token, "nmod", "appos") for r in actors_of(reading, sentence, d)
            ]
            if body is not None and names:
                yield names, body, "absent", token, (token.left_edge.i, token.right_edge.i + 1)
        if low.endswith("-led"):
            leader = next(
                (m.ref for m in reading.resolution.mentions if m.text.lower() == low[:-4]), None
            )
            body = (
                _governing_body(reading, sentence, token)
                if base(token.dep_) == "appos"
                else body_of(reading, sentence, token)
            )
            if leader is not None and body is not None:
                yield [leader], body, "member", token, (token.left_edge.i, token.i + 1)


def _record(
    reading: Reading, sentence: Sentence, member: ActorRef, body: ActorRef,
    status: MembershipStatus, trigger: "Token", span: tuple[int, int],
) -> Membership:  # fmt: skip
    when = when_of(reading, sentence, sentence.token_chars(trigger)[0])
    dated = when.precision not in {"publication", "none"}
    return Membership(
        coder=CODER,
        citation=reading.document.cite(*sentence.chars(*span)),
        hedge=hedge_in(reading, sentence, span),
        confidence=0.6,
        member=member,
        organisation=body,
        status=status,
        start=when.start if dated else None,
        end=when.end if dated else None,
        precision=when.precision if dated else "none",
    )
