"""The map twice, each with a period of its own: they move as one, and words say what differs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo import (
    FAR_AWAY,
    Facet,
    day_date,
    difference_words,
    in_period,
    period_selections,
    type_counts,
    value_words,
)
from pages.announcing import announce
from pages.filters import within_calendar
from pages.map_component import KEY, Pane, draw_map
from pages.plain import plain
from pages.two_periods import FIRST, SECOND, offer_periods, pick_period

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo import Briefing, MapState, Selection, TwoPeriods, Zone
    from pages.words import Words

HEIGHT = "600px"


def draw_two_maps(
    briefing: Briefing, state: MapState, compared: TwoPeriods, zone: Zone, _: Words
) -> None:
    """Draw both maps, each below its period and figures, and what differs between them."""
    selections = period_selections(briefing.index, state.filter, compared, zone=zone)
    offer_periods(briefing, state, _)
    names = (_("First period"), _("Second period"))
    panes = (
        Pane(key=KEY, title=_("Map of the first period"), take_period=_taker(FIRST)),
        Pane(key="map_second", title=_("Map of the second period"), take_period=_taker(SECOND)),
    )
    columns = st.columns(2, gap="small")
    for place, (column, selection) in enumerate(zip(columns, selections, strict=True)):
        period = (compared.first, compared.second)[place]
        with column:
            pick_period(names[place], (FIRST, SECOND)[place])
            st.markdown(_figures(selection, _))
            shown = replace(state, filter=in_period(state.filter, period))
            draw_map(briefing, selection, shown, _, pane=panes[place], height=HEIGHT)
    _draw_difference(briefing, state, selections, compared, _)


def _figures(selection: Selection, _: Words) -> str:
    """Return the figures of a period in one line of Markdown."""
    figures = selection.figures
    incidents = _.plural("%(count)s incident", "%(count)s incidents", figures.incidents)
    killed = _.plural("%(count)s killed", "%(count)s killed", figures.fatalities_best)
    return f"**{plain(incidents)}** · {plain(killed)}"


def _draw_difference(
    briefing: Briefing,
    state: MapState,
    selections: tuple[Selection, Selection],
    compared: TwoPeriods,
    _: Words,
) -> None:
    st.subheader(_("How the periods differ"), anchor=False)
    sentences = difference_words(*selections, compared, _)
    announce("difference", sentences[0])
    st.markdown(plain(" ".join(sentences)))
    rows = type_counts(*selections, state.filter)
    if not rows:
        return
    name, first, second = _("Event type"), _("First period"), _("Second period")
    change = _("Difference")
    st.dataframe(
        {
            name: [value_words(briefing, Facet.EVENT_TYPE, kind, _) for kind, _a, _b in rows],
            first: [count for _kind, count, _b in rows],
            second: [count for _kind, _a, count in rows],
            change: [after - before for _kind, before, after in rows],
        },
        column_config={change: st.column_config.NumberColumn(change, format="%+d")},
        hide_index=True,
        width="content",
    )


def _taker(key: str) -> Callable[[object], None]:
    """Return what takes over a period that was brushed on the map below a picker."""

    def take(period: object) -> None:
        if not (isinstance(period, list) and len(period) == 2):
            return
        # Beyond the calendar a day has no date: that is no message of our own.
        if all(isinstance(day, int) and abs(day) < FAR_AWAY for day in period):
            st.session_state[key] = tuple(within_calendar(day_date(day)) for day in period)

    return take
