"""One reading of the ledger for all pages of the rooms, kept until the ledger changes."""

from legation.dossier import pairs
from legation.records import Event
from legation.study import Study
from legation.study.analysis import Holdings
from legation.web.filters import Filters
from legation.web.shelf import Shelf


def holdings(study: Study, shelf: Shelf, filters: Filters) -> Holdings:
    """The records that the rooms work on, as of the page's days."""
    as_of, recorded = filters.as_of or None, filters.recorded_as_of or None
    return shelf.large(
        ("holdings", as_of, recorded),
        lambda: Holdings.of(study, as_of=as_of, recorded_as_of=recorded),
    )


def events_by_id(study: Study, shelf: Shelf, filters: Filters) -> dict[str, Event]:
    """The events of `holdings` by their ids."""
    held = holdings(study, shelf, filters)
    return shelf.large(("events by id", filters.when), lambda: {e.id: e for e in held.events})


def ranked_pairs(study: Study, shelf: Shelf, filters: Filters) -> list[tuple[str, str]]:
    """The pairs of parties between whom events are reported, most first."""
    held = holdings(study, shelf, filters)

    def ranked() -> list[tuple[str, str]]:
        counted = pairs(held.events)
        return sorted(counted, key=lambda p: (-counted[p], p))

    return shelf.kept(("pairs", filters.when), ranked)


def companions(pairs_ranked: list[tuple[str, str]], name: str, limit: int = 8) -> list[str]:
    """With whom a party has most events.

    >>> companions([("a", "b"), ("b", "c")], "b")
    ['a', 'c']
    """
    found = [b if a == name else a for a, b in pairs_ranked if name in (a, b)]
    return found[:limit]
