"""Accept, edit, reject, add and undo: through forms, by whoever came by the link only."""

import re
from dataclasses import replace
from html import unescape

import pytest

from harbour import written
from legation.errors import UsageError
from legation.ledger import Judgement
from legation.review import accepted, edit
from legation.study import Study
from legation.web.app import create_app
from legation.web.guard import Guard

PORT = 7656
HERE = f"http://127.0.0.1:{PORT}"
OWN = {"origin": HERE, "sec-fetch-site": "same-origin"}


@pytest.fixture
def study(tmp_path):
    with written(tmp_path / "strait", files=False) as opened:
        yield opened


@pytest.fixture
def client(study, browse):
    inside = browse(Guard(create_app(study), token="the-token", port=PORT), HERE)
    inside.get("/?token=the-token")
    return inside


def send(client, path, **fields):
    answer = client.request("POST", path, data=fields, headers=OWN)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def first(study):
    return next(e for e in study.events() if e.type == "CONSULT")


def fields(event, **changes):
    values = {
        "record": event.id, "type": event.type, "factuality": event.factuality, "end": "",
        "source_actors": [r.id for r in event.source_actors],
        "target_actors": [r.id for r in event.target_actors], "start": event.start, "place": "",
    }  # fmt: skip
    return values | changes


def undo(client, page):
    judgement = re.search(r'name="judgement" value="([^"]+)"', page.text)[1]
    return send(client, "/records/undo", judgement=judgement, back="/")


def test_what_is_accepted_comes_first_in_the_brief_and_can_be_taken_back(client, study):
    event = first(study)
    before = client.get("/").text
    where = send(client, "/records/accept", record=event.id)
    assert accepted(study.ledger.judgements()) == {event.id}
    assert "tag accepted" not in before
    [told] = re.findall(
        r"<p class=\"said quoted\">(?:(?!</p>).)*tag accepted", client.get("/").text
    )
    assert event.citation.text in unescape(told)
    page = client.get(where.partition("#")[0])
    assert 'class="tag accepted"' in page.text
    assert "This record was accepted by" in page.text
    assert undo(client, page) == "/"
    assert accepted(study.ledger.judgements()) == frozenset()
    assert "tag accepted" not in client.get("/").text
    assert list(study.verify()) == []


def test_what_is_rejected_stands_no_longer_until_taken_back(client, study):
    event = first(study)
    page = client.get(send(client, "/records/reject", record=event.id).partition("#")[0])
    assert event.id not in {e.id for e in study.events()}
    undo(client, page)
    assert event.id in {e.id for e in study.events()}


def test_an_edit_changes_what_follows_from_it(client, study):
    event = first(study)
    form = client.get(f"/records/{event.id[:16]}/edit")
    assert form.status_code == 200
    assert '<option value="CONSULT" selected>' in form.text
    page = send(client, "/records/edit", **fields(event, type="ACCUSE", start="2018-02"))
    [changed] = [e for e in study.events() if e.citation == event.citation]
    assert (changed.type, changed.quad) == ("ACCUSE", "verbal conflict")
    assert (changed.start, changed.precision, changed.date_basis) == (
        "2018-02", "month", "given in review",
    )  # fmt: skip
    assert (changed.coder, changed.confidence) == ("by-hand.v1", 1.0)
    assert accepted(study.ledger.judgements()) == {changed.id}
    undo(client, client.get(page.partition("#")[0]))
    assert [e.id for e in study.events() if e.citation == event.citation] == [event.id]
    assert list(study.verify()) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"type": "DANCE"}, "type 'DANCE' is unknown"),
        ({"start": "soon"}, "'soon' is no ISO date"),
        ({"source_actors": ["XXX"]}, "the document names no actor 'XXX'"),
        ({}, "nothing was changed"),
        ({"record": "ffff"}, "nothing in the ledger"),
    ],
)
def test_what_does_not_fit_is_refused_and_writes_nothing(client, study, changes, why):
    event = first(study)
    answer = client.request(
        "POST", "/records/edit", data=fields(event, **changes), headers=OWN
    )  # fmt: skip
    assert answer.status_code >= 400
    assert why in unescape(answer.text)
    assert study.ledger.judgements() == []


