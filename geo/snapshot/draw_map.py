"""Draw the map of a sheet: ground, zone, incidents, names, scale bar and locator."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from geo.snapshot import inks
from geo.snapshot.draw_measured import draw_measured
from geo.snapshot.extent import WGS84
from geo.snapshot.flow import Letters
from geo.snapshot.fonts import Face, properties
from geo.snapshot.furniture import north_angle
from geo.snapshot.halo import halo_text
from geo.snapshot.naming import STYLES
from geo.symbols import OUTLINES, symbol_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

    from geo.snapshot.ground import Ground
    from geo.snapshot.marks import Hexagons, Mark, Ring
    from geo.snapshot.naming import PlacedName
    from geo.snapshot.page import Rect
    from geo.snapshot.sheet import Locator, MapContent

_RING_POINTS = 96
_CIRCLE = tuple((math.cos(a), math.sin(a)) for a in np.linspace(0, math.tau, 49)[:-1])


def draw_map(axes: Axes, content: MapContent) -> None:
    """Draw the whole map, cut off at its frame."""
    rect = content.frame.rect
    clip = Rectangle((rect.x, rect.y), rect.width, rect.height, transform=axes.transData)
    before = set(axes.get_children())
    size = content.size
    draw_land(axes, content.ground, rect, size)
    if content.drawn.hexagons is not None:
        _draw_hexagons(axes, content.drawn.hexagons)
    draw_lines(axes, content.ground, size)
    _draw_graticule(axes, content, size)
    if content.zone is not None:
        _draw_zone(axes, content.zone, size)
    if content.area is not None:
        _draw_area(axes, content.area, size)
    _draw_rings(axes, content, size)
    draw_measured(axes, content.measured, size)
    _draw_groups(axes, content, size)
    draw_names(axes, content.naming.placed, size)
    _draw_bar(axes, content, size)
    for artist in axes.get_children():
        if artist not in before:
            artist.set_clip_path(clip)
    axes.add_patch(
        Rectangle(
            (rect.x, rect.y), rect.width, rect.height, fill=False, ec=inks.NEATLINE, lw=0.7 * size
        )
    )


def _path(geometry: BaseGeometry) -> Path:
    """Return areas or lines as one path; areas keep their holes."""
    parts = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            parts += [part.exterior, *part.interiors]
        elif part.geom_type in {"LineString", "LinearRing"}:
            parts.append(part)
    return Path.make_compound_path(*(Path(shapely.get_coordinates(p)) for p in parts))


def _paths(geometries: Iterable[BaseGeometry]) -> list[Path]:
    return [path for path in map(_path, geometries) if np.size(path.vertices)]


def draw_land(axes: Axes, ground: Ground, rect: Rect, size: float) -> None:
    """Draw sea and land."""
    room = (rect.x, rect.y), rect.width, rect.height
    axes.add_patch(Rectangle(*room, fc=inks.UNCHARTED, lw=0))
    axes.add_patch(PathPatch(_path(ground.charted), fc=inks.WATER, lw=0))
    focus = [area for code, area in ground.countries.items() if code in ground.focus]
    abroad = [area for code, area in ground.countries.items() if code not in ground.focus]
    _add_paths(axes, abroad, inks.ABROAD, inks.SHORE, inks.SHORE_PT * size)
    _add_paths(axes, focus, inks.LAND, inks.SHORE, inks.SHORE_PT * size)


def draw_lines(axes: Axes, ground: Ground, size: float) -> None:
    """Draw inland water and the borders."""
    width = inks.GOVERNORATE_PT * size
    governorates = ground.governorates.values()
    _add_paths(axes, governorates, "none", inks.GOVERNORATE, width, dash=inks.GOVERNORATE_DASH)
    _add_paths(axes, ground.rivers.values(), "none", inks.RIVER, inks.RIVER_PT * size)
    _add_paths(axes, ground.lakes.values(), inks.WATER, inks.SHORE, inks.SHORE_PT * size)
    lines = ground.borders.values()
    _add_paths(axes, lines, "none", inks.BORDER_GLOW, inks.BORDER_PT * 2.4 * size)
    _add_paths(axes, lines, "none", inks.BORDER, inks.BORDER_PT * size)


def _add_paths(
    axes: Axes,
    geometries: Iterable[BaseGeometry],
    fill: str,
    edge: str,
    width: float,
    *,
    dash: object = "solid",
) -> None:
    collection = PathCollection(
        _paths(geometries), facecolors=fill, edgecolors=edge, linewidths=width, linestyles=[dash]
    )
    collection.set_capstyle("round")
    collection.set_joinstyle("round")
    axes.add_collection(collection, autolim=False)


def _draw_graticule(axes: Axes, content: MapContent, size: float) -> None:
    rect = content.frame.rect
    lines = content.graticule
    axes.add_collection(
        LineCollection(
            [np.column_stack((line.x, line.y)) for line in lines],
            colors=inks.GRATICULE,
            linewidths=0.35 * size,
            alpha=0.8,
        ),
        autolim=False,
    )
    letters = Letters(5.0 * size, color=inks.GRATICULE)
    for line in lines:
        if line.meridian:
            at = float(np.interp(rect.y, line.y, line.x)) + 1.5, rect.y + 2.5
            sides = "E", "W"
        else:
            at = rect.right - 2, float(np.interp(rect.right, line.x, line.y)) + 1.5
            sides = "N", "S"
        text = f"{abs(line.degrees):g}° {sides[line.degrees < 0]}"
        if rect.x + 8 < at[0] < rect.right and rect.y < at[1] < rect.top - 8:
            halo_text(axes, at, text, letters, ha="left" if line.meridian else "right")


def _draw_zone(axes: Axes, zone: BaseGeometry, size: float) -> None:
    path = _path(zone)
    axes.add_patch(PathPatch(path, fc=inks.ZONE_FILL, ec="none", alpha=0.16))
    axes.add_patch(
        PathPatch(
            path,
            fc="none",
            ec=inks.ZONE_EDGE,
            lw=0,
            hatch=inks.ZONE_HATCH,
            hatch_linewidth=inks.ZONE_HATCH_PT * size,
        )
    )
    axes.add_patch(PathPatch(path, fc="none", ec=inks.ZONE_EDGE, lw=inks.ZONE_PT * size))


def _draw_area(axes: Axes, area: BaseGeometry, size: float) -> None:
    """Draw the outline of the area that the incidents are filtered by."""
    for path in _paths([area]):
        axes.add_patch(PathPatch(path, fc="none", ec=inks.AREA_EDGE, lw=inks.AREA_PT * size))


def _draw_rings(axes: Axes, content: MapContent, size: float) -> None:
    """Draw the rings of vaguely known places at true size."""
    outlines = [ring_outline(ring, content) for ring in content.drawn.rings]
    axes.add_collection(
        LineCollection(
            [np.vstack((outline, outline[:1])) for outline in outlines],
            colors=inks.RING,
            linewidths=inks.RING_PT * size,
            linestyles=[inks.RING_DASH],
            alpha=0.55,
        ),
        autolim=False,
    )


def ring_outline(ring: Ring, content: MapContent) -> np.ndarray:
    """Return the points of the page at the ring's distance from its middle, shape (n, 2)."""
    azimuths = np.linspace(0, 360, _RING_POINTS, endpoint=False)
    lon, lat, _ = WGS84.fwd(
        np.full(_RING_POINTS, ring.lon),
        np.full(_RING_POINTS, ring.lat),
        azimuths,
        np.full(_RING_POINTS, ring.extent_km * 1_000),
    )
    return np.column_stack(content.frame.to_page(lon, lat))


