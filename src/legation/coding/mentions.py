"""One event, many mentions: the events of a document that are the same become one.

`joined` takes events in order and returns them with every further mention folded into the record
of the fullest one.  Two are joined where type, sides and stated date and place agree; a headline
is joined with the sentence of the body that tells it.  Nothing with another date or place is.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from legation.records import ActorRef, Event

KIN: Final = ({"AGREE", "SUPPORT"}, {"ASSAULT", "COERCE"}, {"CONSULT", "AGREE"})
STATED: Final = frozenset({"day", "month", "range"})


def joined(events: Sequence[Event], *, headline: tuple[int, int]) -> list[Event]:
    """Events with their further mentions folded in; *headline* are the title's characters."""
    kept: list[Event] = []
    for event in events:
        twin = next((k for k in kept if same(k, event, headline=headline)), None)
        if twin is None:
            kept.append(event)
            continue
        fuller, other = (event, twin) if _titled(twin, headline) else (twin, event)
        at = kept.index(twin)
        kept[at] = replace(fuller, mentions=(*fuller.mentions, *other.mentions))
    return sorted(kept, key=lambda e: e.citation.start)


def _titled(event: Event, headline: tuple[int, int]) -> bool:
    return headline[0] <= event.citation.start < headline[1]


def same(a: Event, b: Event, *, headline: tuple[int, int]) -> bool:
    """Do two records of one document tell the same event?"""
    title = _titled(a, headline) != _titled(b, headline)
    if a.type != b.type and not (title and any({a.type, b.type} <= kin for kin in KIN)):
        return False
    if {a.factuality, b.factuality} & {"denied"} and a.factuality != b.factuality:
        return False
    if a.place and b.place and a.place != b.place:
        return False
    dated = a.precision in STATED and b.precision in STATED
    if dated and (a.start, a.end) != (b.start, b.end):
        return False
    if title:
        return _meet(a.source_actors, b.source_actors) and (
            _meet(a.target_actors, b.target_actors) or not (a.target_actors and b.target_actors)
        )
    return (
        dated
        and _ids(a.source_actors) == _ids(b.source_actors) != set()
        and (_ids(a.target_actors) == _ids(b.target_actors))
    )


def _ids(refs: Sequence[ActorRef]) -> set[str]:
    return {r.id for r in refs}


def _meet(a: Sequence[ActorRef], b: Sequence[ActorRef]) -> bool:
    """Do two sides share an actor, or a person of one the party that the other names?"""
    mine = {n for r in a for n in (r.id, r.name, r.party) if n}
    return bool(mine & {n for r in b for n in (r.id, r.name, r.party) if n})
