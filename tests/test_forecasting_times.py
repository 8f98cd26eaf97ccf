"""A forecast knows what was published by its day and recorded by then, and nothing else."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.errors import LegationError, UsageError
from legation.forecasting import fit_forecast
from legation.ledger import pack
from legation.records import ActorRef, Document, Event
from legation.study import Study

DAYS = 240
TYPES = ("CONSULT", "REQUEST", "ACCUSE")


def iso(day: int) -> str:
    return (date(2021, 1, 1) + timedelta(days=int(day))).isoformat()


def report(number: int, happened: int, published: int, kind: str) -> tuple[Document, Event]:
    text = f"Report {number} tells of a {kind.lower()}."
    document = Document(sha256=f"{number:064}", text=text, date=iso(published), precision="day")
    ends = [ActorRef(id=code, name=code, text=code, code=code) for code in ("RUS", "TAL")]
    return document, Event(
        coder="events.v0", citation=document.cite(0, len(text)), type=kind,
        source_actors=(ends[number % 2],), target_actors=(ends[1 - number % 2],),
        start=iso(happened), precision="day",
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Events told of days or months after they happened, and recorded in two goes."""
    rng = np.random.default_rng(7)
    lags = rng.choice([0, 1, 30, 120], 90)
    happened = rng.integers(0, DAYS, 90)
    kinds = rng.choice(TYPES, 90)
    made = [
        report(i, int(d), int(d + lag), str(kind))
        for i, (d, lag, kind) in enumerate(zip(happened, lags, kinds, strict=True))
    ]
    with Study.create(tmp_path_factory.mktemp("times") / "w") as study:
        moments = []
        for part in (made[::3], made[1::3] + made[2::3]):
            by_document = {event.citation.document: event for _, event in part}
            for document, _ in part:
                study.ledger.add(document, document.sha256)
            for row, document in list(study.ledger.uncoded(["events.v0"])):
                study.ledger.append(row, "events.v0", [pack(by_document[document.id])])
            moments.append(max(r.recorded_at for r in study.rows("event")))
        yield study, moments, made


@settings(max_examples=8, deadline=None)
@given(st.integers(min_value=-5, max_value=DAYS + 130), st.sampled_from([0, 1]))
def test_a_forecast_sees_only_what_was_published_and_recorded_by_then(told, day, go):
    study, moments, made = told
    known = [
        event
        for number, (document, event) in enumerate(made)
        if (go or number % 3 == 0) and document.date <= iso(day)
    ]
    asked = {"horizon": 14, "as_of": iso(day), "recorded_as_of": moments[go]}
    try:
        alone = fit_forecast(known, as_of=iso(day)).predict(
            "RUS", "TAL", horizon=14, relations=["CONSULT"]
        )
    except LegationError:  # nothing known yet, or too little
        with pytest.raises(UsageError):
            study.forecast("RUS", "TAL", types=["CONSULT"], **asked)
        return
    found = study.forecast("RUS", "TAL", types=["CONSULT"], **asked)
    assert [e.id for e in found] == [e.id for e in alone]
    assert {i for e in found for i in e.evidence} <= {e.id for e in known}
    dates = [p["date"] for e in found for r in e.parameters["rules"] for p in r["here"]]
    assert all(d <= iso(day) for d in dates)
