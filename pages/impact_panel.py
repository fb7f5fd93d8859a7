"""What an edit would move, before it is saved: incidents, verdicts, governorates, names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import InvalidPlaceError, admin1_name, check_place, country_name
from geo import MapState, ZoneParams, current_briefing, edit_impact
from pages.differences import side_by_side_html
from pages.labels import period_text, verdict_short
from pages.link import STATE
from pages.place_map import PlaceMove

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo import EditImpact, Incident, ValueChange
    from pages.editing import Editing
    from pages.words import Words

_HELD = "gazetteer-impact"


def draw_impact(editing: Editing, _: Words) -> list[PlaceMove]:
    """Draw what saving the edit would change; return the moves for the map."""
    impact = _impact_of(editing)
    if impact is None:
        return []
    with st.container(border=True):
        st.markdown(f"**{_('What saving changes on the maps')}**")
        if not impact:
            st.caption(_("Nothing moves: no incident, no verdict, no name."))
        _draw_moves(impact, _)
        _draw_values(impact, _)
        _draw_names(impact, _)
    incidents = current_briefing().incidents
    return [
        PlaceMove(
            start=move.before,
            end=move.after,
            title=period_text(incidents[move.incident_id], _),
            text=_summary(incidents[move.incident_id], _),
        )
        for move in impact.incidents_that_move
        if move.before is not None and move.after is not None
    ]


def _impact_of(editing: Editing) -> EditImpact | None:
    """Return the impact, computed once for each edit and state; None while it cannot be saved."""
    briefing = current_briefing()
    state: MapState | None = st.session_state.get(STATE)
    zone = ZoneParams() if state is None else state.zone
    key = (briefing.table.revision, briefing.gazetteer.revision, zone, editing.base, editing.place)
    held: tuple[object, EditImpact | None] | None = st.session_state.get(_HELD)
    if held is not None and held[0] == key:
        return held[1]
    try:
        check_place(editing.place)
    except InvalidPlaceError:
        return None
    impact = edit_impact(briefing, editing.base, editing.place, zone=zone)
    st.session_state[_HELD] = (key, impact)
    return impact


def _draw_moves(impact: EditImpact, _: Words) -> None:
    moves = impact.incidents_that_move
    if not moves:
        return
    farthest = max((m.distance_km for m in moves if m.distance_km is not None), default=None)
    said = _.plural("%(count)s incident moves", "%(count)s incidents move", len(moves))
    if farthest is not None:
        said = _("%(moves)s, by up to %(distance)s km.", moves=said, distance=_.number(farthest, 1))
    st.markdown(said)


def _draw_values(impact: EditImpact, _: Words) -> None:
    """Draw which verdicts, countries and governorates of incidents change."""
    language = _.language
    groups: list[tuple[str, tuple[ValueChange, ...], Callable[[str], str]]] = [
        (_("Zone"), impact.verdicts_that_flip, lambda value: verdict_short(value, _)),
        (_("Country"), impact.countries_that_change, lambda code: country_name(code, language)),
        (
            _("Governorate"),
            impact.governorates_that_change,
            lambda code: admin1_name(code, language),
        ),
    ]
    counts = Counter(
        (name, _value(change.before, said), _value(change.after, said))
        for name, changes, said in groups
        for change in changes
    )
    rows = [
        (
            f"{name} · {_.plural('%(count)s incident', '%(count)s incidents', count)}",
            [before],
            [after],
        )
        for (name, before, after), count in counts.items()
    ]
    if rows:
        st.html(side_by_side_html(rows, (_("Before"), _("After")), _))


def _value(value: str, said: Callable[[str], str]) -> str:
    return said(value) if value else "–"


def _draw_names(impact: EditImpact, _: Words) -> None:
    """Draw which names lead to another place than before."""
    rows = [
        (move.name, [move.before] if move.before else [], [move.after] if move.after else [])
        for move in impact.names_that_move
    ]
    if rows:
        st.markdown(_("Names that lead elsewhere:"))
        st.html(side_by_side_html(rows, (_("Before"), _("After")), _))


def _summary(incident: Incident, _: Words) -> str:
    return incident.summary_ar if _.language == "ar" else incident.summary
