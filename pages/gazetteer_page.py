"""The gazetteer: find a place, correct it, see what was changed and what waits to be decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import Role, User
from geo import Placing, current_briefing
from pages.bulk_upload import draw_upload
from pages.entry import asked_entry
from pages.history_view import draw_history
from pages.identity import current_user, draw_identity
from pages.live_gazetteer import live_gazetteer, places_in_order
from pages.new_place import draw_new_place
from pages.place_entry import draw_entry
from pages.place_filters import draw_place_filters
from pages.place_map import Pick, PlaceView, draw_place_map
from pages.place_search import draw_resolution, draw_search_box
from pages.place_table import MAIN, draw_place_table
from pages.review_queue import draw_review
from pages.said import say_what_was_done
from pages.session import current_words, fail_softly
from pages.store_words import draw_problem
from pages.unresolved_queue import draw_unresolved

if TYPE_CHECKING:
    from gazetteer import Desk, Gazetteer
    from pages.words import Words

VIEW = "gazetteer_view"


def show() -> None:
    """Draw the page."""
    _ = current_words()
    briefing = current_briefing()
    gazetteer = live_gazetteer()
    # What ships can be read, and nothing else.
    user = current_user() if briefing.incident_store else User("", Role.VIEWER)
    desk = gazetteer.desk(user, ground=Placing(briefing.borders))
    say_what_was_done()
    title, who = st.columns([1.2, 1], gap="medium", vertical_alignment="center")
    title.title(_("Gazetteer"), anchor=False)
    with who:
        draw_identity(user, _)
    if briefing.failure:
        draw_problem(briefing, _)
    left, right = st.columns([1.2, 1], gap="medium")
    pick: Pick | None = None
    with left.container(key=MAIN):
        asked = asked_entry()
        if asked is not None:
            view, pick = draw_entry(gazetteer, desk, asked, _)
        else:
            view = _draw_view(gazetteer, desk, _)
    with right.container(key="gazetteer_map_side"):
        draw_place_map(gazetteer, view, _, pick=pick)


def _draw_view(gazetteer: Gazetteer, desk: Desk, _: Words) -> PlaceView:
    """Draw what was chosen: the places, the changes, or what waits; return what the map shows."""
    views = {"places": _("Places"), "changes": _("Recent changes"), **_waiting_views(desk, _)}
    if st.session_state.get(VIEW) not in views:
        st.session_state[VIEW] = "places"
    chosen: str | None = st.segmented_control(
        _("View"),
        list(views),
        format_func=views.__getitem__,
        key=VIEW,
        label_visibility="collapsed",
        required=True,
    )
    draw = {"review": draw_review, "unresolved": draw_unresolved, "upload": draw_upload}.get(
        chosen or ""
    )
    if draw is not None:
        return draw(gazetteer, desk, _)
    if chosen == "changes":
        return draw_history(gazetteer, desk, None, _) or PlaceView()
    return _draw_places(gazetteer, desk, _)


def _waiting_views(desk: Desk, _: Words) -> dict[str, str]:
    """Return what waits to be decided, by those who may decide."""
    if desk.user.role < Role.EDITOR:
        return {}
    return {
        "review": _("Review"),
        "unresolved": _("Names not found"),
        "upload": _("Upload"),
    }


def _draw_places(gazetteer: Gazetteer, desk: Desk, _: Words) -> PlaceView:
    """Draw search, table or candidates; return what the map shows."""
    places = places_in_order(gazetteer)
    uses = Counter(current_briefing().incidents_by_place)
    wanted = draw_place_filters(places, _)
    resolution = draw_search_box(gazetteer, _)
    if desk.user.role >= Role.CONTRIBUTOR:
        draw_new_place(gazetteer, desk, _)
    if resolution is not None:
        shown = tuple(c for c in resolution.candidates if wanted.passes(c.place, uses))
        draw_resolution(replace(resolution, candidates=shown), _)
        if len(shown) < len(resolution.candidates):
            st.caption(_("The filters hide what else was found."))
        found = [candidate.place for candidate in shown]
        return PlaceView(ids={p.id for p in found}, look_at=found[:1])
    passing = [p for p in places if wanted.passes(p, uses)]
    passing.sort(key=lambda p: (-uses[p.id], p.preferred(_.language).casefold()))
    draw_place_table(passing, uses, _)
    return PlaceView(ids=None if len(passing) == len(places) else {p.id for p in passing})


fail_softly(show)
