"""Delimited tables (CSV, TSV), plain, gzipped or zipped, in the encodings that spreadsheets write.

Rows are parsed by pyarrow in blocks. A row that has more or fewer cells than the heading, or bytes
that are not of its encoding, is refused by itself and the others are read.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pacsv  # type: ignore[import-untyped]

from gazetteer import Message, PlaceFileError, detect_encoding, message_of
from geo.errors import IncidentDataError
from geo.imports.bounds import MAX_ROW_BYTES, open_table
from geo.imports.quotes import check_quotes, end_mark, first_row, line_ends, not_closed
from geo.imports.tables import Chunk, checked_header, without_blank_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.columns import Int64Array
    from geo.imports.tables import Refuse

_HEAD_BYTES: Final = 256 * 1024
_PIECE_BYTES: Final = 2**20
# Stands for bytes that are no text. Source: Unicode, a noncharacter, which no text may hold.
_BROKEN: Final = "\ufdd0"
_MARK: Final = "hudud-mark"
_DELIMITERS: Final = (",", ";", "\t", "|")
# What stands for an empty cell. Source: what R, pandas, SQL and Excel write.
EMPTY_TEXTS: Final = ("", "NA", "N/A", "#N/A", "NULL", "null", "None", "NaN", "nan", "NaT")


@dataclass(frozen=True, slots=True)
class DelimitedFile:
    """A delimited table and how it is written; without a heading `header` names its columns."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    has_header: bool = True
    rows_known: int | None = None

    def chunks(self, refuse: Refuse) -> Iterator[Chunk]:
        """Yield the rows in their order.

        Raises
        ------
        IncidentDataError
            If a quotation mark is not closed, with the row in which it opens; or if the text
            breaks off.
        """
        end = end_mark(self.delimiter, len(self.header))
        skipped = _Skipped(self, refuse, end)
        try:
            with open_table(self.path) as stream:
                text = _AsUtf8(stream, self.encoding, end)
                for batch in pacsv.open_csv(io.BufferedReader(text), **self._options(skipped)):
                    numbers = skipped.numbers(batch.num_rows)
                    if batch.num_rows and str(batch.columns[-1][-1]).endswith(end):
                        skipped.open_row = int(numbers[-1])
                    if skipped.open_row is not None:
                        break
                    chunk = Chunk(dict(zip(self.header, batch.columns, strict=True)), numbers)
                    yield without_blank_rows(self._whole(chunk, refuse) if text.broken else chunk)
        except (pa.ArrowInvalid, UnicodeError) as error:
            if "straddling" in str(error):
                check_quotes(self.path, self.encoding, self.delimiter)
            raise IncidentDataError(_plain(error), path=self.path) from error
        if skipped.open_row is not None:
            raise not_closed(self.path, skipped.open_row)
        if text.lines > skipped.rows_seen:
            check_quotes(self.path, self.encoding, self.delimiter)

    def _options(self, skipped: _Skipped) -> dict[str, Any]:
        return {
            "read_options": pacsv.ReadOptions(
                # With threads the parser does not know the numbers of the rows that it leaves out.
                use_threads=False,
                block_size=MAX_ROW_BYTES,
                column_names=self.header,
                skip_rows_after_names=1 if self.has_header else 0,
            ),
            "parse_options": pacsv.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=True,
                # Empty lines count as rows, as they do in a spreadsheet.
                ignore_empty_lines=False,
                invalid_row_handler=skipped.take,
            ),
            "convert_options": pacsv.ConvertOptions(
                column_types=dict.fromkeys(self.header, pa.string()),
                null_values=EMPTY_TEXTS,
                strings_can_be_null=True,
            ),
        }

    def _whole(self, chunk: Chunk, refuse: Refuse) -> Chunk:
        """Refuse the rows that hold bytes that are no text; return the others."""
        kept = np.ones(len(chunk), np.bool_)
        for name, column in chunk.columns.items():
            broken = pc.fill_null(pc.match_substring(column, _BROKEN), False)
            for row in np.flatnonzero(broken.to_numpy(zero_copy_only=False) & kept).tolist():
                kept[row] = False
                shown = column[row].as_py().replace(_BROKEN, "\N{REPLACEMENT CHARACTER}")
                refuse(
                    int(chunk.numbers[row]),
                    name,
                    shown,
                    Message("is not written in %(encoding)s", encoding=self.encoding),
                )
        columns = {name: column.filter(pa.array(kept)) for name, column in chunk.columns.items()}
        return Chunk(columns, chunk.numbers[kept])


