"""What was measured on the map, as a sheet shows it: distance rings, a line, a surface."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.marks_drawn import ring_centre, ring_place
from geo.snapshot.extent import WGS84
from geo.snapshot.fonts import Face, text_width
from geo.snapshot.ground import line_on_page
from geo.snapshot.sheet import LegendKind
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

    from geo.map_marks import Point, Rings
    from geo.snapshot.extent import MapFrame
    from geo.snapshot.page import Rect
    from geo.snapshot.wording import Facts
    from geo.words import Words

# Points of a ring, and the longest piece of a measured line, in metres, that is drawn straight.
_RING_POINTS = 180
_PIECE_M = 20_000.0
# Azimuths, in degrees, at which the name of a ring is tried: above, below, at the sides, between.
_AROUND = (0, 180, 90, 270, 45, 315, 135, 225)
# Size of the letters, and the room that they keep from the edge of the map, in points on A4.
LABEL_PT, _EDGE_PT = 6.2, 4.0
# How far above the last point of a line its length stands, and how far below a ring its letters
# begin, so that the ring runs through their middle; in points on A4.
_OVER_PT, _UNDER_PT = 4.0, 2.2
# Lengths below are told with one decimal, in km.
_ROUND_KM = 100
# Decimals of a point that rings stand around.
_DEGREE_DIGITS = 3


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MeasuredMark:
    """One ring, line or surface on the page, in points; `dots` are its centre or its points.

    `label` stands at `label_at`, which is None where the map shows no place for it.
    """

    kind: LegendKind
    outline: BaseGeometry
    dots: tuple[Point, ...]
    label: str
    label_at: Point | None

    def label_box(self, size: float) -> tuple[float, float, float, float] | None:
        """Return left, bottom, right and top of the label."""
        if self.label_at is None:
            return None
        x, y = self.label_at
        half = text_width(self.label, LABEL_PT * size, Face.BOLD) / 2
        return x - half, y - 0.3 * LABEL_PT * size, x + half, y + LABEL_PT * size


class _Measured(NamedTuple):
    """What was measured: its line (EPSG:4326); on the page its dots, and places for its label."""

    kind: LegendKind
    line: LineString
    label: str
    tried: Sequence[Point]
    dots: Sequence[Point]


def measured_marks(facts: Facts) -> tuple[MeasuredMark, ...]:
    """Return what was measured and lies in view of the map of a sheet."""
    marks, frame = facts.state.marks, facts.frame
    _ = words(facts.options.languages[0])
    found = [*_rings(facts, _)]
    if marks.line is not None:
        line = _geodesic(marks.line.points)
        label = length_text(marks.line.length_km, _)
        dots = _page_points(marks.line.points, frame)
        end = [(x, y + _OVER_PT * facts.options.page.type_scale) for x, y in dots[-1:]]
        found.append(_Measured(LegendKind.MEASURED_LINE, line, label, end, dots))
    if marks.surface is not None:
        middle = marks.surface.geometry.representative_point()
        at = _page_points([(middle.y, middle.x)], frame)
        dots = _page_points(marks.surface.corners, frame)
        label = area_text(marks.surface.area_km2, _)
        edge = shapely.LineString(shapely.get_coordinates(marks.surface.edge))
        found.append(_Measured(LegendKind.MEASURED_SURFACE, edge, label, at, dots))
    drawn = (_mark(one, facts) for one in found)
    return tuple(mark for mark in drawn if not mark.outline.is_empty)


def _rings(facts: Facts, _: Words) -> list[_Measured]:
    rings = facts.state.marks.rings
    centre = None if rings is None else ring_centre(rings, facts.briefing.places)
    if rings is None or centre is None:
        return []
    dot = _page_points([centre], facts.frame)
    found = []
    for km in rings.radii_km:
        under = _UNDER_PT * facts.options.page.type_scale
        tried = [(x, y - under) for x, y in _page_points(_ring(centre, km, _AROUND), facts.frame)]
        outline = _ring(centre, km, np.linspace(0, 360, _RING_POINTS + 1))
        line = shapely.LineString([(lon, lat) for lat, lon in outline])
        label = length_text(km, _)
        found.append(_Measured(LegendKind.DISTANCE_RING, line, label, tried, dot))
    return found


def _ring(centre: Point, km: float, azimuths: Sequence[float] | np.ndarray) -> list[Point]:
    """Return the points (lat, lon) at a distance from a centre, longitudes unbroken around it."""
    lat, lon = centre
    n = len(azimuths)
    lons, lats, _back = WGS84.fwd(
        np.full(n, lon), np.full(n, lat), np.asarray(azimuths, float), np.full(n, km * 1_000)
    )
    lons = lon + (lons - lon + 180) % 360 - 180
    return list(zip(lats.tolist(), lons.tolist(), strict=True))


def _geodesic(points: Sequence[Point]) -> LineString:
    drawn: list[tuple[float, float]] = []
    for (lat, lon), (to_lat, to_lon) in pairwise(points):
        pieces = int(WGS84.inv(lon, lat, to_lon, to_lat)[2] // _PIECE_M)
        drawn.append((lon, lat))
        if pieces:
            drawn.extend(WGS84.npts(lon, lat, to_lon, to_lat, pieces))
    lat, lon = points[-1]
    return shapely.LineString([*drawn, (lon, lat)])


def _page_points(points: Sequence[Point], frame: MapFrame) -> list[Point]:
    lats, lons = np.array(points, float).T
    x, y = frame.to_page(lons, lats)
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _mark(one: _Measured, facts: Facts) -> MeasuredMark:
    size = facts.options.page.type_scale
    half = text_width(one.label, LABEL_PT * size, Face.BOLD) / 2 + _EDGE_PT * size
    rect = facts.frame.rect
    fits = [at for at in one.tried if _inside(at, rect, half, (_EDGE_PT + LABEL_PT) * size)]
    return MeasuredMark(
        kind=one.kind,
        outline=line_on_page(one.line, facts.frame),
        dots=tuple(dot for dot in one.dots if _inside(dot, rect, 0, 0)),
        label=one.label,
        label_at=fits[0] if fits else None,
    )


def _inside(at: Point, rect: Rect, across: float, up: float) -> bool:
    x, y = at
    return rect.x + across < x < rect.right - across and rect.y + up < y < rect.top - up


def length_text(km: float, _: Words) -> str:
    """Return a length with its unit."""
    return _("%(value)s km", value=_.number(km, 1 if km < _ROUND_KM else 0))


def area_text(km2: float, _: Words) -> str:
    """Return an area with its unit."""
    return _("%(value)s km²", value=_.number(km2, 2 if km2 < _ROUND_KM else 0))


def measured_legend(facts: Facts, kind: LegendKind, _: Words) -> str:
    """Return what the legend says of rings, a measured line or a measured surface."""
    marks = facts.state.marks
    if kind is LegendKind.MEASURED_LINE and marks.line is not None:
        return _("Measured line: %(length)s", length=length_text(marks.line.length_km, _))
    if kind is LegendKind.MEASURED_SURFACE and marks.surface is not None:
        return _("Measured surface: %(area)s", area=area_text(marks.surface.area_km2, _))
    return _("Distance from %(place)s", place=_around(facts, marks.rings, _))


def _around(facts: Facts, rings: Rings | None, _: Words) -> str:
    if rings is None:
        return ""
    name = ring_place(rings, facts.briefing.places, _)
    centre = ring_centre(rings, facts.briefing.places)
    if name or centre is None:
        return name
    lat, lon = (_.number(value, _DEGREE_DIGITS) for value in centre)
    return _("%(lat)s, %(lon)s", lat=lat, lon=lon)
