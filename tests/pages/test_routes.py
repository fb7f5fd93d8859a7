"""The addresses that the map fetches from: what they answer, and what they refuse."""

import gzip
import json
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from geo import DETAILED, Briefing, ZoneParams, assets, columns_payload, zone_geojson
from pages.routes import (
    BASE_LAYERS,
    MOST_LABELS,
    map_address,
    map_routes,
    serve_asset,
    serve_base,
    serve_columns,
    serve_labels,
    serve_map,
    serve_place_map,
    serve_places,
    serve_verdicts,
    serve_zone,
)

NEVER, FOR_EVER = "no-store", "immutable"


def request(query: Mapping[str, str | list[str]] | None = None, **path_params: str) -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/",
            "headers": [],
            "query_string": urlencode(query or {}, doseq=True).encode(),
            "path_params": path_params,
        }
    )


def body(response: Response) -> bytes:
    return bytes(response.body)


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/hudud/map", serve_map),
        ("/hudud/assets/1/images/layers.png", serve_asset),
        ("/hudud/base/1/rivers.json", serve_base),
        ("/hudud/incidents/columns", serve_columns),
        ("/hudud/incidents/verdicts", serve_verdicts),
        ("/hudud/incidents/labels", serve_labels),
        ("/hudud/zone", serve_zone),
        ("/hudud/place-map", serve_place_map),
        ("/hudud/places", serve_places),
    ],
)
def test_map_routes_lead_each_address_to_its_answer(path: str, endpoint: object) -> None:
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    found = [r for r in map_routes() if r.matches(scope)[0] is Match.FULL]
    assert [r.endpoint for r in found if isinstance(r, Route)] == [endpoint]


def test_map_routes_answer_reading_alone() -> None:
    scope = {"type": "http", "method": "POST", "path": "/hudud/zone", "headers": []}
    assert all(route.matches(scope)[0] is not Match.FULL for route in map_routes())


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Map of incidents"), ("ar", "خريطة الأحداث")]
)
def test_serve_map_answers_with_the_map_in_the_language(language: str, title: str) -> None:
    response = serve_map(request({"lang": language}))
    assert response.status_code == 200
    assert response.headers["cache-control"] == NEVER
    assert f"<title>{title}</title>" in body(response).decode()


@pytest.mark.parametrize("language", ["tlh", "", "../../etc/passwd", "<script>", "{{7*7}}"])
def test_serve_map_answers_in_english_for_any_other_language(language: str) -> None:
    page = body(serve_map(request({"lang": language}))).decode()
    assert "<title>Map of incidents</title>" in page
    assert "passwd" not in page
    assert "{{" not in page


def test_map_address_changes_with_language_and_assets() -> None:
    assert map_address("ar") == f"/hudud/map?lang=ar&v={assets.assets_version()}"


@pytest.mark.parametrize("name", assets.asset_names())
def test_serve_asset_answers_with_each_asset_to_be_kept_for_ever(name: str) -> None:
    response = serve_asset(request(name=name, version="1"))
    assert response.status_code == 200
    assert body(response) == assets.asset(name)
    assert response.media_type == assets.media_type(name)
    assert FOR_EVER in response.headers["cache-control"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "nothing.js",
        "../__init__.py",
        "__init__.py",
        "/etc/passwd",
        "images/../map.css",
        "MAP.CSS",
    ],
)
def test_serve_asset_refuses_any_other_name(name: str) -> None:
    response = serve_asset(request(name=name, version="1"))
    assert response.status_code == 404
    assert body(response) == b""


@pytest.mark.parametrize("layer", BASE_LAYERS)
def test_serve_base_answers_with_each_layer(layer: str) -> None:
    response = serve_base(request(layer=layer, version="1"))
    assert response.status_code == 200
    assert response.media_type == "application/json"
    found = json.loads(body(response))
    assert found if isinstance(found, list) else found["features"]


@pytest.mark.parametrize("layer", [layer for layer in BASE_LAYERS if layer != "labels"])
def test_serve_base_has_each_outline_in_full_detail_too(layer: str) -> None:
    light, detailed = (
        serve_base(request(layer=f"{layer}{d}", version="1")) for d in ("", DETAILED)
    )
    assert detailed.status_code == 200
    assert len(body(detailed)) > len(body(light))


@pytest.mark.parametrize(("age", "kept"), [("", FOR_EVER), ("older", NEVER)])
def test_serve_base_is_kept_only_under_its_own_version(
    briefing: Briefing, age: str, kept: str
) -> None:
    response = serve_base(request(layer="rivers", version=briefing.base_version + age))
    assert kept in response.headers["cache-control"]


@pytest.mark.parametrize("layer", ["", "incidents", "../countries", "Countries", "labels-detailed"])
def test_serve_base_refuses_any_other_layer(layer: str) -> None:
    assert serve_base(request(layer=layer, version="1")).status_code == 404


def test_serve_columns_answers_for_the_revision_that_is(briefing: Briefing) -> None:
    response = serve_columns(request({"revision": briefing.table.revision}))
    assert response.status_code == 200
    assert body(response) == columns_payload(briefing.table)
    assert FOR_EVER in response.headers["cache-control"]


