"""Standings over time: recognition, designations, bans, sanctions, missions … (statuses.v1).

Takes a `Reading` and yields a `Status`: the holder, who grants or imposes it, its kind and value.
The value tells the standing that begins: a ban lifted on a day is "ban lifted" from that day on, and
one whose lifting is only considered says so.  An undated change is dated by its document.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, children
from legation.coding.hedges import hedge_in
from legation.coding.missions import missions
from legation.coding.reading import Reading, Sentence
from legation.coding.standings import (
    Standing,
    agent,
    considered,
    end_of,
    first_of,
    imposed,
    lexicon,
    owner,
    patient,
    span_of,
    state_of,
    swearers,
)
from legation.coding.status_nouns import from_noun
from legation.coding.timing import when_of
from legation.records import ActorRef, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "statuses.v1"
LISTED: Final = frozenset({"as", "a", "an"})


def code(reading: Reading) -> Iterable[Status]:
    """Every standing of the document, in order; the same one in a sentence once."""
    for sentence in reading.sentences:
        seen: set[tuple[str, str]] = set()
        for standing in _found(reading, sentence):
            key = (standing.kind, standing.holder.id)
            if key not in seen and not _vague(standing.holder):
                seen.add(key)
                own = standing.by is not None and standing.by.id == standing.holder.id
                standing = replace(standing, by=None) if own else standing
                yield _record(reading, sentence, standing)


def _vague(holder: ActorRef) -> bool:
    """Is it nobody in particular: "a terrorist organisation", "embassies"?"""
    return holder.id.startswith("unnamed:") and not re.search(r"[A-Z]", holder.text[1:])


def _found(reading: Reading, sentence: Sentence) -> Iterator[Standing]:
    for clause in sentence.clauses:
        yield from _recognised(reading, sentence, clause)
        yield from _listed(reading, sentence, clause)
        yield from _banned(reading, sentence, clause)
        yield from missions(reading, sentence, clause)
        yield from _controls(reading, sentence, clause)
        yield from _pledged(reading, sentence, clause)
        yield from _assets_verb(reading, sentence, clause)
    for token in sentence.words:
        if token.pos_ in {"NOUN", "ADJ"}:
            yield from from_noun(reading, sentence, token)


# --- verbs ------------------------------------------------------------------------------------


def _recognised(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """Recognition of an actor; recognising a fact, a need or a list entry is something else."""
    if clause.lemma not in lexicon()["recognition"]["verbs"]:
        return
    heads = clause.subjects if clause.passive else clause.objects
    holder = first_of(reading, sentence, heads, deep=False)
    if holder is None or holder.id.startswith("unnamed:"):
        return
    terrorist = _terrorist(clause)
    if terrorist:
        yield Standing(
            kind="designation",
            state="yes",
            holder=holder,
            by=agent(reading, sentence, clause),
            trigger=clause.head,
            span=span_of(clause),
        )
        return
    by = agent(reading, sentence, clause)
    none = any(d.lower_ == "no" for s in clause.subjects for d in s.children)
    none = none or any(g.negated for g in _near_governors(clause)) or _no_subject(clause)
    yield Standing(
        kind="recognition",
        state="no" if none else state_of(clause),
        holder=holder,
        by=by,
        trigger=clause.head,
        span=span_of(clause),
    )


def _no_subject(clause: Clause) -> bool:
    """As in "There is no state that recognises …"."""
    head = clause.head.head if clause.head.dep_ == "acl:relcl" else None
    return head is not None and any(c.lower_ == "no" for c in head.children)


def _near_governors(clause: Clause) -> list[Clause]:
    found = []
    for governor in clause.governors():
        found.append(governor)
        if len(found) == 1:
            break
    return found if clause.head.dep_ == "xcomp" else []


def _terrorist(clause: Clause) -> bool:
    doc, i = clause.head.doc, clause.head.i
    words = {t.lemma_.lower() for t in doc[i + 1 : i + 9]}
    return bool(words & set(lexicon()["designation"]["signs"])) and bool(words & LISTED)


def _listed(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """As in "Designated as a terrorist group", "removed from the list of terrorist organisations"."""
    table, ends = lexicon()["designation"], lexicon()["ends"]["verbs"]
    doc = clause.head.doc
    first, last = span_of(clause)
    words = {t.lemma_.lower() for t in doc[first:last]}
    signs = bool(words & set(table["signs"]))
    listing = signs and bool(words & set(table["lists"]))
    if clause.lemma in table["ended"] and not listing:
        holder = patient(reading, sentence, clause)
        listing = holder is not None and _armed(reading, holder)
    if listing and clause.lemma in {*ends, *table["put"]}:
        holder = patient(reading, sentence, clause)
        state = end_of(clause) if clause.lemma in ends else imposed(clause)
    elif signs and (
        clause.lemma in table["verbs"]
        or clause.lemma in {"consider", "declare", "deem", "regard", "treat"}
    ):
        holder, state = patient(reading, sentence, clause), imposed(clause)
        state = "yes" if clause.lemma == "consider" and not clause.negated else state
    else:
        return
    if holder is not None:
        yield Standing(
            kind="designation",
            state=state,
            holder=holder,
            by=agent(reading, sentence, clause),
            trigger=clause.head,
            span=(first, last),
        )


def _armed(reading: Reading, ref: ActorRef) -> bool:
    """Is it a group or movement, that terrorist lists hold, and not a firm or a person?"""
    kinds = {m.kind for m in reading.resolution.mentions if m.ref.id == ref.id}
    return bool(kinds & {"armed_group", "movement", "party"})


def _banned(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    for kind in ("legal_ban", "sanction"):
        if clause.lemma in lexicon()[kind]["verbs"]:
            holder = patient(reading, sentence, clause)
            if holder is not None:
                yield Standing(
                    kind=kind,
                    state=imposed(clause),
                    holder=holder,
                    by=agent(reading, sentence, clause),
                    trigger=clause.head,
                    span=span_of(clause),
                )


def _controls(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """Who holds which place; a clause that only tells the time ("after they took power") does not."""
    if set(clause.mark.split()) & {"after", "since", "before", "until"}:
        return
    if clause.lemma not in lexicon()["control"]["verbs"] or clause.passive:
        return
    objects = {o.lemma_.lower(): o for o in clause.objects}
    grip = objects.get("control") or objects.get("power")
    table = lexicon()["control"]
    place = any(_ground(reading, sentence, o) for o in clause.objects)
    if grip is None and not (place and clause.lemma in table["holding"]):
        return
    holder = first_of(reading, sentence, clause.subjects, deep=False)
    if holder is not None:
        yield Standing(
            kind="control",
            state=state_of(clause),
            holder=holder,
            by=None,
            trigger=clause.head,
            span=span_of(clause),
        )


def _ground(reading: Reading, sentence: Sentence, token: "Token") -> bool:
    """Is it a place that can be held: one with a name, or a town, a port, a valley?"""
    mention = reading.mention_of(sentence, token)
    if mention is not None:
        return mention.kind in {"state", "region"}
    return token.lemma_.lower() in lexicon()["control"]["grounds"]


def _pledged(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    table = lexicon()["allegiance"]
    if clause.lemma in table["verbs"] and any(
        o.lemma_.lower() in table["nouns"] for o in clause.objects
    ):
        to = [
            *clause.obliques.get("to", []),
            *(c for o in clause.objects for c in children(o, "nmod")),
        ]
    elif clause.lemma in table["adjectives"]:
        to = [*clause.obliques.get("to", []), *clause.obliques.get("with", [])]
    else:
        return
    holder, by = first_of(reading, sentence, swearers(clause)), first_of(reading, sentence, to)
    if holder is not None and by is not None:
        yield Standing(
            kind="allegiance",
            state=state_of(clause),
            holder=holder,
            by=by,
            trigger=clause.head,
            span=span_of(clause),
        )


def _assets_verb(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    table = lexicon()["assets_frozen"]
    heads = [
        h
        for h in (*clause.objects, *(clause.subjects if clause.passive else []))
        if h.lemma_.lower() in table["assets"]
    ]
    frozen, released = clause.lemma in table["verbs"], clause.lemma in table["released"]
    if not heads or not (frozen or released):
        return
    holder = owner(reading, sentence, heads[0])
    state = "yes" if frozen != clause.negated else "no"
    if considered(clause):
        state = "considered"
    yield Standing(
        kind="assets_frozen",
        state=state,
        holder=holder,
        by=agent(reading, sentence, clause),
        trigger=clause.head,
        span=span_of(clause),
    )


def _record(reading: Reading, sentence: Sentence, s: Standing) -> Status:
    values = lexicon()[s.kind]["values"]
    own = sentence.chars(*s.span)
    when = when_of(reading, sentence, sentence.token_chars(s.trigger)[0], within=own)
    changed = s.trigger.pos_ == "VERB" and "Past" in s.trigger.morph.get("Tense", [])
    dated = when.precision not in {"publication", "none"} or bool(when.start and changed)
    return Status(
        coder=CODER,
        citation=reading.document.cite(*own),
        hedge=hedge_in(sentence, s.span),
        confidence=0.7 if s.by is not None else 0.55,
        holder=s.holder,
        granted_by=s.by,
        kind=s.kind,
        value=s.value or values.get(s.state, values["yes"]),
        start=when.start if dated else None,
        end=when.end if when.precision == "range" else None,
        precision=when.precision if dated else "none",
    )
