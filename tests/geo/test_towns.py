from __future__ import annotations

from geo import load_borders, make_zone
from geo.towns import Towns
from tests.gazetteer.places import village


def test_towns_inside_are_the_populated_places_of_the_zone_largest_first() -> None:
    zone = make_zone(load_borders(), border_id="SY-TR", side="SY", width_m=23_000)
    near = {"lat": 36.7, "lon": 38.0}
    places = [
        village("small", population=10, **near),
        village("large", population=99, **near),
        village("far"),
        village("hill", feature_class="T", feature_code="HLL", **near),
        village("nowhere", lat=None, lon=None),
    ]
    assert [place.id for place in Towns(places).inside(zone)] == ["large", "small"]
