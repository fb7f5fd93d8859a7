"""The filters in the sidebar: every value with its count, all combining, all in the address."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from geo import BORDER_STEPS_KM, Facet, IncidentFilter, area_words, facet_words
from pages.labels import border_name, value_name
from pages.plain import plain
from pages.words import LANGUAGES, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo import Briefing, MapState, Selection
    from pages.words import Words

# The first and the last day that can be chosen as the bound of a period.
CALENDAR = (date(1900, 1, 1), date(2100, 12, 31))

# Values of a filter that are offered: each is sent to the browser, with its count, at every change.
MOST_OFFERED = 300

# The count at the end of a label.
_COUNT = re.compile(r" \([0-9,]+\)$")

_NUMBER = re.compile(r"[0-9]+")

# Widget keys: one for each field of the filter.
START, END, TEXT = "filter_start", "filter_end", "filter_text"
BORDER, DISTANCE = "filter_border", "filter_distance"
LISTS: Mapping[Facet, str] = {
    Facet.COUNTRY: "filter_countries",
    Facet.ADMIN1: "filter_admin1",
    Facet.EVENT_TYPE: "filter_event_types",
    Facet.SUB_TYPE: "filter_sub_types",
    Facet.ACTOR: "filter_actors",
    Facet.SOURCE: "filter_sources",
    Facet.DATASET: "filter_datasets",
    Facet.PRECISION: "filter_precisions",
    Facet.VERDICT: "filter_verdicts",
    Facet.AREA: "filter_area_verdicts",
}
# The area that was drawn on the map; no widget holds it.
AREA = "filter_area"
_KEYS_OF: Mapping[Facet, tuple[str, ...]] = {
    Facet.PERIOD: (START, END),
    Facet.TEXT: (TEXT,),
    Facet.BORDER: (DISTANCE,),
    **{facet: (key,) for facet, key in LISTS.items()},
    Facet.AREA: (AREA, LISTS[Facet.AREA]),
}


def within_calendar(day: date | None) -> date | None:
    """Return `day`, moved into what the date widgets can show: a link may hold any day."""
    return None if day is None else min(max(day, CALENDAR[0]), CALENDAR[1])


def widget_values(wanted: IncidentFilter) -> dict[str, object]:
    """Return what the widgets hold when they ask for `wanted`, by their keys."""
    return {
        START: within_calendar(wanted.start),
        END: within_calendar(wanted.end),
        TEXT: wanted.text,
        BORDER: wanted.border_id,
        DISTANCE: wanted.border_km,
        AREA: wanted.area,
        **{key: sorted(wanted.chosen(facet)) for facet, key in LISTS.items()},
    }


def reset_filters() -> None:
    """Clear every filter."""
    st.session_state.update(widget_values(IncidentFilter()))


def read_filters(briefing: Briefing) -> IncidentFilter:
    """Return what the widgets ask for."""
    state = st.session_state
    for facet, key in LISTS.items():
        # Written back, so that the browser holds the labels of this run and not of an earlier one.
        state[key] = [
            value
            for shown in state[key] or ()
            if (value := _value_shown(briefing, facet, shown)) is not None
        ]
    state[DISTANCE] = _distance_shown(state[DISTANCE])
    lists = {facet: frozenset(state[key]) for facet, key in LISTS.items()}
    return IncidentFilter(
        start=state[START],
        end=state[END],
        countries=lists[Facet.COUNTRY],
        admin1=lists[Facet.ADMIN1],
        event_types=lists[Facet.EVENT_TYPE],
        sub_types=lists[Facet.SUB_TYPE],
        actors=lists[Facet.ACTOR],
        sources=lists[Facet.SOURCE],
        datasets=lists[Facet.DATASET],
        precisions=lists[Facet.PRECISION],
        verdicts=lists[Facet.VERDICT],
        border_id=state[BORDER],
        border_km=state[DISTANCE] if state[BORDER] else None,
        area=state[AREA],
        area_verdicts=lists[Facet.AREA],
        text=state[TEXT] or "",
    )


def counted_label(name: str, count: int, _: Words) -> str:
    """Return the label of a value with its count."""
    return f"{name} ({_.number(count)})"


def _distance_shown(shown: float | str | None) -> float | None:
    """Return the distance behind what its widget holds; see `_value_shown`."""
    if isinstance(shown, str):
        number = _NUMBER.match(shown)
        return float(number[0]) if number else None
    return shown


def _value_shown(briefing: Briefing, facet: Facet, shown: str) -> str | None:
    """Return the value behind what a widget holds; None when there is none.

    A browser sends labels, not values. When a count or the language has changed since it drew
    them, Streamlit no longer knows the label and hands it over as it stands.
    """
    if shown in briefing.values(facet):
        return shown
    name = _COUNT.sub("", shown)
    for language in LANGUAGES:
        said = words(language)
        for value in briefing.values(facet):
            own = value_name(briefing, facet, value, said)
            if name in (own, plain(own)):
                return value
    return None


def lift(facet: Facet) -> None:
    """Clear the condition on one facet."""
    empty = widget_values(IncidentFilter())
    for key in _KEYS_OF[facet]:
        st.session_state[key] = empty[key]


def draw_filters(briefing: Briefing, selection: Selection, state: MapState, _: Words) -> None:
    """Draw every filter with its counts."""
    side = st.sidebar
    active = state.filter.active()
    side.button(
        _.plural("Reset %(count)s filter", "Reset %(count)s filters", len(active))
        if active
        else _("No filter set"),
        key="reset",
        icon=":material/filter_alt_off:",
        disabled=not active,
        on_click=reset_filters,
        width="stretch",
    )
    side.text_input(
        facet_words(Facet.TEXT, _),
        key=TEXT,
        placeholder=_("Words in a summary, place or actor"),
        max_chars=200,
    )
    _period(side, _)
    with side.expander(_("Where"), expanded=True):
        _choose(briefing, selection, Facet.COUNTRY, _)
        _choose(briefing, selection, Facet.ADMIN1, _)
        _distance(briefing, selection, _)
        _drawn_area(briefing, selection, state, _)
    with side.expander(_("What and who"), expanded=True):
        _choose(briefing, selection, Facet.EVENT_TYPE, _)
        _choose(briefing, selection, Facet.SUB_TYPE, _)
        _choose(briefing, selection, Facet.ACTOR, _)
    with side.expander(_("Certainty and source"), expanded=True):
        _pills(briefing, selection, Facet.VERDICT, _)
        _pills(briefing, selection, Facet.PRECISION, _)
        _choose(briefing, selection, Facet.SOURCE, _)
        _pills(briefing, selection, Facet.DATASET, _)


def _period(side: st.delta_generator.DeltaGenerator, _: Words) -> None:
    first, last = CALENDAR
    for name, key in ((_("From"), START), (_("To"), END)):
        side.date_input(
            name, key=key, min_value=first, max_value=last, format="YYYY-MM-DD", value=None
        )


def _choose(briefing: Briefing, selection: Selection, facet: Facet, _: Words) -> None:
    counts = selection.facets.get(facet, {})

    def label(value: str) -> str:
        return counted_label(value_name(briefing, facet, value, _), counts.get(value, 0), _)

    values = briefing.values(facet)
    chosen = st.session_state[LISTS[facet]]
    offered = [*values[:MOST_OFFERED], *(v for v in chosen if v not in values[:MOST_OFFERED])]
    is_cut = len(values) > MOST_OFFERED
    st.multiselect(
        facet_words(facet, _),
        offered,
        format_func=label,
        key=LISTS[facet],
        placeholder=_("All"),
        accept_new_options=is_cut,
        help=_(
            "The %(count)s most frequent are offered; write out the name of another.",
            count=_.number(MOST_OFFERED),
        )
        if is_cut
        else None,
    )


def _pills(briefing: Briefing, selection: Selection, facet: Facet, _: Words) -> None:
    counts = selection.facets.get(facet, {})
    st.pills(
        facet_words(facet, _),
        briefing.values(facet),
        selection_mode="multi",
        format_func=lambda value: counted_label(
            plain(value_name(briefing, facet, value, _)), counts.get(value, 0), _
        ),
        key=LISTS[facet],
    )


def _drawn_area(briefing: Briefing, selection: Selection, state: MapState, _: Words) -> None:
    area = state.filter.area
    if area is None:
        st.caption(
            _(
                "Draw a polygon or a circle on the map to filter by it, or write its corners or "
                "its centre and radius: buttons at its top."
            )
        )
        return
    _pills(briefing, selection, Facet.AREA, _)
    st.caption(plain(area_words(area, _)))
    if not state.filter.area_verdicts:
        st.info(
            _(
                "The area is drawn but filters nothing: choose above whether incidents shall lie "
                "inside or outside."
            )
        )
    st.caption(
        _(
            "Undetermined: the place is known too vaguely to say whether it lies in the area. To "
            "change the area, press its button on the map again."
        )
    )
    st.button(
        _("Remove the drawn area"),
        key="remove_area",
        icon=":material/delete:",
        on_click=lift,
        args=(Facet.AREA,),
        width="stretch",
    )


def _distance(briefing: Briefing, selection: Selection, _: Words) -> None:
    st.selectbox(
        facet_words(Facet.BORDER, _),
        list(briefing.border_names),
        format_func=lambda border_id: border_name(briefing, border_id, _),
        index=None,
        key=BORDER,
        placeholder=_("Choose a border"),
    )
    if not st.session_state[BORDER]:
        return
    counts = selection.facets.get(Facet.BORDER, {})
    chosen = st.session_state[DISTANCE]
    steps = {float(step) for step in BORDER_STEPS_KM} | ({chosen} if chosen else set())
    st.selectbox(
        _("Within"),
        sorted(steps),
        format_func=lambda km: counted_label(
            _("%(value)s km", value=_.number(km, 1)),
            counts.get(f"{km:g}", selection.figures.incidents),
            _,
        ),
        index=None,
        key=DISTANCE,
        placeholder=_("Any distance"),
    )
