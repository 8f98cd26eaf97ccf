"""What somebody is in a body, said by a noun or adjective: "Serbia, a member since 2003", "the host".

`roles` takes a sentence and yields `Listed` groups: appositions ("Kenya, chair of the league"),
copulas ("both are members", "was absent"), nouns of belonging ("its membership was suspended", "the
accession of X") and "without X".  Where no body is named beside the word, the one that the text has
been speaking of is meant.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, base, case_of, children, conjuncts
from legation.coding.lists import Listed
from legation.coding.meetings import body_of, current_body, is_meeting, lexicon, noun_status
from legation.coding.parties import actors_of, reference
from legation.coding.reading import Reading, Sentence
from legation.ontology import MembershipStatus
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

BESIDE: Final = frozenset({"of", "in", "to", "at", "for", "from", "with", "on"})
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
    clause = _clause(token)
    if clause is not None and (
        clause.modals & {"may", "might", "should", "must", "could", "would"}
    ):
        return
    if clause is not None and clause.negated:
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
        if clause.infinitive:
            return []
        found = [r for s in clause.subjects for r in [reference(reading, sentence, s)] if r]
        both = any(s.lower_ == "both" for s in clause.subjects)
        return found or (_both(reading, sentence) if both else [])
    first = token
    while first.dep_ == "conj" and first.head.pos_ in {"NOUN", "PROPN"}:
        first = first.head
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


def _both(reading: Reading, sentence: Sentence) -> list[ActorRef]:
    """The two states of the sentence before, where it names no third."""
    named = reading.mentions[sentence.index - 1] if sentence.index else []
    states = {m.ref.id: m.ref for m in named if m.kind == "state"}
    parties = {r.party or r.name: r for r in states.values()}
    return list(parties.values()) if len(parties) == 2 else []


def _body(reading: Reading, sentence: Sentence, token: "Token") -> tuple[ActorRef | None, bool]:
    """The body named beside a noun, and whether the noun says at all of what."""
    near = [c for c in children(token, "nmod", "obl") if case_of(c) in BESIDE]
    near = [c for c in near if c.dep_ != "nmod:poss"]
    for part in [t for c in near for t in conjuncts(c)]:
        if part.lower_ == "which" and token.head.i < token.i:
            part = token.head  # "the league, of which X is a member"
        found = body_of(reading, sentence, part)
        if found is not None:
            return found, True
    owners = children(token, "nmod:poss", "compound", "amod")
    for owner in owners:
        found = body_of(reading, sentence, owner)
        if found is not None:
            return found, True
    of = [c for c in near if case_of(c) in {"of", "to", "for"}]
    return None, bool(of)


def _span(token: "Token", clause: Clause | None) -> tuple[int, int]:
    head = clause.head if clause is not None else token
    first, last = min(head.i, token.i), max(head.i, token.i) + 1
    for c in head.children:
        if c.dep_ not in {"conj", "parataxis", "advcl", "punct", "cc", "acl:relcl", "appos"}:
            first, last = min(first, c.left_edge.i), max(last, c.right_edge.i + 1)
    return first, last


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
