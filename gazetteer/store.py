"""The store: places and their history in a database that several people and processes share."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from sqlalchemy import select, update

from gazetteer.errors import InvalidPlaceError, PlaceNotFoundError, StoreError, StoreFault
from gazetteer.message import Message
from gazetteer.place_rules import check_place
from gazetteer.record import load_shipped
from gazetteer.store_backup import restore_backup, write_backup
from gazetteer.store_changes import SHIPPED_EDITOR, Change, same_content
from gazetteer.store_check import disagreements
from gazetteer.store_edits import checked, merge_stored, required
from gazetteer.store_engine import Database, default_database_url
from gazetteer.store_faults import damage
from gazetteer.store_import import (
    ImportReport,
    MergePolicy,
    ShippedReport,
    import_batches,
    merge_shipped,
    shipped_version,
)
from gazetteer.store_migrations import migrate
from gazetteer.store_read import StoreReader
from gazetteer.store_rows import change_of, stored_places
from gazetteer.store_schema import CHANGE, META
from gazetteer.store_undo import undo_changes, undone_together
from gazetteer.store_write import ChangeWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from gazetteer.place import Place

_LOG = logging.getLogger(__name__)


class Store(StoreReader):
    """Places in a database, with versions and an append-only history.

    Every writing method is one transaction: all of it happens or nothing does, the revision moves
    by one, and each changed place gets a new version and a line of history.

    Parameters
    ----------
    database_url
        ``sqlite:///path``, a bare path or ``postgresql://…``; when None, the environment variable
        HUDUD_DATABASE_URL, else the user's own file.
    shipped
        Whether to load what the project ships, once for each release.

    Raises
    ------
    StoreError
        If the database cannot be opened or a newer release made it.
    """

    def __init__(self, database_url: str | None = None, *, shipped: bool = True) -> None:
        super().__init__(Database(database_url or default_database_url()))
        self.shipped_report: ShippedReport | None = None
        try:
            migrate(self.database)
            if shipped:
                self._merge_shipped()
        except BaseException:
            self.database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self.database.close()

    def save(self, place: Place, *, editor: str, reason: str, based_on: int | None) -> Place:
        """Create or change a place and return it as stored, with its new version.

        What says the same as the stored place is not a change and leaves no trace.

        Parameters
        ----------
        place
            The new state; its `version` is ignored.
        editor
            Who saves.
        reason
            Why.
        based_on
            The version that the edit started from; None for a new place.

        Raises
        ------
        EditConflictError
            If the store holds another version, or already has (or had) the id of a new place.
        InvalidPlaceError
            If the place, the editor or the reason breaks a rule.
        PlaceNotFoundError
            If the place was deleted.
        """
        return self.save_all([(place, based_on)], editor=editor, reason=reason)[0]

    def save_all(
        self, edits: Iterable[tuple[Place, int | None]], *, editor: str, reason: str
    ) -> list[Place]:
        """Save several places, each with the version it is based on, in one transaction.

        Parameters and errors are those of `save`; one refused place refuses all.
        """
        wanted = list(edits)
        for place, _ in wanted:
            check_place(place)
        with self.edit(editor, reason) as writer:
            stored = stored_places(writer.connection, [place.id for place, _ in wanted])
            saved = []
            for place, based_on in wanted:
                was = checked(place.id, stored.get(place.id), based_on)
                unchanged = was is not None and same_content(was.place, place)
                saved.append(was.place if was and unchanged else writer.put(place, was).place)
            return saved

    def delete(self, place_id: str, *, editor: str, reason: str, based_on: int) -> None:
        """Delete a place; its id stays taken and `undo` brings it back.

        Raises
        ------
        EditConflictError
            If the store holds another version than `based_on`.
        PlaceNotFoundError
            If there is no such place, or it is deleted already.
        """
        with self.edit(editor, reason) as writer:
            stored = stored_places(writer.connection, [place_id]).get(place_id)
            writer.remove(required(place_id, stored, based_on))

    def merge(
        self,
        kept: tuple[str, int],
        gone: tuple[str, int],
        *,
        editor: str,
        reason: str,
        merged: Place | None = None,
    ) -> Place:
        """Make two places one and return it; the id of the one that goes leads to the kept one.

        Parameters
        ----------
        kept, gone
            Id and version of each that the decision is based on.
        editor, reason
            Who merges, and why.
        merged
            What the kept place becomes; when None, it takes the other's names, links, citations
            and what it left blank itself.

        Raises
        ------
        EditConflictError
            If one of them has changed meanwhile.
        InvalidPlaceError
            If they are one place already, or `merged` breaks a rule or has another id.
        PlaceNotFoundError
            If one of them does not exist.
        """
        with self.edit(editor, reason) as writer:
            return merge_stored(writer, kept, gone, merged)

    def undo(self, change_id: int, *, editor: str, reason: str = "") -> list[Change]:
        """Take a change back by a new one and return what was done, oldest first.

        Fields that others changed since are left alone; of a merge or a split all is undone.
        Undoing an undo does the change again. An empty list means that nothing of the change was
        left to undo.

        Raises
        ------
        EditConflictError
            If a later change touched the same fields.
        PlaceNotFoundError
            If there is no such change.
        """
        with self.database.read() as connection:
            query = undone_together(connection, change_id)
        with self.edit(editor, reason or f"undo of change {change_id}") as writer:
            undo_changes(writer, query)
        return self.changes_of(writer)

    def undo_revision(self, revision: int, *, editor: str, reason: str = "") -> int:
        """Take back all changes of one transaction, such as an import; return how many.

        Raises
        ------
        EditConflictError
            If a later change touched the same fields of one of the places; nothing is undone then.
        PlaceNotFoundError
            If the history has no such revision.
        """
        query = select(CHANGE).where(CHANGE.c.revision == revision)
        with self.edit(editor, reason or f"undo of revision {revision}") as writer:
            if not undo_changes(writer, query):
                raise PlaceNotFoundError(
                    Message("the history has no revision %(revision)s", revision=revision)
                )
        return writer.change_count

    def import_places(
        self,
        places: Iterable[Place],
        *,
        source: str,
        editor: str,
        merge: MergePolicy = MergePolicy.FILL,
    ) -> ImportReport:
        """Upsert a stream of places in one transaction; doing it again changes nothing.

        A record is the stored place of the same id, else one that shares a link, else one of the
        same name, feature class and country close by. Invalid records are refused one by one and
        told in the report; an exception from `places` itself leaves the store as it was. A place
        that was deleted stays deleted.

        Parameters
        ----------
        places
            Any iterable, read once and never held whole in memory.
        source
            Where they come from, for the history's reason: a file's name or an authority.
        editor
            Who imports.
        merge
            What happens to a place that the store already has.
        """
        with self.edit(editor, f"import of {source}") as writer:
            report = import_batches(writer, places, policy=merge)
            report.revision = writer.finish()
        return report

    # -- keeping ---------------------------------------------------------------------------------

    def backup(self, path: Path) -> int:
        """Write the whole store, history included, to a SQLite file; return its revision.

        The file shows one state even while others write, and appears only when it is complete.

        Raises
        ------
        StoreError
            If the file cannot be written.
        """
        return write_backup(self.database, path)

    def restore(self, path: Path) -> int:
        """Put a backup in the place of everything in this store; return the new revision.

        It happens in one transaction; whoever has the store open sees it as a new line of history.
        Drafts newer than those of the backup stay.

        Raises
        ------
        StoreError
            If the file is no backup, or a newer release made it.
        """
        return restore_backup(self.database, path)

    def verify(self) -> None:
        """Read all of the database and look whether it is whole and agrees with itself.

        Each line of history is compared with its seal, each place with its last change, and what is
        searched of a place with its record.

        Raises
        ------
        StoreError
            If it is damaged; the message says where that shows.
        """
        self.database.verify(thorough=True)
        name = self.database.name
        indexed, held = self._indexed_revision(), self.revision
        if indexed > held:
            said = (
                f"revision {indexed} was written and the file ends at {held}: its -wal is missing"
            )
            raise StoreError(damage(name, said), fault=StoreFault.DAMAGED)
        with self.database.read() as connection:
            found = next(disagreements(connection), None)
            if found is not None:
                raise StoreError(damage(name, found), fault=StoreFault.DAMAGED)

    @contextmanager
    def edit(self, editor: str, reason: str) -> Iterator[ChangeWriter]:
        """Give a transaction that writes changes; the other methods and the desk are made of it.

        Raises
        ------
        InvalidPlaceError
            If the editor or the reason is blank, or the editor is the one that releases write as.
        """
        if editor.strip().casefold() == SHIPPED_EDITOR:
            raise InvalidPlaceError(
                Message(
                    "%(name)r is the name under which releases write",
                    name=SHIPPED_EDITOR,
                ),
                field="editor",
            )
        with self.database.write() as connection:
            writer = ChangeWriter(connection, editor=editor, reason=reason)
            yield writer
            writer.finish()

    def changes_of(self, writer: ChangeWriter) -> list[Change]:
        """Return the changes that a finished transaction of `edit` made, the oldest first."""
        query = select(CHANGE).where(CHANGE.c.revision == writer.revision).order_by(CHANGE.c.id)
        if writer.change_count == 0:
            return []
        with self.database.read() as connection:
            return [change_of(row) for row in connection.execute(query).mappings()]

    def _indexed_revision(self) -> int:
        """Return the last revision of which an index lies beside the file; 0 for none."""
        path = self.database.path
        if path is None:
            return 0
        epoch = self.state().epoch[:12]
        found = path.with_name(f"{path.name}.index").glob(f"{epoch}-*.names")
        return max((int(file.stem.rpartition("-")[2]) for file in found), default=0)

    def _merge_shipped(self) -> None:
        release = shipped_version()
        loaded = select(META.c.shipped_version)
        with self.database.read() as connection:
            if connection.execute(loaded).scalar_one() == release:
                return
        with self.database.write() as connection:
            writer = ChangeWriter(
                connection, editor=SHIPPED_EDITOR, reason=f"shipped data {release}"
            )
            # Another process may have done it while this one waited for the lock.
            if connection.execute(loaded).scalar_one() == release:
                return
            self.shipped_report = merge_shipped(writer, load_shipped())
            writer.finish()
            connection.execute(update(META).values(shipped_version=release))
        if self.shipped_report.left:
            _LOG.info("left as editors made them: %s", ", ".join(self.shipped_report.left))
