"""Reading the ledger: documents, records, actors and judgements as of two days.

Every function takes a connection, a choice and a `When`, and returns or yields frozen rows.
Reads of now use the derived table `standing`; reads of an earlier moment compute the same rows
from the base tables.
"""

# ruff: noqa: S608 - statements are put together from texts of this file; values are parameters

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from legation.errors import LedgerError
from legation.ledger.derive import (
    END_OF_TIME,
    LATEST_CODING,
    STANDING_COLUMNS,
    STANDS,
    in_force,
    judged,
)
from legation.ledger.folding import fold
from legation.ledger.rows import NOW, Query, Row, When, interval
from legation.records import Document, Span

_SOURCE_ROLES: Final = (
    "source_actors", "speaker", "holder", "made_by", "by", "member", "actor", "sender", "held_by",
    "used_by", "a",
)  # fmt: skip
_TARGET_ROLES: Final = (
    "target_actors", "addressees", "over", "towards", "organisation", "target", "audience",
    "about", "granted_by", "b",
)  # fmt: skip
ROW: Final = "r.id, r.kind, r.json, d.id AS document, r.coder, r.known_at, r.recorded_at"


class UnknownIdError(LedgerError):
    """No row has the id that was asked for, or more than one has."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document without its text."""

    id: str
    known_at: str
    recorded_at: str
    characters: int
    sources: tuple[str, ...]
    fields: dict[str, Any]

    def data(self) -> dict[str, Any]:
        """The fields as JSON values, with id and source."""
        head = {"record": "document", "id": self.id, "source": self.sources[0]}
        return head | self.fields


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorEntry:
    """One actor as all documents together know it."""

    key: str
    name: str
    kind: str | None
    country: str | None
    party: str | None
    code: str | None
    sector: str | None
    aliases: tuple[str, ...]
    documents: int
    mentions: int
    first_known: str
    last_known: str
    records: tuple[str, ...]  # ids of the `actor` records that it is made of


def at_moment(connection: sqlite3.Connection, when: When) -> tuple[str, dict[str, Any]]:
    """The WITH clause under which `standing`, `hidden` and `added` are those of the moment."""
    if when.recorded_as_of is None:
        return "", {"moment": END_OF_TIME}
    hides, adds = judged(connection, when.recorded_as_of)
    clause = f"""WITH hidden(id) AS (SELECT value FROM json_each(:hides)),
added(id) AS (SELECT value FROM json_each(:adds)),
standing AS (
  SELECT {STANDING_COLUMNS} FROM records r WHERE r.recorded_at <= :moment AND {STANDS}) """
    return clause, {
        "moment": when.recorded_as_of,
        "hides": json.dumps(hides),
        "adds": json.dumps(adds),
    }


class Order(NamedTuple):
    """In which order rows come, and which of them: `limit` after the first `offset`."""

    by: str = "s.happened_start NULLS LAST, s.record"
    limit: int | None = None
    offset: int = 0


FIRST: Final = Order()
LATEST_HAPPENED: Final = "s.happened_start DESC, s.record DESC"
LATEST_TOLD: Final = "coalesce(s.happened_start, s.known_at) DESC, s.record DESC"


def chosen(
    connection: sqlite3.Connection, query: Query, when: When
) -> tuple[str, str, dict[str, Any]]:
    """A choice as SQL: the WITH clause, the tests of `standing s`, the values of parameters."""
    clause, values = at_moment(connection, when)
    tests = ["1"]
    for text, name, value in _tests(query, when):
        tests.append(text)
        values[name] = value
    for role_test, ids in _actor_tests(connection, query, when):
        tests.append(role_test)
        values |= ids
    return clause, " AND ".join(tests), values


def select(
    connection: sqlite3.Connection, query: Query, when: When = NOW, order: Order = FIRST
) -> Iterator[Row]:
    """The records of a choice, by the day that they happened, then by row, or as *order* says."""
    clause, tests, values = chosen(connection, query, when)
    limit = query.limit if order.limit is None else order.limit
    part = "" if limit is None else f" LIMIT {int(limit)} OFFSET {int(order.offset)}"
    # the inner choice is made in an index; records, which are long, are read only for its outcome
    sql = (
        f"{clause}SELECT {ROW} FROM (SELECT s.record, s.happened_start, s.known_at FROM standing s "
        f"WHERE {tests} ORDER BY {order.by}{part}) s JOIN records r ON r.seq = s.record "
        f"LEFT JOIN documents d ON d.seq = r.document ORDER BY {order.by}"
    )
    for row in connection.execute(sql, values):
        yield row_of(row)


