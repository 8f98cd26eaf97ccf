"""Text in, records out, on one core: documents, sentences and words a second, and peak memory.

    python benchmarks/bench_coding.py [--documents N]

The English documents of the reference case are coded with all coders and, beside it in the same
run, only parsed by the bare spaCy pipeline.  Then N short documents (10,000) are streamed and the
peak memory is printed beside that of a tenth of them: it must not grow with their number.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from legation.actors import Gazetteer
from legation.coding import code_documents
from legation.coding.reading import paragraphs
from legation.documents import Read, iter_file
from legation.language import load_pipeline
from legation.records import Document

ROOT = Path(__file__).parents[1]


def case_documents() -> list[Document]:
    """The English documents of the reference case."""
    files = sorted((ROOT / "cases/russia-taliban/documents").iterdir())
    read = [r for f in files for r in iter_file(f) if isinstance(r, Read)]
    return [r.document for r in read if r.document.language == "en"]


def short_documents(number: int) -> Iterator[Document]:
    """One-sentence documents, the sentences of the minimal pairs over and over."""
    lines = (ROOT / "tests/pairs/events.txt").read_text(encoding="utf-8").splitlines()
    texts = [line.split(" => ")[0] for line in lines if " => " in line]
    for place, text in enumerate(islice(cycle(texts), number)):
        yield Document(
            sha256=str(place), text=text, date="2024-03-15", precision="day", language="en"
        )


def peak_mb() -> float:
    """Peak memory of this process in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def speed() -> None:
    """Print what coding costs beside the bare parse of the same text."""
    pipeline, gazetteer, documents = load_pipeline(), Gazetteer.load(), case_documents()
    list(code_documents(documents[:2], pipeline=pipeline, gazetteer=gazetteer))  # imports, caches
    texts = [text for d in documents for _, text in paragraphs(d)]
    began = time.process_time()
    parsed = [(len(list(doc.sents)), len(doc)) for doc in pipeline.parse(texts)]
    bare = time.process_time() - began
    sentences, words = sum(s for s, _ in parsed), sum(w for _, w in parsed)
    began = time.process_time()
    made = code_documents(documents, pipeline=pipeline, gazetteer=gazetteer)
    records = sum(len(found) for _, found in made)
    whole = time.process_time() - began
    print(f"{len(documents)} documents, {sentences} sentences, {words} words, {records} records")
    print(f"{'':14}{'documents/s':>12}{'sentences/s':>12}{'words/s':>10}")
    for name, seconds in (("bare pipeline", bare), ("all coders", whole)):
        print(
            f"{name:14}{len(documents) / seconds:12.1f}{sentences / seconds:12.0f}{words / seconds:10.0f}"
        )
    print(f"coding costs {whole / bare:.2f} times the bare parse; peak memory {peak_mb():.0f} MB")


def stream(number: int) -> None:
    """Code *number* short documents and print the speed and the peak memory."""
    began = time.process_time()
    made = code_documents(
        short_documents(number), pipeline=load_pipeline(), gazetteer=Gazetteer.load()
    )
    records = sum(len(found) for _, found in made)
    seconds = time.process_time() - began
    print(
        f"{number} short documents: {records} records, {number / seconds:.0f} a second, peak {peak_mb():.0f} MB"
    )


def main() -> int:
    """Run both parts, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000, metavar="N")
    parser.add_argument("--part", choices=["speed", "stream"], help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part == "speed":
        speed()
    elif args.part == "stream":
        stream(args.documents)
    else:
        for part, number in (
            ("speed", 0),
            ("stream", args.documents // 10),
            ("stream", args.documents),
        ):
            command = [sys.executable, __file__, "--part", part, "--documents", str(number)]
            subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
