"""The passages of the corpus: from marked text to plain text with marks on its characters.

`read_file(path)` gives a file's passages and its problems, `read_corpus(folder)` those of all
files.  A problem is a line "file:line: what is wrong and what to do"; a line with a problem loses
its marks, never its words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from training.corpus.labels import Label, LabelError, parse_label

FOLDER: Final = Path(__file__).parent
SECOND: Final = FOLDER / "second"  # some passages, marked a second time
REGISTERS: Final = (
    "wire", "commentary", "communique", "interview", "analysis", "brief", "history"
)  # fmt: skip
TYPES: Final = ("PER", "ORG", "LOC", "GRP")
_CAST: Final = re.compile(r"([a-z][a-z0-9_]*): (.+)\Z")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_DAY: Final = re.compile(r"(?:-|\d{4}(?:-\d\d(?:-\d\d)?)?)\Z")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong (or, if not `grave`, doubtful) at a line of a file."""

    path: Path
    line: int
    text: str
    grave: bool = True

    def __str__(self) -> str:
        """Return `file:line: text`."""
        return f"{self.path.name}:{self.line}: {'' if self.grave else 'warning: '}{self.text}"


@dataclass(frozen=True, slots=True)
class Member:
    """One of a passage's cast."""

    key: str
    name: str
    type: str
    code: str | None
    sector: str | None
    role: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A label on characters [start, end) of the passage's text."""

    start: int
    end: int
    text: str
    label: Label
    line: int

    @property
    def kind(self) -> str:
        """The label's kind."""
        return self.label.kind


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: its characters in the passage's text and its line in the file."""

    start: int
    end: int
    line: int


@dataclass(slots=True)
class Passage:
    """A passage without its notation."""

    path: Path
    line: int
    name: str
    register: str = ""
    date: str | None = None
    countries: tuple[str, ...] = ()
    cast: dict[str, Member] = field(default_factory=dict)
    text: str = ""
    sentences: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def marked(self, kind: str) -> list[Mark]:
        """The marks of a kind, in order."""
        return [m for m in self.marks if m.kind == kind]


@dataclass(frozen=True, slots=True)
class Piece:
    """A mark of one line, before it has its place in the passage."""

    start: int
    end: int
    label: str


class NotationError(ValueError):
    """Brackets that do not fit."""


def plain(line: str) -> tuple[str, list[Piece]]:
    r"""Take a marked line apart: its words without notation, and its marks, inner ones first.

    >>> plain("[[Kenya|=ken]'s envoy|=env] left \\[sic\\].")
    ("Kenya's envoy left [sic].", [Piece(start=0, end=5, label='=ken'), Piece(start=0, end=13, ...
    """
    out: list[str] = []
    pieces: list[Piece] = []
    open_at: list[int] = []
    at = 0
    while at < len(line):
        sign = line[at]
        if sign == "\\" and line[at + 1 : at + 2] in {"[", "]", "|"}:
            at += 1
            out.append(line[at])
        elif sign == "[":
            open_at.append(len(out))
        elif sign == "]":
            raise NotationError(f"`]` without a label before it{_near(line, at)}")
        elif sign == "|":
            at = _close(line, at, out=out, open_at=open_at, pieces=pieces)
        else:
            out.append(sign)
        at += 1
    if open_at:
        raise NotationError(f"`[` is never closed before {''.join(out)[open_at[-1] :][:30]!r}")
    return "".join(out), pieces


def _near(line: str, at: int) -> str:
    return f" near {line[max(0, at - 20) : at + 10]!r}; write \\[ \\] \\| for the signs themselves"


def _close(line: str, at: int, *, out: list[str], open_at: list[int], pieces: list[Piece]) -> int:
    """Read the label behind a bar; return where its bracket closes."""
    end = line.find("]", at)
    if not open_at or end < 0:
        raise NotationError(f"`|` outside of a mark{_near(line, at)}")
    label = line[at + 1 : end]
    if "[" in label or "|" in label:
        raise NotationError(f"label {label!r} is never closed{_near(line, at)}")
    start = open_at.pop()
    while start < len(out) and out[start] == " ":
        start += 1
    if start >= len(out):
        raise NotationError(f"a mark holds no words{_near(line, at)}")
    pieces.append(Piece(start, len(out), label))
    return end


def read_file(path: Path) -> tuple[list[Passage], list[Problem]]:
    """Read one file."""
    problems: list[Problem] = []
    passages: list[Passage] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith("# ")]
    for n, line in enumerate(lines[: starts[0] if starts else len(lines)]):
        if line.strip():
            problems.append(Problem(path, n + 1, "text before the first header (`# name | …`)"))
            break
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        passages.append(_passage(path, lines, start, end, problems=problems))
    return passages, problems


