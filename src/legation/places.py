"""Places named in a text: capitals, cities, and the country that each lies in.

`find_places` takes a text and returns its `Place`s (characters, half-open) with country, position
and whether the words before say that something is there ("in Samarkand").  The table comes from
GeoNames (CC BY 4.0): capitals, and cities of a hundred thousand people or more.
"""

import csv
import io
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_][\w’'.-]*")
_LOCATIVE: Final = re.compile(
    r"\b(?:in|at|near|outside|around|across|from|to|into|of)\s+(?:(?:the|northern|southern|eastern"
    r"|western|central|downtown)\s+)*(?:city\s+of\s+)?\Z",
    re.IGNORECASE,
)
_THERE: Final = frozenset({"in", "at", "near", "outside", "around", "across"})
# City names that are oftener a person's name or a word at that place in a sentence.
_NOT_ALONE: Final = frozenset(
    [
        "Nice",
        "Of",
        "Most",
        "Split",
        "Bar",
        "Mary",
        "Brits",
        "Man",
        "Reading",
        "Bath",
        "Victoria",
        "Santiago",
        "Santa",
        "San",
        "Barking",
        "Orange",
        "Union",
        "Mobile",
        "Independence",
        "Salem",
        "Richmond",
        "Paradise",
        "Chandler",
        "Irving",
        "Garland",
        "Victorville",
        "Aden",
        "Batman",
        "Ash",
        "Male",
        "March",
        "Surprise",
        "Hyde",
        "Temple",
        "Ali",
        "Hassan",
        "Mardan",
        "Imam",
        "Jose",
        "Carlos",
        "Luis",
        "Same",
        "Sun",
        "Long",
        "New",
        "Central",
        "Opportunity",
        "Progress",
        "Corona",
        "Date",
        "Enterprise",
        "Liberty",
        "Bend",
        "College",
        "Federal",
        "Man",
        "Young",
        "Van",
        "Karim",
        "Abbas",
        "Rahim",
        "Sanders",
        "Hamilton",
        "Kingston",
        "Douglas",
        "Lincoln",
        "Jackson",
        "Houston",
        "Austin",
        "Dallas",
        "Denver",
        "Madison",
        "Montgomery",
        "Anderson",
        "Lawrence",
        "Wellington",
        "Sydney",
        "Charlotte",
        "Vera",
        "Florence",
        "Asti",
        "Lima",
        "Cali",
        "Goma",
        "Minna",
        "Bern",
        "Como",
        "Pau",
        "Ede",
        "Ulm",
        "Leon",
        "Cordoba",
        "Merida",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Characters [start, end) that name a place.

    `country` is the ISO 3166 alpha-3 code, `latitude` and `longitude` are degrees; `there` says
    that a preposition before it puts something in the place, `preposition` is that word.
    """

    start: int
    end: int
    text: str
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float
    preposition: str = ""

    @property
    def there(self) -> bool:
        """Whether the words say that something is or happens at the place."""
        return self.preposition in _THERE


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float


@cache
def _table() -> tuple[dict[str, _Row], int]:
    """Names in use → the largest place so called; and the most words that a name has."""
    path = files("legation") / "data" / "gazetteer" / "places.csv"
    rows: dict[str, _Row] = {}
    longest = 1
    for line in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
        row = _Row(
            line["name"],
            line["country"],
            line["kind"],
            float(line["latitude"]),
            float(line["longitude"]),
        )
        for name in (line["name"], *filter(None, line["names"].split(";"))):
            if line["kind"] != "capital" and name in _NOT_ALONE:
                continue
            key = _key(name)
            rows.setdefault(key, row)
            longest = max(longest, key.count(" ") + 1)
    return rows, longest


def _key(name: str) -> str:
    return " ".join(name.replace("’", "'").replace("-", " ").casefold().split())


def find_places(text: str, *, offset: int = 0) -> list[Place]:
    """The cities that a text names, in order; *offset* is added to every position.

    >>> [(p.name, p.country, p.there) for p in find_places("They met in Samarkand.")]
    [('Samarkand', 'UZB', True)]
    """
    rows, longest = _table()
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    found = []
    i = 0
    while i < len(words):
        start = words[i][0]
        if not text[start].isupper():
            i += 1
            continue
        for last in range(min(len(words), i + longest) - 1, i - 1, -1):
            end = _trim(text, start, words[last][1])
            row = rows.get(_key(text[start:end]))
            if row is not None:
                before = _LOCATIVE.search(text, max(0, start - 40), start)
                found.append(
                    Place(
                        start=start + offset,
                        end=end + offset,
                        text=text[start:end],
                        name=row.name,
                        country=row.country,
                        kind=row.kind,
                        latitude=row.latitude,
                        longitude=row.longitude,
                        preposition=before[0].split()[0].lower() if before else "",
                    )
                )
                i = last
                break
        i += 1
    return found


def _trim(text: str, start: int, end: int) -> int:
    """Without a possessive 's and a closing full stop."""
    for tail in ("'s", "’s", "'", "’", "."):
        if text[start:end].endswith(tail):
            return end - len(tail)
    return end
