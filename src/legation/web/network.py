"""The network as a page: who has to do with whom at a date, one party first; who attended what.

`network_page` takes a study and the address's questions (`actor`: whose ties; `on`: the day) and
returns drawings and tables.  A tie counts the reports of two years up to the day, each type, day and
direction once; its sign is that of their summed intensity.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, pi, sin
from typing import Any, Final, cast

from legation.errors import DataError
from legation.ledger import Query, interval
from legation.records import ActorRef, Event, Membership
from legation.study import Study
from legation.study.analysis import Holdings
from legation.web import drawing
from legation.web.asked import Asked
from legation.web.drawing import Drawing, Point, Shape
from legation.web.filters import Filters
from legation.web.holdings import holdings, ranked_pairs
from legation.web.shelf import Shelf, Shown

Context = dict[str, Any]
WINDOW: Final = timedelta(days=730)
WIDTH: Final = 960.0
EDGE: Final = 36.0  # above and below the outermost names
SIDE: Final = 70.0  # for the names at the edges
CENTRE: Final = (480.0, 318.0)
RINGS: Final = ((232.0, 18), (310.0, 14))  # radius of each ring, and how many it holds
_FORMAT: Final = re.compile(r"^[A-Z].*(?:Format|Group|Process|Forum|Council|Quad|Summit|Dialogue)")
_MEETING: Final = re.compile(
    r"\b(?:meetings?|talks|summits?|conferences?|format|consultations?|rounds?|sessions?|forum|"
    r"quadrilateral|dialogue|ceremony)\b",
    re.IGNORECASE,
)
MONTH: Final = len("2022-09")
MEDIA: Final = "MED"  # the sector of outlets
MEETINGS: Final = 14
PRESENT: Final = ("host", "member", "observer", "invited", "absent", "excluded")
BALANCED: Final = 10  # parties whose triangles are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What is reported between two parties in the window."""

    a: str
    b: str
    cooperation: int
    conflict: int
    intensity: float

    @property
    def reports(self) -> int:
        """How many there are."""
        return self.cooperation + self.conflict

    @property
    def sign(self) -> str:
        """The class of the tie: plus, minus or even."""
        return "plus" if self.intensity > 0 else "minus" if self.intensity < 0 else "even"


def network_page(study: Study, shelf: Shelf, filters: Filters, asked: Asked) -> Context:
    """Ties around one party at a date, attendance, and how balanced the triangles are."""
    held = holdings(study, shelf, filters)
    years = sorted({int(e.start[:4]) for e in held.events if e.start})
    documents = shelf.documents(filters.when)
    latest = max(
        (d for listed in documents.values() if (d := listed.fields.get("date"))), default=""
    )
    on = asked.on or latest[:4]
    last = interval(on)
    until = date.fromisoformat(last[1]) if last else date.max
    ranked = ranked_pairs(study, shelf, filters)
    found = ties(held.events, until)
    names = named(found)
    ego = filters.actor or (ranked[0][0] if ranked else "")
    ego = next((n for n in names if n.casefold() == ego.casefold()), ego)
    own = [t for t in found if ego in (t.a, t.b)]
    members = list(shelf.select(Membership, Query(kind="membership"), filters.when, documents))
    return {
        "ego": ego,
        "on": on,
        "until": (until - timedelta(days=1)).isoformat(),
        "since": (until - WINDOW).isoformat(),
        "years": [max(years[0], 1990), years[-1]] if years else [],
        "all_years": [y for y in years if y >= years[-1] - 14] if years else [],
        "drawing": draw(ego, found, filters, asked, on) if own else None,
        "names": [n for n, _ in names.most_common(24)],
        "table": [
            {"a": t.a, "b": t.b, "reports": t.reports, "cooperation": t.cooperation,
             "conflict": t.conflict, "sign": t.sign} for t in own
        ],
        "attendance": attendance(members),
        "belonging": belonging(members),
        "balance": balances(held, [n for n, _ in names.most_common(BALANCED)], filters),
    }  # fmt: skip


