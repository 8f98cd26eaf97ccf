"""A coder that needs no model: every sentence becomes an event, every quotation a claim.

It stands in a module of its own because worker processes import it by name.
"""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from legation.ledger import Packed, pack
from legation.records import Actor, ActorRef, Claim, Document, Event, Record
from legation.study import Coding

SENTENCE = re.compile(r"[^.\n]+\.")
NAME = re.compile(r"[A-Z][a-z]+")
QUOTED = re.compile(r"“([^”]+)”")


def document(text: str, date: str | None = None, **more: Any) -> Document:
    """A document of this text."""
    return Document(sha256=sha256(text.encode()).hexdigest(), text=text, date=date, **more)


def ref(name: str, **more: Any) -> ActorRef:
    """An actor reference to a name."""
    return ActorRef(id=f"person:{name.lower()}", name=name, text=name, **more)


def records_of(document: Document, version: int = 1) -> list[Record]:
    """Every sentence with a name as an event, every quotation as a claim, every name as an actor."""
    found: list[Record] = []
    named: dict[str, list[tuple[int, int]]] = {}
    for sentence in SENTENCE.finditer(document.text):
        names = [(m[0], m.start(), m.end()) for m in NAME.finditer(document.text, *sentence.span())]
        for name, start, end in names:
            named.setdefault(name, []).append((start, end))
        if names:
            found.append(
                Event(
                    coder=f"events.v{version}",
                    citation=document.cite(*sentence.span()),
                    type="CONSULT",
                    source_actors=(ref(names[0][0]),),
                    target_actors=tuple(ref(n[0]) for n in names[1:]),
                    start=document.date,
                    precision="publication" if document.date else "none",
                )
            )
    for name, places in named.items():
        found.append(
            Actor(
                coder="actors.v1",
                citation=document.cite(*places[0]),
                key=f"person:{name.lower()}",
                name=name,
                kind="person",
                mentions=tuple(document.span(*p) for p in places),
            )
        )
    found += [
        Claim(
            coder="claims.v1",
            citation=document.cite(*quoted.span()),
            speaker=None,
            content=document.span(*quoted.span(1)),
            polarity="assert",
            date=document.date,
        )
        for quoted in QUOTED.finditer(document.text)
    ]
    return found


@dataclass(frozen=True)
class FakeJob:
    """Codes by regular expression; a document that says BROKEN breaks it."""

    version: int = 1
    seconds: float = 0.0

    def __call__(self) -> Callable[[Sequence[tuple[Any, Document]]], list[list[Packed]]]:
        return self._code

    def _code(self, items: Sequence[tuple[Any, Document]]) -> list[list[Packed]]:
        done = []
        for _, item in items:
            if "BROKEN" in item.text:
                raise ValueError("this one breaks the coder")
            time.sleep(self.seconds)
            done.append([pack(r) for r in records_of(item, self.version)])
        return done


def fake_coding(version: int = 1, *, seconds: float = 0.0, setup: str = "fake") -> Coding:
    """How the fake coder codes."""
    coders = (f"events.v{version}", "claims.v1", "actors.v1")
    return Coding(coders=coders, setup=setup, job=FakeJob(version, seconds))
