"""Missions and envoys: opened, kept, closed, enlarged, raised in rank; accredited, appointed.

`missions` takes a clause and yields the `Standing`s that it tells.  The holder is whose mission it
is, and the one that grants it is the state that receives it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, case_of, children, phrase
from legation.coding.parties import party_of, reference
from legation.coding.presence import sort_of
from legation.coding.reading import Reading, Sentence
from legation.coding.standings import (
    Standing,
    agent,
    considered,
    described,
    first_of,
    lexicon,
    owner,
    span_of,
    state_of,
)
from legation.records import ActorRef

PLACED: Final = ("in", "at", "to", "from")

if TYPE_CHECKING:
    from spacy.tokens import Token


def missions(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """Every standing of a mission or envoy that a clause tells."""
    raised = list(_raised(reading, sentence, clause))
    raised += _relations(reading, sentence, clause)
    raised += _handed(reading, sentence, clause)
    yield from raised
    if raised:
        return
    table = lexicon()["mission"]
    if clause.lemma in table["enlarged"]:
        yield from _enlarged(reading, sentence, clause)
    elif clause.lemma in {*table["opened"], *table["closed"], *table["lacking"]}:
        yield from _opened(reading, sentence, clause)


def _heads(clause: Clause) -> "list[Token]":
    """What is done to a mission is done to these."""
    nouns = lexicon()["mission"]["nouns"]
    without = not any(o.lemma_.lower() in nouns for o in clause.objects)
    acting = clause.objects and clause.lemma in lexicon()["mission"]["closed"]
    acted_on = clause.subjects if clause.passive or (without and not acting) else []
    named = children(clause.head, "xcomp") if _named(clause) else []  # "appointed (acting) consul"
    named += [c for c in children(clause.head, "advcl") if _named(clause) and c.lower_ == "acting"]
    named += [o for t in named for o in children(t, "obj")]
    return [*named, *clause.objects, *acted_on]


def _opened(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    for head in _heads(clause):
        rank = _rank(head)
        if rank is None or not _lasting(reading, sentence, clause, head, rank):
            continue
        open_ = _opens(clause, head)
        state = "yes" if open_ else "no"
        if considered(clause) and not clause.negated:
            state = "considered"
        holder, by = _sides(reading, sentence, clause, head)
        if by is None or (holder is not None and holder.party in {by.party, by.name}):
            by = _host(reading, sentence, head)  # one's own mission stands with another
        yield Standing(
            kind="mission",
            state=state,
            value=None if state == "considered" else _value(clause, head, rank, open_=open_),
            holder=holder or described(reading, sentence, head),
            by=by,
            trigger=clause.head,
            span=span_of(clause),
        )
        return


def _rank(head: "Token") -> str | None:
    """Which mission or envoy a noun names; a force or observers are none."""
    if sort_of(head) is not None:
        return None
    table = lexicon()["mission"]
    named = [t.lemma_.lower() for t in (head, *children(head, "compound", "amod"))]
    if named[0] == "office":
        return "office" if set(named[1:]) & table["representing"] else None
    return next((n for n in named if n in table["nouns"]), None)


def _opens(clause: Clause, head: "Token") -> bool:
    none = _lacks(clause, head)
    return (clause.lemma in lexicon()["mission"]["opened"]) != (clause.negated or none)


def _lacks(clause: Clause, head: "Token") -> bool:
    """As in "has no mission there", "keeps neither embassy nor consulate"."""
    none = any(c.lower_ in {"no", "neither"} for c in children(head, "det", "cc:preconj"))
    return none and clause.lemma in {
        *lexicon()["mission"]["lacking"],
        *lexicon()["mission"]["opened"],
    }


def _lasting(
    reading: Reading, sentence: Sentence, clause: Clause, head: "Token", rank: str
) -> bool:
    """Is it more than a visit: "sent an envoy", "a diplomat arrived", "received the ambassador"?"""
    table = lexicon()["mission"]
    if clause.lemma in table["coming"]:
        posts = all(o.lemma_.lower() in table["posts"] for o in clause.objects)
        return rank in table["resident"] and head in clause.subjects and posts
    if clause.lemma not in table["passing"] or _lacks(clause, head):
        return True
    back = any(c.lower_ == "back" for c in clause.head.children)
    bound = "to" not in clause.obliques or _host(reading, sentence, head) is not None
    return rank in table["resident"] and (clause.lemma != "send" or back or bound)


def _value(clause: Clause, head: "Token", rank: str, *, open_: bool) -> str | None:
    """ "ambassador accredited", "ambassador recalled"; None where a mission stands open or closed."""
    table = lexicon()["mission"]
    if rank not in table["accredited"]:
        return None
    if open_:
        found: str = table["accredited"][rank]
        return found
    done = table["envoy_values"].get(clause.lemma)
    if done is None:
        return f"no {head.lemma_.lower()}" if clause.lemma in table["lacking"] else None
    return f"{head.lemma_.lower()} {done}"


def moved(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """As in "the reopening of its embassy in X", "the recall of the ambassador from X"."""
    table = lexicon()["mission"]
    verb = table["moves"].get(token.lemma_.lower())
    of = [c for c in children(token, "nmod") if case_of(c) == "of"]
    rank = _rank(of[0]) if verb is not None and of else None
    holder = _sender(reading, sentence, of[0]) if rank is not None else None
    if rank is None or holder is None or holder.id.startswith("unnamed:"):
        return
    open_ = verb in table["opened"]
    state = state_of(Clause(token))
    if state == "no" or (rank not in table["resident"] and rank != "mission"):
        return
    named = table["accredited"].get(rank) if open_ else None
    done = table["envoy_values"].get(verb) if rank in table["accredited"] and not open_ else None
    host = _host(reading, sentence, of[0]) or _host(reading, sentence, token)
    yield Standing(
        kind="mission",
        state="considered" if state == "considered" else "yes" if open_ else "no",
        value=None
        if state == "considered"
        else f"{of[0].lemma_.lower()} {done}"
        if done
        else named,
        holder=holder,
        by=None if host is not None and host.id == holder.id else host,
        trigger=token,
        span=phrase(token),
    )


def _sides(
    reading: Reading, sentence: Sentence, clause: Clause, head: "Token"
) -> tuple[ActorRef | None, ActorRef | None]:
    """Whose mission it is, and who receives it, as far as the clause tells."""
    sender = _sender(reading, sentence, head)
    doer = (
        None if head in clause.subjects and not clause.passive else agent(reading, sentence, clause)
    )
    if _named(clause):
        return sender or _appointer(reading, sentence, clause), None
    if clause.lemma in lexicon()["mission"]["receiving"]:
        return sender, doer
    if sender is None and doer is not None and not doer.id.startswith("unnamed:"):
        return party_of(reading, doer), None
    places = [c for c in children(head, "nmod") if case_of(c) == "in"]
    return sender or first_of(reading, sentence, places), doer


def _named(clause: Clause) -> bool:
    """As in "was appointed consul": the place receives whom another has sent."""
    return clause.lemma in lexicon()["mission"]["sent"]


def _sender(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """Whose mission or envoy a noun names."""
    mention = reading.mention_of(sentence, head)
    if mention is not None and mention.kind != "person":
        return party_of(reading, mention.ref)
    senders = [t for c in children(head, "acl") for t in Clause(c).agents]
    owners = children(head, "nmod:poss", "amod", "compound", "nmod", "acl:relcl")
    owners = [c for c in owners if case_of(c) not in {"in", "to"}]
    return first_of(reading, sentence, [*senders, *owners])


def _appointer(reading: Reading, sentence: Sentence, clause: Clause) -> ActorRef | None:
    """Who sends somebody "appointed consul": the one who does it, else who announces it."""
    sender = agent(reading, sentence, clause)
    for governor in [] if sender else clause.governors():
        for subject in governor.subjects:
            told = reference(reading, sentence, subject)
            if told is not None and told.party:
                return party_of(reading, told)
    return sender


def _host(reading: Reading, sentence: Sentence, head: "Token") -> ActorRef | None:
    """The state in which a mission stands: "its mission in X", "consul in X"."""
    verb = head.head
    places = [c for c in children(head, "nmod", "obl") if case_of(c) in PLACED]
    places += [t for p in PLACED for t in Clause(verb).obliques.get(p, [])]
    backwards = [c for c in children(verb, "advmod") if c.lower_ in {"back", "home"}]
    places += [t for c in backwards for t in children(c, "obl", "nmod")]
    for place in places:
        mention = reading.mention_of(sentence, place)
        if mention is not None and mention.kind == "state":
            return mention.ref
    return None


def _enlarged(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """As in "wants to expand its mission in X"."""
    for head in _heads(clause):
        if head.lemma_.lower() in lexicon()["mission"]["nouns"] and sort_of(head) is None:
            state = {"considered": "enlargement", "yes": "enlarged"}.get(state_of(clause))
            if state is not None:
                yield Standing(
                    kind="mission",
                    state=state,
                    holder=owner(reading, sentence, head),
                    by=_host(reading, sentence, head),
                    trigger=clause.head,
                    span=span_of(clause),
                )


def _raised(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """As in "upgraded its mission to an embassy", "the status of its mission to that of …"."""
    table = lexicon()["mission"]
    if clause.lemma not in table["raised"]:
        return
    into = [t for prep in ("to", "into") for t in clause.obliques.get(prep, [])]
    into += [c for t in into for c in children(t, "nmod") if case_of(c) == "of"]
    rank = next((t for t in into if t.lemma_.lower() in table["ranks"]), None)
    offices = [h for h in _heads(clause) if h.lemma_.lower() in table["offices"]]
    offices += [c for h in offices for c in children(h, "nmod") if case_of(c) == "of"]
    state = state_of(clause)
    if rank is None or not offices or state == "no":
        return
    holder = owner(reading, sentence, offices[-1])
    if holder.id.startswith("unnamed:"):
        holder = agent(reading, sentence, clause) or holder
    raised = f"{table['values']['raised']} {rank.lemma_.lower()}"
    yield Standing(
        kind="mission",
        state=state,
        value=f"being {raised} considered" if state == "considered" else raised,
        holder=holder,
        by=_host(reading, sentence, offices[-1]),
        trigger=clause.head,
        span=span_of(clause),
    )


def _handed(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """As in "handed the embassy over to X": X has it, with the state that did so."""
    table = lexicon()["mission"]
    passed = clause.lemma in table["passing_to"] and not clause.objects
    done_to = clause.subjects if passed else _heads_of(clause)
    heads = [h for h in done_to if _rank(h) in table["ranks"]]
    to = [t for p in ("to", "over") for t in clause.obliques.get(p, [])]
    holder = first_of(reading, sentence, to)
    if not (passed or clause.lemma in table["handed"]) or not heads or holder is None:
        return
    state = state_of(clause)
    if state != "no":
        yield Standing(
            kind="mission",
            state=state,
            value=table["values"]["handed"] if state == "yes" else None,
            holder=party_of(reading, holder),
            by=agent(reading, sentence, clause) or _host(reading, sentence, heads[0]),
            trigger=clause.head,
            span=span_of(clause),
        )


def _relations(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """As in "severed diplomatic relations with X", "A and B restored relations"."""
    table = lexicon()["mission"]
    done = next((k for k in ("cut", "restored", "lowered") if clause.lemma in table[k]), None)
    ties = [h for h in _heads_of(clause) if h.lemma_.lower() in table["ties"]]
    if clause.lemma in table["lacking"] and ties and (clause.negated or _lacks(clause, ties[0])):
        done = "none"  # "has no relations with X"
    if not ties or done is None or not _diplomatic(ties[0]):
        return
    with_ = [*clause.obliques.get("with", []), *clause.obliques.get("between", [])]
    with_ += [c for c in children(ties[0], "nmod") if case_of(c) in {"with", "between"}]
    doers = clause.agents if clause.passive else clause.subjects
    sides = [r for t in (*doers, *with_) if (r := reference(reading, sentence, t)) is not None]
    state = "yes" if done == "none" else state_of(clause)
    if len(sides) < 2 or state == "no":
        return
    value = table["values"][done]
    yield Standing(
        kind="recognition",
        state=state,
        value=f"{value} considered" if state == "considered" else value,
        holder=sides[-1],
        by=sides[0],
        trigger=clause.head,
        span=span_of(clause),
    )


def _heads_of(clause: Clause) -> "list[Token]":
    return [*clause.objects, *(clause.subjects if clause.passive else [])]


def _diplomatic(noun: "Token") -> bool:
    """Are they relations of states?  Those of no other kind are."""
    kinds = {c.lemma_.lower() for c in children(noun, "amod", "compound")}
    return not kinds - lexicon()["mission"]["formal"]
