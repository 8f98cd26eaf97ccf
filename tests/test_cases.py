"""The cases: every document is listed, dated, sourced, ours, and says what EXPECTED.toml quotes."""

import email
import email.policy
import importlib.util
import re
import shutil
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from legation.records import KINDS

ROOT = Path(__file__).parents[1]
CASES = sorted(path.parent for path in (ROOT / "cases").glob("*/case.toml"))
RUN = 12  # words in a row that no document may share with texts that are not ours
OUTCOMES = {"denied", "hedged", "none"}
SUFFIXES = {".txt", ".md", ".html", ".eml", ".pdf", ".docx"}
ENDS = re.compile(r"(?<=[.!?:])\s+|\n+")


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def listed(case: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = toml(case / "case.toml")["document"]
    return entries


def expected(case: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = toml(case / "EXPECTED.toml")["expected"]
    return rows


def twins(case: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = toml(case / "twins" / "TWINS.toml")["twin"]
    return rows


@cache
def text_of(path: Path) -> str:
    """What a document says, read as simply as its format allows."""
    if path.suffix == ".pdf":
        import pypdfium2

        pdf = pypdfium2.PdfDocument(path)
        pages = [page.get_textpage().get_text_range() for page in pdf]
        pdf.close()
        return re.sub(r"-?\s*\r?\n", " ", "\n".join(pages))
    if path.suffix == ".docx":
        import docx

        return "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
    raw = path.read_text(encoding="utf-8")
    if path.suffix == ".eml":
        message = email.message_from_string(raw, policy=email.policy.default)
        part = message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())
    if path.suffix == ".html":
        from lxml import html

        return str(html.document_fromstring(raw.encode()).text_content())
    return raw


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).lower()
    return re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))


def runs(text: str) -> Iterable[tuple[str, ...]]:
    found = words(text)
    return (tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1))


def script(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "cases" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documents() -> list[Path]:
    return [case / "documents" / entry["file"] for case in CASES for entry in listed(case)]


by_case = pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))


def test_there_are_two_cases_and_the_first_is_large() -> None:
    sizes = {case.name: len(listed(case)) for case in CASES}
    assert sizes["russia-taliban"] >= 40
    assert sizes["saudi-iran"] == 10


@by_case
def test_every_file_is_listed_once_and_every_listed_file_is_there(case: Path) -> None:
    names = [entry["file"] for entry in listed(case)]
    assert names == sorted(names)
    assert sorted(p.name for p in (case / "documents").iterdir()) == names
    assert {Path(name).suffix for name in names} <= SUFFIXES


@by_case
def test_dates_parse_and_stand_in_the_names(case: Path) -> None:
    for entry in listed(case):
        assert date.fromisoformat(entry["date"]).year in range(2003, 2026), entry["file"]
        assert entry["file"].startswith(entry["date"])


@by_case
def test_kinds_outlets_and_links_between_documents(case: Path) -> None:
    names = {entry["file"] for entry in listed(case)}
    for entry in listed(case):
        assert entry["kind"], entry["file"]
        assert entry["outlet"], entry["file"]
        for link in ("copy_of", "denies", "corrects", "disputes"):
            assert entry.get(link, entry["file"]) in names, entry["file"]


@by_case
def test_a_copy_repeats_most_of_what_it_copies(case: Path) -> None:
    for entry in listed(case):
        if "copy_of" in entry:
            copy = set(runs(text_of(case / "documents" / entry["file"])))
            wire = set(runs(text_of(case / "documents" / entry["copy_of"])))
            assert len(copy & wire) > len(copy) / 2, entry["file"]


@by_case
def test_languages(case: Path) -> None:
    scripts = {"ru": r"[\u0400-\u04ff]", "fa": r"[\u0600-\u06ff]", "en": r"[A-Za-z]"}
    for entry in listed(case):
        letters = re.findall(r"[^\W\d_]", text_of(case / "documents" / entry["file"]))
        own = re.findall(scripts[entry["language"]], "".join(letters))
        assert len(own) > 0.9 * len(letters), entry["file"]


def test_two_documents_in_russian_and_one_in_persian() -> None:
    languages = [entry["language"] for entry in listed(ROOT / "cases" / "russia-taliban")]
    assert (languages.count("ru"), languages.count("fa")) == (2, 1)


@by_case
def test_every_document_lists_the_publications_of_its_facts(case: Path) -> None:
    sources = {entry["file"]: entry["sources"] for entry in toml(case / "SOURCES.toml")["document"]}
    assert sorted(sources) == [entry["file"] for entry in listed(case)]
    for name, entries in sources.items():
        assert entries, name
        for entry in entries:
            assert entry["publication"], name
            assert entry["fact"], name
            assert "example" not in entry.get("url", ""), name


