"""Groups of people with a known name: "Russian officials", "Afghan militants", "the opposition".

Officials, troops and delegations act for the state, organisation or movement whose name they carry;
armed people, activists and an opposition of a country are actors of their own; a population
("four Afghans", "Afghan women") is mentioned but gets no actor record.
"""

from typing import Final

from legation.actors.gazetteer import Entity
from legation.actors.lexicon import (
    ANONYMOUS_GROUPS,
    COLLECTIVE_SECTOR,
    FORMER,
    PLURAL_GROUPS,
    POPULATION,
)
from legation.actors.offices import owner_behind
from legation.actors.proper import HitSpan
from legation.actors.reading import Page, Reading
from legation.actors.registry import Cluster
from legation.ontology import ActorKind

_CONTESTED: Final = {"AFG": "gov:AFG:republic"}
_GOVERNMENT: Final = frozenset(
    {"government", "regime", "administration", "authorities", "authority", "cabinet", "republic"}
)
_REGIONAL: Final = frozenset({"states", "countries", "governments", "leaders", "nations"})
_GROUP_SECTOR: Final[dict[str, tuple[ActorKind, str]]] = {
    **dict.fromkeys(("jihadist", "extremist", "militant", "armed", "insurgent", "separatist",
                     "rebel", "terrorist"), ("armed_group", "REB")),
    **dict.fromkeys(("rights", "aid", "humanitarian", "women", "civil", "environmental", "relief"),
                    ("movement", "NGO")),
    **dict.fromkeys(("opposition", "resistance", "dissident"), ("movement", "OPP")),
}  # fmt: skip
_NOBODY: Final = frozenset({"no", "any", "some", "many", "few", "several", "most", "all"})
_LISTED: Final = frozenset({"jihadist", "extremist", "insurgent", "separatist", "rebel"})


def find_collectives(reading: Reading, page: Page) -> None:
    """Add the groups of people of a page."""
    block = page.block
    for i in range(block.n):
        low = block.lower[i]
        if block.pos[i] not in ("NOUN", "PROPN") or page.hit_at(i) is not None:
            continue
        if low in ANONYMOUS_GROUPS or low in PLURAL_GROUPS:
            _add_group(reading, page, i)
        elif low in COLLECTIVE_SECTOR:
            if not any(f.draft.form == "name" for f in page.by_token.get(i, ())):
                _add_collective(reading, page, i)
        elif low in POPULATION:
            _add_population(reading, page, i)


def _known_in(page: Page, first: int, head: int) -> HitSpan | None:
    """The known name inside a noun phrase, or just before its noun."""
    inside = [h for h in page.hits if first <= h.first and h.last <= head]
    return inside[-1] if inside else (page.hit_at(head - 1) if head else None)


def _add_collective(reading: Reading, page: Page, head: int) -> None:
    """A collective noun that acts for a known actor."""
    block = page.block
    first = block.noun_phrase(head)
    hit = _known_in(page, first, head) or owner_behind(page, head + 1)
    if hit is None:
        _add_under_person(reading, page, (first, head))
        return
    if hit.place or "other" in block.lower[first:head]:
        return
    entity = reading.gazetteer.entity(hit.key)
    low = block.lower[head]
    if entity is None or entity.kind == "media":
        return
    if entity.kind == "region" and low not in _REGIONAL:
        return
    cluster = reading.registry.entity(_government(reading, page, hit, (first, head)))
    last = max(head + 1, hit.last)
    draft = reading.add(
        page,
        (min(first, hit.first), last),
        cluster,
        form="description",
        why=f"“{low}” of a known actor",
        confidence=0.8,
        alias=False,
    )
    draft.sector = COLLECTIVE_SECTOR.get(low)
    _name_it(reading, page, cluster, (first, hit.first, last))


def _add_under_person(reading: Reading, page: Page, where: tuple[int, int]) -> None:
    """“The Karzai administration”: the state that the person governs, or governed."""
    block = page.block
    first, head = where
    holder = page.covering(head - 1) if head else None
    if block.lower[head] not in _GOVERNMENT or holder is None or holder.last != head:
        return
    person = holder.draft.cluster
    state = reading.gazetteer.entity(str(person.code)) if person.is_person() else None
    if state is None:
        return
    reading.add(
        page, (first, head + 1), reading.registry.entity(state.key), form="description",
        why="government under a person", confidence=0.7,
    )  # fmt: skip


def _name_it(reading: Reading, page: Page, cluster: Cluster, marks: tuple[int, int, int]) -> None:
    """The words by which a collective is named: from the known name on, and whole if short."""
    first, known, last = marks
    block = page.block
    cluster.forms[reading.text(page, known, last)] = None
    fit = block.pos[first] not in ("NUM", "ADV", "ADP") and block.lower[first] not in _NOBODY
    if first < known and last - first <= 5 and fit:
        cluster.forms[reading.text(page, first, last)] = None


