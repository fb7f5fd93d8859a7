"""The names on a map: which, in which languages, and where, so that none covers anything."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.snapshot.fonts import Face, text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.snapshot.extent import MapFrame
    from geo.snapshot.page import Rect

    FloatArray = NDArray[np.float64]

# Source: Web Mercator at zoom 0 has 156,543 m a pixel at the equator; a CSS pixel is 0.75 pt.
_METRES_PER_PX = 156_543.034
_PX_PER_POINT = 96 / 72
# Paper shows finer print than a screen, so that names come so many zooms earlier.
_FINER = 0.75
# Height of a line of letters, from one baseline to the next, as a share of the size.
LINE = 1.16
# Part of the size above and below the baseline that letters take up; Arabic reaches deeper.
_ABOVE, _BELOW = 0.78, 0.3
# Empty room around a name, in points.
_ROOM = 1.0
# Most names on A4; more would be a gazetteer, not a map.
_MOST_NAMES = 90
# Least share of the map that a country must take up to be named where its middle is not in view.
_LEAST_SHARE = 0.012


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of name is set: size in points on A4, cut, colour, extra space between letters."""

    size: float
    face: Face
    color: str
    dot: float = 0.0
    capitals: bool = False


STYLES: dict[str, Style] = {
    "country": Style(10.5, Face.BOLD, "#6b6b66", capitals=True),
    "governorate": Style(6.4, Face.ITALIC, "#85806f"),
    "water": Style(6.2, Face.ITALIC, "#4b7fa3"),
    "capital": Style(7.6, Face.BOLD, "#22262b", dot=2.0),
    "city": Style(7.0, Face.REGULAR, "#22262b", dot=1.5),
    "town": Style(6.2, Face.REGULAR, "#44484d", dot=1.15),
    "zone": Style(7.6, Face.BOLD, "#9a3412"),
}
# Kinds that a reader misses when they are absent.
_WANTED = frozenset({"country", "capital", "city"})
_AREAS = frozenset({"country", "governorate", "water", "zone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name to be put on the map at `x`, `y` (points), in one line a language.

    One with an `area` stands beside it, not on it: the zone's.
    """

    texts: tuple[str, ...]
    kind: str
    x: float
    y: float
    rank: int
    area: BaseGeometry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """One line of a name: `x` is its middle and `y` its baseline, in points."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedName:
    """A name that found room; `dot` is where its town lies, None for areas and covered towns."""

    kind: str
    lines: tuple[PlacedLine, ...]
    dot: tuple[float, float] | None
    box: Rect4


Rect4 = tuple[float, float, float, float]


def zoom_of(frame: MapFrame) -> float:
    """Return the zoom of the interactive map that shows as much as this one."""
    ground = frame.metres_per_point / _PX_PER_POINT
    equator = ground / math.cos(math.radians(frame.projection.lat))
    return math.log2(_METRES_PER_PX / equator) + _FINER


def names_on(
    frame: MapFrame,
    labels: Iterable[Mapping[str, object]],
    languages: Sequence[str],
    countries: Mapping[str, BaseGeometry],
    country_names: Mapping[str, tuple[str, str]],
) -> list[Name]:
    """Return the names that belong on a map, most important first.

    On a map in Arabic alone, what has no Arabic name is not named.

    Parameters
    ----------
    frame
        The map.
    labels
        What `geo.labels.map_labels` gives.
    languages
        ``en``, ``ar`` or both, in the order in which their lines stand.
    countries
        Areas of the countries in points of the page, by ISO code.
    country_names
        English and Arabic name of each.
    """
    zoom = zoom_of(frame)
    found = [
        _country(code, area, country_names, languages, frame) for code, area in countries.items()
    ]
    names = [name for name in found if name is not None]
    rect = frame.rect
    for rank, label in enumerate(labels):
        if label["kind"] == "country" or _number(label["zoom"]) > zoom:
            continue
        if languages == ("ar",) and label["ar"] == label["en"]:
            continue
        x, y = frame.to_page(np.array([label["lon"]]), np.array([label["lat"]]))
        if rect.x <= x[0] <= rect.right and rect.y <= y[0] <= rect.top:
            kind = str(label["kind"])
            texts = tuple(dict.fromkeys(_short(str(label[code]), kind) for code in languages))
            names.append(Name(texts=texts, kind=kind, x=float(x[0]), y=float(y[0]), rank=rank + 1))
    return names


def _short(text: str, kind: str) -> str:
    """Return a name without the word that its letters already say: a governorate's."""
    if kind != "governorate":
        return text
    return text.removesuffix(" Governorate").removeprefix("محافظة ")


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _country(
    code: str,
    area: BaseGeometry,
    names: Mapping[str, tuple[str, str]],
    languages: Sequence[str],
    frame: MapFrame,
) -> Name | None:
    """Return the name of a country in the widest part of it that the map shows."""
    rect = frame.rect
    seen = shapely.clip_by_rect(area.buffer(0), rect.x, rect.y, rect.right, rect.top)
    if code not in names or seen.area < _LEAST_SHARE * rect.width * rect.height:
        return None
    part = max(shapely.get_parts(seen).tolist(), key=lambda piece: piece.area)
    # Names are wide: the middle is looked for in an area pressed together from the sides.
    pressed = shapely.transform(part.simplify(2), lambda points: points * (0.4, 1.0))
    middle = shapely.get_point(shapely.maximum_inscribed_circle(pressed, tolerance=2), 0)
    english, arabic = names[code]
    by_language = {"en": english.upper(), "ar": arabic}
    return Name(
        texts=tuple(by_language[language] for language in languages),
        kind="country",
        x=shapely.get_x(middle) / 0.4,
        y=float(shapely.get_y(middle)),
        rank=0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """The names that found room, and the important ones that found none."""

    placed: tuple[PlacedName, ...]
    dropped: tuple[str, ...]


def place_names(
    names: Sequence[Name],
    frame: MapFrame,
    size: float,
    *,
    discs: FloatArray,
    boxes: Sequence[Rect4],
) -> Naming:
    """Find room for names, the first ones first; one without room is left out, never laid over.

    Parameters
    ----------
    names
        In the order of their importance.
    frame
        The map.
    size
        How much larger than on A4 they are set.
    discs
        What must stay free: x, y and radius in points, shape (n, 3).
    boxes
        The same as left, bottom, right and top.
    """
    taken = _Taken(frame.rect, discs, boxes)
    placed: list[PlacedName] = []
    dropped: list[str] = []
    most = round(_MOST_NAMES * frame.rect.width * frame.rect.height / (560 * 420 * size**2))
    for name in names:
        if len(placed) >= most and name.kind not in _WANTED:
            continue
        found = _find_room(name, size, taken)
        if found is not None:
            placed.append(found)
            taken.add(found.box)
        elif name.kind in _WANTED:
            dropped.append(" ".join(name.texts))
    return Naming(placed=tuple(placed), dropped=tuple(dropped))


class _Taken:
    """What names must not cover, as one array of boxes that grows."""

    def __init__(self, rect: Rect, discs: FloatArray, boxes: Sequence[Rect4]) -> None:
        self.inside = (rect.x + 2, rect.y + 2, rect.right - 2, rect.top - 2)
        x, y, radius = discs.T if len(discs) else np.zeros((3, 0))
        around = np.column_stack((x - radius, y - radius, x + radius, y + radius))
        fixed = np.array(boxes, float).reshape(-1, 4)
        self._discs = np.column_stack((x, y, radius))
        self._boxes = np.vstack((around, fixed))

    def free(self, box: Rect4) -> bool:
        left, bottom, right, top = box
        low_x, low_y, high_x, high_y = self.inside
        if left < low_x or bottom < low_y or right > high_x or top > high_y:
            return False
        b = self._boxes
        hit = (b[:, 0] < right) & (b[:, 2] > left) & (b[:, 1] < top) & (b[:, 3] > bottom)
        return not bool(hit.any())

    def add(self, box: Rect4) -> None:
        self._boxes = np.vstack((self._boxes, np.array(box)[None]))

    def reach(self, x: float, y: float) -> float:
        """Return the radius of the symbol that covers a point; 0 when none does."""
        if not len(self._discs):
            return 0.0
        apart = np.hypot(self._discs[:, 0] - x, self._discs[:, 1] - y)
        covering = apart < self._discs[:, 2]
        return float((self._discs[:, 2] + apart)[covering].max(initial=0.0))


def _find_room(name: Name, size: float, taken: _Taken) -> PlacedName | None:
    style = STYLES[name.kind]
    points = style.size * size
    sizes = [points if i == 0 else points * 0.96 for i in range(len(name.texts))]
    widths = [text_width(t, s, style.face) for t, s in zip(name.texts, sizes, strict=True)]
    width = max(widths)
    height = points * (_ABOVE + _BELOW + LINE * (len(name.texts) - 1))
    covered = taken.reach(name.x, name.y)
    places = _positions(name, (width, height), covered, style.dot * size)
    if name.area is not None:
        places = [*_beside_area(name.area, width, height), *places]
    for cx, cy in places:
        box = (
            cx - width / 2 - _ROOM,
            cy - height / 2 - _ROOM * 0.4,
            cx + width / 2 + _ROOM,
            cy + height / 2 + _ROOM * 0.4,
        )
        if taken.free(box):
            baseline = cy + height / 2 - points * _ABOVE
            lines = tuple(
                PlacedLine(
                    text=text,
                    x=_aligned(cx, width, w, name),
                    y=baseline - i * points * LINE,
                    size=s,
                )
                for i, (text, s, w) in enumerate(zip(name.texts, sizes, widths, strict=True))
            )
            dot = (name.x, name.y) if style.dot and not covered else None
            return PlacedName(kind=name.kind, lines=lines, dot=dot, box=box)
    return None


def _aligned(cx: float, width: float, own: float, name: Name) -> float:
    """Return the middle of a line, flush with the side of its name that its town is on."""
    if name.kind in _AREAS:
        return cx
    slack = (width - own) / 2
    if cx > name.x + width * 0.3:
        return cx - slack
    return cx + slack if cx < name.x - width * 0.3 else cx


def _positions(
    name: Name, box: tuple[float, float], covered: float, dot: float
) -> list[tuple[float, float]]:
    """Return middles of the box of a name, the best first.

    `box` is its width and height, `covered` how far a symbol reaches around the point of a town,
    `dot` the radius of the town's dot.
    """
    width, height = box
    if name.kind in _AREAS:
        steps: list[tuple[float, float]] = [
            (dx, dy) for dy in (0, 1, -1, 2, -2) for dx in (0, 0.5, -0.5, 1, -1)
        ]
        steps.sort(key=lambda step: math.hypot(2 * step[0], step[1]))
        if name.kind in {"country", "zone"}:
            steps += [(dx, dy) for dy in (3, -3, 4, -4, 5, -5) for dx in (0, 0.6, -0.6, 1.2, -1.2)]
        return [(name.x + dx * width * 0.8, name.y + dy * height * 1.1) for dx, dy in steps]
    # Source: Imhof (1975), Positioning Names on Maps: to the right and a little above first.
    gap = (covered or dot) + 1.6
    dx, dy = gap + width / 2, gap + height / 2
    lift = height * 0.12
    around = [
        (dx, lift), (-dx, lift), (0, dy), (0, -dy), (dx, dy * 0.75), (dx, -dy * 0.75),
        (-dx, dy * 0.75), (-dx, -dy * 0.75), (width * 0.3, dy), (-width * 0.3, dy),
        (width * 0.3, -dy), (-width * 0.3, -dy),
    ]  # fmt: skip
    return [(name.x + ox, name.y + oy) for ox, oy in around]


def _beside_area(area: BaseGeometry, width: float, height: float) -> list[tuple[float, float]]:
    """Return middles of a box next to an area, on any side, the nearest to its middle first."""
    west, south, east, north = area.bounds
    middle = area.representative_point()
    across, along = width / 2 + 3.0, height / 2 + 1.5
    places = []
    for share in np.linspace(0, 1, 25).tolist():
        x = west + width / 2 + share * (east - west - width)
        strip = shapely.clip_by_rect(area, x - width / 2, south - 1, x + width / 2, north + 1)
        if not strip.is_empty:
            places += [(x, strip.bounds[3] + along), (x, strip.bounds[1] - along)]
        y = south + share * (north - south)
        strip = shapely.clip_by_rect(area, west - 1, y - height / 2, east + 1, y + height / 2)
        if not strip.is_empty:
            places += [(strip.bounds[0] - across, y), (strip.bounds[2] + across, y)]
    return sorted(places, key=lambda at: math.hypot((at[0] - middle.x) / 2, at[1] - middle.y))
