"""What of a document is coded: its title and body, in English."""

import pytest

from legation.coding.reading import LONGEST_BLOCK, coded_language, paragraphs
from legation.records import Document, Region

RUSSIAN = "Россия и талибы провели переговоры в Москве. " * 20


def test_other_languages_are_not_coded():
    russian = Document(sha256="1", text=RUSSIAN, language="ru")
    assert not coded_language(russian)
    assert paragraphs(russian) == []


def test_a_short_latin_text_is_given_the_benefit():
    assert coded_language(Document(sha256="1", text="Norland attacked Mordor.", language="de"))
    assert not coded_language(Document(sha256="1", text="Россия напала.", language="ru"))


def test_only_title_and_body_are_coded():
    text = "A title\n\nThe body.\n\n[1] A note."
    regions = tuple(
        Region(start=text.index(part), end=text.index(part) + len(part), name=name)
        for part, name in (("A title", "title"), ("The body.", "body"), ("[1] A note.", "notes"))
    )
    document = Document(sha256="1", text=text, language="en", regions=regions)
    assert [t for _, t in paragraphs(document)] == ["A title", "The body."]


def test_a_very_long_paragraph_is_cut_where_it_can_be_and_nothing_is_lost():
    text = "One more sentence stands here. " * 4000
    pieces = paragraphs(Document(sha256="1", text=text))
    assert all(len(t) <= LONGEST_BLOCK for _, t in pieces)
    assert "".join(t for _, t in pieces).strip() == text.strip()
    assert all(text[at : at + len(t)] == t for at, t in pieces)


@pytest.mark.parametrize(
    "dateline",
    [
        "MOSCOW, Feb 15 (Meridian Wire) — ", "LIMA/QUITO, May 3 (Meridian Wire) -- ",
        "NAIROBI — ", "",
    ],
)  # fmt: skip
def test_a_dateline_is_no_part_of_the_first_sentence(dateline):
    text = f"{dateline}The minister has resigned over the ferry."
    [(at, coded)] = paragraphs(Document(sha256="1", text=text, language="en"))
    assert coded == "The minister has resigned over the ferry."
    assert text[at:] == coded
