"""The addresses from which the map's own page fetches what it draws; all on this server."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gazetteer import reconcile_routes
from geo import (
    DETAILED,
    BorderDataError,
    MapSources,
    MapState,
    assets,
    briefing_map,
    columns_payload,
    current_briefing,
    incident_labels,
    place_map,
    verdict_payload,
    zone_geojson,
)
from pages import go_to
from pages.labels import symbol_label
from pages.live_gazetteer import live_gazetteer, places_in_order
from pages.security import map_response
from pages.words import words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from geo import IncidentTable
    from pages.words import Words

# A version stands in the address, so what is behind it never changes.
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_NEVER = {"Cache-Control": "no-store"}
BASE_LAYERS = ("countries", "governorates", "borders", "rivers", "lakes", "labels")
MOST_LABELS = 200


def map_address(language: str) -> str:
    """Return the address of the map's page in `language`, relative to the server's root."""
    return f"/hudud/map?lang={language}&v={assets.assets_version()}"


def place_map_address(language: str) -> str:
    """Return the address of the gazetteer's map in `language`, relative to the server's root."""
    return f"/hudud/place-map?lang={language}&v={assets.assets_version()}"


def base_layer_address(layer: str) -> str:
    """Return the address of a layer of the base map as it is now, relative to the map's page."""
    return f"base/{current_briefing().base_version}/{layer}.json"


def map_routes() -> list[BaseRoute]:
    """Return the routes to be served beside Streamlit's own: the map's, and reconciliation."""
    return [
        Route("/hudud/map", serve_map),
        Route("/hudud/assets/{version}/{name:path}", serve_asset),
        Route("/hudud/base/{version}/{layer}.json", serve_base),
        Route("/hudud/incidents/columns", serve_columns),
        Route("/hudud/incidents/verdicts", serve_verdicts),
        Route("/hudud/incidents/labels", serve_labels),
        Route("/hudud/zone", serve_zone),
        Route("/hudud/goto", serve_go_to),
        Route("/hudud/area", serve_area),
        Route("/hudud/place-map", serve_place_map),
        Route("/hudud/places", serve_places),
        *reconcile_routes(live_gazetteer, base_path="/reconcile"),
    ]


def serve_map(request: Request) -> Response:
    """Answer with the folium map as a page of its own."""
    said = words(request.query_params.get("lang", "en"))
    page = briefing_map(_sources(), language=said.language, translate=said)
    return map_response(_in_language(page.get_root().render(), said), _NEVER)


def serve_place_map(request: Request) -> Response:
    """Answer with the gazetteer's map as a page of its own."""
    said = words(request.query_params.get("lang", "en"))
    page = place_map(_sources(), language=said.language, translate=said)
    return map_response(_in_language(page.get_root().render(), said), _NEVER)


def _in_language(page: str, said: Words) -> str:
    """Return a map's page with the language named in it, which screen readers speak by."""
    return page.replace("<html>", f'<html lang="{said.language}">', 1)


def serve_places(request: Request) -> Response:
    """Answer with the point and names of all places of one revision; 404 once it has passed."""
    gazetteer = live_gazetteer()
    if request.query_params.get("revision") != str(gazetteer.revision):
        return Response(status_code=404, headers=_NEVER)
    found = [
        {"id": p.id, "lat": p.lat, "lon": p.lon, "en": p.preferred("en"), "ar": p.preferred("ar")}
        for p in places_in_order(gazetteer)
    ]
    return JSONResponse(found, headers=_NEVER)


def _sources() -> MapSources:
    """Return where the pages of both maps find their assets and base layers."""
    version = assets.assets_version()
    return MapSources(
        asset_url=lambda name: f"assets/{version}/{name}",
        layers={
            layer: {
                "url": base_layer_address(layer),
                "detailedUrl": base_layer_address(f"{layer}{DETAILED}"),
            }
            for layer in BASE_LAYERS
        },
        columns={},
        attribution=current_briefing().short_attribution,
    )


