"""Diplomatic recognition: granted, refused, sought, switched, withdrawn; "the breakaway republic".

`recognitions` takes a clause ("no state recognises X", "regards X as occupied"), `recognised` a noun
or adjective ("its recognition of X", "withheld recognition", "unrecognised").  Whatever is recognised
must be an actor: recognising a need or a fact is no recognition.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, case_of, children, phrase
from legation.coding.reading import Reading, Sentence
from legation.coding.standings import (
    Standing,
    agent,
    definite,
    described,
    first_of,
    lexicon,
    span_of,
    state_of,
    with_weight,
)
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

BACK: Final = 3  # sentences back in which the one whose recognition is told of may be named
LAST: Final = "the last one recognised or not"
TIMED: Final = frozenset({"after", "since", "before", "until"})
LISTED: Final = frozenset({"as", "a", "an"})
NOBODY: Final = frozenset({"nobody", "none", "no-one", "neither"})
PEOPLED: Final = frozenset({"state", "region", "movement"})
HOLDING: Final = frozenset({"state", "region", "movement", "armed_group", "party", None})
Found = tuple[ActorRef | None, ActorRef | None, str]  # holder, who grants it, state


def recognitions(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """What a verb tells of recognition."""
    table = lexicon()["recognition"]
    if clause.lemma in table["verbs"]:
        found = _recognised(reading, sentence, clause)
    elif clause.lemma in table["regarding"]:
        found = _regarded(reading, sentence, clause)
    else:
        return
    holder, by, state = found
    if holder is None or (by is not None and by.id == holder.id):
        return
    _remember(reading, sentence, holder)
    yield Standing(
        kind="designation" if state == "terrorist" else "recognition",
        state="yes" if state == "terrorist" else state,
        holder=holder,
        by=by,
        trigger=clause.head,
        span=span_of(clause),
        described=True,
    )


def _recognised(reading: Reading, sentence: Sentence, clause: Clause) -> Found:
    heads = clause.subjects if clause.passive else clause.objects
    holder = first_of(reading, sentence, heads, deep=False)
    by = agent(reading, sentence, clause) or _refuser(reading, sentence, clause)
    if holder is None or holder.id.startswith("unnamed:"):
        holder = _power(reading, sentence, heads) or _unknown(reading, sentence, heads, by)
    elif by is not None and by.id == holder.id:
        holder = _power(reading, sentence, heads, own=True)  # "the republic" is not who does it
    if _terrorist(clause):
        return holder, by, "terrorist"
    nobody = any(t.lower_ in NOBODY for t in (*clause.agents, *clause.subjects))
    none = any(d.lower_ == "no" for s in (*clause.subjects, *clause.agents) for d in s.children)
    none = none or nobody or _not_even(clause) or _denied_above(clause) or _no_subject(clause)
    return holder, None if nobody else by, "no" if none else state_of(clause)


def _unknown(
    reading: Reading, sentence: Sentence, heads: "list[Token]", by: ActorRef | None
) -> ActorRef | None:
    """A country that nobody knows by name, where it is a state that recognises it."""
    if by is None or by.id.startswith(("unnamed:", "person:", "role:")):
        return None
    named = (h for h in heads if h.pos_ == "PROPN" and h.ent_type_ != "PERSON")
    return next((described(reading, sentence, h) for h in named), None)


def _power(
    reading: Reading, sentence: Sentence, heads: "list[Token]", *, own: bool = False
) -> ActorRef | None:
    """A government or entity in the text's words: "the shadow government", "its independence"."""
    table = lexicon()["recognition"]
    for head in heads:
        lemma = head.lemma_.lower()
        if lemma in table["standings"]:
            owners = [*children(head, "nmod:poss", "amod", "nmod")]
            found = first_of(reading, sentence, owners, deep=False)
            if found is not None and not found.id.startswith("unnamed:"):
                return found
        if lemma in table["powers"] and not own:
            return definite(reading, sentence, head)
        if lemma in table["lines"] | (table["powers"] if own else frozenset()):
            return described(reading, sentence, head)
    return None


