"""Incidents that people confirmed one by one, with their sources and actors, as records."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, insert, select, update

from gazetteer import Message, readable, sealed
from geo.errors import DatasetConflictError, DatasetNotFoundError, IncidentDataError
from geo.incidents import (
    Actor,
    ActorRole,
    Citation,
    Fatalities,
    Incident,
    Involvement,
    Source,
    TimePrecision,
    Verification,
)
from geo.records import Dataset, check_record
from geo.store.schema import RECORD, RECORD_CHANGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, RowMapping

    from geo.store.changes import DatasetWriter

Record: TypeAlias = Incident | Source | Actor
_KINDS: dict[str, type[Record]] = {"source": Source, "actor": Actor, "incident": Incident}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One line of the history of records: what it was and what it became, None for none."""

    id: int
    revision: int
    at: datetime
    user: str
    reason: str
    record_id: str
    before: Record | None
    after: Record | None


def kind_of(record: Record) -> str:
    """Return the name of a record's kind: source, actor or incident."""
    return next(name for name, kind in _KINDS.items() if isinstance(record, kind))


def encode_record(record: Record) -> str:
    """Return a record as JSON, dates as YYYY-MM-DD."""
    return json.dumps(
        asdict(record), ensure_ascii=False, separators=(",", ":"), default=date.isoformat
    )


def decode_record(kind: str, text: str) -> Record:
    """Return the record that `encode_record` wrote.

    Raises
    ------
    StoreError
        If it is none: the database is damaged.
    """
    with readable(f"the record of one {kind}"):
        return _decoded(kind, json.loads(text))


def _decoded(kind: str, values: dict[str, Any]) -> Record:
    if kind == "actor":
        return Actor(**values)
    if kind == "source":
        published = values["published"]
        values["published"] = None if published is None else date.fromisoformat(published)
        values["published_precision"] = TimePrecision(values["published_precision"])
        return Source(**values)
    for name in ("start", "end"):
        values[name] = date.fromisoformat(values[name])
    values["time_precision"] = TimePrecision(values["time_precision"])
    values["verification"] = Verification(values["verification"])
    values["fatalities"] = Fatalities(**values["fatalities"])
    values["citations"] = tuple(Citation(**citation) for citation in values["citations"])
    values["involvements"] = tuple(
        Involvement(actor_id=i["actor_id"], role=ActorRole(i["role"]))
        for i in values["involvements"]
    )
    return Incident(**values)


def records_in(connection: Connection) -> Dataset:
    """Return the sources, actors and incidents that hold, by id."""
    query = select(RECORD).where(~RECORD.c.deleted).order_by(RECORD.c.kind, RECORD.c.id)
    found: dict[str, dict[str, Any]] = {kind: {} for kind in _KINDS}
    for row in connection.execute(query):
        found[row.kind][row.id] = decode_record(row.kind, row.record)
    return Dataset(
        sources=MappingProxyType(found["source"]),
        actors=MappingProxyType(found["actor"]),
        incidents=tuple(found["incident"].values()),
        figures=(),
    )


