"""Standings that a noun or adjective names: "recognition of X", "its ban on X", "loyal to X".

`from_noun` takes a token of a sentence and yields the `Standing`s that it expresses.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from legation.coding.clauses import Clause, case_of, children, conjuncts, phrase
from legation.coding.reading import Reading, Sentence
from legation.coding.standings import (
    Standing,
    agent,
    considered,
    end_of,
    first_of,
    lexicon,
    owner,
    span_of,
    state_of,
    with_weight,
)
from legation.ontology import StatusKind
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token


def from_noun(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """Every standing that a noun or adjective expresses."""
    lemma = token.lemma_.lower()
    words = lexicon()
    if lemma in words["recognition"]["nouns"]:
        yield from _recognition_noun(reading, sentence, token)
    elif lemma in words["designation"]["nouns"] and lemma != "blacklist":
        yield from _owned_noun(reading, sentence, token, "designation")
    elif lemma in {"ban"} or lemma in words["sanction"]["nouns"]:
        yield from _curb_noun(
            reading, sentence, token, "legal_ban" if lemma == "ban" else "sanction"
        )
    elif lemma in words["assets_frozen"]["assets"]:
        yield from _asset_noun(reading, sentence, token)
    elif lemma in {"takeover", "capture", "seizure", "conquest"}:
        owners = children(token, "nmod:poss", "compound") or [
            c for c in children(token, "nmod") if case_of(c) == "by"
        ]
        holder = first_of(reading, sentence, owners)
        if holder is not None and case_of(token) not in {"after", "since", "before", "until"}:
            yield Standing(
                kind="control",
                state="yes",
                holder=holder,
                by=None,
                trigger=token,
                span=phrase(token, tight=False),
            )
    elif lemma in words["allegiance"]["adjectives"] and token.pos_ == "ADJ":
        yield from _loyal(reading, sentence, token)


def _recognition_noun(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """Recognition of somebody, or sought by somebody; not of a need or a fact."""
    of = [c for c in children(token, "nmod") if case_of(c) in {"of", "for"}]
    placed = token.dep_ in {"obj", "nsubj:pass", "nsubj"} and token.head.pos_ == "VERB"
    if of:
        found = _recognition_of(reading, sentence, token, of)
    elif placed:
        found = _recognition_by_verb(reading, sentence, Clause(token.head))
    else:
        return
    holder, by, state = found
    if holder is None:
        return
    yield Standing(
        kind="recognition",
        state="no" if any(c.lower_ == "no" for c in token.children) else state,
        holder=holder,
        by=by,
        trigger=token,
        span=with_weight(Clause(token), phrase(token, tight=False)),
    )


Found = tuple[ActorRef | None, ActorRef | None, str]  # holder, who grants it, state


def _recognition_of(
    reading: Reading, sentence: Sentence, token: "Token", of: "list[Token]"
) -> Found:
    """As in "its recognition of X"."""
    holder = first_of(reading, sentence, of, deep=False)
    if holder is None or holder.id.startswith("unnamed:"):
        return None, None, "yes"
    by, state = _named_by(reading, sentence, token), noun_state(token)
    if by is None and state in {"considered", "no"}:
        by = speaking_for(reading, sentence, token, holder)
    return holder, by, state


def _recognition_by_verb(reading: Reading, sentence: Sentence, verb: Clause) -> Found:
    """As in "X seeks recognition", "Y withholds recognition from X"."""
    words = lexicon()["recognition"]
    if verb.lemma in {*words["sought"], *words["gained"], *words["lacked"]}:
        holder = first_of(reading, sentence, verb.subjects)
        if verb.lemma in words["lacked"] or verb.negated:
            return holder, None, "no"
        return holder, None, "seek" if verb.lemma in words["sought"] else "yes"
    if verb.lemma in {*words["given"], *words["withheld"]}:
        to = [t for p in ("to", "") for t in verb.obliques.get(p, [])]
        holder = first_of(reading, sentence, to + children(verb.head, "iobj"))
        refused = verb.lemma in words["withheld"] or verb.negated
        state = "no" if refused else state_of(verb)
        return holder, agent(reading, sentence, verb), state
    return None, None, "yes"


def noun_state(token: "Token") -> str:
    """ "considered", "no" or "yes", by what governs a noun ("speak of", "rule out", "without")."""
    if case_of(token) in {"after", "since", "before", "until"}:
        return "yes"
    if case_of(token) == "without" or any(c.lower_ == "no" for c in token.children):
        return "no"
    return state_of(Clause(token))


def _named_by(reading: Reading, sentence: Sentence, token: "Token") -> ActorRef | None:
    """Who grants what a noun names: "its", "Russian", "China's"."""
    owners = children(token, "nmod:poss", "amod", "compound")
    found = first_of(reading, sentence, owners)
    return found if found is not None and not found.id.startswith("unnamed:") else None


def speaking_for(
    reading: Reading, sentence: Sentence, token: "Token", holder: ActorRef
) -> ActorRef | None:
    """The state whose official says so, where that is not the holder."""
    for governor in Clause(token).governors():
        for subject in governor.subjects:
            mention = reading.mention_of(sentence, subject)
            party = mention.ref.party if mention is not None else None
            if party and party not in {holder.party, holder.name}:
                states = (m.ref for m in reading.resolution.mentions if m.kind == "state")
                return next((ref for ref in states if ref.name == party), None)
    return None


def _owned_noun(
    reading: Reading, sentence: Sentence, token: "Token", kind: StatusKind
) -> Iterator[Standing]:
    owners = children(token, "nmod:poss", "compound") or [
        c for c in children(token, "nmod") if case_of(c) == "of"
    ]
    holder = first_of(reading, sentence, owners)
    if holder is not None:
        state = "considered" if considered(Clause(token)) else "yes"  # a change of it is weighed
        by = first_of(
            reading, sentence, [c for c in children(token, "nmod") if case_of(c) in {"by", "in"}]
        )
        yield Standing(
            kind=kind,
            state=state,
            holder=holder,
            by=by,
            trigger=token,
            span=with_weight(Clause(token), phrase(token, tight=False)),
        )


def _curb_noun(
    reading: Reading, sentence: Sentence, token: "Token", kind: StatusKind
) -> Iterator[Standing]:
    """As in "Its ban on X", "sanctions against X", "lifted the ban on X"."""
    on = [c for c in children(token, "nmod") if case_of(c) in {"on", "against"}]
    verb = (
        Clause(token.head)
        if token.dep_ in {"obj", "nsubj:pass"} and token.head.pos_ == "VERB"
        else None
    )
    if not on and verb is not None:
        on = [t for p in ("on", "against") for t in verb.obliques.get(p, [])]
    compounds = {c.lower_ for c in children(token, "compound")}
    curbed = next(iter(compounds & set(lexicon()["sanction"]["bans"])), "")
    imposed = [Clause(c) for c in children(token, "acl:relcl", "acl")]
    if not on:
        on = [t for c in imposed for p in ("on", "against") for t in c.obliques.get(p, [])]
    holder = first_of(reading, sentence, on, deep=False)
    if holder is None or holder.id.startswith("unnamed:"):
        return
    by = _named_by(reading, sentence, token)
    by = by or next((a for c in imposed if (a := agent(reading, sentence, c))), None)
    state = "yes"
    if verb is not None:
        by = by or agent(reading, sentence, verb)
        state = end_of(verb) if verb.lemma in lexicon()["ends"]["verbs"] else "yes"
    yield Standing(
        kind="sanction" if curbed else kind,
        state=state,
        value=f"under a {curbed} ban" if curbed and state == "yes" else None,
        holder=holder,
        by=by,
        trigger=token,
        span=phrase(token, tight=False) if verb is None else span_of(verb),
    )


def _asset_noun(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    table = lexicon()["assets_frozen"]
    marks = [
        c
        for c in children(token, "amod", "acl")
        if c.lower_ in table["adjectives"] or c.lemma_.lower() in table["verbs"]
    ]
    if not marks:
        return
    by = first_of(
        reading,
        sentence,
        [t for m in marks for t in Clause(m).agents]
        + [c for c in children(token, "nmod") if case_of(c) == "in"],
    )
    yield Standing(
        kind="assets_frozen",
        state="yes",
        holder=owner(reading, sentence, token),
        by=by,
        trigger=token,
        span=phrase(token, tight=False),
    )


def _loyal(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    to = [
        t
        for c in children(token, "obl", "nmod")
        if case_of(c) in {"to", "with"}
        for t in conjuncts(c)
    ]
    by = first_of(reading, sentence, to)
    if by is None:
        return
    owners = [token.head] if token.dep_ in {"amod", "acl"} else Clause(token).subjects
    if token.dep_ == "xcomp":
        owners = Clause(token).subjects
    holder = first_of(reading, sentence, owners)
    if holder is not None and holder.id != by.id:
        yield Standing(
            kind="allegiance",
            state="yes",
            holder=holder,
            by=by,
            trigger=token,
            span=(token.left_edge.i, token.right_edge.i + 1),
        )
