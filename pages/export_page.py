"""Snapshots and data files: make one, open one that was made, see what changed since."""

from __future__ import annotations

import streamlit as st

from geo import current_briefing
from pages.export_address import VIEW, VIEWS, asked_figure
from pages.export_changes import draw_changes
from pages.export_figure import draw_figure
from pages.export_made import draw_made
from pages.export_make import draw_make
from pages.identity import current_user
from pages.said import say_what_was_done
from pages.session import current_words, fail_softly
from pages.store_words import draw_problem


def show() -> None:
    """Draw the page."""
    _ = current_words()
    briefing = current_briefing()
    user = current_user()
    say_what_was_done()
    st.title(_("Into a briefing"), anchor=False)
    draw_problem(briefing, _)
    if asked_figure():
        draw_figure(briefing, asked_figure(), _)
        return
    names = {"make": _("Make one"), "made": _("Made earlier"), "changes": _("What changed since")}
    st.session_state.setdefault(VIEW, VIEWS[0])
    view = st.segmented_control(
        _("View"),
        VIEWS,
        format_func=names.__getitem__,
        key=VIEW,
        label_visibility="collapsed",
        required=True,
    )
    if view == "made":
        draw_made(briefing, _)
    elif view == "changes":
        draw_changes(briefing, _)
    else:
        draw_make(briefing, user, _)


fail_softly(show)
