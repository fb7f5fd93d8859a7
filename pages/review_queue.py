"""What contributors propose, waiting for an editor: accept it, amend it, or decline with a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import EditConflictError, ProposalState, escape
from pages.differences import differences_html
from pages.editing import begin
from pages.entry import open_entry
from pages.place_map import PlaceView
from pages.place_words import heading_html
from pages.said import say_next

if TYPE_CHECKING:
    from gazetteer import Desk, Gazetteer, Proposal
    from pages.words import Words

_ON_MAP = "gazetteer-proposal-on-map"


def draw_review(gazetteer: Gazetteer, desk: Desk, _: Words) -> PlaceView:
    """Draw the proposals that wait, the oldest first; return what the map shows."""
    waiting = gazetteer.proposals(ProposalState.PENDING)
    st.subheader(
        _.plural("%(count)s proposal waits", "%(count)s proposals wait", len(waiting)),
        anchor=False,
    )
    for proposal in waiting:
        _draw_proposal(gazetteer, desk, proposal, _)
    shown = next((p for p in waiting if p.id == st.session_state.get(_ON_MAP)), None)
    if shown is None:
        return PlaceView()
    return PlaceView(place=shown.after, former=shown.before)


def _draw_proposal(gazetteer: Gazetteer, desk: Desk, proposal: Proposal, _: Words) -> None:
    with st.container(border=True):
        head = _(
            "proposed by %(who)s, %(day)s",
            who=proposal.who,
            day=_.date(proposal.when.date()),
        )
        st.html(
            f"{heading_html(proposal.after, _)}"
            f'<div dir="auto" class="hudud-note">{escape(head)}</div>'
            f'<div dir="auto">{escape(proposal.reason)}</div>'
            f"{differences_html(proposal.before, proposal.after, _)}"
        )
        word = st.text_input(
            _("A word to the author; needed to decline"),
            key=f"gazetteer_word_{proposal.id}",
            max_chars=300,
        )
        row = st.container(horizontal=True)
        accept = row.button(_("Accept"), key=f"gazetteer_accept_{proposal.id}", type="primary")
        row.button(
            _("Amend"),
            key=f"gazetteer_amend_{proposal.id}",
            on_click=_amend,
            args=(gazetteer, proposal),
        )
        decline = row.button(_("Decline"), key=f"gazetteer_decline_{proposal.id}")
        if proposal.after.lat is not None:
            row.button(
                _("Show on the map"),
                key=f"gazetteer_proposal_map_{proposal.id}",
                on_click=st.session_state.__setitem__,
                args=(_ON_MAP, proposal.id),
            )
        if accept:
            _accept(desk, proposal, word.strip(), _)
        elif decline:
            _decline(desk, proposal, word.strip(), _)


def _accept(desk: Desk, proposal: Proposal, word: str, _: Words) -> None:
    try:
        desk.accept(proposal.id, word=word)
    except EditConflictError:
        st.error(_("The place has changed in the same fields since; amend the proposal instead."))
        return
    say_next(_("Accepted."))
    st.rerun()


def _decline(desk: Desk, proposal: Proposal, word: str, _: Words) -> None:
    if not word:
        st.error(_("Say why, in a few words."))
        return
    desk.decline(proposal.id, word=word)
    say_next(_("Declined."))
    st.rerun()


def _amend(gazetteer: Gazetteer, proposal: Proposal) -> None:
    """Open the form with what was proposed, on top of what is stored now."""
    stored = gazetteer.places().get(proposal.place_id)
    begin(proposal.place_id, stored, proposal.after, proposal_id=proposal.id)
    open_entry(proposal.place_id)
