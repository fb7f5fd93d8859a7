"""Land, water and borders under a map: clipped to it, projected, and as fine as paper shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.base_map import FOCUS_COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.borders import Borders
    from geo.snapshot.extent import Box, MapFrame
    from geo.zone import Region

# How far a line on paper may stray, in points. Source: a quarter of a hair line of 0.5 pt.
_PAPER_TOLERANCE_PT = 0.12
# Longest edge, in degrees: what is straight in degrees may be curved on the map.
_STEP_DEG = 0.25
# Points beyond the edge of the map up to which things are kept, so that no cut shows.
_BEYOND_PT = 12.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Ground:
    """What lies under the incidents, in points of the page; empty things are left out.

    `countries` and `governorates` are areas by ISO code; `focus` are the codes of the countries
    that the map is about. Beyond `charted` nothing is known: neither land nor sea.
    """

    charted: BaseGeometry
    countries: Mapping[str, BaseGeometry]
    governorates: Mapping[str, BaseGeometry]
    borders: Mapping[str, BaseGeometry]
    rivers: Mapping[str, BaseGeometry]
    lakes: Mapping[str, BaseGeometry]
    focus: frozenset[str]


def draw_ground(borders: Borders, frame: MapFrame) -> Ground:
    """Return what lies under a map."""
    box = _beyond(frame)
    return Ground(
        charted=_on_page(shapely.box(*charted(borders)), frame, box),
        countries=_layer(borders.countries, "country_code", frame, box),
        governorates=_layer(borders.governorates, "admin1", frame, box),
        borders=_layer(borders.shared, "border_id", frame, box),
        rivers=_layer(borders.rivers, "river_id", frame, box),
        lakes=_layer(borders.lakes, "lake_id", frame, box),
        focus=frozenset(FOCUS_COUNTRIES),
    )


def charted(borders: Borders) -> Box:
    """Return west, south, east and north of what the base map knows, in degrees."""
    west, south, east, north = borders.countries.total_bounds.tolist()
    return west, south, east, north


def zone_on_page(zone: Region, frame: MapFrame) -> BaseGeometry:
    """Return a zone or a drawn area in points of the page, what lies beyond the map cut off."""
    return _on_page(zone.geometry, frame, _beyond(frame))


def line_on_page(line: BaseGeometry, frame: MapFrame) -> BaseGeometry:
    """Return a line (EPSG:4326) in points of the page, what lies beyond the map cut off."""
    return _on_page(line, frame, _beyond(frame))


def _beyond(frame: MapFrame) -> Box:
    west, south, east, north = frame.bounds()
    margin = _BEYOND_PT * frame.metres_per_point / 80_000
    return west - margin, south - margin, east + margin, north + margin


def _layer(layer: GeoDataFrame, column: str, frame: MapFrame, box: Box) -> dict[str, BaseGeometry]:
    codes = np.asarray(layer[column], dtype=object)
    geometries = np.asarray(layer.geometry.values, dtype=object)
    kept = shapely.intersects(geometries, shapely.box(*box))
    found = {}
    for code, geometry in zip(codes[kept].tolist(), geometries[kept], strict=True):
        drawn = _on_page(geometry, frame, box)
        if not drawn.is_empty:
            found[code] = drawn
    return found


def _on_page(geometry: BaseGeometry, frame: MapFrame, box: Box) -> BaseGeometry:
    # A first thinning in degrees, well below what shows, spares most of the work.
    per_degree = 111_000 / frame.metres_per_point
    rough = shapely.simplify(
        shapely.clip_by_rect(geometry, *box),
        _PAPER_TOLERANCE_PT / per_degree / 2,
        preserve_topology=False,
    )
    if rough.is_empty:
        return rough

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = frame.to_page(points[:, 0], points[:, 1])
        return np.column_stack((x, y))

    return shapely.transform(shapely.segmentize(rough, _STEP_DEG), project)
