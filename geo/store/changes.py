"""Writing: every change of a data set becomes its new state and one line of history here."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from gazetteer import Message, PermissionDeniedError, Role, moment_after, readable, sealed
from geo.errors import DatasetConflictError, DatasetNotFoundError, IncidentDataError
from geo.store.datasets import (
    DatasetChange,
    DatasetChangeKind,
    DatasetInfo,
    ImportFile,
    ImportReport,
)
from geo.store.schema import CHANGE, DATA_SET, META

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from gazetteer import User

# A readable slug: what a link can carry, and what no incident's id can be taken for.
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 60
# The data set of what people confirmed, and that of what ships; files go into neither.
CONFIRMED = "confirmed"
ARTICLES = "articles"
RESERVED = frozenset({CONFIRMED, ARTICLES})
_DAYS = ("created", "changed")


def editor_name(user: User) -> str:
    """Return the name under which a user changes data sets.

    Raises
    ------
    PermissionDeniedError
        If the user is no editor or has no name.
    """
    if user.role < Role.EDITOR or not user.name.strip():
        raise PermissionDeniedError(
            Message("importing and changing data sets needs the role of an editor")
        )
    return user.name.strip()


def check_info(info: DatasetInfo) -> None:
    """Refuse a data set whose id or name breaks a rule.

    Raises
    ------
    IncidentDataError
        If it does; `field` names which.
    """
    if info.id in RESERVED:
        raise IncidentDataError(
            Message("the id is taken; the value is %(id)r", id=info.id), field="id"
        )
    if not _ID.fullmatch(info.id) or len(info.id) > _LONGEST_ID:
        message = Message(
            "must be lower-case Latin letters and digits, joined by hyphens, at most "
            "%(most)s; the value is %(id)r",
            most=_LONGEST_ID,
            id=info.id,
        )
        raise IncidentDataError(message, field="id")
    if not info.name.strip():
        raise IncidentDataError(Message("a data set needs a name"), field="name")


def encode_info(info: DatasetInfo) -> str:
    """Return a data set as JSON."""
    record = asdict(info)
    for name in _DAYS:
        record[name] = None if record[name] is None else record[name].isoformat()
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def decode_info(text: str) -> DatasetInfo:
    """Return the data set that `encode_info` wrote."""
    with readable("the description of a data set"):
        record: dict[str, Any] = json.loads(text)
        for name in _DAYS:
            if record[name] is not None:
                record[name] = datetime.fromisoformat(record[name])
        known = {f.name for f in fields(DatasetInfo)}
        return DatasetInfo(**{name: value for name, value in record.items() if name in known})


def find_info(connection: Connection, dataset_id: str) -> DatasetInfo | None:
    """Return a data set, also a removed one; None when there never was one with this id."""
    query = select(DATA_SET.c.record).where(DATA_SET.c.id == dataset_id)
    record = connection.execute(query).scalar_one_or_none()
    return None if record is None else decode_info(record)


def live_info(connection: Connection, dataset_id: str) -> DatasetInfo:
    """Return a data set that was not removed.

    Raises
    ------
    DatasetNotFoundError
        If there is none.
    """
    info = find_info(connection, dataset_id)
    if info is None:
        raise DatasetNotFoundError(Message("there is no data set %(id)r", id=dataset_id))
    if info.removed:
        raise DatasetNotFoundError(
            Message("the data set %(id)r was removed; undo that first", id=dataset_id)
        )
    return info


def check_edition(info: DatasetInfo | None, based_on: int | None) -> None:
    """Refuse a change that started from another edition; None asks for no check.

    Raises
    ------
    DatasetConflictError
        If it did.
    """
    actual = 0 if info is None else info.edition
    if based_on is not None and based_on != actual:
        raise DatasetConflictError(
            Message(
                "somebody else changed the data set meanwhile (edition %(actual)s, this "
                "change was based on %(based_on)s)",
                actual=actual,
                based_on=based_on,
            ),
            expected=based_on,
            actual=actual,
        )


class DatasetWriter:
    """The changes of one transaction, one revision; making it takes the store's write lock.

    Parameters
    ----------
    connection
        A transaction of `Database.write`.
    user
        Who changes.
    reason
        Why, not blank.

    Raises
    ------
    IncidentDataError
        If the reason is blank.
    """

    def __init__(self, connection: Connection, *, user: User, reason: str) -> None:
        self.editor = editor_name(user)
        if not reason.strip():
            raise IncidentDataError(Message("a change needs a reason"), field="reason")
        self.connection = connection
        self.reason = reason.strip()
        # PostgreSQL locks this row for the transaction; SQLite already holds its one write lock.
        locked = connection.execute(select(META.c.revision).with_for_update()).scalar_one()
        self.revision: int = locked + 1
        last = connection.scalar(select(CHANGE.c.at).order_by(CHANGE.c.id.desc()).limit(1))
        self.at = moment_after(None if last is None else datetime.fromisoformat(last))

    def reserve(self, info: DatasetInfo) -> None:
        """Make the row of a new data set, to which its parts can refer before it is `put`."""
        row = {"edition": 0, "version": 0, "record": encode_info(info)}
        self.connection.execute(insert(DATA_SET).values(id=info.id, **row))

    def put(
        self,
        before: DatasetInfo | None,
        after: DatasetInfo,
        kind: DatasetChangeKind,
        *,
        report: ImportReport | None = None,
        file: ImportFile | None = None,
    ) -> DatasetChange:
        """Make `after` the state of its data set and write the line of history.

        A new one (`before` is None) must have been reserved.
        """
        file = file or ImportFile()
        after = replace(
            after,
            edition=1 if before is None else before.edition + 1,
            created=self.at if before is None else before.created,
            created_by=self.editor if before is None else before.created_by,
            changed=self.at,
            changed_by=self.editor,
        )
        last = self.connection.execute(select(func.max(CHANGE.c.id))).scalar_one()
        change_id = (last or 0) + 1
        if report is not None:
            report = replace(report, change_id=change_id)
        row = {"edition": after.edition, "version": after.version, "record": encode_info(after)}
        self.connection.execute(update(DATA_SET).where(DATA_SET.c.id == after.id).values(**row))
        values = {
            "id": change_id,
            "revision": self.revision,
            "at": self.at.isoformat(timespec="microseconds"),
            "editor": self.editor,
            "data_set": after.id,
            "kind": str(kind),
            "reason": self.reason,
            "before": None if before is None else encode_info(before),
            "after": row["record"],
            "report": None if report is None else json.dumps(asdict(report)),
            "file": file.name,
            "sha256": file.sha256,
            "refusals": file.refusals or None,
        }
        self.connection.execute(insert(CHANGE).values(**sealed(values)))
        self.connection.execute(update(META).values(revision=self.revision))
        return change_of(values)


def change_of(row: RowMapping | dict[str, Any]) -> DatasetChange:
    """Return a line of history; the refusals of its file are not read."""
    report = None if row["report"] is None else ImportReport(**json.loads(row["report"]))
    return DatasetChange(
        id=row["id"],
        revision=row["revision"],
        at=datetime.fromisoformat(row["at"]),
        user=row["editor"],
        dataset_id=row["data_set"],
        kind=DatasetChangeKind(row["kind"]),
        reason=row["reason"],
        before=None if row["before"] is None else decode_info(row["before"]),
        after=None if row["after"] is None else decode_info(row["after"]),
        report=report,
        file=ImportFile(
            name=row["file"],
            sha256=row["sha256"],
            refused=0 if report is None else report.refused,
        ),
    )
