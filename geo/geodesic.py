"""Lengths, areas and buffers of lines on the WGS84 ellipsoid.

A buffer is drawn in a plane first, a little too wide; then every vertex is moved along the geodesic
to its nearest point of the line, until it lies at the width. In the plane, what is within a width
of the line is what is within the rest of it of a narrower buffer: these are kept for each line,
because to widen one is many times as fast as to start from the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import numpy as np
import shapely
from pyproj import Transformer

from geo.distance import WGS84, LineIndex, line_index

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import LineString, MultiLineString, MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    BoolArray = NDArray[np.bool_]
    IntArray = NDArray[np.int64]
    Line = LineString | MultiLineString
    Area = Polygon | MultiPolygon

# Mean radius of the Earth in metres, for bounds and never for a distance.
# Source: Moritz (2000), Geodetic Reference System 1980, R1.
EARTH_RADIUS_M = 6_371_008.8

# Longest edge of an area, in degrees, that is taken as a geodesic.
# Source: L^2 tan(lat) / 8R is less than 0.1 m for L = 2.2 km at 45 degrees north.
MAX_EDGE_DEG = 0.02

# Height of an arc of a buffer over its chord, in metres; straight stretches of its edge get a
# vertex every three such chords. Source: a fifth of the 10 m that the zone promises.
SAGITTA_M = 2.0

# The same for a buffer that is kept to be widened, and how far it may be simplified.
# Source: chosen, a quarter of the above; 1 m makes widening a quarter faster, no more.
CORE_SAGITTA_M = 0.5

# Error of a vertex, in metres, at which it is moved.
# Source: a little more than the arcs of the planar buffer lie outside.
SETTLE_M = 2.5

# Error in the middle of an edge, in metres, at which another vertex is put there.
# Source: a quarter of the 10 m that the zone promises; the error next to a middle was 6 m at most
# on the borders of Syria and Iraq, and 13 m at 4 m here.
REFINE_M = 2.5

# Rounds of refinement; a sharp inward corner converges slowly from one side, never in none.
# Source: measured: 10 at most on the borders of Syria and Iraq, widths of 1 to 200 km.
_REFINE_ROUNDS = 24

# Oblique Mercator degenerates where its axis runs exactly east-west.
# Source: measured with PROJ 9.5: an azimuth of -90 degrees loses the inverse, 90 loses 3 cm.
_MAX_AXIS_AZIMUTH_DEG = 89.9

# Shortest part of the line, in metres, that is buffered at a time.
# Source: measured; shorter ones cost more in their union than they save.
_LEAST_PART_M = 2_000.0

# Narrowest width, in metres, that is widened from a kept buffer, and how wide that one is as a
# share of it; the next kept ones double. Source: measured, the least of the slider is 1 km.
_LEAST_WIDENED_M = 1_000.0
_CORE_SHARE = 0.8


@dataclass(frozen=True, eq=False)
class _Frame:
    """A line and its plane: an oblique Mercator along its main axis, in metres.

    x is the distance off that axis; the projection is conformal with scale cosh(x / R), which is
    within 1e-6 on the borders of the map. `pieces` are those of `index` in it, shape (n, 2, 2).
    """

    to_plane: Transformer
    index: LineIndex
    pieces: FloatArray

    def unproject(self, xy: FloatArray) -> FloatArray:
        """Return (n, 2) degrees for (n, 2) metres."""
        return np.column_stack(self.to_plane.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))

    def radius(self, off_axis: FloatArray, width_m: float, from_m: float = 0.0) -> FloatArray:
        """Return the planar length of the way from `from_m` to `width_m` straight off the axis.

        Shorter in any other direction, by the mean of the scale, 1 + x^2 / 2R^2, along the way.
        """
        square = off_axis**2 + off_axis * width_m + width_m**2 / 3
        stretched = (width_m - from_m) * (1 + square / (2 * EARTH_RADIUS_M**2))
        return np.asarray(stretched * (1 + 1e-6))


@lru_cache(maxsize=32)
def _frame(line: Line) -> _Frame:
    """Project `line` along its main axis; cached, since every width of a zone starts here."""
    index = line_index(line)
    lonlat = index.pieces.reshape(-1, 2)
    lon_0, lat_0 = (lonlat.min(axis=0) + lonlat.max(axis=0)) / 2
    east_north = (lonlat - (lon_0, lat_0)) * (np.cos(np.radians(lat_0)), 1.0)
    axis = np.linalg.svd(east_north, full_matrices=False)[2][0]
    azimuth = np.degrees(np.arctan(axis[0] / axis[1])) if axis[1] else 90.0
    alpha = np.clip(azimuth, -_MAX_AXIS_AZIMUTH_DEG, _MAX_AXIS_AZIMUTH_DEG)
    omerc = f"+proj=omerc +lat_0={lat_0} +lonc={lon_0} +alpha={alpha} +gamma=0 +k=1 +ellps=WGS84"
    to_plane = Transformer.from_crs("EPSG:4326", omerc, always_xy=True)
    xy = np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))
    return _Frame(to_plane, index, xy.reshape(-1, 2, 2))


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
    middle between two of them strays by more than `REFINE_M`.

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
    sagitta = min(SAGITTA_M, width_m / 50)
    spacing = _spacing_m(width_m)
    planar = _simplified(_wide_planar_buffer(frame, width_m), sagitta)
    parts = shapely.get_parts(shapely.segmentize(planar, spacing))
    xy, ring = shapely.get_coordinates(shapely.get_rings(parts), return_index=True)
    lonlat = frame.unproject(xy)
    near = shapely.contains_xy(_reach(frame, within, _doublings(width_m)), lonlat)
    edges = np.flatnonzero((ring[:-1] == ring[1:]) & (near[:-1] | near[1:]))
    near[edges] = near[edges + 1] = True
    rest = np.full_like(lonlat, np.nan)
    lonlat[near], rest[near] = _settle(frame.index, lonlat[near], width_m)
    # Between unmoved ends that rest on one point of the line, nothing else can reach farther: the
    # planar buffer covered it.
    edges = edges[(rest[edges] != rest[edges + 1]).any(axis=1)]
    lonlat, ring = _refine(frame.index, lonlat, ring, edges, width_m)
    loops = np.array(shapely.linearrings(lonlat, indices=ring), ndmin=1)
    whole = _assembled(loops, _is_exterior(parts), sagitta * spacing)
    return only_polygons(shapely.intersection(whole, within))


def _spacing_m(width_m: float) -> float:
    """Return how far apart vertices on the straight stretches of an edge may be, in metres."""
    return float(3 * np.sqrt(8 * max(width_m, _LEAST_WIDENED_M) * SAGITTA_M))


def _doublings(width_m: float) -> int:
    """Return which kept buffer a width is drawn from; -1 for one drawn from the line."""
    return max(int(np.floor(np.log2(width_m / _LEAST_WIDENED_M))), -1)


@lru_cache(maxsize=96)
def _reach(frame: _Frame, area: Area, doublings: int) -> Area:
    """Return a coarse, prepared area in EPSG:4326; an edge of a buffer matters only in it.

    It is `area` where the widths of a range come, widened so much that an edge which passes through
    `area` has an end in it, though the planar buffer is a little too wide.
    """
    most_m = _LEAST_WIDENED_M * 2 ** (doublings + 1)
    pieces = frame.index.pieces
    (west, south), (east, north) = pieces.min(axis=(0, 1)), pieces.max(axis=(0, 1))
    parallel = np.cos(np.radians(min(max(abs(south), abs(north)) + 5, 85.0)))
    far = np.degrees(most_m / EARTH_RADIUS_M) * 1.1 / parallel
    wide = np.degrees((_spacing_m(most_m) / 2 + most_m / 100) / EARTH_RADIUS_M) / parallel
    there = shapely.clip_by_rect(area, west - far, south - far, east + far, north + far)
    # Simplified by an eighth, and at two segments a quarter the chord lies at cos(22.5 degrees).
    reach = cast("Area", there.simplify(wide / 8).buffer(wide * 1.22, quad_segs=2))
    shapely.prepare(reach)
    return reach


def _assembled(loops: NDArray[np.object_], exterior: BoolArray, least_m2: float) -> BaseGeometry:
    """Return the area of exteriors, each followed by its holes, though moving spoilt some of them.

    What moving vertices leaves in sharp corners, loops of a few square metres, is undone.
    """
    owner = np.cumsum(exterior) - 1
    outer, inner = loops[exterior], [loops[~exterior & (owner == i)] for i in range(owner[-1] + 1)]
    areas = [shapely.polygons(shell, holes) for shell, holes in zip(outer, inner, strict=True)]
    whole: BaseGeometry = shapely.multipolygons(areas)
    if whole.is_valid:
        return whole
    filled = _without_slivers(np.array(shapely.polygons(loops), ndmin=1), least_m2)
    return shapely.difference(
        shapely.union_all(filled[exterior]), shapely.union_all(filled[~exterior])
    )


def _without_slivers(areas: NDArray[np.object_], least_m2: float) -> NDArray[np.object_]:
    """Make polygons valid and drop their parts of less than about `least_m2`."""
    # The other method, "linework", takes minutes over a long ring with many loops.
    valid = shapely.make_valid(areas, method="structure", keep_collapsed=False)
    parts, owner = shapely.get_parts(valid, return_index=True)
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


def _is_exterior(polygons: NDArray[np.object_]) -> BoolArray:
    """Tell exteriors from holes, in the order of `shapely.get_rings`."""
    counts = shapely.get_num_interior_rings(polygons)
    flags = np.zeros(counts.sum() + len(counts), dtype=bool)
    flags[np.r_[0, np.cumsum(counts + 1)[:-1]]] = True
    return flags


def _wide_planar_buffer(frame: _Frame, width_m: float) -> Area:
    """Return a planar buffer that covers the geodesic one and is hardly wider."""
    doublings = _doublings(width_m)
    if doublings < 0:
        return _buffer_of_line(frame, width_m, SAGITTA_M)
    core = _core(frame, doublings)
    return _widened(frame, core, _core_m(doublings), width_m, SAGITTA_M)


def _simplified(area: Area, tolerance: float) -> Area:
    """Return `area` with fewer vertices, valid; ten times as fast as keeping the topology."""
    return cast("Area", area.simplify(tolerance, preserve_topology=False))


def _core_m(doublings: int) -> float:
    """Return the width of a kept buffer, in metres."""
    return float(_CORE_SHARE * _LEAST_WIDENED_M * 2**doublings)


# Eight kept buffers reach the widest zone; a dozen borders of a few MB each.
@lru_cache(maxsize=96)
def _core(frame: _Frame, doublings: int) -> Area:
    """Return a planar buffer to be widened; each is widened from the one before it."""
    width_m = _core_m(doublings)
    if not doublings:
        core = _buffer_of_line(frame, width_m, CORE_SAGITTA_M)
    else:
        narrow = _core(frame, doublings - 1)
        core = _widened(frame, narrow, width_m / 2, width_m, CORE_SAGITTA_M)
    return _simplified(core, CORE_SAGITTA_M)


def _widened(frame: _Frame, core: Area, from_m: float, width_m: float, sagitta_m: float) -> Area:
    """Return `core`, the buffer of width `from_m`, widened to `width_m`."""
    quad_segs, circumscribed = _arcs(width_m, sagitta_m)
    off_axis = np.abs(frame.pieces[:, :, 0]).max()
    radius = float(frame.radius(off_axis, width_m, from_m)) * circumscribed
    return cast("Area", shapely.buffer(core, radius, quad_segs=quad_segs))


def _buffer_of_line(frame: _Frame, width_m: float, sagitta_m: float) -> Area:
    """Return the planar buffer of a line, drawn part by part.

    GEOS then is many times as fast as with the whole line, and drops fewer concave vertices.
    """
    pieces = frame.pieces
    joined = (pieces[1:, 0] == pieces[:-1, 1]).all(axis=1)
    along = np.cumsum(np.hypot(*(pieces[:, 1] - pieces[:, 0]).T)) // max(width_m, _LEAST_PART_M)
    ends = ~joined | (np.diff(along) > 0)
    part = np.concatenate([[0], np.cumsum(ends)])
    # A vertex in which two pieces of a part meet is taken from the second alone.
    vertex = np.ones((len(pieces), 2), dtype=bool)
    vertex[:-1, 1] = ends
    lines = shapely.linestrings(pieces[vertex], indices=part.repeat(2)[vertex.ravel()])
    first = np.flatnonzero(np.diff(part, prepend=-1))
    off_axis = np.maximum.reduceat(np.abs(pieces[:, :, 0]).max(axis=1), first)
    quad_segs, circumscribed = _arcs(width_m, sagitta_m)
    radius = frame.radius(off_axis, width_m) * circumscribed
    return cast("Area", shapely.union_all(shapely.buffer(lines, radius, quad_segs=quad_segs)))


def _arcs(width_m: float, sagitta_m: float) -> tuple[int, float]:
    """Return the segments a quarter circle, and by how much to widen it so that it covers one."""
    quad_segs = int(np.ceil(np.pi / 4 / np.sqrt(2 * sagitta_m / max(width_m, 8 * sagitta_m))))
    return quad_segs, float(1 / np.cos(np.pi / 4 / quad_segs))


def _settle(index: LineIndex, lonlat: FloatArray, width_m: float) -> tuple[FloatArray, FloatArray]:
    """Move points along the geodesic to their nearest point of the line, to `width_m` from it.

    Those that are less than `SETTLE_M` off stay where they are; what they rest on, their nearest
    point, comes second. It is NaN for those that were moved.
    """
    near = index.nearest(lonlat)
    azimuth, _, distance = WGS84.inv(*near.T, *lonlat.T)
    off = np.abs(np.asarray(distance) - width_m) > SETTLE_M
    lon, lat = near[off].T
    lon, lat, _ = WGS84.fwd(lon, lat, np.asarray(azimuth)[off], np.full(len(lon), width_m))
    settled = lonlat.copy()
    settled[off] = np.column_stack([lon, lat])
    near[off] = np.nan
    return settled, near


def _refine(
    index: LineIndex, lonlat: FloatArray, ring: IntArray, edges: IntArray, width_m: float
) -> tuple[FloatArray, IntArray]:
    """Put vertices into those `edges` whose middle is more than `REFINE_M` off, until none is.

    An edge joins a vertex, by whose number it goes, and the next; it counts only where they are
    more than `REFINE_M` apart.
    """
    shortest = np.degrees(REFINE_M / EARTH_RADIUS_M)
    for _ in range(_REFINE_ROUNDS):
        middle = (lonlat[edges] + lonlat[edges + 1]) / 2
        off = np.abs(index.distance_m(*middle.T) - width_m) > REFINE_M
        off &= np.abs(lonlat[edges + 1] - lonlat[edges]).max(axis=1) > shortest
        if not off.any():
            break
        before = edges[off] + 1
        lonlat = np.insert(lonlat, before, _settle(index, middle[off], width_m)[0], axis=0)
        ring = np.insert(ring, before, ring[before])
        first = before + np.arange(len(before)) - 1
        edges = np.sort(np.concatenate([first, first + 1]))
    return lonlat, ring
