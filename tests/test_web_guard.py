"""Only who came by the printed link is let in, and only from this machine's own pages."""

import pytest

from legation.web.app import create_app
from legation.web.guard import Guard, new_token

PORT = 7654
HERE = f"http://127.0.0.1:{PORT}"


@pytest.fixture
def client(small_study, browse):
    app = Guard(create_app(small_study), token="the-token", port=PORT)
    return browse(app, HERE)


@pytest.fixture
def inside(client):
    client.get("/?token=the-token")
    return client


def test_the_link_sets_a_cookie_and_leads_to_the_clean_address(client):
    answer = client.get("/events?actor=NOR&token=the-token")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/events?actor=NOR"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/events?actor=NOR").status_code == 200


def test_the_link_never_leads_to_another_site(client):
    for path in ("//evil.example/", "/\\evil.example"):
        location = client.get(f"{HERE}{path}?token=the-token").headers["location"]
        assert location.startswith("/evil.example")


@pytest.mark.parametrize("path", ["/", "/events", "/static/legation.css", "/nowhere"])
def test_without_the_link_nothing_is_shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 403
    assert "Northland" not in answer.text


@pytest.mark.parametrize("token", ["", "the-toke", "the-token2", "é"])
def test_another_token_is_refused(client, token):
    answer = client.get("/", params={"token": token})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["", f"legation-{PORT}=x", "legation-1=the-token", "=;=", '"'])
def test_another_cookie_is_refused(client, cookie):
    assert client.get("/", headers={"cookie": cookie}).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", ""]
)
def test_another_host_is_refused_even_with_the_token(inside, host):
    answer = inside.get("/?token=the-token", headers={"host": host})
    assert answer.status_code == 421


def test_localhost_is_this_machine_too(client):
    answer = client.get("/?token=the-token", headers={"host": f"localhost:{PORT}"})
    assert answer.status_code == 303


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://127.0.0.1:{PORT}"])
def test_another_origin_is_refused(inside, method, origin):
    assert inside.request(method, "/", headers={"origin": origin}).status_code == 403


def test_a_change_must_say_where_it_comes_from(inside):
    assert inside.request("POST", "/").status_code == 403
    own = {"origin": HERE, "sec-fetch-site": "same-origin"}
    assert inside.request("POST", "/", headers=own).status_code == 405
    assert (
        inside.request("POST", "/", headers=own | {"sec-fetch-site": "same-site"}).status_code
        == 403
    )


def test_other_sites_may_link_here_but_not_embed(inside):
    asked = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert inside.get("/", headers=asked).status_code == 200
    assert inside.get("/", headers=asked | {"sec-fetch-mode": "no-cors"}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/static/legation.css", "/nowhere", "/?token=wrong"])
def test_every_answer_keeps_to_itself(inside, path):
    headers = inside.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_tokens_are_long_and_never_the_same():
    assert len({new_token() for _ in range(50)}) == 50
    assert len(new_token()) >= 43
