"""What an editor can do to places, each as a value: it can be rehearsed first and then done.

Both go through the same code, so that what a rehearsal tells is what then happens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from gazetteer.errors import InvalidPlaceError, PlaceNotFoundError
from gazetteer.message import Message
from gazetteer.place import Citation, PlaceStatus, Toponym
from gazetteer.script import script_of
from gazetteer.store_edits import (
    live_place,
    merge_stored,
    place_at_version,
    required,
    save_edits,
    split_place,
)
from gazetteer.store_rows import stored_places
from gazetteer.store_undo import undo_changes, undone_together
from gazetteer.store_unresolved import get_unresolved

if TYPE_CHECKING:
    from gazetteer.place import Place
    from gazetteer.review import SavedEdit, UnresolvedName
    from gazetteer.store_write import ChangeWriter

T_co = TypeVar("T_co", covariant=True)


class Act(Protocol[T_co]):
    """Something to be done to places in one transaction."""

    def carry_out(self, writer: ChangeWriter) -> T_co:
        """Do it, by `writer` alone; raise what `Desk` says of it."""


@dataclass(frozen=True, slots=True)
class SavePlaces:
    """Save places, each with the version that its edit started from, None for a new one."""

    edits: tuple[tuple[Place, int | None], ...]

    def carry_out(self, writer: ChangeWriter) -> list[SavedEdit]:
        """See `Desk.save`."""
        return save_edits(writer, self.edits)


@dataclass(frozen=True, slots=True)
class DeprecatePlace:
    """Mark a place as deprecated."""

    place_id: str
    based_on: int

    def carry_out(self, writer: ChangeWriter) -> SavedEdit:
        """See `Desk.deprecate`."""
        base = place_at_version(writer.connection, self.place_id, self.based_on)
        if base is None:
            raise PlaceNotFoundError(
                Message(
                    "%(id)r has no version %(based_on)s",
                    id=self.place_id,
                    based_on=self.based_on,
                )
            )
        wanted = replace(base, status=PlaceStatus.DEPRECATED)
        return save_edits(writer, [(wanted, self.based_on)])[0]


@dataclass(frozen=True, slots=True)
class DeletePlace:
    """Delete a place."""

    place_id: str
    based_on: int

    def carry_out(self, writer: ChangeWriter) -> None:
        """See `Desk.delete`."""
        stored = stored_places(writer.connection, [self.place_id]).get(self.place_id)
        writer.remove(required(self.place_id, stored, self.based_on))


@dataclass(frozen=True, slots=True)
class MergePlaces:
    """Make two places, each an id and a version, one; `merged` is what the kept one becomes."""

    kept: tuple[str, int]
    gone: tuple[str, int]
    merged: Place | None = None

    def carry_out(self, writer: ChangeWriter) -> Place:
        """See `Desk.merge`."""
        return merge_stored(writer, self.kept, self.gone, self.merged)


@dataclass(frozen=True, slots=True)
class SplitPlace:
    """Make several places of one; the first part keeps the id."""

    place_id: str
    parts: tuple[Place, ...]
    based_on: int

    def carry_out(self, writer: ChangeWriter) -> list[Place]:
        """See `Desk.split`."""
        return split_place(writer, self.place_id, self.parts, based_on=self.based_on)


@dataclass(frozen=True, slots=True)
class UndoChange:
    """Take a change back, and what was done together with it."""

    change_id: int

    def carry_out(self, writer: ChangeWriter) -> int:
        """See `Desk.undo`; return how many changes were to be taken back."""
        return undo_changes(writer, undone_together(writer.connection, self.change_id))


@dataclass(frozen=True, slots=True)
class SettleName:
    """Give a name of the queue to a place, known or new."""

    unresolved_id: int
    place_id: str | None = None
    new_place: Place | None = None
    language: str | None = None

    def carry_out(self, writer: ChangeWriter) -> SavedEdit:
        """See `Desk.settle_unresolved`."""
        if (self.place_id is None) == (self.new_place is None):
            raise InvalidPlaceError(Message("name one place, known or new"), field="place_id")
        name = get_unresolved(writer.connection, self.unresolved_id)
        if self.new_place is not None:
            edit: tuple[Place, int | None] = (self.new_place, None)
        else:
            known = live_place(writer.connection, self.place_id or "")
            edit = (known, known.version)
        named = _with_variant(edit[0], name, self.language)
        return save_edits(writer, [(named, edit[1])])[0]


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
