"""Minimal pairs for arguments: one word changes, and the record that comes out must change with it."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from legation.actors import Gazetteer
from legation.coding import code_documents
from legation.language import load_pipeline
from legation.records import (
    ActorRef,
    Coded,
    Condition,
    Document,
    Frame,
    Interest,
    Lever,
    Mechanism,
    Record,
)

PAIRS = Path(__file__).parent / "pairs" / "why"
KINDS = ("mechanisms", "conditions", "interests", "levers", "frames")
CODERS = [f"{kind}.v1" for kind in KINDS]
# what still goes wrong, each row with its reason; a row that comes right must leave this list
KNOWN = dict(
    line.split("\t")[:2]
    for line in (PAIRS / "known.tsv").read_text(encoding="utf-8").splitlines()
    if "\t" in line
)


def rows() -> list[tuple[str, str, str]]:
    found = []
    for kind in KINDS:
        lines = (PAIRS / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
        pairs = [line.split(" => ") for line in lines if " => " in line and line[0] != "#"]
        found += [(kind, text, wanted) for text, wanted in pairs]
    return found


@cache
def coded() -> dict[str, list[Record]]:
    texts = dict.fromkeys(text for _, text, _ in rows())
    documents = [Document(sha256=t, text=t, date="2024-03-15", precision="day") for t in texts]
    made = code_documents(
        documents, pipeline=load_pipeline(), gazetteer=Gazetteer.load(), coders=CODERS
    )
    return {d.text: records for d, records in made}


def says(words: str | None, text: str) -> bool:
    return not words or any(w.strip().lower() in text.lower() for w in words.split("|"))


def named(words: str | None, ref: ActorRef | None) -> bool:
    names = "" if ref is None else f"{ref.name} {ref.text} {ref.party}"
    return says(words, names)


def mechanism(record: Record, part: re.Match[str]) -> bool:
    assert isinstance(record, Mechanism)
    ends = says(part["a"], record.cause.text) and says(part["b"], record.effect.text)
    return ends and part["sign"] in {None, record.sign} and part["code"] in {None, record.mode}


def condition(record: Record, part: re.Match[str]) -> bool:
    assert isinstance(record, Condition)
    ends = says(part["a"], record.if_.text) and says(part["b"], record.then.text)
    return ends and part["code"] in {None, record.force}


def interest(record: Record, part: re.Match[str]) -> bool:
    assert isinstance(record, Interest)
    about = named(part["a"], record.actor) and says(part["b"], record.issue.text)
    return about and part["code"] in {None, record.direction}


def lever(record: Record, part: re.Match[str]) -> bool:
    assert isinstance(record, Lever)
    sides = named(part["a"], record.holder) and named(part["over"], record.over)
    return sides and says(part["b"], record.means.text) and part["code"] in {None, record.state}


def frame(record: Record, part: re.Match[str]) -> bool:
    assert isinstance(record, Frame)
    used = not part["code"] or named(part["code"], record.used_by)
    return record.kind == part["a"] and says(part["b"], record.text) and used


Test = Callable[[Record, re.Match[str]], bool]
CHECKS: dict[str, tuple[type[Record], Test, re.Pattern[str]]] = {
    "mechanisms": (
        Mechanism,
        mechanism,
        re.compile(r"(?P<a>.+?) > (?P<b>.+?)(?: (?P<sign>[+-]))?(?: = (?P<code>\w+))?\Z"),
    ),
    "conditions": (
        Condition,
        condition,
        re.compile(r"(?P<a>.+?) > (?P<b>.+?)(?: = (?P<code>\w+))?\Z"),
    ),
    "interests": (
        Interest,
        interest,
        re.compile(r"(?P<a>.+?) : (?P<b>.+?)(?: = (?P<code>\w+))?\Z"),
    ),
    "levers": (
        Lever,
        lever,
        re.compile(r"(?P<a>.+?)(?: > (?P<over>.+?))? : (?P<b>.+?)(?: = (?P<code>\w+))?\Z"),
    ),
    "frames": (Frame, frame, re.compile(r"(?P<a>\w+) : (?P<b>.+?)(?: by (?P<code>.+))?\Z")),
}


def faults(kind: str, text: str, wanted: str) -> list[str]:
    cls, test, pattern = CHECKS[kind]
    records = [r for r in coded()[text] if isinstance(r, cls) and isinstance(r, Coded)]
    if wanted == "nothing":
        return [f"unwanted {r.citation.text!r}" for r in records]
    missing = []
    for clause in wanted.split(" ; "):
        part = pattern.match(clause)
        assert part, clause
        if not any(test(r, part) for r in records):
            missing.append(f"missing {clause}")
    return missing


@pytest.mark.parametrize(("kind", "text", "wanted"), rows())
def test_pair(kind: str, text: str, wanted: str) -> None:
    wrong = faults(kind, text, wanted)
    if text in KNOWN:
        assert wrong, f"comes right now, take it off the list: {text}"
        pytest.skip(f"known: {KNOWN[text]}")
    assert not wrong, f"{wrong}\n  got {[r.to_json() for r in coded()[text]]}"


def test_every_span_stands_in_the_text() -> None:
    for text, records in coded().items():
        for record in records:
            spans = [getattr(record, name, None) for name in ("citation", "cause", "effect")]
            spans += [getattr(record, name, None) for name in ("issue", "means", "if_", "then")]
            for span in filter(None, spans):
                assert text[span.start : span.end] == span.text


def test_there_are_enough_pairs_and_few_faults() -> None:
    texts = {text for _, text, _ in rows()}
    assert len(rows()) >= 150
    assert set(KNOWN) <= texts
    assert len(KNOWN) <= 0.12 * len(rows())
    assert all(sum(k == kind for k, _, _ in rows()) >= 20 for kind in KINDS)
