"""Extents, projections and frames."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo import MapView, SnapshotError, ZoneParams
from geo.snapshot import Extent, ExtentKind
from geo.snapshot.extent import choose_projection, fit_frame
from geo.snapshot.page import Rect

if TYPE_CHECKING:
    from geo.briefing import Briefing

RECT = Rect(20, 60, 560, 430)
BOXES = [
    (35.5, 29.0, 48.8, 38.4),
    (35.5, 35.3, 42.7, 37.6),
    (43.0, 29.0, 45.0, 38.0),
    (44.2, 33.1, 44.6, 33.5),
]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ExtentKind.GOVERNORATE},
        {"kind": ExtentKind.BOX},
        {"kind": ExtentKind.BOX, "box": (40.0, 35.0, 40.0, 36.0)},
        {"kind": ExtentKind.BOX, "box": (40.0, math.nan, 41.0, 36.0)},
        {"kind": ExtentKind.BOX, "box": (170.0, 35.0, 190.0, 36.0)},
    ],
)
def test_extent_that_says_too_little_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SnapshotError):
        Extent(**wrong)  # type: ignore[arg-type]


def test_bounds_hold_what_each_kind_names(briefing: Briefing) -> None:
    zone = briefing.zone(ZoneParams())
    for extent, inner in (
        (Extent(kind=ExtentKind.ZONE), zone.geometry.bounds),
        (
            Extent(kind=ExtentKind.GOVERNORATE, admin1="SY-HL"),
            briefing.borders.governorate("SY-HL").bounds,
        ),
    ):
        west, south, east, north = extent.bounds(briefing.borders, zone, None)
        assert (west, south) < (inner[0], inner[1])
        assert (east, north) > (inner[2], inner[3])


def test_bounds_of_the_screen_follow_centre_and_zoom(briefing: Briefing) -> None:
    zone = briefing.zone(ZoneParams())
    view = MapView(lat=36.5, lon=38.0, zoom=8)
    west, south, east, north = Extent().bounds(briefing.borders, zone, view)
    assert (west + east) / 2 == pytest.approx(38.0)
    assert south < 36.5 < north
    nearer = MapView(lat=36.5, lon=38.0, zoom=9)
    box = Extent().bounds(briefing.borders, zone, nearer)
    assert box[2] - box[0] == pytest.approx((east - west) / 2)


@pytest.mark.parametrize(
    ("box", "name"), list(zip(BOXES, ["laea", "lcc", "tmerc", "laea"], strict=True))
)
def test_projection_suits_the_shape_of_the_box(
    box: tuple[float, float, float, float], name: str
) -> None:
    assert choose_projection(box).name == name
    assert choose_projection(box, equal_area=True).name == "laea"


@pytest.mark.parametrize("box", BOXES)
def test_frame_shows_the_whole_box_and_finds_back(
    box: tuple[float, float, float, float],
) -> None:
    frame = fit_frame(box, RECT)
    lon, lat = np.meshgrid(np.linspace(box[0], box[2], 7), np.linspace(box[1], box[3], 7))
    x, y = frame.to_page(lon, lat)
    assert x.min() >= RECT.x - 1e-6
    assert x.max() <= RECT.right + 1e-6
    assert y.min() >= RECT.y - 1e-6
    assert y.max() <= RECT.top + 1e-6
    back_lon, back_lat = frame.to_degrees(x, y)
    assert np.allclose(back_lon, lon, atol=1e-8)
    assert np.allclose(back_lat, lat, atol=1e-8)


def test_frame_keeps_areas_and_angles_as_its_projection_promises() -> None:
    frame = fit_frame(BOXES[0], RECT, equal_area=True)
    areas = []
    for lon, lat in ((37.0, 30.0), (42.0, 33.7), (47.5, 37.5)):
        x, y = frame.to_page(
            np.array([lon, lon + 0.01, lon + 0.01, lon]),
            np.array([lat, lat, lat + 0.01, lat + 0.01]),
        )
        drawn = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
        areas.append(drawn / math.cos(math.radians(lat + 0.005)))
    # Cells of equal degrees on the ellipsoid differ by less than half a percent here.
    assert max(areas) / min(areas) < 1.005
