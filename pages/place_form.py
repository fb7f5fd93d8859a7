"""The form of one place: every field of its record, read back as a place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from gazetteer import (
    KINDS,
    Certainty,
    InvalidPlaceError,
    admin1_name,
    country_name,
    parse_point,
)
from geo import FOCUS_COUNTRIES, current_briefing
from pages.name_rows import edit_citations, edit_names
from pages.place_words import certainty_name, kind_label, point_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer import Place
    from pages.editing import Editing
    from pages.words import Words

POINT = "point"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReading:
    """What the form says: the place, and what is wrong with the text of its point, if anything."""

    place: Place
    point_problem: str | None = None


def point_picked(editing: Editing, lat: float, lon: float) -> None:
    """Put a point that was picked on the map into the form; called before the next run."""
    st.session_state[editing.key(POINT)] = f"{lat:.5f}, {lon:.5f}"


def draw_form(editing: Editing, places: Iterable[Place], _: Words) -> FormReading:
    """Draw the widgets and return what they say.

    Widgets that Streamlit has forgotten, because another page was shown, begin anew with what the
    edit said last.
    """
    if editing.key(POINT) not in st.session_state:
        editing.start_again(editing.place)
        st.session_state[editing.key(POINT)] = point_text(editing.start)
    start = editing.start
    point, problem = _point(editing, _)
    values: dict[str, Any] = {**point, **_kind_and_area(editing, places, _)}
    st.markdown(f"**{_('Names')}**")
    values["toponyms"] = edit_names(editing, _)
    with st.expander(_("Citations, links, population, note")):
        values["citations"] = edit_citations(editing, _)
        links = st.text_area(
            _("Links, one a line, such as geonames:170654"),
            "\n".join(start.links),
            key=editing.key("links"),
            height=80,
        )
        values["links"] = tuple(dict.fromkeys(links.split()))
        values["population"] = st.number_input(
            _("Population"), 0, 100_000_000, start.population, key=editing.key("population")
        )
        values["note"] = st.text_area(
            _("Note"), start.note, key=editing.key("note"), height=80, max_chars=2000
        ).strip()
    return FormReading(place=replace(start, **values), point_problem=problem)


def _kind_and_area(editing: Editing, places: Iterable[Place], _: Words) -> dict[str, Any]:
    """Draw what the place is and in which units it lies; return the values by field."""
    start = editing.start
    kind, country, governorate = st.columns(3)
    own = f"{start.feature_class}.{start.feature_code}"
    with kind:
        chosen = st.selectbox(
            _("Kind"),
            list(dict.fromkeys((own, *(k.id for k in KINDS)))),
            format_func=lambda value: kind_label(value, _),
            key=editing.key("kind"),
        )
    feature_class, _dot, feature_code = chosen.partition(".")
    with country:
        country_code = _country(editing, places, _)
    with governorate:
        admin1 = _governorate(editing, country_code, places, _)
    return {
        "feature_class": feature_class,
        "feature_code": feature_code,
        "country_code": country_code or None,
        "admin1": admin1 or None,
        **_district_and_reach(editing, _),
    }


def _country(editing: Editing, places: Iterable[Place], _: Words) -> str:
    own = editing.start.country_code or ""
    codes = {p.country_code or "" for p in places} | {own, ""}
    names = {code: country_name(code, _.language) if code else _("None") for code in codes}
    countries = sorted(codes, key=lambda c: (c not in FOCUS_COUNTRIES, not c, names[c]))
    return st.selectbox(
        _("Country"),
        countries,
        index=countries.index(own),
        format_func=names.__getitem__,
        key=editing.key("country"),
    )


def _governorate(editing: Editing, country_code: str, places: Iterable[Place], _: Words) -> str:
    own = editing.start.admin1 or ""
    units = _governorates(country_code, editing.start, places)
    return st.selectbox(
        _("Governorate"),
        units,
        index=units.index(own) if own in units else 0,
        format_func=lambda code: admin1_name(code, _.language) if code else _("None"),
        # Another country has other governorates; a key of its own forgets those of the last one.
        key=editing.key(f"admin1_{country_code}"),
    )


def _district_and_reach(editing: Editing, _: Words) -> dict[str, Any]:
    """Draw the district, and how sure and how wide the point is; return the values by field."""
    start = editing.start
    district, certainty, extent = st.columns(3)
    admin2 = district.text_input(
        _("District"), start.admin2 or "", key=editing.key("admin2"), max_chars=100
    )
    grade = certainty.selectbox(
        _("Certainty"),
        list(Certainty),
        index=list(Certainty).index(start.certainty),
        format_func=lambda value: certainty_name(value, _),
        key=editing.key("certainty"),
    )
    extent_km = extent.number_input(
        _("Extent (km)"),
        0.0,
        1000.0,
        float(start.extent_km),
        step=0.5,
        format="%.1f",
        key=editing.key("extent_km"),
        help=_("The radius around the point within which the place lies."),
    )
    return {"admin2": admin2.strip() or None, "certainty": grade, "extent_km": float(extent_km)}


def _governorates(country_code: str, start: Place, places: Iterable[Place]) -> list[str]:
    """Return the codes of the governorates of a country, "" for none of them first."""
    known = set(current_briefing().governorates.get(country_code, {}))
    known |= {p.admin1 for p in places if p.admin1 and p.country_code == country_code}
    if start.admin1 and start.country_code == country_code:
        known.add(start.admin1)
    return ["", *sorted(known, key=admin1_name)]


def _point(editing: Editing, _: Words) -> tuple[dict[str, float | None], str | None]:
    """Draw the point as text; return it, or the last one that could be read and what is wrong."""
    text = st.text_input(
        _("Point: type it, or click or drag on the map"),
        key=editing.key(POINT),
        placeholder="36.5281, 37.9549 · 36°31′41″N 37°57′18″E · 37SDA1234567890",
        max_chars=100,
    )
    if not text.strip():
        return {"lat": None, "lon": None}, None
    if text == point_text(editing.start):
        # As it was: the text shows five decimals, the record may have more.
        return {"lat": editing.start.lat, "lon": editing.start.lon}, None
    try:
        lat, lon = parse_point(text)
    except InvalidPlaceError as error:
        return {"lat": editing.place.lat, "lon": editing.place.lon}, _.said(error.message)
    return {"lat": lat, "lon": lon}, None