class RecordWriter:
    """The records that one transaction changes.

    Parameters
    ----------
    writer
        The transaction.
    shipped
        What ships: records may cite it, and its ids are taken.
    """

    def __init__(self, writer: DatasetWriter, shipped: Dataset) -> None:
        self._writer = writer
        self._connection = writer.connection
        held = records_in(self._connection)
        self._sources = {**shipped.sources, **held.sources}
        self._actors = {**shipped.actors, **held.actors}
        self._shipped_ids = {
            "source": shipped.sources.keys(),
            "actor": shipped.actors.keys(),
            "incident": {incident.id for incident in shipped.incidents},
        }

    def add(self, records: Iterable[Record]) -> list[Record]:
        """Add new records; a source or an actor that is known and equal is passed over.

        Raises
        ------
        IncidentDataError
            If a record breaks a rule or its id is taken.
        """
        added = []
        for record in records:
            kind = kind_of(record)
            if isinstance(record, Source | Actor):
                known = (self._sources if kind == "source" else self._actors).get(record.id)
                if known == record:
                    continue
            checked = check_record(record, self._sources, self._actors)
            if record.id in self._shipped_ids[kind] or self._stored(kind, record.id):
                message = Message("the id is taken; the value is %(id)r", id=record.id)
                raise IncidentDataError(message, field="id")
            added.append(self._put(checked, None))
        return added

    def save(self, record: Record, based_on: int) -> Record:
        """Change a record; `based_on` is the version that the edit started from."""
        held, version = self._held(kind_of(record), record.id, based_on)
        checked = check_record(record, self._sources, self._actors)
        if held is not None and _same(held, checked):
            return held
        return self._put(checked, held, version)

    def withdraw(self, incident_id: str, based_on: int) -> None:
        """Take an incident off the map; its id stays taken."""
        held, version = self._held("incident", incident_id, based_on)
        if held is None:
            raise DatasetNotFoundError(
                Message("the incident %(id)r is withdrawn already", id=incident_id)
            )
        where = (RECORD.c.kind == "incident") & (RECORD.c.id == incident_id)
        self._connection.execute(
            update(RECORD).where(where).values(deleted=True, version=version + 1)
        )
        self._tell(held, None)

    def count(self) -> int:
        """Return how many incidents hold now."""
        query = select(func.count()).where(RECORD.c.kind == "incident", ~RECORD.c.deleted)
        return int(self._connection.execute(query).scalar_one())

    def _stored(self, kind: str, record_id: str) -> RowMapping | None:
        query = select(RECORD).where(RECORD.c.kind == kind, RECORD.c.id == record_id)
        return self._connection.execute(query).mappings().one_or_none()

    def _held(self, kind: str, record_id: str, based_on: int) -> tuple[Record | None, int]:
        """Return what holds, None for what was withdrawn, and its version."""
        row = self._stored(kind, record_id)
        if row is None:
            raise DatasetNotFoundError(
                Message("there is no confirmed %(kind)s %(id)r", kind=kind, id=record_id)
            )
        if row["version"] != based_on:
            raise DatasetConflictError(
                Message(
                    "somebody else changed %(id)r meanwhile (version %(actual)s, this edit "
                    "was based on %(based_on)s)",
                    id=record_id,
                    actual=row["version"],
                    based_on=based_on,
                ),
                expected=based_on,
                actual=row["version"],
            )
        held = None if row["deleted"] else decode_record(kind, row["record"])
        return held, row["version"]

    def _put(self, record: Record, before: Record | None, version: int = 0) -> Record:
        kind = kind_of(record)
        if isinstance(record, Incident):
            record = replace(record, version=version + 1)
        row = {"version": version + 1, "deleted": False, "record": encode_record(record)}
        if version:
            where = (RECORD.c.kind == kind) & (RECORD.c.id == record.id)
            self._connection.execute(update(RECORD).where(where).values(**row))
        else:
            self._connection.execute(insert(RECORD).values(kind=kind, id=record.id, **row))
        if isinstance(record, Source):
            self._sources[record.id] = record
        elif isinstance(record, Actor):
            self._actors[record.id] = record
        self._tell(before, record)
        return record

    def _tell(self, before: Record | None, after: Record | None) -> None:
        record = after or before
        if record is None:
            return
        last = self._connection.execute(select(func.max(RECORD_CHANGE.c.id))).scalar_one()
        values = {
            "id": (last or 0) + 1,
            "revision": self._writer.revision,
            "at": self._writer.at.isoformat(timespec="microseconds"),
            "editor": self._writer.editor,
            "reason": self._writer.reason,
            "kind": kind_of(record),
            "record_id": record.id,
            "before": None if before is None else encode_record(before),
            "after": None if after is None else encode_record(after),
        }
        self._connection.execute(insert(RECORD_CHANGE).values(**sealed(values)))


def _same(held: Record, record: Record) -> bool:
    if isinstance(held, Incident) and isinstance(record, Incident):
        return replace(record, version=held.version) == held
    return held == record


def record_history(connection: Connection, record_id: str | None) -> Sequence[RecordChange]:
    """Return the changes of the records with an id, or of all, the newest first."""
    query = select(RECORD_CHANGE).order_by(RECORD_CHANGE.c.id.desc())
    if record_id is not None:
        query = query.where(RECORD_CHANGE.c.record_id == record_id)
    return [
        RecordChange(
            id=row["id"],
            revision=row["revision"],
            at=datetime.fromisoformat(row["at"]),
            user=row["editor"],
            reason=row["reason"],
            record_id=row["record_id"],
            before=None if row["before"] is None else decode_record(row["kind"], row["before"]),
            after=None if row["after"] is None else decode_record(row["kind"], row["after"]),
        )
        for row in connection.execute(query).mappings()
    ]
