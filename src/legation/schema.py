"""The tables of a workspace's database, as numbered steps.

`migrate` takes an open connection and brings it to the newest step in one transaction.  Base
tables (documents, sources, records, codings, findings, judgements) only ever grow: triggers
refuse UPDATE and DELETE, and ignore an INSERT of a row that is there.  Derived tables (standing,
hidden, refs, involved, profiles, passages,
words, parts) are functions of them and can be rebuilt.
"""

# ruff: noqa: S608 - statements are put together from texts of this file; values are parameters

import sqlite3
from typing import Final

from legation.errors import LedgerError

APPLICATION_ID: Final = 0x4C454741  # "LEGA"
BASE_TABLES: Final = ("documents", "sources", "records", "codings", "findings", "judgements")
OLDEST_SQLITE: Final = (3, 37, 0)  # STRICT tables; the trigram tokenizer is of 3.34

_DOCUMENTS: Final = """
CREATE TABLE documents(                -- one text with its origin
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,             -- hash of the whole Document
  sha256 TEXT NOT NULL,                -- of the bytes it was read from
  text TEXT NOT NULL,                  -- what every span refers to
  json TEXT NOT NULL,                  -- canonical JSON of the Document without its text
  known_at TEXT NOT NULL,              -- last day of its date; undated: the day it was recorded
  recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX documents_sha256 ON documents(sha256);
CREATE INDEX documents_known ON documents(known_at);

CREATE TABLE sources(                  -- under which name a document came in
  document INTEGER NOT NULL REFERENCES documents(seq),
  source TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  PRIMARY KEY(document, source)
) STRICT, WITHOUT ROWID;
"""

_RECORDS: Final = """
CREATE TABLE records(                  -- what was made of the documents
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,             -- hash of kind and json
  kind TEXT NOT NULL,
  document INTEGER REFERENCES documents(seq),
  coder TEXT NOT NULL,
  json TEXT NOT NULL,                  -- canonical JSON; the columns below are read from it
  label TEXT,                          -- event type, claim polarity, actor key ...
  confidence REAL,
  cite_start INTEGER,
  cite_end INTEGER,
  happened_start TEXT,                 -- whole days, half-open
  happened_end TEXT,
  precision TEXT,
  known_at TEXT NOT NULL,              -- when all that it names could be known
  recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX records_document ON records(document);

CREATE TABLE codings(                  -- a coder went over a document (or another scope)
  seq INTEGER PRIMARY KEY,
  scope ANY,                           -- documents.seq, or a name, or NULL: never superseded
  family TEXT NOT NULL,                -- "events" of "events.v1"
  coder TEXT NOT NULL,
  setup TEXT NOT NULL,                 -- model and actor file: what else decides the outcome
  recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX codings_scope ON codings(scope, family, seq);

CREATE TABLE findings(                 -- the records that a coding gave
  coding INTEGER NOT NULL REFERENCES codings(seq),
  record INTEGER NOT NULL REFERENCES records(seq),
  PRIMARY KEY(coding, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX findings_record ON findings(record);

CREATE TABLE judgements(               -- what a person decided, and how to read it
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,             -- hash of the other columns, seq excepted
  verb TEXT NOT NULL,
  subjects TEXT NOT NULL,              -- JSON list of ids that it is about
  payload TEXT NOT NULL,               -- JSON object
  hides TEXT NOT NULL,                 -- JSON list of record or document ids that stop standing
  adds TEXT NOT NULL,                  -- JSON list of record ids that stand through it
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  recorded_at TEXT NOT NULL
) STRICT;
"""

_STANDING_1: Final = """
CREATE TABLE standing(                 -- the records that stand now
  record INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  document INTEGER,
  known_at TEXT NOT NULL,
  happened_start TEXT,
  happened_end TEXT
) STRICT;
CREATE INDEX standing_kind ON standing(kind, happened_start);
CREATE INDEX standing_document ON standing(document, kind);
"""

_STANDING: Final = """
CREATE TABLE standing(                 -- the records that stand now, and what lists choose by
  record INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  document INTEGER,
  known_at TEXT NOT NULL,
  happened_start TEXT,
  happened_end TEXT,
  label TEXT,
  confidence REAL,
  factuality TEXT,                     -- of an event
  quad TEXT,                           -- of an event
  precision TEXT
) STRICT;
CREATE INDEX standing_kind ON standing(kind, happened_start);
CREATE INDEX standing_document ON standing(document, kind);
CREATE INDEX standing_told ON standing(kind, coalesce(happened_start, known_at));
CREATE INDEX standing_quad ON standing(
  kind, quad, happened_start, happened_end, precision, known_at, label, factuality, document)
  WHERE quad IS NOT NULL;
"""

_KEYS: Final = "CREATE INDEX profiles_key ON profiles(key);\n"

