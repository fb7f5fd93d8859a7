"""The geometry of a Linked Places feature: a representative point and a footprint."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from geopy.distance import great_circle
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from gazetteer.message import Message
from gazetteer.place_files import RowError
from gazetteer.typed_json import Members
from gazetteer.wkt import geometry_of_wkt

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.place import Place

_POINT_ROLE = "representative point"
_FOOTPRINT_ROLE = "footprint"
# How deep collections may stand within collections. Source: GeoJSON (RFC 7946) advises against any.
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class FeatureShape:
    """What a geometry says: point and extent of a place, its footprint as WKT, its certainty."""

    lat: float | None = None
    lon: float | None = None
    extent_km: float = 0.0
    footprint: str | None = None
    certainty: str = ""


def geometry_of(place: Place) -> dict[str, Any]:
    """Return the geometry of a place: its point first, then the parts of its footprint."""
    geometries: list[dict[str, Any]] = []
    if place.lat is not None and place.lon is not None:
        geometries.append(
            {
                "type": "Point",
                "coordinates": [place.lon, place.lat],
                "certainty": place.certainty.value,
                "role": _POINT_ROLE,
            }
        )
    if place.footprint is not None:
        parts = _parts(geometry_of_wkt(place.footprint))
        written = [{**mapping(part), "role": _FOOTPRINT_ROLE} for part in parts]
        # The text of the WKT is kept only where it could not be made again from the coordinates.
        if _wkt(parts) != place.footprint:
            written[0]["geowkt"] = place.footprint
        geometries.extend(written)
    return {"type": "GeometryCollection", "geometries": geometries}


def shape_of(feature: Members) -> FeatureShape:
    """Read the geometry of a feature; of several points the first one counts.

    Raises
    ------
    RowError
        If a geometry is none, or lies outside of the degrees that there are.
    """
    entries = _entries(feature.members("geometry"))
    point: shapely.Point | None = None
    parts: list[BaseGeometry] = []
    wkt: str | None = None
    certainty = ""
    is_own = False
    for entry in entries:
        role = entry.text("role")
        is_own = is_own or role in {_POINT_ROLE, _FOOTPRINT_ROLE}
        wkt = wkt or (entry.text("geowkt") if role == _FOOTPRINT_ROLE else None)
        for geometry in _geometries(entry, is_foreign=not role):
            if not isinstance(geometry, shapely.Point) or role == _FOOTPRINT_ROLE:
                parts.append(geometry)
            elif point is None:
                point, certainty = geometry, entry.text("certainty")
        certainty = certainty or entry.text("certainty")
    footprint = wkt or (_wkt(parts) if parts else None)
    extent_km = 0.0
    if parts and not is_own:
        whole = parts[0] if len(parts) == 1 else shapely.GeometryCollection(parts)
        point = point or whole.representative_point()
        extent_km = _extent_km(whole, point)
    if point is None:
        return FeatureShape(footprint=footprint, certainty=certainty)
    return FeatureShape(point.y, point.x, extent_km, footprint, certainty)


def _entries(geometry: Members, depth: int = 0) -> list[Members]:
    """Return the single geometries of a geometry; the format writes an unknown one as "null"."""
    if depth > _MAX_DEPTH:
        raise RowError(
            "geometry",
            "",
            Message("has collections more than %(most)s deep", most=_MAX_DEPTH),
        )
    if geometry.text("type") == "GeometryCollection":
        inner = geometry.raw("geometries") or []
        if not isinstance(inner, list):
            raise RowError("geometry.geometries", inner, Message("is not a list"))
        return [
            entry
            for i, item in enumerate(inner)
            if item not in (None, "null")
            for entry in _entries(Members(item, f"geometry.geometries[{i}]"), depth + 1)
        ]
    is_empty = not any(geometry.has(name) for name in ("type", "geowkt", "geo_wkt"))
    return [] if is_empty else [geometry]


def _geometries(entry: Members, *, is_foreign: bool) -> list[BaseGeometry]:
    """Return the geometry of the coordinates; in foreign files, that of the WKT beside them too."""
    wkt = entry.text("geowkt") or entry.text("geo_wkt")
    geometries: list[BaseGeometry] = []
    if entry.has("coordinates"):
        geojson = {"type": entry.text("type"), "coordinates": entry.raw("coordinates")}
        geometries.append(_geometry(geojson))
    if wkt and (is_foreign or not geometries):
        geometries.append(_geometry(wkt))
    if not geometries:
        raise RowError("geometry", "", Message("has neither coordinates nor WKT"))
    return geometries


def _geometry(value: dict[str, Any] | str) -> BaseGeometry:
    try:
        geometry: BaseGeometry = geometry_of_wkt(value) if isinstance(value, str) else shape(value)
    except (
        ArithmeticError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ShapelyError,
    ) as error:
        raise RowError("geometry", value, Message("is not a geometry")) from error
    if geometry.is_empty:
        raise RowError("geometry", value, Message("is an empty geometry"))
    west, south, east, north = geometry.bounds
    if not all(map(math.isfinite, (west, south, east, north))):
        raise RowError("geometry", value, Message("has a coordinate that is not a number"))
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise RowError(
            "geometry", value, Message("lies outside of -180 to 180 and -90 to 90 degrees")
        )
    return geometry


def _parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    if isinstance(geometry, shapely.LinearRing):
        return [shapely.LineString(geometry)]
    if not isinstance(geometry, shapely.GeometryCollection):
        return [geometry]
    return [part for inner in shapely.get_parts(geometry) for part in _parts(inner)]


def _wkt(parts: list[BaseGeometry]) -> str:
    whole = parts[0] if len(parts) == 1 else shapely.GeometryCollection(parts)
    return str(whole.wkt)


def _extent_km(whole: BaseGeometry, point: shapely.Point) -> float:
    """Return the distance from `point` to the farthest corner of the box around the footprint."""
    west, south, east, north = whole.bounds
    corners = [(lat, lon) for lat in (south, north) for lon in (west, east)]
    farthest: float = max(great_circle((point.y, point.x), corner).km for corner in corners)
    return round(farthest, 1)
