"""The desk: the one way for a person to change the gazetteer, with their role checked at each step.

A page that shows a button too many, or a forged event, changes nothing: what a role may not do is
refused here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer.gazetteer import Gazetteer
    from gazetteer.place import Place
    from gazetteer.review import Draft, Proposal, SavedEdit
    from gazetteer.roles import User
    from gazetteer.store_changes import Change


class Desk:
    """What one user may do to a gazetteer; `Gazetteer.desk` gives it.

    A contributor keeps drafts and proposes; an editor does everything. Each method raises
    `PermissionDeniedError` when the role does not allow it, `InvalidPlaceError` with the field
    ``reason`` when no reason is given, and `StoreError` when the gazetteer has no database.

    Parameters
    ----------
    gazetteer
        The gazetteer that is changed.
    user
        Who is at the desk.
    """

    def __init__(self, gazetteer: Gazetteer, user: User) -> None:
        self._gazetteer = gazetteer
        self.user = user

    # -- editors ---------------------------------------------------------------------------------

    def save(
        self, place: Place, *, reason: str, based_on: int, overridden: tuple[str, ...] = ()
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
            Codes of the warnings that the editor saves in spite of; the history names them.

        Raises
        ------
        EditConflictError
            If somebody else changed the same fields meanwhile, or deleted the place; it carries
            `base`, `mine`, `theirs` and `conflicts`, and nothing is lost.
        InvalidPlaceError
            If the place or the reason breaks a rule.
        """
        raise NotImplementedError

    def create(self, place: Place, *, reason: str, overridden: tuple[str, ...] = ()) -> SavedEdit:
        """Save a new place; see `save`. A taken id raises `EditConflictError`."""
        raise NotImplementedError

    def save_all(
        self, edits: Sequence[tuple[Place, int | None]], *, reason: str
    ) -> list[SavedEdit]:
        """Save several places, each with its version (None for a new one), all or none; see `save`.

        A conflict names the first place that has one.
        """
        raise NotImplementedError

    def deprecate(self, place_id: str, *, reason: str, based_on: int) -> SavedEdit:
        """Mark a place as deprecated: it keeps its id and history, and is no longer offered."""
        raise NotImplementedError

    def delete(self, place_id: str, *, reason: str, based_on: int) -> None:
        """Delete a place; its id stays taken and `undo` brings it back."""
        raise NotImplementedError

    def merge(
        self,
        kept: tuple[str, int],
        gone: tuple[str, int],
        *,
        reason: str,
        merged: Place | None = None,
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
        raise NotImplementedError

    def split(
        self, place_id: str, parts: Sequence[Place], *, reason: str, based_on: int
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
        raise NotImplementedError

    def undo(self, change_id: int, *, reason: str) -> list[Change]:
        """Take a change back by a new one; see `Store.undo`."""
        raise NotImplementedError

    def accept(
        self,
        proposal_id: int,
        *,
        amended: Place | None = None,
        based_on: int | None = None,
        word: str = "",
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
        raise NotImplementedError

    def decline(self, proposal_id: int, *, word: str) -> Proposal:
        """Turn a proposal down with a word to its author, and return it.

        Raises
        ------
        InvalidPlaceError
            If the word is blank (field ``word``) or the proposal was decided (field ``state``).
        PlaceNotFoundError
            If there is no such proposal.
        """
        raise NotImplementedError

    def settle_unresolved(
        self,
        unresolved_id: int,
        *,
        reason: str,
        place_id: str | None = None,
        new_place: Place | None = None,
        language: str | None = None,
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
        raise NotImplementedError

    def ignore_unresolved(self, unresolved_id: int, *, reason: str) -> None:
        """Take a name out of the queue for good: it names no place.

        Raises
        ------
        PlaceNotFoundError
            If the queue has no such name.
        """
        raise NotImplementedError

    # -- contributors ----------------------------------------------------------------------------

    def propose(self, place: Place, *, reason: str, based_on: int | None) -> Proposal:
        """Hand an edit in for review; the user's draft of the place goes in the same transaction.

        Parameters
        ----------
        place
            The new state.
        reason
            Why.
        based_on
            The version that the edit started from; None for a new place.

        Raises
        ------
        InvalidPlaceError
            If the place or the reason breaks a rule.
        PlaceNotFoundError
            If the place never had such a version.
        """
        raise NotImplementedError

    def keep_draft(self, place: Place, *, based_on: int | None) -> Draft:
        """Keep an edit that is not saved yet, in the place of the user's last draft of the place.

        The place may break the rules of a record.
        """
        raise NotImplementedError

    def draft(self, place_id: str) -> Draft | None:
        """Return the user's own draft of a place."""
        raise NotImplementedError

    def drafts(self) -> list[Draft]:
        """Return all the user's own drafts, the newest first."""
        raise NotImplementedError

    def discard_draft(self, place_id: str) -> None:
        """Throw the user's own draft of a place away, if there is one."""
        raise NotImplementedError
