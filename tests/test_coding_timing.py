"""Whose date a date is: the event's own clause, its neighbour, or only the name of a pact."""

from functools import cache

import pytest

from legation.actors import Gazetteer
from legation.coding import code_documents
from legation.language import load_pipeline
from legation.records import Document, Event

# text, the document's day, the words that the event is told in, when it began
ROWS = [
    ("Kenya left the pact of 1967 and closed its embassy in Chad.", "2024-03-15", "closed", "2024-03-15"),
    ("In 2019 Kenya left the pact of 1967.", "2024-03-15", "left", "2019"),
    ("Peru signed the treaty of 1998.", "2024-03-15", "signed", "1998"),
    ("Chad recalled its envoy; Niger had expelled its consul in May 2020.", "2024-03-15", "recalled", "2024-03-15"),
    ("Chad recalled its envoy and on 8 June 2021 it closed the border.", "2024-03-15", "recalled", "2024-03-15"),
    ("Chad recalled its envoy and closed the border on 8 June 2021.", "2024-03-15", "recalled", "2021-06-08"),
    ("Mali arrested the envoy of Togo in October 2021 and released him a day later.", "2024-03-15", "released", "2021-10"),
    ("Mali expelled the envoy of Togo on 3 May 2021. A week later Togo closed the border.", "2024-03-15", "closed", "2021-05-10"),
    ("Egypt attacked Libya in 1977. A year later Libya accused Egypt of spying.", None, "accused", "1978"),
    ("Egypt attacked Libya in July 1977. Libya accused Egypt of spying in October.", None, "accused", "1977-10"),
    ("Egypt attacked Libya in July 1977. Libya accused Egypt of spying in March.", None, "accused", "1978-03"),
    ("Uganda attacked Rwanda on 4 May 2000. The army of Rwanda shelled Kampala.", "2000-06-01", "shelled", "2000-05-04"),
    ("Uganda attacked Rwanda on 4 May 2000. Rwanda has accused Uganda of treachery.", "2000-06-01", "accused", "2000-06-01"),
    ("Ghana pulled its soldiers out of Benin in April.", "2014-12-05", "pulled", "2014-04"),
    ("Ghana has expelled the envoy of Benin, its minister said on Tuesday.", "2024-03-15", "expelled", "2024-03-12"),
    ("Ministers of Ghana will meet the president of Benin on Tuesday.", "2024-03-15", "meet", "2024-03-19"),
]  # fmt: skip


@cache
def coded() -> list[list[Event]]:
    documents = [
        Document(sha256=f"{n}", text=text, date=day, precision="day" if day else "none")
        for n, (text, day, _, _) in enumerate(ROWS)
    ]
    made = code_documents(
        documents, pipeline=load_pipeline(), gazetteer=Gazetteer.load(), coders=["events.v1"]
    )
    return [[r for r in records if isinstance(r, Event)] for _, records in made]


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_when(number: int) -> None:
    text, _, words, start = ROWS[number]
    found = [e for e in coded()[number] if e.trigger and e.trigger.text == words]
    assert found, text
    assert [e.start for e in found] == [start] * len(found), [e.date_basis for e in found]


def test_officials_without_a_country_are_at_home_in_the_text() -> None:
    text = (
        "Chad has quarrelled with Niger since May. Chad closed the border in June. "
        "The police accused Niger of smuggling. Tourists accused Niger of neglect."
    )
    document = Document(sha256="home", text=text, date="2024-03-15", precision="day")
    made = code_documents(
        [document], pipeline=load_pipeline(), gazetteer=Gazetteer.load(), coders=["events.v1"]
    )
    found = [e for _, records in made for e in records if isinstance(e, Event)]
    codes = {a.text: a.code for e in found if e.type == "ACCUSE" for a in e.source_actors}
    assert codes.get("The police") == "TCD"
    assert codes.get("Tourists") is None
