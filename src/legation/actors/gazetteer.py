"""Background knowledge of states, organisations, groups and media, and the user's own additions.

`Gazetteer.load` reads the shipped tables (each row with its source) and a user's CSV or TOML, which
beats them; `find` gives the longest names in a text with their characters, `entity` what a key
stands for, `members` and `wholes` who belonged to what as of a day.  The tables are written by
`training/gazetteer.py`.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal, cast, get_args

from legation.actors.names import fold, same_given, skeleton
from legation.errors import UsageError
from legation.ontology import ActorKind, Sector

FormRole = Literal["name", "alias", "adjective", "people", "capital", "seat"]

_WORD: Final = re.compile(r"\w+(?:\.(?=\w\.)|\b)|[^\w\s]")
_USER: Final = "the user's actor file"
_NO_PREFIX: Final = frozenset({"The", "A", "An"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A state, organisation, group, region or outlet that is known beforehand."""

    key: str
    name: str
    kind: ActorKind | None
    code: str | None
    sectors: str  # "GOV", or with dates: "REB:2001-11-13..2021-08-15|GOV:2021-08-15.."
    start: str | None = None
    end: str | None = None
    source: str = ""

    def sector(self, on: str | None = None) -> Sector | None:
        """The PLOVER sector as of a day; without a day, the last one.

        >>> taliban = Gazetteer.load().entity("group:taliban")
        >>> taliban.sector("2019-01-01"), taliban.sector("2022-01-01")
        ('REB', 'GOV')
        """
        found, sector = "", ""
        for part in self.sectors.split("|"):
            sector, _, dates = part.partition(":")
            start, _, end = dates.partition("..")
            if on is None or ((not start or start <= on) and (not end or on < end)):
                found = sector
        found = found or sector
        return cast(Sector, found) if found in get_args(Sector) else None

    def existed(self, on: str | None) -> bool:
        """Whether it existed on a day; an unknown day counts for what exists still."""
        if on is None:
            return not self.end
        return (not self.start or self.start[: len(on)] <= on) and (not self.end or on < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A name of an entity at characters [start, end); `form` is the name as the table has it."""

    start: int
    end: int
    form: str
    senses: tuple[tuple[str, FormRole], ...]  # (key of the entity, what the form is of it)
    code: str | None = None  # the user's code for this very form


@dataclass(frozen=True, slots=True)
class _Entry:
    words: list[str]
    lower: list[str]
    form: str
    senses: tuple[tuple[str, FormRole], ...]
    code: str | None
    loose: bool  # capitals and small letters alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """That *member* had a standing in *organisation* from *start* to *end* (excluded)."""

    organisation: str
    status: str
    member: str
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOf:
    """That *part* was a branch, faction, part or successor of *whole*."""

    part: str
    relation: str
    whole: str
    start: str | None
    end: str | None


def words(text: str) -> list[tuple[int, int, str]]:
    """The words and marks of a text as (start, end, folded word)."""
    return [(m.start(), m.end(), fold(m[0])) for m in _WORD.finditer(text)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """That *person* held an office of a state, organisation or group from *start* to *end*."""

    person: str
    title: str
    of: str
    start: str | None
    end: str | None


class Gazetteer:
    """Names and what they stand for.  Build it with `load`."""

    def __init__(self) -> None:
        self._entities: dict[str, Entity] = {}
        self._first: dict[str, list[_Entry]] = {}
        self._forms: dict[tuple[str, ...], _Entry] = {}
        self.memberships: tuple[Membership, ...] = ()
        self.parts: tuple[PartOf, ...] = ()
        self.offices: dict[str, list[Office]] = {}
        self._adjectives: dict[str, str] = {}
        self._person_forms: dict[str, Entity] = {}
        self._person_last: dict[str, list[tuple[list[str], Entity]]] = {}

    @classmethod
    def load(cls, extra: Path | None = None, background: bool = True) -> "Gazetteer":
        """The shipped tables, then the user's file, whose word beats ours.

        *extra* is a CSV with the columns name, code (and, if wanted, start, end, kind, sector), or
        a TOML file with `[[actor]]` tables of the same keys and `aliases`.  `background=False`
        leaves our tables out.

        Raises
        ------
        UsageError
            If the user's file cannot be read or a row lacks its name or code.

        >>> [h.senses[0][0] for h in Gazetteer.load().find("Moscow hosted the Taliban")]
        ['RUS', 'group:taliban']
        """
        if extra is None:
            return _shipped(background)
        gazetteer = cls()
        shipped = _shipped(background)
        gazetteer._entities = dict(shipped._entities)
        gazetteer._first = {word: list(entries) for word, entries in shipped._first.items()}
        gazetteer._forms = dict(shipped._forms)
        gazetteer.memberships, gazetteer.parts = shipped.memberships, shipped.parts
        gazetteer.offices = shipped.offices
        gazetteer._adjectives = shipped._adjectives
        gazetteer._person_forms = shipped._person_forms
        gazetteer._person_last = shipped._person_last
        for row in _read_extra(extra):
            gazetteer._add_user(row)
        gazetteer._sort()
        return gazetteer

    def entity(self, key: str) -> Entity | None:
        """What a key stands for, or None."""
        return self._entities.get(key)

    def __len__(self) -> int:
        return len(self._entities)

    def entities(self) -> Iterator[Entity]:
        """All of them, in the order of the tables."""
        return iter(self._entities.values())

    def find(self, text: str, offset: int = 0) -> list[Hit]:
        """The longest names in a text, left to right, without overlap."""
        tokens = words(text)
        texts = [t[2] for t in tokens]
        lower = [t.lower() for t in texts]
        hits, i, n = [], 0, len(tokens)
        while i < n:
            bucket = self._first.get(lower[i])
            entry = _longest(bucket, texts, lower, i) if bucket else None
            if entry is None:
                i += 1
                continue
            last = i + len(entry.words)
            hits.append(
                Hit(
                    start=tokens[i][0] + offset,
                    end=tokens[last - 1][1] + offset,
                    form=entry.form,
                    senses=entry.senses,
                    code=entry.code,
                )
            )
            i = last
        return hits

    def lookup(self, form: str) -> Hit | None:
        """The entry whose name is exactly this, or None."""
        hits = self.find(form)
        return hits[0] if len(hits) == 1 and hits[0].end - hits[0].start == len(form) else None

    def members(self, organisation: str, on: str | None = None) -> dict[str, str]:
        """Who stood how in an organisation on a day: as key → standing.

        >>> sorted(Gazetteer.load().members("igo:CSTO", "2010-01-01"))
        ['ARM', 'BLR', 'KAZ', 'KGZ', 'RUS', 'TJK', 'UZB']
        """
        return {
            m.member: m.status
            for m in self.memberships
            if m.organisation == organisation and _holds(m.start, m.end, on)
        }

    def wholes(self, part: str, on: str | None = None) -> dict[str, str]:
        """What something was a part, branch or faction of on a day: key → relation."""
        return {
            p.whole: p.relation for p in self.parts if p.part == part and _holds(p.start, p.end, on)
        }

    def person(self, text: str, parts: list[str]) -> Entity | None:
        """The well-known person of this name: exactly so written, or a spelling of the full name.

        >>> Gazetteer.load().person("Amir Khan Mottaki", ["amir", "khan", "mottaki"]).name
        'Amir Khan Muttaqi'
        """
        exact = self._person_forms.get(fold(text).lower())
        if exact is not None or len(parts) < 2:
            return exact
        for known, entity in self._person_last.get(skeleton(parts[-1]), ()):
            short, long = sorted((parts[:-1], known[:-1]), key=len)
            if all(any(same_given(w, other) for other in long) for w in short):
                return entity
        return None

    def adjective(self, key: str) -> str | None:
        """The first adjective of a state or region: "Afghan" of AFG."""
        return self._adjectives.get(key)

    def office(self, person: str, on: str | None) -> Office | None:
        """The office that a person held on a day; without a day, the one still held."""
        held = [o for o in self.offices.get(person, ()) if _holds(o.start, o.end, on)]
        return held[-1] if held else None

    # --- building ---------------------------------------------------------------------------

    def _add(self, form: str, sense: tuple[str, FormRole]) -> None:
        key = tuple(w[2] for w in words(form))
        if not key:
            return
        known = self._forms.get(key)
        senses = tuple(dict.fromkeys((*(known.senses if known else ()), sense)))
        self._put(_entry(key, form, senses, None))

    def _put(self, entry: _Entry) -> None:
        known = self._forms.get(tuple(entry.words))
        self._forms[tuple(entry.words)] = entry
        bucket = self._first.setdefault(entry.lower[0], [])
        if known in bucket:
            bucket.remove(known)
        bucket.append(entry)

    def _sort(self) -> None:
        for bucket in self._first.values():
            bucket.sort(key=lambda e: -len(e.words))

    def _add_person(self, form: str, entity: Entity) -> None:
        low = fold(form).lower()
        self._person_forms.setdefault(low, entity)
        parts = low.replace("-", " ").split()
        if len(parts) > 1:
            self._person_last.setdefault(skeleton(parts[-1]), []).append((parts, entity))

    def _add_user(self, row: Mapping[str, str]) -> None:
        """A user's actor: one of ours under his code where the name is ours, else a new one."""
        code, name = row["code"], row["name"]
        own = f"user:{fold(name).lower()}"
        for form in [name, *row.get("aliases", "").split(";")]:
            key = tuple(w[2] for w in words(form.strip()))
            if not key:
                continue
            twin = self._twin(key)
            known = self._forms.get(key) or twin
            sense: tuple[str, FormRole] = (own, "name")
            if known and _same_actor(known.senses[0], code):
                sense = known.senses[0]
            entity = self._entities.get(sense[0])
            if entity is None or sense[0] == own:
                self._entities[own] = _user_entity(own, row)
            elif sense[1] in ("name", "alias"):
                self._entities[sense[0]] = replace(entity, code=code, source=_USER)
            self._put(_entry(key, form.strip(), (sense,), code))
            if twin is not None:
                self._put(_entry(tuple(twin.words), twin.form, (sense,), code))

    def _twin(self, key: tuple[str, ...]) -> _Entry | None:
        """A form of ours that differs from a user's only in its capitals: "IMF" and "Imf"."""
        lower = [w.lower() for w in key]
        bucket = self._first.get(lower[0], ())
        return next((e for e in bucket if e.lower == lower and e.words != list(key)), None)


def _entry(
    key: tuple[str, ...], form: str, senses: tuple[tuple[str, FormRole], ...], code: str | None
) -> _Entry:
    return _Entry(list(key), [w.lower() for w in key], form, senses, code, len(key) > 1)


def _same_actor(sense: tuple[str, FormRole], code: str) -> bool:
    """Whether a user's name for a code is that of one of our actors, and not what belongs to it."""
    return sense[1] in ("name", "alias") or sense[0] == code


def _longest(bucket: list[_Entry], texts: list[str], lower: list[str], i: int) -> _Entry | None:
    """The first entry of a bucket, longest first, whose words stand at *i*."""
    for entry in bucket:
        last = i + len(entry.words)
        if lower[i:last] != entry.lower:
            continue
        here = texts[i:last]
        if here == entry.words:
            return entry
        if entry.loose:  # capitals may differ, as in headings, but not all be gone
            if any(w[:1].isupper() for w in here if w not in _NO_PREFIX):
                return entry
        elif len(here[0]) > 3 and here[0].isupper():
            return entry
    return None


def _holds(start: str | None, end: str | None, on: str | None) -> bool:
    if on is None:
        return not end
    return (not start or start[: len(on)] <= on) and (not end or on < end)


def _user_entity(key: str, row: Mapping[str, str]) -> Entity:
    kind = row.get("kind") or None
    if kind is not None and kind not in get_args(ActorKind):
        raise UsageError(f"actor {row['name']!r}: no kind {kind!r}; known: {get_args(ActorKind)}")
    code = row["code"]
    sector = row.get("sector") or (code[3:6] if code[3:6] in get_args(Sector) else "UNK")
    return Entity(
        key=key,
        name=row["name"],
        kind=cast("ActorKind | None", kind),
        code=code,
        sectors=sector,
        start=row.get("start") or None,
        end=row.get("end") or None,
        source=_USER,
    )


def _read_extra(path: Path) -> Iterable[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot read the actor file: {error}") from None
    rows = _toml_rows(text, path) if path.suffix.lower() == ".toml" else _csv_rows(text)
    for number, row in enumerate(rows, 1):
        clean = {k: str(v).strip() for k, v in row.items() if k and v is not None}
        if not clean.get("name") or not clean.get("code"):
            raise UsageError(f"{path}: row {number}: an actor needs a name and a code")
        yield clean


def _csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _toml_rows(text: str, path: Path) -> list[dict[str, str]]:
    try:
        tables = tomllib.loads(text).get("actor", [])
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: {error}") from None
    return [
        {k: ";".join(v) if isinstance(v, list) else str(v) for k, v in table.items()}
        for table in tables
    ]


def _table(name: str) -> list[dict[str, str]]:
    path = files("legation") / "data" / "gazetteer" / name
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


@cache
def _shipped(background: bool) -> Gazetteer:
    gazetteer = Gazetteer()
    if not background:
        return gazetteer
    for row in _table("entities.csv"):
        gazetteer._entities[row["key"]] = Entity(
            key=row["key"],
            name=row["name"],
            kind=cast("ActorKind", row["kind"]),
            code=row["code"] or None,
            sectors=row["sector"],
            start=row["start"] or None,
            end=row["end"] or None,
            source=row["source"],
        )
    for row in _table("forms.csv"):
        if row["key"].startswith("person:"):
            gazetteer._add_person(row["form"], gazetteer._entities[row["key"]])
        else:
            gazetteer._add(row["form"], (row["key"], cast("FormRole", row["role"])))
            if row["role"] == "adjective":
                gazetteer._adjectives.setdefault(row["key"], row["form"])
    for row in _table("offices.csv"):
        gazetteer.offices.setdefault(row["person"], []).append(
            Office(
                person=row["person"],
                title=row["title"],
                of=row["of"],
                start=row["start"] or None,
                end=row["end"] or None,
            )
        )
    gazetteer._sort()
    gazetteer.memberships = tuple(
        Membership(
            organisation=r["organisation"],
            status=r["status"],
            member=r["member"],
            start=r["start"] or None,
            end=r["end"] or None,
        )
        for r in _table("members.csv")
    )
    gazetteer.parts = tuple(
        PartOf(
            part=r["part"],
            relation=r["relation"],
            whole=r["whole"],
            start=r["start"] or None,
            end=r["end"] or None,
        )
        for r in _table("parts.csv")
    )
    return gazetteer
