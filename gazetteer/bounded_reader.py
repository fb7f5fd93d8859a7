"""Reading a packed or plain file no further than it may go."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final, Protocol

from gazetteer.message import Message, message_of

if TYPE_CHECKING:
    from collections.abc import Callable

# What damaged archives make zipfile, gzip and their decompressors raise.
ARCHIVE_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError,
    RuntimeError, EOFError, OSError, ValueError, LookupError, OverflowError,
)  # fmt: skip


class _Readable(Protocol):
    """The part of a binary stream that is needed here."""

    def read(self, size: int = ..., /) -> bytes: ...


class BoundedReader(io.RawIOBase):
    """A stream that stops at a limit, tells how far it is, and speaks of its file in its errors.

    Parameters
    ----------
    inner
        Gives the bytes; the same as `raw` when the file is not packed.
    raw
        The file itself.
    size
        Bytes of the file.
    most_unpacked
        Bytes that a packed file may unpack to.
    error
        Makes the error of a message; it names the file.
    told
        Called with the bytes of the file read so far and its size, after each piece.
    """

    def __init__(
        self,
        inner: _Readable,
        raw: IO[bytes],
        *,
        size: int,
        most_unpacked: int,
        error: Callable[[Message], Exception],
        told: Callable[[int, int], None] | None = None,
    ) -> None:
        super().__init__()
        self._inner = inner
        self._raw = raw
        self._size = size
        self._most_unpacked = most_unpacked
        self._error = error
        self._told = told
        self._unpacked = 0

    def readable(self) -> bool:
        """Tell that this stream can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Put the next bytes into a buffer; return how many, 0 at the end."""
        try:
            piece = self._inner.read(len(buffer))
        except ARCHIVE_FAULTS as error:
            message = Message("cannot be read on: %(problem)s", problem=message_of(error))
            raise self._error(message) from error
        buffer[: len(piece)] = piece
        self._unpacked += len(piece)
        if self._inner is not self._raw and self._unpacked > self._most_unpacked:
            most = f"{self._most_unpacked:,}"
            raise self._error(Message("unpacks to more than %(most)s bytes", most=most))
        if self._told is not None:
            self._told(self._raw.tell() if piece else self._size, self._size)
        return len(piece)
