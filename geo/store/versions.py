"""The rows of versions in the database: parts in, parts out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from sqlalchemy import func, insert, select

from geo.store.comparing import StoredPart
from geo.store.parts import ids_of, narrow_row, unpack, wide_row
from geo.store.schema import PART, VERSION, VERSION_PART

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from geo.columns import BoolArray
    from geo.store.parts import Part


def parts_at(connection: Connection, dataset_id: str, version: int) -> list[StoredPart]:
    """Return the parts of a version, in order; none for version 0."""
    query = (
        select(VERSION_PART.c.part, VERSION_PART.c.kept, PART.c.row_count)
        .join(PART, PART.c.id == VERSION_PART.c.part)
        .where(VERSION_PART.c.data_set == dataset_id, VERSION_PART.c.version == version)
        .order_by(VERSION_PART.c.position)
    )
    return [
        StoredPart(row.part, row.row_count, _unpack_bits(row.kept, row.row_count))
        for row in connection.execute(query)
    ]


def add_version(
    connection: Connection,
    dataset_id: str,
    stored: Sequence[StoredPart],
    fresh: Sequence[Part],
) -> tuple[int, int]:
    """Write a version of stored parts and, after them, fresh ones; return its number and size."""
    numbers = select(func.max(VERSION.c.version)).where(VERSION.c.data_set == dataset_id)
    version = (connection.execute(numbers).scalar_one() or 0) + 1
    last = connection.execute(select(func.max(PART.c.id))).scalar_one() or 0
    numbered = list(enumerate(fresh, start=last + 1))
    for number, part in numbered:
        values = {"id": number, "data_set": dataset_id, "row_count": part.row_count}
        connection.execute(insert(PART).values(narrow=part.narrow, wide=part.wide, **values))
    parts = [*stored, *(StoredPart(number, part.row_count) for number, part in numbered)]
    rows = [
        {
            "data_set": dataset_id,
            "version": version,
            "position": position,
            "part": part.id,
            "kept": None if part.kept is None else _pack_bits(part.kept),
        }
        for position, part in enumerate(parts)
    ]
    row_count = sum(int(part.holds().sum()) for part in parts)
    values = {"data_set": dataset_id, "version": version, "row_count": row_count}
    connection.execute(insert(VERSION).values(**values))
    if rows:
        connection.execute(insert(VERSION_PART), rows)
    return version, row_count


def versions_of(connection: Connection, dataset_id: str) -> list[int]:
    """Return the numbers of all versions of a data set, the oldest first."""
    query = select(VERSION.c.version).where(VERSION.c.data_set == dataset_id)
    return list(connection.scalars(query.order_by(VERSION.c.version)))


def narrow_of(connection: Connection, part_id: int) -> bytes:
    """Return the columns of the map of a part, packed."""
    query = select(PART.c.narrow).where(PART.c.id == part_id)
    content: bytes = connection.execute(query).scalar_one()
    return content


def held_rows(connection: Connection, stored: Sequence[StoredPart]) -> Iterator[pa.Table]:
    """Yield the rows that hold, a table a part."""
    for part in stored:
        query = select(PART.c.narrow, PART.c.wide).where(PART.c.id == part.id)
        table = unpack(*connection.execute(query).one())
        yield table if part.kept is None else table.filter(pa.array(part.kept))


def wide_of(connection: Connection, part_id: int, row: int) -> dict[str, Any]:
    """Return the wide columns of one row of a part."""
    query = select(PART.c.wide).where(PART.c.id == part_id)
    return wide_row(connection.execute(query).scalar_one(), row)


def find_row(connection: Connection, part_id: int, incident_id: str) -> tuple[int, dict[str, Any]]:
    """Return number and columns of the row of an incident in a part; (-1, {}) where it is not."""
    narrow = narrow_of(connection, part_id)
    row = ids_of(narrow).index(incident_id).as_py()
    if row < 0:
        return -1, {}
    return row, narrow_row(narrow, row) | wide_of(connection, part_id, row)


def _pack_bits(flags: BoolArray) -> bytes:
    return np.packbits(flags).tobytes()


def _unpack_bits(content: bytes | None, count: int) -> BoolArray | None:
    if content is None:
        return None
    return np.unpackbits(np.frombuffer(content, np.uint8), count=count).astype(np.bool_)
