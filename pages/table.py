"""The incidents as a table: the same rows as the map, sortable, one page at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import VERDICTS, SortKey, records, table_page, verdict_words
from pages.link import SELECTED
from pages.row_table import Cell, Column, Rows, draw_rows

if TYPE_CHECKING:
    from geo import Briefing, MapState, Selection
    from pages.words import Words

PAGE_SIZE = 25
SORT, PAGE, ROWS = "table_sort", "table_page", "table_rows"
# The container in which the details of an incident stand.
DETAILS = "details_panel"
_LATEST, _EARLIEST = "latest", "earliest"
# By what each order sorts, and whether from the last to the first.
ORDERS = {
    _LATEST: (SortKey.START, True),
    _EARLIEST: (SortKey.START, False),
    "place": (SortKey.PLACE, False),
    "event_type": (SortKey.EVENT_TYPE, False),
    "killed": (SortKey.FATALITIES, True),
    "extent": (SortKey.EXTENT, False),
}


def draw_table(briefing: Briefing, selection: Selection, state: MapState, _: Words) -> None:
    """Draw one page of the incidents that pass; choosing a row opens its details."""
    total = selection.figures.incidents
    title = _.plural("%(count)s incident", "%(count)s incidents", total)
    head, sort_column, page_column = st.columns([2.2, 1.3, 0.9], vertical_alignment="bottom")
    head.subheader(title, anchor=False)
    if not total:
        return
    order = _choose_order(sort_column, _)
    pages = -(-total // PAGE_SIZE)
    number = 1
    if pages > 1:
        st.session_state[PAGE] = min(st.session_state.get(PAGE, 1), pages)
        number = page_column.number_input(_("Page"), 1, pages, key=PAGE)
    sort, descending = ORDERS[order]
    page = table_page(
        briefing.index,
        selection.mask,
        sort=sort,
        descending=descending,
        page=number - 1,
        size=PAGE_SIZE,
        language=_.language,
    )
    found = records(briefing.table, page.rows.tolist())
    rows = Rows(
        title=title,
        columns=_columns(order, _),
        ids=[row["id"] for row in found],
        cells=_cells(briefing, found, state, _),
        chosen=state.selected or "",
        page=number,
        pages=pages,
    )
    draw_rows(
        rows, _, key=ROWS, opens=DETAILS, on_open=_open, on_sort=_sort_by, on_page=_turn
    )  # fmt: skip


def _open(incident_id: str) -> None:
    st.session_state[SELECTED] = incident_id
    st.session_state["panel"] = "incident"


def _sort_by(order: str) -> None:
    """Sort as the pressed head says; pressed again, that of the dates turns their order round."""
    is_again = order == st.session_state[SORT] == _LATEST
    st.session_state[SORT] = _EARLIEST if is_again else order


def _turn(page: int) -> None:
    st.session_state[PAGE] = page


def _choose_order(column: st.delta_generator.DeltaGenerator, _: Words) -> str:
    names = {
        _LATEST: _("Date, latest first"),
        _EARLIEST: _("Date, earliest first"),
        "place": _("Place"),
        "event_type": _("Event type"),
        "killed": _("Killed, most first"),
        "extent": _("Location, best known first"),
    }
    chosen: str = column.selectbox(_("Order"), list(names), format_func=names.__getitem__, key=SORT)
    return chosen


def _columns(order: str, _: Words) -> list[Column]:
    columns = [
        Column(title=_("Date"), width="10%", sort=_LATEST),
        Column(title=_("Event type"), width="16%", sort="event_type"),
        Column(title=_("Place"), width="14%", sort="place"),
        Column(title=_("Summary")),
        Column(title=_("Killed"), width="6.5%", is_number=True, sort="killed"),
        Column(title=_("Precision (km)"), width="8%", is_number=True, sort="extent"),
        Column(title=_("Zone"), width="7.2rem"),
    ]
    sort, descending = ORDERS[order]
    way = "descending" if descending else "ascending"
    return [
        replace(column, order=way) if column.sort and ORDERS[column.sort][0] is sort else column
        for column in columns
    ]


def _cells(
    briefing: Briefing, rows: list[dict[str, Any]], state: MapState, _: Words
) -> list[list[Cell]]:
    language = _.language
    other = "en" if language == "ar" else "ar"
    verdicts = briefing.table.verdicts(briefing.zone(state.zone))

    def cells(row: dict[str, Any]) -> list[Cell]:
        kind, name = row["event_type"][language], row["sub_type"][language]
        until = _("to %(end)s", end=_.date(row["end"])) if row["end"] != row["start"] else ""
        killed, extent = row["fatalities_best"], row["extent_km"]
        return [
            (_.date(row["start"]), until),
            (_(kind), _(name)),
            (row["place"][language], row["admin1"][language]),
            row["summary"][language] or row["summary"][other],
            "" if killed is None else _.number(killed),
            "" if extent is None else _.number(extent),
            verdict_words(VERDICTS[verdicts[row["row"]]], _),
        ]

    return [cells(row) for row in rows]
