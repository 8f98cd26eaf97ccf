"""One document as all coders see it: its one shared parse, its sentences, mentions and dates.

`read` takes documents and a pipeline and yields a `Reading` each, parsing the paragraphs of many
documents in one stream.  Every position that leaves this module counts characters of the
document's text.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from legation.coding.clauses import Clause, clauses, phrase
from legation.dates import Tense, TimePhrase, When, find_dates, resolve
from legation.records import Citation, Document, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Words

    from legation.actors import Mention, Resolution

CODED: Final = frozenset({"title", "body"})
LONGEST_BLOCK: Final = 50_000  # characters; a longer paragraph is parsed in pieces
SHORT: Final = 400  # characters below which the language is hard to tell
PASSAGE: Final = 3  # sentences from which on a text goes on from one to the next
AT_ONCE: Final = 32  # documents parsed in one stream
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n(?![ \t]*\n)[^\n]+)*")
_MARKER: Final = re.compile(r"\[\d{1,3}\]")
_PLACE: Final = r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}"
_CAPITALS: Final = r"(?:[A-Z]{4,}|[A-Z]{2,} [A-Z]{3,})(?: [A-Z]{2,}){0,3}"
_DAY: Final = (
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?"
)
_AGENCY: Final = r"(?:\([A-Z][\w ./,&’'-]{1,30}\)|[A-Z]{3,}(?:/[A-Z]{3,})?)"
_DATELINE: Final = re.compile(
    rf"(?:[A-Z]\w+ )?{_CAPITALS}(?:/{_CAPITALS})*(?:, {_PLACE})*(?:,? {_DAY})?(?:,? ?{_AGENCY})? ?(?:--|[—–:-]) +(?=[A-Z\"“])"
    rf"|{_PLACE}(?:, {_PLACE})*,? (?:{_DAY}(?:,? ?{_AGENCY})?|\([A-Z][\w ./,&’'-]{{1,30}}\)) ?"
    r"(?:(?:--|[—–:-]) +|(?<=\)) (?=[A-Z\"“]))"
    rf"|{_PLACE}, {_PLACE} (?:--|[—–-]) +(?=[A-Z\"“])"
    r"|[A-Z]{5,}(?:, [A-Z][a-z]+)? (?=(?:A|An|The) )|[A-Z]{5,}, [A-Z][a-z]+ (?=[A-Z][a-z])"
)


class Parser(Protocol):
    """What coding asks of a language pipeline."""

    name: str

    def parse(self, texts: Iterable[str]) -> "Iterator[Doc]":
        """One parsed text each, in order."""
        ...


@dataclass(frozen=True)
class Sentence:
    """One sentence: its words, and where it stands in the document."""

    words: "Words"
    offset: int  # character of the document at which the paragraph starts
    index: int  # place among the document's sentences
    block: int  # which paragraph

    @property
    def start(self) -> int:
        """First character in the document."""
        return self.offset + int(self.words.start_char)

    @property
    def end(self) -> int:
        """Last character in the document, excluded."""
        return self.offset + int(self.words.end_char)

    @property
    def text(self) -> str:
        """The sentence's characters."""
        return str(self.words.text)

    @cached_property
    def clauses(self) -> list[Clause]:
        """Its predicates."""
        return clauses(self.words)

    def chars(self, first: int, last: int) -> tuple[int, int]:
        """Tokens [first, last) of the paragraph → characters of the document."""
        doc = self.words.doc
        end = doc[last - 1]
        return self.offset + doc[first].idx, self.offset + end.idx + len(end)

    def token_chars(self, token: "Token") -> tuple[int, int]:
        """A token's characters in the document."""
        return self.offset + token.idx, self.offset + token.idx + len(token)


