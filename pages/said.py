"""What a change did, told at the next run: a rerun would wipe it off the page."""

from __future__ import annotations

import streamlit as st

from pages.plain import plain

_SAID = "gazetteer-said"


def say_next(sentence: str) -> None:
    """Tell `sentence`, a text that may hold any, once, at the next run."""
    st.session_state[_SAID] = sentence


def say_what_was_done() -> None:
    """Tell what the last run left to be told."""
    sentence = st.session_state.pop(_SAID, None)
    if sentence:
        st.toast(plain(sentence), icon=":material/check:")
