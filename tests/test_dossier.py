"""The brief tells only what is sure, quotes the rest whole, and says what it left out."""

from dataclasses import replace

import pytest

from legation.dossier import (
    SURE,
    Desk,
    Library,
    Source,
    between,
    brief,
    happenings,
    pairs,
    readable,
    told,
    when,
)
from legation.dossier.headings import (
    ELSEWHERE,
    SAYINGS,
    said_by_somebody,
    said_to_come,
    said_to_deny,
)
from legation.dossier.page import ONE_PAGE, PAGE
from legation.dossier.quotes import stated_day, trimmed
from legation.ontology import QUAD_CLASS
from legation.records import Actor, ActorRef, Citation, Claim, Event, Prediction, Role, Span
from legation.study.briefing import paragraphs

NORTH = ActorRef(id="NOR", name="Northland", text="Northland", party="Northland")
SOUTH = ActorRef(id="SOU", name="United Isles", text="the United Isles", party="United Isles")
EAST = ActorRef(id="EAS", name="Eastria", text="Eastria", party="Eastria")
ENVOY = ActorRef(id="person:ada vale", name="Ada Vale", text="Vale", party="Northland")
KNOWN = {"early": "2020-01-02", "late": "2023-06", "undated": None}
MET = "On 30 December 2019 Northland and the United Isles met in the old port."


def cite(document="early", text=MET, start=10):
    return Citation(document=document, start=start, end=start + len(text), text=text)


def event(type_="CONSULT", source=NORTH, target=SOUTH, document="early", text=MET, **given):
    values = {"start": "2019-12-30", "precision": "day", "quad": QUAD_CLASS[type_]} | given
    return Event(
        coder="test.v1",
        citation=cite(document, text),
        type=type_,
        source_actors=(source,),
        target_actors=(target,),
        **values,
    )


def claim(text, speaker=ENVOY, about=(SOUTH,), polarity="deny", document="early", **given):
    return Claim(
        coder="test.v1",
        citation=cite(document, text),
        speaker=speaker,
        content=Span(start=10, end=10 + len(text), text=text),
        polarity=polarity,
        about=about,
        **given,
    )


def library(events=(), accepted=(), whole=None, **given):
    sources = {name: Source(title=name.title(), date=day) for name, day in KNOWN.items()}
    desk = Desk(sources=sources, whole=whole or (lambda cited, more: cited if not more else None))
    return Library(events=events, desk=desk, accepted=frozenset(accepted), **given)


def sentences(found, heading=None):
    return [x for s in found.sections if heading in (None, s.heading) for x in s.sentences]


# --- only what is sure is told --------------------------------------------------------------------


def test_what_nobody_accepted_is_quoted_whole():
    [said] = sentences(brief(library([event(confidence=0.89)])))
    assert (said.how, said.text) == ("quoted", MET)
    assert said.citations == (cite(),)


LEANING = "He met the envoy of the United Isles in the old port of Northland that day."


def test_what_somebody_accepted_is_told_where_it_cannot_be_quoted():
    one = event(confidence=0.4, text=LEANING)
    assert sentences(brief(library([one]))) == []
    [said] = sentences(brief(library([one], accepted=[one.id])))
    assert said.how == "told"
    assert said.text == "On 30 December 2019, Northland held talks with the United Isles."
    assert said.evidence == (one.id,)


@pytest.mark.parametrize(("confidence", "number"), [(SURE, 1), (SURE - 0.01, 0)])
def test_the_border_is_nine_in_ten(confidence, number):
    found = brief(library([event(confidence=confidence, text=LEANING)]))
    assert [s.how for s in sentences(found)] == ["told"] * number


def test_an_accepted_record_dates_its_quotation():
    one = event(text="Northland and the United Isles met in the old port last winter.")
    [said] = sentences(brief(library([one])))
    assert (said.lead, said.accepted) == ("reported 2 January 2020", False)
    [said] = sentences(brief(library([one], accepted=[one.id])))
    assert (said.lead, said.accepted, said.how) == ("30 December 2019", True, "quoted")


def test_of_two_reports_the_accepted_one_is_quoted():
    one = event()
    other = event(document="late", confidence=0.3,
                  text="That winter saw Northland and the United Isles meet in the port.")  # fmt: skip
    other = replace(other, citation=cite("late", "Northland met the United Isles in the port."))
    [said] = sentences(brief(library([one, other], accepted=[other.id])))
    assert said.citations[0].document == "late"
    assert said.accepted


def test_what_cannot_be_read_alone_is_left_out_and_counted():
    leaning = event(text="He met the envoy of the United Isles in the old port of Northland.")
    found = brief(library([leaning, event("ACCUSE", target=EAST, text="x" * 700 + ".")]))
    assert sentences(found) == []
    [left] = found.left
    assert left.number == 2
    assert "read without the one before" in left.why


