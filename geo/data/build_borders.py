"""Build countries, governorates and shared borders from registry packages.

Run from the project's root: python -m geo.data.build_borders --cache FOLDER
It needs PyPI timezonefinder with timezonefinder-data, and pip and npm for the other packages.
"""

from __future__ import annotations

import argparse
import json
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Geod
from timezonefinder import TimezoneFinder

from geo.data.build_governorates import (
    PALESTINE_PREFIX,
    SHAPE_PREFIX_BY_COUNTRY,
    fit_to_country,
    governorates_of,
    polygonal,
    read_districts,
)
from geo.data.names import COUNTRIES, GOVERNORATES
from geo.data.packages import LANDS, fetch

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).parent
# Source: chosen; west, south, east, north in degrees. It holds Cairo, Riyadh and Tehran.
WINDOW = (25.0, 24.3, 52.5, 43.3)
# Source: GeoJSON with five decimals, 1.1 m; every vertex lies on this grid.
GRID_DEG = 1e-5
# Source: measured on six borders of Syria and Iraq; no point of the full line is more than 53 m
# from the simplified one, 99 of 100 are within 14 m.
DETAIL_DEG = 0.0003
# Source: chosen; 0.01 degrees are about 1 km, a few pixels on a map of the whole region.
DISPLAY_DEG = 0.01
# Water narrower than twice MOUTH_DEG counts as land in MOUTH_WINDOW, the Shatt al-Arab, so that
# the border in the river survives. Source: chosen; the river is about 1 km wide at its mouth.
MOUTH_DEG = 0.008
MOUTH_WINDOW = (47.5, 29.8, 49.0, 31.1)
# Faces between two outlines that are smaller than this go to a neighbour.
# Source: chosen; square degrees, about 1 km2.
SLIVER_DEG2 = 1e-4
# Parts smaller than this that touch a neighbour are slivers of unlike outlines and go to it.
# Source: chosen; square degrees, about 10 km2; the smallest real exclave here has 19 km2.
EXCLAVE_DEG2 = 1e-3
# Islands smaller than this are left out.
# Source: chosen; square degrees, about 0.1 km2; Arwad has 0.2 km2.
ISLET_DEG2 = 1e-5
GEOD = Geod(ellps="WGS84")


def read_zones() -> dict[str, BaseGeometry]:
    """Return the time-zone polygons that make up each country, within the window."""
    finder = TimezoneFinder()
    zones: dict[str, BaseGeometry] = {}
    for code, (_, _, names) in COUNTRIES.items():
        parts = []
        for name in names:
            rings = finder.get_geometry(tz_name=name, coords_as_pairs=True)
            polygons = [shapely.Polygon(ring[0], ring[1:]) for ring in rings]
            parts.append(shapely.clip_by_rect(shapely.MultiPolygon(polygons), *WINDOW))
        zones[code] = shapely.make_valid(shapely.union_all(parts))
    return zones


def settle_claims(zones: dict[str, BaseGeometry], cache: Path) -> dict[str, BaseGeometry]:
    """Return the zones without overlaps, each disputed area with one country.

    The choices, told in data/README.md: the Golan with Syria, East Jerusalem and the West Bank
    with Palestine, Abkhazia and South Ossetia with Georgia.
    """
    israel = zones["IL"]
    quneitra = governorates_of(cache, "SY")["SY-QU"]
    jerusalem = [
        polygon
        for name, _, polygon in read_districts(cache, PALESTINE_PREFIX)
        if name == "Jerusalem"
    ]
    zones["SY"] = shapely.union_all([zones["SY"], quneitra.intersection(israel)])
    zones["PS"] = shapely.union_all([zones["PS"], jerusalem[0].intersection(israel)])
    settled: dict[str, BaseGeometry] = {}
    first = ["SY", "PS", "GE", "TR"]
    for code in [*first, *(code for code in zones if code not in first)]:
        others = shapely.union_all(list(settled.values()))
        settled[code] = zones[code].difference(others)
    return settled


