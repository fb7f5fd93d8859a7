"""One story, view by view: the map, what is said of it, the way on, and its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from gazetteer import escape
from geo import apply, cited_words, story_page, story_slides
from pages.announcing import announce
from pages.details import details_html
from pages.export_address import open_map
from pages.filter_words import state_words
from pages.map_component import chosen_incident, host_script, map_message
from pages.plain import plain
from pages.routes import map_address
from pages.story_address import asked_step, go_to_list, go_to_step, story_link
from pages.story_edit import draw_editing

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo import Briefing, Story, StoryDesk, StoryStep
    from pages.words import Words

_KEY = "story_map"
_CHOSEN, _TURNED, _LAST, _STEP = "story_chosen", "story_turned", "story_last", "story_step"
_HEIGHT = "560px"
# More presses in the legend than anybody makes at one view.
_PRESSES = 1_000_000


def draw_story(briefing: Briefing, desk: StoryDesk, story: Story, _: Words) -> None:
    """Draw the view that the address asks for, and what can be done with the story."""
    number = asked_step(len(story.steps))
    step = story.steps[number - 1]
    st.button(_("All stories"), key="story_back", on_click=go_to_list, icon=":material/list:")
    st.title(plain(story.titled(_.language)), anchor=False)
    map_column, told_column = st.columns([2.1, 1], gap="medium")
    with map_column:
        _draw_map(briefing, story, number, _)
    with told_column:
        _draw_turning(story, number, _)
        _draw_told(briefing, step, _)
        _draw_chosen(briefing, step, _)
    _draw_files(briefing, story, _)
    st.caption(_("The link opens this view; the map shows the data of today."))
    st.code(story_link(story.id, number), language=None, wrap_lines=True)
    draw_editing(desk, story, number, _)
    st.html(
        f'<p class="hudud-small">{_(briefing.disclaimer)}<br>'
        f'<span dir="ltr">{briefing.attribution}</span></p>'
    )


def _draw_map(briefing: Briefing, story: Story, number: int, _: Words) -> None:
    state = replace(story.steps[number - 1].state, language=_.language)
    here = (story.id, story.version, number)
    if st.session_state.get(_LAST) != here:
        st.session_state[_LAST] = here
        st.session_state[_TURNED] = st.session_state.get(_TURNED, 0) + 1
        st.session_state.pop(_CHOSEN, None)
    turned = st.session_state[_TURNED]
    selection = apply(briefing.index, state.filter, zone=briefing.zone(state.zone))
    # What was pressed in the legend holds until the next view, which outdoes it.
    message = map_message(briefing, selection, state, _, turned * _PRESSES)
    view = state.view
    message["look"] = {
        "number": turned,
        "view": [view.lat, view.lon, view.zoom] if view else None,
    }
    component: Callable[..., Any] = st.components.v2.component("hudud_map", js=host_script())
    component(
        key=_KEY,
        data={
            "page": map_address(_.language),
            "title": _("Map of incidents"),
            "height": _HEIGHT,
            "view": f"{view.lat},{view.lon},{view.zoom}" if view else "",
            "ask": 0,
            "isGuided": True,
            "state": message,
        },
        on_chosen_change=lambda: _choose(briefing),
        on_hot_change=lambda: None,
        on_marks_change=lambda: None,
    )


def _choose(briefing: Briefing) -> None:
    incident = chosen_incident(briefing, _KEY)
    if incident is not None:
        st.session_state[_CHOSEN] = incident


def _draw_turning(story: Story, number: int, _: Words) -> None:
    """Draw the way to the view before, to the next, and to any."""
    count = len(story.steps)
    arrows = (":material/arrow_back:", ":material/arrow_forward:")
    before, after = arrows if _.direction == "ltr" else arrows[::-1]
    with st.container(horizontal=True, vertical_alignment="center", key="story_turning"):
        st.button(
            _("Back"), key="story_previous", on_click=go_to_step, args=(story.id, number - 1),
            disabled=number == 1, icon=before, shortcut="PageUp",
        )  # fmt: skip
        st.button(
            _("Next"), key="story_next", on_click=go_to_step, args=(story.id, number + 1),
            disabled=number == count, icon=after, type="primary",
            shortcut="PageDown",
        )  # fmt: skip
    titles = {
        at: step.titled(_.language) or _("Without a title")
        for at, step in enumerate(story.steps, 1)
    }
    st.session_state[_STEP] = number
    st.selectbox(
        _("Views"),
        list(titles),
        format_func=lambda at: _(
            "%(number)s of %(total)s: %(title)s", number=at, total=count, title=titles[at]
        ),
        key=_STEP,
        on_change=lambda: go_to_step(story.id, st.session_state[_STEP]),
        label_visibility="collapsed",
    )


def _draw_told(briefing: Briefing, step: StoryStep, _: Words) -> None:
    title, note = escape(step.titled(_.language)), escape(step.noted(_.language))
    announce("view", step.titled(_.language))
    announce("view-note", step.noted(_.language))
    lines = note.replace("\n", "<br>")
    cited = cited_words(briefing, step, _)
    sources = escape(_("Sources: %(names)s", names=cited)) if cited else ""
    st.html(
        f'<section class="hudud-told"><h3 dir="auto">{title}</h3>'
        f'<p dir="auto">{lines}</p><p class="hudud-small" dir="auto">{sources}</p></section>'
    )
    with st.expander(_("What the map shows")):
        st.html(state_words(briefing, step.state, _))
        if st.button(_("Open this view on the map"), key="story_to_map", icon=":material/map:"):
            open_map(step.state)


def _draw_chosen(briefing: Briefing, step: StoryStep, _: Words) -> None:
    chosen: str | None = st.session_state.get(_CHOSEN)
    if chosen is not None and chosen in briefing.table.row_of:
        with st.container(border=True, key="story_incident"):
            st.html(details_html(briefing, briefing.incident(chosen), step.state, _))


def _draw_files(briefing: Briefing, story: Story, _: Words) -> None:
    language = _.language
    name = f"hudud-{story.id}"
    with st.container(horizontal=True, key="story_files"):
        st.download_button(
            "PowerPoint",
            data=lambda: story_slides(briefing, story, language=language),
            file_name=f"{name}.pptx",
            mime="application/vnd.openxmlformats-officedocument.presentationml.presentation",
            key="story_get_pptx",
            icon=":material/slideshow:",
        )
        st.download_button(
            _("One HTML file, works offline"),
            data=lambda: story_page(briefing, story, language=language, made_at=datetime.now(UTC)),
            file_name=f"{name}.html",
            mime="application/octet-stream",
            key="story_get_html",
            icon=":material/download:",
        )
