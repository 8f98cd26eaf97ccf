"""On whose behalf a person acts, where no title says it.

In order: the office that a well-known person held on the document's day; the party of the person
named just before with "and"; for somebody with an office, the state that is the subject of what he
says, or whose capital he speaks in.  A former office gives no party.
"""

from legation.actors.reading import Found, Page, Reading
from legation.actors.registry import Cluster

_PARTIES = frozenset({"state", "movement", "igo"})
_SPOKES = frozenset({"spokesman", "spokesperson", "spokeswoman"})


def infer_parties(reading: Reading) -> None:
    """Fill in the parties of the persons of a reading."""
    for page in reading.pages:
        for found in page.found:
            person = found.draft.cluster
            if not person.is_person() or person.party is not None:
                continue
            if person.known and _from_office(reading, person):
                continue
            current = person.roles and not any(role.end for role in person.roles)
            if current and _from_sentence(page, found, person):
                continue
            if person.sector in ("IGO", "REB"):
                person.sector = "UNK"


def _from_office(reading: Reading, person: Cluster) -> bool:
    """The state or organisation whose office a well-known person held on the day."""
    office = reading.gazetteer.office(person.key, reading.day)
    if office is None or any(role.end for role in person.roles):
        return False
    holder = reading.registry.seen_or_not(office.of)
    if holder is None:
        return False
    person.party, person.party_key, person.code = holder.party, holder.party_key, holder.code
    person.sector = person.sector if person.sector not in (None, "UNK") else holder.sector
    person.nouns.setdefault(office.title.split(" of ")[0].split(" for ")[0].split()[-1].lower())
    return True


def _from_sentence(page: Page, found: Found, person: Cluster) -> bool:
    """The party of a person with an office, from the rest of his sentence."""
    same = [f for f in page.found if f.draft.sentence == found.draft.sentence]
    holder = _joined(page, found, same) or _spoken_for(page, found, same, person)
    if holder is None:
        return False
    person.party, person.party_key = holder.party, holder.party_key
    person.code = holder.code
    person.confidence = 0.6
    return True


def _joined(page: Page, found: Found, same: list[Found]) -> Cluster | None:
    """The party of a person named just before: "Minister A and Minister B"."""
    block = page.block
    before = [
        f
        for f in same
        if f.last <= found.first and f.draft.cluster.is_person() and f.draft.cluster.party
    ]
    if not before:
        return None
    last = max(before, key=lambda f: f.last)
    between = block.lower[last.last : found.first]
    if (
        "and" not in between
        or len(between) > 6
        or any(block.pos[i] in ("VERB", "AUX") for i in range(last.last, found.first))
    ):
        return None
    return last.draft.cluster


def _spoken_for(page: Page, found: Found, same: list[Found], person: Cluster) -> Cluster | None:
    """The state that is the subject of what he says, or whose capital he speaks in."""
    block = page.block
    for other in sorted(same, key=lambda f: f.first):
        cluster = other.draft.cluster
        if other.first <= found.last or cluster.kind not in _PARTIES or other.draft.place:
            continue
        i = other.draft.token
        if block.dep[i] in ("nsubj", "nsubj:pass") and block.dep[block.head[i]] in (
            "ccomp", "parataxis", "xcomp",
        ):  # fmt: skip
            return cluster
    if _SPOKES & person.nouns.keys() and any("inistry" in r.title for r in person.roles):
        for other in same:
            if other.draft.place and "capital" in other.draft.why and other.first > found.last:
                return other.draft.cluster
    return None
