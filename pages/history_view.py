"""What was changed, by whom and why: before and after side by side, and a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import Change, ChangeKind, EditConflictError, Role, escape
from pages.differences import differences, side_by_side_html
from pages.entry import open_entry
from pages.place_words import two_names
from pages.said import say_next

if TYPE_CHECKING:
    from gazetteer import Desk, Gazetteer
    from pages.words import Words

PAGE_SIZE = 15
_SHOWN = "gazetteer-history-shown"
_ON_MAP = "gazetteer-change-on-map"
SHIPPED = "shipped"


def draw_history(gazetteer: Gazetteer, desk: Desk, place_id: str | None, _: Words) -> None:
    """Draw the changes of a place, or of all, the newest first."""
    scope = place_id or ""
    held: tuple[str, int] = st.session_state.get(_SHOWN, ("", PAGE_SIZE))
    limit = held[1] if held[0] == scope else PAGE_SIZE
    changes = gazetteer.history(place_id, limit=limit + 1)
    # What a release brought is thousands of lines that nobody decided.
    shown = [c for c in changes[:limit] if place_id or c.editor != SHIPPED]
    if not shown:
        st.info(_("Nobody has changed anything yet."))
    for change in shown:
        _draw_change(change, desk, place_id is None, _)
    if len(changes) > limit and len(shown) == limit:

        def more() -> None:
            st.session_state[_SHOWN] = (scope, limit + PAGE_SIZE)

        st.button(_("Show older changes"), on_click=more, key="gazetteer_history_more")


def change_on_map(changes_of: str | None) -> Change | None:
    """Return the change whose two points the map shows."""
    held: tuple[str | None, Change] | None = st.session_state.get(_ON_MAP)
    return held[1] if held is not None and held[0] == changes_of else None


def kind_text(change: Change, _: Words) -> str:
    """Return what a change did, in a word."""
    return {
        ChangeKind.CREATE: _("created"),
        ChangeKind.UPDATE: _("changed"),
        ChangeKind.DELETE: _("deleted"),
        ChangeKind.MERGE: _("merged"),
        ChangeKind.UNDO: _("undone"),
    }.get(change.kind, str(change.kind))


def _draw_change(change: Change, desk: Desk, with_place: bool, _: Words) -> None:
    place = change.after or change.before
    if place is None:
        return
    own, other = two_names(place, _)
    with st.container(border=True):
        names = f'<b dir="auto">{escape(own)}</b> <span dir="auto">{escape(other)}</span> · '
        head = _(
            "%(what)s by %(who)s, %(day)s, %(time)s UTC",
            what=kind_text(change, _),
            who=change.editor,
            day=_.date(change.at.date()),
            time=f"{change.at:%H:%M}",
        )
        st.html(
            f'<div dir="auto">{names if with_place else ""}{escape(head)}</div>'
            f'<div dir="auto" class="hudud-note">{escape(change.reason)}</div>'
        )
        rows = differences(change.before, change.after, _)
        if change.before is not None and change.after is not None:
            st.html(side_by_side_html(rows, (_("Before"), _("After")), _))
        elif change.redirect_to is not None:
            st.caption(_("Its id now leads to %(id)s.", id=change.redirect_to))
        _draw_buttons(change, desk, with_place, _)


def _draw_buttons(change: Change, desk: Desk, with_place: bool, _: Words) -> None:
    row = st.container(horizontal=True)
    if with_place and change.after is not None:
        row.button(
            _("Open"),
            key=f"gazetteer_change_open_{change.id}",
            on_click=open_entry,
            args=(change.place_id,),
        )
    if _moved(change):

        def show() -> None:
            st.session_state[_ON_MAP] = (None if with_place else change.place_id, change)

        row.button(
            _("Show on the map"),
            key=f"gazetteer_change_map_{change.id}",
            on_click=show,
            icon=":material/map:",
        )
    if desk.user.role < Role.EDITOR or change.editor == SHIPPED:
        return
    with row.popover(_("Undo"), icon=":material/undo:", key=f"gazetteer_undo_{change.id}"):
        reason = st.text_input(_("Why?"), key=f"gazetteer_undo_why_{change.id}", max_chars=300)
        if st.button(_("Undo this change"), key=f"gazetteer_undo_do_{change.id}", type="primary"):
            _undo(change, desk, reason, _)


def _undo(change: Change, desk: Desk, reason: str, _: Words) -> None:
    if not reason.strip():
        st.error(_("Say why, in a few words."))
        return
    try:
        done = desk.undo(change.id, reason=reason.strip())
    except EditConflictError:
        st.error(_("A later change touched the same fields; undo that one first."))
        return
    say_next(_("Undone.") if done else _("Nothing of this change was left to undo."))
    st.session_state.pop("gazetteer-editing", None)
    st.rerun()


def _moved(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None or before.lat is None or after.lat is None:
        return False
    return (before.lat, before.lon, before.extent_km) != (after.lat, after.lon, after.extent_km)
