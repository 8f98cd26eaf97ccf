"""A workspace to judge actors in: one invented letter, three persons, two questions about them."""

import hashlib
from pathlib import Path

from legation.ledger import pack
from legation.records import Actor, Document, Region
from legation.review import Verdict
from legation.study import Study

MORN, MORNE, TIL = "person:tessa morn", "person:tessa morne", "person:ida <til>"
LETTER = """\
Two letters

Tessa Morn wrote to the harbour board. Later Tessa Morne, of the same street, wrote again; Morn \
had asked for a bridge. Ida <Til> answered both.
"""


def written(folder: Path) -> Study:
    """The workspace, with its questions asked."""
    study = Study.create(folder)
    document = Document(
        sha256=hashlib.sha256(LETTER.encode()).hexdigest(),
        text=LETTER,
        title="Two letters",
        date="2020-02-01",
        precision="day",
        date_basis="given",
        language="en",
        regions=(Region(start=0, end=len(LETTER), name="body"),),
    )
    study.ledger.add(document, "letters.txt")
    found = [
        _person(document, MORN, ("Tessa Morn", " wrote"), ("Morn", " had")),
        _person(document, MORNE, ("Tessa Morne", ",")),
        _person(document, TIL, ("Ida <Til>", "")),
    ]
    for row, _ in list(study.ledger.uncoded(["none.v0"])):
        study.ledger.append(row, "actors.v0", [pack(r) for r in found])
    for pair, score in (((MORN, MORNE), 0.8), ((TIL, MORN), 0.6)):
        payload = {"score": score, "rule": "names alike"}
        verdict = Verdict(verb="suggest", subjects=tuple(sorted(pair)), payload=payload)
        study.decide(verdict, "names alike", author="actors.v0")
    return study


def _person(document: Document, key: str, *places: tuple[str, str]) -> Actor:
    """A person with mentions, each given by its words and what comes behind them."""
    spans = []
    for words, behind in places:
        start = document.text.index(words + behind)
        spans.append(document.span(start, start + len(words)))
    return Actor(
        coder="actors.v0",
        citation=document.cite(spans[0].start, spans[0].end),
        key=key,
        name=places[0][0],
        kind="person",
        mentions=tuple(spans),
    )
