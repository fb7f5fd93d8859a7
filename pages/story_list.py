"""The stories that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.navigation import map_page
from pages.plain import plain
from pages.session import language_query
from pages.story_address import go_to_step

if TYPE_CHECKING:
    from geo import Story, StoryDesk
    from pages.words import Words

_COLUMNS = 2


def draw_list(desk: StoryDesk, _: Words) -> None:
    """Draw a card for each story, and say how to begin one."""
    st.title(_("Stories"), anchor=False)
    st.markdown(
        _(
            "A story shows views of the map one after the other, each with a few sentences. To "
            "begin one or go on with one, set the filters on the map and press “Add to a story”."
        )
    )
    if desk.may_write:
        st.page_link(
            map_page(_), label=_("To the map"), icon=":material/map:", query_params=language_query()
        )
    else:
        st.caption(_("Here you may read stories, but not write any."))
    stories = desk.stories()
    for start in range(0, len(stories), _COLUMNS):
        row = stories[start : start + _COLUMNS]
        for column, story in zip(st.columns(_COLUMNS), row, strict=False):
            with column.container(border=True, key=f"story_card_{story.id}"):
                _draw_card(story, _)


def _draw_card(story: Story, _: Words) -> None:
    st.subheader(plain(story.titled(_.language)), anchor=False)
    count = _.plural("%(count)s view", "%(count)s views", len(story.steps))
    if story.ships or story.at is None:
        st.caption(_("%(count)s; comes with the project", count=count))
    else:
        name = story.editor or _("nobody named")
        told = _("%(count)s; changed by %(name)s on %(date)s", count=count, name=plain(name),
                 date=_.date(story.at.date()))  # fmt: skip
        st.caption(told)
    st.button(
        _("Open “%(title)s”", title=plain(story.titled(_.language))),
        key=f"story_open_{story.id}",
        on_click=go_to_step,
        args=(story.id, 1),
        icon=":material/play_arrow:",
    )