def row_of(row: tuple[Any, ...]) -> Row:
    """A record from the columns that `ROW` names."""
    return Row(
        id=row[0],
        kind=row[1],
        json=row[2],
        document=row[3],
        coder=row[4],
        known_at=row[5],
        recorded_at=row[6],
    )


def _tests(query: Query, when: When) -> Iterator[tuple[str, str, Any]]:
    """SQL tests of the plain choices, each with the name and value of its parameter."""
    since, until = interval(query.since), interval(query.until)
    few = by_rows(query)
    choices = (
        ("s.known_at <= :as_of", "as_of", when.as_of),
        (f"{'+' if few else ''}s.kind = :kind", "kind", query.kind),
        (
            "s.document = (SELECT seq FROM documents WHERE id = :document)",
            "document",
            query.document,
        ),
        ("s.label = :label", "label", query.label),
        ("s.factuality = :factuality", "factuality", query.factuality),
        ("s.confidence >= :confidence", "confidence", query.confidence),
        (
            "s.record IN (SELECT seq FROM records WHERE id IN (SELECT value FROM json_each(:ids)))",
            "ids",
            None if query.ids is None else json.dumps(query.ids),
        ),
        (
            "s.happened_start IS NOT NULL AND coalesce(s.happened_end, '9999') > :since",
            "since",
            since and since[0],
        ),
        ("s.happened_start < :until", "until", until and until[0]),
    )
    yield from (choice for choice in choices if choice[2] is not None)


def by_rows(query: Query) -> bool:
    """Whether a choice names the rows it is made from, so that no index of all need be gone over.

    The + before a column keeps SQLite from taking that column's index.
    """
    return any((query.actor, query.source, query.target, query.ids is not None))


def _actor_tests(
    connection: sqlite3.Connection, query: Query, when: When
) -> Iterator[tuple[str, dict[str, Any]]]:
    """SQL tests of who takes part, and in which roles."""
    parts = (("actor", None), ("source", _SOURCE_ROLES), ("target", _TARGET_ROLES))
    merged: dict[str, str] | None = None
    for name, roles in parts:
        wanted = getattr(query, name)
        if wanted is None:
            continue
        merged = merges(connection, when) if merged is None else merged
        ids = {f"{name}_refs": json.dumps(refs_of(connection, wanted, merged))}
        test = (
            "s.record IN (SELECT i.record FROM involved i "
            f"WHERE i.ref IN (SELECT value FROM json_each(:{name}_refs))"
        )
        if roles:
            test += f" AND i.role IN (SELECT value FROM json_each(:{name}_roles))"
            ids[f"{name}_roles"] = json.dumps(roles)
        test += ")"
        if name == "actor":
            test = f"({test} OR (s.kind = 'actor' AND s.label = :actor_key))"
            ids["actor_key"] = wanted
        yield test, ids


def refs_of(connection: sqlite3.Connection, wanted: str, merged: dict[str, str]) -> list[int]:
    """The refs of an actor named by key, name, party or country code, and of those merged with it."""
    keys = {wanted}
    if target := merged.get(wanted):
        keys.add(target)
    keys |= {key for key, into in merged.items() if into in keys}
    folded = fold(wanted)
    cursor = connection.execute(
        "SELECT seq FROM refs WHERE actor IN (SELECT value FROM json_each(?)) "
        "OR name = ? OR party = ? OR code = ?",
        (json.dumps(sorted(keys)), folded, folded, wanted),
    )
    return [row[0] for row in cursor]


def merges(connection: sqlite3.Connection, when: When = NOW) -> dict[str, str]:
    """Actor keys that judgements in force merge, each with the key that it stands under."""
    into: dict[str, str] = {}
    for row in in_force(connection, when.recorded_as_of or END_OF_TIME):
        if row["verb"] != "merge":
            continue
        target = str(json.loads(row["payload"])["into"])
        target = into.get(target, target)
        for key in json.loads(row["subjects"]):
            if key != target:
                into[key] = target
        into = {key: target if old in into and old != target else old for key, old in into.items()}
        into.pop(target, None)
    return into


