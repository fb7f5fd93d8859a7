"""Connections to the database: SQLite by default, PostgreSQL by URL; to read and to write."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from gazetteer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

URL_VARIABLE = "HUDUD_DATABASE_URL"

# How long a writer waits for the one before it, in seconds. An import of 250,000 places holds the
# lock for about a minute, so an editor who saves meanwhile waits instead of losing the draft.
LOCK_WAIT_S = 120.0

# Pages that a connection may hold in memory, in KiB; SQLite's own 2 MB make a large import write
# the same pages of its indexes to disk again and again.
PAGE_CACHE_KIB = 64 * 1024

_WRITES = "hudud_writes"


def default_database_url() -> str:
    """Return the URL that holds when nobody names one: the environment's, else the user's file."""
    from_environment = os.environ.get(URL_VARIABLE, "").strip()
    if from_environment:
        return from_environment
    path = Path(platformdirs.user_data_dir("hudud", appauthor=False)) / "gazetteer.sqlite"
    return f"sqlite:///{path}"


def parse_url(database_url: str) -> URL:
    """Return the URL with the driver that the project uses; a bare path means a SQLite file.

    Raises
    ------
    StoreError
        If it names neither a SQLite file nor a PostgreSQL database.
    """
    if "://" not in database_url:
        database_url = f"sqlite:///{database_url}"
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "cannot read the database URL; write sqlite:///path or postgresql://…"
        ) from error
    backend = url.get_backend_name()
    if backend == "sqlite":
        if url.database in {None, "", ":memory:"}:
            raise StoreError("the store needs a file: write sqlite:///path/to/gazetteer.sqlite")
        return url.set(drivername="sqlite+pysqlite")
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise StoreError(f"the store knows sqlite and postgresql databases, not {backend!r}")


def database_path(url: URL) -> Path | None:
    """Return the file of a SQLite database, None for a server's."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


class Database:
    """One database with its two engines: transactions that read, and transactions that write.

    Parameters
    ----------
    database_url
        ``sqlite:///path``, a bare path, or ``postgresql://…``.

    Raises
    ------
    StoreError
        If the URL is wrong, its driver is missing or its folder cannot be made.
    """

    def __init__(self, database_url: str) -> None:
        self.url = parse_url(database_url)
        self.path = database_path(self.url)
        if self.path is None:
            base = _postgresql_engine(self.url)
            self.reader: Engine = base.execution_options(isolation_level="REPEATABLE READ")
        else:
            base = _sqlite_engine(self.url, self.path)
            self.reader = base
        self.writer: Engine = base.execution_options(**{_WRITES: True})
        self._base = base

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a transaction in which everything read belongs to one state of the store."""
        with translated(), self.reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a transaction that is written as a whole or, after an exception, not at all."""
        with translated(), self.writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._base.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Turn what SQLAlchemy raises into `StoreError`, in one line and without the statement."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        message = " ".join(str(cause).split()) or type(cause).__name__
        raise StoreError(f"the database refused: {message}") from error


def _sqlite_engine(url: URL, path: Path) -> Engine:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot make the folder {path.parent}: {error.strerror};"
            f" name another database, or set {URL_VARIABLE}"
        ) from error
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it")
    engine = sqlalchemy.create_engine(url, connect_args={"timeout": LOCK_WAIT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql_engine(url: URL) -> Engine:
    try:
        return sqlalchemy.create_engine(url, pool_pre_ping=True)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError(
            "PostgreSQL needs one more package: pip install 'psycopg[binary]'"
        ) from error


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Take transactions out of the driver's hands, check references, write ahead."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{PAGE_CACHE_KIB}")
    cursor.execute("PRAGMA journal_mode")
    if cursor.fetchone() != ("wal",):
        _switch_to_wal(connection)
    cursor.close()


def _switch_to_wal(connection: DBAPIConnection) -> None:
    """Switch a new file to write-ahead logging.

    SQLite answers "locked" at once here, whatever the timeout, when another process does the same.
    """
    deadline = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock when a writing transaction begins, so that it never reads stale rows."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
