"""Taking changes back: each undo is a new change that leaves the rest of the place alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from gazetteer.errors import EditConflictError, PlaceNotFoundError
from gazetteer.message import Message
from gazetteer.store_changes import Change, ChangeKind, same_content
from gazetteer.store_rows import change_of, stored_places
from gazetteer.store_schema import CHANGE
from gazetteer.store_write import BATCH
from gazetteer.three_way import UNITS, merge_edits

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from gazetteer.place import Place
    from gazetteer.store_rows import StoredPlace
    from gazetteer.store_write import ChangeWriter


def undone_together(connection: Connection, change_id: int) -> Select[tuple[int]]:
    """Return the query of the changes that are undone with one: all of a merge or a split.

    Raises
    ------
    PlaceNotFoundError
        If the history has no such change.
    """
    columns = select(CHANGE.c.kind, CHANGE.c.revision, CHANGE.c.undoes)
    found = connection.execute(columns.where(CHANGE.c.id == change_id)).one_or_none()
    if found is None:
        raise PlaceNotFoundError(
            Message("the history has no change %(change_id)s", change_id=change_id)
        )
    origin = found
    while origin.undoes is not None:  # undoing the undo of a merge merges again
        origin = connection.execute(columns.where(CHANGE.c.id == origin.undoes)).one()
    if origin.kind in {ChangeKind.MERGE, ChangeKind.SPLIT}:
        return select(CHANGE).where(
            CHANGE.c.revision == found.revision, CHANGE.c.kind == found.kind
        )
    return select(CHANGE).where(CHANGE.c.id == change_id)


def undo_changes(writer: ChangeWriter, query: Select[tuple[int]]) -> int:
    """Take back the changes that a query of the history selects, the newest first.

    Returns
    -------
    int
        How many changes were selected; those of which nothing was left are counted too.

    Raises
    ------
    EditConflictError
        If a later change touched the same fields.
    """
    count = 0
    page = query.order_by(CHANGE.c.id.desc()).limit(BATCH)
    last: int | None = None
    while True:
        current = page if last is None else page.where(CHANGE.c.id < last)
        changes = [change_of(row) for row in writer.connection.execute(current).mappings()]
        if not changes:
            return count
        stored = stored_places(writer.connection, {change.place_id for change in changes})
        for change in changes:
            stored[change.place_id] = _undo(writer, change, stored[change.place_id])
        writer.flush()
        count += len(changes)
        last = changes[-1].id


def _undo(writer: ChangeWriter, change: Change, stored: StoredPlace) -> StoredPlace:
    """Take one change back and return what is stored then."""
    if change.after is None:
        restored = _state_before_deletion(change, stored)
        return writer.put(restored, stored, ChangeKind.UNDO, undoes=change.id)
    if stored.deleted:
        raise _conflict(change, stored, Message("the place was deleted since"))
    if change.before is None:
        if not same_content(stored.place, change.after):
            raise _conflict(change, stored, Message("the place was edited since it was created"))
        return writer.remove(
            stored,
            ChangeKind.UNDO,
            redirect_to=_redirect_before(writer.connection, change),
            undoes=change.id,
        )
    merge = merge_edits(change.after, change.before, stored.place)
    if merge.conflicts:
        fields = [name for c in merge.conflicts for name in UNITS.get(c.field, (c.field,))]
        names = ", ".join(fields)
        raise _conflict(change, stored, Message("edited since: %(names)s", names=names))
    if same_content(merge.place, stored.place):
        return stored
    return writer.put(merge.place, stored, ChangeKind.UNDO, undoes=change.id)


def _redirect_before(connection: Connection, change: Change) -> str | None:
    """Return where the id led before a change brought its place back."""
    query = select(CHANGE.c.redirect_to).where(CHANGE.c.id == change.undoes)
    return connection.execute(query).scalar_one_or_none()


def _state_before_deletion(change: Change, stored: StoredPlace) -> Place:
    if change.before is None or not stored.deleted or stored.version != _version_made(change):
        raise _conflict(change, stored, Message("the place was brought back since"))
    return change.before


def _version_made(change: Change) -> int:
    """Return the version of the place that a change made; a tombstone's is one more than before."""
    if change.after is not None:
        return change.after.version
    return 1 if change.before is None else change.before.version + 1


def _conflict(change: Change, stored: StoredPlace, why: Message) -> EditConflictError:
    return EditConflictError(
        Message(
            "change %(id)s of %(place_id)r cannot be undone: %(problem)s",
            id=change.id,
            place_id=change.place_id,
            problem=why,
        ),
        expected=_version_made(change),
        actual=stored.version,
    )
