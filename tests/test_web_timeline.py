"""The timeline stands for every dated event, as precisely as its date."""

from datetime import date

import pytest

from legation.ontology import QUAD_CLASS
from legation.records import Citation, Event
from legation.web.timeline import LEFT, RIGHT, WIDTH, draw, interval


def event(start, precision="day", type_="CONSULT", end=None, at=0):
    return Event(
        coder="t.v1",
        citation=Citation(document="d", start=at, end=at + 1, text="x"),
        type=type_,
        start=start,
        end=end,
        precision=precision,
        quad=QUAD_CLASS[type_],
    )


def drawn(*events):
    return draw([(e.id, e) for e in events])


@pytest.mark.parametrize(
    ("found", "days"),
    [
        (event("2022-09-05"), (date(2022, 9, 5), date(2022, 9, 6))),
        (event("2022-12", "month"), (date(2022, 12, 1), date(2023, 1, 1))),
        (event("2022", "year"), (date(2022, 1, 1), date(2023, 1, 1))),
        (event("2015", "range", end="2018-03"), (date(2015, 1, 1), date(2018, 3, 1))),
        (event(None, "none"), None),
        (event("2022-02-30"), None),
    ],
)
def test_an_event_takes_the_days_of_its_date(found, days):
    assert interval(found) == days


def test_imprecise_dates_are_drawn_wide_and_days_as_dots():
    marks = drawn(event("2020-01-01"), event("2021", "year", "ASSAULT"), event("2022-01-01")).marks
    assert sorted(m.width > 0 for m in marks) == [False, False, True]
    assert all(m.height == 0 for m in marks)
    assert all(m.x >= LEFT and m.x + m.width <= WIDTH - RIGHT for m in marks)


def test_every_dated_event_is_counted_once():
    crowd = [event("2022-03-01", at=n) for n in range(30)]
    drawing = drawn(event("2015", "year"), *crowd, event(None, "none"))
    assert sum(m.count for m in drawing.marks) == 31
    assert drawing.undated == 1
    assert [n for _, _, n in drawing.lanes] == [0, 31, 0, 0]
    [many] = [m for m in drawing.marks if m.count > 1]
    assert many.since <= "2022-03-01" < many.until


def test_marks_in_one_lane_do_not_cover_each_other():
    marks = drawn(*(event("2022-03-01", at=n) for n in range(5)), event("2019-01-01")).marks
    assert len({(m.x, m.y) for m in marks}) == len(marks)


def test_bars_lie_beside_or_below_each_other():
    years = [event(f"{year}", "year", at=year) for year in (2019, 2020, 2020, 2020, 2021)]
    marks = drawn(*years).marks
    assert len({(m.x, m.y) for m in marks}) == 5
    assert len({m.y for m in marks}) == 3


def test_nothing_dated_draws_nothing():
    assert drawn() is None
    assert drawn(event(None, "none")) is None


@pytest.mark.parametrize(("first", "last"), [("1950", "2025"), ("2021", "2022"), ("2020", "2020")])
def test_the_axis_has_few_marks_and_some(first, last):
    found = drawn(event(first, "year"), event(last, "year", at=3)).ticks
    assert 1 <= len(found) <= 14
    assert [x for x, _ in found] == sorted(x for x, _ in found)
