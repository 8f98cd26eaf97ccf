"""Claims face to face, figures, origins and promises; saved searches: without and in a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from browsing import TWO_LOOKS, assert_fit_for_all, serving
from legation.errors import UsageError
from legation.ledger import pack
from legation.records import (
    ActorRef,
    Claim,
    Document,
    Quantity,
    Record,
    Reference,
    Region,
)
from legation.study import Study, searches
from legation.web.app import create_app
from legation.web.claims import VIEWS, amount
from legation.web.guard import Guard

TOKEN = "token-of-the-test"
HERE = "http://127.0.0.1:8000"
SHIPS = """\
Ships in the strait

Northland said on 3 May 2021 that 40 ships of the Isles lay in the strait.

The Isles denied on 5 May 2021 that 40 ships of the Isles lay in the strait. By their count \
25 ships lay there. They promised to open the strait.
"""
AGAIN = """\
The strait a year on

Northland had spoken of 60 ships in the strait.[1] The Strait Wire said that the ferry waits.

1. Ships in the strait, Port Courier, 6 May 2021.
"""
NORTH = ActorRef(id="NOR", name="Northland", text="Northland", party="Northland")
ISLES = ActorRef(id="ISL", name="Isles", text="The Isles", party="Isles")
WIRE = ActorRef(id="media:wire", name="Strait Wire", text="The Strait Wire", sector="MED")


def article(text: str, **given: str) -> Document:
    title = text.partition("\n")[0]
    body = Region(start=text.index("\n\n") + 2, end=len(text), name="body")
    regions = (Region(start=0, end=len(title), name="title"), body)
    return Document(
        sha256=f"{abs(hash(text)):x}".rjust(64, "0")[:64], text=text, title=title, precision="day",
        date_basis="given", language="en", regions=regions, **given,
    )  # fmt: skip


def said(document: Document, words: str, content: str, speaker: ActorRef, **given: object) -> Claim:
    start, place = document.text.index(words), document.text.index(content)
    return Claim(
        coder="claims.v0", citation=document.cite(start, start + len(words)), speaker=speaker,
        content=document.span(place, place + len(content)), about=(ISLES,), **given,
    )  # fmt: skip


def coded(document: Document) -> list[Record]:
    """What a reader makes of the two articles, written down by hand."""
    if "denied" not in document.text:
        told = "Northland had spoken of 60 ships in the strait.[1]"
        wired = "The Strait Wire said that the ferry waits."
        note = document.text.index("1. Ships")
        return [
            Reference(coder="references.v0", marker="1", title="Ships in the strait", url=None,
                      citation=document.cite(note, note + 47)),
            said(document, told, "60 ships in the strait", NORTH, polarity="assert", references=("1",),
                 date="2022-05", quantities=(Quantity(value=60, unit="ships"),)),
            said(document, wired, "the ferry waits", WIRE, polarity="assert", asserted_by=(WIRE,)),
        ]  # fmt: skip
    first = "Northland said on 3 May 2021 that 40 ships of the Isles lay in the strait."
    denial = "The Isles denied on 5 May 2021 that 40 ships of the Isles lay in the strait."
    count, promise = "25 ships lay there", "to open the strait"
    one = said(document, first, "40 ships of the Isles lay in the strait", NORTH, polarity="assert",
               date="2021-05-03", quantities=(Quantity(value=40, unit="ships"),))  # fmt: skip
    start = document.text.index(denial)
    words = document.span(start + 36, start + len(denial) - 1)
    other = said(document, denial, "40 ships", ISLES, polarity="deny", date="2021-05-05")
    return [
        one,
        Claim(coder=other.coder, citation=other.citation, speaker=ISLES, content=words,
              polarity="deny", date="2021-05-05", rebuts=one.id),
        said(document, f"By their count {count}.", count, ISLES, polarity="assert", date="2021-05-05",
             quantities=(Quantity(value=25, unit="ships", bound="about"),)),
        said(document, f"They promised {promise}.", promise, ISLES, polarity="promise"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two invented articles, one of which cites the other."""
    place = tmp_path_factory.mktemp("strait") / "strait"
    with Study.create(place) as study:
        study.ledger.add(article(SHIPS, date="2021-05-06", publisher="Port Courier"), "ships.txt")
        study.ledger.add(article(AGAIN, date="2022-05-06", publisher="Isle Review"), "again.txt")
        for row, document in list(study.ledger.uncoded(["none.v0"])):
            for family in ("claims.v0", "references.v0"):
                own = [r for r in coded(document) if r.coder == family]
                study.ledger.append(row, family, [pack(r) for r in own])
        assert list(study.verify()) == []
    return place