def _draw_hexagons(axes: Axes, hexagons: Hexagons) -> None:
    angles = np.radians(np.arange(30, 390, 60))
    corners = hexagons.radius * 0.96 * np.column_stack((np.cos(angles), np.sin(angles)))
    middles = np.column_stack((hexagons.x, hexagons.y))
    colors = [
        inks.hexagon_color(int(number), len(hexagons.classes)) for number in hexagons.class_of()
    ]
    axes.add_collection(
        PolyCollection(
            [*(middles[:, None, :] + corners[None])],
            facecolors=colors,
            edgecolors="white",
            linewidths=0.3,
        ),
        autolim=False,
    )


def symbol_path(event_type: str, x: float, y: float, radius: float) -> Path:
    """Return the outline of an incident's symbol on the page."""
    corners = np.array(OUTLINES[symbol_of(event_type).shape] or _CIRCLE)
    points = corners * (radius, -radius) + (x, y)
    return Path(np.vstack((points, points[:1])), closed=True)


def draw_symbols(axes: Axes, marks: Iterable[Mark], size: float) -> None:
    """Draw symbols: filled with a white edge, or white with a coloured one when hollow."""
    marks = list(marks)
    colors = [symbol_of(mark.event_type).color for mark in marks]
    paths = [symbol_path(m.event_type, m.x, m.y, m.radius) for m in marks]
    hollow = [mark.hollow for mark in marks]
    common = {"autolim": False}
    axes.add_collection(
        PathCollection(
            paths, facecolors="white", edgecolors="white", linewidths=2.4 * size, alpha=0.9
        ),
        **common,
    )
    faces = ["#ffffff" if h else c for h, c in zip(hollow, colors, strict=True)]
    edges = [c if h else "#ffffff" for h, c in zip(hollow, colors, strict=True)]
    widths = [(inks.HOLLOW_PT if h else inks.SYMBOL_EDGE_PT) * size for h in hollow]
    axes.add_collection(
        PathCollection(
            paths, facecolors=faces, edgecolors=edges, linewidths=widths, joinstyle="miter"
        ),
        **common,
    )
    for mark, color in zip(marks, colors, strict=True):
        if mark.count > 1:
            _draw_number(axes, mark, color)


def _draw_number(axes: Axes, mark: Mark, color: str) -> None:
    text = f"{mark.count:,}"
    points = mark.radius * (1.3, 1.12, 0.84)[min(len(text), 3) - 1]
    at = mark.x, mark.y - points * 0.35
    if mark.hollow:
        # The rim keeps the number apart from the outline, which is narrower than it in a cross.
        halo_text(axes, at, text, Letters(points, Face.BOLD, color))
        return
    axes.text(
        *at, text, size=points, color="white",
        ha="center", va="baseline", fontproperties=properties(Face.BOLD), parse_math=False,
    )  # fmt: skip


