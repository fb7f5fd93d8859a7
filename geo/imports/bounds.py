"""What a file may be at most, checked before it is read and while it is unpacked."""

from __future__ import annotations

import gzip
import io
import shutil
import stat
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from geo.errors import IncidentDataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        raise IncidentDataError(f"cannot be opened: {error.strerror}", path=path) from error
    if not stat.S_ISREG(found.st_mode):
        raise IncidentDataError("is no file", path=path)
    if found.st_size == 0:
        raise IncidentDataError("is empty", path=path)
    if found.st_size > most:
        message = f"has {found.st_size:,} bytes; at most {most:,} can be read"
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
        raise IncidentDataError(f"cannot be opened: {error.strerror}", path=path) from error


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
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise IncidentDataError(f"is a damaged zip archive: {error}", path=path) from error
    if len(members) > MAX_MEMBERS:
        message = f"holds {len(members):,} files; at most {MAX_MEMBERS:,} can be read"
        raise IncidentDataError(message, path=path)
    for member in members:
        _check_member(path, member)
    if sum(member.file_size for member in members) > most_bytes:
        raise IncidentDataError(f"unpacks to more than {most_bytes:,} bytes", path=path)
    return [member for member in members if not member.is_dir()]


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    problem = ""
    if not parts or name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        problem = "would lie outside the archive's folder"
    elif len(parts) > MAX_DEPTH:
        problem = f"lies more than {MAX_DEPTH} folders deep"
    elif stat.S_ISLNK(member.external_attr >> 16):
        problem = "is a link"
    elif member.flag_bits & 0x1:
        problem = "is encrypted"
    elif member.file_size > max(member.compress_size * MAX_RATIO, RATIO_COUNTS_FROM_BYTES):
        problem = f"unpacks to more than {MAX_RATIO} times its size"
    if problem:
        raise IncidentDataError(f"{name!r} in the archive {problem}", path=path)


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
        message = f"the archive must hold one file of {', '.join(endings)}; it holds {names}"
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
            try:
                archive = stack.enter_context(zipfile.ZipFile(raw))
                inner = stack.enter_context(archive.open(member))
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
                raise IncidentDataError(f"is a damaged zip archive: {error}", path=path) from error
        elif first_bytes(path, 2) == _GZIP_MAGIC:
            inner = stack.enter_context(gzip.GzipFile(fileobj=raw))
        reader = _BoundedReader(path, inner, raw, size, told)
        yield stack.enter_context(io.BufferedReader(reader, _BUFFER_BYTES))


class _BoundedReader(io.RawIOBase):
    """A stream that stops at the bounds and names the file in its errors."""

    def __init__(
        self,
        path: Path,
        inner: IO[bytes] | gzip.GzipFile,
        raw: IO[bytes],
        size: int,
        told: Callable[[int, int], None] | None,
    ) -> None:
        super().__init__()
        self._path = path
        self._inner = inner
        self._raw = raw
        self._size = size
        self._told = told
        self._unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            chunk = self._inner.read(len(buffer))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
            raise IncidentDataError(f"cannot be read on: {error}", path=self._path) from error
        buffer[: len(chunk)] = chunk
        self._unpacked += len(chunk)
        limit = min(MAX_FILE_BYTES, max(self._size * MAX_RATIO, RATIO_COUNTS_FROM_BYTES))
        if self._inner is not self._raw and self._unpacked > limit:
            raise IncidentDataError(f"unpacks to more than {limit:,} bytes", path=self._path)
        if self._told is not None:
            self._told(self._raw.tell(), self._size)
        return len(chunk)


def extract(path: Path, members: list[zipfile.ZipInfo], folder: Path) -> list[Path]:
    """Unpack members that `members_of` returned into a folder, under their bare names.

    Raises
    ------
    IncidentDataError
        If a member is damaged.
    """
    written = []
    try:
        with zipfile.ZipFile(path) as archive:
            for member in members:
                target = folder / PurePosixPath(member.filename.replace("\\", "/")).name
                with archive.open(member) as source, target.open("wb") as sink:
                    # An archive's reader gives no more bytes than the member was checked for.
                    shutil.copyfileobj(source, sink)
                written.append(target)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, OSError) as error:
        raise IncidentDataError(f"is a damaged zip archive: {error}", path=path) from error
    return written