@pytest.fixture
def study(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    """A copy that may be written to."""
    monkeypatch.setenv("LEGATION_AUTHOR", "Ada")
    shutil.copytree(folder, tmp_path / "copy")
    with Study.open(tmp_path / "copy") as own:
        yield own


@pytest.fixture(scope="module")
def client(folder, browse):
    return browse(create_app(Study.open(folder)))


# --- claims ---------------------------------------------------------------------------------------


def test_an_answer_stands_opposite_what_it_denies(client):
    [told] = client.get("/claims/answers?format=json").json()["found"]
    [[shown]] = told["said"]
    [answer] = told["answer"]
    assert shown["record"]["speaker"]["name"] == "Northland"
    assert answer["record"]["speaker"]["name"] == "Isles"
    assert told["direct"]
    page = client.get("/claims/answers").text
    assert "that <b>40 ships of the Isles lay in the strait</b>." in page
    assert page.index("3 May 2021</span>") < page.index("5 May 2021</span>")


def test_figures_stand_by_speaker_from_least_to_most(client):
    [told] = client.get("/claims/figures?format=json").json()["found"]
    ranges = [(s["speaker"], s["low"], s["high"]) for s in told["speakers"]]
    assert ranges == [("Isles", 25, 25), ("Northland", 40, 60)]
    assert (told["low"], told["high"]) == (25, 60)
    page = client.get("/claims/figures").text
    assert "Ships: 25 to 60" in page
    assert page.count('class="curve-dot"') == 3


def test_a_chain_leads_to_the_document_that_is_cited(client):
    chains = client.get("/claims/origins?format=json").json()["chains"]
    steps = {
        (c["publisher"], s["how"], s["name"], s["publisher"]) for c in chains for s in c["steps"]
    }
    assert steps == {
        ("Isle Review", "cites", "Ships in the strait", "Port Courier"),
        ("Isle Review", "names", "Strait Wire", None),
    }


def test_promises_say_what_became_of_them(client):
    [told] = client.get("/claims/promises?format=json").json()["found"]
    assert told["shown"]["record"]["outcome"] == "untested"
    assert "1 untested" in client.get("/claims/promises").text


@pytest.mark.parametrize(("query", "number"), [("actor=Northland", 1), ("since=2023", 0)])
def test_the_views_take_the_filters_of_the_list(client, query, number):
    for view in ("answers", "figures"):
        assert client.get(f"/claims/{view}?{query}&format=json").json()["total"] == number


def test_large_numbers_read_as_words():
    assert amount(9_000_000_000) == "9 billion"


# --- saved searches -------------------------------------------------------------------------------


def test_a_search_is_saved_replaced_and_dropped(study):
    searches.save(study, " Ships ", "ships strait")
    searches.save(study, "Ships", "ferry")
    [own] = searches.saved(study)
    assert (own.name, own.words, own.author) == ("Ships", "ferry", "Ada")
    searches.drop(study, "Ships")
    assert searches.saved(study) == []
    for name, words in (("", "ferry"), ("x" * 81, "ferry"), ("Ships", '""')):
        with pytest.raises(UsageError):
            searches.save(study, name, words)
    with pytest.raises(UsageError):
        searches.drop(study, "Ships")


def test_what_is_new_in_a_search_is_told_since_the_last_note(study, browse):
    page = browse(create_app(study))
    searches.save(study, "Ships", "ships")
    assert "Mark what is there as read" in page.get("/search").text
    study.mark()
    assert "Nothing new since my last note" in page.get("/search").text
    late = SHIPS.replace("40 ships", "90 ships")
    study.ledger.add(article(late, date="2023-05-06", publisher="Port Courier"), "late.txt")
    [told] = page.get("/search?format=json").json()["saved"]
    assert (told["passages"], told["new"]) == (8, 3)
    new = page.get("/search?q=ships&new_since=note&format=json").json()
    assert [h["source"] for h in new["hits"]] == ["late.txt"] * 3


def test_searches_are_saved_only_from_our_own_pages(study, browse):
    page = browse(Guard(create_app(study), token=TOKEN, port=8000))
    form = {"name": "Ships", "q": "ships"}

    def post(address, **headers):
        return page.request("POST", address, data=form, headers=headers).status_code

    own = {"Authorization": f"Bearer {TOKEN}", "Origin": HERE}
    assert post("/search/save", Origin=HERE) == 403
    assert post("/search/save", Authorization=own["Authorization"]) == 403
    assert post("/search/save", **own | {"Origin": "http://evil.example"}) == 403
    assert searches.saved(study) == []
    assert post("/search/save", **own) == 303
    assert [s.name for s in searches.saved(study)] == ["Ships"]
    assert post("/search/drop", Authorization=own["Authorization"]) == 403
    assert post("/search/drop", **own) == 303
    assert searches.saved(study) == []


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def link(folder, tmp_path_factory) -> Iterator[str]:
    own = tmp_path_factory.mktemp("served") / "strait"
    shutil.copytree(folder, own)
    with serving(own) as printed:
        yield printed


@pytest.mark.browser
def test_each_view_is_reached_and_its_passages_lead_to_their_words(browser, link):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    for place, name in VIEWS[1:]:
        page.goto(urljoin(link, "/claims"))
        page.get_by_role("link", name=name, exact=True).click()
        assert page.url.endswith(place)
        assert page.locator(".tabs a[aria-current]").inner_text() == name
        assert page.locator("nav a[aria-current]").inner_text() == "Claims"
        page.locator("a.to-passage").first.click()
        assert page.locator("mark.cited").count() >= 1
    page.goto(urljoin(link, "/claims/answers"))
    boxes = [page.locator(".half").nth(n).bounding_box() for n in (0, 1)]
    assert boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=2)
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    context.close()


@pytest.mark.browser
def test_a_search_is_saved_and_deleted_without_a_script(browser, link):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    page.goto(urljoin(link, "/search?q=ships"))
    page.get_by_label("Save it as").fill("Ships at sea")
    page.get_by_role("button", name="Save").click()
    assert "Saved as Ships at sea" in page.locator("main").inner_text()
    page.get_by_role("link", name="All saved searches").click()
    page.get_by_role("link", name="Ships at sea").click()
    assert page.locator("mark.cited").count() >= 4
    page.goto(urljoin(link, "/search"))
    page.get_by_role("button", name="Delete the search Ships at sea").click()
    assert "None yet" in page.locator("main").inner_text()
    context.close()


@pytest.mark.browser
def test_the_views_are_accessible_and_fit_the_window(browser, link):
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(link)
    for path in [*(place for place, _ in VIEWS[1:]), "/search"]:
        page.goto(urljoin(link, path))
        assert_fit_for_all(page, path, TWO_LOOKS)
    context.close()
