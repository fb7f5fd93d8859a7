"""Which story the page shows: ``?story=ID&step=3``; ``?add=1`` and the map's words add a view."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import streamlit as st

from geo import MapView
from pages.export_address import map_query
from pages.navigation import stories_page
from pages.session import current_words, language_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo import MapState

STORY, STEP, ADD = "story", "step", "add"


def asked_story() -> str:
    """Return the id of the story that the address asks for; empty for none."""
    return str(st.query_params.get(STORY) or "")


def asked_step(count: int) -> int:
    """Return the step that the address asks for, from 1 to `count`; the first one for no such."""
    written = str(st.query_params.get(STEP) or "")
    number = int(written) if written.isascii() and written.isdecimal() and len(written) < 4 else 1
    return number if 1 <= number <= count else 1


def is_adding() -> bool:
    """Tell whether the address holds a view that shall become part of a story."""
    return ADD in st.query_params


def go_to_step(story_id: str, number: int) -> None:
    """Open a step of a story."""
    st.query_params.from_dict(_query(story_id, number))


def go_to_list() -> None:
    """Open the list of stories."""
    st.query_params.from_dict(language_query())


def add_view(state: MapState, view: Mapping[str, float]) -> None:
    """Open the form that adds what the map shows, framed as on the screen, to a story."""
    framed = replace(state, view=MapView(**view)) if view else state
    query = {ADD: "1", **map_query(framed)}
    st.switch_page(stories_page(current_words()), query_params=query)


def story_link(story_id: str, number: int) -> str:
    """Return the whole address of a step, to be sent."""
    here = urlsplit(str(st.context.url or ""))
    return f"{here.scheme}://{here.netloc}/stories?{urlencode(_query(story_id, number))}"


def _query(story_id: str, number: int) -> dict[str, str]:
    return {STORY: story_id, STEP: str(number), **language_query()}
