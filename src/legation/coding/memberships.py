"""Memberships: who belongs to, attends, hosts, observes or is kept out of what (memberships.v1).

Takes a `Reading` and yields a `Membership` for each member of a body or meeting: from verbs
("hosted", "was not invited"), nouns ("an observer in"), and lists of names with the words around
them (`lists.py`).  A meeting without a name goes by its own words.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, case_of, children, conjuncts
from legation.coding.hedges import hedge_in
from legation.coding.lists import Listed, listed
from legation.coding.meetings import (
    JOINABLE,
    body_before,
    body_of,
    current_body,
    is_body,
    is_meeting,
    lexicon,
    noun_status,
    speak_of,
    spoken_of,
    told_body,
)
from legation.coding.occasions import as_noun, day_of, represented
from legation.coding.parties import distinct, reference
from legation.coding.reading import Reading, Sentence
from legation.coding.roles import body_at, roles, who
from legation.coding.standings import swearers
from legation.ontology import MembershipStatus
from legation.records import ActorRef, Membership

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "memberships.v1"
INTO: Final = ("of", "in", "to", "at", "from", "with", "into", "")
SUPPOSED: Final = frozenset({"may", "might", "should", "must"})
NEEDS_OBJECT: Final = frozenset(
    {"leave", "return", "sit", "withdraw", "quit", "accept", "suspend", "enter", "miss", "skip",
     "exit", "bar", "admit", "host", "organise", "organize", "chair", "convene", "pull", "join",
     "expel"}
)  # fmt: skip
ROLES: Final = frozenset(
    {"member", "observer", "chair", "host", "candidate", "participant", "signatory"}
)


def code(reading: Reading) -> Iterable[Membership]:
    """Every membership of the document, in order; a repeated one in a sentence once."""
    for sentence in reading.sentences:
        seen: set[tuple[str, str, str]] = set()
        for found in _found(reading, sentence):
            for member in distinct(found.members):
                key = (member.id, found.body.id, found.status)
                if member.id != found.body.id and key not in seen and not _role(member):
                    seen.add(key)
                    speak_of(reading, sentence, found.body)
                    yield _record(reading, sentence, member, found)


def _role(member: ActorRef) -> bool:
    """Is it only the word for belonging: "a full member", "chair", "the only observer"?"""
    if member.id.startswith("role:"):  # an office of the body itself, held by nobody named
        return member.id.rpartition(":")[2] in ROLES
    last = member.text.lower().split()[-1] if member.text else ""
    return member.id.startswith("unnamed:") and last.rstrip("s") in ROLES


def _found(reading: Reading, sentence: Sentence) -> Iterator[Listed]:
    yield from listed(reading, sentence)
    yield from roles(reading, sentence)
    for clause in sentence.clauses:
        yield from _verbs(reading, sentence, clause)
        yield from _sent(reading, sentence, clause)
        yield from _represented(reading, sentence, clause)
        yield from _copulas(reading, sentence, clause)
        yield from _met(reading, sentence, clause)
        yield from _allegiance(reading, sentence, clause)
    for token in sentence.words:
        if is_meeting(token):
            yield from _venue(reading, sentence, token)
    yield from _offices(reading, sentence)


def _listing(
    sentence: Sentence,
    members: list[ActorRef],
    body: ActorRef,
    status: MembershipStatus,
    head: "Token",
) -> Listed:
    start, end = sentence.chars(*_span(head))
    there = _is(Clause(head), "attend") or status not in {"member", "observer"}
    return Listed(members, body, status, start, end, 0.7, there)


# --- verbs ------------------------------------------------------------------------------------


def _is(clause: Clause, name: str) -> bool:
    words = lexicon()["verbs"][name]
    doc, i = clause.head.doc, clause.head.i
    following = doc[i + 1].lower_ if i + 1 < len(doc) else ""
    return clause.lemma in words or f"{clause.lemma} {following}" in words


def _status(clause: Clause) -> MembershipStatus | None:
    """What a verb says of the relation between its member and a body; None where nothing."""
    negated = clause.negated
    if _is(clause, "invited"):
        return "excluded" if negated else "invited"
    if _is(clause, "excluded"):
        return None if negated else "excluded"
    if _is(clause, "asked") and clause.passive and negated:
        return "excluded" if clause.lemma == "ask" else "absent"
    if _is(clause, "host") or _chairs(clause):
        return None if negated else "host"
    if _is(clause, "leave") or _is(clause, "stay_away"):
        return None if negated else "absent"
    if _is(clause, "member") or _is(clause, "admit") or _is(clause, "return"):
        return "absent" if negated else "member"
    return None


def _chairs(clause: Clause) -> bool:
    """As in "holds the chair", "took over the presidency of the union"."""
    held = {o.lemma_.lower() for o in clause.objects}
    verbs = lexicon()["verbs"]
    return clause.lemma in verbs["holding"] and bool(held & verbs["chair"])


def _verbs(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Listed]:
    status = _status(clause)
    if status is None:
        return
    refused = _refused(clause)
    if refused:
        status = "absent"
    elif _only_meant(clause):
        return
    elif status == "member":
        status = as_noun(clause) or status
    body = _body_beside(reading, sentence, clause, status)
    if body is None:
        return
    heads = clause.agents if status == "host" and clause.passive else clause.subjects
    if status in {"invited", "excluded"} or _is(clause, "admit"):
        heads = clause.subjects if clause.passive else clause.objects
    heads = heads or [
        c for c in clause.head.children if c.lower_ == "both"
    ]  # "to which both belong"
    members = who(reading, sentence, heads)
    if status in {"member", "observer"}:
        members += [r for h in heads for r in represented(reading, sentence, h)]
    if members and not all(m.id.startswith("unnamed:") for m in members):
        governor = clause.head.head if refused else clause.head
        yield _listing(sentence, members, body, status, governor)


def _sent(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Listed]:
    """As in "A sent a delegation": A takes part in the meeting named or told of before."""
    if not _is(clause, "send") or _only_meant(clause) or clause.modals:
        return
    sent = [o for o in clause.objects if o.lemma_.lower() in lexicon()["lists"]["delegates"]]
    heads = clause.agents if clause.passive else clause.subjects
    members = [r for h in heads if (r := reference(reading, sentence, h)) is not None]
    to = [t for prep in ("to", "for", "") for t in clause.obliques.get(prep, [])]
    resident = any(o.lemma_.lower() == "ambassador" for o in sent) and not to
    if not sent or not members or resident:
        return
    body = next((b for t in to if (b := body_of(reading, sentence, t)) is not None), None)
    if body is None and not to:
        body = current_body(reading, sentence)
    if body is not None:
        none = clause.negated
        yield _listing(sentence, members, body, "absent" if none else "member", clause.head)


def _represented(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Listed]:
    """As in "A was represented by its envoy": A takes part, as what it is said to."""
    if not _is(clause, "represent") or not clause.passive or clause.negated:
        return
    if clause.head.dep_ == "acl" or _only_meant(clause):
        return
    members = [r for h in clause.subjects if (r := reference(reading, sentence, h)) is not None]
    at = [t for prep in ("at", "in") for t in clause.obliques.get(prep, [])]
    body = next((b for t in at if (b := body_of(reading, sentence, t)) is not None), None)
    if body is None and not at:
        body = current_body(reading, sentence)
    if body is not None and members:
        status = as_noun(clause) or "member"
        yield _listing(sentence, members, body, status, clause.head)


def _met(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Listed]:
    """As in "A, B and C held a meeting of the group": who holds it together attends it."""
    if clause.lemma not in {"hold", "open", "conduct"} or clause.negated or _only_meant(clause):
        return
    heads = clause.agents if clause.passive else clause.subjects
    members = [r for h in heads if (r := reference(reading, sentence, h)) is not None]
    meetings = [o for o in (clause.subjects if clause.passive else clause.objects) if is_meeting(o)]
    if len(members) > 1 and meetings:
        body = body_within(reading, sentence, meetings[0])
        if body is not None:
            yield _listing(sentence, members, body, "member", clause.head)


def body_within(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """The body whose meeting a noun names ("the first meeting of the group"), else the meeting."""
    for c in children(token, "nmod"):
        mention = reading.mention_of(sentence, c)
        if case_of(c) in {"of", "within"} and mention is not None and is_body(mention):
            return mention.ref
    return body_of(reading, sentence, token)


def _refused(clause: Clause) -> bool:
    governor = next(clause.governors(), None)
    inside = clause.head.dep_ in {"xcomp", "ccomp", "advcl"} and clause.infinitive
    if not inside or governor is None or governor.negated:
        return False
    return governor.lemma in lexicon()["verbs"]["refuse"]


def _only_meant(clause: Clause) -> bool:
    """Is it wished, planned, supposed or asked for: no membership yet?"""
    if clause.modals & SUPPOSED or clause.mark == "if":
        return True
    above = next(clause.governors(), None)
    if above is not None and above.lemma in lexicon()["verbs"]["decided"] and not above.negated:
        return not (_is(clause, "invited") or _is(clause, "excluded") or _is(clause, "admit"))
    return clause.infinitive and clause.head.dep_ in {"xcomp", "acl", "advcl", "ccomp"}


def _body_beside(
    reading: Reading, sentence: Sentence, clause: Clause, status: MembershipStatus
) -> ActorRef | None:
    own = _of_subject(reading, sentence, clause, status)
    if own is not None:
        return own
    spots = [] if status in {"invited", "excluded"} else list(clause.objects[:1])
    for prep in (*INTO, *(("over",) if clause.lemma in lexicon()["verbs"]["chairing"] else ())):
        spots += clause.obliques.get(prep, [])
    joinable = clause.lemma == "join"
    if _chairs(clause):
        spots += [c for o in clause.objects for c in children(o, "nmod", "nmod:poss")]
    for token in spots:
        body = body_of(reading, sentence, token, joinable=joinable)
        body = body or (body_at(reading, sentence, token) if token.lower_ == "which" else None)
        if body is not None:
            return body
    if _chairs(clause) and not any(children(o, "nmod") for o in clause.objects):
        return current_body(reading, sentence)
    elsewhere = [*clause.objects, *clause.obliques.get("in", []), *clause.obliques.get("at", [])]
    if status == "host" or clause.lemma in NEEDS_OBJECT:
        return None
    if status not in {"invited", "excluded"} and any(t.lower_ != "part" for t in elsewhere):
        return None  # it says of what, and that is no body
    told = told_body(reading, sentence)
    if told is not None:
        return told
    at = sentence.token_chars(clause.head)[0]
    body = body_before(reading, sentence, at, meetings=True)
    there = _is(clause, "attend") or _is(clause, "invited")
    return body or (spoken_of(reading, sentence) if there else None)


def _of_subject(
    reading: Reading, sentence: Sentence, clause: Clause, status: MembershipStatus
) -> ActorRef | None:
    """The body at the subject: "the league admitted X at a summit", "a summit hosted by X"."""
    letting = status == "excluded" or _is(clause, "admit") or _is(clause, "invited")
    if (letting and not clause.passive) or (_is(clause, "host") and clause.passive):
        return next((b for s in clause.subjects if (b := body_of(reading, sentence, s))), None)
    return None


def _span(head: "Token") -> tuple[int, int]:
    first, last = head.i, head.i + 1
    for c in head.children:
        if c.dep_ not in {"conj", "parataxis", "advcl", "punct", "cc", "acl:relcl"}:
            first, last = min(first, c.left_edge.i), max(last, c.right_edge.i + 1)
    return first, last


def _allegiance(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Listed]:
    """As in "Pledged allegiance to the group" makes a member of an armed group or movement."""
    if clause.lemma not in lexicon()["verbs"]["allegiance"]:
        return
    sworn = [o for o in clause.objects if o.lemma_.lower() in {"allegiance", "loyalty", "fealty"}]
    if not sworn or clause.negated:
        return
    to = list(clause.obliques.get("to", [])) + [c for o in sworn for c in children(o, "nmod")]
    bodies = [m.ref for t in to if (m := reading.mention_of(sentence, t)) and m.kind in JOINABLE]
    members = [r for s in swearers(clause) if (r := reference(reading, sentence, s)) is not None]
    if bodies and members:
        yield _listing(sentence, members, bodies[0], "member", clause.head)


# --- nouns ------------------------------------------------------------------------------------


def _copulas(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Listed]:
    """As in "A is a member of it", "is an observer in": a body must be named beside the noun."""
    status = noun_status(clause.lemma)
    if status is None or not any(c.dep_ == "cop" for c in clause.head.children):
        return
    beside = [t for c in children(clause.head, "nmod", "obl") for t in conjuncts(c)]
    body = next((b for t in beside if (b := body_of(reading, sentence, t)) is not None), None)
    members = who(reading, sentence, clause.subjects)
    if (
        body is not None
        and members
        and not any(c.lower_ == "neither" for s in clause.subjects for c in s.children)
    ):
        yield _listing(sentence, members, body, "absent" if clause.negated else status, clause.head)


def _venue(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Listed]:
    """As in "The talks in Geneva", "the summit was held in Tashkent": the state of the place hosts."""
    places = [c for c in children(token, "nmod") if case_of(c) == "in"]
    verb = token.head
    held = verb.pos_ == "VERB" and verb.lemma_.lower() in lexicon()["verbs"]["held"]
    argument = token.dep_ in {"nsubj", "nsubj:pass", "obj"}
    if not places and held and argument and not Clause(verb).negated:
        places = Clause(verb).obliques.get("in", [])
    for place in places[:1]:
        mention = reading.mention_of(sentence, place)
        if mention is None or mention.kind != "state" or mention.text == mention.ref.name:
            continue  # a city stands for its state; the state's own name says where, not who
        body = body_of(reading, sentence, token)
        if body is not None:
            first, last = min(token.left_edge.i, place.i), place.i + 1
            start, end = sentence.chars(first, max(last, token.i + 1))
            yield Listed([mention.ref], body, "host", start, end, 0.4)


def _offices(reading: Reading, sentence: Sentence) -> Iterator[Listed]:
    """As in "The deputy chairman of the committee, X": a person who serves in a body."""
    words = lexicon()["offices"]
    mentions = reading.mentions[sentence.index]
    for person in mentions:
        if person.kind != "person":
            continue
        inside = [
            m for m in mentions if m.nested and person.start < m.start and m.end <= person.end
        ]
        for m in inside:
            named = {w.strip("’'s,").lower() for w in m.text.split()}
            seat = is_named_body(m.kind, named)
            before = reading.document.text[person.start : m.start].lower()
            if seat and set(before.replace("-", " ").split()) & words["words"]:
                yield Listed([person.ref], m.ref, "member", person.start, person.end, 0.5)
                break


def is_named_body(kind: str | None, words: set[str]) -> bool:
    """Is it a body in which one serves: a committee, council, parliament or organisation?"""
    if kind == "igo":
        return True
    return kind == "government_office" and bool(words & lexicon()["offices"]["bodies"])


def _record(reading: Reading, sentence: Sentence, member: ActorRef, found: Listed) -> Membership:
    inside = [
        t for t in sentence.words if found.start <= sentence.offset + t.idx < found.end
    ]  # fmt: skip
    when = day_of(reading, sentence, found)
    return Membership(
        coder=CODER,
        citation=reading.document.cite(found.start, found.end),
        hedge=hedge_in(sentence, (inside[0].i, inside[-1].i + 1)),
        confidence=found.confidence,
        member=member,
        organisation=found.body,
        status=found.status,
        start=when.start if when else None,
        end=when.end if when else None,
        precision=when.precision if when else "none",
    )
