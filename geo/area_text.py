"""An area that a reader types: a circle by centre and radius, a polygon by a list of corners."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from gazetteer import Message
from geo.drawn_area import MAX_CORNERS, DrawnArea
from geo.errors import BorderDataError

if TYPE_CHECKING:
    from collections.abc import Callable

    # Finds the point, (lat, lon) in degrees, of which a text tells; raises `GeoError` without one.
    Locate = Callable[[str], tuple[float, float]]

# Characters of a list of corners. Source: own choice; 60 corners of 50 characters each.
MAX_AREA_TEXT: Final = 3_000
_KM: Final = re.compile(
    r"([0-9]{1,6}(?:[.,][0-9]{1,6})?)\s*(?:km|كم|كيلومتر|كيلومترا)?\.?", re.IGNORECASE
)
# The list as a link writes it: numbers and commas alone, at least three corners.
_NUMBERS: Final = re.compile(r"-?[0-9.]+(?:,-?[0-9.]+){5,}")


def _wrong(message: Message) -> BorderDataError:
    return BorderDataError(message, field="area")


def km_of_text(text: str) -> float:
    """Return a distance in km, written in digits of either script, with or without the unit.

    Raises
    ------
    BorderDataError
        If it is none.
    """
    plain = unicodedata.normalize("NFKC", text).replace("٫", ".").strip()
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    found = _KM.fullmatch(plain)
    if found is None:
        raise _wrong(Message("“%(text)s” is no radius in km", text=text.strip()[:20]))
    return float(found[1].replace(",", "."))


def circle_of_text(centre: str, radius: str, locate: Locate) -> DrawnArea:
    """Return the circle around a place or point that is written out.

    Raises
    ------
    GeoError
        If `locate` finds no point, or they make no circle.
    """
    return DrawnArea((locate(centre),), km_of_text(radius))


def polygon_of_text(text: str, locate: Locate) -> DrawnArea:
    """Return the polygon whose corners stand in `text`: one a line, or with semicolons between.

    The first corner may stand once more at the end, and the list may be that of a link.

    Raises
    ------
    GeoError
        If there are too many corners, `locate` does not find one, or they make no polygon.
    """
    lines = _lines(text)
    if len(lines) == 1 and _NUMBERS.fullmatch(compact := lines[0].replace(" ", "")):
        return DrawnArea.from_text(compact)
    corners = [_corner(number, line, locate) for number, line in enumerate(lines, 1)]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return DrawnArea(tuple(corners))


def _lines(text: str) -> list[str]:
    if len(text) > MAX_AREA_TEXT:
        raise _wrong(Message("the list is longer than %(most)s characters", most=MAX_AREA_TEXT))
    lines = [line.strip(" ,;؛") for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) == 1:
        lines = [part.strip() for part in re.split("[;؛]", lines[0]) if part.strip()]
    # One more than is allowed: the first corner may come again.
    if len(lines) > MAX_CORNERS + 1:
        raise _wrong(Message("a polygon has at most %(most)s corners", most=MAX_CORNERS))
    return lines


def _corner(number: int, line: str, locate: Locate) -> tuple[float, float]:
    try:
        return locate(line)
    except BorderDataError as error:
        raise _wrong(
            Message("corner %(number)s: %(problem)s", number=number, problem=error.problem)
        ) from error
