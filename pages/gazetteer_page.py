"""The gazetteer: find a place, see why it is found, open its entry, see what was changed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import PlaceNotFoundError
from geo import current_briefing
from pages.entry import asked_entry, close_entry
from pages.live_gazetteer import live_gazetteer, places_in_order
from pages.place_facts import draw_facts
from pages.place_filters import draw_place_filters
from pages.place_map import PlaceView, draw_place_map
from pages.place_search import draw_resolution, draw_search_box
from pages.place_table import draw_place_table
from pages.session import current_words, fail_softly

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place
    from pages.words import Words


def show() -> None:
    """Draw the page."""
    _ = current_words()
    gazetteer = live_gazetteer()
    st.title(_("Gazetteer"), anchor=False)
    place = _asked_place(gazetteer, _)
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        view = _list(gazetteer, _) if place is None else _entry(place, _)
    with right:
        draw_place_map(gazetteer, view, _)


def _asked_place(gazetteer: Gazetteer, _: Words) -> Place | None:
    """Return the place that the address asks for; say so when there is none."""
    place_id = asked_entry()
    if place_id is None:
        return None
    try:
        return gazetteer.get(place_id)
    except PlaceNotFoundError:
        st.warning(_("There is no place with the id “%(id)s”.", id=place_id))
        return None


def _list(gazetteer: Gazetteer, _: Words) -> PlaceView:
    """Draw search, table or candidates; return what the map shows."""
    places = places_in_order(gazetteer)
    uses = Counter(i.place_id for i in current_briefing().incidents.values() if i.place_id)
    wanted = draw_place_filters(places, _)
    resolution = draw_search_box(gazetteer, _)
    if resolution is not None:
        draw_resolution(resolution, _)
        found = [candidate.place for candidate in resolution.candidates]
        return PlaceView(ids={p.id for p in found}, look_at=found[:1])
    passing = [p for p in places if wanted.passes(p, uses)]
    passing.sort(key=lambda p: (-uses[p.id], p.preferred(_.language).casefold()))
    draw_place_table(passing, uses, _)
    return PlaceView(ids=None if len(passing) == len(places) else {p.id for p in passing})


def _entry(place: Place, _: Words) -> PlaceView:
    """Draw the entry of a place; return what the map shows."""
    st.button(_("Back to the list"), on_click=close_entry, icon=":material/arrow_back:")
    draw_facts(place, _)
    return PlaceView(place=place)


fail_softly(show)
