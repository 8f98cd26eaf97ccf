"""Pages stay quick because they read little: how much they read is counted here, not how long it takes."""

import hashlib
import random
import re
from datetime import date, timedelta

import pytest

from legation.ledger import LATEST_HAPPENED, Ledger, Order, Query, When, pack
from legation.ontology import EVENT_TYPES, QUAD_CLASS
from legation.records import ActorRef, Claim, Document, Event
from legation.study import Study
from legation.web import lanes, pages
from legation.web.app import create_app
from legation.web.calendar import MANY, Calendar
from legation.web.filters import PAGE_SIZE, Filters
from legation.web.shelf import Answers, Shelf

FACTS = ("fact", "claim", "denied")
EVENTS = 3_000


def invented(chance, number):
    """A document of 60 events and 20 claims, some of them imprecise or undated."""
    names = [f"Land {n}" for n in range(12)]
    sentences = [f"{chance.choice(names)} met {chance.choice(names)} {n}." for n in range(80)]
    text = "\n\n".join(sentences)
    day = date(2010, 1, 1) + timedelta(days=chance.randrange(4000))
    told = Document(
        sha256=hashlib.sha256(text.encode()).hexdigest(), text=text, title=f"Report {number}",
        date=day.isoformat(), precision="day", date_basis="given",
    )  # fmt: skip
    found, at = [], 0
    for place, sentence in enumerate(sentences):
        who, whom = re.findall(r"Land \d+", sentence)
        cited = told.cite(at, at + len(sentence))
        at += len(sentence) + 2
        source = ActorRef(id=who, name=who, text=who, party=who)
        target = ActorRef(id=whom, name=whom, text=whom, party=whom)
        kind = chance.choice(EVENT_TYPES)
        cut, how = chance.choice(
            ((10, "day"), (10, "publication"), (7, "month"), (4, "year"), (0, "none"))
        )
        start = (day - timedelta(days=chance.randrange(900))).isoformat()[:cut] or None
        if place < 60:
            found.append(
                Event(
                    coder="events.v0", citation=cited, type=kind, quad=QUAD_CLASS[kind], start=start,
                    precision=how, source_actors=(source,), target_actors=(target,),
                    factuality=chance.choice(FACTS),
                )
            )  # fmt: skip
        else:
            found.append(
                Claim(
                    coder="claims.v0", citation=cited, speaker=source, polarity="assert",
                    content=told.span(cited.start, cited.end), about=(target,),
                )
            )  # fmt: skip
    return told, found


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    chance = random.Random(7)
    study = Study.create(tmp_path_factory.mktemp("many"))
    for number in range(EVENTS // 60):
        told, found = invented(chance, number)
        with study.ledger.batch():
            study.ledger.add(told, f"{number}.txt")
            for coder in ("events.v0", "claims.v0"):
                own = [pack(r) for r in found if r.coder == coder]
                study.ledger.append(number + 1, coder, own)
    yield study
    study.close()


@pytest.fixture
def shelf(study):
    return Shelf(study.ledger)


CHOICES = [
    {}, {"type": "AID"}, {"factuality": "denied"}, {"since": "2012"}, {"until": "2013-05"},
    {"since": "2011-02-03", "until": "2011-09", "type": "CONSULT"}, {"actor": "Land 3"},
    {"as_of": "2015-06-01"}, {"as_of": "2014-01-01", "actor": "Land 7", "factuality": "fact"},
    {"type": "ASSAULT", "since": "2031"},
]  # fmt: skip


# --- what the columns say is what the records say -------------------------------------------------


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_columns_choose_as_the_ledger_does(study, shelf, choice):
    filters = Filters(**choice)
    query, when = filters.query("event"), filters.when
    calendar = shelf.calendar(when)
    places = calendar.choose(query, when, study.ledger)
    rows = study.ledger.at(int(n) for n in calendar.record[places])
    told = list(study.ledger.select(query, when, Order(by=LATEST_HAPPENED)))
    assert {row.id for row in rows} == {row.id for row in told}
    assert len(places) == study.ledger.count(query, when) == len(told)
    page = pages.events_page(shelf, filters)
    assert [s.id for s in page["found"]] == [row.id for row in told[:PAGE_SIZE]]
    assert page["total"] == len(told)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_the_drawing_stands_for_every_event(study, shelf, choice):
    filters = Filters(**choice)
    drawing = pages.events_page(shelf, filters)["drawing"]
    events = [row.record() for row in study.ledger.select(filters.query("event"), filters.when)]
    dated = [e for e in events if e.start and e.precision != "none"]
    if not dated:
        assert drawing is None
        return
    assert sum(mark.count for mark in drawing.marks) == len(dated)
    assert drawing.undated == len(events) - len(dated)
    assert {label.casefold(): n for label, _, n in drawing.lanes} == {
        quad: sum(e.quad == quad for e in dated) for quad in set(QUAD_CLASS.values())
    }


def test_as_it_stood_then(study):
    moment = next(iter(study.ledger.documents())).recorded_at
    then = When(recorded_as_of=moment)
    calendar = Calendar.of(study.ledger, then)
    assert len(calendar.record) == study.ledger.count(Query(kind="event"), then) < EVENTS


# --- how much is read -----------------------------------------------------------------------------


@pytest.fixture
def built(monkeypatch):
    """The records that were asked for."""
    seen = []
    record = Ledger.record

    def counted(ledger, row):
        seen.append(row.id)
        return record(ledger, row)

    def numbered(ledger, kind, numbers):
        seen.extend(numbers)
        return several(ledger, kind, numbers)

    several = Ledger.numbered
    monkeypatch.setattr(Ledger, "record", counted)
    monkeypatch.setattr(Ledger, "numbered", numbered)
    return seen


@pytest.mark.parametrize(
    ("show", "most"),
    [(pages.events_page, PAGE_SIZE + 2 * MANY), (lanes.events_page, PAGE_SIZE + 2 * MANY),
     (pages.claims_page, PAGE_SIZE), (pages.documents_page, 0), (pages.actors_page, 0)],
)  # fmt: skip
def test_a_page_asks_for_few_records_however_many_there_are(shelf, built, show, most):
    show(shelf, Filters(page=2))
    assert len(built) <= most < EVENTS


def test_a_page_is_drawn_once_for_each_state_of_the_ledger(study, browse, built):
    client = browse(create_app(study))
    first = client.get("/events?type=AID")
    assert built
    built.clear()
    again = client.get("/events?type=AID")
    assert (again.text, built) == (first.text, [])
    assert client.get("/events?type=AID&page=2").text != first.text


def test_what_is_written_is_seen_at_once(tmp_path, browse):
    told, found = invented(random.Random(1), 1)
    with Study.create(tmp_path) as study:
        client = browse(create_app(study))
        assert "No event fits" in client.get("/events").text
        study.ledger.add(told, "1.txt")
        assert "Report 1" in client.get("/documents").text
        study.ledger.append(1, "events.v0", [pack(found[0])])
        assert "1 event," in client.get("/events").text
        Ledger(study.ledger.path).add(told, "another-name.txt")  # by another program
        assert study.ledger.version() != (0, 0, 0, 0, 0)


def test_every_write_gives_another_version(tmp_path):
    told, found = invented(random.Random(2), 2)
    with Ledger(tmp_path / "legation.db").create() as ledger:
        seen = [ledger.version()]
        for write in (
            lambda: ledger.add(told, "a.txt"),
            lambda: ledger.add(told, "b.txt"),
            lambda: ledger.append(1, "events.v0", [pack(found[0])]),
            lambda: ledger.append(1, "events.v1", []),
        ):
            write()
            seen.append(ledger.version())
    assert len(set(seen)) == len(seen)


def test_answers_are_kept_until_the_state_changes():
    state, made = [1], []
    answers = Answers(lambda: state[0], most=2)

    def build():
        made.append(1)
        return len(made)

    assert [answers.kept("a", build), answers.kept("a", build)] == [1, 1]
    state[0] = 2
    assert answers.kept("a", build) == 2
    for key in "bcd":
        answers.kept(key, build)
    assert answers.kept("a", build) == 6  # the oldest was let go


@pytest.mark.parametrize(
    "query",
    [Query(kind="event"), Query(kind="event", label="AID"), Query(kind="event", factuality="fact")],
)
def test_counts_of_events_are_answered_from_an_index_alone(study, query):
    from legation.ledger import lists

    asked = []

    class Asked:
        def __init__(self, connection):
            self.connection = connection

        def execute(self, sql, *values):
            if "standing s" in sql:
                plan = self.connection.execute(f"EXPLAIN QUERY PLAN {sql}", *values)
                asked.extend(row[3] for row in plan)
            return self.connection.execute(sql, *values)

    with study.ledger._store.reading() as connection:
        lists.count(Asked(connection), query)
    assert any("COVERING INDEX standing_quad" in line for line in asked)


def test_a_file_of_the_workspace_that_changes_is_read_again(tmp_path, browse):
    with Study.create(tmp_path) as study:
        client = browse(create_app(study))
        before = client.get("/system").text
        assert client.get("/system").text == before
        (tmp_path / "system.toml").write_text("nonsense = [", encoding="utf-8")
        assert client.get("/system").text != before


def test_what_fails_is_tried_again():
    answers = Answers(lambda: 1)
    outcomes = [ZeroDivisionError, 7]

    def build():
        outcome = outcomes.pop(0)
        if outcome is ZeroDivisionError:
            raise ZeroDivisionError
        return outcome

    with pytest.raises(ZeroDivisionError):
        answers.kept("a", build)
    assert answers.kept("a", build) == answers.kept("a", build) == 7


def test_one_builds_while_the_others_wait():
    import threading

    built = []
    start = threading.Barrier(6)
    answers = Answers(lambda: 1)

    def build():
        built.append(1)
        threading.Event().wait(0.05)
        return "made"

    def ask():
        start.wait()
        assert answers.kept("a", build) == "made"

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert built == [1]


def test_what_takes_long_is_shown_later(monkeypatch):
    import threading

    from legation.web import shelf as module

    monkeypatch.setattr(module, "PATIENCE", 0.02)
    state, go, made = [1], threading.Event(), []
    errands = module.Errands(lambda: state[0])

    def build():
        made.append(1)
        assert go.wait(10)
        return "made"

    assert errands.soon("a", build) is None
    assert errands.soon("a", build) is None
    go.set()
    monkeypatch.setattr(module, "PATIENCE", 10)
    assert (errands.soon("a", build), made) == ("made", [1])
    state[0] = 2
    assert (errands.soon("a", build), made) == ("made", [1, 1])
    with pytest.raises(ZeroDivisionError):
        errands.soon("b", lambda: 1 / 0)


def test_a_page_that_is_not_finished_is_asked_for_again(study, browse, monkeypatch):
    from legation.web import forecasts
    from legation.web import shelf as module

    monkeypatch.setattr(forecasts, "MANY", 0)
    monkeypatch.setattr(module, "PATIENCE", 0)
    page = browse(create_app(study)).get("/forecasts")
    assert "being learned" in page.text
    assert page.headers["refresh"] == "3"


def test_first_pages_are_drawn_before_they_are_asked_for(study, browse, built, monkeypatch):
    from legation.web import forecasts

    app = create_app(study)
    app.state.warm()
    assert built == []  # a small ledger needs none of it
    monkeypatch.setattr(forecasts, "MANY", 0)
    monkeypatch.setattr("gc.freeze", lambda: None)
    app.state.warm()
    drawn = []
    monkeypatch.setattr(type(study), "brief", lambda *_, **__: drawn.append(1))
    assert browse(app).get("/").status_code == 200
    assert drawn == []
