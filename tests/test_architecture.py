"""The house, as a test: who may import whom, which room may be heavy, and how big a room may be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import legation

HOUSE = Path(legation.__file__).parent

# Top to bottom.  A room imports only what lies below it, or its own folder, or what OWN lists.
TIERS = [
    {"__init__", "__main__"},
    {"cli", "web"},
    {"study"},
    {
        "documents", "language", "actors", "places", "dates", "coding", "fleet",
        "schema", "ledger", "review",
        "relations", "corroboration", "causes", "system", "games", "bargaining", "forecasting",
        "dossier", "export",
    },
    {"records", "canonical", "ontology", "scoring", "settings"},
    {"errors"},
]  # fmt: skip
FOLDERS = {
    "actors",
    "bargaining",
    "causes",
    "cli",
    "coding",
    "corroboration",
    "dates",
    "documents",
    "dossier",
    "export",
    "forecasting",
    "games",
    "language",
    "ledger",
    "relations",
    "study",
    "system",
    "web",
}
OWN = {
    "coding": {"documents", "language", "actors", "places", "dates"},
    "fleet": {"coding"},
    "ledger": {"schema"},
    "records": {"ontology", "canonical"},
    "__main__": {"cli"},
    "cli": {"web"},  # `legation serve`
}

READING = {"language", "coding", "actors", "places", "dates", "fleet"}
NUMBERS = {"relations", "causes", "system", "games", "bargaining", "forecasting", "corroboration"}
HEAVY = {
    "spacy": READING,
    "thinc": READING,
    "sklearn": {"documents", "coding", "actors", "scoring"} | NUMBERS,
    "scipy": {"coding", "actors", "scoring"} | NUMBERS,
    "numba": NUMBERS | {"scoring"},
    "networkx": NUMBERS | {"web"},
    "ruptures": {"relations", "forecasting"},
    "plotly": {"dossier", "web", "bargaining"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "jinja2": {"web", "dossier"},
    "click": {"cli"},
    "rich": {"cli"},
    "trafilatura": {"documents"},
    "htmldate": {"documents"},
    "lxml": {"documents"},
    "feedparser": {"documents"},
    "py3langid": {"documents"},
    "rensa": {"documents"},
    "docx": {"documents", "export"},
    "pypdfium2": {"documents"},
    "pyarrow": {"forecasting", "export", "fleet"},
    "dask": {"fleet"},
    "distributed": {"fleet"},
    "sqlite3": {"ledger", "schema"},
}
SLOW_TO_LOAD = {
    "spacy", "sklearn", "scipy", "numba", "networkx", "plotly", "fastapi", "trafilatura",
    "pyarrow", "docx", "pypdfium2", "dask", "distributed", "ruptures", "lxml", "uvicorn",
}  # fmt: skip
MAX_FILE, MAX_BODY, MAX_PARAMETERS, MAX_DOCSTRING = 600, 60, 7, 10
NO_NAMES = {"utils", "util", "helpers", "common", "base", "misc"}

FILES = sorted(HOUSE.rglob("*.py"))
TIER = {room: depth for depth, tier in enumerate(TIERS) for room in tier}


def name(path: Path) -> str:
    """`coding/events.py` → `coding.events`; a folder's own `__init__` is the folder."""
    dotted = path.relative_to(HOUSE).with_suffix("").as_posix().replace("/", ".")
    return dotted.removesuffix(".__init__")


def room(path: Path) -> str:
    """The room that a file stands in: its top-level name."""
    return name(path).partition(".")[0]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that a file imports, deferred imports included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: use absolute imports"
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name


def faults(path: Path) -> list[str]:
    """Every import of a file that the house forbids."""
    here, found = room(path), []
    for line, dotted in imports(path):
        top, _, rest = dotted.partition(".")
        if top == "legation":
            other = rest.partition(".")[0]
            down = other not in TIER or TIER[other] > TIER[here]
            if not (down or other == here or other in OWN.get(here, set())):
                found.append(f"{name(path)}:{line} may not import {other}")
        elif top in HEAVY and here not in HEAVY[top]:
            found.append(f"{name(path)}:{line} may not import {top}")
    return found


def bodies(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Every function with the number of its lines, docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = node.body[0] if ast.get_docstring(node) else None
            taken = doc.end_lineno - doc.lineno + 1 if doc else 0
            yield node, node.end_lineno - node.lineno + 1 - taken


def test_every_room_has_its_place():
    rooms = {room(p) for p in FILES} - {"data"}
    assert rooms <= set(TIER), f"rooms that no tier lists: {sorted(rooms - set(TIER))}"


def test_only_these_rooms_are_folders():
    folders = {p.name for p in HOUSE.iterdir() if p.is_dir() and any(p.glob("*.py"))} - {"data"}
    assert folders <= FOLDERS


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_point_down(path):
    assert not faults(path)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_rooms_stay_small(path):
    text = path.read_text(encoding="utf-8")
    doc = ast.get_docstring(ast.parse(text))
    assert doc, f"{name(path)} says nothing about itself"
    assert doc.count("\n") < MAX_DOCSTRING, f"{name(path)}: the docstring is a chapter"
    assert text.count("\n") <= MAX_FILE, f"{name(path)} is a house, not a room"
    for node, size in bodies(path):
        where = f"{name(path)}:{node.lineno} {node.name}"
        assert size <= MAX_BODY, f"{where} has {size} lines"


def test_no_room_is_a_drawer():
    parts = {part for p in FILES for part in name(p).split(".")}
    assert not parts & NO_NAMES


@pytest.mark.parametrize(
    ("here", "line", "forbidden"),
    [
        ("games.py", "from legation.ledger import Ledger", "ledger"),
        ("records.py", "import legation.documents", "documents"),
        ("coding/events.py", "def f():\n    import legation.ledger", "ledger"),
        ("study.py", "import legation.web", "web"),
        ("study.py", "import sqlite3", "sqlite3"),
        ("dossier.py", "from spacy.tokens import Doc", "spacy"),
    ],
)
def test_a_planted_fault_is_found(tmp_path, monkeypatch, here, line, forbidden):
    monkeypatch.setattr(sys.modules[__name__], "HOUSE", tmp_path)
    path = tmp_path / here
    path.parent.mkdir(exist_ok=True)
    path.write_text(line + "\n", encoding="utf-8")
    assert [f.rpartition(" ")[2] for f in faults(path)] == [forbidden]


@pytest.mark.skipif(not (HOUSE / "cli").exists(), reason="no command line yet")
def test_the_command_line_starts_light():
    code = "import sys, legation.cli; print(*{m.partition('.')[0] for m in sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(run.stdout.split()) & SLOW_TO_LOAD
