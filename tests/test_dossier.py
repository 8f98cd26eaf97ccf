"""The brief says what the records say, and no more."""

from dataclasses import replace

import pytest

from legation.dossier import between, brief, happenings, pairs, quoted, told, when
from legation.ontology import QUAD_CLASS
from legation.records import Actor, ActorRef, Citation, Claim, Event, Role, Span

NORTH = ActorRef(id="NOR", name="Northland", text="Northland", party="Northland")
SOUTH = ActorRef(id="SOU", name="United Isles", text="the Isles", party="United Isles")
EAST = ActorRef(id="EAS", name="Eastria", text="Eastria", party="Eastria")
ENVOY = ActorRef(id="person:ada vale", name="Ada Vale", text="Vale", party="Northland")
KNOWN = {"early": "2020-01-02", "late": "2023-06", "undated": None}


def cite(document="early", text="They met in the old port."):
    return Citation(document=document, start=10, end=10 + len(text), text=text)


def event(type_="CONSULT", source=NORTH, target=SOUTH, document="early", **given):
    values = {"start": "2019-12-30", "precision": "day", "quad": QUAD_CLASS[type_]} | given
    return Event(
        coder="test.v1",
        citation=cite(document),
        type=type_,
        source_actors=(source,),
        target_actors=(target,),
        **values,
    )


def claim(speaker=ENVOY, about=(SOUTH,), polarity="demand", date="2020-01-01"):
    words = "the strait must stay open"
    return Claim(
        coder="test.v1",
        citation=cite(),
        speaker=speaker,
        content=Span(start=10, end=10 + len(words), text=words),
        polarity=polarity,
        about=about,
        date=date,
    )


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "On 30 December 2019, Northland held talks with the United Isles."),
        ({"start": "2019-12", "precision": "month"},
         "In December 2019, Northland held talks with the United Isles."),
        ({"start": "2018", "end": "2020", "precision": "range"},
         "Between 2018 and 2020, Northland held talks with the United Isles."),
        ({"start": None, "precision": "none"},
         "At a time not given, Northland held talks with the United Isles."),
        ({"start": "2020-01-02", "precision": "publication"},
         "In a report of 2 January 2020, Northland held talks with the United Isles."),
        ({"factuality": "denied"},
         "It is denied that on 30 December 2019 Northland held talks with the United Isles."),
        ({"factuality": "denied", "asserted_by": (ENVOY,)},
         "Ada Vale (Northland) denies that on 30 December 2019 Northland held talks "
         "with the United Isles."),
        ({"factuality": "claim", "asserted_by": (EAST, ENVOY)},
         "According to Ada Vale (Northland), on 30 December 2019, Northland held talks "
         "with the United Isles."),
        ({"factuality": "planned"},
         "It is planned or announced: Northland held talks with the United Isles, "
         "on 30 December 2019."),
    ],
)  # fmt: skip
def test_a_sentence_keeps_date_and_standing(given, text):
    [happening] = happenings([event(**given)], KNOWN)
    assert told(happening).text == text


def test_reports_of_one_event_are_one_sentence_with_a_note_each():
    reports = [event(), event(source=SOUTH, target=NORTH, document="late"), event("ACCUSE")]
    found = happenings(reports, KNOWN)
    assert [len(h.reports) for h in found] == [1, 2]
    assert [c.document for c in told(found[1]).citations] == ["early", "late"]


@pytest.mark.parametrize(
    ("other", "precision", "number"),
    [
        ("2019-12", "month", 1), ("2019-12-28", "day", 1), ("2019-12-27", "day", 2),
        ("2019", "year", 2), ("2020-01", "month", 2),
    ],
)  # fmt: skip
def test_reports_with_dates_that_agree_are_of_one_event(other, precision, number):
    found = happenings([event(start=other, precision=precision), event()], KNOWN)
    assert len(found) == number
    if precision == "month" and number == 1:
        assert found[0].event.start == "2019-12-30"


