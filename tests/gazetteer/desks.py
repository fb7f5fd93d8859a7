"""People at the desk of a gazetteer, for the tests of what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer import Act, Desk, Gazetteer, Ground, Rehearsal, Role, StoreState, User

if TYPE_CHECKING:
    from gazetteer.store_write import ChangeWriter

AMAL = User("Amal", Role.EDITOR)
BASIM = User("Basim", Role.EDITOR)
CAROL = User("Carol", Role.CONTRIBUTOR)
VICTOR = User("Victor", Role.VIEWER)


class BoldDesk(Desk):
    """A desk that no finding stops, for tests of what is not about the checks."""

    def _told(self, _act: Act[object]) -> Rehearsal:
        return Rehearsal()

    def _still_told(
        self, _writer: ChangeWriter, _act: Act[object], told: Rehearsal, _seen: StoreState
    ) -> Rehearsal:
        return told


class BoldGazetteer(Gazetteer):
    """A gazetteer that gives bold desks."""

    def desk(self, user: User, *, ground: Ground | None = None) -> Desk:
        """Return a desk that no finding stops."""
        return BoldDesk(self, user, ground)