@pytest.mark.parametrize("folder", ["gold", "data/coding"])
def test_no_document_shares_a_run_of_words_with_texts_that_are_not_ours(
    folder: str, shared: Callable[[str], Path]
) -> None:
    theirs = shared(folder)
    ours = {run: path.name for path in documents() for run in runs(text_of(path))}
    for case in CASES:
        ours |= {run: twin["id"] for twin in twins(case) for run in runs(twin["twin"])}
    for path in sorted(theirs.iterdir()):
        if path.suffix in {".txt", ".html", ".jsonl"}:
            common = {
                ours[r]: " ".join(r) for r in runs(path.read_text(errors="replace")) if r in ours
            }
            assert not common, path.name


@by_case
def test_pdf_and_docx_are_what_their_markdown_builds(case: Path, tmp_path: Path) -> None:
    build = script("build_documents")
    copy = tmp_path / case.name
    (copy / "documents").mkdir(parents=True)
    shutil.copy(case / "case.toml", copy)
    shutil.copytree(case / "markdown", copy / "markdown")
    for path in build.build(copy):
        committed = case / "documents" / path.name
        if path.suffix == ".pdf":
            assert path.read_bytes() == committed.read_bytes(), path.name
        assert text_of(path) == text_of(committed), path.name


@by_case
def test_expected_rows_speak_of_records_that_exist(case: Path) -> None:
    names = {entry["file"] for entry in listed(case)}
    rows = expected(case)
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        known = {f.name.rstrip("_") for f in fields(KINDS[row["kind"]])} | {"actors"}
        assert set(row["where"]) <= known, row["id"]
        assert row["files"], row["id"]
        assert set(row["files"]) <= names, row["id"]


@by_case
def test_quoted_words_stand_together_in_every_document_of_a_row(case: Path) -> None:
    for row in expected(case):
        for name in row["files"]:
            passages = ENDS.split(text_of(case / "documents" / name))
            wanted = [w.lower() for w in row["quote"]]
            assert any(all(w in p.lower() for w in wanted) for p in passages), (row["id"], name)


@by_case
def test_every_row_has_a_twin_with_an_outcome(case: Path) -> None:
    assert [row["id"] for row in expected(case)] == [twin["id"] for twin in twins(case)]
    for twin in twins(case):
        assert twin["twin_expect"] in OUTCOMES, twin["id"]
        assert date.fromisoformat(twin["date"]), twin["id"]
        assert 1 <= len(ENDS.split(twin["twin"].strip())) <= 3, twin["id"]


def test_ten_unrelated_documents_name_nobody_of_the_case() -> None:
    folder = ROOT / "cases" / "russia-taliban" / "unrelated"
    paths = sorted(folder.iterdir())
    assert len(paths) == 10
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert len(words(text)) > 60, path.name
        for name in ("Russia", "Moscow", "Kremlin", "Taliban", "Afghan", "Kabul"):
            assert name not in text, path.name


def test_turning_points_are_registered_in_order_and_at_most_five() -> None:
    points = toml(ROOT / "cases" / "russia-taliban" / "TURNING_POINTS.toml")
    dates = [date.fromisoformat(turn["date"]) for turn in points["turn"]]
    assert dates == sorted(dates)
    assert 1 <= len(dates) <= 5
    assert {turn["direction"] for turn in points["turn"]} <= {"+", "-"}
    assert dates[-1] < date.fromisoformat(points["registered"])


ROW = {
    "id": "st-x", "kind": "status", "files": ["a.txt"], "quote": ["recognised"],
    "where": {"holder": "Taliban", "value": ["recognised"], "start": "2025-07-03"},
}  # fmt: skip
STATUS = {
    "record": "status", "holder": {"name": "Taliban", "party": None, "aliases": []},
    "value": "recognised", "start": "2025-07-03", "hedge": None,
    "citation": {"text": "Russia recognised the Taliban"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"value": "not recognised"}, ["value"]),
        ({"start": "2025-07"}, ["start"]),
        ({"holder": {"name": "Iran", "aliases": []}}, ["holder"]),
    ],
)
def test_a_row_is_met_by_its_record_alone(change: dict[str, Any], wrong: list[str]) -> None:
    record, found = script("score").nearest(ROW, {"a.txt": [STATUS | change]})
    assert record is not None
    assert found == wrong


def test_a_row_is_not_met_elsewhere() -> None:
    score = script("score")
    assert score.nearest(ROW, {"b.txt": [STATUS]})[0] is None
    assert score.nearest(ROW, {"a.txt": [STATUS | {"citation": {"text": "other"}}]})[0] is None


@pytest.mark.parametrize(
    ("expect", "change", "outcome"),
    [
        ("denied", {}, "plain"),
        ("denied", {"hedge": "reportedly"}, "plain"),
        ("denied", {"value": "not recognised"}, "nothing"),
        ("hedged", {}, "plain"),
        ("hedged", {"hedge": "reportedly"}, "marked"),
        ("none", {"holder": {"name": "Iran", "aliases": []}}, "nothing"),
    ],
)
def test_what_comes_of_a_twin(expect: str, change: dict[str, Any], outcome: str) -> None:
    twin = {"id": "st-x", "twin": "", "twin_expect": expect}
    assert script("score").twin_outcome(twin, ROW, [STATUS | change]) == outcome
