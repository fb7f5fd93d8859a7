"""A data file as bytes, for whoever takes it from a page; several files of a format in one ZIP."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo.export.files import FORMATS, write_export

if TYPE_CHECKING:
    from geo.export.content import MapExport

# Source: the zip format's first day; programs take it for "unknown".
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def packed_ending(form: str) -> str:
    """Return how the name of `packed_export` ends."""
    endings = list(FORMATS[form])
    return endings[0] if len(endings) == 1 else f"{endings[0]}.zip"


def packed_export(export: MapExport, form: str, name: str) -> bytes:
    """Return the file of a format, a key of `FORMATS`; where it has several, a ZIP of them.

    `name` is what the files in a ZIP are called, without ending. The same export gives the same
    bytes.

    Raises
    ------
    SnapshotError
        If it cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = write_export(export, [form], Path(folder), name=name)
        if len(files) == 1:
            return files[0].read_bytes()
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                entry = zipfile.ZipInfo(file.name, _FIRST_DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.read_bytes())
        return target.getvalue()
