"""An entry of the gazetteer to be read: its names, what and where it is, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import escape
from pages.labels import precision_text
from pages.place_words import (
    certainty_name,
    heading_html,
    kind_name,
    point_text,
    status_name,
    toponym_kind_name,
    where_text,
)

if TYPE_CHECKING:
    from gazetteer import Citation, Place, Toponym
    from pages.words import Words


def draw_facts(place: Place, _: Words) -> None:
    """Draw everything that the entry says."""
    st.html(facts_html(place, _))


def facts_html(place: Place, _: Words) -> str:
    """Return the HTML of an entry; every text from data is escaped."""
    facts = [
        (_("Id"), [place.id]),
        (_("Kind"), [kind_name(place, _)]),
        (_("Where"), [where_text(place, _)]),
        (_("District"), [place.admin2 or ""]),
        (_("Point"), [point_text(place) or _("None known")]),
        (_("Precision (km)"), [precision_text(place.extent_km, _) if place.extent_km else ""]),
        (_("Certainty"), [certainty_name(place.certainty, _)]),
        (_("Status"), [status_name(place.status, _)]),
        (_("Population"), [_.number(place.population) if place.population else ""]),
        (_("Names"), [name_text(toponym, _) for toponym in place.toponyms]),
        (_("Citations"), [citation_text(citation) for citation in place.citations]),
        (_("Links"), list(place.links)),
        (_("Note"), [place.note]),
    ]
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{lines}</dd>"
        for name, texts in facts
        if (lines := "".join(f'<div dir="auto">{escape(t)}</div>' for t in texts if t))
    )
    return f'{heading_html(place, _)}<dl class="hudud-facts">{rows}</dl>'


def name_text(toponym: Toponym, _: Words) -> str:
    """Return a name with what it is, its language and who says so, in one line."""
    remarks = [toponym_kind_name(toponym.kind, _)]
    if toponym.language != "und":
        remarks.append(toponym.language)
    if toponym.citation is not None:
        remarks.append(citation_text(toponym.citation))
    return f"{toponym.name} ({_(', ').join(remarks)})"


def citation_text(citation: Citation) -> str:
    """Return source, locator and note of a citation in one line."""
    return " · ".join(t for t in (citation.source, citation.locator, citation.note) if t)
