"""An area that a reader draws on the map to filter by: a polygon or a circle, both geodesic."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import shapely

from gazetteer import Message
from geo.distance import WGS84
from geo.errors import BorderDataError
from geo.geodesic import SAGITTA_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely import LineString, MultiLineString, Polygon

# Corners of a polygon. Source: own choice; 60 corners to 5 decimals are 1,200 characters of a link,
# which then stays below the 2,000 that mail programs and chats leave whole.
MIN_CORNERS: Final = 3
MAX_CORNERS: Final = 60
# Radius of a circle in km. Source: own choice; the larger one reaches over both countries.
RADII_KM: Final = (0.1, 1_000.0)
# Longest outline of a polygon in km. Source: own choice; one and a half times that of the largest
# circle, so that no link can ask for an area that takes seconds to judge by.
MAX_OUTLINE_KM: Final = 10_000.0
# Latitudes, in degrees, between which an area may lie; the map's own end at 85.06.
_MAX_LATITUDE: Final = 85.0
# Longest piece of a side, in metres, that is taken as straight in longitude and latitude.
# Source: L^2 tan(lat) / 8R is 0.5 m for 5 km at 45 degrees north.
_PIECE_M: Final = 5_000.0
# Decimals of degrees and of km that are kept: a metre.
_DEGREE_DIGITS: Final = 5
_KM_DIGITS: Final = 3
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,18})?")


def _wrong(message: Message) -> BorderDataError:
    return BorderDataError(message, field="area")


@dataclass(frozen=True)
class DrawnArea:
    """A polygon with geodesic sides, or a geodesic circle, on WGS84.

    `corners` are (lat, lon) in degrees, EPSG:4326; the last side leads back to the first corner. A
    circle has one corner, its centre, and `radius_km`. Degrees are kept to five decimals and the
    radius to the metre, so that a link tells the same area. Equal areas are equal and have one
    hash, which makes them keys of caches.

    Raises
    ------
    BorderDataError
        If it has too few or too many corners, one beyond the map, sides that cross, an outline
        longer than `MAX_OUTLINE_KM`, or a radius out of `RADII_KM`.
    """

    corners: tuple[tuple[float, float], ...]
    radius_km: float | None = None

    def __post_init__(self) -> None:
        # Adding 0.0 turns -0.0 into 0.0, which a link cannot tell apart.
        kept = tuple(
            (round(lat, _DEGREE_DIGITS) + 0.0, round(lon, _DEGREE_DIGITS) + 0.0)
            for lat, lon in self.corners
        )
        object.__setattr__(self, "corners", kept)
        if self.radius_km is not None:
            object.__setattr__(self, "radius_km", round(self.radius_km, _KM_DIGITS))
        self._check()

    @property
    def is_circle(self) -> bool:
        """Whether it is a circle."""
        return self.radius_km is not None

    def _check(self) -> None:
        if any(not (abs(lat) <= _MAX_LATITUDE and abs(lon) <= 180) for lat, lon in self.corners):
            raise _wrong(Message("a corner of the area lies beyond the map"))
        if self.radius_km is not None:
            least, most = RADII_KM
            if len(self.corners) != 1 or not least <= self.radius_km <= most:
                raise _wrong(
                    Message(
                        "the radius is not between %(least)g and %(most)g km",
                        least=least,
                        most=most,
                    )
                )
        elif not MIN_CORNERS <= len(self.corners) <= MAX_CORNERS:
            raise _wrong(
                Message(
                    "a polygon has %(least)s to %(most)s corners",
                    least=MIN_CORNERS,
                    most=MAX_CORNERS,
                )
            )
        elif self.perimeter_km > MAX_OUTLINE_KM:
            raise _wrong(
                Message("the outline is longer than %(most)s km", most=f"{MAX_OUTLINE_KM:g}")
            )
        lons, lats = shapely.get_coordinates(self.geometry).T
        if np.abs(lats).max() > _MAX_LATITUDE or (np.abs(np.diff(lons)) >= 90).any():
            raise _wrong(Message("the area reaches beyond the map"))
        if not self.geometry.is_valid or not self.geometry.area:
            raise _wrong(Message("the sides of the area cross or touch each other"))

    @cached_property
    def geometry(self) -> Polygon:
        """The area as a polygon, EPSG:4326; within `geo.geodesic.SAGITTA_M` of the true one."""
        return shapely.Polygon(self._circle() if self.is_circle else self._sides())

    @cached_property
    def edge(self) -> LineString | MultiLineString:
        """Its outline."""
        return cast("LineString", self.geometry.exterior)

    def _circle(self) -> NDArray[np.float64]:
        radius_m = 1_000 * (self.radius_km or 0.0)
        count = max(32, math.ceil(math.pi / math.sqrt(2 * SAGITTA_M / radius_m)))
        lat, lon = self.corners[0]
        azimuth = np.linspace(0, 360, count, endpoint=False)
        lons, lats, _ = WGS84.fwd(
            np.full(count, lon), np.full(count, lat), azimuth, np.full(count, radius_m)
        )
        return np.column_stack([lons, lats])

    def _sides(self) -> list[tuple[float, float]]:
        outline: list[tuple[float, float]] = []
        for (lat, lon), (to_lat, to_lon) in zip(
            self.corners, self.corners[1:] + self.corners[:1], strict=True
        ):
            length_m = WGS84.inv(lon, lat, to_lon, to_lat)[2]
            between = math.ceil(length_m / _PIECE_M) - 1
            outline.append((lon, lat))
            if between > 0:
                outline.extend(WGS84.npts(lon, lat, to_lon, to_lat, between))
        return outline

    @cached_property
    def area_km2(self) -> float:
        """Geodesic area."""
        lons, lats = self._outline()
        return abs(float(WGS84.polygon_area_perimeter(lons, lats)[0])) / 1e6

    @cached_property
    def perimeter_km(self) -> float:
        """Geodesic length of the outline."""
        lons, lats = self._outline()
        return float(WGS84.polygon_area_perimeter(lons, lats)[1]) / 1e3

    def _outline(self) -> tuple[Sequence[float], Sequence[float]]:
        """Return lon and lat of what the sides run between."""
        if self.is_circle:
            lons, lats = shapely.get_coordinates(self.geometry)[:-1].T
            return lons, lats
        return [lon for _, lon in self.corners], [lat for lat, _ in self.corners]

    def to_text(self) -> str:
        """Return it as a link writes it: ``lat,lon,lat,lon,…``, or ``lat,lon,km`` for a circle."""
        return ",".join(f"{n:.{_DEGREE_DIGITS}f}".rstrip("0").rstrip(".") for n in self.numbers)

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers of `to_text`; see `of_numbers`."""
        numbers = tuple(number for corner in self.corners for number in corner)
        return numbers if self.radius_km is None else (*numbers, self.radius_km)

    @classmethod
    def from_text(cls, text: str) -> DrawnArea:
        """Read what `to_text` writes.

        Raises
        ------
        BorderDataError
            If it is no area.
        """
        parts = text.split(",")
        if not all(map(_NUMBER.fullmatch, parts)):
            raise _wrong(Message("an area is written as numbers with commas between them"))
        return cls.of_numbers([float(part) for part in parts])

    @classmethod
    def of_numbers(cls, numbers: Sequence[float]) -> DrawnArea:
        """Return the area that numbers tell: lat, lon, lat, lon, … or lat, lon, km for a circle.

        Raises
        ------
        BorderDataError
            If they tell none.
        """
        if len(numbers) == 3:
            return cls(((numbers[0], numbers[1]),), numbers[2])
        if len(numbers) % 2:
            raise _wrong(Message("a corner of the area has only one coordinate"))
        return cls(tuple(zip(numbers[::2], numbers[1::2], strict=True)))