_DERIVED: Final = """
CREATE TABLE hidden(id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE added(id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE refs(                     -- every way in which an actor is referred to
  seq INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,                 -- its key
  name TEXT NOT NULL,                  -- folded
  party TEXT NOT NULL,                 -- folded, "" if none
  code TEXT NOT NULL,                  -- "" if none
  UNIQUE(actor, name, party, code)
) STRICT;
CREATE INDEX refs_name ON refs(name);
CREATE INDEX refs_party ON refs(party);
CREATE INDEX refs_code ON refs(code);

CREATE TABLE involved(                 -- who stands in which part of a record
  record INTEGER NOT NULL,
  role TEXT NOT NULL,                  -- the record's field: source_actors, speaker, holder ...
  ref INTEGER NOT NULL,
  PRIMARY KEY(record, role, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX involved_ref ON involved(ref, role);

CREATE TABLE profiles(                 -- what lists of actors are made of, of each `actor` record
  record INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT,
  country TEXT,
  party TEXT,
  code TEXT,
  sector TEXT,
  mentions INTEGER NOT NULL,
  aliases TEXT NOT NULL                -- JSON list
) STRICT;

CREATE TABLE passages(                 -- paragraphs, the unit of search
  seq INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  region TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX passages_document ON passages(document);

CREATE VIRTUAL TABLE words USING fts5(
  text, content='', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE parts USING fts5(
  text, content='', tokenize="trigram case_sensitive 1");
"""

DERIVED_TABLES: Final = ("standing", "hidden", "added", "refs", "involved", "profiles", "passages")
SEARCH_TABLES: Final = ("words", "parts")
DERIVED_SQL: Final = _STANDING + _DERIVED + _KEYS


def _append_only(table: str, same: str) -> str:
    """Triggers that keep *table* growing; *same* says which row an insert would repeat."""
    refuse = f"SELECT RAISE(ABORT, 'the ledger is append-only: {table}')"
    return f"""
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse}; END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse}; END;
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
  WHEN EXISTS(SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(IGNORE); END;
"""


_BY_ID: Final = "id = NEW.id OR seq = NEW.seq"
_TRIGGERS: Final = "".join(
    _append_only(table, same)
    for table, same in (
        ("documents", _BY_ID),
        ("records", _BY_ID),
        ("judgements", _BY_ID),
        ("codings", "seq = NEW.seq"),
        ("sources", "document = NEW.document AND source = NEW.source"),
        ("findings", "coding = NEW.coding AND record = NEW.record"),
    )
)

_TO_2: Final = f"""
ALTER TABLE standing RENAME TO standing_before;
DROP INDEX standing_kind;
DROP INDEX standing_document;
{_STANDING}
INSERT INTO standing
SELECT s.record, s.kind, s.document, s.known_at, s.happened_start, s.happened_end, r.label,
  r.confidence, json_extract(r.json, '$.factuality'), json_extract(r.json, '$.quad'), r.precision
FROM standing_before s JOIN records r ON r.seq = s.record;
DROP TABLE standing_before;
{_KEYS}
CREATE INDEX documents_recorded ON documents(recorded_at);
CREATE INDEX records_recorded ON records(recorded_at);
"""

STEPS: Final[tuple[str, ...]] = (
    _DOCUMENTS + _RECORDS + _STANDING_1 + _DERIVED + _TRIGGERS,
    _TO_2,
)
"""Step n brings a database of version n to n + 1.  Steps are never changed, only added."""


def statements(script: str) -> list[str]:
    """The single statements of an SQL script, triggers kept whole."""
    found, pending = [], ""
    for line in script.splitlines():
        pending += line.split("--")[0].rstrip() + "\n"
        if sqlite3.complete_statement(pending):
            if pending.strip():
                found.append(pending.strip())
            pending = ""
    return found


def probe() -> list[tuple[str, bool, str]]:
    """What legation needs of SQLite: each with whether it is there, and what was found."""
    found = [
        (
            "SQLite",
            sqlite3.sqlite_version_info >= OLDEST_SQLITE,
            f"{sqlite3.sqlite_version} (3.37 or newer is needed)",
        )
    ]
    connection = sqlite3.connect(":memory:")
    needed = {
        "SQLite FTS5": "CREATE VIRTUAL TABLE w USING fts5(x, tokenize='unicode61')",
        "SQLite trigram index": "CREATE VIRTUAL TABLE p USING fts5(x, tokenize='trigram')",
        "SQLite JSON": "SELECT json_group_array(value) FROM json_each('[1]')",
    }
    for what, statement in needed.items():
        try:
            connection.execute(statement)
            found.append((what, True, "there"))
        except sqlite3.OperationalError as error:
            found.append((what, False, f"missing: {error}; use a Python with a newer SQLite"))
    connection.close()
    return found


def version_of(connection: sqlite3.Connection) -> int:
    """The number of steps that the database has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_ours(connection: sqlite3.Connection, where: str) -> int:
    """Return the database's version; refuse one that is another program's, or too new.

    Raises
    ------
    LedgerError
        If the file holds other tables, or was written by a newer legation.
    """
    version = version_of(connection)
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    holds_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if owner != APPLICATION_ID and (owner or version or holds_tables):
        raise LedgerError(f"{where} is no legation ledger; name another workspace")
    if version > len(STEPS):
        raise LedgerError(
            f"{where} has schema {version}, this legation knows {len(STEPS)}; install a newer one"
        )
    return version


def migrate(connection: sqlite3.Connection, where: str = "the database") -> int:
    """Take the steps that the database has not taken yet; return how many there were.

    All of them are taken in one transaction, so a kill leaves the old version or the new one.

    Raises
    ------
    LedgerError
        If SQLite is too old, or the file is not ours.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise LedgerError(
            f"SQLite {sqlite3.sqlite_version} is too old; legation needs 3.37 or newer"
        )
    if check_ours(connection, where) == len(STEPS):
        return 0
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = check_ours(connection, where)
        for step in STEPS[version:]:
            for statement in statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return len(STEPS) - version
