"""A picture of what changed: incidents added, corrected, moved and withdrawn, on one map."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle

from geo.changes_file import change_words
from geo.comparing import IncidentChangeKind
from geo.labels import map_labels
from geo.layers import REGION_BOUNDS
from geo.snapshot.draw import page_axes
from geo.snapshot.draw_map import draw_land, draw_lines, draw_names
from geo.snapshot.extent import fit_frame
from geo.snapshot.files import LOCK, SETTINGS
from geo.snapshot.flow import Letters
from geo.snapshot.fonts import Face, drawable, properties, wrap
from geo.snapshot.ground import charted, draw_ground
from geo.snapshot.halo import halo_text
from geo.snapshot.naming import names_on, place_names
from geo.snapshot.page import Rect
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from matplotlib.axes import Axes

    from geo.briefing import Briefing
    from geo.comparing import Comparison, IncidentChange
    from geo.snapshot.extent import FloatArray, MapFrame

# The picture, in points: a line of title, the map, legend and notes.
_WIDTH, _HEIGHT, _HEAD, _FOOT = 620.0, 430.0, 28.0, 40.0
_LEGEND_Y = 28.0
_SIZE = 1.0


@dataclass(frozen=True, slots=True)
class _Look:
    """How one kind of change is drawn: form and colour, which differ in grey too."""

    marker: str
    color: str
    filled: bool


# Source: colours after Paul Tol's "bright" scheme, safe for colour blindness.
_LOOKS = {
    IncidentChangeKind.WITHDRAWN: _Look("X", "#555555", filled=True),
    IncidentChangeKind.CORRECTED: _Look("s", "#b58900", filled=False),
    IncidentChangeKind.ADDED: _Look("P", "#117733", filled=True),
    IncidentChangeKind.MOVED: _Look("o", "#aa3377", filled=True),
}


def render_changes_png(
    comparison: Comparison, briefing: Briefing, language: str, *, title: str, dpi: int = 150
) -> bytes:
    """Return a map of the changes as a PNG: Iraq and Syria, a mark for each incident.

    One that moved has a line from where it was. What has no point is not drawn.

    Parameters
    ----------
    comparison
        What changed.
    briefing
        The later state, for the ground and the names.
    language
        Of names and legend.
    title
        What is compared with what.
    dpi
        Dots per inch; the picture is 620 points wide.
    """
    rect = Rect(0, _FOOT, _WIDTH, _HEIGHT)
    (south, west), (north, east) = REGION_BOUNDS
    frame = fit_frame((west, south, east, north), rect, within=charted(briefing.borders))
    target = io.BytesIO()
    with LOCK, mpl.rc_context(SETTINGS):
        canvas, axes = page_axes(0, 0, _WIDTH, _HEIGHT + _FOOT + _HEAD)
        _draw_ground(axes, briefing, frame, language)
        for kind in _LOOKS:
            _draw_kind(axes, kind, comparison.changes, frame)
        clip = Rectangle((rect.x, rect.y), rect.width, rect.height, transform=axes.transData)
        for artist in axes.get_children():
            artist.set_clip_path(clip)
        _draw_legend(axes, comparison, language)
        _draw_texts(axes, briefing, language, title)
        for number, artist in enumerate(axes.get_children()):
            artist.set_zorder(number)
        FigureCanvasAgg(canvas)
        canvas.savefig(target, format="png", dpi=dpi, metadata={"Software": None})
    return target.getvalue()


def _draw_ground(axes: Axes, briefing: Briefing, frame: MapFrame, language: str) -> None:
    ground = draw_ground(briefing.borders, frame)
    draw_land(axes, ground, frame.rect, _SIZE)
    draw_lines(axes, ground, _SIZE)
    countries = briefing.borders.countries[["country_code", "name", "name_ar"]]
    known = {code: (name, ar) for code, name, ar in countries.itertuples(index=False)}
    labels = map_labels(briefing.places.values(), frozenset())
    names = names_on(frame, labels, (language,), ground.countries, known)
    naming = place_names(names, frame, _SIZE, discs=np.zeros((0, 3)), boxes=[])
    draw_names(axes, naming.placed, _SIZE)


def _draw_kind(
    axes: Axes, kind: IncidentChangeKind, changes: tuple[IncidentChange, ...], frame: MapFrame
) -> None:
    look = _LOOKS[kind]
    drawn = [change for change in changes if change.kind is kind]
    if kind is IncidentChangeKind.MOVED:
        _draw_ways(axes, drawn, frame, look.color)
    x, y = _points([change.after or change.before for change in drawn], frame)
    _draw_marks(axes, x, y, look)
    for (at_x, at_y), count in Counter(zip(x.round(1), y.round(1), strict=True)).items():
        if count > 1:
            letters = Letters(7.5, Face.BOLD, look.color)
            halo_text(axes, (at_x + 9, at_y + 3), str(count), letters)


def _draw_marks(axes: Axes, x: FloatArray, y: FloatArray, look: _Look) -> None:
    axes.scatter(
        x,
        y,
        s=38,
        marker=look.marker,
        c=look.color if look.filled else "white",
        ec="white" if look.filled else look.color,
        lw=0.7 if look.filled else 1.6,
    )


def _draw_ways(axes: Axes, moved: list[IncidentChange], frame: MapFrame, color: str) -> None:
    """Draw a line from where each incident was, and a ring there."""
    both = [c for c in moved if c.moved_km is not None]
    x0, y0 = _points([change.before for change in both], frame)
    x1, y1 = _points([change.after for change in both], frame)
    axes.plot(np.stack((x0, x1)), np.stack((y0, y1)), color=color, lw=1.2)
    axes.scatter(x0, y0, s=22, marker="o", c="white", ec=color, lw=1.2)


def _points(rows: list[Mapping[str, Any] | None], frame: MapFrame) -> tuple[FloatArray, FloatArray]:
    points = [(r["lon"], r["lat"]) for r in rows if r is not None and r["lat"] is not None]
    lon, lat = np.array(points, float).reshape(-1, 2).T
    return frame.to_page(lon, lat)


def _draw_legend(axes: Axes, comparison: Comparison, language: str) -> None:
    """Draw a mark, a name and a number for each kind, in the direction of reading."""
    _ = words(language)
    counts = comparison.counts()
    step = _WIDTH / len(counts)
    for number, (kind, count) in enumerate(counts.items()):
        start, toward = number * step + 14, 1
        if _.direction == "rtl":
            start, toward = _WIDTH - start, -1
        _draw_marks(axes, np.array([start]), np.array([_LEGEND_Y]), _LOOKS[kind])
        axes.text(
            start + toward * 10,
            _LEGEND_Y,
            drawable(f"{change_words(kind, _)}: {_.number(count)}", Face.REGULAR),
            size=9,
            ha="right" if toward < 0 else "left",
            va="center_baseline",
            fontproperties=properties(Face.REGULAR),
            parse_math=False,
        )


def _draw_texts(axes: Axes, briefing: Briefing, language: str, title: str) -> None:
    """Draw the title above, and below what the boundaries mean and who has to be named."""
    _ = words(language)
    x, align = (_WIDTH - 8, "right") if _.direction == "rtl" else (8.0, "left")
    note = f"{_(briefing.disclaimer)} {briefing.short_attribution}."
    top = _HEIGHT + _FOOT + _HEAD / 2
    lines = wrap(note, _WIDTH - 16, 5.6)
    notes = [(line, 11.0 - 6.6 * number, 5.6, Face.REGULAR) for number, line in enumerate(lines)]
    for text, y, size, face in ((title, top, 12.0, Face.BOLD), *notes):
        axes.text(
            x,
            y,
            drawable(text, face),
            size=size,
            ha=align,
            va="center_baseline",
            fontproperties=properties(face),
            parse_math=False,
        )
