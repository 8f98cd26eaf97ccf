"""What a meeting adds to those who come to it: its day, and as what they come.

`day_of` dates a membership by its own clause, the clauses above it, or, where it tells who came to
a meeting or stayed away, by the sentence that dates the meeting.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, case_of, children
from legation.coding.lists import Listed
from legation.coding.meetings import is_body, is_meeting, lexicon
from legation.coding.parties import reference
from legation.coding.reading import Reading, Sentence
from legation.coding.roles import role_status
from legation.dates import When
from legation.ontology import MembershipStatus
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

FAR: Final = 8  # sentences back in which a meeting may have been dated
APART: Final = frozenset({"conj", "parataxis"})
CLAUSES: Final = frozenset({"VERB", "AUX"})


def as_noun(clause: Clause) -> MembershipStatus | None:
    """As what somebody comes: "attended as an observer", here or in a clause within."""
    for token in clause.head.subtree:
        status = role_status(token) if case_of(token) == "as" else None
        if status is not None:
            return status
    return None


def represented(reading: Reading, sentence: Sentence, head: "Token") -> Iterator[ActorRef]:
    """Who comes for somebody: "A, represented by B"."""
    for c in children(head, "acl"):
        if c.lemma_.lower() in lexicon()["verbs"]["represent"]:
            for agent in Clause(c).agents:
                found = reference(reading, sentence, agent)
                if found is not None and not found.id.startswith("unnamed:"):
                    yield found


def day_of(reading: Reading, sentence: Sentence, found: Listed) -> When | None:
    """When it holds from, or None where nothing in the text says so."""
    when = _stated(reading, sentence, found.start, found.end)
    return when or (_day_of_meeting(reading, sentence, found.body) if found.at_meeting else None)


def _stated(reading: Reading, sentence: Sentence, start: int, end: int) -> When | None:
    """The date within characters of a sentence, else in a clause that governs them."""
    phrases = reading.times[sentence.index]
    inside = [p for p in phrases if start <= p.start and p.end <= end]
    above = _governing(sentence, start, end)
    outside = [p for p in phrases if (t := _token_at(sentence, p.start)) and _verb(t) in above]
    for phrase in inside or sorted(outside, key=lambda p: abs(p.start - start)):
        when = reading.when(phrase)
        if when.start:
            return when
    return None


def _token_at(sentence: Sentence, char: int) -> "Token | None":
    return next((t for t in sentence.words if sentence.token_chars(t)[1] > char), None)


def _verb(token: "Token") -> "Token":
    while token.pos_ not in CLAUSES and token.head != token:
        token = token.head
    return token


def _governing(sentence: Sentence, start: int, end: int) -> "set[Token]":
    """The verb of these characters and those above it, up to where another clause begins."""
    inside = [t for t in sentence.words if start <= sentence.token_chars(t)[0] < end]
    if not inside:
        return set()
    token = inside[0].doc[inside[0].i : inside[-1].i + 1].root
    found = {token}
    while token.head != token and not (token.dep_ in APART and token.pos_ in CLAUSES):
        token = token.head
        found.add(token)
    return found


def _day_of_meeting(reading: Reading, sentence: Sentence, body: ActorRef) -> When | None:
    """The day that an earlier sentence gives for a meeting of a body."""
    for index in range(sentence.index, max(sentence.index - FAR - 1, -1), -1):
        other = reading.sentences[index]
        if not reading.times[index] or not _tells_of(reading, other, body):
            continue
        for phrase in reading.times[index]:
            when = reading.when(phrase)
            verb = _verb(_token_at(other, phrase.start) or other.words.root)
            if when.start and when.precision != "year" and _takes_place(verb):
                return when
    return None


def _tells_of(reading: Reading, sentence: Sentence, body: ActorRef) -> bool:
    named = any(m.ref.id == body.id for m in reading.mentions[sentence.index] if is_body(m))
    return named or any(is_meeting(t) for t in sentence.words)


def _takes_place(verb: "Token") -> bool:
    words = lexicon()["verbs"]
    return verb.lemma_.lower() in words["held"] | words["host"] | words["attend"]
