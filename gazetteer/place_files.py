"""What every reader of place files needs: opening, lines, numbers, and how a row is refused."""

from __future__ import annotations

import gzip
import io
import math
import zipfile
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, TYPE_CHECKING, TypeAlias, TypeVar

from gazetteer.bounded_reader import ARCHIVE_FAULTS, BoundedReader
from gazetteer.errors import InvalidPlaceError, PlaceFileError
from gazetteer.message import Message, message_of
from gazetteer.place_rules import check_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gazetteer.place import Place

_T = TypeVar("_T")
_Enum = TypeVar("_Enum", bound=StrEnum)

# What a packed file may unpack to, in bytes. Source: allCountries.txt of GeoNames is about 1.7 GB.
MAX_UNPACKED_BYTES = 6 * 2**30
# How many times larger than its packed form a file may be. Source: GeoNames' own archives unpack to
# about 5 times their size, an archive made to exhaust a machine to 1,000 times.
MAX_RATIO = 200
_RATIO_COUNTS_FROM_BYTES = 2**20
# The longest line of a table, in bytes. Source: GeoNames' longest column holds 10,000 characters;
# a footprint as WKT may be far longer.
MAX_LINE_BYTES = 16 * 2**20

# Called with the bytes of the file read so far and its size.
Progress: TypeAlias = Callable[[int, int], None]

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")  # the second one is that of an empty archive
_GZIP_MAGIC = b"\x1f\x8b"
_BESIDE_THE_DATA = ("readme", "iso-languagecodes", ".")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken: where it stands, which value it was, and why.

    `row` counts from 1: the line of a table (its header included), the feature of a collection.
    """

    path: str
    row: int
    field: str
    value: str
    reason: Message

    def __str__(self) -> str:
        return f"{self.path}, row {self.row}, field {self.field!r}: {self.value!r} {self.reason}"


class RowError(ValueError):
    """A value that a row cannot be read with; the reader turns it into a `RefusedRow`."""

    def __init__(self, field: str, value: object, reason: Message) -> None:
        super().__init__(f"{field}: {value!r} {reason}")
        self.field = field
        self.value = value
        self.reason = reason


def parse_rows(
    path: Path, rows: Iterable[tuple[int, _T | RefusedRow]], parse: Callable[[_T], Place]
) -> Iterator[Place | RefusedRow]:
    """Yield the valid place of each row, or why there is none.

    Parameters
    ----------
    path
        The file, to be named in refusals.
    rows
        Each with its number; one that is already refused is handed on.
    parse
        Makes a place of a row, or raises `RowError`.
    """
    for number, row in rows:
        if isinstance(row, RefusedRow):
            yield row
            continue
        try:
            place = parse(row)
            check_place(place)
        except RowError as error:
            yield refused_row(path, number, error.field, error.value, error.reason)
        except InvalidPlaceError as error:
            yield refused_row(path, number, error.field, "", error.message)
        else:
            yield place


def refused_row(path: Path, row: int, field: str, value: object, reason: Message) -> RefusedRow:
    """Return a refusal with the value cut to a length that can be shown."""
    text = value if isinstance(value, str) else repr(value)
    return RefusedRow(str(path), row, field, text if len(text) <= 200 else f"{text[:199]}…", reason)


@contextmanager
def open_binary(
    path: Path, *, progress: Progress | None = None, member: str | None = None
) -> Iterator[io.BufferedReader]:
    """Open a plain, zipped or gzipped file for reading bytes; nothing is unpacked to disk.

    Parameters
    ----------
    path
        The file.
    progress
        Told how far the file has been read, at most once in 256 KiB.
    member
        The end of the name of the one to take, when an archive holds several data files.

    Raises
    ------
    PlaceFileError
        If it cannot be opened, or is an archive that is damaged, encrypted, without one data file,
        or unpacks to more than MAX_UNPACKED_BYTES or MAX_RATIO times its size.
    """
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
            size = path.stat().st_size
        except OSError as error:
            raise PlaceFileError(
                Message("cannot be opened: %(problem)s", problem=error.strerror), path=path
            ) from error
        magic = raw.read(4)
        raw.seek(0)
        reader: IO[bytes] | gzip.GzipFile = raw
        if magic in _ZIP_MAGIC:
            reader = stack.enter_context(_open_member(path, raw, member))
        elif magic[:2] == _GZIP_MAGIC:
            reader = stack.enter_context(gzip.GzipFile(fileobj=raw))
        bounded = BoundedReader(
            reader,
            raw,
            size=size,
            most_unpacked=min(MAX_UNPACKED_BYTES, max(size * MAX_RATIO, _RATIO_COUNTS_FROM_BYTES)),
            error=lambda message: PlaceFileError(message, path=path),
            told=progress,
        )
        yield stack.enter_context(io.BufferedReader(bounded, 256 * 1024))


def _open_member(path: Path, raw: IO[bytes], wanted: str | None) -> IO[bytes]:
    with _reading_archive(path):
        archive = zipfile.ZipFile(raw)
        members = [m for m in archive.infolist() if not m.is_dir() and _is_data(m.filename)]
        if any(m.filename == "[Content_Types].xml" for m in members):
            raise PlaceFileError(Message("is an office document; save the sheet as CSV"), path=path)
        if wanted is not None:
            members = [m for m in members if m.filename.casefold().endswith(wanted)] or members
        if len(members) != 1:
            names = ", ".join(sorted(m.filename for m in members)[:5]) or "none"
            raise PlaceFileError(
                Message("the archive must hold one data file, it holds %(names)s", names=names),
                path=path,
            )
        (member,) = members
        if member.flag_bits & 0x1:
            raise PlaceFileError(
                Message("%(filename)s in the archive is encrypted", filename=member.filename),
                path=path,
            )
        _check_size(path, member.file_size, member.compress_size)
        return archive.open(member)


@contextmanager
def _reading_archive(path: Path) -> Iterator[None]:
    try:
        yield
    except ARCHIVE_FAULTS as error:
        if isinstance(error, PlaceFileError):
            raise
        raise PlaceFileError(
            Message("is a damaged zip archive: %(problem)s", problem=message_of(error)), path=path
        ) from error


def _is_data(name: str) -> bool:
    folder, _, file = name.casefold().rpartition("/")
    return not file.startswith(_BESIDE_THE_DATA) and not folder.startswith("__macosx")


def _check_size(path: Path, unpacked: int, packed: int) -> None:
    # Small files may well be very uniform; the ratio says nothing about them.
    if unpacked > MAX_UNPACKED_BYTES or unpacked > max(
        packed * MAX_RATIO, _RATIO_COUNTS_FROM_BYTES
    ):
        raise PlaceFileError(
            Message(
                "unpacks to more than %(most)s bytes or %(ratio)s times its size",
                most=MAX_UNPACKED_BYTES,
                ratio=MAX_RATIO,
            ),
            path=path,
        )


def decoded_lines(path: Path, stream: io.BufferedReader) -> Iterator[tuple[int, str | RefusedRow]]:
    """Yield the lines of a UTF-8 table with their numbers, without line ends and empty lines.

    A line that is not UTF-8 comes as a refusal. A byte-order mark is dropped.

    Raises
    ------
    PlaceFileError
        If a line is longer than MAX_LINE_BYTES, or the file is UTF-16.
    """
    number = 0
    while line := stream.readline(MAX_LINE_BYTES):
        number += 1
        if len(line) >= MAX_LINE_BYTES:
            raise PlaceFileError(
                Message("is longer than %(most)s bytes", most=MAX_LINE_BYTES),
                path=path,
                row=number,
            )
        if number == 1:
            if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise PlaceFileError(Message("is UTF-16; this format must be UTF-8"), path=path)
            line = line.removeprefix(b"\xef\xbb\xbf")
        try:
            text = line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            shown = line.decode("utf-8", "replace").strip()
            yield (
                number,
                refused_row(
                    path,
                    number,
                    "line",
                    shown,
                    Message("is not UTF-8: %(reason)s", reason=error.reason),
                ),
            )
            continue
        if text:
            yield number, text


def parse_degrees(field: str, text: str, limit: float) -> float:
    """Return degrees of latitude (`limit` 90) or longitude (180); decimal commas are understood.

    Raises
    ------
    RowError
        If it is not a finite number within the limit.
    """
    value = parse_number(field, text)
    if not -limit <= value <= limit:
        raise RowError(
            field,
            text,
            Message("is not between -%(limit)s and %(limit)s degrees", limit=f"{limit:g}"),
        )
    return value


def parse_number(field: str, text: str) -> float:
    """Return a finite number; Arabic digits and decimal commas are understood.

    Raises
    ------
    RowError
        If it is none.
    """
    plain = text.strip().replace("\u066b", ".").replace("\u2212", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        raise RowError(field, text, Message("is not a number")) from None
    if not math.isfinite(value) or "_" in plain:
        raise RowError(field, text, Message("is not a number"))
    return value


def parse_count(field: str, text: str) -> int:
    """Return a whole number that is not negative; empty is 0.

    Raises
    ------
    RowError
        If it is none.
    """
    if not text.strip():
        return 0
    value = parse_number(field, text)
    if value < 0 or value != int(value):
        raise RowError(field, text, Message("is not a whole number of at least 0"))
    return int(value)


def parse_point(
    lat: str, lon: str, *, lat_field: str, lon_field: str
) -> tuple[float | None, float | None]:
    """Return latitude and longitude; both None when both are empty.

    Raises
    ------
    RowError
        If one is missing or out of range.
    """
    if not lat.strip() and not lon.strip():
        return None, None
    for field, text in ((lat_field, lat), (lon_field, lon)):
        if not text.strip():
            raise RowError(field, text, Message("is empty while the other coordinate is given"))
    return parse_degrees(lat_field, lat, 90.0), parse_degrees(lon_field, lon, 180.0)


def parse_choice(kinds: type[_Enum], field: str, text: str) -> _Enum:
    """Return the member of an enumeration; an empty text is its first one.

    Raises
    ------
    RowError
        If it is none of them.
    """
    try:
        return kinds(text.strip().casefold()) if text.strip() else next(iter(kinds))
    except ValueError:
        choices = ", ".join(kind.value for kind in kinds)
        raise RowError(field, text, Message("is none of %(choices)s", choices=choices)) from None