def test_the_same_words_are_told_once_with_a_note_for_each_report():
    again = replace(claim(), citation=cite("late"))
    found = brief([event()], [claim(), again], [], KNOWN)
    [sentence] = [s for t in found.sections if t.heading == "What they say" for s in t.sentences]
    assert {c.document for c in sentence.citations} == {"early", "late"}


def test_the_word_that_tells_an_event_stands_beside_it():
    [happening] = happenings([event(trigger=Span(start=15, end=18, text="met"))], KNOWN)
    assert told(happening).text.endswith("held talks with the United Isles (“met”).")


def test_a_denial_is_not_a_report_of_the_event():
    found = happenings([event(), event(factuality="denied", document="late")], KNOWN)
    assert sorted(h.event.factuality for h in found) == ["denied", "fact"]


def test_undated_reports_are_never_put_together():
    one = event(start=None, precision="none")
    other = replace(one, citation=cite("late"))
    assert len(happenings([one, other], KNOWN)) == 2


def test_the_pair_is_the_one_with_most_events():
    events = [event(), event("ASSAULT", source=EAST), event("ACCUSE", source=SOUTH, target=NORTH)]
    assert pairs(events)["Northland", "United Isles"] == 2
    found = brief(events, [], [], KNOWN)
    assert found.pair == ("Northland", "United Isles")
    assert found.reports == 2
    assert len(between(events, ("Eastria", "United Isles"))) == 1


def test_an_envoy_acts_for_their_party():
    assert between([event(source=ENVOY)], ("Northland", "United Isles"))


def test_what_is_told_as_past_was_past_when_it_was_told():
    later = event(start="2031", precision="year")
    found = brief([event(), later], [], [], KNOWN)
    text = " ".join(s.text for section in found.sections for s in section.sentences)
    assert "2019" in text
    assert "2031" not in text


def test_statements_and_denials_are_quoted_with_their_passage():
    claims = [claim(), claim(polarity="deny"), claim(speaker=EAST), claim(about=(EAST,))]
    found = brief([event()], claims, [], KNOWN)
    said = {s.heading: [t.text for t in s.sentences] for s in found.sections}
    assert len(said["What they say"]) == 2
    assert said["What is denied"] == [
        "Ada Vale (Northland) denied (1 January 2020): “the strait must stay open”."
    ]
    assert quoted(claim()).citations == (cite(),)


def test_people_are_named_with_their_office():
    person = Actor(
        coder="test.v1",
        citation=cite(),
        key="person:ada vale",
        name="Ada Vale",
        kind="person",
        party="Northland",
        mentions=(Span(start=0, end=4, text="Vale"),),
        roles=(Role(title="envoy", of="Northland"),),
    )
    found = brief([event(), event("ACCUSE"), event(source=EAST)], [], [person], KNOWN)
    who = [s.text for s in found.sections[0].sentences]
    assert who[0] == "For Northland the documents name above all Ada Vale, envoy."
    assert who[1].startswith("Others have to do with one of the two: Eastria (1)")


def test_every_sentence_has_a_passage():
    found = brief([event(), event("ASSAULT", document="late")], [claim()], [], KNOWN)
    sentences = [s for section in found.sections for s in section.sentences]
    assert sentences
    assert all(s.citations and s.evidence for s in sentences)


def test_years_count_cooperation_and_conflict():
    events = [event(), event("ASSAULT", start="2021", precision="year"), event("ACCUSE")]
    found = brief(events, [], [], KNOWN | {"early": "2022"})
    assert [(y.year, y.cooperation, y.conflict) for y in found.years] == [
        (2019, 1, 1), (2020, 0, 0), (2021, 0, 1),
    ]  # fmt: skip


def test_nothing_between_two_parties_is_no_brief():
    lonely = replace(event(), target_actors=())
    assert brief([lonely], [claim()], [], KNOWN) is None
    assert when(replace(lonely, start=None)) == "at a time not given"