def _government(reading: Reading, page: Page, hit: HitSpan, where: tuple[int, int]) -> str:
    """The key of who governs: the state, or for a contested one its former government."""
    block = page.block
    contested = _CONTESTED.get(hit.key)
    if contested and block.lower[where[1]] in _GOVERNMENT:
        former = any(block.lower[i] in FORMER for i in range(*where))
        entity = reading.gazetteer.entity(contested)
        if former or (entity is not None and entity.existed(reading.day)):
            return contested
    return hit.key


def _add_group(reading: Reading, page: Page, head: int) -> None:
    """Armed people, an opposition or groups: of a known group itself, else actors of their own."""
    block = page.block
    low = block.lower[head]
    first = block.noun_phrase(head)
    for i in range(first, head):
        if block.texts[i] == "'s":
            first = i + 1
    hit = _known_in(page, first, head) if head > first else None
    entity = reading.gazetteer.entity(hit.key) if hit else None
    if entity is not None and entity.kind in ("armed_group", "movement"):
        _add_collective(reading, page, head)
        return
    if low == "opposition" or (low in PLURAL_GROUPS and "opposition" in block.lower[first:head]):
        _add_opposition(reading, page, (first, head), entity)
        return
    marked = [w for w in block.lower[first:head] if w in _GROUP_SECTOR]
    if hit is None and not marked:
        return
    kind, sector = ANONYMOUS_GROUPS.get(low) or _GROUP_SECTOR[marked[-1] if marked else "armed"]
    if low in PLURAL_GROUPS and not marked:
        return
    begin = hit.first if hit else head - 1
    name = reading.text(page, begin, head + 1)
    key = f"people:{hit.key if hit else ''}:{' '.join(marked) or low}"
    cluster = _people(reading, key, name, (kind, sector), entity)
    cluster.listed = hit is not None or bool(_LISTED & set(marked))
    draft = reading.add(
        page, (first, head + 1), cluster, form="description", why="people of a country",
        confidence=0.6,
    )  # fmt: skip
    cluster.forms[name] = None
    draft.sector = sector


def _people(
    reading: Reading,
    key: str,
    name: str,
    what: tuple[ActorKind | None, str],
    entity: Entity | None,
) -> Cluster:
    cluster = reading.registry.other(key, name, what[0], "people of a country")
    cluster.sector, cluster.plural = what[1], True
    cluster.party, cluster.party_key = cluster.name, key
    cluster.code = entity.code if entity else None
    return cluster


def _add_opposition(
    reading: Reading, page: Page, where: tuple[int, int], entity: Entity | None
) -> None:
    """“The opposition”: that of the country named with it, or spoken of just before."""
    first, head = where
    state = entity if entity is not None and entity.kind == "state" else _state_before(
        reading, page, head
    )  # fmt: skip
    if state is None:
        return
    adjective = reading.gazetteer.adjective(state.key) or state.name
    key = f"people:{state.key}:opposition"
    cluster = _people(reading, key, f"{adjective} opposition", ("movement", "OPP"), state)
    reading.add(
        page, (first, head + 1), cluster, form="description", why="opposition of the country",
        confidence=0.6,
    )  # fmt: skip


def _state_before(reading: Reading, page: Page, head: int) -> Entity | None:
    """The country of the movement or government that was last named before a place."""
    near = [f for f in page.found if f.last <= head and f.draft.cluster.code]
    inner = [f for f in near if f.draft.cluster.kind in ("movement", "government_office")]
    for found in sorted(inner, key=lambda f: -f.last):
        state = reading.gazetteer.entity(str(found.draft.cluster.code))
        if state is not None:
            return state
    states = [f for f in near if f.draft.cluster.kind == "state"]
    if not states:
        return None
    return reading.gazetteer.entity(max(states, key=lambda f: f.last).draft.cluster.key)


def _add_population(reading: Reading, page: Page, head: int) -> None:
    """People of a country who are nobody's agents: a mention without an actor record."""
    block = page.block
    first = block.noun_phrase(head)
    hit = _known_in(page, first, head)
    entity = reading.gazetteer.entity(hit.key) if hit else None
    if hit is None or entity is None or entity.kind != "state" or hit.place:
        return
    low = block.lower[head]
    name = reading.text(page, hit.first, head + 1)
    cluster = _people(reading, f"people:{hit.key}:{low}", name, (None, "CVL"), entity)
    cluster.listed = False
    reading.add(
        page, (first, head + 1), cluster, form="description", why="population", confidence=0.6
    )
