"""The page that shows all that is recorded of one paragraph says what is recorded of it.

Run as a program, it writes that part of the page anew.
"""

import re
from pathlib import Path

from legation.actors import Gazetteer
from legation.coding import code_documents
from legation.language import load_pipeline
from legation.records import Coded, Document, Record

PAGE = Path(__file__).parents[1] / "docs" / "codebook-why.md"
PARTS = re.compile(r"<!-- paragraph -->\n(.*?)<!-- records -->\n(.*?)<!-- end -->", re.DOTALL)
LEFT_OUT = {
    "coder", "citation", "asserted_by", "hedge", "confidence", "mentions", "aliases", "actors",
    "intensity", "quad", "cameo", "decided_by", "trigger", "cue", "date_basis", "contexts",
    "roles", "key", "precision", "references", "order",
}  # fmt: skip


def shown(value: object) -> str:
    if isinstance(value, dict):
        if "unit" in value:
            return f"{value['bound']} {value['value']:g} {value['unit']}"
        return str(value.get("name") or f"“{value['text']}”")
    if isinstance(value, list):
        return ", ".join(shown(v) for v in value)
    return str(value)


def line(record: Record) -> str:
    fields = record.to_json().items()
    told = [
        f"{name} {shown(value)}"
        for name, value in fields
        if name not in LEFT_OUT | {"record", "id"} and value not in (None, [], "")
    ]
    return f"- **{record.record}**: {'; '.join(told)}"


def written(page: str) -> str:
    """The page with the records of its paragraph."""
    parts = PARTS.search(page)
    assert parts
    text = " ".join(row.removeprefix("> ") for row in parts[1].splitlines())
    document = Document(sha256="page", text=text, date="2024-03-15", precision="day")
    made = code_documents([document], pipeline=load_pipeline(), gazetteer=Gazetteer.load())
    records = [r for _, rs in made for r in rs if isinstance(r, Coded)]
    lines = "".join(line(r) + "\n" for r in records)
    return page[: parts.start(2)] + lines + page[parts.end(2) :]


def test_the_page_shows_what_is_recorded() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page) == page, "run python tests/test_coding_page.py and read what changed"


def test_the_paragraph_shows_every_kind_of_argument() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for kind in ("mechanism", "condition", "interest", "lever", "frame", "event", "claim"):
        assert f"- **{kind}**: " in page


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