def _draw_groups(axes: Axes, content: MapContent, size: float) -> None:
    moved = [group for group in content.drawn.groups if group.displaced]
    lines = [(group.anchor, (group.x, group.y)) for group in moved]
    for color, width in (("white", 2.2), ("#22262b", inks.LEADER_PT)):
        axes.add_collection(
            LineCollection(lines, colors=color, linewidths=width * size), autolim=False
        )
    if moved:
        anchors = np.array([group.anchor for group in moved])
        axes.scatter(
            anchors[:, 0],
            anchors[:, 1],
            s=(2.4 * size) ** 2,
            c="#22262b",
            ec="white",
            lw=0.4 * size,
        )
    draw_symbols(axes, content.drawn.marks, size)


def draw_names(axes: Axes, placed: Sequence[PlacedName], size: float) -> None:
    """Draw names with their dots; `size` is that of the letters against A4."""
    for kind in sorted({name.kind for name in placed if name.dot}):
        dots = np.array([name.dot for name in placed if name.kind == kind and name.dot])
        style = STYLES[kind]
        axes.scatter(
            dots[:, 0],
            dots[:, 1],
            s=(2 * style.dot * size) ** 2,
            c="white" if kind == "capital" else style.color,
            ec=style.color,
            lw=0.7 * size,
            marker="s" if kind == "capital" else "o",
        )
    for name in placed:
        style = STYLES[name.kind]
        for line in name.lines:
            letters = Letters(line.size, style.face, style.color)
            halo_text(axes, (line.x, line.y), line.text, letters)


def _draw_bar(axes: Axes, content: MapContent, size: float) -> None:
    """Draw scale bar and north arrow on a light ground."""
    bar, room = content.scale_bar, content.bar_room
    axes.add_patch(
        Rectangle((room.x, room.y), room.width, room.height, fc="white", alpha=0.82, lw=0)
    )
    tall = 3.0 * size
    half = bar.width / 2
    ink = inks.NEATLINE
    axes.add_patch(Rectangle((bar.x, bar.y), half, tall, fc=ink, ec=ink, lw=0.5 * size))
    axes.add_patch(Rectangle((bar.x + half, bar.y), half, tall, fc="white", ec=ink, lw=0.5 * size))
    whole, middle = f"{bar.length_km:g} {content.unit}", f"{bar.length_km / 2:g}"
    labels = ((0.0, "0"), (half, middle), (bar.width, whole))
    for offset, text in labels:
        axes.text(
            bar.x + offset,
            bar.y + tall + 2.6 * size,
            text,
            size=5.8 * size,
            color=ink,
            ha="center",
            va="baseline",
            fontproperties=properties(Face.REGULAR),
            parse_math=False,
        )
    _draw_north(axes, content, room.x + 12 * size, room.y + 11 * size, size)


def _draw_north(axes: Axes, content: MapContent, x: float, y: float, size: float) -> None:
    turn = math.radians(-north_angle(content.frame, x, y))
    cos, sin = math.cos(turn), math.sin(turn)

    def turned(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [
            (x + (px * cos - py * sin) * size, y + (px * sin + py * cos) * size)
            for px, py in points
        ]

    axes.add_patch(
        Polygon(
            turned((0, 8), (-4, -5), (0, -2)), fc=inks.NEATLINE, ec=inks.NEATLINE, lw=0.5 * size
        )
    )
    axes.add_patch(
        Polygon(turned((0, 8), (4, -5), (0, -2)), fc="white", ec=inks.NEATLINE, lw=0.5 * size)
    )
    ((nx, ny),) = turned((0, 9.6))
    axes.text(
        nx, ny, "N", size=6.2 * size, color=inks.NEATLINE, ha="center", va="baseline",
        fontproperties=properties(Face.BOLD), parse_math=False,
    )  # fmt: skip


def draw_locator(axes: Axes, locator: Locator) -> None:
    """Draw the small map with the outline of the large one."""
    rect = locator.frame.rect
    size = rect.width / 150
    clip = Rectangle((rect.x, rect.y), rect.width, rect.height, transform=axes.transData)
    before = set(axes.get_children())
    draw_land(axes, locator.ground, rect, size)
    lines = locator.ground.borders.values()
    _add_paths(axes, lines, "none", inks.BORDER, inks.LOCATOR_BORDER_PT * size)
    axes.add_patch(PathPatch(_path(locator.outline), fc="#a63d1f22", ec="#a63d1f", lw=1.3 * size))
    for name in locator.names:
        halo_text(axes, (name.x, name.y), name.texts[0], Letters(4.9 * size, color="#55524c"))
    for artist in axes.get_children():
        if artist not in before:
            artist.set_clip_path(clip)
    axes.add_patch(
        Rectangle((rect.x, rect.y), rect.width, rect.height, fill=False, ec=inks.NEATLINE, lw=0.5)
    )
