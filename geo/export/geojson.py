"""GeoJSON as RFC 7946 has it: the incidents, and the zone in a file of its own.

Coordinates are WGS 84, longitude first, 7 decimals (a centimetre); rings run by the right-hand
rule; an incident without a point has no geometry. What the file says about its data stands in the
member ``metadata`` of the collection, which readers that do not know it pass over.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import shapely

from geo.export.columns import LIST_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.export.content import MapExport

# Source: RFC 7946, section 11.2, on what precision is worth its bytes.
_DECIMALS = 7
# Rows that are held as text at once.
_CHUNK = 20_000


def write_geojson(export: MapExport, path: Path) -> None:
    """Write the incidents, one feature a line."""
    located = export.table.located
    points = np.column_stack((export.table.lon, export.table.lat))[located]
    bounds = [*points.min(axis=0).tolist(), *points.max(axis=0).tolist()] if len(points) else []
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_opening(export, bounds))
        between = "\n"
        for feature in _features(export.columns):
            file.write(f"{between}{feature}")
            between = ",\n"
        file.write("\n]}\n")


def write_zone_geojson(export: MapExport, path: Path) -> None:
    """Write the zone as one feature."""
    zone = export.zone
    shape = shapely.orient_polygons(
        shapely.set_precision(zone.geometry, 10**-_DECIMALS), exterior_cw=False
    )
    feature = {
        "type": "Feature",
        "properties": {
            "border_id": zone.border_id,
            "side": zone.side,
            "width_km": zone.width_m / 1_000,
            "area_km2": round(zone.area_km2, 1),
            "status": "proposed",
        },
        "geometry": _rounded(shapely.geometry.mapping(shape)),
    }
    bounds = [] if shape.is_empty else list(shape.bounds)
    text = f"{_opening(export, bounds)}\n{json.dumps(feature)}\n]}}\n"
    path.write_text(text, encoding="utf-8")


def _opening(export: MapExport, bounds: list[float]) -> str:
    """Return the collection up to its first feature."""
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if bounds:
        head["bbox"] = [round(value, _DECIMALS) for value in bounds]
    head["metadata"] = export.notice()
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "features": ['


def _features(columns: pa.Table) -> Iterator[str]:
    """Yield each row as a feature."""
    names = columns.column_names
    for batch in columns.to_batches(max_chunksize=_CHUNK):
        held = [_values(batch.column(name), name) for name in names]
        lons, lats = (batch.column(name).to_pylist() for name in ("lon", "lat"))
        for row, lon, lat in zip(zip(*held, strict=True), lons, lats, strict=True):
            point = None
            if lon is not None:
                at = [round(lon, _DECIMALS), round(lat, _DECIMALS)]
                point = {"type": "Point", "coordinates": at}
            properties = dict(zip(names, row, strict=True))
            feature = {
                "type": "Feature",
                "id": properties["id"],
                "geometry": point,
                "properties": properties,
            }
            yield json.dumps(feature, ensure_ascii=False)


def _values(column: pa.Array, name: str) -> list[Any]:
    """Return a column as JSON values."""
    if name in LIST_COLUMNS:
        written = column.dictionary_encode()
        lists = [json.loads(text) for text in written.dictionary.to_pylist()]
        return [[] if code is None else lists[code] for code in written.indices.to_pylist()]
    if pa.types.is_date(column.type):
        column = column.cast(pa.string())
    values: list[Any] = column.to_pylist()
    return values


def _rounded(value: Any) -> Any:  # noqa: ANN401  # coordinates nest to any depth
    """Return a geometry's mapping with its numbers rounded."""
    if isinstance(value, dict):
        return {key: _rounded(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(held) for held in value]
    return round(value, _DECIMALS) if isinstance(value, float) else value
