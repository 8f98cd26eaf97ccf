"""Plain text and JSONL into documents: regions, what is known of them, what cannot be read."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import assume, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from legation.documents import Failure, Given, iter_file, near_copies, read_bytes, read_file
from legation.documents.assembly import assemble, digest
from legation.documents.decoding import decode
from legation.documents.furniture import is_furniture
from legation.documents.layout import is_stamp
from legation.documents.paragraphs import split
from legation.documents.printed_dates import find_dates
from legation.documents.regions import dateline_end
from legation.errors import DocumentError
from legation.records import Document

ARTICLE = """Envoys meet again on the northern road

Paylaş

This article is also available in: Türkçe, Русский

Envoys meet again on the northern road

The envoys of the two river states met in the old fortress on Monday and spoke for six hours.[1] Neither of them would tell reporters what had been agreed.

What the neighbours say

The neighbours fear that a road through the pass will carry weapons as easily as wheat.

[1] “Six hours in the fortress”, Valley News, https://valley.example/six-hours, (Date of Accession: 03.02.2022).

Dr. Selin AKDENİZ
Dr. Selin AKDENİZ
Dr. Selin AKDENİZ, 2010 yılında üniversiteden mezun olmuştur. Doktora derecesini 2018 yılında almıştır.

Similar Posts
"""
WIRE = """River states sign a pact on grain

Valley Wire
Published: 5 September 2022

KABUL, Sept 5 (Valley Wire) — Two river states signed a pact on grain on Monday, their ministries said.

