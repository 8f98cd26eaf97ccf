"""The API answers as its own document says; every page gives what it shows as data; passages are cited."""

import csv
import io
import json
import re
import shutil
from html import unescape

import bibtexparser
import pytest
import rispy

from legation.study import Study
from legation.web.app import NAVIGATION, create_app
from legation.web.data import links
from legation.web.guard import Guard

TOKEN = "token-of-the-test"
HERE = "http://127.0.0.1:8000"
OWN = {"Authorization": f"Bearer {TOKEN}", "Origin": HERE}


@pytest.fixture(scope="module")
def client(small_study, browse):
    return browse(create_app(small_study))


@pytest.fixture
def study(small_study, tmp_path, monkeypatch):
    """A copy that may be written to."""
    monkeypatch.setenv("LEGATION_AUTHOR", "Ada")
    shutil.copytree(small_study.folder, tmp_path / "copy")
    study = Study.open(tmp_path / "copy")
    yield study
    study.close()


@pytest.fixture
def guarded(study, browse):
    return browse(Guard(create_app(study), token=TOKEN, port=8000))


def text_of(page):
    body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


# --- the document that describes the API --------------------------------------------------------


@pytest.fixture(scope="module")
def described(client):
    return client.get("/api/openapi.json").json()


def test_the_document_names_this_server_and_no_other(described):
    assert described["openapi"].startswith("3.")
    assert described["servers"] == [{"url": "/api"}]
    assert not re.search(r"https?://", json.dumps(described))
    for name in ("Event", "Claim", "Citation", "Document"):
        assert name in described["components"]["schemas"]


