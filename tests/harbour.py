"""A workspace with years of invented dealings between three parties, a game and a system to look at."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

from legation.ledger import pack
from legation.ontology import QUAD_CLASS
from legation.records import (
    ActorRef,
    Concept,
    Document,
    Event,
    Mechanism,
    Membership,
    Prediction,
    Record,
    Region,
    Status,
)
from legation.study import Study

PARTIES = ("Northland", "Isles", "Eastria")
DEEDS = (
    ("CONSULT", "held talks with"), ("ACCUSE", "accused"), ("AGREE", "signed a paper with"),
    ("SANCTION", "closed a harbour to"), ("CONSULT", "received an envoy of"), ("AID", "sent grain to"),
)  # fmt: skip
FIRST = date(2018, 1, 10)
GAME = """
[model]
name = "The strait"
version = "2021-12-31"
status_quo = "NN"

[[decision_maker]]
name = "Northland"

[[decision_maker.option]]
name = "open"

[decision_maker.ranking]
states = ["NY", "YY", "NN", "YN"]

[[decision_maker]]
name = "Isles"

[[decision_maker.option]]
name = "pay"

[decision_maker.ranking]
states = ["YN", "YY", "NN", "NY"]
"""
SYSTEM = """
[system]
name = "The strait and those on it"
a = "Northland"
b = "Isles"
actors = ["Northland", "Isles", "Eastria"]

[parties]
north = ["Northland"]

[[variable]]
name = "ban"
meaning = "whether the harbour is closed"
levels = ["open", "closed"]
words = ["harbour closed", "close harbour"]

[[variable.rule]]
kind = "status"
level = "closed"
where = { kind = ["legal_ban"], value = ["outlawed"] }

[[variable]]
name = "grain"
meaning = "how much grain is sent"
levels = ["none", "some"]
serves = ["Isles"]
words = ["grain"]

[matrix]
question = "Why is the harbour closed?"

[[matrix.hypothesis]]
name = "storm"
says = "because of the storms"

[[matrix.hypothesis]]
name = "quarrel"
says = "because of a quarrel"

[[matrix.evidence]]
says = "it was closed by law"
kind = "status"
where = { kind = ["legal_ban"], value = ["outlawed"] }
rate = { storm = "I", quarrel = "C" }
"""


def ref(name: str) -> ActorRef:
    """A party as a reference."""
    return ActorRef(id=name[:3].upper(), name=name, text=name, party=name)


def sentences(year: int) -> list[tuple[str, str, str, str, date]]:
    """What is told of a year: type, source, target, the sentence, the day."""
    found = []
    for number in range(9):
        kind, words = DEEDS[(number + year) % len(DEEDS)]
        source, target = PARTIES[number % 2], PARTIES[(number + 1) % (3 if number % 4 == 3 else 2)]
        if source == target:
            target = PARTIES[2]
        day = FIRST.replace(year=year) + timedelta(days=37 * number)
        text = (
            f"On {day.day} {day:%B %Y} {source} {words} {target} in the old port, visit {number}."
        )
        found.append((kind, source, target, text, day))
    return found


TAIL = (
    "Closing the harbour raises the need for grain, says the board. "
    "Eastria took part in the Harbour Format. Northland outlawed the Isles guild. "
    "The Isles may close their harbour next spring, says the board of Northland."
)


def written(folder: Path, *, files: bool = True) -> Study:
    """The workspace, coded by hand."""
    study = Study.create(folder)
    for year in range(2018, 2024):
        told = sentences(year)
        text = "\n\n".join([f"Year {year}", *(s[3] for s in told), TAIL])
        document = Document(
            sha256=hashlib.sha256(text.encode()).hexdigest(), text=text, title=f"The year {year}",
            date=f"{year}-12-31", precision="day", date_basis="given", language="en",
            publisher="Port Courier" if year % 2 else "Strait Weekly",
            regions=(Region(start=0, end=9, name="title"),
                     Region(start=11, end=len(text), name="body")),
        )  # fmt: skip
        study.ledger.add(document, f"{year}.txt")
    for row, document in list(study.ledger.uncoded(["none.v0"])):
        year = int(document.title[-4:])
        for family, found in records(document, sentences(year)).items():
            study.ledger.append(row, family, [pack(r) for r in found])
    if files:
        (folder / "games").mkdir()
        (folder / "games" / "strait.toml").write_text(GAME, encoding="utf-8")
        (folder / "system.toml").write_text(SYSTEM, encoding="utf-8")
    return study


def records(
    document: Document, told: list[tuple[str, str, str, str, date]]
) -> dict[str, list[Record]]:
    """What a reader makes of one year."""

    def at(words: str) -> tuple[int, int]:
        start = document.text.index(words)
        return start, start + len(words)

    events: list[Record] = [
        Event(
            coder="events.v0", citation=document.cite(*at(text)), type=kind,  # type: ignore[arg-type]
            source_actors=(ref(source),), target_actors=(ref(target),), start=day.isoformat(),
            precision="day", quad=QUAD_CLASS[kind], confidence=0.7,  # type: ignore[index]
        )
        for kind, source, target, text, day in told
    ]  # fmt: skip
    year = document.title[-4:] if document.title else ""
    cause, effect = at("Closing the harbour"), at("the need for grain")
    rest: dict[str, list[Record]] = {
        "mechanisms.v0": [
            Mechanism(
                coder="mechanisms.v0", citation=document.cite(cause[0], effect[1]), sign="+",
                cause=Concept(start=cause[0], end=cause[1], text="Closing the harbour", concept="ban"),
                effect=Concept(start=effect[0], end=effect[1], text="the need for grain",
                               concept="grain"),
            )
        ],
        "memberships.v0": [
            Membership(
                coder="memberships.v0", member=ref("Eastria"), status="member",
                organisation=ActorRef(id="fmt:harbour", name="Harbour Format", text="Harbour Format"),
                citation=document.cite(*at("Eastria took part in the Harbour Format")),
                start=f"{year}-06", precision="month",
            )
        ],
        "statuses.v0": [
            Status(
                coder="statuses.v0", holder=ref("Isles"), granted_by=ref("Northland"),
                kind="legal_ban", value="outlawed", start=year, precision="year",
                citation=document.cite(*at("Northland outlawed the Isles guild")),
            )
        ],
        "predictions.v0": [
            Prediction(
                coder="predictions.v0", made_by=ref("Northland"), polarity="may",
                citation=document.cite(*at("The Isles may close their harbour next spring")),
                content=document.span(*at("close their harbour next spring")),
            )
        ],
    }  # fmt: skip
    return {"events.v0": events, **rest}
