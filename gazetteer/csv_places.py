"""CSV: any table with a column of names in, and places out.

A table that was exported here comes back with all fields but two: the citations of single names,
and scripts that the letters of a name do not show.
"""

from __future__ import annotations

import csv
import hashlib
import re
from typing import TYPE_CHECKING, Final

import shapely
from shapely.errors import ShapelyError

from gazetteer.authorities import compact_link
from gazetteer.cells import guard_formula, join_values, split_values, unguard_formula
from gazetteer.context import admin1_codes, country_code
from gazetteer.csv_columns import map_columns
from gazetteer.feature_codes import Feature, default_extent_km, feature_label, feature_of
from gazetteer.message import Message
from gazetteer.place import Certainty, Citation, Place, PlaceStatus, ToponymKind
from gazetteer.place_draft import ToponymList, clean_language, clean_text, stable_id
from gazetteer.place_files import (
    RowError,
    parse_choice,
    parse_count,
    parse_number,
    parse_point,
    parse_rows,
)
from gazetteer.tables import iter_table, look_at_table
from gazetteer.wkt import geometry_of_wkt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import TextIO

    from gazetteer.place_files import Progress, RefusedRow
    from gazetteer.tables import Row

EXPORT_COLUMNS: Final = (
    "place_id", "name", "name_ar", "names", "kind", "feature_class", "feature_code", "country",
    "admin1", "admin2", "lat", "lon", "extent_km", "certainty", "status", "population", "links",
    "citations", "footprint", "note", "version",
)  # fmt: skip
POPULATED_PLACE: Final = Feature("P", "PPL")
# Source: ISO 3166-1, alpha-3 of the countries here, which humanitarian data prefer.
_ALPHA_3: Final = {
    "SYR": "SY", "IRQ": "IQ", "TUR": "TR", "IRN": "IR", "JOR": "JO", "LBN": "LB", "SAU": "SA",
    "KWT": "KW", "ISR": "IL", "PSE": "PS", "EGY": "EG", "CYP": "CY",
}  # fmt: skip
_ADMIN1_CODE: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME_TAG: Final = re.compile(
    r"(?P<name>.+?)@(?P<language>[A-Za-z]{2,3}(?:-\w+)*)(?:#(?P<kind>\w+))?", re.DOTALL
)


def read_csv_places(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    source: str | None = None,
    country: str | None = None,
    assumed: Feature = POPULATED_PLACE,
    progress: Progress | None = None,
) -> Iterator[Place | RefusedRow]:
    """Yield the places of a table.

    Parameters
    ----------
    path
        The file.
    columns
        Which column holds what, field -> heading; the rest is guessed (`csv_columns.map_columns`).
    encoding, delimiter
        How it is written; found by looking when left out (`tables.look_at_table`).
    source
        What the ids and citations of rows without any are made with; the file's name if left out.
    country
        The country code of rows that name no country.
    assumed
        The kind of rows that name none.
    progress
        Told how far the file has been read.

    Raises
    ------
    PlaceFileError
        If the file cannot be read, or no column holds names.
    """
    form = look_at_table(path, encoding=encoding, delimiter=delimiter)
    mapping = map_columns(path, form.header, columns)
    reader = _RowReader(mapping, source or path.stem.partition(".")[0], country, assumed)
    yield from parse_rows(path, iter_table(path, form, progress=progress), reader.place)


