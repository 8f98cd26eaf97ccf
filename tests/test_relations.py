"""Relations: what is counted, what each number rests on, turns, balance and tracks."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import legation
from legation.errors import DataError
from legation.ontology import EVENT_TYPES
from legation.records import ActorRef, Citation, Claim, Event, Span, Status
from legation.relations import (
    Counting,
    Told,
    balance,
    change_points,
    dyad_series,
    guttman,
    hits,
    lead_lag,
    load_scale,
    phases,
    read_reports,
    reciprocity,
    reproducibility,
    tracks,
    triangle,
)
from legation.relations.changes import PENALTY, _breaks, _signal
from legation.relations.series import rates
from legation.relations.ties import chance_band, cross_correlation, degree

A, B, C = (
    ActorRef(id=k, name=n, text=n)
    for k, n in (("AAA", "Arden"), ("BBB", "Borea"), ("CCC", "Corin"))
)
YEAR = Counting(period="month", since="2020-01", until="2021", resamples=20)


def event(document="d1", kind="CONSULT", start="2020-03-05", *, sides=(A, B), **more) -> Event:
    """An event that a document reports."""
    cited = Citation(document=document, start=0, end=3, text="met")
    return Event(
        coder="test.v1", citation=cited, type=kind, source_actors=(sides[0],),
        target_actors=(sides[1],), start=start, **more,
    )  # fmt: skip


def many(document, n, kind, start, **more) -> list[Event]:
    """The same event by so many origins."""
    return [event(f"{document}/{k}", kind, start, **more) for k in range(n)]


def status(document, kind, value, start=None, *, holder=B, by=A, **more) -> Status:
    """A standing that A grants to B."""
    cited = Citation(document=document, start=0, end=3, text="now")
    return Status(
        coder="test.v1", citation=cited, holder=holder, granted_by=by, kind=kind, value=value,
        start=start, **more,
    )  # fmt: skip


def series(events, a="Arden", b="Borea", *, how=YEAR, origins=None, symmetric=True):
    """The dyad of events."""
    return dyad_series(read_reports(events, origins=origins), a, b, how=how, symmetric=symmetric)


def month(dyad, at):
    """A period of the estimate of a dyad."""
    return dyad.estimate().value[at - 1]


# --- counting -----------------------------------------------------------------------------------


def test_copies_count_once_and_other_origins_again():
    told = [event("wire"), event("reprint"), event("own")]
    counted = month(series(told, origins={"reprint": "wire"}), 3)
    assert counted["types"] == {"CONSULT": 2.0}
    assert sorted(counted["ids"]) == sorted(e.id for e in told)
    assert month(series(told), 3)["types"] == {"CONSULT": 3.0}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2020-09-05", None, {9: 1.0}),
        ("2020-09", None, {9: 1.0}),
        ("2020-08", "2020-10", {8: 31 / 61, 9: 30 / 61}),
        ("2020", None, {2: 29 / 366, 12: 31 / 366}),
    ],
)
def test_an_imprecise_date_is_spread_over_what_it_may_mean(start, end, expected):
    dyad = series([event(start=start, end=end)])
    for at, weight in expected.items():
        assert dyad.counts[at - 1].sum() == pytest.approx(weight)
    assert dyad.counts.sum() == pytest.approx(1.0)


def test_what_did_not_happen_or_has_no_date_is_told_and_not_counted():
    told = [event(factuality=f) for f in ("denied", "planned", "hypothetical", "rumour")]
    told.append(event(start=None))
    read = read_reports(told)
    assert not read.reports
    assert set(read.left_out) == {"denied", "planned", "hypothetical", "rumour", "undated"}


def test_direction_is_kept_except_for_acts_of_two():
    told = [event(kind="ACCUSE"), event(kind="CONSULT")]
    back = series(told, "Borea", "Arden")
    assert month(back, 3)["types"] == {"CONSULT": 1.0}
    assert not series(told, "Borea", "Arden", symmetric=False).counts.sum()


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_intensity_is_that_of_the_published_scale(kind):
    data = Path(legation.__file__).parent / "data" / "codebook" / "scales.toml"
    scale = tomllib.loads(data.read_text(encoding="utf-8"))["intensity"]
    assert month(series([event(kind=kind)]), 3)["intensity"] == scale[kind]
    mixed = series([event(kind=kind), event("d2", "ASSAULT")])
    assert month(mixed, 3)["intensity"] == pytest.approx((scale[kind] + scale["ASSAULT"]) / 2)


def test_another_scale_takes_its_place(tmp_path):
    own = tmp_path / "own.toml"
    lines = "".join(f"{t} = 2.5\n" for t in EVENT_TYPES)
    own.write_text("[intensity]\n" + lines, encoding="utf-8")
    how = Counting(since="2020-01", until="2021", scale=load_scale(own), resamples=5)
    assert month(series([event()], how=how), 3)["intensity"] == 2.5
    own.write_text("[intensity]\nAGREE = 1.0\n", encoding="utf-8")
    with pytest.raises(DataError, match="no value for CONSULT"):
        load_scale(own)


def test_more_reporting_of_everything_leaves_rates_where_they_were():
    told = [event(), event("d2", "ACCUSE", sides=(A, C)), event("d3", "ACCUSE", sides=(B, C))]
    thrice = told + [
        event(f"{e.citation.document}/{n}", e.type, sides=(e.source_actors[0], e.target_actors[0]))
        for e in told
        for n in (1, 2)
    ]
    assert series(thrice).rates[2] == pytest.approx(series(told).rates[2])
    assert series(thrice).counts[2].sum() == 3 * series(told).counts[2].sum()


def test_intervals_come_from_origins_and_from_the_coders_precision():
    told = [event(f"d{i}", confidence=0.9) for i in range(40)]
    sure = dyad_series(read_reports(told, precision={"CONSULT": 1.0}), "Arden", "Borea", how=YEAR)
    half = dyad_series(read_reports(told, precision={"CONSULT": 0.5}), "Arden", "Borea", how=YEAR)
    assert (sure.drawn[:, 2, 0] == 40).all()  # all in one month, all right: nothing to doubt
    assert 15 < half.drawn[:, 2, 0].mean() < 25
    one = read_reports(told, precision={"CONSULT": 1.0}, origins={e.id: "wire" for e in told[:39]})
    assert len(one.reports) == 2


def test_the_same_seed_gives_the_same_estimate():
    told = [event(f"d{i}", start=f"2020-{i % 12 + 1:02}") for i in range(30)]
    assert series(told).estimate().id == series(told).estimate().id


def test_nobody_and_nothing_are_refused():
    with pytest.raises(DataError, match="names nobody"):
        series([event()], " + ")
    with pytest.raises(DataError, match="no dated report"):
        series([event()], "Corin", how=Counting())
    with pytest.raises(DataError, match="is empty"):
        series([event()], how=Counting(since="2021", until="2020"))


# --- what numbers rest on -----------------------------------------------------------------------

EVENTS = st.lists(
    st.builds(
        event,
        st.sampled_from(["d1", "d2", "d3", "d4"]),
        st.sampled_from(["CONSULT", "ACCUSE", "AID", "ASSAULT"]),
        st.sampled_from(["2020-02", "2020-03-05", "2020-03-06", "2020-07", "2020"]),
        sides=st.sampled_from([(A, B), (B, A), (A, C)]),
    ),
    min_size=1,
    max_size=14,
)
NUMBERS = ("types", "quads", "intensity")


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.sampled_from(["d1", "d2", "d3", "d4"]))
def test_striking_a_document_changes_exactly_what_rested_on_it(told, struck):
    origins = {"d2": "d1"}
    left = [e for e in told if e.citation.document != struck]
    gone = {e.id for e in told if e.citation.document == struck}
    before, after = series(told, origins=origins), series(left, origins=origins)
    pairs = zip(before.estimate().value, after.estimate().value, strict=True)
    for was, now in pairs:
        rested = gone & set(was["ids"])
        assert set(was["ids"]) - gone == set(now["ids"])
        if not rested:
            assert [was[k] for k in NUMBERS] == [now[k] for k in NUMBERS]
    for was, now in zip(before.volume_estimate().value, after.volume_estimate().value, strict=True):
        assert set(was["ids"]) - gone == set(now["ids"])
        if not gone & set(was["ids"]):
            assert was["reports"] == now["reports"]


@settings(max_examples=40, deadline=None)
@given(EVENTS)
def test_every_number_is_made_again_from_the_ids_it_lists(told):
    by_id = {e.id: e for e in told}
    dyad = series(told)
    for was in dyad.estimate().value:
        again = series([by_id[i] for i in was["ids"]])
        now = next(p for p in again.estimate().value if p["period"] == was["period"])
        assert [was[k] for k in NUMBERS] == [now[k] for k in NUMBERS]
    assert set(dyad.estimate().evidence) <= set(by_id)


# --- turns --------------------------------------------------------------------------------------


def reported(seed, *, step=None, dense=None, months=96, dyad=3, others=30):
    """Steady reporting for eight years; from month *step* on the dyad cooperates fourfold.

    The quarter that begins in month *dense* is reported three times as densely.
    """
    draw, out = np.random.default_rng(seed), []
    for m in range(months):
        day = f"{2012 + m // 12}-{m % 12 + 1:02}"
        times = 3 if dense is not None and dense <= m < dense + 3 else 1
        level = dyad * (4 if step is not None and m >= step else 1)
        own = draw.poisson(level * times)
        out += many(f"o{m}", own - own // 3, "AID", day) + many(f"r{m}", own // 3, "REJECT", day)
        out += many(f"x{m}", draw.poisson(others * times), "ACCUSE", day, sides=(B, C))
    return out


SPAN = Counting(period="month", since="2012-01", until="2020", resamples=30)


def turns(told):
    """The estimate of the change points of told events."""
    return change_points(series(told, how=SPAN))


def test_a_planted_change_is_found_with_its_events_and_names_the_phases():
    told = reported(1, step=48)
    found = turns(told)
    [turn] = found.value
    assert abs((date.fromisoformat(turn["day"]) - date(2016, 1, 1)).days) <= 31
    assert turn["support"] > 0.5
    by_id = {e.id: e for e in told}
    assert turn["ids"]
    assert {by_id[i].target_actors[0].id for i in turn["ids"]} == {"BBB"}
    named = phases(series(told, how=SPAN), found)
    assert [p["name"] for p in named.value] == ["material cooperation, mostly AID"] * 2
    assert named.value[1]["reports"] > 2 * named.value[0]["reports"]


@pytest.mark.parametrize("seed", range(6))
def test_a_quarter_sampled_three_times_as_densely_makes_no_new_turn(seed):
    plain, dense = turns(reported(seed)), turns(reported(seed, dense=45))
    assert len(plain.value) == 0
    assert [t["day"] for t in dense.value] == []


def test_every_report_of_a_quarter_thrice_moves_no_turn_at_all():
    told = reported(3, step=48)
    copied = [
        event(f"{e.citation.document}+{n}", e.type, e.start, sides=(e.source_actors[0], e.target_actors[0]))
        for e in told if "2014-04" <= e.start <= "2014-06" for n in (1, 2)
    ]  # fmt: skip
    assert copied
    assert [t["day"] for t in turns(told + copied).value] == [t["day"] for t in turns(told).value]


def test_there_are_at_most_five_turns():
    told = []
    for m in range(96):
        day = f"{2012 + m // 12}-{m % 12 + 1:02}"
        told += many(f"o{m}", 20 if m // 8 % 2 else 1, "AID", day)
        told += many(f"x{m}", 30, "ACCUSE", day, sides=(B, C))
    assert len(turns(told).value) == 5


def test_a_silent_dyad_has_no_turn_and_one_phase():
    dyad = series([event("x", "ACCUSE", sides=(B, C))])
    found = change_points(dyad)
    assert found.value == []
    assert [p["name"] for p in phases(dyad, found).value] == ["silence"]


@pytest.mark.parametrize(
    ("periods", "level", "least"), [(130, 0.5, 0.3), (130, 2.0, 0.75), (44, 6.0, 0.9)]
)
def test_turns_are_seldom_seen_where_there_is_none(periods, level, least):
    draw, false, true = np.random.default_rng(2), 0, 0
    for _ in range(100):
        volume = draw.poisson(level * 8, periods) + 1
        quads = np.zeros((periods, 4))
        quads[:, 0], quads[:, 2] = draw.binomial(volume, 0.08), draw.binomial(volume, 0.04)
        false += bool(_breaks(_signal(rates(quads, volume.astype(float))), PENALTY))
        middle = periods // 2
        quads[middle:, 0] = draw.binomial(volume[middle:], 0.24)
        found = _breaks(_signal(rates(quads, volume.astype(float))), PENALTY)
        true += any(abs(at - middle) <= 2 for at in found)
    assert false / 100 <= 0.08
    assert true / 100 >= least


def test_hits_are_set_against_chance():
    span = ("2015-01-01", "2026-01-01")
    days = ["2016-01-01", "2019-06-01", "2022-03-01"]
    near = [(date.fromisoformat(d) + timedelta(days=40)).isoformat() for d in days]
    assert hits(near, days, span=span) == {
        "hits": 3.0,
        "of": 3.0,
        "chance": pytest.approx(0, abs=0.01),
    }
    far = hits(["2025-01-01"], days, span=span)
    assert far["hits"] == 0
    assert far["chance"] == 1.0
    with pytest.raises(DataError):
        hits(near, [], span=span)


# --- two dyads ----------------------------------------------------------------------------------


def following(lag):
    """Arden acts at random; Borea answers, and Corin is acted on, *lag* months later."""
    draw, told = np.random.default_rng(5), []
    acts = draw.integers(0, 6, 60)
    for m in range(60):
        day = f"{2012 + m // 12}-{m % 12 + 1:02}"
        told += many(f"x{m}", 20, "ACCUSE", day, sides=(B, C))
        told += many(f"a{m}", acts[m], "AID", day)
        answers = acts[m - lag] if m >= lag else 0
        told += many(f"b{m}", answers, "AID", day, sides=(B, A))
        told += many(f"c{m}", answers, "SANCTION", day, sides=(A, C))
    return told


LONG = Counting(period="month", since="2012-01", until="2017", resamples=20)


def test_who_moves_first_is_found():
    told = following(2)
    there, back = series(told, how=LONG), series(told, "Borea", "Arden", how=LONG)
    found = lead_lag(there, back)
    assert found.value["lead"] == 2
    assert found.value["first"] == "Arden → Borea"
    assert lead_lag(back, there).value["lead"] == -2
    against = triangle(there, series(told, "Arden", "Corin", how=LONG)).value
    assert against["lead"] == 2
    assert against["correlation"]["2"] < -0.5


def test_unrelated_dyads_seldom_have_a_lead():
    misled = 0
    for seed in range(200):
        draw = np.random.default_rng(seed)
        one, other, rest = draw.poisson(4, 60), draw.poisson(4, 60), draw.poisson(40, 60)
        volume = one + other + rest
        found = cross_correlation(one / volume, other / volume, 6)
        misled += max(abs(c) for c in found.values()) > chance_band(60, 6)
    assert misled / 200 <= 0.08


def test_reciprocity_is_how_even_it_is():
    told = [event(f"d{i}", "AID") for i in range(6)]
    told += [event(f"e{i}", "AID", sides=(B, A)) for i in range(2)]
    there = series(told, symmetric=False)
    back = series(told, "Borea", "Arden", symmetric=False)
    found = reciprocity(there, back)
    assert found.value == {"cooperation": 0.5, "conflict": None}
    assert set(found.evidence) == {e.id for e in told}


# --- balance ------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=15, max_size=15))
def test_balance_agrees_with_networkx(signs):
    graph, matrix = nx.Graph(), np.zeros((6, 6))
    for (i, j), sign in zip(combinations(range(6), 2), signs, strict=True):
        matrix[i, j] = matrix[j, i] = sign
        if sign:
            graph.add_edge(i, j, sign=sign)
    triples = [c for c in nx.enumerate_all_cliques(graph) if len(c) == 3]
    good = [np.prod([graph[a][b]["sign"] for a, b in combinations(t, 2)]) > 0 for t in triples]
    found = degree(matrix)
    assert found["triangles"] == sum(nx.triangles(graph).values()) // 3 == len(triples)
    assert found["balanced"] == (pytest.approx(np.mean(good), abs=1e-6) if triples else None)


def test_the_network_is_read_from_reports_by_period():
    told = [
        event("d1", "AID"), event("d2", "ASSAULT", sides=(A, C)), event("d3", "ASSAULT", sides=(C, B)),
        event("d4", "AID", "2021-02", sides=(A, C)), event("d5", "AID", "2021-02"),
        event("d6", "ASSAULT", "2021-03", sides=(B, C)),
    ]  # fmt: skip
    found = balance(read_reports(told), ["Arden", "Borea", "Corin"])
    assert [(p["period"], p["balanced"]) for p in found.value] == [
        ("2020-01-01", 1.0),
        ("2021-01-01", 0.0),
    ]
    assert set(found.value[1]["ids"]) == {e.id for e in told[3:]}


# --- tracks -------------------------------------------------------------------------------------


def told(events=(), statuses=(), claims=(), dates=None) -> Told:
    """Records to read tracks from."""
    return Told(events=events, statuses=statuses, claims=claims, dates=dates or {}, origins={})


def steps(found, name):
    """Day, level and standing of the steps of a track."""
    [track] = [e for e in found if e.subject.endswith(name)]
    return [(s["day"], s["name"], s["standing"]) for s in track.value]


def test_a_meeting_reported_and_denied_is_marked_and_moves_nothing():
    rumour = event("d1", start="2020-03-05", factuality="claim", asserted_by=(C,))
    denial = event("d2", start="2020-03-06", factuality="denied")
    later = event("d3", start="2021-05-01")
    found = tracks(told([rumour, denial, later]), "Arden", "Borea")
    assert steps(found, "contact") == [
        ("2020-03-05", "talks", "denied"),
        ("2021-05-01", "talks", "confirmed"),
    ]
    first = found[0].value[0]
    assert denial.id in {*first["ids"], *first["denied_by"]}


def test_a_claim_that_denies_the_meeting_marks_it_too():
    rumour = event("d1", start="2020-03-05", factuality="rumour")
    cited = Citation(document="d2", start=0, end=3, text="not")
    denial = Claim(
        coder="test.v1", citation=cited, speaker=B, about=(A,), polarity="deny", date="2020-03-07",
        content=Span(start=0, end=15, text="that they meet."),
    )  # fmt: skip
    found = tracks(told([rumour], claims=[denial]), "Arden", "Borea")
    assert steps(found, "contact") == [("2020-03-05", "talks", "denied")]
    assert found[0].value[0]["denied_by"] == [denial.id]


def test_standing_and_presence_rise_and_fall_by_dated_statuses():
    granted = [
        status("d1", "designation", "designated terrorist", "2003"),
        status("d2", "legal_ban", "ban lifted", "2020-04-17"),
        status("d3", "recognition", "recognised", "2020-07-03"),
        status("d4", "designation", "designated terrorist", "2003"),  # told again: no step
        status("d5", "mission", "ambassador accredited", "2020-06-01"),
        status("d6", "mission", "closed", "2021-01"),
        status("d7", "recognition", "recognised", "2019", by=C),  # by somebody else
    ]
    found = tracks(told(statuses=granted), "Arden", "Borea")
    assert steps(found, "legal standing") == [
        ("2003-01-01", "outlawed", "confirmed"),
        ("2020-04-17", "ban lifted", "confirmed"),
        ("2020-07-03", "recognised", "confirmed"),
    ]
    assert [s[1] for s in steps(found, "presence")] == ["ambassador accredited", "none"]
    assert set(found[1].evidence) == {granted[i].id for i in (0, 1, 2, 3)}


def agreed(document, text):
    """An event of agreeing, told in these words."""
    cited = Citation(document=document, start=0, end=len(text), text=text)
    return replace(event(document, "AGREE", "2020-03-05"), citation=cited)


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("Arden signed a treaty with Borea", ["agreements"]),
        ("Arden promised Borea to be good", []),
        ("According to Arden, Borea agreed", []),
    ],
)
def test_a_promise_of_one_side_is_no_agreement_of_both(text, reached):
    found = tracks(told([agreed("d1", text)]), "Arden", "Borea")
    assert [s[1] for s in steps(found, "contact")] == reached


def test_exchanging_information_is_less_than_talking():
    cited = "Arden has exchanged intelligence with Borea"
    found = tracks(told([replace(agreed("d1", cited), type="COOPERATE")]), "Arden", "Borea")
    assert [s[1] for s in steps(found, "contact")] == ["information exchanged"]
    other = "Arden and Borea built a dam together"
    found = tracks(told([replace(agreed("d1", other), type="COOPERATE")]), "Arden", "Borea")
    assert [s[1] for s in steps(found, "contact")] == ["working together"]


def test_a_step_has_the_day_of_the_most_precise_record_that_says_so():
    vague, exact = event("d1", start="2020"), event("d2", start="2020-11-09")
    found = tracks(told([vague, exact]), "Arden", "Borea")
    assert steps(found, "contact") == [("2020-11-09", "talks", "confirmed")]
    assert set(found[0].value[0]["ids"]) == {vague.id, exact.id}


def test_what_only_its_document_dates_needs_a_second_origin():
    one = status("d1", "recognition", "recognised")
    two = status("d2", "recognition", "recognised")
    dates = {"d1": "2020-07-04", "d2": "2020-07-20"}
    alone = tracks(told(statuses=[one], dates=dates), "Arden", "Borea")
    assert steps(alone, "legal standing") == [("2020-07-04", "recognised", "unconfirmed")]
    both = tracks(told(statuses=[one, two], dates=dates), "Arden", "Borea")
    assert steps(both, "legal standing") == [("2020-07-04", "recognised", "confirmed")]


def test_whose_word_it_is_decides_whether_a_standing_is_only_claimed():
    theirs = status("d1", "recognition", "recognised", "2020", asserted_by=(B,))
    own = status("d1", "recognition", "recognised", "2020", asserted_by=(A,))
    hedged = status("d1", "recognition", "recognised", "2020", hedge="may")
    for record, standing in ((theirs, "claimed"), (own, "confirmed"), (hedged, "unconfirmed")):
        found = tracks(told(statuses=[record]), "Arden", "Borea")
        assert steps(found, "legal standing") == [("2020-01-01", "recognised", standing)]


def test_reproducibility_counts_errors_as_goodenough_and_edwards_do():
    perfect = np.array([[1, 0, 0], [1, 1, 0], [1, 1, 1], [1, 0, 0]], dtype=bool)
    assert guttman(perfect)["reproducibility"] == 1.0
    crossed = np.array(
        [[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 0, 0]], dtype=bool
    )  # one case: two off
    assert guttman(crossed)["reproducibility"] == pytest.approx(1 - 2 / 12, abs=1e-4)
    none = reproducibility(tracks(told(), "Arden", "Borea"))
    assert none.value is None
