"""The rows of a data set as the map's columns, and what the gazetteer says of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gazetteer import UnresolvedReport
from geo.build import table_from_columns
from geo.columns import Coded, CodedSets, join_codes
from geo.incidents import TimePrecision, Verification
from geo.store.columns import STORED_COLUMNS
from geo.store.parts import narrow_row, unpack_narrow
from geo.store.versions import narrow_of, parts_at, wide_of
from geo.table import NAMED_ONLY, IncidentTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from gazetteer import Database
    from geo.columns import BoolArray, Float64Array, Int32Array, Int64Array
    from geo.store.comparing import StoredPart
    from geo.store.datasets import DatasetInfo

# What could be the id of an actor or a source that ships, and is not.
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ON_DEMAND = ("place_name", "flags")


@dataclass(frozen=True, slots=True, eq=False)
class Unplaced:
    """Rows without a point of their own: `rows`, and which of the `names` each bears.

    A name is the id of a place, "" where none was resolved, and the publisher's name in its
    context. `extent_km` is the rows' own, nan for none. The arrays have the shape (m,).
    """

    rows: Int64Array
    codes: Int32Array
    extent_km: Float64Array
    place_ids: tuple[str, ...]
    names: tuple[UnresolvedReport, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSet:
    """One version of a data set in memory.

    `table` holds the rows as they are stored: what takes its point from the gazetteer has none.
    Row i of it is row ``i - starts[p]`` of those that hold of ``parts[p]``.
    """

    info: DatasetInfo
    epoch: str
    table: IncidentTable
    unplaced: Unplaced
    parts: tuple[StoredPart, ...]
    starts: Int64Array

    def __len__(self) -> int:
        return len(self.table)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedIncident:
    """What is told of one imported incident beside its row in the table.

    `id` is the publisher's, `flags` what an analyst should look at, `details` everything else that
    the publisher says, as texts.
    """

    id: str
    dataset: DatasetInfo
    place_name: str
    flags: tuple[str, ...]
    details: Mapping[str, str]


def load_set(connection: Connection, info: DatasetInfo, epoch: str) -> LoadedSet:
    """Return the rows of the version that `info` names."""
    parts = tuple(parts_at(connection, info.id, info.version))
    rows = _Rows([(narrow_of(connection, part.id), part.kept) for part in parts])
    table = _table(rows, info, f"{epoch}.{info.id}.{info.version}")
    starts = np.cumsum([0, *(int(part.holds().sum()) for part in parts)])[:-1]
    unplaced = _unplaced(rows, table)
    # What unpacking needed goes back to the system; the allocator would keep it.
    pa.default_memory_pool().release_unused()
    return LoadedSet(info, epoch, table, unplaced, parts, starts)


class _Rows:
    """The rows of packed parts, unpacked column by column, so that no two are held at once."""

    def __init__(self, packed: Sequence[tuple[bytes, BoolArray | None]]) -> None:
        self._packed = packed

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        chunks = [STORED_COLUMNS.empty_table()[name]]
        for narrow, kept in self._packed:
            column = unpack_narrow(narrow, [name])[name]
            chunks.append(column if kept is None else column.filter(pa.array(kept)))
        tables = [pa.table({name: chunk}) for chunk in chunks]
        return pa.concat_tables(tables).unify_dictionaries()[name]


def imported_incident(database: Database, loaded: LoadedSet, row: int) -> ImportedIncident:
    """Return what the database says of one row of a data set."""
    which = int(np.searchsorted(loaded.starts, row, side="right")) - 1
    part = loaded.parts[which]
    held = int(np.flatnonzero(part.holds())[row - int(loaded.starts[which])])
    with database.read() as connection:
        narrow = narrow_row(narrow_of(connection, part.id), held, _ON_DEMAND)
        details = json.loads(wide_of(connection, part.id, held)["details"] or "{}")
    incident_id: str = loaded.table.ids[row].as_py()
    return ImportedIncident(
        id=incident_id.partition(":")[2],
        dataset=loaded.info,
        place_name=narrow["place_name"] or "",
        flags=tuple((narrow["flags"] or "").split()),
        details={str(key): str(value) for key, value in details.items()},
    )


def _table(rows: _Rows, info: DatasetInfo, revision: str) -> IncidentTable:
    ids = pc.binary_join_element_wise(info.id, rows["id"].combine_chunks(), ":")
    return table_from_columns(
        {
            "ids": ids,
            **{name: _floats(rows[name]) for name in ("lon", "lat", *_NUMBERS)},
            "extent_km": np.nan_to_num(_floats(rows["extent_km"])),
            "start_day": rows["start_day"].to_numpy(),
            "end_day": rows["end_day"].to_numpy(),
            "time_precision": _coded(rows["time_precision"], default=TimePrecision.DAY),
            "event_type": _coded(rows["event_type"]),
            "sub_type": _coded(rows["sub_type"]),
            "country": _coded(rows["country"]),
            "admin1": _coded(rows["admin1"]),
            "verification": _coded(rows["verification"], default=Verification.REPORTED),
            "place": _coded(rows["place_id"], rows["place_name"]),
            "dataset": Coded((info.id,), np.zeros(len(ids), np.int32)),
            "actors": _sets(rows["actors"]),
            "sources": _sets(rows["sources"]),
            "summary": rows["summary"].combine_chunks(),
            "summary_ar": rows["summary_ar"].combine_chunks(),
        },
        revision=revision,
    )


_NUMBERS = ("fatalities_low", "fatalities_best", "fatalities_high", "injured")


def _floats(column: pa.ChunkedArray) -> Float64Array:
    numbers: Float64Array = pc.fill_null(column, float("nan")).to_numpy()
    return numbers


def _texts_of(column: pa.ChunkedArray, default: str = "") -> tuple[tuple[str, ...], Int32Array]:
    """Return the values of a coded column and the code of each row, null as `default`."""
    array = column.combine_chunks()
    values = [*array.dictionary.to_pylist(), default]
    codes = pc.fill_null(array.indices, len(values) - 1).to_numpy(zero_copy_only=False)
    return tuple(values), codes.astype(np.int32)


def _coded(
    column: pa.ChunkedArray, names: pa.ChunkedArray | None = None, default: str = ""
) -> Coded:
    """Return a column; with `names`, what has no value of its own is only named."""
    values, codes = _texts_of(column, default)
    if names is not None:
        spoken, spoken_codes = _texts_of(names)
        codes = np.where(codes == len(values) - 1, spoken_codes + len(values), codes)
        values = (*values, *(f"{NAMED_ONLY}{name}" if name else "" for name in spoken))
    return Coded.compact(values, codes.astype(np.int32))


def _sets(column: pa.ChunkedArray) -> CodedSets:
    lists = column.combine_chunks()
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    encoded = lists.flatten().dictionary_encode()
    offsets = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    values = tuple(
        f"{NAMED_ONLY}{value}" if _SLUG.fullmatch(value) else value
        for value in encoded.dictionary.to_pylist()
    )
    return CodedSets.from_rows(values, offsets, encoded.indices.to_numpy())


def _unplaced(rows: _Rows, table: IncidentTable) -> Unplaced:
    where = np.flatnonzero(~table.located)
    columns = []
    for name in ("place_id", "place_name", "country", "admin1"):
        values, codes = _texts_of(rows[name])
        columns.append((values, codes[where]))
    codes, of = join_codes(*((codes, len(values)) for values, codes in columns))
    texts = [
        [values[code] for code in found] for (values, _), found in zip(columns, of, strict=True)
    ]
    names = tuple(
        UnresolvedReport(name=name, country=country, admin1=admin1)
        for name, country, admin1 in zip(*texts[1:], strict=True)
    )
    extent_km = _floats(rows["extent_km"])[where]
    return Unplaced(where, codes, extent_km, tuple(texts[0]), names)
