"""How fast the dossier is: every page of a made-up ledger, asked for at a steady rate.

`python benchmarks/dossier.py` builds a workspace of 100,000 invented events, nearly as many other
records and 5,000 documents, serves it, and asks for its pages at 20 requests a second for a minute,
each request with filters of its own.  Printed: what the first visit of each page took, by the clock
and by the processor, of a server just started and after a judgement was written; then the 50th and
95th percentile and the longest.  `--folder` keeps the workspace for the next run.
"""

import argparse
import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from legation.ledger import Judgement, pack
from legation.ontology import EVENT_TYPES, QUAD_CLASS
from legation.records import (
    Actor,
    ActorRef,
    Claim,
    Concept,
    Document,
    Event,
    Mechanism,
    Record,
    Region,
    Status,
)
from legation.study import Study

EPOCH: Final = date(2003, 1, 1)
DAYS: Final = 8_200
FACTUALITY: Final = ("fact",) * 7 + ("claim", "denied", "planned")
POLARITY: Final = ("assert", "deny", "demand", "promise", "warn")
SYLLABLES: Final = (
    "ba",
    "du",
    "fe",
    "go",
    "hi",
    "ka",
    "lo",
    "mu",
    "ne",
    "po",
    "ra",
    "su",
    "ti",
    "vo",
)
PUBLISHERS: Final = tuple(f"Courier {number}" for number in range(40))


def word(chance: random.Random) -> str:
    """An invented word."""
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(1, 4)))


@dataclass(frozen=True)
class Cast:
    """The parties and people of the invented reports; a few of them are in most."""

    refs: tuple[ActorRef, ...]
    weights: tuple[float, ...]

    @classmethod
    def of(cls, chance: random.Random, parties: int = 60, people: int = 400) -> "Cast":
        """Invent them."""
        names = [f"{word(chance).capitalize()}land {number}" for number in range(parties)]
        states = [ActorRef(id=f"P{n:03}", name=name, text=name, party=name, code=f"P{n:02}")
                  for n, name in enumerate(names)]  # fmt: skip
        persons = []
        for number in range(people):
            name = f"{word(chance).capitalize()} {word(chance).capitalize()} {number}"
            own = states[int(len(states) * chance.random() ** 3)]
            persons.append(ActorRef(id=f"person:{name.lower()}", name=name, text=name,
                                    party=own.name, code=own.code))  # fmt: skip
        refs = (*states, *persons)
        return cls(refs, tuple(1 / (1 + n % 60) for n in range(len(refs))))

    def pair(self, chance: random.Random) -> list[ActorRef]:
        """Two who meet in a report."""
        return chance.choices(self.refs, self.weights, k=2)


def document(chance: random.Random, number: int, cast: Cast) -> tuple[Document, list[Record]]:
    """An invented report, and what a reader would have made of it."""
    day = EPOCH + timedelta(days=chance.randrange(DAYS))
    title = f"{' '.join(word(chance) for _ in range(5)).capitalize()} {number}"
    parts, spans, at = [title], [], len(title) + 2
    for _ in range(44):
        a, b = cast.pair(chance)
        text = f"{a.name} {word(chance)} {b.name} {' '.join(word(chance) for _ in range(12))}."
        spans.append((a, b, at, at + len(text)))
        parts.append(text)
        at += len(text) + 2
    text = "\n\n".join(parts)
    found = Document(
        sha256=f"{number:064x}", text=text, title=title, authors=(f"Author {number % 90}",),
        publisher=chance.choice(PUBLISHERS), url=f"https://example.org/{number}",
        date=day.isoformat(), precision="day", date_basis="given", language="en",
        regions=(Region(start=0, end=len(title), name="title"),
                 Region(start=len(title) + 2, end=len(text), name="body")),
    )  # fmt: skip
    return found, list(records(chance, found, spans, day))


