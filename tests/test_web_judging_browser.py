"""A user who judges records in the browser: by mouse, by keyboard alone, with and without JavaScript."""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page

from browsing import assert_fit_for_all, serving
from harbour import written
from legation.review import accepted

pytestmark = pytest.mark.browser
ROOMS = [
    "/", "/events", "/network?on=2020", "/relation", "/relation?a=Northland&b=Isles&third=Eastria",
    "/forecasts", "/games?at=1", "/system", "/review/records", "/review/records?kind=claim",
]  # fmt: skip
MOST_TABS = 80


@pytest.fixture
def study(tmp_path):
    with written(tmp_path / "strait") as opened:
        yield opened


@pytest.fixture
def link(study) -> Iterator[str]:
    with serving(study.folder) as printed:
        yield printed


def entered(browser: Browser, link: str, **given) -> Page:
    page = browser.new_context(**given).new_page()
    page.set_default_timeout(15_000)
    page.goto(link)
    return page


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request, browser, link) -> Iterator[Page]:
    page = entered(browser, link, java_script_enabled=request.param)
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    page.context.close()


def reader(page: Page, study) -> str:
    """The reader at the first event of the first document."""
    event = study.events()[0]
    cited = event.citation
    page.goto(
        urljoin(page.url, f"/documents/{cited.document[:16]}?at={cited.start}-{cited.end}#at")
    )
    return event.id


def test_accept_reject_and_undo_beside_the_text(page, study):
    event = reader(page, study)
    finding = page.locator(f'[data-finding="{event[:16]}"]')
    finding.locator("summary").click()
    finding.get_by_role("button", name="Accept").click()
    assert page.get_by_text("This record was accepted by").is_visible()
    assert accepted(study.ledger.judgements()) == {event}
    page.get_by_role("button", name="Undo").click()
    assert accepted(study.ledger.judgements()) == frozenset()
    reader(page, study)
    finding = page.locator(f'[data-finding="{event[:16]}"]')
    finding.locator("summary").click()
    finding.get_by_role("button", name="Reject").click()
    assert event not in {e.id for e in study.events()}
    page.get_by_role("button", name="Undo").click()
    assert event in {e.id for e in study.events()}


def test_an_edit_and_its_undo(page, study):
    event = reader(page, study)
    finding = page.locator(f'[data-finding="{event[:16]}"]')
    finding.locator("summary").click()
    finding.get_by_role("link", name="Edit").click()
    page.get_by_label("Type").select_option("THREATEN")
    page.get_by_label("Start").fill("2018-01")
    page.get_by_role("button", name="Keep it so").click()
    [changed] = [e for e in study.events() if e.coder == "by-hand.v1"]
    assert (changed.type, changed.start, changed.precision) == ("THREATEN", "2018-01", "month")
    page.get_by_role("button", name="Undo").click()
    assert event in {e.id for e in study.events()}


def test_a_paragraph_becomes_a_record(page, study):
    reader(page, study)
    page.get_by_role("link", name="Add a record about the paragraph that begins Closing").click()
    page.get_by_label("It tells").select_option("status")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("The words that say so").fill("Northland outlawed the Isles guild")
    page.get_by_label("Value").fill("guild outlawed")
    page.get_by_label("Kind").select_option("legal_ban")
    assert page.get_by_role("button", name="Add the status").is_visible()
    page.get_by_role("link", name="Leave it").click()
    assert page.locator("mark.cited").count() >= 1


def test_selected_words_are_offered_as_a_record(browser, link, study):
    page = entered(browser, link)
    reader(page, study)
    words = "Eastria took part in the Harbour Format"
    page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
            return;
          }
          throw new Error("no such words");
        }""",
        words,
    )
    page.get_by_role("link", name="Add a record about the selection").click()
    assert page.locator("blockquote").inner_text() == words
    page.get_by_label("It tells").select_option("event")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Type").select_option("CONSULT")
    page.get_by_label("Start").fill("2018-06")
    page.get_by_role("button", name="Add the event").click()
    [added] = [e for e in study.events() if e.coder == "by-hand.v1"]
    assert (added.citation.text, added.start) == (words, "2018-06")
    page.get_by_role("button", name="Undo").click()
    assert not [e for e in study.events() if e.coder == "by-hand.v1"]
    page.context.close()


def tab_to(page: Page, role: str, name: str) -> None:
    wanted = page.get_by_role(role, name=name).first.element_handle()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.element_handle().evaluate("(e, w) => e === w", wanted):
            return
    pytest.fail(f"the tab key does not reach {name!r}")


def enter(page: Page, key: str = "Enter") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_the_queue_is_judged_by_keyboard_alone(page, study):
    page.goto(urljoin(page.url, "/review/records"))
    tab_to(page, "textbox", "Why, if you like")
    page.keyboard.type("read twice")
    tab_to(page, "button", "Accept")
    enter(page)
    [row] = [r for r in study.ledger.judgements() if r["verb"] == "accept"]
    assert row["reason"] == "read twice"
    tab_to(page, "button", "Reject")
    enter(page)
    assert len(study.events()) == 53
    tab_to(page, "button", "Undo")
    enter(page)
    assert len(study.events()) == 54
    tab_to(page, "link", "Edit")
    enter(page)
    assert page.get_by_role("button", name="Keep it so").is_visible()


def test_single_keys_judge_records(browser, link, study):
    page = entered(browser, link)
    page.goto(urljoin(link, "/review/records"))
    assert [k.inner_text() for k in page.locator("kbd:visible").all()] == ["a", "r", "e", "s"]
    for key in ("a", "r", "z", "s"):
        enter(page, key)
    verbs = [r["verb"] for r in study.ledger.judgements()]
    assert verbs == ["accept", "reject", "undo"]
    page.get_by_label("Why, if you like").press_sequentially("area")
    page.wait_for_timeout(200)
    assert len(study.ledger.judgements()) == 3
    page.context.close()


def test_questions_of_a_room_survive_reload_and_share(page):
    page.goto(urljoin(page.url, "/relation"))
    page.get_by_label("Who", exact=True).fill("Isles")
    page.get_by_label("towards whom").fill("Eastria")
    page.locator("select[name=period]").select_option("year")
    page.get_by_role("button", name="Count").click()
    shared = page.url
    for _ in range(2):
        assert page.locator("h1").inner_text() == "What Isles did towards Eastria"
        assert page.locator("select[name=period]").input_value() == "year"
        page.goto(shared)


def test_the_slider_goes_to_its_year(browser, link):
    page = entered(browser, link)
    page.goto(urljoin(link, "/network"))
    with page.expect_navigation():
        page.get_by_role("slider").press("ArrowLeft")
    assert "on=2022" in page.url
    page.context.close()


def test_rooms_are_accessible_and_fit_the_window(browser, link, study):
    page = entered(browser, link, bypass_csp=True)
    event = study.events()[0]
    document = event.citation.document[:16]
    paths = [
        *ROOMS, f"/records/{event.id[:16]}/edit", f"/documents/{document}",
        f"/documents/{document}/add?at=11-60", f"/documents/{document}/add?at=11-60&kind=event",
    ]  # fmt: skip
    for path in paths:
        page.goto(urljoin(link, path))
        page.evaluate(
            "document.querySelectorAll('main details').forEach((d) => { d.open = true; })"
        )
        assert_fit_for_all(page, path)
    page.context.close()
