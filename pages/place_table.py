"""The places that are listed, one page at a time; a chosen row opens its entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from gazetteer import admin1_name, country_name
from pages.entry import open_entry
from pages.place_words import certainty_name, kind_name, status_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from streamlit.elements.lib.column_types import ColumnConfig

    from gazetteer import Place
    from pages.words import Words

PAGE_SIZE = 100
PAGE, ROWS = "gazetteer_page", "gazetteer_rows"


def draw_place_table(places: Sequence[Place], uses: Mapping[str, int], _: Words) -> None:
    """Draw one page of `places`; `uses` counts the incidents at each, by its id."""
    head, page_column = st.columns([3, 1], vertical_alignment="bottom")
    head.subheader(_.plural("%(count)s place", "%(count)s places", len(places)), anchor=False)
    if not places:
        st.info(_("No place meets all filters."))
        return
    pages = -(-len(places) // PAGE_SIZE)
    number = 1
    if pages > 1:
        st.session_state[PAGE] = min(st.session_state.get(PAGE, 1), pages)
        number = page_column.number_input(_("Page"), 1, pages, key=PAGE)
    shown = places[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    # A row number means something only with the rows it was chosen among.
    key = f"{ROWS}_{hash(tuple(p.id for p in shown))}"

    def choose() -> None:
        chosen = st.session_state[key].selection.rows
        if chosen:
            open_entry(shown[chosen[0]].id)

    arabic = _.language == "ar"
    st.dataframe(
        _frame(shown, uses, _),
        hide_index=True,
        height="content" if len(shown) < 12 else 460,
        column_order=("ar", "en", *_REST) if arabic else ("en", "ar", *_REST),
        column_config=_columns(_),
        on_select=choose,
        selection_mode="single-row",
        key=key,
    )


_REST = ("kind", "admin1", "country", "uses", "certainty", "extent_km", "status")


def _frame(places: Sequence[Place], uses: Mapping[str, int], _: Words) -> pd.DataFrame:
    language = _.language
    return pd.DataFrame(
        {
            "en": [p.preferred("en") for p in places],
            "ar": [p.preferred("ar") for p in places],
            "kind": [kind_name(p, _) for p in places],
            "admin1": [admin1_name(p.admin1, language) if p.admin1 else "" for p in places],
            "country": [
                country_name(p.country_code, language) if p.country_code else "" for p in places
            ],
            "uses": [uses.get(p.id, 0) or None for p in places],
            "certainty": [certainty_name(p.certainty, _) for p in places],
            "extent_km": [p.extent_km for p in places],
            "status": [status_name(p.status, _) for p in places],
        }
    )


def _columns(_: Words) -> Mapping[str, ColumnConfig]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "en": text(_("Name in English"), width=130),
        "ar": text(_("Arabic name"), width=120, alignment="right"),
        "kind": text(_("Kind"), width=130),
        "admin1": text(_("Governorate"), width=100),
        "country": text(_("Country"), width=70),
        "uses": number(_("Incidents"), width=75),
        "certainty": text(_("Certainty"), width=90),
        "extent_km": number(_("Extent (km)"), format="%.1f", width=85),
        "status": text(_("Status"), width=90),
    }
