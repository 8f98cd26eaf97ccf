"""Institutions: "the Pakistani foreign ministry", "Tajikistan Army", "the Russian embassy in Kabul".

An institution is an actor of its own that acts for its owner, the state or organisation whose name
stands before it or behind its "of"; one without owner is tied to the one that the document has.
"""

import re
from dataclasses import dataclass
from typing import Final

from legation.actors.lexicon import DAYS, FORMER, OFFICE, ORGANISATION
from legation.actors.proper import HitSpan, NameSpan
from legation.actors.reading import Page, Reading
from legation.actors.registry import Cluster

_SMALL: Final = re.compile(r"\b(?:the|of|for|and|a|an|on|in|former|affairs)\b|'s\b|[^a-z ]")
_NO_OFFICE: Final = frozenset({"administration", "mission", "authority", "cabinet"})
_NEEDS_MODIFIER: Final = frozenset({"service", "agency", "department", "office", "bank", "council"})
_NEEDS_OWNER: Final = frozenset({"embassy", "consulate", "embassies", "consulates", "agency"})
_SEATED: Final = frozenset({"embassy", "consulate", "mission"})


@dataclass(frozen=True, slots=True)
class _Site:
    """Where an institution's own words stand, its noun, and its owner if already known."""

    first: int
    last: int
    word: str
    owner: HitSpan | None = None


def find_offices(reading: Reading, page: Page) -> None:
    """Add the institutions of a page."""
    block = page.block
    named: dict[int, NameSpan] = {}
    for name in page.names:
        if name.what == "office":
            for i in range(name.first, name.last):
                named[i] = name
    i = 0
    while i < block.n:
        name_here = named.get(i)
        if name_here is not None:
            site = _Site(name_here.first, name_here.last, name_here.keyword, name_here.owner)
            i = max(_add(reading, page, site), name_here.last)
            continue
        low = block.lower[i]
        taken = any(f.draft.form == "name" for f in page.by_token.get(i, ()))
        if low in OFFICE and block.pos[i] in ("NOUN", "PROPN") and not taken:
            first = _plain_start(page, i)
            if first < i or low not in _NEEDS_MODIFIER:
                i = max(_add(reading, page, _Site(first, i + 1, low)), i)
        i += 1


def _plain_start(page: Page, head: int) -> int:
    """Where the words of an institution's name start: "foreign" of "foreign ministry"."""
    block, i = page.block, head
    while (
        i > 0
        and block.pos[i - 1] in ("ADJ", "NOUN", "PROPN")
        and page.hit_at(i - 1) is None
        and block.dep[i - 1] in ("amod", "compound", "nmod:unmarked")
        and block.lower[i - 1] not in FORMER
    ):
        i -= 1
    return i


def owner_before(page: Page, first: int) -> HitSpan | None:
    """The known name just before a noun phrase: "Russian …", "Russia's …", "the Taliban …"."""
    block, j = page.block, first - 1
    while j >= 0 and (block.texts[j] in ("'s", "'", "-") or block.lower[j] in FORMER):
        j -= 1
    return page.hit_at(j) if j >= 0 else None


def owner_behind(page: Page, last: int) -> HitSpan | None:
    """The known name just after a noun phrase: "… of Russia"."""
    block = page.block
    if last >= block.n or block.lower[last] != "of":
        return None
    nxt = last + 1
    while nxt < block.n and block.lower[nxt] in ("the", "then", "former"):
        nxt += 1
    hit = page.hit_at(nxt) if nxt < block.n else None
    return hit if hit and hit.first == nxt and not hit.part else None


def _add(reading: Reading, page: Page, site: _Site) -> int:
    """An institution with its owner; returns the token after it, or -1 if it is none."""
    before = site.owner or owner_before(page, site.first)
    owner = before or owner_behind(page, site.last)
    entity = reading.gazetteer.entity(owner.key) if owner else None
    if site.word in _NO_OFFICE or (entity is not None and entity.kind == "media"):
        return -1
    cluster: Cluster | None = None
    if owner is None:
        cluster = _known(reading, _normal(reading.text(page, site.first, site.last)))
        block = page.block
        named = site.last - site.first > 1 and any(
            block.capital(i) for i in range(site.first, site.last)
        )
        if cluster is None and (not named or site.word in _NEEDS_OWNER):
            return -1
    begin = min(site.first, before.first) if before else site.first
    end = _with_seat(page, max(site.last, owner.last if owner else 0), site.word)
    cluster = cluster or _cluster(reading, page, (begin, end), site.word, owner)
    reading.add(page, (begin, end), cluster, form="name", why="institution", confidence=0.8)
    return end


def _with_seat(page: Page, end: int, word: str) -> int:
    """Take in "in Kabul" after an embassy or consulate."""
    block = page.block
    if word not in _SEATED or end + 1 >= block.n or block.lower[end] != "in":
        return end
    hit = page.hit_at(end + 1)
    if hit is not None:
        return hit.last
    if not block.capital(end + 1) or block.lower[end + 1] in DAYS:
        return end
    last = end + 2
    while last < block.n and (block.capital(last) or _hyphened(page, last)):
        last += 1
    return last


def _hyphened(page: Page, i: int) -> bool:
    block = page.block
    tight = block.start[i] == block.end[i - 1]
    return tight and (block.texts[i] == "-" or block.texts[i - 1] == "-")


def _normal(text: str) -> str:
    low = text.lower().replace("’", "'").replace("defence", "defense")
    return " ".join(sorted(_SMALL.sub(" ", low).split()))


def _cluster(
    reading: Reading, page: Page, where: tuple[int, int], word: str, owner: HitSpan | None
) -> Cluster:
    text = reading.text(page, *where)
    kind, sector = OFFICE.get(word) or ORGANISATION.get(word) or ("government_office", "GOV")
    whose = reading.registry.entity(owner.key) if owner else None
    own_words = text
    if owner is not None:
        own_words = text.replace(page.block.text[owner.start : owner.end], " ")
    key = f"office:{whose.key if whose else ''}:{_normal(own_words)}"
    if word in _SEATED and whose is not None:
        key = _seated(reading, f"office:{whose.key}:{word}", own_words, text)
    cluster = reading.registry.other(key, text, kind, "institution")
    cluster.nouns[word] = None
    cluster.sector = "IGO" if whose is not None and whose.kind == "igo" else sector
    if whose is None:
        cluster.confidence = 0.5
        cluster.party, cluster.party_key = cluster.name, key
    else:
        cluster.party, cluster.party_key = whose.party, whose.party_key
        cluster.code = whose.code
    return cluster


def _seated(reading: Reading, base: str, own_words: str, text: str) -> str:
    """The key of an embassy: one without a seat is the only one that the document has."""
    seat = own_words.rpartition(" in ")[2].strip().lower() if " in " in own_words else ""
    have = [c for c in reading.registry if c.key == base or c.key.startswith(f"{base}:")]
    if not seat:
        return have[0].key if len(have) == 1 else base
    for cluster in have:
        if cluster.key == f"{base}:{seat}":
            return cluster.key
        if cluster.key == base and len(have) == 1 and " in " not in cluster.name:
            cluster.name = text
            return base
    return f"{base}:{seat}"


def _known(reading: Reading, bare: str) -> Cluster | None:
    """The one institution of this document that a name without owner can mean."""
    found = [
        c
        for c in reading.registry
        if c.key.startswith("office:") and c.key.rsplit(":", 1)[1] == bare and c.party_key != c.key
    ]
    return found[0] if len(found) == 1 else None
