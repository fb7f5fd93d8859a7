"""Incidents on paper: symbols with counts, rings of true size, or hexagons when they are many."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.snapshot.spread import spread
from geo.symbols import EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.snapshot.extent import MapFrame
    from geo.table import IncidentTable

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]

# An incident known no better than to so many km is drawn hollow.
# Source: the class "to 5 km" of the filter; a town lies within it.
PRECISE_KM = 5.0
# Share of the shorter side of the map beyond which a ring would say nothing: what is known no
# better is listed beside the map. A ring of this radius is a third as wide as the map.
WIDEST_RING = 0.17
# Most places that are drawn as symbols. Source: A4 holds about 300 symbols of 8 points with as
# much white between them; more places than this overlap.
MOST_PLACES = 160
# Radius of the symbol of one incident on A4, in points; how much larger one with a number is, and
# what each doubling adds.
SYMBOL_PT = 3.7
_NUMBERED, _GROWTH = 1.15, 0.2
_LARGEST = 2.4
# Width across the corners of a hexagon on paper that is aimed at, in points on A4.
_HEXAGON_PT = 11.0
_ROUND = (1.0, 2.0, 5.0)
# Most classes of hexagons. Source: Brewer (1994): more than five shades are hard to tell apart.
_MOST_CLASSES = 5
# A symbol that stands further from its place than this, in points, gets a line to it.
LEADER_PT = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One symbol: `count` incidents of one type at one place, drawn at `x`, `y` (points).

    `anchor` is where the place really lies; `hollow` says that it is known only vaguely.
    """

    event_type: str
    count: int
    hollow: bool
    x: float
    y: float
    radius: float
    anchor: tuple[float, float]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The symbols of one place: `x`, `y` the middle of the group, `radius` what they take up."""

    anchor: tuple[float, float]
    x: float
    y: float
    radius: float
    marks: tuple[Mark, ...]

    @property
    def displaced(self) -> bool:
        """Whether a line has to lead from the group to its place."""
        return math.dist((self.x, self.y), self.anchor) > max(LEADER_PT, self.radius)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Where a vaguely known place may lie: within `extent_km` of a point in degrees."""

    lon: float
    lat: float
    extent_km: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hexagons:
    """Counts in hexagons of equal area: middles in points, shape (k,), and lowest of each class.

    `radius` is from the middle to a corner, in points. `too_vague` counts the incidents that are
    known less well than a hexagon is wide, which no hexagon counts.
    """

    x: FloatArray
    y: FloatArray
    count: IntArray
    radius: float
    area_km2: float
    classes: tuple[int, ...]
    too_vague: int

    def class_of(self) -> IntArray:
        """Return the number of the class that each hexagon falls in."""
        return np.searchsorted(np.array(self.classes), self.count, side="right") - 1

    def bounds(self, number: int) -> tuple[int, int]:
        """Return the lowest and the highest count of a class."""
        last = number + 1 == len(self.classes)
        high = int(self.count.max()) if last else self.classes[number + 1] - 1
        return self.classes[number], high


