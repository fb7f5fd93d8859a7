"""Geometry written as text (WKT), read without trusting it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import shapely
from shapely.errors import ShapelyError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# How deep brackets may stand in brackets. Source: own choice; a multipolygon has three levels, and
# the library's own reader ends the process at some ten thousand.
_MOST_DEPTH: Final = 32
_BRACKET: Final = re.compile(r"[()]")


def geometry_of_wkt(text: str) -> BaseGeometry:
    """Return the geometry of a WKT text.

    Raises
    ------
    ShapelyError
        If it is none, or nested too deep.
    """
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += 1 if match[0] == "(" else -1
        if depth > _MOST_DEPTH:
            raise ShapelyError(f"brackets stand more than {_MOST_DEPTH} deep")
    return shapely.from_wkt(text)
