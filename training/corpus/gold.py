"""From the marks of a passage to the items that a coder should find, kind by kind.

`items(passage)` gives `Item`s: a kind, the characters that tell it, and its fields.  Marks with
one id are one item.  `Forms` knows by which names and codes each of the cast goes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from legation.records import ActorRef, Document
from training.corpus.labels import UNNAMED
from training.corpus.passages import Mark, Passage

Span = tuple[int, int]
PAIRED: Final = {"then": ("condition", "if"), "effect": ("mechanism", "cause"),
                 "signal": ("signal", "meaning")}  # fmt: skip
SINGLE: Final = (
    "event", "claim", "membership", "status", "prediction", "interest", "lever", "relation",
    "frame",
)  # fmt: skip
PRONOUNS: Final = frozenset(
    [
        "i",
        "me",
        "my",
        "mine",
        "myself",
        "we",
        "us",
        "our",
        "ours",
        "ourselves",
        "you",
        "your",
        "yours",
        "he",
        "him",
        "his",
        "himself",
        "she",
        "her",
        "hers",
        "herself",
        "it",
        "its",
        "itself",
        "they",
        "them",
        "their",
        "theirs",
        "themselves",
        "who",
        "whom",
        "whose",
        "which",
        "both",
        "neither",
        "each",
        "one",
        "ones",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that a passage tells.  `parts` are the characters of its marks by their kind."""

    kind: str
    parts: Mapping[str, Span]
    who: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    minor: bool = False  # a further mention, or of a sort that coders leave out on purpose
    line: int = 0

    @property
    def span(self) -> Span:
        """From the first to the last character of its marks."""
        return min(a for a, _ in self.parts.values()), max(b for _, b in self.parts.values())


def document(passage: Passage) -> Document:
    """The passage as a document to code."""
    date = passage.date
    precision = {None: "none", 4: "year", 7: "month", 10: "day"}[len(date) if date else None]
    return Document(
        sha256=passage.name,
        text=passage.text,
        date=date,
        precision=precision,  # type: ignore[arg-type]
        date_basis="given" if date else "unknown: the passage bears none",
        language="en",
    )


def items(passage: Passage) -> list[Item]:
    """Everything that the passage tells, in order."""
    found: list[Item] = []
    seen: dict[tuple[str, str], int] = {}
    for mark in passage.marks:
        if mark.kind in SINGLE:
            key = (mark.kind, mark.label.id or "")
            if mark.label.id and key in seen and not mark.label["same"]:
                first = found[seen[key]]
                parts = {mark.kind: _joined(first.parts[mark.kind], (mark.start, mark.end))}
                found[seen[key]] = _item(mark.kind, mark, parts)
                continue
            seen[key] = len(found)
            found.append(_item(mark.kind, mark, {mark.kind: (mark.start, mark.end)}))
        elif mark.kind in PAIRED:
            kind, other = PAIRED[mark.kind]
            whole = any(m.label.id == mark.label.id for m in passage.marked(other))
            if whole and (kind, mark.label.id or "") not in seen:
                seen[(kind, mark.label.id or "")] = len(found)
                parts = {mark.kind: _all(passage, mark.kind, mark.label.id)}
                parts[other] = _all(passage, other, mark.label.id)
                found.append(_item(kind, mark, parts))
    return found


def _item(kind: str, mark: Mark, parts: Mapping[str, Span]) -> Item:
    values = mark.label.values
    minor = kind == "event" and (
        "same" in values or values["factuality"] == "hypothetical" or "-" in mark.label.who
    )
    minor |= kind == "claim" and mark.label.who == ("author",)
    return Item(
        kind=kind,
        parts=parts,
        who=mark.label.who,
        whom=mark.label.whom,
        values=values,
        minor=minor,
        line=mark.line,
    )


def _joined(a: Span, b: Span) -> Span:
    return min(a[0], b[0]), max(a[1], b[1])


def _all(passage: Passage, kind: str, identity: str | None) -> Span:
    spans = [(m.start, m.end) for m in passage.marked(kind) if m.label.id == identity]
    return min(a for a, _ in spans), max(b for _, b in spans)


# --- mentions and names ----------------------------------------------------------------------------


def sort_of(text: str) -> str:
    """Whether a mention is a "pronoun", a "name" or a "description".

    >>> sort_of("its"), sort_of("the Rift People's Army"), sort_of("the rebels")
    ('pronoun', 'name', 'description')
    """
    bare = re.sub(r"\A(?:the|a|an) ", "", text, flags=re.IGNORECASE)
    if bare.lower() in PRONOUNS:
        return "pronoun"
    first_is_name = bare[:1].isupper() and (bare == text or text[0] in "Tta")
    words = [w for w in re.findall(r"[\w'’-]+", bare) if len(w) > 3]
    if first_is_name and all(w[0].isupper() or w[0].isdigit() for w in words):
        return "name"
    return "description"


def fold(text: str) -> str:
    """Small letters, digits and single spaces, articles and possessives gone."""
    text = re.sub(r"['’]s\b|['’]\Z", "", text.lower())
    return re.sub(r"\A(?:the|a|an) ", "", re.sub(r"[^\w]+", " ", text).strip())


class Forms:
    """By which names and codes each of a passage's cast goes."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self._forms: dict[str, set[str]] = {
            key: {fold(m.name), *_surname(m.name, m.type)} for key, m in passage.cast.items()
        }
        for mark in passage.marked("mention"):
            sort = sort_of(mark.text)
            for key in mark.label.who if sort != "pronoun" else ():
                if key in self._forms and (sort == "name" or len(mark.label.who) == 1):
                    self._forms[key].add(fold(mark.text))

    def same(self, key: str, ref: ActorRef | None) -> bool:
        """Does an actor reference mean that one of the cast, or its party?"""
        if ref is None or key == "author":
            return ref is None and key == "author"
        if key in UNNAMED:
            return ref.id.startswith(("unnamed:", "object:"))
        member = self.passage.cast[key]
        theirs = {fold(n) for n in (ref.name, ref.party, ref.text, *ref.aliases) if n}
        if theirs & self._forms[key]:
            return True
        if member.code in {None, "IGO"} or ref.code != member.code:
            return False
        rebels = {"REB", "OPP"}
        return (ref.sector in rebels) == (member.sector in rebels)

    def any(self, keys: Iterable[str], refs: Iterable[ActorRef]) -> bool:
        """Does one of the references mean one of the keys?  True where no key is named."""
        named = [k for k in keys if k not in {"?", "-"}]
        listed = list(refs)
        return not named or any(self.same(k, r) for k in named for r in listed)


def _surname(name: str, type_: str) -> set[str]:
    return {fold(name.split()[-1])} if type_ == "PER" else set()
