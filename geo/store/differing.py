"""Which incidents differ between two versions of a data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from geo.store.comparing import StoredPart, compare
from geo.store.datasets import Differences
from geo.store.parts import digests
from geo.store.versions import held_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from sqlalchemy import Connection

    from geo.columns import BoolArray

_WHERE = ("lon", "lat", "place_id")


def differences_between(
    connection: Connection, old: Sequence[StoredPart], new: Sequence[StoredPart]
) -> Differences:
    """Return what differs; parts that both versions share are compared by their rows' flags."""
    old_ids, old_rows, old_points = _differing(connection, old, new)
    new_ids, new_rows, new_points = _differing(connection, new, old)
    rows = compare((new_ids, new_rows), (old_ids, old_rows), whole=True)
    points = compare((new_ids, new_points), (old_ids, old_points), whole=True)

    def chosen(ids: pa.Array, flags: BoolArray) -> tuple[str, ...]:
        return tuple(ids.filter(pa.array(flags)).to_pylist())

    return Differences(
        added=chosen(new_ids, rows.added),
        corrected=chosen(new_ids, rows.updated & ~points.updated),
        moved=chosen(new_ids, rows.updated & points.updated),
        withdrawn=chosen(old_ids, rows.withdrawn),
    )


def _differing(
    connection: Connection, mine: Sequence[StoredPart], other: Sequence[StoredPart]
) -> tuple[pa.Array, npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return ids, digests and digests of the point of the rows that the other version lacks."""
    held = {part.id: part.holds() for part in other}
    lacking = []
    for part in mine:
        kept = part.holds() & ~held.get(part.id, np.zeros(part.row_count, np.bool_))
        if kept.any():
            lacking.append(StoredPart(part.id, part.row_count, kept))
    ids, rows, points = (
        [pa.array([], pa.string())],
        [np.zeros(0, np.uint64)],
        [np.zeros(0, np.uint64)],
    )
    for table in held_rows(connection, lacking):
        ids += table["id"].chunks
        rows.append(digests(table))
        points.append(digests(table, _WHERE))
    return pa.concat_arrays(ids), np.concatenate(rows), np.concatenate(points)