class _AsUtf8(io.RawIOBase):
    """A text in any encoding as UTF-8, with one more line at its end.

    The parser needs UTF-8 without faults: it loses a row that has too many cells and such bytes.
    `broken` says whether some bytes were no text, `lines` how many lines there were so far.
    """

    def __init__(self, stream: io.BufferedReader, encoding: str, end: str) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(_MARK)
        self._left = b""
        self._end = end
        self._last = "\n"
        self.broken = False
        self.lines = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._left:
            piece = self._stream.read(_PIECE_BYTES)
            text = self._decoder.decode(piece, final=not piece)
            self.broken = self.broken or _BROKEN in text
            self._last = text[-1:] or self._last
            if not piece and self._end:
                text += self._end if self._last in "\r\n" else f"\n{self._end}"
                self._end = ""
            self.lines += line_ends(text)
            self._left = text.encode("utf-8", "replace")
            if not piece:
                break
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _BROKEN, error.end


codecs.register_error(_MARK, _mark_broken)


class _Skipped:
    """Rows that the parser left out, and with them the numbers of those that it kept."""

    def __init__(self, table: DelimitedFile, refuse: Refuse, end: str) -> None:
        self._table = table
        self._refuse = refuse
        self._end = end
        self._skipped: deque[int] = deque()
        self._next = 2 if table.has_header else 1
        self.rows_seen = 0
        self.open_row: int | None = None

    def take(self, row: pacsv.InvalidRow) -> str:
        """Refuse a row with too many or too few cells."""
        if row.text.endswith(self._end):
            self.rows_seen = row.number - 1
            if row.text != self._end:
                self.open_row = row.number
            return "skip"
        self._skipped.append(row.number)
        reason = Message(
            "has %(count)s cells where the heading has %(wanted)s",
            count=row.actual_columns,
            wanted=row.expected_columns,
        )
        self._refuse(row.number, "row", _shown(row.text), reason)
        return "skip"

    def numbers(self, count: int) -> Int64Array:
        """Return the numbers of the next `count` rows that were kept."""
        found = np.arange(self._next, self._next + count + len(self._skipped), dtype=np.int64)
        if self._skipped:
            found = found[~np.isin(found, np.fromiter(self._skipped, np.int64))]
        found = found[:count]
        if count:
            self._next = int(found[-1]) + 1
        while self._skipped and self._skipped[0] < self._next:
            self._skipped.popleft()
        return found


def _shown(text: str) -> str:
    return text.replace(_BROKEN, "\N{REPLACEMENT CHARACTER}")


def _plain(error: Exception) -> Message:
    """Return in plain words why a table cannot be read on."""
    told = str(error)
    if "straddling" in told:
        return Message(
            "a row is longer than %(most)s bytes: probably a quotation mark that is not closed",
            most=f"{MAX_ROW_BYTES:,}",
        )
    return Message("is no table: %(problem)s", problem=told.partition("\n")[0])


def look_at_delimited(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None
) -> DelimitedFile:
    """Return how a delimited table is written, from its first 256 KiB.

    The first row is taken for the heading.

    Parameters
    ----------
    path
        The file.
    encoding, delimiter
        What to take instead of looking.

    Raises
    ------
    IncidentDataError
        If it cannot be read, has no heading or too many columns, or `delimiter` can be none.
    """
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise IncidentDataError(
            Message("%(delimiter)r cannot part columns", delimiter=delimiter), path=path
        )
    with open_table(path) as stream:
        head = stream.read(_HEAD_BYTES)
    try:
        encoding = encoding or detect_encoding(path, head)
        # The head may end within a letter, and a row in it may be broken.
        text = codecs.getincrementaldecoder(encoding)("replace").decode(head).lstrip("\ufeff")
    except PlaceFileError as error:
        raise IncidentDataError(error.problem, path=path) from error
    except (LookupError, UnicodeError) as error:
        raise IncidentDataError(
            Message(
                "cannot be read as %(encoding)s: %(problem)s",
                encoding=encoding,
                problem=message_of(error),
            ),
            path=path,
        ) from error
    first = text.partition("\n")[0]
    if delimiter is None:
        bare = re.sub(r'"[^"]*"', "", first)
        delimiter = max(_DELIMITERS, key=lambda d: (bare.count(d), -_DELIMITERS.index(d)))
    try:
        cells = first_row(path, text, delimiter)
    except (csv.Error, TypeError) as error:
        raise IncidentDataError(
            Message("is no table: %(problem)s", problem=message_of(error)), path=path, row=1
        ) from error
    return DelimitedFile(path, encoding, delimiter, checked_header(path, cells))
