"""The desk: the one way for a person to change the gazetteer, with their role checked at each step.

A page that shows a button too many, or a forged event, changes nothing: what a role may not do is
refused here.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from gazetteer.acts import (
    DeletePlace,
    DeprecatePlace,
    MergePlaces,
    SavePlaces,
    SettleName,
    SplitPlace,
    UndoChange,
)
from gazetteer.desk_contributor import ContributorDesk, refuse_blank
from gazetteer.errors import InvalidPlaceError
from gazetteer.message import Message
from gazetteer.review import ProposalState, UnresolvedState
from gazetteer.roles import Role
from gazetteer.store_changes import same_content
from gazetteer.store_drafts import drop_drafts
from gazetteer.store_proposals import decide_proposal, get_proposal, refuse_decided
from gazetteer.store_read import state_in
from gazetteer.store_rehearsal import Known, refuse_unseen, rehearse
from gazetteer.store_unresolved import close_unresolved

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gazetteer.acts import Act
    from gazetteer.place import Place
    from gazetteer.review import Proposal, SavedEdit
    from gazetteer.store_changes import Change
    from gazetteer.store_read import StoreState
    from gazetteer.store_rehearsal import Rehearsal
    from gazetteer.store_write import ChangeWriter

T = TypeVar("T")


class Desk(ContributorDesk):
    """What one user may do to a gazetteer; `Gazetteer.desk` gives it.

    A contributor keeps drafts, proposes and reports names that resolve to nothing; an editor does
    everything. Each method raises `PermissionDeniedError` when the role does not allow it,
    `InvalidPlaceError` with the field ``reason`` when no reason is given, and `StoreError` when the
    gazetteer has no database.

    Each act of an editor is checked first, as `rehearse` tells: an error refuses it, and so does a
    warning whose code is not in `overridden`; both raise `FindingsError`. The history keeps the
    codes that were overridden.

    Parameters
    ----------
    gazetteer
        The gazetteer that is changed.
    user
        Who is at the desk.
    ground
        What lies where; without it no check says anything about borders and the sea.
    """

    def save(
        self, place: Place, *, reason: str, based_on: int, overridden: Collection[str] = ()
    ) -> SavedEdit:
        """Save an edit of a place, merged with what others saved meanwhile if that is possible.

        The user's draft of the place goes in the same transaction.

        Parameters
        ----------
        place
            The new state; its `version` is ignored.
        reason
            Why.
        based_on
            The version that the edit started from.
        overridden
            Codes of the warnings in spite of which the editor saves.

        Raises
        ------
        EditConflictError
            If somebody else changed the same fields meanwhile, or deleted the place; it carries
            `base`, `mine`, `theirs` and `conflicts`, and nothing is lost.
        InvalidPlaceError
            If the place or the reason breaks a rule.
        """
        return self.save_all([(place, based_on)], reason=reason, overridden=overridden)[0]

    def create(self, place: Place, *, reason: str, overridden: Collection[str] = ()) -> SavedEdit:
        """Save a new place; see `save`. A taken id raises `EditConflictError`."""
        return self.save_all([(place, None)], reason=reason, overridden=overridden)[0]

    def save_all(
        self,
        edits: Sequence[tuple[Place, int | None]],
        *,
        reason: str,
        overridden: Collection[str] = (),
    ) -> list[SavedEdit]:
        """Save several places, each with its version (None for a new one), all or none; see `save`.

        A conflict names the first place that has one.
        """
        act = SavePlaces(tuple(edits))
        with self._doing(act, reason=reason, overridden=overridden) as (_, saved):
            return saved

    def deprecate(
        self, place_id: str, *, reason: str, based_on: int, overridden: Collection[str] = ()
    ) -> SavedEdit:
        """Mark a place as deprecated: it keeps its id and history, and is no longer offered."""
        act = DeprecatePlace(place_id, based_on)
        with self._doing(act, reason=reason, overridden=overridden) as (_, saved):
            return saved

    def delete(self, place_id: str, *, reason: str, based_on: int) -> None:
        """Delete a place; its id stays taken and `undo` brings it back."""
        with self._doing(DeletePlace(place_id, based_on), reason=reason):
            return

    def merge(
        self,
        kept: tuple[str, int],
        gone: tuple[str, int],
        *,
        reason: str,
        merged: Place | None = None,
        overridden: Collection[str] = (),
    ) -> Place:
        """Make two places one and return it; the id of the one that goes leads to the kept one.

        Parameters
        ----------
        kept, gone
            Id and version of each that the decision is based on.
        reason
            Why.
        merged
            What the kept place becomes; when None, it takes the other's names, links, citations
            and what it left blank itself.

        Raises
        ------
        EditConflictError
            If one of them has changed meanwhile.
        """
        act = MergePlaces(kept, gone, merged)
        with self._doing(act, reason=reason, overridden=overridden) as (_, place):
            return place

    def split(
        self,
        place_id: str,
        parts: Sequence[Place],
        *,
        reason: str,
        based_on: int,
        overridden: Collection[str] = (),
    ) -> list[Place]:
        """Make several places of one; the first part keeps the id, the others are new.

        Undoing any change of the split undoes all of it.

        Raises
        ------
        EditConflictError
            If the place has changed meanwhile, or the id of a new part is taken.
        InvalidPlaceError
            If there are fewer than two parts, the first has another id, or two share one.
        """
        act = SplitPlace(place_id, tuple(parts), based_on)
        with self._doing(act, reason=reason, overridden=overridden) as (_, made):
            return made

    def undo(
        self, change_id: int, *, reason: str, overridden: Collection[str] = ()
    ) -> list[Change]:
        """Take a change back by a new one; see `Store.undo`."""
        act = UndoChange(change_id)
        with self._doing(act, reason=reason, overridden=overridden) as (writer, _):
            pass
        return self._gazetteer.store.changes_of(writer)

    def accept(
        self,
        proposal_id: int,
        *,
        amended: Place | None = None,
        based_on: int | None = None,
        word: str = "",
        overridden: Collection[str] = (),
    ) -> SavedEdit:
        """Save what a contributor proposed, under the names of both; see `save`.

        Parameters
        ----------
        proposal_id
            The proposal; it must be pending.
        amended
            What is saved instead of what was proposed.
        based_on
            The version that `amended` was made on; the proposal's own when None.
        word
            What the editor says to it.

        Raises
        ------
        EditConflictError
            If the place changed in the same fields since; amend it, based on the stored version.
        InvalidPlaceError
            With the field ``state``, if the proposal was decided already.
        PlaceNotFoundError
            If there is no such proposal.
        """
        editor = self._name(Role.EDITOR)
        store = self._gazetteer.store
        with store.database.read() as connection:
            proposal = get_proposal(connection, proposal_id)
        refuse_decided(proposal)
        place, base = proposal.after, proposal.based_on
        state = ProposalState.ACCEPTED
        if amended is not None:
            if amended.id != proposal.place_id:
                message = Message("the proposal is about %(place_id)r", place_id=proposal.place_id)
                raise InvalidPlaceError(message, field="id")
            place, base = amended, proposal.based_on if based_on is None else based_on
            if not same_content(amended, proposal.after):
                state = ProposalState.AMENDED
        word = word.strip()
        reason = f"{proposal.reason} (proposed by {proposal.who}, {state} by {editor}"
        reason += f": {word})" if word else ")"
        act = SavePlaces(((place, base),))
        with self._doing(act, reason=reason, overridden=overridden) as (writer, saved):
            decide_proposal(writer.connection, proposal_id, state, user=editor, word=word)
            return saved[0]

    def decline(self, proposal_id: int, *, word: str) -> Proposal:
        """Turn a proposal down with a word to its author, and return it.

        Raises
        ------
        InvalidPlaceError
            If the word is blank (field ``word``) or the proposal was decided (field ``state``).
        PlaceNotFoundError
            If there is no such proposal.
        """
        editor = self._name(Role.EDITOR)
        refuse_blank(word, "word", Message("a proposal is declined with a word to its author"))
        with self._gazetteer.store.database.write() as connection:
            get_proposal(connection, proposal_id)
            decide_proposal(
                connection, proposal_id, ProposalState.DECLINED, user=editor, word=word.strip()
            )
            return get_proposal(connection, proposal_id)

    def settle_unresolved(
        self,
        unresolved_id: int,
        *,
        reason: str,
        place_id: str | None = None,
        new_place: Place | None = None,
        language: str | None = None,
        overridden: Collection[str] = (),
    ) -> Place:
        """Make a name of the queue resolve from now on, and return the place that bears it.

        Parameters
        ----------
        unresolved_id
            The name's id in the queue.
        reason
            Why.
        place_id
            The place that gets it as a variant; or
        new_place
            the place that is created. It gets the name as a variant if it does not have it.
        language
            BCP 47 tag of the name; Arabic for a name in Arabic script if left out, else unknown.

        Raises
        ------
        InvalidPlaceError
            Unless exactly one of `place_id` and `new_place` is given, or if it breaks a rule.
        PlaceNotFoundError
            If the queue has no such name, or there is no such place.
        """
        act = SettleName(unresolved_id, place_id, new_place, language)
        with self._doing(act, reason=reason, overridden=overridden) as (writer, saved):
            close_unresolved(
                writer.connection,
                unresolved_id,
                UnresolvedState.RESOLVED,
                user=writer.editor,
                reason=reason.strip(),
                place_id=saved.place.id,
            )
            return saved.place

    def ignore_unresolved(self, unresolved_id: int, *, reason: str) -> None:
        """Take a name out of the queue for good: it names no place.

        Raises
        ------
        PlaceNotFoundError
            If the queue has no such name.
        """
        editor = self._name(Role.EDITOR)
        refuse_blank(reason, "reason", Message("it needs a reason"))
        with self._gazetteer.store.database.write() as connection:
            close_unresolved(
                connection,
                unresolved_id,
                UnresolvedState.IGNORED,
                user=editor,
                reason=reason.strip(),
            )

    # -- within ----------------------------------------------------------------------------------

    def _told(self, act: Act[object]) -> Rehearsal:
        """Return what an act does as far as is seen without keeping others from writing."""
        return self.rehearse(act)

    def _still_told(
        self, writer: ChangeWriter, act: Act[object], told: Rehearsal, seen: StoreState
    ) -> Rehearsal:
        """Return what an act does now that nobody else writes, when it was told in `seen`."""
        if state_in(writer.connection) == seen:
            return told
        delta = self._gazetteer.store.delta_since(seen)
        known = None if delta is None else Known(told, delta.places)
        return rehearse(writer.connection, self._gazetteer, act, self._ground, known=known)

    @contextmanager
    def _doing(
        self, act: Act[T], *, reason: str, overridden: Collection[str] = (), note: str = ""
    ) -> Iterator[tuple[ChangeWriter, T]]:
        """Check an act and carry it out; what the caller adds happens in the same transaction.

        The checks of many places take their time: nobody has to wait for them to write.
        """
        editor = self._name(Role.EDITOR)
        refuse_blank(reason, "reason", Message("an edit needs a reason"))
        store = self._gazetteer.store
        seen = store.state()
        told = self._told(act)
        refuse_unseen(told, overridden)
        with store.edit(editor, f"{reason.strip()}{note}") as writer:
            told = self._still_told(writer, act, told, seen)
            writer.overridden = refuse_unseen(told, overridden)
            yield writer, act.carry_out(writer)
            drop_drafts(writer.connection, editor, _settled(act))


def _settled(act: Act[object]) -> list[str]:
    """Return the ids of the places of which an act saves a draft."""
    if isinstance(act, SavePlaces):
        return [place.id for place, _ in act.edits]
    if isinstance(act, SettleName):
        return [] if act.new_place is None else [act.new_place.id]
    return [act.place_id] if isinstance(act, SplitPlace) else []
