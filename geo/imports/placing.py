"""Where rows lie: country and governorate of their points, places of their names, and doubts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import shapely

from gazetteer import Message, Query, UnresolvedReport, admin1_codes, country_code
from geo.base_map import FOCUS_COUNTRIES
from geo.columns import factorize, join_codes
from geo.distance import WGS84
from geo.imports.fields import Field
from geo.imports.values import coded

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place
    from geo.borders import Borders
    from geo.columns import BoolArray, Float64Array, Int32Array
    from geo.imports.rows import Rows

    # Texts, shape (n,).
    Texts = np.ndarray[Any, Any]

# How far a name's place and the row's own point may lie apart beyond the extents of both, in km.
# Source: own choice; the points that two gazetteers give one town differ by up to that much.
TOLERANCE_KM: Final = 5.0
# A point wider than this is not said to lie in the governorate, or in the country, that its middle
# falls in. Source: the same limits as in `geo.build`.
_WIDEST_IN_ADMIN1_KM: Final = 25.0
_WIDEST_IN_COUNTRY_KM: Final = 250.0
FLAGS: Final = ("place-disagrees", "country-disagrees", "outside-map")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a name resolved to; `place` is None for what is ambiguous or not found."""

    place: Place | None
    extent_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where the rows of a chunk lie, each array as long as the chunk."""

    extent_km: Float64Array
    place_id: pa.Array
    place_name: pa.Array
    country: pa.Array
    admin1: pa.Array
    flags: pa.Array


class Placer:
    """Places rows; what it learnt of a name it keeps for the next chunk.

    Parameters
    ----------
    borders
        Countries and governorates.
    gazetteer
        Where names are looked up; None looks up none.
    """

    def __init__(self, borders: Borders, gazetteer: Gazetteer | None) -> None:
        self._borders = borders
        self._gazetteer = gazetteer
        self._names: dict[str, _Found] = {}
        self._governorates: dict[str, Place] = {}
        self._corners: dict[str, Float64Array] = {}
        self.unresolved: Counter[tuple[str, str, str, str]] = Counter()

    def place(
        self,
        rows: Rows,
        lon: Float64Array,
        lat: Float64Array,
        extent_km: Float64Array,
        unit: Texts,
    ) -> Placed:
        """Place the rows of a chunk; those whose coordinates are swapped are refused.

        Parameters
        ----------
        rows
            The rows.
        lon, lat
            Their own points in degrees, nan for none, shape (n,).
        extent_km, unit
            What `Reader.extents` gave.
        """
        has_point = ~np.isnan(lon)
        country, admin1 = self._locate(lon, lat)
        stated = self._stated(rows)
        self._refuse_swapped(rows, (lon, lat), country, stated)
        extent_km = self._with_units((lon, lat), extent_km, unit, (country, admin1))
        wide = np.nan_to_num(extent_km)
        admin1 = np.where((wide > _WIDEST_IN_ADMIN1_KM) & (unit != "admin1"), "", admin1)
        known = np.where((wide > _WIDEST_IN_COUNTRY_KM) & (unit == ""), "", country)
        name = self._place_names(rows)
        found, at = self._resolve(
            rows, name, ~has_point | _known_well(country) | _known_well(stated)
        )
        resolved = np.array([*(f.place is not None for f in found), False], np.bool_)[at]
        by_name = resolved & ~has_point
        ids = coded([f.place.id if f.place else "" for f in found], np.where(by_name, at, -1))
        extent_km = np.where(by_name, self._wider(found, at, extent_km), extent_km)
        adrift = ~has_point & ~by_name & rows.kept
        self._count_unresolved(rows, name, adrift)
        known = np.where(has_point, known, stated)
        admin1 = np.where(has_point, admin1, _stated_admin1(rows, stated))
        disagrees = self._disagree(lon, lat, extent_km, found, at) & resolved & has_point
        flags = {
            "place-disagrees": disagrees,
            "country-disagrees": (stated != "") & (country != "") & (stated != country),
            "outside-map": has_point & (country == ""),
        }
        return Placed(
            extent_km=extent_km,
            place_id=ids,
            place_name=name.dictionary_encode(),
            country=_coded_texts(known),
            admin1=_coded_texts(admin1),
            flags=_joined_flags(flags),
        )

    # -- by the map ------------------------------------------------------------------------------

    def _locate(self, lon: Float64Array, lat: Float64Array) -> tuple[Texts, Texts]:
        """Return country and admin1 of each point, "" for none; each different point once."""
        lons, lon_codes = factorize(lon)
        lats, lat_codes = factorize(lat)
        codes, (of_lon, of_lat) = join_codes((lon_codes, lons.size), (lat_codes, lats.size))
        at_lon, at_lat = lons[of_lon], lats[of_lat]
        country, admin1 = self._borders.locate(at_lon, at_lat)
        return country[codes], admin1[codes]

    def _stated(self, rows: Rows) -> Texts:
        """Return the code of the country that each row names, "" for none that is known."""
        texts = rows.text(Field.COUNTRY).dictionary_encode()
        codes = [country_code(text) or "" for text in texts.dictionary.to_pylist()]
        of_row: Texts = np.array([*codes, ""])[pc.fill_null(texts.indices, -1).to_numpy()]
        return of_row

    def _refuse_swapped(
        self,
        rows: Rows,
        point: tuple[Float64Array, Float64Array],
        country: Texts,
        stated: Texts,
    ) -> None:
        """Refuse points outside the country that they name and inside it when turned round."""
        lon, lat = point
        doubtful = np.flatnonzero((stated != "") & (country != stated) & (np.abs(lon) <= 90))
        swapped = np.zeros(len(rows), np.bool_)
        turned, _ = self._locate(lat[doubtful], lon[doubtful])
        swapped[doubtful] = turned == stated[doubtful]
        field = Field.LAT if rows.has(Field.LAT) else Field.POINT
        reason = Message(
            "lies in the country that the row names only when latitude and longitude change places"
        )
        rows.refuse(
            rows.heading(field),
            swapped,
            reason,
            rows.text(field),
        )

    def _with_units(
        self,
        point: tuple[Float64Array, Float64Array],
        extent_km: Float64Array,
        unit: Texts,
        areas: tuple[Texts, Texts],
    ) -> Float64Array:
        """Return extents in which a whole unit reaches from the point to its farthest corner."""
        extent_km = extent_km.copy()
        for kind, codes in zip(("country", "admin1"), areas, strict=True):
            wanted = (unit == kind) & (codes != "")
            for code in np.unique(codes[wanted]).tolist():
                rows = np.flatnonzero(wanted & (codes == code))
                corners = self._corners_of(kind, code)
                extent_km[rows] = _farthest_km(point[0][rows], point[1][rows], corners)
        return extent_km

    def _corners_of(self, kind: str, code: str) -> Float64Array:
        """Return the corners of the convex hull of a unit, degrees, shape (k, 2)."""
        if code not in self._corners:
            frame, column = (
                (self._borders.governorates, "admin1")
                if kind == "admin1"
                else (self._borders.countries, "country_code")
            )
            areas = frame.loc[frame[column] == code, "geometry"]
            self._corners[code] = shapely.get_coordinates(
                shapely.convex_hull(shapely.union_all(areas.to_numpy()))
            )
        return self._corners[code]

    # -- by name ---------------------------------------------------------------------------------

    def _place_names(self, rows: Rows) -> pa.Array:
        """Return the place as the file writes it, the smallest unit that it names."""
        columns = [rows.text(f) for f in (Field.PLACE, Field.ADMIN2, Field.ADMIN1)]
        return pc.coalesce(*columns)

    def _resolve(
        self, rows: Rows, name: pa.Array, wanted: BoolArray
    ) -> tuple[list[_Found], Int32Array]:
        """Return what the names of wanted rows mean, and which of them each row has, -1 for none.

        A name beside a point serves only to see whether both agree.
        """
        if self._gazetteer is None:
            return [], np.full(len(rows), -1, np.int32)
        wanted = rows.kept & wanted
        fields = (Field.PLACE, Field.COUNTRY, Field.ADMIN1, Field.ADMIN2)
        context = [pc.fill_null(rows.text(field), "") for field in fields]
        keys = pc.binary_join_element_wise(*context, "\x1f")
        encoded = pc.if_else(
            pc.and_(pa.array(wanted), name.is_valid()), keys, pa.scalar(None, pa.string())
        ).dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        self._look_up(self._gazetteer, [text for text in texts if text not in self._names])
        return [self._names[t] for t in texts], pc.fill_null(encoded.indices, -1).to_numpy()

    def _look_up(self, gazetteer: Gazetteer, keys: list[str]) -> None:
        """Resolve names in their context, and keep what came of it.

        Where a row names nothing smaller than a governorate, that is what is meant, not the city
        of the same name.
        """
        queries = {}
        for key in keys:
            name, country, admin1, admin2 = key.split("\x1f")
            if name or admin2:
                queries[key] = Query(
                    text=name or admin2,
                    country=country or None,
                    admin1=admin1 or None,
                    admin2=admin2 or None,
                    kinds=frozenset() if name else frozenset({"ADM2", "ADM3"}),
                )
            else:
                place = self._governorate(gazetteer, admin1, country)
                self._names[key] = _Found(place, place.extent_km if place else 0.0)
        resolutions = gazetteer.resolve_many(queries.values(), limit=2)
        for key, resolution in zip(queries, resolutions, strict=True):
            self._names[key] = _Found(resolution.place, resolution.extent_km)

    def _governorate(self, gazetteer: Gazetteer, name: str, country: str) -> Place | None:
        if not self._governorates:
            places = gazetteer.places().values()
            self._governorates = {
                p.admin1: p for p in places if p.feature_code == "ADM1" and p.admin1 is not None
            }
        codes = admin1_codes(name, country_code(country))
        return self._governorates.get(next(iter(codes))) if len(codes) == 1 else None

    def _wider(self, found: list[_Found], at: Int32Array, extent_km: Float64Array) -> Float64Array:
        """Return the extent of rows that take the place of their name; nan takes the place's own.

        The row's own precision counts where it is wider, and "near Hajin" is wider than Hajin.
        """
        own = [f.place.extent_km if f.place else 0.0 for f in found]
        widened = [
            f.extent_km if f.place and f.extent_km > f.place.extent_km else np.nan for f in found
        ]
        of_place = np.array([*own, np.nan])[at]
        of_name = np.array([*widened, np.nan])[at]
        of_row = np.where(extent_km > of_place, extent_km, np.nan)
        wider: Float64Array = np.fmax(of_name, of_row)
        return wider

    def _count_unresolved(self, rows: Rows, name: pa.Array, adrift: BoolArray) -> None:
        if self._gazetteer is None or not adrift.any():
            return
        context = [name, *(rows.text(f) for f in (Field.COUNTRY, Field.ADMIN1, Field.ADMIN2))]
        named = pa.array(adrift)
        columns = [pc.fill_null(c.filter(named), "").to_pylist() for c in context]
        counted = Counter(zip(*columns, strict=True))
        self.unresolved.update({key: n for key, n in counted.items() if key[0]})

    def _disagree(
        self,
        lon: Float64Array,
        lat: Float64Array,
        extent_km: Float64Array,
        found: list[_Found],
        at: Int32Array,
    ) -> BoolArray:
        """Tell where a row's point lies farther from the place of its name than both allow."""
        places = [f.place for f in found]
        points = [
            (p.lon, p.lat, p.extent_km) if p and p.lon is not None else (None,) * 3 for p in places
        ]
        of_place = np.array([*points, (None,) * 3], np.float64)[at]
        rows = np.flatnonzero(~np.isnan(of_place[:, 0]) & ~np.isnan(lon))
        there = of_place[rows]
        metres = WGS84.inv(lon[rows], lat[rows], there[:, 0], there[:, 1])[2]
        allowed = np.nan_to_num(extent_km[rows]) + there[:, 2] + TOLERANCE_KM
        disagrees = np.zeros(lon.size, np.bool_)
        disagrees[rows] = metres / 1000 > allowed
        return disagrees

    def reports(self, origin: str) -> tuple[UnresolvedReport, ...]:
        """Return the names that were not resolved, for the gazetteer's queue, the most first."""
        return tuple(
            UnresolvedReport(
                name=name, country=country, admin1=admin1, admin2=admin2, origin=origin, count=count
            )
            for (name, country, admin1, admin2), count in self.unresolved.most_common()
        )