def listed(connection: sqlite3.Connection, when: When = NOW) -> Iterator[Listed]:
    """The documents without their texts, by date, then by row."""
    clause, values = at_moment(connection, when)
    values["as_of"] = when.as_of or END_OF_TIME
    cursor = connection.execute(
        f"""{clause}SELECT d.id, d.known_at, d.recorded_at, length(d.text), d.json,
  (SELECT json_group_array(source) FROM (
    SELECT source FROM sources s WHERE s.document = d.seq AND s.recorded_at <= :moment
    ORDER BY s.recorded_at, s.source))
FROM documents d
WHERE d.known_at <= :as_of AND d.recorded_at <= :moment AND d.id NOT IN (SELECT id FROM hidden)
ORDER BY d.known_at, d.seq""",
        values,
    )
    for ident, known, recorded, characters, fields, sources in cursor:
        yield Listed(
            id=ident,
            known_at=known,
            recorded_at=recorded,
            characters=characters,
            sources=tuple(json.loads(sources)),
            fields=json.loads(fields),
        )


def document(connection: sqlite3.Connection, ident: str) -> Document | None:
    """The document of this id, retracted or not; None if there is none."""
    row = connection.execute("SELECT text, json FROM documents WHERE id = ?", (ident,)).fetchone()
    if row is None:
        return None
    found = document_of(*row)
    found.remember(ident)
    return found


def text(connection: sqlite3.Connection, ident: str) -> str:
    """The text of the document of this id; "" if there is none."""
    row = connection.execute("SELECT text FROM documents WHERE id = ?", (ident,)).fetchone()
    return "" if row is None else str(row[0])


def source(connection: sqlite3.Connection, ident: str) -> str:
    """The first name under which a document came in; its id if there is no such document."""
    row = connection.execute(
        "SELECT s.source FROM sources s JOIN documents d ON d.seq = s.document WHERE d.id = ? "
        "ORDER BY s.recorded_at, s.source LIMIT 1",
        (ident,),
    ).fetchone()
    return ident if row is None else str(row[0])


def document_of(text: str, fields: str) -> Document:
    """A document from its text and the JSON of the rest."""
    return Document.from_json(json.loads(fields) | {"text": text})


_UNCODED: Final = f"""
d.id NOT IN (SELECT id FROM hidden) AND EXISTS (
  SELECT 1 FROM json_each(:coders) c WHERE NOT EXISTS (
    SELECT 1 FROM codings k WHERE k.scope = d.seq AND k.coder = c.value AND k.setup = :setup
    AND {LATEST_CODING}))"""


def _uncoded_values(coders: Iterable[str], setup: str) -> dict[str, Any]:
    return {"coders": json.dumps(list(coders)), "setup": setup, "moment": END_OF_TIME}


def uncoded(
    connection: sqlite3.Connection, coders: Iterable[str], setup: str, after: int, limit: int
) -> list[tuple[int, Document]]:
    """The next documents after row *after* that lack a coding of this setup by one of the coders."""
    cursor = connection.execute(
        "SELECT d.seq, d.text, d.json FROM documents d "
        f"WHERE d.seq > :after AND {_UNCODED} ORDER BY d.seq LIMIT :limit",
        _uncoded_values(coders, setup) | {"after": after, "limit": limit},
    )
    return [(seq, document_of(text, fields)) for seq, text, fields in cursor]


def count_uncoded(connection: sqlite3.Connection, coders: Iterable[str], setup: str) -> int:
    """How many documents lack a coding of this setup by one of the coders."""
    row = connection.execute(
        f"SELECT count(*) FROM documents d WHERE {_UNCODED}",
        _uncoded_values(coders, setup),
    ).fetchone()
    return int(row[0])


def find(connection: sqlite3.Connection, prefix: str) -> Row | Document:
    """The record or document whose id begins with *prefix*, whether it stands or not.

    Raises
    ------
    UnknownIdError
        If there is none, or more than one.
    """
    low, high = prefix, prefix + "g"  # hexadecimal digits end at f
    rows = connection.execute(
        f"SELECT {ROW} FROM records r LEFT JOIN documents d ON d.seq = r.document "
        "WHERE r.id >= ? AND r.id < ? LIMIT 2",
        (low, high),
    ).fetchall()
    texts = connection.execute(
        "SELECT text, json FROM documents WHERE id >= ? AND id < ? LIMIT 2", (low, high)
    ).fetchall()
    if len(rows) + len(texts) > 1:
        raise UnknownIdError(f"more than one id begins with {prefix!r}; give more of it")
    if texts:
        return document_of(*texts[0])
    if not rows:
        raise UnknownIdError(f"nothing in the ledger has an id that begins with {prefix!r}")
    return row_of(rows[0])


