"""What can go wrong with borders, incidents and pictures; one base for the pages to catch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer import Message, placed

if TYPE_CHECKING:
    from pathlib import Path


class GeoError(Exception):
    """Base of every error that this package raises on purpose; `message` can be translated."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class _RecordError(GeoError, ValueError):
    """A record in a file is wrong; `path`, `row` (1-based) and `field` say where.

    `problem` is what is wrong without the place.
    """

    def __init__(
        self,
        message: Message,
        *,
        path: str | Path | None = None,
        row: int | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(placed(message, path=path, row=row, field=field))
        self.problem = message
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

    def __init__(self, message: Message, *, expected: int, actual: int) -> None:
        super().__init__(message)
        self.expected = expected
        self.actual = actual


class FigureNotFoundError(GeoError, LookupError):
    """No picture or data file was made under this id, or its data can no longer be had."""


class SnapshotError(GeoError, RuntimeError):
    """A picture or data file of the map could not be made."""


class StoryError(GeoError, ValueError):
    """A story, or a step of one, breaks a rule."""


class StoryNotFoundError(GeoError, LookupError):
    """No story has this id, or it was removed."""


class StoryConflictError(GeoError):
    """A change was based on version `expected` of a story while the store holds `actual`."""

    def __init__(self, message: Message, *, expected: int, actual: int) -> None:
        super().__init__(message)
        self.expected = expected
        self.actual = actual
