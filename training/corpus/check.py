"""The validator: what in the corpus breaks its own rules, and what looks doubtful.

`check(files)` returns problems in the order of files and lines; a grave one fails the check.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from training.corpus.labels import PARTS, UNNAMED
from training.corpus.passages import Mark, Passage, Problem, read_file

OVERLAP: Final = 12
LONG_TRIGGER: Final = 5
REFERENCES: Final = ("same", "rebuts", "supports")
_WORD: Final = re.compile(r"[\w’'-]+")
_TWO: Final = re.compile(r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?] [A-Z][a-z]+ ")


def check(files: Sequence[Path]) -> list[Problem]:
    """Every problem of some files."""
    passages: list[Passage] = []
    problems: list[Problem] = []
    for path in files:
        found, wrong = read_file(path)
        passages += found
        problems += wrong
    for passage in passages:
        problems += _labels(passage)
        problems += _parts(passage)
        problems += _doubts(passage)
    problems += _names_twice(passages)
    problems += overlaps(passages)
    broken = {(p.path, p.line) for p in problems if p.grave}
    problems = [p for p in problems if p.grave or (p.path, p.line) not in broken]
    return sorted(problems, key=lambda p: (p.path.name, p.line))


def _keys(mark: Mark) -> Iterator[str]:
    label = mark.label
    yield from label.who
    yield from label.whom
    yield from (label["by"] or "").split("+") if label["by"] else ()
    yield from [v for n in ("holder", "reader") if (v := label[n])]


def _labels(passage: Passage) -> Iterator[Problem]:
    """Keys that the cast lacks; places and sides that make no sense."""
    for mark in passage.marks:
        for key in _keys(mark):
            if key not in UNNAMED and key not in passage.cast:
                text = f"key {key!r} of {mark.text!r} is not in the cast: add a line `{key}: …`"
                yield Problem(passage.path, mark.line, text)
        if mark.kind == "mention" and set(mark.label.who) & UNNAMED:
            text = f"mention {mark.text!r} stands for nobody: name a key of the cast"
            yield Problem(passage.path, mark.line, text)
        if mark.kind == "event" and mark.label.who == mark.label.whom == ("-",):
            yield Problem(passage.path, mark.line, f"event {mark.text!r} is between nobody")


def _parts(passage: Passage) -> Iterator[Problem]:
    """Ids whose other part is missing, or that refer to nothing."""
    parts: dict[str, set[str]] = defaultdict(set)
    for mark in passage.marks:
        if mark.label.id:
            parts[mark.label.id].add(mark.kind)
    for mark in passage.marks:
        other = PARTS.get(mark.kind)
        if other and mark.label.id and other not in parts[mark.label.id]:
            text = f"#{mark.label.id} has {mark.kind!r} and no {other!r}: mark it, or drop this one"
            yield Problem(passage.path, mark.line, text)
        for name in REFERENCES:
            target = mark.label[name]
            if target and target not in parts:
                text = f"{name}=#{target} refers to nothing: give that mark #{target}"
                yield Problem(passage.path, mark.line, text)
    for identity, kinds in parts.items():
        whole = {frozenset((k, PARTS[k])) if k in PARTS else frozenset((k,)) for k in kinds}
        if len(whole) > 1:
            text = f"#{identity} is used for different records ({', '.join(sorted(kinds))})"
            yield Problem(passage.path, passage.line, text)


def _doubts(passage: Passage) -> Iterator[Problem]:
    """Unmarked names, long triggers, lines of several sentences, an idle cast."""
    yield from _unmarked(passage)
    for mark in passage.marked("event"):
        if len(mark.text.split()) > LONG_TRIGGER:
            text = f"the trigger {mark.text!r} is long: mark the shortest word that names the act"
            yield Problem(passage.path, mark.line, text, grave=False)
    for sentence in passage.sentences:
        two = _TWO.search(passage.text, sentence.start, sentence.end)
        if two:
            text = f"two sentences in one line, at {two.group()!r}?"
            yield Problem(passage.path, sentence.line, text, grave=False)
    used = {k for m in passage.marks for k in _keys(m)}
    for key, member in passage.cast.items():
        if key not in used:
            yield Problem(passage.path, member.line, f"{key!r} is never marked", grave=False)


def _unmarked(passage: Passage) -> Iterator[Problem]:
    covered: set[int] = set()
    for mark in passage.marks:
        if mark.kind in {"mention", "place"}:
            covered |= set(range(mark.start, mark.end))
    for name, keys in sorted(_names(passage).items(), key=lambda item: -len(item[0])):
        for found in re.finditer(rf"\b{re.escape(name)}\b", passage.text):
            here = set(range(*found.span()))
            if not covered & here:
                covered |= here
                text = f"{name!r} is not marked (={keys}?)"
                yield Problem(passage.path, _line_at(passage, found.start()), text, grave=False)


def _names(passage: Passage) -> dict[str, str]:
    """What the cast is called: full names, family names, and capitalised forms marked elsewhere."""
    names: dict[str, str] = {}
    for mark in passage.marked("mention"):
        bare = re.sub(r"\A[Tt]he ", "", mark.text)
        if bare[:1].isupper() and bare.split()[0] not in _PRONOUNS and " of " not in bare:
            names.setdefault(bare, "+".join(mark.label.who))
    for member in passage.cast.values():
        names[re.sub(r"\A[Tt]he ", "", member.name)] = member.key
        if member.type == "PER" and " " in member.name:
            names.setdefault(member.name.split()[-1], member.key)
    return {n: k for n, k in names.items() if len(n) > 2 and n[0].isupper()}


_PRONOUNS: Final = frozenset(
    {
        "He", "She", "It", "They", "We", "I", "You", "His", "Her", "Its", "Their", "Our", "My",
        "Both", "Each", "Neither", "Either", "This", "That", "These", "Those", "Who", "Which",
        "One",
    }
)  # fmt: skip


def _line_at(passage: Passage, char: int) -> int:
    return next((s.line for s in passage.sentences if s.start <= char < s.end), passage.line)


def _names_twice(passages: Iterable[Passage]) -> Iterator[Problem]:
    first: dict[str, Passage] = {}
    for passage in passages:
        if passage.name in first:
            other = first[passage.name]
            text = f"passage {passage.name!r} stands already in {other.path.name}:{other.line}"
            yield Problem(passage.path, passage.line, text)
        first.setdefault(passage.name, passage)


def overlaps(passages: Iterable[Passage], size: int = OVERLAP) -> Iterator[Problem]:
    """Sentences that share *size* words in a row with an earlier one."""
    seen: dict[tuple[str, ...], tuple[Passage, int]] = {}
    for passage in passages:
        for sentence in passage.sentences:
            words = _WORD.findall(passage.text[sentence.start : sentence.end].lower())
            runs = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]
            known = next((seen[r] for r in runs if r in seen), None)
            if known is not None:
                where = f"{known[0].path.name}:{known[1]}"
                text = f"shares {size} words in a row with {where}: say it anew"
                yield Problem(passage.path, sentence.line, text)
            for run in runs:
                seen.setdefault(run, (passage, sentence.line))
