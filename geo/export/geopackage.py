"""A GeoPackage: incidents, places, borders and zone as layers, with styles and their sources.

The tables ``about``, ``sources`` and ``licences`` tell where the data come from; the same stands as
JSON in the package's own metadata (extension ``gpkg_metadata``). The styles stand in
``layer_styles``, where QGIS looks for them. Lists are JSON arrays.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import asdict
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyogrio
import shapely

from geo.export.qgis import styles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    from geo.export.content import MapExport

# GDAL's options hold for the whole process.
_STAMPING = Lock()
_CRS = "EPSG:4326"
_GEOMETRY = "geom"
# Source: QGIS, QgsOgrProviderUtils, the table that it makes for styles in a GeoPackage.
_STYLE_TABLE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
    f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
    styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)"""
_STYLE_ROW = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
    styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)
VALUES ('', '', ?, ?, ?, ?, ?, 1, ?, '', ?)"""
_REGISTER = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)
VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)"""


def write_geopackage(export: MapExport, path: Path) -> None:
    """Write all layers; `path` must not exist."""
    with _stamped(export.as_of):
        _incidents(export, path)
        _places(export, path)
        _borders(export, path)
        _zone(export, path)
        _tables(export, path)
    _style(export, path)


@contextmanager
def _stamped(moment: str) -> Iterator[None]:
    """Let GDAL stamp layers with `moment` instead of the present one; one thread at a time."""
    with _STAMPING:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _incidents(export: MapExport, path: Path) -> None:
    """Add the incidents, and what the whole file says about its data."""
    table = export.table
    points = np.full(len(table), None, object)
    points[table.located] = shapely.points(table.lon[table.located], table.lat[table.located])
    notice = {"hudud": json.dumps(export.notice(), ensure_ascii=False)}
    columns = _without_nul(export.columns)
    _layer(path, "incidents", columns, points, "Point", dataset_metadata=notice)


def _without_nul(columns: pa.Table) -> pa.Table:
    """Return the columns with NUL made visible: SQLite's readers take it for the end of a text."""
    for position, field in enumerate(columns.schema):
        if field.type == pa.string():
            shown = pc.replace_substring(columns[field.name], "\0", "\u2400")
            columns = columns.set_column(position, field.name, shown)
    return columns


def _layer(
    path: Path,
    name: str,
    columns: pa.Table,
    shapes: npt.NDArray[np.object_],
    kind: str,
    **options: object,
) -> None:
    """Add a layer of geometries, EPSG:4326, shape (n,), None for none."""
    geometry = pa.array(shapely.to_wkb(shapes), pa.binary())
    held = columns.append_column(
        pa.field(_GEOMETRY, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"}),
        geometry,
    )
    pyogrio.write_arrow(
        held,
        path,
        layer=name,
        driver="GPKG",
        geometry_name=_GEOMETRY,
        geometry_type=kind,
        crs=_CRS,
        append=path.exists(),
        **options,
    )


def _places(export: MapExport, path: Path) -> None:
    """Add the gazetteer's places that have a point, with the number of incidents at each."""
    column = export.table.place
    per_place = np.bincount(column.codes, minlength=len(column.values)).tolist()
    incidents = Counter(dict(zip(column.values, per_place, strict=True)))
    places = sorted(export.briefing.places.values(), key=lambda place: place.id)
    placed = [place for place in places if place.lat is not None]
    columns = pa.table(
        {
            "id": pa.array([p.id for p in placed], pa.string()),
            "name": pa.array([p.preferred("en") for p in placed], pa.string()),
            "name_ar": pa.array([p.preferred("ar") for p in placed], pa.string()),
            "feature_code": pa.array([p.feature_code for p in placed], pa.string()),
            "country_code": pa.array([p.country_code for p in placed], pa.string()),
            "admin1": pa.array([p.admin1 for p in placed], pa.string()),
            "extent_km": pa.array([p.extent_km for p in placed], pa.float64()),
            "certainty": pa.array([str(p.certainty) for p in placed], pa.string()),
            "incidents": pa.array([incidents[p.id] for p in placed], pa.int64()),
        }
    )
    at = np.array([(p.lon, p.lat) for p in placed], np.float64).reshape(-1, 2)
    _layer(path, "places", columns, np.asarray(shapely.points(at)), "Point")


def _borders(export: MapExport, path: Path) -> None:
    shared = export.briefing.borders.shared
    columns = pa.Table.from_pandas(shared.drop(columns="geometry"), preserve_index=False)
    lines = [
        shapely.multilinestrings([line]) if line.geom_type == "LineString" else line
        for line in shared.geometry
    ]
    _layer(
        path, "borders", columns.replace_schema_metadata(None), np.array(lines), "MultiLineString"
    )


def _zone(export: MapExport, path: Path) -> None:
    zone = export.zone
    columns = pa.table(
        {
            "border_id": [zone.border_id],
            "side": [zone.side],
            "width_km": [zone.width_m / 1_000],
            "area_km2": [round(zone.area_km2, 1)],
            "status": ["proposed"],
        }
    )
    shape = zone.geometry
    if shape.geom_type == "Polygon":
        shape = shapely.multipolygons([shape])
    _layer(path, "zone", columns, np.array([shape]), "MultiPolygon")


def _tables(export: MapExport, path: Path) -> None:
    """Add what the data are and where they come from, as tables without geometry."""
    notice = export.notice()
    facts = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in notice.items()
        if name not in {"sources", "licences"}
    }
    tables = {
        "about": pa.table({"name": list(facts), "value": list(facts.values())}),
        "sources": pa.Table.from_pylist([asdict(source) for source in export.sources]),
        "licences": pa.Table.from_pylist([asdict(licence) for licence in export.licences]),
    }
    for name, columns in tables.items():
        if columns.num_rows:
            pyogrio.write_arrow(
                columns, path, layer=name, driver="GPKG", geometry_type=None, append=True
            )


def _style(export: MapExport, path: Path) -> None:
    moment = export.as_of
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_STYLE_TABLE)
        database.execute(_REGISTER, (moment,))
        for layer, (qml, sld) in styles(export.event_types).items():
            row = (layer, _GEOMETRY, layer, qml, sld, "Hudud", moment)
            database.execute(_STYLE_ROW, row)
