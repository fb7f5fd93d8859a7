"""What the page of data sets shows; the address says it: ``?set=acled`` or ``?import=new``."""

from __future__ import annotations

import streamlit as st

from pages.navigation import gazetteer_page, map_page
from pages.session import current_words, language_query

SET, IMPORT, UPDATE = "set", "import", "update"
NEW = "new"
# What the map's page and the gazetteer's remember of a visit before.
_OF_THE_MAP = ("map_state", "filter_")
_GAZETTEER_VIEW = "gazetteer_view"


def asked(name: str) -> str | None:
    """Return what the address asks for under a name."""
    value: str | None = st.query_params.get(name)
    return value or None


def go_to_list() -> None:
    """Show all data sets."""
    for name in (SET, IMPORT, UPDATE):
        st.query_params.pop(name, None)


def go_to_set(dataset_id: str) -> None:
    """Show one data set, its form as the data set now is."""
    go_to_list()
    st.session_state.pop(f"data-describing-{dataset_id}", None)
    st.query_params[SET] = dataset_id


def go_to_import(upload_id: str = NEW, *, update: str | None = None) -> None:
    """Show the import of a file, or of the next one; `update` is the data set that it renews."""
    go_to_list()
    st.query_params[IMPORT] = upload_id
    if update is not None:
        st.query_params[UPDATE] = update


def open_map_of(dataset_id: str) -> None:
    """Open the map with the incidents of one data set alone."""
    for key in [k for k in st.session_state if str(k).startswith(_OF_THE_MAP)]:
        del st.session_state[key]
    st.switch_page(map_page(current_words()), query_params={"data": dataset_id, **language_query()})


def open_queue() -> None:
    """Open the gazetteer at the names that were not found."""
    st.session_state[_GAZETTEER_VIEW] = "unresolved"
    st.switch_page(gazetteer_page(current_words()), query_params=language_query())
