"""What part of the world a sheet shows, and the projection that suits it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Geod, Transformer

from gazetteer import Message
from geo.errors import SnapshotError
from geo.layers import REGION_BOUNDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.borders import Borders
    from geo.snapshot.page import Rect
    from geo.state import MapView
    from geo.zone import Zone

    FloatArray = NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")
# West, south, east, north, degrees EPSG:4326.
Box = tuple[float, float, float, float]

# Share of its width and height that is added around what a sheet shows.
_MARGIN = 0.04
# The zone is thin; so much of the country behind it, in degrees, is shown around it.
_ZONE_MARGIN_DEG = 0.3
# Source: the map pane of a laptop's browser, in pixels; a link does not tell the size of the pane.
_SCREEN_PX = (1_100.0, 640.0)
# Source: the Web Mercator tile scheme: 256 pixels are 360 degrees at zoom 0.
_TILE_PX = 256.0
# The least that a sheet shows, in degrees: less would be empty paper.
_LEAST_DEG = 0.05
# Source: Snyder (1987), Map Projections, p. 34: areas extending mostly east to west are conic,
# those mostly north to south transverse cylindrical, those about as wide as high azimuthal.
_ELONGATED = 1.8
# Points an edge of a box that its outline in the projection is taken from.
_EDGE_POINTS = 33


class ExtentKind(StrEnum):
    """How the part of the world is chosen."""

    SCREEN = "screen"
    REGION = "region"
    ZONE = "zone"
    GOVERNORATE = "governorate"
    BOX = "box"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What a sheet shows: as on the screen, the region, the zone, a governorate or a box.

    `admin1` is the governorate's ISO 3166-2 code, `box` is west, south, east, north in degrees.

    Raises
    ------
    SnapshotError
        If a governorate or box is wanted and not given, or the box is empty or off the Earth.
    """

    kind: ExtentKind = ExtentKind.SCREEN
    admin1: str = ""
    box: Box | None = None

    def __post_init__(self) -> None:
        if self.kind is ExtentKind.GOVERNORATE and not self.admin1:
            raise SnapshotError(Message("an extent of a governorate must name one"))
        if self.kind is not ExtentKind.BOX:
            return
        if self.box is None or not all(map(math.isfinite, self.box)):
            raise SnapshotError(Message("an extent of a box needs west, south, east and north"))
        west, south, east, north = self.box
        if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
            raise SnapshotError(Message("the box %(box)s is empty or not on the map", box=self.box))

    def bounds(self, borders: Borders, zone: Zone, view: MapView | None) -> Box:
        """Return west, south, east and north of what has to be seen, margin included.

        Raises
        ------
        BorderDataError
            If there is no such governorate.
        """
        if self.kind is ExtentKind.SCREEN and view is not None:
            return _screen_box(view)
        if self.kind is ExtentKind.BOX and self.box is not None:
            return self.box
        if self.kind is ExtentKind.GOVERNORATE:
            return _widened(borders.governorate(self.admin1).bounds, 0.0)
        if self.kind is ExtentKind.ZONE and not zone.geometry.is_empty:
            return _widened(zone.geometry.bounds, _ZONE_MARGIN_DEG)
        (south, west), (north, east) = REGION_BOUNDS
        return west, south, east, north


def _widened(box: tuple[float, ...], least: float) -> Box:
    west, south, east, north = box
    dx = max((east - west) * _MARGIN, least, (_LEAST_DEG - east + west) / 2)
    dy = max((north - south) * _MARGIN, least, (_LEAST_DEG - north + south) / 2)
    return west - dx, south - dy, east + dx, north + dy


