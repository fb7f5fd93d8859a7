"""The address as the memory of the map: what it says is shown, what is shown it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo import Known, MapMarks, MapState
from pages import filters, two_periods, zone_panel
from pages.measured import MARKS
from pages.plain import plain

if TYPE_CHECKING:
    from geo import Briefing
    from pages.words import Words

STATE = "map_state"
SELECTED = "selected"
_VIEW = "at"


def follow_link(briefing: Briefing, _: Words) -> MapState:
    """Return what the map shows: at first what the address says, then what the widgets say.

    A link that is damaged shows the default for the damaged part, and a message.
    """
    if STATE not in st.session_state:
        params = {key: st.query_params.get_all(key) for key in st.query_params}
        state, problems = MapState.from_query(params, known=known_values(briefing))
        for problem in problems:
            st.toast(plain(_.said(problem)), icon=":material/link_off:", duration="long")
        if state.selected is not None:
            st.session_state["panel"] = "incident"
        st.session_state[STATE] = state
        st.session_state[SELECTED] = state.selected
        st.session_state[MARKS] = state.marks
    _restore(st.session_state[STATE])
    state = MapState(
        filter=filters.read_filters(briefing),
        zone=zone_panel.read_zone(briefing),
        view=st.session_state[STATE].view,
        selected=st.session_state.get(SELECTED),
        marks=st.session_state.get(MARKS, MapMarks()),
        compared=two_periods.read_periods(st.session_state[STATE].compared),
        language=_.language,
    )
    st.session_state[STATE] = state
    return state


def _restore(state: MapState) -> None:
    """Give widgets that hold nothing what they held last.

    Streamlit forgets a widget once it is not drawn: on another page, behind another panel.
    """
    for key, value in {
        **filters.widget_values(state.filter),
        **zone_panel.widget_values(state.zone),
        **two_periods.widget_values(state.compared),
    }.items():
        if key not in st.session_state:
            st.session_state[key] = value


def known_values(briefing: Briefing) -> Known:
    """Return what an address may name."""
    return Known(
        values={facet: frozenset(briefing.values(facet)) for facet in filters.LISTS},
        borders=briefing.border_names.keys(),
        admin1=frozenset(briefing.borders.governorates["admin1"]),
        incidents=briefing.table.row_of,
        places=briefing.places,
    )


def write_link(state: MapState) -> None:
    """Write `state` into the address; the view in it is the map's own and stays."""
    query = replace(state, view=None).to_query()
    if "lang" in st.query_params:
        query["lang"] = state.language
    if _VIEW in st.query_params:
        query[_VIEW] = st.query_params[_VIEW]
    now = {key: st.query_params.get_all(key) for key in st.query_params}
    wanted = {key: [value] if isinstance(value, str) else value for key, value in query.items()}
    if now != wanted:
        st.query_params.from_dict(query)
