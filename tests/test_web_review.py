"""Two candidates, a judgement, and its undo: through forms, by whoever came by the link only."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from legation.review import Verdict, keep_apart
from legation.study import Study
from legation.web.app import create_app
from legation.web.guard import Guard
from letters import MORN, MORNE, TIL, written

PORT = 7655
HERE = f"http://127.0.0.1:{PORT}"
OWN = {"origin": HERE, "sec-fetch-site": "same-origin"}


@pytest.fixture
def study(tmp_path):
    with written(tmp_path / "letters") as opened:
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


def answer(client, verdict, **fields):
    return send(client, "/review", a=MORN, b=MORNE, verdict=verdict, **fields)


def said(study):
    return [r for r in study.ledger.judgements() if r["verb"] != "suggest"]


def keys(study):
    return {e.key: e.mentions for e in study.actors()}


def test_candidates_stand_side_by_side_with_passages_that_lead_to_the_reader(client):
    page = client.get("/review").text
    assert page.count('class="side"') == 2
    assert "2 to judge · names alike, 0.80" in page
    cited = re.findall(r'class="named">(.*?)</mark>.*?href="([^"]+)"', page, flags=re.DOTALL)
    assert [words for words, _ in cited] == ["Tessa Morn", "Morn", "Tessa Morne"]
    for words, address in cited:
        marked = client.get(unescape(address)).text
        found = re.findall(r'<mark class="[^"]*cited[^"]*"[^>]*>(.*?)</mark>', marked)
        assert re.sub(r"<[^>]+>", "", "".join(found)) == words


def test_reading_writes_nothing(client, study):
    before = study.ledger.judgements()
    for path in ("/review", "/review?unsure=1", f"/review/split?key={MORN}"):
        assert client.get(path).status_code == 200
    for path in ("/review/undo", "/review/look"):
        assert client.get(path).status_code in (404, 405)
    assert study.ledger.judgements() == before


def test_a_merge_keeps_the_name_used_more_and_is_undone(client, study):
    where = answer(client, "merge", reason=" the same\r\n hand ")
    assert where == "/review#question"
    assert keys(study) == {MORN: 3, TIL: 1}
    row = said(study)[-1]
    assert (row["reason"], row["author"]) == ("the same hand", study.author())
    page = client.get("/review").text
    assert "Tessa Morne merged into Tessa Morn" in page
    assert "the same hand" in page
    assert send(client, "/review/undo", judgement=row["id"], back="history") == "/review#history"
    assert keys(study) == {MORN: 2, MORNE: 1, TIL: 1}
    assert "2 to judge" in client.get("/review").text


def test_an_undo_is_undone_too(client, study):
    answer(client, "merge")
    send(client, "/review/undo", judgement=said(study)[-1]["id"])
    send(client, "/review/undo", judgement=said(study)[-1]["id"])
    assert keys(study) == {MORN: 3, TIL: 1}
    assert [r["in_force"] for r in said(study)] == [True, False, True]


def test_keep_apart_is_not_asked_again(client, study):
    answer(client, "apart")
    assert keys(study) == {MORN: 2, MORNE: 1, TIL: 1}
    for path in ("/review", "/review?unsure=1"):
        assert "1 to judge" in client.get(path).text


def test_unsure_comes_back_only_when_asked_for(client):
    assert answer(client, "unsure", unsure="1") == "/review?unsure=1#question"
    assert "1 to judge" in client.get("/review").text
    assert "Ask again about the 1 left unsure" in client.get("/review").text
    assert "2 to judge" in client.get("/review?unsure=1").text
    answer(client, "merge")
    assert "left unsure" not in client.get("/review").text.split('id="history"')[0]


def test_names_stay_text(client):
    answer(client, "apart")
    page = client.get("/review").text
    assert "Ida &lt;Til&gt;" in page
    assert "<Til>" not in page


def test_an_answered_question_is_not_answered_twice(client, study):
    answer(client, "merge")
    again = {"a": MORN, "b": MORNE, "verdict": "apart"}
    refused = client.request("POST", "/review", data=again, headers=OWN)
    assert refused.status_code == 400
    assert "no longer open" in refused.text
    assert len(said(study)) == 1


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/review", {"a": MORN, "b": MORNE, "verdict": "burn"}),
        ("/review", {"a": MORN, "b": "person:nobody", "verdict": "merge"}),
        ("/review", {"a": MORN, "b": MORN, "verdict": "merge"}),
        ("/review", {}),
        ("/review/undo", {"judgement": ""}),
        ("/review/undo", {"judgement": "ffffffffffff"}),
        ("/review/split", {"key": MORN, "mention": "x", "name": "Vera Morn"}),
        ("/review/split", {"key": MORN, "name": "Vera Morn"}),
        ("/review/split", {"key": MORN, "mention": "0:1-2", "name": ""}),
        ("/review/split", {"key": "nobody", "mention": "0:1-2", "name": "Vera"}),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(client, study, path, fields):
    refused = client.request("POST", path, data=fields, headers=OWN)
    assert refused.status_code == 400
    assert "That did not work" in refused.text
    assert said(study) == []


def ticks(client, key):
    page = client.get(f"/review/split?key={key}").text
    return re.findall(r'name="mention" value="([^"]+)"', page)


def test_ticked_mentions_become_another_actor_and_go_back(client, study):
    assert f"/review/split?key={quote(MORN)}" in client.get(f"/actors/{MORN}").text
    values = ticks(client, MORN)
    assert len(values) == 2
    where = send(client, "/review/split", key=MORN, mention=values[1], name="Vera Morn")
    assert keys(study) == {MORN: 1, f"{MORN}/vera morn": 1, MORNE: 1, TIL: 1}
    assert "Vera Morn" in client.get(where).text
    page = client.get("/review").text
    assert "1 mention of Tessa Morn split off: Vera Morn" in page
    send(client, "/review/undo", judgement=said(study)[-1]["id"])
    assert keys(study) == {MORN: 2, MORNE: 1, TIL: 1}


def test_a_merged_actor_is_split_by_what_each_part_was_read_as(client, study):
    answer(client, "merge")
    page = client.get(f"/review/split?key={MORN}").text
    assert page.count("<form") == 2
    send(client, "/review/split", key=MORN, mention=ticks(client, MORN)[0], name="Vera Morn")
    assert keys(study) == {MORN: 2, f"{MORN}/vera morn": 1, TIL: 1}


def test_no_split_takes_all(client, study):
    fields = {"key": MORN, "mention": ticks(client, MORN), "name": "Vera Morn"}
    assert client.request("POST", "/review/split", data=fields, headers=OWN).status_code == 400
    assert said(study) == []
    assert client.get("/review/split?key=nobody").status_code == 404


CHANGES = ["/review", "/review/undo", "/review/look", "/review/split"]


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
        OWN | {"host": "evil.example"},
        OWN | {"cookie": "legation-1=the-token"},
    ],
)
def test_a_change_from_elsewhere_is_refused(study, browse, path, headers):
    client = browse(Guard(create_app(study), token="the-token", port=PORT), HERE)
    if "cookie" not in headers:
        client.get("/?token=the-token")
    fields = {"a": MORN, "b": MORNE, "verdict": "merge"}
    refused = client.request("POST", path, data=fields, headers=headers)
    assert refused.status_code in (403, 421)
    assert said(study) == []


def test_what_the_machine_merged_is_told_and_taken_back_but_not_by_undo_last(client, study):
    payload = {"into": MORN, "score": 0.9, "rule": "one spelling"}
    verdict = Verdict(verb="merge", subjects=(MORNE,), payload=payload)
    study.decide(verdict, "one spelling, 0.90", author="actors.v0")
    page = client.get("/review").text
    assert 'data-key="z"' not in page
    assert "one spelling, 0.90" in page
    study.decide(keep_apart(TIL, MORN), "not related")
    assert 'data-key="z"' in client.get("/review").text


def test_looking_again_links_what_is_evident(client, study):
    study.decide(keep_apart(TIL, MORN), "not related")
    answer(client, "apart")
    assert "Look for actors that may be one" in client.get("/review").text
    before = len(study.ledger.judgements())
    assert send(client, "/review/look") == "/review#question"
    assert len(study.ledger.judgements()) >= before
    assert send(client, "/review/look") == "/review#question"
    assert keys(study) == {MORN: 2, MORNE: 1, TIL: 1}  # what a person kept apart stays apart


def test_an_empty_workspace_says_what_to_do(tmp_path, browse):
    page = browse(create_app(Study.create(tmp_path))).get("/review").text
    assert "There are no actors yet" in page
    assert "legation code" in page
