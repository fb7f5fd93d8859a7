"""Spreadsheets in Excel's format, one sheet of them, as rows of texts."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from python_calamine import CalamineError, CalamineWorkbook

from gazetteer import Message, message_of
from geo.errors import IncidentDataError
from geo.imports.bounds import MAX_IN_MEMORY_BYTES, members_of
from geo.imports.delimited import EMPTY_TEXTS
from geo.imports.sheet_cells import check_cells
from geo.imports.tables import checked_header, chunk_of_rows, without_blank_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.imports.tables import Chunk, Refuse

_ROWS_AT_ONCE: Final = 20_000
_EMPTY: Final = frozenset(EMPTY_TEXTS)

_Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True, slots=True)
class SheetFile:
    """One sheet of a workbook; its first row is the heading."""

    path: Path
    sheet: str
    header: tuple[str, ...]
    rows_known: int | None

    def chunks(self, refuse: Refuse) -> Iterator[Chunk]:
        """Yield the rows in their order; one with cells beyond the heading is refused."""
        rows: list[list[str | None]] = []
        numbers: list[int] = []
        width = len(self.header)
        for number, cells in enumerate(_rows(self.path, self.sheet), start=1):
            if number == 1:
                continue
            texts = [_text(cell) for cell in cells]
            surplus = [text for text in texts[width:] if text is not None]
            if surplus:
                refuse(
                    number,
                    "row",
                    surplus[0],
                    Message("stands beyond the %(width)s columns", width=width),
                )
                continue
            rows.append((texts + [None] * width)[:width])
            numbers.append(number)
            if len(rows) == _ROWS_AT_ONCE:
                yield without_blank_rows(chunk_of_rows(self.header, rows, numbers))
                rows, numbers = [], []
        yield without_blank_rows(chunk_of_rows(self.header, rows, numbers))


def look_at_sheet(path: Path, sheet: str | None = None) -> SheetFile:
    """Return a sheet of a workbook, the first one unless `sheet` names another.

    Raises
    ------
    IncidentDataError
        If it cannot be read, or has no heading or no such sheet.
    """
    names = sheet_names(path)
    if sheet is None and not names:
        raise IncidentDataError(Message("has no sheet"), path=path)
    name = names[0] if sheet is None else sheet
    if name not in names:
        message = Message(
            "has no sheet %(name)r; its sheets are %(names)s", name=name, names=", ".join(names)
        )
        raise IncidentDataError(message, path=path)
    count = -1
    first: Sequence[_Cell] = []
    for row in _rows(path, name):
        first = row if count < 0 else first
        count += 1
    cells = [_text(cell) or "" for cell in first]
    while cells and not cells[-1]:
        cells.pop()
    return SheetFile(path, name, checked_header(path, cells), max(count - 1, 0))


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets of a workbook, after looking at what reading it would need.

    Raises
    ------
    IncidentDataError
        If it cannot be read or is too large.
    """
    check_cells(path, members_of(path, most_bytes=2 * MAX_IN_MEMORY_BYTES))
    return tuple(_opened(path).sheet_names)


def _opened(path: Path) -> CalamineWorkbook:
    try:
        with tempfile.TemporaryDirectory(prefix="hudud-import-") as folder:
            # The library goes by the name, and its other formats are not looked at before.
            book = Path(folder) / "book.xlsx"
            book.symlink_to(path.resolve())
            return CalamineWorkbook.from_path(book)
    except (CalamineError, OSError) as error:
        raise IncidentDataError(
            Message("is no workbook that can be read: %(problem)s", problem=message_of(error)),
            path=path,
        ) from error


def _rows(path: Path, sheet: str) -> Iterator[Sequence[_Cell]]:
    try:
        found = _opened(path).get_sheet_by_name(sheet)
        # What is empty above the first value counts, or the rows had other numbers than in Excel.
        for _ in range(found.start[0] if found.start else 0):
            yield []
        yield from found.iter_rows()
    except CalamineError as error:
        raise IncidentDataError(
            Message("the sheet cannot be read: %(problem)s", problem=message_of(error)), path=path
        ) from error


def _text(cell: _Cell) -> str | None:
    """Return a cell as text: days as ISO, whole numbers without decimals; None when empty."""
    if isinstance(cell, dt.datetime):
        is_day = cell.time() == dt.time()
        return cell.date().isoformat() if is_day else cell.isoformat(" ", "seconds")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    text = str(cell)
    return None if text in _EMPTY else text
