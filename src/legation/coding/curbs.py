"""Sanctions, embargoes, bans, freezes and closed borders, as their nouns tell them.

`curbs` takes a word of a sentence and yields the `Standing`s of "its sanctions on X", "X is under an
embargo", "the travel ban was extended", "sanctions remain in place"; `borders` those of a clause
that closes or opens a border.  Where a sentence names nobody, the last curb told of is meant.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, case_of, children, conjuncts, phrase
from legation.coding.parties import reference, sector_of, within
from legation.coding.reading import Reading, Sentence
from legation.coding.standings import (
    Standing,
    agent,
    end_of,
    first_of,
    imposed,
    lexicon,
    other_party,
    owner,
    span_of,
    weigher,
    with_weight,
)
from legation.ontology import StatusKind
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

ON: Final = frozenset({"on", "against", "upon", "targeting", "over", "towards", "from"})
UNDER: Final = frozenset({"under", "to", "with", "by", "from", "despite"})
BACK: Final = 4  # sentences back in which the curb that a sentence speaks of may have been told
LAST: Final = "the last curb told of"
STATE_OF_PHASE: Final = {
    "again": "again", "extended": "extended", "suspended": "suspended", "eased": "eased",
    "ended": "ended", "keep": "yes", "begin": "yes", "spoken": "spoken",
}  # fmt: skip


def curbs(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """Every standing that a noun of this sort tells."""
    kind = _kind(token)
    if kind is None and token.lemma_.lower() in lexicon()["sanction"]["taken"]:
        kind = "sanction" if _remembered(reading, sentence, "sanction") else None
        if not children(token, "amod", "nmod:poss") or not _specific(token):
            return  # "the American measures", where sanctions were told of before
    if kind is None:
        return
    head = _carrier(token)
    verb = _verb(head)
    state = _state(head, verb)
    if state is None:
        return
    by = _by(reading, sentence, head, verb)
    told = [r for r in _holders(reading, sentence, head, verb) if by is None or r.id != by.id]
    vague = all(r.id.startswith("unnamed:") for r in told)
    if vague and (token.lemma_.lower() not in _measures() or _kind(token) is None):
        acted = verb is not None and _phase(verb.lemma) not in {"", "spoken"}
        near = _remembered(reading, sentence, kind)
        firm = state not in {"considered", "weighed"} and (acted or _specific(head))
        if not near and by is not None and firm:
            other = other_party(reading, sentence, head, by)
            near, acted = [other] if other is not None else [], True
        by = by if by is not None or not near else _last_by(reading)
        told = told if told and by is not None else near
        if not told or (near == told and not acted):
            return
    for holder in told[:3]:
        _remember(reading, sentence, kind, holder, by)
        yield Standing(
            kind=kind,
            state=_known(kind, state),
            value=_value(token, state),
            holder=holder,
            by=by,
            trigger=verb.head if verb is not None else token,
            span=_span(head, verb),
            described=by is not None,
        )


def _measures() -> frozenset[str]:
    words: frozenset[str] = lexicon()["sanction"]["measures"]
    return words


def _kind(token: "Token") -> StatusKind | None:
    """Of which kind a noun is; a ban on travel or arms is a sanction, a ban of a movement is not."""
    lemma, table = token.lemma_.lower(), lexicon()["sanction"]
    kinds = _kinds(token)
    if lemma in {"sanction", *table["nouns"]} and token.pos_ != "ADJ":
        placed = token.dep_ in {
            "obj",
            "obl",
            "nmod",
            "nsubj",
        }  # an embargo now and then read as a verb
        verbal = token.tag_ in {"VBD", "VBG", "VBN"} or (
            token.pos_ == "VERB" and not (kinds or placed)
        )
        return None if verbal else "sanction"
    if lemma == "freeze" and token.pos_ == "NOUN":
        return "assets_frozen" if kinds & lexicon()["assets_frozen"]["assets"] else None
    if token.pos_ != "NOUN":
        return None
    if lemma in {"ban", "prohibition"}:
        return "sanction" if kinds & table["bans"] or _of_goods(token) else "legal_ban"
    if lemma in table["measures"] and kinds & table["bans"]:
        return "sanction"  # "export curbs"
    if lemma in table["measures"] and any(case_of(c) == "against" for c in children(token, "nmod")):
        return "sanction"
    return None


def _of_goods(token: "Token") -> bool:
    """Is it a ban on ships or sales, and not on a party?"""
    on = [c for c in children(token, "nmod", "obl") if case_of(c) == "on"]
    return any(c.pos_ == "NOUN" and sector_of(c) is None for c in on)


def _kinds(token: "Token") -> set[str]:
    """Lemmas of what a noun is a ban, freeze or embargo of."""
    near = [c for c in children(token, "compound", "amod") if c.i < token.i]
    near += [d for c in near for d in children(c, "compound", "conj")]
    return {w for c in near for w in (c.lower_, c.lemma_.lower())}


def _carrier(token: "Token") -> "Token":
    """The noun to which phrases and verbs attach: the last of several, the programme they make up."""
    carriers = lexicon()["sanction"]["carriers"]
    if token.dep_ == "compound" and token.head.lemma_.lower() in carriers:
        return token.head
    return token


def _first(head: "Token") -> "Token":
    """The first of nouns joined by "and": what governs it governs all."""
    while head.dep_ == "conj" and head.head.pos_ in {"NOUN", "PROPN"}:
        head = head.head
    return head


def _verb(head: "Token") -> Clause | None:
    """The verb that does something to it, or that it is the subject of."""
    first = _first(head)
    above = first.head
    if first.dep_ in {"obj", "nsubj", "nsubj:pass", "obl"} and above.pos_ in {"VERB", "ADJ"}:
        return Clause(above)
    if any(c.dep_ == "cop" for c in first.children):
        return Clause(first)  # "X is under sanctions"
    if first.dep_ == "nmod" and above.lemma_.lower() in lexicon()["phases"]["ending"]:
        return _verb(above)
    return None


def _phase(lemma: str) -> str:
    """To which of [phases] a verb belongs, or ""."""
    table = lexicon()["phases"]
    return next((name for name in STATE_OF_PHASE if lemma in table[name]), "")


def _state(head: "Token", verb: Clause | None) -> str | None:
    """What becomes of it; None where the sentence only speaks of such a thing."""
    first = _first(head)
    if first.dep_ == "nmod" and first.head.lemma_.lower() in lexicon()["phases"]["ending"]:
        weighed = verb is None or weigher(Clause(first.head)) is not None
        spoken = verb is not None and _phase(verb.lemma) == "spoken"
        return "considered" if weighed or spoken else "ended"
    if case_of(first) == "under" and _inserted(first) is not None:
        return "yes"
    if verb is None or verb.head in (head, first):
        return "no" if verb is not None and verb.negated else "yes"
    if first.dep_ == "obl" and case_of(first) == "without":
        return None
    if any(_phase(c.lemma_.lower()) == "spoken" for c in children(head, "acl", "acl:relcl")):
        return "weighed"  # "the sanctions that X threatened"
    phase = _phase(verb.lemma)
    if phase in {"ended", "suspended", "eased"}:
        ended = end_of(verb)
        return phase if ended == "ended" else ended
    if phase == "spoken":
        return "yes" if _specific(head) else "weighed"
    if not phase:
        return "yes" if _specific(head) else None
    state = imposed(verb)
    return STATE_OF_PHASE.get(phase, "yes") if state == "yes" else state


def _specific(head: "Token") -> bool:
    """Are they those that somebody has imposed: "the", "its", "American sanctions"?"""
    near = children(head, "det", "nmod:poss", "amod", "compound")
    return any(c.lower_ not in {"a", "an", "no", "any", "new"} for c in near)


def _known(kind: StatusKind, state: str) -> str:
    """The state as the values of its kind have it."""
    values = lexicon()[kind]["values"]
    fallback = {"eased": "ended", "suspended": "ended", "extended": "yes", "again": "yes"}
    return state if state in values else fallback.get(state, "yes")


def _value(token: "Token", state: str) -> str | None:
    """ "under an arms embargo", where the noun says of what sort it is."""
    sort = min(_kinds(token) & lexicon()["sanction"]["bans"], default="")
    if not sort or state not in {"yes", "extended", "again", "ended", "suspended", "eased"}:
        return None
    lemma = token.lemma_.lower()
    if state != "yes":
        done = {"ended": "lifted", "again": "reimposed"}
        return f"{sort} {lemma} {done.get(state, state)}"
    return f"under a {sort} ban" if lemma == "ban" else f"under an embargo ({sort})"


def _span(head: "Token", verb: Clause | None) -> tuple[int, int]:
    first, last = phrase(_first(head), tight=False)
    if verb is None:
        return with_weight(Clause(head), (first, max(last, head.i + 1)))
    low, high = span_of(verb)
    return min(first, low), max(last, high)


# --- who --------------------------------------------------------------------------------------------


def _holders(
    reading: Reading, sentence: Sentence, head: "Token", verb: Clause | None
) -> list[ActorRef]:
    """On whom it lies."""
    together = conjuncts(_first(head))
    phrases = [c for t in together for c in children(t, "nmod", "obl") if case_of(c) in _on(t)]
    parts = [c for t in together for c in children(t, "acl", "acl:relcl")]
    for part in parts:
        phrases += [t for p in ON for t in Clause(part).obliques.get(p, [])]
    if verb is not None and verb.head not in together:
        phrases += [t for p in ON for t in verb.obliques.get(p, []) if t not in together]
    found = _actors(reading, sentence, phrases)
    if found:
        return found
    first = _first(head)
    undergone = lexicon()["phases"]["undergone"]
    if verb is not None:
        if case_of(first) == "under" and (name := _inserted(first)) is not None:
            return _actors(reading, sentence, [name])
        under = case_of(first) in UNDER and (verb.head == first or verb.lemma in undergone)
        facing = first.dep_ == "obj" and verb.lemma in undergone and not verb.passive
        if under or (facing and verb.lemma not in {"place", "put", "keep"}):
            objects = verb.objects if verb.lemma in {"place", "put", "keep", "hit"} else []
            return _actors(reading, sentence, objects or verb.subjects)
    if case_of(first) == "under" and first.dep_ in {"nmod", "obl"}:
        return _actors(reading, sentence, [_inserted(first) or first.head])
    return []


def _inserted(noun: "Token") -> "Token | None":
    """The name before a comma that a phrase stands behind: "X, under sanctions since May, …"."""
    case = next((c for c in noun.children if c.dep_ == "case"), noun)
    if case.i < noun.sent.start + 2 or case.nbor(-1).text != ",":
        return None
    return case.nbor(-2) if case.nbor(-2).pos_ == "PROPN" else None


def _on(noun: "Token") -> frozenset[str]:
    """Prepositions behind which the one stands on whom it lies: "a blockade of X"."""
    return ON | {"of"} if noun.lemma_.lower() in lexicon()["sanction"]["sieges"] else ON


def _actors(reading: Reading, sentence: Sentence, heads: "list[Token]") -> list[ActorRef]:
    """The named actors at these heads, else within them: "on the oil of X"."""
    found: list[ActorRef] = []
    for head in heads:
        own = reference(reading, sentence, head)
        if own is None or own.id.startswith("unnamed:"):
            named = list(within(reading, sentence, head))[:1]
            own = named[0] if named else own
        if own is not None:
            found.append(own)
    return list({r.id: r for r in found}.values())


def _by(
    reading: Reading, sentence: Sentence, head: "Token", verb: Clause | None
) -> ActorRef | None:
    """Who imposes it: "American sanctions", "sanctions imposed by", the subject of the verb."""
    together = conjuncts(_first(head))
    owners = [c for t in together for c in children(t, "nmod:poss", "amod", "compound")]
    owners += [c for t in owners for c in children(t, "compound")]
    owners += [
        c for t in together for c in children(t, "nmod") if case_of(c) in {"of", "by"} - _on(t)
    ]
    found = first_of(reading, sentence, owners, deep=False)
    if found is not None and not found.id.startswith("unnamed:"):
        return found
    for t in together:
        for part in children(t, "acl", "acl:relcl"):
            clause = Clause(part)
            doers = (
                clause.agents
                if clause.passive
                else [s for s in clause.subjects if s not in together]
            )
            found = first_of(reading, sentence, doers, deep=False)
            if found is not None:
                return found
    active = verb is not None and _phase(verb.lemma) not in {"", "spoken"} and verb.head != head
    if verb is None or not (active or verb.passive):
        return None
    found = agent(reading, sentence, verb) if _first(head).dep_ != "nsubj" else None
    return None if found is not None and found.id.startswith("unnamed:") else found


# --- what was told before ---------------------------------------------------------------------------

Told = tuple[int, StatusKind, ActorRef, ActorRef | None]


def _told(reading: Reading) -> list[Told]:
    found = reading.cache.setdefault(LAST, [])
    assert isinstance(found, list)
    return found


def _remember(
    reading: Reading, sentence: Sentence, kind: StatusKind, holder: ActorRef, by: ActorRef | None
) -> None:
    _told(reading).append((sentence.index, kind, holder, by))


def _remembered(reading: Reading, sentence: Sentence, kind: StatusKind) -> list[ActorRef]:
    """On whom the last curb of that kind lay, where it was told of shortly before."""
    near = (t for t in reversed(_told(reading)) if t[1] == kind and sentence.index - t[0] <= BACK)
    return [t[2] for t in near][:1]


def _last_by(reading: Reading) -> ActorRef | None:
    return _told(reading)[-1][3]


# --- borders, frozen assets -------------------------------------------------------------------------


def borders(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """As in "closed its border with X", "the crossing to X has been shut since May"."""
    table = lexicon()["sanction"]
    if clause.lemma not in table["shut"] | table["opened"]:
        return
    heads = clause.subjects if clause.passive else (clause.objects or clause.subjects)
    for head in heads:
        if head.lemma_.lower() not in table["borders"]:
            continue
        beyond = [t for p in ("with", "to") for t in clause.obliques.get(p, [])]
        beyond += [c for c in children(head, "nmod") if case_of(c) in {"with", "to", "between"}]
        by = agent(reading, sentence, clause) if head in clause.objects or clause.passive else None
        by = by or first_of(reading, sentence, children(head, "nmod:poss", "amod"), deep=False)
        others = [r for r in _actors(reading, sentence, beyond) if by is None or r.id != by.id]
        shut = clause.lemma in table["shut"]
        state = imposed(clause) if shut else end_of(clause)
        done = state in {"yes", "ended"} and clause.mark not in {"if", "unless"}
        if not others and by is not None and done and head.lemma_.lower() in table["walls"]:
            other = other_party(reading, sentence, head, by)
            others = [other] if other is not None else []
        if others:
            _remember(reading, sentence, "sanction", others[0], by)
            yield Standing(
                kind="sanction",
                state="yes",
                value=table["border_values"].get(state),
                holder=others[0],
                by=by,
                trigger=clause.head,
                span=span_of(clause),
            )
            return


def border(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """As in "its border, shut since May", "the closed frontier with X"."""
    table = lexicon()["sanction"]
    if token.lemma_.lower() not in table["borders"] or token.pos_ != "NOUN":
        return
    last = max([token.i, *(c.right_edge.i for c in children(token, "nmod"))])
    behind = token.doc[last + 1 : min(last + 3, sentence.words.end)]
    near = children(token, "amod", "acl")
    marks = [c for c in near if c.lower_ in table["closed"] and (c.i < token.i or c.dep_ == "acl")]
    if len(behind) > 1 and behind[0].text == "," and behind[1].lower_ in table["closed"]:
        marks.append(behind[1])
    if not marks:
        return
    by = first_of(reading, sentence, children(token, "nmod:poss", "amod"), deep=False)
    beyond = [c for c in children(token, "nmod") if case_of(c) in {"with", "to"}]
    others = _actors(reading, sentence, beyond)
    other = others[0] if others else other_party(reading, sentence, token, by)
    if other is not None and (by is None or other.id != by.id):
        yield Standing(
            kind="sanction",
            state="yes",
            value=table["border_values"]["yes"],
            holder=other,
            by=by,
            trigger=marks[-1],
            span=(min(token.i, marks[-1].i), max(token.i, marks[-1].right_edge.i) + 1),
        )


def again(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """As in "lifted its embargo on X, three years after imposing it"."""
    told = _told(reading)
    if not told or told[-1][0] != sentence.index:
        return
    if not _phase(clause.lemma) and clause.lemma not in _shutting():
        return
    if not any(o.lower_ in {"it", "them"} for o in clause.objects) or clause.negated:
        return
    _, kind, holder, by = told[-1]
    table = lexicon()["sanction"]
    border = clause.lemma in _shutting()
    state = ("yes" if clause.lemma in table["shut"] else "ended") if border else STATE_OF_PHASE[_phase(clause.lemma)]  # fmt: skip
    if state == "spoken":
        return
    values = table["border_values"] if border else lexicon()[kind]["values"]
    yield Standing(
        kind=kind,
        state="yes",
        value=values[state if border else _known(kind, state)],
        holder=holder,
        by=by,
        trigger=clause.head,
        span=span_of(clause),
    )


def _shutting() -> frozenset[str]:
    words: frozenset[str] = lexicon()["sanction"]["shut"] | lexicon()["sanction"]["opened"]
    return words


def frozen(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """As in "the frozen reserves of X", "X's accounts, blocked in Y", "their assets stay frozen"."""
    table = lexicon()["assets_frozen"]
    sums = token.lemma_.lower() in table["currencies"] and bool(children(token, "det", "nmod:poss"))
    if token.lemma_.lower() not in table["assets"] and not sums:
        return
    marks = [
        c
        for c in children(token, "amod", "acl")
        if c.lower_ in table["adjectives"] or c.lemma_.lower() in table["verbs"]
    ]
    marks += [c for c in children(token, "acl:relcl") if c.lemma_.lower() in table["verbs"] and Clause(c).passive]  # fmt: skip
    if token.dep_ in {"nsubj", "nsubj:pass"} and not marks:
        behind = token.doc[token.head.i : min(token.head.i + 3, sentence.words.end)]
        marks = [t for t in behind if t.lower_ in table["adjectives"]]
    if not marks:
        return
    places = [c for c in children(token, "nmod") if case_of(c) == "in"]
    by = first_of(reading, sentence, [t for m in marks for t in Clause(m).agents] + places)
    first, last = phrase(token, tight=False)
    yield Standing(
        kind="assets_frozen",
        state="yes",
        holder=owner_of_assets(reading, sentence, token),
        by=by,
        trigger=token,
        span=(min(first, marks[0].i), max(last, marks[0].i + 1)),
    )


def owner_of_assets(reading: Reading, sentence: Sentence, noun: "Token") -> ActorRef:
    """Whose they are; where that stays vague, whoever was put under sanctions just before."""
    found = owner(reading, sentence, noun)
    told = _told(reading)
    if not told or told[-1][0] < sentence.index - 1:
        return found
    _, _, holder, by = told[-1]
    theirs = bool(children(noun, "nmod:poss")) and by is not None and found.id == by.id
    return holder if theirs or found.id.startswith("unnamed:") else found
