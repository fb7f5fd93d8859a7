"""The nouns of the store: data sets, their versions, and what happened to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetInfo:
    """What a data set is, and which version of it holds.

    `id` is a slug and never changes. `format` and `mapping` tell how its files are read, for the
    next one (JSON values). `active` says whether the map shows it. The store gives the rest:
    `edition` rises with every change and is what an edit is based on; `version` is the number of
    the rows that hold now, 0 for none; `incidents` their number; times are UTC.
    """

    id: str
    name: str
    publisher: str = ""
    licence: str = ""
    citation: str = ""
    link: str = ""
    format: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    active: bool = True
    removed: bool = False
    edition: int = 0
    version: int = 0
    incidents: int = 0
    created: datetime | None = None
    created_by: str = ""
    changed: datetime | None = None
    changed_by: str = ""


class DatasetChangeKind(StrEnum):
    """What a change did to a data set."""

    IMPORT = "import"
    DESCRIBE = "describe"
    SWITCH_ON = "switch-on"
    SWITCH_OFF = "switch-off"
    REMOVE = "remove"
    UNDO = "undo"
    RECORDS = "records"


class ImportStage(StrEnum):
    """What an import is doing."""

    READING = "reading"
    COMPARING = "comparing"
    WRITING = "writing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """Where the rows of an import came from, for the history.

    `refusals` are the rows that were refused, as `imports.kept_refusals` reads them, `refused`
    their number.
    """

    name: str = ""
    sha256: str = ""
    refused: int = 0
    refusals: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would do: rows by what became of them.

    `version` is the new version, None when nothing changed or nothing was written; `unresolved`
    counts the different names of places that await an editor, `unplaced` the rows that bear them.
    """

    dataset_id: str
    version: int | None = None
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    refused: int = 0
    unresolved: int = 0
    unplaced: int = 0
    change_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetChange:
    """One line of a data set's history.

    `before` and `after` are its states, None where it did not exist. `report` and `file` are those
    of an import; `refusals` of the file are read apart, with `IncidentStore.refusals`.
    """

    id: int
    revision: int
    at: datetime
    user: str
    dataset_id: str
    kind: DatasetChangeKind
    reason: str
    before: DatasetInfo | None
    after: DatasetInfo | None
    report: ImportReport | None = None
    file: ImportFile = field(default_factory=ImportFile)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What a version did to one incident: its columns before and after, None for none."""

    version: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Publisher's ids of what differs between two versions, in the order of the rows.

    What moved has another point or place and stands in `moved`, not in `corrected`.
    """

    added: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.corrected or self.moved or self.withdrawn)
