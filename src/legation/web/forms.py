"""Records ↔ forms: which fields of a kind a person can set, and the record that a form makes.

`fields_of` gives the fields of a kind with what stands in them; `filled` takes a form and returns
the record; `blank` one about a passage that no coder read anything in.  Actors are chosen among
those that the document names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias, cast, get_args, get_type_hints

from starlette.datastructures import FormData

from legation.errors import UsageError
from legation.ontology import QUAD_CLASS
from legation.records import (
    Actor,
    ActorRef,
    Citation,
    Claim,
    Coded,
    Condition,
    Document,
    Event,
    Interest,
    Lever,
    Mechanism,
    Membership,
    Prediction,
    Relation,
    Span,
    Status,
    check_date,
)
from legation.review import BY_HAND

Sort: TypeAlias = Literal["choice", "actor", "actors", "date", "text"]
ADDED: Final[dict[str, type[Coded]]] = {
    "event": Event, "claim": Claim, "status": Status, "membership": Membership,
    "relation": Relation, "interest": Interest, "prediction": Prediction,
}  # fmt: skip
EDITED: Final[dict[str, type[Coded]]] = ADDED | {
    "mechanism": Mechanism, "condition": Condition, "lever": Lever,
}  # fmt: skip
_SET: Final[dict[str, tuple[tuple[str, Sort], ...]]] = {
    "event": (
        ("type", "choice"), ("source_actors", "actors"), ("target_actors", "actors"),
        ("start", "date"), ("end", "date"), ("place", "text"), ("factuality", "choice"),
    ),
    "claim": (
        ("polarity", "choice"), ("speaker", "actor"), ("addressees", "actors"),
        ("about", "actors"), ("date", "date"),
    ),
    "status": (
        ("holder", "actor"), ("kind", "choice"), ("value", "text"), ("granted_by", "actor"),
        ("start", "date"), ("end", "date"),
    ),
    "membership": (
        ("member", "actor"), ("status", "choice"), ("organisation", "actor"),
        ("start", "date"), ("end", "date"),
    ),
    "relation": (("a", "actor"), ("b", "actor"), ("kind", "text"), ("valence", "choice")),
    "interest": (
        ("actor", "actor"), ("direction", "choice"), ("target", "actor"), ("basis", "choice"),
    ),
    "prediction": (("made_by", "actor"), ("polarity", "choice"), ("horizon", "date")),
    "mechanism": (("sign", "choice"), ("mode", "choice"), ("held_by", "actor")),
    "condition": (("force", "choice"), ("made_by", "actor")),
    "lever": (("holder", "actor"), ("over", "actor"), ("state", "choice")),
}  # fmt: skip
_NEEDED: Final = frozenset({"holder", "member", "organisation", "a", "b", "actor", "value", "kind"})
_VALENCES: Final = ("-1", "0", "1")
_DAY, _MONTH, _YEAR = 10, 7, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form: its name, sort, what can be chosen and what stands there."""

    name: str
    sort: Sort
    choices: tuple[str, ...] = ()
    value: str = ""
    values: tuple[str, ...] = ()  # of actors, several

    @property
    def label(self) -> str:
        """Its name in words."""
        return self.name.replace("_", " ")

    @property
    def needed(self) -> bool:
        """Whether a record cannot be without it."""
        return self.name in _NEEDED and self.sort != "actors"


def fields_of(kind: str, record: Coded | None = None) -> list[Field]:
    """The fields of a kind that a form shows, with what a record says in them."""
    if kind not in _SET:
        raise UsageError(f"a {kind} cannot be edited; reject it, or add what the passage says")
    hints = get_type_hints(EDITED[kind])
    return [_field(name, sort, hints[name], record) for name, sort in _SET[kind]]


def _field(name: str, sort: Sort, hint: Any, record: Coded | None) -> Field:
    held = getattr(record, name, None) if record is not None else None
    if sort == "choice":
        choices = _VALENCES if name == "valence" else get_args(hint)
        return Field(name=name, sort=sort, choices=choices, value="" if held is None else str(held))
    if sort == "actors":
        return Field(name=name, sort=sort, values=tuple(r.id for r in held or ()))
    if sort == "actor":
        return Field(name=name, sort=sort, value=held.id if held else "")
    return Field(name=name, sort=sort, value=str(held or ""))