def test_a_sentence_is_quoted_once_whoever_reports_it():
    found = brief(library([event(), event("AGREE"), event(document="late")]))
    assert [x.text for x in sentences(found)] == [MET]


def test_nearly_the_same_words_are_quoted_once():
    again = MET.replace("old port", "old harbour")
    other = event("AGREE", document="late", text=again)
    assert len(sentences(brief(library([event(), other])))) == 1


def test_every_sentence_has_a_passage_and_a_record():
    events = [
        event(),
        event("ACCUSE", text="Northland accused the United Isles of delay in May 2020."),
    ]
    found = brief(library(events))
    assert len(sentences(found)) == 2
    assert all(x.citations and x.evidence for x in sentences(found))


# --- under which heading --------------------------------------------------------------------------


def test_denials_stand_apart_and_say_so_themselves():
    denied = claim("Northland denied that any ferry had been promised to the Isles.")
    said = claim("Northland said that the ferry to the Isles would sail again.", document="late")
    found = brief(library([event()], claims=[denied, said]))
    assert [x.text for x in sentences(found, "What is disputed")] == [denied.citation.text]


def test_what_they_say_names_the_speaker_and_the_saying():
    said = claim("Vale said that the ferry to the Isles would sail again.", polarity="assert")
    nameless = claim("The envoy said that the strait would stay open.", polarity="assert",
                     document="late")  # fmt: skip
    meant = claim("For Vale the strait is the gate of Northland to the world.", polarity="assert",
                  document="undated")  # fmt: skip
    found = brief(library([event()], claims=[said, nameless, meant]))
    assert [x.text for x in sentences(found, "What either side says")] == [said.citation.text]


def test_what_may_come_names_one_of_the_two_and_is_still_open():
    def foreseen(text, start=10):
        return Prediction(
            coder="test.v1", citation=cite("late", text, start), made_by=None, polarity="may",
            content=Span(start=start, end=start + len(text), text=text),
        )  # fmt: skip

    ours = foreseen("Northland may close the strait to all ferries before the spring.")
    settled = foreseen("Northland will surely open the harbour in the second half of May.", 200)
    theirs = foreseen("Eastria may close its border to all lorries before the spring.", 400)
    found = brief(
        library([event()], predictions=[ours, settled, theirs], settled=frozenset([settled.id]))
    )
    assert [x.text for x in sentences(found, "What may come")] == [ours.citation.text]


def test_reports_on_others_stand_apart():
    aside = event(target=EAST, text="On 4 May 2019 Northland and Eastria met in the hall.")
    far = event(source=ENVOY, target=EAST, text="Eastria was visited by its neighbours in 2018.")
    far = replace(far, source_actors=(replace(EAST, id="WES", name="Westria", party="Westria"),))
    found = brief(library([event(), replace(event(), coder="b.v1"), aside, far]))
    assert len(sentences(found, "More on either side")) == 1
    assert len(sentences(found, "Around them")) == 1


def test_what_a_sentence_rests_on_is_told_once():
    one = event()
    again = event(
        document="late", text="It was in the old port that Northland met the Isles, he said."
    )
    again = replace(again, citation=cite("late", "The old port of Northland saw talks that day."))
    step = {
        "track": "contact",
        "standing": "confirmed",
        "basis": "stated",
        "ids": [one.id, again.id],
    }
    found = brief(library([one, again], tracks=lambda *_: [step]))
    assert [x.text for x in sentences(found)] == [MET]


def test_the_short_form_keeps_the_weightiest_of_each_section():
    def report(number, whom=SOUTH):
        text = f"Northland told {whom.text} in note {number} how the port {number} was kept."
        told = event("ACCUSE", target=whom, start=f"{2000 + number % 20}", text=text,
                     confidence=0.5 + number / 100)  # fmt: skip
        return replace(told, citation=cite(text=text, start=100 * number))

    few = brief(library([report(n) for n in range(5)]))
    assert few.on_one_page() == few
    said = [claim(f"Vale said in note {n} that the port {n} was full.", polarity="assert",
                  date=f"{2000 + n}") for n in range(20)]  # fmt: skip
    said = [replace(c, citation=cite(text=c.citation.text, start=9000 + 100 * n))
            for n, c in enumerate(said)]  # fmt: skip
    others = [report(n, EAST) for n in range(20, 39)]
    whole = brief(library([report(n) for n in range(20)] + others, claims=said))
    assert len(sentences(whole)) <= PAGE
    assert whole.on_one_page() == whole
    more = replace(whole.sections[0], heading=ELSEWHERE)
    short = replace(whole, sections=(*whole.sections, more)).on_one_page()
    assert len(sentences(short)) == PAGE
    assert len(sentences(short, SAYINGS)) == ONE_PAGE[SAYINGS]
    for long, cut in zip((*whole.sections, more), short.sections, strict=True):
        assert {s.rank for s in cut.sentences} == set(range(len(cut.sentences)))
        assert cut.left == len(long.sentences) - len(cut.sentences)


