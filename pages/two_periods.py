"""Which two periods the map shows beside each other: the switch, the pickers, what they hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import streamlit as st

from geo import (
    Facet,
    TwoPeriods,
    apply,
    around_the_middle,
    last_two_years,
)
from pages.filters import CALENDAR, within_calendar

if TYPE_CHECKING:
    from datetime import date

    from geo import Briefing, MapState
    from pages.words import Words

    Period: TypeAlias = tuple[date, date]

# Whether two periods are compared, and each of them: what their widgets hold.
ON = "filter_two_periods"
FIRST, SECOND = "filter_first_period", "filter_second_period"


def widget_values(compared: TwoPeriods | None) -> dict[str, object]:
    """Return what the widgets hold when they ask for `compared`, by their keys."""
    if compared is None:
        return {ON: False}
    periods = (compared.first, compared.second)
    held = [tuple(day for day in map(within_calendar, period) if day) for period in periods]
    return {ON: True, FIRST: held[0], SECOND: held[1]}


def read_periods(before: TwoPeriods | None) -> TwoPeriods | None:
    """Return what the widgets ask for; a period that is only half chosen stays as it was."""
    if not st.session_state.get(ON):
        return None
    first, second = (_whole(st.session_state.get(key)) for key in (FIRST, SECOND))
    if before is None:
        return None if first is None or second is None else TwoPeriods(first=first, second=second)
    return TwoPeriods(first=first or before.first, second=second or before.second)


def _whole(chosen: object) -> Period | None:
    return (chosen[0], chosen[1]) if isinstance(chosen, tuple) and len(chosen) == 2 else None


def draw_switch(briefing: Briefing, state: MapState, _: Words) -> None:
    """Draw the switch between one map and two."""
    st.toggle(
        _("Compare two periods"),
        key=ON,
        on_change=lambda: _begin(briefing, state),
        help=_("Two maps beside each other, each with a period of its own; all else is the same."),
    )


def _begin(briefing: Briefing, state: MapState) -> None:
    """Start with the halves of the time that is shown."""
    if st.session_state[ON] and (span := _span(briefing, state)):
        _take(around_the_middle(*span))


def _span(briefing: Briefing, state: MapState) -> Period | None:
    """Return the first and last day of the filter's period, or of what the filters show."""
    wanted = state.filter
    if wanted.start and wanted.end:
        return wanted.start, wanted.end
    zone = briefing.zone(state.zone)
    figures = apply(briefing.index, wanted, zone=zone).figures
    if not figures.incidents:
        figures = apply(briefing.index, wanted.without(*Facet), zone=zone).figures
    if figures.first is None or figures.last is None:
        return None
    return wanted.start or figures.first, wanted.end or figures.last


def _take(periods: TwoPeriods) -> None:
    st.session_state.update(widget_values(periods))


def offer_periods(briefing: Briefing, state: MapState, _: Words) -> None:
    """Draw buttons for pairs of periods that are often wanted."""
    span = _span(briefing, replace(state, filter=state.filter.without(Facet.PERIOD)))
    if span is None:
        return
    row = st.container(horizontal=True, vertical_alignment="center")
    row.button(
        _("Before and after the middle"),
        key="periods_middle",
        on_click=_take,
        args=(around_the_middle(*span),),
    )
    row.button(
        _("The last two years"),
        key="periods_years",
        on_click=_take,
        args=(last_two_years(span[1]),),
    )


def pick_period(name: str, key: str) -> None:
    """Draw the picker of one period; its key is `FIRST` or `SECOND`."""
    first, last = CALENDAR
    st.date_input(name, key=key, min_value=first, max_value=last, format="YYYY-MM-DD")