@dataclass
class Reading:
    """A document with its shared parse; what it offers is computed once, when first asked for."""

    document: Document
    blocks: Sequence[tuple[int, "Doc"]]
    resolution: "Resolution"
    cache: dict[str, object] = field(default_factory=dict)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences in order."""
        found: list[Sentence] = []
        for number, (offset, doc) in enumerate(self.blocks):
            for words in doc.sents:
                if words.text.strip():
                    found.append(Sentence(words, offset, len(found), number))
        return found

    @property
    def continuous(self) -> bool:
        """Is it a text whose sentences go on from one another, and no single sentence?"""
        return len(self.sentences) >= PASSAGE

    @cached_property
    def _mentions_by_char(self) -> dict[int, "Mention"]:
        return {i: m for m in self.resolution.mentions for i in range(m.start, m.end)}

    @cached_property
    def mentions(self) -> list[list["Mention"]]:
        """The mentions of each sentence, by its index."""
        found: list[list[Mention]] = [[] for _ in self.sentences]
        every = sorted(self.resolution.mentions, key=lambda m: m.start)
        at = 0
        for sentence in self.sentences:
            while at < len(every) and every[at].start < sentence.start:
                at += 1
            while at < len(every) and every[at].start < sentence.end:
                found[sentence.index].append(every[at])
                at += 1
        return found

    def mention_at(self, char: int) -> "Mention | None":
        """The mention that covers a character of the document."""
        return self._mentions_by_char.get(char)

    def mention_of(self, sentence: Sentence, token: "Token") -> "Mention | None":
        """The mention that a token belongs to."""
        return self._mentions_by_char.get(sentence.offset + token.idx)

    def standing_for(self, sentence: Sentence, token: "Token") -> list["Mention"]:
        """The mentions with an antecedent on the words of a token's: several where "both sides" are two actors."""
        one = self.mention_of(sentence, token)
        if one is None or one.ref.antecedent is None:
            return []
        here = self.mentions[sentence.index]
        return [m for m in here if (m.start, m.end) == (one.start, one.end) and m.ref.antecedent]

    def inner_mention(self, sentence: Sentence, token: "Token") -> "Mention | None":
        """The shortest mention that a token belongs to: "EU" of "EU negotiators"."""
        at = sentence.offset + token.idx
        around = [m for m in self.mentions[sentence.index] if m.start <= at < m.end]
        return min(around, key=lambda m: m.end - m.start, default=None)

    def passage(self, sentence: Sentence, first: int, last: int) -> Span:
        """Tokens [first, last) as a span of the document."""
        return self.document.span(*sentence.chars(first, last))

    def phrase(self, sentence: Sentence, token: "Token", *, tight: bool = True) -> Span:
        """The phrase around a head token."""
        return self.passage(sentence, *phrase(token, tight=tight))

    def cite(self, sentence: Sentence) -> Citation:
        """The whole sentence."""
        return self.document.cite(sentence.start, sentence.end)

    @cached_property
    def times(self) -> list[list[TimePhrase]]:
        """The time phrases of each sentence, by its index."""
        return [find_dates(s.text, offset=s.start) for s in self.sentences]

    def when(
        self, phrase: TimePhrase, *, context: When | None = None, tense: Tense | None = None
    ) -> When:
        """A time phrase as an interval, against the document's date."""
        return resolve(
            phrase,
            document_date=self.document.date,
            document_precision=self.document.precision,
            context=context,
            tense=tense,
        )

    def markers(self, sentence: Sentence) -> tuple[str, ...]:
        """Note markers in a sentence and right behind it."""
        tail = self.document.text[sentence.end : sentence.end + 12]
        behind = re.match(r"(?:\[\d{1,3}\])+", tail)
        text = sentence.text + (behind.group() if behind else "")
        return tuple(dict.fromkeys(_MARKER.findall(text)))


def coded_language(document: Document) -> bool:
    """Is it English, as far as can be told?  A short text in Latin letters is given the benefit."""
    if document.language in {None, "en"}:
        return True
    head = document.text[:SHORT]
    return len(document.text) < SHORT and sum(c.isascii() for c in head) > 0.8 * len(head)


def paragraphs(document: Document) -> list[tuple[int, str]]:
    """The coded paragraphs of a document: (first character, text), none longer than can be parsed.

    A wire's dateline ("KABUL, May 3 (Agency) --") is left out.  A document in another language than English has none.
    """
    if not coded_language(document):
        return []
    coded = [(r.start, r.end) for r in document.regions if r.name in CODED]
    if not document.regions:
        coded = [(0, len(document.text))]
    found: list[tuple[int, str]] = []
    for start, end in coded:
        for match in _PARAGRAPH.finditer(document.text, start, end):
            dateline = _DATELINE.match(match.group())
            skipped = dateline.end() if dateline else 0
            found += _pieces(match.start() + skipped, match.group()[skipped:])
    return found


def _pieces(start: int, text: str) -> Iterator[tuple[int, str]]:
    while len(text) > LONGEST_BLOCK:
        cut = max(text.rfind(". ", 0, LONGEST_BLOCK) + 1, text.rfind(" ", 0, LONGEST_BLOCK) + 1)
        cut = cut or LONGEST_BLOCK
        yield start, text[:cut]
        start, text = start + cut, text[cut:]
    if text.strip():
        yield start, text


Resolver = Callable[[Document, Sequence[tuple[int, "Doc"]]], "Resolution"]


def read(
    documents: Iterable[Document], *, pipeline: Parser, resolver: Resolver
) -> Iterator[Reading]:
    """Parse documents as one stream and yield a reading of each, in order.

    At most `AT_ONCE` documents are held at a time, whatever their number.
    """
    stream = iter(documents)
    while batch := list(islice(stream, AT_ONCE)):
        coded = [paragraphs(d) for d in batch]
        docs = pipeline.parse(text for blocks in coded for _, text in blocks)
        for document, blocks in zip(batch, coded, strict=True):
            parsed = [(offset, next(docs)) for offset, _ in blocks]
            cache: dict[str, object] = {"pipeline": pipeline.name}
            yield Reading(document, parsed, resolver(document, parsed), cache)
