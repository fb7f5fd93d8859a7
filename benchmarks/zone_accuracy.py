"""How exact and how fast the zone is, beside the usual shortcuts.

Run from the project's folder: `python -m benchmarks.zone_accuracy`. The oracle shares no code with
the zone: it tries every point of the densified border by its straight distance through the Earth
and measures the geodesic to the nearest.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod, Transformer

from geo import ZONE_WIDTH_M, buffer_zone, load_borders

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]

GEOD = Geod(ellps="WGS84")
WIDTHS_M = (1_000.0, 5_000.0, ZONE_WIDTH_M, 50_000.0, 100_000.0, 200_000.0)
STRIPS = (("SY-TR", "SY"), ("SY-TR", "TR"), ("IQ-SY", "SY"), ("IQ-SY", "IQ"), ("IQ-IR", "IQ"))
SHORTCUTS = {
    "EPSG:3857": "EPSG:3857",
    "degrees": "EPSG:4326",
    "one UTM zone": "EPSG:32637",
}


class Oracle:
    """Geodesic distances to a line by brute force, to 0.3 m at 1 km and better farther off."""

    def __init__(self, line: BaseGeometry) -> None:
        self.lonlat: FloatArray = shapely.get_coordinates(shapely.segmentize(line, 0.0005))
        self.to_centre = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
        self.centred = self._centred(self.lonlat)

    def _centred(self, lonlat: FloatArray) -> FloatArray:
        lon, lat = lonlat.T
        return np.column_stack(self.to_centre.transform(lon, lat, np.zeros(len(lon))))

    def distance_m(self, lonlat: FloatArray) -> FloatArray:
        """Return the distance of each point, (n,) for (n, 2) degrees."""
        squares = (self.centred**2).sum(axis=1)
        nearest = [
            (squares - 2 * part @ self.centred.T).argmin(axis=1)
            for part in np.array_split(self._centred(lonlat), len(lonlat) // 200 + 1)
        ]
        here = self.lonlat[np.concatenate(nearest)]
        return np.asarray(GEOD.inv(*here.T, *lonlat.T)[2])


def outer_edge(zone: BaseGeometry, side: BaseGeometry) -> tuple[FloatArray, FloatArray]:
    """Return the vertices of the edge that are not the side's own, and the middles between."""
    rings = [
        shapely.get_coordinates(r) for r in shapely.get_rings(shapely.get_parts(zone)).tolist()
    ]
    middles = [(xy[1:] + xy[:-1]) / 2 for xy in rings]
    outline = side.boundary
    shapely.prepare(outline)
    outer = [
        xy[~shapely.dwithin(outline, shapely.points(xy), 1e-9)]
        for xy in (np.concatenate(rings), np.concatenate(middles))
    ]
    return outer[0], outer[1]


def shortcut(line: BaseGeometry, side: BaseGeometry, crs: str, width_m: float) -> BaseGeometry:
    """Return a planar buffer in one coordinate system, as maps often show it."""
    there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    width = width_m / 111_320 if crs == "EPSG:4326" else width_m
    planar = through(there, line)
    back = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    buffered = shapely.buffer(planar, width, quad_segs=32)
    return through(back, buffered).intersection(side)


def through(transformer: Transformer, geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in the other coordinate system."""
    return shapely.transform(geometry, lambda xy: np.column_stack(transformer.transform(*xy.T)))


def geodesic_km2(area: BaseGeometry) -> float:
    """Return the area on the ellipsoid."""
    return abs(float(GEOD.geometry_area_perimeter(shapely.orient_polygons(area))[0])) / 1e6


def row(name: str, zone: BaseGeometry, side: BaseGeometry, oracle: Oracle, width_m: float) -> str:
    """Return a line of the table: errors at vertices, between them, and the area."""
    if not outer_edge(zone, side)[0].size:
        return f"{name:22} covers the whole side"
    errors = [np.abs(oracle.distance_m(xy) - width_m) for xy in outer_edge(zone, side)]
    at, between = errors
    return (
        f"{name:22} {len(at):6d} {np.median(at):9.2f} {np.percentile(at, 99):9.2f} "
        f"{at.max():9.2f} {between.max():9.2f} {geodesic_km2(zone):10.1f}"
    )


def main() -> None:
    """Print errors in metres, areas, and times in milliseconds."""
    borders = load_borders()
    print(f"{'strip':22} vertex    median       p99       max   mid max       km2     ms")
    for border_id, code in STRIPS:
        line, side = borders.border(border_id), borders.country(code)
        oracle = Oracle(line)
        for width_m in WIDTHS_M:
            zone = buffer_zone(line, side, width_m=width_m)
            times = []
            for _ in range(7):
                start = time.perf_counter()
                buffer_zone(line, side, width_m=width_m)
                times.append((time.perf_counter() - start) * 1_000)
            name = f"{border_id} {code} {width_m / 1_000:.0f} km"
            print(row(name, zone, side, oracle, width_m), f"{statistics.median(times):6.0f}")
    line, side = borders.border("SY-TR"), borders.country("SY")
    oracle = Oracle(line)
    exact = buffer_zone(line, side)
    for name, crs in SHORTCUTS.items():
        planar = shortcut(line, side, crs, ZONE_WIDTH_M)
        wrong = geodesic_km2(planar.symmetric_difference(exact)) / geodesic_km2(exact)
        print(row(name, planar, side, oracle, ZONE_WIDTH_M), f"  {wrong:.1%} misplaced")


if __name__ == "__main__":
    main()
