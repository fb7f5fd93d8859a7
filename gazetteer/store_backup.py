"""Backups: the whole store as one SQLite file, from and to either kind of database."""

from __future__ import annotations

import re
import shutil
import tempfile
import uuid
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, MetaData, delete, event, insert, select, text, tuple_, update

from gazetteer.errors import GazetteerError, StoreError, StoreFault
from gazetteer.message import Message, message_of
from gazetteer.store_engine import Database
from gazetteer.store_migrations import freeze_history, migrate, schema_version, thaw_history
from gazetteer.store_schema import DRAFT, META, METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import ReflectedColumn

# Rows that are copied at once, and how many where one can hold megabytes.
_FETCH = 1_000
_FETCH_LARGE = 16

# What PostgreSQL adds to the default of a column and SQLite does not understand: ``''::text``.
_CAST = re.compile(r"::[\w ]+$")

# What the names of tables begin with that belong to the same backup and that this package does not
# know: data sets of incidents, figures that were made, articles that were read, stories. They are
# copied as the database has them.
_GUESTS = ("article", "data_set", "figure", "story")


def write_backup(database: Database, path: Path) -> int:
    """Copy one state of a database into a new SQLite file; return its revision.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    with scratch_folder(path.parent) as folder:
        copy = folder / "backup.sqlite"
        with closing(Database(str(copy))) as target:
            migrate(target)
            with database.read() as source, target.write() as destination:
                _copy_rows(source, destination, METADATA)
                _copy_guests(source, destination)
                revision = source.execute(select(META.c.revision)).scalar_one()
        try:
            copy.replace(path)
        except OSError as error:
            raise StoreError(
                Message("cannot write %(path)s: %(problem)s", path=path, problem=error.strerror)
            ) from error
    return int(revision)


def restore_backup(database: Database, path: Path) -> int:
    """Replace everything in a database by a backup, in one transaction; return the new revision.

    Only drafts that are newer than the backup's stay: nobody's unsaved work is lost by it.

    Raises
    ------
    StoreError
        If the file is no backup, or a newer release made it.
    """
    if not path.is_file():
        raise StoreError(Message("there is no backup at %(path)s", path=path))
    with scratch_folder(None) as folder:
        # A backup of an older release is migrated before it is read, and the file is not ours.
        copy = Path(shutil.copy(path, folder / "restore.sqlite"))
        with _understood(path), closing(Database(str(copy))) as source:
            with source.read() as connection:
                if schema_version(connection) == 0:
                    raise StoreError(Message("%(path)s is no backup of this store", path=path))
                damage = str(connection.execute(text("PRAGMA integrity_check(1)")).scalar())
                if damage != "ok":
                    raise ValueError(damage)
            migrate(source)
            with source.read() as backup, database.write() as connection:
                return _replace_rows(backup, connection)


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Turn what rows that nobody could have written raise into one clear error."""
    try:
        yield
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
        if isinstance(error, GazetteerError):
            raise
        problem = " ".join(message_of(error).split())
        raise StoreError(
            Message("%(path)s is a damaged backup: %(problem)s", path=path, problem=problem),
            fault=StoreFault.DAMAGED,
        ) from error


def _replace_rows(backup: Connection, connection: Connection) -> int:
    held = connection.execute(select(META.c.revision).with_for_update()).scalar_one()
    drafts = [dict(row) for row in connection.execute(select(DRAFT)).mappings()]
    thaw_history(connection)
    for table in reversed(METADATA.sorted_tables):
        if table is not META:
            connection.execute(delete(table))
    _copy_rows(backup, connection, METADATA)
    _guests_of(connection).drop_all(connection)
    _copy_guests(backup, connection)
    keep_drafts(connection, drafts)
    freeze_history(connection)
    restored = connection.execute(select(META.c.revision)).scalar_one()
    revision = max(held, restored) + 1
    connection.execute(update(META).values(revision=revision, epoch=uuid.uuid4().hex))
    return int(revision)


def keep_drafts(connection: Connection, drafts: list[dict[str, Any]]) -> None:
    """Put drafts back that the backup does not have, or only an older one of."""
    owner = (DRAFT.c.editor, DRAFT.c.place_id)
    query = select(*owner, DRAFT.c.updated)
    held = {(row[0], row[1]): row[2] for row in connection.execute(query)}
    for draft in drafts:
        key = draft["editor"], draft["place_id"]
        if held.get(key, "") < draft["updated"]:
            connection.execute(delete(DRAFT).where(tuple_(*owner) == key))
            connection.execute(insert(DRAFT), draft)


def _copy_rows(source: Connection, destination: Connection, tables: MetaData) -> None:
    """Copy all rows of tables that both sides have alike."""
    for table in tables.sorted_tables:
        query = select(table).order_by(*table.primary_key.columns)
        large = any(isinstance(column.type, LargeBinary) for column in table.columns)
        fetch = _FETCH_LARGE if large else _FETCH
        rows = source.execute(query, execution_options={"yield_per": fetch}).mappings()
        if table is META:
            destination.execute(update(META).values(**rows.one()))
            continue
        for part in rows.partitions(fetch):
            destination.execute(insert(table), [dict(row) for row in part])


def _copy_guests(source: Connection, destination: Connection) -> None:
    """Copy the tables of others; the destination has none of them."""
    guests = _guests_of(source)
    guests.create_all(destination)
    _copy_rows(source, destination, guests)


def _guests_of(connection: Connection) -> MetaData:
    """Return the tables of others as they stand, in types that each kind of database has."""
    guests = MetaData()

    def generalize(_inspector: object, _table: object, column: ReflectedColumn) -> None:
        column["type"] = column["type"].as_generic()
        default = column.get("default")
        column["default"] = None if default is None else _CAST.sub("", default)
        column["autoincrement"] = False

    event.listen(guests, "column_reflect", generalize)
    guests.reflect(connection, only=lambda name, _: name.startswith(_GUESTS))
    return guests


@contextmanager
def scratch_folder(parent: Path | None) -> Iterator[Path]:
    """Give a folder that vanishes again, beside the target so that moving a file is atomic."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=".hudud-", dir=parent)
    except OSError as error:
        raise StoreError(
            Message("cannot write to %(path)s: %(problem)s", path=parent, problem=error.strerror)
        ) from error
    with folder as name:
        yield Path(name)
