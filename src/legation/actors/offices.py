"""Collectives and institutions: "Russian officials", "the Pakistani foreign ministry".

A collective noun with the name of a state, organisation or movement stands for it; an institution
(ministry, embassy, court, army) is an actor of its own that acts for its owner.
"""

import re
from typing import Final

from legation.actors.lexicon import (
    ANONYMOUS_GROUPS,
    COLLECTIVE_SECTOR,
    FORMER,
    OFFICE,
    ORGANISATION,
    PLURAL_GROUPS,
)
from legation.actors.proper import HitSpan
from legation.actors.reading import Page, Reading
from legation.actors.registry import Cluster

_SMALL: Final = re.compile(r"\b(?:the|of|for|and|a|an|on|in|former|'s)\b|[^a-z ]")
_CONTESTED: Final = {"AFG": "gov:AFG:republic"}
_GOVERNMENT: Final = frozenset(
    {"government", "regime", "administration", "authorities", "authority", "cabinet", "republic"}
)


def find_offices(reading: Reading, page: Page) -> None:
    """Add the collectives and institutions of a page."""
    block = page.block
    offices = {n.last - 1: n for n in page.names if n.what == "office"}
    done = -1
    for i in range(block.n):
        if i <= done or page.hit_at(i) is not None:
            continue
        low = block.lower[i]
        office = next((n for n in page.names if n.what == "office" and n.first <= i < n.last), None)
        if office is not None:
            done = max(_add_office(reading, page, office.first, office.last, office.keyword), i)
        elif low in OFFICE and block.pos[i] in ("NOUN", "PROPN") and i not in offices:
            first = _plain_start(page, i)
            end = _add_office(reading, page, first, i + 1, low)
            if end <= i and low in COLLECTIVE_SECTOR:
                _add_collective(reading, page, i)
        elif low in ANONYMOUS_GROUPS:
            _add_people(reading, page, i)
        elif (
            low in COLLECTIVE_SECTOR and block.pos[i] in ("NOUN", "PROPN")
        ) or low in PLURAL_GROUPS:
            _add_collective(reading, page, i)


def _plain_start(page: Page, head: int) -> int:
    """Where the lower-case words of an institution's name start: "foreign" of "foreign ministry"."""
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


def owner_behind(page: Page, last: int, prepositions: tuple[str, ...] = ("of",)) -> HitSpan | None:
    """The known name just after a noun phrase: "… of Russia"."""
    block = page.block
    if last >= block.n or block.lower[last] not in prepositions:
        return None
    nxt = last + 1
    while nxt < block.n and block.lower[nxt] in ("the", "then", "former"):
        nxt += 1
    hit = page.hit_at(nxt) if nxt < block.n else None
    return hit if hit and hit.first == nxt and not hit.part else None


def _add_office(reading: Reading, page: Page, first: int, last: int, word: str) -> int:
    """An institution with its owner; returns the last token used, or -1."""
    block = page.block
    before = owner_before(page, first)
    owner = before or owner_behind(page, last)
    if owner is None and word in ("embassy", "consulate", "embassies"):
        return -1
    cluster: Cluster | None = None
    if owner is None:
        cluster = _known_office(reading, _normal(reading.text(page, first, last)))
        named = any(block.capital(i) for i in range(first, last)) and last - first > 1
        if cluster is None and not named:
            return -1
    entity = reading.gazetteer.entity(owner.key) if owner else None
    if entity is not None and entity.kind == "media":
        return -1
    begin = before.first if before else first
    end = last if before or owner is None else owner.last
    end = _with_seat(page, end, word)
    if cluster is None:
        cluster = _office(reading, page, begin, end, word, owner)
        if cluster is None:
            return -1
    reading.add(page, (begin, end), cluster, form="name", why="institution", confidence=0.8)
    return end - 1


def _with_seat(page: Page, end: int, word: str) -> int:
    """Take in "in Kabul" after an embassy or consulate."""
    block = page.block
    if word in ("embassy", "consulate", "mission") and end < block.n and block.lower[end] == "in":
        hit = page.hit_at(end + 1) if end + 1 < block.n else None
        if hit is not None:
            return hit.last
        if end + 1 < block.n and block.capital(end + 1):
            last = end + 2
            while last < block.n and (
                block.capital(last)
                or (
                    (block.texts[last] == "-" or block.texts[last - 1] == "-")
                    and block.start[last] == block.end[last - 1]
                )
            ):
                last += 1
            return last
    return end


