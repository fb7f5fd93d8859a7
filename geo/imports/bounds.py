"""What a file may be at most, checked before it is read and while it is unpacked."""

from __future__ import annotations

import gzip
import io
import shutil
import stat
import zipfile
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from gazetteer import ARCHIVE_FAULTS, BoundedReader, Message, message_of
from geo.errors import IncidentDataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# Bytes of a file. Source: UCDP GED 25.1 as CSV has 0.3 GB for 385,000 events; ACLED of the whole
# world about 2 GB.
MAX_FILE_BYTES: Final = 4 * 2**30
# Bytes of a file that must be held in memory at once (GeoJSON, XLSX once unpacked).
# Source: own choice; Python needs about ten times as much for what it holds.
MAX_IN_MEMORY_BYTES: Final = 256 * 2**20
# Columns of a table. Source: ACLED has 31, UCDP GED 49; surveys have some hundreds.
MAX_COLUMNS: Final = 1_000
# Characters of one value. Source: a cell of Excel holds 32,767; UCDP lists sources of 20,000.
MAX_FIELD_CHARS: Final = 100_000
# Bytes of one row of a delimited table; the reader needs a row to fit into one block.
# Source: own choice, above MAX_FIELD_CHARS in any encoding.
MAX_ROW_BYTES: Final = 8 * 2**20
# How many times larger than its packed form a member may be, and from which size on that counts.
# Source: UCDP's archives unpack to 10 times their size, those made to exhaust a machine to 1,000.
MAX_RATIO: Final = 200
RATIO_COUNTS_FROM_BYTES: Final = 2**20
# Rows of a file. Source: own choice; ACLED of the whole world has about 3 million events.
MAX_ROWS: Final = 10_000_000
# Cells of a table that is held in memory at once. Source: UCDP GED 25.1 has 19 million.
MAX_CELLS: Final = 25_000_000
# Members of an archive. Source: a shapefile has up to 10 files, an XLSX some hundreds.
MAX_MEMBERS: Final = 2_000
# Folders within folders of an archive. Source: own choice; publishers use one or two.
MAX_DEPTH: Final = 8

_ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP_MAGIC: Final = b"\x1f\x8b"
_BUFFER_BYTES: Final = 256 * 1024
_BESIDE_THE_DATA: Final = ("readme", ".", "license", "licence")


def check_size(path: Path, most: int = MAX_FILE_BYTES) -> int:
    """Return the size of a file in bytes.

    Raises
    ------
    IncidentDataError
        If it is no file, empty, or larger than `most`.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise IncidentDataError(
            Message("cannot be opened: %(problem)s", problem=error.strerror), path=path
        ) from error
    if not stat.S_ISREG(found.st_mode):
        raise IncidentDataError(Message("is no file"), path=path)
    if found.st_size == 0:
        raise IncidentDataError(Message("is empty"), path=path)
    if found.st_size > most:
        message = Message(
            "has %(size)s bytes; at most %(most)s can be read",
            size=f"{found.st_size:,}",
            most=f"{most:,}",
        )
        raise IncidentDataError(message, path=path)
    return found.st_size


def first_bytes(path: Path, count: int = 64) -> bytes:
    """Return the first bytes of a file.

    Raises
    ------
    IncidentDataError
        If it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(count)
    except OSError as error:
        raise IncidentDataError(
            Message("cannot be opened: %(problem)s", problem=error.strerror), path=path
        ) from error


def is_archive(path: Path) -> bool:
    """Tell by its content whether a file is a zip archive."""
    return first_bytes(path, 4) in _ZIP_MAGIC


def members_of(path: Path, *, most_bytes: int = MAX_FILE_BYTES) -> list[zipfile.ZipInfo]:
    """Return the files in a zip archive, after looking at what each would do when unpacked.

    Raises
    ------
    IncidentDataError
        If the archive is damaged or encrypted, has too many members, one that is a link, that
        would lie outside its folder or too deep in it, or that unpacks to too much.
    """
    check_size(path)
    with reading_archive(path), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        message = Message(
            "holds %(count)s files; at most %(most)s can be read",
            count=f"{len(members):,}",
            most=f"{MAX_MEMBERS:,}",
        )
        raise IncidentDataError(message, path=path)
    for member in members:
        _check_member(path, member)
    if sum(member.compress_size for member in members) > path.stat().st_size:
        raise IncidentDataError(
            Message("is a zip archive whose files lie over one another"), path=path
        )
    if sum(member.file_size for member in members) > most_bytes:
        raise IncidentDataError(
            Message("unpacks to more than %(most)s bytes", most=f"{most_bytes:,}"),
            path=path,
        )
    return [member for member in members if not member.is_dir()]


