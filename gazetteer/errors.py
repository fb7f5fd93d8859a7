"""What can go wrong in the gazetteer; one base, so that pages catch it and nothing wider."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from gazetteer.message import Message, joined, placed

if TYPE_CHECKING:
    from pathlib import Path

    from gazetteer.edit_checks import Finding
    from gazetteer.place import Candidate, Place
    from gazetteer.three_way import FieldConflict


class GazetteerError(Exception):
    """Base of every error that the gazetteer raises on purpose; `message` can be translated."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class PlaceNotFoundError(GazetteerError, LookupError):
    """No place has this id or name."""


class AmbiguousToponymError(GazetteerError, LookupError):
    """A name means several places and nothing decides between them; see `candidates`."""

    def __init__(self, message: Message, candidates: tuple[Candidate, ...]) -> None:
        super().__init__(message)
        self.candidates = candidates


class InvalidPlaceError(GazetteerError, ValueError):
    """A record breaks a rule of the data model; `field` names where."""

    def __init__(self, message: Message, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class FindingsError(InvalidPlaceError):
    """An edit has errors, or warnings that nobody overrode: `findings`; nothing was changed."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        said = [
            Message("%(id)s: %(finding)s", id=finding.about, finding=finding.message)
            for finding in findings
        ]
        super().__init__(joined(said), field=findings[0].field)
        self.findings = findings


class EditConflictError(GazetteerError):
    """A write was based on version `expected` while the store holds `actual`.

    A refused save also tells the three states, so that nobody's work is lost: `base`, which the
    edit started from, `mine`, which was to be saved, and `theirs`, which is stored (None when the
    place is deleted); `conflicts` are the fields that both changed differently.
    """

    def __init__(
        self,
        message: Message,
        *,
        expected: int,
        actual: int,
        base: Place | None = None,
        mine: Place | None = None,
        theirs: Place | None = None,
        conflicts: tuple[FieldConflict, ...] = (),
    ) -> None:
        super().__init__(message)
        self.expected = expected
        self.actual = actual
        self.base = base
        self.mine = mine
        self.theirs = theirs
        self.conflicts = conflicts


class PermissionDeniedError(GazetteerError, PermissionError):
    """The role of a user does not allow what was asked; nothing was changed."""


class RemoteGeocoderError(GazetteerError, OSError):
    """The optional online geocoder failed or was refused."""


class StoreFault(StrEnum):
    """What is wrong with a database that cannot be used, as far as it can be told apart."""

    FULL = "full"
    READ_ONLY = "read-only"
    LOCKED = "locked"
    UNREACHABLE = "unreachable"
    MISSING = "missing"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
    DISK = "disk"
    REFUSED = "refused"


class StoreError(GazetteerError, RuntimeError):
    """The database could not be opened, read or written, or is read-only; `fault` says which."""

    def __init__(self, message: Message, *, fault: StoreFault = StoreFault.REFUSED) -> None:
        super().__init__(message)
        self.fault = fault


class PlaceFileError(GazetteerError, ValueError):
    """A file of places cannot be read on; `path`, `row` (1-based) and `field` say where.

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
