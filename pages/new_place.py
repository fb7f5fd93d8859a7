"""The first step to a new place: its names; the rest is said in its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import Place, Toponym, ToponymKind, script_of
from pages.entry import open_entry
from pages.place_actions import free_id

if TYPE_CHECKING:
    from gazetteer import Desk, Gazetteer
    from pages.words import Words

_ARABIC, _LATIN = "gazetteer_new_ar", "gazetteer_new_en"


def draw_new_place(gazetteer: Gazetteer, desk: Desk, _: Words) -> None:
    """Draw the button that asks for the names and then opens the form."""
    with st.popover(_("New place"), icon=":material/add_location_alt:"):
        arabic = st.text_input(_("Name in Arabic"), key=_ARABIC, max_chars=200)
        latin = st.text_input(_("Name in Latin letters"), key=_LATIN, max_chars=200)
        st.button(
            _("Go on"),
            key="gazetteer_new_start",
            disabled=not (arabic.strip() or latin.strip()),
            on_click=_start,
            args=(gazetteer, desk, arabic.strip(), latin.strip()),
            type="primary",
        )


def _start(gazetteer: Gazetteer, desk: Desk, arabic: str, latin: str) -> None:
    taken = {*gazetteer.places(), *(draft.place_id for draft in desk.drafts())}
    place = blank_place(free_id(latin or arabic, taken), {"ar": arabic, "en": latin})
    # A draft from the start: the form opens from it, and a reload finds it again.
    desk.keep_draft(place, based_on=None)
    st.session_state[_ARABIC] = st.session_state[_LATIN] = ""
    open_entry(place.id)


def blank_place(place_id: str, names: dict[str, str]) -> Place:
    """Return a populated place of which only the names, by language, are known."""
    return Place(
        id=place_id,
        toponyms=tuple(
            Toponym(
                name=name, language=language, script=script_of(name), kind=ToponymKind.PREFERRED
            )
            for language, name in names.items()
            if name
        ),
        feature_class="P",
        feature_code="PPL",
        country_code=None,
    )
