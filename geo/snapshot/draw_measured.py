"""Draw what was measured on the map: distance rings, a line, a surface, each with its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.collections import LineCollection

from geo.snapshot import inks
from geo.snapshot.flow import Letters
from geo.snapshot.fonts import Face
from geo.snapshot.halo import halo_text
from geo.snapshot.measured import LABEL_PT
from geo.snapshot.sheet import LegendKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from geo.snapshot.measured import MeasuredMark

# Half the width of a dot, in points on A4.
_DOT_PT = 1.7


def draw_measured(axes: Axes, marks: Sequence[MeasuredMark], size: float) -> None:
    """Draw outlines, then points, then numbers."""
    for mark in marks:
        color, width, dash = _ink(mark.kind)
        lines = [shapely.get_coordinates(part) for part in shapely.get_parts(mark.outline)]
        axes.add_collection(
            LineCollection(lines, colors=color, linewidths=width * size, linestyles=[dash]),
            autolim=False,
        )
    dots = sorted({(dot, _ink(mark.kind)[0]) for mark in marks for dot in mark.dots})
    if dots:
        x, y = np.array([dot for dot, _color in dots]).T
        axes.scatter(
            x,
            y,
            s=(2 * _DOT_PT * size) ** 2,
            c="white",
            ec=[color for _dot, color in dots],
            lw=0.8 * size,
        )
    for mark in marks:
        if mark.label_at is not None:
            letters = Letters(LABEL_PT * size, Face.BOLD, _ink(mark.kind)[0])
            halo_text(axes, mark.label_at, mark.label, letters)


def _ink(kind: LegendKind) -> tuple[str, float, tuple[int, tuple[float, float]]]:
    if kind is LegendKind.DISTANCE_RING:
        return inks.DISTANCE, inks.DISTANCE_PT, inks.DISTANCE_DASH
    return inks.MEASURED, inks.MEASURED_PT, inks.MEASURED_DASH
