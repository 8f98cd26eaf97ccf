"""Offices and functions of persons: "Russia's special envoy for Afghanistan, Zamir Kabulov".

Finds the phrases around role nouns, ties each to the name it stands beside, and reads from it whom
the person acts for.  A role that its holder has left ("former president") gives no party.
"""

from dataclasses import dataclass

from legation.actors.blocks import Block
from legation.actors.lexicon import FORMER, HONORIFICS, ROLE_NOUNS, ROLE_SECTOR, TITLE_WORDS
from legation.actors.reading import Found, Page, Reading
from legation.actors.registry import Cluster
from legation.records import Role, Span

_OF = frozenset({"of", "for", "to", "at", "on", "in", "with"})
_WHOSE = frozenset({"of", "at", "for", "with", "in"})
_FEMALE = frozenset(
    {"spokeswoman", "queen", "princess", "chairwoman", "congresswoman", "ms", "mrs"}
)
_MALE = frozenset({"king", "prince", "spokesman", "chairman", "mr", "emir", "mullah", "sheikh"})


@dataclass(slots=True, eq=False)
class RolePhrase:
    """A role noun with its phrase on tokens [first, last) and, once known, whose it is."""

    first: int
    head: int
    last: int
    party: Cluster | None = None
    former: bool = False
    person: Cluster | None = None
    office: Cluster | None = None  # an institution without owner that the phrase names


def find_roles(reading: Reading, page: Page) -> list[RolePhrase]:
    """The role phrases of a page, each tied to the person beside it where there is one."""
    block = page.block
    persons = {f.first: f for f in page.found if f.draft.cluster.is_person()}
    phrases: list[RolePhrase] = []
    i = 0
    while i < block.n:
        low = block.lower[i]
        if low not in ROLE_NOUNS or block.pos[i] not in ("NOUN", "PROPN") or _in_name(page, i):
            i += 1
            continue
        while i + 1 < block.n and block.lower[i + 1] in ROLE_NOUNS and i + 1 not in persons:
            if block.lower[i + 1] in ("general", "designate"):  # "Prosecutor General"
                break
            i += 1
        phrase = _phrase(page, i, persons)
        phrase.party = _party(page, phrase)
        phrase.former = any(block.lower[j] in FORMER for j in range(phrase.first, phrase.head))
        _tie(reading, page, phrase, persons)
        phrases.append(phrase)
        i = max(i + 1, phrase.head + 1)
    return phrases


def _in_name(page: Page, i: int) -> bool:
    found = page.covering(i)
    if found is None:
        return False
    return found.draft.cluster.is_person() or found.draft.form == "name"


def _phrase(page: Page, head: int, persons: dict[int, Found]) -> RolePhrase:
    block = page.block
    first = block.noun_phrase(head)
    while first > 0 and block.lower[first - 1] in TITLE_WORDS - {"of", "and"}:
        if block.sentence[first - 1] != block.sentence[head]:
            break
        first -= 1
    while first < head and block.pos[first] in ("NUM", "ADV", "PUNCT"):
        first += 1
    if block.texts[first] == "'s" and first:
        owner = page.covering(first - 1)
        first = owner.first if owner else first + 1
    hit = page.hit_at(first - 1) if first else None
    named = head + 1 in persons
    if hit is not None and block.sentence[hit.first] == block.sentence[head]:
        first = hit.first if hit.part or named else first
    if first > 1 and block.texts[first - 1] == "'s":
        owner = page.covering(first - 2)
        first = owner.first if owner else first
    return RolePhrase(first, head, _reach(page, head, persons))


def _reach(page: Page, head: int, persons: dict[int, Found]) -> int:
    """The end of "ambassador to Kabul", "chief of the Joint Staff of the CSTO"."""
    block, i = page.block, head + 1
    while i < block.n and block.lower[i] in _OF and block.sentence[i] == block.sentence[head]:
        j = _object_end(page, i + 1, persons)
        if j == i + 1:
            break
        i = j
    return i


def _object_end(page: Page, start: int, persons: dict[int, Found]) -> int:
    block, j = page.block, start
    while j < block.n and block.sentence[j] == block.sentence[start]:
        if j in persons:
            return j if j > start else start
        found = page.covering(j)
        if found is not None and found.first == j and not found.draft.cluster.is_person():
            j = found.last
            continue
        if block.pos[j] in ("DET", "ADJ", "NOUN", "PROPN", "NUM") or block.texts[j] in ("'s", "-"):
            if block.lower[j] in ROLE_NOUNS and j + 1 in persons:
                return j
            j += 1
            continue
        break
    return j


def _party(page: Page, phrase: RolePhrase) -> Cluster | None:
    """Whom the holder acts for: the name before the noun, else the first one behind "of"."""
    before = _between(page, phrase.first, phrase.head)
    if before:
        return _acting_for(before[-1].draft.cluster, before)
    block, prep = page.block, ""
    for i in range(phrase.head + 1, phrase.last):
        if block.lower[i] in _OF:
            prep = block.lower[i]
            continue
        found = page.covering(i)
        if found is not None and prep in _WHOSE and found.draft.form != "pronoun":
            if prep == "for" and block.lower[phrase.head] not in (
                "spokesman", "spokesperson", "spokeswoman", "minister", "secretary"
            ):  # fmt: skip
                continue
            return _acting_for(found.draft.cluster, [found])
    return None


