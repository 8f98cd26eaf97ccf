"""Every page shows what the ledger holds, cites it, and keeps its filters in its address."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from legation.errors import UsageError
from legation.study import Study
from legation.web.app import create_app
from legation.web.filters import Filters


@pytest.fixture(scope="module")
def client(small_study, browse):
    return browse(create_app(small_study))


@pytest.fixture(scope="module")
def empty(tmp_path_factory, browse):
    return browse(create_app(Study.create(tmp_path_factory.mktemp("empty"))))


def text_of(page):
    """What a page reads like."""
    body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def links(page, start):
    return [unescape(a) for a in re.findall(r'href="([^"]+)"', page.text) if a.startswith(start)]


def test_the_brief_quotes_what_nobody_has_accepted(client):
    text = text_of(client.get("/"))
    assert "Isles and Northland" in text
    assert "For Northland Ada Vale, the foreign minister of Northland 1" in text
    assert "On 3 May 2021 the foreign minister of Northland, Ada Vale, met the envoy" in text
    assert "held talks with" not in text
    assert "What is left out, and why" in text


def test_the_brief_says_what_is_new_since_a_day(client):
    assert "What is new" not in text_of(client.get("/"))
    text = text_of(client.get("/?new_since=2021-12-31"))
    assert "In documents after 31 December 2021" in text
    assert client.get("/?new_since=soon").status_code == 400


def test_the_brief_is_told_of_the_pair_that_is_asked_for(client):
    assert "Ada Vale and Isles" in text_of(client.get("/?a=Ada+Vale&b=Isles"))
    page = client.get("/?a=Isles")
    assert page.status_code == 400
    assert "a pair needs both names" in text_of(page)


def noted(page):
    """The number, words and address of every note of the brief."""
    for note in re.findall(r'<li id="note-(\d+)">(.*?)</li>', page.text, flags=re.DOTALL):
        number, inside = note
        own = re.search(r'<q dir="auto">(.*?)</q>', inside, flags=re.DOTALL)
        said = rf'<q dir="auto">([^<]*)</q>(?:(?!</p>).)*#note-{number}"'
        words = own or re.search(said, page.text, flags=re.DOTALL)
        yield unescape(words[1]), unescape(re.search(r'to-passage" href="([^"]+)"', inside)[1])


def test_every_note_of_the_brief_leads_to_its_words(client):
    found = list(noted(client.get("/")))
    assert len(found) >= 3
    for words, address in found:
        reader = client.get(address)
        marked = "".join(
            re.findall(r'<mark class="[^"]*cited[^"]*"[^>]*>(.*?)</mark>', reader.text)
        )
        assert unescape(re.sub(r"</?a\b[^>]*>", "", marked)) == words
        assert reader.text.count('id="at"') == 1


def test_documents_are_shown_as_text_never_as_markup(client):
    address = next(iter(links(client.get("/search?q=ferry"), "/documents/")))
    page = client.get(address)
    assert "<b>" not in page.text
    assert "document.title" in text_of(page)
    assert re.findall(r"<script[^>]*>", page.text) == ['<script src="/static/reader.js" defer>']


def test_the_reader_shows_what_was_made_of_the_text(client):
    page = client.get(links(client.get("/documents"), "/documents/")[0])
    text = text_of(page)
    assert "Read in it 2 claims , 1 event , 3 actors" in text
    assert "consult Ada Vale (Northland) → Isles on 3 May 2021" in text
    assert '<mark class="event trigger"' in page.text
    assert "Page furniture" not in text
    other = client.get(links(client.get("/documents"), "/documents/")[1])
    assert "Page furniture, not coded (1)" in text_of(other)


def test_events_are_listed_and_filtered(client):
    assert "2 events, the latest first" in text_of(client.get("/events"))
    for query, count in [
        ("actor=Ada+Vale", 1), ("type=SANCTION", 1), ("factuality=denied", 0),
        ("since=2022", 1), ("until=2022", 1), ("as_of=2021-12-31", 1), ("as_of=2020-01-01", 0),
    ]:  # fmt: skip
        page = client.get(f"/events?{query}")
        assert page.text.count('<li class="row">') == count, query


def test_filters_stay_in_the_address_and_in_the_form(client):
    page = client.get("/events?type=SANCTION&since=2021&as_of=2023-01-01")
    assert '<option value="SANCTION" selected>' in page.text
    assert 'name="since" value="2021"' in page.text
    assert "could know on 1 January 2023" in text_of(page)
    assert links(page, "/actors?") == ["/actors?as_of=2023-01-01"]


def test_claims_say_who_spoke(client):
    text = text_of(client.get("/claims?polarity=promise"))
    assert "1 claim, the latest first" in text
    assert "promises Ada Vale (Northland) the ferry would sail again" in text


def test_actors_are_found_by_any_form_of_their_name(client):
    assert "3 actors" in text_of(client.get("/actors"))
    page = client.get("/actors?q=vale")
    assert "1 actor," in text_of(page)
    [address] = links(page, "/actors/")
    text = text_of(client.get(address))
    assert "not dated the foreign minister of Northland" in text
    assert "Said" in text


def test_a_record_shows_every_field(client):
    address = links(client.get("/events"), "/records/")[0]
    text = text_of(client.get(address))
    for field in ("source actors", "precision", "confidence", "coder events.v0"):
        assert field in text


def test_search_marks_what_matches_in_any_script(client):
    page = client.get("/search?q=пролив")
    assert '<mark class="cited">Пролив</mark>' in page.text
    assert "No passage holds that" in text_of(client.get("/search?q=zeppelin"))


@pytest.mark.parametrize(
    ("address", "status", "why"),
    [
        ("/nowhere", 404, "there is no page /nowhere"),
        ("/actors/nobody", 404, "no actor 'nobody' is known"),
        ("/documents/ffff", 404, "nothing in the ledger"),
        ("/records/ffff", 404, "nothing in the ledger"),
        ("/events?type=DANCE", 400, "type 'DANCE' is unknown"),
        ("/events?page=none", 400, "page 'none' is no number"),
        ("/events?page=0", 400, "there is no page 0"),
        ("/events?since=soon", 400, "since 'soon' is no date"),
        ("/events?as_of=2022", 400, "as_of '2022' is no day"),
        ("/search?q=%22%22", 400, "nothing to look for"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(client, address, status, why):
    page = client.get(address)
    assert page.status_code == status
    assert why in text_of(page)


def test_a_ledger_that_cannot_be_read_is_not_a_missing_page(tmp_path, browse):
    study = Study.create(tmp_path)
    client = browse(create_app(study))
    study.close()
    study.ledger.path.unlink()
    page = client.get("/documents")
    assert page.status_code == 500
    assert "no ledger here" in text_of(page)


@pytest.mark.parametrize("address", ["/", "/events", "/claims", "/actors", "/documents", "/search"])
def test_an_empty_workspace_says_what_to_do_next(empty, address):
    page = empty.get(address)
    assert page.status_code == 200
    if address != "/search":
        assert re.search("legation (add|code)", text_of(page))


@pytest.mark.parametrize("address", ["/", "/events", "/claims", "/actors", "/documents", "/search"])
def test_nothing_comes_from_another_host(client, address):
    page = client.get(address).text
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", page)


def test_an_address_gives_its_filters_back():
    filters = Filters(actor="Ü & Co", since="2022-01", as_of="2023-01-01", page=3)
    query = dict(parse_qsl(urlsplit(filters.address("/events")).query))
    assert Filters.read(query) == filters
    assert filters.plain("/claims") == "/claims?as_of=2023-01-01"
    with pytest.raises(UsageError):
        Filters.read({"page": "-1"})
