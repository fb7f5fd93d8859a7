"""The end of the form: what is wrong, what would move, why it is saved, and the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import EditConflictError, GazetteerError, Role, SavedEdit
from pages.conflict_view import hold_conflict
from pages.differences import differences_html
from pages.editing import begin, forget_editing
from pages.plain import plain
from pages.preview import refusal_text
from pages.said import say_next

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer import Desk, Gazetteer
    from pages.editing import Editing
    from pages.words import Words


def draw_save_panel(
    gazetteer: Gazetteer,
    desk: Desk,
    editing: Editing,
    overridden: Sequence[str] | None,
    _: Words,
) -> None:
    """Draw what changes and the button that saves it.

    `overridden` are the codes of the warnings that the reason overrides; None when something
    forbids saving.
    """
    if not editing.is_changed:
        st.caption(_("Nothing is changed yet."))
        return
    if editing.base is not None:
        with st.expander(_("What you changed")):
            st.html(differences_html(editing.base, editing.place, _))
    reason = st.text_input(
        _("Why? The history keeps the reason."), key=editing.key("reason"), max_chars=300
    )
    if overridden:
        st.caption(_("Saving overrides the warnings above; say why in the reason."))
    may_save = desk.user.role >= Role.EDITOR
    save, discard = st.columns(2)
    wanted = save.button(
        _("Save") if may_save else _("Propose"),
        key=editing.key("save"),
        type="primary",
        icon=":material/save:",
        disabled=overridden is None,
        width="stretch",
    )
    if discard.button(
        _("Discard the draft"), key=editing.key("discard"), icon=":material/undo:", width="stretch"
    ):
        desk.discard_draft(editing.place_id)
        forget_editing()
        st.rerun()
    if not wanted or overridden is None:
        return
    if not reason.strip():
        st.error(_("Say why, in a few words."))
        return
    try:
        _write(gazetteer, desk, editing, reason.strip(), tuple(overridden), _)
    except EditConflictError as conflict:
        hold_conflict(editing.place_id, conflict)
    except GazetteerError as error:
        st.error(plain(refusal_text(error, _)))
        return
    st.rerun()


def _write(
    gazetteer: Gazetteer,
    desk: Desk,
    editing: Editing,
    reason: str,
    overridden: tuple[str, ...],
    _: Words,
) -> None:
    place, based_on = editing.place, editing.based_on
    if desk.user.role < Role.EDITOR:
        desk.propose(place, reason=reason, based_on=based_on)
        forget_editing()
        say_next(_("Sent for review."))
        return
    saved: SavedEdit
    if editing.proposal_id is not None:
        saved = desk.accept(
            editing.proposal_id,
            amended=place,
            based_on=based_on,
            word=reason,
            overridden=overridden,
        )
    elif editing.unresolved_id is not None:
        made = desk.settle_unresolved(
            editing.unresolved_id, new_place=place, reason=reason, overridden=overridden
        )
        saved = SavedEdit(place=made)
    elif based_on is None:
        saved = desk.create(place, reason=reason, overridden=overridden)
    else:
        saved = desk.save(place, reason=reason, based_on=based_on, overridden=overridden)
    now = gazetteer.get(saved.place.id)
    begin(now.id, now, now)
    if saved.merged_from is None:
        say_next(_("Saved. Every map shows it from now on."))
    else:
        say_next(_("Saved, together with what somebody else had changed meanwhile."))
