"""What every page of a session begins with: its words, and what is said when it cannot be drawn."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError, StoreError
from geo import GeoError
from pages.language import WIDGETS, current_words, language_query
from pages.plain import plain
from pages.store_words import begin_telling, draw_missing_page

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["current_words", "fail_softly", "language_query"]

_LOG = logging.getLogger(__name__)

# What widgets said when their page could not be drawn, by their keys.
_HELD = "held-typed"


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
        if str(key).startswith(WIDGETS) and _is_typed(value)
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
