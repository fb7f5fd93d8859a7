"""A small map of where the incidents of a file would lie, as one SVG."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shapely.geometry.base import BaseGeometry

    from geo.borders import Borders
    from geo.uploads.findings import ImportFindings

_WIDTH: Final = 640
# The least part of the Earth that is shown, in degrees: a single point alone tells nothing.
_LEAST_DEGREES: Final = 4.0
# Height beside width, at least and at most.
_SHAPES: Final = (0.45, 0.8)
# Radius of a dot in pixels where there are few points and where there are many.
_RADII: Final = (5, 2.5)
_MANY: Final = 60


def points_sketch(findings: ImportFindings, borders: Borders) -> str:
    """Return the points that would come, over the outlines of the countries; "" without any.

    The projection is equirectangular at the middle latitude. The SVG holds numbers alone.
    """
    if findings.bounds is None:
        return ""
    west, south, east, north = findings.bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    shrink = max(math.cos(math.radians(lat)), 0.1)
    half_width = max(east - west, _LEAST_DEGREES) * 0.56 * shrink
    half_height = max(north - south, _LEAST_DEGREES) * 0.56
    half_width = max(half_width, half_height / _SHAPES[1])
    half_height = max(half_height, half_width * _SHAPES[0])
    scale = _WIDTH / (2 * half_width)
    height = round(2 * half_height * scale)

    def at(x: float, y: float) -> str:
        right, down = (x - lon) * shrink + half_width, half_height - y + lat
        return f"{right * scale:.1f},{down * scale:.1f}"

    frame = shapely.box(
        lon - half_width / shrink, lat - half_height, lon + half_width / shrink, lat + half_height
    )
    outlines = "".join(
        f'<path d="{"".join(_rings(shape, at))}"/>'
        for shape in borders.countries.geometry.simplify(1.5 / scale).intersection(frame)
        if not shape.is_empty
    )
    radius = _RADII[len(findings.points) > _MANY]
    dots = "".join(
        '<circle cx="{}" cy="{}" r="{}"/>'.format(*at(x, y).split(","), radius)
        for x, y in findings.points.tolist()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}"><rect width="100%" height="100%" fill="#dfe6e9"/>'
        f'<g fill="#f4f1ea" stroke="#8a8272" stroke-width="1">{outlines}</g>'
        f'<g fill="#9b2226" fill-opacity="0.55">{dots}</g></svg>'
    )


def _rings(shape: BaseGeometry, at: Callable[[float, float], str]) -> Iterable[str]:
    for polygon in shapely.get_parts(shape):
        if polygon.geom_type == "Polygon":
            for ring in (polygon.exterior, *polygon.interiors):
                yield "M" + "L".join(at(x, y) for x, y in ring.coords) + "Z"
