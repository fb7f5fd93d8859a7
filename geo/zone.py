"""The buffer zone along a border: its shape, its figures, and what lies inside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeVar, cast

import numpy as np
import shapely

from gazetteer import Message
from geo.distance import line_index
from geo.errors import BorderDataError
from geo.geodesic import EARTH_RADIUS_M, area_km2, geodesic_buffer, length_km, only_polygons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely import LineString, MultiLineString, MultiPolygon, Polygon

    FloatArray = NDArray[np.float64]
    Line = LineString | MultiLineString
    Area = Polygon | MultiPolygon

T = TypeVar("T")

# Depth of the zone in metres.
# Source: Anadolu Agency, the plan for a zone 23 km deep inside Syria along the Turkish border.
ZONE_WIDTH_M: Final = 23_000.0

# How far the edge of a zone may lie from its width, in metres.
# Source: the promise of this project; benchmarks/zone_accuracy.py measures what is reached.
EDGE_TOLERANCE_M: Final = 10.0

# Widest zone in metres. Source: the tolerance was measured up to here.
MAX_WIDTH_M: Final = 200_000.0

# How far, in degrees, a border may lie off the outline of the country it borders.
# Source: about 100 m, three times the 30 m to which the outlines are simplified.
_ALONG_DEG: Final = 0.001

# Side in degrees of the cells in which many points are first judged together.
# Source: 5.6 km, a quarter of the coarsest precision (25 km) that most imprecise incidents have.
_CELL_DEG: Final = 0.05


# How far the outline may stray on the screen, in degrees.
# Source: about 50 m, half a pixel at the closest zoom at which the whole depth is in view.
DRAWING_TOLERANCE_DEG: Final = 0.0005


class ZoneVerdict(StrEnum):
    """Where a thing lies with regard to a zone."""

    OUTSIDE = "outside"
    INSIDE = "inside"
    UNDETERMINED = "undetermined"


# The verdict that each code of `zone_verdicts` stands for, by position.
VERDICTS: Final = (ZoneVerdict.OUTSIDE, ZoneVerdict.INSIDE, ZoneVerdict.UNDETERMINED)
_OUTSIDE, _INSIDE, _UNDETERMINED = range(3)


class BorderSource(Protocol):
    """What a zone is made from: countries, borders and governorates, EPSG:4326."""

    @property
    def governorates(self) -> GeoDataFrame:
        """Columns country_code, admin1, name, name_ar, geometry."""

    def country(self, code: str, /) -> Area:
        """Return the country's polygon; raise BorderDataError if there is none."""

    def border(self, border_id: str, /) -> Line:
        """Return the shared line, such as ``SY-TR``; raise BorderDataError if there is none."""


class Region(Protocol):
    """What incidents are judged by, EPSG:4326: an area and its whole outline."""

    @property
    def geometry(self) -> Area:
        """The area."""

    @property
    def edge(self) -> Line:
        """Its outline."""


class Governorate(NamedTuple):
    """A first-level division: ISO 3166-2 code, names, polygon in EPSG:4326."""

    admin1: str
    name: str
    name_ar: str
    geometry: Area


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernorateShare:
    """What a zone takes of a governorate; both shares are fractions in 0...1."""

    admin1: str
    name: str
    name_ar: str
    area_km2: float
    share_of_zone: float
    share_of_governorate: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Zone:
    """The strip of country `side` within `width_m` metres of a border, EPSG:4326.

    `admin1` names the governorates that it is limited to; empty means no limit. `geometry` is empty
    when none of them comes so near to the border. A zone equals itself alone, which makes it a
    cheap key of caches: `make_zone` gives the same one for the same arguments.
    """

    border_id: str
    side: str
    width_m: float
    admin1: frozenset[str]
    geometry: Area = field(repr=False)
    border: Line = field(repr=False)
    governorates: tuple[Governorate, ...] = field(repr=False)

    @cached_property
    def length_km(self) -> float:
        """Geodesic length of the border along which the zone runs."""
        if not self.admin1:
            return length_km(self.border)
        return length_km(shapely.intersection(self.border, self.geometry.buffer(_ALONG_DEG)))

    @cached_property
    def area_km2(self) -> float:
        """Geodesic area."""
        return area_km2(self.geometry)

    @cached_property
    def shares(self) -> tuple[GovernorateShare, ...]:
        """What the zone takes of each governorate that it touches, largest first."""
        shares = []
        for governorate in self.governorates:
            part = area_km2(shapely.intersection(self.geometry, governorate.geometry))
            if part > 0:
                shares.append(
                    GovernorateShare(
                        admin1=governorate.admin1,
                        name=governorate.name,
                        name_ar=governorate.name_ar,
                        area_km2=part,
                        share_of_zone=part / self.area_km2,
                        share_of_governorate=part / _whole_km2(governorate.geometry),
                    )
                )
        return tuple(sorted(shares, key=lambda share: -share.area_km2))

    @cached_property
    def edge(self) -> Line:
        """The whole outline: the border's side, the outer edge and the outlines of holes."""
        return cast("Line", self.geometry.boundary)


