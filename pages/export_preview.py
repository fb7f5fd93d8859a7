"""The preview of a sheet: small, and drawn once for the same content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from geo import snapshot
    from pages.words import Words

# Source: measured; A4 is then 1,052 pixels wide, as wide as the page shows it, drawn in 0.6 s.
PREVIEW_DPI = 90


def composed(made: snapshot.Snapshot) -> snapshot.Snapshot:
    """Return the snapshot, or the equal one of an earlier run, whose sheet is composed."""
    return _composed((made.id, made.data, made.options, made.dpi, made.state), made)


# Each keeps the data of its time alive.
@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs={tuple: repr})
def _composed(key: tuple[object, ...], _made: snapshot.Snapshot) -> snapshot.Snapshot:  # noqa: ARG001 - the key of the cache
    return _made


@st.cache_data(max_entries=48, show_spinner=False)
def _preview(key: str, _made: snapshot.Snapshot) -> bytes:  # noqa: ARG001 - the key of the cache
    return _made.preview(PREVIEW_DPI)


def draw_preview(made: snapshot.Snapshot, _: Words) -> None:
    """Draw the sheet as it will be."""
    with st.spinner(_("Drawing the sheet …")), st.container(key="snapshot_preview"):
        key = f"{made.id} {made.data} {made.options} {made.state}"
        st.image(_preview(key, made), width="stretch", alt=_("The sheet as it will be"))
