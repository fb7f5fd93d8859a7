"""Edits of several people put together: a stale save is merged where no field was changed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from gazetteer.errors import EditConflictError, InvalidPlaceError, PlaceNotFoundError
from gazetteer.merging import merge_places
from gazetteer.message import Message
from gazetteer.place_rules import check_place
from gazetteer.review import SavedEdit
from gazetteer.store_changes import ChangeKind, same_content
from gazetteer.store_rows import decode, redirect_target, stored_places
from gazetteer.store_schema import CHANGE
from gazetteer.three_way import merge_edits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from gazetteer.place import Place
    from gazetteer.store_rows import StoredPlace
    from gazetteer.store_write import ChangeWriter
    from gazetteer.three_way import FieldConflict


def place_at_version(connection: Connection, place_id: str, version: int) -> Place | None:
    """Return a place as it was at a version, from the history; None if it never had that one."""
    query = select(CHANGE.c.after).where(CHANGE.c.place_id == place_id, CHANGE.c.after.is_not(None))
    for after in connection.scalars(query.order_by(CHANGE.c.id.desc())):
        place = decode(after)
        if place.version == version:
            return place
    return None


def live_place(connection: Connection, place_id: str) -> Place:
    """Return the stored place of an id, which may be that of a merged one.

    Raises
    ------
    PlaceNotFoundError
        If there is none, or it was deleted.
    """
    target = redirect_target(connection, place_id)
    stored = stored_places(connection, [target]).get(target)
    if stored is None or stored.deleted:
        raise PlaceNotFoundError(Message("no place has the id %(place_id)r", place_id=place_id))
    return stored.place


def save_edits(writer: ChangeWriter, edits: Sequence[tuple[Place, int | None]]) -> list[SavedEdit]:
    """Save places, each with the version that its edit started from (None: a new place).

    Raises
    ------
    EditConflictError
        If a place changed meanwhile in the same fields, was deleted, or the id of a new one is
        taken; the caller's transaction must end then.
    InvalidPlaceError
        If a place breaks a rule or is given twice.
    """
    for place, _ in edits:
        check_place(place)
    ids = [place.id for place, _ in edits]
    if len(set(ids)) < len(ids):
        twice = next(place_id for place_id in ids if ids.count(place_id) > 1)
        raise InvalidPlaceError(Message("%(name)r is given twice", name=twice), field="id")
    stored = stored_places(writer.connection, ids)
    return [_save(writer, place, based_on, stored.get(place.id)) for place, based_on in edits]


def _save(
    writer: ChangeWriter, mine: Place, based_on: int | None, stored: StoredPlace | None
) -> SavedEdit:
    if stored is None:
        if based_on is not None:
            raise _conflict(mine, based_on, None)
        return SavedEdit(place=writer.put(mine, None).place)
    if stored.version == based_on:
        if stored.deleted:
            raise PlaceNotFoundError(
                Message("%(id)r was deleted; undo the deletion first", id=mine.id)
            )
        return SavedEdit(place=_put(writer, mine, stored))
    base = None if based_on is None else place_at_version(writer.connection, mine.id, based_on)
    if base is None or stored.deleted:
        raise _conflict(mine, based_on, stored, base)
    merge = merge_edits(base, mine, stored.place)
    if merge.conflicts:
        raise _conflict(mine, based_on, stored, base, merge.conflicts)
    return SavedEdit(place=_put(writer, merge.place, stored), merged_from=stored.version)


def _put(writer: ChangeWriter, place: Place, stored: StoredPlace) -> Place:
    """Store a place, unless it says what is stored already."""
    if same_content(place, stored.place):
        return stored.place
    return writer.put(place, stored).place


def _conflict(
    mine: Place,
    based_on: int | None,
    stored: StoredPlace | None,
    base: Place | None = None,
    conflicts: tuple[FieldConflict, ...] = (),
) -> EditConflictError:
    expected, actual = based_on or 0, 0 if stored is None else stored.version
    if stored is not None and based_on is None:
        why = Message("the id %(id)r is taken", id=mine.id)
    elif stored is not None and stored.deleted:
        why = Message("%(id)r was deleted meanwhile", id=mine.id)
    else:
        why = Message(
            "%(id)r is at version %(actual)s, this edit was based on version %(expected)s",
            id=mine.id,
            actual=actual,
            expected=expected,
        )
    if conflicts and not (stored is None or stored.deleted or based_on is None):
        why = Message("%(problem)s; both changed %(field)s", problem=why, field=conflicts[0].field)
    return EditConflictError(
        why,
        expected=expected,
        actual=actual,
        base=base,
        mine=mine,
        theirs=None if stored is None or stored.deleted else stored.place,
        conflicts=conflicts,
    )


def split_place(
    writer: ChangeWriter, place_id: str, parts: Sequence[Place], *, based_on: int
) -> list[Place]:
    """Make several places of one; the first part keeps its id, the others are new.

    Raises
    ------
    EditConflictError
        If the place changed meanwhile or the id of a new part is taken.
    InvalidPlaceError
        If there are fewer than two parts, the first has another id, two share one, or one breaks
        a rule.
    PlaceNotFoundError
        If there is no such place.
    """
    ids = [part.id for part in parts]
    if len(ids) < 2 or ids[0] != place_id or len(set(ids)) < len(ids):
        message = Message(
            "a split needs two or more ids, the first of them %(place_id)r", place_id=place_id
        )
        raise InvalidPlaceError(message, field="id")
    for part in parts:
        check_place(part)
    stored = stored_places(writer.connection, ids)
    whole = stored.get(place_id)
    if whole is None or whole.deleted:
        raise PlaceNotFoundError(Message("no place has the id %(place_id)r", place_id=place_id))
    if whole.version != based_on:
        base = place_at_version(writer.connection, place_id, based_on)
        raise _conflict(parts[0], based_on, whole, base)
    for part in parts[1:]:
        if part.id in stored:
            raise _conflict(part, None, stored[part.id])
    return [writer.put(part, stored.get(part.id), ChangeKind.SPLIT).place for part in parts]


def merge_stored(
    writer: ChangeWriter, kept: tuple[str, int], gone: tuple[str, int], merged: Place | None
) -> Place:
    """Make two places one and return it; see `Store.merge`."""
    if kept[0] == gone[0]:
        raise InvalidPlaceError(Message("a place cannot be merged into itself"), field="id")
    if merged is not None:
        if merged.id != kept[0]:
            raise InvalidPlaceError(
                Message("the merged place must keep the id %(kept)r", kept=kept[0]), field="id"
            )
        check_place(merged)
    stored = stored_places(writer.connection, [kept[0], gone[0]])
    stays = required(kept[0], stored.get(kept[0]), kept[1])
    goes = required(gone[0], stored.get(gone[0]), gone[1])
    wanted = merged or merge_places(stays.place, goes.place)
    place = writer.put(wanted, stays, ChangeKind.MERGE).place
    writer.remove(goes, ChangeKind.MERGE, redirect_to=place.id)
    return place


def checked(place_id: str, stored: StoredPlace | None, based_on: int | None) -> StoredPlace | None:
    """Return what is stored if an edit may be based on it."""
    expected, actual = based_on or 0, 0 if stored is None else stored.version
    if expected != actual:
        raise EditConflictError(
            Message(
                "%(id)r is at version %(actual)s, this edit was based on version %(expected)s",
                id=place_id,
                actual=actual,
                expected=expected,
            ),
            expected=expected,
            actual=actual,
        )
    if stored is not None and stored.deleted:
        raise PlaceNotFoundError(
            Message("%(id)r was deleted; undo the deletion first", id=place_id)
        )
    return stored


def required(place_id: str, stored: StoredPlace | None, based_on: int) -> StoredPlace:
    """Return what is stored if it is a live place that an edit may be based on."""
    if stored is None:
        raise PlaceNotFoundError(Message("no place has the id %(place_id)r", place_id=place_id))
    checked(place_id, stored, based_on)
    return stored
