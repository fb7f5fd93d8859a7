"""What was measured on the map, between the map's frame, the session and the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import (
    MAX_LINE_POINTS,
    MAX_RINGS,
    BorderDataError,
    DrawnArea,
    MapMarks,
    MeasuredLine,
    Rings,
)
from pages.plain import plain

if TYPE_CHECKING:
    from geo import Briefing
    from pages.words import Words

# What was measured; no widget holds it.
MARKS = "map_marks"


def take_marks(briefing: Briefing, key: str, _: Words) -> None:
    """Take over what was measured on the map with a key; what cannot be kept is said."""
    message = st.session_state[key].marks
    if not isinstance(message, dict):
        return
    try:
        marks = _marks_of(message)
    except BorderDataError as error:
        problem = plain(_.said(error.problem))
        st.toast(_("This measurement is not kept in the link: %(problem)s.", problem=problem))
        return
    if marks.rings is None or not marks.rings.place_id or marks.rings.place_id in briefing.places:
        st.session_state[MARKS] = marks


def _marks_of(message: dict[str, Any]) -> MapMarks:
    line, surface = (_points(message.get(kind)) for kind in ("line", "surface"))
    return MapMarks(
        rings=_rings(message.get("rings")),
        line=None if line is None else MeasuredLine(line),
        surface=None if surface is None else DrawnArea(surface),
    )


def _rings(told: object) -> Rings | None:
    if not isinstance(told, dict):
        return None
    km, place_id = told.get("km"), told.get("place")
    if not (isinstance(km, list) and all(map(_is_number, km))):
        return None
    radii = tuple(map(float, km[: MAX_RINGS + 1]))
    if isinstance(place_id, str) and place_id:
        return Rings(radii, place_id=place_id)
    centre = _points([[told.get("lat"), told.get("lon")]])
    return None if centre is None else Rings(radii, centre=centre[0])


def _points(told: object) -> tuple[tuple[float, float], ...] | None:
    """Return points that a script told, or None when they are none."""
    if not isinstance(told, list) or len(told) > MAX_LINE_POINTS:
        return None
    if not all(isinstance(p, list) and len(p) == 2 and all(map(_is_number, p)) for p in told):
        return None
    return tuple((float(lat), float(lon)) for lat, lon in told)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
