"""Where a sentence can and cannot begin: rules that run before the parser, which keeps to them.

The parser finds sentence ends by itself; it errs at abbreviations and initials, behind quotations
and at footnote markers.  These rules look at a token and its neighbours and answer True (a
sentence begins), False (none does) or None (the parser decides).
"""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

COMPONENT: Final = "legation_boundaries"

#: Always before a name or a number, so never the end of a sentence.
TITLES: Final = frozenset(
    "adm. amb. brig. capt. cdr. cmdr. cmdt. col. cpl. cpt. dr. fr. gen. gov. hon. lt. maj. messrs. "
    "min. mr. mrs. ms. msgr. pres. prof. pvt. rep. reps. rev. sec. sen. sens. sgt. st. supt. "
    "mt. ft. nos. pp. vs. cf. e.g. i.e. al. approx. op. fig. vol. vols. para. paras. "
    "jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec.".split()
)
TERMINAL: Final = frozenset(".!?…") | {"...", "?!", "!?", "!!", "??"}
CLOSING: Final = frozenset("”’\"')]»")
OPENING: Final = frozenset("“‘([«")
INITIAL: Final = re.compile(r"(?:[^\W\d_]\.)+$")
ABBREVIATION: Final = re.compile(r".*[^\W\d_]\.$")
MARKER: Final = re.compile(r"(?:\d{1,3}|[ivx]{1,5}|[a-z*†]|[¹²³⁰⁴-⁹]+)$")
STARTERS: Final = frozenset(
    "the a an he she it we they i you this that these those there his her its their our in on at "
    "as by for from to but and or so yet if when while after before although however since "
    "meanwhile moreover what who why how not no some many most both all".split()
)


def starts(doc: "Doc", i: int) -> bool | None:
    """Return whether token `i` of `doc` begins a sentence; None leaves it to the parser."""
    if i == 0:
        return None
    token, before = doc[i], doc[i - 1]
    if token.is_space:
        return False
    if before.is_space:
        return None
    if _closes(token, before) or _in_marker(doc, i):
        return False
    end = _end_before(doc, i)
    last = doc[end]
    if last.text not in TERMINAL:
        return _after_abbreviation(last, token) if end == i - 1 else False
    if token.is_lower and (last.text != "." or end < i - 1) and not _behind_marker(doc, i, end):
        return False
    if _behind_marker(doc, i, end) and before.whitespace_ and not token.is_lower:
        return True
    return None


def _closes(token: "Token", before: "Token") -> bool:
    """Whether the token is a closing quote or bracket, or more punctuation that adds nothing."""
    if token.text in TERMINAL or token.text in {",", ";", ":"}:
        return True
    return token.text in CLOSING and not before.whitespace_ and before.text not in OPENING


def _in_marker(doc: "Doc", i: int) -> bool:
    """Whether the token is part of a footnote marker that touches what it belongs to."""
    first = i
    while first > 0 and i - first < 2 and not doc[first - 1].whitespace_ and doc[first].text != "[":
        first -= 1
    if doc[first].text == "[" and first > 0 and not doc[first - 1].whitespace_:
        return first == i or MARKER.match(doc[first + 1].text) is not None
    touching = not doc[i - 1].whitespace_ and doc[i - 1].text in TERMINAL | CLOSING
    return touching and MARKER.match(doc[i].text) is not None and not doc[i].is_alpha


def _end_before(doc: "Doc", i: int) -> int:
    """Return the token before `i` that could end a sentence, behind quotes and markers."""
    j = i - 1
    while j > 0 and (doc[j].text in CLOSING or _in_marker(doc, j)):
        j -= 1
    return j


def _behind_marker(doc: "Doc", i: int, end: int) -> bool:
    return any(_in_marker(doc, j) for j in range(end + 1, i))


def _after_abbreviation(last: "Token", token: "Token") -> bool | None:
    """Whether a sentence can begin behind a token that holds its own full stop, or none."""
    text = last.text
    if text == ":" or not ABBREVIATION.match(text):
        return False
    if text.lower() in TITLES or token.is_lower or token.is_punct and token.text not in OPENING:
        return False
    if INITIAL.match(text) and len(text) == 2:
        return None if token.lower_ in STARTERS and token.is_title else False
    return True if token.is_title and token.lower_ in STARTERS else None


def mark_boundaries(doc: "Doc") -> "Doc":
    """Set `is_sent_start` where the rules are sure."""
    import numpy as np
    from spacy.attrs import SENT_START

    decided = np.zeros((len(doc), 1), dtype="int64")
    texts = [token.text for token in doc]
    for i in range(1, len(doc)):
        if texts[i - 1].isalpha() or texts[i - 1] in ",;:":
            decided[i] = -1
        else:
            answer = starts(doc, i)
            decided[i] = 0 if answer is None else 1 if answer else -1
    return doc.from_array([SENT_START], decided.astype("uint64"))


def add_boundaries(nlp: "Language") -> None:
    """Put the rules into the pipeline, before its parser."""
    from spacy.language import Language

    if not Language.has_factory(COMPONENT):
        Language.component(COMPONENT, func=mark_boundaries)
    if COMPONENT not in nlp.pipe_names:
        nlp.add_pipe(COMPONENT, before="parser")
