"""Data sets of incidents in the gazetteer's database: imported, versioned, switched, taken back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from gazetteer import Gazetteer, Message
from geo.errors import DatasetNotFoundError
from geo.incidents import Actor, Incident, Source
from geo.records import load_dataset
from geo.store.changes import (
    CONFIRMED,
    DatasetWriter,
    change_of,
    check_edition,
    check_info,
    find_info,
    live_info,
)
from geo.store.datasets import (
    DatasetChangeKind,
    DatasetInfo,
    ImportFile,
    ImportReport,
)
from geo.store.importing import Import
from geo.store.migrations import migrate
from geo.store.reading import DatasetReader
from geo.store.records import RecordWriter
from geo.store.schema import CHANGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    import pyarrow as pa  # type: ignore[import-untyped]

    from gazetteer import User
    from geo.store.datasets import ImportStage

# What `describe` leaves as it is: the store's own knowledge of a data set.
_OWN = ("active", "removed", "edition", "version", "incidents", "created", "created_by")


class IncidentStore(DatasetReader):
    """The data sets in the database of a gazetteer.

    A data set has numbered versions that never change; importing, undoing and removing say which
    one holds. Every writing method is one transaction: all of it happens or nothing does. It needs
    the role of an editor, writes a line of history and moves the revision by one. `based_on` is the
    edition that a change started from, None for whatever holds now.

    Parameters
    ----------
    gazetteer
        The gazetteer whose database it is.

    Raises
    ------
    StoreError
        If the gazetteer has no database, it cannot be read, or a newer release made it.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        super().__init__(gazetteer)
        migrate(self.database)

    @classmethod
    def open(cls, database_url: str | None = None) -> Self:
        """Return the data sets of a database; see `Gazetteer.open` for the parameter and errors."""
        gazetteer = Gazetteer.open(database_url)
        try:
            return cls(gazetteer)
        except BaseException:
            gazetteer.close()
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
        """Close the gazetteer and its database."""
        self._gazetteer.close()

    # -- data sets as a whole ---------------------------------------------------------------------

    def put(
        self,
        info: DatasetInfo,
        rows: Iterable[pa.Table | pa.RecordBatch],
        *,
        user: User,
        reason: str,
        file: ImportFile | None = None,
        whole: bool = True,
        based_on: int | None = None,
        dry_run: bool = False,
        progress: Callable[[ImportStage, int], None] | None = None,
    ) -> ImportReport:
        """Import the rows of a file as a new data set or as the next version of one.

        Rows are compared with those that hold by their id. Where all are equal nothing is written,
        unless the description changed. Names without a point and a place go into the gazetteer's
        queue in the same transaction; the lock is held only while the finished parts are written.

        Parameters
        ----------
        info
            The data set; of one that exists the description is replaced by this, so start from
            `get`. What the store gives of it itself (edition, version, …) is not looked at.
        rows
            Tables in the columns of `geo.store.columns.STORED_COLUMNS`; ids differ. What iterating
            them raises ends the import, and nothing is left behind.
        user, reason
            Who imports, and why.
        file
            Where the rows came from and what of it was refused.
        whole
            Whether these are all rows: those that the file leaves out are then withdrawn.
        based_on
            The edition that was looked at before; 0 for a new data set.
        dry_run
            Whether to tell only what would happen.
        progress
            Called between parts with the stage and the rows done; what it raises ends the import.

        Raises
        ------
        DatasetConflictError
            If somebody else changed the data set meanwhile.
        DatasetNotFoundError
            If the data set was removed.
        IncidentDataError
            If a column, a value or the description breaks a rule, or an id occurs twice.
        PermissionDeniedError
            If `user` is no editor.
        """
        return Import(
            self.database,
            info,
            user=user,
            reason=reason,
            file=file or ImportFile(),
            whole=whole,
            based_on=based_on,
            progress=progress,
        ).run(rows, dry_run=dry_run)

    def describe(
        self, info: DatasetInfo, *, user: User, reason: str, based_on: int | None = None
    ) -> DatasetInfo:
        """Change name, publisher, licence, citation, link, format or mapping of a data set."""
        check_info(info)
        with self._changing(info.id, user, reason, based_on) as (writer, held):
            wanted = replace(info, **{name: getattr(held, name) for name in _OWN})
            same = replace(wanted, changed=held.changed, changed_by=held.changed_by) == held
            return held if same else _put(writer, held, wanted, DatasetChangeKind.DESCRIBE)

    def switch(
        self,
        dataset_id: str,
        active: bool,
        *,
        user: User,
        reason: str,
        based_on: int | None = None,
    ) -> DatasetInfo:
        """Show a data set on the map, or hide it."""
        kind = DatasetChangeKind.SWITCH_ON if active else DatasetChangeKind.SWITCH_OFF
        with self._changing(dataset_id, user, reason, based_on) as (writer, held):
            if held.active == active:
                return held
            return _put(writer, held, replace(held, active=active), kind)

    def remove(
        self, dataset_id: str, *, user: User, reason: str, based_on: int | None = None
    ) -> DatasetInfo:
        """Remove a data set as a whole; its id stays taken and `undo` brings it back."""
        with self._changing(dataset_id, user, reason, based_on) as (writer, held):
            return _put(writer, held, replace(held, removed=True), DatasetChangeKind.REMOVE)

    def undo(self, change_id: int, *, user: User, reason: str) -> DatasetInfo:
        """Take the last change of a data set back by a new one; its rows hold again as before.

        What the change made is removed; undoing an undo does the change again.

        Raises
        ------
        DatasetConflictError
            If a later change of the data set stands in the way.
        DatasetNotFoundError
            If there is no such change.
        """
        columns = [column for column in CHANGE.c if column.name != "refusals"]
        query = select(*columns).where(CHANGE.c.id == change_id)
        with self.database.write() as connection:
            writer = DatasetWriter(connection, user=user, reason=reason)
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                raise DatasetNotFoundError(
                    Message("the history has no change %(change_id)s", change_id=change_id)
                )
            change = change_of(row)
            held = find_info(connection, change.dataset_id)
            if change.after is None or held is None or change.kind is DatasetChangeKind.RECORDS:
                raise DatasetNotFoundError(
                    Message(
                        "change %(change_id)s cannot be taken back as a whole", change_id=change_id
                    )
                )
            check_edition(held, change.after.edition)
            wanted = change.before or replace(held, removed=True)
            return _put(writer, held, wanted, DatasetChangeKind.UNDO)

    @contextmanager
    def _changing(
        self, dataset_id: str, user: User, reason: str, based_on: int | None
    ) -> Iterator[tuple[DatasetWriter, DatasetInfo]]:
        with self.database.write() as connection:
            writer = DatasetWriter(connection, user=user, reason=reason)
            held = live_info(connection, dataset_id)
            check_edition(held, based_on)
            yield writer, held

    # -- incidents one by one ----------------------------------------------------------------------

    def add_incidents(
        self,
        incidents: Iterable[Incident],
        *,
        user: User,
        reason: str,
        sources: Iterable[Source] = (),
        actors: Iterable[Actor] = (),
    ) -> list[Incident]:
        """Add confirmed incidents, and first the sources and actors that they bring.

        They join the data set `CONFIRMED`. What ships may be cited and named; a source or actor
        that is known already and equal is passed over.

        Raises
        ------
        IncidentDataError
            If a record breaks a rule of those that ship, or its id is taken; nothing is added.
        PermissionDeniedError
            If `user` is no editor.
        """
        with self._recording(user, reason) as writer:
            writer.add([*sources, *actors])
            return [r for r in writer.add(incidents) if isinstance(r, Incident)]

    def save_incident(
        self, incident: Incident, *, based_on: int, user: User, reason: str
    ) -> Incident:
        """Change a confirmed incident, or bring a withdrawn one back; return it as stored.

        Raises
        ------
        DatasetConflictError
            If it is at another version than `based_on`.
        DatasetNotFoundError
            If nobody ever confirmed one with this id.
        IncidentDataError
            If it breaks a rule.
        """
        with self._recording(user, reason) as writer:
            saved = writer.save(incident, based_on)
        return saved if isinstance(saved, Incident) else incident

    def withdraw_incident(
        self, incident_id: str, *, based_on: int, user: User, reason: str
    ) -> None:
        """Take a confirmed incident off the map; `save_incident` brings it back.

        Its version rises by one. Errors are those of `save_incident`.
        """
        with self._recording(user, reason) as writer:
            writer.withdraw(incident_id, based_on)

    @contextmanager
    def _recording(self, user: User, reason: str) -> Iterator[RecordWriter]:
        shipped = load_dataset()
        with self.database.write() as connection:
            writer = DatasetWriter(connection, user=user, reason=reason)
            held = find_info(connection, CONFIRMED)
            after = held or DatasetInfo(id=CONFIRMED, name="Confirmed incidents")
            if held is None:
                writer.reserve(after)
            elif held.removed:
                live_info(connection, CONFIRMED)
            records = RecordWriter(writer, shipped)
            yield records
            after = replace(after, incidents=records.count())
            writer.put(held, after, DatasetChangeKind.RECORDS)


def _put(
    writer: DatasetWriter, before: DatasetInfo, after: DatasetInfo, kind: DatasetChangeKind
) -> DatasetInfo:
    return writer.put(before, after, kind).after or after
