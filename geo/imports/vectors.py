"""Map files as rows of texts: GeoJSON, and what all kinds of features have in common.

Lines and areas become a point on them and the extent that covers them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely.errors import ShapelyError

from gazetteer import Message, message_of
from geo.distance import WGS84
from geo.errors import IncidentDataError
from geo.imports.bounds import MAX_IN_MEMORY_BYTES, check_size
from geo.imports.delimited import EMPTY_TEXTS
from geo.imports.tables import check_cell_count, checked_header, chunk_of_rows, without_blank_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.imports.tables import Chunk, Refuse

# What the point of a feature is called among its columns.
POINT_COLUMNS: Final = ("geometry lat", "geometry lon", "geometry extent km")
_ROWS_AT_ONCE: Final = 20_000
_EMPTY: Final = frozenset(EMPTY_TEXTS)
# Corners of one geometry. Source: own choice; the coast of Norway has fewer.
MOST_CORNERS: Final = 1_000_000
# Objects and lists of a GeoJSON file. Source: own choice; a point has four of them, so that there
# may be more than a million points.
_MOST_BRACKETS: Final = 6_000_000

# Attributes by name, and the geometry; None where there is none.
Feature = tuple["Mapping[str, object]", "BaseGeometry | None"]


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """The features of a map file, read at once."""

    path: Path
    header: tuple[str, ...]
    rows: Sequence[Sequence[str | None]]
    problems: Mapping[int, Message]

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
        text = path.read_bytes()
        # Each needs some sixty times the room of its bracket.
        if text.count(b"{") + text.count(b"[") > _MOST_BRACKETS:
            message = Message(
                "holds more than %(parts)s objects and lists", parts=f"{_MOST_BRACKETS:,}"
            )
            raise IncidentDataError(message, path=path)
        record = json.loads(text.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, IncidentDataError):
            raise
        raise IncidentDataError(
            Message("is no GeoJSON: %(problem)s", problem=message_of(error)), path=path
        ) from error
    features = record.get("features") if isinstance(record, dict) else None
    if not isinstance(features, list):
        raise IncidentDataError(Message("is no GeoJSON: it holds no list of features"), path=path)
    crs = json.dumps(record.get("crs") or "CRS84")
    if not any(name in crs for name in ("CRS84", "4326")):
        message = Message("GeoJSON must be in longitude and latitude (EPSG:4326)")
        raise IncidentDataError(message, path=path, field="crs")
    return feature_file(path, (_of_geojson(feature) for feature in features))


def _of_geojson(feature: object) -> Feature | Message:
    if not isinstance(feature, dict):
        return Message("is no feature")
    found = feature.get("properties")
    properties = dict(found) if isinstance(found, dict) else {}
    if "id" in feature:
        properties.setdefault("id", feature["id"])
    if feature.get("geometry") is None:
        return properties, None
    try:
        return properties, shapely.from_geojson(json.dumps(feature["geometry"]))
    except (ShapelyError, TypeError, ValueError, RecursionError):
        return Message("is no geometry that can be read")


def feature_file(path: Path, features: Iterator[Feature | Message]) -> FeatureFile:
    """Return features as rows of texts, with the point and extent of each.

    Parameters
    ----------
    path
        The file, to be named in errors.
    features
        Each with its attributes and geometry in EPSG:4326, or why it cannot be taken.

    Raises
    ------
    IncidentDataError
        If there are too many attributes or features.
    """
    found: list[Mapping[str, object]] = []
    points: list[tuple[str | None, ...]] = []
    problems: dict[int, Message] = {}
    names: dict[str, None] = {}
    for number, feature in enumerate(features, start=1):
        properties, geometry = ({}, None) if isinstance(feature, Message) else feature
        point, problem = _point_of(geometry)
        if isinstance(feature, Message):
            problem = feature
        if problem is not None:
            problems[number] = problem
        names.update(dict.fromkeys(properties))
        found.append(properties)
        points.append(point)
    header = checked_header(path, [*POINT_COLUMNS, *map(_encodable, names)])
    check_cell_count(path, len(points), len(header))
    rows = [
        (*point, *(_text(properties.get(name)) for name in names))
        for point, properties in zip(points, found, strict=True)
    ]
    return FeatureFile(path, header, rows, problems)


def _point_of(geometry: BaseGeometry | None) -> tuple[tuple[str | None, ...], Message | None]:
    """Return lat, lon and extent in km as texts, and what is wrong with a geometry, if anything."""
    none: tuple[str | None, ...] = (None,) * 3
    if geometry is None or geometry.is_empty:
        return none, None
    corners = shapely.get_coordinates(geometry)
    if len(corners) > MOST_CORNERS:
        return none, Message("has more than %(most)s corners", most=f"{MOST_CORNERS:,}")
    outside = (np.abs(corners) > (180, 90)).any() or not np.isfinite(corners).all()
    if outside:
        return none, Message("has corners that are no longitude and latitude")
    if len(corners) == 1:
        return (repr(float(corners[0, 1])), repr(float(corners[0, 0])), None), None
    try:
        middle = geometry.representative_point()
    except ShapelyError:
        return none, Message("is no geometry that can be read")
    count = len(corners)
    metres = WGS84.inv(np.full(count, middle.x), np.full(count, middle.y), *corners.T)[2]
    return (repr(middle.y), repr(middle.x), f"{metres.max() / 1000:.3f}"), None


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict | list):
        return _encodable(json.dumps(value, ensure_ascii=False))
    text = _encodable(str(value))
    return None if text in _EMPTY else text


def _encodable(text: str) -> str:
    """Return a text without halves of letters, which JSON can write and nothing else."""
    return text.encode("utf-8", "replace").decode()
