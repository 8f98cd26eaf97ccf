"""Corroboration: claims about one matter, where they come from, and what predictions came to."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, log_loss

from legation.cli import main
from legation.corroboration import (
    Later,
    Sources,
    answers,
    attendance,
    borrowings,
    chain,
    corroborate,
    figures,
    independent,
    load_lexicon,
    origins,
    outcomes,
    records_of,
)
from legation.errors import DataError
from legation.records import (
    ActorRef,
    Citation,
    Claim,
    Document,
    Event,
    Membership,
    Prediction,
    Quantity,
    Reference,
    Span,
    Status,
)
from legation.study import Study
from striking import changes_only_what_rested_on


def actor(name, **more) -> ActorRef:
    """An actor by its name."""
    return ActorRef(id=more.pop("key", name.upper()), name=name, text=name, **more)


A, B, GENERAL = actor("Arden", party="Arden"), actor("Borea", party="Borea"), actor("Kellan")
COURIER = actor("Harbour Courier", sector="MED")


def claim(text, document="d1", speaker=GENERAL, *, polarity="assert", **more) -> Claim:
    """A claim with this content."""
    return Claim(
        coder="test.v1", citation=Citation(document=document, start=0, end=len(text), text=text),
        speaker=speaker, content=Span(start=0, end=len(text), text=text), polarity=polarity, **more,
    )  # fmt: skip


def fighters(number, document, speaker, date, **more) -> Claim:
    """Somebody's count of fighters."""
    text = f"some {number} militants were camped along the northern ridge"
    counted = Quantity(value=number, unit="militants", bound="about")
    return claim(text, document, speaker, date=date, quantities=(counted,), **more)


def hows(found):
    """How the pairs of the only matter stand."""
    [matter] = found
    return sorted(p["how"] for p in matter.value["pairs"])


# --- matters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "more", "how"),
    [
        ("the envoy had signed the border protocol quietly", {}, "agree"),
        ("the envoy had not signed the border protocol", {}, "rebut"),
        ("the envoy had signed the border protocol", {"polarity": "deny"}, "rebut"),
        ("the envoy had not signed the border protocol", {"polarity": "deny"}, "agree"),
        ("the envoy had signed the border protocol in 2019", {}, "differ in date"),
        ("the envoy had signed the border protocol with Corin", {}, "differ in name"),
    ],
)
def test_two_claims_about_one_matter_agree_rebut_or_differ(other, more, how):
    first = "the envoy had signed the border protocol"
    first += {"differ in date": " in 2017", "differ in name": " with Dorvia"}.get(how, "")
    assert hows(corroborate([claim(first), claim(other, "d2", B, **more)])) == [how]


def test_claims_about_other_things_are_kept_apart_whoever_is_named():
    told = [
        claim("Arden and Borea had closed the river crossing"),
        claim("Arden and Borea would buy more grain", "d2"),
    ]
    assert corroborate(told) == []


def test_an_explicit_rebuttal_ties_claims_that_share_no_word():
    first = claim("the general had crossed the lake")
    second = claim("those rumours", "d2", B, polarity="deny", rebuts=first.id)
    assert hows(corroborate([first, second])) == ["rebut"]


def test_numbers_stand_by_speaker_and_date_and_are_not_averaged():
    told = [
        fighters(600, "d1", GENERAL, "2021-01"),
        fighters(650, "d2", B, "2021-03"),
        fighters(900, "d3", A, "2021-04", polarity="deny"),
    ]
    [found] = corroborate(told)
    numbers = found.value["numbers"]
    assert [(n["speaker"], n["date"], n["low"]) for n in numbers] == [
        ("Kellan", "2021-01", 600),
        ("Borea", "2021-03", 650),
        ("Arden", "2021-04", 900),
    ]
    at_ends = {"low": 600, "high": 650, "ids": sorted([told[0].id, told[1].id])}
    assert found.value["ranges"] == {"fighter": at_ends}
    assert "625" not in json.dumps(found.value)
    assert hows(corroborate(told[:2])) == ["differ in number"]


