"""Where a sentence can and cannot begin: rules that run before the parser, which keeps to them.

The parser finds sentence ends by itself; it errs at abbreviations and initials, behind quotations
and at footnote markers.  These rules look at a token and its neighbours and answer True (a
sentence begins), False (none does) or None (the parser decides).
"""

import re
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

COMPONENT: Final = "legation_boundaries"

_TITLES: Final = (
    "adm. amb. brig. capt. cdr. cmdr. cmdt. col. cpl. cpt. dr. fr. gen. gov. hon. lt. maj. messrs. "
    "min. mr. mrs. ms. msgr. pres. prof. pvt. rep. reps. rev. sec. sen. sens. sgt. st. supt. "
    "mt. ft. nos. pp. vs. cf. e.g. i.e. al. approx. op. fig. vol. vols. para. paras. "
    "jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec."
)
#: Always before a name or a number, so never the end of a sentence.
TITLES: Final = frozenset(_TITLES.split())
TERMINAL: Final = re.compile(r"[.!?…]+$")
CLOSING: Final = frozenset("”’\"')]»")
OPENING: Final = frozenset("“‘([«")
ENDING: Final = frozenset(".,;:!?)]%")
GREETING: Final = 5
INITIAL: Final = re.compile(r"[^\W\d_]\.$")
ABBREVIATION: Final = re.compile(r".*[^\W\d_]\.$")
MARKER: Final = re.compile(r"(?:\d{1,3}|[ivx]{1,5}|[a-z*†])$")
NUMBER: Final = re.compile(r"(?:\d{1,3}|[¹²³⁰⁴-⁹]+)$")
_STARTERS: Final = (
    "the a an he she it we they i you this that these those there his her its their our in on at "
    "as by for from to but and or so yet if when while after before although however since "
    "meanwhile moreover what who why how not no some many most both all"
)
STARTERS: Final = frozenset(_STARTERS.split())


def starts(doc: "Doc", i: int) -> bool | None:
    """Return whether token `i` of `doc` begins a sentence; None leaves it to the parser."""
    token, before = doc[i], doc[i - 1]
    if token.is_space or _closes(token, before) or _in_marker(doc, i):
        return False
    end = _end_before(doc, i)
    last = doc[end]
    quoted = last.text == "." and end == i - 2 and before.text in {"”", '"'}
    closed = quoted or (end < i - 1 and _in_marker(doc, i - 1))
    if last.text == "." and _is_number_sign(doc, end, token):
        return False
    if TERMINAL.match(last.text):
        if before.whitespace_ and _opens(token, closed=closed) and not _is_numbering(doc, end):
            return True
        return False if token.is_lower and (last.text != "." or end < i - 1) else None
    if ABBREVIATION.match(last.text):
        return _after_abbreviation(last, token)
    if token.is_lower or last.text in {",", ";"}:
        return False
    return False if last.text == ":" and token.text in OPENING else None


def _is_number_sign(doc: "Doc", end: int, token: "Token") -> bool:
    """Whether the full stop belongs to "No." before a number."""
    return end > 0 and doc[end - 1].text in {"No", "no", "Art", "art"} and token.like_num


def _opens(token: "Token", *, closed: bool) -> bool:
    """Whether the token is sure to open a sentence; `closed`: a quote or a marker ended one."""
    known = token.lower_ in STARTERS
    return (token.is_title and (closed or known)) or (closed and token.text in OPENING)


def _is_numbering(doc: "Doc", end: int) -> bool:
    """Whether the full stop at `end` belongs to the number of a list, or is one of several."""
    number = doc[end - 1].text if end else ""
    return len(doc[end].text) > 1 or (number.isdigit() and len(number) < 3)


def _closes(token: "Token", before: "Token") -> bool:
    """Whether the token is a closing quote or bracket, or more punctuation that adds nothing."""
    if token.text in {",", ";", ":", "—", "–"} or (
        TERMINAL.match(token.text) and not before.whitespace_
    ):
        return True
    return token.text in CLOSING and not before.whitespace_ and before.text not in OPENING


def _in_marker(doc: "Doc", i: int) -> bool:
    """Whether the token is part of a footnote marker: "[12]", or a number that touches a full stop."""
    first = i
    while first > 0 and i - first < 2 and doc[first].text != "[":
        first -= 1
    if doc[first].text == "[" and first + 2 < len(doc) and doc[first + 2].text == "]":
        return MARKER.match(doc[first + 1].text) is not None
    before = doc[i - 1]
    touching = TERMINAL.match(before.text) or before.text in CLOSING
    return bool(touching and not before.whitespace_ and NUMBER.match(doc[i].text))


def _end_before(doc: "Doc", i: int) -> int:
    """Return the token before `i` that could end a sentence, behind quotes and markers."""
    j = i - 1
    while j > 0 and (doc[j].text in CLOSING or _in_marker(doc, j)):
        j -= 1
    return j


def _after_abbreviation(last: "Token", token: "Token") -> bool | None:
    """Whether a sentence can begin behind a token that holds its own full stop."""
    if last.lower_ in TITLES or token.is_lower or (token.is_punct and token.text not in OPENING):
        return False
    begins = token.is_title and token.lower_ in STARTERS
    if INITIAL.match(last.text):
        return None if begins else False
    return True if begins else None


def mark_boundaries(doc: "Doc") -> "Doc":
    """Set `is_sent_start` where the rules are sure."""
    import numpy as np

    decided = np.zeros((len(doc), 1), dtype="int64")
    texts = [token.text for token in doc]
    if not texts or texts[0].islower():
        return doc  # text without capitals: what is written small says nothing
    for i in range(1, len(doc)):
        if texts[i - 1] == "," and (i <= GREETING or len(doc) - i <= GREETING):
            continue  # "Dear colleague," and "Regards," end like sentences
        if texts[i - 1].isalpha() or texts[i - 1] in ",;":
            inside = texts[i].islower() or texts[i] in ENDING or texts[i - 1] in ",;"
            decided[i] = -1 if inside else 0
        else:
            answer = starts(doc, i)
            decided[i] = 0 if answer is None else 1 if answer else -1
    return doc.from_array(["SENT_START"], cast("Any", decided.astype("uint64")))


def add_boundaries(nlp: "Language") -> None:
    """Put the rules into the pipeline, before its parser."""
    from spacy.language import Language

    if not Language.has_factory(COMPONENT):
        Language.component(COMPONENT, func=mark_boundaries)
    if COMPONENT not in nlp.pipe_names:
        nlp.add_pipe(COMPONENT, before="parser")
