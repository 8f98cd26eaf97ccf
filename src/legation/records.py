"""The frozen records that every room shares, and their canonical JSON.

A record is immutable, checks itself when built, and has as `id` the SHA-256 of its canonical JSON:
the same text read by the same coder version gives the same id.  `to_json` gives the form that
`legation code --format jsonl` prints; `from_json` reads it back.  Spans are characters of the
document's extracted text, half-open.  Dates are ISO 8601 strings cut to what is known
("2022-09-05", "2022-09", "2022"); an interval's end is excluded.
"""

import hashlib
import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from legation.canonical import canonical, from_fields, plain
from legation.errors import RecordError
from legation.ontology import (
    EVENT_TYPES,
    ActorKind,
    Basis,
    Bound,
    Direction,
    EventType,
    Factuality,
    Force,
    FrameKind,
    LeverState,
    MechanismMode,
    MembershipStatus,
    Outcome,
    Polarity,
    Precision,
    PredictionPolarity,
    QuadClass,
    Sign,
    StatusKind,
    UndertakingKind,
)

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")


def check_date(value: str | None, what: str) -> None:
    """Refuse a date that is not ISO 8601 to the day, the month or the year."""
    if value is not None and not _DATE.match(value):
        raise RecordError(f"{what} {value!r} is no ISO date (YYYY, YYYY-MM or YYYY-MM-DD)")