def records(
    chance: random.Random,
    told: Document,
    spans: Sequence[tuple[ActorRef, ActorRef, int, int]],
    day: date,
) -> Iterator[Record]:
    """20 events, 8 claims, some statuses and mechanisms, and the actors of a report."""
    for a, b, start, end in spans[:20]:
        kind = chance.choice(EVENT_TYPES)
        then = day - timedelta(days=chance.choice((0, 0, 1, 2, 30, 400)))
        cut, how = chance.choices(((10, "day"), (7, "month"), (4, "year")), (8, 1, 1))[0]
        yield Event(
            coder="events.v0", citation=told.cite(start, end), type=kind,
            source_actors=(a,), target_actors=(b,), start=then.isoformat()[:cut],
            precision=how, quad=QUAD_CLASS[kind], factuality=chance.choice(FACTUALITY),
            confidence=round(chance.uniform(0.3, 1), 2), trigger=told.span(start, start + 4),
        )  # fmt: skip
    for a, b, start, end in spans[20:28]:
        yield Claim(
            coder="claims.v0", citation=told.cite(start, end), speaker=a, about=(b,),
            content=told.span(start + 5, end), polarity=chance.choice(POLARITY),
            date=day.isoformat(), precision="day", confidence=round(chance.uniform(0.3, 1), 2),
        )  # fmt: skip
    a, b, start, end = spans[28]
    yield Status(
        coder="statuses.v0", citation=told.cite(start, end), holder=a, kind="recognition",
        value="granted", granted_by=b, start=day.isoformat(), precision="day",
    )  # fmt: skip
    yield Mechanism(
        coder="mechanisms.v0", citation=told.cite(*spans[29][2:]), sign="+", held_by=b,
        cause=Concept(start=spans[29][2], end=spans[29][2] + 4,
                      text=told.text[spans[29][2]:spans[29][2] + 4], concept="trade"),
        effect=Concept(start=end - 4, end=end, text=told.text[end - 4:end], concept="trust"),
    )  # fmt: skip
    named = {ref.id: (ref, start) for a, b, start, _ in spans[30:36] for ref in (a,)}
    for ref, start in named.values():
        person = ref.id.startswith("person:")
        mention = told.span(start, start + len(ref.name))
        yield Actor(
            coder="actors.v0", citation=told.cite(start, start + len(ref.name)), key=ref.id,
            name=ref.name, kind="person" if person else "state", party=ref.party, code=ref.code, mentions=(mention,),
        )  # fmt: skip


def build(folder: Path, documents: int) -> Study:
    """A workspace of so many invented reports."""
    chance = random.Random(12)
    study, cast = Study.create(folder), Cast.of(chance)
    began = time.perf_counter()
    for first in range(0, documents, 250):
        with study.ledger.batch():
            for number in range(first, min(documents, first + 250)):
                told, found = document(chance, number, cast)
                study.ledger.add(told, f"report-{number}.txt")
                for coder in dict.fromkeys(r.coder for r in found):  # type: ignore[attr-defined]
                    own = [pack(r) for r in found if r.coder == coder]  # type: ignore[attr-defined]
                    study.ledger.append(number + 1, coder, own)
    counts = study.ledger.counts()
    size = study.ledger.path.stat().st_size / 1e6
    print(f"built in {time.perf_counter() - began:.0f} s: {counts}, {size:.0f} MB")
    return study


# --- asking -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What the addresses of pages are made of."""

    actors: tuple[str, ...]
    documents: tuple[str, ...]
    records: tuple[str, ...]
    words: tuple[str, ...]

    @classmethod
    def of(cls, study: Study) -> "Known":
        """A sample of what is in the workspace."""
        rows = study.rows("event", limit=400)
        documents = tuple(d.id for d in study.documents())
        text = study.ledger.document(documents[0]).text  # type: ignore[union-attr]
        return cls(
            actors=tuple(e.key for e in study.actors()),
            documents=documents,
            records=tuple(row.id for row in rows),
            words=tuple(dict.fromkeys(w for w in text.split() if w.isalpha()))[:300],
        )


