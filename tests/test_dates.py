from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.dates import When, find_dates, publication, resolve

DAY = "2022-09-06"  # a Tuesday
CONTEXT = When(start="2022-01-13", end="2022-01-14", precision="day", basis="January 13")


def one(text, on=DAY, precision="day", **options):
    found = find_dates(text)
    assert len(found) == 1, [p.text for p in found]
    return resolve(found[0], document_date=on, document_precision=precision, **options)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("talks on January 23-25, 2022", "2022-01-23", "2022-01-26", "range"),
        ("talks from 30 April to 2 May 2022", "2022-04-30", "2022-05-03", "range"),
        ("on Thursday", "2022-09-01", "2022-09-02", "day"),
        ("on Tuesday", "2022-09-06", "2022-09-07", "day"),
        ("last Tuesday", "2022-08-30", "2022-08-31", "day"),
        ("next Monday", "2022-09-12", "2022-09-13", "day"),
        ("earlier this month", "2022-09", "2022-10", "month"),
        ("last month", "2022-08", "2022-09", "month"),
        ("last week", "2022-08-29", "2022-09-05", "range"),
        ("last year", "2021", "2022", "year"),
        ("between 2019 and 2021", "2019", "2022", "range"),
        ("in 2019, 2020 and this year", "2019", "2023", "range"),
        ("in the spring of 2022", "2022-03", "2022-06", "range"),
        ("September 2022", "2022-09", "2022-10", "month"),
        ("in early February", "2022-02", "2022-03", "month"),
        ("in March", "2022-03", "2022-04", "month"),
        ("3 Jul", "2022-07-03", "2022-07-04", "day"),
        ("Feb. 1", "2022-02-01", "2022-02-02", "day"),
        ("Wednesday, August 24, 2022", "2022-08-24", "2022-08-25", "day"),
        ("24/August/2021", "2021-08-24", "2021-08-25", "day"),
        ("late 2021", "2021-09", "2022-01", "range"),
        ("since 2014", "2014", None, "year"),
        ("until May 2021", None, "2021-06", "range"),
        ("before 2014", None, "2014", "range"),
        ("after January 13, 2022", "2022-01-14", None, "range"),
        ("the 1990s", "1990", "2000", "range"),
        ("in the early 2000s", "2000", "2004", "range"),
        ("the 19th century", "1800", "1900", "range"),
        ("2022-09-05", "2022-09-05", "2022-09-06", "day"),
        ("03.02.2022", "2022-02-03", "2022-02-04", "day"),
        ("3.II.2022", "2022-02-03", "2022-02-04", "day"),
        ("two days ago", "2022-09-04", "2022-09-05", "day"),
        ("three months ago", "2022-06", "2022-07", "month"),
        ("Q3 2021", "2021-07", "2021-10", "range"),
        ("yesterday", "2022-09-05", "2022-09-06", "day"),
        ("the day before yesterday", "2022-09-04", "2022-09-05", "day"),
        ("in August last year", "2021-08", "2021-09", "month"),
        ("by the end of the year", None, "2023", "range"),
        ("within 14 months", "2022-09", "2023-12", "range"),
    ],
)
def test_a_phrase_means_an_interval_beside_the_document(text, start, end, precision):
    when = one(text)
    assert (when.start, when.end, when.precision) == (start, end, precision)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("two days later", "2022-01-15"),
        ("a week earlier", "2022-01-03"),
        ("the following day", "2022-01-14"),
        ("the previous month", "2021-12"),
        ("that year", "2022"),
        ("the following spring", "2022-03"),
    ],
)
def test_some_phrases_count_from_what_was_said_before(text, start):
    assert one(text, context=CONTEXT).start == start


@pytest.mark.parametrize("text", ["two days later", "the following day", "that year"])
def test_without_something_before_they_mean_nothing(text):
    when = one(text)
    assert when.start is None
    assert "earlier day" in when.basis


@pytest.mark.parametrize("text", ["on Thursday", "last year", "yesterday", "3 May", "last summer"])
def test_without_a_document_date_nothing_is_counted_from_today(text):
    when = one(text, on=None, precision="none")
    assert (when.start, when.end, when.precision) == (None, None, "none")
    assert "document" in when.basis


def test_a_date_with_its_year_needs_no_document():
    assert one("on 5 September 2022", on=None, precision="none").start == "2022-09-05"


def test_a_document_dated_to_the_month_gives_no_weekday_but_a_month():
    assert one("on Thursday", on="2022-02", precision="month").precision == "none"
    assert one("earlier this month", on="2022-02", precision="month").start == "2022-02"
    assert one("in January", on="2022-02", precision="month").start == "2022-01"


def test_an_event_that_stands_for_a_time_is_no_date_and_says_why():
    when = one("since the takeover")
    assert when.precision == "none"
    assert when.basis.startswith("since the takeover")


@pytest.mark.parametrize(
    ("text", "tense", "start"),
    [
        ("in October", None, "2022-10"),
        ("in October", "past", "2021-10"),
        ("on Thursday", "future", "2022-09-08"),
        ("on 1 December", "past", "2021-12-01"),
    ],
)
def test_the_tense_decides_where_the_year_is_missing(text, tense, start):
    assert one(text, tense=tense).start == start


@pytest.mark.parametrize(
    "text",
    [
        "some 6,000 militants crossed 4,053 km of border",
        "He may march on, and she may fall",
        "about 2000 soldiers",
        "version 1.2.3 cost $2014",
        "for three days",
    ],
)
def test_numbers_and_common_words_are_no_dates(text):
    assert find_dates(text) == []


def test_positions_are_those_of_the_text():
    text = "They met on 3 May 2021 and, since January 2022, have not."
    for phrase in find_dates(text, offset=7):
        assert text[phrase.start - 7 : phrase.end - 7] == phrase.text


def test_an_impossible_day_is_refused_with_its_reason():
    assert "no such day" in one("on 31 February 2022").basis


def test_the_documents_own_date_stands_in():
    assert publication("2022-09-06", "day") == When(
        start="2022-09-06", end="2022-09-07", precision="publication", basis="publication"
    )
    assert publication(None, "none").precision == "none"


@settings(max_examples=200, deadline=None)
@given(
    st.dates(min_value=date(1900, 1, 2)).filter(lambda d: d.year < 2099),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%d %b %Y"]),
)
def test_any_day_written_out_comes_back(day, style):
    when = one("on " + day.strftime(style))
    assert when.start == day.isoformat()
    assert when.precision == "day"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120), st.dates().map(str))
def test_no_text_breaks_the_reading(text, date):
    if date < "1900" or date > "2098":
        return
    for phrase in find_dates(text):
        assert text[phrase.start : phrase.end] == phrase.text
        when = resolve(phrase, document_date=date, document_precision="day", context=CONTEXT)
        assert when.start is None or when.end is None or when.start <= when.end
        assert when.basis