def read_owners(reading: Reading, roles: dict[int, list[RolePhrase]]) -> None:
    """Give the holders of "its spokesman" the party of whom "its" stands for."""
    for page in reading.pages:
        for phrase in roles.get(page.block.number, ()):
            person = phrase.person
            if person is None or person.party is not None or phrase.former:
                continue
            owner = _owner_read(page, phrase)
            if owner is not None:
                noun = page.block.lower[phrase.head]
                _enter(person, _acting_for(owner.draft.cluster, [owner]), noun)


def _owner_read(page: Page, phrase: RolePhrase) -> Found | None:
    """The pronoun before a role noun, or the description behind its "of"."""
    for found in page.by_token.get(phrase.first, ()):
        if found.draft.form == "pronoun":
            return found
    for i in range(phrase.head + 1, phrase.last):
        for found in page.by_token.get(i, ()):
            inside = phrase.head < found.first and found.last <= phrase.last
            if inside and found.draft.form == "description":
                return found
    return None


def _between(page: Page, first: int, last: int) -> list[Found]:
    inside = [f for f in page.found if first <= f.first and f.last <= last]
    return sorted(inside, key=lambda f: (f.last, f.last - f.first))


def _acting_for(cluster: Cluster, found: list[Found]) -> Cluster | None:
    if cluster.is_person():
        others = [f.draft.cluster for f in found if not f.draft.cluster.is_person()]
        return others[-1] if others else None
    if cluster.kind == "region":
        return None
    return cluster


def _tie(reading: Reading, page: Page, phrase: RolePhrase, persons: dict[int, Found]) -> None:
    """Tie a role to the name that follows it, or stands before or behind its comma."""
    block = page.block
    start = phrase.last
    while start < block.n and start not in persons and block.lower[start] in HONORIFICS:
        start += 1
    beside = persons.get(start) or persons.get(phrase.head + 1)
    if beside is None and phrase.last + 1 < block.n and block.texts[phrase.last] in (",", "-", "–"):
        beside = persons.get(phrase.last + 1)
        if beside is not None and not _apposed(block, beside):
            beside = None
    if beside is None:
        beside = _name_before(page, phrase)
    if beside is None:
        return
    phrase.person = beside.draft.cluster
    describe(reading, page, phrase, beside)


def _apposed(block: Block, name: Found) -> bool:
    """Whether a name behind a comma is set off again, or goes on with the verb."""
    if name.last >= block.n:
        return True
    return block.texts[name.last] in (",", ".", ")", ";", "-", "–") or block.pos[name.last] in (
        "VERB", "AUX", "ADP", "ADV", "PART",
    )  # fmt: skip


def _name_before(page: Page, phrase: RolePhrase) -> Found | None:
    block = page.block
    i = phrase.first - 1
    if i < 1 or block.texts[i] not in (",", "(", "-", "–"):
        return None
    found = page.covering(i - 1)
    if found is None or not found.draft.cluster.is_person() or found.last != i:
        return None
    closes = phrase.last >= block.n or block.texts[phrase.last] in (",", ".", ")", ";", "-", "–")
    return found if closes or block.texts[i] == "(" else None


def describe(reading: Reading, page: Page, phrase: RolePhrase, name: Found) -> None:
    """Write a role and its party into the person, and the phrase as a mention of them."""
    block, person = page.block, name.draft.cluster
    noun = block.lower[phrase.head]
    person.nouns[noun] = None
    title = _title(page, phrase)
    if phrase.party is None and name.last + 1 < block.n and block.lower[name.last] == "of":
        nxt = name.last + 1 + (block.lower[name.last + 1] == "the")
        behind = page.covering(nxt) if nxt < block.n else None
        if behind is not None and behind.first == nxt:
            phrase.party = _acting_for(behind.draft.cluster, [behind])
    start, end = block.chars(phrase.first, max(phrase.last, phrase.head + 1))
    holder = phrase.party
    person.roles.append(
        Role(
            title=title,
            of=holder.name if holder else None,
            end=reading.day if phrase.former else None,
            citation=Span(start=start, end=end, text=block.text[start - block.offset : end - block.offset]),
        )
    )  # fmt: skip
    if noun in _FEMALE or noun in _MALE:
        person.gender = "f" if noun in _FEMALE else "m"
    if not phrase.former:
        _enter(person, holder, noun)
    adjacent = phrase.head < name.first and "," not in block.texts[phrase.head : name.first]
    if adjacent:
        name.draft.start = min(name.draft.start, start)
        full = block.text[name.draft.start - block.offset : name.draft.end - block.offset]
        person.forms[full] = None
        short = reading.text(page, phrase.head, name.last) if phrase.last == phrase.head + 1 else ""
        if short:
            person.forms[short] = None
    else:
        reading.add(page, (phrase.first, max(phrase.last, phrase.head + 1)), person, form="description",
            why="role beside the name", confidence=0.85, alias=False,
        )  # fmt: skip


def _title(page: Page, phrase: RolePhrase) -> str:
    block, first = page.block, phrase.first
    while first < phrase.head and block.lower[first] in ("the", "a", "an", "his", "her", "their"):
        first += 1
    return block.text[block.start[first] : block.end[max(phrase.last, phrase.head + 1) - 1]]


def _enter(person: Cluster, holder: Cluster | None, noun: str) -> None:
    sector: str = ROLE_SECTOR.get(noun, "UNK")
    if holder is not None and person.party is None:
        person.party, person.party_key = holder.party, holder.party_key
        person.code = holder.code
    if person.sector in (None, "UNK"):
        if sector == "UNK" and holder is not None:
            sector = holder.sector or "UNK"
        elif sector == "GOV" and holder is not None and holder.sector in ("IGO", "REB", "PTY"):
            sector = holder.sector
        person.sector = sector
