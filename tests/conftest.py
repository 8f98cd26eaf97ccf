"""What several test files share: a small workspace, and how a missing browser is reported."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from legation.ledger import pack
from legation.ontology import QUAD_CLASS
from legation.records import Actor, ActorRef, Claim, Document, Event, Record, Region, Role
from legation.study import Study

if TYPE_CHECKING:
    from playwright import sync_api

ROOT = Path(__file__).parents[1]
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

TIDINGS = """\
Harbour talks resume

On 3 May 2021 the foreign minister of Northland, Ada Vale, met the envoy of the Isles in the old \
port. Vale said that the ferry would sail again before winter.

The Isles denied that any <b>ferry</b> had been promised. <script>document.title = "taken"</script>
"""
REPLY = """\
A year of silence

In 2022 the Isles closed the strait to ships of Northland. «Пролив закрыт», wrote one paper.

Share this page
"""


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Finds what the project was checked against elsewhere; the test skips where it is not there."""
    folder = Path(os.environ.get("LEGATION_SHARED", ROOT.parent / "shared"))

    def find(name: str) -> Path:
        if not (folder / name).exists():
            pytest.skip(f"{folder / name} is not here: nothing to compare with")
        return folder / name

    return find


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser; the test skips without one, or fails where one is required."""
    for name in CHROMIUM:
        if found := shutil.which(name):
            return found
    reason = f"no browser: none of {', '.join(CHROMIUM)} is installed"
    if os.environ.get("LEGATION_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator["sync_api.Browser"]:
    """A headless browser; a module's own, for it keeps an event loop while it lives."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield found
        found.close()


class Browser:
    """Asks an ASGI app for pages, without a network; keeps cookies and follows no redirects."""

    def __init__(self, app: Any, base: str = "http://127.0.0.1:8000") -> None:
        self.app, self.base, self.cookies = app, base, httpx.Cookies()

    def request(self, method: str, address: str, **given: Any) -> httpx.Response:
        """One request and its answer."""
        return asyncio.run(self._request(method, address, **given))

    async def _request(self, method: str, address: str, **given: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url=self.base, cookies=self.cookies
        ) as client:
            answer = await client.request(method, address, **given)
            self.cookies = client.cookies
            return answer

    def get(self, address: str, **given: Any) -> httpx.Response:
        """The page at an address."""
        return self.request("GET", address, **given)


@pytest.fixture(scope="session")
def browse() -> type[Browser]:
    """What asks an app for pages."""
    return Browser


def _document(text: str, title: str, **given: str) -> Document:
    body = text.index("\n\n") + 2
    end = text.find("\n\nShare")
    regions = [Region(start=0, end=len(title), name="title")]
    regions.append(Region(start=body, end=end if end > 0 else len(text), name="body"))
    if end > 0:
        regions.append(Region(start=end + 2, end=len(text), name="furniture"))
    return Document(
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        title=title,
        precision="day",
        date_basis="given",
        language="en",
        regions=tuple(regions),
        **given,  # type: ignore[arg-type]
    )


def _ref(ident: str, name: str, text: str, party: str) -> ActorRef:
    return ActorRef(id=ident, name=name, text=text, party=party)


NORTH = _ref("NOR", "Northland", "Northland", "Northland")
ISLES = _ref("ISL", "Isles", "the Isles", "Isles")
VALE = _ref("person:ada vale", "Ada Vale", "Vale", "Northland")


def _coded(document: Document) -> list[Record]:
    """What a reader makes of the two articles, written down by hand."""

    def at(words: str) -> tuple[int, int]:
        start = document.text.index(words)
        return start, start + len(words)

    def event(words: str, trigger: str, kind: str, source: ActorRef, target: ActorRef, day: str):
        return Event(
            coder="events.v0",
            citation=document.cite(*at(words)),
            type=kind,  # type: ignore[arg-type]
            source_actors=(source,),
            target_actors=(target,),
            start=day,
            precision="day" if day.count("-") == 2 else "year",
            quad=QUAD_CLASS[kind],  # type: ignore[index]
            trigger=document.span(*at(trigger)),
        )

    def claim(words: str, speaker: ActorRef, polarity: str, about: ActorRef):
        return Claim(
            coder="claims.v0",
            citation=document.cite(*at(words)),
            speaker=speaker,
            content=document.span(*at(words)),
            polarity=polarity,  # type: ignore[arg-type]
            about=(about,),
        )

    def actor(ref: ActorRef, kind: str, words: str, **given: object):
        return Actor(
            coder="actors.v0",
            citation=document.cite(*at(words)),
            key=ref.id,
            name=ref.name,
            kind=kind,  # type: ignore[arg-type]
            party=ref.party,
            mentions=(document.span(*at(words)),),
            **given,  # type: ignore[arg-type]
        )

    if "harbour" in document.text.casefold():
        return [
            actor(NORTH, "state", "Northland"),
            actor(ISLES, "state", "the Isles"),
            actor(VALE, "person", "Ada Vale", confidence=0.95, roles=(
                Role(title="foreign minister", of="Northland",
                     citation=document.span(*at("the foreign minister of Northland"))),)),
            event("the foreign minister of Northland, Ada Vale, met the envoy of the Isles", "met",
                  "CONSULT", VALE, ISLES, "2021-05-03"),
            claim("the ferry would sail again before winter", VALE, "promise", ISLES),
            claim("The Isles denied that any <b>ferry</b> had been promised", ISLES, "deny", NORTH),
        ]  # fmt: skip
    return [
        actor(ISLES, "state", "the Isles"),
        actor(NORTH, "state", "Northland"),
        event("the Isles closed the strait to ships of Northland", "closed", "SANCTION",
              ISLES, NORTH, "2022"),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def small_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A workspace of two invented articles with records written by hand."""
    study = Study.create(tmp_path_factory.mktemp("harbour") / "harbour-talks")
    tidings = _document(
        TIDINGS, "Harbour talks resume", date="2021-05-04", publisher="Port Courier"
    )
    reply = _document(REPLY, "A year of silence", date="2022-12-31", publisher="Strait Weekly")
    study.ledger.add(tidings, "tidings.txt")
    study.ledger.add(reply, "reply.html")
    for row, document in list(study.ledger.uncoded(["none.v0"])):
        found = _coded(document)
        for family in ("actors.v0", "events.v0", "claims.v0"):
            study.ledger.append(row, family, [pack(r) for r in found if r.coder == family])
    assert list(study.verify()) == []
    return study