@dataclass(frozen=True, slots=True, kw_only=True)
class WideArea:
    """Incidents known only to lie in an area too wide to draw: its name and their number."""

    place: str
    extent_km: float
    count: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Drawn:
    """How each selected incident gets on the sheet; the numbers add up to the selection.

    `shown` are on the map, `wide` are listed beside it, `outside` lie beyond its edge and
    `unlocated` have no point. `overlapping` counts symbols that still cover each other.
    """

    groups: tuple[Group, ...] = ()
    rings: tuple[Ring, ...] = ()
    hexagons: Hexagons | None = None
    wide_areas: tuple[WideArea, ...] = ()
    shown: int = 0
    wide: int = 0
    outside: int = 0
    unlocated: int = 0
    overlapping: int = 0

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All symbols."""
        return tuple(mark for group in self.groups for mark in group.marks)

    @property
    def event_types(self) -> tuple[str, ...]:
        """The types that have a symbol on the map, in the order of the legend."""
        drawn = {mark.event_type for mark in self.marks}
        known = [name for name in EVENT_TYPES if name in drawn]
        return (*known, *sorted(drawn - set(known)))


def needs_hexagons(table: IncidentTable, rows: IntArray) -> bool:
    """Tell whether incidents lie at more places than symbols can be told apart."""
    spots = table.spots[0].take(rows[table.located.take(rows)])
    return bool(np.unique(spots).size > MOST_PLACES)


def draw_incidents(
    table: IncidentTable, rows: IntArray, frame: MapFrame, size: float, *, hexagons: bool
) -> Drawn:
    """Return how the incidents in `rows` (row numbers, shape (n,)) are drawn on a map.

    `size` is how much larger than on A4 symbols are. Nothing is dropped: what is not on the map is
    counted by the reason.
    """
    located = rows[table.located.take(rows)]
    extent_km = table.extent_km.take(located).astype(np.float64)
    shorter_km = min(frame.rect.width, frame.rect.height) * frame.metres_per_point / 1_000
    is_wide = extent_km > shorter_km * WIDEST_RING
    x, y = frame.to_page(table.lon.take(located), table.lat.take(located))
    rect = frame.rect
    inside = (x >= rect.x) & (x <= rect.right) & (y >= rect.y) & (y <= rect.top)
    on_map = inside & ~is_wide
    rest = Drawn(
        wide_areas=_wide_areas(table, located[is_wide]),
        wide=int(np.count_nonzero(is_wide)),
        outside=int(np.count_nonzero(~inside & ~is_wide)),
        unlocated=int(rows.size - located.size),
    )
    if hexagons:
        cells = _hexagons(x[on_map], y[on_map], extent_km[on_map], frame, size)
        shown = int(np.count_nonzero(on_map)) - cells.too_vague
        return replace(rest, hexagons=cells, shown=shown)
    points = np.column_stack((x[on_map], y[on_map]))
    groups = _groups(table, located[on_map], points, frame, size)
    return replace(
        rest,
        groups=groups,
        rings=_rings(table, located[on_map]),
        shown=int(np.count_nonzero(on_map)),
        overlapping=_overlapping(groups),
    )


def _wide_areas(table: IncidentTable, rows: IntArray) -> tuple[WideArea, ...]:
    found: dict[tuple[str, float], int] = {}
    for row in rows.tolist():
        key = table.place.text(row), float(table.extent_km[row])
        found[key] = found.get(key, 0) + 1
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(WideArea(place=p, extent_km=km, count=count) for (p, km), count in ordered)


def _rings(table: IncidentTable, rows: IntArray) -> tuple[Ring, ...]:
    found: dict[tuple[float, float, float], int] = {}
    for row in rows.tolist():
        key = float(table.extent_km[row]), float(table.lon[row]), float(table.lat[row])
        if key[0] > PRECISE_KM:
            found[key] = found.get(key, 0) + 1
    return tuple(
        Ring(lon=lon, lat=lat, extent_km=km, count=count)
        for (km, lon, lat), count in sorted(found.items(), reverse=True)
    )


def symbol_radius(count: int, size: float) -> float:
    """Return the radius in points of a symbol that stands for `count` incidents."""
    return SYMBOL_PT * size * min(_growth(count), _LARGEST)


def _growth(count: int) -> float:
    """Return how much larger a symbol is than that of one incident: a number has to fit in it."""
    return 1.0 if count == 1 else _NUMBERED + _GROWTH * math.log2(count)


def _groups(
    table: IncidentTable,
    rows: IntArray,
    points: FloatArray,
    frame: MapFrame,
    size: float,
) -> tuple[Group, ...]:
    """Put the incidents of one place together, a symbol a type, and the groups apart.

    `points` are those of the page, shape (n, 2).
    """
    at: dict[tuple[float, float], dict[tuple[str, bool], list[int]]] = {}
    for row, (px, py) in zip(rows.tolist(), points.round(3).tolist(), strict=True):
        kind = table.event_type.text(row), bool(table.extent_km[row] > PRECISE_KM)
        at.setdefault((px, py), {}).setdefault(kind, []).append(row)
    anchors = sorted(at)
    packs = [_pack(at[anchor], size) for anchor in anchors]
    radii = np.array([radius for _, radius in packs], float)
    middles = spread(np.array(anchors, float).reshape(-1, 2), radii, frame.rect)
    return tuple(
        Group(
            anchor=anchor,
            x=float(middle[0]),
            y=float(middle[1]),
            radius=radius,
            marks=tuple(
                Mark(
                    event_type=kind[0],
                    hollow=kind[1],
                    count=len(found),
                    x=float(middle[0]) + dx,
                    y=float(middle[1]) + dy,
                    radius=r,
                    anchor=anchor,
                    rows=tuple(found),
                )
                for kind, found, dx, dy, r in members
            ),
        )
        for anchor, (members, radius), middle in zip(anchors, packs, middles, strict=True)
    )


_Member = tuple[tuple[str, bool], list[int], float, float, float]


def _pack(kinds: dict[tuple[str, bool], list[int]], size: float) -> tuple[list[_Member], float]:
    """Return the symbols of one place around its middle, largest first, and the room they take."""
    ordered = sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))
    radii = [symbol_radius(len(rows), size) for _, rows in ordered]
    gap = 0.6 * size
    if len(ordered) == 1:
        return [(*ordered[0], 0.0, 0.0, radii[0])], radii[0] + gap
    # Side by side in rows: two or three a row, so that the group stays compact.
    per_row = 2 if len(ordered) <= 4 else 3
    members: list[_Member] = []
    top = 0.0
    for first in range(0, len(ordered), per_row):
        line = list(
            zip(ordered[first : first + per_row], radii[first : first + per_row], strict=True)
        )
        height = 2 * max(r for _, r in line) + gap
        left = -sum(2 * r + gap for _, r in line) / 2
        for (kind, rows), r in line:
            members.append((kind, rows, left + r + gap / 2, top - height / 2, r))
            left += 2 * r + gap
        top -= height
    members = [(k, rows, dx, dy - top / 2, r) for k, rows, dx, dy, r in members]
    return members, max(math.hypot(dx, dy) + r for _, _, dx, dy, r in members)


def _overlapping(groups: Sequence[Group]) -> int:
    """Count the groups that another one covers by more than a tenth of its radius."""
    if len(groups) < 2:
        return 0
    middles = np.array([(g.x, g.y) for g in groups])
    radii = np.array([g.radius for g in groups])
    apart = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1))
    covered = apart < (radii[:, None] + radii[None]) - 0.1 * np.minimum(radii[:, None], radii[None])
    np.fill_diagonal(covered, val=False)
    return int(covered.any(axis=1).sum())


def _hexagons(
    x: FloatArray, y: FloatArray, extent_km: FloatArray, frame: MapFrame, size: float
) -> Hexagons:
    """Count the incidents in hexagons of a round area; `x`, `y` in points, shape (n,)."""
    km_per_point = frame.metres_per_point / 1_000
    radius_km = _HEXAGON_PT / 2 * size * km_per_point
    area_km2 = _round_number(1.5 * math.sqrt(3) * radius_km**2)
    radius_km = math.sqrt(area_km2 / (1.5 * math.sqrt(3)))
    vague = extent_km > max(2 * radius_km, PRECISE_KM)
    radius = radius_km / km_per_point
    column, row = _nearest_hexagon(x[~vague] - frame.rect.x, y[~vague] - frame.rect.y, radius)
    cells, count = np.unique(np.column_stack((column, row)), axis=0, return_counts=True)
    return Hexagons(
        x=frame.rect.x + radius * math.sqrt(3) * (cells[:, 0] + cells[:, 1] / 2),
        y=frame.rect.y + radius * 1.5 * cells[:, 1].astype(np.float64),
        count=count,
        radius=radius,
        area_km2=area_km2,
        classes=_classes(int(count.max(initial=1))),
        too_vague=int(np.count_nonzero(vague)),
    )


def _round_number(value: float) -> float:
    """Return the nearest of 1, 2, 5, 10, 20, 50 …, by ratio."""
    power = 10.0 ** math.floor(math.log10(value))
    steps = [step * power for step in (*_ROUND, 10.0)]
    return min(steps, key=lambda step: abs(math.log(step / value)))


def _nearest_hexagon(x: FloatArray, y: FloatArray, radius: float) -> tuple[IntArray, IntArray]:
    """Return the axial coordinates of the pointy-topped hexagon that each point lies in."""
    q = (math.sqrt(3) / 3 * x - y / 3) / radius
    r = 2 / 3 * y / radius
    s = -q - r
    rounded = np.round(np.stack((q, r, s)))
    error = np.abs(rounded - np.stack((q, r, s)))
    worst = error.argmax(axis=0)
    column = np.where(worst == 0, -rounded[1] - rounded[2], rounded[0])
    row = np.where(worst == 1, -rounded[0] - rounded[2], rounded[1])
    return column.astype(np.int64), row.astype(np.int64)


def _classes(most: int) -> tuple[int, ...]:
    """Return the lowest count of each class: one, and then round numbers in about equal ratios."""
    rounds = [int(step * 10**power) for power in range(8) for step in _ROUND]
    fitting = [number for number in rounds if 1 < number <= most]
    wanted = min(len(fitting), _MOST_CLASSES - 1)
    picked = {fitting[round((i + 1) * len(fitting) / (wanted + 1)) - 1] for i in range(wanted)}
    return (1, *sorted(picked))
