"""The arrangement of an event table that the compiled loops walk over.

Takes an `EventTable`; returns an `Index`: the events doubled by their inverses and in order of
day, source and relation; for each source its possible partners and for each pair its relations; a
counter cell for everything that is counted.  Which cells exist depends on the whole table; what
stands in them, on events up to the day alone.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from legation.forecasting.table import EventTable, split_name

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

MOST_SECTORS = 127
FEWEST_OF_SECTOR = 8
HOME_SHARE = 0.3
HOME_COUNT = 3


class Rows(NamedTuple):
    """For each number its items; item i is counted in cell `cell + i`."""

    start: Int64
    item: Int32
    cell: int


class Keyed(NamedTuple):
    """The same for sparse keys, sorted."""

    key: Int64
    start: Int64
    item: Int32
    cell: int


class Events(NamedTuple):
    """Doubled events in order, with the cells that each one counts in (-1: none)."""

    source: Int32
    relation: Int32
    target: Int32
    day: Int32
    cells: Int32


class Acts(NamedTuple):
    """For each (source, relation) its targets; they are counted in cells anywhere."""

    key: Int64
    start: Int64
    item: Int32
    cell: Int32


class World(NamedTuple):
    """Country and sector of each actor; actors are numbered country by country, then by sector.

    Those of one country and one sector are a group.
    """

    country: Int32  # the last number: unknown
    sector: Int32
    member: Int64  # start of each country's members
    group: Int32  # of each actor
    groups: Int64  # start of each country's groups
    group_sector: Int32


class Index(NamedTuple):
    """Everything the loops need that does not change from day to day."""

    events: Events
    world: World
    pairs: Rows  # source → target
    rules: Rows  # pair → relations
    acts: Acts  # (source, relation) → target
    objects: Rows  # relation → target
    kin: Rows  # country → target
    kin_acts: Keyed  # (country, relation) → target
    abroad: Rows  # source → country
    foreign: Rows  # country → country
    foreign_acts: Keyed  # (country, relation) → country
    source_cell: int
    act_cell: int
    relations: int  # doubled
    cells: int


class Numbering(NamedTuple):
    """How the index numbers actors: `new[old]`, and the names in the new order."""

    new: Int64
    names: tuple[str, ...]
    countries: tuple[str, ...]
    sectors: tuple[str, ...]


def build_index(table: EventTable, *, known: int) -> tuple[Index, Numbering]:
    """Arrange *table*; countries that names do not carry are read from events before day *known*.

    An actor whose name carries no country gets that of most of its dealings, if these are at least
    three and 30 %.
    """
    country, countries = _countries(table, known)
    sector, sectors = _sectors(table.actors, countries)
    order = np.lexsort((sector, country))
    new = np.empty_like(order)
    new[order] = np.arange(len(order))
    numbering = Numbering(new, tuple(table.actors[int(i)] for i in order), countries, sectors)
    world = _world(country[order], sector[order], len(countries))
    return _arrange(_doubled(table, new), world, 2 * len(table.relations)), numbering


def _world(country: Int64, sector: Int64, countries: int) -> World:
    """Where everyone stands, *country* and *sector* being in order."""
    key, group = np.unique(country * (MOST_SECTORS + 1) + sector, return_inverse=True)
    every = np.arange(countries + 2)
    return World(
        country=country.astype(np.int32),
        sector=sector.astype(np.int32),
        member=np.searchsorted(country, every),
        group=group.astype(np.int32),
        groups=np.searchsorted(key // (MOST_SECTORS + 1), every),
        group_sector=(key % (MOST_SECTORS + 1)).astype(np.int32),
    )


def _doubled(table: EventTable, new: Int64) -> Int64:
    """Rows (day, source, relation, target) with inverses, unique and sorted."""
    s, o, r = new[table.source], new[table.target], table.relation
    there = np.stack([table.day, s, r, o], axis=1)
    back = np.stack([table.day, o, r + len(table.relations), s], axis=1)
    both: Int64 = np.unique(np.concatenate([there, back]), axis=0)
    return both


def _countries(table: EventTable, known: int) -> tuple[Int64, tuple[str, ...]]:
    carried = [split_name(name)[1] for name in table.actors]
    countries = tuple(sorted({c for c in carried if c}))
    number = {name: i for i, name in enumerate(countries)}
    unknown = len(countries)
    plain = [number.get(name.replace("_", " "), number.get(name, unknown)) for name in table.actors]
    out = np.array(
        [number[c] if c else p for c, p in zip(carried, plain, strict=True)], dtype=np.int64
    )
    past = table.day < known
    one = np.concatenate([table.source[past], table.target[past]])
    other = out[np.concatenate([table.target[past], table.source[past]])]
    seen = (other < unknown) & (out[one] == unknown)
    key, count = np.unique(one[seen] * (unknown + 1) + other[seen], return_counts=True)
    total = np.bincount(key // (unknown + 1), weights=count, minlength=len(out))
    for k in np.argsort(count, kind="stable"):
        actor = int(key[k]) // (unknown + 1)
        if count[k] >= HOME_COUNT and count[k] >= HOME_SHARE * total[actor]:
            out[actor] = key[k] % (unknown + 1)
    return out, countries


def _sectors(names: tuple[str, ...], countries: tuple[str, ...]) -> tuple[Int64, tuple[str, ...]]:
    states = set(countries)
    labels = []
    for name in names:
        sector, country = split_name(name)
        if country is None:
            sector = "a country" if name in states else "a name"
        labels.append(sector.replace("_", " ").strip())
    found, place, count = np.unique(np.array(labels), return_inverse=True, return_counts=True)
    big = [int(i) for i in np.argsort(-count, kind="stable") if count[i] >= FEWEST_OF_SECTOR]
    code = np.zeros(len(found), dtype=np.int64)
    for rank, i in enumerate(big[:MOST_SECTORS], start=1):
        code[i] = rank
    return code[place], ("other", *(str(found[i]) for i in big[:MOST_SECTORS]))


class _Cells:
    """Hands out counter cells, one for each different key, and remembers each event's."""

    def __init__(self) -> None:
        self.size = 0
        self.columns: list[Int32] = []

    def count(self, key: Int64, counted: npt.NDArray[np.bool_] | None = None) -> tuple[Int64, int]:
        """Give every different *key* its cell; return the keys and the first cell."""
        first = self.size
        keys, place = np.unique(key if counted is None else key[counted], return_inverse=True)
        column = np.full(len(key), -1, dtype=np.int32)
        column[slice(None) if counted is None else counted] = place + first
        self.columns.append(column)
        self.size += len(keys)
        return keys, first

    def number(self, key: Int64, count: int) -> int:
        """A cell for each number below *count*."""
        first = self.size
        self.columns.append((key + first).astype(np.int32))
        self.size += count
        return first


