"""Which entry is open; the address says it: ``?place=manbij``."""

from __future__ import annotations

import streamlit as st

PLACE = "place"


def open_entry(place_id: str) -> None:
    """Open the entry of a place."""
    st.query_params[PLACE] = place_id


def close_entry() -> None:
    """Go back to the list."""
    st.query_params.pop(PLACE, None)


def asked_entry() -> str | None:
    """Return the id that the address asks for."""
    asked: str | None = st.query_params.get(PLACE)
    return asked
