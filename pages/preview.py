"""Before anything is done: what looks wrong with it, what it would move, and why it is done."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import EditConflictError, FindingsError, GazetteerError, StoreError
from pages.editing import forget_editing
from pages.findings_panel import draw_findings, finding_text
from pages.impact_panel import draw_impact
from pages.place_map import PlaceView
from pages.plain import plain
from pages.said import say_next
from pages.store_words import refused_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gazetteer import Act, Desk, Gazetteer, Place, Rehearsal
    from pages.place_map import PlaceMove
    from pages.words import Words

    # Is given the reason and the codes of the warnings that are overridden.
    Do = Callable[[str, tuple[str, ...]], object]

_LOG = logging.getLogger(__name__)

_HELD = "gazetteer-rehearsal"
# Places whose impact is told unasked. Source: benchmarks/impact.py; each asks for all its names.
_MOST_AT_ONCE = 20
# Names between two looks at whether the work is still wanted, each some milliseconds.
_STEP = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a preview leaves to the button and the map.

    `overridden` are the codes of the warnings in spite of which it is done, None while something
    forbids it.
    """

    overridden: tuple[str, ...] | None = None
    rehearsal: Rehearsal | None = None
    moves: Sequence[PlaceMove] = ()
    near: Sequence[Place] = ()

    def view(self) -> PlaceView:
        """Return what the map shows: the first place, where it was, and what moves."""
        changes = () if self.rehearsal is None else self.rehearsal.changes
        if len(changes) > 2:
            touched = [place for before, after in changes if (place := after or before)]
            return PlaceView(
                ids={p.id for p in touched}, look_at=touched[:200], moves=self.moves, near=self.near
            )
        if not changes:
            return PlaceView()
        before, after = changes[0]
        others = [place for change in changes[1:] if (place := change[1] or change[0])]
        moved = before and after and (before.lat, before.lon) != (after.lat, after.lon)
        return PlaceView(
            place=after or before,
            former=before if moved else None,
            moves=self.moves,
            near=(*self.near, *others),
        )


def rehearsed(gazetteer: Gazetteer, desk: Desk, act: Act[object]) -> Rehearsal:
    """Return the rehearsal of an act, made once for each state of the store.

    Raises
    ------
    GazetteerError
        What doing it would raise.
    """
    key = (gazetteer.revision, desk.user, act)
    held: tuple[object, Rehearsal] | None = st.session_state.get(_HELD)
    if held is not None and held[0] == key:
        return held[1]
    rehearsal = desk.rehearse(act)
    st.session_state[_HELD] = (key, rehearsal)
    return rehearsal


def draw_preview(gazetteer: Gazetteer, desk: Desk, act: Act[object], key: str, _: Words) -> Preview:
    """Draw what looks wrong with an act and what it would move; `key` begins its widgets' keys."""
    try:
        rehearsal = rehearsed(gazetteer, desk, act)
    except GazetteerError as error:
        st.error(plain(refusal_text(error, _)))
        return Preview()
    checked = draw_findings(gazetteer, rehearsal, key, _)
    moves: list[PlaceMove] = []
    if len(rehearsal.changes) <= _MOST_AT_ONCE:
        with st.spinner(_("Working out what changes…")):
            moves = draw_impact(rehearsal, _)
    elif st.toggle(
        _("Work out what this changes on the maps; it may take a minute"), key=f"{key}_impact"
    ):
        waiting = st.empty()
        moves = draw_impact(rehearsal, _, _progress(waiting, f"{key}_impact", _))
        waiting.empty()
    return Preview(
        overridden=checked.overridden, rehearsal=rehearsal, moves=moves, near=checked.near
    )


def _progress(
    waiting: st.delta_generator.DeltaGenerator, asked: str, _: Words
) -> Callable[[int, int], object]:
    """Draw how far the work is, and a button that ends it; return what is told of each step.

    Streamlit ends a run where it next draws: a press is heard at the next step.
    """

    def cancel() -> None:
        st.session_state[asked] = False

    box = waiting.container(horizontal=True, vertical_alignment="center")
    bar = box.progress(0.0, text=_("Working out what changes…"))
    box.button(_("Cancel"), key=f"{asked}_cancel", on_click=cancel, icon=":material/cancel:")

    def tell(done: int, known: int) -> None:
        if done % _STEP == 0:
            bar.progress(done / known, text=_("Working out what changes…"))

    return tell


def draw_act(
    gazetteer: Gazetteer,
    desk: Desk,
    act: Act[object],
    do: Do,
    *,
    key: str,
    label: str,
    done: str,
    _: Words,
) -> Preview:
    """Draw the preview of an act, a reason, and the button that does it.

    Parameters
    ----------
    gazetteer, desk
        Where it is done.
    act
        What is told before.
    do
        What does it.
    key
        How the keys of the widgets begin.
    label, done
        What the button says, and what is said when it is done.
    """
    preview = draw_preview(gazetteer, desk, act, key, _)
    reason = st.text_input(_("Why?"), key=f"{key}_why", max_chars=300)
    pressed = st.button(label, key=f"{key}_do", type="primary", disabled=preview.overridden is None)
    if pressed and preview.overridden is not None:
        overridden = preview.overridden
        if not reason.strip():
            st.error(_("Say why, in a few words."))
        elif attempted(lambda: do(reason.strip(), overridden), _):
            forget_editing()
            say_next(done)
            st.rerun()
    return preview


def attempted(do: Callable[[], object], _: Words) -> bool:
    """Do something; when it is refused, say why and return False."""
    try:
        do()
    except GazetteerError as error:
        st.error(plain(refusal_text(error, _)))
        return False
    return True


def refusal_text(error: GazetteerError, _: Words) -> str:
    """Return why something is refused, in the reader's language where it can be."""
    if isinstance(error, EditConflictError):
        return _("Somebody else has changed one of the places meanwhile; look again first.")
    if isinstance(error, StoreError):
        _LOG.warning("the database refused a change", exc_info=error)
        return refused_text(error, _)
    if isinstance(error, FindingsError):
        said = " ".join(finding_text(finding, _) for finding in error.findings)
        return _("Not saved: %(problem)s", problem=said)
    return _("Not saved: %(problem)s", problem=_.said(error.message))
