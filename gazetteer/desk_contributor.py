"""What a contributor may do at the desk: keep drafts, propose, report names; an editor may, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer.edit_checks import Severity
from gazetteer.errors import (
    FindingsError,
    InvalidPlaceError,
    PermissionDeniedError,
    PlaceNotFoundError,
)
from gazetteer.message import Message
from gazetteer.place_rules import check_place
from gazetteer.roles import Role
from gazetteer.store_drafts import drafts_of, drop_drafts, put_draft
from gazetteer.store_edits import place_at_version
from gazetteer.store_proposals import put_proposal
from gazetteer.store_rehearsal import Rehearsal, changes_findings, rehearse
from gazetteer.store_unresolved import put_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer.acts import Act
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.place import Place
    from gazetteer.review import Draft, Proposal, UnresolvedReport
    from gazetteer.roles import User
    from gazetteer.store_rehearsal import Ground


# A form that is being typed into waits no longer for the writer before it, in seconds; a draft that
# could not be kept is tried again.
DRAFT_WAIT_S = 2.0


class ContributorDesk:
    """The part of `gazetteer.desk.Desk` that a contributor may use, too."""

    def __init__(self, gazetteer: Gazetteer, user: User, ground: Ground | None = None) -> None:
        self._gazetteer = gazetteer
        self._ground = ground
        self.user = user

    def rehearse(self, act: Act[object]) -> Rehearsal:
        """Return what an act would do to the places as they are now, and what looks wrong with it.

        Nothing is written. It raises what doing it would raise, but for the role, the reason and
        the findings.
        """
        self._name(Role.CONTRIBUTOR)
        with self._gazetteer.store.database.read() as connection:
            return rehearse(connection, self._gazetteer, act, self._ground)

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
            If the place or the reason breaks a rule, or the checks find an error in the edit; their
            warnings are for the editor who decides.
        PlaceNotFoundError
            If the place never had such a version.
        """
        name = self._name(Role.CONTRIBUTOR)
        refuse_blank(reason, "reason", Message("a proposal needs a reason"))
        check_place(place)
        with self._gazetteer.store.database.write() as connection:
            before = None
            if based_on is not None:
                before = place_at_version(connection, place.id, based_on)
                if before is None:
                    raise PlaceNotFoundError(
                        Message(
                            "%(id)r has no version %(based_on)s", id=place.id, based_on=based_on
                        )
                    )
            found = changes_findings(self._gazetteer, [(before, place)], {}, self._ground)
            errors = tuple(f for f in found if f.severity is Severity.ERROR)
            if errors:
                raise FindingsError(errors)
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
        with self._gazetteer.store.database.write(wait_s=DRAFT_WAIT_S) as connection:
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
        with self._gazetteer.store.database.write(wait_s=DRAFT_WAIT_S) as connection:
            drop_drafts(connection, name, [place_id])

    def _name(self, role: Role) -> str:
        """Return the user's name for the history if their role allows what is asked."""
        if self.user.role < role:
            raise PermissionDeniedError(
                Message(
                    "this needs another role than that of %(name)r",
                    name=self.user.name,
                )
            )
        name = self.user.name.strip()
        refuse_blank(name, "editor", Message("an edit needs the name of its editor"))
        return name


def refuse_blank(text: str, field: str, message: Message) -> None:
    """Refuse a text without a letter."""
    if not text.strip():
        raise InvalidPlaceError(message, field=field)
