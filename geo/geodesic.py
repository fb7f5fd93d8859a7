"""Distances to lines and buffers of lines on the WGS84 ellipsoid.

A line is projected once with an oblique Mercator along its main axis. That projection is conformal,
so it finds the nearest point of the line; every length that is returned or built with is geodesic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np
import shapely
from pyproj import Geod, Transformer

from geo.errors import BorderDataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely import LineString, MultiLineString, MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    Line = LineString | MultiLineString
    Area = Polygon | MultiPolygon

WGS84 = Geod(ellps="WGS84")

# Mean radius of the Earth in metres, for bounds and never for a distance.
# Source: Moritz (2000), Geodetic Reference System 1980, R1.
EARTH_RADIUS_M = 6_371_008.8

# Longest edge, in degrees, that is taken as straight in the projection. RFC 7946 makes an edge
# straight in longitude and latitude; over 0.02 degrees the two differ by less than 0.1 m.
# Source: L^2 tan(lat) / 8R for L = 2.2 km at 45 degrees north.
MAX_EDGE_DEG = 0.02

# Error of a buffer's edge, in metres, at which another vertex is put into it.
# Source: a fifth of the 10 m that the zone promises.
REFINE_M = 2.0

# Height of an arc of the buffer over its chord, in metres; straight stretches get a vertex every
# three such chords.
# Source: half of REFINE_M; more vertices did not lessen the error.
SAGITTA_M = 1.0

# Oblique Mercator degenerates where its axis runs exactly east-west.
# Source: measured with PROJ 9.5: an azimuth of -90 degrees loses the inverse, 90 loses 3 cm.
MAX_AXIS_AZIMUTH_DEG = 89.9

# Shortest piece of the line, in metres, that is buffered at a time.
# Source: measured; shorter ones cost more in their union than they save.
LEAST_PIECE_M = 2_000.0

# Rounds of refinement; a sharp inward corner converges slowly from one side, never in none.
# Source: measured: 14 at most on the borders of Syria and Iraq, widths of 1 to 200 km.
_REFINE_ROUNDS = 24

# How far beyond an area, in degrees, a buffer is still made exact.
# Source: more than the excess of the planar buffer (0.2 % of 200 km) and one spacing of vertices.
REACH_DEG = 0.05


@dataclass(frozen=True)
class _Frame:
    """A line in its own projection: `line` is planar, in metres, and prepared."""

    to_plane: Transformer
    line: Line

    def project(self, lonlat: FloatArray) -> FloatArray:
        """Return (n, 2) metres for (n, 2) degrees."""
        return _projection(self.to_plane)(lonlat)

    def unproject(self, xy: FloatArray) -> FloatArray:
        """Return (n, 2) degrees for (n, 2) metres."""
        return np.column_stack(self.to_plane.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))

    def nearest(self, lonlat: FloatArray) -> FloatArray:
        """Return the point of the line nearest to each point, (n, 2) degrees for (n, 2)."""
        links = shapely.shortest_line(self.line, shapely.points(self.project(lonlat)))
        return self.unproject(shapely.get_coordinates(links)[::2])


@lru_cache(maxsize=32)
def _frame(line: Line) -> _Frame:
    """Project `line` along its main axis; cached, since every width of a zone starts here."""
    if line.is_empty:
        raise BorderDataError("the line is empty", field="border")
    dense = shapely.segmentize(line, MAX_EDGE_DEG)
    lonlat = shapely.get_coordinates(dense)
    lon_0, lat_0 = (lonlat.min(axis=0) + lonlat.max(axis=0)) / 2
    east_north = (lonlat - (lon_0, lat_0)) * (np.cos(np.radians(lat_0)), 1.0)
    main_axis = np.linalg.svd(east_north, full_matrices=False)[2][0]
    azimuth = np.degrees(np.arctan(main_axis[0] / main_axis[1])) if main_axis[1] else 90.0
    alpha = np.clip(azimuth, -MAX_AXIS_AZIMUTH_DEG, MAX_AXIS_AZIMUTH_DEG)
    to_plane = Transformer.from_crs(
        "EPSG:4326",
        f"+proj=omerc +lat_0={lat_0} +lonc={lon_0} +alpha={alpha} +gamma=0 +k=1 +ellps=WGS84",
        always_xy=True,
    )
    frame = _Frame(to_plane, shapely.transform(dense, _projection(to_plane)))
    shapely.prepare(frame.line)
    return frame


def _projection(to_plane: Transformer) -> Callable[[FloatArray], FloatArray]:
    """Return a function from (n, 2) degrees to (n, 2) metres."""
    return lambda lonlat: np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))


def distance_to_line_m(line: Line, lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return the geodesic distance in metres from each point to `line`.

    Within 200 km of the line the error is below a metre; far away (some 1,000 km) the nearest
    point is picked in a projection that stretches, and the distance is up to 1 % too long.

    Parameters
    ----------
    line
        Line in EPSG:4326, its edges straight in longitude and latitude.
    lon, lat
        Degrees, arrays of one shape (n,).

    Raises
    ------
    BorderDataError
        If `line` is empty.
    """
    lonlat = np.column_stack([np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)])
    if not len(lonlat):
        return np.empty(0)
    near = _frame(line).nearest(lonlat)
    return np.asarray(WGS84.inv(near[:, 0], near[:, 1], lonlat[:, 0], lonlat[:, 1])[2])


