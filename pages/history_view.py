"""What was changed, by whom and why: before and after side by side, and a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import Change, ChangeKind, EditConflictError, Role, UndoChange, escape
from pages.differences import differences, side_by_side_html
from pages.entry import open_entry
from pages.findings_panel import code_text
from pages.place_map import PlaceView
from pages.place_words import two_names
from pages.plain import plain
from pages.preview import draw_act, rehearsed

if TYPE_CHECKING:
    from gazetteer import Desk, Gazetteer
    from pages.words import Words

PAGE_SIZE = 15
_SHOWN = "gazetteer-history-shown"
_ON_MAP = "gazetteer-change-on-map"
_UNDOING = "gazetteer-undoing"
SHIPPED = "shipped"


def draw_history(
    gazetteer: Gazetteer, desk: Desk, place_id: str | None, _: Words
) -> PlaceView | None:
    """Draw the changes of a place, or of all, the newest first; return what the map shows."""
    scope = place_id or ""
    held: tuple[str, int] = st.session_state.get(_SHOWN, ("", PAGE_SIZE))
    limit = held[1] if held[0] == scope else PAGE_SIZE
    changes = gazetteer.history(place_id, limit=limit + 1)
    # What a release brought is thousands of lines that nobody decided.
    shown = [c for c in changes[:limit] if place_id or c.editor != SHIPPED]
    if not shown:
        st.info(_("Nobody has changed anything yet."))
    view = _change_on_map(place_id)
    for change in shown:
        view = _draw_change(gazetteer, change, desk, place_id is None, _) or view
    if len(changes) > limit and len(shown) == limit:

        def more() -> None:
            st.session_state[_SHOWN] = (scope, limit + PAGE_SIZE)

        st.button(_("Show older changes"), on_click=more, key="gazetteer_history_more")
    return view


def _change_on_map(changes_of: str | None) -> PlaceView | None:
    """Return the view of the change whose two points the map shows."""
    held: tuple[str | None, Change] | None = st.session_state.get(_ON_MAP)
    if held is None or held[0] != changes_of or held[1].after is None:
        return None
    return PlaceView(place=held[1].after, former=held[1].before)


def kind_text(change: Change, _: Words) -> str:
    """Return what a change did, in a word."""
    return {
        ChangeKind.CREATE: _("created"),
        ChangeKind.UPDATE: _("changed"),
        ChangeKind.DELETE: _("deleted"),
        ChangeKind.MERGE: _("merged"),
        ChangeKind.SPLIT: _("split"),
        ChangeKind.UNDO: _("undone"),
    }.get(change.kind, str(change.kind))


def _draw_change(
    gazetteer: Gazetteer, change: Change, desk: Desk, with_place: bool, _: Words
) -> PlaceView | None:
    place = change.after or change.before
    if place is None:
        return None
    own, other = two_names(place, _)
    with st.container(border=True):
        names = f'<b dir="auto">{escape(own)}</b> <span dir="auto">{escape(other)}</span> · '
        head = _(
            "%(what)s by %(who)s, %(day)s, %(time)s UTC",
            what=kind_text(change, _),
            who=_("the shipped data") if change.editor == SHIPPED else change.editor,
            day=_.date(change.at.date()),
            time=f"{change.at:%H:%M}",
        )
        st.html(
            f'<div>{names if with_place else ""}<span dir="auto">{escape(head)}</span></div>'
            f'<div class="hudud-note"><span dir="auto">{escape(change.reason)}</span></div>'
            f"{_overridden_html(change, _)}"
        )
        rows = differences(change.before, change.after, _)
        if change.before is not None and change.after is not None:
            st.html(side_by_side_html(rows, (_("Before"), _("After")), _))
        elif change.redirect_to is not None:
            st.caption(_("Its id now leads to %(id)s.", id=plain(change.redirect_to)))
        _draw_buttons(change, desk, with_place, _)
        if st.session_state.get(_UNDOING) != change.id or not _may_undo(change, desk):
            return None
        return _draw_undo(gazetteer, change, desk, _)


def _overridden_html(change: Change, _: Words) -> str:
    """Return the warnings in spite of which a change was made, as HTML; "" when there were none."""
    if not change.overridden:
        return ""
    said = " ".join(code_text(code, _) or code for code in change.overridden)
    text = _("In spite of: %(warnings)s", warnings=said)
    return f'<div class="hudud-note"><span dir="auto">{escape(text)}</span></div>'


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
    if _may_undo(change, desk):
        row.button(
            _("Undo"),
            key=f"gazetteer_undo_{change.id}",
            on_click=_ask_about,
            args=(change,),
            icon=":material/undo:",
        )


def _ask_about(change: Change) -> None:
    """Open what undoing a change would do, or close it again."""
    was = st.session_state.get(_UNDOING)
    st.session_state[_UNDOING] = None if was == change.id else change.id


def _may_undo(change: Change, desk: Desk) -> bool:
    return desk.user.role >= Role.EDITOR and change.editor != SHIPPED


def _draw_undo(gazetteer: Gazetteer, change: Change, desk: Desk, _: Words) -> PlaceView:
    """Draw what undoing a change would do, and the button that does it."""
    act = UndoChange(change.id)
    try:
        nothing_left = not rehearsed(gazetteer, desk, act).changes
    except EditConflictError:
        st.error(_("A later change touched the same fields; undo that one first."))
        return PlaceView(place=change.after or change.before)
    if nothing_left:
        st.info(_("Nothing of this change is left to undo."))
        return PlaceView(place=change.after or change.before)

    def undo(reason: str, overridden: tuple[str, ...]) -> None:
        desk.undo(change.id, reason=reason, overridden=overridden)
        st.session_state.pop(_UNDOING, None)

    preview = draw_act(
        gazetteer,
        desk,
        act,
        undo,
        key=f"gazetteer_undo_{change.id}",
        label=_("Undo this change"),
        done=_("Undone."),
        _=_,
    )
    return preview.view()


def _moved(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None or before.lat is None or after.lat is None:
        return False
    return (before.lat, before.lon, before.extent_km) != (after.lat, after.lon, after.extent_km)
