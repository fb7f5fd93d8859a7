"""The rows of a data set as the map's columns, and what the gazetteer says of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gazetteer import UnresolvedReport
from geo.build import table_from_columns
from geo.columns import Coded, CodedSets, join_codes
from geo.incidents import TimePrecision, Verification
from geo.joining import take_incidents, take_places
from geo.store.columns import STORED_COLUMNS
from geo.store.parts import NARROW, narrow_row
from geo.store.versions import held_rows, narrow_of, parts_at, wide_of
from geo.table import NAMED_ONLY, IncidentTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from gazetteer import Database, Place
    from geo.build import Locate
    from geo.columns import Float64Array, Int32Array, Int64Array
    from geo.store.comparing import StoredPart
    from geo.store.datasets import DatasetInfo

# What could be the id of an actor or a source that ships, and is not.
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LOADED = tuple(name for name in NARROW if name != "flags")
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
    counts = [0]
    tables = [STORED_COLUMNS.empty_table().select(_LOADED)]
    for part in held_rows(connection, parts, columns=_LOADED):
        tables.append(part)
        counts.append(part.num_rows)
    rows = pa.concat_tables(tables).unify_dictionaries()
    del tables
    table = _table(rows, info, f"{epoch}.{info.id}.{info.version}")
    return LoadedSet(info, epoch, table, _unplaced(rows, table), parts, np.cumsum(counts)[:-1])


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


def _table(rows: pa.Table, info: DatasetInfo, revision: str) -> IncidentTable:
    count = rows.num_rows
    place = _coded(rows["place_id"], rows["place_name"])
    return table_from_columns(
        {
            "ids": pc.binary_join_element_wise(info.id, rows["id"].combine_chunks(), ":"),
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
            "place": place,
            "dataset": Coded((info.id,), np.zeros(count, np.int32)),
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


def _unplaced(rows: pa.Table, table: IncidentTable) -> Unplaced:
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


def place_ids(loaded: LoadedSet, settled: Sequence[str | None]) -> list[str]:
    """Return for each name of ``loaded.unplaced`` the id of its place, "" for none.

    `settled` holds for each of them the id that an editor settled it on, None for none.
    """
    pairs = zip(loaded.unplaced.place_ids, settled, strict=True)
    return [place_id or chosen or "" for place_id, chosen in pairs]


def rows_at(loaded: LoadedSet, ids: Sequence[str], wanted: Callable[[str], bool]) -> LoadedSet:
    """Return the rows alone that take their point from a wanted place.

    Parameters
    ----------
    loaded
        The data set.
    ids
        What `place_ids` gives.
    wanted
        Tells whether the place with an id is wanted.
    """
    unplaced = loaded.unplaced
    flags = np.array([bool(place_id) and wanted(place_id) for place_id in ids], np.bool_)
    chosen = flags[unplaced.codes] if flags.any() else np.zeros(unplaced.rows.size, np.bool_)
    rows = unplaced.rows[chosen]
    fewer = replace(
        unplaced,
        rows=np.arange(rows.size),
        codes=unplaced.codes[chosen],
        extent_km=unplaced.extent_km[chosen],
    )
    return replace(loaded, table=take_incidents(loaded.table, rows), unplaced=fewer)


def placed(
    loaded: LoadedSet, places: Mapping[str, Place], ids: Sequence[str], locate: Locate
) -> IncidentTable:
    """Return the rows of a data set with what they take from the gazetteer.

    Parameters
    ----------
    loaded
        The data set.
    places
        Gazetteer places by id.
    ids
        What `place_ids` gives.
    locate
        Finds country and governorate of points.
    """
    unplaced, table = loaded.unplaced, loaded.table
    found = [places.get(place_id) for place_id in ids]
    if not any(found):
        return table
    known = np.array([place is not None for place in found], np.bool_)[unplaced.codes]
    return take_places(
        table,
        found,
        locate,
        rows=unplaced.rows[known],
        codes=unplaced.codes[known],
        extent_km=unplaced.extent_km[known],
    )
