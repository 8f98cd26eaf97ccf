"""Search: any script, words and parts of words, and exact characters for every match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.errors import UsageError
from legation.ledger import Ledger
from legation.ledger.folding import LONGEST_PASSAGE, cut, fold, fold_mapped
from legation.ledger.search import expression, parse
from legation.records import Document, Region

PARAGRAPHS = {
    "en": "The envoy, Zamir Kâbulov, flew to Kabul. He spoke of wheat.",
    "ru": "Спецпредставитель Кабулов прибыл в Кабул; ещё раз о признании.",
    "ar": "وصل المبعوث إلى كابول، وقال إنّ الاعتراف ليس قريباً.",
    "fa": "نماینده ویژه روسیه به کابل رفت.",
    "tr": "Özel temsilci Kâbil'e gitti; ISPARTA'dan ılık rüzgâr.",
    "zh": "特使前往喀布尔会谈。",
}


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "l.db").create() as ledger:
        text = "\n\n".join(PARAGRAPHS.values())
        ledger.add(Document(sha256="x", text=text, date="2022-02-03", title="Visit"), "visit.txt")
        yield ledger


@pytest.mark.parametrize(
    ("typed", "matched", "script"),
    [
        ("kabulov", ["Kâbulov"], "en"),
        ("KÂBULOV", ["Kâbulov"], "en"),
        ('"flew to kabul"', ["flew to Kabul"], "en"),
        ("wheat envoy", ["envoy", "wheat"], "en"),
        ("envo*", ["envoy"], "en"),
        ("кабулов", ["Кабулов"], "ru"),
        ("еще", ["ещё"], "ru"),
        ("إن", ["إنّ"], "ar"),
        ("الاعتراف", ["الاعتراف"], "ar"),
        ("قريبا", ["قريباً"], "ar"),
        ("روسيه", ["روسیه"], "fa"),
        ("ozel", ["Özel"], "tr"),
        ("ilik", ["ılık"], "tr"),
        ("isparta", ["ISPARTA"], "tr"),
    ],
)
def test_words_are_found_in_every_script(ledger, typed, matched, script):
    (hit,) = ledger.search(typed)
    assert hit.matched == "words"
    assert [m.text for m in hit.matches] == matched
    assert hit.passage.text == PARAGRAPHS[script]


@pytest.mark.parametrize(
    ("typed", "matched"),
    [("abulo", "âbulo"), ("изнани", "изнани"), ("喀布尔", "喀布尔"), ("عتراف", "عتراف")],
)
def test_parts_of_words_are_found_where_no_word_is(ledger, typed, matched):
    hits = ledger.search(typed)
    assert {h.matched for h in hits} == {"parts"}
    assert {m.text for h in hits for m in h.matches} == {matched}
    assert ledger.search(typed, parts=False) == []


def test_every_match_is_where_it_says(ledger):
    text = ledger.document(next(iter(ledger.documents())).id).text
    for typed in ("kabul*", "abul", "envoy", "кабул*"):
        for hit in ledger.search(typed):
            assert text[hit.passage.start : hit.passage.end] == hit.passage.text
            for match in hit.matches:
                assert text[match.start : match.end] == match.text


def test_what_is_not_wanted_is_left_out(ledger):
    assert len(ledger.search("kabul* -wheat", parts=False)) == 0
    assert len(ledger.search("кабул* -wheat", parts=False)) == 1


@pytest.mark.parametrize("typed", ["", "  ", '""', "-wheat", "—"])
def test_nothing_to_look_for_is_refused(ledger, typed):
    with pytest.raises(UsageError, match="nothing to look for"):
        ledger.search(typed)


def test_parts_need_three_letters(ledger):
    assert ledger.search("qz") == []
    with pytest.raises(UsageError, match="three letters"):
        ledger.search("ab", parts=True)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_query_or_refused(typed):
    terms = parse(typed)
    assert all(word.replace("_", "").isalnum() for t in terms for word in t.words) or terms
    assert expression(terms).count('"') % 2 == 0


def test_nothing_typed_breaks_the_index(ledger):
    for typed in ('a" OR "b', "NEAR(a b)", "text: x", "a AND", "(((", "*", "^a", "'; --", "{x}"):
        try:
            ledger.search(typed)
        except UsageError:
            continue


def test_more_often_in_shorter_passages_is_first(tmp_path):
    with Ledger(tmp_path / "l.db").create() as ledger:
        filler = "Nothing else of note was said that day. " * 10
        text = f"{filler} wheat {filler}\n\nWheat, wheat.\n\nSome wheat."
        ledger.add(Document(sha256="x", text=text), "a")
        found = [h.passage.text[:5] for h in ledger.search("wheat")]
        assert found[:2] == ["Wheat", "Some "]
        assert len(ledger.search("wheat", limit=1)) == 1
        assert "wheat" in ledger.search("wheat")[2].snippet


def test_page_furniture_comes_last(tmp_path):
    with Ledger(tmp_path / "l.db").create() as ledger:
        text = "Share wheat.\n\nThey spoke about wheat on that day."
        regions = (
            Region(start=0, end=12, name="furniture"),
            Region(start=14, end=len(text), name="body"),
        )
        ledger.add(Document(sha256="x", text=text, regions=regions), "a")
        assert [h.region for h in ledger.search("wheat")] == ["body", "furniture"]


@given(st.text(max_size=300))
def test_folding_keeps_every_character_s_place(text):
    folded, places = fold_mapped(text)
    assert folded == fold(text)
    assert len(places) == len(folded)
    assert places == sorted(places)


@given(st.text(alphabet="ab. \n\u00a0é", max_size=4000), st.integers(1, 40))
def test_passages_cover_all_that_is_not_blank(text, times):
    text *= times
    passages = list(cut(text))
    assert "".join(text.split()) == "".join(
        "".join(text[p.start : p.end].split()) for p in passages
    )
    ends = [0, *(p.end for p in passages)]
    assert all(before <= p.start < p.end for before, p in zip(ends, passages, strict=False))
    assert all(p.end - p.start <= LONGEST_PASSAGE for p in passages)
