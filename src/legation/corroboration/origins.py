"""Who has it from whom: the chain from a document to where a statement comes from.

`Sources` holds what a room cannot know by itself: publishers, dates, copies.  `chain` takes a
record and its sources and tells the steps; `origins` gives every record its origin, for counting;
`borrowings` who has what from whom.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from legation.records import ActorRef, Claim, Coded, Estimate, Event, Reference

MEDIA: Final = "MED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Documents as data: publisher, authors, date by id; groups of copies; notes."""

    publishers: Mapping[str, str | None] = field(default_factory=dict)
    authors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dates: Mapping[str, str | None] = field(default_factory=dict)
    copies: Sequence[Sequence[str]] = ()
    references: Sequence[Reference] = ()

    def first_copy(self) -> dict[str, str]:
        """The first document, by date and id, of the copies that each is one of."""
        out: dict[str, str] = {}
        for group in self.copies:
            first = min(group, key=lambda d: (self.dates.get(d) or "9999", d))
            out |= dict.fromkeys(group, first)
        return out

    def notes(self) -> dict[tuple[str, str], Reference]:
        """Notes by document and marker."""
        return {(r.citation.document, r.marker): r for r in self.references}


def outlet(ref: ActorRef) -> bool:
    """Whether an actor is one that reports: a paper, an agency, a station."""
    return ref.sector == MEDIA or ref.id.startswith("media:")


def chain(record: Coded, sources: Sources) -> dict[str, Any]:
    """The steps from a document to where its statement comes from, nearest first.

    `origin` is the outlet that is named as having it, else the one publication that a note of the
    sentence names, else the first of the copies, else the document; `ids` are the notes used.
    """
    return _chain(record, sources, sources.first_copy(), sources.notes())


def origins(records: Iterable[Coded], sources: Sources) -> dict[str, str]:
    """The origin of each record, by its id."""
    firsts, notes = sources.first_copy(), sources.notes()
    out = {}
    for record in records:
        document = record.citation.document
        plain = not (record.asserted_by or getattr(record, "references", ()))
        out[record.id] = (
            firsts.get(document, document)
            if plain
            else str(_chain(record, sources, firsts, notes)["origin"])
        )
    return out


def borrowings(
    records: Iterable[Coded], sources: Sources, *, as_of: str | None = None
) -> list[Estimate]:
    """What each document has from elsewhere: an estimate a document and origin, most records first.

    `value["how"]` is "names" for an outlet that the sentence names, "cites" for a publication of a
    note, "copies" for an earlier document with the same text.
    """
    firsts, notes = sources.first_copy(), sources.notes()
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    told: dict[tuple[str, str, str], dict[str, Any]] = {}
    for record in records:
        step = _chain(record, sources, firsts, notes)
        for how, origin, name in _from_whom(record, step, notes):
            key = (step["document"], how, origin)
            found[key].append(record.id)
            told[key] = {"document": step["document"], "how": how, "origin": origin, "name": name}
    out = [
        Estimate(
            room="corroboration", subject=f"{v['document'][:12]} {v['how']} {v['name']}",
            method="outlets and notes that sentences name, near copies", value=v | {"ids": found[key]},
            uncertainty="an origin that no sentence names is not seen", parameters={}, as_of=as_of,
            evidence=tuple(sorted(set(found[key]))),
        )
        for key, v in told.items()
    ]  # fmt: skip
    return sorted(out, key=lambda e: (-len(e.value["ids"]), e.subject))


def _from_whom(
    record: Coded, step: Mapping[str, Any], notes: Mapping[tuple[str, str], Reference]
) -> Iterable[tuple[str, str, str]]:
    """How, from what origin and under what name a record's document has it from elsewhere."""
    own = (step["publisher"] or "").casefold()
    for ref in record.asserted_by:
        if outlet(ref) and ref.name.casefold() != own:
            yield "names", f"outlet:{ref.name.casefold()}", ref.name
    marked = record.references if isinstance(record, Claim | Event) else ()
    for marker in marked:
        note = notes.get((step["document"], marker))
        if note is not None:
            yield "cites", note.id, note.title or note.publisher or note.citation.text
    if step["copy_of"]:
        yield "copies", step["copy_of"], step["copy_of"]


def _chain(
    record: Coded,
    sources: Sources,
    firsts: Mapping[str, str],
    notes: Mapping[tuple[str, str], Reference],
) -> dict[str, Any]:
    document = record.citation.document
    marked = record.references if isinstance(record, Claim | Event) else ()
    cited = [notes[document, m] for m in marked if (document, m) in notes]
    named = [r for r in record.asserted_by if outlet(r)]
    first = firsts.get(document, document)
    publisher = sources.publishers.get(first)
    if named:
        origin = f"outlet:{named[-1].name.casefold()}"
    elif len(cited) == 1:
        origin = _publication(cited[0])
    else:
        origin = first
    return {
        "document": document,
        "publisher": sources.publishers.get(document),
        "copy_of": first if first != document else None,
        "cites": [_publication(r) for r in cited],
        "by": [r.name for r in record.asserted_by],
        "origin": origin,
        "outlet": named[-1].name.casefold() if named else (publisher or "").casefold() or None,
        "ids": sorted(r.id for r in cited),
    }


def _publication(note: Reference) -> str:
    """One name for a publication, whoever cites it."""
    return "cited:" + (note.url or f"{note.publisher or ''}: {note.title or note.citation.text}")


def independent(chains: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The distinct origins of several chains.

    An outlet that is named as the origin, and a document which that outlet published, are one.
    """
    named = {c["outlet"] for c in chains if str(c["origin"]).startswith("outlet:")}
    found = {
        f"outlet:{c['outlet']}" if c["outlet"] in named and not c["cites"] else str(c["origin"])
        for c in chains
    }
    return tuple(sorted(found))
