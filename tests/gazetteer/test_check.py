from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

import gazetteer
from gazetteer import Citation, PlaceStatus, Toponym, load_shipped
from gazetteer.areas import shipped_areas
from gazetteer.check import PROBLEM_CODES, Problem, check_places
from tests.gazetteer.places import village

AREAS = Path(gazetteer.__file__).parent / "data" / "areas"
CITED = {"citations": (Citation(source="geonames"),)}


def codes(*problems: Problem) -> list[tuple[str, str]]:
    return [(problem.code, problem.place_id) for problem in problems]


def test_check_places_sound_places_finds_nothing() -> None:
    places = [village("hajin", "Hajin", **CITED), village("raqqa", "Raqqa", lat=35.0, **CITED)]
    assert check_places(places) == []


def test_check_places_without_source_is_told() -> None:
    assert codes(*check_places([village()])) == [("missing-citation", "hajin")]


def test_check_places_deprecated_place_is_left_out() -> None:
    assert check_places([village(status=PlaceStatus.DEPRECATED)]) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"lat": 34.69, "lon": 40.83}, []),
        ({"lat": 33.31, "lon": 44.36}, ["outside-country"]),
        ({"lat": 36.50, "lon": 40.75}, ["outside-admin1"]),
        ({"lat": 36.50, "lon": 40.75, "extent_km": 300.0}, []),
        ({"lat": 36.50, "lon": 40.75, "admin1": None}, []),
        ({"lat": None, "lon": None}, []),
        ({"country_code": "FR", "admin1": None, "lat": 48.9, "lon": 2.3}, []),
        ({"country_code": "IR", "admin1": None, "lat": 60.0, "lon": 10.0}, []),
        ({"country_code": "TR", "admin1": None, "lat": 33.31, "lon": 44.36}, ["outside-country"]),
        ({"country_code": "SY", "admin1": None, "lat": 60.0, "lon": 10.0}, ["outside-country"]),
    ],
)
def test_check_places_point_outside_its_unit_is_told(
    fields: dict[str, object], expected: list[str]
) -> None:
    assert [p.code for p in check_places([village(**CITED, **fields)])] == expected


def test_check_places_swapped_coordinates_are_hinted_at() -> None:
    (problem,) = check_places([village(lat=40.83, lon=34.69, **CITED)])
    assert "latitude and longitude seem to be swapped" in problem.message


@pytest.mark.parametrize(
    ("name", "language", "wrong"),
    [
        ("هجين", "ar", False),
        ("Hajin", "ar", True),
        ("Hajin", "ar-Latn", False),
        ("هجين", "en", True),
        ("Hajîn", "ku", False),
        ("هەجین", "ku", False),
        ("Hajin هجين", "und", True),
        ("12", "und", True),
        ("Хаджин", "ru", False),
        ("Hajin", "xx", False),
    ],
)
def test_check_places_name_in_another_script_than_its_language_is_told(
    name: str, language: str, wrong: bool
) -> None:
    place = village(toponyms=(Toponym(name=name, language=language),), **CITED)
    assert [p.code for p in check_places([place])] == (["wrong-script"] if wrong else [])


def test_check_places_shared_link_is_told_once() -> None:
    one = village("one", "Hajin", links=("geonames:1",), **CITED)
    two = replace(one, id="two")
    (problem,) = check_places([one, two])
    assert (problem.code, problem.place_id, problem.other_id) == ("duplicate-link", "two", "one")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"lat": 34.70}, True),
        ({"lat": 34.72}, False),
        ({"lon": 40.845}, True),
        ({"lon": 40.86}, False),
        ({"feature_class": "A", "feature_code": "ADM3"}, False),
        ({"lat": None, "lon": None}, False),
    ],
)
def test_check_places_namesakes_close_by_are_told(fields: dict[str, object], told: bool) -> None:
    one, two = village("one", "Hajin", **CITED), village("two", "HAJIN", **CITED, **fields)
    expected = [("duplicate-name", "two")] if told else []
    assert codes(*check_places([one, two])) == expected


def test_check_places_tells_only_known_codes() -> None:
    wrong = village("x", lat=10.0, lon=10.0, toponyms=(Toponym(name="12"),))
    found = {p.code for p in check_places([wrong, village(), replace(village(), id="hajin-2")])}
    assert found <= set(PROBLEM_CODES)
    assert len(found) == 4


@pytest.mark.parametrize(
    ("code", "lat", "lon", "low", "high"),
    [
        ("SY", 34.69, 40.83, 0.0, 0.0),
        ("SY", 33.31, 44.36, 250.0, 400.0),
        ("IQ", 34.69, 40.83, 15.0, 60.0),
        ("SY-DY", 36.50, 40.75, 30.0, 120.0),
    ],
)
def test_outside_km_distance_is_about_right(
    code: str, lat: float, lon: float, low: float, high: float
) -> None:
    distance = shipped_areas().outside_km(code, lat, lon)
    assert distance is not None
    assert low <= distance <= high


@pytest.mark.parametrize(("code", "lat", "lon"), [("XX", 34.0, 40.0), ("IR", 60.0, 10.0)])
def test_outside_km_where_nothing_is_known_is_none(code: str, lat: float, lon: float) -> None:
    assert shipped_areas().outside_km(code, lat, lon) is None


def test_check_places_shipped_places_have_no_doubles_and_lie_in_their_governorates() -> None:
    expected_clean = set(PROBLEM_CODES) - {"outside-country"}
    assert [p for p in check_places(load_shipped()) if p.code in expected_clean] == []


def test_shipped_outlines_are_valid_and_are_those_of_the_readme() -> None:
    text = (AREAS / "areas.geojson").read_bytes()
    assert hashlib.sha256(text).hexdigest() in (AREAS / "README.md").read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    assert {"SY", "IQ", "TR", "SY-DY", "IQ-AN"} <= {f["properties"]["code"] for f in features}
    for feature in features:
        assert shapely.geometry.shape(feature["geometry"]).is_valid, feature["properties"]
