"""Scale bar, north and graticule: what is measured off the map and drawn on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.snapshot.extent import WGS84

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.snapshot.extent import MapFrame

# Steps between two lines of the graticule, in degrees.
_STEPS_DEG = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
_LEAST_LINES = 3
_LINE_POINTS = 61


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleBar:
    """A bar that is `length_km` long on the ground, measured where it stands.

    `x`, `y` is its left end on the page and `width` its length there, all in points.
    """

    x: float
    y: float
    width: float
    length_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GraticuleLine:
    """A meridian or parallel, in points of the page, shape (n,), with its label such as 36° N."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    degrees: float
    meridian: bool


def scale_bar(frame: MapFrame, x: float, y: float, longest: float) -> ScaleBar:
    """Return the longest bar of a round length that starts at a point of the page.

    Its width is found by walking east along the paper until the geodesic has the length: right for
    this latitude, whatever the projection does elsewhere.

    Parameters
    ----------
    frame
        The map.
    x, y
        Its left end, in points.
    longest
        The most it may measure, in points.
    """
    whole_km = _ground_km(frame, x, y, longest)
    power = 10.0 ** math.floor(math.log10(whole_km))
    length_km = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= whole_km)
    low, high = 0.0, longest
    for _ in range(40):
        middle = (low + high) / 2
        if _ground_km(frame, x, y, middle) < length_km:
            low = middle
        else:
            high = middle
    return ScaleBar(x=x, y=y, width=(low + high) / 2, length_km=length_km)


def _ground_km(frame: MapFrame, x: float, y: float, width: float) -> float:
    lon, lat = frame.to_degrees(np.array([x, x + width]), np.array([y, y]))
    _, _, metres = WGS84.inv(lon[0], lat[0], lon[1], lat[1])
    return float(metres) / 1_000


def north_angle(frame: MapFrame, x: float, y: float) -> float:
    """Return where true north points at a place on the page: degrees clockwise from upwards."""
    lon, lat = frame.to_degrees(np.array([x]), np.array([y]))
    east, north = frame.to_page(np.array([lon[0], lon[0]]), np.array([lat[0], lat[0] + 0.05]))
    return math.degrees(math.atan2(east[1] - east[0], north[1] - north[0]))


def graticule(frame: MapFrame) -> tuple[GraticuleLine, ...]:
    """Return meridians and parallels at a round step, at least three of each where they fit."""
    west, south, east, north = frame.bounds()
    span = min(east - west, north - south)
    step = max((s for s in _STEPS_DEG if span / s >= _LEAST_LINES), default=_STEPS_DEG[0])
    lines = []
    for meridian, low, high in ((True, west, east), (False, south, north)):
        for number in range(math.ceil(low / step), math.floor(high / step) + 1):
            degrees = round(number * step, 6)
            fixed = np.full(_LINE_POINTS, degrees)
            if meridian:
                x, y = frame.to_page(fixed, np.linspace(south, north, _LINE_POINTS))
            else:
                x, y = frame.to_page(np.linspace(west, east, _LINE_POINTS), fixed)
            lines.append(GraticuleLine(x=x, y=y, degrees=degrees, meridian=meridian))
    return tuple(lines)
