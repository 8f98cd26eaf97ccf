"""The filters of a page: read from its address, and written back into one.

Every filter that a page knows stands in its query, so an address can be kept and shared.  What
does not fit raises `UsageError` with one line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, Self, get_args
from urllib.parse import urlencode

from legation.errors import UsageError
from legation.ledger import Query, When
from legation.ontology import EVENT_TYPES, Factuality, Polarity

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "type": EVENT_TYPES,
    "factuality": get_args(Factuality),
    "polarity": get_args(Polarity),
}
PAGE_SIZE: Final = 50
_TRAVELS: Final = ("as_of", "recorded_as_of", "new_since")  # from page to page


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a page shows; what is empty does not choose."""

    actor: str = ""
    type: str = ""
    factuality: str = ""
    polarity: str = ""
    document: str = ""
    since: str = ""
    until: str = ""
    q: str = ""
    as_of: str = ""
    recorded_as_of: str = ""
    new_since: str = ""  # a day, or "note": only what came or changed since
    page: int = 1

    def __post_init__(self) -> None:
        """Refuse a choice that is none and a page before the first."""
        for name, known in CHOICES.items():
            value = getattr(self, name)
            if value and value not in known:
                raise UsageError(f"{name} {value!r} is unknown; known: {', '.join(known)}")
        if self.page < 1:
            raise UsageError(f"there is no page {self.page}; the first is 1")

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Read the query of an address; names that are no filter are passed over."""
        known = {f.name for f in fields(cls)} - {"page"}
        page = query.get("page", "1")
        if not page.isdecimal():
            raise UsageError(f"page {page!r} is no number")
        values = {k: v.strip() for k, v in query.items() if k in known}
        return cls(**values, page=int(page))

    @property
    def when(self) -> When:
        """The two days of the read."""
        return When(as_of=self.as_of or None, recorded_as_of=self.recorded_as_of or None)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the days of knowledge is chosen."""
        return any(
            getattr(self, name) != default
            for name, default in _DEFAULTS.items()
            if name not in (*_TRAVELS, "page")
        )

    def query(self, kind: str) -> Query:
        """The choice of records of a kind, as the ledger takes it."""
        return Query(
            kind=kind,
            document=self.document or None,
            label=(self.type if kind == "event" else self.polarity) or None,
            actor=self.actor or None,
            since=self.since or None,
            until=self.until or None,
            factuality=(self.factuality if kind == "event" else "") or None,
        )

    def address(self, path: str, **changes: str | int) -> str:
        """The address of a page with these filters, some of them changed.

        >>> Filters(actor="RUS", page=3).address("/events", page=4, since="2022")
        '/events?actor=RUS&since=2022&page=4'
        """
        unknown = changes.keys() - _DEFAULTS.keys()
        if unknown:
            raise UsageError(f"no filter is called {', '.join(sorted(unknown))}")
        kept = {
            name: value
            for name, default in _DEFAULTS.items()
            if (value := changes.get(name, getattr(self, name))) != default
        }
        return f"{path}?{urlencode(kept)}" if kept else path

    def plain(self, path: str, **changes: str | int) -> str:
        """The address of another page: the days of knowledge go along, and since when is new."""
        return Filters(**{name: getattr(self, name) for name in _TRAVELS}).address(path, **changes)


_DEFAULTS: Final[dict[str, str | int]] = {f.name: f.default for f in fields(Filters)}  # type: ignore[misc]
