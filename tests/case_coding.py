"""The cases coded once for all tests: workspaces as coded, and as judged after that."""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
import judge
import score

from legation.records import KINDS
from legation.settings import Settings
from legation.study import Study

CASES = Path(__file__).parents[1] / "cases"
Records = Mapping[str, Sequence[Mapping[str, Any]]]
_HELD = tempfile.TemporaryDirectory(prefix="legation-cases-")


@cache
def coded(name: str) -> Path:
    """A workspace with the documents of a case, coded and not yet judged."""
    folder = Path(_HELD.name) / name
    Study.create(folder).close()
    with Study(folder, settings=Settings(workers=1)) as study:
        report = study.add([CASES / name / "documents"])
        assert not report.failures
        assert not study.code().failures
        _write(study, folder)
    return folder


@cache
def judged(name: str) -> tuple[Path, dict[str, str]]:
    """The workspace after the judgements of the case, and what became of each."""
    folder = Path(_HELD.name) / f"{name}-judged"
    _copy(coded(name), folder)
    with Study.open(folder) as study:
        done = dict(judge.judge(CASES / name, study))
        _write(study, folder)
    return folder, done


def _copy(source: Path, target: Path) -> None:
    """A copy of a workspace, whole or not at all."""
    target.mkdir()
    for path in source.iterdir():
        (target / path.name).write_bytes(path.read_bytes())


def copied(source: Path, name: str) -> Path:
    """A copy of a workspace, to change."""
    folder = Path(_HELD.name) / name
    _copy(source, folder)
    return folder


def _write(study: Study, folder: Path) -> None:
    with (folder / "records.jsonl").open("w", encoding="utf-8") as file:
        for line in lines(study):
            file.write(json.dumps(line) + "\n")


def lines(study: Study) -> list[dict[str, Any]]:
    """Every coded record of a study as printed."""
    kinds = [kind for kind in KINDS if kind not in {"document", "estimate", "undertaking"}]
    return [line for kind in kinds for line in study.lines(kind)]


def records(folder: Path) -> Records:
    """The records of a workspace by the base name of their document."""
    return score.read_records(folder / "records.jsonl")


def rows(name: str) -> Sequence[Mapping[str, Any]]:
    """The rows of EXPECTED.toml."""
    return score.load(CASES / name / "EXPECTED.toml", "expected")


def missed(name: str, found: Records) -> list[str]:
    """The ids of the rows that no record meets."""
    near = ((row["id"], *score.nearest(row, found)) for row in rows(name))
    return [ident for ident, record, wrong in near if record is None or wrong]
