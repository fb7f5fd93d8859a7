"""GeoPackages and zipped shapefiles as rows of texts, read by GDAL.

GDAL knows many formats, and some of them open other files and hosts. So it gets nothing but files
whose first bytes are those of the format, under names of ours, in a folder of their own in which
nothing else lies. What is no longitude and latitude is turned into it.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError

from gazetteer import Message, message_of
from geo.errors import IncidentDataError
from geo.imports.bounds import (
    MAX_IN_MEMORY_BYTES,
    check_size,
    data_member,
    extract,
    first_bytes,
    members_of,
)
from geo.imports.geopackage import check_geopackage
from geo.imports.tables import check_cell_count
from geo.imports.vectors import feature_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.imports.vectors import Feature, FeatureFile

_SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# Source: ESRI Shapefile Technical Description: file code, and bytes before the first record.
_SHAPE_CODE: Final = (9994).to_bytes(4, "big")
_SHAPE_HEAD: Final = 100


def look_at_geopackage(path: Path, layer: str | None = None) -> FeatureFile:
    """Return the features of a layer of a GeoPackage, the first one unless `layer` names another.

    Raises
    ------
    IncidentDataError
        If it is none, is too large, or has tables that are made by code.
    """
    with _alone(path) as copy:
        return feature_file(path, _of_gdal(path, copy, "GPKG", layer))


def geopackage_layers(path: Path) -> tuple[str, ...]:
    """Return the names of the layers of a GeoPackage.

    Raises
    ------
    IncidentDataError
        As `look_at_geopackage` does.
    """
    with _alone(path) as copy:
        try:
            return tuple(str(name) for name, _kind in pyogrio.list_layers(copy))
        except (DataSourceError, ValueError) as error:
            raise IncidentDataError(
                Message("cannot be read: %(problem)s", problem=message_of(error)), path=path
            ) from error


@contextmanager
def _alone(path: Path) -> Iterator[Path]:
    """Give a checked copy of a GeoPackage, beside which the database may write what it likes."""
    check_size(path, MAX_IN_MEMORY_BYTES)
    if not first_bytes(path, 16).startswith(b"SQLite format 3"):
        raise IncidentDataError(Message("is no GeoPackage"), path=path)
    check_geopackage(path)
    with tempfile.TemporaryDirectory(prefix="hudud-import-") as folder:
        yield Path(shutil.copyfile(path, Path(folder) / "data.gpkg"))


def look_at_shapefile(path: Path) -> FeatureFile:
    """Return the features of a zipped shapefile.

    Raises
    ------
    IncidentDataError
        If the archive holds none or more than one, or is refused by its bounds.
    """
    main = data_member(path, (".shp",))
    stem = main.filename[:-4].casefold()
    parts = {
        m.filename.casefold()[len(stem) :]: m
        for m in members_of(path, most_bytes=MAX_IN_MEMORY_BYTES)
        if m.filename.casefold().startswith(stem)
        and m.filename.casefold()[len(stem) :] in _SHAPEFILE_PARTS
    }
    with tempfile.TemporaryDirectory(prefix="hudud-import-") as folder:
        names = {f"data{ending}": member for ending, member in parts.items()}
        extract(path, names, Path(folder))
        shape = Path(folder) / "data.shp"
        _check_shapes(path, shape)
        return feature_file(path, _of_gdal(path, shape, "ESRI Shapefile", None))


def _check_shapes(path: Path, shape: Path) -> None:
    """Refuse what is no shapefile, and one whose index tells of more than there is."""
    index = shape.with_suffix(".shx")
    content = index.read_bytes() if index.is_file() else b""
    heads = (first_bytes(shape, len(_SHAPE_CODE)), content[: len(_SHAPE_CODE)])
    if any(head != _SHAPE_CODE for head in heads):
        raise IncidentDataError(Message("is no ESRI Shapefile"), path=path)
    words = np.frombuffer(content[_SHAPE_HEAD:][: (len(content) - _SHAPE_HEAD) // 8 * 8], ">u4")
    # Offset and length of each shape, in words of two bytes; a shape could stand there many times.
    if 2 * int(words[1::2].sum(dtype=np.uint64)) > shape.stat().st_size:
        raise IncidentDataError(Message("is a damaged ESRI Shapefile"), path=path)


def _of_gdal(path: Path, file: Path, driver: str, layer: str | None) -> Iterator[Feature]:
    try:
        with warnings.catch_warnings():
            # Several layers, or none with a geometry: the first one is meant unless it is named.
            warnings.simplefilter("ignore")
            about = pyogrio.read_info(file, layer=layer)
            if about["driver"] != driver:
                raise IncidentDataError(Message("is no %(driver)s", driver=driver), path=path)
            check_cell_count(path, max(about["features"], 0), len(about["fields"]))
            frame = pyogrio.read_dataframe(file, layer=layer, datetime_as_string=True)
            if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None:
                frame = _in_degrees(path, frame)
    except (
        DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, ProjError,
        ShapelyError, ValueError, TypeError, OverflowError, RuntimeError, UnboundLocalError,
    ) as error:  # fmt: skip
        # pyogrio 0.13 raises the last one for a reference system that is no text.
        if isinstance(error, IncidentDataError):
            raise
        raise IncidentDataError(
            Message("cannot be read: %(problem)s", problem=message_of(error)), path=path
        ) from error
    shapes = frame.geometry if isinstance(frame, gpd.GeoDataFrame) else [None] * len(frame)
    # By position: two columns may have one name, and the later one counts.
    kept = [place for place, name in enumerate(frame.columns) if name != "geometry"]
    names = [str(frame.columns[place]) for place in kept]
    rows = frame.iloc[:, kept].itertuples(index=False, name=None)
    for values, shape in zip(rows, shapes, strict=True):
        yield dict(zip(names, values, strict=True)), shape


def _in_degrees(path: Path, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    # A reference system may name a grid of shifts, which would be a file of this machine.
    said = "" if frame.crs is None else f"{frame.crs.to_wkt()} {frame.crs.srs}"
    if "PARAMETERFILE" in said or "grids=" in said:
        message = Message("has a reference system that needs a file of its own")
        raise IncidentDataError(message, path=path, field="crs")
    return frame.to_crs("EPSG:4326")
