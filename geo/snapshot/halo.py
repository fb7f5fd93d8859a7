"""Text over a white rim, which keeps it readable on any ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.patheffects import Stroke

from geo.snapshot.fonts import drawable, properties

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from geo.snapshot.flow import Letters

# Width of the white rim of a name, as a share of its size.
_HALO = 0.26


def halo_text(
    axes: Axes, at: tuple[float, float], text: str, letters: Letters, *, ha: str = "center"
) -> None:
    """Draw text over a white rim; the text itself stays text in PDF and SVG.

    The size of `letters` is in points of the page.
    """
    common: dict[str, Any] = {
        "size": letters.points,
        "ha": ha,
        "va": "baseline",
        "fontproperties": properties(letters.face),
        "parse_math": False,
    }
    text = drawable(text, letters.face)
    rim = axes.text(*at, text, color="white", **common)
    width = letters.points * _HALO
    rim.set_path_effects([Stroke(linewidth=width, foreground="white", alpha=0.85)])
    axes.text(*at, text, color=letters.color, **common)