class _RowReader:
    """Makes a place of each row of one table."""

    def __init__(
        self, mapping: Mapping[str, str], source: str, country: str | None, assumed: Feature
    ) -> None:
        self._mapping = mapping
        self._name_columns = {
            field.partition(":")[2]: heading
            for field, heading in mapping.items()
            if field.startswith("name:")
        }
        self._source = clean_text(source) or "table"
        self._country = country
        self._assumed = assumed

    def place(self, row: Row) -> Place:
        """Return the place of a row, or raise `RowError`."""
        cells = {field: row.get(heading, "") for field, heading in self._mapping.items()}
        heading = self._mapping
        lat, lon = parse_point(
            cells.get("lat", ""),
            cells.get("lon", ""),
            lat_field=heading.get("lat", "lat"),
            lon_field=heading.get("lon", "lon"),
        )
        footprint = unguard_formula(cells.get("footprint", "")) or None
        if lat is None and footprint and "place_id" not in heading:
            lat, lon, footprint = _point_of_wkt(footprint, heading["footprint"])
        toponyms = self._toponyms(row, cells)
        kind = self._kind(cells)
        country, admin1, note = self._units(cells)
        population = parse_count(heading.get("population", ""), cells.get("population", ""))
        links = self._links(cells)
        extent = cells.get("extent_km", "")
        return Place(
            id=self._id(cells, toponyms, links, (lat, lon)),
            toponyms=toponyms.toponyms(),
            feature_class=kind.feature_class,
            feature_code=kind.feature_code,
            country_code=country,
            admin1=admin1,
            admin2=clean_text(unguard_formula(cells.get("admin2", ""))) or None,
            lat=lat,
            lon=lon,
            extent_km=(
                parse_number(heading["extent_km"], extent)
                if extent
                else default_extent_km(kind, population)
            ),
            footprint=footprint,
            certainty=parse_choice(Certainty, "certainty", cells.get("certainty", "")),
            citations=self._citations(cells),
            links=links,
            status=parse_choice(PlaceStatus, "status", cells.get("status", "")),
            population=population,
            note=note,
            version=max(1, parse_count("version", cells.get("version", ""))),
        )

    def _toponyms(self, row: Row, cells: Mapping[str, str]) -> ToponymList:
        names = ToponymList()
        for text in split_values(unguard_formula(cells.get("names", "")), ";"):
            match = _NAME_TAG.fullmatch(text.strip())
            if match is None:
                names.add(text)
                continue
            kind = parse_choice(ToponymKind, self._mapping["names"], match["kind"] or "variant")
            names.add(match["name"], clean_language(match["language"]), kind, is_exact=True)
        is_own = bool(names.toponyms()) and "place_id" in self._mapping
        kind = ToponymKind.VARIANT if is_own else ToponymKind.PREFERRED
        for language, heading in self._name_columns.items():
            names.add(unguard_formula(row.get(heading, "")), clean_language(language), kind)
        names.add(unguard_formula(cells.get("name", "")), kind=kind)
        if not names.toponyms():
            raise RowError(
                self._mapping.get("name", "name"), cells.get("name", ""), Message("is no name")
            )
        return names

    def _kind(self, cells: Mapping[str, str]) -> Feature:
        for field in ("feature_code", "kind", "feature_class"):
            text = cells.get(field, "")
            if field == "feature_code" and text and cells.get("feature_class"):
                text = f"{cells['feature_class']}.{text}"
            if text:
                found = feature_of(text)
                if found is None:
                    raise RowError(
                        self._mapping[field], text, Message("is no kind of place known here")
                    )
                return found
        return self._assumed

    def _units(self, cells: Mapping[str, str]) -> tuple[str | None, str | None, str]:
        """Return country, first-order unit, and the note, which takes a unit that has no code."""
        note = clean_text(unguard_formula(cells.get("note", "")))
        named = cells.get("country", "")
        country = _ALPHA_3.get(named.upper()) or country_code(named)
        if named and country is None:
            raise RowError(self._mapping["country"], named, Message("is no country known here"))
        country = country or self._country
        unit = cells.get("admin1", "")
        if _ADMIN1_CODE.fullmatch(unit):
            return country or unit[:2], unit, note
        codes = admin1_codes(unit, country)
        if len(codes) == 1:
            (code,) = codes
            if country in {None, code[:2]}:
                return code[:2], code, note
        if unit:
            note = clean_text(f"{note} {self._mapping['admin1']}: {unit}")
        return country, None, note

    def _links(self, cells: Mapping[str, str]) -> tuple[str, ...]:
        given = [link.strip() for link in split_values(cells.get("links", ""), ";")]
        links = [link for text in given if text and (link := compact_link(text))]
        if len(links) < len([text for text in given if text]):
            raise RowError(
                self._mapping["links"], cells["links"], Message("is no link such as geonames:1")
            )
        if cells.get("geonames_id"):
            number = parse_count(self._mapping["geonames_id"], cells["geonames_id"])
            links.insert(0, f"geonames:{number}")
        if cells.get("wikidata_id"):
            wikidata = cells["wikidata_id"].rpartition("/")[2]
            if not re.fullmatch(r"Q\d+", wikidata):
                raise RowError(
                    self._mapping["wikidata_id"], wikidata, Message("is no id such as Q42")
                )
            links.append(f"wikidata:{wikidata}")
        return tuple(dict.fromkeys(links))

    def _citations(self, cells: Mapping[str, str]) -> tuple[Citation, ...]:
        citations = []
        for text in split_values(unguard_formula(cells.get("citations", "")), ";"):
            parts = [clean_text(part) for part in split_values(text, "|")]
            source, locator, note = (*parts, "", "", "")[:3]
            if source:
                citations.append(Citation(source=source, locator=locator, note=note))
        if not citations and "place_id" not in self._mapping:
            citations = [Citation(source=self._source)]
        return tuple(citations)

    def _id(
        self,
        cells: Mapping[str, str],
        toponyms: ToponymList,
        links: tuple[str, ...],
        point: tuple[float | None, float | None],
    ) -> str:
        if cells.get("place_id"):
            if not _SLUG.fullmatch(cells["place_id"]):
                reason = Message("is no id of small letters, digits and hyphens")
                raise RowError(self._mapping["place_id"], cells["place_id"], reason)
            return cells["place_id"]
        if cells.get("id"):
            return stable_id(self._source, cells["id"])
        if links:
            return stable_id(*links[0].split(":", 1))
        what = f"{toponyms.toponyms()[0].name}@{point[0]},{point[1]}"
        digest = hashlib.sha256(what.encode("utf-8", "replace")).hexdigest()[:12]
        return stable_id(self._source, digest)


