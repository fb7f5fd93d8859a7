"""Connections to the database: SQLite by default, PostgreSQL by URL; to read and to write."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError, SQLAlchemyError

from gazetteer.errors import StoreError, StoreFault
from gazetteer.message import Message
from gazetteer.store_faults import damage, store_error
from gazetteer.store_postgresql import postgresql_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

    # Device and number of a file: another file of the same name has others.
    FileIdentity = tuple[int, int]

URL_VARIABLE = "HUDUD_DATABASE_URL"

# How long a writer waits for the one before it, in seconds. An import of 250,000 places holds the
# lock for about a minute, so an editor who saves meanwhile waits instead of losing the draft.
LOCK_WAIT_S = 120.0

# Pages that a connection may hold in memory, in KiB; SQLite's own 2 MB make a large import write
# the same pages of its indexes to disk again and again.
PAGE_CACHE_KIB = 64 * 1024

# Execution options of a transaction: whether it writes, and how long it waits for its turn.
_WRITES = "hudud_writes"
_WAIT_S = "hudud_wait_s"
# What a file cannot recover from by itself: another one has to take its place.
_UNFIT = frozenset({StoreFault.DAMAGED, StoreFault.FOREIGN, StoreFault.NEWER})
# Which file, and which write-ahead log, a connection has open.
_FILE = "hudud_file"
_LOG_FILE = "hudud_log_file"
_LOG = logging.getLogger(__name__)


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
        # A path is taken as it is, whatever it would mean in an address.
        url = URL.create("sqlite", database=database_url)
    else:
        try:
            url = _read_url(database_url)
        except (ArgumentError, ValueError) as error:
            raise StoreError(
                Message(
                    "cannot read the database URL (--database or %(url_variable)s);"
                    " write sqlite:///path or postgresql://…",
                    url_variable=URL_VARIABLE,
                )
            ) from error
    backend = url.get_backend_name()
    if backend == "sqlite":
        if url.database in {None, "", ":memory:"}:
            raise StoreError(
                Message("the store needs a file: write sqlite:///path/to/gazetteer.sqlite")
            )
        if url.query:
            raise StoreError(
                Message(
                    "the URL of a SQLite file takes no parameter, but has %(name)r;"
                    " write a path with a question mark as it is, without sqlite:///",
                    name=min(url.query),
                )
            )
        return url.set(drivername="sqlite+pysqlite")
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise StoreError(
        Message("the store knows sqlite and postgresql databases, not %(backend)r", backend=backend)
    )


def _read_url(text: str) -> URL:
    """Return what an address says; ``%00`` stands for what no file or account can have.

    Raises
    ------
    ArgumentError, ValueError
        If it is none.
    """
    url = make_url(text)
    if "\0" in "".join(map(str, url)):
        raise ValueError("a zero byte")
    return url


def database_path(url: URL) -> Path | None:
    """Return the file of a SQLite database, None for a server's."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


