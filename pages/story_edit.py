"""What its authors do with a story: texts, order, removal, a copy; each act is a version."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError, Message
from geo import (
    MOST_TEXT,
    MOST_TITLE,
    GeoError,
    StoryConflictError,
    StoryTexts,
    with_texts,
    with_view_moved,
    without_view,
)
from pages.plain import plain
from pages.said import say_next
from pages.story_address import go_to_list, go_to_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo import Story, StoryDesk
    from pages.words import Words

_PROBLEM = "story_problem"
# The story on which the texts in the boxes are based.
_BASE = "story_base"
_TEXTS = tuple(StoryTexts.__slots__)


def draw_editing(desk: StoryDesk, story: Story, number: int, _: Words) -> None:
    """Draw what may be done with the story; nothing for somebody who may only read."""
    problem: Message | None = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        st.error(plain(_.said(problem)))
    if not desk.may_write:
        return
    if story.ships:
        st.button(
            _("Copy it, to change the copy"), key="story_copy", icon=":material/content_copy:",
            on_click=_copy, args=(desk, story, _),
        )  # fmt: skip
        return
    with st.expander(_("Change this story"), expanded=problem is not None):
        _draw_texts(desk, story, number, _)
        _draw_order(desk, story, number, _)


def _key(name: str) -> str:
    return f"story_text_{name}"


def _draw_texts(desk: StoryDesk, story: Story, number: int, _: Words) -> None:
    base: tuple[Story, int] | None = st.session_state.get(_BASE)
    if base is None or (base[0].id, base[1]) != (story.id, number):
        st.session_state[_BASE] = (story, number)
        for name, text in asdict(StoryTexts.of(story, number)).items():
            st.session_state[_key(name)] = text
    english, arabic = st.columns(2)
    for column, ending, labels in (
        (english, "", (_("Title of the story in English"), _("Title of this view in English"),
                       _("Text in English"))),
        (arabic, "_ar", (_("Title of the story in Arabic"), _("Title of this view in Arabic"),
                         _("Text in Arabic"))),
    ):  # fmt: skip
        column.text_input(labels[0], key=_key(f"title{ending}"), max_chars=MOST_TITLE)
        column.text_input(labels[1], key=_key(f"step_title{ending}"), max_chars=MOST_TITLE)
        column.text_area(labels[2], key=_key(f"note{ending}"), max_chars=MOST_TEXT, height=140)
    st.button(
        _("Save the texts"), key="story_save", type="primary", icon=":material/save:",
        on_click=_save_texts, args=(desk, _),
    )  # fmt: skip


def _save_texts(desk: StoryDesk, _: Words) -> None:
    """Keep the texts; over somebody else's at a second press only, when those were shown."""
    base, number = st.session_state[_BASE]
    typed = StoryTexts(**{name: str(st.session_state.get(_key(name)) or "") for name in _TEXTS})
    try:
        newest = desk.find(base.id)
        try:
            desk.save(with_texts(newest, base, number, typed))
        except StoryConflictError as error:
            if number <= len(newest.steps):
                st.session_state[_BASE] = (newest, number)
            st.session_state[_PROBLEM] = Message(
                "%(problem)s. There now stands: %(theirs)s. Press “Save the texts” again to put "
                "yours in its place.",
                problem=error.message,
                theirs=_stands(newest, number),
            )
            return
    except (GeoError, GazetteerError) as error:
        st.session_state[_PROBLEM] = error.message
        return
    del st.session_state[_BASE]
    say_next(_("The texts were saved."))


def _stands(story: Story, number: int) -> str:
    if number > len(story.steps):
        return "–"
    return " · ".join(filter(None, asdict(StoryTexts.of(story, number)).values()))


def _draw_order(desk: StoryDesk, story: Story, number: int, _: Words) -> None:
    count = len(story.steps)
    with st.container(horizontal=True, key="story_order"):
        st.button(
            _("Move this view forward"), key="story_earlier", icon=":material/arrow_upward:",
            disabled=number == 1, on_click=_change,
            args=(desk, lambda: with_view_moved(story, number, -1), number - 1),
        )  # fmt: skip
        st.button(
            _("Move this view back"), key="story_later", icon=":material/arrow_downward:",
            disabled=number == count, on_click=_change,
            args=(desk, lambda: with_view_moved(story, number, 1), number + 1),
        )  # fmt: skip
        st.button(
            _("Remove this view"), key="story_less", icon=":material/delete:",
            disabled=count == 1, on_click=_change,
            args=(desk, lambda: without_view(story, number), min(number, count - 1)),
        )  # fmt: skip
        with st.popover(_("Remove the story"), icon=":material/delete_forever:"):
            st.markdown(_("Nobody will find it any more. Its versions stay in the database."))
            st.button(
                _("Remove “%(title)s”", title=plain(story.titled(_.language))),
                key="story_remove", on_click=_remove, args=(desk, story, _),
            )  # fmt: skip


def _change(desk: StoryDesk, changed: Callable[[], Story], number: int) -> None:
    try:
        kept = desk.save(changed())
    except (GeoError, GazetteerError) as error:
        st.session_state[_PROBLEM] = error.message
        return
    st.session_state.pop(_BASE, None)
    go_to_step(kept.id, number)


def _copy(desk: StoryDesk, story: Story, _: Words) -> None:
    try:
        kept = desk.save(replace(story, id="", version=0, ships=False))
    except (GeoError, GazetteerError) as error:
        st.session_state[_PROBLEM] = error.message
        return
    say_next(_("The story was copied; this is the copy."))
    go_to_step(kept.id, 1)


def _remove(desk: StoryDesk, story: Story, _: Words) -> None:
    try:
        desk.remove(story)
    except (GeoError, GazetteerError) as error:
        st.session_state[_PROBLEM] = error.message
        return
    say_next(_("The story was removed."))
    go_to_list()
