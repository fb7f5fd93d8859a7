"""Taking changes back: each undo is a new change that leaves the rest of the place alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer.errors import EditConflictError
from gazetteer.store_changes import Change, ChangeKind, merge_fields, same_content
from gazetteer.store_rows import change_of, stored_places
from gazetteer.store_schema import CHANGE
from gazetteer.store_write import BATCH

if TYPE_CHECKING:
    from sqlalchemy import Select

    from gazetteer.place import Place
    from gazetteer.store_rows import StoredPlace
    from gazetteer.store_write import ChangeWriter


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
        raise _conflict(change, stored, "the place was deleted since")
    if change.before is None:
        if not same_content(stored.place, change.after):
            raise _conflict(change, stored, "the place was edited since it was created")
        return writer.remove(stored, ChangeKind.UNDO, undoes=change.id)
    merge = merge_fields(change.after, change.before, stored.place)
    if merge.conflicts:
        names = ", ".join(merge.conflicts)
        raise _conflict(change, stored, f"edited since: {names}")
    if same_content(merge.place, stored.place):
        return stored
    return writer.put(merge.place, stored, ChangeKind.UNDO, undoes=change.id)


def _state_before_deletion(change: Change, stored: StoredPlace) -> Place:
    if change.before is None or not stored.deleted or stored.version != _version_made(change):
        raise _conflict(change, stored, "the place was brought back since")
    return change.before


def _version_made(change: Change) -> int:
    """Return the version of the place that a change made; a tombstone's is one more than before."""
    if change.after is not None:
        return change.after.version
    return 1 if change.before is None else change.before.version + 1


def _conflict(change: Change, stored: StoredPlace, why: str) -> EditConflictError:
    return EditConflictError(
        f"change {change.id} of {change.place_id!r} cannot be undone: {why}",
        expected=_version_made(change),
        actual=stored.version,
    )
