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
    start = editing.start
    kind, country, governorate = st.columns(3)
    own = f"{start.feature_class}.{start.feature_code}"
    kinds = list(dict.fromkeys((own, *(k.id for k in KINDS))))
    chosen = kind.selectbox(
        _("Kind"),
        kinds,
        format_func=lambda value: kind_label(value, _),
        key=editing.key("kind"),
    )
    codes = {p.country_code or "" for p in places} | {start.country_code or "", ""}
    names = {code: country_name(code, _.language) if code else _("None") for code in codes}
    countries = sorted(codes, key=lambda c: (c not in FOCUS_COUNTRIES, not c, names[c]))
    country_code = country.selectbox(
        _("Country"),
        countries,
        index=countries.index(start.country_code or ""),
        format_func=names.__getitem__,
        key=editing.key("country"),
    )
    units = _governorates(country_code, start, places)
    admin1 = governorate.selectbox(
        _("Governorate"),
        units,
        index=units.index(start.admin1 or "") if (start.admin1 or "") in units else 0,
        format_func=lambda code: admin1_name(code, _.language) if code else _("None"),
        # Another country has other governorates; a key of its own forgets those of the last one.
        key=editing.key(f"admin1_{country_code}"),
    )
    district, certainty, extent = st.columns(3)
    feature_class, _dot, feature_code = chosen.partition(".")
    return {
        "feature_class": feature_class,
        "feature_code": feature_code,
        "country_code": country_code or None,
        "admin1": admin1 or None,
        "admin2": district.text_input(
            _("District"), start.admin2 or "", key=editing.key("admin2"), max_chars=100
        ).strip()
        or None,
        "certainty": certainty.selectbox(
            _("Certainty"),
            list(Certainty),
            index=list(Certainty).index(start.certainty),
            format_func=lambda value: certainty_name(value, _),
            key=editing.key("certainty"),
        ),
        "extent_km": float(
            extent.number_input(
                _("Extent (km)"),
                0.0,
                1000.0,
                float(start.extent_km),
                step=0.5,
                format="%.1f",
                key=editing.key("extent_km"),
                help=_("The radius around the point within which the place lies."),
            )
        ),
    }


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
        return {"lat": editing.place.lat, "lon": editing.place.lon}, str(error)
    return {"lat": lat, "lon": lon}, None
