"""A user with a browser: the printed link, every page, every note, with and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from browsing import TWO_LOOKS, assert_fit_for_all, serving

pytestmark = pytest.mark.browser
PAGES = [
    "/",
    "/events",
    "/claims",
    "/actors",
    "/documents",
    "/search?q=ferry",
    "/network",
    "/relation",
    "/forecasts",
    "/games",
    "/system",
    "/review",
    "/review/records",
    "/review/copies",
]


@pytest.fixture(scope="module")
def link(small_study) -> Iterator[str]:
    """The link that `legation serve` prints, on a line of its own."""
    with serving(small_study.folder) as printed:
        yield printed


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request, browser, link) -> Iterator[Page]:
    """A page that came in by the link, and has reported no error when the test is over."""
    context = browser.new_context(java_script_enabled=request.param)
    opened = context.new_page()
    complaints = []
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("requestfailed", lambda r: complaints.append(r.url) if cut_off(r) else None)
    opened.goto(link)
    yield opened
    assert complaints == []
    context.close()


def cut_off(request) -> bool:
    """Whether a request failed otherwise than by going on to another page."""
    return request.failure != "net::ERR_ABORTED"


def address(link: str, path: str) -> str:
    return urljoin(link, path)


def test_the_link_lets_in_and_leaves_no_token_in_the_address(page, link):
    assert urlsplit(link).hostname == "127.0.0.1"
    assert urlsplit(page.url).query == ""
    assert page.locator("h1").inner_text() == "Isles and Northland"


def test_without_the_link_there_is_nothing(browser, link):
    context = browser.new_context()
    opened = context.new_page()
    assert opened.goto(address(link, "/events")).status == 403
    context.close()


def test_every_page_is_reached_by_its_link(page):
    headings = {
        "Relation": "What Isles did towards Northland", "Network": "Isles and those around it",
        "Forecasts": "What Isles may do towards Northland",
    }  # fmt: skip
    bar = page.get_by_role("navigation", name="Pages", exact=True)
    names = bar.get_by_role("link").all_inner_texts()
    assert len(names) == 12
    for name in names[1:]:
        bar.get_by_role("link", name=name, exact=True).click()
        assert page.locator("h1").inner_text() == headings.get(name, name)
        assert page.locator("nav a[aria-current]").inner_text() == name


def test_every_note_leads_to_its_passage_in_view(page):
    found = notes_of(page)
    assert len(found) >= 3
    start = page.url
    for words, target in found:
        page.goto(urljoin(start, target))
        marked = page.locator("mark.cited")
        assert "".join(marked.all_inner_texts()) == words
        assert page.locator("#at").count() == 1
        box = page.locator("#at").bounding_box()
        assert 0 <= box["y"] <= page.viewport_size["height"]


def notes_of(page) -> list[tuple[str, str]]:
    """The words and the address of every note: its own words, or those of its sentence."""
    found = []
    for note in page.locator(".sidenotes li").all():
        own = note.locator("q")
        number = note.get_attribute("id")
        if own.count():
            words = own.inner_text()
        else:
            words = page.locator(f'.said:has(a[href="#{number}"]) q').inner_text()
        found.append((words, note.locator(".to-passage").get_attribute("href")))
    return found


def test_filters_survive_reload_and_share(page):
    page.goto(urljoin(page.url, "/events"))
    page.get_by_label("Type").select_option("SANCTION")
    page.get_by_label("From", exact=True).fill("2021")
    page.get_by_role("button", name="Show").click()
    shared = page.url
    assert "type=SANCTION" in shared
    assert "since=2021" in shared
    for _ in range(2):
        assert page.locator("li.row").count() == 1
        assert page.get_by_label("Type").input_value() == "SANCTION"
        page.goto(shared)
    page.get_by_role("link", name="All events").click()
    assert page.locator("li.row").count() == 2


def test_search_leads_into_the_document(page):
    page.goto(urljoin(page.url, "/search"))
    page.get_by_label("Words").fill("пролив")
    page.get_by_role("button", name="Search").click()
    page.locator("li.row a").first.click()
    assert page.locator("mark.cited").inner_text() == "Пролив"


def test_markup_in_a_document_stays_text(page):
    page.goto(urljoin(page.url, "/documents"))
    page.get_by_role("link", name="Harbour talks resume").click()
    assert "<script>document.title" in page.locator("article").inner_text()
    assert page.title() != "taken"


def test_a_finding_and_its_passage_light_up_together(browser, link):
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(link)
    opened.goto(address(link, "/documents"))
    opened.get_by_role("link", name="Harbour talks resume").click()
    opened.wait_for_load_state()
    opened.locator(".margin li").first.hover()
    opened.locator("mark.lit").first.wait_for()
    opened.keyboard.press("j")
    assert opened.evaluate("document.activeElement.closest('[data-finding]') !== null")
    context.close()


def test_pages_are_accessible_and_fit_the_window(browser, link):
    context = browser.new_context(bypass_csp=True)
    opened = context.new_page()
    opened.goto(link)
    documents = address(link, "/documents")
    opened.goto(documents)
    reader = opened.locator("table a").first.get_attribute("href")
    actor = "/actors/person:ada%20vale"
    for path in [*PAGES, reader, actor]:
        opened.goto(address(link, path))
        assert_fit_for_all(opened, path)
    cited = reader.partition("?")[0].replace("/documents/", "/cite/") + "?at=0-20"
    for path in ["/changes", "/changes?new_since=2001", "/api", cited]:
        opened.goto(address(link, path))
        assert_fit_for_all(opened, path, TWO_LOOKS)
    context.close()


def test_a_page_prints_without_its_controls(browser, link, tmp_path: Path):
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(link)
    opened.emulate_media(media="print")
    assert not opened.locator(".head nav").is_visible()
    printed = opened.pdf(path=str(tmp_path / "brief.pdf"), format="A4")
    assert printed.startswith(b"%PDF")
    context.close()


def test_the_keyboard_reaches_the_text_first(page):
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the text"
    page.keyboard.press("Enter")
    page.wait_for_url("**/#main")


def test_keys_lead_through_the_brief(page):
    page.locator(".marks a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/#note-*")