The pact runs for a year. It may be renewed if both sides agree in writing.
"""


def read(text: str, **stated) -> Document:
    return read_bytes(text.encode(), name="article.txt", given=Given(**stated))[0]


def parts(document: Document, name: str) -> list[str]:
    return [document.text[r.start : r.end] for r in document.regions if r.name == name]


def message(data: bytes, name: str = "file.txt") -> str:
    with pytest.raises(DocumentError) as error:
        read_bytes(data, name=name)
    assert "\n" not in str(error.value)
    return str(error.value)


# --- an article copied from the web --------------------------------------------------------------


def test_an_article_is_told_apart_from_its_page():
    document = read(ARTICLE)
    assert document.text == ARTICLE
    assert parts(document, "title") == ["Envoys meet again on the northern road"]
    assert [p[:12] for p in parts(document, "body")] == [
        "The envoys o",
        "What the nei",
        "The neighbou",
    ]
    assert parts(document, "notes")[0].startswith("[1] “Six hours")
    assert parts(document, "biography")[0].startswith("Dr. Selin AKDENİZ, 2010")
    furniture = parts(document, "furniture")
    assert furniture[0] == "Paylaş"
    assert furniture[-1] == "Similar Posts"
    assert "Envoys meet again on the northern road" in furniture  # the second time


def test_what_is_known_of_an_article():
    document = read(ARTICLE)
    assert document.title == "Envoys meet again on the northern road"
    assert document.authors == ("Selin AKDENİZ",)
    assert document.language == "en"
    assert document.other_languages == ("tr", "ru")
    assert (document.date, document.precision) == ("2022-02", "month")
    assert document.date_basis.startswith("inferred: not before 2022-02-03")


def test_a_wire_has_a_dateline_that_is_not_coded():
    document = read(WIRE)
    assert "KABUL, Sept 5 (Valley Wire) —" in parts(document, "byline")
    assert parts(document, "body")[0].startswith("Two river states")
    assert (document.publisher, document.date, document.date_basis) == (
        "Valley Wire", "2022-09-05", "printed",
    )  # fmt: skip


def test_what_the_user_states_outranks_what_is_printed():
    document = read(WIRE, date="2022-09-06", publisher="A paper", title="Grain", language="de")
    assert (document.date, document.date_basis) == ("2022-09-06", "given")
    assert (document.publisher, document.title, document.language) == ("A paper", "Grain", "de")


def test_a_date_that_is_none_is_refused():
    with pytest.raises(DocumentError, match="YYYY-MM-DD"):
        read(WIRE, date="the day before")


def test_nothing_printed_means_no_date_and_says_why():
    document = read("The envoys met and parted without a word to anyone.")
    assert (document.date, document.precision) == (None, "none")
    assert document.date_basis.startswith("unknown")


def test_a_future_date_does_not_date_the_text():
    document = read(
        "The ministers met on 3 May 2021. They want a railway to be finished by 1 June 2035."
    )
    assert (document.date, document.precision) == ("2021-05", "month")
    assert document.date_basis == "inferred: not before 2021-05-03, the newest event that it dates"


def test_a_bare_year_is_no_date_but_a_bound():
    document = read("The ministers met in 2021. They want the railway to be finished by 2035.")
    assert document.date is None
    assert document.date_basis == "unknown: not before 2021, the newest year that it names"


def test_the_address_tells_the_day():
    document = read(
        "The envoys met and parted without a word.", url="https://valley.example/2022/09/06/envoys"
    )
    assert (document.date, document.date_basis) == ("2022-09-06", "url")


@pytest.mark.parametrize(
    ("head", "title", "authors", "publisher"),
    [
        ("25 April 2023\n\nThe logic of the long border\n\nAnn Mary Lee-Smith", "The logic of the long border", ("Ann Mary Lee-Smith",), None),
        ("Issued by the North Institute - Paris\nad a b\n\nReasons of a quarrel\n\nTuesday 24/August/2021 - 08:29 PM\nThe Mirror\nOmar al-Said\nطباعة", "Reasons of a quarrel", ("Omar al-Said",), "The Mirror"),
        ("Oslo unsettles the neighbours\nValley Papers\nInstitute for River Studies\nBy Dr. Can Yılmaz\n11 February 2022", "Oslo unsettles the neighbours", ("Can Yılmaz",), "Valley Papers"),
        ("Угроза с юга\n\n«Речной вестник»\n8 февраля 2022 года\nАвтор: Анна Иванова", "Угроза с юга", ("Анна Иванова",), "Речной вестник"),
        ("Corrections\n\nRiver and Road\nApril 29, 2023", "Corrections", (), "River and Road"),
        ("Features\nSecurity | Central Asia\nThe Long Road to the Fortress\nWhat they want, and why it matters now.\nBy Ann Lee\nMay 03, 2021", "The Long Road to the Fortress", ("Ann Lee",), None),
        ("PRESS RELEASE\nNo. 12/2022\nMinistry of Foreign Affairs of the Valley\n5 September 2022, Riverton\nStatement on the bombing in the old town", "Statement on the bombing in the old town", (), "Ministry of Foreign Affairs of the Valley"),
        ("Afghanistan\nEnvoys Meet In The Old Fortress\nJanuary 24, 2022 18:03 GMT\nBy RFE/RL's Valley Service\nEnvoys (file photo)\nShare", "Envoys Meet In The Old Fortress", (), "RFE/RL's Valley Service"),
        ("Skip to content\nValley Watch\nHome\nAbout\nWhy the talks failed\nPosted on 12 June 2020 by admin", "Why the talks failed", (), "Valley Watch"),
        ("Recognition buys nothing\nThe Lantern — Opinion\nBy Mina Sultan, Kabul\n8 July 2025", "Recognition buys nothing", ("Mina Sultan",), "The Lantern"),
    ],
)  # fmt: skip
def test_heads_of_many_kinds(head, title, authors, publisher):
    prose = "The two sides met for the third time this year, and they parted without a date for a fourth."
    document = read(f"{head}\n\n{prose}\n\n{prose} It was raining.")
    assert (document.title, document.authors, document.publisher) == (title, authors, publisher)
    assert parts(document, "body")[-2:] == [prose, f"{prose} It was raining."]
    assert set(parts(document, "body")[:-2]) <= {"What they want, and why it matters now."}


def test_links_below_an_article_are_furniture():
    prose = "The two sides met for the third time this year, and they parted without a date for a fourth."
    document = read(
        f"{prose}\n\nAnn Lee is a fellow at the institute.\n\nRelated\nOlder post\nIn Valley\n"
    )
    assert parts(document, "body") == [prose]
    assert parts(document, "biography") == ["Ann Lee is a fellow at the institute."]
    assert parts(document, "furniture") == ["Related", "Older post", "In Valley"]
    assert document.authors == ("Ann Lee",)


def test_hard_wrapped_lines_are_one_paragraph():
    text = (
        "The envoys of the two river states met in the old\nfortress on Monday and spoke for six hours, but\n"
        "neither of them would tell the reporters what had\nbeen agreed between them.\n\nNobody else came."
    )
    assert [len(p.text.splitlines()) for p in split(text)] == [4, 1]


def test_single_lines_are_paragraphs_where_nothing_is_wrapped():
    text = (
        "One line that ends.\nAnother line of the list that is longer than the first one.\nThird."
    )
    assert len(split(text)) == 3


@pytest.mark.parametrize(
    "line",
    ["Share on Facebook", "Поделиться", "Yorum yok", "شارك", "分享", "3 comments", "Page 2 of 7",
     "We use cookies to improve this site.", "Subscribe to our newsletter and never miss a story",
     "Photo: A. Person / Agency", "© 2022 Valley News. All rights reserved", "Home > World > Asia",
     "Bu yazı şu dillerde de mevcuttur: English", "[translated from the original]", "***"],
)  # fmt: skip
def test_furniture(line):
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    ["They share the blame for the war.", "Russia and China share a border.", "No.",
     "The ministry printed the statement.", "Cookies were served at the talks in Oslo.",
     "Related to this is the question of the border.", "Commentary is free, he said."],
)  # fmt: skip
def test_no_furniture(line):
    assert not is_furniture(line)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("03.02.2022", "2022-02-03"), ("3 February 2022", "2022-02-03"), ("Feb. 3, 2022", "2022-02-03"),
        ("24/August/2021", "2021-08-24"), ("2022-02-03T10:00:00Z", "2022-02-03"), ("8/24/2021", "2021-08-24"),
        ("3 Şubat 2022", "2022-02-03"), ("3 февраля 2022 г.", "2022-02-03"), ("3 فبراير 2022", "2022-02-03"),
        ("2022年2月3日", "2022-02-03"), ("3 de febrero de 2022", "2022-02-03"), ("1er mars 2022", "2022-03-01"),
        ("3. Februar 2022", "2022-02-03"), ("۱۴ بهمن ۱۴۰۰", "2022-02-03"), ("۲۷ جدی ۱۴۰۰", "2022-01-17"),
        ("September 2022", "2022-09"), ("2022-09", "2022-09"), ("3rd of May 2022", "2022-05-03"),
    ],
)  # fmt: skip
def test_dates_as_printed(printed, iso):
    assert [d.iso for d in find_dates(f"({printed})")] == [iso]


@pytest.mark.parametrize(
    "text", ["31.02.2022", "99/99/2022", "in 2022", "4,053 km", "May they rest"]
)
def test_what_is_no_date(text):
    assert find_dates(text) == []


def test_stamps_and_datelines():
    assert is_stamp("Published: 5 September 2022, 13:05 GMT")
    assert not is_stamp("On 5 September 2022 the envoys met.")
    assert dateline_end("NATO — the alliance of the west — met.") == 0
    assert dateline_end("DOHA — The envoys met.") == len("DOHA — ")


# --- decoding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251"])
def test_encodings(encoding):
    text = "Переговоры прошли во вторник в столице, сообщил министр иностранных дел. " * 12
    assert decode(text.encode(encoding)) == text


def test_western_code_page():
    text = "The café near the Zürich lake was full, the minister’s office said. " * 12
    assert decode(text.encode("cp1252")) == text


def test_a_broken_character_in_utf8_does_not_make_it_another_encoding():
    data = ("Переговоры прошли. " * 50).encode()
    assert decode(data[:-1] + b"\xd0").startswith("Переговоры прошли.")


# --- what cannot be read -----------------------------------------------------------------------------


def test_empty():
    assert "is empty" in message(b"")
    assert "holds no text" in message(b" \n\n ")


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["The envoys met in the capital on Tuesday.\n" * 3, "Послы встретились. " * 9]
)
def test_utf16_without_a_mark(order, text):
    assert "UTF-16 without" in message(text.encode(order))


def test_binaries_with_the_name_txt():
    assert "binary" in message(bytes(range(256)) * 40)
    assert "binary" in message(os.urandom(20_000))
    assert "PNG" in message(b"\x89PNG\r\n\x1a\n" + bytes(200))


def test_one_line_of_fifty_megabytes():
    assert "50,000,000 characters" in message(b"word " * 10_000_000)


def test_names_of_formats_that_are_not_read():
    assert "old Word file" in message(b"x", "a.doc")


def failures(path: Path) -> list[Failure]:
    return [item for item in iter_file(path) if isinstance(item, Failure)]


def test_missing_unreadable_folder(tmp_path, monkeypatch):
    assert "no such file" in str(failures(tmp_path / "none.txt")[0])
    assert "folder" in str(failures(tmp_path)[0])
    closed = tmp_path / "closed.txt"
    closed.write_text("words")

    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "may not be read" in str(failures(closed)[0])
    with pytest.raises(DocumentError, match=r"closed\.txt: may not be read"):
        read_file(closed)


def test_a_file_that_is_too_large_is_not_loaded(tmp_path):
    large = tmp_path / "large.txt"
    with large.open("wb") as stream:
        stream.truncate(300_000_000)
    assert "300 MB" in str(failures(large)[0])


# --- JSONL -------------------------------------------------------------------------------------------


def jsonl(tmp_path: Path, *lines: object) -> list:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    return list(iter_file(path))


def test_lines_keep_their_ids_where_texts_repeat(tmp_path):
    rows = [{"id": i, "text": "The envoy left.", "date": "", "extra": [1]} for i in ("a", "b", 3)]
    items = jsonl(tmp_path, *rows)
    assert [i.source for i in items] == ["a", "b", "3"]
    assert len({i.document.id for i in items}) == 1
    assert items[0].document.date is None


def test_what_a_line_says_of_its_text(tmp_path):
    row = {
        "id": "x",
        "text": "The envoy left.",
        "date": "20220905",
        "title": "Gone",
        "authors": ["A B"],
    }
    with_numbers = row | {"date": "2022-09-05T10:00:00Z"}
    (item,) = jsonl(tmp_path, with_numbers)
    assert (item.document.date, item.document.date_basis) == ("2022-09-05", "given")
    assert (item.document.title, item.document.authors) == ("Gone", ("A B",))
    assert item.document.text == "The envoy left."


def test_a_bad_line_does_not_stop_the_rest(tmp_path):
    items = jsonl(
        tmp_path, {"text": "One."}, "{", "[1]", "", {"id": "e"}, {"id": "f", "text": " "},
        {"id": "g", "text": "x", "date": "soon"}, '{"id": "h", "text": "\\ud800"}', {"id": "z", "text": "Last."},
    )  # fmt: skip
    failed = [i for i in items if isinstance(i, Failure)]
    assert [f.where.rsplit(":")[-1] for f in failed] == ["2", "3", "5", "6", "7", "8"]
    assert [i.source for i in items if not isinstance(i, Failure)] == [
        f"{tmp_path}/rows.jsonl:1",
        "z",
    ]


def test_a_line_that_is_too_long_is_skipped(tmp_path, monkeypatch):
    monkeypatch.setattr("legation.documents.jsonl.MAX_LINE", 100)
    items = jsonl(tmp_path, {"id": "a", "text": "x y z " * 100}, {"id": "b", "text": "Short."})
    assert isinstance(items[0], Failure)
    assert items[1].source == "b"


def test_many_lines_are_not_held_in_memory(tmp_path):
    import tracemalloc

    path = tmp_path / "many.jsonl"
    with path.open("w") as stream:
        for i in range(500):
            stream.write(
                json.dumps({"id": i, "text": f"Envoy {i} left the city on foot. " * 20}) + "\n"
            )
    for _ in iter_file(path):
        break  # what is loaded once
    tracemalloc.start()
    count = sum(1 for _ in iter_file(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 500
    assert peak < 1_000_000


# --- copies ------------------------------------------------------------------------------------------


def test_copies_are_grouped_and_the_rest_left_alone():
    wire = "The ministers of the two river states signed a pact on grain on Monday after a week of talks. "
    more = "Officials said that the pact would run for a year and might be renewed if both sides agreed. "
    other = "A court in the capital heard the appeal of a banned party and put off its ruling until May. "
    groups = near_copies(
        [
            ("a", wire + more),
            ("b", other),
            ("c", "VALLEY - " + wire + more),
            ("d", wire.upper() + more[:60]),
        ]
    )
    assert [g.ids for g in groups] == [("a", "c", "d")]
    assert 0.6 <= groups[0].likeness <= 1


def test_short_texts_are_copies_only_if_they_are_the_same():
    assert near_copies([("a", "Yes."), ("b", "No."), ("c", "")]) == []
    assert near_copies([("a", "He left."), ("b", "He left!")])[0].ids == ("a", "b")


# --- what holds for every text -----------------------------------------------------------------------

LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["Share", "By Ann Lee", "5 May 2021", "[1] “A”, https://a.example", "Notes", "1. One",
             "KABUL, May 5 (Wire) — It rained.", "A title", "The two sides met again. They left.", "\r"]
        ),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@for_all(LINES, st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_regions_cover_every_text_once(lines, end):
    text = end.join(lines)
    assume(text.strip())
    document = assemble(text, sha256=digest(text.encode()), given=Given(language="en"))
    assert document.text == text
    at = 0
    for region in document.regions:
        assert region.start >= at
        assert not text[at : region.start].strip()
        assert text[region.start : region.end].strip()
        at = region.end
    assert not text[at:].strip()
    assert Document.from_json(document.to_json()) == document


@settings(max_examples=100, deadline=None)
@for_all(st.text(max_size=200))
def test_dates_stand_where_they_say(text):
    for dated in find_dates(text + " 3 May 2021"):
        assert 0 <= dated.start < dated.end <= len(text) + 11
        assert dated.iso[:4].isdigit()
