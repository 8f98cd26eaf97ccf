"""The names that the corpus marks, to measure the entity finder by: `entities(pipeline, passages)`.

People, organisations and places by exact characters and type.  A mention is a name if its words
are written as one; articles, possessive endings and titles are cut off.  Words for a people
("Kenyan", "the Algerians") and what is written large only at the head of a sentence count neither
for nor against.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from legation.language import Pipeline
from training.corpus.gold import Span, sort_of
from training.corpus.passages import Mark, Passage

KINDS: Final = frozenset({"PER", "ORG", "LOC"})
TITLES: Final = re.compile(
    r"(?:(?:President|Prime Minister|Vice|Deputy|Foreign|Defence|Interior|Minister|Colonel|General|"
    r"Lieutenant|Brigadier|Major|Captain|Admiral|Marshal|Ambassador|Chancellor|Senator|Secretary|"
    r"King|Queen|Prince|Princess|Emir|Sultan|Professor|Judge|Bishop|Father|Sir|Dame|Lord|Lady|Mr|"
    r"Mrs|Ms|Dr)\.? )+"
)


@cache
def _forms() -> tuple[frozenset[str], frozenset[str]]:
    """Names that the gazetteer knows, and its words for peoples."""
    text = files("legation.data").joinpath("gazetteer/forms.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    people = frozenset(r["form"] for r in rows if r["role"] in {"people", "adjective"})
    return frozenset(r["form"] for r in rows) - people, people


def gold_names(passage: Passage) -> tuple[dict[Span, str], list[Span]]:
    """The names of a passage with their types, and spans that count neither way."""
    names: dict[Span, str] = {}
    open_: list[Span] = []
    for mark in passage.marks:
        if mark.kind == "place":
            span = _bare(mark.start, mark.text)
            names[span] = "LOC"
        elif mark.kind == "mention":
            _mention(passage, mark, names, open_)
    return names, open_


def _mention(passage: Passage, mark: Mark, names: dict[Span, str], open_: list[Span]) -> None:
    if sort_of(mark.text) != "name":
        return
    span = _bare(mark.start, mark.text)
    words = passage.text[slice(*span)]
    cast = [passage.cast[k] for k in mark.label.who if k in passage.cast]
    kinds = {m.type for m in cast}
    known, people = _forms()
    single = {words, words.removesuffix("s")}
    called = {w for m in cast for w in re.findall(r"[\w'’-]+", m.name)}
    sure = words in known or words.split()[0] in called or kinds == {"PER"}
    if len(kinds) != 1 or not kinds <= KINDS or single & people or not sure:
        open_.append(span)
    elif not any(a <= span[0] and span[1] <= b for a, b in names):
        names[span] = kinds.pop()


def _bare(start: int, text: str) -> Span:
    """The characters of a name without article, title and possessive ending."""
    end = start + len(re.sub(r"(?:['’]s|['’])\Z", "", text))
    head = re.match(r"(?:[Tt]he )?", text)
    start += head.end() if head else 0
    title = TITLES.match(text, head.end() if head else 0)
    return (start + len(title.group()) if title and title.end() < len(text) else start), end


def found_names(pipeline: Pipeline, passages: Sequence[Passage]) -> Iterator[dict[Span, str]]:
    """The names that the pipeline finds in each passage, paragraph by paragraph."""
    blocks = [[(m.start(), m.group()) for m in re.finditer(r"[^\n]+", p.text)] for p in passages]
    docs = pipeline.parse(text for listed in blocks for _, text in listed)
    for listed in blocks:
        found: dict[Span, str] = {}
        for offset, _ in listed:
            for ent in next(docs).ents:
                if ent.label_ in KINDS:
                    found[_bare(offset + ent.start_char, ent.text)] = ent.label_
        yield found


def entities(pipeline: Pipeline, passages: Sequence[Passage]) -> dict[str, float]:
    """Precision, recall and F1 of people, organisations and places, in percent."""
    gold = found = right = 0
    for passage, made in zip(passages, found_names(pipeline, passages), strict=True):
        names, open_ = gold_names(passage)
        counted = {
            s: k for s, k in made.items() if not any(s[0] < b and a < s[1] for a, b in open_)
        }
        gold, found = gold + len(names), found + len(counted)
        right += sum(names.get(s) == k for s, k in counted.items())
    return {
        "ents_f": round(200 * right / max(1, gold + found), 2),
        "ents_p": round(100 * right / max(1, found), 2),
        "ents_r": round(100 * right / max(1, gold), 2),
    }
