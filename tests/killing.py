"""Kill a run again and again, and see whether what comes out is what an undisturbed run makes.

Run as a script, it adds a file of lines to a workspace and codes it: the run that gets killed.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

from fake_coding import fake_coding
from legation.settings import Settings
from legation.study import Study

MARK = "LEGATION_TEST_RUN"
PATIENCE = 120.0


def write_lines(path: Path, number: int) -> None:
    """So many documents, a line each."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            text = f"Kabulov met Muttaqi in room {n}. Baradar said “we agreed on {n}” to Zhirnov."
            line = {"id": f"d{n}", "text": text, "date": f"2022-{n % 12 + 1:02}-05"}
            file.write(json.dumps(line) + "\n")


def run(workspace: str, lines: str, seconds: str) -> None:
    """Add and code, slowly enough to be killed."""
    with Study.create(workspace) as study:
        study.settings = Settings(workers=2, commit_documents=10, commit_seconds=0.2)
        study.add([lines])
        study.code(coding=fake_coding(seconds=float(seconds)))


def result(workspace: Path) -> tuple[list[str], list[str], int]:
    """Ids of documents and of standing records, and how many documents are not coded."""
    coding = fake_coding()
    with Study.open(workspace) as study:
        assert list(study.verify()) == []
        left = study.ledger.count_uncoded(coding.coders, coding.setup)
        return [d.id for d in study.documents()], sorted(r.id for r in study.rows()), left


def rows_there(workspace: Path) -> int:
    """How many documents and records there are, 0 before there is a ledger."""
    if not (workspace / "legation.db").exists():
        return 0
    try:
        with Study.open(workspace) as study:
            return sum(study.ledger.counts().values())
    except Exception:  # noqa: BLE001 - the ledger is being made
        return 0


def start(workspace: Path, lines: Path, seconds: float) -> tuple[subprocess.Popen[bytes], str]:
    """A run in a process of its own, and the mark that its workers bear too."""
    mark = uuid.uuid4().hex
    command = [sys.executable, __file__, str(workspace), str(lines), str(seconds)]
    return subprocess.Popen(command, env={**os.environ, MARK: mark}), mark


def alive(mark: str) -> list[str]:
    """Processes that bear a mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                found.append(folder.name)
        except OSError:
            continue
    return found


def kill_once(workspace: Path, lines: Path, seconds: float, chance: random.Random) -> bool:
    """Start, let it get on a little, kill it; whether it was killed before it was done."""
    before = rows_there(workspace)
    process, mark = start(workspace, lines, seconds)
    wait_for_progress = chance.random() < 0.8  # else it is killed while it starts
    deadline = time.monotonic() + PATIENCE
    while wait_for_progress and process.poll() is None and rows_there(workspace) <= before:
        assert time.monotonic() < deadline, "the run does not get on"
        time.sleep(0.02)
    time.sleep(chance.uniform(0, 0.4))
    process.send_signal(signal.SIGKILL)
    killed = process.wait() == -signal.SIGKILL
    deadline = time.monotonic() + 20
    while alive(mark):
        assert time.monotonic() < deadline, "workers outlive the run that started them"
        time.sleep(0.05)
    return killed


def killed_and_undisturbed(
    folder: Path, *, documents: int, kills: int, seconds: float
) -> tuple[object, object, int]:
    """What a run comes to that is killed so often, what one comes to that is not, kills that hit."""
    chance = random.Random(20220905)
    lines = folder / "lines.jsonl"
    write_lines(lines, documents)
    hit = 0
    for _ in range(kills):
        hit += kill_once(folder / "killed", lines, seconds, chance)
        if rows_there(folder / "killed"):
            result(folder / "killed")
    for name, pause in (("killed", 0.0), ("calm", 0.0)):
        process, _ = start(folder / name, lines, pause)
        assert process.wait() == 0
    return result(folder / "killed"), result(folder / "calm"), hit


if __name__ == "__main__":
    run(*sys.argv[1:])