def _rows(keys: Int64, first: int, base: int, count: int) -> Rows:
    start = np.searchsorted(keys // base, np.arange(count + 1))
    return Rows(start, (keys % base).astype(np.int32), first)


def _keyed(keys: Int64, first: int, base: int) -> Keyed:
    head, start = np.unique(keys // base, return_index=True)
    ends = np.append(start, len(keys))
    return Keyed(head, ends, (keys % base).astype(np.int32), first)


def _arrange(rows: Int64, world: World, relations: int) -> Index:
    day, s, r, o = (np.ascontiguousarray(rows[:, i]) for i in range(4))
    actors, unknown = len(world.country), len(world.member) - 2
    home, away = world.country[s].astype(np.int64), world.country[o].astype(np.int64)
    cells, c = _Cells(), unknown + 1
    has_home, has_away = home < unknown, away < unknown
    cells.number(o, actors)
    objects = cells.count(r * actors + o)
    pairs = cells.count(s * actors + o)
    triples = cells.count((s * actors + o) * relations + r)
    kin = cells.count(home * actors + o, has_home)
    kin_acts = cells.count((home * relations + r) * actors + o, has_home)
    abroad = cells.count(s * c + away, has_away)
    foreign = cells.count(home * c + away, has_home & has_away)
    foreign_acts = cells.count((home * relations + r) * c + away, has_home & has_away)
    act_cell = cells.count(s * relations + r)[1]
    source_cell = cells.number(s, actors)
    columns = np.stack(cells.columns, axis=1)
    narrow = [a.astype(np.int32) for a in (s, r, o, day)]
    events = Events(narrow[0], narrow[1], narrow[2], narrow[3], columns)
    return Index(
        events=events,
        world=world,
        pairs=_rows(*pairs, actors, actors),
        rules=_rules(*triples, pairs[0], relations),
        acts=_acts(*triples, actors, relations),
        objects=_rows(*objects, actors, relations),
        kin=_rows(*kin, actors, c),
        kin_acts=_keyed(*kin_acts, actors),
        abroad=_rows(*abroad, c, actors),
        foreign=_rows(*foreign, c, c),
        foreign_acts=_keyed(*foreign_acts, c),
        source_cell=source_cell,
        act_cell=act_cell,
        relations=relations,
        cells=cells.size,
    )


def _rules(triples: Int64, first: int, pairs: Int64, relations: int) -> Rows:
    """For each pair its relations, *triples* being in order of source, target and relation."""
    start = np.searchsorted(triples // relations, pairs)
    relation = (triples % relations).astype(np.int32)
    return Rows(np.append(start, len(triples)), relation, first)


def _acts(triples: Int64, first: int, actors: int, relations: int) -> Acts:
    """For each source and relation its targets."""
    pair, relation = triples // relations, triples % relations
    key = (pair // actors * relations + relation) * actors + pair % actors
    order = np.argsort(key)
    rows = _keyed(key[order], 0, actors)
    return Acts(rows.key, rows.start, rows.item, (order + first).astype(np.int32))
