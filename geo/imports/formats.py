"""Which format a file has, by its content, and how each is opened."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gazetteer import Message
from geo.errors import IncidentDataError
from geo.imports.bounds import check_size, first_bytes, is_archive, members_of
from geo.imports.columnar import look_at_parquet
from geo.imports.delimited import DelimitedFile, look_at_delimited
from geo.imports.gdal_files import look_at_geopackage, look_at_shapefile
from geo.imports.kml import look_at_kml
from geo.imports.profiles import PROFILES, UCDP, UCDP_WITHOUT_HEADING, Profile
from geo.imports.sheets import look_at_sheet
from geo.imports.vectors import look_at_geojson

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.imports.tables import TableFile


class ImportFormat(StrEnum):
    """How a file is written; ACLED and UCDP say whose columns it has, in any kind of table."""

    ACLED = "acled"
    UCDP = "ucdp"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    GPKG = "gpkg"
    KML = "kml"
    SHAPEFILE = "shapefile"


_PUBLISHERS: Final = (ImportFormat.ACLED, ImportFormat.UCDP)
# What people call a file of each format; an ending never decides alone.
ENDINGS: Final = (
    ".csv", ".tsv", ".txt", ".gz", ".zip", ".xlsx", ".parquet", ".geojson", ".json", ".gpkg",
    ".kml", ".kmz",
)  # fmt: skip


# How each format is opened; those in which there can be several sheets or layers by their name.
_LAYERED: Final[dict[ImportFormat, Callable[[Path, str | None], TableFile]]] = {
    ImportFormat.XLSX: look_at_sheet,
    ImportFormat.GPKG: look_at_geopackage,
}
_WHOLE: Final[dict[ImportFormat, Callable[[Path], TableFile]]] = {
    ImportFormat.PARQUET: look_at_parquet,
    ImportFormat.GEOJSON: look_at_geojson,
    ImportFormat.KML: look_at_kml,
    ImportFormat.SHAPEFILE: look_at_shapefile,
}


def container_of(path: Path) -> ImportFormat:
    """Return how a file is written, by its first bytes or the names in the archive.

    Raises
    ------
    IncidentDataError
        If it cannot be read, is empty, or an archive without anything known.
    """
    check_size(path)
    head = first_bytes(path, 512)
    if head.startswith(b"PAR1"):
        return ImportFormat.PARQUET
    if head.startswith(b"SQLite format 3"):
        return ImportFormat.GPKG
    if is_archive(path):
        return _in_archive(path)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return ImportFormat.KML
    if text.startswith(b"{"):
        return ImportFormat.GEOJSON
    return ImportFormat.CSV


def _in_archive(path: Path) -> ImportFormat:
    names = [member.filename.casefold() for member in members_of(path)]
    for ending, found in (
        ("[content_types].xml", ImportFormat.XLSX),
        (".shp", ImportFormat.SHAPEFILE),
        (".kml", ImportFormat.KML),
        (".csv", ImportFormat.CSV),
        (".tsv", ImportFormat.CSV),
        (".txt", ImportFormat.CSV),
    ):
        if any(name.endswith(ending) for name in names):
            return found
    raise IncidentDataError(Message("the archive holds no table, shapefile or KML"), path=path)


def open_file(
    path: Path,
    wanted: ImportFormat | None = None,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    layer: str | None = None,
) -> tuple[TableFile, ImportFormat, Profile | None]:
    """Return the rows of a file, what it is, and the publisher's codes if it is a known one's.

    Parameters
    ----------
    path
        The file.
    wanted
        What it must be; found by looking when None.
    encoding, delimiter
        How a delimited table is written; found by looking when None.
    layer
        Which sheet of a workbook or layer of a GeoPackage; the first when None.

    Raises
    ------
    IncidentDataError
        If it cannot be read or is something else than wanted.
    """
    container = container_of(path)
    if wanted is not None and wanted not in {container, *_PUBLISHERS}:
        raise IncidentDataError(
            Message("is %(container)s, not %(wanted)s", container=container, wanted=wanted),
            path=path,
        )
    table: TableFile
    if container in _LAYERED:
        table = _LAYERED[container](path, layer)
    elif container in _WHOLE:
        table = _WHOLE[container](path)
    else:
        table = _with_heading(look_at_delimited(path, encoding=encoding, delimiter=delimiter))
    if wanted in _PUBLISHERS:
        return table, wanted, _publisher(path, table, wanted)
    if wanted is None:
        for name, profile in PROFILES.items():
            if profile.knows(table.header):
                return table, ImportFormat(name), profile
    return table, container, None


def _publisher(path: Path, table: TableFile, wanted: ImportFormat) -> Profile:
    profile = PROFILES[wanted]
    if not profile.knows(table.header):
        missing = ", ".join(sorted(profile.telling - {_key(h) for h in table.header}))
        message = Message(
            "does not have the columns of %(wanted)s: %(missing)s missing",
            wanted=wanted,
            missing=missing,
        )
        raise IncidentDataError(message, path=path, row=1)
    return profile


def _key(heading: str) -> str:
    return " ".join(heading.casefold().replace("_", " ").split())


def _with_heading(table: DelimitedFile) -> DelimitedFile:
    """Return a table of UCDP's that begins without a heading with the one that it should have."""
    names = UCDP_WITHOUT_HEADING.get(len(table.header))
    if names is None or UCDP.knows(table.header):
        return table
    first = dict(zip(names, table.header, strict=True))
    try:
        is_row = float(first["id"]) > 0 and abs(float(first["latitude"])) <= 90
    except ValueError:
        return table
    if is_row and first["geom_wkt"].upper().startswith("POINT"):
        return replace(table, header=tuple(names), has_header=False)
    return table
