"""The search box of the gazetteer: the resolver itself, and why it answers as it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import ResolutionStatus, escape
from pages.entry import open_entry
from pages.place_words import heading_html, kind_name, resolution_text, where_text
from pages.plain import plain
from pages.reason_text import qualifications_text, reasons_text

if TYPE_CHECKING:
    from gazetteer import Candidate, Gazetteer, Resolution
    from pages.words import Words

TEXT = "gazetteer_text"
_HELD = "gazetteer-text"
MOST_CANDIDATES = 8


def draw_search_box(gazetteer: Gazetteer, _: Words) -> Resolution | None:
    """Draw the box and return what the name in it resolves to; None while it is empty."""
    st.session_state.setdefault(TEXT, st.session_state.get(_HELD, ""))
    text = st.text_input(
        _("Find a place"),
        key=TEXT,
        placeholder=_("A name in any spelling, such as Qayem, القائم or “near Hajin”"),
        max_chars=200,
        icon=":material/search:",
    )
    st.session_state[_HELD] = text
    if not text or not text.strip():
        return None
    return gazetteer.resolve(text, limit=MOST_CANDIDATES)


def draw_resolution(resolution: Resolution, _: Words) -> None:
    """Draw status, confidence and candidates, each with its reasons."""
    icon, show = {
        ResolutionStatus.RESOLVED: (":material/check_circle:", st.success),
        ResolutionStatus.AMBIGUOUS: (":material/alt_route:", st.warning),
        ResolutionStatus.NOT_FOUND: (":material/search_off:", st.info),
    }[resolution.status]
    said = resolution_text(resolution, _)
    show(said, icon=icon)
    for sentence in qualifications_text(resolution, _):
        st.caption(plain(sentence))
    for candidate in resolution.candidates:
        _draw_candidate(candidate, _)


def _draw_candidate(candidate: Candidate, _: Words) -> None:
    place = candidate.place
    with st.container(border=True):
        text, button = st.columns([5, 1], vertical_alignment="top")
        facts = " · ".join(
            part
            for part in (
                kind_name(place, _),
                where_text(place, _),
                _("score %(score)s", score=_.number(candidate.score, 2)),
            )
            if part
        )
        reasons = " ".join(reasons_text(candidate, _))
        text.html(
            f"{heading_html(place, _)}"
            f'<div dir="auto" class="hudud-note">{escape(facts)}</div>'
            f'<div dir="auto" class="hudud-small">{escape(reasons)}</div>'
        )
        button.button(
            _("Open"),
            key=f"gazetteer_open_{place.id}",
            on_click=open_entry,
            args=(place.id,),
            width="stretch",
        )
