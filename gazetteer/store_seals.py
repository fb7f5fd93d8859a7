"""Seals: a digest beside each line of a history, by which a letter that changed in it is noticed.

SQLite keeps no checksums, and nothing else in the database says a second time what a reason or a
name in the history said. A seal covers its own row alone: it needs no order and no lock, a backup
carries it along, and one damaged line does not put those after it in doubt. It finds accidents, not
forgers: whoever can write to the database can seal anew.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, column, inspect, literal, select, table, tuple_, update

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, TableClause

# The column that makes a table a sealed one: its rows are written once and never changed.
SEAL: Final = "seal"
# Rows that are read at once; some hold whole records.
_FETCH: Final = 500


def sealed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its seal, the SHA-256 of the names and values of all its other columns.

    Parameters
    ----------
    row
        Every column of the table by name; those that the database would fill in by itself, too.
    """
    content = {name: _plain(value) for name, value in row.items() if name != SEAL}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return {**row, SEAL: hashlib.sha256(text.encode()).hexdigest()}


def _plain(value: object) -> object:
    """Return what stands for a value, alike for each kind of database."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, bytes | memoryview):
        return {"sha256": hashlib.sha256(value).hexdigest()}
    return value


def seal_rows(connection: Connection, name: str) -> None:
    """Seal all rows of a table as they stand: for the migration that adds the column.

    Parameters
    ----------
    connection
        A transaction that writes.
    name
        The table; it has a primary key and a column ``seal``, and no trigger that forbids updates.
    """
    described = _described(connection, name)
    keys = _keys(connection, name)
    own = [described.c[key] == bindparam(f"of_{key}") for key in keys]
    statement = update(described).where(*own).values({SEAL: bindparam("new_seal")})
    for rows in _rows(connection, described, keys):
        of = [
            {"new_seal": sealed(row)[SEAL], **{f"of_{key}": row[key] for key in keys}}
            for row in rows
        ]
        connection.execute(statement, of)


def broken_seals(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield table and key of each sealed row that is not as it was written, in any table.

    Parameters
    ----------
    connection
        A transaction of the database, whoever else keeps tables there.
    """
    inspector = inspect(connection)
    for name in sorted(inspector.get_table_names()):
        if all(found["name"] != SEAL for found in inspector.get_columns(name)):
            continue
        keys = _keys(connection, name)
        for rows in _rows(connection, _described(connection, name), keys):
            for row in rows:
                if row[SEAL] != sealed(row)[SEAL]:
                    yield name, " ".join(str(row[key]) for key in keys)


def _described(connection: Connection, name: str) -> TableClause:
    return table(name, *(column(c["name"]) for c in inspect(connection).get_columns(name)))


def _keys(connection: Connection, name: str) -> list[str]:
    return list(inspect(connection).get_pk_constraint(name)["constrained_columns"])


def _rows(
    connection: Connection, described: TableClause, keys: list[str]
) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table in order of their key, some at once; they may be changed then."""
    of_key = [described.c[key] for key in keys]
    query = select(described).order_by(*of_key).limit(_FETCH)
    asked = query
    while rows := [dict(row) for row in connection.execute(asked).mappings()]:
        yield rows
        last = [literal(rows[-1][key]) for key in keys]
        asked = query.where(tuple_(*of_key) > tuple_(*last))
