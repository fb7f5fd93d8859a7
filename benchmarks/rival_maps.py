"""Other ways to put HUDUD_ROWS incidents on a map, bare: one filter, one map, nothing else.

HUDUD_RIVAL names the way: ``markers`` (folium's MarkerCluster, one Marker an incident), ``fast``
(FastMarkerCluster) or ``pydeck`` (a ScatterplotLayer in ``st.pydeck_chart``). Scripts come from
this machine: Leaflet from xstatic-leaflet, clusters from xstatic-leaflet-markercluster.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import numpy as np
import pandas as pd
import pydeck  # type: ignore[import-untyped]
import streamlit as st
from folium.plugins import FastMarkerCluster, MarkerCluster
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from benchmarks.filter_speed import made_up_table

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

CENTRE = (34.0, 42.0)
ZOOM = 6
# The maps that sessions have made, by number: too large to travel inside a message.
_PAGES: dict[int, str] = {}
# Told to the parent's page once all markers are on the map and it has been painted.
_TELL = """
<script>
    requestAnimationFrame(() => requestAnimationFrame(() => {
        document.body.dataset.shown = %d;
    }));
</script>
"""


@cache
def incidents(rows: int) -> pd.DataFrame:
    """Return lat, lon and event type of `rows` made-up incidents."""
    table = made_up_table(rows)
    return pd.DataFrame(
        {
            "lat": table.lat,
            "lon": table.lon,
            "event_type": np.array(table.event_type.values)[table.event_type.codes],
        }
    )


def folium_page(shown: pd.DataFrame, *, fast: bool) -> str:
    """Return the page of a folium map with clustered markers."""
    fmap = folium.Map(CENTRE, zoom_start=ZOOM, tiles=None, max_zoom=18)
    fmap.default_js = [("leaflet", "/rival/leaflet.js")]
    fmap.default_css = [("leaflet_css", "/rival/leaflet.css")]
    if fast:
        points = shown[["lat", "lon"]].to_numpy().tolist()
        cluster: MarkerCluster = FastMarkerCluster(points)  # type: ignore[no-untyped-call]
    else:
        cluster = MarkerCluster()  # type: ignore[no-untyped-call]
        for lat, lon, event_type in shown.itertuples(index=False):
            folium.Marker((lat, lon), tooltip=event_type).add_to(cluster)
    cluster.default_js = [("markercluster", "/rival/leaflet.markercluster.js")]
    cluster.default_css = [("markercluster_css", "/rival/MarkerCluster.css")]
    cluster.add_to(fmap)
    page: str = fmap.get_root().render()
    return page.replace("</html>", _TELL % len(shown) + "</html>")


def show() -> None:
    """Draw the page."""
    st.set_page_config(layout="wide")
    known = incidents(int(os.environ["HUDUD_ROWS"]))
    types = st.sidebar.pills(
        "Event type", sorted(known["event_type"].unique()), selection_mode="multi"
    )
    shown = known[known["event_type"].isin(types)] if types else known
    kind = os.environ["HUDUD_RIVAL"]
    if kind == "pydeck":
        layer = pydeck.Layer(
            "ScatterplotLayer", shown, get_position=["lon", "lat"], get_radius=2000
        )
        view = pydeck.ViewState(latitude=CENTRE[0], longitude=CENTRE[1], zoom=ZOOM - 1)
        st.pydeck_chart(pydeck.Deck([layer], initial_view_state=view, map_style=None))
    else:
        number = len(_PAGES)
        _PAGES[number] = folium_page(shown, fast=kind == "fast")
        # The one before may still be asked for.
        _PAGES.update(dict.fromkeys(range(number - 1), ""))
        st.iframe(f"/rival/map/{number}", height=600)
    st.html(f'<p id="rival-rows">{len(shown)}</p>')


def serve_map(request: Request) -> Response:
    """Answer with one map."""
    return HTMLResponse(_PAGES[int(request.path_params["number"])])


def serve_asset(request: Request) -> Response:
    """Answer with a script or style of the installed packages."""
    from xstatic.pkg import leaflet, leaflet_markercluster  # noqa: PLC0415  # benchmarks alone

    name = request.path_params["name"]
    folders = (leaflet.BASE_DIR, leaflet_markercluster.BASE_DIR)
    found = [path for folder in folders if (path := Path(folder) / name).is_file()]
    return FileResponse(found[0]) if found else Response(status_code=404)


def rival_routes() -> list[BaseRoute]:
    """Return the addresses of maps and scripts."""
    return [
        Route("/rival/map/{number:int}", serve_map),
        Route("/rival/{name:path}", serve_asset),
    ]