def test_bounds_are_heeded():
    least = Quantity(value=500, unit="militants", bound="at least")
    text = "some 500 militants were camped along the northern ridge"
    told = [fighters(600, "d1", GENERAL, "2021"), claim(text, "d2", B, quantities=(least,))]
    assert hows(corroborate(told)) == ["agree"]


BASELESS = "the claims were baseless"


def placed(record, start):
    """A claim that stands at another place of its document."""
    cited = Citation(
        document=record.citation.document, start=start, end=start + len(record.citation.text),
        text=record.citation.text,
    )  # fmt: skip
    return replace(record, citation=cited)


def test_a_dismissal_answers_what_another_said_before_in_its_document():
    one = placed(fighters(600, "d1", B, "2021-03"), 0)
    other = placed(claim("the ferry had been sunk", "d1", B), 100)
    later = placed(claim("the ferry had been raised", "d1", B), 300)
    denial = placed(claim(BASELESS, "d1", A, polarity="deny"), 200)
    [matter] = corroborate([one, other, denial, later])
    assert set(matter.evidence) == {one.id, other.id, denial.id}  # "claims": all of them
    assert set(matter.value["standing"]) == {"rebut"}
    single = placed(claim("this was nonsense", "d1", A, polarity="deny"), 200)
    [matter] = corroborate([one, other, single, later])
    assert set(matter.evidence) == {other.id, single.id}
    assert corroborate([one, claim(BASELESS, "d2", A, polarity="deny")]) == []


def faced(*told):
    """The answers to claims: what was said, what answers it, whether directly."""
    found = answers(corroborate(told), {c.id: c for c in told})
    return [(e.value["said"], e.value["answer"], e.value["direct"]) for e in found]


def test_a_denial_of_another_party_soon_after_is_an_answer():
    said = claim("the ferry had been sunk in the bay", "d1", B, date="2021-03-01")
    denial = claim("the ferry had been sunk", "d2", A, polarity="deny", date="2021-03-20")
    assert faced(said, denial) == [([[said.id]], [denial.id], True)]
    assert faced(said, replace(denial, date="2021-09-20")) == [
        ([[said.id]], [denial_id(denial, "2021-09-20")], False)
    ]
    assert faced(said, replace(denial, date="2024-03-20")) == []
    assert faced(said, replace(denial, speaker=B)) == []
    named = replace(denial, date="2024-03-20", rebuts=said.id)
    assert faced(said, named) == [([[said.id]], [named.id], True)]


def denial_id(record, day):
    """The id of a claim that was made on another day."""
    return replace(record, date=day).id


def test_reports_of_one_statement_stand_together_and_a_demand_is_refused_by_whom_it_asks():
    one = claim("the ferry had been sunk in the bay", "d1", B, date="2021-03-01")
    again = claim("in the bay the ferry had been sunk", "d3", B, date="2021-03-02")
    denial = claim("the ferry had been sunk", "d2", A, polarity="deny", date="2021-03-20")
    [(said, _, _)] = faced(one, again, denial)
    assert said == [[one.id, again.id]]
    asked = replace(one, polarity="demand", about=(GENERAL,))
    [(_, _, direct)] = faced(asked, denial)
    assert not direct
    [(_, _, direct)] = faced(replace(asked, addressees=(A,)), denial)
    assert direct


def test_figures_stand_by_speaker_and_a_denial_sets_none():
    told = [
        fighters(6000, "d1", A, "2021-01"), fighters(6500, "d2", A, "2021-02"),
        fighters(4000, "d3", B, "2021-03"), fighters(9000, "d4", GENERAL, "2021-03", polarity="deny"),
    ]  # fmt: skip
    [found] = figures(told)
    ranges = {s["speaker"]: (s["low"], s["high"]) for s in found.value["speakers"]}
    assert ranges == {"Arden": (6000, 6500), "Borea": (4000, 4000)}
    assert (found.value["low"], found.value["high"]) == (4000, 6500)
    assert figures([claim("nothing is counted")]) == []


