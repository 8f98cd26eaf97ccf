"""Forecasts of a workspace: made, kept, told with their reasons, and resolved."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from legation.cli.forecast import forecast
from legation.errors import UsageError
from legation.ledger import pack
from legation.records import ActorRef, Document, Estimate, Event, Status
from legation.study import Study


def iso(day: int) -> str:
    return (date(2021, 1, 1) + timedelta(days=day)).isoformat()


def report(day: int, kind: str) -> tuple[Document, Event]:
    text = f"On day {day} the two had a {kind.lower()}."
    document = Document(sha256=f"{day:064}", text=text, date=iso(day), precision="day")
    ends = [ActorRef(id=code, name=code, text=code, code=code) for code in ("RUS", "TAL")]
    return document, Event(
        coder="events.v0", citation=document.cite(0, len(text)), type=kind,
        source_actors=(ends[0],), target_actors=(ends[1],), start=iso(day), precision="day",
    )  # fmt: skip


@pytest.fixture
def workspace(tmp_path):
    """Consultations every twelve days, and a request three days before every other one."""
    with Study.create(tmp_path / "dyad") as study:
        plan = [(d, "CONSULT") for d in range(0, 360, 12)]
        plan += [(d - 3, "REQUEST") for d in range(24, 360, 24)]
        made = [report(day, kind) for day, kind in sorted(plan)]
        for place, (document, _) in enumerate(made):
            study.ledger.add(document, f"{place}.txt")
        events = {e.citation.document: e for _, e in made}
        for row, document in list(study.ledger.uncoded(["none.v0"])):
            study.ledger.append(row, "events.v0", [pack(events[document.id])])
    return tmp_path / "dyad"


def run(workspace, *words: str) -> str:
    result = CliRunner().invoke(
        forecast, words, obj={"workspace": str(workspace)}, standalone_mode=False
    )
    if result.exception:
        raise result.exception
    return result.output


def test_a_dyad_is_forecast_with_what_was_known_then(workspace):
    told = run(workspace, "RUS", "TAL", "--horizon", "14d", "--as-of", iso(250), "--json")
    found = [Estimate.from_json(json.loads(line)) for line in told.splitlines()]
    assert found[0].parameters["type"] == "CONSULT"
    assert found[0].value["probability"] > 0.6
    assert found[0].as_of == iso(250)
    with Study.open(workspace) as study:
        known = {e.id for e in study.events(as_of=iso(250))}
    for estimate in found:
        assert set(estimate.evidence) <= known
        assert all(p["date"] <= iso(250) for r in estimate.parameters["rules"] for p in r["here"])


def test_kept_forecasts_are_told_and_resolved(workspace):
    words = ("RUS", "TAL", "--type", "CONSULT", "--horizon", "2w")
    kept = json.loads(run(workspace, "register", *words, "--as-of", iso(200), "--json"))
    later = json.loads(run(workspace, "register", *words, "--as-of", iso(355), "--json"))
    why = run(workspace, "why", kept["id"][:16])
    assert "REQUEST → CONSULT within 14 days" in why
    assert "how often it happened between them" in why
    assert "base rates: this pair" in why
    assert "the two had a request." in why
    told = json.loads(run(workspace, "resolve", "--as-of", iso(360), "--json"))
    outcome = {r["parameters"]["forecast"]: r["value"]["outcome"] for r in told["resolutions"]}
    assert outcome == {kept["id"]: "happened", later["id"]: "open"}
    assert (told["sheet"]["forecasts"], told["sheet"]["open"]) == (2, 1)
    assert told["sheet"]["brier"] == pytest.approx((1 - kept["value"]["probability"]) ** 2)
    table = run(workspace, "resolve", "--as-of", iso(360))
    assert "happened" in table
    with Study.open(workspace) as study:
        assert list(study.verify()) == []


def test_a_person_has_the_last_word(workspace, monkeypatch):
    monkeypatch.setenv("LEGATION_AUTHOR", "reader")
    words = ("RUS", "TAL", "--type", "CONSULT", "--horizon", "2w", "--as-of", iso(200))
    kept = json.loads(run(workspace, "register", *words, "--json"))
    assert "happened (2021-07-24)" in run(workspace, "resolve")
    said = run(workspace, "overrule", kept["id"][:12], "did-not", "--reason", "other envoys")
    assert said == "RUS TAL CONSULT: did not happen (reader: other envoys)\n"
    assert "did not happen (reader: other envoys)" in run(workspace, "resolve")
    sheet = json.loads(run(workspace, "resolve", "--json"))["sheet"]
    assert (sheet["happened"], sheet["open"]) == (0, 0)
    with pytest.raises(UsageError, match="0 forecasts"):
        run(workspace, "overrule", "ffff", "happened", "--reason", "x")


def test_what_is_not_there_is_refused(workspace):
    with pytest.raises(UsageError, match="no actor"):
        run(workspace, "RUS", "CHN")
    with pytest.raises(UsageError, match="no forecast is kept"):
        run(workspace, "resolve")
    with pytest.raises(UsageError, match="0 forecasts"):
        run(workspace, "why", "ffff")
    for words, told in (
        (("RUS", "RUS"), "are one"),
        (("RUS", "TAL", "--as-of", "2020-01-01"), "no event is known by"),
        (("RUS", "TAL", "--recorded-as-of", "2020-01-01"), "as recorded by"),
        (("RUS", "TAL", "--horizon", "90y"), "too few"),
        (("path", "RUS", "TAL", "DANCE"), "no event here is of the type"),
        (("act", "TAL", "dance", "recognised", "--since", iso(0)), "no status is called"),
        (("act", "TAL", "recognition", "recognised", "--since", "soon"), "is no day"),
        (("act", "XYZ", "recognition", "recognised", "--since", iso(0)), "no actor"),
    ):
        with pytest.raises(UsageError, match=told):
            run(workspace, *words)


def test_a_path_knows_on_each_day_what_was_known_then(workspace):
    days = [iso(5), iso(200), iso(250), iso(355)]
    with Study.open(workspace) as study:
        points = study.forecast_path("RUS", "TAL", "CONSULT", horizon=14, days=days)
        alone = [
            study.forecast("RUS", "TAL", horizon=14, types=["CONSULT"], as_of=day)[0]
            for day in days[1:]
        ]
        spread = study.forecast_path("RUS", "TAL", "CONSULT", horizon=14, points=3)
        for wrong in (["2021-02"], ["soon"]):
            with pytest.raises(UsageError, match="no day"):
                study.forecast_path("RUS", "TAL", "CONSULT", days=wrong)
    assert points[0].estimate is None
    assert "too few" in points[0].reason
    assert [p.estimate.id for p in points[1:]] == [e.id for e in alone]
    assert [p.outcome for p in points] == [None, "happened", "happened", "open"]
    assert points[1].happened_on == iso(204)
    assert len(points[1].evidence) == 1
    assert [p.as_of for p in spread] == [iso(0), iso(174), iso(348)]
    told = run(workspace, "path", "RUS", "TAL", "CONSULT", "--horizon", "2w", "--points", "3")
    assert len(told.splitlines()) == 4


def standing(day: int, granter: str) -> tuple[Document, Status]:
    text = f"On day {day} {granter} recognised it."
    document = Document(sha256=f"{day + 500:064}", text=text, date=iso(day), precision="day")
    return document, Status(
        coder="statuses.v0", citation=document.cite(0, len(text)), kind="recognition",
        value="recognised", holder=ActorRef(id="TAL", name="TAL", text="it", party="TAL", code="AFG"),
        granted_by=ActorRef(id=granter, name=granter, text=granter, party=granter, code=granter),
        start=iso(day), precision="day",
    )  # fmt: skip


def test_a_rare_act_is_forecast_from_those_who_could_have_done_it(tmp_path):
    with Study.create(tmp_path / "acts") as study:
        made = [standing(100, "RUS"), standing(300, "IRN")]
        for document, _ in made:
            study.ledger.add(document, document.sha256)
        statuses = {s.citation.document: s for _, s in made}
        for row, document in list(study.ledger.uncoded(["none.v0"])):
            study.ledger.append(row, "statuses.v0", [pack(statuses[document.id])])
        asked = ("TAL", "recognition", "recognised")
        told = study.forecast_act(*asked, since=iso(0), as_of=iso(200))
        with pytest.raises(UsageError, match="not after"):
            study.forecast_act(*asked, since=iso(200), as_of=iso(200))
    # Iran is not known of on day 200: one granter, 100 days of waiting, one act
    assert told.value["granters"] == []
    assert told.parameters["acts"] == {"RUS": 0.27}
    assert told.parameters["values_told_of"] == ["recognised"]
    words = ("TAL", "recognition", "acclaimed", "--since", iso(0), "--as-of", iso(200))
    assert "no recognition told of is 'acclaimed'; told of: recognised" in run(
        tmp_path / "acts", "act", *words
    )
    assert told.value["probability"] == pytest.approx(1 - (100 / 465.25) ** 1.5, abs=1e-5)
    assert len(told.evidence) == 1
