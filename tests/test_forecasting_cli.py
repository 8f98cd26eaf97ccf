"""Forecasts of a workspace: made, kept, told with their reasons, and resolved."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from legation.cli.forecast import forecast
from legation.errors import UsageError
from legation.ledger import pack
from legation.records import ActorRef, Document, Estimate, Event
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
    told = json.loads(run(workspace, "resolve", "--as-of", iso(360), "--json"))
    outcome = {r["parameters"]["forecast"]: r["value"]["outcome"] for r in told["resolutions"]}
    assert outcome == {kept["id"]: "happened", later["id"]: "open"}
    assert (told["sheet"]["forecasts"], told["sheet"]["open"]) == (2, 1)
    assert told["sheet"]["brier"] == pytest.approx((1 - kept["value"]["probability"]) ** 2)
    table = run(workspace, "resolve", "--as-of", iso(360))
    assert "happened" in table
    with Study.open(workspace) as study:
        assert list(study.verify()) == []


def test_what_is_not_there_is_refused(workspace):
    with pytest.raises(UsageError, match="no actor"):
        run(workspace, "RUS", "CHN")
    with pytest.raises(UsageError, match="no forecast is kept"):
        run(workspace, "resolve")
    with pytest.raises(UsageError, match="0 forecasts"):
        run(workspace, "why", "ffff")
