"""A user who judges actors with the keyboard alone, with and without JavaScript."""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page

from browsing import assert_fit_for_all, serving
from letters import MORN, MORNE, TIL, written

pytestmark = pytest.mark.browser
SPLIT = "/review/split?key=person:tessa%20morn"
MOST_TABS = 60


@pytest.fixture
def study(tmp_path):
    with written(tmp_path / "letters") as opened:
        yield opened


@pytest.fixture
def link(study) -> Iterator[str]:
    """The link of a server over a workspace of its own."""
    with serving(study.folder) as printed:
        yield printed


def opened(browser: Browser, link: str, **given) -> Page:
    """The page of review, come to by the link."""
    page = browser.new_context(**given).new_page()
    page.goto(link)
    page.goto(urljoin(link, "/review"))
    return page


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request, browser, link) -> Iterator[Page]:
    page = opened(browser, link, java_script_enabled=request.param)
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    page.context.close()


def keys(study):
    return {e.key: e.mentions for e in study.actors()}


def tab_to(page: Page, role: str, name: str) -> None:
    """Go on with the tab key until the control has the focus."""
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


def test_tab_and_enter_are_enough(page, study):
    tab_to(page, "textbox", "Why, if you like")
    page.keyboard.type("one hand")
    tab_to(page, "button", "Merge")
    enter(page)
    assert keys(study) == {MORN: 3, TIL: 1}
    assert "one hand" in page.locator("#history").inner_text()
    assert "1 to judge" in page.locator("#question").inner_text().lower()
    tab_to(page, "button", "Unsure")
    enter(page)
    assert page.get_by_text("Nothing waits for a judgement").is_visible()
    tab_to(page, "button", "Undo: Tessa Morne merged into Tessa Morn")
    enter(page)
    assert keys(study) == {MORN: 2, MORNE: 1, TIL: 1}
    assert "taken back" in page.locator("#history").inner_text()


def test_enter_in_the_reason_judges_nothing(page, study):
    before = len(study.judged())
    page.get_by_label("Why, if you like").press("Enter")
    page.wait_for_timeout(200)
    assert len(study.judged()) == before


def test_mentions_are_ticked_and_split_off(page, study):
    page.goto(urljoin(page.url, SPLIT))
    page.get_by_role("checkbox").nth(1).focus()
    page.keyboard.press("Space")
    tab_to(page, "textbox", "Name of the other actor")
    page.keyboard.type("Vera Morn")
    tab_to(page, "button", "Split off what is ticked")
    enter(page)
    assert page.locator("h1").inner_text() == "Vera Morn"
    assert keys(study) == {MORN: 1, f"{MORN}/vera morn": 1, MORNE: 1, TIL: 1}


def test_single_keys_judge_and_undo(browser, link, study):
    page = opened(browser, link)
    shown = [k.inner_text() for k in page.locator("kbd:visible").all()]
    assert shown == ["m", "k", "u"]
    enter(page, "m")
    assert keys(study) == {MORN: 3, TIL: 1}
    enter(page, "z")
    assert keys(study) == {MORN: 2, MORNE: 1, TIL: 1}
    enter(page, "k")
    enter(page, "u")
    verbs = [j.verb for j in study.judged() if j.verb != "suggest"]
    assert verbs == ["merge", "undo", "apart", "unsure"]
    page.context.close()


def test_keys_that_are_typed_or_meant_for_the_browser_judge_nothing(browser, link, study):
    page = opened(browser, link)
    before = len(study.judged())
    page.get_by_label("Why, if you like").press_sequentially("muk")
    page.locator("h1").click()
    for key in ("Control+k", "Alt+m", "x", "z"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert len(study.judged()) == before
    page.context.close()


def test_without_script_no_key_is_promised(browser, link):
    page = opened(browser, link, java_script_enabled=False)
    assert page.locator("kbd:visible").count() == 0
    page.context.close()


def test_review_is_accessible_and_fits_the_window(browser, link):
    page = opened(browser, link, bypass_csp=True)
    enter(page, "k")
    for path in ("/review", SPLIT, "/review?unsure=1", "/review"):
        page.goto(urljoin(link, path))
        if "unsure" in path:
            enter(page, "u")  # then nothing waits
        assert_fit_for_all(page, path)
    page.context.close()
