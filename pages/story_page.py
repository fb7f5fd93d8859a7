"""Stories: the list, one of them view by view, and the form that adds a view."""

from __future__ import annotations

import streamlit as st

from geo import StoryDesk, StoryNotFoundError, current_briefing
from pages.identity import current_user, figure_keeper
from pages.plain import plain
from pages.said import say_what_was_done
from pages.session import current_words, fail_softly
from pages.story_add import draw_add
from pages.story_address import asked_story, go_to_list, is_adding
from pages.story_list import draw_list
from pages.story_view import draw_story


def show() -> None:
    """Draw the page."""
    _ = current_words()
    briefing = current_briefing()
    desk = StoryDesk(briefing.incident_store, figure_keeper(current_user()))
    say_what_was_done()
    if briefing.problem:
        st.warning(plain(_.said(briefing.problem)))
    if is_adding():
        draw_add(briefing, desk, _)
        return
    if not asked_story():
        draw_list(desk, _)
        return
    try:
        story = desk.find(asked_story())
    except StoryNotFoundError:
        st.title(_("Stories"), anchor=False)
        st.error(_("There is no such story here, or it was removed."))
        st.button(_("All stories"), on_click=go_to_list, icon=":material/list:")
        return
    draw_story(briefing, desk, story, _)


fail_softly(show)
