"""Scale bar against the geodesic, north, graticule."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import Geod

from geo.snapshot.extent import fit_frame
from geo.snapshot.furniture import graticule, north_angle, scale_bar
from geo.snapshot.page import Rect

RECT = Rect(20, 60, 560, 430)
BOXES = [(35.5, 29.0, 48.8, 38.4), (35.5, 35.3, 42.7, 37.6), (44.2, 33.1, 44.6, 33.5)]


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("corner", [(30, 70), (430, 470)])
def test_scale_bar_is_as_long_as_it_says(
    box: tuple[float, float, float, float], corner: tuple[float, float]
) -> None:
    frame = fit_frame(box, RECT)
    bar = scale_bar(frame, *corner, 110)
    lon, lat = frame.to_degrees(np.array([bar.x, bar.x + bar.width]), np.array([bar.y, bar.y]))
    _, _, metres = Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])
    assert metres / 1000 == pytest.approx(bar.length_km, rel=1e-6)
    assert 40 < bar.width <= 110
    digits = bar.length_km / 10 ** math.floor(math.log10(bar.length_km))
    assert round(digits, 9) in {1, 2, 5}


def test_north_leans_to_the_side_that_the_meridians_do() -> None:
    frame = fit_frame(BOXES[0], RECT)
    middle = north_angle(frame, RECT.x + RECT.width / 2, RECT.y + RECT.height / 2)
    assert middle == pytest.approx(0, abs=0.1)
    assert north_angle(frame, RECT.x, 300) > 1
    assert north_angle(frame, RECT.right, 300) < -1


def test_graticule_lines_lie_on_their_degrees() -> None:
    frame = fit_frame(BOXES[1], RECT)
    lines = graticule(frame)
    assert sum(line.meridian for line in lines) >= 3
    assert sum(not line.meridian for line in lines) >= 3
    for line in lines:
        lon, lat = frame.to_degrees(line.x, line.y)
        assert np.allclose(lon if line.meridian else lat, line.degrees, atol=1e-7)