def test_serve_columns_come_compressed_to_who_takes_that(briefing: Briefing) -> None:
    asked = request({"revision": briefing.table.revision})
    asked.scope["headers"] = [(b"accept-encoding", b"br, gzip")]
    response = serve_columns(asked)
    assert response.headers["content-encoding"] == "gzip"
    assert gzip.decompress(body(response)) == columns_payload(briefing.table)


@pytest.mark.parametrize("query", [{}, {"revision": ""}, {"revision": "passed"}])
@pytest.mark.parametrize("serve", [serve_columns, serve_labels, serve_verdicts])
def test_serve_refuses_a_revision_that_has_passed(
    query: dict[str, str], serve: Callable[[Request], Response]
) -> None:
    response = serve(request(query))
    assert response.status_code == 404
    assert response.headers["cache-control"] == NEVER


def labels(briefing: Briefing, rows: str, language: str = "en") -> list[dict[str, object]]:
    query = {"revision": briefing.table.revision, "rows": rows, "lang": language}
    response = serve_labels(request(query))
    assert response.status_code == 200
    found: list[dict[str, object]] = json.loads(body(response))
    return found


def test_serve_labels_answers_for_the_asked_rows_in_the_language(briefing: Briefing) -> None:
    assert [label["row"] for label in labels(briefing, "0,3")] == [0, 3]
    (label,) = labels(briefing, "0", "ar")
    assert set(label) == {"row", "title", "place", "when", "extent"}
    assert label["title"] != labels(briefing, "0")[0]["title"]


@pytest.mark.parametrize(
    "rows", ["", ",,", "-1", "1e3", "x", "999999999", "99999999999999999999", "٣", "0x1", " 1"]
)
def test_serve_labels_passes_over_what_is_no_row(briefing: Briefing, rows: str) -> None:
    assert labels(briefing, rows) == []


def test_serve_labels_answers_at_most_so_many(briefing: Briefing) -> None:
    assert len(labels(briefing, ",".join(["0"] * (MOST_LABELS + 50)))) <= MOST_LABELS


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.text(max_size=60))
def test_serve_labels_never_fails_on_any_text(briefing: Briefing, rows: str) -> None:
    assert len(labels(briefing, rows)) <= len(rows)


def test_serve_verdicts_answers_with_those_on_the_zone_asked_for(briefing: Briefing) -> None:
    revision = briefing.table.revision
    answered = [
        bytes(serve_verdicts(request({"revision": revision, **zone})).body)
        for zone in ({}, {"depth": "60"})
    ]
    expected = [
        briefing.table.verdicts(briefing.zone(ZoneParams(width_km=width))) for width in (23.0, 60.0)
    ]
    for payload, verdicts in zip(answered, expected, strict=True):
        assert payload.rstrip(b"\0").endswith(verdicts.tobytes().rstrip(b"\0"))
    assert answered[0] != answered[1]


def test_serve_verdicts_refuses_what_is_no_zone(briefing: Briefing) -> None:
    revision = briefing.table.revision
    for zone in ({"depth": "9999"}, {"zone": "XX-YY"}):
        assert serve_verdicts(request({"revision": revision, **zone})).status_code == 400


@pytest.mark.parametrize(
    "query", [{}, {"depth": "40"}, {"zone": "IQ-SY", "side": "IQ", "depth": "10"}]
)
def test_serve_zone_answers_with_the_zone_as_geojson(query: dict[str, str]) -> None:
    response = serve_zone(request(query))
    assert response.status_code == 200
    found = json.loads(body(response))
    assert found["type"] in {"Feature", "FeatureCollection"}
    assert FOR_EVER in response.headers["cache-control"]


def test_serve_zone_follows_its_limit_to_every_governorate_named(briefing: Briefing) -> None:
    named = ["SY-HA", "SY-RA"]
    expected = briefing.zone(ZoneParams(admin1=frozenset(named)))
    assert body(serve_zone(request({"limit": named}))) == zone_geojson(expected)
    assert body(serve_zone(request({"limit": named[:1]}))) != zone_geojson(expected)


@pytest.mark.parametrize(
    "query",
    [
        {"depth": "9999"},
        {"depth": "0"},
        {"depth": "nan"},
        {"depth": "1e2"},
        {"zone": "XX-YY"},
        {"zone": "../SY-TR"},
        {"zone": "SY-TR", "side": "IQ"},
        {"limit": "XX-00"},
        {"from": "nonsense"},
    ],
)
def test_serve_zone_refuses_what_is_no_zone(query: dict[str, str]) -> None:
    response = serve_zone(request(query))
    assert response.status_code == 400
    assert json.loads(body(response))["error"]
    assert "immutable" not in response.headers.get("cache-control", "")


def test_serve_place_map_answers_in_the_language_asked_for() -> None:
    page = body(serve_place_map(request({"lang": "ar"}))).decode()
    assert "Hudud.PlaceMap" in page
    assert json.dumps("اسحب النقطة أو انقر على الخريطة")[1:-1] in page


def test_serve_places_answers_for_the_present_revision_alone(briefing: Briefing) -> None:
    revision = briefing.gazetteer.revision
    found = json.loads(body(serve_places(request({"revision": str(revision)}))))
    assert [place["id"] for place in found] == sorted(briefing.gazetteer.places())
    manbij = next(place for place in found if place["id"] == "manbij")
    assert (manbij["en"], manbij["ar"]) == ("Manbij", "منبج")
    for stale in (str(revision + 1), "", "x"):
        assert serve_places(request({"revision": stale})).status_code == 404
