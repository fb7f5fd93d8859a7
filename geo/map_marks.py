"""What a reader measures on the map: distance rings, a line, a surface; they travel in the link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gazetteer import Message
from geo.distance import WGS84
from geo.drawn_area import DrawnArea
from geo.errors import BorderDataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Radii of distance rings in km. Source: own choice; the largest reaches over both countries twice.
RING_KM: Final = (0.1, 2_000.0)
# Rings around one point, and points of a measured line. Source: own choice; the points are as many
# as a drawn area has, so that a link of both stays below what mail programs leave whole.
MAX_RINGS: Final = 12
MAX_LINE_POINTS: Final = 60
# Characters of one of them in a link. Source: as of a drawn area, see `geo.state`.
MAX_MARK_LENGTH: Final = 1_320
# Latitudes, in degrees, between which they may lie; the map's own end at 85.06.
_MAX_LATITUDE: Final = 85.0
_DEGREE_DIGITS: Final = 5
_KM_DIGITS: Final = 3
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,18})?")
_PLACE: Final = re.compile(r"@([a-z0-9-]{1,200})")

# Latitude and longitude in degrees, EPSG:4326.
Point = tuple[float, float]


def _wrong(message: Message) -> BorderDataError:
    return BorderDataError(message, field="marks")


def _kept(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return points to five decimals, after a look whether the map has them."""
    if any(not (abs(lat) <= _MAX_LATITUDE and abs(lon) <= 180) for lat, lon in points):
        raise _wrong(Message("a point lies beyond the map"))
    # Adding 0.0 turns -0.0 into 0.0, which a link cannot tell apart.
    return tuple(
        (round(lat, _DEGREE_DIGITS) + 0.0, round(lon, _DEGREE_DIGITS) + 0.0) for lat, lon in points
    )


def _text(numbers: Sequence[float]) -> str:
    return ",".join(f"{n:.{_DEGREE_DIGITS}f}".rstrip("0").rstrip(".") for n in numbers)


def _numbers(text: str) -> list[float]:
    parts = text.split(",")
    if not all(map(_NUMBER.fullmatch, parts)):
        raise _wrong(Message("it is written as numbers with commas between them"))
    return [float(part) for part in parts]


def _pairs(numbers: Sequence[float]) -> list[Point]:
    if len(numbers) % 2:
        raise _wrong(Message("a point has only one coordinate"))
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@dataclass(frozen=True)
class Rings:
    """Distance rings, geodesic on WGS84, around a point or around a place of the gazetteer.

    `radii_km` are kept to the metre, each once, the smallest first. Rings around a place have its
    id and no `centre`: they follow its entry.

    Raises
    ------
    BorderDataError
        If there is no radius, there are too many, one is out of `RING_KM`, the centre lies beyond
        the map, or there is not exactly one of centre and place.
    """

    radii_km: tuple[float, ...]
    centre: Point | None = None
    place_id: str = ""

    def __post_init__(self) -> None:
        least, most = RING_KM
        radii = tuple(sorted({round(km, _KM_DIGITS) for km in self.radii_km}))
        if not 1 <= len(radii) <= MAX_RINGS:
            raise _wrong(Message("there are one to %(most)s rings", most=MAX_RINGS))
        if not all(least <= km <= most for km in radii):
            raise _wrong(
                Message(
                    "a ring is not between %(least)g and %(most)g km away", least=least, most=most
                )
            )
        object.__setattr__(self, "radii_km", radii)
        if self.centre is not None:
            (centre,) = _kept([self.centre])
            object.__setattr__(self, "centre", centre)
        if (self.centre is None) == (not self.place_id):
            raise _wrong(Message("rings have a centre or a place"))

    def to_text(self) -> str:
        """Return them as a link writes them: ``lat,lon,km,…``, or ``@place-id,km,…``."""
        if self.centre is None:
            return f"@{self.place_id},{_text(self.radii_km)}"
        return _text((*self.centre, *self.radii_km))

    @classmethod
    def from_text(cls, text: str) -> Rings:
        """Read what `to_text` writes.

        Raises
        ------
        BorderDataError
            If it is none.
        """
        first, _comma, rest = text.partition(",")
        if found := _PLACE.fullmatch(first):
            return cls(tuple(_numbers(rest)), place_id=found[1])
        lat, *others = _numbers(text)
        if len(others) < 2:
            raise _wrong(Message("there are one to %(most)s rings", most=MAX_RINGS))
        return cls(tuple(others[1:]), centre=(lat, others[0]))


@dataclass(frozen=True)
class MeasuredLine:
    """A line of geodesics on WGS84 whose length was measured; `points` are (lat, lon) in degrees.

    Raises
    ------
    BorderDataError
        If it has too few or too many points, one beyond the map, or a stretch that the map cannot
        show as one.
    """

    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", _kept(self.points))
        if not 2 <= len(self.points) <= MAX_LINE_POINTS:
            raise _wrong(Message("a measured line has 2 to %(most)s points", most=MAX_LINE_POINTS))
        lons = [lon for _lat, lon in self.points]
        if any(abs(b - a) >= 90 for a, b in pairwise(lons)):
            raise _wrong(Message("the line reaches beyond the map"))

    @cached_property
    def length_km(self) -> float:
        """Geodesic length."""
        lats, lons = zip(*self.points, strict=True)
        return float(WGS84.line_length(lons, lats)) / 1e3

    def to_text(self) -> str:
        """Return it as a link writes it: ``lat,lon,lat,lon,…``."""
        return _text([number for point in self.points for number in point])

    @classmethod
    def from_text(cls, text: str) -> MeasuredLine:
        """Read what `to_text` writes.

        Raises
        ------
        BorderDataError
            If it is none.
        """
        return cls(tuple(_pairs(_numbers(text))))


def surface_of_text(text: str) -> DrawnArea:
    """Read a measured surface: a polygon, as `DrawnArea.to_text` writes it.

    Raises
    ------
    BorderDataError
        If it is none.
    """
    surface = DrawnArea.from_text(text)
    if surface.is_circle:
        raise _wrong(Message("a measured surface has corners"))
    return surface


@dataclass(frozen=True, kw_only=True)
class MapMarks:
    """Everything that was measured on the map and stays there; nothing of it filters."""

    rings: Rings | None = None
    line: MeasuredLine | None = None
    surface: DrawnArea | None = None

    def __bool__(self) -> bool:
        """Whether there is any."""
        return any((self.rings, self.line, self.surface))

    def to_query(self) -> dict[str, str]:
        """Return the parameters of a link."""
        marks = {"rings": self.rings, "line": self.line, "surface": self.surface}
        return {key: mark.to_text() for key, mark in marks.items() if mark is not None}


# How each kind is read, by its key in a link.
READERS: Final[dict[str, Callable[[str], Rings | MeasuredLine | DrawnArea]]] = {
    "rings": Rings.from_text,
    "line": MeasuredLine.from_text,
    "surface": surface_of_text,
}
