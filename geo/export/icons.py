"""The symbols of event types as small pictures, for programs that draw markers from files."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from geo.symbols import OUTLINES

if TYPE_CHECKING:
    from geo.symbols import Symbol

# Side of an icon in pixels, and how much larger it is drawn for smooth edges.
_SIDE = 64
_OVERSAMPLED = 4
# How far the farthest corner of a shape lies from its middle, a disc of its area having radius 1.
_REACH = 1.6


@cache
def icon_png(symbol: Symbol, *, hollow: bool) -> bytes:
    """Return a symbol as PNG with a white rim; a hollow one means a place known only vaguely."""
    side = _SIDE * _OVERSAMPLED
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    fill = "#ffffffb0" if hollow else symbol.color
    for scale, color in ((0.98, "#ffffff"), (0.88, symbol.color), (0.66, fill)):
        radius = scale * side / 2 / _REACH
        corners = [
            (side / 2 + radius * x, side / 2 + radius * y) for x, y in OUTLINES[symbol.shape]
        ]
        if corners:
            draw.polygon(corners, fill=color)
        else:
            box = (side / 2 - radius, side / 2 - radius, side / 2 + radius, side / 2 + radius)
            draw.ellipse(box, fill=color)
    small = picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    held = BytesIO()
    small.save(held, "PNG")
    return held.getvalue()
