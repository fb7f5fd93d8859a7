"""The first incidents that differ between two versions of a data set, with what differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.table import day_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.store.datasets import RowChange
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
    rows = []
    for kind in _KINDS:
        for incident_id in getattr(found, kind)[:first]:
            history = store.incident_history(dataset_id, incident_id)
            before, after = _at(history, older), _at(history, newer)
            told = after or before
            if told is not None:
                rows.append(_row(kind, incident_id, told, before, after))
    return ChangedRows(
        counts={kind: len(getattr(found, kind)) for kind in _KINDS}, rows=tuple(rows)
    )


def _at(history: list[RowChange], version: int) -> Mapping[str, Any] | None:
    """Return the columns of an incident at a version, None where it had no such incident."""
    held = None
    for change in history:
        if change.version <= version:
            held = change.after
    return held


def _row(
    kind: str,
    incident_id: str,
    told: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> ChangedRow:
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