def ties(events: Iterable[Event], until: date) -> list[Tie]:
    """What is reported between each two parties in the two years before a day, most first."""
    from legation.relations import load_scale

    scale = load_scale()
    first, last = (until - WINDOW).isoformat(), until.isoformat()
    seen: set[tuple[str, ...]] = set()
    counted: defaultdict[tuple[str, str], list[tuple[bool, float]]] = defaultdict(list)
    for event in events:
        start = event.start
        if start is None or not first <= start < last or event.factuality not in ("fact", "claim"):
            continue
        for source in known(event.source_actors):
            for target in known(event.target_actors) - {source}:
                same = (event.type, start, source, target)
                if same in seen:
                    continue
                seen.add(same)
                a, b = sorted((source, target))
                counted[a, b].append((event.quad.endswith("cooperation"), scale[event.type]))
    found = [
        Tie(a=a, b=b, cooperation=sum(c for c, _ in own), conflict=sum(not c for c, _ in own),
            intensity=sum(i for _, i in own))
        for (a, b), own in counted.items()
    ]  # fmt: skip
    return sorted(found, key=lambda t: (-t.reports, t.a, t.b))


def known(refs: Iterable[ActorRef]) -> set[str]:
    """The parties of those whose party is known; outlets, "oil" and "a diplomat" are none."""
    return {r.party for r in refs if r.party and r.sector != MEDIA}


def named(found: Sequence[Tie]) -> Counter[str]:
    """The parties by how many reports name them."""
    counted: Counter[str] = Counter()
    for tie in found:
        counted[tie.a] += tie.reports
        counted[tie.b] += tie.reports
    return counted


def draw(ego: str, found: Sequence[Tie], filters: Filters, asked: Asked, on: str) -> Drawing:
    """One party in the middle, those it has most to do with around it."""
    own = [t for t in found if ego in (t.a, t.b)]
    others = [t.b if t.a == ego else t.a for t in own][: sum(n for _, n in RINGS)]
    places = {ego: CENTRE, **placed(others)}
    most = max(t.reports for t in own)
    lines = [
        drawn_tie(tie, places, most, ego, asked, filters)
        for tie in sorted(found, key=lambda t: ego in (t.a, t.b))
        if tie.a in places and tie.b in places
    ]
    nodes = [
        shape for name, place in places.items() for shape in node(name, place, ego, filters, on)
    ]
    title = f"{ego} and those it has to do with"
    ys = [y for _, y in places.values()]
    top = min(ys) - EDGE
    return Drawing(
        width=WIDTH + 2 * SIDE,
        height=max(ys) + EDGE - top,
        left=-SIDE,
        top=top,
        title=title,
        shapes=[*lines, *nodes],
    )


def placed(names: Sequence[str]) -> dict[str, Point]:
    """Places on rings, the most important at the inner one; those that follow stand apart."""
    found: dict[str, Point] = {}
    rest = list(names)
    for number, (radius, room) in enumerate(RINGS):
        ring, rest = rest[:room], rest[room:]
        order = [*ring[::2], *ring[1::2][::-1]]
        for place, name in enumerate(order):
            angle = 2 * pi * (place + 0.5 * number) / len(order) - pi / 2
            found[name] = (
                CENTRE[0] + radius * 1.35 * cos(angle),
                CENTRE[1] + radius * sin(angle),
            )
    return found


def drawn_tie(
    tie: Tie, places: Mapping[str, Point], most: int, ego: str, asked: Asked, filters: Filters
) -> Shape:
    """One tie as a line, as thick as there are reports."""
    share = (tie.reports / most) ** 0.5
    thick = min(5, 1 + int(share * 4))
    far = "" if ego in (tie.a, tie.b) else " far"
    note = f"{tie.a} and {tie.b}: {tie.cooperation} cooperative, {tie.conflict} in conflict"
    cls = f"tie {tie.sign} w{thick if not far else min(thick, 2)}{far}"
    href = asked.address("/relation", filters, a=tie.a, b=tie.b, on="")
    bend = 0 if not far else 24
    return drawing.bow(places[tie.a], places[tie.b], bend, cls, href=href, title=note)