# --- parts of records -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters [start, end) of a document's text, and the text that stands there."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        """Refuse an empty or reversed span, or a text of another length."""
        if not 0 <= self.start < self.end or len(self.text) != self.end - self.start:
            raise RecordError(f"span [{self.start}, {self.end}) does not fit {self.text[:40]!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where in which document something is said."""

    document: str  # id of the document
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        """Refuse a citation of nothing."""
        if not self.document:
            raise RecordError("a citation names no document")
        Span(start=self.start, end=self.end, text=self.text)

    @property
    def span(self) -> Span:
        """The same characters without the document."""
        return Span(start=self.start, end=self.end, text=self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRef:
    """One mention of an actor, resolved.

    `id` is the actor's key: the same for all mentions of one actor in a document, and for a known
    actor the same everywhere ("RUS", "igo:SCO", "person:zamir kabulov").  `party` is the canonical
    name of the state, organisation or movement on whose behalf it acts, `code` an ISO 3166 alpha-3
    country, "IGO", or the code of the user's actor file; `text` the words of this passage;
    `antecedent` what a pronoun or description stands for.
    """

    id: str
    name: str
    text: str
    aliases: tuple[str, ...] = ()
    party: str | None = None
    code: str | None = None
    sector: str | None = None
    antecedent: Span | None = None

    def __post_init__(self) -> None:
        """Refuse a nameless actor."""
        if not self.id or not self.name or not self.text:
            raise RecordError("an actor reference needs id, name and text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit and bound; `high` is the upper end of a range ("10 to 12")."""

    value: float
    unit: str
    bound: Bound = "exact"
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An office or function that an actor held, as a passage says."""

    title: str
    of: str | None
    start: str | None = None
    end: str | None = None
    citation: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A span that is an end of a mechanism, and the concept that it speaks of."""

    start: int
    end: int
    text: str
    concept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Characters [start, end) of a document that are of one sort.

    `name` is one of title, byline, body, notes, biography, furniture, quotation; `page` the page
    number where the format has pages.  Only title and body are coded.
    """

    start: int
    end: int
    name: str
    page: int | None = None


# --- records ----------------------------------------------------------------------------------


class _Remembering:
    """Room for the id of a record that was asked for it: a document is, by every citation."""

    __slots__ = ("_id",)
    _id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(_Remembering):
    """Root of all records."""

    record: ClassVar[str] = ""

    @property
    def id(self) -> str:
        """SHA-256 of the kind and the canonical JSON, 64 hexadecimal digits."""
        try:
            return self._id
        except AttributeError:
            found = hashlib.sha256(f"{self.record}:{canonical(self)}".encode()).hexdigest()
            self.remember(found)
            return found

    def remember(self, ident: str) -> None:
        """Take over the id under which a ledger keeps this record; `verify` holds it to the hash."""
        object.__setattr__(self, "_id", ident)

    def to_json(self, *, source: str | None = None) -> dict[str, Any]:
        """As printed: the kind, the id, the source if given, then every field."""
        head: dict[str, Any] = {"record": self.record, "id": self.id}
        if source is not None:
            head["source"] = source
        own: dict[str, Any] = plain(self)
        return head | own

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_json` gave.

        Raises
        ------
        RecordError
            If a field is missing or does not fit.
        """
        built: Self = from_fields(cls, data)
        return built


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    """One text with its origin.  `text` is the only thing that spans refer to.

    `date_basis` says where the date was found ("printed", "metadata", "url", "header", "given",
    "inferred: …" or "unknown: …").
    """

    record: ClassVar[str] = "document"
    sha256: str
    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    date: str | None = None
    precision: Precision = "none"
    date_basis: str = "unknown: not looked for"
    language: str | None = None
    other_languages: tuple[str, ...] = ()
    translation_of: str | None = None
    media_type: str = "text/plain"
    regions: tuple[Region, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a malformed date, or regions outside the text."""
        check_date(self.date, "document date")
        for r in self.regions:
            if not 0 <= r.start <= r.end <= len(self.text):
                raise RecordError(f"region {r.name} [{r.start}, {r.end}) lies outside the text")

    def __hash__(self) -> int:
        """By id."""
        return hash(self.id)

    def cite(self, start: int, end: int) -> Citation:
        """The citation of characters [start, end)."""
        return Citation(document=self.id, start=start, end=end, text=self.text[start:end])

    def span(self, start: int, end: int) -> Span:
        """The span of characters [start, end)."""
        return Span(start=start, end=end, text=self.text[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded(Record):
    """What a coder read in a document.

    `asserted_by` is the chain from the author to the innermost speaker whose statement this is
    (empty: the author of the document alone, unnamed), `hedge` the words that weaken it,
    `confidence` a calibrated probability in (0, 1] that the record is right.
    """

    coder: str
    citation: Citation
    asserted_by: tuple[ActorRef, ...] = ()
    hedge: str | None = None
    confidence: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a record without its coder or with an impossible confidence."""
        if not self.coder:
            raise RecordError(f"{self.record} record names no coder")
        if not isinstance(self.citation, Citation):
            raise RecordError(f"{self.record} record has no citation")
        if not 0 < self.confidence <= 1:
            raise RecordError(f"confidence {self.confidence} lies outside (0, 1]")
        for name in ("start", "end", "date", "horizon", "accessed"):
            check_date(getattr(self, name, None), f"{self.record} {name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Coded):
    """A note or bibliography entry; `refers_to` is the marker that an "op. cit." stands for."""

    record: ClassVar[str] = "reference"
    marker: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    accessed: str | None = None
    refers_to: str | None = None
    supports: tuple[Span, ...] = ()  # the sentences whose running text carries the marker


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Coded):
    """An actor as one document knows it: every form met, each with its mentions."""

    record: ClassVar[str] = "actor"
    key: str
    name: str
    kind: ActorKind | None = None  # None: could not tell
    aliases: tuple[str, ...] = ()
    country: str | None = None
    party: str | None = None
    code: str | None = None
    sector: str | None = None
    roles: tuple[Role, ...] = ()
    mentions: tuple[Span, ...] = ()
    decided_by: str = ""  # the rule or score that put the mentions together


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Coded):
    """Who did what to whom, when, as one document reports it."""

    record: ClassVar[str] = "event"
    type: EventType
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    source_actors: tuple[ActorRef, ...] = ()
    target_actors: tuple[ActorRef, ...] = ()
    start: str | None = None
    end: str | None = None
    precision: Precision = "none"
    date_basis: str = ""  # the words, or "publication", or why there is none
    place: str | None = None
    factuality: Factuality = "fact"
    quad: QuadClass = "verbal cooperation"
    intensity: float | None = None
    cameo: str | None = None
    trigger: Span | None = None
    decided_by: str = "codebook"
    quantities: tuple[Quantity, ...] = ()
    mentions: tuple[Citation, ...] = ()
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an unknown type."""
        Coded.__post_init__(self)
        if self.type not in EVENT_TYPES:
            raise RecordError(f"no event type {self.type!r}; known: {', '.join(EVENT_TYPES)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Coded):
    """What somebody said, denied, demanded, promised or warned of."""

    record: ClassVar[str] = "claim"
    speaker: ActorRef | None
    content: Span
    polarity: Polarity
    addressees: tuple[ActorRef, ...] = ()
    about: tuple[ActorRef, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    cue: Span | None = None
    date: str | None = None
    precision: Precision = "none"
    rebuts: str | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Coded):
    """Belonging to, attending, hosting or being kept out of an organisation or a meeting."""

    record: ClassVar[str] = "membership"
    member: ActorRef
    organisation: ActorRef
    status: MembershipStatus
    start: str | None = None
    end: str | None = None
    precision: Precision = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Coded):
    """A standing that somebody grants to, or imposes on, a holder."""

    record: ClassVar[str] = "status"
    holder: ActorRef
    kind: StatusKind
    value: str
    granted_by: ActorRef | None = None
    start: str | None = None
    end: str | None = None
    precision: Precision = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism(Coded):
    """A holder's belief that a cause raises (+) or lowers (-) an effect."""

    record: ClassVar[str] = "mechanism"
    cause: Concept
    effect: Concept
    sign: Sign
    mode: MechanismMode = "causes"
    held_by: ActorRef | None = None  # None: the author
    actors: tuple[ActorRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Coded):
    """If this, then that: a promise, a threat, a forecast or a requirement."""

    record: ClassVar[str] = "condition"
    if_: Span
    then: Span
    actors: tuple[ActorRef, ...] = ()
    made_by: ActorRef | None = None
    force: Force = "forecast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction(Coded):
    """What somebody holds will, will not or may happen."""

    record: ClassVar[str] = "prediction"
    made_by: ActorRef | None
    content: Span
    polarity: PredictionPolarity
    horizon: str | None = None
    probability_words: str | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest(Coded):
    """What an actor wants, fears or opposes."""

    record: ClassVar[str] = "interest"
    actor: ActorRef
    issue: Span
    direction: Direction
    target: ActorRef | None = None
    basis: Basis = "attributed"
    order: int | None = None  # place in a numbered argument


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal(Coded):
    """An act or statement that somebody reads as a message."""

    record: ClassVar[str] = "signal"
    sender: ActorRef | None
    meaning: Span
    audience: tuple[ActorRef, ...] = ()
    vehicle: str | None = None
    read_by: ActorRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever(Coded):
    """A means that one actor has over another."""

    record: ClassVar[str] = "lever"
    holder: ActorRef
    means: Span
    over: ActorRef | None = None
    state: LeverState = "held"
    purpose: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Coded):
    """How the text names the relation of two actors; valence -1, 0 or 1."""

    record: ClassVar[str] = "relation"
    a: ActorRef
    b: ActorRef
    kind: str
    valence: int
    start: str | None = None
    end: str | None = None

    def __post_init__(self) -> None:
        """Refuse any other valence."""
        Coded.__post_init__(self)
        if self.valence not in (-1, 0, 1):
            raise RecordError(f"valence {self.valence} is not -1, 0 or 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame(Coded):
    """A doctrine, document, analogy, precedent or accusation that somebody reasons with."""

    record: ClassVar[str] = "frame"
    used_by: ActorRef | None
    kind: FrameKind
    text: str
    supports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking(Coded):
    """A promise, demand or threat and what became of it; derived, never coded apart."""

    record: ClassVar[str] = "undertaking"
    by: ActorRef
    content: Span
    kind: UndertakingKind
    towards: tuple[ActorRef, ...] = ()
    outcome: Outcome = "untested"
    derived_from: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Record):
    """What an analysis returns: a value with how it came about and how sure it is.

    `value` and `uncertainty` are JSON values; `evidence` are the ids of the records used; `as_of`
    is the day whose knowledge was used, or None where none applies.
    """

    record: ClassVar[str] = "estimate"
    room: str
    subject: str
    method: str
    value: Any
    uncertainty: Any
    parameters: Mapping[str, Any]
    evidence: tuple[str, ...] = ()
    seed: int | None = None
    as_of: str | None = None

    def __post_init__(self) -> None:
        """Refuse an estimate that does not say where it comes from or how sure it is."""
        if not (self.room and self.subject and self.method):
            raise RecordError("an estimate needs room, subject and method")
        if self.uncertainty is None:
            raise RecordError("an estimate must state its uncertainty, or say why it has none")
        check_date(self.as_of, "as_of")

    def __hash__(self) -> int:
        """By id."""
        return hash(self.id)


KINDS: typing.Final[dict[str, type[Record]]] = {
    cls.record: cls
    for cls in (
        Document, Reference, Actor, Event, Claim, Membership, Status, Mechanism, Condition,
        Prediction, Interest, Signal, Lever, Relation, Frame, Undertaking, Estimate,
    )
}  # fmt: skip


def record_from_json(data: Mapping[str, Any]) -> Record:
    """Any record from its JSON, by its `record` key.

    Raises
    ------
    RecordError
        If the kind is unknown or a field does not fit.
    """
    cls = KINDS.get(str(data.get("record")))
    if cls is None:
        raise RecordError(f"no record kind {data.get('record')!r}; known: {', '.join(KINDS)}")
    return cls.from_json(data)
