"""Designations: called a terrorist, put on a list, kept on it, taken off it.

`listings` takes a clause and yields the `Standing`s of "designated X as a terrorist group"; `listed`
takes a noun: "X, on the American list since 2009", "removed X from its list", "X stays on the list".
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, case_of, children, conjuncts, phrase
from legation.coding.parties import actors_of
from legation.coding.reading import Reading, Sentence
from legation.coding.standings import (
    Standing,
    agent,
    definite,
    end_of,
    first_of,
    imposed,
    lexicon,
    patient,
    span_of,
    state_of,
)
from legation.ontology import StatusKind
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

ON: Final = frozenset({"on", "onto", "to", "in"})
OFF: Final = frozenset({"from", "off", "off of"})
CALLING: Final = frozenset({"consider", "declare", "deem", "regard", "treat", "call", "name"})
BACK: Final = 4  # sentences back in which such a list may have been spoken of
SPOKEN: Final = "the last list of terrorists"


def listings(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Standing]:
    """As in "designated as a terrorist group", "blacklisted", "proscribed as a terrorist group"."""
    table = lexicon()["designation"]
    first, last = span_of(clause)
    signs = _signs(clause.head.doc[first:last])
    if clause.lemma in table["ended"]:
        holder = patient(reading, sentence, clause)
        if holder is None or not (_armed(reading, holder) or _spoken(reading, sentence)):
            return
        state = end_of(clause)
    elif clause.lemma == "blacklist" or (signs and clause.lemma in {*table["verbs"], *CALLING}):
        if _has_list(clause):
            return  # the list tells it
        state = imposed(clause)
        state = "yes" if clause.lemma == "consider" and not clause.negated else state
        holder = patient(reading, sentence, clause)
        described = clause.head.dep_ == "acl:relcl" and not clause.passive
        if described and holder is not None and _is_sign(holder):  # "X, which Y calls terrorist"
            holder = first_of(reading, sentence, [clause.head.head], deep=False)
    else:
        return
    if holder is not None and not _is_sign(holder):
        _speak(reading, sentence, holder)
        yield Standing(
            kind="designation",
            state=state,
            holder=holder,
            by=agent(reading, sentence, clause),
            trigger=clause.head,
            span=(first, last),
        )


def _signs(words: "Iterable[Token]", kind: StatusKind = "designation") -> bool:
    signs = lexicon()[kind]["signs"]
    return any(t.lemma_.lower() in signs or t.lower_.rstrip("s") in signs for t in words)


def _is_sign(ref: ActorRef) -> bool:
    return "terroris" in f"{ref.name} {ref.text}".lower()


def _has_list(clause: Clause) -> bool:
    """Does the clause name a list, other than by its verb?"""
    lists = lexicon()["designation"]["lists"]
    return any(t.lemma_.lower() in lists and t.pos_ == "NOUN" for t in clause.head.subtree)


def _armed(reading: Reading, ref: ActorRef) -> bool:
    """Is it a group or movement, that terrorist lists hold, and not a firm or a person?"""
    kinds = {m.kind for m in reading.resolution.mentions if m.ref.id == ref.id}
    return bool(kinds & {"armed_group", "movement", "party"})


def _speak(reading: Reading, sentence: Sentence, holder: ActorRef | None = None) -> None:
    last = reading.cache.get(SPOKEN)
    known = last[1] if isinstance(last, tuple) and holder is None else holder
    reading.cache[SPOKEN] = (sentence.index, known)


def _spoken(reading: Reading, sentence: Sentence) -> bool:
    """Was such a list or designation spoken of shortly before?"""
    last = reading.cache.get(SPOKEN)
    return isinstance(last, tuple) and sentence.index - last[0] <= BACK


def _listed_before(reading: Reading, sentence: Sentence) -> ActorRef | None:
    """Who was last said to be on such a list, for "the group", "the front"."""
    last = reading.cache.get(SPOKEN)
    if not isinstance(last, tuple) or sentence.index - last[0] > BACK:
        return None
    found: ActorRef | None = last[1]
    return found


# --- on a list --------------------------------------------------------------------------------------


def listed(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Standing]:
    """Who is on such a list, was put on it or taken off it."""
    table = lexicon()["designation"]
    if token.lemma_.lower() not in table["lists"] or token.pos_ != "NOUN":
        return
    first, last = phrase(token)
    kinds: tuple[StatusKind, ...] = ("legal_ban", "sanction")
    kind: StatusKind = "designation"
    kind = next((k for k in kinds if _signs(token.doc[first:last], k)), kind)
    named = (
        kind != "designation"
        or _signs(token.doc[first:last])
        or token.lemma_.lower() == "blacklist"
    )
    named = named or (_signs(sentence.words) and case_of(token) in OFF | ON)
    if not named and not (_spoken(reading, sentence) and case_of(token) in OFF | ON):
        return
    _speak(reading, sentence)
    case = case_of(token)
    quit_ = token.dep_ == "obj" and token.head.lemma_.lower() in table["quit"]
    if not quit_ and (case not in OFF | ON or (case == "in" and token.dep_ == "nmod")):
        return
    told = _by_verb(reading, sentence, token, off=case in OFF or quit_)
    if told is None:
        return
    holders, agents, state, span = told
    keepers = _keepers(reading, sentence, token) or agents
    for holder in [h for h in holders if not _is_sign(h)][:3]:
        others = [k for k in keepers if k.id != holder.id][:3]
        _speak(reading, sentence, holder)
        for by in (*others,) or (None,):
            yield Standing(
                kind=kind,
                state=state,
                holder=holder,
                by=by,
                trigger=token,
                span=span,
            )


Told = tuple[list[ActorRef], list[ActorRef], str, tuple[int, int]]


def _by_verb(reading: Reading, sentence: Sentence, token: "Token", *, off: bool) -> Told | None:
    """Who, by whom, and whether on or off, by what governs the list."""
    table, above = lexicon()["designation"], token.head
    if any(c.dep_ == "cop" for c in token.children):
        clause = Clause(token)
        state = "no" if clause.negated or off else "yes"
        return _refs(reading, sentence, clause.subjects), [], state, span_of(clause)
    if above.lemma_.lower() in table["moves"] and token.dep_ in {"nmod", "obl"}:
        return _by_move(reading, sentence, token, off=off)
    if above.pos_ in {"NOUN", "PROPN"} and token.dep_ in {"nmod", "appos", "obl"} and not off:
        first = min(above.left_edge.i, token.left_edge.i) if token.i - above.i < 6 else token.left_edge.i  # fmt: skip
        heads = _refs(reading, sentence, [above])
        return (heads, [], "yes", (first, phrase(token)[1])) if heads else None
    if above.pos_ not in {"VERB", "AUX"}:
        return None
    clause = Clause(above)
    if off and token in clause.objects:  # "left the list"
        return _refs(reading, sentence, clause.subjects), [], end_of(clause), span_of(clause)
    done_to = clause.lemma in {*table["put"], *table["taken"], *lexicon()["ends"]["verbs"]}
    if done_to:
        holder = patient(reading, sentence, clause)
        by = agent(reading, sentence, clause)
        state = end_of(clause) if off else imposed(clause)
        objects = clause.subjects if clause.passive else clause.objects
        holders = _refs(reading, sentence, objects) or ([holder] if holder else [])
        return holders, [by] if by else [], state, span_of(clause)
    inserted = token.i < above.i and token.doc[max(token.left_edge.i - 1, 0)].text == ","
    if inserted and not off:  # "X, on the list since 2009, denied it"
        return _refs(reading, sentence, clause.subjects), [], "yes", phrase(token)
    if clause.lemma in table["standing"] | table["off"]:
        state = end_of(clause) if off else imposed(clause)
        return _refs(reading, sentence, clause.subjects), [], state, span_of(clause)
    return None


def _by_move(reading: Reading, sentence: Sentence, token: "Token", *, off: bool) -> Told:
    """As in "its removal from the list", "the addition of X to the list"."""
    move = token.head
    owners = children(move, "nmod:poss") + [c for c in children(move, "nmod") if case_of(c) == "of"]
    weighed = state_of(Clause(move)) == "considered"
    state = ("considered" if off else "weighed") if weighed else ("ended" if off else "yes")
    return _refs(reading, sentence, owners), [], state, phrase(move)


def _refs(reading: Reading, sentence: Sentence, heads: "list[Token]") -> list[ActorRef]:
    found = [r for h in heads for r in actors_of(reading, sentence, h) if not _is_sign(r)]
    if found and not found[0].id.startswith("unnamed:"):
        return found
    described = [r for h in heads if (r := definite(reading, sentence, h))]
    told = _listed_before(reading, sentence)
    generic = described or (heads and not found)
    return [told] if generic and told is not None else (described or found)


def _keepers(reading: Reading, sentence: Sentence, token: "Token") -> list[ActorRef]:
    """Whose list it is: "the American list", "the lists of both X and Y"."""
    owners = children(token, "nmod:poss", "amod", "compound")
    owners += [c for c in children(token, "nmod") if case_of(c) in {"of", "in"}]
    owners = [t for c in owners for t in conjuncts(c)]
    found = [r for c in owners for r in [first_of(reading, sentence, [c], deep=False)] if r]
    return [r for r in found if not r.id.startswith("unnamed:") and not _is_sign(r)]
