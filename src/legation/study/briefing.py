"""How a study tells its brief: rows and documents in, `legation.dossier.Brief` out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from legation.dossier import Brief, Desk, Library, Source, brief, written
from legation.records import Actor, Citation, Document
from legation.review import accepted, held_apart
from legation.study import notes
from legation.study.analysis import Holdings, tracks

if TYPE_CHECKING:
    from legation.study import Study

_BLANK: Final = re.compile(r"\n[^\S\n]*\n\s*")


def tell(
    study: "Study",
    *,
    pair: tuple[str, str] | None = None,
    since: str | None = None,
    as_of: str | None = None,
    recorded_as_of: str | None = None,
) -> Brief | None:
    """The brief on a pair, by default the one with most events; *since* marks what is new."""
    times: Any = {"as_of": as_of, "recorded_as_of": recorded_as_of}
    held = Holdings.of(study, **times, counting=False)  # a brief counts no origins
    return brief(
        Library(
            events=held.events,
            claims=held.claims,
            actors=cast("list[Actor]", study.records("actor", **times)),
            statuses=held.statuses,
            predictions=held.predictions,
            desk=Desk(sources=sources_of(study, times), whole=Sentences(study)),
            accepted=accepted(study.ledger.judgements()),
            settled=settled(held),
            apart=frozenset(held_apart(study.judged())),
            tracks=lambda a, b: steps(held, a, b),
            kept=held.kept,
            news=None if since is None else news(study, since, times),
            new="" if since is None else told_since(since),
            pair=pair,
        )
    )


def news(study: "Study", since: str, times: Mapping[str, Any]) -> frozenset[str]:
    """The documents published after a day, or, since the last note, those that came in after it.

    Raises
    ------
    UsageError
        If nothing is marked yet, or *since* is no date.
    """
    documents = study.documents(**times)
    start = notes.since(study, since)
    if since == notes.LAST:
        return frozenset(d.id for d in documents if d.recorded_at > start)
    return frozenset(d.id for d in documents if (d.fields.get("date") or "") > start[:10])


def told_since(since: str) -> str:
    """Since when something is new, in words."""
    if since == notes.LAST:
        return "In documents that came in after your last note."
    return f"In documents after {written(since)}."


def sources_of(study: "Study", times: Mapping[str, Any]) -> dict[str, Source]:
    """What the brief says of each document."""
    return {
        d.id: Source(
            title=str(d.fields.get("title") or d.sources[0].rpartition("/")[2]),
            date=d.fields.get("date"),
            publisher=d.fields.get("publisher"),
        )
        for d in study.documents(**times)
    }


def steps(held: Holdings, a: str, b: str) -> Sequence[Mapping[str, Any]]:
    """The steps of all tracks of a pair, each with the name of its track."""
    key = ("steps", a, b)
    if key not in held.kept:
        found = tracks(held, a, b)[:-1]
        held.kept[key] = [
            {**s, "track": e.subject.rpartition(": ")[2]} for e in found for s in e.value
        ]
    told: Sequence[Mapping[str, Any]] = held.kept[key]
    return told


def settled(held: Holdings) -> frozenset[str]:
    """The predictions of which the corroboration room knows what became of them."""
    if not held.predictions:
        return frozenset()
    from legation.corroboration import Later, outcomes

    if "settled" not in held.kept:
        later = Later(events=held.events, statuses=held.statuses)
        found = outcomes(held.predictions, later, held.sources, as_of=held.as_of)
        told = frozenset(i for e in found if e.value["outcome"] != "open" for i in e.evidence)
        held.kept["settled"] = told
    known: frozenset[str] = held.kept["settled"]
    return known


class Sentences:
    """The whole sentence around a passage; each document is read once, and only where it is asked."""

    def __init__(self, study: "Study") -> None:
        self.study = study
        self.read: dict[str, Paragraphs | None] = {}

    def __call__(self, cited: Citation, more: int = 0) -> Citation | None:
        """The sentences that a passage begins and ends in, and *more* before them in the paragraph.

        None if the passage runs over three or more, or none stands before it.
        """
        held = self.known(cited.document)
        if held is None:
            return None
        before, touched = held.around(cited.start, cited.end)
        if not touched or len(touched) > 2 or len(before) < more:
            return None
        text, first = held.text, [*before, touched[0]][-1 - more]
        start, end = first[0], touched[-1][1]
        if more and "\n" in text[start : touched[0][0]].strip():
            return None
        return Citation(document=cited.document, start=start, end=end, text=text[start:end])

    def known(self, ident: str) -> "Paragraphs | None":
        """A document's paragraphs."""
        if ident not in self.read:
            document = self.study.ledger.document(ident)
            self.read[ident] = None if document is None else Paragraphs(document)
        return self.read[ident]


class Paragraphs:
    """The body of a document, of which a paragraph is cut into sentences when it is asked for."""

    def __init__(self, document: Document) -> None:
        self.text = text = document.text
        bodies = [(r.start, r.end) for r in document.regions if r.name == "body"]
        self.parts = [
            part
            for start, end in bodies or [(0, len(text))]
            for part in paragraphs(text, start, end)
        ]
        self.cut: dict[int, list[tuple[int, int]]] = {}

    def around(self, start: int, end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """The sentence before some characters, if there is one, and those that they touch."""
        near = [n for n, part in enumerate(self.parts) if part[0] < end and start < part[1]]
        touched = [(n, s) for n in near for s in self.sentences(n) if s[0] < end and start < s[1]]
        if not touched:
            return [], []
        number, first = touched[0]
        before = [s for s in self.sentences(number) if s[0] < first[0]]
        while not before and number:
            number -= 1
            before = self.sentences(number)
        return before[-1:], [s for _, s in touched]

    def sentences(self, number: int) -> list[tuple[int, int]]:
        """Where the sentences of a paragraph begin and end."""
        if number not in self.cut:
            from legation.documents.sentences import sentences

            self.cut[number] = [(s.start, s.end) for s in sentences(self.text, *self.parts[number])]
        return self.cut[number]


def paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    r"""The parts of text[start:end] between blank lines.

    >>> list(paragraphs("A head\n\nIts text.", 0, 17))
    [(0, 6), (8, 17)]
    """
    for gap in _BLANK.finditer(text, start, end):
        yield start, gap.start()
        start = gap.end()
    yield start, end