def _screen_box(view: MapView) -> Box:
    """Return what a browser's pane shows around a centre at a zoom, in Web Mercator."""
    per_px = 360.0 / (_TILE_PX * 2.0**view.zoom)
    dx = per_px * _SCREEN_PX[0] / 2
    centre = math.degrees(math.asinh(math.tan(math.radians(min(max(view.lat, -85.0), 85.0)))))
    ys = [centre + side * per_px * _SCREEN_PX[1] / 2 for side in (-1, 1)]
    south, north = (math.degrees(math.atan(math.sinh(math.radians(y)))) for y in ys)
    west, east = max(view.lon - dx, -180.0), min(view.lon + dx, 180.0)
    return west, south, east, north


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A projection of its own for one extent: `name` is one of `PROJECTIONS`, `proj4` its terms.

    `lat` and `lon` are its centre; `parallels` the standard parallels of a conic one.
    """

    name: str
    lat: float
    lon: float
    proj4: str
    parallels: tuple[float, float] | None = None

    @property
    def _transformers(self) -> tuple[Transformer, Transformer]:
        return _transformers(self.proj4)

    def forward(self, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return x and y in metres of points in degrees, EPSG:4326."""
        return self._transformers[0].transform(lon, lat)

    def inverse(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return lon and lat in degrees, EPSG:4326, of points in metres."""
        return self._transformers[1].transform(x, y)


PROJECTIONS = ("laea", "lcc", "tmerc", "eqc")


@cache
def _transformers(proj4: str) -> tuple[Transformer, Transformer]:
    crs = CRS.from_proj4(proj4)
    forward = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return forward, Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def plain_projection(box: Box) -> Projection:
    """Return a cylindrical projection, on which a box in degrees is a rectangle, for small maps."""
    lat, lon = round((box[1] + box[3]) / 2, 2), round((box[0] + box[2]) / 2, 2)
    proj4 = f"+proj=eqc +ellps=WGS84 +units=m +lat_ts={lat} +lat_0={lat} +lon_0={lon}"
    return Projection(name="eqc", lat=lat, lon=lon, proj4=proj4)


def choose_projection(box: Box, *, equal_area: bool = False) -> Projection:
    """Return the projection for a box in degrees: conic, transverse or azimuthal by its shape.

    With `equal_area` it is always Lambert's azimuthal one, on which counts per area are true.
    """
    west, south, east, north = box
    lat, lon = round((south + north) / 2, 2), round((west + east) / 2, 2)
    wide = (east - west) * math.cos(math.radians(lat)) / (north - south)
    base = f"+ellps=WGS84 +units=m +lat_0={lat} +lon_0={lon}"
    if not equal_area and wide > _ELONGATED:
        # Source: Snyder (1987), p. 105: standard parallels a sixth of the height from each edge.
        sixth = (north - south) / 6
        parallels = round(south + sixth, 2), round(north - sixth, 2)
        proj4 = f"+proj=lcc {base} +lat_1={parallels[0]} +lat_2={parallels[1]}"
        return Projection(name="lcc", lat=lat, lon=lon, proj4=proj4, parallels=parallels)
    if not equal_area and wide < 1 / _ELONGATED:
        return Projection(name="tmerc", lat=lat, lon=lon, proj4=f"+proj=tmerc {base}")
    return Projection(name="laea", lat=lat, lon=lon, proj4=f"+proj=laea {base}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFrame:
    """The map on the page: `rect` in points shows the plane of `projection` around its centre.

    `x`, `y` is the middle of the map in metres of the projection, `metres_per_point` its scale.
    """

    projection: Projection
    rect: Rect
    x: float
    y: float
    metres_per_point: float

    @property
    def scale(self) -> float:
        """The denominator of the scale at the centre of the projection, on paper."""
        return self.metres_per_point / 0.0254 * 72

    def to_page(self, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return where points in degrees lie on the page, in points; shapes are kept."""
        x, y = self.projection.forward(np.asarray(lon, float), np.asarray(lat, float))
        return self.plane_to_page(x, y)

    def plane_to_page(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return where points of the projected plane lie on the page."""
        rect = self.rect
        return (
            (x - self.x) / self.metres_per_point + rect.x + rect.width / 2,
            (y - self.y) / self.metres_per_point + rect.y + rect.height / 2,
        )

    def to_degrees(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return lon and lat of points on the page."""
        rect = self.rect
        return self.projection.inverse(
            (np.asarray(x, float) - rect.x - rect.width / 2) * self.metres_per_point + self.x,
            (np.asarray(y, float) - rect.y - rect.height / 2) * self.metres_per_point + self.y,
        )

    def outline(self) -> tuple[FloatArray, FloatArray]:
        """Return lon and lat along the four edges of the map."""
        along = np.linspace(0, 1, _EDGE_POINTS)
        rect = self.rect
        xs = np.concatenate((along, np.ones_like(along), 1 - along, np.zeros_like(along)))
        ys = np.concatenate((np.zeros_like(along), along, np.ones_like(along), 1 - along))
        return self.to_degrees(rect.x + xs * rect.width, rect.y + ys * rect.height)

    def bounds(self) -> Box:
        """Return the smallest box in degrees that holds the whole map."""
        lon, lat = self.outline()
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def fit_frame(
    box: Box,
    rect: Rect,
    *,
    equal_area: bool = False,
    within: Box | None = None,
    projection: Projection | None = None,
) -> MapFrame:
    """Return the map that shows all of a box in degrees and fills `rect`.

    Where the paper has room to spare, the map is shifted so as to show as little as can be of what
    lies beyond `within`, in degrees. Without a `projection` the box has the one that suits it.
    """
    projection = projection or choose_projection(box, equal_area=equal_area)
    west, south, east, north = box
    along = np.linspace(0, 1, _EDGE_POINTS)
    lon = np.concatenate((west + along * (east - west),) * 2 + (np.full_like(along, west),) * 2)
    lon[-_EDGE_POINTS:] = east
    lat = np.concatenate(
        (np.full_like(along, south), np.full_like(along, north))
        + (south + along * (north - south),) * 2
    )
    x, y = projection.forward(lon, lat)
    per_point = max(float(np.ptp(x)) / rect.width, float(np.ptp(y)) / rect.height)
    frame = MapFrame(
        projection=projection,
        rect=rect,
        x=float(x.min() + x.max()) / 2,
        y=float(y.min() + y.max()) / 2,
        metres_per_point=per_point,
    )
    if within is None:
        return frame
    spare = rect.width * per_point - float(np.ptp(x)), rect.height * per_point - float(np.ptp(y))
    return _shifted(frame, within, spare)


def _shifted(frame: MapFrame, within: Box, spare: tuple[float, float]) -> MapFrame:
    """Return the map moved by at most half of what is to spare, in metres, towards `within`."""
    west, south, east, north = frame.bounds()
    degree = math.pi / 180 * WGS84.a
    parallel = degree * math.cos(math.radians(frame.projection.lat))

    def move(low: float, high: float, per_degree: float, room: float) -> float:
        """Return how far to go up: more where less than known lies below, less where above."""
        wanted = max(low, 0.0) - max(high, 0.0)
        return min(max(wanted * per_degree, -room / 2), room / 2)

    return replace(
        frame,
        x=frame.x + move(within[0] - west, east - within[2], parallel, spare[0]),
        y=frame.y + move(within[1] - south, north - within[3], degree, spare[1]),
    )
