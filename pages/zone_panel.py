"""The zone beside the map: where it runs, how deep it is, and what lies inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import Zone, ZoneParams
from pages.html_table import Head, table_html
from pages.labels import border_name, country_name, governorate_name
from pages.plain import plain

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
    heads = [
        Head(_("Governorate")),
        Head(_("km²"), is_number=True),
        Head(_("of the zone (%)"), is_number=True),
        Head(_("of it (%)"), is_number=True),
    ]
    rows = [
        [
            s.name_ar if arabic else s.name,
            _.number(s.area_km2),
            f"{100 * s.share_of_zone:.1f}",
            f"{100 * s.share_of_governorate:.1f}",
        ]
        for s in zone.shares
    ]
    st.html(table_html(heads, rows))


def _places(briefing: Briefing, zone: Zone, _: Words) -> None:
    places = briefing.populated_places_in(zone)
    title = _.plural(
        "%(count)s populated place of the gazetteer inside",
        "%(count)s populated places of the gazetteer inside",
        len(places),
    )
    with st.expander(title):
        arabic = _.language == "ar"
        names = [Head(_("Name in English")), Head(_("Arabic name"))]
        rows = [
            [
                *[p.preferred(language) for language in (("ar", "en") if arabic else ("en", "ar"))],
                _.number(p.population) if p.population else "",
            ]
            for p in places[:MOST_PLACES]
        ]
        heads = [*(names[::-1] if arabic else names), Head(_("Population"), is_number=True)]
        st.html(table_html(heads, rows, scrolls=title))
        if len(places) > MOST_PLACES:
            st.caption(_("The %(count)s largest are listed.", count=MOST_PLACES))
