"""What looks wrong with an edit, while it is made: errors forbid saving, warnings want a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from gazetteer import Severity, check_edit
from geo import Placing, current_briefing
from pages.entry import open_entry
from pages.place_words import two_names

if TYPE_CHECKING:
    from gazetteer import Finding, Gazetteer, Place
    from pages.editing import Editing
    from pages.words import Words

_NEAR_KM = 10.0
_MOST_NEAR = 60
_HELD = "gazetteer-findings"


class Checked(NamedTuple):
    """What the checks leave to the save button and the map.

    `overridden` are the codes of the warnings that the editor saves in spite of, None while saving
    is forbidden; `near` are the places that the findings are about.
    """

    overridden: tuple[str, ...] | None
    near: tuple[Place, ...] = ()


def draw_findings(gazetteer: Gazetteer, editing: Editing, _: Words) -> Checked:
    """Draw what looks wrong, and the box that says to save in spite of the warnings."""
    findings = _findings(gazetteer, editing)
    errors = [f for f in findings if f.severity is Severity.ERROR]
    warnings = [f for f in findings if f.severity is Severity.WARNING and f.is_new]
    older = [f for f in findings if f.severity is Severity.WARNING and not f.is_new]
    for finding in errors:
        st.error(finding_text(finding, _), icon=":material/error:")
    for finding in warnings:
        st.warning(finding_text(finding, _), icon=":material/warning:")
        _draw_others(gazetteer, finding, _)
    if older:
        title = _.plural(
            "%(count)s thing was to be mended before",
            "%(count)s things were to be mended before",
            len(older),
        )
        with st.expander(title):
            for finding in older:
                st.caption(finding_text(finding, _))
    places = gazetteer.places()
    ids = dict.fromkeys(i for f in (*errors, *warnings) for i in f.place_ids)
    near = tuple(places[i] for i in ids if i in places)
    codes = tuple(dict.fromkeys(f.code for f in warnings))
    if errors or not codes:
        return Checked(overridden=None if errors else (), near=near)
    seen = st.checkbox(
        _("Save in spite of the warnings; my reason says why"),
        key=editing.key(f"override_{'_'.join(codes)}"),
    )
    return Checked(overridden=codes if seen else None, near=near)


def _findings(gazetteer: Gazetteer, editing: Editing) -> list[Finding]:
    """Return the findings, computed once for each edit and state."""
    key = (gazetteer.revision, editing.base, editing.place)
    held: tuple[object, list[Finding]] | None = st.session_state.get(_HELD)
    if held is not None and held[0] == key:
        return held[1]
    place = editing.place
    nearby: list[Place] = []
    if place.lat is not None and place.lon is not None:
        kinds = {place.feature_class}
        found = gazetteer.near(
            place.lat, place.lon, within_km=_NEAR_KM, limit=_MOST_NEAR, kinds=kinds
        )
        nearby = [near.place for near in found]
    placing = Placing(current_briefing().borders)
    findings = check_edit(
        editing.base, place, nearby=nearby, locate=placing.locate, in_sea=placing.in_sea
    )
    st.session_state[_HELD] = (key, findings)
    return findings


def _draw_others(gazetteer: Gazetteer, finding: Finding, _: Words) -> None:
    """Offer the entries that a finding is about."""
    row = st.container(horizontal=True)
    for place_id in finding.place_ids:
        place = gazetteer.places().get(place_id)
        if place is not None:
            row.button(
                " ".join(t for t in two_names(place, _) if t),
                key=f"gazetteer_finding_{finding.code}_{place_id}",
                on_click=open_entry,
                args=(place_id,),
                icon=":material/location_on:",
            )


def finding_text(finding: Finding, _: Words) -> str:
    """Return a finding as a sentence; in English the check's own, which names the values."""
    if _.language == "en":
        return finding.message
    said = {
        "no-name": _("The place has no name."),
        "no-preferred-name": _("No name is marked as the preferred one in one of the languages."),
        "wrong-script": _("A name is not written in the script of its language."),
        "mixed-scripts": _("A name mixes scripts or has no letters."),
        "swapped-coordinates": _("Latitude and longitude seem to be swapped."),
        "in-sea": _("The point lies in the sea."),
        "outside-country": _("The point lies outside the country."),
        "outside-admin1": _("The point lies outside the governorate."),
        "far-from-former-point": _("The point moves far for this place."),
        "name-taken-nearby": _("A place near by has one of these names, too."),
        "extent-missing": _("The place covers an area, but its extent is 0 km."),
        "missing-citation": _("No source is given for the place."),
    }.get(finding.code)
    return said or _("The record breaks a rule: %(problem)s", problem=finding.message)
