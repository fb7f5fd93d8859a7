"""What a GeoPackage may hold, looked at before GDAL opens it.

A GeoPackage is a database, and a database can hold more than rows: views, columns that are
computed, tables made by modules, pages that are used twice so that a small file has endless rows.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from gazetteer import Message, message_of
from geo.errors import IncidentDataError
from geo.imports.bounds import MAX_IN_MEMORY_BYTES

if TYPE_CHECKING:
    from pathlib import Path

_RTREE: Final = re.compile(r"CREATE VIRTUAL TABLE [^()]+ USING rtree\s*\(", re.IGNORECASE)
# Source: SQLite, PRAGMA table_xinfo: what "hidden" says of a computed column.
_COMPUTED: Final = (2, 3)
# Steps of SQLite's machine before it is stopped. Source: own choice; a file of 256 MiB needs about
# a hundredth.
_MOST_STEPS: Final = 2_000_000_000
_STEPS_AT_ONCE: Final = 1_000_000


def check_geopackage(path: Path) -> None:
    """Refuse a database that holds more than tables of rows and their spatial indices.

    Raises
    ------
    IncidentDataError
        If it is no database, is damaged, or has a view, a computed column, a table made by code,
        or pages that are used twice.
    """
    # Immutable: nothing is written beside the file, whatever mode it says it is in.
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as database:
            _limit(database)
            made = _made_by_code(database)
            damage = None if made else database.execute("PRAGMA quick_check(1)").fetchone()[0]
    # The last two come from names and numbers of columns that are damaged.
    except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError, OverflowError, TypeError) as error:
        message = Message("is no GeoPackage: %(problem)s", problem=message_of(error))
        raise IncidentDataError(message, path=path) from error
    if made is not None:
        message = Message("has a table that is made by code: %(table)r", table=made)
        raise IncidentDataError(message, path=path)
    if damage != "ok":
        message = Message(
            "is a damaged GeoPackage: %(damage)s", damage=" ".join(str(damage).split())
        )
        raise IncidentDataError(message, path=path)


def _limit(database: sqlite3.Connection) -> None:
    """Let the file run nothing, and stop what would take for ever."""
    steps = [0]

    def count() -> bool:
        steps[0] += _STEPS_AT_ONCE
        return steps[0] > _MOST_STEPS

    database.set_progress_handler(count, _STEPS_AT_ONCE)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_IN_MEMORY_BYTES)
    for pragma in ("trusted_schema = OFF", "ignore_check_constraints = ON", "cell_size_check = ON"):
        database.execute(f"PRAGMA {pragma}")


def _made_by_code(database: sqlite3.Connection) -> str | None:
    """Return the name of a table that is more than rows; None when there is none."""
    written = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    for schema, name, kind, *_ in database.execute("PRAGMA table_list").fetchall():
        if schema != "main" or kind == "shadow":
            continue
        if kind == "view" or (kind == "virtual" and not _RTREE.match(written.get(name) or "")):
            return str(name)
        columns = database.execute("SELECT hidden FROM pragma_table_xinfo(?)", (name,))
        if kind == "table" and any(hidden in _COMPUTED for (hidden,) in columns):
            return str(name)
    return None