def length_km(line: BaseGeometry) -> float:
    """Return the geodesic length of a line in EPSG:4326."""
    return float(WGS84.geometry_length(line)) / 1_000


def area_km2(area: BaseGeometry) -> float:
    """Return the geodesic area of polygons in EPSG:4326, edges straight in lon and lat."""
    if area.is_empty:
        return 0.0
    dense = shapely.orient_polygons(shapely.segmentize(area, MAX_EDGE_DEG))
    return abs(float(WGS84.geometry_area_perimeter(dense)[0])) / 1e6


def geodesic_buffer(line: Line, width_m: float, *, within: Area) -> Area:
    """Return the part of `within` that lies within `width_m` of `line`, EPSG:4326.

    A planar buffer a little too wide gives the shape; then each vertex is moved along the geodesic
    to its nearest point of the line until it lies at `width_m`, and vertices are added where the
    edge between two of them strays by more than `REFINE_M`.

    Parameters
    ----------
    line
        Line in EPSG:4326, its edges straight in longitude and latitude.
    width_m
        Metres, more than 0.
    within
        Area in EPSG:4326 that cuts the buffer.

    Raises
    ------
    BorderDataError
        If `line` is empty.
    """
    frame = _frame(line)
    planar = _wide_planar_buffer(frame.line, width_m)
    spacing = 3 * np.sqrt(8 * width_m * SAGITTA_M)
    parts = shapely.get_parts(shapely.segmentize(planar.simplify(SAGITTA_M), spacing))
    xy, ring = shapely.get_coordinates(shapely.get_rings(parts), return_index=True)
    lonlat = frame.unproject(xy)
    near = shapely.contains_xy(_reach(within), lonlat)
    lonlat[near] = _settle(frame, lonlat[near], width_m)
    lonlat, ring = _refine(frame, lonlat, ring, near, width_m)
    _keep_clear(frame, lonlat, width_m)
    loops = np.array(shapely.polygons(shapely.linearrings(lonlat, indices=ring)), ndmin=1)
    areas = _without_slivers(loops, REFINE_M * spacing)
    hole = ~_is_exterior(parts)
    whole = shapely.difference(shapely.union_all(areas[~hole]), shapely.union_all(areas[hole]))
    return only_polygons(shapely.intersection(whole, within))


@lru_cache(maxsize=32)
def _reach(area: Area) -> Area:
    """Return `area` coarsened and widened, prepared: a buffer's edge beyond it never matters."""
    wide = cast("Area", area.simplify(REACH_DEG / 2).buffer(REACH_DEG, quad_segs=2))
    shapely.prepare(wide)
    return wide


def _without_slivers(areas: NDArray[np.object_], least_m2: float) -> NDArray[np.object_]:
    """Undo the loops of a few square metres that moving vertices leaves in sharp corners."""
    if shapely.is_valid(areas).all():
        return areas
    parts, owner = shapely.get_parts(shapely.make_valid(areas), return_index=True)
    _, _, _, north = shapely.total_bounds(areas)
    degree_m = np.radians(1) * EARTH_RADIUS_M
    keep = shapely.area(parts) * degree_m**2 * np.cos(np.radians(north)) > least_m2
    return np.array(
        [shapely.union_all(parts[keep & (owner == i)]) for i in range(len(areas))], dtype=object
    )


def only_polygons(geometry: BaseGeometry) -> Area:
    """Return the polygons of an overlay's result, without the points and lines where it touched."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    areal = parts[shapely.get_dimensions(parts) == 2]
    return cast("Area", areal[0] if len(areal) == 1 else shapely.multipolygons(areal))


def _is_exterior(polygons: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell exteriors from holes, in the order of `shapely.get_rings`."""
    counts = shapely.get_num_interior_rings(polygons)
    flags = np.zeros(counts.sum() + len(counts), dtype=bool)
    flags[np.r_[0, np.cumsum(counts + 1)[:-1]]] = True
    return flags


