"""The desk: the one way for a person to change the gazetteer, with their role checked at each step.

A page that shows a button too many, or a forged event, changes nothing: what a role may not do is
refused here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gazetteer.errors import InvalidPlaceError, PermissionDeniedError, PlaceNotFoundError
from gazetteer.place import Citation, PlaceStatus, Toponym
from gazetteer.record import check_place
from gazetteer.review import ProposalState, UnresolvedState
from gazetteer.roles import Role
from gazetteer.script import script_of
from gazetteer.store_changes import same_content
from gazetteer.store_drafts import drafts_of, drop_drafts, put_draft
from gazetteer.store_edits import live_place, place_at_version, save_edits, split_place
from gazetteer.store_proposals import decide_proposal, get_proposal, put_proposal
from gazetteer.store_unresolved import close_unresolved, get_unresolved, put_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gazetteer.gazetteer import Gazetteer
    from gazetteer.place import Place
    from gazetteer.review import Draft, Proposal, SavedEdit, UnresolvedName, UnresolvedReport
    from gazetteer.roles import User
    from gazetteer.store_changes import Change


class Desk:
    """What one user may do to a gazetteer; `Gazetteer.desk` gives it.

    A contributor keeps drafts, proposes and reports names that resolve to nothing; an editor does
    everything. Each method raises `PermissionDeniedError` when the role does not allow it,
    `InvalidPlaceError` with the field ``reason`` when no reason is given, and `StoreError` when the
    gazetteer has no database.

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
        note = f" (in spite of: {', '.join(overridden)})" if overridden else ""
        return self._save([(place, based_on)], reason=reason, note=note)[0]

    def create(self, place: Place, *, reason: str, overridden: tuple[str, ...] = ()) -> SavedEdit:
        """Save a new place; see `save`. A taken id raises `EditConflictError`."""
        note = f" (in spite of: {', '.join(overridden)})" if overridden else ""
        return self._save([(place, None)], reason=reason, note=note)[0]

    def save_all(
        self, edits: Sequence[tuple[Place, int | None]], *, reason: str
    ) -> list[SavedEdit]:
        """Save several places, each with its version (None for a new one), all or none; see `save`.

        A conflict names the first place that has one.
        """
        return self._save(edits, reason=reason)

    def deprecate(self, place_id: str, *, reason: str, based_on: int) -> SavedEdit:
        """Mark a place as deprecated: it keeps its id and history, and is no longer offered."""
        editor = self._name(Role.EDITOR)
        with self._gazetteer.store.edit(editor, reason) as writer:
            base = place_at_version(writer.connection, place_id, based_on)
            if base is None:
                raise PlaceNotFoundError(f"{place_id!r} has no version {based_on}")
            wanted = replace(base, status=PlaceStatus.DEPRECATED)
            return save_edits(writer, [(wanted, based_on)])[0]

    def delete(self, place_id: str, *, reason: str, based_on: int) -> None:
        """Delete a place; its id stays taken and `undo` brings it back."""
        editor = self._name(Role.EDITOR)
        self._gazetteer.store.delete(place_id, editor=editor, reason=reason, based_on=based_on)

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
        editor = self._name(Role.EDITOR)
        store = self._gazetteer.store
        return store.merge(kept, gone, editor=editor, reason=reason, merged=merged)

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
        editor = self._name(Role.EDITOR)
        with self._gazetteer.store.edit(editor, reason) as writer:
            made = split_place(writer, place_id, parts, based_on=based_on)
            drop_drafts(writer.connection, editor, [place_id])
            return made

    def undo(self, change_id: int, *, reason: str) -> list[Change]:
        """Take a change back by a new one; see `Store.undo`."""
        editor = self._name(Role.EDITOR)
        _refuse_blank(reason, "reason", "an edit needs a reason")
        return self._gazetteer.store.undo(change_id, editor=editor, reason=reason)

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
        editor = self._name(Role.EDITOR)
        store = self._gazetteer.store
        with store.database.read() as connection:
            proposal = get_proposal(connection, proposal_id)
        place, base = proposal.after, proposal.based_on
        state = ProposalState.ACCEPTED
        if amended is not None:
            if amended.id != proposal.place_id:
                message = f"the proposal is about {proposal.place_id!r}"
                raise InvalidPlaceError(message, field="id")
            place, base = amended, proposal.based_on if based_on is None else based_on
            if not same_content(amended, proposal.after):
                state = ProposalState.AMENDED
        word = word.strip()
        reason = f"{proposal.reason} (proposed by {proposal.who}, {state} by {editor}"
        reason += f": {word})" if word else ")"
        with store.edit(editor, reason) as writer:
            decide_proposal(writer.connection, proposal_id, state, user=editor, word=word)
            return save_edits(writer, [(place, base)])[0]

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
        _refuse_blank(word, "word", "a proposal is declined with a word to its author")
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
        editor = self._name(Role.EDITOR)
        if (place_id is None) == (new_place is None):
            raise InvalidPlaceError("name one place, known or new", field="place_id")
        store = self._gazetteer.store
        with store.edit(editor, reason) as writer:
            name = get_unresolved(writer.connection, unresolved_id)
            if new_place is not None:
                edit: tuple[Place, int | None] = (new_place, None)
            else:
                known = live_place(writer.connection, place_id or "")
                edit = (known, known.version)
            named = _with_variant(edit[0], name, language)
            place = save_edits(writer, [(named, edit[1])])[0].place
            close_unresolved(
                writer.connection,
                unresolved_id,
                UnresolvedState.RESOLVED,
                user=editor,
                reason=reason.strip(),
                place_id=place.id,
            )
            return place

    def ignore_unresolved(self, unresolved_id: int, *, reason: str) -> None:
        """Take a name out of the queue for good: it names no place.

        Raises
        ------
        PlaceNotFoundError
            If the queue has no such name.
        """
        editor = self._name(Role.EDITOR)
        _refuse_blank(reason, "reason", "it needs a reason")
        with self._gazetteer.store.database.write() as connection:
            close_unresolved(
                connection,
                unresolved_id,
                UnresolvedState.IGNORED,
                user=editor,
                reason=reason.strip(),
            )

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
        name = self._name(Role.CONTRIBUTOR)
        _refuse_blank(reason, "reason", "a proposal needs a reason")
        check_place(place)
        with self._gazetteer.store.database.write() as connection:
            before = None
            if based_on is not None:
                before = place_at_version(connection, place.id, based_on)
                if before is None:
                    raise PlaceNotFoundError(f"{place.id!r} has no version {based_on}")
            drop_drafts(connection, name, [place.id])
            return put_proposal(connection, name, before=before, after=place, reason=reason.strip())

    def report_unresolved(self, rows: Iterable[UnresolvedReport]) -> int:
        """Put names that resolved to nothing in the queue; return how many different ones.

        A name that is there already, in the same context, is counted on. One that was settled opens
        again; one that was ignored stays so. What is blank is left out.
        """
        self._name(Role.CONTRIBUTOR)
        with self._gazetteer.store.database.write() as connection:
            return put_unresolved(connection, rows)

    def keep_draft(self, place: Place, *, based_on: int | None) -> Draft:
        """Keep an edit that is not saved yet, in the place of the user's last draft of the place.

        The place may break the rules of a record.
        """
        name = self._name(Role.CONTRIBUTOR)
        with self._gazetteer.store.database.write() as connection:
            return put_draft(connection, name, place, based_on)

    def draft(self, place_id: str) -> Draft | None:
        """Return the user's own draft of a place."""
        name = self._name(Role.CONTRIBUTOR)
        with self._gazetteer.store.database.read() as connection:
            found = drafts_of(connection, name, place_id)
        return found[0] if found else None

    def drafts(self) -> list[Draft]:
        """Return all the user's own drafts, the newest first."""
        name = self._name(Role.CONTRIBUTOR)
        with self._gazetteer.store.database.read() as connection:
            return drafts_of(connection, name)

    def discard_draft(self, place_id: str) -> None:
        """Throw the user's own draft of a place away, if there is one."""
        name = self._name(Role.CONTRIBUTOR)
        with self._gazetteer.store.database.write() as connection:
            drop_drafts(connection, name, [place_id])

    # -- within ----------------------------------------------------------------------------------

    def _name(self, role: Role) -> str:
        """Return the user's name for the history if their role allows what is asked."""
        if self.user.role < role:
            raise PermissionDeniedError(
                f"this needs the role of {role}, and {self.user.name!r} has that of"
                f" {self.user.role}"
            )
        name = self.user.name.strip()
        _refuse_blank(name, "editor", "an edit needs the name of its editor")
        return name

    def _save(
        self, edits: Sequence[tuple[Place, int | None]], *, reason: str, note: str = ""
    ) -> list[SavedEdit]:
        editor = self._name(Role.EDITOR)
        _refuse_blank(reason, "reason", "an edit needs a reason")
        with self._gazetteer.store.edit(editor, f"{reason.strip()}{note}") as writer:
            saved = save_edits(writer, edits)
            drop_drafts(writer.connection, editor, [place.id for place, _ in edits])
            return saved


def _refuse_blank(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise InvalidPlaceError(message, field=field)


def _with_variant(place: Place, name: UnresolvedName, language: str | None) -> Place:
    """Return a place that has the name of the queue, as a variant cited by where it was met."""
    if any(toponym.name == name.name for toponym in place.toponyms):
        return place
    script = script_of(name.name)
    toponym = Toponym(
        name=name.name,
        language=language or ("ar" if script == "Arab" else "und"),
        script=script,
        citation=Citation(source=name.origin) if name.origin else None,
    )
    return replace(place, toponyms=(*place.toponyms, toponym))