def fits(value, schema, described):
    """Whether a JSON value has the required keys and the types of its schema; enough of JSON Schema."""
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return any(fits(value, part, described) for part in schema[choice])
    kinds = {"string": str, "integer": int, "number": (int, float), "array": list,
             "object": dict, "boolean": bool, "null": type(None)}  # fmt: skip
    kind = schema.get("type")
    if kind and not isinstance(value, kinds[kind]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if kind == "array" and "items" in schema:
        return all(fits(part, schema["items"], described) for part in value)
    if kind == "object":
        parts = schema.get("properties", {})
        return set(schema.get("required", ())) <= set(value) and all(
            fits(value[name], part, described) for name, part in parts.items() if name in value
        )
    return True


@pytest.mark.parametrize(
    "address",
    ["/records?limit=1000", "/records?kind=event", "/records?kind=claim&actor=Isles", "/documents",
     "/actors", "/actors?q=vale", "/status", "/search?q=ferry", "/brief", "/changes?since=2001"],
)  # fmt: skip
def test_answers_fit_the_document(client, described, address):
    answer = client.get(f"/api{address}")
    assert answer.status_code == 200
    told = described["paths"][address.partition("?")[0]]["get"]["responses"]["200"]["content"]
    assert fits(answer.json(), told["application/json"]["schema"], described)


def test_the_check_of_answers_can_fail(described):
    schema = {"$ref": "#/components/schemas/Records"}
    assert not fits({"total": 1, "offset": 0, "items": [{"record": "event"}]}, schema, described)
    assert not fits({"total": "1", "offset": 0, "items": []}, schema, described)


def test_records_are_paged_and_counted(client, small_study):
    everything = client.get("/api/records?limit=1000").json()
    held = {row.id for row in small_study.rows()}
    assert {item["id"] for item in everything["items"]} == held
    assert everything["total"] == len(held)
    parts = [client.get(f"/api/records?limit=4&offset={n}").json()["items"]
             for n in range(0, len(held), 4)]  # fmt: skip
    assert [i["id"] for part in parts for i in part] == [i["id"] for i in everything["items"]]


def test_one_of_each(client):
    [event] = client.get("/api/records?kind=event&limit=1").json()["items"]
    assert client.get(f"/api/records/{event['id'][:12]}").json() == event
    document = client.get(f"/api/documents/{event['document']}").json()
    cited = event["citation"]
    assert document["text"][cited["start"] : cited["end"]] == cited["text"]
    assert client.get("/api/actors/ISL").json()["name"]
    told = client.get(f"/api/documents/{event['document']}/reference?style=ris").text
    assert rispy.loads(told)[0]["title"] == document["title"]


@pytest.mark.parametrize(
    ("address", "status", "why"),
    [
        ("/api/nothing", 404, "there is no endpoint"), ("/api/records/ffff", 404, "nothing in"),
        ("/api/actors/nobody", 404, "no actor"), ("/api/records?since=soon", 400, "is no date"),
        ("/api/brief?a=Isles", 400, "both names"), ("/api/changes", 400, "legation mark"),
        ("/api/documents?as_of=2022", 400, "is no day"), ("/api/records?limit=0", 422, "limit: input should be greater"),
        ("/api/search", 422, "q: field required"),
        ("/api/documents/ffff/reference?style=loud", 422, "style: input should be"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_line_of_json(client, address, status, why):
    answer = client.get(address)
    assert answer.status_code == status
    assert why in answer.json().get("error", "")


def test_the_page_for_programs_lists_every_endpoint(client, described):
    page = client.get("/api")
    for path, methods in described["paths"].items():
        assert f"<code>/api{path}</code>" in page.text
        for told in methods.values():
            assert told["summary"] in text_of(page)


# --- changes --------------------------------------------------------------------------------------


def test_a_change_needs_the_token_and_the_own_origin(guarded, study):
    [event] = study.rows("event", limit=1)
    asked = {"verb": "accept", "subjects": [event.id]}

    def post(**headers):
        return guarded.request("POST", "/api/judgements", json=asked, headers=headers)

    assert post().status_code == 403
    assert post(Authorization=f"Bearer {TOKEN}").status_code == 403
    assert post(Authorization=f"Bearer {TOKEN}", Origin="http://evil.example").status_code == 403
    assert post(Authorization="Bearer wrong", Origin=HERE).status_code == 403
    assert post(Authorization="", Origin=HERE).status_code == 403
    assert study.ledger.judgements() == []
    answer = post(**OWN)
    assert answer.status_code == 201
    [judged] = study.ledger.judgements()
    assert (judged["id"], judged["verb"], judged["author"]) == (
        answer.json()["id"],
        "accept",
        "Ada",
    )
    assert (
        guarded.get("/api/status", headers=OWN | {"sec-fetch-site": "cross-site"}).status_code
        == 403
    )


def test_judgements_are_written_and_taken_back(guarded, study):
    [event] = study.rows("event", limit=1)

    def post(address, body=None):
        return guarded.request("POST", f"/api{address}", json=body, headers=OWN)

    rejected = post("/judgements", {"verb": "reject", "subjects": [event.id[:20]]}).json()["id"]
    assert event.id not in {row.id for row in study.rows("event")}
    assert post(f"/judgements/{rejected}/undo").status_code == 201
    assert event.id in {row.id for row in study.rows("event")}
    before = len(study.actors())
    assert (
        post("/judgements", {"verb": "merge", "subjects": ["person:ada vale", "NOR"]}).status_code
        == 201
    )
    assert len(study.actors()) == before - 1
    assert post("/marks", {"reason": "read"}).status_code == 201
    assert study.changes().counts()["new"] == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"verb": "dance", "subjects": ["x"]}, 422), ({"verb": "accept", "subjects": []}, 422),
        ({"verb": "accept", "subjects": ["ffff"]}, 400),
        ({"verb": "merge", "subjects": ["NOR", "nobody"]}, 400), ({"verb": "apart", "subjects": ["NOR"]}, 400),
    ],
)  # fmt: skip
def test_a_judgement_that_makes_no_sense_writes_nothing(guarded, study, body, status):
    answer = guarded.request("POST", "/api/judgements", json=body, headers=OWN)
    assert answer.status_code == status
    assert answer.json()["error"].count("\n") == 0
    assert study.ledger.judgements() == []


# --- every page as data ---------------------------------------------------------------------------

