"""What the README and the docs say is true: the map is whole, and the commands run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import legation
from legation.cli import VERBS, group
from legation.settings import meanings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
HOUSE = Path(legation.__file__).parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The fenced blocks of the README in a language."""
    return [body for name, body in BLOCK.findall(README) if name == language]


def rooms() -> set[str]:
    """`errors.py`, `coding/` …: everything that the map must show."""
    files = {p.name for p in HOUSE.glob("*.py") if not p.name.startswith("__")}
    folders = {f"{p.name}/" for p in HOUSE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    return files | folders


def test_the_readme_is_short():
    assert README.count("\n") <= 120


def test_every_room_is_on_the_map_and_nothing_else_is():
    shown = set(re.findall(r"`(\w+(?:\.py|/))`", README[README.index("## The rooms") :]))
    assert shown == rooms()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_documented_with_its_options(verb):
    section = COMMANDS.partition(f"\n## {verb}\n")[2].partition("\n## ")[0]
    assert section, f"docs/commands.md has no section on {verb}"
    command = group.get_command(click.Context(group), verb)
    everywhere = {"--workspace", "--json"}
    options = {o for p in command.params for o in (*p.opts, *p.secondary_opts) if o[:2] == "--"}
    missing = [o for o in sorted(options - everywhere) if o not in section]
    assert not missing


def test_no_other_verb_is_documented():
    headings = set(re.findall(r"^## (\w+)$", COMMANDS, re.MULTILINE))
    assert headings == set(VERBS)


def test_options_of_every_verb_are_documented():
    for option in ("--workspace", "--json", "--debug", "--version"):
        assert option in COMMANDS.partition("\n## ")[0]


def test_every_setting_is_documented_with_its_default_and_meaning():
    table = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", SETTINGS, re.MULTILINE))
    assert set(table) == set(meanings())
    for name, (default, meaning) in meanings().items():
        shown, _, told = table[name].partition(" | ")
        assert told == meaning
        words = default if isinstance(default, tuple) else (str(default),)
        assert all(word in shown for word in words)


def test_every_link_to_a_file_leads_somewhere():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_page_of_the_docs_is_reached_from_the_readme():
    linked = set(re.findall(r"\]\(docs/([\w-]+\.md)\)", README))
    assert linked == {page.name for page in (ROOT / "docs").glob("*.md")}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with the case beside it, as in a clone, where the README's commands run."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "cases").symlink_to(ROOT / "cases")
    return folder


@pytest.fixture(scope="module")
def ran(place: Path) -> dict[str, str]:
    """Every shell command of the README, run in order, with what it printed."""
    here = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100"}
    printed = {}
    for line in [ln for body in blocks("console") for ln in body.splitlines()]:
        if not line.startswith("$ ") or line.startswith(("$ make", "$ git", "$ cd")):
            continue
        done = subprocess.run(
            line[2:], shell=True, cwd=place, env=environment, capture_output=True, text=True,
            check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        printed[line] = done.stdout
    return printed


@pytest.mark.slow
def test_the_commands_of_the_readme_print_what_it_shows(ran):
    assert ran
    for body in blocks("console"):
        output = ""
        for line in body.splitlines():
            if line.startswith("$ "):
                output = ran.get(line, "")
            elif output and line.strip(" …"):
                wanted = " ".join(line.split())
                got = [" ".join(found.split()) for found in output.splitlines()]
                assert wanted in got, f"README shows {wanted!r}, but the command printed\n{output}"


@pytest.mark.slow
def test_the_python_of_the_readme_runs(ran, place, monkeypatch, capsys):
    assert ran
    monkeypatch.chdir(place)
    [code] = blocks("python")
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out.strip()
