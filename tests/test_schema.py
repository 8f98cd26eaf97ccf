"""The tables: migrations as steps, and base tables that only grow."""

import sqlite3
from contextlib import closing

import pytest

from legation import schema
from legation.errors import LedgerError
from legation.ledger import Ledger, Query
from legation.ledger.folding import fold
from legation.schema import BASE_TABLES, STEPS, check_ours, migrate, probe, statements, version_of


@pytest.fixture
def database():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


def fill(connection):
    """One row in every base table."""
    connection.execute("INSERT INTO documents VALUES(1,'d','s','text','{}','2020-01-01','t')")
    connection.execute("INSERT INTO sources VALUES(1,'a.txt','t')")
    connection.execute(
        "INSERT INTO records VALUES(1,'r','event',1,'c.v1','{}',NULL,NULL,NULL,NULL,NULL,NULL,NULL,"
        "'2020-01-01','t')"
    )
    connection.execute("INSERT INTO codings VALUES(1,1,'c','c.v1','','t')")
    connection.execute("INSERT INTO findings VALUES(1,1)")
    connection.execute(
        "INSERT INTO judgements VALUES(1,'j','accept','[]','{}','[]','[]','me','why','t')"
    )


def test_a_new_database_takes_all_steps_once(database):
    assert migrate(database) == len(STEPS)
    assert version_of(database) == len(STEPS)
    assert migrate(database) == 0


def test_every_script_is_whole_statements():
    for step in STEPS:
        assert all(sqlite3.complete_statement(s) for s in statements(step))


def test_an_older_database_takes_only_what_is_missing(database, monkeypatch):
    migrate(database)
    fill(database)
    added = (*STEPS, "CREATE TABLE later(x TEXT) STRICT;")
    monkeypatch.setattr(schema, "STEPS", added)
    assert migrate(database) == 1
    assert version_of(database) == len(added)
    assert database.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    assert database.execute("SELECT count(*) FROM later").fetchone() == (0,)


def test_a_step_that_fails_leaves_the_old_version(database, monkeypatch):
    migrate(database)
    broken = (*STEPS, "CREATE TABLE later(x TEXT) STRICT;\nCREATE TABLE documents(x TEXT);")
    monkeypatch.setattr(schema, "STEPS", broken)
    with pytest.raises(sqlite3.OperationalError):
        migrate(database)
    assert version_of(database) == len(STEPS)
    names = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    assert "later" not in names


def test_a_newer_database_is_refused(database):
    migrate(database)
    database.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(LedgerError, match="install a newer one"):
        check_ours(database, "x.db")


def test_the_database_of_another_program_is_refused(database):
    database.execute("CREATE TABLE bookmarks(url TEXT)")
    with pytest.raises(LedgerError, match="no legation ledger"):
        migrate(database, "places.sqlite")


def test_an_old_sqlite_is_refused(database, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 0))
    with pytest.raises(LedgerError, match="too old"):
        migrate(database)


@pytest.mark.parametrize("table", BASE_TABLES)
def test_base_tables_only_grow(database, table):
    migrate(database)
    fill(database)
    before = database.execute(f"SELECT * FROM {table}").fetchall()
    column = database.execute(f"PRAGMA table_info({table})").fetchall()[-1][1]
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError, match=f"append-only: {table}"):
            database.execute(statement)
    values = ",".join("?" * len(before[0]))
    changed = (*before[0][:-1], "1" if table != "findings" else 1)
    for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "INSERT"):
        database.execute(f"{verb} INTO {table} VALUES({values})", before[0])
        if table not in ("findings",):
            database.execute(f"{verb} INTO {table} VALUES({values})", changed)
    assert database.execute(f"SELECT * FROM {table}").fetchall()[:1] == before
    assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)


def test_what_is_needed_of_sqlite_is_here():
    assert all(good for _, good, _ in probe())


def test_what_is_missing_in_sqlite_is_told(monkeypatch):
    monkeypatch.setattr(schema, "OLDEST_SQLITE", (99, 0, 0))
    assert [what for what, good, _ in probe() if not good] == ["SQLite"]


def test_a_ledger_of_the_first_step_is_brought_up_to_date(tmp_path, small_study):
    """Its base rows and the five columns that `standing` then had become what a new one holds."""
    new, old = small_study.ledger.path, tmp_path / "legation.db"
    with closing(sqlite3.connect(old)) as connection:
        for statement in statements(STEPS[0]):
            connection.execute(statement)
        connection.execute("ATTACH ? AS new", (str(new),))
        derived = ("hidden", "added", "refs", "involved", "profiles", "passages")
        for table in (*BASE_TABLES, *derived):
            connection.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")
        connection.execute(
            "INSERT INTO standing SELECT record, kind, document, known_at, happened_start, "
            "happened_end FROM new.standing"
        )
        for rowid, text in connection.execute("SELECT seq, text FROM passages").fetchall():
            for table in ("words", "parts"):
                connection.execute(
                    f"INSERT INTO {table}(rowid, text) VALUES(?,?)", (rowid, fold(text))
                )
        connection.execute("PRAGMA user_version = 1")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.commit()
    with Ledger(old) as ledger:
        ledger.update()
        assert list(ledger.verify()) == []
        assert [row.id for row in ledger.select(Query())] == [row.id for row in small_study.rows()]
        assert ledger.count(Query(kind="event", label="SANCTION")) == 1
