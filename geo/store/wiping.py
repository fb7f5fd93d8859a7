"""What is deleted from a SQLite file leaves no bytes behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

# How long a wiped text may wait for readers of the log, in seconds. Source: own choice.
_LOG_WAIT_S = 5.0


@contextmanager
def wiping(connection: Connection, path: Path | None) -> Iterator[None]:
    """Have SQLite overwrite what is deleted meanwhile; without a path nothing changes."""
    if path is None:
        yield
        return
    before = connection.exec_driver_sql("PRAGMA secure_delete").scalar_one()
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA secure_delete = {int(before)}")


def empty_log(path: Path) -> None:
    """Empty the write-ahead log of a SQLite file; who reads it just now is waited for shortly."""
    with closing(sqlite3.connect(path, timeout=_LOG_WAIT_S)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
