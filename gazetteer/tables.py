"""Tables of text, as spreadsheets write them: encoding, delimiter, header and rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gazetteer.errors import PlaceFileError
from gazetteer.message import Message, message_of
from gazetteer.place_files import MAX_LINE_BYTES, RefusedRow, open_binary, refused_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gazetteer.place_files import Progress

_HEAD_BYTES = 256 * 1024
# A cell may hold line ends, but a stray quotation mark would swallow all rows up to the next one.
# Source: own choice; far more than any note has.
_MAX_LINES_OF_ROW = 100
# Columns of a table. Source: own choice; GeoNames has 19, surveys some hundreds.
_MAX_COLUMNS = 1_000
_DELIMITERS = (",", ";", "\t", "|")
# Source: Unicode, byte-order marks; the longer ones first.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARABIC_WORD = re.compile("[\u0621-\u064a]{2,}")
_MIXED_WORD = re.compile("[A-Za-z][\u0621-\u064a]|[\u0621-\u064a][A-Za-z]")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a table is written: what was given, or found by looking at its beginning."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    is_quoted: bool = True

    def __str__(self) -> str:
        delimiter = {"\t": "tab"}.get(self.delimiter, self.delimiter)
        return f"{self.encoding}, delimiter {delimiter!r}, columns {', '.join(self.header)}"


def detect_encoding(path: Path, head: bytes) -> str:
    """Return the encoding of a table from its first bytes.

    Byte-order mark, UTF-8, UTF-16 without a mark, and Windows-1256 are told apart. The last is
    believed only when it makes Arabic words and none of Arabic and Latin letters mixed, which is
    what other 8-bit encodings look like.

    Raises
    ------
    PlaceFileError
        If it is none of these.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    # In UTF-16 every line end has a zero byte; in other tables a cell may hold one by mistake.
    lines = head.count(b"\n", 0, -1)
    if b"\0" in head and max(head.count(b"\n\0"), head.count(b"\0\n")) >= lines:
        # Delimiters and digits have a zero byte: behind them in little-endian, else before them.
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        # The head may end within a letter.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        text = head.decode("cp1256", "replace")
        if _ARABIC_WORD.search(text) and not _MIXED_WORD.search(text):
            return "cp1256"
        line = head.count(b"\n", 0, error.start) + 1
        raise PlaceFileError(
            Message(
                "is neither UTF-8, UTF-16 nor Windows-1256; save it as UTF-8 or name its encoding"
            ),
            path=path,
            row=line,
        ) from error
    return "utf-8"


def look_at_table(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    has_plain_tabs: bool = False,
) -> TableForm:
    """Return how a table is written.

    Parameters
    ----------
    path
        The file, plain or packed.
    encoding, delimiter
        What to take instead of looking.
    has_plain_tabs
        In a tab-separated table, a quotation mark is a letter like any other.

    Raises
    ------
    PlaceFileError
        If it cannot be read, or has no header.
    """
    with open_binary(path) as stream:
        head = stream.read(_HEAD_BYTES)
    encoding = encoding or detect_encoding(path, head)
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        text = decoder.decode(head).removeprefix("\ufeff")
    except (LookupError, UnicodeDecodeError) as error:
        raise PlaceFileError(
            Message(
                "cannot be read as %(encoding)s: %(problem)s",
                encoding=encoding,
                problem=message_of(error),
            ),
            path=path,
        ) from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    if delimiter is None:
        outside_quotes = re.sub(r'"[^"]*"', "", first)
        delimiter = max(_DELIMITERS, key=lambda d: (outside_quotes.count(d), -_DELIMITERS.index(d)))
    lines = io.StringIO(text.lstrip("\r\n"), newline="")
    is_quoted = not (has_plain_tabs and delimiter == "\t")
    # The module's limit holds for the process; a footprint as WKT is far longer than its own.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE_BYTES))
    try:
        header = next(csv.reader(lines, delimiter=delimiter, quoting=_quoting(is_quoted)), [])
    except (csv.Error, TypeError) as error:
        raise PlaceFileError(
            Message("is no table: %(problem)s", problem=message_of(error)), path=path, row=1
        ) from error
    if len(header) > _MAX_COLUMNS:
        message = Message(
            "has %(count)s columns; at most %(most)s can be read",
            count=f"{len(header):,}",
            most=f"{_MAX_COLUMNS:,}",
        )
        raise PlaceFileError(message, path=path, row=1)
    if not any(cell.strip() for cell in header):
        raise PlaceFileError(Message("has no header"), path=path, row=1)
    return TableForm(encoding, delimiter, tuple(cell.strip() for cell in header), is_quoted)