PAGES = [
    *(address for address, _ in NAVIGATION),
    "/search?q=ferry",
    "/actors/ISL",
    "/changes",
    "/api",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_there_as_json(client, address):
    page = client.get(address)
    assert page.status_code == 200
    path, _, query = address.partition("?")
    pairs = [tuple(pair.split("=")) for pair in query.split("&") if pair]
    for label, link in links(path, pairs):
        assert f'<a href="{link.replace("&", "&amp;")}">{label}</a>' in page.text
    told = client.get(links(path, pairs)[0][1])
    assert told.headers["content-type"] == "application/json"
    assert told.json()["address"] == path


@pytest.mark.parametrize(
    "address", ["/events", "/claims", "/documents", "/actors", "/search?q=ferry", "/"]
)
def test_csv_holds_what_the_page_shows(client, address):
    sign = "&" if "?" in address else "?"
    answer = client.get(f"{address}{sign}format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    shown = text_of(client.get(address))
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows
    for row in rows:
        words = row.get("citation_text") or row.get("title") or row.get("name") or row.get("text")
        assert " ".join(words.split()) in shown


def test_filters_hold_for_data_too(client):
    query = "/events?type=SANCTION&format=json"
    [found] = client.get(query).json()["found"]
    assert found["record"]["type"] == "SANCTION"
    rows = list(csv.DictReader(io.StringIO(client.get(query.replace("json", "csv")).text)))
    assert [row["id"] for row in rows] == [found["id"]]
    assert client.get("/events?as_of=2020-01-01&format=csv").text.strip() == ""


def test_a_page_gives_the_references_of_what_it_cites(client):
    titles = {e["title"] for e in rispy.loads(client.get("/documents?format=ris").text)}
    assert titles == {"Harbour talks resume", "A year of silence"}
    found = bibtexparser.loads(client.get("/events?type=SANCTION&format=bibtex").text).entries
    assert [entry["title"] for entry in found] == ["{A year of silence}"]
    assert {item["title"] for item in client.get("/?format=csl").json()} == titles


@pytest.mark.parametrize("address", ["/events?format=xml", "/actors/ISL?format=csv"])
def test_a_format_that_there_is_not_is_refused_in_a_line(client, address):
    page = client.get(address)
    assert page.status_code == 400
    assert "format" in text_of(page)


# --- citations ------------------------------------------------------------------------------------


def test_a_passage_is_copied_with_its_citation(client):
    [event] = client.get("/api/records?kind=event&label=SANCTION").json()["items"]
    cited = event["citation"]
    page = client.get(f"/cite/{cited['document'][:16]}?at={cited['start']}-{cited['end']}")
    fields = [
        unescape(t) for t in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)
    ]
    note, bibliography, apa, bibtex, csl = fields
    assert note.startswith(
        f"“{cited['text']}” “A year of silence,” Strait Weekly, December 31, 2022"
    )
    assert bibliography == "“A year of silence.” Strait Weekly, December 31, 2022."
    assert "(2022, December 31)" in apa
    assert bibtexparser.loads(bibtex).entries[0]["date"] == "2022-12-31"
    [item] = json.loads(csl)
    assert item["note"].endswith(f"characters {cited['start']}-{cited['end']}")
    assert cited["document"] in item["note"]


@pytest.mark.parametrize("at", ["", "5-2", "0-99999", "x-y"])
def test_without_a_passage_the_document_is_cited(client, at):
    [document] = client.get("/api/documents?limit=1").json()["items"]
    page = client.get(f"/cite/{document['id'][:16]}?at={at}")
    assert page.status_code == 200
    assert "<blockquote" not in page.text


def test_every_event_leads_to_its_citation(client):
    page = client.get("/events")
    found = re.findall(r'href="(/cite/[^"]+)"', page.text)
    assert len(found) == 2
    assert all(client.get(unescape(address)).status_code == 200 for address in found)


# --- since my last note ---------------------------------------------------------------------------


def test_pages_show_only_what_is_new_or_changed(study, browse):
    from legation.ledger import Judgement

    client = browse(create_app(study))
    assert "Nothing is marked as read yet" in text_of(client.get("/changes"))
    assert client.get("/events?new_since=note").status_code == 400
    assert client.request("POST", "/changes", data={"reason": "sent"}).status_code == 303
    assert "0 new, 0 changed" in text_of(client.get("/changes"))
    assert client.get("/events?new_since=note&format=json").json()["total"] == 0
    first, second = study.rows("event")
    study.judge(
        Judgement(verb="retract", subjects=(first.id,), hides=(first.id,), author="a", reason="r")
    )
    told = client.get("/changes?format=json").json()
    assert told["counts"] == {"new": 0, "changed": 0, "retracted": 1}
    [gone] = told["told"]["retracted"]
    assert gone["shown"]["id"] == first.id
    assert "1 retracted" in text_of(client.get("/events?new_since=note"))
    everything = client.get("/events?new_since=2001-01-01&format=json").json()
    assert [row["id"] for row in everything["found"]] == [second.id]
    assert everything["found"][0]["news"] == "new"


@pytest.mark.parametrize("address", [a for a, _ in NAVIGATION if a != "/review"])
def test_every_page_takes_the_day_along(client, address):
    page = client.get(f"{address}?new_since=2001-01-01")
    assert page.status_code == 200
    assert "New or changed since 1 January 2001" in text_of(page)
    assert re.search(r'href="/claims\?[^"]*new_since=2001-01-01', page.text)
