"""Numbered steps from one schema of the store to the next, run under a lock in one transaction.

A released step is never edited: databases out there were made by it. A new schema is a new
function at the end of `MIGRATIONS` and the same change in `store_schema`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from gazetteer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Engine

    Migration = Callable[[Connection], None]

# Any fixed number will do; it keeps two processes from migrating one PostgreSQL database at once.
# Source: the ASCII letters of "hudud".
ADVISORY_LOCK = 0x6875647564

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
    """Let changes be deleted, for as long as a backup takes their place."""
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


MIGRATIONS: tuple[Migration, ...] = (
    _found_tables,
    _add_desk_tables,
    _record_overridden_warnings,
)


def schema_version(connection: Connection) -> int:
    """Return the number of the last migration that this database has seen, 0 for an empty one."""
    if not inspect(connection).has_table("meta"):
        return 0
    return int(connection.execute(text("SELECT schema_version FROM meta")).scalar_one())


def migrate(
    reader: Engine, writer: Engine, *, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Bring a database to the newest schema: all missing steps or none.

    Two processes may do this at once: the second one waits and then finds nothing left to do.

    Parameters
    ----------
    reader
        Engine whose transactions read.
    writer
        Engine whose transactions hold SQLite's write lock from their first statement.
    migrations
        The steps, the first one making version 1.

    Raises
    ------
    StoreError
        If a newer release made the database.
    """
    newest = len(migrations)
    with reader.connect() as connection:
        if schema_version(connection) == newest:
            return
    with writer.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        found = schema_version(connection)
        if found > newest:
            raise StoreError(
                f"a newer release made this database (schema {found}, this one knows {newest});"
                " update the program"
            )
        for migration in migrations[found:]:
            migration(connection)
        connection.execute(text("UPDATE meta SET schema_version = :newest"), {"newest": newest})
