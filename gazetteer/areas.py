"""Outlines of countries and governorates, coarse: to tell a place that lies in the wrong one."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_PATH = Path(__file__).parent / "data" / "areas" / "areas.geojson"
# Kilometres in a degree of latitude. Source: WGS84, a quarter meridian of 10,002 km over 90.
_KM_PER_DEGREE = 111.13


class Areas(Protocol):
    """Whatever can tell how far a point lies outside a country or governorate."""

    def outside_km(self, code: str, lat: float, lon: float) -> float | None:
        """Return the distance of a point from an area in km, 0 inside, None when not known."""


@dataclass(frozen=True, slots=True)
class _Outline:
    shape: BaseGeometry
    clipped: bool


class OutlineAreas:
    """Areas from a GeoJSON file; see `data/areas/README.md`.

    Parameters
    ----------
    outlines
        Outlines by ISO 3166-1 or 3166-2 code, EPSG:4326.
    window
        West, south, east, north in degrees: what lies outside is unknown to a clipped outline.
    """

    def __init__(
        self, outlines: dict[str, _Outline], window: tuple[float, float, float, float]
    ) -> None:
        self._outlines = outlines
        self._window = window

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the outlines of a file."""
        collection = json.loads(path.read_text(encoding="utf-8"))
        outlines = {}
        for feature in collection["features"]:
            shape = shapely.geometry.shape(feature["geometry"])
            shapely.prepare(shape)
            facts = feature["properties"]
            outlines[facts["code"]] = _Outline(shape, facts["clipped"])
        west, south, east, north = collection["bbox"]
        return cls(outlines, (west, south, east, north))

    def outside_km(self, code: str, lat: float, lon: float) -> float | None:
        """Return how far a point lies outside an area, in km on the local plane; 0 inside.

        None when the area is not among the outlines, or only a part of it that says nothing here.
        The distance is right to a per cent near the area and a lower bound far from it.
        """
        outline = self._outlines.get(code)
        west, south, east, north = self._window
        in_window = west <= lon <= east and south <= lat <= north
        if outline is None or (outline.clipped and not in_window):
            return None
        point = shapely.Point(lon, lat)
        if outline.shape.intersects(point):
            return 0.0
        nearest = shapely.shortest_line(point, outline.shape).coords[1]
        across = (nearest[0] - lon) * math.cos(math.radians((lat + nearest[1]) / 2))
        return math.hypot(across, nearest[1] - lat) * _KM_PER_DEGREE


@lru_cache(maxsize=1)
def shipped_areas() -> OutlineAreas:
    """Return the outlines that ship with the project."""
    return OutlineAreas.read(_PATH)