def context(connection: sqlite3.Connection, row: Row, around: int = 200) -> tuple[str, Span] | None:
    """What stands around a record's citation, and where in that text the citation is."""
    citation = json.loads(row.json).get("citation")
    if citation is None:
        return None
    found = connection.execute(
        "SELECT text FROM documents WHERE id = ?", (citation["document"],)
    ).fetchone()
    start = max(0, citation["start"] - around)
    text = found[0][start : citation["end"] + around]
    shift = citation["start"] - start
    return text, Span(
        start=shift, end=shift + citation["end"] - citation["start"], text=citation["text"]
    )


class _Profile(NamedTuple):
    """An `actor` record, as far as lists of actors need it."""

    id: str
    document: int
    known_at: str
    key: str
    name: str
    kind: str | None
    country: str | None
    party: str | None
    code: str | None
    sector: str | None
    mentions: int
    aliases: str


def actors(
    connection: sqlite3.Connection, when: When = NOW, *, key: str | None = None
) -> list[ActorEntry]:
    """All actors, or that of a key, merged by key and by judgement, most mentioned first."""
    into = merges(connection, when)
    clause, values = at_moment(connection, when)
    values["as_of"] = when.as_of or END_OF_TIME
    only = ""
    if key is not None:
        values["keys"] = json.dumps([key, *(k for k, target in into.items() if target == key)])
        only = "AND p.key IN (SELECT value FROM json_each(:keys)) "
    cursor = connection.execute(
        f"""{clause}SELECT r.id, s.document, s.known_at, p.key, p.name, p.kind, p.country, p.party,
  p.code, p.sector, p.mentions, p.aliases
FROM standing s JOIN profiles p ON p.record = s.record JOIN records r ON r.seq = s.record
WHERE {"+" if only else ""}s.kind = 'actor' AND s.known_at <= :as_of {only}ORDER BY s.record""",
        values,
    )
    groups: dict[str, list[_Profile]] = {}
    for row in cursor.fetchall():
        profile = _Profile(*row)
        groups.setdefault(into.get(profile.key, profile.key), []).append(profile)
    entries = [_entry(own, members) for own, members in groups.items()]
    return sorted(entries, key=lambda e: (-e.mentions, e.key))


def _entry(key: str, members: list[_Profile]) -> ActorEntry:
    """One actor from its profiles; each field is the one that most mentions speak for."""

    def most(name: str) -> str | None:
        votes: Counter[str] = Counter()
        for member in members:
            if value := getattr(member, name):
                votes[value] += member.mentions
        return min(votes, key=lambda v: (-votes[v], v)) if votes else None

    names = Counter(m.name for m in members if m.key == key) or Counter(m.name for m in members)
    return ActorEntry(
        key=key,
        name=min(names, key=lambda n: (-names[n], n)),
        kind=most("kind"),
        country=most("country"),
        party=most("party"),
        code=most("code"),
        sector=most("sector"),
        aliases=tuple(
            sorted({a for forms in {m.aliases for m in members} for a in json.loads(forms)})
        ),
        documents=len({m.document for m in members}),
        mentions=sum(m.mentions for m in members),
        first_known=min(m.known_at for m in members),
        last_known=max(m.known_at for m in members),
        records=tuple(m.id for m in members),
    )


def judgements(connection: sqlite3.Connection, when: When = NOW) -> list[dict[str, Any]]:
    """All judgements by a moment, in their order; `in_force` tells which nothing has undone."""
    moment = when.recorded_as_of or END_OF_TIME
    standing = {row["id"] for row in in_force(connection, moment)}
    cursor = connection.execute(
        "SELECT id, verb, subjects, payload, hides, adds, author, reason, recorded_at "
        "FROM judgements WHERE recorded_at <= ? ORDER BY seq",
        (moment,),
    )
    names = [column[0] for column in cursor.description]
    found = []
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        row |= {k: json.loads(row[k]) for k in ("subjects", "payload", "hides", "adds")}
        found.append(row | {"in_force": row["id"] in standing})
    return found


def counts(connection: sqlite3.Connection, when: When = NOW) -> dict[str, int]:
    """How many documents there are and how many records of each kind stand."""
    clause, values = at_moment(connection, when)
    values["as_of"] = when.as_of or END_OF_TIME
    documents = connection.execute(
        f"{clause}SELECT count(*) FROM documents d WHERE d.known_at <= :as_of "
        "AND d.recorded_at <= :moment AND d.id NOT IN (SELECT id FROM hidden)",
        values,
    ).fetchone()[0]
    kinds = connection.execute(
        f"{clause}SELECT kind, count(*) FROM standing WHERE known_at <= :as_of "
        "GROUP BY kind ORDER BY kind",
        values,
    )
    return {"document": documents, **dict(kinds)}
