"""The first incidents that differ between two versions of a data set, with what differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from geo.store.versions import held_rows, parts_at
from geo.table import day_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from geo.store.incident_store import IncidentStore

_DAYS = ("start_day", "end_day")
_KINDS = ("added", "corrected", "moved", "withdrawn")
# Characters of a value that are told.
_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChange:
    """A column of a row before and after, as texts; "" for nothing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """An incident that differs; `kind` is added, corrected, moved or withdrawn."""

    kind: str
    id: str
    day: date
    place: str
    changes: tuple[ColumnChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRows:
    """How many incidents differ, by kind, and the first of each kind."""

    counts: Mapping[str, int]
    rows: tuple[ChangedRow, ...] = field(default_factory=tuple)


def changed_rows(
    store: IncidentStore, dataset_id: str, older: int, newer: int, *, first: int
) -> ChangedRows:
    """Return what differs between two versions of a data set.

    Parameters
    ----------
    store
        Where it is.
    dataset_id, older, newer
        The data set and the numbers of the versions; 0 is the empty one.
    first
        So many incidents of each kind are told.

    Raises
    ------
    DatasetNotFoundError
        If there is no such data set or version.
    """
    found = store.differences(dataset_id, older, newer)
    told = [(kind, row_id) for kind in _KINDS for row_id in getattr(found, kind)[:first]]
    ids = pa.array([row_id for _kind, row_id in told], pa.string())
    with store.database.read() as connection:
        before, after = (
            _rows_with(held_rows(connection, parts_at(connection, dataset_id, version)), ids)
            for version in (older, newer)
        )
    rows = (_row(kind, row_id, before.get(row_id), after.get(row_id)) for kind, row_id in told)
    return ChangedRows(
        counts={kind: len(getattr(found, kind)) for kind in _KINDS}, rows=tuple(rows)
    )


def _rows_with(tables: Iterable[pa.Table], ids: pa.Array) -> dict[str, Mapping[str, Any]]:
    """Return the rows with these ids, by id; one part of a version is in memory at a time."""
    if not len(ids):
        return {}
    return {
        row["id"]: row
        for table in tables
        for row in table.filter(pc.is_in(table["id"], value_set=ids)).to_pylist()
    }


def _row(
    kind: str,
    incident_id: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> ChangedRow:
    told = after or before or {}
    changes: tuple[ColumnChange, ...] = ()
    if before is not None and after is not None:
        changes = tuple(
            ColumnChange(
                column=name, before=_text(name, before[name]), after=_text(name, after[name])
            )
            for name in after
            if before[name] != after[name]
        )
    return ChangedRow(
        kind=kind,
        id=incident_id,
        day=day_date(told["start_day"]),
        place=told["place_name"] or "",
        changes=changes,
    )


def _text(column: str, value: object) -> str:
    if value is None:
        return ""
    if column in _DAYS and isinstance(value, int):
        return day_date(value).isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _SHOWN_CHARS else f"{text[: _SHOWN_CHARS - 1]}…"
