"""How far the cells of a workbook reach and how much text they hold, looked at before it is read.

The library that reads workbooks holds a sheet as a full rectangle and a copy of each cell's text.
Two cells in opposite corners of a sheet are 17 thousand million, and a million cells may share one
text of a megabyte: no machine holds either.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Final

import numpy as np

from gazetteer import Message
from geo.errors import IncidentDataError
from geo.imports.bounds import MAX_CELLS, MAX_IN_MEMORY_BYTES, reading_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.columns import Int64Array

# Source: Excel, specifications and limits: rows and columns of a sheet.
_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384
# Bytes of text in the cells of a sheet, a shared one counted as often as it is used.
# Source: own choice; UCDP GED has about 0.3 GB.
_MOST_TEXT_BYTES: Final = 2 * MAX_IN_MEMORY_BYTES
# Texts that cells share. Source: own choice; UCDP GED has about 1.5 million.
_MOST_TEXTS: Final = 5_000_000
_SHARED_TEXTS: Final = "xl/sharedstrings.xml"
_PIECE_BYTES: Final = 2**20
# Bytes of a text that may be cut in two by pieces. Source: own choice; a cell has up to 32,767.
_MOST_CUT_BYTES: Final = 2**18
_TAG: Final = re.compile(rb"<(?:[\w.-]+:)?(row|c)\b([^<]*)")
_ROW: Final = re.compile(rb"\br\s*=\s*[\"']\s*(\d+)")
_CELL: Final = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]+)(\d+)")
_TEXT: Final = re.compile(rb"<(?:[\w.-]+:)?si\b")
_IS_SHARED: Final = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_SHARED: Final = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^<]*<(?:[\w.-]+:)?v\b[^<>]*>\s*(\d{1,9})\s*<")


def check_cells(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse a workbook of which one sheet spans too many cells or holds too much text.

    Every part is looked at, since any of them may be named as a sheet.

    Parameters
    ----------
    path
        The workbook.
    members
        What `members_of` says is in it.

    Raises
    ------
    IncidentDataError
        If a sheet is too large, has rows or columns that no sheet has, or is damaged.
    """
    with reading_archive(path), zipfile.ZipFile(path) as archive:
        lengths = np.zeros(0, np.int64)
        for member in members:
            if member.filename.casefold() == _SHARED_TEXTS:
                lengths = _lengths(path, _pieces(archive, member))
        for member in members:
            _Part(path, member.filename, lengths).check(_pieces(archive, member))


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of a part in pieces that end before a row or cell begins."""
    left = b""
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE_BYTES):
            piece = left + piece
            cut = max(piece.rfind(b"<c"), piece.rfind(b":c"), piece.rfind(b"<row"), 0)
            cut = max(0, piece.rfind(b"<", 0, cut + 1))
            # A part that is no sheet has no cells to be cut.
            left = piece[cut:] if len(piece) - cut <= _MOST_CUT_BYTES else b""
            yield piece[: len(piece) - len(left)]
    yield left


def _lengths(path: Path, pieces: Iterator[bytes]) -> Int64Array:
    """Return how many bytes each shared text has, the tags around it among them."""
    starts: list[int] = []
    at = 0
    for piece in pieces:
        starts += [at + match.start() for match in _TEXT.finditer(piece)]
        at += len(piece)
        if len(starts) > _MOST_TEXTS:
            message = Message("has more than %(texts)s texts", texts=f"{_MOST_TEXTS:,}")
            raise IncidentDataError(message, path=path)
    places = np.array([*starts, at], np.int64)
    return places[1:] - places[:-1]


class _Part:
    """One part of a workbook: where its cells have got to, and the text in them so far."""

    def __init__(self, path: Path, name: str, lengths: Int64Array) -> None:
        self._path = path
        self._name = name
        self._lengths = lengths
        self._longest = int(lengths.max(initial=0))
        self._row = self._column = self._last_row = self._last_column = 0
        self._text_bytes = 0

    def check(self, pieces: Iterator[bytes]) -> None:
        """Look at all pieces of the part; raise IncidentDataError when it is too large."""
        for piece in pieces:
            self._count_cells(piece)
            self._count_text(piece)
            if self._last_row > _MOST_ROWS or self._last_column > _MOST_COLUMNS:
                self._refuse(
                    Message(
                        "%(part)r in the workbook has cells beyond the %(rows)s rows and"
                        " %(columns)s columns of a sheet",
                        part=self._name,
                        rows=f"{_MOST_ROWS:,}",
                        columns=f"{_MOST_COLUMNS:,}",
                    )
                )
            if self._last_row * self._last_column > MAX_CELLS:
                self._refuse(
                    Message(
                        "%(part)r in the workbook spans more than %(cells)s cells",
                        part=self._name,
                        cells=f"{MAX_CELLS:,}",
                    )
                )
            if self._text_bytes > _MOST_TEXT_BYTES:
                self._refuse(
                    Message(
                        "%(part)r in the workbook holds more than %(limit)s bytes of text",
                        part=self._name,
                        limit=f"{_MOST_TEXT_BYTES:,}",
                    )
                )

    def _refuse(self, message: Message) -> None:
        raise IncidentDataError(message, path=self._path, row=self._last_row)

    def _count_cells(self, piece: bytes) -> None:
        for tag, said in _TAG.findall(piece):
            # What says no place stands behind the one before it.
            if tag == b"row":
                told = _ROW.search(said)
                self._row = int(told[1][:9]) if told else self._row + 1
                self._column = 0
                continue
            told = _CELL.search(said)
            self._column = _column(told[1]) if told else self._column + 1
            self._reach(self._row, self._column)
        # Once more wherever they stand, since a tag may hold what looks like the next one.
        places = _CELL.findall(piece)
        if places:
            columns = {letters for letters, _ in places}
            self._row = max(int(number[:9]) for number in {number for _, number in places})
            self._reach(self._row, max(map(_column, columns)))

    def _reach(self, row: int, column: int) -> None:
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)

    def _count_text(self, piece: bytes) -> None:
        if not self._longest:
            return
        used = _SHARED.findall(piece)
        indices = np.array(used, "S9").astype(np.int64) if used else np.zeros(0, np.int64)
        known = indices[indices < len(self._lengths)]
        # What cannot be told apart may be the longest of them.
        unknown = len(_IS_SHARED.findall(piece)) - len(used)
        self._text_bytes += int(self._lengths[known].sum()) + unknown * self._longest


def _column(letters: bytes) -> int:
    """Return the number of a column from 1; of more letters than a sheet has, a number too high."""
    number = 0
    for letter in letters[:4].upper():
        number = number * 26 + letter - 64
    return number
