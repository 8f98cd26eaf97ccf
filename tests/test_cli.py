"""The command line: results here, complaints there, and exit codes that say how it went."""

# ruff: noqa: ARG001 - a fixture is asked for by name, also where only its effect is wanted

import contextlib
import csv
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

import legation
from fake_coding import fake_coding
from legation.cli import VERBS, main
from legation.cli.output import clean
from legation.records import KINDS
from legation.study import Coding, Study

TEXT = "Kabulov met Muttaqi in Doha. Muttaqi said “the talks went well” to Reuters."
OTHER = "Baradar met Kabulov. The \x1b[31mred\x1b[0m line of Baradar held."


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in, with two texts, and coders that need no model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Coding, "of", classmethod(lambda *_: fake_coding()))
    monkeypatch.setenv("LEGATION_WORKERS", "1")
    monkeypatch.delenv("LEGATION_WORKSPACE", raising=False)
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    Path("b.txt").write_text(OTHER, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(capsys):
    """Run the command line; give exit code, standard output and standard error."""

    def call(*arguments):
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def coded(here, run):
    """A workspace with two coded documents."""
    assert run("init")[0] == 0
    assert run("add", "a.txt", "--date", "2022-02-03", "--title", "Talks")[0] == 0
    assert run("add", "b.txt")[0] == 0
    assert run("code")[:2] == (0, "coded 2 documents\n")
    return here


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


# --- the frame --------------------------------------------------------------------------------


def test_every_verb_is_in_the_help_and_has_its_own(run):
    _, out, _ = run("--help")
    for verb in VERBS:
        assert f"  {verb} " in out
        code, told, _ = run(verb, "--help")
        assert code == 0
        assert f"Usage: legation {verb}" in told


def test_the_version(run):
    assert legation.__version__ in run("--version")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["status", "--colour"],
        ["show"],
        ["code", "--format", "jsonl"],
        ["code", "--format", "xml", "a.txt"],
        ["events", "--limit", "0"],
    ],
)
def test_what_is_asked_wrongly_exits_with_2(here, run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err


def test_no_workspace_exits_with_5(here, run):
    code, out, err = run("status")
    assert (code, out) == (5, "")
    assert err.startswith("legation: no workspace in ")
    assert len(err.splitlines()) == 1


def test_a_damaged_workspace_exits_with_5(here, run):
    Path("legation.db").write_bytes(b"no database at all, but long enough to look at " * 50)
    code, _, err = run("events")
    assert code == 5
    assert "is damaged" in err


def test_a_setting_that_is_none_exits_with_2(coded, run):
    Path("legation.toml").write_text("colour = 'red'", encoding="utf-8")
    code, _, err = run("status")
    assert code == 2
    assert "unknown setting 'colour'" in err


def test_our_own_faults_exit_with_1(coded, run, monkeypatch):
    monkeypatch.setattr(Study, "status", lambda *_, **__: 1 / 0)
    code, _, err = run("status")
    assert code == 1
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err
    assert "Traceback" in run("--debug", "status")[2]


def test_a_workspace_can_be_named(coded, run, monkeypatch):
    (coded / "far").mkdir()
    monkeypatch.chdir("/")
    for arguments in (["-w", str(coded), "status"], ["status", "--workspace", str(coded)]):
        assert run(*arguments, "--json")[0] == 0
    monkeypatch.setenv("LEGATION_WORKSPACE", str(coded / "far"))
    assert run("status")[0] == 0


def test_results_can_be_cut_off(coded):
    command = [sys.executable, "-m", "legation", "events", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.close()  # as `head` does when it has seen enough
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), err) == (0, "")


def test_the_command_line_starts_fast():
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "legation", "--help"], capture_output=True, check=True
        )
        times.append(time.perf_counter() - start)
    assert min(times) < 1.0  # 0.2 s on a machine that does nothing else


def test_control_characters_do_not_reach_the_terminal():
    assert clean("a\x1b[31mb\tc\x9bd\n") == "a�[31mb\tc�d\n"


