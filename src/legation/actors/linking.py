"""One actor in many documents: which names that documents know are the same actor.

`link` takes the distinct actors of many documents and returns, for each, the actor that it belongs
to, every decision with its rule and score, and below the threshold suggestions instead of merges.
Names are compared only inside blocks (family name by sound, first sound of the given name), so the
work grows with the size of the blocks and not with the square of the number of names.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from legation.actors.likeness import body_words
from legation.actors.names import MAYBE, SAME, Likeness, compare, person_words, skeleton
from legation.ontology import ActorKind
from legation.records import Actor

_LARGEST_BLOCK: Final = 300
_LOOSE: Final = str.maketrans({"G": "K", "H": "K", "F": "V", "Z": "S", "C": "J", "X": ""})
_FIRST: Final = {
    "i": "i", "e": "i", "y": "i", "u": "u", "o": "u", "v": "V", "w": "V", "k": "K", "q": "K",
    "c": "K", "g": "K", "h": "K", "j": "J", "z": "S", "s": "S",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An actor as one or more documents name it; `weight` counts its mentions."""

    key: str
    name: str
    kind: ActorKind | None = None
    code: str | None = None
    known: bool = False  # its key comes from the background or the user, not from the name
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """That two keys are one actor, or (`merged` false) might be, with the rule and its score."""

    a: str
    b: str
    score: float
    rule: str
    merged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """For every key the key of its actor, and the decisions behind it."""

    actor_of: dict[str, str]
    decisions: tuple[Decision, ...]
    suggestions: tuple[Decision, ...]

    def all(self) -> tuple[Decision, ...]:
        """The merges, then the suggestions."""
        return self.decisions + self.suggestions

    def members(self) -> dict[str, list[str]]:
        """The keys of each actor, its own first."""
        found: dict[str, list[str]] = {}
        for key, actor in self.actor_of.items():
            found.setdefault(actor, []).append(key)
        return found


@dataclass(slots=True)
class _Forest:
    """Sets of keys that grow together; a set holds at most one known actor."""

    parent: dict[str, str]
    known: dict[str, bool]
    weight: dict[str, int] = field(default_factory=dict)

    def root(self, key: str) -> str:
        while self.parent[key] != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def join(self, a: str, b: str) -> bool:
        x, y = self.root(a), self.root(b)
        if x == y:
            return True
        if self.known[x] and self.known[y]:
            return False
        if (self.known[y], self.weight[y], x) > (self.known[x], self.weight[x], y):
            x, y = y, x
        self.parent[y] = x
        self.weight[x] += self.weight[y]
        return True


def link(actors: Iterable[Named]) -> Linking:
    """Decide which of many named actors are one.

    Persons are compared by spelling (`names.compare`), other actors only where all words of their
    names agree; two known actors are never merged, nor are two that act for different countries
    (those become a suggestion).

    >>> found = link(
    ...     [
    ...         Named(key="a", name="Amir Khan Muttaqi", kind="person"),
    ...         Named(key="b", name="Amir Khan Mottaki", kind="person"),
    ...     ]
    ... )
    >>> found.actor_of["a"] == found.actor_of["b"]
    True
    """
    distinct = _distinct(actors)
    forest = _Forest(
        parent={n.key: n.key for n in distinct},
        known={n.key: n.known for n in distinct},
        weight={n.key: n.weight for n in distinct},
    )
    decided: list[Decision] = []
    maybe: list[Decision] = []
    for a, b, likeness in _candidates(distinct):
        score = likeness.score
        if a.code and b.code and a.code != b.code:
            score = min(score, SAME - 0.01)
        decision = Decision(a=a.key, b=b.key, score=score, rule=likeness.rule, merged=score >= SAME)
        (decided if decision.merged else maybe).append(decision)
    kept = []
    for decision in sorted(decided, key=lambda d: (-d.score, d.a, d.b)):
        if forest.join(decision.a, decision.b):
            kept.append(decision)
        else:
            maybe.append(_undecided(decision))
    return Linking(
        actor_of={n.key: forest.root(n.key) for n in distinct},
        decisions=tuple(kept),
        suggestions=tuple(sorted(maybe, key=lambda d: (-d.score, d.a, d.b))),
    )


def named_actors(actors: Iterable[Actor]) -> list[Named]:
    """The distinct actors of coded documents: one for each key."""
    found: dict[str, Named] = {}
    for actor in actors:
        before = found.get(actor.key)
        found[actor.key] = Named(
            key=actor.key,
            name=before.name if before else actor.name,
            kind=actor.kind,
            code=(before.code if before else None) or actor.code,
            known=actor.decided_by in ("gazetteer", "well-known person"),
            weight=(before.weight if before else 0) + max(1, len(actor.mentions)),
        )
    return list(found.values())


def _undecided(decision: Decision) -> Decision:
    return Decision(
        a=decision.a,
        b=decision.b,
        score=decision.score,
        rule=f"{decision.rule}; both are known actors",
        merged=False,
    )


def _distinct(actors: Iterable[Named]) -> list[Named]:
    found: dict[str, Named] = {}
    for actor in actors:
        found.setdefault(actor.key, actor)
    return list(found.values())


# --- blocks -----------------------------------------------------------------------------------


def _candidates(actors: Sequence[Named]) -> Iterator[tuple[Named, Named, Likeness]]:
    """Pairs worth deciding, each once, with their likeness."""
    yield from _persons([a for a in actors if a.kind == "person"])
    yield from _bodies([a for a in actors if a.kind != "person"])


def _persons(persons: Sequence[Named]) -> Iterator[tuple[Named, Named, Likeness]]:
    blocks: dict[str, list[int]] = {}
    for number, person in enumerate(persons):
        for key in _blocks_of(person.name):
            blocks.setdefault(key, []).append(number)
    seen: set[int] = set()
    for block in blocks.values():
        if not 1 < len(block) <= _LARGEST_BLOCK:
            continue
        for i, first in enumerate(block):
            for second in block[i + 1 :]:
                pair = first * len(persons) + second
                if pair in seen:
                    continue
                seen.add(pair)
                likeness = compare(persons[first].name, persons[second].name)
                if likeness.score >= MAYBE:
                    yield persons[first], persons[second], likeness


def _blocks_of(name: str) -> set[str]:
    """The blocks of a person's name: family name by its consonants, with a first sound."""
    parts = person_words(name)
    if not parts:
        return set()
    if len(parts) == 1:
        return {f"1:{_sound(parts[0])}"}
    first, last = parts[0], parts[-1]
    keys = {f"{_sound(last)}:{_initial(first)}"}
    if len(parts) == 2:  # the family name may come first
        keys.add(f"{_sound(first)}:{_initial(last)}")
    else:
        keys.add(f"{_sound(parts[-2])}:{_initial(first)}")
    return keys


def _sound(word: str) -> str:
    return re.sub("[aiu]", "", skeleton(word).translate(_LOOSE)) or word


def _initial(word: str) -> str:
    return _FIRST.get(word[0], word[0])


def _bodies(bodies: Sequence[Named]) -> Iterator[tuple[Named, Named, Likeness]]:
    """Bodies whose names have the same words by sound, in any order."""
    groups: dict[tuple[str, ...], list[Named]] = {}
    for body in bodies:
        sounds = tuple(sorted(skeleton(w) for w in body_words(body.name)))
        if sounds and all(sounds):
            groups.setdefault((body.kind or "", *sounds), []).append(body)
    for group in groups.values():
        for first, second in pairwise(group):
            yield first, second, Likeness(0.93, "words alike")
