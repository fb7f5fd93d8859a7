"""What contributors propose, waiting for an editor: accept it, amend it, or decline with a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import EditConflictError, ProposalState, SavePlaces, escape
from pages.differences import differences_html
from pages.editing import begin
from pages.entry import open_entry
from pages.place_map import PlaceView
from pages.place_words import heading_html
from pages.preview import Preview, attempted, draw_preview, rehearsed
from pages.said import say_next

if TYPE_CHECKING:
    from gazetteer import Desk, Gazetteer, Proposal
    from pages.words import Words

_OPEN = "gazetteer-proposal-open"


def draw_review(gazetteer: Gazetteer, desk: Desk, _: Words) -> PlaceView:
    """Draw the proposals that wait, the oldest first, one of them open; return its map."""
    waiting = gazetteer.proposals(ProposalState.PENDING)
    st.subheader(
        _.plural("%(count)s proposal waits", "%(count)s proposals wait", len(waiting)),
        anchor=False,
    )
    if not waiting:
        st.caption(_("What contributors propose waits here for an editor."))
        return PlaceView()
    view = PlaceView()
    ids = [proposal.id for proposal in waiting]
    opened = st.session_state.get(_OPEN)
    opened = opened if opened in ids else ids[0]
    for proposal in waiting:
        with st.container(border=True):
            _draw_head(proposal, _)
            if proposal.id == opened:
                view = _draw_proposal(gazetteer, desk, proposal, _)
            else:
                st.button(
                    _("Look at it"),
                    key=f"gazetteer_look_{proposal.id}",
                    on_click=st.session_state.__setitem__,
                    args=(_OPEN, proposal.id),
                )
    return view


def _draw_head(proposal: Proposal, _: Words) -> None:
    head = _(
        "proposed by %(who)s, %(day)s",
        who=proposal.who,
        day=_.date(proposal.when.date()),
    )
    st.html(
        f"{heading_html(proposal.after, _)}"
        f'<div class="hudud-note"><span dir="auto">{escape(head)}</span></div>'
        f'<div><span dir="auto">{escape(proposal.reason)}</span></div>'
    )


def _draw_proposal(gazetteer: Gazetteer, desk: Desk, proposal: Proposal, _: Words) -> PlaceView:
    st.html(differences_html(proposal.before, proposal.after, _))
    act = SavePlaces(((proposal.after, proposal.based_on),))
    try:
        rehearsed(gazetteer, desk, act)
    except EditConflictError:
        st.error(_("The place has changed in the same fields since; amend the proposal instead."))
        preview = Preview()
    else:
        preview = draw_preview(gazetteer, desk, act, f"gazetteer_accept_{proposal.id}", _)
    word = st.text_input(
        _("A word to the author; required to decline, or to accept in spite of warnings"),
        key=f"gazetteer_word_{proposal.id}",
        max_chars=300,
    ).strip()
    row = st.container(horizontal=True)
    accept = row.button(
        _("Accept"),
        key=f"gazetteer_accept_{proposal.id}",
        type="primary",
        disabled=preview.overridden is None,
    )
    row.button(
        _("Amend"),
        key=f"gazetteer_amend_{proposal.id}",
        on_click=_amend,
        args=(gazetteer, proposal),
    )
    if row.button(_("Decline"), key=f"gazetteer_decline_{proposal.id}"):
        _decline(desk, proposal, word, _)
    elif accept and preview.overridden is not None:
        _accept(desk, proposal, word, preview.overridden, _)
    if preview.rehearsal is None:
        return PlaceView(place=proposal.after, former=proposal.before)
    return preview.view()


def _accept(
    desk: Desk, proposal: Proposal, word: str, overridden: tuple[str, ...], _: Words
) -> None:
    if overridden and not word:
        st.error(_("Say why, in a few words."))
    elif attempted(lambda: desk.accept(proposal.id, word=word, overridden=overridden), _):
        say_next(_("Accepted."))
        st.rerun()


def _decline(desk: Desk, proposal: Proposal, word: str, _: Words) -> None:
    if not word:
        st.error(_("Say why, in a few words."))
        return
    if attempted(lambda: desk.decline(proposal.id, word=word), _):
        say_next(_("Declined."))
        st.rerun()


def _amend(gazetteer: Gazetteer, proposal: Proposal) -> None:
    """Open the form with what was proposed, on top of what is stored now."""
    stored = gazetteer.places().get(proposal.place_id)
    begin(proposal.place_id, stored, proposal.after, proposal_id=proposal.id)
    open_entry(proposal.place_id)
