"""How large the pages of a Parquet file say they are, read before a library makes room for them.

A page of some hundred bytes may unpack to gigabytes, and the sizes in the file's footer need not
be those of its pages. So the header of each page is read here.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from gazetteer import Message
from geo.errors import IncidentDataError
from geo.imports.bounds import MAX_IN_MEMORY_BYTES, MAX_RATIO, RATIO_COUNTS_FROM_BYTES

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

# Bytes of a page's header. Source: own choice; it holds numbers and the least and greatest value.
_MOST_HEADER_BYTES: Final = 2**20
_FIRST_BYTES: Final = 512
# How deep parts lie in one another. Source: own choice; parquet.thrift has about eight levels.
_MOST_DEPTH: Final = 16
# Bytes of a footer, and of what stands behind it. Source: own choice; a thousand columns in some
# hundred groups of rows; format's README, a length and four letters.
_MOST_FOOTER_BYTES: Final = 16 * 2**20
_END_BYTES: Final = 8
# Source: parquet.thrift, FileMetaData, RowGroup, ColumnChunk and ColumnMetaData.
_ROW_GROUPS, _COLUMNS, _META_DATA = 4, 1, 3
_SIZE, _FIRST_PAGE, _FIRST_DICTIONARY = 7, 9, 11
# Source: Thrift, compact protocol: the kinds of a field.
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _STRUCT = 1, 2, 3, 7, 8, 12
_INTEGERS, _LISTS = (4, 5, 6), (9, 10)
# Source: parquet.thrift, PageHeader: where sizes and the encoding of the values stand.
_UNPACKED, _PACKED, _DATA_PAGE, _DATA_PAGE_2 = 2, 3, 5, 8
_ENCODING_OF: Final = {_DATA_PAGE: 2, _DATA_PAGE_2: 4}
# Source: parquet.thrift, Encoding: each value takes letters of the one before it, so that a page
# may unpack to any size.
_DELTA_BYTE_ARRAY: Final = 7

_Header = dict[int, Any]


def check_pages(path: Path) -> None:
    """Refuse a file with pages that unpack to too much.

    The footer is read here too: the library ends the process at some that are damaged.

    Raises
    ------
    IncidentDataError
        If the footer or a page is damaged, a page is more than MAX_RATIO times its packed size or
        of an encoding without bounds, or if the largest pages of a group of rows do not fit into
        memory together.
    """
    with path.open("rb") as stream:
        for row_group in _footer(path, stream):
            columns = [column.get(_META_DATA) for column in row_group.get(_COLUMNS, [])]
            together = sum(_largest_page(path, stream, column) for column in columns)
            if together > MAX_IN_MEMORY_BYTES:
                message = Message(
                    "unpacks to more than %(limit)s bytes", limit=f"{MAX_IN_MEMORY_BYTES:,}"
                )
                raise IncidentDataError(message, path=path)


def _footer(path: Path, stream: IO[bytes]) -> list[_Header]:
    """Return what the footer says of each group of rows."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _END_BYTES))
    length = int.from_bytes(stream.read(4), "little")
    if not 0 < length <= min(_MOST_FOOTER_BYTES, size - _END_BYTES):
        raise _damaged(path)
    stream.seek(size - _END_BYTES - length)
    try:
        groups = _Fields(stream.read(length)).struct()[0].get(_ROW_GROUPS, [])
        for group in groups:
            for column in group.get(_COLUMNS, []):
                column[_META_DATA].get(0)
    except (IndexError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise _damaged(path) from error
    found: list[_Header] = groups
    return found


def _damaged(path: Path) -> IncidentDataError:
    return IncidentDataError(Message("is no Parquet file that can be read"), path=path)


def _largest_page(path: Path, stream: IO[bytes], column: _Header) -> int:
    """Return the unpacked bytes of the largest page of a column in a group of rows."""
    found = [column.get(_FIRST_PAGE), column.get(_FIRST_DICTIONARY) or column.get(_FIRST_PAGE)]
    size = column.get(_SIZE)
    starts = [start for start in found if isinstance(start, int) and start > 0]
    if not starts or not isinstance(size, int):
        raise _damaged(path)
    at, largest = min(starts), 0
    end = at + size
    while at < end:
        header, length = _page_header(path, stream, at)
        unpacked, packed = header.get(_UNPACKED, -1), header.get(_PACKED, -1)
        if not (isinstance(unpacked, int) and isinstance(packed, int)) or min(unpacked, packed) < 0:
            raise _damaged(path)
        if unpacked > max(packed * MAX_RATIO, RATIO_COUNTS_FROM_BYTES):
            message = Message(
                "has a part that unpacks to more than %(ratio)s times its size", ratio=MAX_RATIO
            )
            raise IncidentDataError(message, path=path)
        for kind, encoding in _ENCODING_OF.items():
            about = header.get(kind)
            if isinstance(about, dict) and about.get(encoding) == _DELTA_BYTE_ARRAY:
                message = Message("has values packed without a bound (DELTA_BYTE_ARRAY)")
                raise IncidentDataError(message, path=path)
        largest = max(largest, unpacked)
        at += length + packed
    return largest


def _page_header(path: Path, stream: IO[bytes], at: int) -> tuple[_Header, int]:
    """Return the header of the page at an offset in bytes, and how long the header is."""
    size = _FIRST_BYTES
    while True:
        stream.seek(at)
        piece = stream.read(size)
        try:
            return _Fields(piece).struct()
        except (IndexError, ValueError, RecursionError) as error:
            if len(piece) < size or size >= _MOST_HEADER_BYTES:
                raise _damaged(path) from error
            size *= 8


class _Fields:
    """Reads the fields of a struct in Thrift's compact protocol, as far as a page's header goes.

    Every method raises IndexError where the bytes end and ValueError where they are no struct.
    """

    def __init__(self, piece: bytes) -> None:
        self._piece = piece
        self._at = 0

    def struct(self) -> tuple[_Header, int]:
        """Return the fields by their numbers, and where the struct ends."""
        return self._struct(0), self._at

    def _struct(self, depth: int) -> _Header:
        if depth > _MOST_DEPTH:
            raise ValueError("too deep")
        fields: _Header = {}
        number = 0
        while (head := self._byte()) != 0:
            number = number + (head >> 4) if head >> 4 else self._integer()
            fields[number] = self._value(head & 0x0F, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:  # noqa: ANN401 - whatever a field holds
        if kind in {_TRUE, _FALSE}:
            return kind == _TRUE
        if kind in {_BYTE, *_INTEGERS}:
            return self._byte() if kind == _BYTE else self._integer()
        if kind in {_DOUBLE, _BINARY}:
            return self._skip(8 if kind == _DOUBLE else self._unsigned())
        if kind in _LISTS:
            head = self._byte()
            count = head >> 4 if head >> 4 < 15 else self._unsigned()
            # Each entry has a byte at least, so that a list ends with the bytes.
            return [self._entry(head & 0x0F, depth + 1) for _ in range(count)]
        if kind == _STRUCT:
            return self._struct(depth + 1)
        raise ValueError("unknown kind of field")

    def _entry(self, kind: int, depth: int) -> Any:  # noqa: ANN401 - whatever a list holds
        return self._byte() if kind in {_TRUE, _FALSE} else self._value(kind, depth)

    def _byte(self) -> int:
        self._at += 1
        return self._piece[self._at - 1]

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > len(self._piece):
            raise IndexError("ends too soon")

    def _unsigned(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise ValueError("no number")

    def _integer(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)
