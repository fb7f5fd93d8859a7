"""The paper: sizes, directions and rectangles, all in points (1/72 inch) from the lower left."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

POINTS_PER_MM = 72 / 25.4


class Page(StrEnum):
    """What a sheet is made for; portrait pages are those whose name says so."""

    A4 = "a4"
    A4_PORTRAIT = "a4-portrait"
    A3 = "a3"
    A3_PORTRAIT = "a3-portrait"
    LETTER = "letter"
    LETTER_PORTRAIT = "letter-portrait"
    WIDE = "16:9"
    SQUARE = "square"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        width, height = _SIZES_MM[self]
        return width * POINTS_PER_MM, height * POINTS_PER_MM

    @property
    def type_scale(self) -> float:
        """How much larger than on A4 its letters and lines are: less than the paper grows."""
        width, height = self.size
        a4 = _SIZES_MM[Page.A4]
        ratio = math.sqrt(width * height / (a4[0] * a4[1])) / POINTS_PER_MM
        return float(ratio**0.6) * (1.12 if self is Page.WIDE else 1.0)


# Source: ISO 216 for A3 and A4, ANSI/ASME Y14.1 for Letter; 16:9 is a slide of 13.333 by 7.5
# inches, the square as wide as A4 is high.
_SIZES_MM: dict[Page, tuple[float, float]] = {
    Page.A4: (297.0, 210.0),
    Page.A4_PORTRAIT: (210.0, 297.0),
    Page.A3: (420.0, 297.0),
    Page.A3_PORTRAIT: (297.0, 420.0),
    Page.LETTER: (279.4, 215.9),
    Page.LETTER_PORTRAIT: (215.9, 279.4),
    Page.WIDE: (338.667, 190.5),
    Page.SQUARE: (210.0, 210.0),
}


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the page, in points from its lower left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y + self.height

    def mirrored(self, page_width: float) -> Rect:
        """Return the rectangle as it lies on a page that is read from the right."""
        return Rect(page_width - self.right, self.y, self.width, self.height)

    def inset(self, margin: float) -> Rect:
        """Return it without a margin on all four sides."""
        return Rect(
            self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin
        )
