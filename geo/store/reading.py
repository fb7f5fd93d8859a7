"""Reading the data sets: what there is, what it was, what changed, and the rows for the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped]
from sqlalchemy import select, text

from gazetteer import Gazetteer, Message, StoreState, settled_places
from geo.errors import DatasetNotFoundError
from geo.records import Dataset
from geo.store.changes import CONFIRMED, change_of, decode_info, find_info, live_info
from geo.store.columns import STORED_COLUMNS
from geo.store.datasets import DatasetChange, DatasetInfo, Differences, RowChange
from geo.store.differing import differences_between
from geo.store.loading import load_set
from geo.store.records import record_history, records_in
from geo.store.schema import CHANGE, DATA_SET, META
from geo.store.versions import find_row, held_rows, parts_at, versions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from geo.store.loading import LoadedSet
    from geo.store.records import RecordChange


class DatasetReader:
    """The reading half of `geo.store.incident_store.IncidentStore`.

    Parameters
    ----------
    gazetteer
        The gazetteer in whose database the data sets are.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.database = gazetteer.store.database

    @property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer whose database this is."""
        return self._gazetteer

    def state(self) -> StoreState:
        """Return the state of all data sets, the key of every cache of them."""
        query = select(META.c.revision, text("(SELECT epoch FROM meta) AS epoch"))
        with self.database.ask() as connection:
            row = connection.execute(query).one()
        return StoreState(epoch=row.epoch, revision=row.revision)

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
        """Return the refused rows of an import as they were kept; empty for none."""
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

    def records(self) -> Dataset:
        """Return the incidents that people confirmed, with the sources and actors they brought.

        It holds nothing where the data set `CONFIRMED` is switched off or was removed.
        """
        with self.database.read() as connection:
            info = find_info(connection, CONFIRMED)
            if info is None or info.removed or not info.active:
                return Dataset(sources={}, actors={}, incidents=(), figures=())
            return records_in(connection)

    def record_history(self, record_id: str | None = None) -> Sequence[RecordChange]:
        """Return the changes of a confirmed incident, source or actor, the newest first."""
        with self.database.read() as connection:
            return record_history(connection, record_id)

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


def _version(connection: Connection, dataset_id: str, version: int | None) -> int:
    """Return the number of a version that exists; 0 is that of the empty one."""
    info = find_info(connection, dataset_id)
    if info is None:
        raise DatasetNotFoundError(Message("there is no data set %(id)r", id=dataset_id))
    if version is None:
        return info.version
    if version and version not in versions_of(connection, dataset_id):
        raise DatasetNotFoundError(
            Message(
                "the data set %(id)r has no version %(version)s",
                id=dataset_id,
                version=version,
            )
        )
    return version
