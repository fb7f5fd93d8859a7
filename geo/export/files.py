"""Which kinds of data file there are, and how they come to lie in a folder."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gazetteer import Message
from geo.errors import SnapshotError
from geo.export.csv_file import write_csv, write_csv_metadata
from geo.export.geojson import write_geojson, write_zone_geojson
from geo.export.geopackage import write_geopackage
from geo.export.html import write_html
from geo.export.kml import write_kml, write_kmz
from geo.export.xlsx import write_xlsx
from geo.folder import write_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from geo.export.content import MapExport

    Write = Callable[[MapExport, Path], None]

# What each format writes: endings of its files, and who writes each.
FORMATS: dict[str, dict[str, Write]] = {
    "geojson": {".geojson": write_geojson, ".zone.geojson": write_zone_geojson},
    "gpkg": {".gpkg": write_geopackage},
    "kml": {".kml": write_kml},
    "kmz": {".kmz": write_kmz},
    "csv": {".csv": write_csv, ".csv-metadata.json": write_csv_metadata},
    "xlsx": {".xlsx": write_xlsx},
    "html": {".html": write_html},
}


def write_export(
    export: MapExport,
    formats: Iterable[str],
    folder: Path,
    *,
    name: str = "incidents",
    overwrite: bool = False,
) -> list[Path]:
    """Write the files of some formats into a folder, all of them or none, and return their paths.

    Parameters
    ----------
    export
        What to write.
    formats
        Keys of `FORMATS`.
    folder
        Made when it is not there.
    name
        What the files are called, without ending.
    overwrite
        Put the new files in the place of others of the same name.

    Raises
    ------
    SnapshotError
        If a format is unknown, a file is there already, or one cannot be written; nothing is then
        changed.
    """
    writers = {
        f"{name}{ending}": partial(write, export) for ending, write in _writers(formats).items()
    }
    return write_together(writers, folder, overwrite=overwrite)


def _writers(formats: Iterable[str]) -> dict[str, Write]:
    """Return who writes each file, by its ending."""
    found: dict[str, Write] = {}
    for wanted in formats:
        if wanted not in FORMATS:
            raise SnapshotError(
                Message(
                    "no format %(form)r; there are %(formats)s",
                    form=wanted,
                    formats=", ".join(FORMATS),
                )
            )
        found |= FORMATS[wanted]
    return found
