"""Signals: an act or statement that the text reads as a message (signals.v1).

Takes a `Reading` and yields a `Signal` for "signalled that …", "gave the message that …", "the
visit was a warning to X", "can be read as a signal from X to Y", and "by doing this, X told Y
that …": the sender, the audience, the meaning, and who reads it so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legation.coding.attribution import Attribution, author_of, statements
from legation.coding.clauses import Clause, case_of, children
from legation.coding.contents import contents, trim
from legation.coding.hedges import hedge_in
from legation.coding.messages import Message, is_act, lexicon, messages
from legation.coding.parties import actors_of, distinct, party_of, reference, within
from legation.coding.reading import Reading, Sentence
from legation.coding.speakers import owner_of, speaker_of
from legation.coding.speech import Cue
from legation.coding.vehicles import BACK, STEM, vehicle
from legation.records import ActorRef, Signal

if TYPE_CHECKING:
    from spacy.tokens import Token

CODER: Final = "signals.v1"
TO: Final = ("to", "for", "towards", "toward", "at")


@dataclass(frozen=True, slots=True)
class Sent:
    """A signal by its parts: *meaning* in characters, *span* and the act (*thing*) in tokens."""

    sender: ActorRef | None
    audience: tuple[ActorRef, ...]
    meaning: tuple[int, int]
    span: tuple[int, int]
    thing: "tuple[Token, ...]" = ()
    reader: ActorRef | None = None


def code(reading: Reading) -> Iterable[Signal]:
    """Every signal of the document, in order; one for each meaning."""
    for sentence in reading.sentences:
        seen: set[tuple[int, int]] = set()
        for signal in _found(reading, sentence):
            span = (signal.meaning.start, signal.meaning.end)
            if not any(s < span[1] and span[0] < e for s, e in seen):
                seen.add(span)
                yield signal


def _found(reading: Reading, sentence: Sentence) -> Iterator[Signal]:
    words = lexicon()
    for clause in sentence.clauses:
        if clause.negated:
            continue
        meant = clause.lemma in words["verbs.with_means"] and _means(clause)
        if clause.lemma in words["verbs.words"] or meant:
            yield from _signalled(reading, sentence, clause)
        if clause.lemma in words["reading.words"]:
            yield from _read_as(reading, sentence, clause)
    for token in sentence.words:
        if token.pos_ == "NOUN" and token.lemma_.lower() in words["nouns.words"]:
            yield from _noun(reading, sentence, token)
    for message in messages(reading, sentence):
        yield _of_message(reading, sentence, message)


def _of_message(reading: Reading, sentence: Sentence, message: Message) -> Signal:
    """The record of a construction: whoever did the act sends it."""
    readers = _actors(reading, sentence, message.readers)
    reader = readers[0] if readers else None
    sender = _doer(reading, sentence, message, reader)
    audience = _actors(reading, sentence, message.to) or ((reader,) if reader else ())
    meaning = sentence.chars(*message.meaning)
    span = (message.at.left_edge.i, message.at.right_edge.i + 1)
    sent = Sent(sender, audience, meaning, span, tuple(message.thing), reader)
    return _record(reading, sentence, sent)


def _doer(
    reading: Reading, sentence: Sentence, message: Message, reader: ActorRef | None
) -> ActorRef | None:
    """Whose act it is: its owner, who does it in its own clause, or who acted in the clause before."""
    others = {r.id for r in (reader, *_actors(reading, sentence, message.to)) if r is not None}
    for thing in message.thing:
        owner = owner_of(reading, sentence, thing, of=not _done_to(thing))
        if owner is not None and owner.id not in others:
            return owner
        own = [Clause(c) for c in children(thing, "acl:relcl") if not children(c, "nsubj:pass")]
        taken = (r for c in own if thing in c.objects for h in c.subjects for r in actors_of(reading, sentence, h))  # fmt: skip
        found = next(taken, None)
        if found is not None:
            return found  # "the seat, which X took"
        clause = Clause(thing if thing.pos_ == "VERB" else thing.head)
        inner = thing.pos_ == "VERB" or thing.head != message.at
        heads = (clause.agents if clause.passive else clause.subjects) if inner else []
        found = next((r for h in heads for r in actors_of(reading, sentence, h)), None)
        if found is not None:
            return found
    readers = {r.id for r in _actors(reading, sentence, message.readers)}
    found = _did_so(reading, sentence, message.thing) or _threatens(reading, sentence, message)
    if found is not None and found.id not in others | readers:
        return found
    return _acted_before(
        reading, sentence, min([message.at.i, *(t.i for t in message.thing)]), others | readers
    )


def _done_to(thing: "Token") -> bool:
    """Is what stands behind its "of" the one it is done to: "the summoning of the envoy"?"""
    word = thing.lower_
    return word.endswith("ing") or word in lexicon()["acts.done"]


def _threatens(reading: Reading, sentence: Sentence, message: Message) -> ActorRef | None:
    """Who will act, where that is what is meant: "a message that X would punish them"."""
    first, last = message.meaning
    for clause in sentence.clauses:
        inside = first <= clause.head.i < last
        if inside and clause.modals & {"will", "would"} and not clause.passive:
            if clause.lemma in lexicon()["acts.suffered"]:
                return None
            return next((r for s in clause.subjects for r in actors_of(reading, sentence, s)), None)
    return None


def _did_so(reading: Reading, sentence: Sentence, thing: "list[Token]") -> ActorRef | None:
    """Who did it, where a verb of the sentences before tells of the same act: "expelled … the expulsion"."""
    nouns = [*thing, *(c for t in thing for c in children(t, "nmod") if case_of(c) == "of")]
    stems = {t.lemma_.lower()[:STEM] for t in nouns if t.pos_ == "NOUN" and len(t) > STEM}
    for where in reversed(reading.sentences[max(0, sentence.index - BACK) : sentence.index + 1]):
        for clause in where.clauses:
            if clause.head in thing or clause.lemma[:STEM] not in stems:
                continue
            heads = clause.agents if clause.passive else clause.subjects
            found = next((r for h in heads for r in actors_of(reading, where, h)), None)
            if found is not None and not found.id.startswith("unnamed:"):
                return found
    return None


def _acted_before(
    reading: Reading, sentence: Sentence, before: int, others: set[str]
) -> ActorRef | None:
    """The last subject before a token that is an actor and none of *others*, here or a little above."""
    low = max(0, sentence.index - BACK)
    for where in reversed(reading.sentences[low : sentence.index + 1]):
        limit = before if where is sentence else where.words.end
        tokens = [t for t in where.words if t.i < limit]
        subjects = [t for t in tokens if t.dep_ in {"nsubj", "obl:agent"}]
        subjects.sort(key=lambda t: t.head == where.words.root and where is not sentence)
        owners = [t for t in tokens if t.dep_ == "nmod:poss"]
        for token in (*reversed(subjects), *reversed(owners)):
            for ref in actors_of(reading, where, token):
                if not ref.id.startswith("unnamed:") and ref.id not in others:
                    return ref
    return None


# --- verbs ------------------------------------------------------------------------------------


def _means(clause: Clause) -> bool:
    """Is an act named as the means: "by withholding the invitation"?"""
    return any(
        any(m.lower_ == "by" for m in c.children) and c.tag_ == "VBG"
        for c in children(clause.head, "advcl", "obl")
    )


def _signalled(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Signal]:
    cue = Cue(clause=clause, word=clause.lemma, polarity="assert", object_=clause.lemma == "signal")
    found = contents(sentence, cue)
    sender = speaker_of(reading, sentence, clause)
    if not found or sender is None:
        return
    heads = [t for p in TO for t in clause.obliques.get(p, [])]
    if clause.lemma != "signal":
        heads += clause.objects
    span = (min(c.i for c in (clause.head, *clause.head.subtree)), clause.head.right_edge.i + 1)
    audience = _actors(reading, sentence, heads)
    meaning = (found[0].start, found[0].end)
    means = tuple(c for c in children(clause.head, "advcl", "obl") if c.tag_ == "VBG")
    yield _record(reading, sentence, Sent(sender, audience, meaning, span, means))


def _read_as(reading: Reading, sentence: Sentence, clause: Clause) -> Iterator[Signal]:
    """As in "Officials read the list as a message that …", "this can be seen as a warning to X"."""
    nouns = lexicon()["nouns.words"]
    as_ = [c for c in clause.head.children if c.i > clause.head.i and case_of(c) == "as"]
    thing = clause.subjects if clause.passive else clause.objects
    if any(is_act(reading, sentence, t) for t in thing):
        nouns |= lexicon()["nouns.tokens"]
    heads = [c for c in as_ if c.lemma_.lower() in nouns]
    strong = clause.lemma in lexicon()["reading.strong"]
    if not heads or (strong and not _to(heads[0]) and not _from(heads[0])):
        return  # what is read as anything is left to `messages`
    reader = None if clause.passive else speaker_of(reading, sentence, clause)
    meaning = _meaning(sentence, heads[0])
    sender = _sender(reading, sentence, heads[0], thing, meaning)
    audience = _actors(reading, sentence, _to(heads[0]))
    if sender is None:
        sender = _doer(
            reading, sentence, Message(heads[0], list(thing), (0, 0), _to(heads[0])), reader
        )
    if not audience and reader is not None and reader.party not in {None, sender and sender.party}:
        audience = (reader,)
    span = (clause.head.left_edge.i, clause.head.right_edge.i + 1)
    sent = Sent(sender, audience, meaning, span, tuple(thing), reader)
    yield _record(reading, sentence, sent)


# --- nouns ------------------------------------------------------------------------------------


def _noun(reading: Reading, sentence: Sentence, token: "Token") -> Iterator[Signal]:
    """As in "Sent a message to X that …", "the exclusion is a signal that …"."""
    verb = token.head
    sent = token.dep_ == "obj" and verb.lemma_.lower() in lexicon()["nouns.sent"]
    called = any(c.dep_ == "cop" for c in token.children)
    if not (sent or called) or Clause(verb if sent else token).negated:
        return
    meaning = _meaning(sentence, token, verb if sent else None)
    if sent:
        subjects = Clause(verb).subjects
        sender = speaker_of(reading, sentence, Clause(verb))
        if sender is None and any(is_act(reading, sentence, t) for t in subjects):
            sender = _doer(reading, sentence, Message(token, subjects, (0, 0), _to(token)), None)
        heads = [*_to(token), *(t for p in TO for t in Clause(verb).obliques.get(p, []))]
        heads += children(verb, "iobj")
    else:
        sender = _sender(reading, sentence, token, Clause(token).subjects, meaning)
        heads = _to(token)
    if sent and not heads and not _said(token, verb):
        return
    if sender is None or (called and not heads and not _from(token) and not _said(token)):
        return
    head = verb if sent else token
    span = (head.left_edge.i, head.right_edge.i + 1)
    audience = _actors(reading, sentence, heads)
    thing = (verb,) if sent else tuple(Clause(token).subjects)
    yield _record(reading, sentence, Sent(sender, audience, meaning, span, thing))


def _to(token: "Token") -> "list[Token]":
    """To whom a message goes; the parse may hang it on the sender ("from A to B")."""
    own = children(token, "nmod", "obl")
    senders = [c for c in own if case_of(c) == "from"]
    inner = [c for sender in senders for c in children(sender, "nmod")]
    return [c for c in [*own, *inner] if case_of(c) in TO]


def _from(token: "Token") -> bool:
    return any(case_of(c) == "from" for c in children(token, "nmod", "obl"))


def _said(token: "Token", verb: "Token | None" = None) -> "list[Token]":
    """The clause that says what is meant."""
    found = children(token, "acl", "ccomp", "acl:relcl", "csubj", "advcl")
    if verb is not None:
        found += children(verb, "ccomp", "advcl")
    return [
        c for c in found if c.i > token.i and any(m.lower_ in {"that", "to"} for m in c.children)
    ]


def _meaning(sentence: Sentence, token: "Token", verb: "Token | None" = None) -> tuple[int, int]:
    """The clause of what is meant, else the noun with its own words."""
    for clause in _said(token, verb):
        bounds = trim(sentence, clause.left_edge.i, clause.right_edge.i + 1)
        if bounds is not None:
            return bounds
    colon = sentence.text.find(":")
    if sentence.offset + token.idx < sentence.start + colon and len(sentence.text) - colon > 20:
        return sentence.start + colon + 2, sentence.end
    first = min([c.left_edge.i for c in children(token, "amod", "det", "compound")] + [token.i])
    last = max([c.right_edge.i for c in children(token, "nmod", "obl")] + [token.i])
    return sentence.chars(first, last + 1)


def _sender(
    reading: Reading,
    sentence: Sentence,
    noun: "Token",
    thing: "Iterable[Token]",
    meaning: tuple[int, int],
) -> ActorRef | None:
    """Who sends: "from X", whoever the act or statement belongs to, else who the meaning is about."""
    for c in children(noun, "nmod", "obl"):
        if case_of(c) in {"from", "by"}:
            found = reference(reading, sentence, c)
            if found is not None:
                return found
    for head in thing:
        found = reference(reading, sentence, head) or owner_of(reading, sentence, head)
        if found is not None:
            return found
    told = _last_statement(reading, sentence, thing)
    if told is not None:
        return told.speaker
    first = next((m for m in reading.mentions[sentence.index] if m.start >= meaning[0]), None)
    if first is not None and first.start < meaning[1] and _said(noun):
        return first.ref
    return next((r for head in thing for r in within(reading, sentence, head)), None)


def _last_statement(
    reading: Reading, sentence: Sentence, thing: "Iterable[Token]"
) -> Attribution | None:
    """The statement that "this claim" stands for."""
    if not any(t.lemma_.lower() in lexicon()["reading.statements"] for t in thing):
        return None
    said = [
        a for a in statements(reading)
        if sentence.index - 3 <= a.sentence < sentence.index and a.speaker is not None
        and a.how != "author"
    ]  # fmt: skip
    return said[-1] if said else None


def _actors(reading: Reading, sentence: Sentence, heads: "Iterable[Token]") -> tuple[ActorRef, ...]:
    refs = [
        r for h in heads
        for r in (*actors_of(reading, sentence, h), *within(reading, sentence, h))
    ]  # fmt: skip
    return distinct(refs)[:3]


def _record(reading: Reading, sentence: Sentence, sent: Sent) -> Signal:
    sender, meaning = sent.sender, sent.meaning
    if sender is not None and sender.id.startswith(("person:", "role:")):
        sender = party_of(reading, sender)  # an envoy's journey is his state's act
    said = [
        a for a in statements(reading)
        if a.start <= meaning[0] and meaning[1] <= a.end and a.sentence == sentence.index
        and a.speaker is not None and sender is not None and a.speaker.id != sender.id
    ]  # fmt: skip
    teller = said[0].speaker if said else None
    return Signal(
        coder=CODER,
        citation=reading.document.cite(sentence.start, sentence.end),
        asserted_by=(teller,) if teller else (),
        hedge=hedge_in(sentence, sent.span),
        confidence=0.45,
        sender=sender,
        meaning=reading.document.span(*meaning),
        audience=tuple(r for r in sent.audience if sender is None or r.id != sender.id),
        vehicle=vehicle(reading, sentence, sent.thing, meaning),
        read_by=sent.reader or teller or author_of(reading),
    )
