from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import VERDICTS, BorderDataError, DrawnArea, area_words, words
from geo.distance import WGS84
from geo.drawn_area import MAX_CORNERS
from geo.zone import EDGE_TOLERANCE_M, zone_verdicts

TRIANGLE = DrawnArea(((36.0, 38.0), (37.0, 39.0), (35.0, 40.0)))
CENTRES = st.tuples(st.floats(20, 45), st.floats(20, 60))


def judged(area: DrawnArea, lat: float, lon: float, extent_km: float) -> str:
    codes = zone_verdicts(np.array([lon]), np.array([lat]), np.array([extent_km]), area)
    return str(VERDICTS[codes[0]])


@settings(max_examples=60, deadline=None)
@given(CENTRES, st.floats(0.5, 1_000), st.floats(0, 360), st.floats(0, 2_000), st.floats(0, 60))
def test_circle_judges_a_disc_by_its_distance_from_the_centre(
    centre: tuple[float, float], radius_km: float, azimuth: float, off_km: float, extent_km: float
) -> None:
    area = DrawnArea((centre,), radius_km)
    lat, lon = area.corners[0]
    there_lon, there_lat, _ = WGS84.fwd(lon, lat, azimuth, off_km * 1_000)
    gap = off_km - (area.radius_km or 0)
    # Within the stated tolerance of the edge either answer is right.
    for extent in {0.0, extent_km}:
        if abs(abs(gap) - extent) * 1_000 <= EDGE_TOLERANCE_M + 2:
            continue
        sure = "inside" if gap < 0 else "outside"
        wanted = sure if abs(gap) > extent else "undetermined"
        assert judged(area, there_lat, there_lon, extent) == wanted


def test_circle_has_the_area_of_a_geodesic_disc() -> None:
    area = DrawnArea(((36.5, 38.0),), 25.0)
    assert area.area_km2 == pytest.approx(math.pi * 25**2, rel=2e-4)
    assert area.perimeter_km == pytest.approx(2 * math.pi * 25, rel=2e-4)


def test_polygon_is_bounded_by_geodesics_and_not_by_straight_lines_of_the_map() -> None:
    wide = DrawnArea(((35.0, 38.0), (35.0, 46.0), (30.0, 42.0)))
    # The geodesic between two points of one latitude bulges north of it.
    lon, lat = WGS84.npts(38.0, 35.0, 46.0, 35.0, 1)[0]
    assert lat > 35.05
    assert judged(wide, lat - 0.001, lon, 0.0) == "inside"
    assert judged(wide, lat + 0.001, lon, 0.0) == "outside"


def test_polygon_has_the_area_and_length_that_pyproj_gives_its_corners() -> None:
    lats, lons = zip(*TRIANGLE.corners, strict=True)
    area, length = WGS84.polygon_area_perimeter(lons, lats)
    assert (TRIANGLE.area_km2, TRIANGLE.perimeter_km) == (abs(area) / 1e6, length / 1e3)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("36,38", "corners"),
        ("36,38,0", "radius"),
        ("36,38,1000.1", "radius"),
        ("36,38,37,39,36,39,37,38", "cross"),
        ("36,38,36,38,36,38", "cross"),
        ("36,38,37,39,40", "one coordinate"),
        ("91,38,37,39,40,38", "beyond the map"),
        ("84.9,0,100", "beyond the map"),
        ("0,179.9,100", "beyond the map"),
        ("0,179,0,-179,1,180", "beyond the map"),
        ("0,10,0,60,40,35", "outline"),
        ("36,38,37,39,nan,40", "numbers"),
        ("", "numbers"),
        (",".join(["36,38"] * (MAX_CORNERS + 1)), "corners"),
    ],
)
def test_from_text_no_area_is_refused(text: str, problem: str) -> None:
    with pytest.raises(BorderDataError, match=problem):
        DrawnArea.from_text(text)


def test_area_words_tell_shape_place_and_size_in_both_languages() -> None:
    circle = DrawnArea(((36.5, 38.0),), 25.0)
    assert area_words(circle, words("en")) == "circle of 25 km around 36.5, 38 (1,963 km²)"
    assert area_words(TRIANGLE, words("en")) == (
        "polygon of 3 corners between 35 and 37° N, 38 and 40° E (15,029 km²)"
    )
    assert "25" in area_words(circle, words("ar"))