def _stated_admin1(rows: Rows, stated: Texts) -> Texts:
    """Return the code of the governorate that each row names, "" for none that is known."""
    texts = pc.fill_null(rows.text(Field.ADMIN1), "")
    keys = pc.binary_join_element_wise(texts, pa.array(stated, pa.string()), "\x1f")
    encoded = keys.dictionary_encode()
    found = []
    for key in encoded.dictionary.to_pylist():
        name, country = key.split("\x1f")
        codes = admin1_codes(name, country or None)
        found.append(next(iter(codes)) if len(codes) == 1 else "")
    of_row: Texts = np.array(found, str)[encoded.indices.to_numpy()]
    return of_row


def _known_well(country: Texts) -> BoolArray:
    """Tell which countries the gazetteer covers well enough to doubt a point by its name."""
    return np.isin(country, FOCUS_COUNTRIES)


def _farthest_km(lon: Float64Array, lat: Float64Array, corners: Float64Array) -> Float64Array:
    """Return how far the farthest of `corners`, shape (k, 2), is from each point, in km.

    Which corner it is, is told on a sphere; its distance is geodesic.
    """
    farthest = corners[(_on_sphere(lon, lat) @ _on_sphere(*corners.T).T).argmin(axis=1)]
    metres: Float64Array = WGS84.inv(lon, lat, *farthest.T)[2]
    return metres / 1000


def _on_sphere(lon: Float64Array, lat: Float64Array) -> Float64Array:
    """Return unit vectors, shape (n, 3), of points in degrees."""
    lon, lat = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _coded_texts(texts: Texts) -> pa.Array:
    values, codes = np.unique(texts.astype(str), return_inverse=True)
    return coded(values.tolist(), codes)


def _joined_flags(flags: dict[str, BoolArray]) -> pa.Array:
    """Return the codes of the flags of each row, separated by spaces, null for none."""
    bits = sum(np.asarray(flag, np.int64) << n for n, flag in enumerate(flags.values()))
    names = list(flags)
    texts = [
        " ".join(name for n, name in enumerate(names) if bit >> n & 1)
        for bit in range(2 ** len(names))
    ]
    return coded(texts, bits)
