"""Putting a backup in the place of a database file that can no longer be read."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from gazetteer.errors import StoreError, StoreFault
from gazetteer.message import Message
from gazetteer.store import Store
from gazetteer.store_backup import keep_drafts, scratch_folder
from gazetteer.store_engine import Database, default_database_url
from gazetteer.store_schema import DRAFT

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What a backup takes the place of as a whole, since it cannot be written into.
_LOST: Final = frozenset({StoreFault.DAMAGED, StoreFault.FOREIGN, StoreFault.NEWER})
_BESIDE: Final = ("-wal", "-shm")
# The bytes of a file on which every connection to it holds a shared lock.
# Source: https://www.sqlite.org/fileformat2.html#the_lock_byte_page, SHARED_FIRST of SQLite's os.h.
_SHARED_FIRST: Final = 0x40000000 + 2
_SHARED_SIZE: Final = 510
# How long others get to let go of a damaged file, in seconds; a dashboard does so at once.
_LET_GO_S: Final = 30.0


def restore_database(database_url: str | None, backup: Path) -> tuple[int, Path | None]:
    """Put a backup in the place of everything in a database, also of one that is damaged.

    A SQLite file that cannot be read is set aside, whole, and a new one takes its place; drafts
    that can still be read in it go over. Others may have the database open: they see the backup at
    their next look.

    Parameters
    ----------
    database_url
        See `Store`.
    backup
        What `Store.backup` wrote.

    Returns
    -------
    The new revision, and where the damaged file lies now; None when it was not damaged.

    Raises
    ------
    StoreError
        If the file is no backup, a newer release made it, or the database cannot be written.
    """
    url = database_url or default_database_url()
    try:
        with Store(url, shipped=False) as store:
            store.database.verify()
            return store.restore(backup), None
    except StoreError as error:
        database = Database(url)
        path = database.path
        if error.fault not in _LOST or path is None or not path.is_file():
            raise
    drafts = _salvaged(database)
    database.close()
    with scratch_folder(path.parent) as folder:
        fresh = folder / "restored.sqlite"
        with Store(str(fresh), shipped=False) as store:
            revision = store.restore(backup)
            with store.database.write() as connection:
                keep_drafts(connection, drafts)
        with _alone(path):
            aside = _set_aside(path)
            fresh.replace(path)
    return revision, aside


def _salvaged(database: Database) -> list[dict[str, Any]]:
    """Return the drafts that can still be read; none of a file that tells nothing."""
    try:
        with database.read() as connection:
            return [dict(row) for row in connection.execute(select(DRAFT)).mappings()]
    except StoreError:
        return []


def _set_aside(path: Path) -> Path:
    """Rename a file and what SQLite keeps beside it; return its new path."""
    mark = datetime.now(UTC).strftime("damaged-%Y%m%dT%H%M%S%f")
    aside = path.with_name(f"{path.name}.{mark}")
    for end in _BESIDE:
        beside = path.with_name(path.name + end)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + end))
    return path.rename(aside)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until nobody else has a file open as a database, and keep it so meanwhile.

    Whoever had would go on writing into the file that was set aside.
    """
    if sys.platform == "win32":
        # Windows itself renames no file that somebody has open.
        yield
        return
    with path.open("r+b") as file:
        deadline = time.monotonic() + _LET_GO_S
        while True:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
            except OSError as error:
                if time.monotonic() > deadline:
                    message = Message("another program has %(path)s open; stop it first", path=path)
                    raise StoreError(message, fault=StoreFault.LOCKED) from error
                time.sleep(0.1)
            else:
                break
        yield
