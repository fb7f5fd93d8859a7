"""Incidents as lines that lead to their dots on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import MapState, MapView
from pages.labels import period_text
from pages.navigation import map_page
from pages.plain import plain
from pages.session import language_query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo import Briefing
    from pages.words import Words

_ZOOM = 9
# What the map remembers of itself in a session; without it, it follows the address.
_OF_THE_MAP = ("map_state", "filter_")


def incident_line(briefing: Briefing, incident_id: str, _: Words) -> str:
    """Return type, place and date of an incident on the map in one line."""
    incident = briefing.incident(incident_id)
    place = briefing.place_of(incident)
    where = place.preferred(_.language) if place is not None else ""
    sub_type = incident.sub_event_type or incident.event_type
    kind = _(incident.event_type) if sub_type == "Other" else _(incident.sub_event_type)
    parts = (kind, where, period_text(incident, _))
    return plain(" · ".join(part for part in parts if part))


def draw_incident_links(briefing: Briefing, incident_ids: Iterable[str], _: Words) -> None:
    """Draw a button for each incident that opens the map with it chosen."""
    for incident_id in dict.fromkeys(incident_ids):
        if incident_id in briefing.table.row_of and st.button(
            incident_line(briefing, incident_id, _),
            key=f"article_map_{incident_id}",
            type="tertiary",
            icon=":material/location_on:",
        ):
            open_on_map(briefing, incident_id, _)


def open_on_map(briefing: Briefing, incident_id: str, _: Words) -> None:
    """Open the map where an incident is, without filters that could hide it."""
    for key in [k for k in st.session_state if str(k).startswith(_OF_THE_MAP)]:
        del st.session_state[key]
    row = briefing.table.row_of[incident_id]
    lat, lon = float(briefing.table.lat[row]), float(briefing.table.lon[row])
    known = lat == lat  # noqa: PLR0124 - nan where it has no point
    view = MapView(lat=lat, lon=lon, zoom=_ZOOM) if known else None
    query = MapState(selected=incident_id, view=view).to_query()
    st.switch_page(map_page(_), query_params={**query, **language_query()})