def _point_of_wkt(wkt: str, heading: str) -> tuple[float | None, float | None, str | None]:
    """Return latitude, longitude and what is more than a point of a geometry in a foreign table."""
    try:
        geometry = geometry_of_wkt(wkt)
    except ShapelyError as error:
        raise RowError(heading, wkt, Message("is no WKT")) from error
    if geometry.is_empty:
        raise RowError(heading, wkt, Message("is an empty geometry"))
    if isinstance(geometry, shapely.Point):
        return geometry.y, geometry.x, None
    point = geometry.representative_point()
    return point.y, point.x, wkt


def write_csv_places(places: Iterable[Place], stream: TextIO) -> int:
    """Write places as CSV with a header; return how many.

    Cells that a spreadsheet would run as a formula begin with an apostrophe.
    """
    writer = csv.DictWriter(stream, EXPORT_COLUMNS)
    writer.writeheader()
    count = 0
    for place in places:
        writer.writerow({k: _cell(v) for k, v in _export_row(place).items()})
        count += 1
    return count


def _cell(value: float | str | None) -> str:
    if isinstance(value, str):
        return guard_formula(value)
    return "" if value is None else repr(value)


def _export_row(place: Place) -> dict[str, float | str | None]:
    in_arabic = any(t.language == "ar" for t in place.toponyms)
    names = []
    for toponym in place.toponyms:
        kind = "" if toponym.kind is ToponymKind.VARIANT else f"#{toponym.kind.value}"
        names.append(f"{toponym.name}@{toponym.language}{kind}")
    citations = [join_values([c.source, c.locator, c.note], "|") for c in place.citations]
    return {
        "place_id": place.id,
        "name": place.preferred("en"),
        "name_ar": place.preferred("ar") if in_arabic else None,
        "names": join_values(names, ";"),
        "kind": feature_label(place.feature_class, place.feature_code),
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "country": place.country_code,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "lat": place.lat,
        "lon": place.lon,
        "extent_km": place.extent_km,
        "certainty": place.certainty.value,
        "status": place.status.value,
        "population": place.population,
        "links": join_values(list(place.links), ";"),
        "citations": join_values(citations, ";"),
        "footprint": place.footprint,
        "note": place.note,
        "version": place.version,
    }
