"""Numbered steps from one schema of the data sets to the next, run under a lock, all or none.

A released step is never edited: databases out there were made by it. A new schema is a new step at
the end of `MIGRATIONS` and the same change in `geo.store.schema`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from gazetteer import climb, seal_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from gazetteer import Database

    Migration = Callable[[Connection], None]

# Any fixed number will do that is not the gazetteer's. Source: the ASCII letters of "hududd".
ADVISORY_LOCK = 0x687564756464
# Its one row counts the steps.
TABLE = "data_set_meta"

_VERSION_1 = """
CREATE TABLE data_set_meta (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    schema_version INTEGER NOT NULL,
    revision INTEGER NOT NULL
);
CREATE TABLE data_set (
    id TEXT PRIMARY KEY NOT NULL,
    edition INTEGER NOT NULL,
    version INTEGER NOT NULL,
    record TEXT NOT NULL
);
CREATE TABLE data_set_change (
    id INTEGER PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    editor TEXT NOT NULL,
    data_set TEXT NOT NULL REFERENCES data_set (id),
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    before TEXT,
    after TEXT,
    report TEXT,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    refusals {blob}
);
CREATE INDEX data_set_change_by_set ON data_set_change (data_set, id);
CREATE INDEX data_set_change_by_revision ON data_set_change (revision);
CREATE TABLE data_set_part (
    id INTEGER PRIMARY KEY NOT NULL,
    data_set TEXT NOT NULL REFERENCES data_set (id),
    row_count INTEGER NOT NULL,
    narrow {blob} NOT NULL,
    wide {blob} NOT NULL
);
CREATE INDEX data_set_part_by_set ON data_set_part (data_set);
CREATE TABLE data_set_version (
    data_set TEXT NOT NULL REFERENCES data_set (id),
    version INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    PRIMARY KEY (data_set, version)
);
CREATE TABLE data_set_version_part (
    data_set TEXT NOT NULL REFERENCES data_set (id),
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    part INTEGER NOT NULL REFERENCES data_set_part (id),
    kept {blob},
    PRIMARY KEY (data_set, version, position)
)
"""

_VERSION_2 = """
CREATE TABLE data_set_record (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    deleted BOOLEAN NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE TABLE data_set_record_change (
    id INTEGER PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    editor TEXT NOT NULL,
    reason TEXT NOT NULL,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    before TEXT,
    after TEXT
);
CREATE INDEX data_set_record_change_by_id ON data_set_record_change (record_id, id)
"""

_VERSION_3 = """
CREATE TABLE figure (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    query TEXT NOT NULL,
    options TEXT NOT NULL,
    data TEXT NOT NULL,
    findings TEXT NOT NULL,
    reason TEXT NOT NULL,
    thumbnail {blob} NOT NULL
);
CREATE INDEX figure_by_moment ON figure (made_at)
"""

_ARTICLES = """
CREATE TABLE article (
    digest TEXT PRIMARY KEY NOT NULL,
    record TEXT NOT NULL,
    body TEXT,
    editor TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX article_by_moment ON article (at);
CREATE TABLE article_decision (
    digest TEXT NOT NULL REFERENCES article (digest),
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    place_id TEXT,
    editor TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (digest, start_at, end_at)
);
CREATE TABLE article_card (
    digest TEXT NOT NULL REFERENCES article (digest),
    id TEXT NOT NULL,
    record TEXT NOT NULL,
    editor TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (digest, id)
);
CREATE TABLE article_sense (
    name TEXT NOT NULL,
    place_id TEXT NOT NULL,
    editor TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (name, place_id)
)
"""

_STORIES = """
CREATE TABLE story (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    record TEXT,
    editor TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (id, version)
)
"""

# What is written once and never changed.
_SEALED = ("data_set_change", "data_set_record_change", "figure", "story")


def _found_tables(connection: Connection) -> None:
    """Version 1: data sets, their history, and the parts of their versions."""
    blob = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
    for statement in _VERSION_1.replace("{blob}", blob).split(";"):
        connection.exec_driver_sql(statement)
    connection.execute(text("INSERT INTO data_set_meta VALUES (1, 1, 0)"))


def _add_record_tables(connection: Connection) -> None:
    """Version 2: confirmed incidents with their sources and actors, and their history."""
    for statement in _VERSION_2.split(";"):
        connection.exec_driver_sql(statement)


def _add_figure_table(connection: Connection) -> None:
    """Version 3: pictures and data files that were made."""
    blob = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
    for statement in _VERSION_3.replace("{blob}", blob).split(";"):
        connection.exec_driver_sql(statement)


def _add_article_tables(connection: Connection) -> None:
    """Articles that were read, what was decided in them, and what their names never mean."""
    for statement in _ARTICLES.split(";"):
        connection.exec_driver_sql(statement)


def _count_article_writes(connection: Connection) -> None:
    """Versions of decisions and cards, so that nobody overwrites what they have not seen."""
    for table in ("article_decision", "article_card"):
        connection.exec_driver_sql(
            f"ALTER TABLE {table} ADD COLUMN version INTEGER NOT NULL DEFAULT 1"
        )


def _add_story_table(connection: Connection) -> None:
    """Stories, version by version."""
    connection.exec_driver_sql(_STORIES)


def _seal_histories(connection: Connection) -> None:
    """Each line of a history carries the digest of what it says."""
    for table in _SEALED:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN seal TEXT NOT NULL DEFAULT ''")
        seal_rows(connection, table)


MIGRATIONS: tuple[Migration, ...] = (
    _found_tables,
    _add_record_tables,
    _add_figure_table,
    _add_article_tables,
    _count_article_writes,
    _add_story_table,
    _seal_histories,
)


def migrate(database: Database, *, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the data sets to the newest schema, all missing steps or none; see `climb`.

    Raises
    ------
    StoreError
        If a newer release made the database.
    """
    climb(database, migrations, table=TABLE, lock=ADVISORY_LOCK)
