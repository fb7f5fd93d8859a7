"""The sheets of a workbook and the layers of a GeoPackage, to choose among."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyogrio
from pyogrio.errors import DataSourceError
from python_calamine import CalamineError, CalamineWorkbook

from geo.errors import IncidentDataError
from geo.imports.formats import ImportFormat, container_of

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
    try:
        if container is ImportFormat.XLSX:
            return tuple(CalamineWorkbook.from_path(path).sheet_names)
        if container is ImportFormat.GPKG:
            return tuple(str(name) for name, _kind in pyogrio.list_layers(path))
    except (CalamineError, DataSourceError, OSError) as error:
        raise IncidentDataError(f"cannot be read: {error}", path=path) from error
    return ()
