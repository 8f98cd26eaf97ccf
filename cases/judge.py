"""Apply the judgements of a case to its workspace, through the review of a study.

    python cases/judge.py CASE WORKSPACE

JUDGEMENTS.toml names records by their document and words, since ids change with their coders; its
head says how.  What has been judged already, or come right by itself, is left alone.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent))
import score

from legation import review
from legation.coding.events import scales
from legation.ontology import QUAD_CLASS
from legation.records import Coded, Document, record_from_json
from legation.study import Study

Judging = Mapping[str, Any]
SPANS: Final = frozenset({"content", "meaning", "means", "then", "if", "if_", "issue"})
CONCEPTS: Final = frozenset({"cause", "effect"})
ACTORS: Final = score.ACTORS | {
    "source_actors",
    "target_actors",
    "asserted_by",
    "about",
    "actors",
    "read_by",
}
STALE: Final = "fits no record any more"
NOBODY: Final = {"claim": "speaker", "prediction": "made_by", "lever": "over", "signal": "read_by"}


class JudgingError(Exception):
    """A judgement that fits more than one record, or names what the case does not know."""


class Case:
    """A workspace with its documents and records by file name."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.documents: dict[str, Document] = {}
        for listed in study.documents():
            found = study.ledger.document(listed.id)
            if found is not None:
                self.documents |= {Path(s).name: found for s in listed.sources}
        self.records: dict[str, list[Coded]] = {d.id: [] for d in self.documents.values()}
        for record in study.records():
            if isinstance(record, Coded):
                self.records[record.citation.document].append(record)

    def apply(self, judging: Judging) -> str:
        """Write one judgement; "" where there is nothing left to judge, `STALE` where nothing fits."""
        document = self.documents[judging["file"]]
        found = [r for r in self.records[document.id] if _is_meant(r, judging)]
        if judging["verb"] == "reject":
            for record in found:
                self._decide(review.reject(record.id), judging)
            return f"rejected {len(found)}" if found else ""
        if any(_reads_so(r, judging) for r in self.records[document.id]):
            return ""
        if judging["verb"] == "add":
            if found and "where" in judging:
                return ""  # a record like it is there
            return self._decide(review.add(self._written({}, judging, document)), judging)
        if not found:
            return STALE
        if len(found) > 1:
            raise JudgingError(f"{judging['id']}: {len(found)} records are meant; one must be")
        new = self._written(found[0].to_json(), judging, document)
        return self._decide(review.edit(found[0], new), judging)

    def _decide(self, verdict: review.Verdict, judging: Judging) -> str:
        self.study.decide(verdict, judging["reason"], author="the editors of the case")
        gone, new = set(verdict.hides), [r for r in verdict.adds if isinstance(r, Coded)]
        for own in self.records.values():
            own[:] = [r for r in own if r.id not in gone]
        for record in new:
            self.records[record.citation.document].append(record)
        return {"edit": "edited", "add": "added"}.get(verdict.verb, verdict.verb)

    def _written(self, data: dict[str, Any], judging: Judging, document: Document) -> Coded:
        """The record that a judgement wants: *data* with its fields changed."""
        cited = data.get("citation") or _cited(document, judging["cite"])
        if "cite" in judging:
            cited = _cited(document, judging["cite"])
        nobody = {NOBODY[judging["kind"]]: None} if judging["kind"] in NOBODY else {}
        head = {"record": judging["kind"], "coder": review.BY_HAND, **nobody}
        data = head | data | {"citation": cited}
        for field, value in judging["set"].items():
            data[field] = self._value(field, value, document, cited)
        if judging["kind"] == "event":
            kind = data["type"]
            data |= {"quad": QUAD_CLASS[kind], "decided_by": "a person"}
            data |= {name: scales()[name][kind] for name in ("intensity", "cameo")}
        record = record_from_json(data)
        assert isinstance(record, Coded)
        return record

    def _value(self, field: str, value: Any, document: Document, cited: Mapping[str, Any]) -> Any:
        if field in ACTORS:
            if isinstance(value, list):
                return [self._actor(name, document) for name in value]
            return self._actor(value, document)
        if field in CONCEPTS:
            return _span(document, value["text"], cited) | {"concept": value["concept"]}
        return _span(document, value, cited) if field in SPANS else value

    def _actor(self, name: str, document: Document) -> dict[str, Any]:
        """The reference that the document, else any document of the case, has for a name."""
        for own in (self.records[document.id], *self.records.values()):
            for ref in _references([r.to_json() for r in own]):
                if name in (ref["name"], *ref["aliases"]):
                    return dict(ref)
        raise JudgingError(f"nobody in the case is called {name!r}")


def _references(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every reference to an actor within records as JSON."""
    if isinstance(value, Mapping):
        if {"name", "aliases", "antecedent"} <= set(value):
            yield value
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _references(part)


def _is_meant(record: Coded, judging: Judging) -> bool:
    """Whether a record is the one that a judgement speaks of."""
    data = record.to_json()
    where = judging.get("where", {}).items()
    return (
        data["record"] == judging["kind"]
        and score.quotes(data, judging)
        and all(score.field_agrees(data, f, v) for f, v in where)
    )


def _reads_so(record: Coded, judging: Judging) -> bool:
    """Whether a record reads as a judgement wants it."""
    data = record.to_json()
    if data["record"] != judging["kind"] or not score.quotes(data, judging):
        return False
    return all(_same(data.get(field), value) for field, value in judging["set"].items())


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(found, Mapping):
        if isinstance(wanted, Mapping):
            return all(_same(found.get(k), v) for k, v in wanted.items())
        return wanted in (found.get("name"), found.get("text"), *found.get("aliases", ()))
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(_same, found, wanted))
    return bool(found == wanted)


def _cited(document: Document, words: str) -> dict[str, Any]:
    at = document.text.find(words)
    if at < 0:
        raise JudgingError(f"{document.title}: no passage {words!r}")
    return {"document": document.id, "start": at, "end": at + len(words), "text": words}


def _span(document: Document, words: str, cited: Mapping[str, Any]) -> dict[str, Any]:
    """Words in the citation, else anywhere in the document."""
    at = document.text.find(words, cited["start"], cited["end"])
    at = document.text.find(words) if at < 0 else at
    if at < 0:
        raise JudgingError(f"{document.title}: no passage {words!r}")
    return {"start": at, "end": at + len(words), "text": words}


def judgements(case: Path) -> Sequence[Judging]:
    """What JUDGEMENTS.toml holds; nothing where there is none."""
    path = case / "JUDGEMENTS.toml"
    return score.load(path, "judgement") if path.exists() else []


def judge(case: Path, study: Study) -> list[tuple[str, str]]:
    """Apply the judgements of a case; what became of each, by its id."""
    open_ = Case(study)
    return [(judging["id"], open_.apply(judging)) for judging in judgements(case)]


def main() -> int:
    """Apply a case's judgements from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("case", type=Path)
    parser.add_argument("workspace", type=Path)
    options = parser.parse_args()
    try:
        with Study.open(options.workspace) as study:
            done = judge(options.case, study)
    except JudgingError as error:
        print(f"judge: {error}", file=sys.stderr)
        return 1
    written = [what for _, what in done if what and what != STALE]
    print(f"judged {len(written)} of {len(done)}; the others need no judgement any more")
    for ident, what in done:
        if what == STALE:
            print(f"judge: {ident} {what}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
