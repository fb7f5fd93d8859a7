"""An edit under way: what it started from, what it says now, and the draft that is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import PlaceNotFoundError

if TYPE_CHECKING:
    from datetime import datetime

    from gazetteer import Desk, Gazetteer, Place

_EDITING = "gazetteer-editing"
_SEEDS = count(1)


@dataclass(slots=True, kw_only=True)
class Editing:
    """The edit of one place in one session.

    `base` is the state it started from, None for a new place. `start` is what the widgets begin
    with and `place` what they say now; `seed` tells their keys from those of an earlier form.
    `proposal_id` is the proposal that this edit amends, `unresolved_id` the name of the queue that
    it makes a place of. `resumed` tells when the draft was kept that it goes on with. `is_kept`
    tells whether the draft says what the form says.
    """

    place_id: str
    base: Place | None
    start: Place
    place: Place
    seed: int
    resumed: datetime | None = None
    proposal_id: int | None = None
    unresolved_id: int | None = None
    is_kept: bool = True

    @property
    def based_on(self) -> int | None:
        """The version that the edit started from; None for a new place."""
        return None if self.base is None else self.base.version

    @property
    def is_changed(self) -> bool:
        """Whether it says anything else than what it started from."""
        return self.base is None or replace(self.place, version=self.base.version) != self.base

    def key(self, field: str) -> str:
        """Return the key of the widget of a field."""
        return f"gazetteer_edit_{self.seed}_{field}"

    def start_again(self, place: Place) -> None:
        """Let the widgets begin anew with `place`."""
        self.start = self.place = place
        self.seed = next(_SEEDS)


def begin(
    place_id: str,
    base: Place | None,
    start: Place,
    *,
    proposal_id: int | None = None,
    unresolved_id: int | None = None,
) -> Editing:
    """Begin an edit in this session, in the place of any other."""
    editing = Editing(
        place_id=place_id,
        base=base,
        start=start,
        place=start,
        seed=next(_SEEDS),
        proposal_id=proposal_id,
        unresolved_id=unresolved_id,
    )
    st.session_state[_EDITING] = editing
    return editing


def forget_editing() -> None:
    """End the edit of this session; its draft stays unless it was discarded."""
    st.session_state.pop(_EDITING, None)


def editing_of(gazetteer: Gazetteer, desk: Desk, place_id: str) -> Editing | None:
    """Return the edit of a place: this session's, else the kept draft's, else a fresh one.

    None when there is neither a place nor a draft of a new one.
    """
    held: Editing | None = st.session_state.get(_EDITING)
    if held is not None and held.place_id == place_id:
        return held
    stored = _stored(gazetteer, place_id)
    draft = desk.draft(place_id)
    if draft is None:
        return None if stored is None else begin(place_id, stored, stored)
    base = None if draft.based_on is None else _version(gazetteer, place_id, draft.based_on)
    editing = begin(place_id, base or stored, draft.place)
    editing.resumed = draft.updated
    return editing


def keep(editing: Editing, desk: Desk, place: Place) -> None:
    """Take over what the form says now, and keep it as a draft when it says something new.

    Raises
    ------
    StoreError
        If the draft cannot be kept; the edit has it, and the next call tries again.
    """
    if place == editing.place and editing.is_kept:
        return
    editing.place, editing.is_kept = place, False
    if editing.is_changed:
        desk.keep_draft(place, based_on=editing.based_on)
    else:
        desk.discard_draft(editing.place_id)
    editing.is_kept = True


def _stored(gazetteer: Gazetteer, place_id: str) -> Place | None:
    try:
        return gazetteer.get(place_id)
    except PlaceNotFoundError:
        return None


def _version(gazetteer: Gazetteer, place_id: str, version: int) -> Place | None:
    """Return a place as it stood at a version; None when the history no longer tells."""
    stored = _stored(gazetteer, place_id)
    if stored is not None and stored.version == version:
        return stored
    states = (c.after for c in gazetteer.history(place_id) if c.after is not None)
    return next((state for state in states if state.version == version), None)
