"""What every reader of a file gives: its headings, and its rows in chunks of texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from gazetteer import Message
from geo.errors import GeoError, IncidentDataError
from geo.imports.bounds import MAX_CELLS, MAX_COLUMNS, MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.columns import Int64Array

# (row, field, value, reason): a row that cannot be taken.
Refuse = Callable[[int, str, str | None, Message], None]
# (rows done, rows known or None) -> False to end the import.
Progress = Callable[[int, int | None], bool | None]


class ImportCancelledError(GeoError):
    """The person who watched an import ended it; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file: texts by heading, null for what is empty, and the number of each row.

    Each column is a string array of as many rows as `numbers`, int64, shape (n,), which count as
    `Refusal.row` does.
    """

    columns: Mapping[str, pa.Array]
    numbers: Int64Array

    def __len__(self) -> int:
        return len(self.numbers)


class TableFile(Protocol):
    """A file of rows; `header` are its headings, each once, `rows_known` their number or None."""

    @property
    def header(self) -> tuple[str, ...]:
        """The headings, each once."""

    @property
    def rows_known(self) -> int | None:
        """How many rows there are, None when that is not known before they are read."""

    def chunks(self, refuse: Refuse) -> Iterator[Chunk]:
        """Yield the rows in their order; each call reads the file anew."""


def checked_header(path: Path, cells: Sequence[str]) -> tuple[str, ...]:
    """Return headings, trimmed; one without a name becomes ``column 3``, a second one ``name (2)``.

    Raises
    ------
    IncidentDataError
        If there are none or more than MAX_COLUMNS.
    """
    if len(cells) > MAX_COLUMNS:
        message = Message(
            "has %(count)s columns; at most %(most)s can be read",
            count=f"{len(cells):,}",
            most=f"{MAX_COLUMNS:,}",
        )
        raise IncidentDataError(message, path=path, row=1)
    if not any(cell.strip() for cell in cells):
        raise IncidentDataError(Message("has no heading"), path=path, row=1)
    seen: Counter[str] = Counter()
    header = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"column {number}"
        seen[name] += 1
        while seen[name] > 1:
            name = f"{name} ({seen[name]})"
            seen[name] += 1
        header.append(name)
    return tuple(header)


def check_row_count(path: Path, rows: int) -> None:
    """Refuse a file with too many rows.

    Raises
    ------
    IncidentDataError
        If there are more than MAX_ROWS.
    """
    if rows > MAX_ROWS:
        message = Message("has more than %(rows)s rows", rows=f"{MAX_ROWS:,}")
        raise IncidentDataError(message, path=path)


def check_cell_count(path: Path, rows: int, columns: int) -> None:
    """Refuse what cannot be held in memory at once.

    Raises
    ------
    IncidentDataError
        If there are more than MAX_CELLS.
    """
    if rows * columns > MAX_CELLS:
        message = Message(
            "has %(rows)s rows of %(columns)s columns; at most %(cells)s cells can be read",
            rows=f"{rows:,}",
            columns=f"{columns:,}",
            cells=f"{MAX_CELLS:,}",
        )
        raise IncidentDataError(message, path=path)


def chunk_of_rows(
    header: Sequence[str], rows: Sequence[Sequence[str | None]], numbers: Sequence[int]
) -> Chunk:
    """Return rows of texts as a chunk; each row has as many cells as there are headings."""
    columns = zip(*rows, strict=True) if rows else [()] * len(header)
    arrays = {
        name: pa.array(column, pa.string()) for name, column in zip(header, columns, strict=True)
    }
    return Chunk(arrays, np.array(numbers, np.int64))


def without_blank_rows(chunk: Chunk) -> Chunk:
    """Return a chunk without the rows that have no value at all."""
    blank = np.ones(len(chunk), np.bool_)
    for column in chunk.columns.values():
        blank &= column.is_null().to_numpy(zero_copy_only=False)
        if not blank.any():
            return chunk
    kept = pa.array(~blank)
    columns = {name: column.filter(kept) for name, column in chunk.columns.items()}
    return Chunk(columns, chunk.numbers[~blank])