def serve_asset(request: Request) -> Response:
    """Answer with one script, style or image of the map; 404 for any other name."""
    name = request.path_params["name"]
    if name not in assets.asset_names():
        return Response(status_code=404)
    return Response(assets.asset(name), media_type=assets.media_type(name), headers=_FOR_EVER)


def serve_base(request: Request) -> Response:
    """Answer with one layer of the base map as GeoJSON, or with its labels."""
    layer = request.path_params["layer"]
    briefing = current_briefing()
    if layer.removesuffix(DETAILED) not in BASE_LAYERS or layer == f"labels{DETAILED}":
        return Response(status_code=404)
    # An edit may have come between the page and its layers: then this is newer than its address.
    same = request.path_params["version"] == briefing.base_version
    return Response(
        briefing.base_layer(layer),
        media_type="application/json",
        headers=_FOR_EVER if same else _NEVER,
    )


def serve_columns(request: Request) -> Response:
    """Answer with the columns of all incidents of one revision; 404 once it has passed."""
    briefing = current_briefing()
    if request.query_params.get("revision") != briefing.table.revision:
        return Response(status_code=404, headers=_NEVER)
    packed = _packed_columns(briefing.table)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers = {**_FOR_EVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(packed, media_type="application/octet-stream", headers=headers)
    return Response(
        gzip.decompress(packed), media_type="application/octet-stream", headers=_FOR_EVER
    )


@lru_cache(maxsize=1)
def _packed_columns(table: IncidentTable) -> bytes:
    """Return the columns compressed, once for all who look at the same revision."""
    return gzip.compress(columns_payload(table), compresslevel=1)


def serve_verdicts(request: Request) -> Response:
    """Answer with every incident's verdict on a zone; 404 once the revision has passed."""
    briefing = current_briefing()
    if request.query_params.get("revision") != briefing.table.revision:
        return Response(status_code=404, headers=_NEVER)
    params = [(key, v) for key, v in request.query_params.multi_items() if key != "revision"]
    state, problems = MapState.from_query(params)
    if problems:
        return JSONResponse({"error": problems[0]}, status_code=400)
    try:
        payload = verdict_payload(briefing.table, briefing.zone(state.zone))
    except BorderDataError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    return Response(payload, media_type="application/octet-stream", headers=_FOR_EVER)


def serve_labels(request: Request) -> Response:
    """Answer with what a pointed-at symbol says, for the asked rows."""
    briefing = current_briefing()
    if request.query_params.get("revision") != briefing.table.revision:
        return Response(status_code=404, headers=_NEVER)
    said = words(request.query_params.get("lang", "en"))
    asked = request.query_params.get("rows", "").split(",")[:MOST_LABELS]
    rows = [int(row) for row in asked if row.isascii() and row.isdigit() and len(row) < 10]
    rows = [row for row in rows if row < len(briefing.table)]
    found = [symbol_label(label, said) for label in incident_labels(briefing.table, rows)]
    return JSONResponse(found, headers=_FOR_EVER)


def serve_go_to(request: Request) -> Response:
    """Answer with the point or the places that a text names."""
    said = words(request.query_params.get("lang", "en"))
    found = go_to.answer(live_gazetteer(), request.query_params.get("q", ""), said)
    return JSONResponse(found, headers=_NEVER)


def serve_area(request: Request) -> Response:
    """Answer with the area that is written out, or with what is wrong with it."""
    said = words(request.query_params.get("lang", "en"))
    found = go_to.area_answer(live_gazetteer(), request.query_params, said)
    return JSONResponse(found, headers=_NEVER)


def serve_zone(request: Request) -> Response:
    """Answer with the zone that the parameters describe, as GeoJSON; 400 when they are wrong."""
    state, problems = MapState.from_query(request.query_params.multi_items())
    if problems:
        return JSONResponse({"error": problems[0]}, status_code=400)
    try:
        zone = current_briefing().zone(state.zone)
    except BorderDataError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    return Response(zone_geojson(zone), media_type="application/json", headers=_FOR_EVER)
