"""What is nobody's policy: firms among themselves, families, courts over private people, journeys at home.

`is_private` takes an event's candidate with its two sides and says whether what it tells is such a
matter, which the record of a relationship leaves out.
"""

from typing import Final

from legation.coding.candidates import Candidate
from legation.coding.codebook import load_codebook
from legation.records import ActorRef

Side = tuple[ActorRef, ...]
POLITICAL: Final = frozenset({"GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "SPY", "IGO"})
UNOFFICIAL: Final = frozenset({"BUS", "MED", "EDU"})
COURTS: Final = frozenset({"court", "tribunal", "jury", "judge", "magistrate"})
OWNERS: Final = frozenset({"his", "her", "their", "my", "our"})


def _words(ref: ActorRef) -> set[str]:
    return set(ref.text.lower().split())


def is_private(candidate: Candidate, source: Side, target: Side) -> bool:
    """Is an event no matter between parties?"""
    if candidate.type == "CONSULT" and _at_home(candidate, source, target):
        return True
    if candidate.type != "PROTEST" and _among_firms(source, target):
        return True
    if any(side and all(_kin(r) for r in side) for side in (source, target)):
        return True
    return _tried(source, target)


def _at_home(candidate: Candidate, source: Side, target: Side) -> bool:
    """Does somebody only come or go within his own country ("arrived in the capital")?"""
    if candidate.clause.lemma not in load_codebook().words["moves"]:
        return False
    codes = {r.code for r in (*source, *target)}
    return bool(source and target) and len(codes) == 1 and None not in codes


def _among_firms(source: Side, target: Side) -> bool:
    """Is it between firms, reporters or scholars, or done by them to nobody who is named?"""
    others = [r for r in target if not r.id.startswith("object:") and not _unknown(r)]
    return bool(source) and all(_unofficial(r) for r in (*source, *others))


def _unknown(ref: ActorRef) -> bool:
    """Is it a name that nothing is known of, or somebody unnamed who holds no office?"""
    capital = ref.text[:1].isupper() and ref.code is None
    return ref.id.startswith("unnamed:") and (capital or ref.sector not in POLITICAL)


def _unofficial(ref: ActorRef) -> bool:
    """Does somebody speak for no state, army, party or movement: a firm, a reporter, an unnamed man?"""
    return ref.sector in UNOFFICIAL and (
        ref.code is None or ref.id.startswith(("unnamed:", "person:", "org:"))
    )


def _kin(ref: ActorRef) -> bool:
    """Is it somebody's own family or neighbour, unnamed ("her estranged husband")?"""
    words = ref.text.lower().split()
    return (
        ref.id.startswith(("unnamed:", "object:"))
        and words[0] in OWNERS
        and words[-1] in load_codebook().words["kin"]
    )


def _tried(source: Side, target: Side) -> bool:
    """Does a court judge nobody who is named, or a private man or woman?"""
    if not source or not all(r.sector == "JUD" or COURTS & _words(r) for r in source):
        return False
    private = load_codebook().words["private"]
    return all(
        (r.id.startswith("object:") and r.code is None)
        or (r.id.startswith("unnamed:") and _words(r) & private)
        for r in target
    )
