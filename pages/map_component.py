"""The map in the page: a frame that stays, and the messages that change what it shows."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import streamlit as st

from geo import (
    FAR_AWAY,
    HOT,
    MAX_CORNERS,
    VERDICTS,
    BorderDataError,
    DrawnArea,
    Facet,
    FilterIndex,
    IncidentFilter,
    ZoneVerdict,
    apply,
    assets,
    day_date,
    marks_drawn,
    mask_bytes,
    period_days,
)
from pages.filters import AREA, END, LISTS, START, lift
from pages.link import SELECTED
from pages.measured import take_marks
from pages.plain import plain
from pages.routes import map_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    import numpy.typing as npt

    from geo import Briefing, MapState, Selection
    from pages.words import Words

KEY = "map"
# The number of the map's last change of a filter that this session has heard of.
HEARD = "map_heard"
# The number of the question to the map where it looks, that of the last one, and its answer.
ASK, _ASKED, _ANSWER = "map_ask", "map_asked", "map_answer"
# Whether the period was moved on the map, which says it by itself.
_TOLD = "map_told"
# What the answer is wanted for.
PURPOSE = "map_purpose"
# Room is left on a low window to scroll past the map with a finger.
HEIGHT = "min(690px, 80vh)"


# Masks of a table by the filter without what is hot; gone with the table.
_MASKS: WeakKeyDictionary[FilterIndex, dict[IncidentFilter, str | None]] = WeakKeyDictionary()
_KEPT_MASKS = 8


@cache
def host_script() -> str:
    """Return the script that puts the page of a map into the dashboard."""
    return assets.asset("map_host.js").decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """One of the maps of the page: its key, its name, and who is told of a period brushed on it.

    Without `take_period` the period becomes the filter's. Maps that are named stand beside each
    other and look at the same place; `beside` is what a timeline marks of the other one's period:
    its first and last day (``period``), what it is (``name``), and signs for both.
    """

    key: str = KEY
    title: str = ""
    take_period: Callable[[object], None] | None = None
    beside: Mapping[str, object] | None = None

    @property
    def heard(self) -> str:
        """Where the session keeps the number of the last change it has heard of."""
        return HEARD if self.key == KEY else f"{HEARD}_{self.key}"


def draw_map(
    briefing: Briefing,
    selection: Selection,
    state: MapState,
    _: Words,
    *,
    pane: Pane = Pane(),
    height: str = HEIGHT,
) -> None:
    """Draw the map with what `selection` shows.

    The frame is made once; filters, zone and choice reach it as messages, so that pan and zoom stay
    and nothing flashes. What is in `HOT` the map applies by itself.
    """
    component: Callable[..., Any] = st.components.v2.component("hudud_map", js=host_script())
    view = state.view
    component(
        key=pane.key,
        data={
            "page": map_address(_.language),
            "title": pane.title or _("Map of incidents"),
            "height": height,
            "isPaired": bool(pane.title),
            "view": f"{view.lat},{view.lon},{view.zoom}" if view else "",
            "ask": st.session_state.get(ASK, 0) if pane.key == KEY else 0,
            "state": {
                **map_message(briefing, selection, state, _, st.session_state.get(pane.heard, 0)),
                "beside": pane.beside,
            },
        },
        on_chosen_change=lambda: _chosen(briefing, pane.key),
        on_hot_change=lambda: _filtered(briefing, pane),
        on_area_change=lambda: _drawn(_, pane.key),
        on_marks_change=lambda: take_marks(briefing, pane.key, _),
        on_view_change=_framed,
    )


def map_message(
    briefing: Briefing, selection: Selection, state: MapState, _: Words, heard: int
) -> dict[str, Any]:
    """Return what tells the map what to show; `heard` is the number of its last change known."""
    table = briefing.table
    zone_params = zone_query(state)
    return {
        "revision": table.revision,
        "columnsUrl": "incidents/columns?"
        + urlencode({"revision": table.revision, "lang": _.language}),
        "mask": _mask(briefing, selection, state),
        "heard": heard,
        "period": period_days(state.filter),
        "types": sorted(state.filter.event_types),
        "verdicts": sorted(state.filter.verdicts),
        "verdictsUrl": "incidents/verdicts?"
        + urlencode({"revision": table.revision, **zone_params}, doseq=True),
        "selected": table.row_of.get(state.selected or "", -1),
        "zoneUrl": "zone?" + urlencode(zone_params, doseq=True),
        "zoneName": _(
            "Proposed buffer zone, %(width)s km deep",
            width=_.number(state.zone.width_km, 1),
        ),
        "area": None if state.filter.area is None else list(state.filter.area.numbers),
        "areaFilters": bool(state.filter.area_verdicts),
        "marks": marks_drawn(state.marks, briefing.places, _),
        "counts": dict(selection.facets[Facet.ADMIN1]),
    }


def _drawn(_: Words, key: str) -> None:
    """Take over the area that was drawn on the map; at first, what lies inside it is shown."""
    message = st.session_state[key].area
    if not isinstance(message, dict):
        return
    numbers = message.get("numbers")
    if numbers is None:
        lift(Facet.AREA)
        return
    if not (isinstance(numbers, list) and all(isinstance(n, int | float) for n in numbers)):
        return
    try:
        st.session_state[AREA] = DrawnArea.of_numbers(numbers[: 2 * MAX_CORNERS + 2])
    except BorderDataError as error:
        problem = plain(_.said(error.problem))
        st.toast(_("The drawn area cannot be used: %(problem)s.", problem=problem))
        return
    if not st.session_state.get(LISTS[Facet.AREA]):
        st.session_state[LISTS[Facet.AREA]] = [str(ZoneVerdict.INSIDE)]


def ask_for_view(purpose: str) -> None:
    """Ask the map where it looks; the answer, when it comes, is `answered_view`."""
    st.session_state[PURPOSE] = purpose
    st.session_state[ASK] = st.session_state.get(_ASKED, 0) + 1
    st.session_state[_ASKED] = st.session_state[ASK]


def asked_purpose() -> str:
    """Return what the map was asked for last."""
    return str(st.session_state.get(PURPOSE, ""))


def answered_view() -> dict[str, float] | None:
    """Return once what the map answered: lat, lon and zoom, or {}; None when it did not."""
    view: dict[str, float] | None = st.session_state.pop(_ANSWER, None)
    return view


def _framed() -> None:
    """Take over where the map looks."""
    message = st.session_state[KEY].view
    if st.session_state.pop(ASK, 0) and isinstance(message, dict):
        numbers = {key: message.get(key) for key in ("lat", "lon", "zoom")}
        known = all(isinstance(number, int | float) for number in numbers.values())
        st.session_state[_ANSWER] = numbers if known else {}


def zone_query(state: MapState) -> dict[str, str | list[str]]:
    """Return the parameters that describe the zone alone."""
    return type(state)(zone=state.zone).to_query()


def _mask(briefing: Briefing, selection: Selection, state: MapState) -> str | None:
    """Return which rows pass all that is not in `HOT`, as base64 of bits; None for all."""
    if set(HOT).isdisjoint(state.filter.active()):
        return _bits(selection.mask)
    # What is hot changes often and the rest stays: its mask need not be found anew.
    kept = _MASKS.setdefault(briefing.index, {})
    rest = state.filter.without(*HOT)
    if rest not in kept:
        if len(kept) >= _KEPT_MASKS:
            kept.clear()
        kept[rest] = _bits(apply(briefing.index, rest).mask)
    return kept[rest]


def _bits(mask: npt.NDArray[np.bool_]) -> str | None:
    return None if mask.all() else b64encode(mask_bytes(mask)).decode()


def _chosen(briefing: Briefing, key: str = KEY) -> None:
    """Take over what was chosen on the map."""
    incident = chosen_incident(briefing, key)
    if incident is not None:
        st.session_state[SELECTED] = incident
        st.session_state["panel"] = "incident"


def chosen_incident(briefing: Briefing, key: str) -> str | None:
    """Return the id of what was chosen on the map with a key; None if the data changed since."""
    chosen = st.session_state[key].chosen
    table = briefing.table
    if not chosen or chosen.get("revision") != table.revision:
        return None
    row = chosen.get("row")
    if isinstance(row, int) and 0 <= row < len(table):
        return str(table.ids[row].as_py())
    return None


def _filtered(briefing: Briefing, pane: Pane = Pane()) -> None:
    """Take over what was filtered on the map: brushed on the timeline, pressed in the legend."""
    message = st.session_state[pane.key].hot
    if not message:
        return
    if isinstance(message.get("heard"), int):
        st.session_state[pane.heard] = message["heard"]
    if "period" in message:
        (pane.take_period or _take_period)(message["period"])
    known = {
        "types": (Facet.EVENT_TYPE, briefing.table.event_type.values),
        "verdicts": (Facet.VERDICT, tuple(map(str, VERDICTS))),
    }
    for kind, (facet, values) in known.items():
        if isinstance(chosen := message.get(kind), list):
            st.session_state[LISTS[facet]] = [value for value in values if value in chosen]


def told_period() -> bool:
    """Tell once whether the last run began with a period moved on the map."""
    return bool(st.session_state.pop(_TOLD, False))


def _take_period(period: object) -> None:
    if period is None:
        start, end = None, None
    elif (
        isinstance(period, list)
        and len(period) == 2
        # Beyond the calendar a day has no date: an open end, or no message of our own.
        and all(isinstance(day, int) and abs(day) < FAR_AWAY for day in period)
    ):
        start, end = map(day_date, period)
    else:
        return
    st.session_state[START], st.session_state[END] = start, end
    st.session_state[_TOLD] = True
