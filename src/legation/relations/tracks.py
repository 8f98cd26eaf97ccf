"""Contact, legal standing, diplomatic presence: three ordinal tracks of what A and B reached when.

`tracks` takes events, statuses and claims about two sides, and returns an estimate a track: each
step with its day, its evidence, and whether it is confirmed, only claimed, hedged or denied.
`reproducibility` measures how far the tracks form one scale.  What raises a track is data.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from legation.errors import DataError
from legation.ontology import SYMMETRIC_TYPES
from legation.records import ActorRef, Claim, Estimate, Event, Status
from legation.relations.reports import Sides, extent, forms, names_of

Standing = Literal["confirmed", "claimed", "unconfirmed", "denied"]
NEAR: Final = 60  # days between a report and its denial
_OF_EVENT: Final[dict[str, Standing]] = {
    "fact": "confirmed", "claim": "claimed", "rumour": "unconfirmed", "denied": "denied",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One ordinal scale: names of its levels, and what puts a relationship on which.

    An event of a type in `said` counts only where its words begin with one of those given, and one
    that says a word of `instead` counts at the level given there.
    """

    name: str
    levels: tuple[str, ...]
    events: Mapping[str, int]
    kinds: frozenset[str]
    values: Mapping[str, int]
    falls: frozenset[str]
    said: Mapping[str, tuple[str, ...]]
    instead: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    """One record that puts a track on a level; `basis` is "stated" or "publication"."""

    day: int
    last: int
    level: int
    falls: bool
    basis: str
    standing: Standing
    by: frozenset[str]
    document: str
    id: str


