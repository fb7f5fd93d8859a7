"""The nearest point of a line, and the geodesic distance to it, for very many points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod, Transformer

from gazetteer import Message
from geo.errors import BorderDataError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import LineString, MultiLineString
    from shapely.geometry.base import BaseGeometry

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]
    Line = LineString | MultiLineString

WGS84 = Geod(ellps="WGS84")

# Longest piece of line that is taken as a straight chord, in degrees.
# Source: chosen; 0.03 degrees are at most 3.3 km, whose chord lies 0.2 m under the ellipsoid.
PIECE_DEG = 0.03
# Error bound of a distance up to 600 km, in metres.
# Source: a chord and a geodesic of 600 km differ by 222 m, and by 1 % of that between azimuths.
DISTANCE_TOLERANCE_M = 10.0
# Pieces a bounding sphere, and points worked on at once.
# Source: measured on three borders; on the longest 16 pieces take twice as long, 128 no less.
PIECES_PER_BLOCK = 96
POINTS_AT_ONCE = 16384


@dataclass(frozen=True, slots=True, eq=False)
class LineIndex:
    """A line cut into short pieces in blocks, each block with a bounding sphere.

    `pieces` are start and end of each piece in degrees, shape (pieces, 2, 2), in their order along
    the line. All else is geocentric metres: `centre`, shape (blocks, 3), and `radius`, shape
    (blocks,), bound each block; `start` and `along`, shape (blocks, pieces, 3), lie relative to the
    block's centre, where a point a million metres away still loses nothing to rounding. The others,
    shape (blocks, pieces), are products of these two.
    """

    pieces: FloatArray
    centre: FloatArray
    radius: FloatArray
    start: FloatArray
    along: FloatArray
    start_start: FloatArray
    start_along: FloatArray
    along_along: FloatArray

    @classmethod
    def of_pieces(cls, pieces: FloatArray) -> LineIndex:
        """Return the index of pieces given by start and end in degrees, shape (pieces, 2, 2)."""
        # The last piece is repeated until the last block is full.
        filled = np.concatenate([pieces, pieces[-1:].repeat(-len(pieces) % PIECES_PER_BLOCK, 0)])
        metres = _geocentric(filled.reshape(-1, 2)).reshape(-1, PIECES_PER_BLOCK, 2, 3)
        centre = metres.mean(axis=(1, 2))
        metres -= centre[:, None, None, :]
        start, along = metres[:, :, 0], metres[:, :, 1] - metres[:, :, 0]
        return cls(
            pieces=pieces,
            centre=centre,
            radius=np.linalg.norm(metres, axis=3).max(axis=(1, 2)),
            start=start,
            along=along,
            start_start=(start**2).sum(axis=2),
            start_along=(start * along).sum(axis=2),
            along_along=np.maximum((along**2).sum(axis=2), np.finfo(float).tiny),
        )

    def distance_m(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Return the geodesic distance in metres from each point to the line.

        Points are EPSG:4326 degrees, shape (n,). The result, shape (n,), is within
        DISTANCE_TOLERANCE_M up to 600 km; NaN where a coordinate is not finite.
        """
        lonlat = np.column_stack([np.asarray(lon, np.float64), np.asarray(lat, np.float64)])
        distance = np.full(len(lonlat), np.nan)
        known = np.isfinite(lonlat).all(axis=1)
        there = lonlat[known]
        distance[known] = WGS84.inv(*self.nearest(there).T, *there.T)[2]
        return distance

    def nearest(self, lonlat: FloatArray) -> FloatArray:
        """Return the point of the line nearest to each point, (n, 2) degrees for (n, 2)."""
        piece, share = self.nearest_piece(lonlat)
        start, end = self.pieces[piece, 0], self.pieces[piece, 1]
        nearest: FloatArray = start + share[:, None] * (end - start)
        return nearest

    def nearest_piece(self, lonlat: FloatArray) -> tuple[IntArray, FloatArray]:
        """Return which of `pieces` is nearest to each point, and at what share of its length.

        Points are finite degrees, shape (n, 2); both results have shape (n,), the share is 0...1.
        """
        piece, share = np.zeros(len(lonlat), np.int64), np.zeros(len(lonlat))
        for first in range(0, len(lonlat), POINTS_AT_ONCE):
            rows = slice(first, first + POINTS_AT_ONCE)
            piece[rows], share[rows] = self._search(_geocentric(lonlat[rows]))
        return np.minimum(piece, len(self.pieces) - 1), share

    def _search(self, points: FloatArray) -> tuple[IntArray, FloatArray]:
        """Look into the nearest block of each point, then into all that may hold a nearer piece."""
        gap = self._gap_to_blocks(points)
        first = gap.argmin(axis=0)
        best = np.full(len(points), np.inf)
        piece, share = np.zeros(len(points), np.int64), np.zeros(len(points))

        def look(block: int, rows: IntArray) -> None:
            square, at, along = self._measure(block, points[rows])
            nearer = square < best[rows]
            rows = rows[nearer]
            best[rows], share[rows] = square[nearer], along[nearer]
            piece[rows] = block * PIECES_PER_BLOCK + at[nearer]

        for block in np.unique(first).tolist():
            look(block, np.flatnonzero(first == block))
        gap[first, np.arange(len(points))] = np.inf
        open_ = gap < np.sqrt(np.maximum(best, 0))
        for block in np.flatnonzero(open_.any(axis=1)).tolist():
            look(block, np.flatnonzero(open_[block]))
        return piece, share

    def _gap_to_blocks(self, points: FloatArray) -> FloatArray:
        """Return metres from each block's sphere to each point, shape (blocks, n); < 0 inside."""
        middle = self.centre.mean(axis=0)
        here, there = self.centre - middle, points - middle
        here2, there2 = (here**2).sum(axis=1), (there**2).sum(axis=1)
        # |here - there|^2 as one product of matrices.
        left = np.column_stack([-2 * here, here2, np.ones(len(here))])
        gap: FloatArray = left @ np.vstack([there.T, np.ones(len(there)), there2])
        np.sqrt(np.maximum(gap, 0, out=gap), out=gap)
        gap -= self.radius[:, None]
        return gap

    def _measure(self, block: int, points: FloatArray) -> tuple[FloatArray, IntArray, FloatArray]:
        """Return the squared distance to a block's nearest piece, which it is, and where on it."""
        length2 = self.along_along[block]
        offset = points - self.centre[block]
        ahead = offset @ self.along[block].T
        ahead -= self.start_along[block]
        share = ahead / length2
        np.clip(share, 0, 1, out=share)
        # |offset - start - share along|^2 without |offset|^2, which all pieces have in common.
        square = offset @ (-2 * self.start[block].T)
        square += self.start_start[block]
        ahead *= 2
        ahead -= share * length2
        square -= share * ahead
        at = square.argmin(axis=1)
        row = np.arange(len(points))
        return square[row, at] + (offset**2).sum(axis=1), at, share[row, at]


@lru_cache(maxsize=64)
def line_index(line: Line) -> LineIndex:
    """Return the index of a line in EPSG:4326, its edges straight in longitude and latitude.

    Raises
    ------
    BorderDataError
        If `line` is empty.
    """
    if line.is_empty:
        raise BorderDataError(Message("the line is empty"), field="border")
    return LineIndex.of_pieces(np.concatenate([_pieces(part) for part in shapely.get_parts(line)]))


def _pieces(line: BaseGeometry) -> FloatArray:
    """Return start and end of each piece in degrees, shape (pieces, 2, 2)."""
    points = shapely.get_coordinates(shapely.segmentize(line, PIECE_DEG))
    return np.stack([points[:-1], points[1:]], axis=1)


@cache
def _to_geocentric() -> Transformer:
    return Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


def _geocentric(lonlat: FloatArray) -> FloatArray:
    """Return geocentric WGS84 metres, shape (n, 3), for (n, 2) degrees."""
    lon, lat = lonlat.T
    return np.column_stack(_to_geocentric().transform(lon, lat, np.zeros_like(lon)))