def day(chance: random.Random) -> str:
    """A day within the years of the reports."""
    return (EPOCH + timedelta(days=chance.randrange(DAYS))).isoformat()


def choice(chance: random.Random, known: Known, of: Sequence[str]) -> dict[str, str | int]:
    """Filters that a user might set, each with a chance of one in three."""
    since = chance.randrange(2003, 2020)
    made: dict[str, str | int] = {
        "actor": chance.choice(known.actors),
        "type": chance.choice(EVENT_TYPES),
        "factuality": chance.choice(FACTUALITY),
        "polarity": chance.choice(POLARITY),
        "since": since,
        "until": since + chance.randint(1, 6),
        "as_of": day(chance),
        "page": chance.randint(1, 40),
    }
    return {name: made[name] for name in of if chance.random() < 1 / 3}


def address(chance: random.Random, known: Known, page: str) -> str:
    """An address of a page, with filters where it has any."""
    document = chance.choice(known.documents)
    start = chance.randrange(100, 1500)
    asked: dict[str, tuple[str, dict[str, str | int]]] = {
        "/events": (page, choice(chance, known, ("actor", "type", "factuality", "since", "until",
                                                 "as_of", "page"))),
        "/claims": (page, choice(chance, known, ("actor", "polarity", "since", "until", "as_of",
                                                 "page"))),
        "/actors": (page, {"q": chance.choice(SYLLABLES), "page": chance.randint(1, 5)}),
        "/documents": (page, {"page": chance.randint(1, 100)}),
        "/search": (page, {"q": " ".join(chance.sample(known.words, chance.randint(1, 2)))}),
        "one actor": (f"/actors/{quote(chance.choice(known.actors))}", {}),
        "reader": (f"/documents/{document[:16]}", {"at": f"{start}-{start + 90}"}),
        "record": (f"/records/{chance.choice(known.records)[:16]}", {}),
        "citation": (f"/cite/{document[:16]}", {"at": f"{start}-{start + 90}"}),
        "events as CSV": ("/events", choice(chance, known, ("actor", "type", "since"))
                          | {"format": "csv"}),
        "API records": ("/api/records", {"kind": "event", "limit": 50,
                                         "offset": chance.randrange(20_000)}),
    }  # fmt: skip
    path, query = asked.get(page, (page, {}))
    return f"{path}?{urlencode(query)}" if query else path


OTHERS: Final = (
    "one actor",
    "reader",
    "record",
    "citation",
    "events as CSV",
    "API records",
    "/changes",
)


def pages() -> list[str]:
    """Every page of the dossier: those of the navigation, and those that they lead to."""
    from legation.web.app import NAVIGATION

    return [*(path for path, _ in NAVIGATION), *OTHERS]