@lru_cache(maxsize=64)
def _whole_km2(governorate: Area) -> float:
    """Return the area of a governorate; kept, since it takes as long as all the shares do."""
    return area_km2(governorate)


def buffer_zone(border: Line, side: Area, *, width_m: float = ZONE_WIDTH_M) -> Area:
    """Return the strip of `side` within `width_m` of `border`.

    Distances are geodesic on WGS84; the edge is within EDGE_TOLERANCE_M, at its vertices and
    between them. The ends are round. Parts of `side` that are so near across a third country count.

    Parameters
    ----------
    border
        Shared border line, EPSG:4326, either direction.
    side
        Country polygon that decides which side is kept.
    width_m
        Width in metres, more than 0 and at most MAX_WIDTH_M.

    Raises
    ------
    BorderDataError
        If `border` is empty or does not run along `side`, or the width is out of bounds.
    """
    if not 0 < width_m <= MAX_WIDTH_M:
        message = Message(
            "the width must be more than 0 and at most %(most)s m, not %(width)s",
            most=f"{MAX_WIDTH_M:.0f}",
            width=width_m,
        )
        raise BorderDataError(message, field="width_m")
    if border.is_empty:
        raise BorderDataError(Message("the border line is empty"), field="border")
    if not _runs_along(border, side):
        raise BorderDataError(Message("the border does not run along this country"), field="side")
    return geodesic_buffer(border, width_m, within=side)


@lru_cache(maxsize=64)
def _runs_along(border: Line, side: Area) -> bool:
    """Tell whether most of `border` lies on the outline of `side`; one shared end is too little."""
    outline = side.boundary
    shapely.prepare(outline)
    vertices = shapely.points(shapely.get_coordinates(border))
    return bool(np.mean(shapely.dwithin(outline, vertices, _ALONG_DEG)) > 0.5)


@lru_cache(maxsize=64)
def make_zone(
    borders: BorderSource,
    border_id: str = "SY-TR",
    side: str = "SY",
    width_m: float = ZONE_WIDTH_M,
    admin1: frozenset[str] = frozenset(),
) -> Zone:
    """Return the zone inside country `side` along a border; the same arguments give the same one.

    Parameters
    ----------
    borders
        Countries, borders and governorates.
    border_id
        Two ISO 3166-1 alpha-2 codes, such as ``SY-TR``.
    side
        That of the two in which the zone lies.
    width_m
        Width in metres.
    admin1
        ISO 3166-2 codes of the governorates to which the zone is limited; empty for no limit.

    Raises
    ------
    BorderDataError
        If the border, side or a governorate is unknown, or the width is out of bounds.
    """
    border = borders.border(border_id)
    if side not in border_id.split("-"):
        raise BorderDataError(
            Message(
                "%(side)r is no side of the border %(border_id)r", side=side, border_id=border_id
            ),
            field="side",
        )
    governorates = _governorates(borders, side)
    unknown = admin1 - {governorate.admin1 for governorate in governorates}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise BorderDataError(
            Message("%(side)r has no governorate %(names)s", side=side, names=names), field="admin1"
        )
    geometry = buffer_zone(border, borders.country(side), width_m=width_m)
    if admin1:
        chosen = shapely.union_all([g.geometry for g in governorates if g.admin1 in admin1])
        geometry = only_polygons(shapely.intersection(geometry, chosen))
    return Zone(
        border_id=border_id,
        side=side,
        width_m=width_m,
        admin1=admin1,
        geometry=geometry,
        border=border,
        governorates=governorates,
    )


def _governorates(borders: BorderSource, country_code: str) -> tuple[Governorate, ...]:
    """Return the governorates of a country; none for a country whose governorates do not ship."""
    rows = borders.governorates
    rows = rows[rows["country_code"] == country_code]
    columns = rows[["admin1", "name", "name_ar", "geometry"]]
    return tuple(Governorate(*row) for row in columns.itertuples(index=False))


