"""The sheets of a workbook and the layers of a GeoPackage, to choose among."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.imports.formats import ImportFormat, container_of
from geo.imports.gdal_files import geopackage_layers
from geo.imports.sheets import sheet_names

if TYPE_CHECKING:
    from pathlib import Path


def layer_names(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets or layers of a file; () for other formats.

    Raises
    ------
    IncidentDataError
        If it cannot be read.
    """
    container = container_of(path)
    if container is ImportFormat.XLSX:
        return sheet_names(path)
    if container is ImportFormat.GPKG:
        return geopackage_layers(path)
    return ()
