"""What resolution returns: the mentions of actors in one document, and the actors behind them.

A `Mention` is characters of `Document.text` with the actor that they stand for and why; `Resolution`
holds them in order and answers which mention stands at a place.  Plain records: no parse, no model.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from legation.ontology import ActorKind
from legation.records import Actor, ActorRef

Form = Literal["name", "description", "pronoun", "demonym"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Characters [start, end) that stand for an actor.

    `head` is the character where the head word starts ("Lavrov" in "Foreign Minister Lavrov"),
    `why` the rule that decided, `confidence` how sure it is in (0, 1].  `place` says that the
    words name where something is ("in Moscow"), not who acts; `nested` that they lie inside a
    larger mention ("Russian" in "the Russian embassy").
    """

    start: int
    end: int
    text: str
    head: int
    form: Form
    ref: ActorRef
    kind: ActorKind | None
    why: str
    confidence: float
    place: bool = False
    nested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Every mention of a document, sorted by place, and its actors."""

    mentions: tuple[Mention, ...]
    actors: tuple[Actor, ...]
    _starts: tuple[int, ...] = field(default=(), repr=False, compare=False)
    _longest: int = field(default=0, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the mentions by their first character."""
        object.__setattr__(self, "_starts", tuple(m.start for m in self.mentions))
        longest = max((m.end - m.start for m in self.mentions), default=0)
        object.__setattr__(self, "_longest", longest)

    def within(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions that share a character with [start, end), in order."""
        last = bisect_right(self._starts, end - 1)
        first = bisect_right(self._starts, start - self._longest - 1)
        return tuple(m for m in self.mentions[first:last] if m.end > start)

    def together(self, start: int, end: int) -> tuple[Mention, ...]:
        """All mentions with the characters of `at(start, end)`: two for "both sides"."""
        found = self.at(start, end)
        if found is None:
            return ()
        return tuple(
            m for m in self.within(start, end) if (m.start, m.end) == (found.start, found.end)
        )

    def at(self, start: int, end: int) -> Mention | None:
        """The mention that [start, end) stands for, or None.

        A mention with these characters comes first, then one whose head word lies inside them
        (the outermost, the last), then the smallest that contains them.
        """
        near = self.within(start, end)
        exact = [m for m in near if m.start == start and m.end == end]
        if exact:
            return exact[0]
        headed = [m for m in near if start <= m.head < end]
        if headed:
            return max(headed, key=lambda m: (not m.nested, m.end - m.start, m.start))
        around = [m for m in near if m.start <= start and end <= m.end]
        return min(around, key=lambda m: m.end - m.start) if around else None
