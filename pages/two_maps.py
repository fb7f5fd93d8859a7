"""The map twice, each with a period of its own: they move as one, and words say what differs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo import (
    FAR_AWAY,
    Facet,
    compared_figures,
    day_date,
    day_number,
    difference_words,
    in_period,
    period_selections,
    period_words,
    type_counts,
    value_words,
)
from pages.announcing import announce
from pages.filters import within_calendar
from pages.html_table import Head, table_html
from pages.map_component import KEY, Pane, draw_map
from pages.plain import plain
from pages.two_periods import FIRST, SECOND, offer_periods, pick_period

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

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
    beside = _beside(names, compared, _)
    panes = (
        Pane(
            key=KEY,
            title=_("Map of the first period"),
            take_period=_taker(FIRST),
            beside=beside[0],
        ),
        Pane(
            key="map_second",
            title=_("Map of the second period"),
            take_period=_taker(SECOND),
            beside=beside[1],
        ),
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


def _beside(names: tuple[str, str], compared: TwoPeriods, _: Words) -> list[dict[str, object]]:
    """Return what the timeline of each map marks of the other map's period."""
    periods = (compared.first, compared.second)
    return [
        {
            "period": [day_number(day) for day in periods[other]],
            "name": f"{names[other]}: {_period(periods[other], _)}",
            "own": str(own + 1),
            "other": str(other + 1),
        }
        for own, other in ((0, 1), (1, 0))
    ]


def _draw_compared_figures(
    selections: tuple[Selection, Selection], compared: TwoPeriods, _: Words
) -> None:
    heads = [
        Head(_("Key figures")),
        Head(_("First period"), is_number=True),
        Head(_("Second period"), is_number=True),
        Head(_("Difference"), is_number=True),
    ]
    rows = [
        [one.name, one.first, one.second, "" if one.change is None else _signed(one.change, _)]
        for one in compared_figures(*selections, compared, _)
    ]
    st.html(table_html(heads, rows))


def _period(period: tuple[date, date], _: Words) -> str:
    return _("%(start)s to %(end)s", start=_.date(period[0]), end=_.date(period[1]))


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
    figures, kinds = st.columns(2, gap="medium")
    with figures:
        _draw_compared_figures(selections, compared, _)
    rows = type_counts(*selections, state.filter)
    if rows:
        with kinds:
            _draw_types(briefing, rows, _)
    st.caption(
        _(
            "The counts beside the filters, the panel and the table at the foot of the page go by "
            "the filter's own period: %(period)s.",
            period=plain(period_words(state.filter, _)),
        )
    )


def _draw_types(briefing: Briefing, rows: list[tuple[str, int, int]], _: Words) -> None:
    heads = [
        Head(_("Event type")),
        Head(_("First period"), is_number=True),
        Head(_("Second period"), is_number=True),
        Head(_("Difference"), is_number=True),
    ]
    cells = [
        [
            value_words(briefing, Facet.EVENT_TYPE, kind, _),
            _.number(before),
            _.number(after),
            _signed(after - before, _),
        ]
        for kind, before, after in rows
    ]
    st.html(table_html(heads, cells))


def _signed(number: int, _: Words) -> str:
    """Return a difference with its sign; the left-to-right mark keeps the sign before it."""
    sign = "+" if number > 0 else "\u2212" if number < 0 else ""
    return f"\u200e{sign}{_.number(abs(number))}"


def _taker(key: str) -> Callable[[object], None]:
    """Return what takes over a period that was brushed on the map below a picker."""

    def take(period: object) -> None:
        if not (isinstance(period, list) and len(period) == 2):
            return
        # Beyond the calendar a day has no date: that is no message of our own.
        if all(isinstance(day, int) and abs(day) < FAR_AWAY for day in period):
            st.session_state[key] = tuple(within_calendar(day_date(day)) for day in period)

    return take
