"""Causes told by a fixed wording: "stems from", "stood in the way of", "so … that", "which is why".

Takes a sentence and yields `Link`s where one of the wordings of data/codebook/causes.toml, table
"wordings", stands between two ends.  They are found in the text and not in the parse, which often
takes such a verb for a noun or a participle.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, cast

from legation.coding.causal_ends import LONGEST, End, Piece, is_agent, lexicon, trimmed
from legation.coding.causal_verbs import Link
from legation.coding.clauses import Clause, base
from legation.coding.reading import Reading, Sentence
from legation.ontology import MechanismMode, Sign

SHORTEST: Final = 8  # characters of a cause or effect before the wording
# where the words before a wording begin: behind what introduces the clause
OPENS: Final = re.compile(
    r".*(?:[,;:“”\"(]|\b(?:that|said|says|say|because|while|but|if|although|though|whether|thinks|"
    r"believes|argues|argued|warned|warns|added|adds|told))(?=\s)",
    re.DOTALL,
)
# a comma within a phrase: "the fall, in March, of the city stems from"; "which" reaches over it
CLOSES: Final = re.compile(
    r"[;:.“”\"(]|, (?:he|she|it|they|the|a|an|but|which|who|while|although|according|and)\b|"
    r",? (?:said|says) \b|\b(?:but|although|whereas|while)\b"
)
CLAUSAL: Final = ("so ", ", so", "which is why", "which was why")
DENIED: Final = re.compile(
    r"\b(?:not|never|hardly|nor|n[’']t|no longer)\s*(?:\w+ )?$", re.IGNORECASE
)
POINTER: Final = re.compile(r"^(?:it|this|that|he|she|they|which|who|we|i|there)$", re.IGNORECASE)
LEADING: Final = re.compile(r"^\W*(?:and|but|or|nor|yet|also|that|then|still|however|has|have|had|is|was|were|are)\b\s*", re.IGNORECASE)  # fmt: skip


@cache
def _wordings() -> list[tuple[re.Pattern[str], bool, Sign, MechanismMode]]:
    """(wording, does the cause stand before it, sign, mode)."""
    found = []
    for name, entry in lexicon()["wordings"].items():
        pattern = re.compile(r"\b(?:" + "|".join(entry["patterns"]) + r")\b", re.IGNORECASE)
        before = not name.startswith("effect")
        found.append((pattern, before, cast(Sign, entry["sign"]), cast(MechanismMode, entry["mode"])))  # fmt: skip
    return found


def wording_links(reading: Reading, sentence: Sentence) -> Iterator[Link]:
    """Every link of a sentence that a fixed wording makes."""
    text = sentence.text
    for pattern, before, sign, mode in _wordings():
        for match in pattern.finditer(text):
            if DENIED.search(text[: match.start()]):
                continue
            wording = match.group().lower()
            end = match.end() - len(" that") if wording.startswith("so ") else match.start()
            first = _before(sentence, end)
            last = _behind(sentence, match.end())
            if first is None or last is None:
                continue
            cause, effect = (first, last) if before else (last, first)
            if (before and _somebody(reading, sentence, cause)) or (
                wording.startswith(CLAUSAL) and not _told(sentence, cause)
            ):
                continue
            yield Link(End(sentence, cause), End(sentence, effect), sign, mode, "wording")


def _before(sentence: Sentence, end: int) -> Piece | None:
    """The tokens of the phrase or clause that ends at a character of the sentence."""
    text = sentence.text[:end].rstrip(" ,")
    opened = OPENS.match(text)
    start = opened.end() if opened else 0
    leading = LEADING.match(text[start:])
    start += leading.end() if leading else 0
    words = text[start:].strip()
    if len(words) < SHORTEST or POINTER.match(words):
        return None
    return _tokens(sentence, start, len(text), keep_end=True)


def _behind(sentence: Sentence, start: int) -> Piece | None:
    """The tokens from a character of the sentence to the end of its clause."""
    rest = sentence.text[start:]
    closed = CLOSES.search(rest)
    end = start + (closed.start() if closed else len(rest))
    words = sentence.text[start:end].strip(" ,")
    if len(words) < 4 or POINTER.match(words):
        return None
    return _tokens(sentence, start, end, keep_end=False)


def _tokens(sentence: Sentence, start: int, end: int, *, keep_end: bool) -> Piece | None:
    first = sentence.words.start_char
    inside = [
        t.i for t in sentence.words if start <= t.idx - first and t.idx - first + len(t) <= end
    ]
    if not inside:
        return None
    low, high = inside[0], inside[-1] + 1
    if high - low > LONGEST:
        low, high = (high - LONGEST, high) if keep_end else (low, low + LONGEST)
    piece = trimmed(sentence.words.doc, low, high)
    return piece if piece[1] > piece[0] else None


def _told(sentence: Sentence, piece: Piece) -> bool:
    """Is it a clause with its subject?"""
    return any(base(t.dep_) in {"nsubj", "expl"} for t in sentence.words.doc[piece[0] : piece[1]])


def _somebody(reading: Reading, sentence: Sentence, piece: Piece) -> bool:
    """Is the whole cause no more than somebody who acts?"""
    words = sentence.words.doc[piece[0] : piece[1]]
    heads = [t for t in words if t.head.i < piece[0] or t.head.i >= piece[1] or t.head.i == t.i]
    if any(t.pos_ in {"VERB", "AUX"} and Clause(t).subjects for t in words):
        return False
    return bool(heads) and all(is_agent(reading, sentence, t) for t in heads)