def _quoting(is_quoted: bool) -> Literal[0, 3]:
    return csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE


def iter_table(
    path: Path, form: TableForm, *, progress: Progress | None = None
) -> Iterator[tuple[int, Row | RefusedRow]]:
    """Yield the rows as cells by column with the line each begins on; empty rows are skipped.

    Cells are stripped. A row with more cells than the header, or one that swallowed others because
    a quotation mark is not closed, comes as a refusal.

    Raises
    ------
    PlaceFileError
        If the text breaks off: bytes that are not of the encoding, a cell without end.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE_BYTES))
    with open_binary(path, progress=progress) as binary:
        text = io.TextIOWrapper(binary, encoding=form.encoding, newline="")
        lines = _Lines(path, text)
        reader = csv.reader(
            lines, delimiter=form.delimiter, quoting=_quoting(form.is_quoted), strict=True
        )
        line = 0
        header_seen = False
        try:
            for cells in reader:
                begins, line = line + 1, reader.line_num
                lines.begin_row()
                if not any(cell.strip("\ufeff \t") for cell in cells):
                    continue
                if not header_seen:
                    header_seen = True
                    continue
                if line - begins > _MAX_LINES_OF_ROW:
                    reason = Message(
                        "is not closed within %(most)s lines",
                        most=_MAX_LINES_OF_ROW,
                    )
                    yield begins, refused_row(path, begins, "line", '"', reason)
                    continue
                yield begins, _row(path, begins, form.header, cells)
        except UnicodeDecodeError as error:
            reason = Message(
                "is not %(encoding)s from here on: %(reason)s",
                encoding=form.encoding,
                reason=error.reason,
            )
            raise PlaceFileError(reason, path=path, row=line + 1) from error
        except csv.Error as error:
            raise PlaceFileError(_broken_row(error), path=path, row=line + 1) from error
        finally:
            text.detach()


def _broken_row(error: csv.Error) -> Message:
    # What the module says of a cell that goes on to the end, or to the next quotation mark.
    if "unexpected end" in str(error) or "expected after" in str(error):
        return Message("has a quotation mark that is not closed, and what follows would be lost")
    return Message("is no table: %(problem)s", problem=message_of(error))


class _Lines:
    """The lines of a table; a row of more than MAX_LINE_BYTES letters ends the reading."""

    def __init__(self, path: Path, text: io.TextIOWrapper) -> None:
        self._path = path
        self._text = text
        self._number = 0
        self._left = MAX_LINE_BYTES

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(self._left + 1):
            self._number += 1
            self._left -= len(line)
            if self._left < 0:
                message = Message("is longer than %(most)s bytes", most=MAX_LINE_BYTES)
                raise PlaceFileError(message, path=self._path, row=self._number)
            yield line

    def begin_row(self) -> None:
        """Count anew: the row before is complete."""
        self._left = MAX_LINE_BYTES


def _row(path: Path, number: int, header: tuple[str, ...], cells: list[str]) -> Row | RefusedRow:
    surplus = [cell for cell in cells[len(header) :] if cell.strip()]
    if surplus:
        reason = Message("stands beyond the %(count)s columns of the header", count=len(header))
        return refused_row(path, number, "line", surplus[0], reason)
    return {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