def actors_of(records: Sequence[Coded]) -> dict[str, ActorRef]:
    """The actors that a document names, as references, by their keys; those named most first."""
    own = sorted(
        (r for r in records if isinstance(r, Actor)), key=lambda a: (-len(a.mentions), a.name)
    )
    return {
        a.key: ActorRef(
            id=a.key, name=a.name, text=a.mentions[0].text if a.mentions else a.name,
            aliases=a.aliases, party=a.party, code=a.code, sector=a.sector,
        )
        for a in own
    }  # fmt: skip


def filled(record: Coded, form: FormData, actors: Mapping[str, ActorRef]) -> Coded:
    """The record with the fields that a form sets.

    Raises
    ------
    UsageError
        If a value does not fit.
    """
    kind = record.record
    changes: dict[str, Any] = {}
    held = _references(record) | dict(actors)
    for field in fields_of(kind, record):
        changes[field.name] = _value(field, form, held)
    if kind == "relation":
        changes["valence"] = int(changes["valence"])
    made = replace(record, **changes)
    return _agreeing(made, record)


def _references(record: Coded) -> dict[str, ActorRef]:
    """The actors that a record itself names."""
    found: dict[str, ActorRef] = {}
    for name, sort in _SET[record.record]:
        held = getattr(record, name)
        for ref in held if sort == "actors" else (held,) if sort == "actor" else ():
            if isinstance(ref, ActorRef):
                found[ref.id] = ref
    return found


def _value(field: Field, form: FormData, actors: Mapping[str, ActorRef]) -> Any:
    """What a form says in one field."""
    if field.sort == "actors":
        keys = [str(k) for k in form.getlist(field.name) if k]
        return tuple(_actor(k, field, actors) for k in dict.fromkeys(keys))
    told = form.get(field.name, "")
    text = " ".join(told.split()) if isinstance(told, str) else ""
    if field.needed and not text:
        raise UsageError(f"{field.label} is needed")
    if field.sort == "choice":
        if text not in field.choices:
            raise UsageError(
                f"{field.label} {text!r} is unknown; known: {', '.join(field.choices)}"
            )
        return text
    if field.sort == "actor":
        return _actor(text, field, actors) if text else None
    if field.sort == "date" and text:
        check_date(text, field.label)
    return text if text or field.name in _NEEDED else None


def _actor(key: str, field: Field, actors: Mapping[str, ActorRef]) -> ActorRef:
    if key not in actors:
        raise UsageError(f"{field.label}: the document names no actor {key!r}")
    return actors[key]


def _agreeing(made: Coded, before: Coded) -> Coded:
    """The record with the fields that follow from those that were set."""
    changes: dict[str, Any] = {}
    if made == before:
        return made
    if isinstance(made, Event):
        if made.type != cast(Event, before).type:
            changes = {
                "quad": QUAD_CLASS[made.type],
                "mode": None,
                "cameo": None,
                "intensity": None,
            }
        changes["decided_by"] = "a person"
    start = getattr(made, "start", getattr(made, "date", None))
    was = getattr(before, "start", getattr(before, "date", None))
    if hasattr(made, "precision") and start != was:
        changes["precision"] = _precision(start, getattr(made, "end", None))
        if isinstance(made, Event):
            changes["date_basis"] = "given in review"
    return replace(made, **changes) if changes else made


def _precision(start: str | None, end: str | None) -> str:
    """How precise a date is.

    >>> _precision("2022-09", None), _precision(None, None)
    ('month', 'none')
    """
    if start is None:
        return "none"
    if end is not None:
        return "range"
    return {_DAY: "day", _MONTH: "month", _YEAR: "year"}[len(start)]


def blank(
    kind: str, document: Document, span: Span, form: FormData, actors: Mapping[str, ActorRef]
) -> Coded:
    """A record of a kind on a passage, from a form.

    Raises
    ------
    UsageError
        If the kind cannot be added, or a value is missing.
    """
    if kind not in ADDED:
        raise UsageError(f"a {kind!r} cannot be added; known: {', '.join(ADDED)}")
    values = {f.name: _value(f, form, actors) for f in fields_of(kind)}
    cited = Citation(document=document.id, start=span.start, end=span.end, text=span.text)
    start = values.get("start", values.get("date"))
    if kind in ("event", "claim", "status", "membership"):
        values["precision"] = _precision(start, values.get("end"))
    if kind == "event":
        values |= {"quad": QUAD_CLASS[values["type"]], "decided_by": "a person",
                   "date_basis": "given in review"}  # fmt: skip
    if kind in ("claim", "prediction"):
        values["content"] = span
    if kind == "interest":
        values["issue"] = span
    if kind == "relation":
        values["valence"] = int(values["valence"])
    return ADDED[kind](coder=BY_HAND, citation=cited, confidence=1.0, **values)
