"""What a brief is made of: sentences in sections, what is left out, and its form on one page."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from legation.dossier.headings import (
    ASIDE,
    DISPUTED,
    ELSEWHERE,
    FORESEEN,
    NEWS,
    PEOPLE,
    PHASES,
    SAYINGS,
    TURNS,
)
from legation.records import Citation

ONE_PAGE: Final[dict[str, int]] = {  # sentences of a section in the short form
    PEOPLE: 6, TURNS: 11, PHASES: 6, DISPUTED: 3, SAYINGS: 3, ASIDE: 3, ELSEWHERE: 2, NEWS: 5, FORESEEN: 3,
}  # fmt: skip
PAGE: Final = 42  # sentences of the short form; what sections leave of it goes to these
SPARE: Final = (PHASES, ASIDE, ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One statement of the brief, the passages it rests on and the records it was made from.

    `how` is "told" (our words, from records that are sure) or "quoted" (the document's own).
    """

    text: str
    citations: tuple[Citation, ...]
    evidence: tuple[str, ...]
    lead: str = ""
    how: Literal["told", "quoted"] = "told"
    day: str = ""
    accepted: bool = False  # whether the record behind a quotation is sure
    rank: int = 0  # how many of its section come before it in weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Sentences under a heading, and what the heading means."""

    heading: str
    sentences: tuple[Sentence, ...]
    note: str = ""
    left: int = 0  # sentences that the short form leaves to the long one

    def shortened(self, number: int) -> "Section":
        """The so many weightiest sentences."""
        kept = tuple(s for s in self.sentences if s.rank < number)
        return replace(self, sentences=kept, left=len(self.sentences) - len(kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What the brief does not say: how many, why, and the page that shows them."""

    number: int
    what: str
    why: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A relationship on one page."""

    pair: tuple[str, str]
    sections: tuple[Section, ...]
    left: tuple[Left, ...]
    events: int  # distinct events between the two
    reports: int  # passages that report them

    def on_one_page(self) -> "Brief":
        """The weightiest sentences of each section; all of them where they fit on the page."""
        own = {s.heading: len(s.sentences) for s in self.sections}
        given = {heading: min(n, ONE_PAGE[heading]) for heading, n in own.items()}
        spare = PAGE - sum(given.values())
        while spare > 0 and (open_ := [h for h in SPARE if given.get(h, 0) < own.get(h, 0)]):
            for heading in open_[:spare]:
                given[heading] += 1
                spare -= 1
        if sum(own.values()) <= PAGE:
            given = own
        return replace(self, sections=tuple(s.shortened(given[s.heading]) for s in self.sections))
