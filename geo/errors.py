"""What can go wrong with borders, incidents and pictures; one base for the pages to catch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class GeoError(Exception):
    """Base of every error that this package raises on purpose."""


class _RecordError(GeoError, ValueError):
    """A record in a file is wrong; `path`, `row` (1-based) and `field` say where."""

    def __init__(
        self,
        message: str,
        *,
        path: str | Path | None = None,
        row: int | None = None,
        field: str | None = None,
    ) -> None:
        where = [str(path)] if path is not None else []
        where += [f"row {row}"] if row is not None else []
        where += [f"field {field!r}"] if field is not None else []
        super().__init__(f"{', '.join(where)}: {message}" if where else message)
        self.path = path
        self.row = row
        self.field = field


class IncidentDataError(_RecordError):
    """An incident, source, actor or reported figure breaks a rule of the data model."""


class BorderDataError(_RecordError):
    """A border, zone or area is missing, empty or inconsistent."""


class DatasetNotFoundError(GeoError, LookupError):
    """No data set, version or incident has this name, or it was removed."""


class DatasetConflictError(GeoError):
    """A change was based on edition `expected` of a data set while the store holds `actual`."""

    def __init__(self, message: str, *, expected: int, actual: int) -> None:
        super().__init__(message)
        self.expected = expected
        self.actual = actual


class FigureNotFoundError(GeoError, LookupError):
    """No picture or data file was made under this id, or its data can no longer be had."""


class SnapshotError(GeoError, RuntimeError):
    """A picture or data file of the map could not be made."""
