"""The pages that ask the rooms show what the rooms find, lead to passages, and keep their questions."""

import csv
import io
import json
import re
from html import unescape

import pytest

from harbour import written
from legation.study import Study
from legation.web.app import create_app
from legation.web.asked import Asked
from legation.web.filters import Filters
from legation.web.gamegraph import Step, chosen
from legation.web.network import ties

ROOMS = ["/relation", "/network", "/forecasts", "/games", "/system"]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    with written(tmp_path_factory.mktemp("strait") / "strait") as opened:
        yield opened


@pytest.fixture(scope="module")
def client(study, browse):
    return browse(create_app(study))


@pytest.fixture(scope="module")
def empty(tmp_path_factory, browse):
    return browse(create_app(Study.create(tmp_path_factory.mktemp("empty"))))


def text_of(page):
    body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def passages(page):
    return [unescape(a) for a in re.findall(r'href="(/documents/[^"?]+\?at=[^"]+)"', page.text)]


@pytest.mark.parametrize("address", ROOMS)
def test_an_empty_workspace_says_what_to_do_next(empty, address):
    page = empty.get(address)
    assert page.status_code == 200
    assert re.search(r"legation (add|code|game)|system\.toml", page.text)


@pytest.mark.parametrize("address", ROOMS)
def test_every_passage_that_a_drawing_leads_to_is_marked(client, address):
    found = list(dict.fromkeys(passages(client.get(address))))
    assert found or address == "/games"
    for passage in found[:6]:
        reader = client.get(passage.partition("#")[0])
        assert reader.status_code == 200
        assert 'id="at"' in reader.text


@pytest.mark.parametrize("address", [*ROOMS, "/"])
def test_no_page_has_a_style_or_script_of_its_own(client, address):
    page = client.get(address).text
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\bon\w+=", re.sub(r'content="[^"]*"', "", page))


# --- relation ---------------------------------------------------------------------------------


def rows(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).text)))


def test_the_curve_can_be_weighed_otherwise_by_its_address(client):
    ours = "/relation?a=Northland&b=Isles&period=year&format=csv"
    plain, weighed = rows(client, ours), rows(client, ours + "&w_CONSULT=-50")
    assert [r["reports"] for r in plain] == [r["reports"] for r in weighed]
    assert min(float(r["intensity"]) for r in weighed) < min(float(r["intensity"]) for r in plain)
    page = client.get("/relation?a=Northland&b=Isles&w_CONSULT=-50").text
    assert 'name="w_CONSULT" value="-50.0"' in page
    assert "As published" in page


def test_counts_of_a_relation_are_those_of_its_events(client, study):
    found = rows(client, "/relation?a=Northland&b=Isles&period=year&since=2018&format=csv")
    between = [e for e in study.events() if {"Northland", "Isles"} == {
        r.name for r in (*e.source_actors, *e.target_actors)}]  # fmt: skip
    ours = [e for e in between if e.type in ("CONSULT", "AGREE") or
            e.source_actors[0].name == "Northland"]  # fmt: skip
    assert sum(float(r["reports"]) for r in found) == pytest.approx(len(ours))


def test_leaving_the_day_of_knowledge_keeps_the_question(client):
    page = client.get("/relation?a=Isles&b=Eastria&period=year&as_of=2022-01-01")
    left = unescape(re.search(r'href="([^"]+)">Show everything', page.text)[1])
    assert left == "/relation?a=Isles&b=Eastria&period=year"


