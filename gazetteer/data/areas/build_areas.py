"""Rebuild areas.geojson: outlines of countries and governorates, coarse enough to check places by.

Run from the project's root, with the outlines that the map draws:

    python -m gazetteer.data.areas.build_areas geo/data/{countries,governorates}.geojson
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import geopandas as gpd
import shapely

TARGET = Path(__file__).parent / "areas.geojson"
# The countries in which the gazetteer has places by the dozen, and Cyprus beside them.
COUNTRIES = ("CY", "EG", "IL", "IQ", "IR", "JO", "KW", "LB", "PS", "SA", "SY", "TR")
# How far a simplified line may stray, in degrees. Source: own choice, 2.2 km; the check itself
# allows 5 km more.
TOLERANCE_DEG = 0.02
# Three decimals of a degree are 110 m.
DECIMALS = 3


def outlines(path: Path, column: str) -> gpd.GeoDataFrame:
    """Return the outlines of a file, simplified with their common edges kept common."""
    frame = gpd.read_file(path).rename(columns={column: "code"})[["code", "geometry"]]
    simple = shapely.coverage_simplify(frame.geometry.to_numpy(), TOLERANCE_DEG)
    rounded = shapely.set_precision(shapely.make_valid(simple), 10**-DECIMALS)
    return frame.assign(geometry=rounded)


def clipped(frame: gpd.GeoDataFrame) -> list[bool]:
    """Tell which outlines end at the frame of the map rather than at a border."""
    bounds = frame.geometry.bounds.round(DECIMALS)
    west, south, east, north = frame.total_bounds.round(DECIMALS)
    touches = (bounds.minx <= west) | (bounds.miny <= south)
    touches |= (bounds.maxx >= east) | (bounds.maxy >= north)
    return [bool(touch) for touch in touches]


def main() -> None:
    """Read the two files and write the one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("countries", type=Path)
    parser.add_argument("governorates", type=Path)
    args = parser.parse_args()
    countries = outlines(args.countries, "country_code")
    countries["clipped"] = clipped(countries)
    window = [float(edge) for edge in countries.total_bounds.round(DECIMALS)]
    countries = countries[countries.code.isin(COUNTRIES)]
    governorates = outlines(args.governorates, "admin1").assign(clipped=False)
    features = [
        {
            "type": "Feature",
            "properties": {"code": str(code), "clipped": bool(clip)},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for frame in (countries.sort_values("code"), governorates.sort_values("code"))
        for code, clip, shape in zip(frame.code, frame.clipped, frame.geometry, strict=True)
    ]
    collection = {"type": "FeatureCollection", "bbox": window, "features": features}
    text = json.dumps(collection, separators=(",", ":")) + "\n"
    TARGET.write_text(text, encoding="utf-8")
    print(f"{len(features)} outlines, sha256 {hashlib.sha256(text.encode()).hexdigest()}")


if __name__ == "__main__":
    main()
