"""What is new in the rows of an import, beside the version that holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gazetteer import Message
from geo.errors import IncidentDataError
from geo.store.parts import PART_ROWS, Part, digests, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from geo.columns import BoolArray

# Beyond so many parts more than its rows need, a version is packed anew: each part costs a read.
_SPARE_PARTS = 20


@dataclass(frozen=True, slots=True, eq=False)
class StoredPart:
    """A part in the database: its number, and which of its rows hold; None for all."""

    id: int
    row_count: int
    kept: BoolArray | None = None

    def holds(self) -> BoolArray:
        """Tell for each row of the part whether it holds."""
        return np.ones(self.row_count, np.bool_) if self.kept is None else self.kept


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What became of the rows: flags over those of the file, and over those that held.

    `added` and `updated` have the shape (rows of the file,), `withdrawn` and `replaced` that of the
    rows that held, in the order of their parts.
    """

    added: BoolArray
    updated: BoolArray
    withdrawn: BoolArray
    replaced: BoolArray

    @property
    def changes(self) -> int:
        """How many rows came, went or changed."""
        return int(self.added.sum() + self.updated.sum() + self.withdrawn.sum())


def unique_ids(parts: Sequence[Part], ids: Callable[[Part], pa.Array]) -> pa.Array:
    """Return the ids of all rows.

    Raises
    ------
    IncidentDataError
        If one occurs twice.
    """
    found = pa.concat_arrays([pa.array([], pa.string()), *map(ids, parts)])
    counted = pc.value_counts(found)
    if len(counted) < len(found):
        twice = pc.equal(counted.field("counts"), 1).index(pa.scalar(value=False)).as_py()
        value = counted.field("values")[twice].as_py()
        rows = np.flatnonzero(pc.equal(found, value).to_numpy(zero_copy_only=False))
        message = Message(
            "the id already stands in row %(row)s; the value is %(value)r",
            row=int(rows[0]) + 1,
            value=value,
        )
        raise IncidentDataError(message, row=int(rows[1]) + 1, field="id")
    return found


def compare(
    new: tuple[pa.Array, npt.NDArray[np.uint64]],
    old: tuple[pa.Array, npt.NDArray[np.uint64]],
    *,
    whole: bool,
) -> Comparison:
    """Compare ids and digests of the rows of a file with those that hold.

    Parameters
    ----------
    new, old
        Ids, each once, and digests (see `geo.store.parts.digests`).
    whole
        Whether what the file leaves out is withdrawn.
    """
    position = pc.fill_null(pc.index_in(new[0], value_set=old[0]), -1).to_numpy()
    known = position >= 0
    updated = known.copy()
    updated[known] = old[1][position[known]] != new[1][known]
    met = np.zeros(len(old[0]), np.bool_)
    met[position[known]] = True
    replaced = np.zeros(len(old[0]), np.bool_)
    replaced[position[updated]] = True
    withdrawn = ~met if whole else np.zeros_like(met)
    return Comparison(~known, updated, withdrawn, replaced)


def rows_of(parts: Iterable[Part], flags: BoolArray) -> Iterator[pa.Table]:
    """Yield those rows of `parts` that are flagged."""
    start = 0
    for part in parts:
        wanted = flags[start : start + part.row_count]
        start += part.row_count
        if wanted.any():
            yield part.table().filter(pa.array(wanted))


def digests_of(tables: Iterable[pa.Table]) -> npt.NDArray[np.uint64]:
    """Return the digests of all rows of `tables`."""
    return np.concatenate([np.zeros(0, np.uint64), *map(digests, tables)])


def still_held(stored: Sequence[StoredPart], gone: BoolArray) -> list[StoredPart]:
    """Return the parts without the rows that are `gone`, flags over the rows that held."""
    left = []
    start = 0
    for part in stored:
        holds = part.holds().copy()
        count = int(holds.sum())
        holds[np.flatnonzero(holds)] = ~gone[start : start + count]
        start += count
        if holds.any():
            left.append(StoredPart(part.id, part.row_count, None if holds.all() else holds))
    return left


def next_parts(
    file_parts: Sequence[Part],
    stored: Sequence[StoredPart],
    found: Comparison,
    *,
    whole: bool,
    tables: Callable[[Sequence[StoredPart]], Iterable[pa.Table]],
) -> tuple[list[StoredPart], list[Part]]:
    """Return of what the next version consists: stored parts and, after them, new ones.

    Few changes become a small part of their own beside those that are there; many, or many small
    parts, are packed anew.

    Parameters
    ----------
    file_parts
        All rows of the file.
    stored
        The parts of the version that holds.
    found
        How the two differ.
    whole
        Whether the file holds all rows that are to hold.
    tables
        Gives the rows that hold of stored parts.
    """
    left = still_held(stored, found.withdrawn | found.replaced)
    changed = found.added | found.updated
    total = int(sum(part.holds().sum() for part in left)) + int(changed.sum())
    if whole and found.changes * 2 >= total:
        return [], list(file_parts)
    fresh = list(parts_of(rows_of(file_parts, changed)))
    if len(left) + len(fresh) > 2 * (total // PART_ROWS) + _SPARE_PARTS:
        return [], list(parts_of([*tables(left), *rows_of(file_parts, changed)]))
    return left, fresh