def zone_geojson(zone: Zone) -> bytes:
    """Return the zone as a GeoJSON feature for drawing, simplified to DRAWING_TOLERANCE_DEG."""
    drawn = shapely.simplify(zone.geometry, DRAWING_TOLERANCE_DEG)
    geometry = shapely.to_geojson(shapely.set_precision(drawn, 1e-5))
    return f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}'.encode()


def zone_verdicts(
    lon: FloatArray, lat: FloatArray, extent_km: FloatArray | float, zone: Region
) -> NDArray[np.uint8]:
    """Say for each disc whether it lies inside a zone, outside it, or neither for certain.

    A disc is inside or outside when it lies so wholly. One that passes the zone's edge, or has no
    known centre or radius, is undetermined. A point (radius 0) on the edge is inside. As the edge
    is known to EDGE_TOLERANCE_M, a disc that passes it by no more still counts as wholly inside or
    outside, by its centre.

    Parameters
    ----------
    lon, lat
        Centres in degrees, EPSG:4326, shape (n,); NaN where unknown.
    extent_km
        Radius in km within which the thing lies, shape (n,) or one for all.
    zone
        The zone, or a drawn area.

    Returns
    -------
    NDArray[np.uint8]
        Shape (n,), codes that index `VERDICTS`.
    """
    lon, lat, radius = np.broadcast_arrays(
        np.asarray(lon, dtype=float),
        np.asarray(lat, dtype=float),
        np.asarray(extent_km, dtype=float) * 1_000,
    )
    shapely.prepare(zone.geometry)
    inside: NDArray[np.bool_] = shapely.intersects_xy(zone.geometry, lon, lat)
    codes = np.where(inside, _INSIDE, _OUTSIDE).astype(np.uint8)
    known = np.isfinite(lon) & np.isfinite(lat) & ~np.isnan(radius)
    codes[~known] = _UNDETERMINED
    wide = np.flatnonzero(known & (radius > EDGE_TOLERANCE_M) & _may_reach(lon, lat, radius, zone))
    crossing = _cross_edge(lon[wide], lat[wide], radius[wide] - EDGE_TOLERANCE_M, zone)
    codes[wide[crossing]] = _UNDETERMINED
    return codes


def _may_reach(
    lon: FloatArray, lat: FloatArray, radius: FloatArray, zone: Region
) -> NDArray[np.bool_]:
    """Tell which discs come near the zone's bounding box; generous, never wrong when False."""
    west, south, east, north = zone.geometry.bounds
    dlat = np.degrees(radius / EARTH_RADIUS_M) * 1.01
    parallel = np.cos(np.radians(np.minimum(np.abs(lat) + dlat, 89.0)))
    dlon = dlat / parallel
    across = (lon + dlon >= west) & (lon - dlon <= east)
    along = (lat + dlat >= south) & (lat - dlat <= north)
    reaches: NDArray[np.bool_] = across & along
    return reaches


def _cross_edge(
    lon: FloatArray, lat: FloatArray, radius: FloatArray, zone: Region
) -> NDArray[np.bool_]:
    """Tell which discs pass the edge of the zone.

    The distance from the middle of a cell bounds that of every point in it, which decides most
    points at once; only the others are measured one by one.
    """
    if not len(lon):
        return np.zeros(0, dtype=bool)
    column, row = np.floor(lon / _CELL_DEG), np.floor(lat / _CELL_DEG)
    _, first, cell = np.unique(column * 1_000_000 + row, return_index=True, return_inverse=True)
    middle_lon, middle_lat = (column[first] + 0.5) * _CELL_DEG, (row[first] + 0.5) * _CELL_DEG
    edge = line_index(zone.edge)
    middle = edge.distance_m(middle_lon, middle_lat)[cell]
    slack = np.radians(_CELL_DEG) * EARTH_RADIUS_M * 0.72
    crossing: NDArray[np.bool_] = middle + slack < radius
    open_ = np.flatnonzero(np.abs(middle - radius) <= slack)
    crossing[open_] = edge.distance_m(lon[open_], lat[open_]) < radius[open_]
    return crossing


def places_inside(zone: Zone, places: Sequence[T], lon: FloatArray, lat: FloatArray) -> list[T]:
    """Return those of `places` whose point lies inside the zone, in their order.

    Parameters
    ----------
    zone
        The zone.
    places
        Anything, such as places or their ids.
    lon, lat
        Their points in degrees, EPSG:4326, shape (len(places),); NaN where unknown.
    """
    codes = zone_verdicts(lon, lat, 0.0, zone)
    return [places[i] for i in np.flatnonzero(codes == _INSIDE).tolist()]