def test_a_document_has_what_it_says_from_whom_it_names_cites_or_repeats():
    note = Reference(
        coder="test.v1", marker="1", title="A quiet bay", url=None,
        citation=Citation(document="d1", start=90, end=93, text="[1]"),
    )  # fmt: skip
    told = [
        claim("the ferry sank", "d1", references=("1",)),
        claim("it sank", "d2", asserted_by=(COURIER,)),
        claim("the ferry sank here", "d3"),
    ]
    sources = Sources(copies=[("d3", "d4")], dates={"d4": "2020-01-01", "d3": "2020-01-02"},
                      references=(note,))  # fmt: skip
    found = {
        e.value["document"]: (e.value["how"], e.value["name"]) for e in borrowings(told, sources)
    }
    assert found == {
        "d1": ("cites", "A quiet bay"), "d2": ("names", "Harbour Courier"), "d3": ("copies", "d4"),
    }  # fmt: skip
    own = Sources(publishers={"d2": "Harbour Courier"})
    assert borrowings(told[1:2], own) == []


def test_two_accounts_of_one_deed_need_two_sides_and_a_time_in_common():
    about = (A, GENERAL)
    first = claim("a trip had been made by the general", "d1", B, about=about, date="2021-03-01")
    told = "he has come in person"
    second = claim(told, "d2", A, about=about, date="2021-03-04", polarity="deny")
    assert hows(corroborate([first, second])) == ["rebut"]
    late = replace(second, date="2022-03-04")
    assert corroborate([first, late]) == []
    assert corroborate([first, replace(second, about=(A,))]) == []
    dated = [
        claim("the movement has been active since 2014", "d1", B, about=about, date="2015-01-01"),
        claim("it established itself in 2017", "d2", A, about=about, date="2020-01-01"),
    ]
    assert hows(corroborate(dated)) == ["differ in date"]


# --- who was there ------------------------------------------------------------------------------


def came(status, document, member=A, name="talks on the lake", start="2021-03", **more):
    """Somebody at a meeting, or not."""
    meeting = ActorRef(id=f"meeting:{name}", name=name, text=name)
    return Membership(
        coder="test.v1", citation=Citation(document=document, start=0, end=4, text="came"),
        member=member, organisation=meeting, status=status, start=start, **more,
    )  # fmt: skip


def test_accounts_of_who_came_that_disagree_are_found():
    there, away = came("member", "d1"), came("absent", "d2", name="lake talks", start="2021-03-09")
    other = came("member", "d2", member=B)
    sources = Sources(publishers={"d1": "Lake Review"}, dates={"d1": "2021-04-01"})
    [found] = attendance([away, other, there], sources)
    assert set(found.evidence) == {there.id, away.id}
    assert [(s["status"], s["publisher"]) for s in found.value["says"]] == [
        ("member", "Lake Review"),
        ("absent", None),
    ]


@pytest.mark.parametrize(
    "other",
    [
        came("invited", "d2"),
        came("absent", "d2", start="2021-04"),
        came("absent", "d2", start=None),
        came("absent", "d2", name="harvest fair"),
        came("absent", "d2", member=B),
        came("host", "d2"),
    ],
)
def test_what_can_both_be_so_is_no_disagreement(other):
    assert attendance([came("member", "d1"), other]) == []


def test_one_speaker_repeating_himself_in_one_document_is_no_second_claim():
    told = [claim("the bridge would open in spring"), claim("the bridge would open in the spring")]
    assert corroborate(told) == []