@pytest.mark.parametrize(
    ("start", "ahead"), [("2023-05", False), ("2023-06-15", True), ("2024", True)]
)
def test_what_may_come_is_not_over_yet(start, ahead):
    text = "Northland will meet the United Isles in the old port, the harbour board said."
    plan = event(factuality="planned", start=start, precision="day", text=text)
    assert len(sentences(brief(library([event(), plan])), "What may come")) == ahead


def test_news_are_of_new_documents_only():
    late = event("ACCUSE", document="late", start="2023-05-30",
                 text="On 30 May 2023 Northland accused the United Isles of delay.")  # fmt: skip
    found = brief(library([event(), late], news=frozenset({"late"})))
    assert [x.text for x in sentences(found, "What is new")] == [late.citation.text]
    assert not sentences(brief(library([event(), late])), "What is new")


def test_steps_of_tracks_are_told_if_they_are_firm_and_dated():
    one = event()
    step = {"track": "contact", "standing": "confirmed", "basis": "stated", "ids": [one.id]}
    shaky = step | {"standing": "claimed"}
    found = brief(library([one], tracks=lambda *_: [shaky, step]))
    [said] = sentences(found, "Tracks and turning points")
    assert said.lead == "Contact · 30 December 2019"
    assert not sentences(
        brief(library([one], tracks=lambda *_: [shaky])), "Tracks and turning points"
    )


def test_people_are_named_with_the_words_for_their_office():
    def person(key, words, mentions=1, confidence=0.95):
        return Actor(
            coder="test.v1", citation=cite(), key=key, name=key.title(), kind="person",
            party="Northland", mentions=(Span(start=0, end=4, text="Vale"),) * mentions,
            roles=(Role(title=words, of=None, citation=Span(start=10, end=10 + len(words), text=words)),),
            confidence=confidence,
        )  # fmt: skip

    actors = [person("ada vale", "envoy of Northland"), person("bo", "his aide"),
              person("cy", "minister", confidence=0.5)]  # fmt: skip
    found = brief(library([event()], actors=actors))
    [said] = sentences(found, "Key actors")
    assert (said.lead, said.text) == ("For Northland", "Ada Vale, “envoy of Northland”.")


# --- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "sentence", "day"),
    [
        ({}, MET, "2019-12-30"),
        ({"date_basis": "30 December"}, MET, "2019-12-30"),
        ({"date_basis": "sentence before: 30 December"}, MET, None),
        ({"precision": "publication"}, MET, None),
        ({"date_basis": "May 2019"}, "Talks went on since Eastria left in May 2019.", None),
        ({"date_basis": "May 2019"}, "Talks began in May 2019.", "2019-12-30"),
        ({"start": "2019", "precision": "year"}, MET, None),
        ({}, "Talks were held in May 2019 and again in June 2019.", None),
        ({"start": "2019-12-31"}, MET, None),
    ],
)
def test_a_date_is_given_only_if_the_sentence_states_it(given, sentence, day):
    assert stated_day(event(**given), sentence) == day


def test_without_a_date_of_its_own_a_sentence_is_dated_by_its_report():
    [said] = sentences(brief(library([event(precision="publication")])))
    assert said.lead == "reported 2 January 2020"


# --- sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (MET, True),
        ("It was said that Northland would open the strait to all ferries.", True),
        ("It opened the strait to all ferries of the Isles that same spring.", False),
        ("In spring it opened the strait to all ferries of the United Isles.", False),
        ("The latter opened the strait to all ferries of the United Isles.", False),
        ("Who opened the strait to all ferries of the United Isles that spring?", False),
        ("A HEAD\nNorthland opened the strait to all ferries of the Isles.", False),
        ("Northland opened", False),
    ],
)
def test_a_sentence_that_leans_on_another_is_not_quoted(text, fits):
    assert readable(text) is fits


def test_what_ties_a_sentence_to_the_one_before_is_cut_off_with_its_place():
    whole = cite(text="However, Northland opened the strait.[12]", start=40)
    cut = trimmed(whole)
    assert (cut.start, cut.end, cut.text) == (49, 77, "Northland opened the strait.")


def test_a_dateline_is_cut_off():
    whole = cite(text="OLD PORT, May 3 (Port Courier) — Northland opened the strait.")
    assert trimmed(whole).text == "Northland opened the strait."


