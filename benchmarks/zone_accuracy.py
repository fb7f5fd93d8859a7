"""How exact and how fast the zone is, beside the usual shortcuts.

Run from the project's folder: `python -m benchmarks.zone_accuracy`. The oracle shares no code with
the zone: it tries every point of the densified border by its straight distance through the Earth
and measures the geodesic to the nearest. A thousand points of each edge are tried.
"""

from __future__ import annotations

import statistics
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod, Transformer

from geo import ZONE_WIDTH_M, buffer_zone, load_borders, make_zone

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo import Borders

    FloatArray = NDArray[np.float64]

GEOD = Geod(ellps="WGS84")
WIDTHS_KM = (1, 2, 3, 4, 5, 7, 10, 15, round(ZONE_WIDTH_M / 1_000), 31, 50, 63, 100)
COUNTRIES = {"IQ", "SY"}
MOST_POINTS = 1_000
POINTS = 1_000_000
# Where on each edge the error is measured beside its ends and its middle.
BESIDE = (0.1, 0.25, 0.75, 0.9)
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


def outer_edge(zone: BaseGeometry, side: BaseGeometry, shares: tuple[float, ...]) -> FloatArray:
    """Return points at shares of each edge that are not on the side's own outline."""
    rings = [
        shapely.get_coordinates(r) for r in shapely.get_rings(shapely.get_parts(zone)).tolist()
    ]
    points = np.concatenate([xy[:-1] + q * np.diff(xy, axis=0) for q in shares for xy in rings])
    outline = side.boundary
    shapely.prepare(outline)
    outer: FloatArray = points[~shapely.dwithin(outline, shapely.points(points), 1e-9)]
    return outer


def largest_error_m(
    zone: BaseGeometry,
    side: BaseGeometry,
    oracle: Oracle,
    width_m: float,
    shares: tuple[float, ...],
) -> float:
    """Return the largest error at shares of the outer edges; NaN where there are none."""
    outer = outer_edge(zone, side, shares)
    some = outer[:: len(outer) // MOST_POINTS + 1]
    return float(np.abs(oracle.distance_m(some) - width_m).max()) if len(some) else np.nan


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


def milliseconds(function: Callable[[], object], times: int = 5) -> float:
    """Return the median time of a call, of the processor alone: other programs do not count."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        function()
        taken.append((time.process_time() - start) * 1_000)
    return statistics.median(taken)


def strip_row(borders: Borders, border_id: str, code: str) -> str:
    """Return a line of the table: times and errors of one side of one border."""
    line, side = borders.border(border_id), borders.country(code)
    oracle = Oracle(line)
    # Turned round, line and side are unknown to every cache.
    turned = shapely.reverse(line), shapely.reverse(side)
    first = milliseconds(lambda: buffer_zone(*turned, width_m=ZONE_WIDTH_M), 1)
    again = {}
    errors = []
    for width_m in (km * 1_000.0 for km in WIDTHS_KM):
        zone = buffer_zone(line, side, width_m=width_m)
        again[width_m] = milliseconds(partial(buffer_zone, line, side, width_m=width_m))
        errors.append(
            [largest_error_m(zone, side, oracle, width_m, at) for at in ((0.0,), (0.5,), BESIDE)]
        )
    wanted = [again[km * 1_000.0] for km in (1, 5, 23, 50, 100)]
    at, between, beside = np.nanmax(errors, axis=0)
    return (
        f"{border_id} {code} {borders.border_length_km(border_id):6.0f} {first:6.0f} "
        + " ".join(f"{ms:5.0f}" for ms in wanted)
        + f" {max(again.values()):6.0f} {at:7.1f} {between:7.1f} {beside:7.1f}"
    )


def shortcut_row(name: str, zone: BaseGeometry, side: BaseGeometry, oracle: Oracle) -> str:
    """Return the median and the largest error of one way to draw the default zone."""
    edge = outer_edge(zone, side, (0.0,))
    errors = np.abs(oracle.distance_m(edge[:: len(edge) // MOST_POINTS + 1]) - ZONE_WIDTH_M)
    return f"{name:14} {np.median(errors):9.2f} {errors.max():9.2f} {geodesic_km2(zone):10.1f}"


def distance_row(borders: Borders, border_id: str) -> str:
    """Return the seconds in which a million points all over the map are measured to a border."""
    rng = np.random.default_rng(23)
    lon, lat = rng.uniform(35, 48, POINTS), rng.uniform(29, 38, POINTS)
    seconds = milliseconds(lambda: borders.distance_to_border_km(lon, lat, border_id), 1) / 1_000
    return f"{border_id} {seconds:6.1f} s"


def main() -> None:
    """Print times in milliseconds of one core, errors in metres, areas in km2."""
    borders = load_borders()
    strips = [(i, code) for i in borders.border_ids() for code in i.split("-")]
    print("strip        km  first   1 km  5 km 23 km 50 km 100 km worst vertex middle beside")
    for border_id, code in strips:
        if COUNTRIES & set(border_id.split("-")):
            print(strip_row(borders, border_id, code), flush=True)
    line, side = borders.border("SY-TR"), borders.country("SY")
    oracle = Oracle(line)
    exact = buffer_zone(line, side)
    zone = make_zone(borders)
    print(f"shares of the governorates: {milliseconds(lambda: zone.shares, 1):.0f} ms")
    print(f"\n{'23 km':14}    median       max        km2")
    print(shortcut_row("this project", exact, side, oracle))
    for name, crs in SHORTCUTS.items():
        planar = shortcut(line, side, crs, ZONE_WIDTH_M)
        wrong = geodesic_km2(planar.symmetric_difference(exact)) / geodesic_km2(exact)
        print(shortcut_row(name, planar, side, oracle), f"  {wrong:.1%} misplaced")
    print(f"\ndistance of {POINTS:,} points")
    for border_id in ("SY-TR", "IQ-SY", "IQ-IR"):
        print(distance_row(borders, border_id))


if __name__ == "__main__":
    main()
