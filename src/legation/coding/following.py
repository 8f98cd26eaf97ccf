"""Who did the same as another: "Malta followed a week later", "Ghana had done so in May".

`followed` takes a sentence and the standing told of in it or right before it, and yields that
standing of those who are said to have followed.  Of a mission it is whose mission it is that
changes, of any other standing who grants it.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from legation.coding.clauses import Clause, children
from legation.coding.reading import Reading, Sentence
from legation.coding.roles import who
from legation.coding.standings import Standing, considered, lexicon, span_of

MOST: Final = 6  # of those who follow
GRANTED: Final = frozenset({"recognition", "designation", "legal_ban", "sanction", "assets_frozen"})


def followed(reading: Reading, sentence: Sentence, before: Standing) -> Iterator[Standing]:
    """The standing *before*, of each that a clause of the sentence says has done the same."""
    granted = before.kind in GRANTED
    if (before.by is None and granted) or before.state in {"considered", "weighed"}:
        return
    known = {before.holder.id, *([before.by.id] if before.by is not None else [])}
    for clause in sentence.clauses:
        if clause.head.i <= before.trigger.i and clause.head.doc is before.trigger.doc:
            continue
        if not _follows(clause) or clause.negated or clause.passive or considered(clause):
            continue
        for ref in who(reading, sentence, clause.subjects)[:MOST]:
            if ref.id in known or ref.id.startswith("unnamed:"):
                continue
            told = replace(before, trigger=clause.head, span=span_of(clause))
            if granted:
                yield replace(told, by=ref)
            elif before.kind == "mission":
                yield replace(told, holder=ref)


def _follows(clause: Clause) -> bool:
    """As in "followed", "followed suit", "did so", "did the same"."""
    words = lexicon()["following"]
    said = {c.lower_ for c in children(clause.head, "obj", "advmod")}
    if clause.lemma == "do":
        return bool(said & words["so"])
    return clause.lemma in words["verbs"] and not said - words["so"] - words["when"] and not children(clause.head, "ccomp")  # fmt: skip
