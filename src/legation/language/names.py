"""What a name is, where lists and patterns know better than the recogniser.

Names that the gazetteer knows come first, patterns second (a title before it, a first name at its
start, "Ministry" or "River" in it), the recogniser third.  The component takes a Doc with tags and
entities and returns it with entities added and retyped.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

COMPONENT: Final = "legation_names"
RETYPED: Final = frozenset({"PER", "ORG", "LOC", "MISC"})
_TITLES: Final = (
    "president minister premier chancellor king queen prince princess sheikh emir sultan pope senator "
    "governor mayor ambassador envoy secretary general gen. col. colonel maj. major lt. lieutenant "
    "adm. admiral capt. captain sgt. dr. prof. professor mr. mrs. ms. sir lord lady judge justice "
    "imam mullah maulvi mawlawi ayatollah rabbi bishop archbishop father spokesman spokeswoman "
    "spokesperson analyst economist author researcher lawyer commander congressman congresswoman "
    "chairman chairwoman director actor actress singer"
)
_BODIES: Final = (
    "university college institute school academy ministry department agency council committee "
    "commission party union association federation organization organisation court bank company "
    "corporation corp. inc. inc ltd ltd. group front movement army parliament congress senate assembly "
    "authority board bureau office foundation forum league society times post news television press "
    "centre center museum airlines club fund alliance brigade corps navy police fc f.c. orchestra"
)
_PLACES: Final = (
    "river island islands mountain mountains lake sea ocean gulf strait province district county city "
    "valley desert peninsula street avenue road airport bridge park square bay coast region republic "
    "kingdom emirate emirates oblast governorate village town beach forest canyon canal port territory"
)
TITLES: Final = frozenset(_TITLES.split())
BODIES: Final = frozenset(_BODIES.split())
PLACES: Final = frozenset(_PLACES.split())

PERSONAL: Final = frozenset(
    {
        "say", "tell", "write", "add", "argue", "believe", "think", "know", "feel", "explain", "insist",
        "recall", "marry", "die", "speak", "ask", "reply", "hope", "want", "smile", "claim", "resign",
    }
)  # fmt: skip

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Lists:
    """Names as tuples of words with their type, first names, and what is known for certain.

    `sure` holds states, capitals, organisations and peoples: the recogniser's guess does not count.
    """

    known: Mapping[tuple[str, ...], str]
    first_names: frozenset[str]
    sure: Mapping[tuple[str, ...], str] = field(default_factory=dict)


@lru_cache(maxsize=2)
def read_lists(path: Path) -> Lists:
    """Read the lists that come with the shipped model."""
    data = json.loads(path.read_text(encoding="utf-8"))
    known = {tuple(name.split(" ")): kind for kind in ("LOC", "ORG", "PER") for name in data[kind]}
    sure = {tuple(name.split(" ")): kind for kind, names in data["sure"].items() for name in names}
    return Lists(known, frozenset(data["first"]), sure)


class NameRules:
    """The component."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists

    def __call__(self, doc: "Doc") -> "Doc":
        """Return `doc` with its entities settled."""
        from spacy.tokens import Span as DocSpan

        texts = [token.text for token in doc]
        families = frozenset(e[-1].text for e in doc.ents if e.label_ == "PER" and len(e) > 1)
        found = []
        for entity in doc.ents:
            start, end = _trimmed(texts, entity.start, entity.end, entity.label_)
            found.append((start, end, self.settle(doc, start, end, entity.label_, families)))
        taken = {i for start, end, _ in found for i in range(start, end)}
        for start, end in _runs(doc):
            if taken.isdisjoint(range(start, end)):
                kind = self.settle(doc, start, end, "", families)
                if kind:
                    found.append((start, end, kind))
        doc.set_ents([DocSpan(doc, start, end, label=kind) for start, end, kind in sorted(found)])
        return doc

    def settle(self, doc: "Doc", start: int, end: int, guess: str, families: frozenset[str]) -> str:
        """Return the type of a name; `guess` is the recogniser's, "" where it saw none.

        *families* are the last words of the people that the Doc names in full.
        """
        if guess and guess not in RETYPED:
            return guess
        words = tuple(token.text for token in doc[start:end])
        known = self.lists.known.get(words)
        title = doc[start - 1].text if start else ""
        titled = title.lower() in TITLES and title[:1].isupper()
        sure = self.lists.sure.get(words)
        if sure and not titled and not (len(words) == 1 and words[0] in families):
            return sure
        if known and (len(words) > 1 or guess != "PER"):
            return known
        if titled:
            return "PER"
        if len(words) == 1 and guess in RETYPED:
            return self._by_place(doc, start, guess)
        return _by_words(words, self.lists.first_names, guess)

    def _by_place(self, doc: "Doc", i: int, guess: str) -> str:
        """Return the type of an unknown name of one word: people speak, one is in a place."""
        token, before = doc[i], doc[i - 1] if i else None
        if token.text in self.lists.first_names:
            return "PER"
        if guess == "LOC" and token.dep_ == "nsubj" and token.head.lemma_ in PERSONAL:
            return "PER"
        if guess == "PER" and before is not None and before.lower_ == "in":
            return "LOC"
        return guess


def _trimmed(texts: list[str], start: int, end: int, kind: str) -> tuple[int, int]:
    """Return a name's words less an article, or the title of a person, at its start."""
    while end - start > 1 and (
        texts[start].lower() == "the" or (kind == "PER" and texts[start].lower() in TITLES)
    ):
        start += 1
    return start, end


def _by_words(words: tuple[str, ...], first_names: frozenset[str], guess: str) -> str:
    if len(words) < 2:
        return guess
    first, last = words[0].lower(), words[-1].lower()
    if last in BODIES or (first in BODIES and "of" in words):
        return "ORG"
    if last in PLACES:
        return "LOC"
    return "PER" if words[0] in first_names and "of" not in words and len(words) < 5 else guess


def _runs(doc: "Doc") -> Iterator[tuple[int, int]]:
    """Yield the runs of proper nouns, titles in front of a name left out."""
    start = -1
    for i, token in enumerate(doc):
        inside = token.pos_ == "PROPN" and token.dep_ != "nmod:desc"
        if inside and start < 0:
            start = i
        elif not inside and start >= 0:
            yield start, i
            start = -1
    if start >= 0:
        yield start, len(doc)


def add_names(nlp: "Language", path: Path) -> None:
    """Put the rules behind the recogniser and the tagger, if the lists are there."""
    from spacy.language import Language

    if not path.exists() or "ner" not in nlp.pipe_names:
        return
    if not Language.has_factory(COMPONENT):
        Language.factory(COMPONENT, func=_make)
    nlp.add_pipe(COMPONENT, last=True, config={"path": str(path)})


def _make(nlp: "Language", name: str, path: str) -> NameRules:  # noqa: ARG001  (spaCy's signature)
    return NameRules(read_lists(Path(path)))
