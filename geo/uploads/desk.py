"""The files that people of this process have brought and not yet finished with."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
import threading
import time
import unicodedata
from functools import cache
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING, Final

from gazetteer import Message, PermissionDeniedError, Role
from geo.errors import IncidentDataError
from geo.uploads.upload import Upload, UploadStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from gazetteer import User

# Files of one person that may be open at a time, and how many of all are worked on at once.
# Source: own choice; a million rows take about 1.5 GiB and a core while they are read.
MOST_OPEN: Final = 5
_AT_ONCE: Final = 2
# A file that nobody looks at any more is given up after so long, in seconds: a day.
_KEPT_S: Final = 86_400.0
# Bytes of a file's name. Source: file systems take 255; the ending of a copy must fit in.
_NAME_BYTES: Final = 180
_COPY_BYTES: Final = 2**20


class UploadDesk:
    """Takes files to disk and finds them again by who brought them; safe for several threads.

    Parameters
    ----------
    clock
        Seconds that only grow.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(_AT_ONCE)
        self._uploads: dict[str, Upload] = {}
        self._touched: dict[str, float] = {}

    def take(self, stream: IO[bytes], name: str, user: User) -> Upload:
        """Copy a file to disk, in pieces, and keep it for `user`.

        Raises
        ------
        IncidentDataError
            If `user` has too many files open, or the disk does not take it.
        PermissionDeniedError
            If `user` is no editor.
        """
        if user.role < Role.EDITOR or not user.name.strip():
            raise PermissionDeniedError(Message("importing needs the role of an editor"))
        self._give_up_old_ones(user)
        if len(self.of(user)) >= MOST_OPEN:
            message = Message(
                "%(most)s files are open already; finish or discard one of them first",
                most=MOST_OPEN,
            )
            raise IncidentDataError(message)
        folder = Path(tempfile.mkdtemp(prefix="hudud-upload-"))
        path = folder / _safe_name(name)
        try:
            with path.open("wb") as copy:
                shutil.copyfileobj(stream, copy, _COPY_BYTES)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            message = Message("cannot be kept: %(problem)s", problem=os.strerror(error.errno or 0))
            raise IncidentDataError(message, path=path.name) from error
        upload = Upload(
            path, upload_id=secrets.token_hex(6), owner=user.name.strip(), slots=self._slots
        )
        with self._lock:
            self._uploads[upload.id] = upload
            self._touched[upload.id] = self._clock()
        return upload

    def of(self, user: User) -> list[Upload]:
        """Return the files that `user` has open, the oldest first."""
        with self._lock:
            return [u for u in self._uploads.values() if u.owner == user.name.strip()]

    def get(self, upload_id: str, user: User) -> Upload | None:
        """Return a file of `user`; None when there is none (any more)."""
        with self._lock:
            upload = self._uploads.get(upload_id)
            if upload is None or upload.owner != user.name.strip():
                return None
            self._touched[upload_id] = self._clock()
            return upload

    def discard(self, upload: Upload) -> None:
        """Let go of a file; what happens with it in the background is cancelled."""
        with self._lock:
            self._uploads.pop(upload.id, None)
            self._touched.pop(upload.id, None)
        upload.close()
        shutil.rmtree(upload.path.parent, ignore_errors=True)

    def close(self) -> None:
        """Let go of all files."""
        with self._lock:
            uploads = list(self._uploads.values())
        for upload in uploads:
            self.discard(upload)

    def _give_up_old_ones(self, user: User) -> None:
        """Discard what nobody looks at any more, and what this person has imported."""
        before = self._clock() - _KEPT_S
        with self._lock:
            old = [
                upload
                for upload in self._uploads.values()
                if (self._touched[upload.id] < before and not upload.is_busy)
                or (upload.status is UploadStatus.DONE and upload.owner == user.name.strip())
            ]
        for upload in old:
            self.discard(upload)


def _safe_name(name: str) -> str:
    """Return a name from outside as a file can bear it: no folders, nothing that is not seen."""
    last = PurePath(name.replace("\\", "/")).name
    seen = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs"}).strip(" .")
    stem, dot, ending = seen.rpartition(".")
    if not dot or len(ending) > 12:
        stem, dot, ending = seen, "", ""
    cut = stem.encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{cut or 'upload'}{dot}{ending}"


@cache
def current_upload_desk() -> UploadDesk:
    """Return the desk of this process; its files go when the process ends."""
    desk = UploadDesk()
    atexit.register(desk.close)
    return desk
