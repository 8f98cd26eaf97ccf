"""Documents with their states and persons under other names, consistently.

`Renaming` takes old and new words; it renames texts, documents with their regions, and the strings
within rows.  States get the words of other real ones; persons get invented names.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import Any

from legation.records import Document

# name, adjective, people, capital, and what else stands for the government
STATES = {
    "Russia": "Brazil", "Russian": "Brazilian", "Russians": "Brazilians", "Moscow": "Brasília",
    "Kremlin": "Planalto", "Afghanistan": "Colombia", "Afghan": "Colombian",
    "Afghans": "Colombians", "Kabul": "Bogotá", "United States": "Netherlands", "US": "Dutch",
    "American": "Dutch", "Americans": "Dutch", "Washington": "Amsterdam", "China": "Nigeria",
    "Chinese": "Nigerian", "Beijing": "Abuja", "Pakistan": "Ecuador", "Pakistani": "Ecuadorian",
    "Islamabad": "Quito", "Iran": "Peru", "Iranian": "Peruvian", "Tehran": "Lima",
    "India": "Kenya", "Indian": "Kenyan", "New Delhi": "Nairobi", "Delhi": "Nairobi",
    "Tajikistan": "Bolivia", "Tajik": "Bolivian", "Tajiks": "Bolivians", "Dushanbe": "Sucre",
    "Uzbekistan": "Venezuela", "Uzbek": "Venezuelan", "Uzbeks": "Venezuelans",
    "Tashkent": "Caracas", "Kyrgyzstan": "Paraguay", "Kyrgyz": "Paraguayan",
    "Kazakhstan": "Uruguay", "Kazakh": "Uruguayan", "Astana": "Montevideo",
    "Turkmenistan": "Zambia", "Turkmen": "Zambian", "Norway": "Portugal",
    "Norwegian": "Portuguese", "Oslo": "Lisbon", "Qatar": "Malta", "Doha": "Valletta",
    "Ukraine": "Ghana", "Ukrainian": "Ghanaian", "Syria": "Chile", "Germany": "Senegal",
    "German": "Senegalese", "Belarus": "Panama", "Armenia": "Gabon", "Saudi Arabia": "Hungary",
    "Saudi": "Hungarian", "Riyadh": "Budapest", "Iraq": "Cuba", "Iraqi": "Cuban",
    "Baghdad": "Havana",
}  # fmt: skip
# organisations keep their names
KEPT = (
    "Islamic Movement of Uzbekistan", "Moscow Format", "Pakistani Taliban", "Afghan Taliban",
    "National Resistance Front of Afghanistan", "Islamic State",
)  # fmt: skip
PLAIN = frozenset(
    [
        "Mullah",
        "Khan",
        "President",
        "al",
        "bin",
        "Sunday",
        "Times",
        "the",
        "of",
        "General",
        "Fund",
        "People",
    ]
)
_SYLLABLES = product(
    ("Bal", "Dor", "Fen", "Gar", "Hel", "Jor", "Kel", "Lom", "Mer", "Nor", "Pel", "Rav"),
    ("an", "el", "i", "o", "u"),
    ("der", "kin", "mar", "ner", "san", "vik", "zar"),
)


class Renaming:
    """Old words → new ones."""

    def __init__(self, persons: Iterable[str]) -> None:
        tokens = sorted({t for name in persons for t in re.findall(r"[A-Z][\w’'-]+", name)})
        made = ("".join(parts) for parts in _SYLLABLES)
        people = {t: next(made) for t in tokens if t not in PLAIN and t not in STATES}
        loud = {old.upper(): new.upper() for old, new in STATES.items() if len(old) > len("US")}
        self.words = people | loud | STATES | {kept: kept for kept in KEPT}
        longest = sorted(self.words, key=len, reverse=True)
        self._any = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")

    def text(self, text: str) -> str:
        """A text under other names."""
        return self._any.sub(lambda m: self.words[m.group()], text)

    def value(self, value: Any) -> Any:
        """The same for every string within rows."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {k: self.value(v) for k, v in value.items()}
        return [self.value(v) for v in value] if isinstance(value, list) else value

    def document(self, document: Document) -> Document:
        """A document under other names, its regions moved along."""
        starts, shifts = [0], [0]
        for m in self._any.finditer(document.text):
            starts.append(m.end())
            shifts.append(shifts[-1] + len(self.words[m.group()]) - len(m.group()))

        def moved(at: int) -> int:
            return at + shifts[bisect_right(starts, at) - 1]

        regions = (replace(r, start=moved(r.start), end=moved(r.end)) for r in document.regions)
        title = self.text(document.title) if document.title else None
        return replace(document, text=self.text(document.text), title=title, regions=tuple(regions))
