"""Nearest places, distances on the ellipsoid and directions."""

from __future__ import annotations

import random

import pytest
from pyproj import Geod

from gazetteer import InvalidPlaceError
from gazetteer.index import NameIndex
from gazetteer.nearby import compass_point, near
from tests.gazetteer.places import village

GEOD = Geod(ellps="WGS84")


def test_near_describes_distance_and_direction() -> None:
    index = NameIndex.build([village(), village("raqqa", "Raqqa", lat=35.95, lon=39.01)])
    lon, lat, _ = GEOD.fwd(40.83, 34.69, 135.0, 12_000.0)
    nearest, farther = near(index, lat, lon)
    assert nearest.describe() == "12 km SE of Hajin"
    assert nearest.distance_km == pytest.approx(12.0, abs=1e-6)
    assert nearest.azimuth == pytest.approx(135.0, abs=0.2)
    assert farther.place.id == "raqqa"


def test_near_at_the_place_gives_its_name_alone() -> None:
    assert near(NameIndex.build([village()]), 34.69, 40.83)[0].describe() == "Hajin"


def test_near_agrees_with_measuring_every_place() -> None:
    source = random.Random(3)
    places = [
        village(f"v{n}", f"Village {n}", lat=source.uniform(30, 37), lon=source.uniform(36, 48))
        for n in range(300)
    ]
    index = NameIndex.build(places)
    for _ in range(20):
        lat, lon = source.uniform(30, 37), source.uniform(36, 48)
        metres = {p.id: GEOD.inv(lon, lat, p.lon, p.lat)[2] for p in places}
        expected = sorted(metres, key=metres.__getitem__)[:7]
        assert [found.place.id for found in near(index, lat, lon, limit=7)] == expected


def test_near_leaves_out_other_kinds_far_places_and_places_without_a_point() -> None:
    index = NameIndex.build(
        [
            village(),
            village("base", "Base", feature_class="S", feature_code="INSM"),
            village("nowhere", "Nowhere", lat=None, lon=None),
            village("far", "Far", lat=30.0),
        ]
    )
    assert [f.place.id for f in near(index, 34.7, 40.8, within_km=50.0)] == ["hajin"]
    assert [f.place.id for f in near(index, 34.7, 40.8, kinds={"INSM"})] == ["base"]
    assert [f.place.id for f in near(index, 34.7, 40.8, kinds={"S.INSM"})] == ["base"]


def test_near_sees_edits() -> None:
    index = NameIndex.build([village()])
    index.update(village(lat=10.0, lon=10.0))
    assert near(index, 10.0, 10.0)[0].distance_km == pytest.approx(0.0)
    index.remove("hajin")
    assert near(index, 10.0, 10.0) == []


@pytest.mark.parametrize(
    ("lat", "lon", "field"), [(91.0, 0.0, "lat"), (0.0, 181.0, "lon"), (float("nan"), 0.0, "lat")]
)
def test_near_of_no_coordinate_says_which(lat: float, lon: float, field: str) -> None:
    with pytest.raises(InvalidPlaceError) as caught:
        near(NameIndex.build([village()]), lat, lon)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("azimuth", "point"),
    [(0, "N"), (22, "N"), (23, "NE"), (90, "E"), (180, "S"), (-90, "W"), (359, "N"), (315, "NW")],
)
def test_compass_point_is_the_nearest_of_eight(azimuth: float, point: str) -> None:
    assert compass_point(azimuth) == point
