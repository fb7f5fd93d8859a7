"""The zone beside the map: where it runs, how deep it is, and what lies inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo import Zone, ZoneParams
from pages.labels import border_name, country_name, governorate_name
from pages.plain import plain
from pages.reading_order import reading_order

if TYPE_CHECKING:
    from geo import Briefing, Selection
    from pages.words import Words

BORDER, SIDE, WIDTH, LIMIT = "zone_border", "zone_side", "zone_width", "zone_limit"
MOST_PLACES = 200


def widget_values(zone: ZoneParams) -> dict[str, object]:
    """Return what the widgets hold when they ask for `zone`, by their keys."""
    return {
        BORDER: zone.border_id,
        SIDE: zone.side,
        WIDTH: round(zone.width_km),
        LIMIT: sorted(zone.admin1),
    }


def read_zone(briefing: Briefing) -> ZoneParams:
    """Return what the widgets ask for; a side or limit that the border lacks is dropped."""
    state = st.session_state
    border_id: str = state[BORDER]
    sides = border_id.split("-")
    side = state[SIDE] if state[SIDE] in sides else _default_side(border_id)
    inside = briefing.governorates.get(side, {})
    state[SIDE] = side
    state[LIMIT] = [code for code in state[LIMIT] if code in inside]
    return ZoneParams(
        border_id=border_id,
        side=side,
        width_km=float(state[WIDTH]),
        admin1=frozenset(state[LIMIT]),
    )


def _default_side(border_id: str) -> str:
    """Return Syria, else Iraq, else the first of the two."""
    sides = border_id.split("-")
    return next((code for code in ("SY", "IQ") if code in sides), sides[0])


def draw_zone_panel(
    briefing: Briefing, selection: Selection, wanted: ZoneParams, zone: Zone, _: Words
) -> None:
    """Draw the controls of the zone and its figures."""
    st.slider(_("Depth of the zone (km)"), 1, 100, key=WIDTH)
    st.selectbox(
        _("Along the border"),
        list(briefing.border_names),
        format_func=lambda border_id: border_name(briefing, border_id, _),
        key=BORDER,
    )
    st.segmented_control(
        _("Inside"),
        wanted.border_id.split("-"),
        format_func=lambda code: plain(country_name(briefing, code, _)),
        key=SIDE,
        required=True,
    )
    governorates = briefing.governorates.get(wanted.side, {})
    if governorates:
        st.multiselect(
            _("Only in these governorates"),
            list(governorates),
            format_func=lambda code: governorate_name(briefing, code, _),
            key=LIMIT,
            placeholder=_("Along the whole border"),
        )
    if zone.geometry.is_empty:
        st.info(_("No part of these governorates is so near to the border."))
        return
    length, area = st.columns(2)
    length.metric(_("Border length"), _("%(value)s km", value=_.number(zone.length_km)))
    area.metric(_("Area"), _("%(value)s km²", value=_.number(zone.area_km2)))
    _incidents(selection, _)
    _shares(zone, _)
    _places(briefing, zone, _)
    st.caption(
        _(
            "The Anadolu Agency's plan, as one article reports it, names a depth of 23 km and the "
            "governorates of Aleppo, Raqqa and Hasakah. Distances are geodesic on WGS84."
        )
    )


def _incidents(selection: Selection, _: Words) -> None:
    figures = selection.figures
    st.markdown(
        _(
            "Of the incidents shown, **%(inside)s** lie inside, **%(outside)s** outside and "
            "**%(undetermined)s** are undetermined, because their place is known too vaguely.",
            inside=_.number(figures.inside or 0),
            outside=_.number(figures.outside or 0),
            undetermined=_.number(figures.undetermined or 0),
        )
    )


def _shares(zone: Zone, _: Words) -> None:
    if not zone.shares:
        return
    st.markdown(f"**{_('Governorates that it touches')}**")
    arabic = _.language == "ar"
    frame = pd.DataFrame(
        {
            "name": [s.name_ar if arabic else s.name for s in zone.shares],
            "area": [s.area_km2 for s in zone.shares],
            "of_zone": [100 * s.share_of_zone for s in zone.shares],
            "of_governorate": [100 * s.share_of_governorate for s in zone.shares],
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        column_order=reading_order(frame.columns, _),
        column_config={
            "name": st.column_config.TextColumn(_("Governorate"), width=78),
            "area": st.column_config.NumberColumn(_("km²"), format="%.0f", width=50),
            "of_zone": st.column_config.NumberColumn(_("of the zone (%)"), format="%.1f", width=72),
            "of_governorate": st.column_config.NumberColumn(
                _("of it (%)"), format="%.1f", width=72
            ),
        },
    )


def _places(briefing: Briefing, zone: Zone, _: Words) -> None:
    places = briefing.populated_places_in(zone)
    title = _.plural(
        "%(count)s populated place of the gazetteer inside",
        "%(count)s populated places of the gazetteer inside",
        len(places),
    )
    with st.expander(title):
        frame = pd.DataFrame(
            {
                "en": [p.preferred("en") for p in places],
                "ar": [p.preferred("ar") for p in places],
                "population": [p.population or None for p in places],
            }
        )
        st.dataframe(
            frame.head(MOST_PLACES),
            hide_index=True,
            column_order=reading_order(
                ("ar", "en", "population") if _.language == "ar" else frame.columns, _
            ),
            column_config={
                "en": st.column_config.TextColumn(_("Name in English")),
                "ar": st.column_config.TextColumn(_("Arabic name"), alignment="right"),
                "population": st.column_config.NumberColumn(_("Population"), format="localized"),
            },
        )
        if len(places) > MOST_PLACES:
            st.caption(_("The %(count)s largest are listed.", count=MOST_PLACES))
