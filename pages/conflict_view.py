"""Two edits of one place that disagree: both versions side by side, and a choice for each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import merge_edits, with_choices
from pages.differences import lines_html, value_lines
from pages.editing import begin, forget_editing
from pages.place_words import field_name
from pages.plain import plain

if TYPE_CHECKING:
    from gazetteer import Choice, Desk, EditConflictError, FieldConflict
    from pages.words import Words

_CONFLICT = "gazetteer-conflict"
_SIDES: tuple[Choice, Choice] = ("mine", "theirs")
_FIELD_OF = {"point": "lat", "feature": "feature_code", "area": "country_code"}


def hold_conflict(place_id: str, conflict: EditConflictError) -> None:
    """Keep a refused save until it is settled."""
    st.session_state[_CONFLICT] = (place_id, conflict)


def held_conflict(place_id: str) -> EditConflictError | None:
    """Return the refused save of a place that is not settled yet."""
    held = st.session_state.get(_CONFLICT)
    if held is None or held[0] != place_id:
        return None
    conflict: EditConflictError = held[1]
    return conflict


def draw_conflict(desk: Desk, place_id: str, conflict: EditConflictError, _: Words) -> None:
    """Draw both sides of each field that both changed, and take a choice for each."""
    base, mine, theirs = conflict.base, conflict.mine, conflict.theirs
    if base is None or mine is None or theirs is None:
        st.error(
            _(
                "Somebody else deleted this place or took its id meanwhile. Your edit is kept as a "
                "draft; undo their change in the history to go on with it."
            )
        )
        st.button(_("Understood"), on_click=_drop, key="gazetteer_conflict_seen")
        return
    st.warning(
        _(
            "Somebody else changed the same fields while you were editing. Nothing is lost: choose "
            "for each field whose version stands. All other changes are put together."
        ),
        icon=":material/call_split:",
    )
    three_way = merge_edits(base, mine, theirs)
    choices: dict[str, Choice] = {}
    names = {"mine": _("Mine"), "theirs": _("Theirs")}
    for number, one in enumerate(three_way.conflicts):
        with st.container(border=True):
            st.markdown(f"**{plain(_conflict_name(one, _))}**")
            for column, side, value, place in zip(
                st.columns(2), _SIDES, (one.mine, one.theirs), (mine, theirs), strict=True
            ):
                lines = value_lines(value, place, one.field, _)
                column.html(f'<p class="hudud-small">{names[side]}</p>{lines_html(lines)}')
            choices[one.field] = st.segmented_control(
                _("Which version stands?"),
                _SIDES,
                format_func=names.__getitem__,
                default="mine",
                required=True,
                key=f"gazetteer_conflict_{theirs.version}_{number}",
            )
    if st.button(_("Go on with these choices"), type="primary", key="gazetteer_conflict_settle"):
        merged = with_choices(three_way, choices)
        desk.keep_draft(merged, based_on=theirs.version)
        _drop()
        begin(place_id, theirs, merged)
        st.rerun()


def _conflict_name(conflict: FieldConflict, _: Words) -> str:
    if conflict.name == "preferred":
        return _("The preferred name")
    return field_name(_FIELD_OF.get(conflict.name, conflict.name), _)


def _drop() -> None:
    st.session_state.pop(_CONFLICT, None)
    forget_editing()