def _denied_above(clause: Clause) -> bool:
    """As in "does not want to recognise", "its refusal to recognise"."""
    if clause.head.dep_ == "acl" and clause.infinitive:
        return clause.head.head.lemma_.lower() in lexicon()["recognition"]["refusal"]
    above = next(clause.governors(), None)
    return clause.head.dep_ == "xcomp" and above is not None and above.negated


def _refuser(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    """Whose refusal it is: "its refusal to recognise"."""
    if clause.head.dep_ != "acl" or not clause.infinitive:
        return None
    return first_of(reading, sentence, children(clause.head.head, "nmod:poss"), deep=False)


def _not_even(clause: Clause) -> bool:
    """As in "which not even X ever recognised", "neither X nor Y recognised"."""
    near = (c for s in clause.subjects for c in s.children if c.i < s.i)
    return any(c.lower_ in {"not", "neither", "hardly", "scarcely"} for c in near)


def _no_subject(clause: Clause) -> bool:
    """As in "There is no state that recognises …"."""
    head = clause.head.head if clause.head.dep_ == "acl:relcl" else None
    return head is not None and any(c.lower_ == "no" for c in head.children)


def _terrorist(clause: Clause) -> bool:
    doc, i = clause.head.doc, clause.head.i
    words = {t.lemma_.lower() for t in doc[i + 1 : i + 9]}
    return bool(words & lexicon()["designation"]["signs"]) and bool(words & LISTED)


def _regarded(reading: Reading, sentence: Sentence, clause: Clause) -> Found:
    """As in "regards X as occupied", "considers X its own", "treats X as a province"."""
    table = lexicon()["recognition"]
    behind = {t.lower_ for t in clause.head.doc[clause.head.i + 1 : clause.head.right_edge.i + 1]}
    if clause.negated or not behind & table["disowned"]:
        return None, None, "no"
    heads = clause.subjects if clause.passive else clause.objects
    for head in heads:
        mention = reading.mention_of(sentence, head)
        if mention is not None and mention.kind in {"state", "region"}:
            return mention.ref, agent(reading, sentence, clause), "no"
    return None, None, "no"


# --- nouns and adjectives ---------------------------------------------------------------------------


def recognised(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """What a noun or adjective tells of recognition."""
    lemma = token.lemma_.lower()
    if lemma in lexicon()["recognition"]["nouns"]:
        yield from _noun(reading, sentence, token)
    elif token.lower_ in {
        *lexicon()["recognition"]["breaking"],
        *lexicon()["recognition"]["recognised"],
    }:
        yield from _called(reading, sentence, token)


def _called(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """As in "breakaway Abkhazia", "the internationally recognised government of X"."""
    head = token.head
    if token.dep_ not in {"amod", "compound"} or head.i <= token.i:
        return
    table = lexicon()["recognition"]
    known = token.lower_ in table["recognised"]
    how = {c.lower_ for c in children(token, "advmod")}
    mention = reading.mention_of(sentence, head)
    named = mention is not None and mention.kind in HOLDING and mention.form != "pronoun"
    if known and not (how & {"internationally", "diplomatically", "un"} and head.lemma_.lower() in table["powers"]):  # fmt: skip
        return
    holder = mention.ref if mention is not None and named else None
    if holder is None and head.lemma_.lower() in table["powers"]:
        holder = definite(reading, sentence, head)
    if holder is not None:
        yield Standing(
            kind="recognition",
            state="yes" if known else "no",
            holder=holder,
            by=None,
            trigger=token,
            span=phrase(head),
        )


def _noun(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """Recognition of somebody, or sought by somebody; not of a need or a fact."""
    of = [c for c in children(token, "nmod") if case_of(c) in {"of", "for"}]
    placed = token.dep_ in {"obj", "nsubj:pass", "nsubj"} and token.head.pos_ == "VERB"
    verb = Clause(token.head) if placed else None
    found: Found = (None, None, "yes")
    if verb is not None and verb.lemma in lexicon()["recognition"]["switched"]:
        found = _switched(reading, sentence, token, verb)
    elif of:
        found = _of(reading, sentence, token, of)
    elif verb is not None:
        found = _by_verb(reading, sentence, verb)
    if found[0] is None:
        found = _left_open(reading, sentence, token, verb)
    holder, by, state = found
    if holder is None:
        return
    _remember(reading, sentence, holder)
    yield Standing(
        kind="recognition",
        state="no" if any(c.lower_ == "no" for c in token.children) else state,
        holder=holder,
        by=by,
        trigger=token,
        span=with_weight(Clause(token), phrase(token, tight=False))
        if verb is None
        else span_of(verb),
    )


def _left_open(reading: Reading, sentence: Sentence, token: "Token", verb: Clause | None) -> Found:
    """As in "the American recognition has not been revoked": of whom was told before."""
    by = _named_by(reading, sentence, token)
    if by is None or by.id.startswith("unnamed:"):
        return None, None, "yes"
    at = sentence.token_chars(token)[0]
    named = (m.ref for m in reading.mentions[sentence.index] if m.start < at and m.kind in PEOPLED)
    holder = _remembered(reading, sentence) or next((r for r in named if r.id != by.id), None)
    if holder is None or holder.id == by.id:
        return None, None, "yes"
    if verb is not None and verb.lemma in lexicon()["recognition"]["withdrawn"]:
        return holder, by, "yes" if verb.negated else "withdrawn"
    return holder, by, noun_state(token)


def _switched(reading: Reading, sentence: Sentence, token: "Token", verb: Clause) -> Found:
    """As in "switched its recognition from X to Y": Y has it."""
    to = [*verb.obliques.get("to", []), *(c for c in children(token, "nmod") if case_of(c) == "to")]
    holder = first_of(reading, sentence, to, deep=False)
    return holder, agent(reading, sentence, verb), state_of(verb)


def _of(reading: Reading, sentence: Sentence, token: "Token", of: "list[Token]") -> Found:
    """As in "its recognition of X", "withdrew its recognition of X"."""
    holder = first_of(reading, sentence, of, deep=False)
    if holder is None or holder.id.startswith("unnamed:"):
        return None, None, "yes"
    by, state = _named_by(reading, sentence, token), noun_state(token)
    if by is None and state in {"considered", "no"}:
        by = speaking_for(reading, sentence, token, holder)
    verb = Clause(token.head)
    if token.dep_ in {"obj", "nsubj:pass"} and verb.lemma in lexicon()["recognition"]["withdrawn"]:
        state = "withdrawn" if state == "yes" else "yes"
        by = by or agent(reading, sentence, verb)
    return holder, by, state


def _by_verb(reading: Reading, sentence: Sentence, verb: Clause) -> Found:
    """As in "X seeks recognition", "Y withholds recognition from X", "Y withdrew its recognition"."""
    words = lexicon()["recognition"]
    if verb.lemma in {*words["sought"], *words["gained"], *words["lacked"]}:
        holder = first_of(reading, sentence, verb.subjects)
        if verb.lemma in words["lacked"] or verb.negated:
            return holder, None, "no"
        return holder, None, "seek" if verb.lemma in words["sought"] else "yes"
    if verb.lemma not in {*words["given"], *words["withheld"], *words["withdrawn"]}:
        return None, None, "yes"
    to = [t for p in ("to", "from", "") for t in verb.obliques.get(p, [])]
    holder = first_of(reading, sentence, to + children(verb.head, "iobj"), deep=False)
    holder = holder or _remembered(reading, sentence)
    if verb.lemma in words["withdrawn"]:
        return holder, agent(reading, sentence, verb), "no" if verb.negated else "withdrawn"
    refused = verb.lemma in words["withheld"] or verb.negated
    return holder, agent(reading, sentence, verb), "no" if refused else state_of(verb)


def noun_state(token: "Token") -> str:
    """ "considered", "no" or "yes", by what governs a noun ("speak of", "rule out", "without")."""
    if case_of(token) in TIMED:
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


def _remember(reading: Reading, sentence: Sentence, holder: ActorRef) -> None:
    reading.cache[LAST] = (sentence.index, holder)


def _remembered(reading: Reading, sentence: Sentence) -> ActorRef | None:
    """Whose recognition was told of shortly before."""
    last = reading.cache.get(LAST)
    if not isinstance(last, tuple) or sentence.index - last[0] > BACK:
        return None
    holder: ActorRef = last[1]
    return holder