def node(name: str, place: Point, ego: str, filters: Filters, on: str) -> list[Shape]:
    """One party: a click puts it into the middle."""
    x, y = place
    href = Asked(on=on).address("/network", filters)
    href += ("&" if "?" in href else "?") + f"actor={quoted(name)}"
    radius, cls = (11.0, "node ego") if name == ego else (7.0, "node")
    side = 0 if abs(x - CENTRE[0]) < 60 else 1 if x > CENTRE[0] else -1
    anchor = {0: "middle", 1: "start", -1: "end"}[side]
    below = 22 if y >= CENTRE[1] else -14
    label = (x, y + below) if side == 0 else (x + side * 12, y + 4)
    text = name if len(name) < 30 else name[:28] + "…"
    return [
        drawing.circle(place, radius, cls, href=href, title=f"{name} in the middle"),
        drawing.words(label, text, "label strong" if name == ego else "label", anchor=anchor),
    ]


def quoted(name: str) -> str:
    """A name in the query of an address."""
    from urllib.parse import quote_plus

    return quote_plus(name)


def attendance(members: Sequence[Shown[Membership]]) -> Context:
    """Dated meetings as columns, parties as rows, in each cell what is recorded."""
    formats = known_formats(members)
    cells: dict[tuple[str, tuple[str, str]], Shown[Membership]] = {}
    meetings: Counter[tuple[str, str]] = Counter()
    for shown in members:
        record = shown.record
        name = meeting_of(record.organisation.name, formats)
        if not name or not record.member.party or len(record.start or "") < MONTH:
            continue
        meeting = (str(record.start)[:MONTH], name)
        held = cells.get((record.member.party, meeting))
        if held is None or PRESENT.index(record.status) > PRESENT.index(held.record.status):
            cells[record.member.party, meeting] = shown
        meetings[meeting] += 1
    columns = sorted(m for m, _ in meetings.most_common(MEETINGS))
    who = Counter(name for name, meeting in cells if meeting in columns)
    rows = [n for n, _ in who.most_common(22)]
    return {
        "columns": columns,
        "rows": [(name, [cells.get((name, m)) for m in columns]) for name in rows],
    }


def known_formats(members: Sequence[Shown[Membership]]) -> list[str]:
    """Names that are those of formats, met more than once."""
    counted = Counter(s.record.organisation.name for s in members)
    return [n for n, count in counted.items() if count > 1 and _FORMAT.search(n)]


def meeting_of(name: str, formats: Sequence[str]) -> str:
    """The format that a meeting's name holds, else its own name; "" for what is no meeting.

    >>> meeting_of("third meeting of the Harbour Format", ["Harbour Format"])
    'Harbour Format'
    >>> meeting_of("its summit in Dushanbe", []), meeting_of("Islamic State", [])
    ('summit in Dushanbe', '')
    """
    held = next((f for f in formats if f in name and (f != name or _MEETING.search(f))), None)
    if held:
        return held
    words = name.split()
    if len(words) > 1 and words[0].lower() in ("its", "the", "a", "an", "their", "his"):
        words = words[1:]
    return " ".join(words) if _MEETING.search(name) else ""


def belonging(members: Sequence[Shown[Membership]]) -> list[Context]:
    """Organisations with those that are said to belong to them, without a date."""
    found: defaultdict[str, dict[tuple[str, str], Shown[Membership]]] = defaultdict(dict)
    for shown in members:
        record = shown.record
        if record.status in ("member", "observer") and record.organisation.name[:1].isupper():
            name = record.member.party or record.member.name
            found[record.organisation.name].setdefault((name, record.status), shown)
    rows = [
        {"name": name, "members": [
            {"name": n, "status": status, "passage": s.passage} for (n, status), s in sorted(own.items())
        ]}
        for name, own in found.items() if len(own) > 1
    ]  # fmt: skip
    return sorted(rows, key=lambda r: (-len(cast(list[Any], r["members"])), r["name"]))[:10]


def balances(held: Holdings, parties: Sequence[str], filters: Filters) -> list[Context]:
    """Year by year, what share of triangles is balanced, and which ties there are."""
    from legation.relations import balance

    if len(parties) < 3:
        return []
    try:
        found = balance(held.reports, parties, as_of=filters.as_of or None)
    except DataError:
        return []
    return [r for r in found.value if r["triangles"]]
