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
from legation.coding.curbs import again, border, borders, curbs, frozen, owner_of_assets
from legation.coding.following import followed
from legation.coding.hedges import hedge_in
from legation.coding.holdings import held, holdings
from legation.coding.listings import listed, listings
from legation.coding.missions import missions, moved
from legation.coding.presence import presence
from legation.coding.reading import Reading, Sentence
from legation.coding.recognitions import recognised, recognitions
from legation.coding.standings import (
    Standing,
    agent,
    considered,
    first_of,
    imposed,
    lexicon,
    patient,
    span_of,
    state_of,
    swearers,
)
from legation.coding.status_nouns import GROUPS, from_noun
from legation.coding.timing import when_of
from legation.records import ActorRef, Status

if TYPE_CHECKING:
    from spacy.tokens import Token


CODER: Final = "statuses.v1"
TELLING: Final = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
DEFINITE: Final = re.compile(r"(?:the|these|those|this|that) ", re.IGNORECASE)


def code(reading: Reading) -> Iterable[Status]:
    """Every standing of the document, in order; the same one in a sentence once."""
    last: Standing | None = None
    for sentence in reading.sentences:
        found = _distinct(_found(reading, sentence))
        before = found[0] if found else last
        if before is not None:
            found += _distinct(followed(reading, sentence, before))
        last = found[0] if found else None
        for standing in found:
            if standing.described or not _vague(standing.holder):
                yield _record(reading, sentence, standing)


def _distinct(found: Iterable[Standing]) -> list[Standing]:
    """Each standing once, and where it is told with and without who grants it, with it."""
    kept: dict[tuple[str, ...], Standing] = {}
    for one in found:
        own = one.by is not None and one.by.id == one.holder.id
        standing = replace(one, by=None) if own else one
        by = standing.by.id if standing.by else ""
        kept.setdefault((standing.kind, standing.holder.id, standing.state, by), standing)
    granted = {key[:3] for key in kept if key[3]}
    return [s for key, s in kept.items() if key[3] or key[:3] not in granted]


def _vague(holder: ActorRef) -> bool:
    """Is it nobody in particular: "a terrorist organisation", "embassies"?"""
    named = re.search(r"[A-Z]", holder.text[1:]) or DEFINITE.match(holder.text)
    return holder.id.startswith("unnamed:") and not named


def _found(reading: Reading, sentence: Sentence) -> Iterator[Standing]:
    for clause in sentence.clauses:
        yield from recognitions(reading, sentence, clause)
        yield from listings(reading, sentence, clause)
        yield from _banned(reading, sentence, clause)
        yield from missions(reading, sentence, clause)
        yield from holdings(reading, sentence, clause)
        yield from _pledged(reading, sentence, clause)
        yield from _assets_verb(reading, sentence, clause)
        yield from borders(reading, sentence, clause)
    for token in sentence.words:
        if token.pos_ in TELLING:
            yield from curbs(reading, sentence, token)
            yield from _named(reading, sentence, token)
    for clause in sentence.clauses:
        yield from again(reading, sentence, clause)


def _named(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    for part in (listed, presence, recognised, held, from_noun, frozen, border, moved):
        yield from part(reading, sentence, token)


# --- verbs ------------------------------------------------------------------------------------


def _banned(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    dissolved = clause.lemma in lexicon()["legal_ban"]["dissolving"]
    for kind in ("legal_ban", "sanction"):
        ends = dissolved and kind == "legal_ban"
        if clause.lemma in lexicon()[kind]["verbs"] or ends:
            holder = patient(reading, sentence, clause)
            if holder is not None and not (ends and not _group(reading, clause, holder)):
                yield Standing(
                    kind=kind,
                    state=imposed(clause),
                    holder=holder,
                    by=agent(reading, sentence, clause),
                    trigger=clause.head,
                    span=span_of(clause),
                )


def _group(reading: Reading, clause: Clause, holder: ActorRef) -> bool:
    """Is it a party or movement, and not a parliament, that somebody else dissolves?"""
    done_to = clause.subjects if clause.passive else clause.objects
    nouns = lexicon()["legal_ban"]["groups"]
    kinds = {m.kind for m in reading.resolution.mentions if m.ref.id == holder.id}
    return bool(kinds & GROUPS) or any(t.lemma_.lower() in nouns for t in done_to)


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
    freezing, released = clause.lemma in table["verbs"], clause.lemma in table["released"]
    if not heads or not (freezing or released):
        return
    holder = owner_of_assets(reading, sentence, heads[0])
    state = "yes" if freezing != clause.negated else "no"
    if considered(clause):
        state = "weighed" if freezing else "considered"
    yield Standing(
        kind="assets_frozen",
        state=state,
        holder=holder,
        by=agent(reading, sentence, clause),
        trigger=clause.head,
        span=span_of(clause),
        described=True,
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
