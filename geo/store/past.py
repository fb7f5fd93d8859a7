"""The data sets as they were at an earlier revision."""

from __future__ import annotations

from datetime import UTC
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from geo.incidents import Actor, Incident, Source
from geo.records import Dataset
from geo.store.changes import CONFIRMED
from geo.store.loading import load_set
from geo.store.records import decode_record
from geo.store.schema import CHANGE, RECORD_CHANGE

if TYPE_CHECKING:
    from datetime import datetime

    from geo.store.incident_store import IncidentStore
    from geo.store.loading import LoadedSet
    from geo.store.records import Record


def loaded_at(store: IncidentStore, revision: int) -> tuple[LoadedSet, ...]:
    """Return the rows of the data sets that were switched on at `revision`, by id."""
    infos = store.datasets_at(revision)
    epoch = store.state().epoch
    with store.database.read() as connection:
        return tuple(
            load_set(connection, info, epoch) for info in infos if info.active and info.version
        )


def records_at(store: IncidentStore, revision: int) -> Dataset:
    """Return the confirmed incidents as of `revision`, with the sources and actors they brought."""
    shown = any(info.id == CONFIRMED and info.active for info in store.datasets_at(revision))
    columns = (RECORD_CHANGE.c.kind, RECORD_CHANGE.c.record_id, RECORD_CHANGE.c.after)
    query = select(*columns).where(RECORD_CHANGE.c.revision <= revision)
    with store.database.read() as connection:
        rows = connection.execute(query.order_by(RECORD_CHANGE.c.id)).all() if shown else []
    last = {(row.kind, row.record_id): row.after for row in rows}
    held: list[Record] = [
        decode_record(kind, after)
        for (kind, _record_id), after in sorted(last.items(), key=lambda entry: entry[0])
        if after is not None
    ]
    return Dataset(
        sources=MappingProxyType({r.id: r for r in held if isinstance(r, Source)}),
        actors=MappingProxyType({r.id: r for r in held if isinstance(r, Actor)}),
        incidents=tuple(r for r in held if isinstance(r, Incident)),
        figures=(),
    )


def revision_at(store: IncidentStore, moment: datetime) -> int:
    """Return the last revision of the data sets that was written up to `moment`; 0 for none."""
    query = select(func.max(CHANGE.c.revision)).where(
        CHANGE.c.at <= moment.astimezone(UTC).isoformat(timespec="microseconds")
    )
    with store.database.read() as connection:
        return int(connection.execute(query).scalar_one() or 0)
