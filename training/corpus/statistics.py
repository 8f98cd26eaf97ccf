"""What the corpus holds: sentences, marks by kind, registers, decades, countries.

`statistics(passages)` counts; `lines` prints the counts as tables.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from training.corpus.gold import items, sort_of
from training.corpus.passages import Passage
from training.corpus.splits import SPLITS, split_of

HAPPENED: Final = frozenset({"fact", "claim"})
REGIONS: Final[dict[str, str]] = {
    "Africa": "AGO BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI DZA EGY ERI ESH ETH GAB GHA GIN "
    "GMB GNB GNQ KEN LBR LBY LSO MAR MDG MLI MOZ MRT MUS MWI NAM NER NGA RWA SDN SEN SLE SOM SSD STP "
    "SWZ SYC TCD TGO TUN TZA UGA ZAF ZMB ZWE",
    "Americas": "ARG ATG BHS BLZ BOL BRA BRB CAN CHL COL CRI CUB DMA DOM ECU GRD GTM GUY HND HTI JAM "
    "KNA LCA MEX NIC PAN PER PRY SLV SUR TTO URY USA VCT VEN",
    "Middle East": "ARE BHR IRN IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
    "Central and South Asia": "AFG BGD BTN IND KAZ KGZ LKA MDV NPL PAK TJK TKM UZB",
    "East Asia and Pacific": "AUS BRN CHN FJI FSM IDN JPN KHM KIR KOR LAO MHL MMR MNG MYS NRU NZL PHL "
    "PLW PNG PRK SGP SLB THA TLS TON TUV TWN VNM VUT WSM",
    "Europe and Caucasus": "ALB AND ARM AUT AZE BEL BGR BIH BLR CHE CYP CZE DEU DNK ESP EST FIN FRA "
    "GBR GEO GRC HRV HUN IRL ISL ITA LIE LTU LUX LVA MDA MKD MLT MNE NLD NOR POL PRT ROU RUS SCG SRB "
    "SVK SVN SWE UKR XKX YUG",
}
_REGION: Final = {code: name for name, codes in REGIONS.items() for code in codes.split()}


def region(code: str) -> str:
    """The region of a country code.

    >>> region("UGA"), region("XXX")
    ('Africa', 'elsewhere')
    """
    return _REGION.get(code, "elsewhere")


def statistics(passages: Sequence[Passage]) -> dict[str, Any]:
    """All counts.  `quiet` is the share of sentences without an event that happened."""
    events = [i for p in passages for i in items(p) if i.kind == "event"]
    sentences = sum(len(p.sentences) for p in passages)
    return {
        "passages": len(passages),
        "sentences": sentences,
        "words": sum(len(p.text.split()) for p in passages),
        "quiet": round(sum(map(_quiet, passages)) / max(1, sentences), 3),
        "split": dict(_counted(passages, split_of, order=SPLITS)),
        "register": dict(_counted(passages, lambda p: p.register)),
        "decade": dict(_counted(passages, _decade)),
        "region": _regions(passages),
        "mark": dict(Counter(m.kind for p in passages for m in p.marks).most_common()),
        "record": dict(Counter(i.kind for p in passages for i in items(p)).most_common()),
        "event": dict(Counter(e.values["type"] for e in events).most_common()),
        "factuality": dict(Counter(e.values["factuality"] for e in events).most_common()),
        "mention": dict(
            Counter(sort_of(m.text) for p in passages for m in p.marked("mention")).most_common()
        ),
        "countries": len({c for p in passages for c in p.countries}),
    }


def _quiet(passage: Passage) -> int:
    """Sentences that hold no event that happened."""
    at = [
        i.span[0]
        for i in items(passage)
        if i.kind == "event" and i.values["factuality"] in HAPPENED
    ]
    return sum(not any(s.start <= a < s.end for a in at) for s in passage.sentences)


def _decade(passage: Passage) -> str:
    return f"{passage.date[:3]}0s" if passage.date else "none"


def _counted(passages: Iterable[Passage], key: Any, order: Sequence[str] = ()) -> Counter[str]:
    """Sentences by a property of their passage."""
    counts: Counter[str] = Counter(dict.fromkeys(order, 0))
    for passage in passages:
        counts[key(passage)] += len(passage.sentences)
    return counts if order else Counter(dict(sorted(counts.items())))


def _regions(passages: Iterable[Passage]) -> dict[str, int]:
    """Sentences by region; a passage about two regions counts in both."""
    counts: Counter[str] = Counter()
    for passage in passages:
        for name in {region(c) for c in passage.countries}:
            counts[name] += len(passage.sentences)
    return dict(counts.most_common())


def lines(figures: dict[str, Any]) -> Iterator[str]:
    """The counts, a line each."""
    for name, value in figures.items():
        if isinstance(value, dict):
            yield f"{name}: " + ", ".join(f"{k} {v}" for k, v in value.items())
        else:
            yield f"{name}: {value}"