class Database:
    """One database with its two engines: transactions that read, and transactions that write.

    A SQLite file that was opened once is never made anew: when it is gone, that is an error until
    it is back, and when another file lies in its place, that one is opened.

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
        self.was_there = self.path is not None and _identity(self.path) is not None
        self._file: FileIdentity | None = None
        self._damage: StoreError | None = None
        if self.path is None:
            base = postgresql_engine(self.url)
            self.reader: Engine = base.execution_options(isolation_level="REPEATABLE READ")
            self._single: Engine = base.execution_options(isolation_level="AUTOCOMMIT")
        else:
            base = _sqlite_engine(self.url, self.path)
            event.listen(base, "do_connect", self._connect_sqlite)
            event.listen(base, "checkout", self._refuse_other_file)
            event.listen(base, "checkin", self._note_log)
            self.reader = self._single = base
        self.writer: Engine = base.execution_options(**{_WRITES: True})
        self._base = base

    @property
    def name(self) -> str:
        """The file, or host and name of a server's database: what messages call it."""
        if self.path is not None:
            return str(self.path)
        return f"the database {self.url.database or ''} of {self.url.host or 'this machine'}"

    @property
    def damage(self) -> StoreError | None:
        """Why this file cannot be used, once that was met, until another one takes its place."""
        if (
            self._damage is not None
            and self.path is not None
            and _identity(self.path) != self._file
        ):
            return None
        return self._damage

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a transaction in which everything read belongs to one state of the store."""
        with self._noting_damage(), self.reader.begin() as connection:
            yield connection

    @contextmanager
    def ask(self) -> Iterator[Connection]:
        """Give a connection for a single query: it needs no transaction around it.

        With a server that is half as many messages, each of which waits for its answer.
        """
        with self._noting_damage(), self._single.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, wait_s: float = LOCK_WAIT_S) -> Iterator[Connection]:
        """Give a transaction that is written as a whole or, after an exception, not at all.

        Parameters
        ----------
        wait_s
            How long it waits for the writer before it.
        """
        writer = self.writer.execution_options(**{_WAIT_S: wait_s})
        with self._noting_damage(), writer.begin() as connection:
            if self.path is None:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(wait_s * 1000)}")
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._base.dispose()

    def verify(self, *, thorough: bool = False) -> None:
        """Read every page of a SQLite file and look whether it is whole; of a server's nothing.

        Parameters
        ----------
        thorough
            Whether indexes are compared with their tables and references followed, too; takes
            several times as long.

        Raises
        ------
        StoreError
            If it is damaged, or cannot be read.
        """
        if self.path is None:
            return
        with self.read() as connection:
            check = "integrity_check" if thorough else "quick_check"
            found = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {check}(3)")]
            if thorough and found == ["ok"]:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken is not None:
                    found = [f"a row of {broken[0]} refers to none of {broken[2]}"]
            if found != ["ok"]:
                said = " ".join("; ".join(found).split())
                raise StoreError(damage(self.name, said), fault=StoreFault.DAMAGED)

    @contextmanager
    def _noting_damage(self) -> Iterator[None]:
        try:
            with translated(self.name):
                yield
        except StoreError as error:
            if error.fault in _UNFIT:
                self._damage = error
                self._base.dispose()
            raise

    def _connect_sqlite(
        self, _dialect: object, record: ConnectionPoolEntry, _arguments: object, options: object
    ) -> sqlite3.Connection:
        """Open the file; once it was opened, no new one is made in its place."""
        if self.path is None or not isinstance(options, dict):
            raise TypeError("this opens files of SQLite")
        mode = "rwc" if self._file is None else "rw"
        uri = f"{self.path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, **options)
        self._file = record.info[_FILE] = _identity(self.path)
        return connection

    def _refuse_other_file(
        self, _connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object
    ) -> None:
        """Connect anew when another file lies where the one was that a connection has open."""
        if self.path is None or record.info.get(_FILE) == _identity(self.path):
            return
        _LOG.warning("another file lies at %s, or none; it is opened anew", self.path)
        self._damage = None
        if _identity(self.path) is not None:
            self._set_log_aside(self.path, record)
        raise InvalidatePoolError(f"another file lies at {self.path}")

    def _note_log(self, _connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        """Note which write-ahead log belongs to the file; let go of a file that is damaged."""
        if self.path is not None:
            record.info[_LOG_FILE] = _identity(_log_of(self.path))
        if self._damage is not None and record.dbapi_connection is not None:
            # So that a backup can take its place.
            record.invalidate()

    def _set_log_aside(self, path: Path, record: ConnectionPoolEntry) -> None:
        """Keep the write-ahead log of the former file from being read into the one there now."""
        log = _log_of(path)
        found = _identity(log)
        if found is not None and found == record.info.get(_LOG_FILE):
            # Another thread may have done it.
            with suppress(FileNotFoundError):
                log.rename(log.with_name(f"{log.name}.left"))
            path.with_name(f"{path.name}-shm").unlink(missing_ok=True)


def _identity(path: Path) -> FileIdentity | None:
    """Return which file lies at a path; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


@contextmanager
def translated(database: str) -> Iterator[None]:
    """Turn what SQLAlchemy raises into `StoreError`, in one line that names the database."""
    try:
        yield
    except SQLAlchemyError as error:
        raise store_error(error, database) from error


def _sqlite_engine(url: URL, path: Path) -> Engine:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_folder = path.is_dir()
    except OSError as error:
        raise StoreError(
            Message(
                "cannot make the folder %(path)s: %(problem)s;"
                " name another database, or set %(url_variable)s",
                path=path.parent,
                problem=error.strerror,
                url_variable=URL_VARIABLE,
            )
        ) from error
    if is_folder:
        raise StoreError(Message("%(path)s is a folder; name a file in it", path=path))
    engine = sqlalchemy.create_engine(url, connect_args={"timeout": LOCK_WAIT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


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
    options = connection.get_execution_options()
    wait_ms = round(options.get(_WAIT_S, LOCK_WAIT_S) * 1000)
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {wait_ms}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES, False) else "BEGIN")
