"""Every format is read back by its own library: counts, spans and words are those of the ledger."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree

import bibtexparser
import docx
import networkx
import pyarrow.parquet
import pytest
import rispy
from lxml import html as lxml_html

from fake_coding import document, records_of
from legation.cli import main
from legation.export.columns import schema_of, write_parquet
from legation.export.markdown import escaped, markdown
from legation.export.network import days, gexf
from legation.export.page import page
from legation.export.paper import Footnote, Line, Paper, Part, places_in
from legation.export.references import (
    apa,
    bibtex,
    chicago,
    csl,
    keys_of,
    name_of,
    note,
    ris,
)
from legation.export.word import word
from legation.records import KINDS, record_from_json

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HARBOUR = {
    "title": "Ferries & <tolls>: who pays 100%?",
    "authors": ["Ada M. Vale", "Jan van der Meer", "TASS"],
    "publisher": "Port_Courier",
    "date": "2021-05-04",
    "url": "https://example.org/a?b=1&c=2",
    "language": "en",
}
STRAIT = {"title": "Пролив закрыт", "authors": ["Иван Смирнов"], "date": "2022", "language": "ru"}
BARE = {"title": None, "authors": [], "date": None}
SOURCES = [("a" * 64, HARBOUR), ("b" * 64, STRAIT), ("c" * 64, BARE)]


# --- references -----------------------------------------------------------------------------------


def test_ris_is_read_back():
    found = rispy.loads(ris(SOURCES))
    assert [entry["id"] for entry in found] == [ident for ident, _ in SOURCES]
    first = found[0]
    assert first["title"] == HARBOUR["title"]
    assert first["authors"] == ["Vale, Ada M.", "van der Meer, Jan", "TASS"]
    assert first["date"] == "2021/05/04/"
    assert first["urls"] == [HARBOUR["url"]]
    assert found[1]["title"] == "Пролив закрыт"
    assert found[1]["year"] == "2022"
    assert "date" not in found[2]


def test_bibtex_is_read_back():
    found = bibtexparser.loads(bibtex(SOURCES)).entries
    assert [entry["ID"] for entry in found] == ["vale2021ferries", "document2022", "untitled"]
    first = found[0]
    assert first["author"] == "Vale, Ada M. and van der Meer, Jan and {TASS}"
    assert first["title"] == r"{Ferries \& <tolls>: who pays 100\%?}"
    assert first["journal"] == r"Port\_Courier"
    assert (first["year"], first["month"], first["date"]) == ("2021", "5", "2021-05-04")
    assert first["note"].endswith("a" * 64)
    assert "author" not in found[2]


def test_csl_keeps_what_is_known_and_nothing_else():
    first, second, third = json.loads(csl(SOURCES))
    assert first["issued"] == {"date-parts": [[2021, 5, 4]]}
    assert first["author"][2] == {"literal": "TASS"}
    assert first["type"] == "webpage"
    assert second["issued"] == {"date-parts": [[2022]]}
    assert set(third) == {"id", "type", "title", "note"}


def test_a_library_exported_is_read_as_it_was():
    from legation.documents.library import csl_items, ris_items

    for items in (ris_items(ris(SOURCES)), csl_items(csl(SOURCES))):
        assert [i.title for i in items][:2] == [HARBOUR["title"], STRAIT["title"]]
        assert items[0].authors == tuple(HARBOUR["authors"])
        assert [i.date for i in items] == ["2021-05-04", "2022", None]
        assert items[0].publisher == HARBOUR["publisher"]


def test_keys_are_never_the_same():
    same = [(str(n), HARBOUR) for n in range(40)]
    assert len(set(keys_of(same).values())) == 40


@pytest.mark.parametrize(
    ("written", "family"),
    [
        ("Ada Vale", "Vale"), ("Vale, Ada", "Vale"), ("Carlos de la Cruz", "de la Cruz"),
        ("Martin Luther King, Jr.", "King Jr."), ("Unit 4 Desk", "Unit 4 Desk"),
    ],
)  # fmt: skip
def test_family_names(written, family):
    assert name_of(written).family == family


def test_references_as_text():
    assert chicago(HARBOUR).startswith("Vale, Ada M., Jan van der Meer, and TASS. “Ferries")
    assert "May 4, 2021" in note(HARBOUR)
    assert apa(HARBOUR).startswith("Vale, A. M., van der Meer, J., & TASS. (2021, May 4). Ferries")
    for told in (chicago(BARE), apa(BARE), note(BARE)):
        assert "n.d." in told
        assert ".." not in told


# --- papers ---------------------------------------------------------------------------------------

TIDINGS = document(
    "Vale met *the* envoy & <b>said</b>: “ferry”.\nThe Isles denied it [twice].", "2021-05-04"
)


def paper(**changes):
    cited = TIDINGS.cite(0, 43), TIDINGS.cite(44, 71), TIDINGS.cite(0, 4)
    notes = [
        Footnote(citation=c, fields=f, source="tidings.txt", record=str(n), repeats=n == 2)
        for n, (c, f) in enumerate(zip(cited, (HARBOUR, HARBOUR, BARE), strict=True))
    ]
    lines = (
        Line(text="1. Vale <met> *somebody* & left_it.", lead="3 May", notes=(notes[0], notes[1])),
        Line(text="Nothing stands behind this\x00 control."),
    )
    parts = (
        Part(heading="Who & when", lines=lines, note="A # note."),
        Part(heading="Disputed", lines=(Line(text="Vale did.", notes=(notes[2],)),)),
    )
    told = {"title": "Isles and Northland", "about": ("Made from 1 document.",), "parts": parts}
    return Paper(**(told | changes))


def spans(told):
    return [(n.citation.document[:12], n.citation.start, n.citation.end) for n in told.footnotes()]


def test_word_has_real_footnotes():
    told = paper()
    made = docx.Document(io.BytesIO(word(told)))
    assert [p.text for p in made.paragraphs if p.style.name == "Heading 1"] == [
        "Who & when", "Disputed", "Sources",
    ]  # fmt: skip
    marks = [int(e.get(f"{W}id")) for e in made.element.iter(f"{W}footnoteReference")]
    assert marks == [1, 2, 3]
    part = next(p for p in made.part.package.parts if p.partname == "/word/footnotes.xml")
    notes = {int(n.get(f"{W}id")): n for n in ElementTree.fromstring(part.blob)}
    assert sorted(notes) == [-1, 0, 1, 2, 3]
    texts = ["".join(t.text or "" for t in notes[n].iter(f"{W}t")) for n in marks]
    assert [places_in(t) for t in texts] == [[span] for span in spans(told)]
    assert "Vale met *the* envoy & <b>said</b>: “ferry””" in texts[0]
    assert all(list(notes[n].iter(f"{W}footnoteRef")) for n in marks)


def test_the_same_brief_gives_the_same_word_file():
    first, second = (zipfile.ZipFile(io.BytesIO(word(paper()))) for _ in range(2))
    assert first.namelist() == second.namelist()
    assert all(first.read(name) == second.read(name) for name in first.namelist())


def test_settings_of_the_word_file_keep_their_order():
    with zipfile.ZipFile(io.BytesIO(word(paper()))) as file:
        settings = ElementTree.fromstring(file.read("word/settings.xml"))
    tags = [child.tag for child in settings]
    assert tags.index(f"{W}footnotePr") < tags.index(f"{W}compat")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_shows_the_footnotes(tmp_path):
    (tmp_path / "brief.docx").write_bytes(word(paper()))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path,
         tmp_path / "brief.docx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    import pypdfium2

    with pypdfium2.PdfDocument(tmp_path / "brief.pdf") as pdf:
        text = pdf[0].get_textpage().get_text_bounded()
    for _, start, end in spans(paper()):
        assert f":{start}–{end}]" in text


def test_markdown_footnotes_stand_once_each():
    told = paper()
    text = markdown(told)
    assert re.findall(r"(?<!^)\[\^(\d+)\]", text, re.MULTILINE) == ["1", "2", "3"]
    notes = re.findall(r"^\[\^(\d+)\]: (.*)$", text, re.MULTILINE)
    assert [number for number, _ in notes] == ["1", "2", "3"]
    assert [places_in(body) for _, body in notes] == [[span] for span in spans(told)]
    assert r"\*somebody\*" in text
    assert "\x00" not in text


@pytest.mark.parametrize(
    "text", ["1. one", "# head", "- item", "+ plus", "a_b*c", "[x](y)", "12) q"]
)
def test_markdown_shows_what_was_written(text):
    assert escaped(text) != text
    assert escaped(text).replace("\\", "") == text


def test_the_html_page_holds_all_it_needs():
    told = paper()
    found = lxml_html.fromstring(page(told))
    notes = found.xpath('//section[@class="notes"]/ol/li')
    cited = [
        (n.get("data-document")[:12], int(n.get("data-start")), int(n.get("data-end")))
        for n in notes
    ]
    assert cited == spans(told)
    words = [n.xpath("string(q)") for n in notes]
    assert words[:2] == [" ".join(n.citation.text.split()) for n in told.footnotes()[:2]]
    assert words[2] == ""  # the sentence itself holds them
    for mark in found.xpath("//sup/a"):
        assert found.xpath(f'//li[@id="{mark.get("href")[1:]}"]')
    loaded = found.xpath("//@src | //link/@href | //script | //img")
    assert loaded == []


# --- tables and networks --------------------------------------------------------------------------

REPORT = document(
    "Kabulov met Muttaqi, Baradar. He said “wheat is due”.\nZhirnov saw Vale.", "2022-02"
)


def rows(kind):
    return [r.to_json(source="a.txt") for r in records_of(REPORT) if r.record == kind]


@pytest.mark.parametrize("kind", ["event", "claim", "actor"])
def test_parquet_gives_the_records_back(tmp_path, kind):
    path = tmp_path / f"{kind}.parquet"
    assert write_parquet(rows(kind), kind, path) == len(rows(kind)) > 0
    back = pyarrow.parquet.read_table(path).to_pylist()
    told = [{k: v for k, v in row.items() if k not in ("id", "source")} for row in back]
    assert [record_from_json({"record": kind} | row) for row in told] == [
        r for r in records_of(REPORT) if r.record == kind
    ]
    assert [row["id"] for row in back] == [row["id"] for row in rows(kind)]


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_has_typed_columns(kind):
    names = schema_of(kind).names
    assert len(names) == len(set(names))
    assert names[:2] == ["id", "source"]


def test_gexf_has_an_edge_for_each_pair_with_its_days():
    events = rows("event")
    graph = networkx.read_gexf(io.BytesIO(gexf(events).encode()))
    pairs = sum(len(e["source_actors"]) * len(e["target_actors"]) for e in events)
    assert graph.number_of_edges() == pairs == 3
    assert set(nx_labels(graph)) == {"Kabulov", "Muttaqi", "Baradar", "Zhirnov", "Vale"}
    for _, _, edge in graph.edges(data=True):
        text = REPORT.text[edge["citation_start"] : edge["citation_end"]]
        assert edge["citation_text"] == " ".join(text.split())
        assert (edge["start"], edge["end"]) == ("2022-02-01", "2022-02-28")


def nx_labels(graph):
    return [data["label"] for _, data in graph.nodes(data=True)]


@pytest.mark.parametrize(
    ("event", "span"),
    [
        ({"start": "2022-12", "end": None}, ("2022-12-01", "2022-12-31")),
        ({"start": "2022", "end": "2024-03"}, ("2022-01-01", "2024-02-29")),
        ({"start": "2022-02-30", "end": None}, None),
        ({"start": "2022-05-01", "end": None, "precision": "none"}, None),
    ],
)
def test_days_of_an_edge(event, span):
    assert days(event) == span


# --- the verb -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["b.docx", "b.md", "b.html", "b.json", "b.bib", "b.ris", "b.gexf", "b.db", "b.jsonl"]
)
def test_the_verb_tells_the_format_by_the_ending(small_study, tmp_path, name, capsys):
    path = tmp_path / "out" / name
    assert main(["-w", str(small_study.folder), "export", str(path)]) == 0
    assert path.stat().st_size > 100
    assert "wrote" in capsys.readouterr().out


def test_parquet_of_several_kinds_is_a_folder(small_study, tmp_path):
    assert (
        main(["-w", str(small_study.folder), "export", str(tmp_path / "p"), "--format", "parquet"])
        == 0
    )
    for kind in ("event", "claim", "actor", "document"):
        table = pyarrow.parquet.read_table(tmp_path / "p" / f"{kind}.parquet")
        assert table.num_rows == small_study.ledger.counts().get(kind, 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("x.docx", "--kind", "event"),
        ("x.jsonl", "--pair", "A", "B"),
        ("--format", "docx"),
        ("x.xyz",),
    ],
)
def test_what_makes_no_sense_is_refused(small_study, arguments, capsys):
    assert main(["-w", str(small_study.folder), "export", *arguments]) == 2
    assert capsys.readouterr().err.startswith("legation: ")


def test_the_brief_on_paper_says_what_the_ledger_holds(small_study):
    told = small_study.paper()
    assert told.footnotes()
    for own in told.footnotes():
        held = small_study.ledger.document(own.citation.document)
        assert held.text[own.citation.start : own.citation.end] == own.citation.text
    for text in (markdown(told), page(told)):
        assert len(places_in(text)) == len(told.footnotes())


def test_csv_and_jsonl_agree(small_study, tmp_path):
    folder = str(small_study.folder)
    assert main(["-w", folder, "export", str(tmp_path / "e.csv"), "--kind", "event"]) == 0
    assert main(["-w", folder, "export", str(tmp_path / "e.jsonl"), "--kind", "event"]) == 0
    with (tmp_path / "e.csv").open(newline="") as file:
        table = {row["id"]: row for row in csv.DictReader(file)}
    lines = [json.loads(line) for line in (tmp_path / "e.jsonl").read_text().splitlines()]
    assert {line["id"] for line in lines} == set(table)
    for line in lines:
        assert table[line["id"]]["citation_text"] == line["citation"]["text"]
        assert table[line["id"]]["citation_start"] == str(line["citation"]["start"])
