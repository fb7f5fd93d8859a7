"""How an event type looks, on the interactive map and in pictures alike: the one table of both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Sequence

# Corners of a shape, (x, y) with y pointing down as on a screen; the first is not repeated.
Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A shape and a colour (``#rrggbb``); the shape alone tells the type in a grey print."""

    shape: str
    color: str


# Source: colours after Paul Tol's "muted" qualitative scheme, moved until any two differ by at
# least 4 (CIEDE2000) for readers with each form of colour blindness; nine colours cannot differ in
# grey, where the shapes tell the types. ACLED's six types, then UCDP's three.
SYMBOL_BY_EVENT_TYPE: dict[str, Symbol] = {
    "Battles": Symbol(shape="triangle", color="#cc4125"),
    "Explosions/Remote violence": Symbol(shape="star", color="#882255"),
    "Protests": Symbol(shape="circle", color="#2d7d12"),
    "Riots": Symbol(shape="square", color="#8f8a1e"),
    "Strategic developments": Symbol(shape="diamond", color="#2f6f9f"),
    "Violence against civilians": Symbol(shape="triangle-down", color="#332288"),
    "State-based conflict": Symbol(shape="cross", color="#8844ff"),
    "Non-state conflict": Symbol(shape="saltire", color="#2a8c7f"),
    "One-sided violence": Symbol(shape="half-disc", color="#b83a8a"),
}

EVENT_TYPES: tuple[str, ...] = tuple(SYMBOL_BY_EVENT_TYPE)

# What stands for the type of an event whose source names none.
UNSPECIFIED = "Unspecified"

# What a type that is none of these may look like: none of their shapes, no colour that says much.
_OTHER_SHAPES = ("pentagon", "hourglass", "bow-tie")
_OTHER_COLORS = ("#5f6368", "#7d7468", "#46525c")


def symbol_of(event_type: str) -> Symbol:
    """Return how `event_type` looks; one that nobody knows has a neutral symbol, always the same.

    Two unknown types may share one.
    """
    known = SYMBOL_BY_EVENT_TYPE.get(event_type)
    if known is not None:
        return known
    pick = crc32(event_type.encode("utf-8", "surrogatepass"))
    shape = _OTHER_SHAPES[pick % len(_OTHER_SHAPES)]
    return Symbol(shape=shape, color=_OTHER_COLORS[pick // 8 % len(_OTHER_COLORS)])


def _spikes(corners: int, start: float, inner: float = 1.0) -> Outline:
    """Return a regular polygon, or a star whose every other corner lies `inner` as far out."""
    turns = (start + i / corners for i in range(corners))
    return tuple(
        (reach * math.cos(math.tau * turn), reach * math.sin(math.tau * turn))
        for i, turn in enumerate(turns)
        for reach in ((inner if i % 2 else 1.0),)
    )


def _cross(arm: float) -> Outline:
    """Return an upright cross in a square of side 2, its arms 2 `arm` thick."""
    quarter = ((-arm, -1.0), (arm, -1.0), (arm, -arm))
    corners = []
    for turn in range(4):
        cos, sin = round(math.cos(turn * math.pi / 2)), round(math.sin(turn * math.pi / 2))
        corners += [(x * cos - y * sin, x * sin + y * cos) for x, y in quarter]
    return tuple(corners)


def _turned(outline: Outline) -> Outline:
    """Return `outline` turned by an eighth."""
    half = math.sqrt(0.5)
    return tuple(((x - y) * half, (x + y) * half) for x, y in outline)


def _as_large_as_a_disc(outline: Sequence[tuple[float, float]]) -> Outline:
    """Return `outline` with the area of a disc of radius 1, its centre of mass at 0, 0."""
    pairs = list(zip(outline, [*outline[1:], outline[0]], strict=True))
    twice = [x * v - u * y for (x, y), (u, v) in pairs]
    area = sum(twice) / 2
    at_x = sum((x + u) * t for ((x, _), (u, _)), t in zip(pairs, twice, strict=True)) / (6 * area)
    at_y = sum((y + v) * t for ((_, y), (_, v)), t in zip(pairs, twice, strict=True)) / (6 * area)
    scale = math.sqrt(math.pi / abs(area))
    return tuple((round((x - at_x) * scale, 4), round((y - at_y) * scale, 4)) for x, y in outline)


_HALF_DISC = tuple((math.cos(i * math.pi / 12), -math.sin(i * math.pi / 12)) for i in range(13))
# A sliver at the waist keeps the outline a simple polygon.
_HOURGLASS = ((-1.0, -1.1), (1.0, -1.1), (0.25, 0.0), (1.0, 1.1), (-1.0, 1.1), (-0.25, 0.0))

# The corners of each shape, of the area of a disc with radius 1, so that area compares across
# shapes; none for the circle.
OUTLINES: dict[str, Outline] = {
    "circle": (),
    **{
        shape: _as_large_as_a_disc(corners)
        for shape, corners in {
            "square": _spikes(4, 1 / 8),
            "diamond": _spikes(4, 0),
            "triangle": _spikes(3, -1 / 4),
            "triangle-down": _spikes(3, 1 / 4),
            "star": _spikes(16, -1 / 4, 0.55),
            "cross": _cross(0.36),
            "saltire": _turned(_cross(0.36)),
            "half-disc": _HALF_DISC,
            "pentagon": _spikes(5, -1 / 4),
            "hourglass": _HOURGLASS,
            "bow-tie": tuple((y, x) for x, y in _HOURGLASS),
        }.items()
    },
}
