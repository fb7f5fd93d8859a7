"""What an act would move, before it is done: incidents, verdicts, governorates, names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import admin1_name, country_name
from geo import MapState, ZoneParams, changes_impact, current_briefing, verdict_words
from pages.differences import side_by_side_html
from pages.labels import period_text
from pages.link import STATE
from pages.place_map import PlaceMove
from pages.place_words import two_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gazetteer import Place, Rehearsal
    from geo import EditImpact, Incident, ValueChange

    Point = tuple[float, float]
    from pages.words import Words

_HELD = "gazetteer-impact"
# Ways from an old point to a new one that the small map draws, at most; those of many incidents at
# one place are one.
_MOST_LINES = 200
# Names that are shown without scrolling.
_MOST_NAMES = 8


def draw_impact(
    rehearsal: Rehearsal, _: Words, tell: Callable[[int, int], object] | None = None
) -> list[PlaceMove]:
    """Draw what an act would change on the maps; return the moves for the small map.

    `tell` is told how many names of how many are looked up, while that is worked out.
    """
    impact = _impact_of(rehearsal, tell)
    briefing = current_briefing()
    with st.container(border=True):
        st.markdown(f"**{_('What saving changes on the maps')}**")
        if not impact:
            st.caption(_("Nothing moves: no incident, no verdict, no name."))
        _draw_moves(impact, _)
        _draw_values(impact, _)
        _draw_names(impact, rehearsal, _)
    drawn: dict[tuple[Point, Point], PlaceMove] = {}
    for move in impact.incidents_that_move:
        if move.before is None or move.after is None or (move.before, move.after) in drawn:
            continue
        incident = briefing.incident(move.incident_id)
        drawn[move.before, move.after] = PlaceMove(
            start=move.before,
            end=move.after,
            title=period_text(incident, _),
            text=_summary(incident, _),
        )
        if len(drawn) == _MOST_LINES:
            break
    return list(drawn.values())


def _impact_of(rehearsal: Rehearsal, tell: Callable[[int, int], object] | None) -> EditImpact:
    """Return the impact, computed once for each rehearsal and state."""
    briefing = current_briefing()
    state: MapState | None = st.session_state.get(STATE)
    zone = ZoneParams() if state is None else state.zone
    key = (briefing.table.revision, briefing.gazetteer.revision, zone, rehearsal)
    held: tuple[object, EditImpact] | None = st.session_state.get(_HELD)
    if held is not None and held[0] == key:
        return held[1]
    impact = changes_impact(
        briefing, rehearsal.changes, zone=zone, redirects=rehearsal.redirects, tell=tell
    )
    st.session_state[_HELD] = (key, impact)
    return impact


def _draw_moves(impact: EditImpact, _: Words) -> None:
    """Tell how many incidents move and how far, and how many get or lose their point."""
    moves = impact.incidents_that_move
    distances = [m.distance_km for m in moves if m.distance_km is not None]
    lost = sum(m.after is None for m in moves)
    found = sum(m.before is None for m in moves)
    if distances:
        said = _.plural("%(count)s incident moves", "%(count)s incidents move", len(distances))
        farthest = _.number(max(distances), 1)
        st.markdown(_("%(moves)s, by up to %(distance)s km.", moves=said, distance=farthest))
    if lost:
        st.markdown(
            _.plural(
                "%(count)s incident loses its point and leaves the map.",
                "%(count)s incidents lose their point and leave the map.",
                lost,
            )
        )
    if found:
        st.markdown(
            _.plural(
                "%(count)s incident gets a point and appears on the map.",
                "%(count)s incidents get a point and appear on the map.",
                found,
            )
        )


def _draw_values(impact: EditImpact, _: Words) -> None:
    """Draw which verdicts, countries and governorates of incidents change."""
    language = _.language
    groups: list[tuple[str, tuple[ValueChange, ...], Callable[[str], str]]] = [
        (_("Zone"), impact.verdicts_that_flip, lambda value: verdict_words(value, _)),
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


def _draw_names(impact: EditImpact, rehearsal: Rehearsal, _: Words) -> None:
    """Draw which names lead to another place than before."""
    places = current_briefing().places
    becomes = {after.id: after for _before, after in rehearsal.changes if after is not None}

    def named(place_id: str | None, known: Mapping[str, Place]) -> list[str]:
        if place_id is None:
            return [_("no single place")]
        place = known.get(place_id) or places.get(place_id)
        return [place_id if place is None else f"{two_names(place, _)[0]} · {place_id}"]

    rows = [
        (move.name, named(move.before, places), named(move.after, becomes))
        for move in impact.names_that_move
    ]
    if rows:
        st.markdown(_("Names that lead elsewhere:"))
        table = side_by_side_html(rows, (_("Before"), _("After")), _)
        if len(rows) > _MOST_NAMES:
            with st.container(height=260):
                st.html(table)
        else:
            st.html(table)


def _summary(incident: Incident, _: Words) -> str:
    return incident.summary_ar if _.language == "ar" else incident.summary
