"""Countries, governorates, shared border lines, rivers and lakes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import geopandas as gpd
import numpy as np
import shapely
from pyogrio.errors import DataSourceError
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon

from gazetteer import Message
from geo.distance import line_index
from geo.errors import BorderDataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

DATA_DIR = Path(__file__).parent / "data"

BOUNDARY_DISCLAIMER = (
    "Boundaries and names shown here are approximate and do not imply any opinion on the legal "
    "status of a territory or the course of its boundaries. Disputed and occupied areas are drawn "
    "with one side by a stated rule: the Golan with Syria, East Jerusalem and the West Bank with "
    "Palestine."
)
BOUNDARY_ATTRIBUTION = (
    "© OpenStreetMap contributors (ODbL) via timezone-boundary-builder and geo-maps; "
    "governorates after geoBoundaries; rivers after GSHHG"
)

DisplayLayer = Literal["countries", "governorates", "borders", "rivers", "lakes"]
DISPLAY_LAYERS: tuple[DisplayLayer, ...] = get_args(DisplayLayer)
# Source: columns of the shipped files, told in data/README.md.
COLUMNS: dict[str, tuple[str, ...]] = {
    "countries": ("country_code", "name", "name_ar"),
    "governorates": ("admin1", "country_code", "name", "name_ar"),
    "borders": (
        "border_id",
        "country_a",
        "country_b",
        "name",
        "name_ar",
        "length_km",
    ),
    "rivers": ("river_id", "name", "name_ar", "certainty"),
    "lakes": ("lake_id", "name", "name_ar"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Borders:
    """What ships about areas and lines, EPSG:4326; treat the frames as read-only.

    `countries` and `governorates` are one coverage: neighbours share their edges exactly, and
    the governorates of Syria and Iraq fill their country. `shared` holds each line that two
    countries have in common, with its geodesic length. Columns are those of COLUMNS.
    """

    countries: gpd.GeoDataFrame
    governorates: gpd.GeoDataFrame
    shared: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    lakes: gpd.GeoDataFrame

    def country(self, country_code: str) -> Polygon | MultiPolygon:
        """Return the polygon of a country (ISO 3166-1 alpha-2).

        Raises
        ------
        BorderDataError
            If the country is not on the map.
        """
        return _polygon(_one(self.countries, "country_code", country_code))

    def governorate(self, admin1: str) -> Polygon | MultiPolygon:
        """Return the polygon of a governorate (ISO 3166-2, and IQ-HA for Halabja).

        Raises
        ------
        BorderDataError
            If there is no such governorate.
        """
        return _polygon(_one(self.governorates, "admin1", admin1))

    def border(self, first: str, second: str | None = None) -> LineString | MultiLineString:
        """Return a shared line, by its id ("SY-TR") or by two country codes in either order.

        Raises
        ------
        BorderDataError
            If the countries share no border on the map.
        """
        border_id = first if second is None else "-".join(sorted((first, second)))
        geometry = _one(self.shared, "border_id", border_id)
        if not isinstance(geometry, LineString | MultiLineString):
            raise BorderDataError(Message("is not a line"), path=DATA_DIR / "borders.geojson")
        return geometry

    def border_ids(self) -> tuple[str, ...]:
        """Return the ids of all shared lines, sorted."""
        return tuple(sorted(self.shared["border_id"]))

    def border_length_km(self, border_id: str) -> float:
        """Return the geodesic length of a shared line in kilometres.

        Raises
        ------
        BorderDataError
            If there is no such border.
        """
        rows = self.shared.loc[self.shared["border_id"] == border_id, "length_km"]
        if rows.empty:
            raise BorderDataError(
                Message("no border %(id)r on the map", id=border_id),
                field="border_id",
            )
        return float(rows.iloc[0])

    def locate(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
        """Return the country code and the admin1 code of each point, "" where there is none.

        Points are EPSG:4326 degrees, shape (n,); both results have shape (n,). A point on a
        border goes to the area that comes first in the file.
        """
        country = _covering(self.countries, "country_code", lon, lat)
        admin1 = _covering(self.governorates, "admin1", lon, lat)
        return country, admin1

    def distance_to_border_km(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], border_id: str
    ) -> NDArray[np.float64]:
        """Return the geodesic distance in kilometres of each point to a shared line.

        Points are EPSG:4326 degrees, shape (n,); within DISTANCE_TOLERANCE_M up to 600 km.

        Raises
        ------
        BorderDataError
            If there is no such border.
        """
        return line_index(self.border(border_id)).distance_m(lon, lat) / 1000

    def display(self, layer: DisplayLayer) -> str:
        """Return a light version of a layer for the browser as GeoJSON text.

        Both names are among the properties, so that it serves either language.

        Raises
        ------
        BorderDataError
            If the file is missing.
        """
        return _layer_text(layer, f"{layer}_display.geojson")

    def detailed(self, layer: DisplayLayer) -> str:
        """Return a layer in full detail as GeoJSON text, for a close look at the map.

        Raises
        ------
        BorderDataError
            If the file is missing.
        """
        return _layer_text(layer, f"{layer}.geojson")


@cache
def load_borders() -> Borders:
    """Return the shipped countries, governorates, borders, rivers and lakes.

    Raises
    ------
    BorderDataError
        If a file is missing, cannot be read or lacks a column.
    """
    return Borders(
        countries=_read("countries"),
        governorates=_read("governorates"),
        shared=_read("borders"),
        rivers=_read("rivers"),
        lakes=_read("lakes"),
    )


def _read(layer: str) -> gpd.GeoDataFrame:
    path = DATA_DIR / f"{layer}.geojson"
    try:
        frame = gpd.read_file(path, engine="pyogrio")
    except DataSourceError as error:
        raise BorderDataError(Message("cannot be read"), path=path) from error
    missing = [column for column in COLUMNS[layer] if column not in frame]
    if missing:
        raise BorderDataError(Message("column is missing"), path=path, field=missing[0])
    return frame[[*COLUMNS[layer], "geometry"]]


@cache
def _layer_text(layer: str, name: str) -> str:
    path = DATA_DIR / name
    if layer not in DISPLAY_LAYERS:
        raise BorderDataError(Message("no layer %(layer)r", layer=layer), field="layer")
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BorderDataError(Message("cannot be read"), path=path) from error


def _one(frame: gpd.GeoDataFrame, column: str, code: str) -> object:
    rows = frame.geometry[frame[column] == code]
    if rows.empty:
        raise BorderDataError(
            Message("no %(column)s %(code)r on the map", column=column, code=code), field=column
        )
    return rows.iloc[0]


def _polygon(geometry: object) -> Polygon | MultiPolygon:
    if not isinstance(geometry, Polygon | MultiPolygon):
        raise BorderDataError(Message("is not a polygon"), path=DATA_DIR)
    return geometry


def _covering(
    frame: gpd.GeoDataFrame,
    column: str,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
) -> NDArray[np.str_]:
    """Return the code of the first polygon that covers each point, "" where none does."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    found = np.full(lon.shape, "", dtype="U5")
    for code, polygon in zip(frame[column], frame.geometry, strict=True):
        west, south, east, north = polygon.bounds
        in_box = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        rows = np.flatnonzero(in_box & (found == ""))
        shapely.prepare(polygon)
        found[rows[shapely.intersects_xy(polygon, lon[rows], lat[rows])]] = code
    return found