class Visitor:
    """Asks one server for pages, on a connection a thread."""

    def __init__(self, link: str) -> None:
        self.host, _, token = link.removeprefix("http://").partition("/?token=")
        self.headers = {"Authorization": f"Bearer {token}"}
        self.own = threading.local()

    def get(self, path: str) -> tuple[int, float]:
        """The status of a page, and the seconds until all of it was there."""
        began = time.perf_counter()
        connection = getattr(self.own, "connection", None)
        if connection is None:
            connection = self.own.connection = http.client.HTTPConnection(self.host, timeout=600)
        connection.request("GET", path, headers=self.headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - began


def visit(visitor: Visitor, known: Known, *, rate: float, seconds: float) -> dict[str, list[float]]:
    """Ask at a steady rate whatever the answers take; a wait for a free place counts as well."""
    chance, asked = random.Random(3), pages()
    took: defaultdict[str, list[float]] = defaultdict(list)
    failed: list[str] = []

    def one(page: str, path: str, due: float) -> None:
        status, _ = visitor.get(path)
        took[page].append(time.perf_counter() - due)
        if status != 200:
            failed.append(f"{status} {path}")

    began = time.perf_counter()
    with ThreadPoolExecutor(64) as crowd:
        for number in range(int(rate * seconds)):
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            page = asked[number % len(asked)]
            crowd.submit(one, page, address(chance, known, page), due)
    if failed:
        print(f"{len(failed)} requests failed, such as {failed[0]}")
    return took


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which *share* of the values lie, in milliseconds."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1e3


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def processor_seconds(process: int) -> float:
    """What a process has used of the processor so far; nan where the system does not tell."""
    told = Path(f"/proc/{process}/stat")
    if not told.exists():
        return float("nan")
    fields = told.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Build, serve, ask, print; 1 if a page is slower than the limit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--limit", type=float, default=200, help="milliseconds, 95th percentile")
    parser.add_argument("--folder", type=Path, help="build here, or use what is there")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = asked.folder or Path(place, "big")
        there = (folder / "legation.db").exists()
        with Study.open(folder) if there else build(folder, asked.documents) as study:
            print("workspace:", study.ledger.counts())
            known = Known.of(study)
        return measure(folder, known, asked)


def first_visit(visitor: Visitor, process: int, known: Known, page: str) -> str:
    """How long a page takes that nobody has asked for since something was written."""
    visitor.own.connection = None  # the server has closed one that nobody used
    before = processor_seconds(process)
    seconds = visitor.get(address(random.Random(1), known, page))[1]
    return f"{seconds:7.2f} ({processor_seconds(process) - before:.2f})"


def rest(process: int, seconds: float = 120) -> None:
    """Wait until a process has nothing to do, so that the next figure is of one page alone."""
    for _ in range(int(seconds)):
        before = processor_seconds(process)
        time.sleep(1)
        if not processor_seconds(process) - before > 0.02:
            return


def judge(folder: Path, known: Known) -> None:
    """Accept a record, as somebody in another window would."""
    with Study.open(folder) as study:
        verdict = Judgement(
            verb="accept",
            subjects=known.records[:1],
            author="benchmark",
            reason="to see what it costs",
        )
        study.judge(verdict)


def measure(folder: Path, known: Known, asked: argparse.Namespace) -> int:
    """Serve a workspace and ask for its pages."""
    command = [sys.executable, "-m", "legation", "-w", str(folder), "serve", "--port",
               str(free_port())]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            visitor = Visitor(server.stdout.readline().strip())  # type: ignore[union-attr]
            print("first visits, seconds by the clock (of the processor): cold, after a judgement")
            cold = {page: first_visit(visitor, server.pid, known, page) for page in pages()}
            for page in pages():
                rest(server.pid)
                judge(folder, known)
                again = first_visit(visitor, server.pid, known, page)
                print(f"{page:16} {cold[page]}  {again}", flush=True)
            for page in (*pages(), *pages()):  # an unfinished page is finished the second time
                first_visit(visitor, server.pid, known, page)
                rest(server.pid)
            before = processor_seconds(server.pid)
            took = visit(visitor, known, rate=asked.rate, seconds=asked.seconds)
            used = processor_seconds(server.pid) - before
        finally:
            server.terminate()
    print(f"{'page':16} {'requests':>9} {'50 % ms':>9} {'95 % ms':>9} {'longest':>9}")
    for page, times in took.items():
        told = [len(times), percentile(times, 0.5), percentile(times, 0.95), max(times) * 1e3]
        print(f"{page:16} " + " ".join(f"{value:9.0f}" for value in told))
    every = [t for times in took.values() for t in times]
    print(f"{'all':16} {len(every):9} {percentile(every, 0.5):9.0f} "
          f"{percentile(every, 0.95):9.0f} {max(every) * 1e3:9.0f}")  # fmt: skip
    print(f"processor time of the server: {used / len(every) * 1e3:.1f} ms a request")
    if hasattr(os, "getloadavg"):
        print(
            f"load of the machine, one minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
    return int(any(percentile(times, 0.95) > asked.limit for times in took.values()))


if __name__ == "__main__":
    sys.exit(main())