def load_tracks(path: Path | None = None) -> tuple[Track, ...]:
    """The tracks of a TOML file, as shipped unless another is named.

    >>> [t.name for t in load_tracks()]
    ['contact', 'legal standing', 'diplomatic presence']
    """
    at = path or resources.files("legation.data") / "codebook" / "tracks.toml"
    made = []
    for name, own in tomllib.loads(at.read_text(encoding="utf-8")).items():
        levels = tuple(own.get("names", ()))
        ranks = [*own.get("events", {}).values(), *own.get("values", {}).values()]
        ranks += [i["level"] for i in own.get("instead", ())]
        if not levels or not all(isinstance(r, int) and 0 <= r < len(levels) for r in ranks):
            raise DataError(f"{at}: [{name}] ranks something outside its names")
        made.append(
            Track(
                name=name, levels=levels, events=own.get("events", {}),
                kinds=frozenset(own.get("kinds", ())), values=own.get("values", {}),
                falls=frozenset(own.get("falls", ())),
                said={t: tuple(words) for t, words in own.get("said", {}).items()},
                instead=tuple((i["level"], tuple(i["words"])) for i in own.get("instead", ())),
            )
        )  # fmt: skip
    return tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The records that tracks are read from, and what a room cannot know by itself.

    `dates` is the day of each document; `origins` the independent origin of each, as in
    `read_reports`.
    """

    events: Sequence[Event] = ()
    statuses: Sequence[Status] = ()
    claims: Sequence[Claim] = ()
    dates: Mapping[str, str | None]
    origins: Mapping[str, str]


def tracks(
    told: Told, a: str, b: str, *, scales: Sequence[Track] | None = None, as_of: str | None = None
) -> list[Estimate]:
    """One estimate a track: the steps by which *a* and *b* came to where they stand.

    Statuses are those that *a* grants *b* or *b* grants *a*.  A level is taken up on the first day
    that a record puts it there; a record without a date counts on the day of its document
    ("no later than") and can only raise.  What is merely claimed, hedged or denied makes a step
    of its own that is marked so and does not move the track for what follows.
    """
    one, other = names_of(a), names_of(b)
    told = _of_both(told, one, other)
    denials = _denials(told, one, other)
    out = []
    for track in scales or load_tracks():
        signs = sorted(
            [*_from_events(told, track, one, other), *_from_statuses(told, track, one, other)],
            key=lambda s: (s.day, s.level, s.id),
        )
        steps = _steps(track, signs, denials, told.origins)
        out.append(
            Estimate(
                room="relations", subject=f"{a} and {b}: {track.name}",
                method="first dated record of each level", value=steps,
                uncertainty="each step says how it is known: confirmed, claimed, unconfirmed, denied",
                parameters={"levels": list(track.levels), "near_days": NEAR}, as_of=as_of,
                evidence=tuple(sorted({i for s in steps for i in (*s["ids"], *s["denied_by"])})),
            )
        )  # fmt: skip
    return out


def _of_both(told: Told, one: frozenset[str], other: frozenset[str]) -> Told:
    """The records that name both; all that is asked below is asked of these few."""
    sides = Sides()

    def both(*refs: tuple[ActorRef, ...]) -> bool:
        names = [sides.of(side) for side in refs]
        return not all(map(one.isdisjoint, names)) and not all(map(other.isdisjoint, names))

    return replace(
        told,
        events=[e for e in told.events if both(e.source_actors, e.target_actors)],
        statuses=[s for s in told.statuses if both((s.holder,), _one(s.granted_by))],
        claims=[
            c for c in told.claims if c.polarity == "deny" and both(c.about, _one(c.speaker))
        ],
    )  # fmt: skip


def _one(ref: ActorRef | None) -> tuple[ActorRef, ...]:
    return () if ref is None else (ref,)


def _names(refs: Iterable[ActorRef | None]) -> frozenset[str]:
    return frozenset().union(*(forms(r.party, r.id, r.name, r.code) for r in refs if r is not None))


def _between(event: Event, one: frozenset[str], other: frozenset[str]) -> bool:
    source, target = _names(event.source_actors), _names(event.target_actors)
    if event.type in SYMMETRIC_TYPES:
        both = source | target
        return bool(both & one and both & other)
    return bool((source & one and target & other) or (source & other and target & one))


def _from_events(
    told: Told, track: Track, one: frozenset[str], other: frozenset[str]
) -> list[_Sign]:
    out = []
    for e in told.events:
        level, span = track.events.get(e.type), extent(e.start, e.end)
        standing = _OF_EVENT.get(e.factuality)
        if level is None or span is None or standing is None or not _between(e, one, other):
            continue
        if e.type in track.said and not _says(e, track.said[e.type]):
            continue
        level = next((n for n, words in track.instead if _says(e, words)), level)
        if standing == "confirmed" and e.hedge:
            standing = "unconfirmed"
        out.append(
            _Sign(
                day=span[0], last=span[1], level=level, falls=False,
                basis="publication" if e.precision == "publication" else "stated",
                standing=standing, by=_names(e.asserted_by), document=e.citation.document, id=e.id,
            )
        )  # fmt: skip
    return out


def _says(event: Event, words: Sequence[str]) -> bool:
    told = re.findall(r"\w+", event.citation.text.casefold())
    return any(word.startswith(beginning) for word in told for beginning in words)


def _from_statuses(
    told: Told, track: Track, one: frozenset[str], other: frozenset[str]
) -> list[_Sign]:
    out = []
    for s in told.statuses:
        level = track.values.get(s.value) if s.kind in track.kinds else None
        holder, giver = _names([s.holder]), _names([s.granted_by])
        ours = (holder & one and giver & other) or (holder & other and giver & one)
        document = s.citation.document
        span = extent(s.start, None) or extent(told.dates.get(document), None)
        if level is None or not ours or span is None:
            continue
        told_by = _names(s.asserted_by)
        own_word = not told_by or bool(told_by & giver)  # who grants it says so
        standing: Standing = "confirmed" if own_word else "claimed"
        out.append(
            _Sign(
                day=span[0], last=span[1], level=level, falls=s.value in track.falls,
                basis="stated" if s.start else "publication",
                standing="unconfirmed" if s.hedge else standing, by=told_by,
                document=document, id=s.id,
            )
        )  # fmt: skip
    return out


def _denials(told: Told, one: frozenset[str], other: frozenset[str]) -> list[tuple[int, str, str]]:
    """Days, types and ids of what is denied between the two ("" for a claim: any type)."""
    out = []
    for e in told.events:
        span = extent(e.start, e.end)
        if e.factuality == "denied" and span is not None and _between(e, one, other):
            out.append((span[0], str(e.type), e.id))
    for c in told.claims:
        when = c.date or told.dates.get(c.citation.document)
        span = extent(when, None)
        names = _names((*c.about, c.speaker))
        met = any(
            w in c.content.text.casefold() for w in ("met ", "meet", "talks", "visit", "contact")
        )
        if c.polarity == "deny" and span is not None and met and names & one and names & other:
            out.append((span[0], "CONSULT", c.id))
    return out


def _steps(
    track: Track,
    signs: Sequence[_Sign],
    denials: Sequence[tuple[int, str, str]],
    origins: Mapping[str, str],
) -> list[dict[str, Any]]:
    """The signs that change something, in order, each with those that say the same."""
    steps: list[dict[str, Any]] = []
    firm: int | None = None
    told: set[tuple[int, str]] = set()
    for sign in signs:
        falls = sign.falls and sign.basis == "stated"
        if firm is not None and (sign.level == firm or (sign.level < firm and not falls)):
            continue  # where the track stands already, or below
        denied = _denied(track, sign, denials)
        same = [
            s for s in signs if s.level == sign.level and s.day < sign.last and s.last > sign.day
        ]
        standing = _standing(sign, signs, origins, denied=bool(denied))
        if (sign.level, standing) in told and standing != "confirmed":
            continue
        if standing == "confirmed":
            firm = sign.level
        elif firm is not None and sign.level < firm:
            continue
        told.add((sign.level, standing))
        steps.append(_step(track, sign, same, standing, denied, origins))
    return sorted(steps, key=lambda s: (s["day"], s["level"]))


def _step(
    track: Track,
    sign: _Sign,
    same: Sequence[_Sign],
    standing: Standing,
    denied: Sequence[str],
    origins: Mapping[str, str],
) -> dict[str, Any]:
    """A step with its evidence; its day is that of the most precise record that says so."""
    alike = [s for s in same if sign.standing == s.standing and s.basis == sign.basis]
    best = min((sign, *alike), key=lambda s: (s.last - s.day, s.day))
    ids = sorted({sign.id, *(s.id for s in same)})
    sources = {origins.get(s.id) or origins.get(s.document, s.document) for s in (sign, *same)}
    return {
        "day": date.fromordinal(best.day).isoformat(),
        "before": date.fromordinal(best.last).isoformat(),
        "basis": sign.basis, "level": sign.level, "name": track.levels[sign.level],
        "standing": standing, "origins": len(sources),
        "ids": ids, "denied_by": sorted(set(denied) - set(ids)),
    }  # fmt: skip


def _standing(
    sign: _Sign, signs: Sequence[_Sign], origins: Mapping[str, str], *, denied: bool
) -> Standing:
    """How a sign is known; one dated only by its document needs a second origin soon."""
    if denied and sign.standing != "confirmed":
        return "denied"
    if sign.standing != "confirmed" or sign.basis == "stated":
        return sign.standing
    near = {
        origins.get(s.id) or origins.get(s.document, s.document)
        for s in signs
        if s.level >= sign.level and s.standing == "confirmed" and 0 <= s.day - sign.day <= NEAR
    }
    return "confirmed" if len(near) > 1 else "unconfirmed"


def _denied(track: Track, sign: _Sign, denials: Sequence[tuple[int, str, str]]) -> list[str]:
    types = {t for t, level in track.events.items() if level == sign.level}
    return [i for day, kind, i in denials if kind in types and 0 <= day - sign.day <= NEAR]


def reproducibility(found: Sequence[Estimate]) -> Estimate:
    r"""How far the tracks form one cumulative scale, year by year.

    Items are "track at least at level k", cases the years from the first firm step on.  With items
    in order of how often they are reached, a case of score *s* should have reached just the first
    *s*; :math:`\mathrm{CR} = 1 - \mathrm{errors} / (\mathrm{items} \times \mathrm{cases})`.  0.9
    is the customary bound, and `least` (the share of each item's commoner answer, averaged) is
    what CR cannot fall below: a scale is worth its name only well above it.

    References
    ----------
    Guttman (1944), American Sociological Review 9(2), 139-150, with errors counted after Goodenough
    (1944) and Edwards (1957); Menzel (1953), Public Opinion Quarterly 17(2), 268-280, for `least`.
    """
    firm = [[s for s in e.value if s["standing"] == "confirmed"] for e in found]
    years = [int(s["day"][:4]) for steps in firm for s in steps]
    items: list[npt.NDArray[np.bool_]] = []
    span = range(min(years), max(years) + 1) if years else range(0)
    for estimate, steps in zip(found, firm, strict=True):
        at = np.array([_level(steps, year) for year in span])
        top = len(estimate.parameters["levels"])
        items += [at >= k for k in range(1, top) if len(at)]
    items = [i for i in items if i.any() and not i.all()]
    return Estimate(
        room="relations", subject="; ".join(e.subject for e in found) + ": one scale?",
        method="Guttman reproducibility, Goodenough-Edwards errors",
        value=guttman(np.stack(items, axis=1)) if items else None,
        uncertainty="`least` is what chance order alone would give; years are not independent",
        parameters={"tracks": [e.id for e in found]},
        evidence=tuple(sorted({i for e in found for i in e.evidence})),
    )  # fmt: skip


def _level(steps: Sequence[Mapping[str, Any]], year: int) -> int:
    past = [s for s in steps if int(s["day"][:4]) <= year]
    return int(past[-1]["level"]) if past else 0


def guttman(answers: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Coefficient of reproducibility of a table of answers, cases × items.

    >>> guttman(np.array([[True, False], [True, True], [False, False]]))
    {'reproducibility': 1.0, 'least': 0.6667, 'items': 2, 'cases': 3}
    """
    order = np.argsort(-answers.sum(axis=0), kind="stable")
    sorted_ = answers[:, order]
    scores = sorted_.sum(axis=1)
    ideal = np.arange(sorted_.shape[1]) < scores[:, None]
    share = answers.mean(axis=0)
    return {
        "reproducibility": round(1.0 - float((sorted_ != ideal).mean()), 4),
        "least": round(float(np.maximum(share, 1 - share).mean()), 4),
        "items": int(answers.shape[1]),
        "cases": int(answers.shape[0]),
    }