def read_land(cache: Path) -> BaseGeometry:
    """Return the land within the window, lakes and the mouth of the Shatt al-Arab included."""
    path = fetch(LANDS, cache) / "package" / "map.geo.json"
    land = shapely.get_parts(shapely.from_geojson(path.read_text(encoding="utf-8")))
    window = shapely.box(*WINDOW)
    polygons = shapely.get_parts(land)
    near = polygons[shapely.intersects(shapely.envelope(polygons), window)]
    # Clipped first: mending the outline of a whole continent takes many minutes.
    clipped = polygonal(shapely.union_all(shapely.make_valid(shapely.clip_by_rect(near, *WINDOW))))
    dry = _without_holes(clipped)
    mouth = shapely.clip_by_rect(dry, *MOUTH_WINDOW)
    closed = mouth.buffer(MOUTH_DEG, quad_segs=4).buffer(-MOUTH_DEG, quad_segs=4)
    filled = _without_holes(closed)
    # The land polygons lack Arwad, the one inhabited island of Syria; its district,
    # widened by about 100 m, stands in, as GeoNames has the town 30 m outside the polygon.
    districts = read_districts(cache, SHAPE_PREFIX_BY_COUNTRY["SY"])
    arwad = [polygon.buffer(0.001) for name, _, polygon in districts if name == "Arwad"]
    return polygonal(shapely.union_all([dry, filled, *arwad]).intersection(window))


def _without_holes(geometry: BaseGeometry) -> BaseGeometry:
    rings = shapely.get_exterior_ring(shapely.get_parts(geometry))
    return shapely.union_all(shapely.polygons(rings))


def faces_of(areas: dict[str, BaseGeometry], land: BaseGeometry) -> dict[str, list[BaseGeometry]]:
    """Return for each area its faces in one noded mesh on the grid, clipped to land."""
    areas = {code: polygonal(area) for code, area in areas.items()}
    lines = [area.boundary for area in areas.values()] + [land.boundary]
    mesh = shapely.union_all(shapely.set_precision(lines, GRID_DEG), grid_size=GRID_DEG)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(mesh)))
    inside = shapely.point_on_surface(faces)
    shapely.prepare(land)
    faces, inside = faces[on_land := shapely.contains(land, inside)], inside[on_land]
    codes = list(areas)
    tree = shapely.STRtree(inside)
    owner = np.full(len(faces), -1)
    for index, code in enumerate(codes):
        owner[tree.query(areas[code], predicate="contains")] = index
    owner = _give_slivers(faces, owner)
    return {code: list(faces[owner == index]) for index, code in enumerate(codes)}


