"""How much of what matters the brief tells: python benchmarks/bench_brief.py FOLDER [--list].

FOLDER holds articles (`x.txt`) with annotations (`x.json`: the document, and events with `span`,
`importance`).  They are coded into a new workspace; its brief is told; printed are its sentences,
how many annotated core events stand in a passage that it cites, and what it left out.  Whether a
sentence is right is for a reader to say: `--list` prints each beside its document.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from legation.documents import Given
from legation.dossier import Brief
from legation.study import Study


def gather(folder: Path, into: Path) -> tuple[Study, dict[str, list[dict[str, Any]]]]:
    """A coded workspace of the articles, and the core events of each document."""
    study = Study.create(into)
    core: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        names = ("title", "date", "publisher", "url")
        given = Given(language="en", **{n: told["document"].get(n) for n in names})
        study.add([path.with_suffix(".txt")], given=given)
        ident = study.document_id(str(path.with_suffix(".txt")))
        core[ident] = [e for e in told["events"] if e["importance"] == "core"]
    study.code()
    return study, core


def covered(brief: Brief, core: dict[str, list[dict[str, Any]]]) -> tuple[int, int]:
    """How many core events lie for the better part in a cited passage, of how many."""
    cited = [c for s in brief.sections for x in s.sentences for c in x.citations]
    hits = 0
    for ident, events in core.items():
        own = [(c.start, c.end) for c in cited if c.document == ident]
        for event in events:
            start, end = event["span"]
            shared = max((min(end, e) - max(start, s) for s, e in own), default=0)
            hits += shared > (end - start) / 2
    return hits, sum(map(len, core.values()))


def main() -> None:
    """Print the figures."""
    if len(sys.argv) < 2 or not any(Path(sys.argv[1]).glob("*.json")):
        print("skipped: name a folder of annotated articles")
        return
    with tempfile.TemporaryDirectory() as folder:
        study, core = gather(Path(sys.argv[1]), Path(folder))
        brief = study.brief()
        if brief is None:
            print("nothing to tell")
            return
        sentences = [(s.heading, x) for s in brief.sections for x in s.sentences]
        if "--list" in sys.argv:
            for heading, x in sentences:
                print(f"{heading} | {x.how} | {x.lead} | {x.text}")
        short = brief.on_one_page()
        few = sum(len(s.sentences) for s in short.sections)
        hits, number = covered(short, core)
        print(f"on one page: {few} sentences, core events {hits} of {number} ({hits / number:.0%})")
        hits, number = covered(brief, core)
        told = sum(x.how == "told" for _, x in sentences)
        print(f"{len(sentences)} sentences: {told} told, {len(sentences) - told} quoted")
        print(f"core events in cited passages: {hits} of {number} ({hits / number:.0%})")
        for left in brief.left:
            print(f"left out: {left.number} {left.what}: {left.why}")
        study.close()


if __name__ == "__main__":
    main()