def _normal(text: str) -> str:
    low = text.lower().replace("’", "'").replace("defence", "defense").replace("affairs", " ")
    return " ".join(sorted(_SMALL.sub(" ", low).split()))


def _office(
    reading: Reading, page: Page, begin: int, end: int, word: str, owner: HitSpan | None
) -> Cluster | None:
    text = reading.text(page, begin, end)
    kind, sector = OFFICE.get(word) or ORGANISATION.get(word) or ("government_office", "GOV")
    whose = reading.registry.entity(owner.key) if owner else None
    if whose is not None and word in ("administration", "mission", "authority", "cabinet"):
        return None
    bare = " ".join(w for w in _normal(text).split())
    if owner is not None:
        bare = _normal(text.replace(page.block.text[owner.start : owner.end], " "))
    key = f"office:{whose.key if whose else ''}:{bare}"
    cluster = reading.registry.other(key, text, kind, "institution")
    cluster.sector = sector
    cluster.nouns[word] = None
    if whose is not None:
        cluster.party, cluster.party_key = whose.party, whose.party_key
        cluster.code = whose.code
        if whose.kind == "igo":
            cluster.sector = "IGO"
    else:
        cluster.confidence = 0.5
    return cluster


def _known_office(reading: Reading, bare: str) -> Cluster | None:
    """The one institution of this document that a name without owner can mean."""
    found = [
        c
        for c in reading.registry
        if c.key.startswith("office:") and c.key.rsplit(":", 1)[1] == bare and c.party
    ]
    return found[0] if len(found) == 1 else None


def _add_collective(reading: Reading, page: Page, head: int) -> None:
    """A collective noun that acts for a known actor: "Russian officials", "the Moscow administration"."""
    block = page.block
    if page.hit_at(head) is not None:
        return
    first = block.noun_phrase(head)
    hit = _inner_hit(page, first, head) or owner_behind(page, head + 1)
    if hit is None or hit.place:
        return
    entity = reading.gazetteer.entity(hit.key)
    low = block.lower[head]
    if (
        entity is None
        or entity.kind in ("media",)
        or (entity.kind == "region" and low not in ("states", "countries", "governments"))
    ):
        return
    cluster = reading.registry.entity(_government(reading, page, hit, first, head))
    last = max(head + 1, hit.last if hit.first > head else 0)
    begin = min(first, hit.first)
    draft = reading.add(page, (begin, last), cluster, form="description", why=f"“{low}” of a known actor",
        confidence=0.8,
    )  # fmt: skip
    draft.sector = COLLECTIVE_SECTOR.get(low)
    if hit.first > begin:
        cluster.forms[reading.text(page, hit.first, last)] = None


def _inner_hit(page: Page, first: int, head: int) -> HitSpan | None:
    inside = [h for h in page.hits if first <= h.first and h.last <= head]
    return inside[-1] if inside else None


def _government(reading: Reading, page: Page, hit: HitSpan, first: int, head: int) -> str:
    """The key of who governs: the state, or for a contested one its former government."""
    block = page.block
    contested = _CONTESTED.get(hit.key)
    if contested and block.lower[head] in _GOVERNMENT:
        former = any(block.lower[i] in FORMER for i in range(first, head))
        entity = reading.gazetteer.entity(contested)
        if former or (entity is not None and entity.existed(reading.day)):
            return contested
    return hit.key


def _add_people(reading: Reading, page: Page, head: int) -> None:
    """Armed people or an opposition of a country: an actor of its own, not the state."""
    block = page.block
    low = block.lower[head]
    if low not in ANONYMOUS_GROUPS or page.covering(head) is not None:
        return
    first = block.noun_phrase(head)
    hit = _inner_hit(page, first, head)
    entity = reading.gazetteer.entity(hit.key) if hit else None
    if entity is not None and entity.kind in ("armed_group", "movement"):
        _add_collective(reading, page, head)
        return
    if hit is None:
        return
    kind, sector = ANONYMOUS_GROUPS[low]
    name = reading.text(page, hit.first, head + 1)
    cluster = reading.registry.other(f"people:{hit.key}:{low}", name, kind, "people of a country")
    cluster.sector, cluster.party, cluster.party_key = sector, name, cluster.key
    cluster.code = entity.code if entity else None
    cluster.plural = True
    reading.add(page, (first, head + 1), cluster, form="description", why="people of a country",
                confidence=0.6)  # fmt: skip
