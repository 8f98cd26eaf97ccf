"""What the pages of the rooms are asked beside the filters, read from the address.

`Asked.read` takes the query of an address and refuses what does not fit with one line; an address
with the same query asks the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Final, Literal, Self, get_args
from urllib.parse import urlencode

from legation.errors import RecordError, UsageError
from legation.ledger import interval
from legation.ontology import EVENT_TYPES
from legation.records import check_date
from legation.web.filters import Filters

Period = Literal["month", "quarter", "year"]
WEIGHT: Final = "w_"  # before the type of an event, in the query
HEAVIEST: Final = 100.0
DAYS: Final = ("on", "since", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Two parties and perhaps a third, days, weights and choices; what is empty was not asked."""

    a: str = ""
    b: str = ""
    third: str = ""
    on: str = ""  # the day of a network
    since: str = ""
    until: str = ""
    period: str = ""
    case: str = ""  # the name of a file in the workspace
    version: str = ""
    state: str = ""
    at: str = ""  # a state of a game
    holder: str = ""
    horizon: str = ""
    press: str = ""  # a variable of the system, and which way
    way: str = ""
    press2: str = ""
    way2: str = ""
    whole: str = ""  # whether the brief tells all it can
    weights: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Read the query of an address; other names are passed over."""
        known = {f.name for f in fields(cls)} - {"weights"}
        values = {k: v.strip() for k, v in query.items() if k in known}
        for name in DAYS:
            refuse_no_date(name, values.get(name, ""))
        period = values.get("period", "")
        if period and period not in get_args(Period):
            raise UsageError(f"period {period!r} is unknown; known: {', '.join(get_args(Period))}")
        if bool(values.get("a")) != bool(values.get("b")):
            raise UsageError("a pair needs both names, a and b")
        return cls(**values, weights=read_weights(query))

    @property
    def pair(self) -> tuple[str, str] | None:
        """The two that were asked about."""
        return (self.a, self.b) if self.a and self.b else None

    def address(self, path: str, filters: Filters, **changes: object) -> str:
        """The address that asks the same, some of it changed, with the days of knowledge.

        >>> Asked(a="RUS", b="AFG").address("/relation", Filters(), period="year")
        '/relation?a=RUS&b=AFG&period=year'
        """
        changed = replace(self, **changes)  # type: ignore[arg-type]
        kept = {
            f.name: value
            for f in fields(self)
            if f.name != "weights" and (value := getattr(changed, f.name))
        }
        kept |= {WEIGHT + name: f"{value:g}" for name, value in changed.weights.items()}
        days = ("as_of", "recorded_as_of", "new_since")
        kept |= {name: day for name in days if (day := getattr(filters, name))}
        return f"{path}?{urlencode(kept)}" if kept else path


def refuse_no_date(name: str, value: str) -> None:
    """Refuse what is no date.

    Raises
    ------
    UsageError
        If it is neither a year, a month nor a day.
    """
    try:
        check_date(value or None, name)
        interval(value or None)
    except (RecordError, ValueError):
        raise UsageError(
            f"{name} {value!r} is no date; write 2022, 2022-09 or 2022-09-05"
        ) from None


def read_weights(query: Mapping[str, str]) -> dict[str, float]:
    """The weights of event types that an address sets, `w_AGREE=7`.

    >>> read_weights({"w_AGREE": "7", "a": "RUS"})
    {'AGREE': 7.0}
    """
    found: dict[str, float] = {}
    for name, text in query.items():
        kind = name.removeprefix(WEIGHT)
        if kind == name or not text.strip():
            continue
        if kind not in EVENT_TYPES:
            raise UsageError(f"{name}: there is no event type {kind!r}")
        try:
            value = float(text)
        except ValueError:
            raise UsageError(f"{name}={text!r} is no number") from None
        if not abs(value) <= HEAVIEST:
            raise UsageError(f"{name}={text} lies outside -{HEAVIEST:g} to {HEAVIEST:g}")
        found[kind] = value
    return found
