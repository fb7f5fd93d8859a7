"""The places that are listed, one page at a time; a chosen row opens its entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import PlaceStatus, country_name
from pages.announcing import announce
from pages.entry import open_entry
from pages.place_words import (
    certainty_name,
    governorate_text,
    kind_name,
    status_name,
    two_names,
)
from pages.row_table import Cell, Column, Rows, draw_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gazetteer import Place
    from pages.words import Words

PAGE_SIZE = 25
PAGE, ROWS = "gazetteer_page", "gazetteer_rows"
# The container in which an entry stands.
MAIN = "gazetteer_main"


def draw_place_table(places: Sequence[Place], uses: Mapping[str, int], _: Words) -> None:
    """Draw one page of `places`; `uses` counts the incidents at each, by its id."""
    title = _.plural("%(count)s place", "%(count)s places", len(places))
    head, page_column = st.columns([3, 1], vertical_alignment="bottom")
    head.subheader(title, anchor=False)
    announce("places", title)
    if not places:
        st.info(_("No place meets all filters."))
        return
    pages = -(-len(places) // PAGE_SIZE)
    number = 1
    if pages > 1:
        st.session_state[PAGE] = min(st.session_state.get(PAGE, 1), pages)
        number = page_column.number_input(_("Page"), 1, pages, key=PAGE)
    shown = places[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = Rows(
        title=title,
        columns=_columns(_),
        ids=[p.id for p in shown],
        cells=[_cells(p, uses, _) for p in shown],
        page=number,
        pages=pages,
    )
    draw_rows(rows, _, key=ROWS, opens=MAIN, on_open=open_entry, on_page=_turn)


def _turn(page: int) -> None:
    st.session_state[PAGE] = page


def _columns(_: Words) -> list[Column]:
    return [
        Column(title=_("Name"), width="24%"),
        Column(title=_("Kind")),
        Column(title=_("Governorate"), width="18%"),
        Column(title=_("Incidents"), width="11%", is_number=True),
        Column(title=_("Extent (km)"), width="10%", is_number=True),
        Column(title=_("Certainty"), width="14%"),
    ]


def _cells(place: Place, uses: Mapping[str, int], _: Words) -> list[Cell]:
    country = country_name(place.country_code, _.language) if place.country_code else ""
    status = "" if place.status is PlaceStatus.PUBLISHED else status_name(place.status, _)
    count = uses.get(place.id, 0)
    return [
        two_names(place, _),
        kind_name(place, _),
        (governorate_text(place, _), country),
        _.number(count) if count else "",
        _.number(place.extent_km, 1),
        (certainty_name(place.certainty, _), status),
    ]