def _passage(
    path: Path, lines: list[str], start: int, end: int, *, problems: list[Problem]
) -> Passage:
    passage = _header(path, lines[start], start + 1, problems)
    at = start + 1
    while at < end and lines[at].strip():
        member = _member(lines[at], at + 1)
        if isinstance(member, Member):
            if member.key in passage.cast:
                problems.append(
                    Problem(path, at + 1, f"key {member.key!r} stands in the cast twice")
                )
            passage.cast[member.key] = member
        else:
            problems.append(Problem(path, at + 1, member))
        at += 1
    _body(passage, lines, at, end, problems=problems)
    if not passage.text:
        problems.append(Problem(path, start + 1, f"passage {passage.name} has no text"))
    return passage


def _header(path: Path, line: str, number: int, problems: list[Problem]) -> Passage:
    parts = [p.strip() for p in line[2:].split("|")]
    if len(parts) != 4:
        text = "a header is `# name | register | date or - | countries`"
        problems.append(Problem(path, number, text))
        parts = [*parts, "", "-", ""][:4]
    name, register, date, countries = parts
    passage = Passage(path, number, name, register, None, tuple(countries.split()))
    if not _NAME.match(name):
        problems.append(Problem(path, number, f"name {name!r}: small letters, digits and hyphens"))
    if register not in REGISTERS:
        text = f"register {register!r} is none of {', '.join(REGISTERS)}"
        problems.append(Problem(path, number, text))
    if not _DAY.match(date):
        problems.append(Problem(path, number, f"date {date!r}: write 1998-04-02, or -"))
    elif date != "-":
        passage.date = date
    return passage


def _member(line: str, number: int) -> Member | str:
    match = _CAST.match(line.strip())
    parts = [p.strip() for p in match.group(2).split("|")] if match else []
    if match is None or len(parts) not in {3, 4}:
        return (
            f"{line[:40]!r} is no line of the cast (`key: Name | TYPE | CODE SECTOR | role`); "
            "leave a blank line before the text"
        )
    codes = parts[2].split()
    if parts[1] not in TYPES:
        return f"type {parts[1]!r} is none of {', '.join(TYPES)}"
    if not codes or len(codes) > 2:
        return f"code and sector {parts[2]!r}: write both, or - where there is none"
    code, sector = [*codes, "-"][:2]
    return Member(
        key=match.group(1),
        name=parts[0],
        type=parts[1],
        code=None if code == "-" else code,
        sector=None if sector == "-" else sector,
        role=parts[3] if len(parts) == 4 else None,
        line=number,
    )


def _body(
    passage: Passage, lines: list[str], start: int, end: int, *, problems: list[Problem]
) -> None:
    """Add the sentences: a blank between two of a paragraph, an empty line between paragraphs."""
    gap = ""
    for number in range(start, end):
        line = lines[number].strip()
        if not line:
            gap = "\n\n" if passage.text else ""
            continue
        words, pieces = _line(passage, line, number + 1, problems)
        passage.text += gap if passage.text else ""
        offset = len(passage.text)
        passage.text += words
        gap = " "
        passage.sentences.append(Line(offset, len(passage.text), number + 1))
        passage.marks += _marks(passage, pieces, offset, number + 1, problems=problems)


def _line(
    passage: Passage, line: str, number: int, problems: list[Problem]
) -> tuple[str, list[Piece]]:
    try:
        return plain(line)
    except NotationError as error:
        problems.append(Problem(passage.path, number, str(error)))
        return re.sub(r"\|[^\[\]|]*\]|\[", "", line), []


def _marks(
    passage: Passage, pieces: Iterable[Piece], offset: int, number: int, *, problems: list[Problem]
) -> Iterator[Mark]:
    for piece in pieces:
        try:
            label = parse_label(piece.label)
        except LabelError as error:
            problems.append(Problem(passage.path, number, str(error)))
            continue
        start, end = offset + piece.start, offset + piece.end
        yield Mark(start, end, passage.text[start:end], label, number)


def corpus_files(folder: Path = FOLDER / "passages") -> list[Path]:
    """The files of the corpus, by name."""
    return sorted(folder.glob("*.txt"))


def read_corpus(folder: Path = FOLDER / "passages") -> list[Passage]:
    """All passages; what is wrong in them is `check`'s business."""
    return [p for path in corpus_files(folder) for p in read_file(path)[0]]
