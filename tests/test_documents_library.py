"""A library exported from Zotero comes in with its files, under what the library says of them."""

import json

import pytest

from legation.cli import main
from legation.documents import Failure, Given, iter_file
from legation.documents.library import csl_items, dated, ris_items
from legation.errors import DocumentError
from legation.study import Study

TEXT = "The ferry of Northland sailed on Monday, and nobody in the old port had hoped for that.\n"
RIS = """\
TY  - NEWS
TI  - Ferry sails
AU  - Vale, Ada
AU  - TASS
T2  - Port Courier
DA  - 2021/05/04/
LA  - en-GB
UR  - https://example.org/ferry
L1  - files/1/ferry.pdf
L2  - files/2/ferry.txt
ER  -

TY  - JOUR
TI  - A title that goes on
      over two lines
PY  - 2019
L1  - https://example.org/paper.pdf
ER  -

TY  - BOOK
TI  - Without a file
ER  -
"""


@pytest.fixture
def library(tmp_path):
    (tmp_path / "files" / "2").mkdir(parents=True)
    (tmp_path / "files" / "2" / "ferry.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "lib.ris").write_text("\ufeff" + RIS.replace("\n", "\r\n"), encoding="utf-8")
    items = [
        {
            "id": "a", "type": "article-newspaper", "title": "Ferry sails", "language": "en-GB",
            "author": [{"family": "Vale", "given": "Ada"}, {"literal": "TASS"}],
            "container-title": "Port Courier", "issued": {"date-parts": [["2021", 5, 4]]},
            "URL": "https://example.org/ferry", "attachments": [{"path": "files/2/ferry.txt"}],
        },
        {"id": "b", "type": "book", "title": "Without a file"},
    ]  # fmt: skip
    (tmp_path / "lib.json").write_text(json.dumps(items), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["lib.ris", "lib.json"])
def test_an_item_s_file_is_read_under_what_the_library_says(library, name):
    found = list(iter_file(library / name))
    [read] = [one for one in found if not isinstance(one, Failure)]
    document = read.document
    assert document.text.strip() == TEXT.strip()
    assert document.title == "Ferry sails"
    assert document.authors == ("Ada Vale", "TASS")
    assert (document.date, document.precision, document.date_basis) == (
        "2021-05-04",
        "day",
        "given",
    )
    assert (document.publisher, document.language) == ("Port Courier", "en")
    assert document.url == "https://example.org/ferry"
    assert read.source.endswith("ferry.txt")


def test_what_has_no_file_is_told_in_one_line(library):
    failures = [str(one) for one in iter_file(library / "lib.ris") if isinstance(one, Failure)]
    assert len(failures) == 2
    assert "legation add https://example.org/paper.pdf" in failures[0]
    assert "'Without a file' names no file" in failures[1]


def test_what_the_library_leaves_open_the_user_may_state(library):
    (library / "bare.ris").write_text("TY  - GEN\nL1  - files/2/ferry.txt\nER  - \n")
    [read] = iter_file(library / "bare.ris", given=Given(publisher="Stated", date="2020"))
    assert (read.document.publisher, read.document.date) == ("Stated", "2020")


def test_a_broken_file_gives_way_to_the_next(library):
    (library / "files" / "1").mkdir()
    (library / "files" / "1" / "ferry.pdf").write_bytes(b"%PDF-1.7 no more")
    found = list(iter_file(library / "lib.ris"))
    assert sum(not isinstance(one, Failure) for one in found) == 1
    (library / "files" / "2" / "ferry.txt").unlink()
    told = [str(one) for one in iter_file(library / "lib.ris")]
    assert len(told) == 4
    assert all(isinstance(one, Failure) for one in iter_file(library / "lib.ris"))


def test_long_values_go_on():
    assert ris_items(RIS)[1].title == "A title that goes on over two lines"


@pytest.mark.parametrize(
    ("written", "date"),
    [("2021/05/04/", "2021-05-04"), ("2021///", "2021"), ("2021-5", "2021-05"), ("2021/00/", "2021"),
     ("", None), ("in press", None)],
)  # fmt: skip
def test_dates_are_as_precise_as_they_are(written, date):
    assert dated(written) == date


@pytest.mark.parametrize("text", ["", "[1, 2]", '{"a": 1}', "no json", '[{"title": "x"}]'])
def test_other_json_is_refused(text):
    with pytest.raises(DocumentError):
        csl_items(text)


def test_the_verb_adds_a_library(library, capsys):
    folder = str(library / "w")
    Study.create(folder).close()
    assert main(["-w", folder, "add", str(library / "lib.ris")]) == 3
    captured = capsys.readouterr()
    assert "added 1 documents" in captured.out
    assert captured.err.count("legation: ") == 2
