"""Markdown → plain text: headings, emphasis, links, notes and front matter read, marks taken off."""

import re
from typing import Final

from legation.documents.assembly import assemble, digest, joined
from legation.documents.decoding import decode
from legation.documents.given import Found, Given
from legation.documents.markers import is_heading
from legation.documents.metadata import iso_date, precision_of
from legation.documents.paragraphs import Paragraph
from legation.errors import DocumentError
from legation.records import Document

_FRONT: Final = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD: Final = re.compile(r"^([A-Za-z_]+):[ \t]*(.*)$", re.MULTILINE)
_FENCE: Final = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_HEADING: Final = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_UNDERLINE: Final = re.compile(r"^(?P<text>[^\n]+)\n(?P<line>=+|-{3,})[ \t]*$", re.MULTILINE)
_NOTE: Final = re.compile(r"\[\^([^\]\s]{1,40})\]:\s*(.*)", re.DOTALL)
_NOTE_MARK: Final = re.compile(r"\[\^([^\]\s]{1,40})\](?!:)")
_RULE: Final = re.compile(r"(?:[-*_][ \t]*){3,}$")
_STARTS: Final = re.compile(r"(?:[-*+]\s|\d{1,3}[.)]\s|>\s?|#{1,6}\s|\[\^[^\]]+\]:|\[\d{1,3}\]\s)")
_INLINE: Final = (  # every repetition is bounded, so that no text takes long
    (re.compile(r"!\[([^\]]{0,300})\]\([^)]{0,2000}\)"), ""),
    (
        re.compile(r"\[([^\]^][^\]]{0,500})\]\(\s?<?[^)\s]{0,2000}>?(?:\s+\"[^\"]{0,300}\")?\s?\)"),
        r"\1",
    ),
    (re.compile(r"\[([^\]^][^\]]{0,500})\]\[[^\]]{0,100}\]"), r"\1"),
    (re.compile(r"<(https?://[^>\s]{1,2000})>"), r"\1"),
    (re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.{1,600}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])(.{1,600}?)(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=[^\s_])(.{1,600}?)(?<=[^\s_])_(?![\w_])"), r"\1"),
    (re.compile(r"`([^`\n]{1,300})`"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]{0,200}>"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])"), r"\1"),
)


def read_markdown(data: bytes, *, given: Given) -> Document:
    """The text of a Markdown file, without its marks.

    Raises
    ------
    DocumentError
        If it holds no text.
    """
    source = decode(data).replace("\r\n", "\n")
    found, source = _front(source)
    source = _without_comments(_FENCE.sub("", source))
    source = _UNDERLINE.sub(_as_heading, source)
    numbers: dict[str, int] = {}
    blocks: list[Paragraph] = []
    notes: dict[str, str] = {}
    for chunk in _chunks(source):
        if note := _NOTE.match(chunk):
            notes[note[1]] = _plain(note[2], numbers)
        elif chunk.startswith("|"):
            blocks += _rows(chunk, numbers)
        elif block := _block(chunk, numbers, first=not blocks):
            blocks.append(block)
    for label, words in notes.items():
        number = numbers.setdefault(label, len(numbers) + 1)
        notes[label] = f"[{number}] {words}"
    blocks += [Paragraph(0, 0, notes[k], "notes") for k in sorted(notes, key=numbers.__getitem__)]
    text, paragraphs = joined(blocks)
    return assemble(text, sha256=digest(data), given=given, found=found, paragraphs=paragraphs)


def _front(source: str) -> tuple[Found, str]:
    """The fields of a front matter, and the text behind it."""
    match = _FRONT.match(source)
    if not match:
        return Found(media_type="text/markdown"), source
    fields = {k.lower(): v.strip().strip("\"'") for k, v in _FIELD.findall(match[1])}
    authors = re.split(r"\s*[,;]\s*", fields.get("author", fields.get("authors", "")).strip("[]"))
    try:
        date = iso_date(fields.get("date", ""))
    except DocumentError:
        date = None
    return Found(
        title=fields.get("title") or None,
        authors=tuple(a for a in authors if a),
        publisher=fields.get("publisher") or fields.get("source") or None,
        url=fields.get("url") or None,
        date=date,
        precision=precision_of(date) if date else "none",
        date_basis="metadata" if date else "",
        language=fields.get("lang") or fields.get("language") or None,
        media_type="text/markdown",
    ), source[match.end() :]


def _without_comments(source: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := source.find("<!--", at)) >= 0 and (end := source.find("-->", start)) >= 0:
        kept.append(source[at:start])
        at = end + len("-->")
    return "".join([*kept, source[at:]])


def _as_heading(match: re.Match[str]) -> str:
    text = match["text"].strip()
    if _STARTS.match(text) or not text:
        return match.group()
    return f"\n{'#' if match['line'][0] == '=' else '##'} {text}\n"


def _chunks(source: str) -> list[str]:
    """Blocks: parted by blank lines, and where a heading, a list's item or a note begins."""
    chunks: list[list[str]] = []
    blank = True
    for line in source.split("\n"):
        if not line.strip():
            blank = True
            continue
        if blank or _STARTS.match(line.lstrip()) or _HEADING.match(chunks[-1][-1]):
            goes_on = (
                blank and bool(chunks) and line.startswith("    ") and _NOTE.match(chunks[-1][0])
            )
            chunks.append([line]) if not goes_on else chunks[-1].append(line)
        else:
            chunks[-1].append(line)
        blank = False
    return ["\n".join(c).strip() for c in chunks]


def _block(chunk: str, numbers: dict[str, int], *, first: bool) -> Paragraph | None:
    if _RULE.match(chunk) or re.fullmatch(r"[\s|:\-]+", chunk):
        return None
    heading = _HEADING.match(chunk)
    if heading:
        words = _plain(heading[2], numbers)
        name = "title" if heading[1] == "#" and first else None if is_heading(words) else "body"
        return Paragraph(0, 0, words, name)
    lines = [re.sub(r"^(?:>\s?)+|^[-*+]\s+", "", line.strip()) for line in chunk.split("\n")]
    words = _plain(" ".join(lines), numbers)
    return Paragraph(0, 0, words) if words else None


def _rows(chunk: str, numbers: dict[str, int]) -> list[Paragraph]:
    """A table's rows, their cells parted by strokes; the line under its head is left out."""
    rows = [line.strip().strip("|") for line in chunk.split("\n") if re.search(r"[^\s|:-]", line)]
    return [
        Paragraph(0, 0, " | ".join(_plain(c, numbers) for c in row.split("|")), "body")
        for row in rows
    ]


def _plain(text: str, numbers: dict[str, int]) -> str:
    text = _NOTE_MARK.sub(lambda m: f"[{numbers.setdefault(m[1], len(numbers) + 1)}]", text)
    for form, becomes in _INLINE:
        text = form.sub(becomes, text)
    return " ".join(text.split())
