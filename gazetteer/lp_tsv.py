"""LP-TSV v0.5, the tab-separated relative of Linked Places: a row a place.

The format has no room for the kinds of names, the citations of names and of the place beyond the
first, districts, status, population, version and certainty: a round trip loses them. Tabs and line
ends become spaces, semicolons within a name commas, because the format knows no quotes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import shapely
from shapely.errors import ShapelyError

from gazetteer.authorities import compact_link, link_alias
from gazetteer.errors import PlaceFileError
from gazetteer.feature_codes import Feature, default_extent_km, feature_of, general_feature
from gazetteer.linked_places import PLACE_URN, place_id_of_uri
from gazetteer.message import Message
from gazetteer.place import Citation, Place, ToponymKind
from gazetteer.place_draft import ToponymList, clean_language, clean_text, stable_id
from gazetteer.place_files import RowError, parse_number, parse_point, parse_rows
from gazetteer.tables import iter_table, look_at_table
from gazetteer.wkt import geometry_of_wkt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TextIO

    from gazetteer.place_files import Progress, RefusedRow
    from gazetteer.tables import Row

# Source: LP-TSV v0.5, fields: required, encouraged, optional.
COLUMNS: Final = (
    "id", "title", "title_source", "fclasses", "aat_types", "attestation_year", "start",
    "title_uri", "ccodes", "matches", "variants", "types", "parent_name", "parent_id", "lon", "lat",
    "geowkt", "geo_source", "geo_id", "approximation", "end", "description",
)  # fmt: skip
# Source: LP-TSV v0.5; of ``title_source`` and the two years readers can do without.
_NEEDED: Final = ("id", "title")
_LINKED_CLASSES: Final = frozenset("AHLPRST")
_ISO_UNIT: Final = "iso3166-2:"
# What stands for the source of places that cite none; the format asks for one.
_NO_SOURCE: Final = "Hudud gazetteer"
_UNQUOTED: Final = str.maketrans({"\t": " ", "\r": " ", "\n": " "})


def read_lp_tsv(
    path: Path, *, progress: Progress | None = None, source: str | None = None
) -> Iterator[Place | RefusedRow]:
    """Yield the places of an LP-TSV file, or of a CSV file with its columns.

    Parameters
    ----------
    path
        The file, UTF-8.
    progress
        Told how far it has been read.
    source
        What the ids of foreign rows are made with; the file's name if left out.

    Raises
    ------
    PlaceFileError
        If the file cannot be read, or has no column ``id`` or ``title``.
    """
    form = look_at_table(path, has_plain_tabs=True)
    missing = [name for name in _NEEDED if name not in form.header]
    if missing:
        there = ", ".join(form.header)
        raise PlaceFileError(
            Message("has no column %(heading)r; it has %(there)s", heading=missing[0], there=there),
            path=path,
            row=1,
        )
    dataset = clean_text(source or path.stem.partition(".")[0]) or "lp-tsv"
    rows = iter_table(path, form, progress=progress)
    yield from parse_rows(path, rows, lambda row: _place(row, dataset))


def _place(row: Row, dataset: str) -> Place:
    if not row.get("id"):
        raise RowError("id", "", Message("is empty"))
    kind = _kind(row)
    lat, lon, footprint = _shape(row)
    is_own = row["id"].startswith(PLACE_URN)
    country, admin1, note = _units(row)
    title_source = clean_text(row.get("title_source", ""))
    return Place(
        id=place_id_of_uri(row["id"]) if is_own else stable_id(dataset, row["id"]),
        toponyms=_toponyms(row).toponyms(),
        feature_class=kind.feature_class,
        feature_code=kind.feature_code,
        country_code=country,
        admin1=admin1,
        lat=lat,
        lon=lon,
        extent_km=_extent_km(row, kind),
        footprint=footprint,
        citations=(
            ()
            if title_source in {"", _NO_SOURCE}
            else (Citation(source=title_source, locator=clean_text(row.get("title_uri", ""))),)
        ),
        links=_links(row),
        note=note,
    )


def _list(row: Row, name: str) -> list[str]:
    return [value.strip() for value in row.get(name, "").split(";") if value.strip()]


def _kind(row: Row) -> Feature:
    classes = [c.upper() for c in _list(row, "fclasses")]
    told = [*_list(row, "types"), *(f"aat:{i}" for i in _list(row, "aat_types"))]
    for text in told:
        found = feature_of(text)
        if found is not None and (not classes or found.feature_class in classes):
            return found
    general = general_feature(classes[0]) if classes else None
    if general is None:
        raise RowError(
            "fclasses", "; ".join([*classes, *told]), Message("names no kind of place known here")
        )
    return general


def _shape(row: Row) -> tuple[float | None, float | None, str | None]:
    lat, lon = parse_point(row.get("lat", ""), row.get("lon", ""), lat_field="lat", lon_field="lon")
    wkt = row.get("geowkt", "")
    if not wkt:
        return lat, lon, None
    try:
        geometry = geometry_of_wkt(wkt)
    except ShapelyError as error:
        raise RowError("geowkt", wkt, Message("is no WKT")) from error
    if geometry.is_empty:
        raise RowError("geowkt", wkt, Message("is an empty geometry"))
    if lat is None:
        point = geometry.representative_point()
        lat, lon = point.y, point.x
    return lat, lon, None if isinstance(geometry, shapely.Point) else wkt


def _units(row: Row) -> tuple[str | None, str | None, str]:
    """Return country, first-order unit, and the note, which takes a parent without ISO code."""
    codes = _list(row, "ccodes")
    country = codes[0].upper() if codes else None
    parent, parent_id = row.get("parent_name", ""), row.get("parent_id", "")
    note = clean_text(row.get("description", ""))
    if parent_id.startswith(_ISO_UNIT):
        return country, parent_id.removeprefix(_ISO_UNIT), note
    return country, None, clean_text(f"{note} part of {parent}") if parent else note


def _toponyms(row: Row) -> ToponymList:
    names = ToponymList()
    variants = [value.rpartition("@") for value in _list(row, "variants")]
    named = [(name, clean_language(tag)) if at else (tag, "und") for name, at, tag in variants]
    title = clean_text(row.get("title", ""))
    languages = [language for name, language in named if name == title]
    names.add(title, languages[0] if languages else "und", ToponymKind.PREFERRED)
    for name, language in named:
        names.add(name, language, is_exact=True)
    if not names.toponyms():
        raise RowError("title", row.get("title", ""), Message("is no name"))
    return names


def _extent_km(row: Row, kind: Feature) -> float:
    text = row.get("approximation", "")
    if not text or ":" in text:  # a URI that says that it is vague, not how far
        return default_extent_km(kind)
    return parse_number("approximation", text)


def _links(row: Row) -> tuple[str, ...]:
    links = []
    for text in _list(row, "matches"):
        link = compact_link(text)
        if link is None:
            raise RowError("matches", text, Message("is no link such as gn:170654"))
        links.append(link)
    return tuple(dict.fromkeys(links))


def write_lp_tsv(
    places: Iterable[Place], stream: TextIO, *, attestation_year: int | None = None
) -> int:
    """Write places as LP-TSV; return how many.

    Parameters
    ----------
    places
        Of classes that the format knows; U and V are written as L.
    stream
        Text, UTF-8, line ends as written.
    attestation_year
        The year of the source, which the format asks for; this year if left out.
    """
    year = str(attestation_year or datetime.now(UTC).year)
    stream.write("\t".join(COLUMNS) + "\n")
    count = 0
    for place in places:
        row = _export_row(place) | {"attestation_year": year}
        stream.write("\t".join(row.get(c, "").translate(_UNQUOTED) for c in COLUMNS) + "\n")
        count += 1
    return count


def _export_row(place: Place) -> dict[str, str]:
    citation = place.citations[0] if place.citations else Citation(source=_NO_SOURCE)
    has_uri = citation.locator.startswith(("http://", "https://"))
    row = {
        "id": PLACE_URN + place.id,
        "title": place.preferred("en"),
        "title_source": citation.source,
        "title_uri": citation.locator if has_uri else "",
        "fclasses": place.feature_class if place.feature_class in _LINKED_CLASSES else "L",
        "types": place.feature_code,
        "ccodes": place.country_code or "",
        "matches": ";".join(link_alias(link) for link in place.links),
        "variants": ";".join(f"{t.name.replace(';', ',')}@{t.language}" for t in place.toponyms),
        "geowkt": place.footprint or "",
        "approximation": repr(place.extent_km),
        "description": place.note,
    }
    if place.admin1 is not None:
        row |= {"parent_name": place.admin1, "parent_id": _ISO_UNIT + place.admin1}
    if place.lat is not None and place.lon is not None:
        row |= {"lat": repr(place.lat), "lon": repr(place.lon)}
    return row