@contextmanager
def reading_archive(path: Path) -> Iterator[None]:
    """Turn what a damaged zip archive makes its reader raise into one clear error.

    Raises
    ------
    IncidentDataError
        If the archive is damaged.
    """
    try:
        yield
    except ARCHIVE_FAULTS as error:
        if isinstance(error, IncidentDataError):
            raise
        raise IncidentDataError(
            Message("is a damaged zip archive: %(problem)s", problem=message_of(error)), path=path
        ) from error


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    problem = None
    if not parts or name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        problem = Message(
            "%(name)r in the archive would lie outside the archive's folder", name=name
        )
    elif len(parts) > MAX_DEPTH:
        problem = Message(
            "%(name)r in the archive lies more than %(most)s folders deep",
            name=name,
            most=MAX_DEPTH,
        )
    elif stat.S_ISLNK(member.external_attr >> 16):
        problem = Message("%(name)r in the archive is a link", name=name)
    elif member.flag_bits & 0x1:
        problem = Message("%(name)r in the archive is encrypted", name=name)
    elif member.file_size > max(member.compress_size * MAX_RATIO, RATIO_COUNTS_FROM_BYTES):
        problem = Message(
            "%(name)r in the archive unpacks to more than %(ratio)s times its size",
            name=name,
            ratio=MAX_RATIO,
        )
    if problem:
        raise IncidentDataError(problem, path=path)


def data_member(path: Path, endings: tuple[str, ...]) -> zipfile.ZipInfo:
    """Return the one file of an archive whose name has one of `endings`, in lower case.

    Raises
    ------
    IncidentDataError
        If there is none or more than one, or `members_of` refuses the archive.
    """
    found = [m for m in members_of(path) if _is_data(m.filename, endings)]
    if len(found) != 1:
        names = ", ".join(sorted(m.filename for m in found)[:5]) or "none"
        message = Message(
            "the archive must hold one file of %(endings)s; it holds %(names)s",
            endings=", ".join(endings),
            names=names,
        )
        raise IncidentDataError(message, path=path)
    return found[0]


def _is_data(name: str, endings: tuple[str, ...]) -> bool:
    folder, _, file = name.casefold().rpartition("/")
    is_beside = file.startswith(_BESIDE_THE_DATA) or folder.startswith("__macosx")
    return file.endswith(endings) and not is_beside


@contextmanager
def open_table(
    path: Path, *, told: Callable[[int, int], None] | None = None
) -> Iterator[io.BufferedReader]:
    """Open a plain, gzipped or zipped table for reading bytes; nothing is unpacked to disk.

    Parameters
    ----------
    path
        The file; an archive must hold one table.
    told
        Called with the bytes of the file read so far and its size.

    Raises
    ------
    IncidentDataError
        If it cannot be opened or read on, or a bound of this module is passed.
    """
    size = check_size(path)
    with ExitStack() as stack:
        raw = stack.enter_context(path.open("rb"))
        inner: IO[bytes] | gzip.GzipFile = raw
        if is_archive(path):
            member = data_member(path, (".csv", ".tsv", ".txt"))
            with reading_archive(path):
                archive = stack.enter_context(zipfile.ZipFile(raw))
                inner = stack.enter_context(archive.open(member))
        elif first_bytes(path, 2) == _GZIP_MAGIC:
            inner = stack.enter_context(gzip.GzipFile(fileobj=raw))
        reader = BoundedReader(
            inner,
            raw,
            size=size,
            most_unpacked=min(MAX_FILE_BYTES, max(size * MAX_RATIO, RATIO_COUNTS_FROM_BYTES)),
            error=lambda message: IncidentDataError(message, path=path),
            told=told,
        )
        yield stack.enter_context(io.BufferedReader(reader, _BUFFER_BYTES))


def extract(path: Path, members: Mapping[str, zipfile.ZipInfo], folder: Path) -> None:
    """Unpack members that `members_of` returned into a folder.

    Parameters
    ----------
    path
        The archive.
    members
        By the name that each gets in the folder; names in an archive may be anything.
    folder
        Where they go.

    Raises
    ------
    IncidentDataError
        If a member is damaged.
    """
    with reading_archive(path), zipfile.ZipFile(path) as archive:
        for name, member in members.items():
            with archive.open(member) as source, (folder / name).open("wb") as sink:
                # An archive's reader gives no more bytes than the member was checked for.
                shutil.copyfileobj(source, sink)
