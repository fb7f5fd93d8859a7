"""Files that come into a folder together: all of them or none."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer import Message
from geo.errors import SnapshotError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def write_together(
    writers: Mapping[str, Callable[[Path], object]], folder: Path, *, overwrite: bool = False
) -> list[Path]:
    """Write files into a folder, all of them or none, and return their paths.

    Parameters
    ----------
    writers
        By the name of each file, what writes it to a path.
    folder
        Made when it is not there.
    overwrite
        Put the new files in the place of others of the same name, each at one stroke.

    Raises
    ------
    SnapshotError
        If a file is there already or one cannot be written; nothing is then changed.
    """
    taken = [file for file in writers if (folder / file).exists()]
    if taken and not overwrite:
        raise SnapshotError(
            Message("%(file)s: exists already; nothing was written", file=folder / taken[0])
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".") as made:
            for file, write in writers.items():
                write(Path(made, file))
            for file in writers:
                Path(made, file).replace(folder / file)
    except OSError as error:
        raise SnapshotError(
            Message(
                "%(file)s: cannot be written: %(problem)s",
                file=folder,
                problem=error.strerror or error,
            )
        ) from error
    return [folder / file for file in writers]
