"""The map in the page: a frame that stays, and the messages that change what it shows."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

from geo import Facet, IncidentFilter, apply, assets, day_date, day_number, mask_bytes
from pages.filters import END, START
from pages.link import SELECTED
from pages.routes import map_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo import Briefing, MapState, Selection, Zone
    from pages.words import Words

KEY = "map"
HEIGHT = "690px"


@cache
def host_script() -> str:
    """Return the script that puts the page of a map into the dashboard."""
    return assets.asset("map_host.js").decode()


def draw_map(
    briefing: Briefing, selection: Selection, state: MapState, zone: Zone, _: Words
) -> None:
    """Draw the map with what `selection` shows.

    The frame is made once; filters, zone and choice reach it as messages, so that pan and zoom stay
    and nothing flashes. The period is applied inside the map: its mask leaves it out.
    """
    component: Callable[..., Any] = st.components.v2.component("hudud_map", js=host_script())
    table = briefing.table
    view = state.view
    component(
        key=KEY,
        data={
            "page": map_address(_.language),
            "title": _("Map of incidents"),
            "height": HEIGHT,
            "view": f"{view.lat},{view.lon},{view.zoom}" if view else "",
            "state": {
                "revision": table.revision,
                "columnsUrl": "incidents/columns?"
                + urlencode({"revision": table.revision, "lang": _.language}),
                "mask": _mask(briefing, selection, state, zone),
                "period": _period(state.filter),
                "selected": table.row_of.get(state.selected or "", -1),
                "zoneUrl": "zone?" + urlencode(zone_query(state), doseq=True),
                "zoneName": _(
                    "Proposed buffer zone, %(width)s km deep",
                    width=_.number(state.zone.width_km, 1),
                ),
                "counts": dict(selection.facets[Facet.ADMIN1]),
            },
        },
        on_chosen_change=lambda: _chosen(briefing),
        on_period_change=_period_brushed,
    )


def zone_query(state: MapState) -> dict[str, str | list[str]]:
    """Return the parameters that describe the zone alone."""
    return type(state)(zone=state.zone).to_query()


def _mask(briefing: Briefing, selection: Selection, state: MapState, zone: Zone) -> str | None:
    """Return which rows pass every filter but the period, as base64 of bits; None for all."""
    mask = selection.mask
    if Facet.PERIOD in state.filter.active():
        mask = apply(briefing.index, state.filter.without(Facet.PERIOD), zone=zone).mask
    return None if mask.all() else b64encode(mask_bytes(mask)).decode()


def _period(wanted: IncidentFilter) -> list[int] | None:
    """Return the period as two days since 1970-01-01, an open end as far away as may be."""
    if wanted.start is None and wanted.end is None:
        return None
    first = day_number(wanted.start) if wanted.start else -(10**6)
    last = day_number(wanted.end) if wanted.end else 10**6
    return [first, last]


def _chosen(briefing: Briefing) -> None:
    """Take over what was chosen on the map, unless the data have changed since it was drawn."""
    chosen = st.session_state[KEY].chosen
    table = briefing.table
    if not chosen or chosen.get("revision") != table.revision:
        return
    row = chosen.get("row")
    if isinstance(row, int) and 0 <= row < len(table):
        st.session_state[SELECTED] = table.ids[row].as_py()
        st.session_state["panel"] = "incident"


def _period_brushed() -> None:
    """Take over the period that was brushed on the timeline."""
    message = st.session_state[KEY].period
    if not message:
        return
    period = message.get("period")
    if period is None:
        st.session_state[START] = st.session_state[END] = None
    elif len(period) == 2 and all(isinstance(day, int) for day in period):
        st.session_state[START], st.session_state[END] = map(day_date, period)