def test_two_reports_of_one_event_can_be_held_apart_and_put_together_again(client, study):
    event = first(study)
    document = study.ledger.document(event.citation.document)
    again = replace(document, title="Another paper")
    study.ledger.add(again, "another.txt")
    cited = replace(event.citation, document=again.id)
    twin = replace(event, citation=cited, trigger=None)
    study.judge(
        Judgement(
            verb="add", subjects=(twin.id,), adds=(twin.id,), author="a reader", reason="also read"
        ),
        [twin],
    )
    address = f"/records/{event.id[:16]}"
    assert "Reported 1 time more" in client.get(address).text
    assert send(client, "/records/apart", record=event.id, other=twin.id) == address
    page = client.get(address)
    assert "Reported" not in page.text
    assert f"/records/{twin.id[:16]}" in page.text
    undo(client, page)
    assert "Reported 1 time more" in client.get(address).text


def test_selected_words_become_a_record(client, study):
    document = study.ledger.document(first(study).citation.document)
    words = "Northland outlawed the Isles guild"
    start = document.text.index(words)
    at = f"{start}-{start + len(words)}"
    address = f"/documents/{document.id[:16]}/add?at={at}"
    assert "It tells" in client.get(address).text
    assert 'name="words"' in client.get(address + "&kind=event").text
    known = {"document": document.id[:16], "at": at, "kind": "event", "end": "", "place": ""}
    actor = study.actors()[0].key if study.actors() else ""
    send(client, "/records/add", **known, words=words, type="SANCTION", start="2018",
         factuality="fact", source_actors=[actor] if actor else [])  # fmt: skip
    [added] = [e for e in study.events() if e.citation.text == words]
    assert (added.type, added.precision, added.confidence) == ("SANCTION", "year", 1.0)
    bad = client.request("POST", "/records/add", data=known | {"words": "not there"}, headers=OWN)
    assert bad.status_code == 400
    assert "do not stand in the passage" in bad.text


def test_the_queue_asks_each_record_once(client):
    page = client.get("/review/records")
    assert "54 wait" in page.text
    event = re.search(r'name="record" value="([^"]+)"', page.text)[1]
    where = send(client, "/records/accept", record=event, back="queue")
    page = client.get(where)
    assert "53 wait" in page.text
    assert event not in re.findall(r'name="record" value="([^"]+)"', page.text)
    skip = unescape(re.search(r'href="(/review/records\?[^"]*after=[^"]+)"', page.text)[1])
    assert "52 wait" in client.get(skip).text
    assert client.get("/review/records?kind=actor").status_code == 400


def test_strangers_write_nothing(client, study, browse):
    event = first(study)
    for headers in (
        {},
        {"origin": "http://elsewhere.test"},
        OWN | {"sec-fetch-site": "cross-site"},
    ):
        answer = client.request(
            "POST", "/records/accept", data={"record": event.id}, headers=headers
        )  # fmt: skip
        assert answer.status_code == 403
    other = browse(client.app, HERE)
    assert (
        other.request("POST", "/records/accept", data={"record": event.id}, headers=OWN).status_code
        == 403
    )
    assert study.ledger.judgements() == []


@pytest.mark.parametrize("elsewhere", ["//elsewhere.test", "/\\elsewhere.test", "http://a.test"])
def test_undo_leads_nowhere_else(client, study, elsewhere):
    event = first(study)
    page = client.get(send(client, "/records/accept", record=event.id).partition("#")[0])
    judgement = re.search(r'name="judgement" value="([^"]+)"', page.text)[1]
    where = send(client, "/records/undo", judgement=judgement, back=elsewhere)
    assert where == "/review#history"


def test_the_history_tells_judgements_in_words(client, study):
    send(client, "/records/accept", record=first(study).id)
    assert "Accepted: event “On " in unescape(client.get("/review").text)


def test_a_kind_stays_what_it_is(study):
    with pytest.raises(UsageError, match="cannot become"):
        edit(first(study), study.records("status")[0])


def test_near_copies_are_compared(tmp_path, browse):
    with Study.create(tmp_path / "copies") as study:
        told = [f"The {n}th boat came in at noon and left again by {n} bells." for n in range(60)]
        for name, last in (("a.txt", "59th"), ("b.txt", "last")):
            text = "Port\n\n" + " ".join(told).replace("59th", last)
            (tmp_path / name).write_text(text, encoding="utf-8")
        study.add([tmp_path / "a.txt", tmp_path / "b.txt"])
        client = browse(create_app(study))
        page = client.get("/review/copies")
        address = unescape(re.search(r'href="(/review/copies\?a=[^"]+)"', page.text)[1])
        changed = re.findall(r"<(?:del|ins)>([^<]*)", client.get(address).text)
        assert sorted(changed) == ["59th", "last"]
