"""The country of those whom no name gives one: "police shot two students in Mosul".

`located` takes the two sides of an event.  An actor without a country gets that of a city in its
own words, else the only country that the sentence speaks of; a thing gets that of the named target.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from legation.coding.reading import Reading, Sentence
from legation.records import ActorRef

Sides = tuple[tuple[ActorRef, ...], tuple[ActorRef, ...]]
NO_COUNTRY: Final = frozenset({"IGO", "NGO", "UNK"})
NAMELESS: Final = ("unnamed:", "person:")
OFFICIAL: Final = frozenset({"GOV", "MIL", "JUD"})
PEERS: Final = frozenset({"countries", "nations", "states", "governments", "world", "foreign"})
SHORTEST: Final = 5  # letters of a city's name that is hardly a word or a surname


@cache
def cities() -> dict[str, str]:
    """Name of a city → ISO 3166 alpha-3 country; of a shared name, the largest city's.

    >>> cities()["Mosul"], cities()["Lagos"]
    ('IRQ', 'NGA')
    """
    text = files("legation.data").joinpath("gazetteer/places.csv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        if len(row["name"]) >= SHORTEST:
            found.setdefault(row["name"], row["country"])
    return found


def located(
    reading: Reading,
    sentence: Sentence,
    source: tuple[ActorRef, ...],
    target: tuple[ActorRef, ...],
    *,
    domestic: bool = False,
) -> Sides:
    """Both sides with the countries that the sentence tells of those without a name.

    *domestic*: the act falls on those under the source's rule ("a court jailed a dissident").
    """
    source = tuple(_minority(reading, sentence, r) for r in source)
    target = tuple(_minority(reading, sentence, r) for r in target)
    if all(r.code for r in (*source, *target)):
        return source, target
    told = {*_countries(reading, sentence)}
    only = told.pop() if len(told) == 1 else None
    foreign = only in {r.id for r in target}  # "the government accused X": hardly that of X
    source = tuple(
        _coded(r, None if foreign and r.sector in OFFICIAL else only, NAMELESS[:1]) for r in source
    )
    target = tuple(_coded(r, only, NAMELESS) for r in target)
    if domestic and source and len({r.code for r in source}) == 1:
        target = tuple(_coded(r, source[0].code, NAMELESS[:1]) for r in target)
    owner = next((r.code for r in target if r.code), None)
    things = tuple(
        replace(r, code=owner) if r.code is None and r.id.startswith("object:") else r
        for r in target
    )
    return source, things


def _minority(reading: Reading, sentence: Sentence, ref: ActorRef) -> ActorRef:
    """Of "ethnic Ruritanians": people of the country that the sentence says they live in, no state.

    That is the first country named behind them, else the last one before them.
    """
    words = ref.text.removeprefix("ethnic ").removeprefix("Ethnic ")
    found = re.search(rf"\bethnic ({re.escape(words)})\b", sentence.text, re.IGNORECASE)
    if found is None:
        return _hyphenated(reading, sentence, ref)
    at = sentence.start + found.start(1)
    own = next(
        (m.ref.code for m in reading.mentions[sentence.index] if m.start <= at < m.end), None
    )
    named = [
        m for m in reading.mentions[sentence.index]
        if m.form == "name" and m.kind in {"state", "region"} and m.ref.code not in {None, own}
    ]  # fmt: skip
    behind = [m for m in named if m.start > at]
    home = behind[0] if behind else next(iter(reversed(named)), None)
    code = home.ref.code if home is not None else ref.code or own
    if ref.id.startswith("unnamed:") or ref.party != ref.name:
        return replace(ref, code=code)
    name = found.group()
    return ActorRef(id=f"unnamed:{name.lower()}", name=name, text=ref.text, code=code, sector="CVL")


def _hyphenated(reading: Reading, sentence: Sentence, ref: ActorRef) -> ActorRef:
    """Of two demonyms side by side, the first tells the country: "Estonian Russians"."""
    if ref.party != ref.name or ref.text.count(" "):
        return ref
    told = reading.mentions[sentence.index]
    for first, second in pairwise(told):
        beside = first.end + 1 == second.start and second.ref.text == ref.text
        if beside and first.form == second.form == "demonym" and first.ref.code != ref.code:
            name = f"{first.ref.text} {ref.text}"
            return ActorRef(
                id=f"unnamed:{name.lower()}",
                name=name,
                text=name,
                code=first.ref.code,
                sector="CVL",
            )
    return ref


def _coded(ref: ActorRef, only: str | None, sorts: tuple[str, ...]) -> ActorRef:
    """The actor with a country; *sorts* begin the ids of those who get the sentence's only one."""
    if ref.code or ref.party or not ref.id.startswith((*NAMELESS, "object:")):
        return ref
    words = ref.text.split()
    code = next(_places(words), None) if len(words) > 1 else None
    own = ref.id.startswith(sorts) and (ref.sector or not ref.id.startswith("unnamed:"))
    if code is None and own and not PEERS & set(words):
        code = only
    return replace(ref, code=code) if code else ref


def _places(words: Iterable[str]) -> Iterator[str]:
    known = cities()
    return (known[w] for word in words if (w := word.strip(",.'’")) in known)


def _countries(reading: Reading, sentence: Sentence) -> Iterator[str]:
    for mention in reading.mentions[sentence.index]:
        code = (mention.ref.code or "")[:3]
        if code and code not in NO_COUNTRY and mention.kind != "media":
            yield code
    for token in sentence.words:
        if token.ent_type_ == "LOC":
            yield from _places([token.text])
