"""Markers of notes: their forms at the head of a note, and which paragraphs are notes.

All forms ("[3]", "3.", "(3)", "³", "*") become one: "[3]".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_HEADING: Final = re.compile(
    r"""^\W*(?:\d{1,2}[.)]?\s)?(?:end\s?notes?|foot\s?notes?|notes?(?:\sand\sreferences)?|references|sources|
    bibliography|works\scited|further\sreading|citations|
    notlar|dipnotlar|son\snotlar|kaynakça|kaynaklar|примечани[ея]|сноски|источники|литература|
    список\s(?:использованной\s)?литературы|библиография|ссылки|
    المراجع|المصادر|الهوامش|المصادر\sوالمراجع|منابع|پانوشت‌?ها|پی‌?نوشت‌?ها|یادداشت‌?ها|
    注释|参考文献|注|notes?\set\sréférences|références|bibliographie|sources|
    anmerkungen|fußnoten|quellen|literatur|literaturverzeichnis|einzelnachweise|
    notas|referencias|bibliografía|fuentes)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_HEAD: Final = re.compile(
    r"(?:\[(?P<square>\d{1,3}|[a-z]|\*{1,3}|[ivxl]{1,6})\]|\((?P<round>\d{1,3})\)(?=\s)"
    r"|(?P<sup>[¹²³⁰⁴-⁹]{1,3})|\^\s?(?P<caret>\d{1,3})?(?=\s)"
    r"|(?P<dot>\d{1,3})[.)](?=\s?\D)|(?P<bare>\d{1,3})(?=\s+[“\"«„‘]|\s+\S*https?://|\s+(?:Ibid|See|Op\.)\b)"
    r"|(?P<sign>\*{1,3}|[†‡§]))\s*:?\s*"
)
_BARE: Final = re.compile(r"(?P<bare>\d{1,3})\s+(?=[^\W\d_]|[“\"«„‘])")
IN_TEXT: Final = re.compile(
    r"\[(?:\d{1,3}|[a-z]|\*{1,3}|[ivxl]{1,6})\]|\(\d{1,3}\)|[¹²³⁰⁴-⁹]{1,3}|\*{1,3}|[†‡§]"
)
_OPEN_URL: Final = re.compile(r"https?://\S*[-/_=?&.]$")
_CITING: Final = re.compile(
    r"""https?://|www\.|doi\b|[“"«„‘][^”"»“]{4,}[”"»“]\s?[,.]|\bop\.?\s?cit|\bibid|\bidem\b|\bloc\.?\s?cit|
    \ba\.\s?g\.\s?[emy]\b|\bag[emy]\.|\baynı\syer|там\sже|указ\.\s?соч|المرجع\s(?:نفسه|السابق)|همان|پیشین|
    同上|\bebd\.|\ba\.a\.o|\bpp?\.\s?\d|\bvol\.|\bno\.\s?\d|\bs\.\s?\d|\(\d{4}[a-z]?\)|,\s(?:19|20)\d\d\b|
    \b(?:accessed|retrieved|erişim|дата\sобращения|accession)\b|\bsee\b|\bcf\.|\bbkz\b|см\.""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The marker at the head of a note: canonical, its form, and where the note's words begin."""

    marker: str
    form: str
    end: int

    @property
    def number(self) -> int | None:
        """The number of a numbered note."""
        digits = self.marker[1:-1]
        return int(digits) if digits.isdecimal() else None


def canonical(label: str) -> str:
    """A note's label in the one form that records use.

    >>> canonical("¹²"), canonical("(3)"), canonical("*")
    ('[12]', '[3]', '[*]')
    """
    return f"[{label.translate(SUPERSCRIPTS).strip('[](). ^')}]"


def head_of(text: str, *, within_notes: bool = False) -> Head | None:
    """The marker that a note begins with; None where it begins with none.

    Where it is known that *text* is a note (*within_notes*), a bare number counts too.

    >>> head_of("[3] “A title”, An outlet").marker
    '[3]'
    """
    match = _HEAD.match(text) or (_BARE.match(text) if within_notes else None)
    if not match or match.end() == 0:
        return None
    form = match.lastgroup or "caret"
    label = match[form] or "^"
    return Head(marker=canonical(label), form=form, end=match.end())


def is_heading(text: str) -> bool:
    """Whether a paragraph is the heading over notes or a bibliography."""
    return len(text) < 60 and bool(_HEADING.match(text))


def find_notes(texts: Sequence[str]) -> list[int]:
    """Which of a text's paragraphs are notes, the heading over them included.

    Under a heading everything is a note until prose that cites nothing.  Without one, notes are a
    rising run of marked paragraphs, in square brackets or superscript, or otherwise citing
    something; the run must lie behind the first paragraph.

    >>> find_notes(["A body.[1]", "[1] “A title”, Outlet, 3 May 2020.", "Similar posts"])
    [1]
    """
    heading = next((i for i in range(len(texts) - 1, 0, -1) if is_heading(texts[i])), None)
    if heading is not None and _has_notes_below(texts, heading):
        return [heading, *_below_heading(texts, heading)]
    return _marked_run(texts)


def _has_notes_below(texts: Sequence[str], heading: int) -> bool:
    below = texts[heading + 1 :][:3]
    return any(head_of(t, within_notes=True) or _CITING.search(t) for t in below)


def _below_heading(texts: Sequence[str], heading: int) -> list[int]:
    notes = []
    numbered = any(head_of(t, within_notes=True) for t in texts[heading + 1 : heading + 3])
    for index in range(heading + 1, len(texts)):
        marked = head_of(texts[index], within_notes=True) is not None
        cites = marked or (not numbered and _CITING.search(texts[index]))
        if not cites and not _is_continuation(texts, index):
            break
        notes.append(index)
    return notes


def _is_continuation(texts: Sequence[str], index: int) -> bool:
    """A note's second line: a bare address, an access date, the rest of a broken address."""
    text = texts[index]
    if _OPEN_URL.search(texts[index - 1]) and not head_of(text):
        return True
    return bool(
        re.match(r"\(?(?:https?://|www\.|accessed|retrieved|erişim|date of acc)", text, re.I)
    )


def _marked_run(texts: Sequence[str]) -> list[int]:
    heads = {i: h for i, t in enumerate(texts) if i > 0 and (h := head_of(t))}
    if not heads:
        return []
    first_use = _first_uses(texts)
    notes: list[int] = []
    expected = 0
    for index, head in heads.items():
        follows = bool(notes) and notes[-1] == index - 1 and head.number == expected
        marked = follows or first_use.get(head.marker, index) < index
        if not _could_be_note(texts[index], head, marked=marked):
            continue
        if head.number is not None and head.number < expected:
            continue
        notes.append(index)
        expected = head.number + 1 if head.number is not None else expected
    return _with_continuations(texts, notes)


def _could_be_note(text: str, head: Head, *, marked: bool) -> bool:
    cites = bool(_CITING.search(text))
    if head.form in ("square", "sup"):
        return len(text) > head.end and (cites or marked)
    return cites and (marked or "http" in text or head.form == "bare")


def _first_uses(texts: Sequence[str]) -> dict[str, int]:
    """For each marker the first paragraph that carries it within its words."""
    first: dict[str, int] = {}
    for index, text in enumerate(texts):
        for match in IN_TEXT.finditer(text, 1):
            first.setdefault(canonical(match.group()), index)
    return first


def _with_continuations(texts: Sequence[str], notes: list[int]) -> list[int]:
    kept = set(notes)
    for index in notes:
        following = index + 1
        while following < len(texts) and _is_continuation(texts, following):
            kept.add(following)
            following += 1
    return sorted(kept)
