"""Map files as rows of texts: GeoJSON, KML and KMZ, GeoPackage, zipped shapefiles.

Lines and areas become a point on them and the extent that covers them. What is no longitude and
latitude is turned into it. GeoJSON and KML are read here, GeoPackage and shapefile by GDAL, out of
a folder of their own in which nothing else lies, and only if GDAL takes its driver for them.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import warnings
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, iterparse  # type: ignore[import-untyped]
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError

from geo.distance import WGS84
from geo.errors import IncidentDataError
from geo.imports.bounds import (
    MAX_IN_MEMORY_BYTES,
    check_size,
    data_member,
    extract,
    first_bytes,
    is_archive,
    members_of,
)
from geo.imports.delimited import EMPTY_TEXTS
from geo.imports.tables import checked_header, chunk_of_rows, without_blank_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from shapely.geometry.base import BaseGeometry

    from geo.imports.tables import Chunk, Refuse

# What the point of a feature is called among its columns.
POINT_COLUMNS: Final = ("geometry lat", "geometry lon", "geometry extent km")
_ROWS_AT_ONCE: Final = 20_000
_EMPTY: Final = frozenset(EMPTY_TEXTS)
# Corners of one geometry. Source: own choice; the coast of Norway has fewer.
_MOST_CORNERS: Final = 1_000_000
_SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")

# Attributes by name, and the geometry; None where there is none.
_Feature = tuple["Mapping[str, object]", "BaseGeometry | None"]


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """The features of a map file, read at once."""

    path: Path
    header: tuple[str, ...]
    rows: Sequence[Sequence[str | None]]
    problems: Mapping[int, str]

    @property
    def rows_known(self) -> int:
        """The number of features."""
        return len(self.rows)

    def chunks(self, refuse: Refuse) -> Iterator[Chunk]:
        """Yield the features in their order, counted from 1."""
        for number, problem in self.problems.items():
            refuse(number, "geometry", None, problem)
        for first in range(0, len(self.rows), _ROWS_AT_ONCE):
            numbers = range(first + 1, min(first + _ROWS_AT_ONCE, len(self.rows)) + 1)
            taken = [n for n in numbers if n not in self.problems]
            rows = [self.rows[n - 1] for n in taken]
            yield without_blank_rows(chunk_of_rows(self.header, rows, taken))


def look_at_geojson(path: Path) -> FeatureFile:
    """Return the features of a GeoJSON file.

    Raises
    ------
    IncidentDataError
        If it is too large, no GeoJSON, or in another reference system than longitude and latitude.
    """
    check_size(path, MAX_IN_MEMORY_BYTES)
    try:
        record = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise IncidentDataError(f"is no GeoJSON: {error}", path=path) from error
    features = record.get("features") if isinstance(record, dict) else None
    if not isinstance(features, list):
        raise IncidentDataError("is no GeoJSON: it holds no list of features", path=path)
    crs = json.dumps(record.get("crs") or "CRS84")
    if not any(name in crs for name in ("CRS84", "4326")):
        message = "GeoJSON must be in longitude and latitude (EPSG:4326)"
        raise IncidentDataError(message, path=path, field="crs")
    return _features(path, (_of_geojson(feature) for feature in features))


def _of_geojson(feature: object) -> _Feature | str:
    if not isinstance(feature, dict):
        return "is no feature"
    found = feature.get("properties")
    properties = dict(found) if isinstance(found, dict) else {}
    if "id" in feature:
        properties.setdefault("id", feature["id"])
    if feature.get("geometry") is None:
        return properties, None
    try:
        return properties, shapely.from_geojson(json.dumps(feature["geometry"]))
    except (ShapelyError, TypeError, ValueError, RecursionError):
        return "is no geometry that can be read"


# -- KML -----------------------------------------------------------------------------------------


def look_at_kml(path: Path) -> FeatureFile:
    """Return the placemarks of a KML or KMZ file; times are those of TimeStamp and TimeSpan.

    Raises
    ------
    IncidentDataError
        If it is too large or no KML.
    """
    check_size(path, MAX_IN_MEMORY_BYTES)
    try:
        if is_archive(path):
            member = _main_kml(path)
            with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
                return _features(path, _placemarks(stream))
        with path.open("rb") as stream:
            return _features(path, _placemarks(stream))
    except (ParseError, DefusedXmlException, zipfile.BadZipFile, ValueError, OSError) as error:
        if isinstance(error, IncidentDataError):
            raise
        raise IncidentDataError(f"is no KML that can be read: {error}", path=path) from error


def _main_kml(path: Path) -> zipfile.ZipInfo:
    """Return the file of a KMZ that counts: doc.kml, or the only one."""
    members = members_of(path, most_bytes=MAX_IN_MEMORY_BYTES)
    for member in members:
        if member.filename == "doc.kml":
            return member
    return data_member(path, (".kml",))


def _placemarks(stream: Any) -> Iterator[_Feature | str]:  # noqa: ANN401 - any binary stream
    for _, element in iterparse(stream, forbid_dtd=True):
        if _tag(element) == "Placemark":
            yield _of_placemark(element)
            element.clear()


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _of_placemark(placemark: Element) -> _Feature | str:
    properties: dict[str, object] = {}
    if placemark.get("id"):
        properties["id"] = placemark.get("id")
    geometries: list[BaseGeometry] = []
    for element in placemark.iter():
        tag, text = _tag(element), (element.text or "").strip()
        if tag in {"name", "description", "when", "begin", "end", "address"} and text:
            properties.setdefault({"when": "begin"}.get(tag, tag), text)
        elif tag == "Data":
            values = [(v.text or "").strip() for v in element if _tag(v) == "value"]
            properties.setdefault(element.get("name", "data"), " ".join(values))
        elif tag == "SimpleData":
            properties.setdefault(element.get("name", "data"), text)
        elif tag == "coordinates":
            try:
                geometries.append(_of_coordinates(text))
            except (ValueError, ShapelyError):
                return "has coordinates that cannot be read"
    return properties, shapely.union_all(geometries) if geometries else None


def _of_coordinates(text: str) -> BaseGeometry:
    points = [[float(number) for number in part.split(",")[:2]] for part in text.split()]
    if len(points) == 1:
        return shapely.Point(points[0])
    is_ring = len(points) > 3 and points[0] == points[-1]
    return shapely.Polygon(points) if is_ring else shapely.LineString(points)


# -- GDAL ----------------------------------------------------------------------------------------


def look_at_geopackage(path: Path, layer: str | None = None) -> FeatureFile:
    """Return the features of a layer of a GeoPackage, the first one unless `layer` names another.

    Raises
    ------
    IncidentDataError
        If it is none, or has tables that are made by code.
    """
    check_size(path)
    if not first_bytes(path, 16).startswith(b"SQLite format 3"):
        raise IncidentDataError("is no GeoPackage", path=path)
    _check_plain_tables(path)
    with tempfile.TemporaryDirectory(prefix="hudud-import-") as folder:
        alone = Path(folder) / "data.gpkg"
        alone.symlink_to(path.resolve())
        return _features(path, _of_gdal(path, alone, "GPKG", layer))


def _check_plain_tables(path: Path) -> None:
    """Refuse a database with views, triggers or modules beyond those of the GeoPackage standard."""
    query = (
        "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
        " AND sql NOT LIKE '%USING rtree%' OR type = 'view'"
    )
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            made = database.execute(query).fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise IncidentDataError(f"is no GeoPackage: {error}", path=path) from error
    if made is not None:
        raise IncidentDataError(f"has a table that is made by code: {made[0]!r}", path=path)


def look_at_shapefile(path: Path) -> FeatureFile:
    """Return the features of a zipped shapefile.

    Raises
    ------
    IncidentDataError
        If the archive holds none or more than one, or is refused by its bounds.
    """
    main = data_member(path, (".shp",))
    stem = main.filename[:-4].casefold()
    parts = [
        m
        for m in members_of(path)
        if m.filename.casefold().startswith(stem)
        and m.filename.casefold()[len(stem) :] in _SHAPEFILE_PARTS
    ]
    with tempfile.TemporaryDirectory(prefix="hudud-import-") as folder:
        files = extract(path, parts, Path(folder))
        (shape,) = (file for file in files if file.suffix.casefold() == ".shp")
        return _features(path, _of_gdal(path, shape, "ESRI Shapefile", None))


def _of_gdal(path: Path, file: Path, driver: str, layer: str | None) -> Iterator[_Feature]:
    try:
        with warnings.catch_warnings():
            # Several layers, or none with a geometry: the first one is meant unless it is named.
            warnings.simplefilter("ignore", UserWarning)
            if pyogrio.read_info(file, layer=layer)["driver"] != driver:
                raise IncidentDataError(f"is no {driver}", path=path)
            frame = pyogrio.read_dataframe(file, layer=layer, datetime_as_string=True)
        if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None:
            frame = frame.to_crs("EPSG:4326")
    # pyogrio 0.13 raises the last one for a reference system that is no text.
    except (DataSourceError, DataLayerError, ProjError, ValueError, UnboundLocalError) as error:
        if isinstance(error, IncidentDataError):
            raise
        raise IncidentDataError(f"cannot be read: {error}", path=path) from error
    shapes = frame.geometry if isinstance(frame, gpd.GeoDataFrame) else [None] * len(frame)
    names = [name for name in frame.columns if name != "geometry"]
    for values, shape in zip(frame[names].itertuples(index=False, name=None), shapes, strict=True):
        yield dict(zip(names, values, strict=True)), shape


# -- all -----------------------------------------------------------------------------------------


def _features(path: Path, features: Iterator[_Feature | str]) -> FeatureFile:
    """Return features as rows of texts, with the point and extent of each."""
    found: list[Mapping[str, object]] = []
    points: list[tuple[str | None, ...]] = []
    problems: dict[int, str] = {}
    names: dict[str, None] = {}
    for number, feature in enumerate(features, start=1):
        properties, geometry = ({}, None) if isinstance(feature, str) else feature
        point, problem = _point_of(geometry)
        if isinstance(feature, str) or problem:
            problems[number] = feature if isinstance(feature, str) else problem
        names.update(dict.fromkeys(properties))
        found.append(properties)
        points.append(point)
    header = checked_header(path, [*POINT_COLUMNS, *names])
    rows = [
        (*point, *(_text(properties.get(name)) for name in names))
        for point, properties in zip(points, found, strict=True)
    ]
    return FeatureFile(path, header, rows, problems)


def _point_of(geometry: BaseGeometry | None) -> tuple[tuple[str | None, ...], str]:
    """Return lat, lon and extent in km as texts, and what is wrong with a geometry ("" nothing)."""
    none: tuple[str | None, ...] = (None,) * 3
    if geometry is None or geometry.is_empty:
        return none, ""
    corners = shapely.get_coordinates(geometry)
    if len(corners) > _MOST_CORNERS:
        return none, f"has more than {_MOST_CORNERS:,} corners"
    outside = (np.abs(corners) > (180, 90)).any() or not np.isfinite(corners).all()
    if outside:
        return none, "has corners that are no longitude and latitude"
    if len(corners) == 1:
        return (repr(float(corners[0, 1])), repr(float(corners[0, 0])), None), ""
    middle = geometry.representative_point()
    count = len(corners)
    metres = WGS84.inv(np.full(count, middle.x), np.full(count, middle.y), *corners.T)[2]
    return (repr(middle.y), repr(middle.x), f"{metres.max() / 1000:.3f}"), ""


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    return None if text in _EMPTY else text
