"""What somebody is in a body, said by a noun or adjective: "Serbia, a member since 2003", "the host".

`roles` takes a sentence and yields `Listed` groups: appositions ("Kenya, chair of the league"),
copulas ("both are members", "was absent"), nouns of belonging ("its membership was suspended", "the
accession of X") and "without X".  Where no body is named beside the word, the one that the text has
been speaking of is meant.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, base, case_of, children, conjuncts
from legation.coding.lists import Listed
from legation.coding.meetings import (
    body_before,
    body_of,
    current_body,
    is_meeting,
    last_body,
    lexicon,
    noun_status,
)
from legation.coding.parties import actors_of, reference
from legation.coding.reading import Reading, Sentence
from legation.ontology import MembershipStatus
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

BESIDE: Final = frozenset({"of", "in", "to", "at", "for", "from", "with", "on"})
ALL: Final = frozenset({"both", "all"})
COUNTS: Final = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
BACK: Final = 4  # sentences, this one included, in which those whom a number stands for are named
LINKING: Final = frozenset({"become", "remain", "be", "stay"})
NAMED: Final = frozenset({"state", "region", "igo", "armed_group", "movement", "party", "person", "government_office", None})  # fmt: skip


def roles(reading: Reading, sentence: Sentence) -> Iterator[Listed]:
    """Every role in a body that a noun or adjective of the sentence gives somebody."""
    for token in sentence.words:
        if token.pos_ in {"NOUN", "PROPN"}:
            yield from _noun(reading, sentence, token)
            yield from _belonging(reading, sentence, token)
        if token.lower_ in {"present", "absent"}:
            yield from _present(reading, sentence, token)
        if token.lower_ == "without" and token.dep_ == "case":
            yield from _without(reading, sentence, token.head)
        if token.lemma_.lower() in lexicon()["belonging"]["seats"]:
            yield from _seat(reading, sentence, token)
            yield from _in_the_chair(reading, sentence, token)
        if token.lower_ == "uninvited" and token.dep_ in {"xcomp", "ROOT", "conj", "ccomp"}:
            yield from _uninvited(reading, sentence, token)


def _listed(
    sentence: Sentence,
    members: list[ActorRef],
    body: ActorRef | None,
    status: MembershipStatus,
    span: tuple[int, int],
    *,
    sure: float = 0.6,
) -> Iterator[Listed]:
    named = [m for m in members if not m.id.startswith(("unnamed:", "role:"))]
    if body is not None and named and all(m.id != body.id for m in named):
        start, end = sentence.chars(*span)
        yield Listed(named, body, status, start, end, sure, status not in {"member", "observer"})


# --- nouns that say as what ---------------------------------------------------------------------------


def role_status(noun: "Token") -> MembershipStatus | None:
    """What a noun makes of whom it is said of, with its adjective: "dialogue partner", "a guest"."""
    lemma = noun.lemma_.lower()
    kinds = {c.lemma_.lower() for c in children(noun, "compound", "amod")}
    if lemma == "partner":
        return "observer" if kinds & lexicon()["nouns"]["partners"] else None
    if lemma in {"state", "country"} and "member" in kinds:
        return "member"
    if kinds & {"former", "ex"} and noun_status(lemma) == "member":
        return "absent"
    return noun_status(lemma)


def _noun(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Listed]:
    status = role_status(token)
    if status is None:
        return
    members = _bearers(reading, sentence, token)
    if not members:
        return
    body, own = _body(reading, sentence, token)
    if body is None and not own:
        body = current_body(reading, sentence)
        lasting = last_body(reading, sentence) if status in {"member", "observer"} else None
        body = lasting if body is not None and body.id.startswith("meeting:") and lasting else body
    clause = _clause(token)
    if clause is not None and (
        clause.modals & {"may", "might", "should", "must", "could", "would"}
    ):
        return
    if clause is not None and (clause.negated or _neither(clause)):
        status = "absent"
    yield from _listed(
        sentence, members, body, status, _span(token, clause), sure=0.6 if own else 0.45
    )


def _clause(token: "Token") -> Clause | None:
    """The copula or "became" that says it."""
    if any(c.dep_ == "cop" for c in token.children):
        return Clause(token)
    if token.head.lemma_.lower() in LINKING and token.dep_ in {"xcomp", "obj", "obl"}:
        return Clause(token.head)
    return None


def _bearers(reading: Reading, sentence: Sentence, token: "Token") -> list[ActorRef]:
    """Who is called so: beside it, by "is", or the subject that a phrase in front speaks of."""
    clause = _clause(token)
    if clause is not None:
        return [] if clause.infinitive else who(reading, sentence, clause.subjects)
    named = _named_beside(token)
    return who(reading, sentence, named) if named else _apposed(reading, sentence, token)


def _named_beside(token: "Token") -> "list[Token]":
    """Heads of those whom a noun names without "is" and without a comma."""
    among = _among(token)
    if among is not None:
        return [among]
    title = token.dep_ == "nmod:desc" and token.i < token.head.i and not case_of(token)
    if title and noun_status(token.lemma_) != "host" and children(token, "compound", "nmod:poss"):
        return [token.head]  # "NATO member X"
    if token.dep_ == "conj" and any(c.lower_ in ALL for c in children(token, "det", "advmod")):
        before = [t for t in conjuncts(token.head) if t.i < token.i]
        return [t for t in before if t.pos_ == "PROPN"]  # "X and Y, both members of Z"
    if token.dep_ == "conj" and any(c.lower_ == "other" for c in children(token, "amod")):
        return [token.head]  # "X and nine other members of Z"
    if token.dep_ == "obl" and case_of(token) == "as" and token.i < token.head.i:
        return Clause(token.head).subjects[:1]  # "as a member of Z, X …"
    return []


def _apposed(reading: Reading, sentence: Sentence, token: "Token") -> list[ActorRef]:
    """Who stands beside a noun: "Kenya, the chair, …", "the chair, Kenya, …"."""
    first = token
    while first.dep_ == "conj" and first.head.pos_ in {"NOUN", "PROPN"}:
        first = first.head
    if first.dep_ == "appos" and any(c.dep_ == "cop" for c in first.head.children):
        return who(reading, sentence, Clause(first.head).subjects)  # "X is, on paper, a member"
    if first.dep_ in {"appos", "parataxis"} and reading.mention_of(sentence, first.head):
        return list(actors_of(reading, sentence, first.head))
    named = [c for c in children(token, "appos", "flat") if reading.mention_of(sentence, c)]
    named += [
        c
        for c in children(token, "nsubj")  # "Kenya, the chair, …" is now and then read so
        if c.i < token.i and c.nbor(1).text == "," and reading.mention_of(sentence, c)
    ]
    if token.tag_ in {"NNS", "NNPS"}:
        return []  # "members: A, B" is a list
    if named and base(token.dep_) in {"nsubj", "obj", "obl", "nmod", "ROOT"}:
        return [r for c in named for r in actors_of(reading, sentence, c)]
    if first.dep_ in {"advcl", "dislocated", "obl", "advmod"} and first.i < first.head.i and not case_of(first):  # fmt: skip
        subjects = Clause(first.head).subjects
        return [r for s in subjects[:1] for r in [reference(reading, sentence, s)] if r]
    return []


def _among(token: "Token") -> "Token | None":
    """Of whom it is said that he is one of several: "X, one of its members", "alone among its members"."""
    one = token.head
    if token.tag_ != "NNS" or case_of(token) not in {"of", "among"}:
        return None
    if one.lower_ not in lexicon()["belonging"]["one"] and one.tag_ != "JJS":
        return None
    if one.dep_ == "appos":
        return one.head
    subjects = Clause(one).subjects if one.dep_ != "nsubj" else children(one, "appos")
    return next(iter(subjects), None)


def body_at(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """The body at a head; "which" stands for the one named before it, wherever it has been hung."""
    if token.lower_ == "which":
        return body_before(reading, sentence, sentence.token_chars(token)[0])
    return body_of(reading, sentence, token)


def who(reading: Reading, sentence: Sentence, heads: "list[Token]") -> list[ActorRef]:
    """Whom words stand for: names, "both countries", or a number of those told of: "all three"."""
    found: list[ActorRef] = []
    for head in heads:
        mention = reading.mention_of(sentence, head)
        same = [m.ref for m in reading.mentions[sentence.index] if mention and (m.start, m.end) == (mention.start, mention.end)]  # fmt: skip
        count = COUNTS.get(head.lower_, 0)
        if len(same) > 1:
            found += same
        elif count and mention is None and head.pos_ in {"NUM", "PRON", "DET", "CCONJ"}:
            found += several(reading, sentence, count, before=sentence.token_chars(head)[0])
        elif (ref := reference(reading, sentence, head)) is not None:
            found.append(ref)
        elif head.lower_ == "it":
            found += _subject_before(reading, sentence, head)
    return found


def _subject_before(reading: Reading, sentence: Sentence, pronoun: "Token") -> list[ActorRef]:
    """The state that is the subject nearest before a pronoun of the same sentence."""
    for token in reversed(pronoun.doc[sentence.words.start : pronoun.i]):
        mention = reading.mention_of(sentence, token) if base(token.dep_) == "nsubj" else None
        if mention is not None and mention.kind == "state":
            return [mention.ref]
    return []


def several(reading: Reading, sentence: Sentence, count: int, *, before: int) -> list[ActorRef]:
    """So many states as were told of shortly before; of more, those told of most."""
    every = [m for m in reading.resolution.mentions if m.kind == "state" and m.start < before]
    often = Counter(m.ref.id for m in every)
    near: dict[str, ActorRef] = {}
    for index in range(sentence.index, max(sentence.index - BACK, -1), -1):
        near |= {m.ref.id: m.ref for m in every if m in reading.mentions[index]}
        if len(near) >= count:
            break
    ranked = sorted(near, key=lambda i: -often[i])
    unclear = len(ranked) > count and often[ranked[count - 1]] == often[ranked[count]]
    return [] if unclear or len(ranked) < count else [near[i] for i in ranked[:count]]


def _body(reading: Reading, sentence: Sentence, token: "Token") -> tuple[ActorRef | None, bool]:
    """The body named beside a noun, and whether the noun says at all of what."""
    near = [c for c in children(token, "nmod", "obl") if case_of(c) in BESIDE]
    near = [c for c in near if c.dep_ != "nmod:poss"]
    for part in [t for c in near for t in conjuncts(c)]:
        if part.lower_ == "which" and token.head.i < token.i:
            part = token.head  # "the league, of which X is a member"
        found = body_of(reading, sentence, part) or _office(reading, sentence, token, part)
        if found is not None:
            return found, True
    owners = children(token, "nmod:poss", "compound", "amod")
    for owner in owners:
        found = body_of(reading, sentence, owner)
        if found is not None:
            return found, True
    of = [c for c in near if case_of(c) in {"of", "to", "for"}]
    return None, bool(of)


def _office(reading: Reading, sentence: Sentence, token: "Token", part: "Token") -> ActorRef | None:
    """A named office of several states: "members of the River Commission"."""
    mention = reading.mention_of(sentence, part)
    plain = (
        mention is not None and mention.kind in {"government_office", None} and not mention.ref.code
    )
    return mention.ref if mention and plain and token.lemma_.lower() == "member" else None


def _span(token: "Token", clause: Clause | None) -> tuple[int, int]:
    head = clause.head if clause is not None else token
    first, last = min(head.i, token.i), max(head.i, token.i) + 1
    for c in head.children:
        if c.dep_ not in {"conj", "parataxis", "advcl", "punct", "cc", "acl:relcl", "appos"}:
            first, last = min(first, c.left_edge.i), max(last, c.right_edge.i + 1)
    return first, last


def _neither(clause: Clause) -> bool:
    """As in "neither X nor Y is a member"."""
    return any(c.lower_ == "neither" for s in clause.subjects for c in s.children)


# --- being there --------------------------------------------------------------------------------------


def _present(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Listed]:
    """As in "were present", "is also absent", "absent from the talks"."""
    lemma = token.lower_
    if lemma not in {"present", "absent"} or not any(c.dep_ == "cop" for c in token.children):
        return
    clause = Clause(token)
    members = [r for s in clause.subjects for r in [reference(reading, sentence, s)] if r]
    beside = [t for p in ("at", "from", "in") for t in clause.obliques.get(p, [])]
    body = next((b for t in beside if (b := body_of(reading, sentence, t))), None)
    if body is None and not beside:
        body = current_body(reading, sentence)
    there = (lemma == "present") != clause.negated
    as_ = [t for t in token.subtree if case_of(t) == "as" and noun_status(t.lemma_)]
    status: MembershipStatus = "member" if there else "absent"
    if there and as_:
        status = noun_status(as_[0].lemma_) or status
    yield from _listed(sentence, members, body, status, _span(token, clause))


def _without(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Listed]:
    """As in "the league opened its summit without X"."""
    verb = token.head.head if is_meeting(token.head) else token.head
    mention = reading.mention_of(sentence, token)
    if verb.pos_ != "VERB" or mention is None or mention.kind not in {"state", "armed_group", "movement"}:  # fmt: skip
        return
    clause = Clause(verb)
    meets = verb.lemma_.lower() in lexicon()["verbs"]["held"] | lexicon()["verbs"]["host"]
    heads = [*clause.objects, *clause.subjects]
    if meets and any(is_meeting(h) or body_of(reading, sentence, h) for h in heads):
        body = next((b for h in heads if (b := body_of(reading, sentence, h))), None)
        yield from _listed(
            sentence,
            list(actors_of(reading, sentence, token)),
            body,
            "absent",
            (token.i - 1, token.i + 1),
        )


def _seat(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Listed]:
    """As in "its chair stands empty", "has a seat in the council", "uses its seat in the council"."""
    verbs, nouns = lexicon()["verbs"], lexicon()["belonging"]
    owners = [*children(token, "nmod:poss"), *(c for c in children(token, "nmod") if case_of(c) == "of")]  # fmt: skip
    above = token.head
    predicate = above.lower_ in nouns["empty"] and token.dep_ == "nsubj"
    empty = predicate or any(
        c.lower_ in nouns["empty"] for c in children(above, "xcomp", "advmod", "obj")
    )
    body, _ = _body(reading, sentence, token)
    places = [t for p in ("in", "on", "at") for t in Clause(above).obliques.get(p, [])]
    places += [above.head] if above.dep_ == "acl:relcl" else []
    body = body or next((b for t in places if (b := body_at(reading, sentence, t))), None)
    if empty and token.dep_ == "nsubj":
        members = who(reading, sentence, [o for o in owners if body is None or body_of(reading, sentence, o) != body])  # fmt: skip
        body = body or current_body(reading, sentence)
        yield from _listed(sentence, members, body, "absent", _span(token, Clause(above)))
        return
    clause = Clause(above)
    held = token.dep_ == "obj" and clause.lemma in verbs["holding"] | nouns["using"]
    if token.lemma_.lower() != "seat" or not held or body is None or clause.modals:
        return
    members = who(reading, sentence, clause.subjects)
    status: MembershipStatus = "absent" if clause.negated else "member"
    yield from _listed(sentence, members, body, status, _span(token, clause))


def _in_the_chair(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Listed]:
    """As in "X, in the chair until May, said so": it hosts the body told of."""
    if token.lower_ != "chair" or case_of(token) != "in" or not children(token, "det"):
        return
    opens = next(c for c in token.children if c.dep_ == "case")
    before = token.doc[max(opens.i - 2, 0)]
    own = [c for c in children(token, "nmod") if case_of(c) == "of"]
    body = next((b for t in own if (b := body_of(reading, sentence, t))), None)
    body = body or (None if own else last_body(reading, sentence))
    heads = [before] if before.pos_ == "PROPN" else Clause(token).subjects
    yield from _listed(sentence, who(reading, sentence, heads), body, "host", _span(token, None))


def _uninvited(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Listed]:
    """As in "its ministers stay uninvited"."""
    above = token.head if token.dep_ == "xcomp" else token
    subjects = Clause(above).subjects
    members = who(reading, sentence, subjects)
    if all(m.id.startswith("unnamed:") for m in members):
        members = who(reading, sentence, [c for t in subjects for c in children(t, "nmod:poss")])
    body = last_body(reading, sentence)
    yield from _listed(sentence, members, body, "excluded", _span(token, Clause(above)))


# --- nouns of belonging -------------------------------------------------------------------------------


def _belonging(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Listed]:
    """As in "its membership was suspended", "the accession of X to Y", "X's exclusion from Y"."""
    nouns = lexicon()["belonging"]
    lemma = token.lemma_.lower()
    if lemma not in nouns["joining"] | nouns["held"] | nouns["shut"]:
        return
    owners = children(token, "nmod:poss") + [
        c for c in children(token, "nmod") if case_of(c) in {"of", "by"}
    ]
    verb = Clause(token.head) if token.dep_ in {"obj", "nsubj:pass", "nsubj"} else None
    members = [r for o in owners for r in actors_of(reading, sentence, o)]
    body, _ = _body(reading, sentence, token)
    members = [m for m in members if body is None or m.id != body.id]
    if not members and verb is not None and not verb.passive and verb.lemma in nouns["own"]:
        members = [r for s in verb.subjects for r in [reference(reading, sentence, s)] if r]
    status = _became(lemma, verb)
    if status is None or not members:
        return
    if body is None and (lemma in nouns["held"] or lemma == "application"):
        body = current_body(reading, sentence)
    yield from _listed(sentence, members[:1], body, status, _span(token, verb))


def _became(lemma: str, verb: Clause | None) -> MembershipStatus | None:
    """What comes of it: suspended, frozen, withdrawn, granted."""
    nouns = lexicon()["belonging"]
    if lemma in nouns["shut"]:
        return "excluded" if verb is None or verb.lemma not in nouns["undone"] else None
    if verb is not None and (verb.modals or verb.infinitive):
        return None
    if verb is not None and verb.lemma in nouns["stopped"]:
        return "excluded" if verb.passive else "absent"
    if lemma in nouns["joining"] and verb is not None and verb.lemma in nouns["blocked"]:
        return "excluded"
    if lemma in nouns["held"]:
        return "member" if verb is not None and verb.lemma in nouns["gained"] else None
    return "invited" if lemma in {"application", "candidacy", "bid"} else "member"
