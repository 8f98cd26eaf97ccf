"""What the records of the reference case say when they are put together.

Each is asked for where a user would look: the tracks, the matters, presence at meetings, forecasts
with what came of them, promises with what became of them, and the turns set against chance.
"""

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import case_coding as cases
from legation.cli import main
from legation.records import Claim, Event
from legation.relations import Counting, change_points, dyad_series, hits, read_reports
from legation.study import Study
from striking import changes_only_what_rested_on

CASE = "russia-taliban"
PAIR = ("Russia", "Taliban")
SPAN = ("2015-01-01", "2026-01-01")
HOW = Counting(period="month", since="2015-01", until="2026-01", resamples=60)
REGISTERED = cases.CASES / CASE / "TURNING_POINTS.toml"
DENSE = 6  # quarters that are sampled three times as densely, those with most events


@cache
def folder() -> Path:
    """The case as coded and judged."""
    return cases.judged(CASE)[0]


@cache
def put_together() -> dict[str, Any]:
    """All that `legation corroborate` tells, and the undertakings."""
    with Study.open(folder()) as study:
        return {**study.corroborate(), "undertakings": study.undertakings()}


@cache
def by_id() -> Mapping[str, Mapping[str, Any]]:
    return {r["id"]: r for own in cases.records(folder()).values() for r in own}


def matter(*words: str) -> dict[str, Any]:
    """The matter in which a claim holds all these words."""
    for found in put_together()["matters"]:
        for claim in found.value["claims"]:
            if all(w.lower() in claim["text"].lower() for w in words):
                value: dict[str, Any] = found.value
                return value
    raise AssertionError(f"no matter with {words}")


# --- tracks -------------------------------------------------------------------------------------


