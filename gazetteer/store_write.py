"""Writing: every edit, small or large, becomes rows of places and rows of history here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, update

from gazetteer.errors import InvalidPlaceError
from gazetteer.message import Message
from gazetteer.store_changes import ChangeKind
from gazetteer.store_rows import StoredPlace, chunks, link_rows, place_row, toponym_rows
from gazetteer.store_schema import CHANGE, LINK, META, PLACE, REDIRECT, TOPONYM
from gazetteer.store_seals import sealed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from gazetteer.place import Place

# Edits gathered before they are sent, so that an import of any size stays small in memory.
BATCH = 2_000

# A clock that was put back by less than this is not believed: what is written keeps the moment of
# what was written before it, so that the history stays in order. Source: own choice; clocks are set
# right by seconds, time zones by hours; beyond, the clock must have been wrong before.
_LONGEST_STEP_BACK = timedelta(days=1)


def moment_after(last: datetime | None) -> datetime:
    """Return the present moment, UTC; `last` when the clock was put back since then.

    Parameters
    ----------
    last
        The moment of what was written last; None for nothing.
    """
    now = datetime.now(UTC)
    if last is None or now >= last or last - now > _LONGEST_STEP_BACK:
        return now
    return last


class ChangeWriter:
    """The edits of one transaction: gathered, written in batches, numbered as one revision.

    Making one takes the store's write lock; nobody else writes until the transaction ends. Call
    `finish` before it does.

    Parameters
    ----------
    connection
        A transaction of `Database.write`.
    editor
        Who edits, not blank.
    reason
        Why, not blank.
    overridden
        Codes of the warnings in spite of which it is done.

    Raises
    ------
    InvalidPlaceError
        If `editor` or `reason` is blank.
    """

    def __init__(
        self, connection: Connection, *, editor: str, reason: str, overridden: Iterable[str] = ()
    ) -> None:
        if not editor.strip():
            raise InvalidPlaceError(Message("an edit needs the name of its editor"), field="editor")
        if not reason.strip():
            raise InvalidPlaceError(Message("an edit needs a reason"), field="reason")
        self.connection = connection
        self.editor = editor.strip()
        self.overridden = tuple(overridden)
        self._reason = reason.strip()
        self.revision = self._last_revision() + 1
        query = select(CHANGE.c.id, CHANGE.c.at).order_by(CHANGE.c.id.desc()).limit(1)
        last = connection.execute(query).one_or_none()
        at = moment_after(None if last is None else datetime.fromisoformat(last.at))
        self._at = at.isoformat(timespec="microseconds")
        self._next_change: int = 1 if last is None else last.id + 1
        self._first_change = self._next_change
        self._forget()

    def _last_revision(self) -> int:
        # PostgreSQL locks this row for the transaction; SQLite already holds its one write lock.
        locked = select(META.c.revision).with_for_update()
        return int(self.connection.execute(locked).scalar_one())

    def _forget(self) -> None:
        self._created: list[dict[str, Any]] = []
        self._updated: list[dict[str, Any]] = []
        self._changes: list[dict[str, Any]] = []
        self._named: dict[str, Place | None] = {}
        self._redirects: dict[str, str | None] = {}

    def put(
        self,
        place: Place,
        stored: StoredPlace | None,
        kind: ChangeKind | None = None,
        *,
        undoes: int | None = None,
    ) -> StoredPlace:
        """Create or change a place and return what the store holds then.

        Parameters
        ----------
        place
            The new state; its `version` is ignored.
        stored
            What the store holds for its id, None when nothing.
        kind
            What the history calls it; create or update when left out.
        undoes
            The change that this one takes back.

        Raises
        ------
        InvalidPlaceError
            If the place breaks a rule.
        """
        place = replace(place, version=1 if stored is None else stored.version + 1)
        row = place_row(place, deleted=False, editor=self.editor)
        (self._created if stored is None else self._updated).append(row)
        before = None if stored is None or stored.deleted else stored.record
        kind = kind or (ChangeKind.UPDATE if before else ChangeKind.CREATE)
        self._named[place.id] = place
        if stored is not None and stored.deleted:
            self._redirects[place.id] = None
        self._record(place.id, kind, before, row["record"], undoes=undoes)
        return StoredPlace(
            place, row["record"], place.version, deleted=False, changed_by=self.editor
        )

    def remove(
        self,
        stored: StoredPlace,
        kind: ChangeKind = ChangeKind.DELETE,
        *,
        redirect_to: str | None = None,
        undoes: int | None = None,
    ) -> StoredPlace:
        """Turn a place into a tombstone; with `redirect_to`, its id leads to another place."""
        place = replace(stored.place, version=stored.version + 1)
        row = place_row(place, deleted=True, editor=self.editor)
        self._updated.append(row)
        self._named[place.id] = None
        self._redirects[place.id] = redirect_to
        self._record(place.id, kind, stored.record, None, redirect_to=redirect_to, undoes=undoes)
        return StoredPlace(
            place, row["record"], place.version, deleted=True, changed_by=self.editor
        )

    def _record(
        self,
        place_id: str,
        kind: ChangeKind,
        before: str | None,
        after: str | None,
        *,
        redirect_to: str | None = None,
        undoes: int | None = None,
    ) -> None:
        self._changes.append(
            {
                "id": self._next_change,
                "revision": self.revision,
                "at": self._at,
                "editor": self.editor,
                "place_id": place_id,
                "kind": str(kind),
                "before": before,
                "after": after,
                "redirect_to": redirect_to,
                "reason": self._reason,
                "undoes": undoes,
                "overridden": " ".join(self.overridden),
            }
        )
        self._next_change += 1
        if len(self._changes) >= BATCH:
            self.flush()

    @property
    def change_count(self) -> int:
        """How many changes this transaction has made so far."""
        return self._next_change - self._first_change

    def flush(self) -> None:
        """Send what was gathered to the database, so that queries of this transaction see it."""
        connection = self.connection
        if self._created:
            connection.execute(insert(PLACE), self._created)
        if self._updated:
            keyed = [{"b_id": row["id"], **row} for row in self._updated]
            connection.execute(update(PLACE).where(PLACE.c.id == bindparam("b_id")), keyed)
        self._write_names({row["id"] for row in self._updated})
        self._write_redirects()
        if self._changes:
            connection.execute(insert(CHANGE), [sealed(row) for row in self._changes])
        self._forget()

    def _write_names(self, updated: set[str]) -> None:
        for chunk in chunks(updated):
            for table in (TOPONYM, LINK):
                self.connection.execute(delete(table).where(table.c.place_id.in_(chunk)))
        live = [place for place in self._named.values() if place is not None]
        names = [row for place in live for row in toponym_rows(place)]
        links = [row for place in live for row in link_rows(place)]
        if names:
            self.connection.execute(insert(TOPONYM), names)
        if links:
            self.connection.execute(insert(LINK), links)

    def _write_redirects(self) -> None:
        for chunk in chunks(self._redirects):
            self.connection.execute(delete(REDIRECT).where(REDIRECT.c.id.in_(chunk)))
        rows = [{"id": i, "target": t} for i, t in self._redirects.items() if t is not None]
        if rows:
            self.connection.execute(insert(REDIRECT), rows)

    def finish(self) -> int:
        """Write the rest and move the revision if anything changed; return the revision."""
        self.flush()
        if self.change_count == 0:
            return self.revision - 1
        self.connection.execute(update(META).values(revision=self.revision))
        return self.revision