def test_a_leaning_sentence_is_quoted_with_the_one_before():
    text = "Northland opened the strait. It asked for nothing in return from the Isles."
    whole = {0: cite(text=text[29:], start=29), 1: cite(text=text, start=0)}
    found = brief(library([event(text=text[29:])], whole=lambda _, more: whole[more]))
    [said] = sentences(found)
    assert said.text == text
    assert said.lead.startswith("reported")  # the date may be the other sentence's


def test_headings_and_paragraphs_are_kept_apart():
    assert list(paragraphs("One.\n \nTwo.\n\n\nThree.", 0, 20)) == [(0, 4), (7, 11), (14, 20)]


def test_words_under_a_heading():
    assert said_to_deny("The Isles called the story of the ferry baseless.")
    assert not said_to_deny("The Isles said so.")
    assert not said_to_deny("The Isles rejected the accusations.")
    assert not said_to_deny("The Isles denied Northland a seat.")
    assert not said_by_somebody("The ferry will sail, he added.")
    assert not said_by_somebody("The United States will leave the call unanswered.")
    assert said_to_come("Northland is likely to sign before the winter, says the harbour board.")
    assert not said_to_come("Northland is likely to sign.")
    assert not said_to_come("Northland signed.")


# --- in our words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "text"),
    [
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
def test_a_told_sentence_keeps_date_and_standing(given, text):
    [happening] = happenings([event(**given)], KNOWN)
    assert told(happening, KNOWN).text == text


def test_the_word_that_tells_an_event_stands_beside_it():
    [happening] = happenings([event(trigger=Span(start=15, end=18, text="met"))], KNOWN)
    assert told(happening, KNOWN).text.endswith("held talks with the United Isles (“met”).")


def test_a_denial_is_not_told_as_a_refusal():
    denies = Span(start=10, end=16, text="denies")
    [happening] = happenings([event("REJECT", trigger=denies)], KNOWN)
    assert "Northland issued a denial that concerns the United Isles" in told(happening, KNOWN).text
    [happening] = happenings([event("REJECT")], KNOWN)
    assert "Northland turned down the United Isles" in told(happening, KNOWN).text


# --- happenings -----------------------------------------------------------------------------------


def test_reports_of_one_event_are_one_happening():
    reports = [event(), event(source=SOUTH, target=NORTH, document="late"), event("ACCUSE")]
    assert [len(h.reports) for h in happenings(reports, KNOWN)] == [1, 2]


@pytest.mark.parametrize(
    ("other", "precision", "number"),
    [
        ("2019-12", "month", 1), ("2019-12-31", "day", 2), ("2019-12-28", "day", 2),
        ("2020-01-01", "publication", 1), ("2020-01-02", "publication", 2),
        ("2019-12-29", "publication", 2), ("2019", "year", 2), ("2020-01", "month", 2),
    ],
)  # fmt: skip
def test_reports_with_dates_that_agree_are_of_one_event(other, precision, number):
    found = happenings([event(start=other, precision=precision, document="late"), event()], KNOWN)
    assert len(found) == number
    assert found[0].event.start == min(other, "2019-12-30") if number == 2 else "2019-12-30"


def test_reports_that_differ_in_a_place_are_of_two_events():
    port, town = event(place="the old port"), event(place="Eastria", document="late")
    nowhere = event(document="undated")
    assert len(happenings([port, town], KNOWN)) == 2
    found = happenings([port, town, nowhere], KNOWN)
    assert sorted(len(h.reports) for h in found) == [1, 2]


def test_reports_held_apart_are_of_two_events():
    one, other, third = event(), event(document="late"), event(document="undated")
    pair = frozenset((one.id, other.id))
    found = happenings([one, other, third], KNOWN, apart={pair})
    assert sorted(len(h.reports) for h in found) == [1, 2]
    assert all(not pair <= {r.id for r in h.reports} for h in found)


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
    found = brief(library(events))
    assert found.pair == ("Northland", "United Isles")
    assert found.reports == 2
    assert len(between(events, ("Eastria", "United Isles"))) == 1
    assert brief(library(events, pair=("Eastria", "United Isles"))).pair[0] == "Eastria"


def test_what_is_told_as_past_was_past_when_it_was_told():
    later = event(start="2031-05", precision="month",
                  text="In May 2031 Northland and the United Isles met in the hall.")  # fmt: skip
    assert [x.text for x in sentences(brief(library([event(), later])))] == [MET]


def test_nothing_between_two_parties_is_no_brief():
    lonely = replace(event(), target_actors=())
    assert brief(library([lonely])) is None
    assert when(replace(lonely, start=None)) == "at a time not given"
