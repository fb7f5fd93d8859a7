"""The form that adds a view of the map, as the address holds it, to a story."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError
from geo import MOST_TEXT, MOST_TITLE, GeoError, Story, StoryStep
from pages.export_address import asked_state, open_map
from pages.filter_words import state_words
from pages.plain import plain
from pages.said import say_next
from pages.story_address import go_to_list, go_to_step

if TYPE_CHECKING:
    from gazetteer import Message
    from geo import Briefing, MapState, StoryDesk
    from pages.words import Words

_NEW = ""
_STORY, _TITLE, _STEP_TITLE, _NOTE = "story_into", "story_title", "story_step_title", "story_note"
_PROBLEM = "story_problem"


def draw_add(briefing: Briefing, desk: StoryDesk, _: Words) -> None:
    """Draw the form and what the view shows."""
    st.title(_("Add a view to a story"), anchor=False)
    state, _problems = asked_state(briefing)
    if not desk.may_write:
        st.info(_("Here you may read stories, but not write any."), icon=":material/lock:")
        st.button(_("All stories"), on_click=go_to_list, icon=":material/list:")
        return
    left, right = st.columns([1.4, 1], gap="large")
    with right:
        st.markdown(f"**{_('What the map shows')}**")
        st.html(state_words(briefing, state, _))
        if st.button(_("Back to the map"), key="story_add_back", icon=":material/map:"):
            open_map(state)
    with left:
        _draw_form(desk, state, _)


def _draw_form(desk: StoryDesk, state: MapState, _: Words) -> None:
    own = {story.id: story for story in desk.stories() if not story.ships}
    names = {_NEW: _("A new story"), **{i: s.titled(_.language) for i, s in own.items()}}
    if st.session_state.get(_STORY) not in names:
        st.session_state.pop(_STORY, None)
    into = st.selectbox(
        _("Into which story"), list(names), format_func=names.__getitem__, key=_STORY
    )
    if into == _NEW:
        st.text_input(_("Title of the story"), key=_TITLE, max_chars=MOST_TITLE)
    st.text_input(_("Title of this view"), key=_STEP_TITLE, max_chars=MOST_TITLE)
    st.text_area(_("Text"), key=_NOTE, max_chars=MOST_TEXT, height=150)
    problem: Message | None = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        st.error(plain(_.said(problem)))
    st.button(
        _("Add to the story"),
        key="story_add",
        type="primary",
        icon=":material/add:",
        on_click=_add,
        args=(desk, own.get(into), state, _),
    )


def _add(desk: StoryDesk, story: Story | None, state: MapState, _: Words) -> None:
    """Keep the view as the last one of the story; what cannot be kept stays in the form."""
    typed = {key: str(st.session_state.get(key) or "") for key in (_TITLE, _STEP_TITLE, _NOTE)}
    try:
        if _.language == "ar":
            step = StoryStep(state=state, title_ar=typed[_STEP_TITLE], note_ar=typed[_NOTE])
        else:
            step = StoryStep(state=state, title=typed[_STEP_TITLE], note=typed[_NOTE])
        if story is None and _.language == "ar":
            kept = Story(steps=(step,), title_ar=typed[_TITLE])
        elif story is None:
            kept = Story(steps=(step,), title=typed[_TITLE])
        else:
            newest = desk.find(story.id)
            kept = replace(newest, steps=(*newest.steps, step))
        kept = desk.save(kept)
    except (GeoError, GazetteerError) as error:
        st.session_state[_PROBLEM] = error.message
        return
    for key in typed:
        st.session_state.pop(key, None)
    # The next view goes into the same story, unless its author says otherwise.
    st.session_state[_STORY] = kept.id
    say_next(_("The view was added."))
    go_to_step(kept.id, len(kept.steps))