def seen_on_a_terminal(*arguments, columns=60, **environment):
    """What a verb shows on a terminal."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "legation", *arguments],
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color", **environment},
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    return process.wait(), shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [60, 120])
def test_a_terminal_gets_a_table_that_fits(coded, columns):
    code, shown = seen_on_a_terminal("events", columns=columns, NO_COLOR="1")
    assert code == 0
    assert "\t" not in shown
    assert "CONSULT" in shown
    assert "Kabulov met Muttaqi in Doha." in shown
    plain = re.sub(r"\x1b\[\d*m", "", shown)
    assert max(len(line) for line in plain.splitlines()) <= columns
    assert "\x1b[3" not in shown  # no colour
    assert "\x1b[31mred" not in shown  # what the document says is not obeyed


def test_a_terminal_gets_a_progress_bar(coded):
    code, shown = seen_on_a_terminal("add", "a.txt", "b.txt", NO_COLOR="")
    assert code == 0
    assert "adding" in shown


# --- init, add, status ------------------------------------------------------------------------


def test_init_makes_a_workspace(here, run):
    code, out, _ = run("init", "new", "--json")
    assert code == 0
    assert lines(out) == [{"workspace": str(here / "new")}]
    assert Path("new/legation.db").exists()
    assert Path("new/legation.toml").exists()
    assert run("init", "new")[0] == 0


def test_adding_again_is_told(coded, run):
    assert run("add", "a.txt", "--date", "2022-02-03", "--title", "Talks")[1] == (
        "added 0 documents, 1 were known\n"
    )


def test_a_broken_input_is_one_line_and_exit_code_3(coded, run):
    Path("new.txt").write_text("Zhirnov left.", encoding="utf-8")
    code, out, err = run("add", "nowhere.txt", "new.txt", "--json")
    assert code == 3
    assert lines(out) == [{"added": 1, "known": 0, "failed": 1}]
    assert len(err.splitlines()) == 1
    assert err.startswith("legation: nowhere.txt: ")


def test_a_feed_must_be_a_link(coded, run):
    assert run("add", "--feed", "a.txt")[0] == 2


def test_status(coded, run):
    code, out, _ = run("status")
    assert code == 0
    assert "document\t2" in out
    assert "all documents are coded" in out
    (found,) = lines(run("status", "--json", "--as-of", "2022-02-03")[1])
    assert found["counts"]["document"] == 1


# --- code -------------------------------------------------------------------------------------


def test_nothing_left_to_code(coded, run):
    assert run("code") == (0, "nothing was left to code\n", "")
    assert lines(run("code", "--json")[1]) == [{"coded": 0, "failed": 0}]


def test_files_are_printed_under_the_names_given(here, run):
    code, out, err = run("code", "./a.txt", "b.txt", "--format", "jsonl")
    assert (code, err) == (0, "")
    found = lines(out)
    assert {r["source"] for r in found} == {"./a.txt", "b.txt"}
    assert [r["record"] for r in found if r["source"] == "./a.txt"] == [
        "document", "event", "event", "actor", "actor", "actor", "actor", "claim",
    ]  # fmt: skip
    assert not Path("legation.db").exists()
    for record in found:
        if record["record"] == "document":
            assert "text" not in record
            assert {"title", "authors", "publisher", "url", "date", "precision", "language",
                    "other_languages"} <= record.keys()  # fmt: skip
        else:
            cited = record["citation"]
            text = Path(record["source"]).read_text(encoding="utf-8")
            assert text[cited["start"] : cited["end"]] == cited["text"]
            assert {"id", "coder", "asserted_by", "hedge", "confidence"} <= record.keys()
            rebuilt = KINDS[record["record"]].from_json(record)
            assert rebuilt.id == record["id"]


def test_lines_are_printed_under_their_own_ids(here, run):
    rows = [
        {"id": 7, "text": "Zhirnov met Baradar.", "date": "", "colour": {"a": [1]}},
        {"id": "x", "text": "Zhirnov met Baradar."},
        {"text": "Zhirnov met Baradar.", "date": None},
    ]
    Path("c.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    code, out, _ = run("code", "c.jsonl")
    assert code == 0
    sources = [r["source"] for r in lines(out) if r["record"] == "event"]
    assert sources == ["7", "x", "c.jsonl:3"]


def test_what_cannot_be_coded_is_told_and_the_rest_goes_on(here, run):
    Path("bad.txt").write_text("BROKEN", encoding="utf-8")
    Path("empty.txt").write_text("", encoding="utf-8")
    code, out, err = run("code", "bad.txt", "no.txt", "empty.txt", "a.txt")
    assert code == 3
    assert {r["source"] for r in lines(out)} == {"a.txt"}
    told = err.splitlines()
    assert len(told) == 3
    assert {line.split(": ")[1] for line in told} == {"bad.txt", "no.txt", "empty.txt"}


def test_links_are_not_followed_by_code(here, run):
    code, out, err = run("code", "http://localhost:1/page.html")
    assert (code, out) == (3, "")
    assert "no such file" in err


def test_ctrl_c_keeps_what_was_coded(tmp_path):
    with Study.create(tmp_path) as study:
        for n in range(400):
            (tmp_path / f"{n:03}.txt").write_text(f"Kabulov met Muttaqi in room {n}.")
        study.add([tmp_path])
    script = (
        "import sys; sys.path.insert(0, sys.argv.pop())\n"
        "from fake_coding import fake_coding\n"
        "from legation.study import Coding\n"
        "from legation.cli import main\n"
        "Coding.of = classmethod(lambda *_: fake_coding(seconds=0.03))\n"
        "sys.exit(main())"
    )
    command = [sys.executable, "-c", script, "-w", str(tmp_path), "code"]
    process = subprocess.Popen(
        [*command, str(Path(__file__).parent)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "LEGATION_COMMIT_SECONDS": "0.1", "LEGATION_WORKERS": "2"},
    )
    while process.poll() is None:
        with Study.open(tmp_path) as study:
            if study.events(limit=1):
                break
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    (told,) = err.splitlines()
    assert "are coded and kept; `legation code` goes on" in told
    with Study.open(tmp_path) as study:
        kept = len(study.events())
        assert 0 < kept < 400
        assert told.split()[2] == str(kept)
        assert study.code(coding=fake_coding()).done == 400 - kept


# --- reading ----------------------------------------------------------------------------------


def test_events(coded, run):
    _, out, _ = run("events", "--actor", "Muttaqi")
    assert out.splitlines()[0].split("\t") == [
        "id", "day", "type", "who", "whom", "how sure", "passage",
    ]  # fmt: skip
    assert len(out.splitlines()) == 3
    found = lines(run("events", "--json", "--type", "consult", "--as-of", "2022-02-03")[1])
    assert {r["source"] for r in found} == {"a.txt"}
    document = found[0]["citation"]["document"]
    for name in ("a.txt", document[:8]):
        assert lines(run("events", "--json", "--document", name)[1]) == found


def test_claims(coded, run):
    _, out, _ = run("claims")
    assert out.splitlines()[1].endswith("(the author)\tassert\tthe talks went well")
    assert run("claims", "--polarity", "deny", "--json") == (0, "", "")


def test_actors(coded, run):
    _, out, _ = run("actors", "--limit", "1")
    assert out.splitlines()[1].split("\t")[-1] == "Baradar"
    assert {r["name"] for r in lines(run("actors", "--json")[1])} >= {"Kabulov", "Muttaqi"}


def test_show(coded, run):
    (claim,) = lines(run("claims", "--json")[1])
    _, out, _ = run("show", claim["id"][:8])
    assert "polarity: assert" in out
    assert "⟦“the talks went well”⟧" in out
    assert lines(run("show", claim["id"], "--json")[1])[0]["id"] == claim["id"]
    document = claim["citation"]["document"]
    assert TEXT in run("show", document)[1]
    assert lines(run("show", document, "--json")[1])[0]["text"] == TEXT
    assert "  aliases: Muttaqi" in run("show", "person:muttaqi")[1]
    assert lines(run("show", "person:muttaqi", "--json")[1])[0]["documents"] == 1
    code, _, err = run("show", "ffff0000ffff0000")
    assert code == 2
    assert "begins with" in err


def test_search(coded, run):
    _, out, _ = run("search", "talks", "muttaqi")
    assert "\tTalks\t" in out
    _, out, _ = run("search", "uttaq")
    assert "inside words" in out
    (hit,) = lines(run("search", "--json", "--words", '"talks went"')[1])
    assert hit["matches"][0]["text"] == "talks went"
    assert run("search", "-nothing")[0] == 2
    assert run("search", "talks", "--as-of", "2022-02-02")[1].count("\n") == 1


def test_documents_do_not_command_the_terminal(coded, run):
    _, out, _ = run("events")
    assert "\x1b" not in out
    assert "�[31mred" in out


# --- checking ---------------------------------------------------------------------------------


def test_verify(coded, run):
    code, out, _ = run("verify")
    assert code == 0
    assert out.startswith("all holds: ")
    assert lines(run("verify", "--json")[1])[0]["verified"]["document"] == 2


def test_what_does_not_hold_exits_with_4(coded, run):
    with closing(sqlite3.connect("legation.db")) as connection:
        connection.execute("DELETE FROM standing WHERE record = 1")
        connection.commit()
    code, out, err = run("verify")
    assert code == 4
    assert "derived table standing" in out
    assert "1 checks failed" in err
    assert lines(run("verify", "--json")[1])[0]["failure"]
    assert run("verify", "--rebuild")[0] == 0


def test_doctor(coded, run):
    code, out, _ = run("doctor", "--json")
    checks = {c["what"]: c for c in lines(out)}
    assert checks["ledger"]["good"]
    assert checks["ledger file"]["found"] == "whole"
    assert checks["SQLite FTS5"]["good"]
    assert code == (0 if all(c["good"] for c in checks.values()) else 4)
    assert "workspace" in run("doctor")[1]


def test_doctor_outside_and_in_a_broken_workspace(here, run, monkeypatch):
    checks = {c["what"]: c for c in lines(run("doctor", "--json")[1])}
    assert checks["workspace"] == {"what": "workspace", "good": True, "found": "none here"}
    code, out, _ = run("doctor", "-w", "/nonexistent", "--json")
    assert code == 4
    assert not lines(out)[-1]["good"]
    monkeypatch.setenv("LEGATION_MODEL", "/nonexistent")
    code, out, _ = run("doctor", "--json")
    assert code == 4
    assert [c["what"] for c in lines(out) if not c["good"]] == ["language model"]


# --- export -----------------------------------------------------------------------------------


def test_everything_as_json_lines(coded, run):
    _, out, _ = run("export")
    assert {r["record"] for r in lines(out)} == {"document", "event", "claim", "actor"}
    code, told, _ = run("export", "out/all.jsonl")
    assert (code, told) == (0, f"wrote {len(lines(out))} records to out/all.jsonl\n")
    assert Path("out/all.jsonl").read_text(encoding="utf-8") == out


def test_one_kind_as_csv(coded, run):
    _, out, _ = run("export", "--format", "csv", "--kind", "event")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0]["source_actors"] == "Kabulov"
    assert rows[0]["target_actors"] == "Muttaqi; Doha"
    assert rows[0]["citation_text"] == "Kabulov met Muttaqi in Doha."


def test_all_kinds_as_a_folder_of_csv(coded, run):
    (made,) = lines(run("export", "out", "--format", "csv", "--json")[1])
    assert made["claim"] == 1
    assert {p.stem for p in Path("out").iterdir()} == set(KINDS)


def test_a_sqlite_file(coded, run):
    assert run("export", "out.db")[0] == 0
    with closing(sqlite3.connect("out.db")) as connection:
        found = connection.execute(
            "SELECT source_actor, target_actor FROM event_pairs ORDER BY event, 1, 2"
        ).fetchall()
        assert ("Kabulov", "Muttaqi") in found
        hits = connection.execute(
            "SELECT d.source FROM document_fts f JOIN document d ON d.rowid = f.rowid "
            "WHERE document_fts MATCH 'talks'"
        ).fetchall()
    assert hits == [("a.txt",)]
    assert run("export", "out.db")[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["out.xyz"],
        ["--kind", "dream"],
        ["--format", "csv"],
        ["--format", "sqlite"],
        ["out.db", "--kind", "event"],
    ],
)
def test_an_export_that_makes_no_sense(coded, run, arguments):
    assert run("export", *arguments)[0] == 2


def test_an_export_that_cannot_be_written(coded, run):
    Path("file").write_text("x", encoding="utf-8")
    code, _, err = run("export", "file/out.jsonl")
    assert code == 2
    assert "cannot be written" in err
