"""What the page of snapshots shows; the address says it: the map's own words, or ``?figure=ID``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from geo import MapState, MapView
from pages.link import STATE, known_values
from pages.navigation import export_page, map_page
from pages.session import current_words, language_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo import Briefing

FIGURE = "figure"
VIEW = "snapshot_view"
VIEWS = ("make", "made", "changes")
_OF_THE_MAP = ("map_state", "map_marks", "filter_", "zone_")


def asked_figure() -> str:
    """Return the id of the figure that the address asks for; empty for none."""
    return str(st.query_params.get(FIGURE) or "")


def asked_state(briefing: Briefing) -> tuple[MapState, list[str]]:
    """Return the state of the map that goes into the snapshot, and what is wrong with the address.

    The address says it; one that says nothing takes what the map showed last in this session.
    """
    params = {key: st.query_params.get_all(key) for key in st.query_params}
    state, problems = MapState.from_query(params, known=known_values(briefing))
    last: MapState | None = st.session_state.get(STATE)
    if last is not None and not params.keys() - {"lang"}:
        st.query_params.from_dict(map_query(last))
        return last, []
    return state, problems


def map_query(state: MapState) -> dict[str, str | list[str]]:
    """Return the address of a state of the map, in the language of the page."""
    query = {key: value for key, value in state.to_query().items() if key not in {"lang", "id"}}
    return {**query, **language_query()}


def go_to_figure(figure_id: str) -> None:
    """Open a figure."""
    st.query_params.from_dict({FIGURE: figure_id, **language_query()})


def follow_figure() -> None:
    """Go from the map's address to the figure that it asks for, if it asks for one."""
    if asked_figure():
        query = {FIGURE: asked_figure(), **language_query()}
        st.switch_page(export_page(current_words()), query_params=query)


def leave_figure(view: str = VIEWS[1], state: MapState | None = None) -> None:
    """Leave the figure for another view of the page, with `state` in the address."""
    st.session_state[VIEW] = view
    st.query_params.from_dict(language_query() if state is None else map_query(state))


def figure_link(figure_id: str) -> str:
    """Return the whole address of a figure, to be sent."""
    here = urlsplit(str(st.context.url or ""))
    return f"{here.scheme}://{here.netloc}/snapshot?{FIGURE}={figure_id}"


def open_map(state: MapState) -> None:
    """Open the map with what goes into the snapshot."""
    for key in [k for k in st.session_state if str(k).startswith(_OF_THE_MAP)]:
        del st.session_state[key]
    st.switch_page(map_page(current_words()), query_params=map_query(state))


def take_along(state: MapState, view: Mapping[str, float]) -> None:
    """Open the page of snapshots with what the map shows, framed as on the screen."""
    framed = replace(state, view=MapView(**view)) if view else state
    st.switch_page(export_page(current_words()), query_params=map_query(framed))
