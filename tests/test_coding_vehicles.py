"""A signal names the event or claim of the same document that carries it."""

from legation.actors import Gazetteer
from legation.coding import code_documents
from legation.language import load_pipeline
from legation.records import Claim, Document, Event, Record, Signal


def coded(text: str) -> list[Record]:
    document = Document(sha256="v", text=text, date="2024-03-15", precision="day")
    made = code_documents([document], pipeline=load_pipeline(), gazetteer=Gazetteer.load())
    return [record for _, records in made for record in records]


def carried(text: str) -> tuple[Signal, Record | None]:
    records = coded(text)
    signal = next(r for r in records if isinstance(r, Signal))
    return signal, next((r for r in records if r.id == signal.vehicle), None)


def test_an_act_told_just_before_carries_it() -> None:
    signal, event = carried(
        "Ethiopia recalled its envoy. The recall was read in Sudan as a threat."
    )
    assert isinstance(event, Event)
    assert event.trigger is not None
    assert event.trigger.text == "recalled"
    assert signal.sender is not None
    assert signal.sender.name == "Ethiopia"


def test_a_statement_carries_what_it_signals() -> None:
    signal, claim = carried("China signalled to Taiwan that its patience is limited.")
    assert isinstance(claim, Claim)
    assert claim.content.start <= signal.meaning.start


def test_where_nothing_is_told_there_is_no_vehicle() -> None:
    signal, record = carried("Norway’s silence told Sweden that the offer was dead.")
    assert record is None
    assert signal.vehicle is None
