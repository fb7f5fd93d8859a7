"""The incidents as a table: the same rows as the map, sortable, one page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo import VERDICTS, SortKey, records, table_page, verdict_words
from pages.link import SELECTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.elements.lib.column_types import ColumnConfig

    from geo import Briefing, MapState, Selection
    from pages.words import Words

PAGE_SIZE = 100
SORT, PAGE, ROWS = "table_sort", "table_page", "table_rows"


def draw_table(briefing: Briefing, selection: Selection, state: MapState, _: Words) -> None:
    """Draw one page of the incidents that pass; choosing a row opens its details."""
    total = selection.figures.incidents
    head, sort_column, page_column = st.columns([3, 1, 1], vertical_alignment="bottom")
    head.subheader(_.plural("%(count)s incident", "%(count)s incidents", total), anchor=False)
    if not total:
        return
    sort = _sort(sort_column, _)
    pages = -(-total // PAGE_SIZE)
    number = 1
    if pages > 1:
        st.session_state[PAGE] = min(st.session_state.get(PAGE, 1), pages)
        number = page_column.number_input(_("Page"), 1, pages, key=PAGE)
    page = table_page(
        briefing.index,
        selection.mask,
        sort=sort,
        descending=sort in {SortKey.START, SortKey.FATALITIES},
        page=number - 1,
        size=PAGE_SIZE,
        language=_.language,
    )
    rows = records(briefing.table, page.rows.tolist())
    ids = [row["id"] for row in rows]

    def choose() -> None:
        chosen = st.session_state[ROWS].selection.rows
        if chosen:
            st.session_state[SELECTED] = ids[chosen[0]]
            st.session_state["panel"] = "incident"

    st.dataframe(
        _frame(briefing, rows, state, _),
        hide_index=True,
        height="content" if len(rows) < 15 else 520,
        column_config=_columns(_),
        on_select=choose,
        selection_mode="single-row",
        key=ROWS,
    )


def _sort(column: st.delta_generator.DeltaGenerator, _: Words) -> SortKey:
    names = {
        SortKey.START: _("Date, latest first"),
        SortKey.PLACE: _("Place"),
        SortKey.EVENT_TYPE: _("Event type"),
        SortKey.FATALITIES: _("Killed, most first"),
        SortKey.EXTENT: _("Location, best known first"),
    }
    chosen: SortKey = column.selectbox(
        _("Order"), list(names), format_func=names.__getitem__, key=SORT
    )
    return chosen


def _frame(
    briefing: Briefing, rows: list[dict[str, Any]], state: MapState, _: Words
) -> pd.DataFrame:
    language = _.language
    order = ("ar", "en") if language == "ar" else ("en", "ar")
    named = {
        column: [row[column][language] for row in rows]
        for column in ("event_type", "sub_type", "place", "admin1")
    }
    verdicts = briefing.table.verdicts(briefing.zone(state.zone))
    return pd.DataFrame(
        {
            "start": [row["start"] for row in rows],
            "end": [row["end"] for row in rows],
            "event_type": [_(name) for name in named["event_type"]],
            "sub_type": [_(name) for name in named["sub_type"]],
            "place": named["place"],
            "admin1": named["admin1"],
            **{f"summary_{code}": [row["summary"][code] for row in rows] for code in order},
            "killed": pd.Series([row["fatalities_best"] for row in rows], dtype="Int64"),
            "extent_km": [row["extent_km"] for row in rows],
            "verdict": [verdict_words(VERDICTS[verdicts[row["row"]]], _) for row in rows],
        }
    )


def _columns(_: Words) -> Mapping[str, ColumnConfig]:
    text, number, day = (
        st.column_config.TextColumn,
        st.column_config.NumberColumn,
        st.column_config.DateColumn,
    )
    return {
        "start": day(_("From"), format="YYYY-MM-DD", width=90),
        "end": day(_("To"), format="YYYY-MM-DD", width=90),
        "event_type": text(_("Event type"), width=150),
        "sub_type": text(_("Event sub-type"), width=170),
        "place": text(_("Place"), width=130),
        "admin1": text(_("Governorate"), width=110),
        "summary_en": text(_("Summary"), width=330),
        "summary_ar": text(_("Summary in Arabic"), width=330, alignment="right"),
        "killed": number(_("Killed"), width=60),
        "extent_km": number(_("Known to (km)"), format="%.0f", width=80),
        "verdict": text(_("Zone"), width=100),
    }
