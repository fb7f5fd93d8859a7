"""What a session remembers: its language, and the briefing that all its pages show."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError, StoreError
from geo import GeoError
from pages.plain import plain
from pages.store_words import begin_telling, draw_missing_page
from pages.words import LANGUAGES, Words, words

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG = logging.getLogger(__name__)

_LANGUAGE = "lang"
# What widgets said when their page could not be drawn, by their keys.
_HELD = "held-typed"
# How the keys of the widgets begin that pages restore by themselves.
_WIDGETS = ("filter_", "zone_", "gazetteer_", "data_", "article_", "snapshot_")


def current_words() -> Words:
    """Return the words of the language in the address (``?lang=ar``), else of the browser's."""
    asked = st.query_params.get(_LANGUAGE)
    if asked not in LANGUAGES:
        browser = (st.context.locale or "en").split("-")[0]
        asked = browser if browser in LANGUAGES else "en"
    return words(asked)


def language_query() -> dict[str, str]:
    """Return what a link to another page carries on, so that the reader keeps the language."""
    return {_LANGUAGE: current_words().language} if _LANGUAGE in st.query_params else {}


def language_switch() -> None:
    """Draw the switch between the languages at the head of the sidebar."""
    now = current_words().language

    def remember() -> None:
        st.query_params[_LANGUAGE] = st.session_state["language"] or now
        # A browser holds the labels of the old language; without state, widgets are drawn anew.
        for key in [k for k in st.session_state if str(k).startswith(_WIDGETS)]:
            del st.session_state[key]

    st.session_state["language"] = now
    st.sidebar.segmented_control(
        "Language / اللغة",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="language",
        on_change=remember,
        label_visibility="collapsed",
        width="stretch",
    )


def fail_softly(show: Callable[[], None]) -> None:
    """Draw a page; when our own code says what is wrong, say it in place of the page.

    What was typed stands there again when the page can be drawn.
    """
    _ = current_words()
    _give_back_typed()
    begin_telling()
    try:
        show()
    except StoreError as error:
        _hold_typed()
        _LOG.exception("a page cannot be shown without the database")
        draw_missing_page(error, _)
    except (GazetteerError, GeoError) as error:
        _hold_typed()
        st.error(_("This page cannot be shown: %(problem)s", problem=plain(_.said(error.message))))


def _hold_typed() -> None:
    """Hold what the widgets say that are not drawn now; Streamlit forgets it otherwise."""
    held = st.session_state.get(_HELD, {})
    now = {
        str(key): value
        for key, value in st.session_state.items()
        if str(key).startswith(_WIDGETS) and _is_typed(value)
    }
    st.session_state[_HELD] = {**held, **now}


def _give_back_typed() -> None:
    """Let the widgets begin with what was held of them."""
    for key, value in st.session_state.pop(_HELD, {}).items():
        if key not in st.session_state:
            st.session_state[key] = value


def _is_typed(value: object) -> bool:
    """Tell whether a value may be put back; those of buttons and files may not."""
    if isinstance(value, list | tuple):
        return all(_is_typed(each) for each in value)
    return isinstance(value, str | int | float | date) and not isinstance(value, bool)
