"""Tables of incidents made of others: rows put on places, and tables joined into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from geo.build import areas_of, names_of
from geo.columns import Coded, CodedSets
from geo.table import IncidentTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer import Place
    from geo.build import Locate
    from geo.columns import Float64Array, Int32Array, Int64Array


def take_places(
    table: IncidentTable,
    places: Sequence[Place | None],
    locate: Locate | None,
    *,
    rows: Int64Array,
    codes: Int32Array,
    extent_km: Float64Array,
) -> IncidentTable:
    """Return `table` with some rows taking point, extent, area and name from the gazetteer.

    Parameters
    ----------
    table
        The table; what it knows of other rows is shared.
    places
        Gazetteer places; those that rows take are not None.
    locate
        Finds country and governorate of points; without it they are the gazetteer's.
    rows, codes, extent_km
        Which rows, and for each its number in `places` and its own extent, nan for none; (m,).
    """
    points = np.full((3, len(places)), np.nan)
    for code, place in enumerate(places):
        if place is not None and place.lon is not None and place.lat is not None:
            points[:, code] = place.lon, place.lat, place.extent_km
    country, admin1 = areas_of(points[0], points[1], points[2], places, locate)
    known = [place for place in places if place is not None]
    lon, lat, extents = table.lon.copy(), table.lat.copy(), table.extent_km.copy()
    lon[rows], lat[rows] = points[0].take(codes), points[1].take(codes)
    own = np.isnan(extent_km) | np.isnan(lon[rows])
    extents[rows] = np.where(own, points[2].take(codes), extent_km)
    ids = ["" if place is None else place.id for place in places]
    digest = blake2b(f"{table.revision}\x1f{len(rows)}".encode(), digest_size=8)
    for told in (repr(points.tolist()), repr((country, admin1, ids)), codes.tobytes()):
        digest.update(told.encode() if isinstance(told, str) else told)
    for place in known:
        digest.update(repr(place.toponyms).encode())
    return replace(
        table,
        lon=lon,
        lat=lat,
        extent_km=extents,
        country=table.country.replaced(rows, country, codes),
        admin1=table.admin1.replaced(rows, admin1, codes),
        place=table.place.replaced(rows, ids, codes),
        names={**table.names, **names_of(known, {}, {})},
        also_named={"place": {p.id: " ".join(t.name for t in p.toponyms) for p in known}},
        revision=digest.hexdigest(),
    )


def take_incidents(table: IncidentTable, rows: Int64Array) -> IncidentTable:
    """Return some rows of `table`, in the order of `rows`."""
    taken: dict[str, Any] = {}
    for column in fields(IncidentTable):
        value = getattr(table, column.name)
        if isinstance(value, Coded | CodedSets):
            taken[column.name] = replace(value, codes=value.codes.take(rows))
        elif isinstance(value, np.ndarray):
            taken[column.name] = value.take(rows)
        elif isinstance(value, pa.Array | pa.ChunkedArray):
            taken[column.name] = value.take(pa.array(rows))
    return replace(table, **taken, searched=(), revision="")


def concat_incidents(tables: Sequence[IncidentTable]) -> IncidentTable:
    """Return the rows of `tables`, one after the other.

    Names, and how distances are measured and zones judged, are those of the first that has them.
    The revision follows from theirs.
    """
    if len(tables) == 1:
        return tables[0]
    joined: dict[str, Any] = {}
    for column in fields(IncidentTable):
        values = [getattr(table, column.name) for table in tables]
        if isinstance(values[0], Coded):
            joined[column.name] = Coded.concat(values)
        elif isinstance(values[0], CodedSets):
            joined[column.name] = CodedSets.concat(values)
        elif isinstance(values[0], np.ndarray):
            joined[column.name] = np.concatenate(values)
        elif isinstance(values[0], pa.Array | pa.ChunkedArray):
            joined[column.name] = pa.chunked_array(
                [chunk for v in values for chunk in (v.chunks if _is_chunked(v) else [v])]
            )
        elif isinstance(values[0], Mapping):
            joined[column.name] = _joined_names(values)
    revisions = "\x1f".join(table.revision for table in tables)
    return IncidentTable(
        **joined,
        measure_distance=tables[0].measure_distance,
        judge_zone=tables[0].judge_zone,
        searched=tuple(part for table in tables for part in table.searched),
        revision=blake2b(revisions.encode(), digest_size=8).hexdigest(),
    )


def _is_chunked(column: object) -> bool:
    return isinstance(column, pa.ChunkedArray)


def _joined_names(named: Sequence[Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    joined: dict[str, dict[str, Any]] = {}
    for names in reversed(named):
        for column, of_values in names.items():
            joined.setdefault(column, {}).update(of_values)
    return joined
