"""Whom a user means by what is typed: a name, a state's code, or the beginning of a name."""

import pytest

from legation.forecasting import find_actor
from legation.records import ActorRef, Document, Event

DOCUMENT = Document(sha256="0", text="Russia met the Taliban in Doha.")


def event(*sides: ActorRef) -> Event:
    return Event(
        coder="events.v1", citation=DOCUMENT.cite(0, 6), type="CONSULT",
        source_actors=sides[:1], target_actors=sides[1:],
    )  # fmt: skip


EVENTS = [
    event(
        ActorRef(id="RUS", name="Russia", text="Moscow", party="Russia", code="RUS"),
        ActorRef(id="group:taliban", name="Taliban", text="they", party="Taliban", code="AFG"),
    ),
    event(
        ActorRef(id="person:x", name="An envoy", text="he", party="Russia", code="RUS"),
        ActorRef(id="ROU", name="Romania", text="Romania", party="Romania", code="ROU"),
    ),
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Russia", "Russia"),
        ("RUS", "Russia"),
        ("rus", "Russia"),
        ("TAL", "Taliban"),
        ("R", "R"),  # two begin so
        ("AFG", "AFG"),  # the group bears the country's code but is not the country
        ("Peru", "Peru"),
    ],
)
def test_find_actor(typed, meant):
    assert find_actor(EVENTS, typed) == meant
