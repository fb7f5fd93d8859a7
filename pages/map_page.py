"""The briefing map: filters, key figures, map with timeline, details, zone, table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo import MapState, apply, current_briefing, facet_words
from pages.announcing import announce
from pages.details import details_html
from pages.export_address import follow_figure, take_along
from pages.filters import draw_filters, lift
from pages.labels import source_name
from pages.link import follow_link, write_link
from pages.map_component import answered_view, ask_for_view, asked_purpose, draw_map, told_period
from pages.navigation import article_page, gazetteer_page
from pages.plain import plain
from pages.session import current_words, fail_softly, language_query
from pages.source_record import source_query
from pages.store_words import draw_problem
from pages.story_address import add_view
from pages.table import DETAILS, draw_table
from pages.two_maps import draw_two_maps
from pages.two_periods import draw_switch
from pages.zone_panel import draw_zone_panel

if TYPE_CHECKING:
    from geo import Briefing, Incident, Selection, Zone
    from pages.words import Words

PANEL = "panel"


def show() -> None:
    """Draw the page."""
    _ = current_words()
    follow_figure()
    briefing = current_briefing()
    state = follow_link(briefing, _)
    view = answered_view()
    if view is not None:
        # A figure and a step of a story show one map.
        single = replace(state, compared=None)
        {"briefing": take_along, "story": add_view}[asked_purpose()](single, view)
    zone = briefing.zone(state.zone)
    selection = apply(briefing.index, state.filter, zone=zone)
    st.title(_("Incidents in Iraq and Syria"), anchor=False)
    figures = st.container()
    # Always there, filled or not: an element more before the map would make its frame anew.
    notice = st.container(key="notice")
    is_single = state.compared is None
    # The map first: what is drawn before it, it has to wait for.
    if state.compared is None:
        map_column, side_column = st.columns([2.3, 1], gap="medium")
        with map_column:
            draw_map(briefing, selection, state, _)
    else:
        draw_two_maps(briefing, state, state.compared, zone, _)
        side_column = st.container()
    with figures:
        row = st.container(
            horizontal=True, gap="large", vertical_alignment="center", key="key_figures"
        )
        if is_single:
            _key_figures(row, len(briefing.table), selection, _)
        _draw_actions(row, briefing, state, _)
    with notice:
        draw_problem(briefing, _)
        if not selection.figures.incidents:
            _nothing_found(selection, _)
    draw_filters(briefing, selection, state, _)
    with side_column:
        _side_panel(briefing, selection, state, zone, _)
    draw_table(briefing, selection, state, _)
    st.html(
        f'<p class="hudud-small">{_(briefing.disclaimer)}<br>'
        f'<span dir="ltr">{briefing.attribution}</span></p>'
    )
    write_link(state)


def _key_figures(
    row: st.delta_generator.DeltaGenerator, total: int, selection: Selection, _: Words
) -> None:
    figures = selection.figures
    shown = _("%(shown)s of %(total)s", shown=_.number(figures.incidents), total=_.number(total))
    row.metric(_("Incidents"), shown)
    low, best, high = (
        _.number(n)
        for n in (figures.fatalities_low, figures.fatalities_best, figures.fatalities_high)
    )
    killed = (
        best if low == high else _("%(best)s (%(low)s–%(high)s)", best=best, low=low, high=high)
    )
    row.metric(
        _("Killed, as reported"),
        killed,
        help=_.plural(
            "%(count)s incident gives a number of dead.",
            "%(count)s incidents give a number of dead.",
            figures.with_fatalities,
        ),
    )
    # A period moved on the map has been told there.
    announce(
        "incidents",
        _(
            "%(shown)s incidents shown; killed, as reported: %(killed)s.",
            shown=shown,
            killed=killed,
        ),
        is_known=told_period(),
    )
    row.metric(_("Different points"), _.number(figures.places))
    verdicts = " · ".join(
        _.number(n or 0) for n in (figures.inside, figures.outside, figures.undetermined)
    )
    row.metric(_("Zone: inside · outside · undetermined"), verdicts)
    if figures.first and figures.last:
        span = _(
            "%(start)s to %(end)s",
            start=_.month(figures.first),
            end=_.month(figures.last),
        )
    else:
        span = "–"
    row.metric(_("Period"), span)


def _draw_actions(
    row: st.delta_generator.DeltaGenerator, briefing: Briefing, state: MapState, _: Words
) -> None:
    """Draw what can be done with what the map shows."""
    row.button(
        _("Take into a briefing"),
        key="take_along",
        icon=":material/photo_camera:",
        on_click=ask_for_view,
        args=("briefing",),
    )
    row.button(
        _("Add to a story"),
        key="add_to_story",
        icon=":material/auto_stories:",
        on_click=ask_for_view,
        args=("story",),
    )
    with row:
        draw_switch(briefing, state, _)


def _nothing_found(selection: Selection, _: Words) -> None:
    """Say which one condition to lift, and do it on a click."""
    loosen = selection.loosen
    if loosen is None:
        st.info(_("No incident meets all filters, and lifting any single one does not help."))
        return
    name = facet_words(loosen.facet, _)
    st.info(
        _.plural(
            "No incident meets all filters. Without “%(filter)s” there would be %(count)s.",
            "No incident meets all filters. Without “%(filter)s” there would be %(count)s.",
            loosen.incidents,
            filter=name,
        )
    )
    st.button(_("Lift the filter “%(filter)s”", filter=name), on_click=lift, args=(loosen.facet,))


def _side_panel(
    briefing: Briefing, selection: Selection, state: MapState, zone: Zone, _: Words
) -> None:
    st.session_state.setdefault(PANEL, "zone")
    panels = {"incident": _("Incident"), "zone": _("Zone")}
    chosen = st.segmented_control(
        _("Panel"),
        list(panels),
        format_func=panels.__getitem__,
        key=PANEL,
        label_visibility="collapsed",
        width="stretch",
        required=True,
    )
    with st.container(height=640, border=True, key=DETAILS):
        if chosen == "zone":
            draw_zone_panel(briefing, selection, state.zone, zone, _)
        elif state.selected is None:
            st.markdown(
                _("Choose an incident on the map or in the table to read what is known of it.")
            )
        else:
            _incident(briefing, selection, state, _)


def _incident(briefing: Briefing, selection: Selection, state: MapState, _: Words) -> None:
    if state.selected is None or state.selected not in briefing.table.row_of:
        st.info(_("This incident is no longer on the map: its data set was changed or hidden."))
        return
    incident = briefing.incident(state.selected)
    if not selection.mask[briefing.table.row_of[incident.id]]:
        st.info(_("This incident does not meet the filters, so the map does not show it."))
    st.html(details_html(briefing, incident, state, _))
    _source_links(briefing, incident, _)
    place = briefing.place_of(incident)
    if place is not None:
        st.page_link(
            gazetteer_page(_),
            label=_("Open the place in the gazetteer"),
            icon=":material/edit_location_alt:",
            query_params={"place": place.id, **language_query()},
        )


def _source_links(briefing: Briefing, incident: Incident, _: Words) -> None:
    """Draw a link to the record of each article that tells of an incident."""
    sources = briefing.dataset.sources
    for source_id in dict.fromkeys(citation.source_id for citation in incident.citations):
        if source_id in sources:
            st.page_link(
                article_page(_),
                label=plain(_("The source: %(name)s", name=source_name(sources[source_id], _))),
                icon=":material/article:",
                query_params={**source_query(source_id), **language_query()},
            )


fail_softly(show)
