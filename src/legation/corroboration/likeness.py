"""Which claims speak of one matter: by their words, what they count, the deed they tell, or in answer.

`tied` takes claims with what they say and yields pairs of their places.  A pair depends on its two
claims, or, where one answers ("the reports are fake"), on the claims of its own document alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from legation.corroboration.words import Lexicon, Said
from legation.records import ActorRef, Claim, Quantity

SHARED: Final = 0.5  # Dice coefficient of the stems
LEAST: Final = 2  # stems shared, names apart
NEAR: Final = 60  # days between two claims about one deed
SIDES: Final = 2  # actors that two claims about one deed have in common


def dice(a: frozenset[str], b: frozenset[str]) -> float:
    r"""How much two sets share, :math:`2 |A \cap B| / (|A| + |B|)`; Dice (1945), Ecology 26(3).

    >>> dice(frozenset("ab"), frozenset("bc"))
    0.5
    """
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def read_claim(claim: Claim, lexicon: Lexicon) -> Said:
    """What a claim says, its actors' names taken out of the stems: they do not make a matter."""
    refs = [*claim.about, *claim.addressees, *((claim.speaker,) if claim.speaker else ())]
    spoken = lexicon.read(" ".join(["", *(f"{r.name} {r.text}" for r in refs)]))
    said = lexicon.read(claim.content.text)
    first = lexicon.read(claim.content.text.split()[0]).stems & spoken.stems
    names = said.names | first
    return Said(stems=said.stems - names, years=said.years, names=names, negated=said.negated)


def counted(quantity: Quantity) -> str:
    """The word that says what is counted: "militants of all sorts" → militants."""
    before = quantity.unit.partition(" of ")[0].split()
    return before[-1] if before else quantity.unit


def tied(
    own: Sequence[Claim], read: Mapping[str, Said], lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """Pairs of places, the earlier first, that speak of one matter."""
    yield from _by_words(own, read, lexicon)
    yield from _by_deed(own, read, lexicon)
    yield from _answers(own, read, lexicon)


def _by_words(
    own: Sequence[Claim], read: Mapping[str, Said], lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """Claims that rebut each other by name, share their words, or count the same thing."""
    at = {c.id: i for i, c in enumerate(own)}
    units = {c.id: {lexicon.stem(counted(q)) for q in c.quantities} for c in own}
    holding: dict[str, list[int]] = defaultdict(list)
    for later, claim in enumerate(own):
        if claim.rebuts in at:
            yield at[claim.rebuts], later
        said = read[claim.id].stems
        met: Counter[int] = Counter(i for s in said for i in holding[s])
        for earlier, shared in met.items():
            other = own[earlier].id
            counts = units[claim.id] & units[other] & said
            named = read[claim.id].names & read[other].names
            alike = shared >= LEAST and dice(said, read[other].stems) >= SHARED
            if alike or (counts and (named or shared >= LEAST)):
                yield earlier, later
        for s in said:
            holding[s].append(later)


def _by_deed(
    own: Sequence[Claim], read: Mapping[str, Said], lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """Claims of one deed with two actors in common, made soon after each other or dating it."""
    doing: dict[str, list[int]] = defaultdict(list)
    for later, claim in enumerate(own):
        said = read[claim.id]
        for deed in said.stems & lexicon.deeds:
            for earlier in doing[deed]:
                other = own[earlier]
                dated = said.years and read[other.id].years
                soon = dated or _days(other.date, claim.date) <= NEAR
                if soon and len(_sides(other) & _sides(claim)) >= SIDES:
                    yield earlier, later
            doing[deed].append(later)


def _sides(claim: Claim) -> set[str]:
    return {name for ref in claim.about for name in _forms(ref)}


def _forms(ref: ActorRef) -> set[str]:
    return {ref.party or ref.name}


def _days(a: str | None, b: str | None) -> float:
    """Days between two dates that are known to the day; else endless."""
    if not a or not b or len(a) < len("2000-01-01") or len(b) < len("2000-01-01"):
        return float("inf")
    return abs((date.fromisoformat(a) - date.fromisoformat(b)).days)


def _answers(
    own: Sequence[Claim], read: Mapping[str, Said], lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """As in "the claims are baseless": what the last other speaker said before, all if it is many."""
    told: dict[str, list[int]] = defaultdict(list)
    for place in sorted(range(len(own)), key=lambda i: own[i].citation.start):
        claim = own[place]
        before = told[claim.citation.document]
        if claim.rebuts is None and _dismisses(read[claim.id], lexicon):
            others = [i for i in before if _speaker(own[i]) != _speaker(claim)]
            theirs = [i for i in others if _speaker(own[i]) == _speaker(own[others[-1]])]
            for other in theirs if _of_many(claim, lexicon) else others[-1:]:
                yield min(other, place), max(other, place)
        elif not _dismisses(read[claim.id], lexicon):
            before.append(place)


def _speaker(claim: Claim) -> str | None:
    return claim.speaker.id if claim.speaker else None


def _dismisses(said: Said, lexicon: Lexicon) -> bool:
    """Does it say no more than that something said is wrong?"""
    both = lexicon.spoken | lexicon.dismissed
    return bool(said.stems & lexicon.dismissed) and said.stems <= both


def _of_many(claim: Claim, lexicon: Lexicon) -> bool:
    words = re.findall(r"\w+", claim.content.text.casefold())
    return any(w.endswith("s") and lexicon.stem(w) in lexicon.spoken for w in words)
