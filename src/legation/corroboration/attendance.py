"""Who is said to have been at a meeting, and to have stayed away: where accounts disagree.

`attendance` takes memberships and returns an estimate for each member that some place at a meeting
and others not, with who says which.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, Final

from legation.corroboration.origins import Sources
from legation.corroboration.words import Lexicon, load_lexicon
from legation.records import Estimate, Membership

THERE: Final = frozenset({"member", "host", "observer"})
AWAY: Final = frozenset({"absent", "excluded"})
MONTH: Final = len("2000-01")


def attendance(
    memberships: Iterable[Membership],
    sources: Sources | None = None,
    *,
    lexicon: Lexicon | None = None,
    as_of: str | None = None,
) -> list[Estimate]:
    """The meetings that a member both came to and did not, as different documents say.

    Two records speak of one meeting where they date it in the same month and name the same body, or
    share a word of its name.  An invitation is neither coming nor staying away.
    """
    lexicon, sources = lexicon or load_lexicon(), sources or Sources()
    by: dict[str, list[Membership]] = defaultdict(list)
    for m in memberships:
        if m.status in THERE | AWAY and m.start and len(m.start) >= MONTH:
            by[m.member.id].append(m)
    found = []
    for own in by.values():
        own.sort(key=lambda m: (sources.dates.get(m.citation.document) or "9999", m.id))
        apart = {
            m.id: m
            for a, b in combinations(own, 2)
            if (a.status in THERE) != (b.status in THERE) and _one_meeting(a, b, lexicon)
            for m in (a, b)
        }
        if apart:
            found.append(_told(list(apart.values()), sources, as_of))
    return sorted(found, key=lambda e: (e.value["month"], e.subject))


def _one_meeting(a: Membership, b: Membership, lexicon: Lexicon) -> bool:
    if (a.start or "")[:MONTH] != (b.start or "")[:MONTH]:
        return False
    one, other = (lexicon.read(m.organisation.name.lower()).stems for m in (a, b))
    return a.organisation.id == b.organisation.id or bool(one & other)


def _told(own: Sequence[Membership], sources: Sources, as_of: str | None) -> Estimate:
    says: list[dict[str, Any]] = [
        {
            "id": m.id, "status": m.status, "there": m.status in THERE, "date": m.start,
            "meeting": m.organisation.name, "document": m.citation.document,
            "publisher": sources.publishers.get(m.citation.document),
            "made_on": sources.dates.get(m.citation.document), "text": m.citation.text,
        }
        for m in own
    ]  # fmt: skip
    member = own[0].member.name
    month = min(str(m.start) for m in own)[:MONTH]
    return Estimate(
        room="corroboration", subject=f"{member} at a meeting of {month}",
        method="memberships of one member in one month that cannot both be so",
        value={"member": member, "month": month, "says": says},
        uncertainty="that two records speak of one meeting is judged by its month and its name",
        parameters={"there": sorted(THERE), "away": sorted(AWAY)}, as_of=as_of,
        evidence=tuple(sorted(m.id for m in own)),
    )  # fmt: skip
