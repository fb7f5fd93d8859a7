from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import (
    Certainty,
    Citation,
    Place,
    PlaceFileError,
    Toponym,
    ToponymKind,
)
from gazetteer.feature_codes import Feature
from gazetteer.linked_places import (
    feature_of_place,
    place_of_feature,
    read_linked_places,
    write_linked_places,
)
from gazetteer.place_files import RefusedRow, RowError
from tests.gazetteer.place_strategies import places

SCHEMA = json.loads(
    (Path(__file__).parent / "linked_places.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def read(path: Path, content: str | bytes) -> list[Place | RefusedRow]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_linked_places(path))


def foreign(**members: object) -> dict[str, Any]:
    return {
        "@id": "http://example.org/places/p_12",
        "type": "Feature",
        "properties": {"title": "Abingdon", "ccodes": ["GB"], "fclasses": ["P"]},
        "names": [{"toponym": "Abingdon", "lang": "en"}],
        "geometry": {"type": "Point", "coordinates": [-1.28, 51.67]},
    } | members


@given(places())
@settings(deadline=None)
def test_place_of_feature_of_any_place_gives_it_back(place: Place) -> None:
    feature = json.loads(json.dumps(feature_of_place(place), allow_nan=False))
    assert place_of_feature(feature) == place


@given(st.lists(places(), max_size=4))
@settings(deadline=None, max_examples=50)
def test_write_linked_places_any_places_validate(written: list[Place]) -> None:
    stream = io.StringIO()
    assert write_linked_places(written, stream) == len(written)
    VALIDATOR.validate(json.loads(stream.getvalue()))


@pytest.mark.parametrize("one_a_line", [False, True])
def test_read_linked_places_what_was_written_comes_back(tmp_path: Path, one_a_line: bool) -> None:
    written = [
        Place(
            id=f"p-{i}",
            toponyms=(Toponym(name=f"هجين {i}", language="ar", script="Arab"),),
            feature_class="P",
            feature_code="PPL",
            country_code="SY",
            lat=34.0 + i / 1000,
            lon=40.0,
        )
        for i in range(3000)
    ]
    stream = io.StringIO()
    write_linked_places(written, stream, one_a_line=one_a_line)
    assert read(tmp_path / "p.geojson", stream.getvalue()) == written


def test_read_linked_places_every_way_to_write_a_collection_is_read(tmp_path: Path) -> None:
    feature = json.dumps(foreign())
    pretty = json.dumps(foreign(), indent=2)
    head = '{"type": "FeatureCollection", "@context": {"a": [1, "features"]}, "features": ['
    (expected,) = read(tmp_path / "a.json", feature)
    assert isinstance(expected, Place)
    for content in (
        pretty,
        f"\ufeff{head}{pretty}]}}\n",
        f'{head}{feature}], "citation": 12}}',
        f"{feature}\n{feature}\n",
        f"\x1e{feature}\n\x1e{pretty.replace(chr(10), ' ')}\n",
    ):
        assert set(read(tmp_path / "a.json", content)) == {expected}
    assert read(tmp_path / "a.json", '{"type": "FeatureCollection", "features": []}') == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "'{' must stand here"),
        ("[]", "'{' must stand here"),
        ('{"type": "FeatureCollection", "features": [{"a": 1', "row 1"),
        ('{"features": [{}, {"a": nope}]}', "row 2"),
        ('{"features": [{"a": NaN}]}', "NaN is not a number"),
        ('{"features": [] ', "',' must stand here"),
        ('{"features": []} {}', "more after the end"),
        ('{"features": 5}', r"'\[' must stand here"),
        ('{"type": "Topology"}', "neither a FeatureCollection nor a Feature"),
        ('{"features": [' + "[" * 100_000 + "]}", "row 1"),
        (b'{"features": ["\xff"]}', "not UTF-8"),
    ],
)
def test_read_linked_places_broken_json_names_file_and_feature(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(PlaceFileError, match=message) as caught:
        read(tmp_path / "broken.json", content)
    assert "broken.json" in str(caught.value)


def test_read_linked_places_broken_line_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    feature = json.dumps(foreign())
    first, refused, last = read(tmp_path / "p.jsonl", f"{feature}\n{{nope\n{feature}\n")
    assert isinstance(first, Place)
    assert first == last
    assert isinstance(refused, RefusedRow)
    assert (refused.row, refused.field, refused.value) == (2, "line", "{nope")


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"type": "Thing"}, "type"),
        ({"@id": None}, "@id"),
        ({"@id": 5.5}, "@id"),
        ({"properties": []}, "properties"),
        ({"properties": {"title": "x"}}, "types"),
        ({"properties": {"title": "x", "fclasses": "Q"}}, "types"),
        ({"names": "x"}, "names"),
        ({"names": ["x"]}, "names[0]"),
        ({"names": [], "properties": {"fclasses": ["P"]}}, "names"),
        ({"names": [{"toponym": "x", "kind": "nick"}]}, "names.kind"),
        ({"geometry": {"type": "Point", "coordinates": [200, 1]}}, "geometry"),
        ({"geometry": {"type": "Point", "coordinates": ["x", 1]}}, "geometry"),
        ({"geometry": {"type": "Blob", "coordinates": [1, 2]}}, "geometry"),
        ({"geometry": {"type": "Point", "coordinates": []}}, "geometry"),
        ({"geometry": {"geowkt": "POINT (1"}}, "geometry"),
        ({"geometry": {"type": "Polygon"}}, "geometry"),
        ({"geometry": {"type": "GeometryCollection", "geometries": 5}}, "geometry.geometries"),
        ({"links": [{"identifier": 1.5}]}, "links[0].identifier"),
        (
            {"properties": {"title": "x", "fclasses": "P", "hudud": {"version": True}}},
            "properties.hudud.version",
        ),
    ],
)
def test_place_of_feature_wrong_member_raises_its_field(
    members: dict[str, Any], field: str
) -> None:
    with pytest.raises(RowError) as caught:
        place_of_feature(foreign(**members))
    assert caught.value.field == field