WORDS = st.lists(
    st.sampled_from(["bridge", "grain", "ridge", "envoy", "signed", "closed", "never"]),
    min_size=2, max_size=5,
)  # fmt: skip
CLAIMS = st.lists(
    st.builds(
        lambda words, document, speaker, polarity: claim(
            " ".join(words), document, speaker, polarity=polarity
        ),
        WORDS,
        st.sampled_from(["d1", "d2", "d3"]),
        st.sampled_from([A, B]),
        st.sampled_from(["assert", "deny"]),
    ),
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(CLAIMS, st.sampled_from(["d1", "d2", "d3"]))
def test_striking_a_document_changes_exactly_the_matters_that_rested_on_it(told, struck):
    changes_only_what_rested_on(struck, told)


@settings(max_examples=40, deadline=None)
@given(CLAIMS)
def test_every_matter_is_made_again_from_the_ids_it_lists(told):
    by_id = {c.id: c for c in told}
    for matter in corroborate(told):
        assert corroborate([by_id[i] for i in matter.evidence])[0].id == matter.id


# --- origins ------------------------------------------------------------------------------------


def note(document, marker, title) -> Reference:
    """A note in a document."""
    cited = Citation(document=document, start=0, end=len(title), text=title)
    return Reference(coder="test.v1", citation=cited, marker=marker, title=title)


def test_copies_named_outlets_and_notes_lead_to_one_origin():
    sources = Sources(
        publishers={"d3": "Harbour Courier"},
        dates={"d1": "2021-02-02", "d2": "2021-02-01"},
        copies=[("d1", "d2")],
        references=[note("d5", "1", "The lake survey"), note("d6", "4", "The lake survey")],
    )
    text = "the ferry had stopped for the winter"
    told = {
        "copy": claim(text, "d1"),
        "first": claim(text, "d2"),
        "own": claim(text, "d3"),
        "named": claim(text, "d4", asserted_by=(COURIER, GENERAL)),
        "note": claim(text, "d5", references=("1",)),
        "same note": claim(text, "d6", references=("4",)),
        "nobody": claim(text, "d7"),
    }
    found = origins(told.values(), sources)
    assert found[told["copy"].id] == found[told["first"].id] == "d2"
    assert found[told["named"].id] == "outlet:harbour courier"
    assert found[told["note"].id] == found[told["same note"].id] == "cited:: The lake survey"
    assert found[told["nobody"].id] == "d7"
    chains = [chain(c, sources) for c in told.values()]
    assert len(independent(chains)) == 4  # the copies, the Courier, the survey, d7
    assert chains[0]["copy_of"] == "d2"
    assert chains[3]["by"] == ["Harbour Courier", "Kellan"]
    [matter] = corroborate(told.values(), sources)
    assert len(matter.value["origins"]) == 4
    assert {r.id for r in sources.references} <= set(matter.evidence)


# --- predictions --------------------------------------------------------------------------------


def foreseen(text, polarity="will", document="p1", made_by=None, **more) -> Prediction:
    """A prediction with this content."""
    return Prediction(
        coder="test.v1", citation=Citation(document=document, start=0, end=len(text), text=text),
        made_by=made_by, content=Span(start=0, end=len(text), text=text), polarity=polarity, **more,
    )  # fmt: skip


def recognised(start="2021-07-03", value="recognised", kind="recognition", **more) -> Status:
    """Arden grants Borea a standing."""
    cited = Citation(document="s1", start=0, end=3, text="now")
    return Status(
        coder="test.v1", citation=cited, holder=B, granted_by=A, kind=kind, value=value,
        start=start, **more,
    )  # fmt: skip


def met(start="2021-05-05", **more) -> Event:
    """Arden met Borea."""
    cited = Citation(document="e1", start=0, end=3, text="met")
    return Event(
        coder="test.v1", citation=cited, type="CONSULT", source_actors=(A,), target_actors=(B,),
        start=start, **more,
    )  # fmt: skip


SOURCES = Sources(
    dates={"p1": "2021-01-10", "s1": "2021-07-04"}, publishers={"p1": "Lake Review"},
    authors={"p1": ("I. Vane",)},
)  # fmt: skip
LATER = Later(events=(met(),), statuses=(recognised(), recognised("2021-08", "open", "mission")))


def outcome(prediction, later=LATER, as_of="2022-01-01"):
    """The value of what became of a prediction."""
    [found] = outcomes([prediction], later, SOURCES, as_of=as_of)
    return found.value


@pytest.mark.parametrize(
    ("text", "polarity", "more", "expected"),
    [
        ("Arden will not recognise Borea", "will_not", {}, "wrong"),
        ("Arden will recognise Borea", "will", {}, "right"),
        ("Arden may recognise Borea", "may", {}, "came"),
        ("no country will accept missions of Borea", "will_not", {}, "wrong"),
        ("Arden will meet Borea", "will", {"horizon": "2021-06"}, "right"),
        ("Arden will meet Borea", "will", {"horizon": "2021-04"}, "not seen"),
        ("Arden will not meet Borea", "will_not", {"horizon": "2021-04"}, "held"),
        ("Arden will sanction Borea", "will", {}, "open"),
        ("Borea will recognise Arden", "will", {}, "open"),  # the other way round
        ("Borea will be recognised by Arden", "will", {}, "right"),
    ],
)
def test_predictions_are_held_against_what_came(text, polarity, more, expected):
    assert outcome(foreseen(text, polarity, **more))["outcome"] == expected


def test_what_came_before_or_is_hedged_or_denied_shows_nothing():
    will_not = foreseen("Arden will not recognise Borea", "will_not")
    for status in (recognised("2020"), recognised(hedge="may"), recognised(value="not recognised")):
        assert outcome(will_not, Later(statuses=(status,)))["outcome"] == "open"
    meets = foreseen("Arden will meet Borea")
    assert outcome(meets, Later(events=(met(factuality="denied"),)))["outcome"] == "open"


def test_an_outcome_lists_what_shows_it():
    will_not = foreseen("Arden will not recognise Borea", "will_not")
    [found] = outcomes([will_not], LATER, SOURCES)
    assert found.value["shown_by"] == [LATER.statuses[0].id]
    assert set(found.evidence) == {will_not.id, LATER.statuses[0].id}
    assert found.value["made_by"] == "I. Vane"
    [struck] = outcomes([will_not], Later(events=LATER.events), SOURCES)
    assert struck.value["outcome"] == "open"


def test_a_document_shows_nothing_of_its_own_prediction():
    meets = foreseen("Arden will meet Borea", document="e1")
    sources = Sources(dates={"e1": "2021-01-10"})
    assert outcomes([meets], LATER, sources)[0].value["outcome"] == "open"


@pytest.mark.parametrize(
    ("text", "polarity", "expected"),
    [
        ("Arden will keep Borea on its list", "will", "wrong"),
        ("Arden will not keep Borea on its list", "will_not", "right"),
        ("Arden will take Borea off its list", "will", "right"),
        ("Arden may remove Borea from its blacklist", "may", "came"),
    ],
)
def test_who_foresees_that_a_ban_is_kept_is_wrong_where_it_ends(text, polarity, expected):
    lifted = recognised(value="removed from the terrorist list", kind="designation")
    assert outcome(foreseen(text, polarity), Later(statuses=(lifted,)))["outcome"] == expected


def test_what_foresees_nothing_countable_is_left_out():
    assert outcomes([foreseen("Arden will grow rich")], LATER, SOURCES) == []


@pytest.mark.parametrize(
    ("words", "text", "polarity", "probability", "basis"),
    [
        ("likely", "Arden is to recognise Borea", "will", 0.675, "word: likely"),
        ("very likely", "Arden is to recognise Borea", "will", 0.875, "word: very likely"),
        ("unlikely", "Arden is to recognise Borea", "will_not", 0.325, "word: unlikely"),
        ("probably", "Arden will not recognise Borea", "will_not", 0.325, "word: probably"),
        (None, "a 70 per cent chance that Arden recognises Borea", "will", 0.7, "stated"),
        (
            None,
            "Arden will recognise Borea",
            "will",
            None,
            "none: no number and no word of the scale",
        ),
    ],
)
def test_a_probability_is_stated_or_read_off_the_published_scale(
    words, text, polarity, probability, basis
):
    value = outcome(foreseen(text, polarity, probability_words=words))
    assert value["probability"] == (None if probability is None else pytest.approx(probability))
    assert value["basis"] == basis


def test_records_score_as_scikit_learn_does():
    told = [
        foreseen(f"a {p} per cent chance that Arden {verb} Borea", made_by=A, horizon="2021-12")
        for p, verb in ((70, "recognises"), (20, "meets"), (90, "sanctions"), (40, "attacks"))
    ]
    found = outcomes(told, LATER, SOURCES, as_of="2022-02-01")
    record = next(r for r in records_of(found) if r.subject == "author Arden")
    p, came = np.array([0.7, 0.2, 0.9, 0.4]), np.array([1, 1, 0, 0])
    scores = record.value["scores"]["stated"]
    assert scores["n"] == 4
    assert scores["brier"] == pytest.approx(brier_score_loss(came, p), abs=1e-6)
    assert scores["log"] == pytest.approx(log_loss(came, p), abs=1e-6)
    assert record.value["counts"]["right"] == 2
    assert record.value["counts"]["not seen"] == 2
    assert {r.subject for r in records_of(found)} == {"author Arden", "outlet Lake Review"}
    assert {t.id for t in told} <= set(record.evidence)


def test_a_lexicon_that_lacks_a_part_is_refused(tmp_path):
    bad = tmp_path / "own.toml"
    bad.write_text("[matter]\nidle = []\n", encoding="utf-8")
    with pytest.raises(DataError, match="negations"):
        load_lexicon(bad)


# --- in a workspace -----------------------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path):
    """Two documents with an event, statuses and claims in them."""
    from legation.ledger import pack

    with Study.create(tmp_path / "ws") as study:
        for n, text in enumerate(
            ("Arden met Borea in the old harbour.", "Nobody met in the harbour.")
        ):
            document = Document(
                sha256=str(n) * 64, text=text, date=f"2021-05-{n + 6:02}", precision="day",
                date_basis="given", publisher="Lake Review",
            )  # fmt: skip
            study.ledger.add(document, f"d{n}.txt")
            cited, own = document.cite(0, len(text)), document.span(0, len(text))
            happened = Event(
                coder="test.v1", citation=cited, type="CONSULT", source_actors=(A,),
                target_actors=(B,), start="2021-05-05", precision="day",
                factuality=("claim", "denied")[n],
            )  # fmt: skip
            said = Claim(
                coder="test.v1", citation=cited, speaker=(A, B)[n], content=own,
                polarity=("assert", "deny")[n], date=document.date,
            )  # fmt: skip
            row = next(study.ledger.uncoded(("test.v1",), ""))[0]
            study.ledger.append(row, "test.v1", [pack(happened), pack(said)])
    return str(tmp_path / "ws")


def printed(capsys, *arguments):
    """What a command printed, after it went well."""
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def test_the_verbs_print_people_tables_and_programs_json(workspace, capsys):
    told = printed(capsys, "relation", "Arden", "Borea", "-w", workspace)
    assert "verbal cooperation, mostly CONSULT" in told
    told = printed(capsys, "tracks", "Arden", "Borea", "-w", workspace)
    assert "2021-05-05\ttalks\tdenied" in told
    estimates = [
        json.loads(line)
        for verb in (
            ("relation", "Arden", "Borea", "--third", "Borea"),
            ("tracks", "Arden", "Borea"),
        )
        for line in printed(capsys, *verb, "-w", workspace, "--json").splitlines()
    ]
    assert {e["record"] for e in estimates} == {"estimate"}
    assert "whose record" in printed(capsys, "corroborate", "-w", workspace)


def test_what_could_not_be_known_yet_is_left_out(workspace):
    with Study.open(workspace) as study:
        [early, late] = (
            study.tracks("Arden", "Borea", as_of=d)[0] for d in ("2021-05-06", "2021-06-01")
        )
        assert [s["standing"] for s in early.value] == ["claimed"]
        assert [s["standing"] for s in late.value] == ["denied"]
        assert early.as_of == "2021-05-06"
