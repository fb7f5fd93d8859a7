"""What lies near a point: the nearest places with geodesic distance and direction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from pyproj import Geod

from gazetteer.errors import InvalidPlaceError
from gazetteer.features import distances_km
from gazetteer.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from gazetteer.index import NameIndex
    from gazetteer.place import Place

_GEOD: Final = Geod(ellps="WGS84")
_COMPASS: Final = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
# The sphere is off by 0.6 % at most: so many more candidates than asked for are measured exactly.
_SPHERE_SLACK: Final = 1.012
# Nearer than this a direction means nothing, km.
_HERE_KM: Final = 0.5
# From here on whole kilometres are told, km.
_WHOLE_KM: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """A place near a point: how far the point is from it, and in which direction as seen there.

    `distance_km` is geodesic on WGS84, `azimuth` in degrees clockwise from north.
    """

    place: Place
    distance_km: float
    azimuth: float

    @property
    def direction(self) -> str:
        """The direction as one of eight: ``"SE"``."""
        return compass_point(self.azimuth)

    def describe(self, language: str = "en") -> str:
        """Return the point as people say it: ``"12 km SE of Hajin"``."""
        name = self.place.preferred(language)
        if self.distance_km < _HERE_KM:
            return name
        digits = 0 if self.distance_km >= _WHOLE_KM else 1
        return f"{self.distance_km:.{digits}f} km {self.direction} of {name}"


def compass_point(azimuth: float) -> str:
    """Return the one of eight directions nearest to `azimuth`, degrees clockwise from north."""
    return _COMPASS[round((azimuth % 360.0) / 45.0) % len(_COMPASS)]


def near(
    index: NameIndex,
    lat: float,
    lon: float,
    *,
    limit: int = 5,
    within_km: float = math.inf,
    kinds: Iterable[str] | None = None,
) -> list[Nearby]:
    """Return the places nearest to a point, the nearest first.

    Parameters
    ----------
    index
        The places to look among; those without a point are passed over.
    lat
        Latitude, degrees on WGS84, -90 to 90.
    lon
        Longitude, degrees on WGS84, -180 to 180.
    limit
        Places returned, at most.
    within_km
        Geodesic distance beyond which a place is not near.
    kinds
        GeoNames feature classes or codes; populated places (``{"P"}``) unless given.

    Raises
    ------
    InvalidPlaceError
        If `lat` or `lon` is no coordinate.
    """
    if not (-90.0 <= lat <= 90.0):
        raise InvalidPlaceError(
            Message("latitude %(lat)s is not within -90 and 90", lat=lat), field="lat"
        )
    if not (-180.0 <= lon <= 180.0):
        raise InvalidPlaceError(
            Message("longitude %(lon)s is not within -180 and 180", lon=lon), field="lon"
        )
    wanted = frozenset(kinds) if kinds is not None else frozenset({"P"})
    found: list[Nearby] = []
    for segment, alive in index.parts:
        of_kind = _of_kinds(segment.facts["feature"], wanted)[segment.arrays["place_feature"]]
        rows = np.flatnonzero(of_kind & alive & ~np.isnan(segment.arrays["place_lat"]))
        if rows.size == 0 or limit < 1:
            continue
        lats, lons = segment.arrays["place_lat"][rows], segment.arrays["place_lon"][rows]
        for at in _nearest(lats, lons, lat, lon, limit).tolist():
            azimuth, _, metres = _GEOD.inv(lons[at], lats[at], lon, lat)
            if metres / 1000.0 <= within_km:
                place = segment.place(int(rows[at]))
                found.append(
                    Nearby(place=place, distance_km=metres / 1000.0, azimuth=azimuth % 360.0)
                )
    return sorted(found, key=lambda nearby: nearby.distance_km)[:limit]


def _of_kinds(features: list[str], wanted: frozenset[str]) -> NDArray[np.bool_]:
    return np.array(
        [bool(wanted & {*text.split("/", 1), text, text.replace("/", ".")}) for text in features],
        dtype=bool,
    )


def _nearest(
    lats: NDArray[np.float64], lons: NDArray[np.float64], lat: float, lon: float, limit: int
) -> NDArray[np.intp]:
    """Return every row that may be among the `limit` nearest on the ellipsoid."""
    away = distances_km(lats, lons, (lat, lon))
    if away.size <= limit:
        return np.arange(away.size)
    farthest = np.partition(away, limit - 1)[limit - 1]
    return np.flatnonzero(away <= farthest * _SPHERE_SLACK)
