"""`python -m training.corpus check|stats|agree|split|strip|score`: the corpus on the command line."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from training.corpus.check import check
from training.corpus.passages import SECOND, corpus_files, read_corpus, read_file
from training.corpus.splits import chosen, split_of

if TYPE_CHECKING:
    from legation.records import Coded
    from training.corpus.gold import Item

SHOWN = {
    "type", "source_actors", "target_actors", "factuality", "speaker", "polarity", "member",
    "organisation", "status", "holder", "kind", "cause", "effect", "sign", "actor", "direction",
    "over", "state", "sender", "meaning", "a", "b", "valence", "content", "issue", "means",
}  # fmt: skip


def _check(options: argparse.Namespace) -> int:
    files = options.files or corpus_files()
    problems = check(files)
    if not options.files:
        again = corpus_files(SECOND)
        problems += check(again)
        files = [*files, *again]
    grave = [p for p in problems if p.grave]
    for problem in problems if not options.quiet else grave:
        print(problem)
    passages = [p for f in files for p in read_file(f)[0]]
    print(
        f"{len(files)} files, {len(passages)} passages, "
        f"{sum(len(p.sentences) for p in passages)} sentences, "
        f"{sum(len(p.marks) for p in passages)} marks; "
        f"{len(grave)} errors, {len(problems) - len(grave)} warnings"
    )
    return 1 if grave else 0


def _stats(_: argparse.Namespace) -> int:
    from training.corpus import statistics

    for line in statistics.lines(statistics.statistics(read_corpus())):
        print(line)
    return 0


def _agree(_: argparse.Namespace) -> int:
    from training.corpus import agreement

    second = read_corpus(SECOND)
    table, problems = agreement.agreement(read_corpus(), second)
    for problem in problems:
        print(problem)
    sentences = sum(len(p.sentences) for p in second)
    print(f"{len(second)} passages, {sentences} sentences marked twice")
    for line in agreement.lines(table):
        print(line)
    return 1 if problems else 0


def _split(options: argparse.Namespace) -> int:
    for passage in read_corpus():
        if not options.names or passage.name in options.names:
            print(f"{split_of(passage):8}{passage.name}  {len(passage.sentences)}")
    return 0


def _strip(options: argparse.Namespace) -> int:
    """Print passages without their marks, ready to be marked a second time."""
    for passage in read_corpus():
        if options.names and passage.name not in options.names:
            continue
        day = passage.date or "-"
        print(f"# {passage.name} | {passage.register} | {day} | {' '.join(passage.countries)}")
        for m in passage.cast.values():
            role = f" | {m.role}" if m.role else ""
            print(f"{m.key}: {m.name} | {m.type} | {m.code or '-'} {m.sector or '-'}{role}")
        print()
        last = 0
        for sentence in passage.sentences:
            if "\n" in passage.text[last : sentence.start]:
                print()
            line = passage.text[sentence.start : sentence.end]
            for sign in "[]|":
                line = line.replace(sign, "\\" + sign)
            print(line)
            last = sentence.end
        print()
    return 0


def _score(options: argparse.Namespace) -> int:
    from training.corpus.score import coded, lines, matches, tallies

    passages = chosen(read_corpus(), *(options.splits.split("+")))
    passages = [p for p in passages if p.path.name.startswith(options.files)]
    found = [m for p, records in coded(passages) for m in matches(p, records)]
    print(f"{options.splits}: {len(passages)} passages")
    for line in lines(tallies(found)):
        print(line)
    for match in found if options.detail else ():
        item, record = match.item, match.record
        kind = item.kind if item else record.record if record else ""
        if kind != options.detail or (item and item.minor) or match.reached > 2:
            continue
        where = f"{match.passage.path.name}:{item.line}" if item else match.passage.path.name
        told = match.passage.text[slice(*item.span)] if item else "-"
        print(f"{where}\t{match.reached}\t{told!r}\t{_fields(item)}\t{_made(record)}")
    return 0


def _fields(item: "Item | None") -> str:
    return f"{'+'.join(item.who)}>{'+'.join(item.whom)} {dict(item.values)}" if item else "-"


def _made(record: "Coded | None") -> str:
    if record is None:
        return "-"
    shown = {k: v for k, v in record.to_json().items() if k in SHOWN and v}
    sides = {
        k: "+".join(a["name"] for a in v) if isinstance(v, list) else v.get("name") or v.get("text")
        for k, v in shown.items()
        if not isinstance(v, str)
    }
    return f"{record.citation.text!r} {shown | sides}"


def main(arguments: list[str] | None = None) -> int:
    """Run one of the corpus's commands."""
    parser = argparse.ArgumentParser(prog="python -m training.corpus", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("check", help="say what breaks the rules, with file and line")
    verb.add_argument("files", nargs="*", type=Path, help="only these files")
    verb.add_argument("--quiet", action="store_true", help="no warnings")
    verb.set_defaults(run=_check)
    verb = verbs.add_parser("stats", help="what the corpus holds")
    verb.set_defaults(run=_stats)
    verb = verbs.add_parser("agree", help="how far the second annotation agrees with the first")
    verb.set_defaults(run=_agree)
    verb = verbs.add_parser(
        "split", help="which passage is in train, dev and test, and which is unseen"
    )
    verb.add_argument("names", nargs="*")
    verb.set_defaults(run=_split)
    verb = verbs.add_parser("strip", help="print passages without their marks")
    verb.add_argument("names", nargs="*")
    verb.set_defaults(run=_strip)
    verb = verbs.add_parser("score", help="what the coders find of what the corpus tells")
    verb.add_argument(
        "--splits", default="test", help="train, dev, test, unseen, or some joined by +"
    )
    verb.add_argument("--files", default="", metavar="HEAD", help="only files whose names begin so")
    verb.add_argument("--detail", metavar="KIND", help="list what was missed or wrong")
    verb.set_defaults(run=_score)
    options = parser.parse_args(arguments)
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