def test_place_of_feature_foreign_record_keeps_what_it_says() -> None:
    place = place_of_feature(
        foreign(
            names=[
                {
                    "toponym": "Abingdon",
                    "lang": "en",
                    "citations": [{"label": "Old Gazetteer", "@id": "https://example.org/g"}],
                    "when": {"timespans": [{"start": {"in": "1600"}}]},
                },
                {
                    "toponym": "Abbandun",
                    "lang": "ANG",
                    "when": {"timespans": [{"start": {"in": "0676"}, "end": {"in": "1066"}}]},
                },
                {"toponym": "Abingdon"},
            ],
            types=[{"identifier": "aat:300008389", "sourceLabels": [{"label": "City"}]}],
            links=[
                {"type": "exactMatch", "identifier": "http://www.geonames.org/2657780/"},
                {"type": "closeMatch", "identifier": "https://www.wikidata.org/wiki/Q321647"},
                {"type": "seeAlso", "identifier": "https://en.wikipedia.org/wiki/Abingdon"},
            ],
            descriptions=[{"value": "a town"}, {"value": "on a river"}],
            geometry={
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Point", "coordinates": [-1.28, 51.67], "certainty": "less-certain"},
                    {"geo_wkt": "POLYGON ((-1.3 51.6, -1.2 51.6, -1.2 51.7, -1.3 51.6))"},
                    "null",
                ],
            },
        )
    )
    assert place == Place(
        id="http-example-org-places-p-12-" + place.id.rpartition("-")[2],
        toponyms=(
            Toponym(
                name="Abingdon",
                language="en",
                script="Latn",
                kind=ToponymKind.PREFERRED,
                citation=Citation(
                    source="Old Gazetteer", locator="https://example.org/g", note="used 1600"
                ),
            ),
            Toponym(
                name="Abbandun",
                language="ang",
                script="Latn",
                kind=ToponymKind.HISTORICAL,
                citation=Citation(source="Linked Places", note="used 0676–1066"),
            ),
        ),
        feature_class="P",
        feature_code="PPL",
        country_code="GB",
        lat=51.67,
        lon=-1.28,
        extent_km=place.extent_km,
        footprint="POLYGON ((-1.3 51.6, -1.2 51.6, -1.2 51.7, -1.3 51.6))",
        certainty=Certainty.LESS_CERTAIN,
        citations=(
            Citation(
                source="en.wikipedia.org",
                locator="https://en.wikipedia.org/wiki/Abingdon",
                note="seeAlso",
            ),
        ),
        links=("geonames:2657780", "wikidata:Q321647"),
        note="a town on a river",
    )
    assert 5 < place.extent_km < 12


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        (None, (None, None)),
        ({"type": "GeometryCollection", "geometries": ["null"]}, (None, None)),
        ({"type": "Point", "coordinates": [1, 2], "geowkt": "LINESTRING (1 2, 1 4)"}, (2, 1)),
        ({"type": "LineString", "coordinates": [[1, 2], [1, 3], [1, 4]]}, (3, 1)),
    ],
)
def test_place_of_feature_geometry_gives_point(
    geometry: dict[str, Any] | None, expected: tuple[float | None, float | None]
) -> None:
    place = place_of_feature(foreign(geometry=geometry))
    assert (place.lat, place.lon) == expected


def test_place_of_feature_same_id_gives_same_place_id_and_other_id_another() -> None:
    ids = {
        place_of_feature(foreign(**{"@id": uri})).id
        for uri in (
            "http://example.org/p/1",
            "http://example.org/p-1",
            "http://example.org/p/2",
            "http://www.geonames.org/5",
            "gn:5",
            "https://www.geonames.org/5/",
            "http://example.org/مكان",
        )
    }
    assert len(ids) == 5
    assert "geonames-5" in ids


def test_place_of_feature_unknown_kind_takes_the_assumed_one() -> None:
    feature = foreign(properties={"title": "x"}, types=[{"label": "gewog"}])
    assert place_of_feature(feature, assumed=Feature("A", "ADM2")).feature_code == "ADM2"
    with pytest.raises(RowError, match="gewog"):
        place_of_feature(feature)


@pytest.mark.parametrize("member", ['"hudud":{"population":%s}', '"hudud":{"extent_km":%s}'])
def test_number_beyond_all_bounds_refuses_the_feature(tmp_path: Path, member: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"@id":"x:1","type":"Feature","properties":'
        f'{{"title":"A",{member % ("9" * 400)}}},"names":[{{"toponym":"A"}}]}}]}}'
    )
    (refused,) = read_linked_places(path, assumed=Feature("P", "PPL"))
    assert isinstance(refused, RefusedRow)
    assert refused.reason == "is not a number"


def test_coordinate_beyond_all_bounds_refuses_the_feature(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"@id":"x:1","type":"Feature","properties":'
        '{"title":"A"},"names":[{"toponym":"A"}],"geometry":{"type":"Point","coordinates":'
        f"[{'9' * 400},36]}}}}]}}"
    )
    (refused,) = read_linked_places(path, assumed=Feature("P", "PPL"))
    assert isinstance(refused, RefusedRow)
    assert refused.field == "geometry"