def _wide_planar_buffer(line: Line, width_m: float) -> Area:
    """Return a planar buffer that covers the geodesic one and is hardly wider.

    The line goes in by pieces of half the width: GEOS then is five times as fast as with the whole
    line, and drops fewer of its concave vertices.
    """
    _, low, _, high = line.bounds
    off_axis = (max(abs(low), abs(high)) + width_m) / EARTH_RADIUS_M
    quad_segs = int(np.ceil(np.pi / 4 / np.sqrt(2 * SAGITTA_M / width_m)))
    circumscribed = 1 / np.cos(np.pi / 4 / quad_segs)
    radius = width_m * np.cosh(off_axis) * circumscribed * (1 + 1e-5)
    pieces = _pieces(line, max(width_m / 2, LEAST_PIECE_M))
    rounded = shapely.buffer(pieces, radius, quad_segs=quad_segs)
    return cast("Area", shapely.union_all(rounded))


def _pieces(line: Line, length: float) -> NDArray[np.object_]:
    """Cut a planar line at vertices into pieces of about `length`."""
    pieces = []
    for part in shapely.get_parts(line):
        xy = shapely.get_coordinates(part)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        cuts = np.searchsorted(along, np.arange(length, along[-1], length))
        ends = np.unique(np.concatenate([[0], cuts, [len(xy) - 1]]))
        pieces += [shapely.LineString(xy[i : j + 1]) for i, j in pairwise(ends)]
    return np.array(pieces)


def _settle(frame: _Frame, lonlat: FloatArray, width_m: float) -> FloatArray:
    """Move each point along the geodesic to its nearest point of the line, to `width_m` from it."""
    near = frame.nearest(lonlat)
    azimuth, _, _ = WGS84.inv(near[:, 0], near[:, 1], lonlat[:, 0], lonlat[:, 1])
    lon, lat, _ = WGS84.fwd(near[:, 0], near[:, 1], azimuth, np.full(len(near), width_m))
    return np.column_stack([lon, lat])


def _refine(
    frame: _Frame,
    lonlat: FloatArray,
    ring: NDArray[np.int64],
    near: NDArray[np.bool_],
    width_m: float,
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Put vertices into the edges whose middle is more than `REFINE_M` off, until none is.

    Edges join neighbours of one `ring`, and count only where both ends are `near` and more than
    `REFINE_M` apart.
    """
    shortest = np.degrees(REFINE_M / EARTH_RADIUS_M)
    edges = np.flatnonzero((ring[:-1] == ring[1:]) & near[:-1] & near[1:])
    for _ in range(_REFINE_ROUNDS):
        middle = (lonlat[edges] + lonlat[edges + 1]) / 2
        foot = frame.nearest(middle)
        distance = WGS84.inv(foot[:, 0], foot[:, 1], middle[:, 0], middle[:, 1])[2]
        off = np.abs(np.asarray(distance) - width_m) > REFINE_M
        off &= np.abs(lonlat[edges + 1] - lonlat[edges]).max(axis=1) > shortest
        if not off.any():
            break
        before = edges[off] + 1
        lonlat = np.insert(lonlat, before, _settle(frame, middle[off], width_m), axis=0)
        ring = np.insert(ring, before, ring[before])
        first = before + np.arange(len(before)) - 1
        edges = np.sort(np.concatenate([first, first + 1]))
    return lonlat, ring


# How many vertices on each side of a corner are looked at; refining crowds up to 24 into it.
_CORNER_VERTICES = 32

# Moving away from one point may bring a vertex nearer to another; few vertices need two rounds.
_CLEAR_ROUNDS = 4


def _keep_clear(frame: _Frame, lonlat: FloatArray, width_m: float) -> None:
    """Move, in place, the vertices at a corner that lie too near to what the other arm rests on.

    Where two points of the line are equally near to within its stretch, the projection may take
    the wrong one: 11 m at a width of 200 km.
    """
    foot = frame.nearest(lonlat)
    apart = np.degrees(width_m / 10 / EARTH_RADIUS_M)
    corner = np.flatnonzero(np.abs(np.diff(foot, axis=0)).max(axis=1) > apart)
    step = np.arange(1 - _CORNER_VERTICES, 1 + _CORNER_VERTICES)
    vertex = np.clip(corner[:, None] + step, 0, len(lonlat) - 1).ravel()
    there = foot[np.where(step > 0, corner[:, None], corner[:, None] + 1)].reshape(-1, 2)
    for _ in range(_CLEAR_ROUNDS):
        here = lonlat[vertex]
        azimuth, _, distance = WGS84.inv(there[:, 0], there[:, 1], here[:, 0], here[:, 1])
        near = np.asarray(distance) < width_m - SAGITTA_M / 10
        if not near.any():
            break
        vertex, there = vertex[near], there[near]
        widths = np.full(len(vertex), width_m)
        lon, lat, _ = WGS84.fwd(there[:, 0], there[:, 1], np.asarray(azimuth)[near], widths)
        lonlat[vertex] = np.column_stack([lon, lat])
