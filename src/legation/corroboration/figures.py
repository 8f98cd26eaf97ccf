"""Claims → figures: what number each speaker gives for one thing counted.

`figures` takes claims and their sources and returns an estimate a thing counted.  Numbers stand by
speaker and date and are never averaged; a denial sets none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, Final

from legation.corroboration.likeness import counted
from legation.corroboration.origins import Sources
from legation.corroboration.words import Lexicon, load_lexicon
from legation.records import Claim, Estimate, Quantity

METHOD: Final = "numbers of claims by the word that says what is counted"


def figures(
    claims: Iterable[Claim],
    sources: Sources | None = None,
    *,
    lexicon: Lexicon | None = None,
    as_of: str | None = None,
) -> list[Estimate]:
    """The things that are counted, those of most speakers first.

    `value["speakers"]` gives least and most by speaker, with every number and the claim that gives
    it; `value["low"]` and `value["high"]` span all.  One word may count different things ("fighters"
    of one group or of all): the passages tell.
    """
    lexicon, sources = lexicon or load_lexicon(), sources or Sources()
    found: dict[str, list[tuple[Claim, Quantity]]] = defaultdict(list)
    for claim in sorted(set(claims), key=lambda c: (c.date or "9999", c.id)):
        if claim.polarity != "deny":
            for quantity in claim.quantities:
                found[lexicon.stem(counted(quantity))].append((claim, quantity))
    out = [_told(own, sources, as_of) for own in found.values()]
    return sorted(out, key=lambda e: (-len(e.value["speakers"]), e.subject))


def _told(own: list[tuple[Claim, Quantity]], sources: Sources, as_of: str | None) -> Estimate:
    words = Counter(counted(q) for _, q in own)
    by: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for claim, q in own:
        by[claim.speaker.name if claim.speaker else None].append(
            {
                "id": claim.id, "low": q.value, "high": q.value if q.high is None else q.high,
                "bound": q.bound, "unit": q.unit, "date": claim.date,
                "document": claim.citation.document,
                "publisher": sources.publishers.get(claim.citation.document),
            }
        )  # fmt: skip
    speakers = [
        {"speaker": name, "low": min(s["low"] for s in says), "high": max(s["high"] for s in says),
         "says": says}
        for name, says in by.items()
    ]  # fmt: skip
    value = {
        "words": [word for word, _ in words.most_common()], "speakers": speakers,
        "low": min(s["low"] for s in speakers), "high": max(s["high"] for s in speakers),
    }  # fmt: skip
    return Estimate(
        room="corroboration", subject=value["words"][0], method=METHOD, value=value,
        uncertainty="that one word counts one thing is for the reader to judge",
        parameters={}, as_of=as_of, evidence=tuple(sorted({c.id for c, _ in own})),
    )  # fmt: skip