TRACKS = {
    "contact": [
        ("2015-09", "talks", "denied"),
        ("2015-12", "information exchanged", "confirmed"),
        ("2018-11-09", "talks", "confirmed"),
        ("2022-09-27", "agreements", "confirmed"),
    ],
    "legal standing": [
        ("2021-10-21", "lifting considered", "confirmed"),
        ("2024-10-04", "lifting considered", "confirmed"),
        ("2025-04-17", "ban lifted", "confirmed"),
        ("2025-07-03", "recognised", "confirmed"),
    ],
    "diplomatic presence": [
        ("2021-08", "relations or a mission", "confirmed"),
        ("2022-04", "diplomat accredited", "confirmed"),
        ("2025-06", "ambassador accredited", "confirmed"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("track", TRACKS)
def test_the_tracks_from_2015_to_2025_with_their_dates(track: str) -> None:
    with Study.open(folder()) as study:
        told = {e.subject.rpartition(": ")[2]: e.value for e in study.tracks(*PAIR)[:-1]}
    steps = [(s["day"], s["name"], s["standing"]) for s in told[track]]
    for day, name, standing in TRACKS[track]:
        assert any(d.startswith(day) and (n, s) == (name, standing) for d, n, s in steps), steps
    assert all(s["ids"] and set(s["ids"]) <= set(by_id()) for s in told[track])
    firm = [d for d, _, s in steps if s == "confirmed"]
    assert firm == sorted(firm)


def test_the_tracks_move_apart_and_the_measure_says_how_far() -> None:
    with Study.open(folder()) as study:
        *tracks, scale = study.tracks(*PAIR)
    assert scale.value["least"] < scale.value["reproducibility"] <= 1
    legal, presence = ([s for s in t.value if s["standing"] == "confirmed"] for t in tracks[1:])
    banned_yet_received = [
        s for s in presence if s["level"] == 2 and s["day"] < "2023"
    ]  # a chargé in 2022, while the group was banned
    assert banned_yet_received
    assert next(s for s in legal if s["name"] == "ban lifted")["day"] > "2025"


def test_a_user_sees_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tracks", *PAIR, "-w", str(folder())]) == 0
    told = capsys.readouterr().out
    for line in (
        "contact\t2015-09\ttalks\tdenied",
        "legal standing\t2025-07-03\trecognised\tconfirmed",
    ):
        assert line in told
    assert main(["tracks", *PAIR, "--as-of", "2022-12-31", "-w", str(folder())]) == 0
    assert "2025" not in capsys.readouterr().out


# --- disagreements ------------------------------------------------------------------------------


def test_when_islamic_state_appeared_in_afghanistan() -> None:
    found = matter("since 2014", "present")
    texts = " ".join(c["text"] for c in found["claims"])
    assert "2014" in texts
    assert "2017" in texts
    assert found["standing"]["differ in date"] >= 1


def test_how_many_fighters_six_thousand_or_more_or_baseless() -> None:
    found = matter("6,500 fighters", "had grown")
    numbers = {n["low"] for n in found["numbers"]}
    assert {6000.0, 6500.0} <= numbers
    assert 6250.0 not in numbers
    assert found["ranges"]["fighter"]["low"] <= 6000
    assert found["ranges"]["fighter"]["high"] == 6500
    assert any("baseless" in c["text"] and c["polarity"] == "deny" for c in found["claims"])
    assert found["standing"]["rebut"] >= 1
    assert found["standing"]["differ in number"] >= 1


def test_the_trip_to_moscow_claimed_and_denied() -> None:
    found = matter("have travelled to Moscow")
    polarity = {c["polarity"] for c in found["claims"]}
    assert {"assert", "deny"} <= polarity
    assert any("fake" in c["text"] for c in found["claims"])
    assert found["standing"]["rebut"] >= 1
    events = [
        r for r in by_id().values()
        if r["record"] == "event" and r["type"] == "CONSULT" and r["start"] and r["start"][:7] == "2022-01"
        and any(a["name"] == "Abdul Ghani Baradar" for a in r["source_actors"])
    ]  # fmt: skip
    assert {"claim", "denied"} <= {e["factuality"] for e in events}


def test_a_meeting_in_2015_reported_and_denied() -> None:
    found = matter("secretly met")
    assert {"assert", "deny"} <= {c["polarity"] for c in found["claims"]}
    assert found["standing"]["rebut"] >= 1


def test_pakistan_listed_for_talks_that_it_refused() -> None:
    told = [e.value for e in put_together()["attendance"] if e.value["member"] == "Pakistan"]
    [found] = [v for v in told if v["month"] == "2023-02"]
    says = {(s["publisher"], s["status"]) for s in found["says"]}
    assert ("Steppe and Strait", "member") in says
    assert ("Meridian Wire", "absent") in says
    assert all(s["id"] in by_id() for s in found["says"])


# --- forecasts and promises ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "first", "shown"),
    [
        ("Russia will not recognise", "2025-07", "recognised the Taliban"),
        ("no country will accept a diplomatic mission", "2023-12", "ambassador"),
        ("will keep the Taliban on its list", "2025-04-17", "suspended the ban"),
    ],
)
def test_forecasts_of_2023_are_scored_as_wrong_by_what_came(
    words: str, first: str, shown: str
) -> None:
    [value] = [e.value for e in put_together()["predictions"] if words in e.value["text"]]
    assert value["outcome"] == "wrong"
    assert value["made_by"] == "Liina Tamm"
    assert value["first"].startswith(first)
    evidence = [by_id()[i]["citation"]["text"] for i in value["shown_by"]]
    assert any(shown in text for text in evidence), evidence


def test_an_author_who_was_wrong_and_one_who_was_right_have_it_on_record() -> None:
    records = {e.subject: e.value["counts"] for e in put_together()["records"]}
    assert records["author Liina Tamm"]["wrong"] >= 3
    assert records["author Andrei Belov"]["right"] >= 1


def test_a_promise_of_protection_was_broken_by_the_bombing() -> None:
    broken = [
        u for u in put_together()["undertakings"]
        if u.outcome == "broken" and u.by.name == "Taliban" and u.kind == "promise"
    ]  # fmt: skip
    assert any("embassy" in u.content.text for u in broken)
    for undertaking in broken:
        shown = [by_id()[i] for i in undertaking.shown_by]
        assert all(r["type"] == "ASSAULT" for r in shown)
        assert undertaking.derived_from
    assert any(
        r["start"] == "2022-09-05" for u in broken for r in map(by_id().get, u.shown_by) if r
    )


def test_a_user_sees_disagreements_forecasts_and_promises(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["corroborate", "--limit", "200", "-w", str(folder())]) == 0
    told = capsys.readouterr().out
    for words in (
        "Pakistan\tmember",
        "baseless",
        "wrong\t2023-01-26\tLiina Tamm",
        "broken\tpromise",
    ):
        assert words in told
    assert main(["corroborate", "--json", "-w", str(folder())]) == 0
    kinds = {json.loads(line)["record"] for line in capsys.readouterr().out.splitlines()}
    assert kinds == {"estimate", "undertaking"}


# --- turns --------------------------------------------------------------------------------------


@cache
def told() -> tuple[Sequence[Event], Mapping[str, str]]:
    """The events of the case and the origin of each."""
    from legation.study.analysis import Holdings

    with Study.open(folder()) as study:
        held = Holdings.of(study, as_of=None, recorded_as_of=None)
        return held.events, held.origins


def turns(events: Sequence[Event], a: str, b: str) -> list[str]:
    """The days on which the dyad turns."""
    reports = read_reports(events, origins=told()[1])
    found = change_points(dyad_series(reports, a, b, how=HOW))
    return [t["day"] for t in found.value]


def chance(found: int, of: Sequence[str], hit: int) -> float:
    """How often *found* days at random hit as many of the registered days or more, counted out."""
    low, high = (date.fromisoformat(d) for d in SPAN)
    days = [low + timedelta(n) for n in range((high - low).days)]
    near = [
        frozenset(i for i, t in enumerate(of) if abs((d - date.fromisoformat(t)).days) <= 45)
        for d in days
    ]
    share = {s: near.count(s) / len(days) for s in set(near)}
    reached: dict[frozenset[int], float] = {frozenset(): 1.0}
    for _ in range(found):
        after: dict[frozenset[int], float] = {}
        for have, p in reached.items():
            for more, q in share.items():
                after[have | more] = after.get(have | more, 0.0) + p * q
        reached = after
    return math.fsum(p for have, p in reached.items() if len(have) >= hit)


@pytest.mark.parametrize("sides", [PAIR, PAIR[::-1]])
def test_turns_are_set_against_days_registered_before_and_against_chance(
    sides: tuple[str, str],
) -> None:
    """What comes of it is told in docs/relations.md; no turn of so few reports is evidence."""
    registered = [t["date"] for t in tomllib.loads(REGISTERED.read_text("utf-8"))["turn"]]
    found = turns(told()[0], *sides)
    result = hits(found, registered, span=SPAN)
    p = chance(len(found), registered, int(result["hits"])) if found else 1.0
    print(f"{sides[0]} → {sides[1]}: turns {found}; {result['hits']:.0f} of {result['of']:.0f} "
          f"registered days hit within 45 days; as many by chance: p = {p:.3f}")  # fmt: skip
    assert len(found) <= 5
    assert result["chance"] == pytest.approx(p, abs=0.02)


def test_the_counted_chance_is_right_where_it_is_known() -> None:
    span = (date.fromisoformat(SPAN[1]) - date.fromisoformat(SPAN[0])).days
    assert chance(1, ["2020-01-01"], 1) == pytest.approx(91 / span)
    assert chance(2, ["2020-01-01"], 1) == pytest.approx(1 - (1 - 91 / span) ** 2)
    assert chance(3, ["2020-01-01"], 0) == pytest.approx(1.0)


def quarters() -> list[tuple[str, str]]:
    """The quarters with most events: (first month, last month)."""
    spans = [(f"{y}-{m:02}", f"{y}-{m + 2:02}") for y in range(2015, 2026) for m in (1, 4, 7, 10)]
    events = [e.start[:7] for e in told()[0] if e.start and len(e.start) >= 7]
    return sorted(spans, key=lambda s: -sum(s[0] <= day <= s[1] for day in events))[:DENSE]


def thrice(events: Sequence[Event], quarter: tuple[str, str]) -> list[Event]:
    """The events, those of a quarter told by two more origins each."""
    more = []
    for e in events:
        if e.start and len(e.start) >= 7 and quarter[0] <= e.start[:7] <= quarter[1]:
            for n in (1, 2):
                cited = replace(e.citation, document=f"{e.citation.document}+{n}")
                more.append(replace(e, citation=cited, asserted_by=()))
    assert more
    return [*events, *more]


@pytest.mark.parametrize("sides", [PAIR, PAIR[::-1]])
def test_a_quarter_sampled_three_times_as_densely_makes_no_new_turn(
    sides: tuple[str, str],
) -> None:
    events = told()[0]
    plain = [date.fromisoformat(d) for d in turns(events, *sides)]
    for quarter in quarters():
        for day in turns(thrice(events, quarter), *sides):
            near = [d for d in plain if abs((d - date.fromisoformat(day)).days) <= 62]
            assert near, (quarter, day, plain)


# --- what rests on what -------------------------------------------------------------------------


@pytest.mark.parametrize("step", range(4))
def test_striking_a_document_changes_exactly_what_rested_on_it(step: int) -> None:
    with Study.open(folder()) as study:
        claims: list[Claim] = study.claims()
    documents = sorted({c.citation.document for c in claims})
    struck = documents[step * len(documents) // 4]
    changes_only_what_rested_on(struck, claims)


def test_striking_a_document_takes_its_steps_from_the_tracks_and_no_others() -> None:
    from legation.relations import Told
    from legation.relations import tracks as steps
    from legation.study.analysis import Holdings

    with Study.open(folder()) as study:
        held = Holdings.of(study, as_of=None, recorded_as_of=None)
    origins = held.origins

    def made(without: str) -> list[dict[str, Any]]:
        own = {
            kind: [r for r in getattr(held, kind) if r.citation.document != without]
            for kind in ("events", "statuses", "claims")
        }
        found = steps(Told(**own, dates=held.sources.dates, origins=origins), *PAIR)
        return [s for e in found for s in e.value]

    plain = made("")
    documents = {by_id()[i]["citation"]["document"] for s in plain for i in s["ids"]}
    for struck in sorted(documents):
        now = made(struck)
        ids = {i for s in now for i in (*s["ids"], *s["denied_by"])}
        assert not any(by_id()[i]["citation"]["document"] == struck for i in ids)
        rested = [
            s for s in plain
            if any(by_id()[i]["citation"]["document"] == struck for i in (*s["ids"], *s["denied_by"]))
        ]  # fmt: skip
        first = min((s["day"] for s in rested), default="9999")
        earlier = [s for s in plain if s["day"] < first and s not in rested]
        assert all(s in now for s in earlier)
