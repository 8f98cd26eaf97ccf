"""What somebody calls a thing: "called the bargain a ransom", "what it described as a plot".

Takes a sentence and yields `Calling`s: the words it is called by, the verb, and the sort of frame.
The words are in data/codebook/frames.toml.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from legation.coding.causal_ends import tight
from legation.coding.clauses import Clause, case_of, children
from legation.coding.reading import Sentence
from legation.ontology import FrameKind

if TYPE_CHECKING:
    from spacy.tokens import Token

NEAR: Final = 8  # tokens
QUOTES: Final = frozenset({'"', "“", "”", "‘", "’"})
GIVEN: Final = frozenset({"the", "this", "that", "these", "any"})
QUOTED: Final = re.compile(r"[“\"‘]")
PHRASES: Final = {
    "speak": ("of", "speaking"), "talk": ("of", "speaking"), "complain": ("of", "speaking"),
    "accuse": ("of", "accusing"), "amount": ("to", "naming"), "write": ("of", "speaking"),
}  # fmt: skip
LONGEST: Final = 14  # tokens of what a thing is called


@dataclass(frozen=True, slots=True)
class Calling:
    """The tokens [first, last) that a thing is called by, the verb that does it, and the sort."""

    kind: FrameKind
    first: int
    last: int
    verb: "Token"


@cache
def lexicon() -> dict[str, Any]:
    """data/codebook/frames.toml."""
    text = files("legation.data").joinpath("codebook/frames.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def words(key: str) -> frozenset[str]:
    """One word list of the table "calling"."""
    return frozenset(lexicon()["calling"][key])


def callings(sentence: Sentence) -> Iterator[Calling]:
    """Every thing of a sentence that is called something by a verb."""
    for clause in sentence.clauses:
        following = clause.head.doc[clause.head.i + 1 : clause.head.i + 2].text.lower()
        if clause.negated or following in {"on", "for", "off", "up", "in"}:
            continue
        for head, sort in _called(sentence, clause):
            kind = _kind(clause, head, sort)
            if kind is not None:
                first, last = _piece(sentence, clause, head)
                if last > first:
                    yield Calling(kind, first, last, clause.head)


def _called(sentence: Sentence, clause: Clause) -> "Iterator[tuple[Token, str]]":
    """(head of the words, how sure the verb is that they accuse)."""
    lemma, head = clause.lemma, clause.head
    found: Token | None = None
    sort = "naming"
    if lemma in words("naming"):
        found = _quoted(sentence, head) or _as(clause) or _predicate(clause)
    elif lemma in words("condemning"):
        found = _as(clause)
        sort = "as" if found is not None else "condemning"
        found = found or next((o for o in children(head, "obj") if o.i > head.i), None)
    elif lemma in words("invoking"):
        found, sort = next(iter(children(head, "obj")), None), "invoking"
    else:
        of, sort = PHRASES.get(lemma, ("", ""))
        found = next(iter(clause.obliques.get(of, [])), None) or _behind(sentence, head, of)
    if found is not None and found.i != head.i:
        yield found, sort


def _behind(sentence: Sentence, verb: "Token", of: str) -> "Token | None":
    """The noun behind the next "of", where the parse hangs it elsewhere."""
    doc, end = verb.doc, min(verb.i + NEAR, sentence.words.end)
    at = next((t.i for t in doc[verb.i + 1 : end] if of and t.lower_ == of), None)
    if at is None or any(t.pos_ in {"VERB", "PUNCT"} for t in doc[verb.i + 1 : at]):
        return None
    for t in doc[at + 1 : min(at + NEAR, sentence.words.end)]:
        if t.is_punct or t.pos_ in {"VERB", "CCONJ"}:
            return None
        if t.lemma_.lower() in words("charges"):
            return t
    return None


def _quoted(sentence: Sentence, verb: "Token") -> "Token | None":
    """The last noun of a quotation soon behind the verb."""
    doc, end = verb.doc, sentence.words.end
    opened = next(
        (t.i for t in doc[verb.i + 1 : min(verb.i + NEAR, end)] if t.text in QUOTES), None
    )
    if opened is None or any(t.pos_ == "VERB" or t.text == "," for t in doc[verb.i + 1 : opened]):
        return None
    closed = next((t.i for t in doc[opened + 1 : min(opened + LONGEST, end)] if t.text in QUOTES), None)  # fmt: skip
    if closed is None:
        return None
    inside = [t for t in doc[opened + 1 : closed] if t.pos_ in {"NOUN", "PROPN", "ADJ"}]
    return next((t for t in inside if t.head.i not in range(opened + 1, closed)), None) or next(iter(inside), None)  # fmt: skip


def _predicate(clause: Clause) -> "Token | None":
    """What a thing is called: "called it a stab", "what it called a stab", "was called a stab"."""
    head = clause.head
    later = [
        c for c in children(head, "xcomp", "obj", "ccomp", "obl") if c.i > head.i and not case_of(c)
    ]
    nominal = [c for c in later if c.pos_ in {"NOUN", "PROPN", "ADJ", "VERB", "NUM"}]
    what = any(t.lower_ == "what" for t in head.doc[max(head.i - 5, 0) : head.i])
    if clause.passive or what:
        return nominal[0] if nominal else _after_what(head, what=what)
    named = [c for c in later if c.dep_ == "xcomp" and c.pos_ != "VERB"]
    if named:
        return named[-1]
    return nominal[-1] if nominal and len(later) > 1 else None


def _after_what(head: "Token", *, what: bool) -> "Token | None":
    """As in "What it called a plot", where the parse hangs the plot elsewhere."""
    if not what:
        return None
    end = min(head.i + 8, len(head.doc))
    for t in head.doc[head.i + 1 : end]:
        if t.pos_ == "NOUN" and t.dep_ not in {"compound", "nmod:poss"}:
            return t
        if t.text in {",", ".", ";"}:
            break
    return None


def _as(clause: Clause) -> "Token | None":
    """As in "Denounced the pact as a plot"."""
    doc, head = clause.head.doc, clause.head
    for t in doc[head.i + 1 : min(head.right_edge.i + 1, head.i + LONGEST)]:
        if t.lower_ == "as" and t.dep_ in {"case", "mark"} and t.head.i > t.i:
            return t.head
    return None


def _kind(clause: Clause, head: "Token", sort: str) -> FrameKind | None:
    """The sort of frame, None where it is a plain name."""
    lemma = head.lemma_.lower()
    inside = {t.lemma_.lower() for t in head.subtree if t.i >= head.left_edge.i}
    quoted = QUOTED.search(head.doc[max(head.left_edge.i - 1, 0) : head.i + 1].text) is not None
    if sort == "invoking":
        if lemma in words("documents"):
            return "document"
        return "accusation" if (inside | {lemma}) & words("charges") else None
    thing = {
        t.lemma_.lower() for t in (*clause.subjects, *children(clause.head, "obj")) if t.i != head.i
    }
    if (
        sort == "condemning"
        and not quoted
        and any(c.lower_ in GIVEN for c in children(head, "det"))
    ):
        return None  # it is condemned, and by no other name
    if sort == "accusing" and head.pos_ != "NOUN":
        return None
    if sort == "naming" and {t.lemma_.lower() for t in clause.subjects} & words("critics"):
        return "accusation"
    if sort != "condemning" and thing & words("policies"):
        return "doctrine"
    charged = lemma in words("charges") or inside & words("charges")
    if charged or (quoted and sort in {"naming", "condemning"}):
        return "accusation"
    return "accusation" if sort == "as" and head.pos_ in {"NOUN", "ADJ"} else None


def _piece(sentence: Sentence, clause: Clause, head: "Token") -> tuple[int, int]:
    """The words of the name: behind "as", behind the verb, never too long."""
    doc = head.doc
    marks = [t.i for t in doc[max(clause.head.i, head.i - LONGEST) : head.i] if t.text in QUOTES]
    if len(marks) % 2:  # within a quotation: all of it
        closing = (t.i for t in doc[head.i : min(head.i + LONGEST, sentence.words.end)] if t.text in QUOTES)  # fmt: skip
        return marks[-1] + 1, next(closing, head.i + 1)
    first, last = tight(head, without=clause.head)
    first = max(first, min(head.i, max(clause.head.i + 1, head.left_edge.i)))
    while first < last and doc[first].lower_ in {"as", "of", "to", "it", ","}:
        first += 1
    return first, min(last, first + LONGEST, sentence.words.end)
