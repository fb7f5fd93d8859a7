"""Data sets of incidents in the gazetteer's database: imported, versioned, switched, taken back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa  # type: ignore[import-untyped]
from sqlalchemy import select, text

from gazetteer import Gazetteer, StoreState, settled_places
from geo.errors import DatasetNotFoundError
from geo.store.changes import (
    DatasetWriter,
    change_of,
    check_edition,
    check_info,
    decode_info,
    find_info,
    live_info,
)
from geo.store.columns import STORED_COLUMNS
from geo.store.datasets import (
    DatasetChange,
    DatasetChangeKind,
    DatasetInfo,
    Differences,
    ImportFile,
    ImportReport,
    RowChange,
)
from geo.store.differing import differences_between
from geo.store.importing import Import
from geo.store.loading import load_set
from geo.store.migrations import migrate
from geo.store.schema import CHANGE, DATA_SET, META
from geo.store.versions import find_row, held_rows, parts_at, versions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from sqlalchemy import Connection

    from gazetteer import User
    from geo.store.datasets import ImportStage
    from geo.store.loading import LoadedSet

# What `describe` leaves as it is: the store's own knowledge of a data set.
_OWN = ("active", "removed", "edition", "version", "incidents", "created", "created_by")


class IncidentStore:
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
        self._gazetteer = gazetteer
        self.database = gazetteer.store.database
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

    @property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer whose database this is."""
        return self._gazetteer

    # -- reading ---------------------------------------------------------------------------------

    def state(self) -> StoreState:
        """Return the state of all data sets, the key of every cache of them."""
        with self.database.read() as connection:
            revision = connection.execute(select(META.c.revision)).scalar_one()
            epoch = connection.execute(text("SELECT epoch FROM meta")).scalar_one()
        return StoreState(epoch=epoch, revision=revision)

    @property
    def revision(self) -> int:
        """The number of the last transaction that changed a data set."""
        return self.state().revision

    def datasets(self, *, removed: bool = False) -> list[DatasetInfo]:
        """Return all data sets by name; with `removed`, those that were removed instead."""
        with self.database.read() as connection:
            found = map(decode_info, connection.scalars(select(DATA_SET.c.record)))
            wanted = [info for info in found if info.removed == removed]
        return sorted(wanted, key=lambda info: (info.name.casefold(), info.id))

    def datasets_at(self, revision: int) -> list[DatasetInfo]:
        """Return the data sets as they were at an earlier revision, without those removed then."""
        query = select(CHANGE.c.data_set, CHANGE.c.after).where(CHANGE.c.revision <= revision)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(CHANGE.c.id)).all()
        last = {row.data_set: decode_info(row.after) for row in rows}
        return [last[dataset_id] for dataset_id in sorted(last) if not last[dataset_id].removed]

    def get(self, dataset_id: str) -> DatasetInfo:
        """Return a data set.

        Raises
        ------
        DatasetNotFoundError
            If there is none, or it was removed.
        """
        with self.database.read() as connection:
            return live_info(connection, dataset_id)

    def history(
        self, dataset_id: str | None = None, *, limit: int | None = None, before: int | None = None
    ) -> list[DatasetChange]:
        """Return changes of a data set, or of all, the newest first.

        Parameters
        ----------
        dataset_id
            Only those of this one.
        limit
            At most so many.
        before
            Only those with a smaller id, for the next page.
        """
        columns = [column for column in CHANGE.c if column.name != "refusals"]
        query = select(*columns).order_by(CHANGE.c.id.desc()).limit(limit)
        if dataset_id is not None:
            query = query.where(CHANGE.c.data_set == dataset_id)
        if before is not None:
            query = query.where(CHANGE.c.id < before)
        with self.database.read() as connection:
            return [change_of(row) for row in connection.execute(query).mappings()]

    def refusals(self, change_id: int) -> bytes:
        """Return the refused rows of an import as the CSV file that it gave; empty for none."""
        query = select(CHANGE.c.refusals).where(CHANGE.c.id == change_id)
        with self.database.read() as connection:
            return connection.execute(query).scalar_one_or_none() or b""

    def read(self, dataset_id: str, version: int | None = None) -> pa.Table:
        """Return the rows of a version in the columns of `STORED_COLUMNS`.

        Parameters
        ----------
        dataset_id
            Which data set; it may be a removed one.
        version
            Which version; None for the one that holds.

        Raises
        ------
        DatasetNotFoundError
            If there is no such data set or version.
        """
        with self.database.read() as connection:
            stored = parts_at(connection, dataset_id, _version(connection, dataset_id, version))
            tables = list(held_rows(connection, stored))
        return pa.concat_tables([STORED_COLUMNS.empty_table(), *tables]).unify_dictionaries()

    def differences(self, dataset_id: str, older: int, newer: int) -> Differences:
        """Return which incidents differ between two versions of a data set; 0 is the empty one.

        Raises
        ------
        DatasetNotFoundError
            If there is no such data set or version.
        """
        with self.database.read() as connection:
            versions = (_version(connection, dataset_id, v) for v in (older, newer))
            old, new = (parts_at(connection, dataset_id, version) for version in versions)
            return differences_between(connection, old, new)

    def incident_history(self, dataset_id: str, incident_id: str) -> list[RowChange]:
        """Return what the versions of a data set did to an incident, the oldest first.

        Parameters
        ----------
        dataset_id
            The data set.
        incident_id
            The publisher's id of the incident.
        """
        rows: dict[int, tuple[int, dict[str, Any]]] = {}
        changes: list[RowChange] = []
        held: dict[str, Any] | None = None
        with self.database.read() as connection:
            for version in versions_of(connection, dataset_id):
                now = None
                for part in parts_at(connection, dataset_id, version):
                    if part.id not in rows:
                        rows[part.id] = find_row(connection, part.id, incident_id)
                    row, found = rows[part.id]
                    if row >= 0 and part.holds()[row]:
                        now = found
                if now != held:
                    changes.append(RowChange(version=version, before=held, after=now))
                    held = now
        return changes

    # -- the map ---------------------------------------------------------------------------------

    def load(self, known: Sequence[LoadedSet] = ()) -> tuple[LoadedSet, ...]:
        """Return the rows of all data sets that are switched on, by id.

        Parameters
        ----------
        known
            What was loaded before; a version among it is not read again.
        """
        held = {(k.info.id, k.info.version, k.epoch): k for k in known}
        loaded = []
        with self.database.read() as connection:
            epoch = connection.execute(text("SELECT epoch FROM meta")).scalar_one()
            records = connection.scalars(select(DATA_SET.c.record).order_by(DATA_SET.c.id)).all()
            for info in map(decode_info, records):
                if info.removed or not info.active or not info.version:
                    continue
                same = held.get((info.id, info.version, epoch))
                loaded.append(
                    replace(same, info=info) if same else load_set(connection, info, epoch)
                )
        return tuple(loaded)

    def settled(self, loaded: Iterable[LoadedSet]) -> dict[str, tuple[str | None, ...]]:
        """Return by data set the places on which editors settled its unplaced names."""
        with self.database.read() as connection:
            return {
                each.info.id: tuple(settled_places(connection, each.unplaced.names))
                for each in loaded
            }

    # -- writing ---------------------------------------------------------------------------------

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
                raise DatasetNotFoundError(f"the history has no change {change_id}")
            change = change_of(row)
            held = find_info(connection, change.dataset_id)
            if change.after is None or held is None or change.kind is DatasetChangeKind.RECORDS:
                raise DatasetNotFoundError(f"change {change_id} cannot be taken back as a whole")
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


def _put(
    writer: DatasetWriter, before: DatasetInfo, after: DatasetInfo, kind: DatasetChangeKind
) -> DatasetInfo:
    return writer.put(before, after, kind).after or after


def _version(connection: Connection, dataset_id: str, version: int | None) -> int:
    """Return the number of a version that exists; 0 is that of the empty one."""
    info = find_info(connection, dataset_id)
    if info is None:
        raise DatasetNotFoundError(f"there is no data set {dataset_id!r}")
    if version is None:
        return info.version
    if version and version not in versions_of(connection, dataset_id):
        raise DatasetNotFoundError(f"the data set {dataset_id!r} has no version {version}")
    return version
