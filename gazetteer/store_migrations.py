"""Numbered steps from one schema of the store to the next, run under a lock in one transaction.

A released step is never edited: databases out there were made by it. A new schema is a new
function at the end of `MIGRATIONS` and the same change in `store_schema`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from gazetteer.errors import StoreError, StoreFault
from gazetteer.message import Message
from gazetteer.store_faults import damage
from gazetteer.store_seals import seal_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from gazetteer.store_engine import Database

    Migration = Callable[[Connection], None]

# Any fixed number will do; it keeps two processes from migrating one PostgreSQL database at once.
# Source: the ASCII letters of "hudud".
ADVISORY_LOCK = 0x6875647564

# What is said of a file without tables beside which lies the index of the places that it had.
EMPTIED = "the file is empty, and the index beside it is of the places that it had"

_VERSION_1 = """
CREATE TABLE meta (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    schema_version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    shipped_version TEXT
);
CREATE TABLE place (
    id TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    deleted BOOLEAN NOT NULL,
    changed_by TEXT NOT NULL,
    status TEXT NOT NULL,
    feature_class TEXT NOT NULL,
    feature_code TEXT NOT NULL,
    country_code TEXT,
    admin1 TEXT,
    admin2 TEXT,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    record TEXT NOT NULL
);
CREATE INDEX place_by_admin ON place (country_code, admin1);
CREATE TABLE toponym (
    place_id TEXT NOT NULL REFERENCES place (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    script TEXT NOT NULL,
    kind TEXT NOT NULL,
    near_key TEXT,
    PRIMARY KEY (place_id, position)
);
CREATE INDEX toponym_by_near_key ON toponym (near_key);
CREATE TABLE link (
    place_id TEXT NOT NULL REFERENCES place (id),
    position INTEGER NOT NULL,
    link TEXT NOT NULL,
    PRIMARY KEY (place_id, position)
);
CREATE INDEX link_by_link ON link (link);
CREATE TABLE redirect (
    id TEXT PRIMARY KEY NOT NULL REFERENCES place (id),
    target TEXT NOT NULL REFERENCES place (id)
);
CREATE TABLE change (
    id INTEGER PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    editor TEXT NOT NULL,
    place_id TEXT NOT NULL REFERENCES place (id),
    kind TEXT NOT NULL,
    before TEXT,
    after TEXT,
    redirect_to TEXT,
    reason TEXT NOT NULL,
    undoes INTEGER REFERENCES change (id)
);
CREATE INDEX change_by_place ON change (place_id, id);
CREATE INDEX change_by_revision ON change (revision)
"""

_VERSION_2 = """
CREATE TABLE draft (
    editor TEXT NOT NULL,
    place_id TEXT NOT NULL,
    record TEXT NOT NULL,
    based_on INTEGER,
    updated TEXT NOT NULL,
    PRIMARY KEY (editor, place_id)
);
CREATE TABLE proposal (
    id INTEGER PRIMARY KEY NOT NULL,
    proposed_by TEXT NOT NULL,
    at TEXT NOT NULL,
    place_id TEXT NOT NULL,
    based_on INTEGER,
    before TEXT,
    after TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at TEXT,
    word TEXT NOT NULL
);
CREATE INDEX proposal_by_state ON proposal (state, id);
CREATE TABLE unresolved (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    admin1 TEXT NOT NULL,
    admin2 TEXT NOT NULL,
    origin TEXT NOT NULL,
    count INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    reason TEXT NOT NULL,
    place_id TEXT
);
CREATE UNIQUE INDEX unresolved_by_name ON unresolved (name, country, admin1, admin2);
CREATE INDEX unresolved_by_count ON unresolved (state, count)
"""

_VERSION_3 = "ALTER TABLE change ADD COLUMN overridden TEXT NOT NULL DEFAULT ''"

_VERSION_4 = "ALTER TABLE change ADD COLUMN seal TEXT NOT NULL DEFAULT ''"

_APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION change_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$
"""
_TRIGGERS = {
    "sqlite": "BEFORE {event} ON change BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    "postgresql": "BEFORE {event} ON change FOR EACH ROW EXECUTE FUNCTION change_is_append_only()",
}
_GUARDED = ("UPDATE", "DELETE")


def freeze_history(connection: Connection) -> None:
    """Make the database itself refuse to alter or delete a change."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.exec_driver_sql(_APPEND_ONLY_FUNCTION)
    for guarded in _GUARDED:
        trigger = _TRIGGERS[dialect].format(event=guarded)
        connection.exec_driver_sql(f"CREATE TRIGGER change_no_{guarded.lower()} {trigger}")


def thaw_history(connection: Connection) -> None:
    """Let changes be altered and deleted: while a migration or a backup takes their place."""
    where = "ON change" if connection.dialect.name == "postgresql" else ""
    for guarded in _GUARDED:
        connection.exec_driver_sql(f"DROP TRIGGER change_no_{guarded.lower()} {where}")


def _found_tables(connection: Connection) -> None:
    """Version 1: places, their names and links, redirects, and the history of all of them."""
    for statement in _VERSION_1.split(";"):
        connection.exec_driver_sql(statement)
    freeze_history(connection)
    connection.execute(
        text("INSERT INTO meta VALUES (1, 1, 0, :epoch, NULL)"), {"epoch": uuid.uuid4().hex}
    )


def _add_desk_tables(connection: Connection) -> None:
    """Version 2: drafts, proposals, and the queue of names that resolved to nothing."""
    for statement in _VERSION_2.split(";"):
        connection.exec_driver_sql(statement)


def _record_overridden_warnings(connection: Connection) -> None:
    """Version 3: each change names the warnings in spite of which it was made."""
    connection.exec_driver_sql(_VERSION_3)


def _seal_history(connection: Connection) -> None:
    """Version 4: each change carries the digest of what it says."""
    thaw_history(connection)
    connection.exec_driver_sql(_VERSION_4)
    seal_rows(connection, "change")
    freeze_history(connection)


MIGRATIONS: tuple[Migration, ...] = (
    _found_tables,
    _add_desk_tables,
    _record_overridden_warnings,
    _seal_history,
)


def schema_version(connection: Connection, table: str = "meta") -> int:
    """Return the number of the last step that this database has seen, 0 for none.

    Parameters
    ----------
    connection
        A transaction of the database.
    table
        The table of one row whose ``schema_version`` counts the steps.
    """
    if not inspect(connection).has_table(table):
        return 0
    query = text(f"SELECT schema_version FROM {table}")  # noqa: S608 - a name of our own
    return int(connection.execute(query).scalar_one())


def newer_release(database: str, found: int, newest: int) -> StoreError:
    """Return the error that a newer release made a database."""
    message = Message(
        "a newer release made %(database)s (schema %(found)s, this one knows %(newest)s);"
        " update the program",
        database=database,
        found=found,
        newest=newest,
    )
    return StoreError(message, fault=StoreFault.NEWER)


def climb(database: Database, steps: Sequence[Migration], *, table: str, lock: int) -> None:
    """Bring a part of a database to its newest schema: all missing steps or none.

    Two processes may do this at once: the second one waits and then finds nothing left to do.

    Parameters
    ----------
    database
        The database.
    steps
        The steps, the first one making version 1 and the table that counts them.
    table
        The table that counts them.
    lock
        PostgreSQL's advisory lock that is held meanwhile; another number for each part.

    Raises
    ------
    StoreError
        If a newer release made the database.
    """
    newest = len(steps)
    with database.read() as connection:
        if schema_version(connection, table) == newest:
            return
    with database.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock})
        found = schema_version(connection, table)
        if found > newest:
            raise newer_release(database.name, found, newest)
        for step in steps[found:]:
            step(connection)
        query = text(f"UPDATE {table} SET schema_version = :newest")  # noqa: S608 - as above
        connection.execute(query, {"newest": newest})


def migrate(database: Database, *, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring places and history to the newest schema; see `climb`.

    Parameters
    ----------
    database
        The database.
    migrations
        The steps, the first one making version 1.

    Raises
    ------
    StoreError
        If a newer release made the database, or the file is another program's, or was emptied.
    """
    if database.path is not None:
        _refuse_strange(database, database.path)
    climb(database, migrations, table="meta", lock=ADVISORY_LOCK)


def _refuse_strange(database: Database, path: Path) -> None:
    """Refuse to make our tables in the file of another program, or in one that lost them."""
    with database.read() as connection:
        if schema_version(connection):
            return
        strangers = inspect(connection).get_table_names()
    if strangers:
        message = Message(
            "%(database)s is no database of Hudud: it has the tables of another program",
            database=path,
        )
        raise StoreError(message, fault=StoreFault.FOREIGN)
    if database.was_there and any(path.with_name(f"{path.name}.index").glob("*.names")):
        raise StoreError(damage(str(path), EMPTIED), fault=StoreFault.DAMAGED)
