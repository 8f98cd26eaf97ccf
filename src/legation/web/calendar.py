"""All events of a ledger as columns: any choice of them counted, paged and laid over time at once.

`Calendar.of` reads a line an event, once for each state of the ledger; `choose` takes the filters
of a page and gives the places of the events that fit, the latest first.  No record is built here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from legation.ledger import Ledger, Query, When, interval
from legation.web.timeline import LANES, STACK, Axis

COLUMNS: Final = (
    "record", "document", "quad", "label", "factuality", "precision", "happened_start",
    "happened_end", "known_at",
)  # fmt: skip
MANY: Final = 500  # events that are drawn one by one
_WIDE: Final = 1 << 22  # more than the days until the year 9999
QUADS: Final = tuple(quad for quad, _ in LANES)
Places = NDArray[np.intp]
Crowd = tuple[str, int | str, int, list[int]]  # quad, bin or days, how many, rows of some


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The events that stand, sorted the latest first and undated ones last."""

    record: NDArray[np.int64]
    document: NDArray[np.int64]
    quad: NDArray[np.str_]
    label: NDArray[np.str_]
    factuality: NDArray[np.str_]
    known: NDArray[np.str_]
    start: NDArray[np.str_]  # "" where undated
    end: NDArray[np.str_]
    day: NDArray[np.int64]  # ordinal of the first day
    length: NDArray[np.int64]  # days; 0: not drawn
    dot: NDArray[np.bool_]  # known to the day

    @classmethod
    def of(cls, ledger: Ledger, when: When) -> Self:
        """Read the ledger as it stood; `as_of` is a choice, not a reading."""
        at_all = When(recorded_as_of=when.recorded_as_of)
        rows = ledger.columns(COLUMNS, "event", at_all)
        told = dict(zip(COLUMNS, zip(*rows, strict=True) if rows else [()] * 9, strict=True))
        words: dict[str, NDArray[np.str_]] = {
            name: np.array([v or "" for v in told[name]], dtype=np.str_)
            for name in COLUMNS[2:]
        }  # fmt: skip
        record = np.array(told["record"], dtype=np.int64)
        order = np.lexsort((record, words["happened_start"]))[::-1]
        start, end = (_ordinals(words[f"happened_{side}"]) for side in ("start", "end"))
        drawn = (start > 0) & (words["precision"] != "none")
        length = np.where(drawn, np.maximum(end - start, 1), 0)
        return cls(
            record=record[order],
            document=np.array([v or 0 for v in told["document"]], dtype=np.int64)[order],
            quad=words["quad"][order],
            label=words["label"][order],
            factuality=words["factuality"][order],
            known=words["known_at"][order],
            start=words["happened_start"][order],
            end=words["happened_end"][order],
            day=start[order],
            length=length[order],
            dot=np.isin(words["precision"], ("day", "publication"))[order],
        )

    def choose(self, query: Query, when: When, ledger: Ledger) -> Places:
        """The places of the events that fit, the latest first."""
        fits = np.ones(len(self.record), dtype=bool)
        if when.as_of is not None:
            fits &= self.known <= when.as_of
        for name in ("label", "factuality"):
            wanted = getattr(query, name)
            if wanted is not None:
                fits &= getattr(self, name) == wanted
        since, until = interval(query.since), interval(query.until)
        if since is not None:
            fits &= (self.start != "") & ((self.end == "") | (self.end > since[0]))
        if until is not None:
            fits &= (self.start != "") & (self.start < until[0])
        if query.document is not None:
            fits &= self.document == ledger.number_of(query.document)
        if query.actor is not None:
            fits &= np.isin(self.record, ledger.involving(query.actor, when))
        if query.ids is not None:
            fits &= np.isin(self.record, ledger.numbers(query.ids))
        return np.flatnonzero(fits)

    def axis(self, places: Places) -> Axis | None:
        """The axis that these events need; None if none of them is dated."""
        dated = places[self.length[places] > 0]
        if not len(dated):
            return None
        first = int(self.day[dated].min())
        end = int((self.day[dated] + self.length[dated]).max())
        return Axis.over(date.fromordinal(first), date.fromordinal(end))

    def crowds(self, places: Places, axis: Axis) -> list[Crowd]:
        """How many of these events fall in each place of the drawing, and who stands for them.

        Few in one place are all told, but where that made more than `MANY` marks only one of each.
        """
        dated = places[self.length[places] > 0]
        day, length = self.day[dated], self.length[dated]
        dots = self.dot[dated] | (length < axis.shortest_bar)
        bins = ((day + length / 2 - axis.first.toordinal()) / axis.bin_days).astype(np.int64)
        lane = np.searchsorted(np.array(sorted(QUADS)), self.quad[dated])
        keys = (lane * 2 + dots) * _WIDE**2 + np.where(dots, bins, day) * _WIDE
        keys += np.where(dots, 0, length)
        order = np.argsort(keys, kind="stable")
        found, first = np.unique(keys[order], return_index=True)
        parts = np.split(dated[order], first[1:])
        sizes = np.diff(first, append=len(order))
        few = next((n for n in range(STACK, 0, -1) if sizes[sizes <= n].sum() <= MANY), 0)
        return [
            (
                sorted(QUADS)[key // _WIDE**2 // 2],
                _place(key),
                len(own),
                self.record[own if len(own) <= few else own[:1]].tolist(),
            )
            for key, own in zip(found.tolist(), parts, strict=True)
        ]

    def undated(self, places: Places) -> int:
        """How many of these events are not in the drawing."""
        return int((self.length[places] == 0).sum())


def _place(key: int) -> int | str:
    """The bin, or the days "start/end", that a key of `Calendar.crowds` stands for."""
    at, length = key // _WIDE % _WIDE, key % _WIDE
    if key // _WIDE**2 % 2:
        return at
    start = date.fromordinal(at)
    return f"{start}/{start + timedelta(days=length)}"


def _ordinals(days: NDArray[np.str_]) -> NDArray[np.int64]:
    """Python's ordinals of ISO days; 0 for ""."""
    shown = np.where(days == "", "0001-01-01", days).astype("datetime64[D]").astype(np.int64)
    return np.where(days == "", 0, shown + date(1970, 1, 1).toordinal())
