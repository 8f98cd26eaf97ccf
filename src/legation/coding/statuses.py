"""Standings over time: recognition, designations, bans, sanctions, missions … (statuses.v1).

Takes a `Reading` and yields a `Status`: the holder, who grants or imposes it, its kind and value.
A verb that ends a standing closes it; one that is only considered says so in its value.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from legation.coding.clauses import Clause, case_of, children, conjuncts, phrase
from legation.coding.hedges import hedge_in
from legation.coding.parties import reference, within
from legation.coding.reading import Reading, Sentence
from legation.coding.timing import when_of
from legation.ontology import StatusKind
from legation.records import ActorRef, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "statuses.v1"
LISTED: Final = frozenset({"as", "a", "an"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One standing as found, before it is dated."""

    kind: StatusKind
    state: str  # "yes", "no", "considered", "ended", "accredited", "seek"
    holder: ActorRef
    by: ActorRef | None
    trigger: "Token"
    span: tuple[int, int]


@cache
def lexicon() -> dict[str, Any]:
    """data/codebook/standing.toml."""
    text = files("legation.data").joinpath("codebook/standing.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def code(reading: Reading) -> Iterable[Status]:
    """Every standing of the document, in order; the same one in a sentence once."""
    for sentence in reading.sentences:
        seen: set[tuple[str, str]] = set()
        for standing in _found(reading, sentence):
            key = (standing.kind, standing.holder.id)
            if key not in seen and not _vague(standing.holder):
                seen.add(key)
                yield _record(reading, sentence, standing)


def _vague(holder: ActorRef) -> bool:
    """Is it nobody in particular: "a terrorist organisation", "embassies"?"""
    return holder.id.startswith("unnamed:") and not re.search(r"[A-Z]", holder.text[1:])


def _found(reading: Reading, sentence: Sentence) -> Iterator[Standing]:
    for clause in sentence.clauses:
        yield from _recognised(reading, sentence, clause)
        yield from _listed(reading, sentence, clause)
        yield from _banned(reading, sentence, clause)
        yield from _missions(reading, sentence, clause)
        yield from _controls(reading, sentence, clause)
        yield from _pledged(reading, sentence, clause)
        yield from _assets_verb(reading, sentence, clause)
    for token in sentence.words:
        if token.pos_ in {"NOUN", "ADJ"}:
            yield from _nouns(reading, sentence, token)


# --- who --------------------------------------------------------------------------------------


def _first(
    reading: Reading, sentence: Sentence, heads: "Iterable[Token]", *, deep: bool = True
) -> ActorRef | None:
    heads = list(heads)
    for head in heads:
        found = reference(reading, sentence, head)
        if found is not None:
            return found
    if deep:
        for head in heads:
            for ref in within(reading, sentence, head):
                return ref
    return None


def _patient(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    """Whom it is done to; a pronoun beside a first verb stands for that verb's object."""
    heads = clause.subjects if clause.passive else clause.objects
    above = clause.head.head
    if clause.head.dep_ == "conj" and not clause.passive and above.pos_ == "VERB":
        if heads and heads[0].pos_ == "PRON":
            heads = Clause(above).objects or heads
    return _first(reading, sentence, heads)


def _agent(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    if not clause.passive:
        return _first(reading, sentence, clause.subjects)
    found = _first(reading, sentence, clause.agents)
    return found or _first(reading, sentence, clause.obliques.get("in", []), deep=False)


def _span(clause: Clause) -> tuple[int, int]:
    first, last = clause.head.i, clause.head.i + 1
    for c in clause.head.children:
        if c.dep_ not in {"conj", "parataxis", "punct", "cc"} and not (
            c.dep_ in {"advcl", "ccomp"} and c.right_edge.i - c.left_edge.i > 12
        ):
            first, last = min(first, c.left_edge.i), max(last, c.right_edge.i + 1)
    return first, last


def _considered(clause: Clause) -> bool:
    """Is the standing only weighed, asked for or promised?"""
    words = set(lexicon()["considered"]["words"])
    if clause.modals & words:
        return True
    for steps, governor in enumerate(clause.governors()):
        if governor.lemma in words:
            return True
        if steps > 2:
            break
    head = clause.head.head
    return head.lemma_.lower() in words


def _state(clause: Clause) -> str:
    if _considered(clause):
        return "considered"
    return "no" if clause.negated else "yes"


# --- verbs ------------------------------------------------------------------------------------


def _recognised(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """Recognition of an actor; recognising a fact, a need or a list entry is something else."""
    if clause.lemma not in lexicon()["recognition"]["verbs"]:
        return
    heads = clause.subjects if clause.passive else clause.objects
    holder = _first(reading, sentence, heads, deep=False)
    if holder is None or holder.id.startswith("unnamed:"):
        return
    terrorist = _terrorist(clause)
    if terrorist:
        yield Standing(
            kind="designation",
            state="yes",
            holder=holder,
            by=_agent(reading, sentence, clause),
            trigger=clause.head,
            span=_span(clause),
        )
        return
    by = _agent(reading, sentence, clause)
    none = any(d.lower_ == "no" for s in clause.subjects for d in s.children)
    none = none or any(g.negated for g in _near_governors(clause)) or _no_subject(clause)
    yield Standing(
        kind="recognition",
        state="no" if none else _state(clause),
        holder=holder,
        by=by,
        trigger=clause.head,
        span=_span(clause),
    )


def _no_subject(clause: Clause) -> bool:
    """ "There is no state that recognises …"."""
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
    """ "Designated as a terrorist group", "removed from the list of terrorist organisations"."""
    table, ends = lexicon()["designation"], lexicon()["ends"]["verbs"]
    doc = clause.head.doc
    first, last = _span(clause)
    words = {t.lemma_.lower() for t in doc[first:last]}
    signs = bool(words & set(table["signs"]))
    if (
        clause.lemma in {*ends, "put", "place", "add", "include", "keep"}
        and signs
        and words & set(table["lists"])
    ):
        holder = _patient(reading, sentence, clause)
        ended = clause.lemma in ends
        state = ("considered" if _considered(clause) else "ended") if ended else _state(clause)
    elif signs and (
        clause.lemma in table["verbs"]
        or clause.lemma in {"consider", "declare", "deem", "regard", "treat"}
    ):
        holder, state = _patient(reading, sentence, clause), _state(clause)
        state = "yes" if clause.lemma == "consider" and not clause.negated else state
    else:
        return
    if holder is not None:
        yield Standing(
            kind="designation",
            state=state,
            holder=holder,
            by=_agent(reading, sentence, clause),
            trigger=clause.head,
            span=(first, last),
        )


def _banned(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    for kind in ("legal_ban", "sanction"):
        if clause.lemma in lexicon()[kind]["verbs"]:
            holder = _patient(reading, sentence, clause)
            if holder is not None:
                yield Standing(
                    kind=kind,
                    state=_state(clause),
                    holder=holder,
                    by=_agent(reading, sentence, clause),
                    trigger=clause.head,
                    span=_span(clause),
                )  # type: ignore[arg-type]


def _missions(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """Embassies, consulates and accredited envoys: opened, kept, closed, accepted."""
    table = lexicon()["mission"]
    opened, closed = clause.lemma in table["opened"], clause.lemma in table["closed"]
    if not (opened or closed):
        return
    heads = [*clause.objects, *(clause.subjects if clause.passive or not clause.objects else [])]
    for head in heads:
        if head.lemma_.lower() not in table["nouns"]:
            continue
        mention = reading.mention_of(sentence, head)
        holder = mention.ref if mention is not None and mention.kind != "person" else None
        holder = holder or _first(
            reading,
            sentence,
            [c for c in children(head, "nmod:poss", "amod", "compound", "nmod", "acl:relcl")],
        )
        holder = holder or _mission_phrase(reading, sentence, head)
        by = _agent(reading, sentence, clause)
        open_ = opened != clause.negated
        accredited = (
            head.lemma_.lower() in {"ambassador", "envoy", "credentials", "chargé", "charge"}
            and open_
        )
        state = "accredited" if accredited else "yes" if open_ else "no"
        yield Standing(
            kind="mission",
            state="considered" if _considered(clause) else state,
            holder=holder,
            by=by,
            trigger=clause.head,
            span=_span(clause),
        )
        return


def _mission_phrase(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef:
    text = reading.passage(sentence, *phrase(head)).text
    return ActorRef(id=f"unnamed:{text.lower()}", name=text, text=text, sector="GOV")


def _controls(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """Who holds which place; a clause that only tells the time ("after they took power") does not."""
    if set(clause.mark.split()) & {"after", "since", "before", "until"}:
        return
    if clause.lemma not in lexicon()["control"]["verbs"] or clause.passive:
        return
    objects = {o.lemma_.lower(): o for o in clause.objects}
    grip = objects.get("control") or objects.get("power")
    place = any(
        (m := reading.mention_of(sentence, o)) is not None and m.kind in {"state", "region"}
        for o in clause.objects
    )
    if grip is None and not (
        place
        and clause.lemma
        in {
            "control",
            "govern",
            "rule",
            "seize",
            "capture",
            "occupy",
            "retake",
            "recapture",
            "conquer",
            "overrun",
        }
    ):
        return
    holder = _first(reading, sentence, clause.subjects, deep=False)
    if holder is not None:
        yield Standing(
            kind="control",
            state=_state(clause),
            holder=holder,
            by=None,
            trigger=clause.head,
            span=_span(clause),
        )


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
    holder, by = _first(reading, sentence, clause.subjects), _first(reading, sentence, to)
    if holder is not None and by is not None:
        yield Standing(
            kind="allegiance",
            state=_state(clause),
            holder=holder,
            by=by,
            trigger=clause.head,
            span=_span(clause),
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
    holder = _owner(reading, sentence, heads[0])
    state = "considered" if _considered(clause) else ("yes" if frozen != clause.negated else "no")
    if released and clause.negated:
        state = "yes"
    yield Standing(
        kind="assets_frozen",
        state=state,
        holder=holder,
        by=_agent(reading, sentence, clause),
        trigger=clause.head,
        span=_span(clause),
    )


def _owner(reading: Reading, sentence: Sentence, noun: "Token") -> ActorRef:
    owners = [
        c
        for c in children(noun, "nmod:poss", "amod", "compound", "nmod")
        if case_of(c) in {"", "of", "'s", "’s"}
    ]
    return _first(reading, sentence, owners) or _mission_phrase(reading, sentence, noun)


# --- nouns ------------------------------------------------------------------------------------


def _nouns(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
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
        holder = _first(reading, sentence, owners)
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
    verb = (
        Clause(token.head)
        if token.dep_ in {"obj", "nsubj:pass", "nsubj"} and token.head.pos_ == "VERB"
        else None
    )
    state, holder, by = "yes", None, None
    if of:
        holder = _first(reading, sentence, of, deep=False)
        if holder is None or holder.id.startswith("unnamed:"):
            return
        by = _first(reading, sentence, children(token, "nmod:poss", "amod", "compound"))
    elif verb is not None:
        seeking = verb.lemma in {
            "seek",
            "want",
            "demand",
            "request",
            "gain",
            "receive",
            "win",
            "obtain",
            "secure",
            "lack",
        }
        giving = verb.lemma in {"grant", "extend", "give", "withhold", "deny", "offer", "refuse"}
        if seeking:
            holder, state = (
                _first(reading, sentence, verb.subjects),
                "seek" if verb.lemma not in {"lack", "gain", "receive", "win"} else "yes",
            )
            state = "no" if verb.lemma == "lack" or verb.negated else state
        elif giving:
            holder = _first(
                reading,
                sentence,
                [t for p in ("to", "") for t in verb.obliques.get(p, [])]
                + children(verb.head, "iobj"),
            )
            by = _agent(reading, sentence, verb)
            state = (
                "no"
                if verb.lemma in {"withhold", "deny", "refuse"} or verb.negated
                else _state(verb)
            )
    if holder is None:
        return
    if any(c.lower_ == "no" for c in token.children):
        state = "no"
    yield Standing(
        kind="recognition",
        state=state,
        holder=holder,
        by=by,
        trigger=token,
        span=phrase(token, tight=False),
    )


def _owned_noun(
    reading: Reading, sentence: Sentence, token: "Token", kind: StatusKind
) -> Iterator[Standing]:
    owners = children(token, "nmod:poss", "compound") or [
        c for c in children(token, "nmod") if case_of(c) == "of"
    ]
    holder = _first(reading, sentence, owners)
    if holder is not None:
        state = "considered" if _considered(Clause(token)) else "yes"
        by = _first(
            reading, sentence, [c for c in children(token, "nmod") if case_of(c) in {"by", "in"}]
        )
        yield Standing(
            kind=kind,
            state=state,
            holder=holder,
            by=by,
            trigger=token,
            span=phrase(token, tight=False),
        )


def _curb_noun(
    reading: Reading, sentence: Sentence, token: "Token", kind: StatusKind
) -> Iterator[Standing]:
    """ "Its ban on X", "sanctions against X", "lifted the ban on X"."""
    on = [c for c in children(token, "nmod") if case_of(c) in {"on", "against"}]
    verb = (
        Clause(token.head)
        if token.dep_ in {"obj", "nsubj:pass"} and token.head.pos_ == "VERB"
        else None
    )
    if not on and verb is not None:
        on = [t for p in ("on", "against") for t in verb.obliques.get(p, [])]
    holder = _first(reading, sentence, on, deep=False)
    if holder is None or holder.id.startswith("unnamed:"):
        return
    by = _first(reading, sentence, children(token, "nmod:poss", "amod"))
    state = "yes"
    if verb is not None:
        by = by or _agent(reading, sentence, verb)
        ends = verb.lemma in lexicon()["ends"]["verbs"]
        state = (
            ("considered" if _considered(verb) else "ended") if ends and not verb.negated else "yes"
        )
    yield Standing(
        kind=kind,
        state=state,
        holder=holder,
        by=by,
        trigger=token,
        span=phrase(token, tight=False) if verb is None else _span(verb),
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
    by = _first(
        reading,
        sentence,
        [t for m in marks for t in Clause(m).agents]
        + [c for c in children(token, "nmod") if case_of(c) == "in"],
    )
    yield Standing(
        kind="assets_frozen",
        state="yes",
        holder=_owner(reading, sentence, token),
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
    by = _first(reading, sentence, to)
    if by is None:
        return
    owners = [token.head] if token.dep_ in {"amod", "acl"} else Clause(token).subjects
    if token.dep_ == "xcomp":
        owners = Clause(token).subjects
    holder = _first(reading, sentence, owners)
    if holder is not None and holder.id != by.id:
        yield Standing(
            kind="allegiance",
            state="yes",
            holder=holder,
            by=by,
            trigger=token,
            span=(token.left_edge.i, token.right_edge.i + 1),
        )


def _record(reading: Reading, sentence: Sentence, s: Standing) -> Status:
    values = lexicon()[s.kind]["values"]
    when = when_of(reading, sentence, sentence.token_chars(s.trigger)[0])
    dated = when.precision not in {"publication", "none"}
    closes = s.state in {"ended", "no"} and s.kind in {
        "legal_ban",
        "designation",
        "sanction",
        "assets_frozen",
    }
    return Status(
        coder=CODER,
        citation=reading.document.cite(*sentence.chars(*s.span)),
        hedge=hedge_in(reading, sentence, s.span),
        confidence=0.6 if s.by is not None else 0.5,
        holder=s.holder,
        granted_by=s.by,
        kind=s.kind,
        value=values.get(s.state, values["yes"]),
        start=when.start if dated and not closes else None,
        end=(when.start if closes else when.end) if dated else None,
        precision=when.precision if dated else "none",
    )