def test_a_third_party_makes_a_triangle(client):
    page = client.get("/relation?a=Northland&b=Isles&third=Eastria&period=quarter")
    assert "Correlation by lag" in page.text
    assert "third=Eastria" in unescape(client.get("/relation?a=Northland&b=Isles").text)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("a=Northland", "a pair needs both names"), ("period=day", "period 'day' is unknown"),
        ("w_DANCE=1", "no event type 'DANCE'"), ("w_AGREE=much", "is no number"),
        ("w_AGREE=nan", "lies outside"), ("since=soon", "'soon' is no date"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_said(client, query, why):
    page = client.get(f"/relation?{query}")
    assert page.status_code == 400
    assert why in text_of(page)


def test_a_pair_without_reports_is_offered_others(client):
    text = text_of(client.get("/relation?a=Northland&b=Nowhere"))
    assert "no dated report to count" in text
    assert "Isles and Northland" in text


# --- network ----------------------------------------------------------------------------------


def test_ties_are_those_of_two_years_up_to_the_date(client, study):
    from datetime import date

    found = ties(study.events(), date(2021, 1, 1))
    assert found
    assert sum(t.reports for t in found) == 18
    page = client.get("/network?actor=Eastria&on=2020")
    assert "Eastria and those around it" in text_of(page)
    assert re.findall(r'class="label strong"[^>]*>([^<]*)', page.text) == ["Eastria"]
    assert "Nothing is reported" in text_of(client.get("/network?actor=Eastria&on=1999"))


def test_attendance_is_a_table_of_meetings(client):
    text = text_of(client.get("/network"))
    assert "June 2019 Harbour Format" in text
    assert "took part" in text


# --- forecasts --------------------------------------------------------------------------------


def test_forecasts_say_how_likely_and_why(client):
    page = client.get("/forecasts?a=Northland&b=Isles&type=CONSULT")
    text = text_of(page)
    assert "Why: talks" in text
    assert "What speaks against it" in text
    assert "None is registered" in text
    told = json.loads(client.get("/forecasts?a=Northland&b=Isles&format=json").text)
    assert all(0 <= r["low"] <= r["probability"] <= r["high"] <= 1 for r in told["expected"])


def test_a_registered_forecast_is_shown_with_what_became_of_it(tmp_path, browse):
    from legation.ledger import pack

    with written(tmp_path / "register") as study:
        client = browse(create_app(study))
        assert "None is registered" in text_of(client.get("/forecasts"))
        found = study.forecast("Northland", "Isles", horizon=90, as_of="2021-06-30")
        study.ledger.append(None, "forecast.v1", [pack(e) for e in found])
        text = text_of(client.get("/forecasts"))
        assert f"{len(found)} forecasts, {len(found)} open" in text


def test_an_unknown_horizon_is_refused(client):
    assert client.get("/forecasts?horizon=soon").status_code == 400


# --- games ------------------------------------------------------------------------------------


def test_a_game_shows_equilibria_and_why(client):
    page = client.get("/games")
    text = text_of(page)
    assert "The strait" in text
    assert "Where nobody would leave" in text
    assert "nobody does anything" in text
    around = client.get("/games?at=1")
    assert "From: Northland: open" in text_of(around)
    assert client.get("/games?case=../legation.toml").status_code == 400


def test_a_game_file_that_is_edited_is_read_anew(study, client):
    [path] = (study.folder / "games").glob("*.toml")
    told = path.read_text(encoding="utf-8")
    try:
        path.write_text(told.replace("The strait", "The narrows"), encoding="utf-8")
        assert "The narrows" in text_of(client.get("/games"))
        path.write_text("no [ toml", encoding="utf-8")
        assert f"{path.name} cannot be read" in text_of(client.get("/games"))
    finally:
        path.write_text(told, encoding="utf-8")
    assert "The strait" in text_of(client.get("/games"))


def test_the_states_with_room_are_equilibria_first():
    steps = [Step(maker="A", start=0, end=n) for n in range(1, 14)]
    assert 13 in {s.end for s in chosen(steps, [13])}
    assert len({s.end for s in chosen(steps, [13])}) == 9


# --- system -----------------------------------------------------------------------------------


def test_the_system_tells_states_links_plays_and_hypotheses(client):
    text = text_of(client.get("/system"))
    assert "ban closed 2018" in text
    assert "1 variable without a known state" in text
    assert "Ban goes up" in text
    assert "Ban goes down" in text
    assert "because of a quarrel" in text
    early = text_of(client.get("/system?as_of=2017-01-01"))
    assert (
        "closed" not in early.partition("What is held to cause what")[0].partition("State as of")[2]
    )


def test_only_holders_and_variables_of_the_system_are_known(client):
    assert client.get("/system?holder=Nobody").status_code == 400
    assert client.get("/system?press=weather").status_code == 400
    assert client.get("/system?press=grain&way=sideways").status_code == 400


# --- one record -------------------------------------------------------------------------------


def test_one_event_shows_all_its_reports(tmp_path, browse):
    from dataclasses import replace

    from legation.ledger import pack

    with written(tmp_path / "reports") as study:
        event = study.events()[0]
        other = study.ledger.document(study.documents()[-1].id)
        again = replace(event, citation=other.cite(11, 60), coder="events.v9", confidence=0.5)
        study.ledger.append(None, "events.v9", [pack(again)])
        page = browse(create_app(study)).get(f"/records/{event.id[:16]}")
        text = text_of(page)
        assert "Reported 1 time more" in text
        assert other.text[11:60] in page.text
        alone = study.events()[5]
        assert "Reported" not in text_of(browse(create_app(study)).get(f"/records/{alone.id[:16]}"))


# --- the timeline -----------------------------------------------------------------------------


def test_the_timeline_zooms_by_its_address(client):
    page = client.get("/events")
    zooms = dict(
        re.findall(r'<li><a href="([^"]+)">(Zoom in|Last year|Last 5 years)</a>', page.text)
    )
    address = unescape(next(a for a, name in zooms.items() if name == "Zoom in"))
    inner = client.get(address)
    assert inner.text.count('class="row"') < page.text.count('class="row"')
    assert "Zoom out" in inner.text
    assert "Isles: outlawed, by Northland" in page.text


# --- what is asked ----------------------------------------------------------------------------


def test_an_address_asks_the_same_again():
    asked = Asked.read({"a": "x y", "b": "ß", "w_AGREE": "2.5", "period": "year", "junk": "1"})
    query = asked.address("/relation", Filters(as_of="2020-01-01")).partition("?")[2]
    from urllib.parse import parse_qsl

    assert Asked.read(dict(parse_qsl(query))) == asked
    assert "as_of=2020-01-01" in query
