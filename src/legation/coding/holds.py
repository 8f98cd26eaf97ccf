"""Who holds a means over whom.

`Hold` is what the rules for levers yield: holder, means (tokens), over whom, how it stands, and the
sort of evidence.  The functions find holders and those who feel it around a noun or a verb.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import Clause, base, case_of, children
from legation.coding.granting import words
from legation.coding.parties import actors_of, within
from legation.coding.reading import Reading, Sentence
from legation.ontology import LeverState
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

Piece = tuple[int, int]  # tokens of a paragraph, half-open
TOWARDS: Final = ("from", "over", "against", "before", "to", "on", "on to", "for", "at", "in")
PRESSED: Final = frozenset({"over", "on", "upon", "against", "with", "towards", "toward", "in", "vis-à-vis"})  # fmt: skip
OWNING: Final = frozenset({"of", "by", "from"})


@dataclass(frozen=True, slots=True)
class Hold:
    """Holder, means (tokens), over whom, and how it stands."""

    holder: ActorRef
    over: ActorRef | None
    means: Piece
    state: LeverState
    clause: Clause
    how: str


def firm(refs: Iterable[ActorRef]) -> list[ActorRef]:
    """Those that are actors of their own."""
    return [r for r in refs if not r.id.startswith("unnamed:")]


def named_by(reading: Reading, sentence: Sentence, heads: "Iterable[Token]") -> list[ActorRef]:
    """The actors of some heads that are actors of their own."""
    return firm(r for h in heads for r in actors_of(reading, sentence, h))


def owners(reading: Reading, sentence: Sentence, noun: "Token") -> list[ActorRef]:
    """Whose a thing is: "Moscow's gas", "Russian gas", "gas from Russia"."""
    near = children(noun, "nmod:poss", "amod", "compound")
    near += [c for c in children(noun, "nmod") if case_of(c) in OWNING]
    plain = (c for c in near if c.pos_ not in {"NOUN", "VERB"} or reading.mention_of(sentence, c))
    return named_by(reading, sentence, plain)


def felt_by(reading: Reading, sentence: Sentence, noun: "Token", *more: "Token") -> list[ActorRef]:
    """Those behind "over", "on", "against" at a noun, at what it governs, or at *more*."""
    inner = [c for n in (noun, *more) for c in children(n, "nmod", "obl")]
    inner += [d for c in inner if case_of(c) == "of" for d in children(c, "nmod")]
    pressed = [c for c in inner if case_of(c) in PRESSED]
    found = named_by(reading, sentence, pressed)
    return found or firm(r for c in pressed for r in within(reading, sentence, c))


def held(
    holders: list[ActorRef], over: list[ActorRef], means: Piece, clause: Clause, how: str,
    *, state: LeverState = "held",
) -> Iterator[Hold]:  # fmt: skip
    """One lever for the first holder that is an actor of its own."""
    for holder in firm(holders)[:1]:
        yield Hold(holder, other(over, holder), means, state, clause, how)


def moved(
    reading: Reading, sentence: Sentence, clause: Clause, means: Piece, *,
    state: LeverState, how: str, whose: "list[Token] | None" = None,
) -> Iterator[Hold]:  # fmt: skip
    """One lever for the subject of a verb that moves the means."""
    heads = whose or (clause.agents if clause.passive else clause.subjects)
    refs = named_by(reading, sentence, heads)
    if not refs and how == "door" and clause.passive:
        refs = _host(reading, sentence)
    for holder in refs[:1]:
        over = over_of(reading, sentence, clause, holder, means)
        yield Hold(holder, over, means, state, clause, how)


def over_of(
    reading: Reading, sentence: Sentence, clause: Clause, holder: ActorRef, means: Piece
) -> ActorRef | None:
    """Who feels it: the phrase behind "from", "over" …, else another party that is named near it."""
    doc = sentence.words.doc
    said = [m.ref for m in reading.mentions[sentence.index]]
    before = [m.ref for m in reading.mentions[sentence.index - 1]] if sentence.index else []
    if clause.lemma in words("verbs", "backing"):  # whom it is turned against, not whom it helps
        inside = {reading.mention_of(sentence, t) for t in doc[means[0] : means[1]]}
        near = [m.ref for m in reading.mentions[sentence.index] if m not in inside]
        return other([*near, *before], holder)
    heads = [t for p in TOWARDS for t in clause.obliques.get(p, [])]
    heads += clause.objects + (children(clause.head, "nsubj") if clause.passive else [])
    heads += [t for t in doc[means[0] : means[1]] if base(t.dep_) == "nmod"]
    direct = [r for h in heads for r in actors_of(reading, sentence, h)]
    return other([*direct, *said, *before], holder)


def other(refs: Iterable[ActorRef], holder: ActorRef) -> ActorRef | None:
    """The first that is a party of its own."""
    mine = {holder.id, holder.name, holder.party} - {None}
    for ref in refs:
        apart = not {ref.id, ref.name, ref.party} & mine
        if apart and not ref.id.startswith(("unnamed:", "person:", "place:")):
            return ref
    return None


def _host(reading: Reading, sentence: Sentence) -> list[ActorRef]:
    """Who held the meeting that the sentences before speak of."""
    for before in reversed(reading.sentences[max(0, sentence.index - 3) : sentence.index]):
        for clause in before.clauses:
            if clause.lemma in {"host", "convene", "organise", "organize"} and not clause.passive:
                return named_by(reading, before, clause.subjects)[:1]
    return []
