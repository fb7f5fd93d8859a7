"""Quotation marks in a delimited table that are not closed, and so swallow the rows after them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from gazetteer import Message
from geo.errors import IncidentDataError
from geo.imports.bounds import MAX_ROW_BYTES, open_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Stands behind the last row, to see whether a cell is still open there. Source: Unicode, a
# noncharacter, which no text may hold.
_END: Final = "\ufdd1"


def end_mark(delimiter: str, columns: int) -> str:
    """Return a last line that the parser must tell as a row of too many cells."""
    return _END + delimiter * columns


def line_ends(text: str) -> int:
    """Return how many lines end in a text, in the ways of all systems."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def not_closed(path: Path, row: int) -> IncidentDataError:
    """Return the error of a row in which a quotation mark is not closed."""
    message = Message("has a quotation mark that is not closed, and what follows would be lost")
    return IncidentDataError(message, path=path, row=row)


def first_row(path: Path, text: str, delimiter: str) -> list[str]:
    """Return the cells of the first row of a text.

    Raises
    ------
    IncidentDataError
        If a quotation mark in it is not closed.
    csv.Error
        If it is no row.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return next(reader, [])
    except csv.Error as error:
        if reader.line_num > 1 or text.count('"') == 1:
            raise not_closed(path, 1) from error
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


def check_quotes(path: Path, encoding: str, delimiter: str) -> None:
    """Refuse a table in which a cell goes on over rows to the quotation mark of another cell.

    Text between a closing quotation mark and the next delimiter tells it; within one line that is
    no more than bad writing, and is let pass.

    Raises
    ------
    IncidentDataError
        With the row in which it opens.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_BYTES))
    with open_table(path) as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
        row = line = 0
        while True:
            row += 1
            try:
                next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                if reader.line_num - line > 1:
                    raise not_closed(path, row) from error
            line = reader.line_num
        text.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MAX_ROW_BYTES):
        yield line
