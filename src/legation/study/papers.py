"""How a study writes its brief down: `legation.dossier.Brief` → `legation.export.paper.Paper`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from legation.dossier import capital, the, written
from legation.errors import UsageError
from legation.export.paper import Footnote, Line, Paper, Part, one_line

if TYPE_CHECKING:
    from legation.dossier import Brief, Sentence
    from legation.ledger import Listed
    from legation.study import Study

NOTES: Final = 4  # of a sentence, at most; one a document first
LEFT_OUT: Final = "What this leaves out"


def paper(
    study: "Study",
    *,
    pair: tuple[str, str] | None = None,
    since: str | None = None,
    as_of: str | None = None,
    recorded_as_of: str | None = None,
) -> Paper:
    """The brief as a paper with footnotes.

    Raises
    ------
    UsageError
        If there is nothing to tell.
    """
    times = {"as_of": as_of, "recorded_as_of": recorded_as_of}
    told = study.brief(pair=pair, since=since, **times)
    if told is None:
        raise UsageError(
            "there is no brief yet: no event between two named parties has been read; "
            "`legation add` and `legation code` come first"
        )
    listed = {d.id: d for d in study.documents(**times)}
    parts = [
        Part(
            heading=section.heading,
            note=section.note,
            lines=tuple(line(sentence, listed) for sentence in section.sentences),
        )
        for section in told.sections
    ]
    return Paper(
        title=capital(f"{the(told.pair[0])} and {the(told.pair[1])}"),
        about=tuple(about(told, listed, as_of)),
        parts=(*parts, *left_out(told)),
    )


def about(told: "Brief", listed: "Mapping[str, Listed]", as_of: str | None) -> list[str]:
    """From what it was made, as of when, and how far it can be trusted."""
    dates = sorted(d for own in listed.values() if (d := own.fields.get("date")))
    days = f", {written(dates[0])} to {written(dates[-1])}" if dates else ""
    until = f" What could be known on {written(as_of)}." if as_of else ""
    number = len(listed)
    return [
        f"Made from {number} document{'' if number == 1 else 's'}{days}; {told.events} events "
        f"between the two in {told.reports} reports.{until}",
        "Each sentence has its footnotes; the passage is what counts.",
    ]


def line(sentence: "Sentence", listed: "Mapping[str, Listed]") -> Line:
    """A sentence with its footnotes."""
    first: dict[str, Footnote] = {}
    for number, citation in enumerate(sentence.citations):
        own = listed.get(citation.document)
        note = Footnote(
            citation=citation,
            fields=own.fields if own else {},
            source=own.sources[0].rpartition("/")[2] if own else citation.document[:12],
            record=sentence.evidence[number] if number < len(sentence.evidence) else "",
            repeats=one_line(citation.text) in one_line(sentence.text),
        )
        first.setdefault(citation.document, note)
    return Line(text=sentence.text, lead=sentence.lead, notes=tuple(first.values())[:NOTES])


def left_out(told: "Brief") -> list[Part]:
    """What the brief leaves out and why, as a part of its own."""
    lines = [Line(text=f"{own.number} {own.what}: {own.why}") for own in told.left if own.number]
    return [Part(heading=LEFT_OUT, lines=tuple(lines))] if lines else []
