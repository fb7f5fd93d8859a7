"""The entry of one place: to be edited, with its history, and what else can be done with it."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import (
    EditConflictError,
    GazetteerError,
    Place,
    PlaceStatus,
    Rehearsal,
    Role,
    SavePlaces,
    StoreError,
    check_edit,
)
from geo import Placing, current_briefing
from pages.conflict_view import draw_conflict, held_conflict
from pages.editing import Editing, editing_of, keep
from pages.entry import close_entry
from pages.findings_panel import Checked, draw_findings
from pages.history_view import draw_history
from pages.impact_panel import draw_impact
from pages.labels import period_text
from pages.live_gazetteer import known_places, places_in_order
from pages.place_actions import draw_actions
from pages.place_facts import draw_facts
from pages.place_form import draw_form, point_picked
from pages.place_map import Pick, PlaceMove, PlaceView
from pages.place_words import heading_html
from pages.plain import plain
from pages.preview import rehearsed
from pages.save_panel import draw_save_panel
from pages.store_words import draw_unkept

if TYPE_CHECKING:
    from gazetteer import Desk, Gazetteer
    from pages.words import Words

_LOG = logging.getLogger(__name__)

PANEL = "gazetteer_panel"


def draw_entry(
    gazetteer: Gazetteer, desk: Desk, place_id: str, _: Words
) -> tuple[PlaceView, Pick | None]:
    """Draw the entry; return what the map shows, and who is told of a point picked on it."""
    stored = known_places(gazetteer).get(place_id)
    place_id = place_id if stored is None else stored.id
    editing = None
    if desk.user.role >= Role.CONTRIBUTOR:
        editing = editing_of(gazetteer, desk, place_id)
    st.button(
        _("Back to the list"),
        on_click=close_entry,
        icon=":material/arrow_back:",
        key="gazetteer_back",
    )
    shown = stored if editing is None else editing.place
    if shown is None:
        st.warning(_("There is no place with the id “%(id)s”.", id=plain(place_id)))
        return PlaceView(), None
    st.html(heading_html(shown, _) if shown.toponyms else "")
    panel = _panel(stored, editing, _)
    if panel == "history":
        view = draw_history(gazetteer, desk, place_id, _)
        return view or PlaceView(place=shown), None
    if panel == "more" and stored is not None:
        return draw_actions(gazetteer, desk, stored, _)
    if editing is None:
        draw_facts(shown, _)
        _draw_uses(shown, _)
    else:
        return _edit(gazetteer, desk, editing, _)
    return PlaceView(place=shown), None


def _rehearsal(gazetteer: Gazetteer, desk: Desk, editing: Editing) -> Rehearsal:
    """Return what saving the edit would do; of one that cannot be saved, what is wrong with it."""
    base, place = editing.base, editing.place
    try:
        return rehearsed(gazetteer, desk, SavePlaces(((place, editing.based_on),)))
    except EditConflictError:
        told = Rehearsal(changes=((base, place),))
    except GazetteerError:
        told = Rehearsal()
    ground = Placing(current_briefing().borders)
    found = check_edit(base, place, locate=ground.locate, in_sea=ground.in_sea)
    return replace(told, findings=tuple(found))


def _panel(stored: Place | None, editing: Editing | None, _: Words) -> str:
    panels = {"entry": _("Entry"), "history": _("History")}
    if editing is not None and stored is not None:
        panels["more"] = _("Merge, split, withdraw")
    if stored is None:
        return "entry"
    if st.session_state.get(PANEL) not in panels:
        st.session_state[PANEL] = "entry"
    chosen = st.segmented_control(
        _("Panel"),
        list(panels),
        format_func=panels.__getitem__,
        key=PANEL,
        label_visibility="collapsed",
        required=True,
    )
    return chosen or "entry"


def _edit(
    gazetteer: Gazetteer, desk: Desk, editing: Editing, _: Words
) -> tuple[PlaceView, Pick | None]:
    """Draw the form, or the conflict that has to be settled first."""
    conflict = held_conflict(editing.place_id)
    if conflict is not None:
        draw_conflict(desk, editing.place_id, conflict, _)
        return PlaceView(place=conflict.mine, former=conflict.theirs), None
    _draw_standing(gazetteer, editing, _)
    reading = draw_form(editing, places_in_order(gazetteer), _)
    try:
        keep(editing, desk, reading.place)
    except StoreError as error:
        _LOG.warning("a draft cannot be kept", exc_info=True)
        draw_unkept(error, _)
    checked = Checked(overridden=None)
    moves: list[PlaceMove] = []
    if reading.point_problem:
        st.error(_("The point cannot be read: %(problem)s", problem=plain(reading.point_problem)))
    elif editing.is_changed:
        rehearsal = _rehearsal(gazetteer, desk, editing)
        checked = draw_findings(gazetteer, rehearsal, editing.key("findings"), _)
        if rehearsal.changes and not rehearsal.errors:
            moves = draw_impact(rehearsal, _)
    draw_save_panel(gazetteer, desk, editing, checked.overridden, _)
    _draw_uses(editing.place, _)
    base, place = editing.base, editing.place
    moved = base is not None and (base.lat, base.lon) != (place.lat, place.lon)
    view = PlaceView(place=place, former=base if moved else None, moves=moves, near=checked.near)
    return view, partial(point_picked, editing)


def _draw_standing(gazetteer: Gazetteer, editing: Editing, _: Words) -> None:
    """Say where the edit comes from, when that is not what is stored."""
    if editing.base is None:
        st.info(_("A new place; nobody else sees it until it is saved."))
    elif editing.base.status is PlaceStatus.DEPRECATED:
        st.warning(_("This place is deprecated: names no longer resolve to it."))
    if editing.resumed is not None and editing.is_changed:
        st.info(
            _(
                "This goes on with your draft of %(day)s, %(time)s UTC.",
                day=_.date(editing.resumed.date()),
                time=f"{editing.resumed:%H:%M}",
            ),
            icon=":material/edit_note:",
        )
    stored = known_places(gazetteer).get(editing.place_id)
    if stored is not None and editing.base is not None and stored.version != editing.base.version:
        st.warning(
            _("Somebody else has saved this place meanwhile; saving puts both edits together.")
        )


# Incidents that are listed below an entry.
MOST_USES = 50


def _draw_uses(place: Place, _: Words) -> None:
    """List the incidents that take their point from the place."""
    briefing = current_briefing()
    count = briefing.incidents_by_place.get(place.id, 0)
    if not count:
        st.caption(_("No incident takes its point from here."))
        return
    title = _.plural(
        "%(count)s incident takes its point from here",
        "%(count)s incidents take their point from here",
        count,
    )
    with st.expander(title):
        for incident in briefing.incidents_at(place.id, MOST_USES):
            summary = incident.summary_ar if _.language == "ar" else incident.summary
            st.caption(f"{period_text(incident, _)}")
            st.text(summary)
