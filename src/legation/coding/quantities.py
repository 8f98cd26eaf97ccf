"""Numbers with what they count: "around 6,000 militants" → 6000, militants, about.

Takes a sentence and a range of tokens; dates, ordinals and note markers are no quantities.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from legation.coding.clauses import case_of, children
from legation.coding.reading import Sentence
from legation.ontology import Bound
from legation.records import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Token

WORDS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "dozen": 12, "half": 0.5,
}  # fmt: skip
SCALES: Final = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12, "m": 1e6, "k": 1e3, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9, "dozens": 12}  # fmt: skip
BOUNDS: Final[tuple[tuple[Bound, frozenset[str]], ...]] = (
    ("at most", frozenset({"up to", "at most", "no more than", "under", "less than", "fewer than", "maximum of", "within", "not more than", "as many as", "below"})),
    ("at least", frozenset({"at least", "more than", "over", "no fewer than", "no less than", "minimum of", "above", "exceeding", "upwards of"})),
    ("about", frozenset({"about", "around", "some", "approximately", "roughly", "nearly", "almost", "an estimated", "estimated", "circa", "close to", "close to a", "to about", "to some", "to around", "near"})),
)  # fmt: skip
MONEY: Final = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "us$": "USD",
    "usd": "USD",
    "eur": "EUR",
    "¥": "JPY",
}
NUMBER: Final = re.compile(r"\d{1,3}(?:[,  ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
MONTHS: Final = frozenset(["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"])  # fmt: skip
YEARS: Final = range(1800, 2101)


def quantities(sentence: Sentence, first: int, last: int) -> Iterator[Quantity]:
    """Every quantity among the tokens [first, last) of the sentence's paragraph."""
    doc = sentence.words.doc
    at = first
    while at < last:
        token = doc[at]
        value, used = _value(token)
        if value is None or _is_date(token, value):
            at += 1
            continue
        high, used = _upper(doc[at + used - 1], used)
        unit = _unit(doc[at + used - 1], token)
        if unit:
            yield Quantity(value=value, unit=unit, bound=_bound(token), high=high)
        at += used


def _value(token: "Token") -> tuple[float | None, int]:
    """(number that starts at a token, how many tokens it takes)."""
    text = token.text.replace("\xa0", "").lower()
    match = NUMBER.fullmatch(text.strip("$€£"))
    value: float | None = None
    if match:
        value = float(re.sub(r"[,  ]", "", match.group()))
    elif text in WORDS and token.pos_ in {"NUM", "NOUN"}:
        value = float(WORDS[text])
    elif text in SCALES and token.i and token.text.endswith("s"):
        return None, 1
    if value is None:
        return None, 1
    used = 1
    doc = token.doc
    while token.i + used < len(doc) and doc[token.i + used].lower_ in SCALES:
        value *= SCALES[doc[token.i + used].lower_]
        used += 1
    return value, used


def _upper(token: "Token", used: int) -> tuple[float | None, int]:
    """The upper end of "10 to 12" or "10-12", if one follows."""
    doc, i = token.doc, token.i
    if i + 2 < len(doc) and doc[i + 1].lower_ in {"to", "-", "–", "or"}:
        high, more = _value(doc[i + 2])
        if high is not None:
            return high, used + 1 + more
    return None, used


def _is_date(token: "Token", value: float) -> bool:
    doc, i = token.doc, token.i
    around = {doc[j].lower_.strip(".") for j in range(max(i - 2, 0), min(i + 3, len(doc)))}
    if around & MONTHS and value <= 31:
        return True
    if value in YEARS and "," not in token.text and len(token.text) == 4:
        return doc[i + 1].pos_ not in {"NOUN"} if i + 1 < len(doc) else True
    before = doc[i - 1].text if i else ""
    return before in {
        "[",
        "No.",
        "Section",
        "Article",
        "Resolution",
        "resolution",
        "article",
        "/",
        ".",
    } or token.ent_type_ in {"PER", "ORG"}


def _unit(token: "Token", first: "Token") -> str:
    """What is counted: the noun behind the number, with its "of" phrase for shares and measures."""
    doc = token.doc
    money = doc[first.i - 1].lower_ if first.i else ""
    if money in MONEY or first.text[:1] in MONEY:
        return MONEY.get(money) or MONEY[first.text[:1]]
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if after is not None and after.lower_ in {"%", "percent", "per"}:
        return "percent"
    head = first.head if first.dep_ == "nummod" else None
    if head is None or head.i <= token.i:
        head = next(
            (t for t in doc[token.i + 1 : token.i + 5] if t.pos_ in {"NOUN", "PROPN"}), None
        )
    if head is None:
        return ""
    start = min(
        (c.left_edge.i for c in children(head, "amod", "compound") if c.i > token.i), default=head.i
    )
    of = [c for c in children(head, "nmod") if case_of(c) == "of"]
    end = of[0].i + 1 if of and of[0].i - head.i < 5 else head.i + 1
    return str(doc[start:end].text)


def _bound(token: "Token") -> Bound:
    doc, i = token.doc, token.i
    if i and doc[i - 1].text in MONEY:
        i -= 1
    for n in (3, 2, 1):
        words = doc[max(i - n, 0) : i].text.lower()
        for bound, signs in BOUNDS:
            if words in signs:
                return bound
    return "exact"
