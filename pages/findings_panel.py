"""What looks wrong with an act, before it is done: errors forbid it, warnings want a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from gazetteer import escape
from pages.entry import open_entry
from pages.place_words import two_names
from pages.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gazetteer import Finding, Gazetteer, Place, Rehearsal
    from pages.words import Words

# Findings that get a box each; more become a list.
_MOST_BOXES = 6
# Places near by that the map shows and the page offers, at most.
_MOST_OTHERS = 12


class Checked(NamedTuple):
    """What the checks leave to the button and the map.

    `overridden` are the codes of the warnings that the editor overrides, None while it is
    forbidden; `near` are the places that the findings are about.
    """

    overridden: tuple[str, ...] | None
    near: tuple[Place, ...] = ()


def draw_findings(gazetteer: Gazetteer, rehearsal: Rehearsal, key: str, _: Words) -> Checked:
    """Draw what looks wrong, and the box that says to go on in spite of the warnings."""
    named = len({finding.about for finding in rehearsal.findings if finding.is_new}) > 1
    _draw_boxes(rehearsal.errors, st.error, ":material/error:", named=named, _=_)
    _draw_boxes(rehearsal.warnings, st.warning, ":material/warning:", named=named, _=_)
    older = [finding for finding in rehearsal.findings if not finding.is_new]
    places = gazetteer.places()
    new = (*rehearsal.errors, *rehearsal.warnings)
    ids = dict.fromkeys(i for finding in new for i in finding.place_ids)
    near = tuple(places[i] for i in ids if i in places)[:_MOST_OTHERS]
    _draw_others(near, key, _)
    if older and len(rehearsal.changes) == 1:
        title = _.plural(
            "%(count)s problem was there before",
            "%(count)s problems were there before",
            len(older),
        )
        with st.expander(title):
            for finding in older:
                st.caption(plain(finding_text(finding, _)))
    codes = rehearsal.codes
    if rehearsal.errors or not codes:
        return Checked(overridden=None if rehearsal.errors else (), near=near)
    seen = st.checkbox(
        _("Save in spite of the warnings; my reason says why"),
        # Other warnings are another question.
        key=f"{key}_override_{'_'.join(codes)}",
    )
    return Checked(overridden=codes if seen else None, near=near)


def _draw_boxes(
    findings: Sequence[Finding],
    draw: Callable[..., object],
    icon: str,
    *,
    named: bool,
    _: Words,
) -> None:
    said = [_about(finding, _) if named else finding_text(finding, _) for finding in findings]
    if len(said) <= _MOST_BOXES:
        for text in said:
            draw(plain(text), icon=icon)
        return
    draw(_.plural("%(count)s finding", "%(count)s findings", len(said)), icon=icon)
    with st.container(height=180):
        st.html("".join(f'<div dir="auto">{escape(text)}</div>' for text in said))


def _about(finding: Finding, _: Words) -> str:
    return _("%(id)s: %(finding)s", id=finding.about, finding=finding_text(finding, _))


def _draw_others(places: Sequence[Place], key: str, _: Words) -> None:
    """Offer the entries that the findings are about."""
    if not places:
        return
    row = st.container(horizontal=True)
    for place in places:
        row.button(
            plain(" ".join(t for t in two_names(place, _) if t)),
            key=f"{key}_finding_{place.id}",
            on_click=open_entry,
            args=(place.id,),
            icon=":material/location_on:",
        )


def finding_text(finding: Finding, _: Words) -> str:
    """Return a finding as a sentence of the reader's language, with its values."""
    return _.said(finding.message)


def code_text(code: str, _: Words) -> str:
    """Return what a code of a finding says, "" for a rule that the message has to name."""
    return {
        "no-name": _("The place has no name."),
        "no-preferred-name": _("No name is marked as the preferred one in one of the languages."),
        "wrong-script": _("A name is not written in the script of its language."),
        "mixed-scripts": _("A name mixes scripts or has no letters."),
        "swapped-coordinates": _("Latitude and longitude seem to be swapped."),
        "in-sea": _("The point lies in the sea."),
        "outside-country": _("The point lies outside the country."),
        "outside-admin1": _("The point lies outside the governorate."),
        "far-from-former-point": _("The point moves far for this place."),
        "name-taken-nearby": _("A nearby place has one of these names, too."),
        "extent-missing": _("The place covers an area, but its extent is 0 km."),
        "missing-citation": _("No source is given for the place."),
        "merged-far-apart": _("The two places lie far from each other for one place."),
        "merged-kinds-differ": _("The two places are of different kinds."),
    }.get(code, "")
