"""The figures that the articles state, each with its source and with what the data compute."""

from __future__ import annotations

import streamlit as st

from pages.session import current_words, fail_softly


def show() -> None:
    _ = current_words()
    st.title(_("Reported figures"))


fail_softly(show)
