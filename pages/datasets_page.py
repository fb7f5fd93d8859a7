"""The data sets on the map: what there is, what happened to it, and bringing one's own."""

from __future__ import annotations

import streamlit as st

from geo import current_briefing
from pages.dataset_address import IMPORT, SET, asked
from pages.dataset_entry import draw_dataset
from pages.dataset_list import draw_datasets
from pages.identity import current_user, draw_identity
from pages.import_upload import draw_import
from pages.said import say_what_was_done
from pages.session import current_words, fail_softly
from pages.store_words import draw_problem


def show() -> None:
    """Draw the page."""
    _ = current_words()
    briefing = current_briefing()
    user = current_user()
    say_what_was_done()
    title, who = st.columns([1.2, 1], gap="medium", vertical_alignment="center")
    title.title(_("Data sets"), anchor=False)
    with who:
        draw_identity(user, _)
    draw_problem(briefing, _)
    store = briefing.incident_store
    if store is not None and asked(IMPORT):
        draw_import(store, briefing, user, _)
    elif asked(SET):
        draw_dataset(store, briefing, user, asked(SET) or "", _)
    else:
        draw_datasets(store, briefing, user, _)


fail_softly(show)