def _give_slivers(faces: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Give faces that belong to nobody to the neighbour with the longest common edge."""
    owner = owner.copy()
    tree = shapely.STRtree(faces)
    lost = np.flatnonzero((owner < 0) & (shapely.area(faces) < SLIVER_DEG2))
    for face in lost:
        near = tree.query(faces[face], predicate="intersects")
        near = near[owner[near] >= 0]
        if len(near):
            shared = shapely.length(shapely.intersection(faces[near], faces[face]))
            owner[face] = owner[near[np.argmax(shared)]]
    return owner


def give_exclaves(areas: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the areas with each small detached part given to the neighbour around it."""
    parts = {code: shapely.get_parts(area) for code, area in areas.items()}
    codes = np.repeat(list(areas), [len(found) for found in parts.values()])
    polygons = np.concatenate(list(parts.values()))
    largest = np.concatenate(
        [shapely.area(found) == shapely.area(found).max() for found in parts.values()]
    )
    small = (shapely.area(polygons) < EXCLAVE_DEG2) & ~largest
    tree = shapely.STRtree(polygons)
    owner = codes.copy()
    for part in np.flatnonzero(small):
        near = tree.query(polygons[part], predicate="intersects")
        near = near[~small[near]]
        shared = shapely.length(shapely.intersection(polygons[near], polygons[part]))
        if len(near) and shared.max() > 0:
            owner[part] = codes[near[np.argmax(shared)]]
    return {code: shapely.coverage_union_all(polygons[owner == code]) for code in areas}


def drop_islets(polygon: BaseGeometry) -> BaseGeometry:
    """Return the polygon without parts smaller than ISLET_DEG2."""
    parts = shapely.get_parts(polygon)
    return shapely.union_all(parts[shapely.area(parts) >= ISLET_DEG2])


def shared_line(first: BaseGeometry, second: BaseGeometry) -> BaseGeometry | None:
    """Return the line that two polygons of one coverage share, or None."""
    common = shapely.intersection(first.boundary, second.boundary)
    parts = shapely.get_parts(common)
    lines = parts[shapely.length(parts) > 0]
    return shapely.line_merge(shapely.union_all(lines)) if len(lines) else None


def dissolve(leaves: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the countries: leaves are governorates (SY-HL) or whole countries (TR)."""
    return {
        code: shapely.coverage_union_all(
            [leaf for key, leaf in leaves.items() if key.partition("-")[0] == code]
        )
        for code in COUNTRIES
        if any(key.partition("-")[0] == code for key in leaves)
    }


def simplify(leaves: dict[str, BaseGeometry], tolerance_deg: float) -> dict[str, BaseGeometry]:
    """Return the leaves simplified as one coverage: shared edges stay shared."""
    simple = shapely.coverage_simplify(np.array(list(leaves.values())), tolerance_deg)
    return dict(zip(leaves, simple, strict=True))


def feature(geometry: BaseGeometry, **properties: str | float) -> dict[str, Any]:
    """Return a GeoJSON feature; coordinates are on the grid already."""
    mapping = json.loads(shapely.to_geojson(shapely.normalize(geometry)))
    mapping["coordinates"] = _rounded(mapping["coordinates"])
    return {"type": "Feature", "properties": properties, "geometry": mapping}


def _rounded(values: Any) -> Any:  # noqa: ANN401
    if isinstance(values, float | int):
        return round(values, 5)
    return [_rounded(value) for value in values]


def write(path: Path, features: list[dict[str, Any]]) -> None:
    """Write a GeoJSON collection, one feature a line."""
    lines = ",\n".join(
        json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features
    )
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def country_features(countries: dict[str, BaseGeometry]) -> list[dict[str, Any]]:
    """Return one feature a country."""
    return [
        feature(
            geometry,
            country_code=code,
            name=COUNTRIES[code][0],
            name_ar=COUNTRIES[code][1],
        )
        for code, geometry in countries.items()
    ]


def governorate_features(leaves: dict[str, BaseGeometry]) -> list[dict[str, Any]]:
    """Return one feature a governorate."""
    return [
        feature(
            leaves[admin1],
            admin1=admin1,
            country_code=admin1[:2],
            name=name,
            name_ar=name_ar,
        )
        for admin1, (name, name_ar) in GOVERNORATES.items()
    ]


def border_features(countries: dict[str, BaseGeometry]) -> list[dict[str, Any]]:
    """Return one feature a pair of countries that share a line, with its geodesic length."""
    features = []
    for first, second in combinations(sorted(countries), 2):
        line = shared_line(countries[first], countries[second])
        if line is None:
            continue
        name, name_ar = (f"{COUNTRIES[first][i]} – {COUNTRIES[second][i]}" for i in (0, 1))
        features.append(
            feature(
                line,
                border_id=f"{first}-{second}",
                country_a=first,
                country_b=second,
                name=name,
                name_ar=name_ar,
                length_km=round(GEOD.geometry_length(line) / 1000, 3),
            )
        )
    return features


def build(cache: Path) -> tuple[dict[str, BaseGeometry], dict[str, BaseGeometry]]:
    """Return the leaves at full detail and simplified to DETAIL_DEG."""
    areas = settle_claims(read_zones(), cache)
    for code in SHAPE_PREFIX_BY_COUNTRY:
        areas |= fit_to_country(governorates_of(cache, code), areas.pop(code))
    faces = faces_of(areas, read_land(cache))
    whole = {code: shapely.coverage_union_all(parts) for code, parts in faces.items() if parts}
    full = {code: drop_islets(area) for code, area in give_exclaves(whole).items()}
    return full, simplify(full, DETAIL_DEG)


def main() -> None:
    """Write every file of countries, governorates and borders."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder for the packages")
    cache = parser.parse_args().cache
    full, leaves = build(cache)
    countries = dissolve(leaves)
    write(HERE / "countries.geojson", country_features(countries))
    write(HERE / "governorates.geojson", governorate_features(leaves))
    borders = border_features(countries)
    write(HERE / "borders.geojson", borders)
    light = simplify(leaves, DISPLAY_DEG)
    light_countries = dissolve(light)
    write(HERE / "countries_display.geojson", country_features(light_countries))
    write(HERE / "governorates_display.geojson", governorate_features(light))
    write(HERE / "borders_display.geojson", border_features(light_countries))
    unsimplified = dissolve(full)
    for border in borders:
        properties = border["properties"]
        pair = unsimplified[properties["country_a"]], unsimplified[properties["country_b"]]
        line = shared_line(*pair)
        kilometres = GEOD.geometry_length(line) / 1000
        print(f"{properties['border_id']} {properties['length_km']:.1f} km, full {kilometres:.1f}")


if __name__ == "__main__":
    main()
